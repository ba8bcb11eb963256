/** A shared file system: throughput and operations (EFS, Azure Files, Filestore). */
import type { SpreadFigure } from '../assumptions/figure.ts';
import { FILE_STORE } from '../assumptions/published.ts';
import {
  byteRate,
  choice,
  monthAmount,
  number,
  optional,
  share,
  size,
  text,
  type FieldsOutput,
} from '../topology/fields.ts';
import type { Component, Provider } from '../topology/model.ts';
import { defineKind, type Load } from './kind.ts';
import { operationsOf } from './operations.ts';
import type { LimitPlan } from './performance.ts';
import { byClass, CALLS, delay, mixed, peakFactor } from './steps.ts';

const fields = {
  storage: optional(size('Stored, or provisioned where the product provisions.')),
  class: optional(
    text('Class or tier: standard, standard-ia, one-zone; hot, cool, transaction-optimized, premium; basic-hdd …'),
  ),
  redundancy: optional(choice(['lrs', 'zrs', 'grs', 'gzrs'], 'Azure: redundancy (default lrs).')),
  throughput: optional(byteRate('Provisioned throughput.')),
  throughput_mode: optional(
    choice(
      ['bursting', 'provisioned', 'elastic'],
      'AWS: throughput mode (default provisioned where throughput is given, else bursting).',
    ),
  ),
  iops: optional(number('Provisioned operations per second.')),
  read_ratio: optional(share('Share of requests that read.')),
} as const;

export type FileStoreOptions = FieldsOutput<typeof fields>;

export interface FileStoreUse {
  readonly storageClass: string | undefined;
  readonly redundancy: string;
  readonly storedBytes: number;
  readonly throughputMode: 'bursting' | 'provisioned' | 'elastic';
  readonly throughputBytesPerSecond: number;
  readonly iops: number;
  /** A month. */
  readonly reads: number;
  readonly writes: number;
  readonly lists: number;
  readonly readBytes: number;
  readonly writeBytes: number;
}

const LATENCY: Readonly<Record<Provider, { readonly read: SpreadFigure; readonly write: SpreadFigure }>> = {
  aws: FILE_STORE,
  azure: { read: FILE_STORE.azure, write: FILE_STORE.azure },
  gcp: { read: FILE_STORE.gcp, write: FILE_STORE.gcp },
};

/** What a byte read counts against a provisioned throughput, where that can be bought. @see docs.aws.amazon.com/efs, performance: reads are metered at a third */
const READ_WEIGHT: Readonly<Partial<Record<Provider, number>>> = { aws: 1 / 3, azure: 1 };

/** What the file provisions against the peak. What sizes and classes include is the product's. */
function provisioned({ options, provider }: Component<FileStoreOptions>, load: Load): LimitPlan[] {
  const limits: LimitPlan[] = [];
  const weight = READ_WEIGHT[provider];
  const mode = options.throughput_mode ?? 'provisioned';
  if (options.throughput !== undefined && weight !== undefined && mode === 'provisioned')
    limits.push({
      resource: 'throughput',
      unit: 'bytes/s',
      capacity: options.throughput,
      use: (load.requestBytesPerSecond + load.responseBytesPerSecond * weight) * peakFactor(load),
      source: 'the file: throughput',
    });
  // Azure sells operations by themselves, and so does Filestore but for its basic tiers: what is paid for is there.
  const isBasic = (options.class ?? 'basic').toLowerCase().startsWith('basic');
  if (options.iops !== undefined && (provider === 'azure' || (provider === 'gcp' && !isBasic)))
    limits.push({ resource: 'iops', unit: '/s', capacity: options.iops, use: load.peakRate, source: 'the file: iops' });
  return limits;
}

export const fileStore = defineKind<FileStoreOptions, FileStoreUse>({
  name: 'file-store',
  summary: 'A shared file system: throughput and operations.',
  fields,
  nodes: false,
  usage: {
    read: optional(monthAmount('Bytes read.', 'bytes')),
    write: optional(monthAmount('Bytes written.', 'bytes')),
    read_operations: optional(monthAmount('Read operations.')),
    write_operations: optional(monthAmount('Write operations.')),
  },
  unused: ['hours', 'stop'],
  placement: 'regional',
  inside: true,
  perform(component, load, context) {
    const { options, provider } = component;
    const latency = LATENCY[provider];
    const isOneZone = provider === 'aws' && (options.class?.toLowerCase().startsWith('one') ?? false);
    const write = isOneZone ? FILE_STORE.writeInOneZone : latency.write;
    return {
      tiers: [],
      limits: provisioned(component, load),
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 1);
        return [
          ...mixed(
            reads,
            reads > 0 ? [delay(context.assumeTime('a read of a file', latency.read))] : [],
            reads < 1 ? [delay(context.assumeTime('a write to a file', write))] : [],
          ),
          CALLS,
        ];
      }),
    };
  },
  consume({ options, usage }, load, { monthSeconds, warn }) {
    const operations = operationsOf(load, options.read_ratio, warn);
    return {
      storageClass: options.class?.toLowerCase(),
      redundancy: options.redundancy ?? 'lrs',
      storedBytes: options.storage ?? 0,
      throughputMode: options.throughput_mode ?? (options.throughput === undefined ? 'bursting' : 'provisioned'),
      throughputBytesPerSecond: options.throughput ?? 0,
      iops: options.iops ?? 0,
      reads: operations.reads * monthSeconds + (usage.read_operations ?? 0),
      writes: (operations.writes + operations.deletes) * monthSeconds + (usage.write_operations ?? 0),
      lists: operations.lists * monthSeconds,
      readBytes: operations.readBytes * monthSeconds + (usage.read ?? 0),
      writeBytes: operations.writeBytes * monthSeconds + (usage.write ?? 0),
    };
  },
});
