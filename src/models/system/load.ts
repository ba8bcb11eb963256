/** How often each routine runs, and what that asks of every tier, station and thread. */
import { solveTraffic } from '../traffic/linear-equations.ts';
import type { Step, System, SystemCall, Time } from './system.ts';

/** A call as it is made: from which routine, how often per run of it, and what its policy multiplies it by. */
export interface CallSite {
  readonly from: number;
  readonly call: SystemCall;
  readonly times: number;
  /** Requests sent per call, and the share of calls that end at the fallback; both follow from the response times. */
  sent: number;
  failed: number;
  /** Share of attempts that time out. */
  timedOut: number;
  /** Requests per call that come back to a full room before anybody has left it, and find it full again. */
  inVain: number;
}

/** A use of a station by a routine. */
interface Use {
  readonly station: number;
  readonly routine: number;
  readonly times: number;
  readonly time: Time;
}

interface Visit {
  readonly tier: number;
  readonly routine: number;
  readonly times: number;
}

/** A system without its order of steps: what is called, used and visited, and how often per run. */
export interface Flat {
  readonly system: System;
  readonly calls: readonly CallSite[];
  readonly callOf: ReadonlyMap<SystemCall, CallSite>;
  readonly uses: readonly Use[];
  readonly visits: readonly Visit[];
  /** Index of a tier's first station among all stations; one more entry at the end. */
  readonly firstStation: Int32Array;
  readonly tierOfStation: Int32Array;
}

/** Walks every routine's steps once. */
export function flatten(system: System): Flat {
  const calls: CallSite[] = [];
  const callOf = new Map<SystemCall, CallSite>();
  const uses: Use[] = [];
  const visits: Visit[] = [];
  const firstStation = new Int32Array(system.tiers.length + 1);
  for (const [index, tier] of system.tiers.entries())
    firstStation[index + 1] = firstStation[index]! + tier.stations.length;
  const tierOfStation = new Int32Array(firstStation.at(-1)!);
  for (let tier = 0; tier < system.tiers.length; tier++)
    tierOfStation.fill(tier, firstStation[tier], firstStation[tier + 1]);

  const walk = (steps: readonly Step[], routine: number, times: number, tier: number): void => {
    for (const step of steps) {
      if (step.do === 'visit') {
        visits.push({ tier: step.tier, routine, times });
        walk(step.steps, routine, times, step.tier);
      } else if (step.do === 'serve') {
        uses.push({ station: firstStation[tier]! + step.station, routine, times, time: step.time });
      } else if (step.do === 'repeat') walk(step.steps, routine, times * step.times, tier);
      else if (step.do === 'either') {
        for (const branch of step.branches) walk(branch.steps, routine, times * branch.probability, tier);
      } else if (step.do === 'fork') {
        for (const branch of step.branches) walk(branch, routine, times, tier);
      } else if (step.do === 'call') {
        // Until response times are known every call sends one request.
        const site: CallSite = { from: routine, call: step.call, times, sent: 1, failed: 0, timedOut: 0, inVain: 0 };
        calls.push(site);
        callOf.set(step.call, site);
      }
    }
  };
  for (const [routine, { steps }] of system.routines.entries()) walk(steps, routine, 1, -1);
  return { system, calls, callOf, uses, visits, firstStation, tierOfStation };
}

/**
 * Runs of each routine per second.
 *
 * @param entering per routine, from outside
 * @returns undefined where calls multiply for ever
 */
export function routineRates({ system, calls }: Flat, entering: Float64Array): Float64Array | undefined {
  const from: number[] = [];
  const to: number[] = [];
  const gain: number[] = [];
  for (const { from: caller, call, times, sent, failed } of calls) {
    from.push(caller);
    to.push(call.to);
    gain.push(times * sent);
    if (!call.fallback || failed === 0) continue;
    from.push(caller);
    to.push(call.fallback.to);
    gain.push(times * failed);
  }
  const solved = solveTraffic({
    size: system.routines.length,
    external: entering,
    from: new Int32Array(from),
    to: new Int32Array(to),
    gain: new Float64Array(gain),
  });
  return solved.ok ? solved.rates : undefined;
}

/** What arrives at every station and tier in a second. */
export interface Load {
  /** By station: arrivals, and the first and second moment of their service times, summed: λ·E[S] and λ·E[S²]. */
  readonly arrivals: Float64Array;
  readonly work: Float64Array;
  readonly work2: Float64Array;
  /** By tier: visits. */
  readonly visits: Float64Array;
}

export function stationLoad({ uses, visits, tierOfStation, system }: Flat, rates: Float64Array): Load {
  const load: Load = {
    arrivals: new Float64Array(tierOfStation.length),
    work: new Float64Array(tierOfStation.length),
    work2: new Float64Array(tierOfStation.length),
    visits: new Float64Array(system.tiers.length),
  };
  for (const { station, routine, times, time } of uses) {
    const rate = rates[routine]! * times;
    load.arrivals[station]! += rate;
    load.work[station]! += rate * time.mean;
    load.work2[station]! += rate * time.mean * time.mean * (1 + time.scv);
  }
  for (const { tier, routine, times } of visits) load.visits[tier]! += rates[routine]! * times;
  return load;
}
