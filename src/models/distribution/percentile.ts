/** Percentiles and tail probabilities of a distribution. */
import { valuesAt, type Distribution } from './distribution.ts';
import {
  closePoints,
  decadeOf,
  decades,
  FINE,
  FIRST_DECADE,
  LAST_DECADE,
  openPoints,
  PER_DECADE,
  SHARP,
  tailAt,
  tailsAt,
  type Decades,
  type Points,
} from './inversion.ts';

/** Whether it falls within a small part of its time, where the usual rule of inversion errs. */
export const isNarrow = ({ mean, variance, shift }: Distribution): boolean => variance < 0.1 * (mean - shift) ** 2;

/** P(X > time). */
export function tail(one: Distribution, time: number): number {
  if (one.exactTail) return one.exactTail(time);
  const rest = time - one.shift;
  if (rest < 0) return 1;
  if (one.variance === 0) return 0;
  // At the shift itself: what is not exactly there.
  return tailsBeyond(one, [Math.max(rest, (one.mean - one.shift) * 1e-9)])[0]!;
}

/** P(X > shift + time) for some times > 0, all at once. */
export function tailsBeyond(one: Distribution, times: ArrayLike<number>, rule = ruleFor(one)): Float64Array {
  const ways = Float64Array.from(times);
  if (one.exactTail) return ways.map((way) => one.exactTail!(one.shift + way));
  const points = openPoints(ways, rule);
  const tails = tailsAt(valuesAt(one, points), points);
  closePoints(points);
  return tails;
}

/**
 * Looks at P(X > time) of many distributions that are made of the same parts, as `one` is: what they share is worked
 * out once.
 * Until it is closed no lattice may be asked for.
 */
export function lookAt(time: number, one: Distribution): { tail(other: Distribution): number; close(): void } {
  const rest = time - one.shift;
  if (one.exactTail || !(rest > 0) || one.variance === 0)
    return { tail: (other) => tail(other, time), close: () => {} };
  const rule = ruleFor(one);
  const points = openPoints(Float64Array.of(rest), rule);
  return {
    tail: (other) =>
      other.shift === one.shift && !other.exactTail && ruleFor(other) === rule
        ? tailAt(valuesAt(other, points), points)
        : tail(other, time),
    close: () => closePoints(points),
  };
}

/** The rule by which it can be inverted. */
export const ruleFor = (one: Distribution) => (isNarrow(one) ? SHARP : FINE);

/** P(X > t) between the times of a lattice, straight in (ln t, ln(−ln P)). */
export function interpolatedTail(times: Float64Array, tails: Float64Array, time: number): number {
  if (time <= 0) return 1;
  const last = times.length - 1;
  if (time <= times[0]!) return 1 - (1 - tails[0]!) * (time / times[0]!);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle;
    else high = middle;
  }
  const x = Math.log(time / times[low]!) / Math.log(times[high]! / times[low]!);
  return Math.exp(-Math.exp(bend(tails[low]!) * (1 - x) + bend(tails[high]!) * x));
}

/** Some times, and P(X > shift + t) at them, made to fall. */
interface Curve {
  readonly times: Float64Array;
  readonly tails: Float64Array;
}

function curveAt(one: Distribution, points: Points): Curve {
  const { times } = points;
  const tails = one.tails?.length === times.length ? one.tails : tailsAt(valuesAt(one, points), points);
  return { times, tails: falling(tails) };
}

/**
 * Decades below and above that of the scale that are looked at for a percentile; a look by itself finds what is beyond.
 */
const DECADES_BELOW = 2;
const DECADES_ABOVE = 3;

/**
 * The decades around the scale, as many as it takes to have a time on either side of the steps where the tail passes
 * two targets.
 */
function curveAround(one: Distribution, most: number, least: number, lattice: Decades): Curve {
  const middle = Math.min(LAST_DECADE, Math.max(FIRST_DECADE, Math.floor(Math.log10(scaleOf(one)))));
  const tailsOf = (decade: number) => {
    const points = decadeOf(lattice, decade);
    return tailsAt(valuesAt(one, points), points);
  };
  const parts = [tailsOf(middle)];
  let first = middle;
  let last = middle;
  while (!(parts[0]![1]! > most) && first > Math.max(FIRST_DECADE, middle - DECADES_BELOW))
    parts.unshift(tailsOf(--first));
  while (!(parts.at(-1)![PER_DECADE - 2]! <= least) && last < Math.min(LAST_DECADE, middle + DECADES_ABOVE))
    parts.push(tailsOf(++last));
  const times = new Float64Array(parts.length * PER_DECADE);
  const tails = new Float64Array(parts.length * PER_DECADE);
  for (const [part, own] of parts.entries()) {
    times.set(decadeOf(lattice, first + part).times, part * PER_DECADE);
    tails.set(own, part * PER_DECADE);
  }
  return { times, tails: falling(tails) };
}

/** Times at which a narrow distribution is looked at, which falls between two times of the lattice. */
const FINE_TIMES = 20;

/** From far before its mean to where nothing is left. */
function curveOfNarrow(one: Distribution): Curve {
  const middle = one.mean - one.shift;
  const spread = Math.sqrt(one.variance);
  const first = Math.log(Math.max(middle - 4 * spread, middle / 8));
  const step = (Math.log(middle + 8 * spread) - first) / (FINE_TIMES - 1);
  const times = Float64Array.from({ length: FINE_TIMES }, (_, at) => Math.exp(first + at * step));
  return { times, tails: falling(tailsBeyond(one, times, FINE)) };
}

function falling(tails: Float64Array): Float64Array {
  for (let j = 1; j < tails.length; j++) tails[j] = Math.min(tails[j]!, tails[j - 1]!);
  return tails;
}

/** Up to this many parts a percentile is worth a closer look. */
const SMALL = 48;
const LEAST_TAIL = 1e-12;

/** ln(−ln P(X > t)): straight in ln t for an exponential or a Weibull. */
const bend = (tail: number) => Math.log(-Math.log(Math.min(1 - 1e-13, Math.max(LEAST_TAIL, tail))));

/**
 * Percentiles of a distribution, ascending.
 *
 * Read off the lattice by a monotone cubic in (ln t, ln(−ln P(X > t))), within about 0.3 %; those of a small
 * distribution are then solved for, within 1e-6 where it is smooth.
 *
 * @param levels 0..1 each, ascending: 0.5, 0.99
 * @param at where it is looked at: its values there are kept for other distributions that are made of it
 * @param isClose whether to solve for them; by default where the distribution has few parts
 */
export function percentiles(
  one: Distribution,
  levels: readonly number[],
  at: Points | Decades = decades(),
  isClose = one.size <= SMALL,
): number[] {
  if (one.variance <= 1e-24 * one.mean * one.mean) return levels.map(() => one.mean);
  const canSolve = !one.tails && (isClose || one.size < 40 * SMALL);
  const found: number[] = [];
  const isFine = canSolve && isNarrow(one);
  const { times, tails } = isFine
    ? curveOfNarrow(one)
    : 'round' in at
      ? curveAround(one, 1 - levels[0]!, 1 - levels.at(-1)!, at)
      : curveAt(one, at);
  const searches: Search[] = [];
  for (const [index, level] of levels.entries()) {
    const target = 1 - level;
    const guess = onLattice(times, tails, target);
    if (guess !== undefined) found[index] = one.shift + guess.rest;
    else if (one.tails) found[index] = one.tails[0]! <= target ? one.shift : Infinity;
    if (guess === undefined ? !one.tails : canSolve && (isClose || isFine || guess.isSteep))
      searches.push({ index, target, guess });
  }
  if (searches.length > 0) solveAll(one, searches, found);
  return found;
}

/** How far its values reach beyond its shift. */
const scaleOf = (one: Distribution) => one.mean - one.shift || one.mean || 1;

/** More than a tail may fall in a step of the lattice that is not far too long to say where. */
const STEEP = 0.3;

/** Where the tails fall to `target`; undefined where the lattice doesn't reach it. */
function onLattice(times: Float64Array, tails: Float64Array, target: number): Guess | undefined {
  const { length } = tails;
  let high = 0;
  while (high < length && tails[high]! > target) high++;
  if (high === 0 || high === length) return undefined;
  const low = high - 1;
  const x0 = Math.log(times[low]!);
  const width = Math.log(times[high]!) - x0;
  const y0 = bend(tails[low]!);
  const y1 = bend(tails[high]!);
  const rise = y1 - y0;
  const isSteep = tails[low]! - tails[high]! > STEEP;
  if (!(rise > 1e-12)) return { rest: times[high]!, slope: 0, isSteep };
  // Slopes at both ends: the harmonic mean of the neighbours' (Fritsch & Butland 1984), which keeps the curve monotone.
  const before = low > 0 ? y0 - bend(tails[low - 1]!) : rise;
  const after = high + 1 < length ? bend(tails[high + 1]!) - y1 : rise;
  const slope0 = before > 0 ? (2 * before * rise) / (before + rise) : 0;
  const slope1 = after > 0 ? (2 * after * rise) / (after + rise) : 0;
  const u = whereCubic(rise, slope0, slope1, bend(target) - y0);
  return { rest: Math.exp(x0 + width * u), slope: cubicSlope(rise, slope0, slope1, u) / width, isSteep };
}

/**
 * Where in 0..1 a rising cubic from 0 to `rise`, with slopes at its ends, comes to `goal`: Newton's method within a
 * bracket.
 */
function whereCubic(rise: number, slope0: number, slope1: number, goal: number): number {
  let low = 0;
  let high = 1;
  let u = goal / rise;
  for (let step = 0; step < 60; step++) {
    const off = slope0 * u * (1 - u) * (1 - u) + rise * u * u * (3 - 2 * u) - slope1 * u * u * (1 - u) - goal;
    if (off === 0) break;
    if (off < 0) low = u;
    else high = u;
    const newton = u - off / cubicSlope(rise, slope0, slope1, u);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - u) < 1e-14) break;
    u = next;
  }
  return u;
}

/** The slope of such a cubic. */
const cubicSlope = (rise: number, slope0: number, slope1: number, u: number) =>
  slope0 * (1 - u) * (1 - 3 * u) + 6 * rise * u * (1 - u) - slope1 * u * (2 - 3 * u);

/** About where a percentile is. */
interface Guess {
  /** Beyond the shift. */
  readonly rest: number;
  /** In (ln t, ln(−ln P)). */
  readonly slope: number;
  /** Whether the tail falls so far there that the lattice says little of where. */
  readonly isSteep: boolean;
}

/** A percentile that is looked for. */
interface Search {
  readonly index: number;
  readonly target: number;
  readonly guess: Guess | undefined;
}

/** Looks, all times at once, before a percentile is looked for by itself. */
const MOST_LOOKS = 8;
/** A step that is no shorter than this share of the one before does not close in. */
const CLOSING = 0.8;
/** A step of ln t after which the next one would be far below 1e-9, where steps shrink as they do on a smooth curve. */
const LAST_STEP = 1e-7;

/**
 * Solves P(X > shift + t) = target for several targets at once, by the secant method in (ln t, ln(−ln P)), where a tail
 * is nearly straight; what does not close in fast is solved by bracketing.
 */
function solveAll(one: Distribution, searches: readonly Search[], found: number[]): void {
  const ways = searches.map(({ guess }) => Math.log(guess?.rest ?? scaleOf(one)));
  const slopes = searches.map(({ guess }) => guess?.slope ?? 0);
  const steps = searches.map(() => Infinity);
  const offs = searches.map(() => 0);
  let open = [...searches.keys()].filter((search) => slopes[search]! > 0);
  const lost = new Set(searches.keys());
  for (let look = 0; look < MOST_LOOKS && open.length > 0; look++) {
    const tails = tailsBeyond(
      one,
      open.map((search) => Math.exp(ways[search]!)),
    );
    open = open.filter((search, at) => {
      const before = offs[search]!;
      const off = bend(tails[at]!) - bend(searches[search]!.target);
      const slope = look === 0 ? slopes[search]! : (off - before) / steps[search]!;
      const step = off === 0 ? 0 : -off / slope;
      const isClosingIn = off === 0 || (slope > 0 && Math.abs(step) < CLOSING * Math.min(1, Math.abs(steps[search]!)));
      if (!isClosingIn) return false;
      ways[search]! += step;
      steps[search] = step;
      offs[search] = off;
      if (Math.abs(step) >= LAST_STEP) return true;
      found[searches[search]!.index] = one.shift + Math.exp(ways[search]!);
      lost.delete(search);
      return false;
    });
  }
  for (const search of lost) found[searches[search]!.index] = solve(one, searches[search]!);
}

/** Solves P(X > shift + t) = target by bracketing and regula falsi (Illinois) in (ln t, ln(−ln P)). */
const solve = (one: Distribution, { target, guess }: Search): number =>
  bracketed(one, target, guess?.rest, (way) => tailsBeyond(one, [way])[0]!);

function bracketed(
  one: Distribution,
  target: number,
  guess: number | undefined,
  tailBeyond: (way: number) => number,
): number {
  const goal = bend(target);
  const at = (x: number) => bend(tailBeyond(Math.exp(x))) - goal;
  const scale = scaleOf(one);
  let x0 = Math.log(guess ?? scale);
  let x1 = x0 + 0.01;
  let y0 = at(x0);
  let y1 = at(x1);
  // Below what can be told from the shift itself.
  const least = Math.log(scale) - 16;
  for (let step = 0.05; y0 * y1 > 0; step *= 1.7) {
    if (y0 > 0) {
      if (x0 <= least) return one.shift;
      [x1, y1] = [x0, y0];
      x0 -= step;
      y0 = at(x0);
    } else {
      [x0, y0] = [x1, y1];
      x1 += step;
      if (x1 > Math.log(scale) + 60) return Infinity;
      y1 = at(x1);
    }
  }
  let side = 0;
  for (let step = 0; step < 60 && x1 - x0 > 1e-10; step++) {
    const x = y1 === y0 ? (x0 + x1) / 2 : (x0 * y1 - x1 * y0) / (y1 - y0);
    const y = at(x);
    if (Math.abs(y) < 1e-10) return one.shift + Math.exp(x);
    if (y < 0) {
      [x0, y0] = [x, y];
      if (side < 0) y1 /= 2;
      side = -1;
    } else {
      [x1, y1] = [x, y];
      if (side > 0) y0 /= 2;
      side = 1;
    }
  }
  return one.shift + Math.exp((x0 + x1) / 2);
}
