/** A shared file system: throughput and operations (EFS, Azure Files, Filestore). */
import type { SpreadFigure } from '../assumptions/figure.ts';
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
import type { Component } from '../topology/model.ts';
import { defineKind, type Load } from './kind.ts';
import { operationsOf } from './operations.ts';
import type { LimitPlan } from './performance.ts';
import { byClass, CALLS, delay, mixed, peakFactor } from './steps.ts';
import type { Sold } from './sold.ts';

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

/** What the file provisions against the peak. What sizes and classes include is the product's. */
function provisioned({ options }: Component<FileStoreOptions>, load: Load, sold: Sold): LimitPlan[] {
  const limits: LimitPlan[] = [];
  const weight = sold.readWeight;
  const mode = options.throughput_mode ?? 'provisioned';
  if (options.throughput !== undefined && weight !== undefined && mode === 'provisioned')
    limits.push({
      resource: 'throughput',
      unit: 'bytes/s',
      capacity: options.throughput,
      use: (load.requestBytesPerSecond + load.responseBytesPerSecond * weight) * peakFactor(load),
      source: 'the file: throughput',
    });
  // What is paid for is there.
  if (options.iops !== undefined && sold.sellsOperations?.(options) === true)
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
    const { options } = component;
    const { sold } = context;
    const step = (name: string, figure: SpreadFigure | undefined) =>
      figure === undefined ? [] : [delay(context.assumeTime(name, figure))];
    return {
      tiers: [],
      limits: provisioned(component, load, sold),
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 1);
        return [
          ...mixed(
            reads,
            reads > 0 ? step('a read of a file', sold.latency?.(options, 'read')) : [],
            reads < 1 ? step('a write to a file', sold.latency?.(options, 'write')) : [],
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
