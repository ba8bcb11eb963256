/**
 * Classes that share components, apart from those that share none with them: what fails for the ones changes nothing
 * for the others.
 */
import type { Topology } from '../../topology/model.ts';
import type { Performance } from '../performance.ts';
import type { Placed } from '../placed.ts';
import type { Way } from './ways.ts';

export interface Cluster {
  /** Classes, by their index. */
  readonly classes: readonly number[];
  /** Components that they may call, and all that these name, by their index, in the order of the topology. */
  readonly components: readonly number[];
  /** Index among `components`. */
  readonly localOf: ReadonlyMap<number, number>;
  /** The topology of these alone. */
  readonly topology: Topology;
}

/** The cluster of each class. */
export function clustersOf(topology: Topology, placed: readonly Placed[], ways: readonly Way[]): Cluster[] {
  const firsts = firstsOf(ways.map(({ components }) => components));
  const known = new Map<number, Cluster>();
  return firsts.map((first) => {
    let cluster = known.get(first);
    if (!cluster) {
      const classes = ways.flatMap((_, at) => (firsts[at] === first ? [at] : []));
      cluster = clusterOf(topology, placed, classes, new Set(classes.flatMap((at) => [...ways[at]!.components])));
      known.set(first, cluster);
    }
    return cluster;
  });
}

function clusterOf(
  topology: Topology,
  placed: readonly Placed[],
  classes: readonly number[],
  reached: Set<number>,
): Cluster {
  for (const index of reached) {
    const { calls, classCalls } = placed[index]!.component;
    for (const { to, fallback } of [...calls, ...[...classCalls.values()].flat()]) {
      reached.add(topology.indexOf.get(to)!);
      if (fallback !== undefined) reached.add(topology.indexOf.get(fallback)!);
    }
  }
  const components = [...reached].toSorted((a, b) => a - b);
  const own = components.map((index) => topology.components[index]!);
  return {
    classes,
    components,
    localOf: new Map(components.map((index, local) => [index, local])),
    topology: {
      ...topology,
      components: own,
      indexOf: new Map(own.map(({ name }, local) => [name, local])),
      classes: classes.map((at) => topology.classes[at]!),
    },
  };
}

/** Values by component of the whole topology as values by component of the cluster. */
export const inCluster = <Value>({ components }: Cluster, values: readonly Value[]): Value[] =>
  components.map((index) => values[index]!);

/**
 * The performance of a cluster with its components where they stand in the whole topology; there is nothing in between.
 */
export function inTopology({ components: own }: Cluster, performance: Performance): Performance {
  const components: Performance['components'][number][] = [];
  const plans: Performance['plans'][number][] = [];
  for (const [local, index] of own.entries()) {
    components[index] = performance.components[local]!;
    plans[index] = performance.plans[local]!;
  }
  return { ...performance, components, plans };
}

/** Of each set the first one that it is connected with by common members. */
function firstsOf(sets: readonly ReadonlySet<number>[]): number[] {
  const parent = sets.map((_, at) => at);
  const root = (at: number): number => {
    let top = at;
    while (parent[top] !== top) top = parent[top] = parent[parent[top]!]!;
    return top;
  };
  const owner = new Map<number, number>();
  for (const [at, set] of sets.entries())
    for (const member of set) {
      const other = owner.get(member);
      if (other === undefined) owner.set(member, at);
      else parent[root(at)] = root(other);
    }
  return sets.map((_, at) => root(at));
}
