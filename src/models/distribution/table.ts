/**
 * Distributions that are known by their tail P(X > t) at some times: what order statistics, timeouts and hedges give.
 *
 * Between two times the tail is taken to fall exponentially, which is exact for exponential parts and keeps it monotone.
 */
import { distribution, type Distribution } from './distribution.ts';
import {
  FIRST_STEP,
  LAST_STEP,
  latticeDecays,
  latticeIndex,
  latticeTime,
  type Complex,
  type Points,
} from './inversion.ts';

/** A stretch of a tail: at `from`, at `from` + each lattice time, and up to `to`, where the next one takes over. */
export interface Stretch {
  readonly from: number;
  /** Lattice index of the first time after `from`. */
  readonly start: number;
  /** Tails at `from` and at the lattice times. */
  readonly tails: Float64Array;
  /** End, or Infinity; and the tail just before it. */
  readonly to: number;
  readonly tailAtEnd: number;
}

/** Times of a lattice that see a distribution of this scale whole: from far below it to where nothing is left. */
export const stretchTimes = (scale: number, end = Infinity) => {
  const start = latticeIndex(scale / 1000);
  const times: number[] = [];
  for (let index = start; times.length < 6 * 8; index++) {
    const time = latticeTime(index);
    if (time >= end * (1 - 1e-9)) break;
    times.push(time);
  }
  return { start, times: Float64Array.from(times) };
};

/** Adds ∫ e^(−st)·P(X > t) dt over a stretch to `out`, for every point. */
function integrate(stretch: Stretch, points: Points, out: Complex): void {
  const { from, start, tails, to, tailAtEnd } = stretch;
  const decays = latticeDecays(points.rule);
  const POINTS = points.rule.points;
  const { count, latticeStart } = points;
  const last = tails.length - 1;
  const isOpen = to === Infinity;
  // Rates at which the tail falls in each part; the first part starts at 0.
  const rates = new Float64Array(last + 1);
  const times = new Float64Array(last + 1);
  for (let j = 0; j <= last; j++) times[j] = j === 0 ? 0 : latticeTime(start + j - 1);
  for (let j = 0; j <= last; j++) {
    const width = (j === last ? (isOpen ? 0 : to - from) : times[j + 1]!) - times[j]!;
    const next = j === last ? tailAtEnd : tails[j + 1]!;
    rates[j] = width > 0 && next > 0 && tails[j]! > 0 ? Math.log(tails[j]! / next) / width : 0;
  }
  for (let i = 0; i < count; i++) {
    const k = i % POINTS;
    const sRe = points.re[i]!;
    const sIm = points.im[i]!;
    // Steps from the time that this point looks at to the lattice time of part j.
    const steps = latticeStart === undefined ? 0 : start - 1 - (latticeStart + (i - k) / POINTS);
    let sumRe = 0;
    let sumIm = 0;
    let beforeRe = tails[0]!;
    let beforeIm = 0;
    for (let j = 0; j <= last; j++) {
      const tail = j === last ? tailAtEnd : tails[j + 1]!;
      let nextRe = 0;
      let nextIm = 0;
      if (j === last && isOpen) {
        // Beyond the last time the tail goes on as it fell before.
        const rate = j > 0 ? rates[j - 1]! : 0;
        if (rate > 0) {
          const a = sRe + rate;
          const norm = 1 / (a * a + sIm * sIm);
          sumRe += (beforeRe * a + beforeIm * sIm) * norm;
          sumIm += (beforeIm * a - beforeRe * sIm) * norm;
        }
        break;
      }
      if (tail > 0) {
        const step = steps + j + 1;
        if (latticeStart !== undefined && j < last) {
          if (step < LAST_STEP) {
            const at = (Math.max(step, FIRST_STEP) - FIRST_STEP) * POINTS + k;
            nextRe = tail * decays.re[at]!;
            nextIm = tail * decays.im[at]!;
          }
        } else {
          const time = j === last ? to - from : times[j + 1]!;
          const modulus = tail * Math.exp(-sRe * time);
          nextRe = modulus * Math.cos(sIm * time);
          nextIm = -modulus * Math.sin(sIm * time);
        }
      }
      const a = sRe + rates[j]!;
      const norm = 1 / (a * a + sIm * sIm);
      const x = beforeRe - nextRe;
      const y = beforeIm - nextIm;
      sumRe += (x * a + y * sIm) * norm;
      sumIm += (y * a - x * sIm) * norm;
      if (nextRe === 0 && nextIm === 0) break;
      beforeRe = nextRe;
      beforeIm = nextIm;
    }
    if (from > 0) {
      const modulus = Math.exp(-sRe * from);
      const c = modulus * Math.cos(sIm * from);
      const d = -modulus * Math.sin(sIm * from);
      out.re[i]! += sumRe * c - sumIm * d;
      out.im[i]! += sumRe * d + sumIm * c;
    } else {
      out.re[i]! += sumRe;
      out.im[i]! += sumIm;
    }
  }
}

/** Writes the transform 1 − s·∫ e^(−st)·P(X > t) dt of a tail made of stretches. */
export function transformOfTail(stretches: readonly Stretch[], points: Points, out: Complex): void {
  out.re.fill(0);
  out.im.fill(0);
  for (const stretch of stretches) integrate(stretch, points, out);
  for (let i = 0; i < points.count; i++) {
    const x = points.re[i]! * out.re[i]! - points.im[i]! * out.im[i]!;
    out.im[i] = -(points.re[i]! * out.im[i]! + points.im[i]! * out.re[i]!);
    out.re[i] = 1 - x;
  }
}

/** ln of the ratio of two lattice times. */
const LOG_STEP = Math.LN10 / 8;

/**
 * Mean and second moment of one open stretch beyond its `from`: ∫ P dt and 2·∫ t·P dt by the trapezoidal rule in ln t, which
 * for a smooth tail converges faster than any power of the step.
 */
export function momentsOfStretch({ start, tails }: Stretch): { first: number; second: number } {
  let first = 0;
  let second = 0;
  for (let j = 1; j < tails.length; j++) {
    const time = latticeTime(start + j - 1);
    first += tails[j]! * time;
    second += 2 * tails[j]! * time * time;
  }
  // Below the first time the tail falls evenly: the sum goes on geometrically.
  const least = latticeTime(start);
  const below = 1 / Math.expm1(LOG_STEP);
  const belowSquare = 1 / Math.expm1(2 * LOG_STEP);
  const fall = tails.length > 1 ? tails[0]! - tails[1]! : 0;
  first += least * (tails[0]! * below - fall * belowSquare);
  second += 2 * tails[0]! * least * least * belowSquare;
  return { first: first * LOG_STEP, second: second * LOG_STEP };
}

/** A distribution from its tail beyond `shift`. */
export function tabulated(
  stretches: readonly Stretch[],
  mean: number,
  variance: number,
  shift: number,
  size: number,
  exactTail: (time: number) => number,
): Distribution {
  return {
    ...distribution(mean, variance, shift, (points, out) => transformOfTail(stretches, points, out), size),
    exactTail,
  };
}
