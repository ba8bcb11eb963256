/** How irregular the arrivals at each tier are: the arrival SCVs of the queueing network analyzer. */
import { departureScv, splitScv, superpositionScv } from '../queueing/qna.ts';
import type { Flat, Load } from './load.ts';

/** Rates and utilisations below this are none: their squares would vanish. */
const LEAST = 1e-100;

/**
 * SCVs of the arrivals at every tier.
 *
 * A source brings its own; what leaves a tier towards a call is smoothed or roughened by the tier's busiest station;
 * branching with probability p gives p·c² + 1 − p; streams that meet are weighted. Calls are taken from a caller after
 * one another a few times until nothing moves, so cycles are fine.
 *
 * @param pools by tier, how full its threads are: streams that meet before a full pool keep their bursts as before a
 *   busy station
 * @param entering SCVs of what enters each routine from outside, and how much of its rate that is
 * @see W. Whitt, "The queueing network analyzer", Bell System Tech. J. 62(9), 1983, sections 4.3 to 4.6
 */
export function arrivalScvs(
  flat: Flat,
  rates: Float64Array,
  load: Load,
  entering: { readonly rates: Float64Array; readonly scvs: Float64Array },
  pools?: readonly ({ readonly offered: number } | undefined)[],
): Float64Array {
  const { system, calls, visits, firstStation } = flat;
  const { tiers, routines } = system;
  // The busiest station of a tier shapes what leaves it.
  const utilization = new Float64Array(tiers.length);
  const serviceScv = new Float64Array(tiers.length).fill(1);
  for (const [index, tier] of tiers.entries()) {
    for (const [s, { servers }] of tier.stations.entries()) {
      const station = firstStation[index]! + s;
      const rho = load.work[station]! / (servers * tier.nodes);
      // Rates that the depth of the calls has made all but nothing have no variability to speak of; no work on no nodes
      // is no number.
      if (!(rho > utilization[index]!) || rho < LEAST) continue;
      utilization[index] = rho;
      const mean = load.work[station]! / load.arrivals[station]!;
      serviceScv[index] = load.work2[station]! / load.arrivals[station]! / (mean * mean) - 1;
    }
  }
  const tierOf = new Int32Array(routines.length).fill(-1);
  for (const { tier, routine } of visits) if (tierOf[routine]! < 0) tierOf[routine] = tier;
  const routineScv = new Float64Array(routines.length).fill(1);
  const tierScv = new Float64Array(tiers.length).fill(1);
  const isPoisson =
    entering.scvs.every((scv, r) => scv === 1 || entering.rates[r] === 0) &&
    tiers.every((_, index) => utilization[index] === 0 || Math.abs(serviceScv[index]! - 1) < 1e-9);
  if (isPoisson) return tierScv;

  // Streams into each routine: rate-weighted sums of c², and of squared rates for the weight of superposition.
  const weighted = new Float64Array(routines.length);
  const squares = new Float64Array(routines.length);
  for (let sweep = 0; sweep < 30; sweep++) {
    weighted.fill(0);
    squares.fill(0);
    for (const [r, rate] of entering.rates.entries()) {
      weighted[r]! += rate * entering.scvs[r]!;
      squares[r]! += rate * rate;
    }
    for (const site of calls) {
      const rate = rates[site.from]! * site.times * site.sent;
      if (rate === 0) continue;
      weighted[site.call.to]! += rate * splitScv(leaving(site.from), site.times);
      squares[site.call.to]! += rate * rate;
    }
    let moved = 0;
    for (let r = 0; r < routines.length; r++) {
      const rate = rates[r]!;
      if (rate < LEAST) continue;
      const tier = tierOf[r]!;
      const next = superpositionScv(weighted[r]! / rate, squares[r]! / (rate * rate), tier < 0 ? 0 : fullness(tier));
      moved = Math.max(moved, Math.abs(next - routineScv[r]!));
      routineScv[r] = next;
    }
    if (moved < 1e-6) break;
  }
  const tierWeighted = new Float64Array(tiers.length);
  const tierSquares = new Float64Array(tiers.length);
  for (const { tier, routine, times } of visits) {
    const rate = rates[routine]! * times;
    tierWeighted[tier]! += rate * splitScv(routineScv[routine]!, times);
    tierSquares[tier]! += rate * rate;
  }
  for (let tier = 0; tier < tiers.length; tier++) {
    const rate = load.visits[tier]!;
    if (rate > LEAST)
      tierScv[tier] = superpositionScv(tierWeighted[tier]! / rate, tierSquares[tier]! / (rate * rate), fullness(tier));
  }
  return tierScv;

  function fullness(tier: number): number {
    const offered = pools?.[tier]?.offered ?? 0;
    // Of a fleet without nodes it is no number.
    return offered > utilization[tier]! ? offered : utilization[tier]!;
  }

  function leaving(routine: number): number {
    const tier = tierOf[routine]!;
    const arrival = routineScv[routine]!;
    if (tier < 0) return arrival;
    const servers = Math.max(1, tiers[tier]!.nodes * (tiers[tier]!.stations[0]?.servers ?? 1));
    return departureScv(arrival, serviceScv[tier]!, servers, utilization[tier]!);
  }
}
