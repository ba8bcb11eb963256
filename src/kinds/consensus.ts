/** A Raft or Paxos group (etcd, ZooKeeper, Consul): a leader, a quorum, elections; on instances of its own. */
import { choice, count, duration, list, number, optional, share, text, type FieldsOutput } from '../topology/fields.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { writtenBytes } from './operations.ts';

const fields = {
  engine: optional(choice(['etcd', 'zookeeper', 'consul', 'raft', 'paxos'], 'What runs (default etcd).')),
  members: optional(count('Members of the group (default 3).', 1)),
  placement: optional(list(text('A region.'), 'Region of each member (default: the component’s, over its zones).')),
  leader: optional(text('Region of the leader.')),
  fsync: optional(duration('Time to make a write durable.')),
  batch: optional(number('Writes committed together.', 1)),
  read_ratio: optional(share('Share of requests that read.')),
  reads: optional(choice(['lease', 'index', 'follower'], 'How reads are answered (default lease).')),
  heartbeat: optional(duration('Time between heartbeats.')),
  election_timeout: optional(duration('Time after which a follower stands for election.')),
} as const;

export type ConsensusOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface ConsensusUse {
  readonly nodes: NodeUse;
}

const membersOf = (options: ConsensusOptions): number => options.members ?? options.count ?? 3;

export const consensus = defineKind<ConsensusOptions, ConsensusUse>({
  name: 'consensus',
  summary: 'A Raft or Paxos group: leader, quorum commit, elections.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  unused: ['threads', 'leader', 'fsync', 'batch', 'reads', 'heartbeat', 'election_timeout', 'placement'],
  nodeCount: membersOf,
  consume: (component, load, context) => ({
    nodes: nodeUse(component, load, context, membersOf(component.options)),
  }),
  innerTraffic({ name, options, zones }, load) {
    const writeBytes = writtenBytes(load, options.read_ratio, false);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: writeBytes * zoneCrossingCopies(membersOf(options), zones),
      },
    ];
  },
});
