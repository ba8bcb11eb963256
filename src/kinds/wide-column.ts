/** A Dynamo-style ring (Cassandra, ScyllaDB): replication factor and consistency level, on instances of its own. */
import { choice, count, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { operationsOf, writtenBytes } from './operations.ts';

const LEVELS = ['one', 'two', 'quorum', 'local_quorum', 'all'] as const;

const fields = {
  engine: optional(choice(['cassandra', 'scylla', 'bigtable'], 'What runs (default cassandra).')),
  replication: optional(count('Replicas of each row (default 3).', 1)),
  consistency: optional(choice(LEVELS, 'Replicas that must answer (default local_quorum).')),
  read_consistency: optional(choice(LEVELS, 'For reads, where it differs.')),
  write_consistency: optional(choice(LEVELS, 'For writes, where it differs.')),
  read_ratio: optional(share('Share of requests that read.')),
  storage: optional(size('Data before replication.')),
  disk: optional(choice(['ssd', 'hdd'], 'Bigtable: storage (default ssd).')),
} as const;

export type WideColumnOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface WideColumnUse {
  readonly nodes: NodeUse;
  readonly storedBytes: number;
  readonly replication: number;
  readonly disk: 'ssd' | 'hdd';
  readonly runningShare: number;
}

export const wideColumn = defineKind<WideColumnOptions, WideColumnUse>({
  name: 'wide-column',
  summary: 'A Dynamo-style ring: replication factor, consistency level.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  unused: ['threads', 'consistency', 'read_consistency', 'write_consistency'],
  nodeCount: (options) => options.count ?? options.replication ?? 3,
  consume(component, load, context) {
    const { options } = component;
    // What is written is copied across zones and billed: whoever does not say how much that is should know.
    if (context.selfManaged && component.zones > 1 && options.replication !== 1)
      operationsOf(load, options.read_ratio, context.warn);
    return {
      nodes: nodeUse(component, load, context, options.count ?? options.replication ?? 3),
      storedBytes: options.storage ?? 0,
      replication: options.replication ?? 3,
      disk: options.disk ?? 'ssd',
      runningShare: component.runningShare,
    };
  },
  innerTraffic({ name, options, zones }, load) {
    // The coordinator hands a write to every replica, wherever it stands; reads fetch data from one and digests from the rest.
    const writeBytes = writtenBytes(load, options.read_ratio);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: writeBytes * zoneCrossingCopies(options.replication ?? 3, zones),
      },
    ];
  },
});
