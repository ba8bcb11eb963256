/** A Dynamo-style ring (Cassandra, ScyllaDB): replication factor and consistency level, on instances of its own. */
import type { Figure } from '../assumptions/figure.ts';
import { WIDE_COLUMN } from '../assumptions/published.ts';
import { choice, count, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import type { Component } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type Load } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { operationsOf, warnUndecided, writtenBytes } from './operations.ts';
import type { LimitPlan, PerformContext, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  copyTrips,
  cpuTimeOf,
  delay,
  forked,
  mixed,
  nodeStations,
  peakFactor,
  scaled,
  visit,
} from './steps.ts';

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

/** Replicas that must answer. */
function neededOf(level: (typeof LEVELS)[number] | undefined, replication: number): number {
  if (level === 'one') return 1;
  if (level === 'two') return Math.min(2, replication);
  return level === 'all' ? replication : Math.floor(replication / 2) + 1;
}

/** Copies that were kept where the CPU time was measured. */
const MEASURED_COPIES = 3;

/**
 * CPU time of a request at all nodes that it meets together, of which each has the same part: the coordinator, and every
 * replica that is asked. The published figure spreads all CPU over replica writes, three to a request, so that the
 * coordinator's is in it: a part is three fourths of it.
 */
function wholeCpu(published: Figure, asked: number): Figure {
  return {
    ...published,
    value: (published.value * MEASURED_COPIES * (asked + 1)) / (MEASURED_COPIES + 1),
    conditions: `${published.conditions}; here at a coordinator and ${asked} replicas, each with three fourths of that`,
  };
}

/** A service of the region: only its nodes' limit is known. */
function managedLimits({ options }: Component<WideColumnOptions>, load: Load, context: PerformContext): LimitPlan[] {
  if (options.count === undefined && !options.autoscale) return [];
  if (options.disk === 'hdd') {
    context.warn('what a node on hdd serves depends on its reads: no limit is applied', 'write disk: ssd');
    return [];
  }
  const each = context.assume('rows that a node serves', WIDE_COLUMN.bigtableNode);
  const capacity = each * (options.count ?? options.autoscale!.max);
  return [
    {
      resource: 'rows',
      unit: '/s',
      capacity,
      use: load.arrivalRate * peakFactor(load),
      source: WIDE_COLUMN.bigtableNode.source,
    },
  ];
}

export const wideColumn = defineKind<WideColumnOptions, WideColumnUse>({
  name: 'wide-column',
  summary: 'A Dynamo-style ring: replication factor, consistency level.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  /**
   * Any node coordinates: it hands a write to all replicas and waits for as many as the level asks, and it asks only as many
   * for a read. One replica stands beside the coordinator; the others follow zone by zone. What the file gives as CPU time
   * and disk operations of a request is that of all nodes together.
   */
  perform(component, load, context) {
    const { options, zones } = component;
    if (!context.selfManaged && options.instance === undefined)
      return passing(
        [delay(context.assumeTime('one row read or written', WIDE_COLUMN.bigtable))],
        managedLimits(component, load, context),
      );
    warnUndecided(load, options.read_ratio, context.warn);
    const nodes = Math.max(1, context.nodes(options.count ?? options.replication ?? 3));
    const replication = Math.min(options.replication ?? 3, nodes);
    const needed = {
      read: neededOf(options.read_consistency ?? options.consistency, replication),
      write: neededOf(options.write_consistency ?? options.consistency, replication),
    };
    const node = nodeStations(component, context);
    const operation = (sort: 'read' | 'write', requestClass: string): Work[] => {
      const asked = sort === 'read' ? needed.read : replication;
      const published = sort === 'read' ? WIDE_COLUMN.readCpu : WIDE_COLUMN.writeCpu;
      const figure = { typical: wholeCpu(published, asked), cv: WIDE_COLUMN.cv };
      const part = node.cpu(scaled(cpuTimeOf(sort, requestClass, figure, context), 1 / (asked + 1)));
      const replica = visit(0, [part, ...node.disk(context.diskOperations(requestClass) / asked)]);
      const others = copyTrips(asked, zones, context).map((trip) => [delay(trip), replica]);
      return [visit(0, [part]), ...forked(needed[sort], [[replica], ...others])];
    };
    return {
      tiers: [{ nodes, dispatch: { direct: 'random' }, threads: options.threads, stations: node.stations }],
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 1);
        return [
          ...mixed(
            reads,
            reads > 0 ? operation('read', requestClass) : [],
            reads < 1 ? operation('write', requestClass) : [],
          ),
          CALLS,
        ];
      }),
    };
  },
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
