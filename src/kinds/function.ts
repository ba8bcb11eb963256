/** Per-request compute (Lambda, Functions, Cloud Functions): billed by requests and by memory over time. */
import { FUNCTION } from '../assumptions/published.ts';
import { choice, count, duration, monthAmount, optional, size, type FieldsOutput } from '../topology/fields.ts';
import { defineKind } from './kind.ts';
import { byClass, CALLS, delay, givenTime, visit } from './steps.ts';

const fields = {
  memory: optional(size('Memory of an instance (default 128 MB).')),
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

const GIB = 2 ** 30;

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
  unused: ['cold_start'],
  /**
   * Executions at once are what binds: each of them has an instance and its CPU to itself. A duration that the file gives
   * includes the calls, so that these take no time beside it; else an execution lasts for its CPU time and its calls.
   */
  perform(component, _, context) {
    const { options, demand, service, classDemand } = component;
    const most = options.concurrency ?? context.assume('executions at once', FUNCTION.concurrency);
    const { duration } = options;
    if (duration === undefined)
      return {
        tiers: [{ nodes: 1, dispatch: 'shared', threads: most, stations: [] }],
        work: byClass((requestClass) => [visit(0, [delay(context.cpuTime(requestClass)), CALLS])]),
      };
    // As in the bill: beside a duration the demand is the CPU time within it, and so is a class's.
    const hasBoth = demand?.cpu !== undefined;
    return {
      tiers: [{ nodes: 1, dispatch: 'shared', stations: [{ resource: 'concurrency', servers: most }] }],
      work: byClass((requestClass) => {
        const own = classDemand.get(requestClass);
        const mean = (hasBoth ? undefined : own?.cpu) ?? duration;
        const time = givenTime(mean, own?.cv ?? demand?.cv ?? service?.cv, context);
        return [visit(0, [{ do: 'serve', station: 0, time }]), { do: 'calls', async: true }];
      }),
    };
  },
  consume(component, load, { monthSeconds, warn }) {
    const { options, usage } = component;
    const memoryBytes = options.memory ?? 128 * 2 ** 20;
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
    if (unknown) warn('how long a request runs is not given: no time is billed for it', 'give duration: 120ms');
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
