/** A shared file system: throughput and operations (EFS, Azure Files, Filestore). */
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
import { defineKind } from './kind.ts';
import { operationsOf } from './operations.ts';

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
