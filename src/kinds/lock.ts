/** A lock or a transaction hot spot: waiting and deadlocks. It is part of something else and costs nothing itself. */
import { hotRows, lockConflicts } from '../models/queueing/contention.ts';
import { choice, count, duration, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { defineKind, type Detail } from './kind.ts';
import { byClass, CALLS, delay, givenTime, scaled, visit } from './steps.ts';

const fields = {
  rows: optional(number('Rows that transactions choose from; without them all want the same one.', 1)),
  actions: optional(number('Rows a transaction locks.', 1)),
  action_time: optional(duration('Time a transaction takes for each of them.')),
  nodes: optional(count('Nodes that replicate the rows; each begins its part of the transactions.', 1)),
  replication: optional(
    choice(
      ['eager', 'lazy', 'lazy-master'],
      'Whether a transaction updates every copy (default eager), one copy that the others follow, or the owner’s.',
    ),
  ),
} as const;

export type LockOptions = FieldsOutput<typeof fields>;

export const lock = defineKind<LockOptions, null>({
  name: 'lock',
  summary: 'A lock or transaction hot spot: waiting, deadlocks.',
  fields,
  nodes: false,
  sold: false,
  usage: {},
  placement: 'regional',
  inside: true,
  unused: ['hours', 'stop'],
  /**
   * Without `rows` there is one holder at a time: a single server whose service is the time that the lock is held. With
   * them a transaction waits for one of as many servers as are met busy as often as the rows are found locked
   * (`hotRows`), keeps it as long as a lock is kept on the average, and goes on without it. An eager transaction takes
   * its actions at every node.
   *
   * Calls are made while the lock is held, so that their time belongs to that; how often transactions wait then follows
   * from the solution alone, and no details say so. Otherwise they are those of Gray's model (`lockConflicts`), whose
   * P(wait) leaves out that a lock is held from the beginning of its action: A²/2D of what is under way, where the
   * queue has A(A + 1)/2D.
   */
  perform(component, load, context) {
    const { actions = 1, action_time: actionTime, rows, nodes = 1, replication = 'eager' } = component.options;
    const { demand, service } = component;
    const isHeldForCalls = component.calls.length > 0 || component.classCalls.size > 0;
    const copies = replication === 'eager' ? nodes : 1;
    const given =
      actionTime === undefined
        ? undefined
        : givenTime(actions * actionTime * copies, demand?.cv ?? service?.cv, context);
    const timeOf = (requestClass: string) => given ?? scaled(context.cpuTime(requestClass), copies);
    const { servers, held } = rows === undefined ? { servers: 1, held: 1 } : hotRows({ actions, rows }, isHeldForCalls);
    const tier = { nodes: servers, dispatch: servers > 1 ? ('random' as const) : ('shared' as const) };
    const details = (): Readonly<Record<string, Detail>> => {
      const rate = load.peakRate;
      if (isHeldForCalls || rate === 0) return {};
      const duration = load.classes.reduce(
        (sum, { requestClass, peakRate }) => sum + (peakRate / rate) * timeOf(requestClass.name).mean,
        0,
      );
      if (rows === undefined) {
        // Who comes to M/G/1 waits as often as it is busy.
        const busy = Math.min(1, rate * duration);
        return { wait_probability: share(busy), wait_rate: perSecond(rate * busy) };
      }
      const conflicts = lockConflicts({
        ratePerNode: rate / nodes,
        actions,
        actionTime: duration / copies / actions,
        rows,
        nodes,
        replication,
      });
      return {
        wait_probability: share(conflicts.waitProbability),
        wait_rate: perSecond(conflicts.waitRate),
        deadlock_rate: perSecond(conflicts.deadlockRate),
        ...(replication === 'lazy' && { reconciliation_rate: perSecond(conflicts.reconciliationRate) }),
      };
    };
    return {
      tiers: [
        isHeldForCalls
          ? { ...tier, threads: 1, stations: [] }
          : { ...tier, stations: [{ resource: 'lock', servers: 1 }] },
      ],
      details: details(),
      work: byClass((requestClass) => {
        const time = timeOf(requestClass);
        if (isHeldForCalls) return [visit(0, [delay(time), CALLS])];
        const locked = visit(0, [{ do: 'serve', station: 0, time: scaled(time, held) }]);
        return held < 1 ? [locked, delay(scaled(time, 1 - held))] : [locked];
      }),
    };
  },
  fail: () => ({ groups: [], isPart: true }),
  consume: () => null,
});

const share = (value: number): Detail => ({ value, unit: 'share' });
const perSecond = (value: number): Detail => ({ value, unit: '/s' });
