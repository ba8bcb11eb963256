/** A Raft or Paxos group (etcd, ZooKeeper, Consul): a leader, a quorum, elections; on instances of its own. */
import { unspread } from '../assumptions/figure.ts';
import { CONSENSUS } from '../assumptions/published.ts';
import { choice, count, duration, list, number, optional, share, text, type FieldsOutput } from '../topology/fields.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import type { Time } from '../models/system/system.ts';
import type { Component } from '../topology/model.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { writtenBytes } from './operations.ts';
import type { PerformContext, TierPlan, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  constantTime,
  copyTrips,
  cpuTimeOf,
  delay,
  forked,
  givenTime,
  mixed,
  nodeStations,
  visit,
} from './steps.ts';

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

/** Where the leader stands as seen from the component's region, and the other members as seen from the leader. */
interface Group {
  readonly toLeader: readonly Work[];
  readonly trips: readonly Time[];
}

function groupOf({ options, region, zones }: Component<ConsensusOptions>, context: PerformContext): Group {
  const members = membersOf(options);
  const { placement } = options;
  if (placement === undefined || placement.length === 0) {
    if (options.leader !== undefined && options.leader !== region)
      context.warn('the members stand in the component’s region, and so does their leader', 'give placement: [...]');
    return { toLeader: [], trips: copyTrips(members, zones, context) };
  }
  // More members than regions begin again with the first.
  const regions = Array.from({ length: members }, (_, index) => placement[index % placement.length]!);
  const home = options.leader ?? regions[0]!;
  const place = regions.indexOf(home);
  if (place < 0)
    context.warn(
      `no member stands in ${home}: the first is taken to lead from there`,
      'name one of the regions of placement as leader',
    );
  const others = regions.filter((_, index) => index !== Math.max(0, place));
  const trip = (from: string, to: string) => context.betweenRegions(from, to) ?? constantTime(0);
  return {
    toLeader: region === '' || home === region ? [] : [delay(trip(region, home))],
    trips: others.map((other) => trip(home, other)),
  };
}

export const consensus = defineKind<ConsensusOptions, ConsensusUse>({
  name: 'consensus',
  summary: 'A Raft or Paxos group: leader, quorum commit, elections.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  unused: ['heartbeat', 'election_timeout'],
  /**
   * The leader takes every write and hands it to the followers; it is committed when a majority has flushed it, the leader
   * among them where it is fast enough. A batch that the file gives is flushed as one: one of its writes uses the disk, the
   * others wait as long beside it. Without it flushes take along whatever is there, and nobody waits for one.
   *
   * A read with a lease is the leader's alone, with an index the leader asks a majority whether it still leads, and of a
   * follower any member answers from what it has. The followers' CPU for writes is published nowhere and not counted.
   */
  perform(component, _, context) {
    const { options } = component;
    const { toLeader, trips } = groupOf(component, context);
    const members = trips.length + 1;
    const majority = Math.floor(members / 2) + 1;
    const node = nodeStations(component, context);
    const { batch } = options;
    const stations = batch === undefined ? node.stations : [...node.stations, { resource: 'fsync', servers: 1 }];
    const tier = (name: string, nodes: number): TierPlan => ({
      name,
      nodes,
      dispatch: 'random',
      threads: options.threads,
      stations,
    });
    const time =
      options.fsync === undefined
        ? context.assumeTime('flush of the log', unspread(CONSENSUS.fsync))
        : givenTime(options.fsync, undefined, context);
    const flush: readonly Work[] =
      batch === undefined
        ? [delay(time)]
        : mixed(1 / batch, [{ do: 'serve', station: node.stations.length, time }], [delay(time)]);
    const flushAt = (trip: Time): readonly Work[] => [
      delay(trip),
      ...(batch === undefined ? flush : [visit(1, flush)]),
    ];
    const commit = forked(majority, [flush, ...trips.map(flushAt)]);
    const confirm = forked(
      majority - 1,
      trips.map((trip) => [delay(trip)]),
    );
    const isLocal = options.reads === 'follower';
    const figures = {
      write: CONSENSUS.writeCpu,
      // A read with a lease needs nobody else, as one of a follower.
      read: options.reads === 'index' ? CONSENSUS.readCpu : CONSENSUS.serializableReadCpu,
    };
    const work = (sort: 'read' | 'write', requestClass: string): readonly Work[] => {
      const published = unspread(figures[sort]);
      const steps = [
        node.cpu(cpuTimeOf(sort, requestClass, published, context)),
        ...node.disk(context.diskOperations(requestClass)),
      ];
      if (sort === 'write') return [...toLeader, visit(0, [...steps, ...commit])];
      if (!isLocal) return [...toLeader, visit(0, [...steps, ...(options.reads === 'index' ? confirm : [])])];
      return mixed(1 / members, [visit(0, steps)], members > 1 ? [visit(1, steps)] : []);
    };
    return {
      tiers: members > 1 ? [tier('leader', 1), tier('follower', members - 1)] : [tier('leader', 1)],
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 0);
        return [
          ...mixed(reads, reads > 0 ? work('read', requestClass) : [], reads < 1 ? work('write', requestClass) : []),
          CALLS,
        ];
      }),
    };
  },
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
