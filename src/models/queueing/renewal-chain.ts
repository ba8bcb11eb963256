/** A queue whose server's speed depends on how many are inside, with a door that lets so many in. */
import { phasesOf } from './phases.ts';

export interface RenewalChain {
  /** Arrivals of one renewal stream: λ > 0, and the ca² of the times between them. */
  readonly arrivalRate: number;
  readonly arrivalScv: number;
  /**
   * Poisson arrivals beside them; ≥ 0. Together they come more slowly than with all places taken customers are let go.
   */
  readonly others?: number;
  /** Customers let go in a unit of time while k are inside, 1…N; > 0. */
  readonly rate: (inside: number) => number;
  /** N ≥ 1: more of them wait outside. */
  readonly most: number;
}

export interface RenewalChainResult {
  /** Time shares of k customers inside, 0…N; the last is that of N and any number outside. */
  readonly shares: Float64Array;
  /** P(an arrival has to wait outside). */
  readonly waitProbability: number;
  /** E[wait outside], of all. */
  readonly meanWait: number;
  /** SCV of the wait of those who wait. */
  readonly conditionalScv: number;
}

/** Each doubles the levels that are looked through. */
const MOST_REDUCTIONS = 60;
const MOST_ROUNDS = 100;

/** Two by two, row by row. */
type Matrix = readonly [number, number, number, number];

/**
 * The steady state of a GI/M(k)/1 queue with two-phase times between arrivals, and Poisson ones beside them: levels are
 * eliminated from the top, beyond N by the matrix-geometric tail.
 *
 * Accuracy: exact for exponential arrivals (a birth–death chain) and hyperexponential ones with balanced means.
 * @see M. F. Neuts, "Matrix-geometric solutions in stochastic models" (1981), chapter 3; G. Latouche, V. Ramaswami, "A
 *   logarithmic reduction algorithm for quasi-birth-death processes", J. Applied Probability 30 (1993), for the tail
 */
export function renewalChain({ arrivalRate, arrivalScv, others = 0, rate, most }: RenewalChain): RenewalChainResult {
  if (arrivalScv === 1) return poissonChain(arrivalRate + others, rate, most);
  const { first, rates, on } = phasesOf(1 / arrivalRate, arrivalScv);
  const exits = [rates[0] * (1 - on), rates[1]] as const;
  const up: Matrix = [
    exits[0] * first + others,
    exits[0] * (1 - first),
    exits[1] * first,
    exits[1] * (1 - first) + others,
  ];
  const whole = arrivalRate + others;
  const full = rate(most);
  const tail = tailOf();
  const ratios: Matrix[] = Array.from({ length: most + 1 });
  let above = tail;
  for (let k = most; k >= 1; k--) {
    // A level's own ratio needs what leaves it and comes back from above.
    above = below(above, rate(k), k === most ? full : rate(k + 1));
    ratios[k] = above;
  }
  // Level 0: π(0)·(out₀ − R₁·X(1)) = 0 by phase.
  const back = times(ratios[1]!, rate(1));
  const a = rates[0] + others - back[0];
  const c = -back[2];
  // First column of π₀·(out₀ − back) = 0: π₀[0]·a + π₀[1]·c = 0.
  let level: [number, number] = Math.abs(c) > 0 && a > 0 ? [-c / a, 1] : [1, 0];
  const shares = new Float64Array(most + 1);
  const phase: [number, number][] = [];
  let largest = level[0] + level[1];
  for (let k = 0; k <= most; k++) {
    if (k > 0) {
      const r = ratios[k]!;
      level = [level[0] * r[0] + level[1] * r[2], level[0] * r[1] + level[1] * r[3]];
    }
    const sum = level[0] + level[1];
    if (sum > 1e200) {
      for (let j = 0; j < k; j++) {
        shares[j]! /= 1e200;
        phase[j] = [phase[j]![0] / 1e200, phase[j]![1] / 1e200];
      }
      level = [level[0] / 1e200, level[1] / 1e200];
      largest /= 1e200;
    }
    phase.push([level[0], level[1]]);
    shares[k] = level[0] + level[1];
  }
  // Σ over n ≥ 0 of π(N)·Rⁿ, and Σ n·π(N)·Rⁿ.
  const rest = inverse([1 - tail[0], -tail[1], -tail[2], 1 - tail[3]]);
  const waiting: [number, number] = apply(level, rest);
  const outside = apply(apply(apply(level, tail), rest), rest);
  shares[most] = waiting[0] + waiting[1];
  let total = 0;
  for (const share of shares) total += share;
  for (let k = 0; k <= most; k++) shares[k]! /= total;
  const timeWaiting = (waiting[0] + waiting[1]) / total;
  const waitProbability = ((waiting[0] * exits[0] + waiting[1] * exits[1]) / total + others * timeWaiting) / whole;
  return {
    shares,
    waitProbability: Math.min(1, Math.max(0, waitProbability)),
    meanWait: Math.max(0, (outside[0] + outside[1]) / total / whole),
    conditionalScv: scvOfWait(waiting, rest, [exits[0] + others, exits[1] + others]),
  };

  /**
   * R of the levels beyond N, R = up·(out − R·down)⁻¹ with down = X·I: from G, how the chain comes down a level, by
   * logarithmic reduction, and then by rounds of the equation itself, which mend what was rounded.
   */
  function tailOf(): Matrix {
    const out: Matrix = [rates[0] + others + full, -rates[0] * on, 0, rates[1] + others + full];
    const own = inverse(out);
    let rising = multiplied(own, up);
    let falling = times(own, full);
    let down = falling;
    let reached = rising;
    for (let round = 0; round < MOST_REDUCTIONS; round++) {
      const [a, b, c, d] = plus(multiplied(rising, falling), multiplied(falling, rising));
      const left = inverse([1 - a, -b, -c, 1 - d]);
      rising = multiplied(left, multiplied(rising, rising));
      falling = multiplied(left, multiplied(falling, falling));
      const further = multiplied(reached, falling);
      if (!further.every(Number.isFinite)) break;
      down = plus(down, further);
      if (Math.max(...further) < 1e-15) break;
      reached = multiplied(reached, rising);
    }
    const [a, b, c, d] = multiplied(up, down);
    let found = multiplied(up, inverse([out[0] - a, out[1] - b, out[2] - c, out[3] - d]));
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const next = below(found, full, full);
      let change = 0;
      for (let i = 0; i < 4; i++) change = Math.max(change, Math.abs(next[i]! - found[i]!));
      found = next;
      if (change < 1e-13) break;
    }
    return found;
  }

  /** R of a level whose customers leave at `own`, given that of the level above, whose leave at `then`. */
  function below(over: Matrix, own: number, then: number): Matrix {
    const out: Matrix = [
      rates[0] + others + own - over[0] * then,
      -rates[0] * on - over[1] * then,
      -over[2] * then,
      rates[1] + others + own - over[3] * then,
    ];
    return multiplied(up, inverse(out));
  }
}

/** The birth–death chain of Poisson arrivals. */
function poissonChain(arrivalRate: number, rate: (inside: number) => number, most: number): RenewalChainResult {
  const logs = new Float64Array(most + 1);
  let largest = 0;
  for (let k = 1; k <= most; k++) {
    logs[k] = logs[k - 1]! + Math.log(arrivalRate / rate(k));
    largest = Math.max(largest, logs[k]!);
  }
  const full = arrivalRate / rate(most);
  const shares = logs.map((log, k) => Math.exp(log - largest) / (k < most ? 1 : 1 - full));
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (let k = 0; k <= most; k++) shares[k]! /= total;
  return {
    shares,
    waitProbability: shares[most]!,
    meanWait: shares[most]! / (rate(most) - arrivalRate),
    conditionalScv: 1,
  };
}

/**
 * SCV of the wait of those who find n ≥ 0 outside, before whom n + 1 are let go at one rate: of Σ π·Rⁿ·a times the
 * moments of an Erlang time.
 *
 * @param found π·(I − R)⁻¹, by phase
 * @param rest (I − R)⁻¹
 * @param coming arrivals by phase
 */
function scvOfWait(found: readonly [number, number], rest: Matrix, coming: readonly [number, number]): number {
  const counted = ([a, b]: readonly [number, number]) => a * coming[0] + b * coming[1];
  const once = apply(found, rest);
  const first = counted(once);
  const second = 2 * counted(apply(once, rest));
  return first > 0 ? Math.max(0, (second * counted(found)) / (first * first) - 1) : 1;
}

const times = (m: Matrix, factor: number): Matrix => [m[0] * factor, m[1] * factor, m[2] * factor, m[3] * factor];

function inverse([a, b, c, d]: Matrix): Matrix {
  const det = a * d - b * c;
  return [d / det, -b / det, -c / det, a / det];
}

const plus = (m: Matrix, n: Matrix): Matrix => [m[0] + n[0], m[1] + n[1], m[2] + n[2], m[3] + n[3]];

const multiplied = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[1] * n[2],
  m[0] * n[1] + m[1] * n[3],
  m[2] * n[0] + m[3] * n[2],
  m[2] * n[1] + m[3] * n[3],
];

const apply = (row: readonly [number, number], m: Matrix): [number, number] => [
  row[0] * m[0] + row[1] * m[2],
  row[0] * m[1] + row[1] * m[3],
];
