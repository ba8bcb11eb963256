/**
 * Closed classes: how often their users ask follows from how long they wait, and so does the traffic that is billed.
 */
import { solve } from '../models/system/solve.ts';
import type { System } from '../models/system/system.ts';
import type { RequestClass, Topology } from '../topology/model.ts';
import { computePerformance, type Performance } from './performance.ts';
import { timeOf } from './plans.ts';
import { solveTopologyTraffic, type Traffic } from './traffic.ts';
import type { Loaded } from './scenario.ts';

export interface Settled {
  /** The topology with the rates that its users reach. */
  readonly topology: Topology;
  readonly traffic: Traffic;
  readonly performance: Performance;
}

/**
 * The performance, and where there are closed classes the traffic once their rates are known.
 *
 * Traffic is first taken at users / think time, the most that they can reach; the rates that follow from the response
 * times, on average and at the peak, then replace that, and what hangs on them is computed again.
 */
export function settleUsers(scenario: Loaded): Settled {
  const { topology, placed, traffic } = scenario;
  const performance = computePerformance(scenario);
  if (topology.classes.every((one) => one.closed === undefined)) return { topology, traffic, performance };
  const { system } = performance.joined;
  const atMean = solve(onAverage(system, topology));
  const reached = new Map(system.sources.map(({ name }, index) => [name, atMean.throughput[index]!]));
  const classes = topology.classes.map((one, index): RequestClass => {
    if (!one.closed) return one;
    const rate = Math.min(one.rate, reached.get(one.name) ?? 0);
    const peak = performance.classes[index]!.rate;
    return { ...one, rate, peak: Math.max(peak, rate) };
  });
  const settled = { ...topology, classes };
  const solved = solveTopologyTraffic(settled, placed);
  if (!solved.ok) return { topology, traffic, performance };
  return {
    topology: settled,
    traffic: solved.traffic,
    performance: computePerformance({ ...scenario, topology: settled, traffic: solved.traffic }),
  };
}

/** The system with as many users and requests as there are on average. */
function onAverage(system: System, { classes }: Topology): System {
  const sources = system.sources.map((source) => {
    const own = classes.find(({ name }) => name === source.name)!;
    if (source.type === 'closed') return { ...source, users: own.closed!.users };
    return { ...source, interarrival: timeOf(1 / own.rate, own.cv) };
  });
  return { ...system, sources };
}
