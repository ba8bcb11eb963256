/**
 * M/G/c with a fixed number of users: each is away for a while, comes back, waits first come, first served, and is
 * served.
 */
import type { WaitMoments } from './ggc.ts';
import { balancedBranches } from '../distribution/real-transform.ts';

/** The station as its users find it. */
export interface FiniteSource {
  /** c, an integer ≥ 1. */
  readonly servers: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** cs² ≥ 0. */
  readonly serviceScv: number;
  /** n, an integer ≥ 1. */
  readonly users: number;
  /** Mean time from the end of a user's service until the next arrival, > 0. */
  readonly away: number;
  /** Arrivals besides, at random: of those who do not come back. */
  readonly openRate?: number | undefined;
  /** Of those that are at the station, the share of users; 1 without open arrivals. */
  readonly userShare?: number | undefined;
}

/** States beyond these have no probability that shows, or are too many to look at. */
const MOST_STATES = 100_000;
const NEGLIGIBLE = 1e-12;
/** Steps that the chain with two kinds of service may take. */
const MOST_STEPS = 300_000;

/**
 * The wait of an arrival.
 *
 * Arrivals come at the rate λₖ = (n − k)/away. Exponential service makes the number there a birth–death process; an SCV
 * above 1 is taken as two branches with balanced means, and the process remembers how many of the slow ones are being
 * served: M/H2/c//n, exactly, level by level from the top. An SCV below 1, and pools too large for that, keep the
 * exponential process up to c and go on from there with the ratio b·ρ/(1 − ρ + b·ρ) of two states' probabilities, b =
 * (1 + cs²)/2, its inverse at 1/ρ above 1: endlessly many users then wait b times as long as in M/M/c, as in M/G/c, and
 * few can't be more than are there. The mean wait follows by Little's law.
 *
 * @returns times in the unit of E[S]; `waitProbability` is that of an arrival
 * Accuracy: exact for exponential and H2 service without open arrivals; for fixed service within 4 % of the mean
 * response of a
 *   simulated station.
 * @see D. Gross et al., "Fundamentals of queueing theory" (2008), section 2.7 (finite source); M. F. Neuts,
 *   "Matrix-geometric solutions in stochastic models" (1981), section 1.8, for processes level by level
 */
export function finiteSource(queue: FiniteSource): WaitMoments {
  const { users, openRate = 0 } = queue;
  return waitOf({ ...queue, most: openRate > 0 ? MOST_STATES : users }, arrivalsOf(queue));
}

/** M/G/c with room for so many. */
export interface LimitedRoom {
  readonly servers: number;
  readonly meanService: number;
  readonly serviceScv: number;
  /** λ > 0. */
  readonly arrivalRate: number;
  /** Those being served included, an integer ≥ c. */
  readonly room: number;
}

/**
 * M/G/c/K in the same way: arrivals at the rate λ as long as there is room, none beyond.
 *
 * @returns the wait of those that find room, and the share that does not
 * Accuracy: exact for exponential and H2 service, and without places to wait for any service; see the family `room` in
 * measured.ts.
 */
export function limitedRoomWait(queue: LimitedRoom): WaitMoments & { readonly refused: number } {
  const { arrivalRate, room } = queue;
  return waitOf({ ...queue, most: room }, (k) => (k < room ? arrivalRate : 0));
}

/**
 * M/G/c whose arrivals depend on how many are there, whatever `arriving` says of k; the wait of one that comes whatever
 * is there.
 */
export function stateDependentWait(
  queue: { readonly servers: number; readonly meanService: number; readonly serviceScv: number },
  arriving: (k: number) => number,
): WaitMoments {
  return waitOf({ ...queue, most: MOST_STATES }, arriving, () => 1);
}

interface Chain {
  readonly servers: number;
  readonly meanService: number;
  readonly serviceScv: number;
  /** No more than these are there. */
  readonly most: number;
}

/** @param seen how much a state counts for those whose wait is asked; by what arrives in it, by default */
function waitOf(
  queue: Chain,
  arriving: (k: number) => number,
  seen?: (k: number) => number,
): WaitMoments & { readonly refused: number } {
  const counting = seen ?? arriving;
  const { servers, meanService, serviceScv, most } = queue;
  const { weights, count } = birthDeath(queue, arriving);
  const none = { waitProbability: 0, meanWait: 0, conditionalScv: 1 };
  const isLong = serviceScv > 1 + 1e-9 && count * (servers + 1) ** 3 <= MOST_STEPS;
  const kinds = isLong
    ? twoKinds({ servers, count, ...balancedBranches(meanService, serviceScv) }, arriving)
    : undefined;
  const levels = kinds?.weights ?? weights;
  const each = meanService / servers;
  let arrivals = 0;
  let waiting = 0;
  let length = 0;
  let first = 0;
  let second = 0;
  let total = 0;
  for (let k = 0; k < count; k++) {
    total += levels[k]!;
    const rate = levels[k]! * counting(k);
    arrivals += rate;
    if (k < servers) continue;
    const ahead = k - servers;
    length += levels[k]! * ahead;
    waiting += rate;
    // Until the next service ends, and as many more as are waiting.
    const next = kinds ? kinds.next[k]! * counting(k) : rate * each;
    const nextSquared = kinds ? kinds.nextSquared[k]! * counting(k) : rate * each * each;
    first += next + rate * ahead * each;
    second += 2 * nextSquared + 2 * next * ahead * each + rate * (ahead * ahead + ahead * serviceScv) * each * each;
  }
  const refused = count === most + 1 ? levels[most]! / total : 0;
  if (!(waiting > 0) || !(length > 0)) return { ...none, refused };
  return {
    refused,
    waitProbability: waiting / arrivals,
    // By Little's law; of those that count otherwise than they arrive, by what is ahead of them.
    meanWait: seen ? first / arrivals : length / arrivals,
    conditionalScv: Math.max(1e-3, (second * waiting) / (first * first) - 1),
  };
}

const arrivalsOf =
  ({ users, away, openRate = 0, userShare = 1 }: FiniteSource) =>
  (k: number) =>
    openRate + Math.max(0, users - userShare * k) / away;

/** Probabilities of 0, 1, … there, relative to each other, as far as they show. */
function birthDeath(queue: Chain, arriving: (k: number) => number): { weights: Float64Array; count: number } {
  const { servers, meanService, serviceScv } = queue;
  const b = (1 + serviceScv) / 2;
  const most = Math.min(MOST_STATES, queue.most);
  const logs: number[] = [0];
  let highest = 0;
  // Up to c servers, and from there on, each by itself: what the latter weighs is settled by the balance of the flow.
  for (let k = 0; k < most; k++) {
    const rho = (arriving(k) * meanService) / Math.min(k + 1, servers);
    if (rho === 0) break;
    const ratio = k < servers ? rho : rho <= 1 ? (b * rho) / (1 - rho + b * rho) : (rho - 1 + b) / b;
    logs.push(logs[k]! + Math.log(ratio));
    highest = Math.max(highest, logs[k + 1]!);
    if (ratio < 1 && logs[k + 1]! < highest + Math.log(NEGLIGIBLE)) break;
  }
  const weights = Float64Array.from(logs, (log) => Math.exp(log - highest));
  const count = weights.length;
  if (count <= servers || Math.abs(b - 1) < 1e-9) return { weights, count };
  // What is served in a second is what arrives: (1 − x)·(served − arriving below c) = x·(arriving − served from c on).
  let [below, free] = [0, 0];
  for (let k = 0; k < servers; k++) {
    below += weights[k]!;
    free += weights[k]! * (arriving(k) - k / meanService);
  }
  let [above, over] = [0, 0];
  for (let k = servers; k < count; k++) {
    above += weights[k]!;
    over += weights[k]! * (servers / meanService - arriving(k));
  }
  if (free > 0 && over > 0) {
    const factor = free / over;
    for (let k = servers; k < count; k++) weights[k]! *= factor;
  }
  return { weights, count };
}

interface TwoKinds {
  readonly servers: number;
  /** Levels 0 … count − 1. */
  readonly count: number;
  readonly probabilities: readonly [number, number];
  readonly means: readonly [number, number];
}

/** Probabilities of 0, 1, … there, relative to each other, where each service is of one of two kinds. */
function twoKinds(
  queue: TwoKinds,
  arriving: (k: number) => number,
): { weights: Float64Array; next: Float64Array; nextSquared: Float64Array } {
  const { servers, count, probabilities, means } = queue;
  const [quickShare, slowShare] = probabilities;
  const [quick, slow] = [1 / means[0], 1 / means[1]];
  const size = (k: number) => Math.min(k, servers) + 1;
  // πₖ = πₖ₋₁·Rₖ with Rₖ = up(k − 1)·[leaving(k) − Rₖ₊₁·down(k + 1)]⁻¹, from the top; the state is the number of slow
  // ones in service.
  const steps: Float64Array[] = [];
  for (let k = count - 1; k >= 1; k--) {
    const n = size(k);
    const matrix = new Float64Array(n * n);
    const above = steps[k + 1];
    const busy = n - 1;
    if (above) {
      // Rₖ₊₁ is n × n', down(k + 1) n' × n.
      const m = size(k + 1);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          const value = above[i * m + j]!;
          if (value === 0) continue;
          const quickRate = (m - 1 - j) * quick;
          const slowRate = j * slow;
          if (m > n) {
            // Nobody waits: who leaves is not replaced.
            if (j < n) matrix[i * n + j]! -= value * quickRate;
            if (j > 0) matrix[i * n + j - 1]! -= value * slowRate;
          } else {
            matrix[i * n + j]! -= value * (quickRate * quickShare + slowRate * slowShare);
            if (j + 1 < n) matrix[i * n + j + 1]! -= value * quickRate * slowShare;
            if (j > 0) matrix[i * n + j - 1]! -= value * slowRate * quickShare;
          }
        }
    }
    // What is left of a level, however often it went up before, is the way down: a row's sum. Taken from that the
    // diagonal loses no digits.
    for (let i = 0; i < n; i++) {
      let sum = (busy - i) * quick + i * slow;
      for (let j = 0; j < n; j++) if (j !== i) sum -= matrix[i * n + j]!;
      matrix[i * n + i] = sum;
    }
    // up(k − 1) is size(k − 1) × n.
    const rows = size(k - 1);
    const up = new Float64Array(rows * n);
    const arrival = arriving(k - 1);
    for (let j = 0; j < rows; j++) {
      if (rows === n) up[j * n + j] = arrival;
      else {
        up[j * n + j] = arrival * quickShare;
        up[j * n + j + 1] = arrival * slowShare;
      }
    }
    steps[k] = solveRight(up, matrix, rows, n);
  }
  const weights = new Float64Array(count);
  // With all servers busy: the mean time until the next of them is free, and its square, times the probability.
  const next = new Float64Array(count);
  const nextSquared = new Float64Array(count);
  let state = Float64Array.of(1);
  weights[0] = 1;
  for (let k = 1; k < count; k++) {
    const n = size(k);
    const reached = new Float64Array(n);
    for (let i = 0; i < state.length; i++) for (let j = 0; j < n; j++) reached[j]! += state[i]! * steps[k]![i * n + j]!;
    const sum = reached.reduce((total, one) => total + one, 0);
    const scale = sum > 1e100 ? 1 / sum : 1;
    if (scale < 1) for (let i = 0; i < k; i++) for (const row of [weights, next, nextSquared]) row[i]! *= scale;
    weights[k] = sum * scale;
    for (let j = 0; j < n; j++) {
      reached[j]! *= scale;
      const rate = (n - 1 - j) * quick + j * slow;
      next[k]! += reached[j]! / rate;
      nextSquared[k]! += reached[j]! / (rate * rate);
    }
    state = reached;
  }
  return { weights, next, nextSquared };
}

/** X of X·A = B, for n × n A (diagonally dominant, so that no rows are exchanged) and rows × n B. */
function solveRight(b: Float64Array, a: Float64Array, rows: number, n: number): Float64Array {
  // Columns of A are eliminated from the left: A = L·U by columns, X·L·U = B.
  for (let p = 0; p < n; p++) {
    const pivot = a[p * n + p]!;
    for (let j = p + 1; j < n; j++) {
      const factor = a[p * n + j]! / pivot;
      if (factor === 0) continue;
      for (let i = p; i < n; i++) a[i * n + j]! -= factor * a[i * n + p]!;
      for (let i = 0; i < rows; i++) b[i * n + j]! -= factor * b[i * n + p]!;
    }
  }
  for (let p = n - 1; p >= 0; p--) {
    const pivot = a[p * n + p]!;
    for (let i = 0; i < rows; i++) b[i * n + p]! /= pivot;
    for (let j = 0; j < p; j++) {
      const factor = a[p * n + j]!;
      if (factor === 0) continue;
      for (let i = 0; i < rows; i++) b[i * n + j]! -= factor * b[i * n + p]!;
    }
  }
  return b;
}
