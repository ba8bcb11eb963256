/** A Raft or Paxos group (etcd, ZooKeeper, Consul): a leader, a quorum, elections; on instances of its own. */
import { unspread } from '../assumptions/figure.ts';
import { CONSENSUS } from '../assumptions/published.ts';
import {
  choice,
  count,
  duration,
  flag,
  list,
  number,
  optional,
  share,
  text,
  type FieldsOutput,
} from '../topology/fields.ts';
import { sum, timeDistribution } from '../models/distribution/distribution.ts';
import { kthOf } from '../models/distribution/order.ts';
import { raftElection } from '../models/reliability/raft.ts';
import { majority } from '../models/reliability/zones.ts';
import type { Time } from '../models/system/system.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import type { Component } from '../topology/model.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
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
  members: optional(count('Members of the group (default 3).', 1, 101)),
  placement: optional(list(text('A region.'), 'Region of each member (default: the component’s, over its zones).')),
  leader: optional(text('Region of the leader.')),
  fsync: optional(duration('Time to make a write durable.')),
  batch: optional(number('Writes committed together.', 1)),
  pipeline: optional(flag('Whether the leader hands on a batch before the last one is committed (default true).')),
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

/** Region of each member, the leader's first; undefined where all stand in the component's. */
function memberRegions(options: ConsensusOptions): readonly [string, ...string[]] | undefined {
  const { placement, leader } = options;
  if (placement === undefined || placement.length === 0) return undefined;
  // More members than regions begin again with the first.
  const regions = Array.from({ length: membersOf(options) }, (_, index) => placement[index % placement.length]!);
  const home = leader ?? regions[0]!;
  // Where no member stands in the leader's region the first is taken to lead from there.
  return [home, ...regions.toSpliced(Math.max(0, regions.indexOf(home)), 1)];
}

/** Where the leader stands as seen from the component's region, and the other members as seen from each of them. */
interface Group {
  /** Round trips between regions; undefined where none is known, which is said once. */
  readonly between: (from: string, to: string) => Time | undefined;
  readonly toLeader: readonly Work[];
  /** Region of each member, the leader's first; undefined where all stand in the component's. */
  readonly regions: readonly string[] | undefined;
  /** Round trips from the leader to the others. */
  readonly trips: readonly Time[];
  /** From one of the others to all but the leader, by which one; the same for all of them within a region. */
  readonly othersTrips: readonly (readonly Time[])[];
}

function groupOf({ options, region, zones }: Component<ConsensusOptions>, context: PerformContext): Group {
  const members = membersOf(options);
  const regions = memberRegions(options);
  const between = symmetric(context.betweenRegions);
  const trip = (from: string, to: string): Time => between(from, to) ?? constantTime(0);
  if (regions === undefined) {
    if (options.leader !== undefined && options.leader !== region) context.warn('placement-not-set');
    return {
      between,
      toLeader: [],
      regions: undefined,
      trips: copyTrips(members, zones, context),
      othersTrips: members > 2 ? [copyTrips(members - 1, zones, context)] : [],
    };
  }
  const [home, ...others] = regions;
  if (!options.placement!.slice(0, members).includes(home)) context.warn('leader-outside-placement', { region: home });
  return {
    between,
    toLeader: region === '' || home === region ? [] : [delay(trip(region, home))],
    regions,
    trips: others.map((other) => trip(home, other)),
    othersTrips:
      members > 2 ? others.map((from, index) => others.toSpliced(index, 1).map((other) => trip(from, other))) : [],
  };
}

/** Asks for every pair of regions once, whichever comes first. */
function symmetric(ask: PerformContext['betweenRegions']): Group['between'] {
  const known = new Map<string, Time | undefined>();
  return (from, to) => {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    if (!known.has(key)) known.set(key, ask(from, to));
    return known.get(key);
  };
}

/**
 * The time until a majority has flushed a write, where nothing is waited for: of the leader's flush and each follower's
 * round trip and flush the middle one.
 */
function commitTime(trips: readonly Time[], flush: Time): Time {
  const own = timeDistribution(flush);
  const times = [own, ...trips.map((trip) => sum([timeDistribution(trip), own]))];
  const { mean, variance } = kthOf(majority(times.length), times);
  const scv = mean > 0 ? variance / mean ** 2 : 0;
  if (scv < 1e-9) return constantTime(mean);
  return { mean, scv, shape: scv > 1 ? 'hyperexponential' : 'gamma' };
}

/** Mean time until as many others have answered as make a majority with the one that asks. */
function confirmMean(trips: readonly Time[]): number {
  const needed = majority(trips.length + 1) - 1;
  return needed === 0 ? 0 : kthOf(needed, trips.map(timeDistribution)).mean;
}

/**
 * Says so where another region of the placement would make the requests shorter on the average than the leader's of the
 * file.
 */
function warnLeader(
  { options, region }: Component<ConsensusOptions>,
  load: Load,
  { regions, between }: Group,
  flush: Time,
  context: PerformContext,
): void {
  if (options.leader === undefined || regions === undefined || !options.placement?.includes(options.leader)) return;
  const rate = load.classes.reduce((sum, { peakRate }) => sum + peakRate, 0);
  const reads = load.classes.reduce(
    (sum, { requestClass, peakRate }) =>
      sum + (rate > 0 ? peakRate / rate : 0) * context.readShare(requestClass.name, options.read_ratio, 0),
    0,
  );
  const readsOfLeader = options.reads === 'follower' ? 0 : reads;
  /** Mean answer with a leader there; undefined where a way is not known. */
  const meanOf = (leader: string): number | undefined => {
    const others = regions.toSpliced(regions.indexOf(leader), 1).map((other) => between(leader, other));
    const way = region === '' || leader === region ? constantTime(0) : between(region, leader);
    const known = others.filter((trip) => trip !== undefined);
    if (!way || known.length < others.length) return undefined;
    const confirm = options.reads === 'index' && reads > 0 ? reads * confirmMean(known) : 0;
    return (1 - reads + readsOfLeader) * way.mean + (1 - reads) * commitTime(known, flush).mean + confirm;
  };
  const now = meanOf(options.leader);
  if (now === undefined) return;
  let best = { leader: options.leader, mean: now };
  for (const leader of new Set(regions)) {
    const mean = meanOf(leader);
    if (mean !== undefined && mean < best.mean) best = { leader, mean };
  }
  const gain = now - best.mean;
  // Less than a hundredth is not worth a move.
  if (gain < 0.01 * now) return;
  context.warn('slower-leader', { leader: options.leader, mean: now, best: best.leader, bestMean: best.mean });
}

/**
 * Mean time from the death of the leader until another one is elected: the first follower whose timeout is over, each
 * of them anywhere between the election timeout and twice as much after the last heartbeat, of which half an interval
 * has passed on the average; then a majority of votes, which are flushed before they are given. Votes that are split
 * begin again and are left out.
 * @see D. Ongaro and J. Ousterhout, "In search of an understandable consensus algorithm", USENIX ATC (2014), sections
 *   5.2 and 9.3
 */
function leaderlessTime(options: ConsensusOptions, { othersTrips }: Group, flush: Time, context: PerformContext) {
  const members = membersOf(options);
  const timeout = options.election_timeout ?? context.assume('election timeout', CONSENSUS.electionTimeout);
  const heartbeat = options.heartbeat ?? context.assume('time between heartbeats', CONSENSUS.heartbeat);
  // The candidate has its own vote, and one less than a majority to wait for.
  const votes = majority(members) - 1;
  const voting = () =>
    othersTrips.reduce(
      (total, trips) => total + trips.map(({ mean }) => mean).toSorted((a, b) => a - b)[votes - 1]!,
      0,
    ) /
      othersTrips.length +
    flush.mean;
  const roundTrip =
    options.engine === 'zookeeper' ? context.assume('election of ZooKeeper', CONSENSUS.zookeeperElection) : voting();
  const { leaderless } = raftElection({ members, timeoutFrom: timeout, timeoutTo: 2 * timeout, roundTrip });
  return leaderless - Math.min(heartbeat, timeout) / 2;
}

export const consensus = defineKind<ConsensusOptions, ConsensusUse>({
  name: 'consensus',
  summary: 'A Raft or Paxos group: leader, quorum commit, elections.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  /**
   * The leader takes every write and hands it to the followers; it is committed when a majority has flushed it, the
   * leader among them where it is fast enough. A batch that the file gives is flushed as one: one of its writes uses
   * the disk, the others wait as long beside it. Without it flushes take along whatever is there, and nobody waits for
   * one. Batches are under way one behind the other; with `pipeline: false` the next one begins when the last is
   * committed, so that no more than a batch gets through in a commit's time.
   *
   * A read with a lease is the leader's alone, with an index the leader asks a majority whether it still leads, and of
   * a follower any member answers from what it has, the nearest where none stands in the component's region. The
   * followers'
   * CPU for writes is published nowhere and not counted.
   *
   * @see D. Ongaro, "Consensus: bridging theory and practice" (2014), sections 6.4 (reads) and 10.2 (batching,
   *   pipelining)
   */
  perform(component, load, context) {
    const { options } = component;
    const group = groupOf(component, context);
    const { between, toLeader, trips, regions } = group;
    const members = trips.length + 1;
    const most = majority(members);
    const node = nodeStations(component, context);
    const { batch } = options;
    const isPipelined = options.pipeline ?? true;
    // A batch alone under way finds every disk free.
    const stations =
      batch === undefined || !isPipelined ? node.stations : [...node.stations, { resource: 'fsync', servers: 1 }];
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
    warnLeader(component, load, group, time, context);
    const share = 1 / (batch ?? 1);
    const flush: readonly Work[] =
      batch === undefined
        ? [delay(time)]
        : mixed(share, [{ do: 'serve', station: node.stations.length, time }], [delay(time)]);
    const flushAt = (trip: Time): readonly Work[] => [
      delay(trip),
      ...(batch === undefined ? flush : [visit(1, flush)]),
    ];
    const whole = commitTime(trips, time);
    const commit = isPipelined
      ? forked(most, [flush, ...trips.map(flushAt)], regions && [undefined, ...regions.slice(1)])
      : mixed(share, [visit(members > 1 ? 2 : 1, [{ do: 'serve', station: 0, time: whole }])], [delay(whole)]);
    const confirm = forked(
      most - 1,
      trips.map((trip) => [delay(trip)]),
      regions?.slice(1),
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
      return [...toNearest(), ...mixed(1 / members, [visit(0, steps)], members > 1 ? [visit(1, steps)] : [])];
    };
    const toNearest = (): readonly Work[] => {
      if (regions === undefined || component.region === '' || regions.includes(component.region)) return [];
      const ways = regions.flatMap((one) => between(component.region, one) ?? []).toSorted((a, b) => a.mean - b.mean);
      return ways.slice(0, 1).map(delay);
    };
    const details: Readonly<Record<string, Detail>> = {
      commit_latency: { value: whole.mean, unit: 's' },
      ...(members > 2 && { leaderless_time: { value: leaderlessTime(options, group, time, context), unit: 's' } }),
    };
    return {
      tiers: [
        tier('leader', 1),
        ...(members > 1 ? [tier('follower', members - 1)] : []),
        ...(isPipelined
          ? []
          : [{ name: 'log', nodes: 1, dispatch: 'shared' as const, stations: [{ resource: 'commit', servers: 1 }] }]),
      ],
      details,
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 0);
        return [
          ...mixed(reads, reads > 0 ? work('read', requestClass) : [], reads < 1 ? work('write', requestClass) : []),
          CALLS,
        ];
      }),
    };
  },
  fail({ options }, _, context) {
    const members = membersOf(options);
    const needed = majority(members);
    const regions = memberRegions(options);
    const seconds = context.failover ?? context.detail('leaderless_time');
    return {
      groups: [{ name: 'members', nodes: members, keeps: { as: 'fleet', needed }, regions }],
      takeover: members > 2 && seconds !== undefined ? { seconds, nodes: 1, share: 1 } : undefined,
      store: { copies: members, recoveryPoint: 0, recoveryTime: members > 2 ? seconds : undefined },
      partition: { writes: 'majority', members, needed, regions },
    };
  },
  /** Where no member is left in the leader's region, the first of the others leads. */
  without(options, lost) {
    const [home, ...others] = memberRegions(options) ?? [];
    if (home === undefined) return options;
    const left = (region: string) => [home, ...others].filter((one) => one === region).length - (lost.get(region) ?? 0);
    if (left(home) > 0) return options;
    const leader = others.find((region) => left(region) > 0);
    return leader === undefined ? options : { ...options, leader };
  },
  nodeCount: membersOf,
  consume: (component, load, context) => ({
    nodes: nodeUse(component, load, context, membersOf(component.options)),
  }),
  /**
   * The leader sends what is written to each follower by itself, in whichever region it stands; members of its own
   * region are spread over the zones.
   * @see D. Ongaro and J. Ousterhout, "In search of an understandable consensus algorithm", USENIX ATC (2014), section
   *   5.3
   */
  innerTraffic({ name, options, zones }, load) {
    const bytesPerSecond = writtenBytes(load, options.read_ratio, false);
    const [home, ...others] = memberRegions(options) ?? [];
    const away = others.filter((to) => to !== home);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: bytesPerSecond * zoneCrossingCopies(membersOf(options) - away.length, zones),
        regionCrossings: home === undefined ? [] : away.map((to) => ({ from: home, to, bytesPerSecond })),
      },
    ];
  },
});
