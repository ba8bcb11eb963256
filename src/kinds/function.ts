/** Per-request compute (Lambda, Functions, Cloud Functions): billed by requests and by memory over time. */
import { choice, count, duration, monthAmount, optional, size, type FieldsOutput } from '../topology/fields.ts';
import { defineKind } from './kind.ts';

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
  unused: ['concurrency', 'cold_start'],
  consume(component, load, { monthSeconds, warn }) {
    const { options, usage } = component;
    const memoryBytes = options.memory ?? 128 * 2 ** 20;
    const requests = load.arrivalRate * monthSeconds + (usage.requests ?? 0);
    const secondsOf = (requestClass?: string) =>
      (requestClass === undefined ? undefined : component.classDemand.get(requestClass)?.cpu) ??
      options.duration ??
      component.service?.mean ??
      component.demand?.cpu;
    let busySeconds = 0;
    let unknown = false;
    for (const { requestClass, rate } of load.classes) {
      const seconds = secondsOf(requestClass.name);
      if (seconds === undefined && rate > 0) unknown = true;
      busySeconds += rate * monthSeconds * (seconds ?? 0);
    }
    if (usage.requests !== undefined && usage.gb_seconds === undefined) {
      const seconds = secondsOf();
      if (seconds === undefined) unknown = true;
      busySeconds += usage.requests * (seconds ?? 0);
    }
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
    };
  },
});
