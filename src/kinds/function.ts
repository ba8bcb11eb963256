/** Per-request compute (Lambda, Functions, Cloud Functions): billed by requests and by memory over time. */
import type { SpreadFigure } from '../assumptions/figure.ts';
import { FUNCTION } from '../assumptions/published.ts';
import { coldShare } from '../models/queueing/cold-starts.ts';
import { choice, count, duration, monthAmount, optional, size, type FieldsOutput } from '../topology/fields.ts';
import type { Component } from '../topology/model.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import type { PerformContext, Work } from './performance.ts';
import { byClass, CALLS, delay, givenTime, visit } from './steps.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';

const fields = {
  memory: optional(size('Memory of an instance (default 128 MB; on Google Cloud 256 MB).')),
  duration: optional(duration('How long one request runs, with its calls.')),
  arch: optional(choice(['x86_64', 'arm64'], 'Processor architecture (default x86_64).')),
  ephemeral_storage: optional(size('Scratch disk of an instance (default 512 MB).')),
  provisioned_concurrency: optional(count('Instances kept ready.')),
  plan: optional(choice(['consumption', 'flex', 'premium'], 'Azure: hosting plan (default consumption).')),
  concurrency: optional(count('Most instances at once.', 1)),
  cold_start: optional(duration('What a cold start adds.')),
} as const;

export type FunctionOptions = FieldsOutput<typeof fields>;

export interface FunctionUse {
  readonly arch: 'x86_64' | 'arm64';
  readonly plan: 'consumption' | 'flex' | 'premium';
  readonly memoryBytes: number;
  /** Over the month. */
  readonly requests: number;
  readonly byteSeconds: number;
  readonly provisionedByteSeconds: number;
  readonly runningShare: number;
  readonly provisioned: number;
  /** Requests of the month by how long one of them runs; those of which that is not known are left out. */
  readonly runs: readonly { readonly requests: number; readonly seconds: number }[];
  /** Scratch disk above what is included, in byte-seconds, by its size for one instance. */
  readonly ephemeralBytes: number;
  readonly busySeconds: number;
}

/** What a cold start adds, by the file or as published; for a service of which none is known as for Lambda. */
function coldStartTime({ options }: Component<FunctionOptions>, context: PerformContext) {
  if (options.cold_start !== undefined) return givenTime(options.cold_start, undefined, context);
  const published = context.sold.latency?.(options, 'cold-start') ?? lambdaColdStart(options);
  return context.assumeTime('what a cold start adds', published);
}

/** With Node.js, the fastest but for compiled ones, by architecture. */
export const lambdaColdStart = ({ arch }: Readonly<Record<string, unknown>>): SpreadFigure =>
  arch === 'arm64' ? FUNCTION.coldStart.nodejsArm : FUNCTION.coldStart.nodejs;

/**
 * Cold starts in the busiest hour: a share of the requests, from how many come and how long they take.
 *
 * Where the file gives no duration an execution is taken to last for its CPU time, without the calls that it waits for.
 */
function coldStarts(
  component: Component<FunctionOptions>,
  load: Load,
  durationOf: (requestClass: string) => number,
  context: PerformContext,
): { readonly steps: readonly Work[]; readonly details: Record<string, Detail> } {
  const { options } = component;
  const rate = load.peakRate;
  if (!(rate > 0)) return { steps: [], details: {} };
  const concurrency = load.classes.reduce((sum, one) => sum + one.peakRate * durationOf(one.requestClass.name), 0);
  const ready = context.sold.ready?.(options) ?? 0;
  const share = coldShare({
    rate,
    duration: concurrency / rate,
    keptIdle: context.assume('until an idle instance is given up', FUNCTION.keptIdle),
    warm: Math.max(ready, options.provisioned_concurrency ?? 0),
  });
  const details: Record<string, Detail> = {
    concurrency: { value: concurrency, unit: 'count' },
    cold_share: { value: share, unit: 'share' },
    cold_starts: { value: rate * share, unit: '/s' },
  };
  if (share === 0) return { steps: [], details };
  const steps: Work[] = [
    { do: 'either', branches: [{ probability: share, steps: [delay(coldStartTime(component, context))] }] },
  ];
  return { steps, details };
}

export const functionKind = defineKind<FunctionOptions, FunctionUse>({
  name: 'function',
  summary: 'Per-request compute: concurrency, cold starts, GB-seconds.',
  fields,
  nodes: false,
  usage: {
    requests: optional(monthAmount('Requests.')),
    gb_seconds: optional(monthAmount('GB-seconds of memory over time.')),
  },
  placement: 'regional',
  /**
   * Executions at once are what binds: each of them has an instance and its CPU to itself. A duration that the file
   * gives includes the calls, so that these take no time beside it; else an execution lasts for its CPU time and its
   * calls. A request that finds no idle instance waits for a new one to start, before that.
   */
  perform(component, load, context) {
    const { options, demand, service, classDemand } = component;
    const most =
      options.concurrency ??
      context.assume('executions at once', context.sold.atOnce?.(options) ?? FUNCTION.concurrency);
    const { duration } = options;
    // As in the bill: beside a duration the demand is the CPU time within it, and so is a class's.
    const hasBoth = demand?.cpu !== undefined;
    const durationOf = (requestClass: string): number => {
      if (duration === undefined) return context.cpuTime(requestClass).mean;
      return (hasBoth ? undefined : classDemand.get(requestClass)?.cpu) ?? duration;
    };
    const cold = coldStarts(component, load, durationOf, context);
    if (duration === undefined)
      return {
        tiers: [{ nodes: 1, dispatch: 'shared', threads: most, stations: [] }],
        details: cold.details,
        work: byClass((requestClass) => [...cold.steps, visit(0, [delay(context.cpuTime(requestClass)), CALLS])]),
      };
    return {
      tiers: [{ nodes: 1, dispatch: 'shared', stations: [{ resource: 'concurrency', servers: most }] }],
      details: cold.details,
      work: byClass((requestClass) => {
        const cv = classDemand.get(requestClass)?.cv ?? demand?.cv ?? service?.cv;
        const time = givenTime(durationOf(requestClass), cv, context);
        return [...cold.steps, visit(0, [{ do: 'serve', station: 0, time }]), { do: 'calls', async: true }];
      }),
    };
  },
  consume(component, load, { monthSeconds, sold, warn }) {
    const { options, usage } = component;
    const memoryBytes = options.memory ?? sold.memoryBytes ?? 128 * MIB;
    const requests = load.arrivalRate * monthSeconds + (usage.requests ?? 0);
    // Beside a duration the demand is the CPU time within it, and so is a class's.
    const hasBoth = options.duration !== undefined && component.demand?.cpu !== undefined;
    const secondsOf = (requestClass?: string) =>
      (requestClass === undefined || hasBoth ? undefined : component.classDemand.get(requestClass)?.cpu) ??
      options.duration ??
      component.service?.mean ??
      component.demand?.cpu;
    const runs: { requests: number; seconds: number }[] = [];
    let unknown = false;
    const add = (requests: number, seconds: number | undefined) => {
      if (!(requests > 0)) return;
      if (seconds === undefined) unknown = true;
      else runs.push({ requests, seconds });
    };
    for (const { requestClass, rate } of load.classes) add(rate * monthSeconds, secondsOf(requestClass.name));
    // With GB-seconds beside them a bill has counted the time already.
    if (usage.gb_seconds === undefined) add(usage.requests ?? 0, secondsOf());
    const busySeconds = runs.reduce((sum, one) => sum + one.requests * one.seconds, 0);
    if (unknown) warn('duration-not-set', { isBilledByRequest: false });
    const provisioned = options.provisioned_concurrency ?? 0;
    return {
      arch: options.arch ?? 'x86_64',
      plan: options.plan ?? 'consumption',
      memoryBytes,
      requests,
      byteSeconds: busySeconds * memoryBytes + (usage.gb_seconds ?? 0) * GIB,
      provisionedByteSeconds: provisioned * memoryBytes * component.runningShare * monthSeconds,
      runningShare: component.runningShare,
      provisioned,
      ephemeralBytes: options.ephemeral_storage ?? 0,
      busySeconds,
      runs,
    };
  },
});
