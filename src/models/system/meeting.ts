/**
 * Branches of a fork that come to the same queue later on, each by its own way: they find it long or short together.
 */
import type { Distribution } from '../distribution/distribution.ts';
import type { Step, System } from './system.ts';
import type { StationResult } from './waits.ts';

/** Steps that are looked at of a branch, and calls within calls. */
const MOST_STEPS = 300;
const DEEPEST = 20;

/** Stations that every run of some steps comes to, those of its calls included. */
function certainStations(steps: readonly Step[], system: System, firstStation: Int32Array): Set<number> {
  const found = new Set<number>();
  let left = MOST_STEPS;
  const walk = (list: readonly Step[], tier: number, depth: number): void => {
    for (const step of list) {
      if (left-- <= 0) return;
      if (step.do === 'visit') walk(step.steps, step.tier, depth);
      else if (step.do === 'serve') found.add(firstStation[tier]! + step.station);
      else if (step.do === 'repeat' && step.times >= 1) walk(step.steps, tier, depth);
      else if (step.do === 'call' && !step.call.async && depth < DEEPEST)
        walk(system.routines[step.call.to]!.steps, -1, depth + 1);
    }
  };
  walk(steps, -1, 0);
  return found;
}

/**
 * How like each other the branches' times are because of queues that several of them come to: the mean over all pairs
 * of the correlation that a common queue gives, κ·Var(W)/√(Var(R)·Var(R')), κ = 1/(1 + |Δ|/τ) with the time Δ by which
 * the two come apart and the time τ in which the queue forgets.
 *
 * @param times of the branches
 * @param busy by station
 * @returns 0..1; 0 where no two of them meet
 * Accuracy: see the family `crowd` in measured.ts.
 * @see W. Whitt, "Planning queueing simulations", Management Science 35(11), 1989, for τ
 */
export function meetingAlikeness(
  { system, firstStation, tierOfStation }: { system: System; firstStation: Int32Array; tierOfStation: Int32Array },
  branches: readonly (readonly Step[])[],
  times: readonly Distribution[],
  busy: readonly StationResult[],
): number {
  const visited = branches.map((branch) => certainStations(branch, system, firstStation));
  const coming = new Map<number, number[]>();
  for (const [branch, stations] of visited.entries())
    for (const station of stations) {
      const list = coming.get(station);
      if (list) list.push(branch);
      else coming.set(station, [branch]);
    }
  let total = 0;
  for (const [station, list] of coming) {
    if (list.length < 2) continue;
    const { wait, utilization, meanService, serviceScv } = busy[station]!;
    const { nodes, dispatch, stations } = system.tiers[tierOfStation[station]!]!;
    if (!wait || wait.variance === 0 || utilization >= 1) continue;
    const servers = nodes * stations[station - firstStation[tierOfStation[station]!]!]!.servers;
    // At nodes with queues of their own two branches seldom come to the same one.
    const same = nodes === 1 || dispatch === 'shared' ? 1 : 1 / nodes;
    const forgets =
      (((1 + utilization) * meanService) / (servers * (1 - utilization) ** 2)) * Math.max(0.25, (1 + serviceScv) / 2);
    for (const [i, one] of list.entries())
      for (const other of list.slice(i + 1)) {
        const [a, b] = [times[one]!, times[other]!];
        const served = wait.variance + serviceScv * meanService ** 2;
        const apart = Math.sqrt((Math.max(0, a.variance - served) + Math.max(0, b.variance - served)) / 2);
        const near = 1 / (1 + (apart + Math.abs(a.mean - b.mean)) / forgets);
        total += (0.5 * same * near * wait.variance) / Math.sqrt(a.variance * b.variance);
      }
  }
  const pairs = (branches.length * (branches.length - 1)) / 2;
  return Math.min(1, total / pairs);
}
