/** Tasks without servers (Fargate, Container Apps, Cloud Run): billed by vCPU and memory over time. */
import {
  byDefault,
  choice,
  count,
  duration,
  monthAmount,
  number,
  object,
  optional,
  share,
  size,
  type FieldsOutput,
} from '../topology/fields.ts';
import { CONTAINER, FUNCTION } from '../assumptions/published.ts';
import { coldShare } from '../models/queueing/cold-starts.ts';
import type { Component } from '../topology/model.ts';
import { fleetGroups } from './failure.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import { autoscaledShares } from './nodes.ts';
import type { LimitPlan, PerformContext, Plan, Work } from './performance.ts';
import { byClass, CALLS, delay, givenTime, scaled, visit } from './steps.ts';
import { GIB } from '../topology/quantity/bytes.ts';

const autoscale = object(
  {
    min: count('Fewest tasks.'),
    max: count('Most tasks.', 1),
    target: byDefault(share('Utilisation at which tasks are added.'), '60%'),
  },
  'The number of tasks follows the load over the day.',
);

const fields = {
  vcpu: optional(number('vCPUs of a task (default 1).', 0.01, 1000)),
  memory: optional(size('Memory of a task (default 2 GB).')),
  arch: optional(choice(['x86_64', 'arm64'], 'Processor architecture (default x86_64).')),
  count: optional(count('Tasks (default 1).')),
  autoscale: optional(autoscale),
  threads: optional(count('Concurrent requests a task holds.', 1, 100_000)),
  billing: optional(
    choice(
      ['instance', 'request'],
      'Cloud Run, Container Apps: pay while a task exists, or only while it answers (default instance).',
    ),
  ),
  duration: optional(duration('How long a task is busy with one request, where it pays by request.')),
  concurrency: optional(number('Requests that a task answers at once, where it pays by request (default 1).', 1)),
} as const;

export type ContainerOptions = FieldsOutput<typeof fields>;

export interface ContainerUse {
  readonly arch: 'x86_64' | 'arm64';
  readonly billing: 'instance' | 'request';
  /** Over the month. */
  readonly vcpuSeconds: number;
  readonly memoryByteSeconds: number;
  readonly requests: number;
  /** Those among them that come over HTTP from elsewhere than the same product in the same region. */
  readonly outsideRequests: number;
}

/**
 * Tasks at once: what the file counts, or the load asks for; undefined where the platform adds as many as there are
 * requests.
 */
function tasksOf({ options }: Component<ContainerOptions>, context: PerformContext): number | undefined {
  if (options.autoscale || options.count !== undefined || options.billing !== 'request')
    return context.nodes(options.count ?? 1);
  context.warn('task-limit-not-set');
  return undefined;
}

/** Requests that wait for a task to start, where tasks come and go with the requests. */
function coldStarts(
  { options }: Component<ContainerOptions>,
  load: Load,
  duration: number,
  context: PerformContext,
): { readonly steps: readonly Work[]; readonly details: Record<string, Detail> } {
  const rate = load.peakRate;
  // Tasks that are counted are there.
  if (!(rate > 0) || (options.count !== undefined && !options.autoscale)) return { steps: [], details: {} };
  const share = coldShare({
    rate,
    duration,
    keptIdle: context.assume('until an idle task is given up', context.sold.keptIdle ?? FUNCTION.keptIdle),
    slots: Math.max(1, Math.floor(options.concurrency ?? 1)),
    warm: options.autoscale?.min ?? 0,
  });
  const details: Record<string, Detail> = {
    concurrency: { value: rate * duration, unit: 'count' },
    cold_share: { value: share, unit: 'share' },
    cold_starts: { value: rate * share, unit: '/s' },
  };
  if (share === 0) return { steps: [], details };
  const cold = delay(context.assumeTime('what a cold start adds', CONTAINER.coldStart));
  return { steps: [{ do: 'either', branches: [{ probability: share, steps: [cold] }] }], details };
}

/**
 * Tasks that pay while they answer: each answers so many requests at once, and the next one waits for the first that is
 * free.
 */
function paidByRequest(
  component: Component<ContainerOptions>,
  duration: number,
  load: Load,
  context: PerformContext,
): Plan {
  const { options, demand, service } = component;
  const time = givenTime(duration, demand?.cv ?? service?.cv, context);
  const servers = Math.max(1, Math.floor(options.concurrency ?? 1));
  // Here tasks are added by the requests that are in progress, whatever CPU these take.
  const scale = options.autoscale;
  const busy = (load.peakRate * duration) / servers;
  const nodes = scale
    ? Math.min(scale.max, Math.max(scale.min, 1, Math.ceil(busy / scale.target - 1e-9)))
    : tasksOf(component, context);
  // The duration includes the calls.
  const calls: Work = { do: 'calls', async: true };
  const cold = coldStarts(component, load, duration, context);
  if (nodes === undefined)
    return { tiers: [], details: cold.details, work: byClass(() => [...cold.steps, delay(time), calls]) };
  return {
    details: cold.details,
    tiers: [{ nodes, dispatch: 'shared', stations: [{ resource: 'concurrency', servers }] }],
    limits:
      demand?.cpu === undefined && component.classDemand.size === 0 ? [] : [cpuLimit(component, nodes, load, context)],
    work: byClass(() => [...cold.steps, visit(0, [{ do: 'serve', station: 0, time }]), calls]),
  };
}

/** CPU of all tasks together, where stations don't show it. */
function cpuLimit(
  { options }: Component<ContainerOptions>,
  nodes: number,
  load: Load,
  context: PerformContext,
): LimitPlan {
  return {
    resource: 'cpu',
    unit: 'vCPU',
    capacity: nodes * (options.vcpu ?? 1),
    use: load.classes.reduce(
      (sum, { requestClass, peakRate }) => sum + peakRate * context.cpuTime(requestClass.name).mean,
      0,
    ),
    source: 'the file: vcpu',
  };
}

/** Requests a second that neither a queue or log hands out nor its like sends from beside it. */
const outsideRate = ({ provider, product, region }: Component, { incoming }: Load): number =>
  incoming.reduce((sum, { caller, rate }) => {
    if (caller === undefined) return sum + rate;
    const isBeside = caller.provider === provider && caller.product === product && caller.region === region;
    return caller.buffers || isBeside ? sum : sum + rate;
  }, 0);

export const container = defineKind<ContainerOptions, ContainerUse>({
  name: 'container',
  summary: 'Tasks without servers.',
  fields,
  nodes: false,
  usage: {
    requests: optional(monthAmount('Requests.')),
    task_time: optional(monthAmount('Time that tasks run, such as 300 h/month.', 'seconds')),
  },
  placement: 'zonal',
  /**
   * A part of a vCPU is one that is slower by as much. Of one and a half a request gets a whole one, as from two, and
   * all requests together get one and a half: a limit beside two servers. Where tasks are paid by request, one that
   * finds none with room waits for it to start; without a duration it is taken to hold its task for its CPU time.
   */
  perform(component, load, context) {
    const { options } = component;
    const isByRequest = options.billing === 'request';
    if (isByRequest && options.duration !== undefined) return paidByRequest(component, options.duration, load, context);
    const vcpu = options.vcpu ?? 1;
    const slower = Math.max(1, 1 / vcpu);
    const nodes = tasksOf(component, context);
    const busy = load.classes.reduce(
      (sum, one) => sum + one.peakRate * context.cpuTime(one.requestClass.name).mean * slower,
      0,
    );
    const cold =
      isByRequest && load.peakRate > 0
        ? coldStarts(component, load, busy / load.peakRate, context)
        : { steps: [], details: {} };
    if (nodes === undefined)
      return {
        tiers: [],
        details: cold.details,
        work: byClass((requestClass) => [...cold.steps, delay(scaled(context.cpuTime(requestClass), slower)), CALLS]),
      };
    const threads = options.threads ?? (isByRequest ? Math.max(1, Math.floor(options.concurrency ?? 1)) : undefined);
    return {
      tiers: [
        {
          nodes,
          dispatch: { direct: isByRequest ? 'shared' : 'random' },
          threads,
          stations: [{ resource: 'cpu', servers: Math.max(1, Math.ceil(vcpu)) }],
        },
      ],
      limits: vcpu > 1 && !Number.isInteger(vcpu) ? [cpuLimit(component, nodes, load, context)] : [],
      details: cold.details,
      work: byClass((requestClass) => [
        ...cold.steps,
        visit(0, [{ do: 'serve', station: 0, time: scaled(context.cpuTime(requestClass), slower) }, CALLS]),
      ]),
    };
  },
  fail: (_, __, context) => ({ groups: fleetGroups(context) }),
  nodeCount: (options) => options.autoscale?.max ?? options.count,
  consume(component, load, { monthSeconds, fleetNodes, warn }) {
    const { options, usage } = component;
    const vcpu = options.vcpu ?? 1;
    const memoryBytes = options.memory ?? 2 * GIB;
    const missing = [
      ...(options.vcpu === undefined ? ['vcpu'] : []),
      ...(options.memory === undefined ? ['memory'] : []),
    ];
    if (missing.length > 0) warn('task-size-not-set', { missing, vcpu, memoryGib: memoryBytes / GIB });
    const requests = load.arrivalRate * monthSeconds + (usage.requests ?? 0);
    let taskSeconds: number;
    if ((options.billing ?? 'instance') === 'request') {
      const busySeconds = options.duration ?? component.service?.mean ?? component.demand?.cpu;
      if (busySeconds === undefined && requests > (usage.task_time === undefined ? 0 : (usage.requests ?? 0))) {
        warn('duration-not-set', { isBilledByRequest: true });
      }
      // The time that the file counts itself is that of its requests.
      const timed = usage.task_time === undefined ? requests : requests - (usage.requests ?? 0);
      taskSeconds = (timed * (busySeconds ?? 0)) / (options.concurrency ?? 1);
    } else if (options.autoscale) {
      const shares = autoscaledShares(options.autoscale, load, { fleetNodes, warn, node: 'task' });
      taskSeconds = shares.reduce((sum, one) => sum + one, 0) * component.runningShare * monthSeconds;
    } else {
      const tasks = options.count ?? (usage.task_time === undefined ? 1 : 0);
      taskSeconds = tasks * component.runningShare * monthSeconds;
    }
    taskSeconds += usage.task_time ?? 0;
    return {
      arch: options.arch ?? 'x86_64',
      billing: options.billing ?? 'instance',
      vcpuSeconds: taskSeconds * vcpu,
      memoryByteSeconds: taskSeconds * memoryBytes,
      requests,
      outsideRequests: outsideRate(component, load) * monthSeconds + (usage.requests ?? 0),
    };
  },
});
