/** The indirect way: iteration, for cores too large to eliminate. */
import type { Tangle } from './tangle.ts';

/** Edge visits that an iteration may take: a few seconds. */
const ITERATION_VISITS = 2e9;

/** An iteration has settled when one more step would move no rate by more than this share of itself. */
const SETTLED = 1e-14;

/** The core's edges sorted by where they end, each divided by its end's 1 − (gain to itself). */
interface Incoming {
  readonly start: Int32Array;
  readonly source: Int32Array;
  readonly gain: Float64Array;
}

/**
 * The bounds of the spectral radius give the verdict (false at 1 or more, or if nothing settles), a Krylov method the
 * rates, and Gauss–Seidel sweeps the last digits of the small ones.
 */
export function iterate(tangle: Tangle, core: readonly number[]): boolean {
  const { own, flow, tolerance } = tangle;
  const pivots = Float64Array.from(core, (node) => 1 - own[node]!);
  if (!pivots.every((pivot) => pivot > tolerance)) return false;
  const edges = incomingEdges(tangle, core, pivots);
  const scale = contractingScale(edges, core.length, tolerance);
  if (scale === undefined) return false;
  // In units of the scale no node sends on more than it gets, so that one norm is fair to busy and to idle nodes.
  for (let k = 0; k < core.length; k++) {
    for (let e = edges.start[k]!; e < edges.start[k + 1]!; e++) {
      edges.gain[e]! *= scale[edges.source[e]!]! / scale[k]!;
    }
  }
  const arrivals = Float64Array.from(core, (node, k) => flow[node]! / pivots[k]! / scale[k]!);
  const v = approximate(edges, arrivals);
  if (!sweepUntilSettled(edges, arrivals, v)) return false;
  for (const [k, node] of core.entries()) flow[node] = v[k]! * scale[k]!;
  return true;
}

function incomingEdges({ outOf, into }: Tangle, core: readonly number[], pivots: Float64Array): Incoming {
  const indexOf = new Map(core.map((node, k) => [node, k]));
  const start = new Int32Array(core.length + 1);
  const source: number[] = [];
  const gain: number[] = [];
  for (const [k, node] of core.entries()) {
    for (const caller of into[node]!) {
      source.push(indexOf.get(caller)!);
      gain.push(outOf[caller]!.get(node)! / pivots[k]!);
    }
    start[k + 1] = source.length;
  }
  return { start, source: Int32Array.from(source), gain: Float64Array.from(gain) };
}

function arriving({ start, source, gain }: Incoming, v: Float64Array, node: number): number {
  let total = 0;
  for (let e = start[node]!; e < start[node + 1]!; e++) total += v[source[e]!]! * gain[e]!;
  return total;
}

/**
 * A positive x with Rx < x, which exists just when the spectral radius is below 1; undefined if there is none.
 *
 * For any positive x the radius lies between the least and the greatest (Rx)ᵢ/xᵢ, and power iteration closes in
 * from both sides. Averaging Rx with x keeps a periodic graph from swinging for ever.
 */
function contractingScale(edges: Incoming, n: number, tolerance: number): Float64Array | undefined {
  const x = new Float64Array(n).fill(1);
  const next = new Float64Array(n);
  for (let visits = 0; visits < ITERATION_VISITS; visits += edges.source.length) {
    let least = Infinity;
    let greatest = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const y = arriving(edges, x, i);
      least = Math.min(least, y / x[i]!);
      greatest = Math.max(greatest, y / x[i]!);
      next[i] = (x[i]! + y) / 2;
      largest = Math.max(largest, next[i]!);
    }
    if (greatest < 1 - tolerance) return x;
    if (!(least < 1 - tolerance)) return undefined;
    for (let i = 0; i < n; i++) x[i] = next[i]! / largest;
  }
  return undefined;
}

/** Corrections that `approximate` may make, and how far each brings its residual down. */
const CORRECTIONS = 8;
const CORRECTION_GAIN = 1e-8;

/**
 * Rates to within rounding of the norm of all: a Krylov method solves for a correction, the true residual is taken
 * anew, and so on while that helps. In one go the method's own idea of the residual drifts from the true one.
 */
function approximate(edges: Incoming, arrivals: Float64Array): Float64Array {
  let v: Float64Array = arrivals.slice();
  let norm = Infinity;
  for (let round = 0; round < CORRECTIONS; round++) {
    const next = round === 0 ? v : add(v, correction(edges, residual(edges, arrivals, v)));
    const left = residual(edges, arrivals, next);
    const nextNorm = dot(left, left);
    if (!(nextNorm < norm)) break;
    v = next;
    norm = nextNorm;
  }
  return v;
}

function residual(edges: Incoming, arrivals: Float64Array, v: Float64Array): Float64Array {
  return v.map((rate, k) => arrivals[k]! + arriving(edges, v, k) - rate);
}

/**
 * What to add to the rates, by BiCGSTAB, whose steps grow with the root of 1/(1 − radius) where plain sweeps grow with
 * 1/(1 − radius) itself.
 *
 * @see H. A. van der Vorst, "Bi-CGSTAB", SIAM J. Scientific and Statistical Computing 13 (1992).
 */
function correction(edges: Incoming, missing: Float64Array): Float64Array {
  const n = missing.length;
  const apply = (x: Float64Array): Float64Array => x.map((xk, k) => xk - arriving(edges, x, k));
  const v = new Float64Array(n);
  const r = missing.slice();
  const goal = dot(r, r) * CORRECTION_GAIN ** 2;
  let p: Float64Array = r.slice();
  let rho = dot(missing, r);
  const steps = Math.ceil(ITERATION_VISITS / 20 / edges.source.length);
  for (let step = 0; step < steps; step++) {
    const q = apply(p);
    const alpha = rho / dot(missing, q);
    const s = r.map((rk, k) => rk - alpha * q[k]!);
    const t = apply(s);
    const omega = dot(t, s) / dot(t, t);
    // A breakdown leaves what was reached before it.
    if (!Number.isFinite(alpha) || !Number.isFinite(omega)) break;
    for (let k = 0; k < n; k++) {
      v[k]! += alpha * p[k]! + omega * s[k]!;
      r[k] = s[k]! - omega * t[k]!;
    }
    if (dot(r, r) <= goal) break;
    const nextRho = dot(missing, r);
    const beta = (nextRho / rho) * (alpha / omega);
    rho = nextRho;
    p = r.map((rk, k) => rk + beta * (p[k]! - omega * q[k]!));
  }
  return v;
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((ak, k) => ak + b[k]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}

/** Gauss–Seidel sweeps, which converge from any start; false if they haven't settled within the work allowed. */
function sweepUntilSettled(edges: Incoming, arrivals: Float64Array, v: Float64Array): boolean {
  // Rates are at least what arrives: rounding mustn't leave a tiny one negative.
  for (let k = 0; k < v.length; k++) v[k] = Math.max(v[k]!, arrivals[k]!);
  for (let visits = 0; visits < ITERATION_VISITS; visits += edges.source.length) {
    let worst = 0;
    for (let k = 0; k < v.length; k++) {
      const rate = arrivals[k]! + arriving(edges, v, k);
      worst = Math.max(worst, Math.abs(rate - v[k]!) / rate);
      v[k] = rate;
    }
    if (worst <= SETTLED) return true;
  }
  return false;
}
