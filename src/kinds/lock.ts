/** A lock or a transaction hot spot: waiting and deadlocks. It is part of something else and costs nothing itself. */
import { choice, count, duration, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { defineKind } from './kind.ts';
import { byClass, CALLS, delay, givenTime, visit } from './steps.ts';

const fields = {
  rows: optional(number('Rows that transactions choose from.', 1)),
  actions: optional(number('Rows a transaction locks.', 1)),
  action_time: optional(duration('Time a transaction takes for each of them.')),
  nodes: optional(count('Nodes that replicate the rows.', 1)),
  replication: optional(choice(['eager', 'lazy'], 'How they replicate (default eager).')),
} as const;

export type LockOptions = FieldsOutput<typeof fields>;

export const lock = defineKind<LockOptions, null>({
  name: 'lock',
  summary: 'A lock or transaction hot spot: waiting, deadlocks.',
  fields,
  nodes: false,
  usage: {},
  placement: 'regional',
  inside: true,
  unused: ['hours', 'stop', 'rows', 'nodes', 'replication'],
  /**
   * One holder at a time: a single server whose service is the time that the lock is held. Calls are made while it is held,
   * so that their time belongs to that.
   */
  perform(component, _, context) {
    const { actions, action_time: actionTime } = component.options;
    const { demand, service } = component;
    const isHeldForCalls = component.calls.length > 0 || component.classCalls.size > 0;
    const given =
      actionTime === undefined ? undefined : givenTime((actions ?? 1) * actionTime, demand?.cv ?? service?.cv, context);
    return {
      tiers: [
        isHeldForCalls
          ? { nodes: 1, dispatch: 'shared', threads: 1, stations: [] }
          : { nodes: 1, dispatch: 'shared', stations: [{ resource: 'lock', servers: 1 }] },
      ],
      work: byClass((requestClass) => {
        const time = given ?? context.cpuTime(requestClass);
        return [visit(0, isHeldForCalls ? [delay(time), CALLS] : [{ do: 'serve', station: 0, time }])];
      }),
    };
  },
  consume: () => null,
});
