/** Small Markov chains of failure and repair. Times share one unit; failures and repairs take exponential times. */
import { birthDeath } from '../../src/models/queueing/birth-death.ts';
import { firstPassage } from '../../src/models/reliability/markov.ts';

/**
 * Stationary probabilities of a finite Markov chain in continuous time, by eliminating one state after the other
 * without a subtraction, so that rare states keep all their digits.
 *
 * @param rates rate from state i to state j, [i][j], ≥ 0; the diagonal isn't looked at. Every state must reach state 0.
 * @throws RangeError for a negative rate, or a state that doesn't.
 * Accuracy: exact, each probability to about 1e-15 of itself.
 * @see W. K. Grassmann, M. I. Taksar and D. P. Heyman, "Regenerative analysis and steady state distributions for Markov
 *   chains", Operations Research 33 (1985).
 */
export function steadyState(rates: readonly (readonly number[])[]): number[] {
  const size = rates.length;
  const flow = rates.map((row) => row.slice());
  if (flow.some((row) => row.some((rate) => !(rate >= 0)))) throw new RangeError('rates must be 0 or more');
  for (let i = size - 1; i > 0; i--) {
    let out = 0;
    for (let j = 0; j < i; j++) out += flow[i]![j]!;
    if (!(out > 0)) throw new RangeError(`state ${i} never leads back to the states before it`);
    for (let j = 0; j < i; j++) flow[j]![i]! /= out;
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < i; k++) if (k !== j) flow[j]![k]! += flow[j]![i]! * flow[i]![k]!;
    }
  }
  const states = [1];
  for (let i = 1; i < size; i++) {
    let into = 0;
    for (let j = 0; j < i; j++) into += states[j]! * flow[j]![i]!;
    states.push(into);
  }
  const total = states.reduce((sum, state) => sum + state, 0);
  return states.map((state) => state / total);
}

/** Equal units with repair crews. */
export interface RepairableSystem {
  /** k: units that must be up. */
  readonly needed: number;
  /** n. */
  readonly units: number;
  readonly mttf: number;
  readonly mttr: number;
  /** Repairs that go on at once. */
  readonly crews: number;
}

/**
 * Unavailability of a k-of-n system with limited repair, and the mean time to its first failure from all units up.
 * Units fail on while the system is down.
 *
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for exponential times.
 * @see Trivedi (2002), section 8.2.
 */
export function repairable({ needed, units, mttf, mttr, crews }: RepairableSystem): {
  readonly unavailability: number;
  readonly systemMttf: number;
} {
  if (!(Number.isInteger(needed) && Number.isInteger(units) && needed >= 1 && units >= needed && crews >= 1)) {
    throw new RangeError(`${needed} of ${units} units, ${crews} crews`);
  }
  if (!(mttf > 0 && mttr > 0)) throw new RangeError(`MTTF ${mttf} and MTTR ${mttr} must be above 0`);
  const fail = (down: number) => (units - down) / mttf;
  const repair = (down: number) => Math.min(down, crews) / mttr;
  const states = birthDeath(fail, repair, units);
  let unavailability = 0;
  for (let down = units; down > units - needed; down--) unavailability += states[down]!;
  return { unavailability, systemMttf: firstPassage(fail, repair, units - needed + 1) };
}

/**
 * Two active units with imperfect coverage: a share of the failures isn't noticed at once and takes the system down for
 * a restart. One repair crew.
 *
 * @returns the share of time that the system is down, and that both units are up.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for exponential times.
 * @see Trivedi (2002), section 8.4.
 */
export function coveragePair(pair: {
  readonly mttf: number;
  readonly mttr: number;
  /** Share of failures that are handled at once, 0..1. */
  readonly coverage: number;
  /** Time of the restart. */
  readonly restart: number;
}): { readonly unavailability: number; readonly bothUp: number } {
  const { mttf, mttr, coverage, restart } = pair;
  checkShare(coverage);
  // 0 both up, 1 one up, 2 restarting, 3 both down
  const states = steadyState([
    [0, (2 * coverage) / mttf, (2 * (1 - coverage)) / mttf, 0],
    [1 / mttr, 0, 0, 1 / mttf],
    [0, 1 / restart, 0, 0],
    [0, 1 / mttr, 0, 0],
  ]);
  return { unavailability: states[2]! + states[3]!, bothUp: states[0]! };
}

/**
 * A primary and a hot standby: a failure of the primary costs a failover, which may itself fail and then waits for
 * people. Both can fail, one repair at a time.
 *
 * @returns the share of time that nothing answers, and the part of it that is failing over.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for exponential times.
 * @see Trivedi (2002), chapter 8.
 */
export function failoverPair(pair: {
  readonly mttf: number;
  readonly mttr: number;
  /** Mean time of a failover. */
  readonly failover: number;
  /** Share of failovers that work, 0..1. */
  readonly success: number;
}): { readonly unavailability: number; readonly failingOver: number } {
  const { mttf, mttr, failover, success } = pair;
  checkShare(success);
  // 0 both up, 1 single, 2 failing over, 3 both down, 4 waiting for people after a failover that failed
  const rates = [
    [0, 1 / mttf, 1 / mttf, 0, 0],
    [1 / mttr, 0, 0, 1 / mttf, 0],
    [0, success / failover, 0, 0, (1 - success) / failover],
    [0, 1 / mttr, 0, 0, 0],
    [1 / mttr, 0, 0, 0, 0],
  ];
  const states = steadyState(rates);
  return { unavailability: states[2]! + states[3]! + states[4]!, failingOver: states[2]! };
}

function checkShare(share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be 0 to 1: ${share}`);
}
