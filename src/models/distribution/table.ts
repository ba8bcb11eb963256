/**
 * Distributions that are known by their tail P(X > t) at some times: what order statistics, timeouts and hedges give.
 *
 * Between two times the tail is taken to fall exponentially, which is exact for exponential parts and keeps it
 * monotone.
 */
import { distribution, type Distribution } from './distribution.ts';
import { latticeDecays, latticeIndex, latticeTime, OFF_LATTICE, PER_DECADE, type Points } from './inversion.ts';
import { giveBack, kernels, put, putIntegers, take, topOfMemory, type Address } from '../kernels.ts';
import { tail, tailsBeyond } from './percentile.ts';

/** Times at which a stretch of a tail is known, counted from its begin. */
export interface Nodes {
  /** Ascending; the first is 0. */
  readonly times: Float64Array;
  /** Lattice index of each, or OFF_LATTICE. */
  readonly indices: Int32Array;
  /**
   * From each to the next one; equally spaced ones have the very same number. The last one is open or ends at `end`.
   */
  readonly gaps: Float64Array;
}

/** A stretch of a tail: at `from`, at `from` + each later time, and up to `to`, where the next one takes over. */
export interface Stretch {
  readonly from: number;
  readonly nodes: Nodes;
  /** Tails at the nodes. */
  readonly tails: Float64Array;
  /** End, or Infinity; and the tail just before it. */
  readonly to: number;
  readonly tailAtEnd: number;
}

/** Where a tail is looked at more closely: between two times, at steps of this length at most. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Decades of a lattice that see a distribution whole, a thousandth of its scale being the first time. */
const DECADES = 6;
/** Steps of a window are as many as a spread needs, within this. */
const MOST_STEPS = 64;

/**
 * Times that see a distribution of this scale whole, from far below it to where nothing is left: those of the lattice
 * and, within windows, equally spaced ones.
 *
 * A window reaches to the lattice times around it. Each of its parts is of an even number of steps.
 * @param end where the stretch ends, if it does
 * @param windows counted from the begin of the stretch
 */
export function stretchNodes(scale: number, end = Infinity, windows: readonly Window[] = []): Nodes {
  const start = latticeIndex(scale / 1000);
  const lattice: number[] = [];
  while (lattice.length < DECADES * PER_DECADE) {
    const time = latticeTime(start + lattice.length);
    if (time >= end * (1 - 1e-9)) break;
    lattice.push(time);
  }
  const parts = closerParts(windows, lattice, end);
  const times = [0];
  const indices = [OFF_LATTICE];
  const gaps: number[] = [];
  let next = 0;
  const passLattice = (before: number) => {
    for (; next < lattice.length && lattice[next]! < before * (1 + 1e-12); next++) {
      const time = lattice[next]!;
      if (time <= times.at(-1)!) continue;
      gaps.push(time - times.at(-1)!);
      times.push(time);
      indices.push(start + next);
    }
  };
  for (const { from, to, steps } of parts) {
    passLattice(from);
    const gap = (to - from) / steps;
    for (let step = 1; step <= steps; step++) {
      gaps.push(gap);
      if (step === steps && to === end) break;
      times.push(step === steps ? to : from + step * gap);
      const isLattice = step === steps && lattice.includes(to);
      indices.push(isLattice ? start + lattice.indexOf(to) : OFF_LATTICE);
    }
  }
  passLattice(Infinity);
  if (end === Infinity) gaps.push(0);
  return { times: Float64Array.from(times), indices: Int32Array.from(indices), gaps: Float64Array.from(gaps) };
}

/** Parts of windows between which the step does not change, and what is between the last lattice time and the end. */
function closerParts(windows: readonly Window[], lattice: readonly number[], end: number) {
  const [first] = lattice;
  const last = lattice.at(-1) ?? 0;
  const all: Window[] = end === Infinity ? [] : [{ from: last, to: end, step: (end - last) / 4 }];
  const edges = new Set(all.flatMap(({ from, to }) => [from, to]));
  const inner: number[] = [];
  for (const window of windows) {
    const from = Math.max(window.from, first ?? 0);
    const to = Math.min(window.to, end === Infinity ? last : end);
    if (!(to > from)) continue;
    const low = lattice.findLast((time) => time <= from) ?? 0;
    const high = lattice.find((time) => time >= to) ?? end;
    edges.add(low).add(high);
    inner.push(from, to);
    // Around the window the tail is smooth.
    all.push({ ...window, from, to }, { from: low, to: high, step: (high - low) / 4 });
  }
  for (const edge of inner) if (![...edges].some((one) => Math.abs(one - edge) <= 1e-6 * edge)) edges.add(edge);
  const sorted = [...edges].toSorted((a, b) => a - b);
  return sorted.slice(1).flatMap((to, index) => {
    const from = sorted[index]!;
    const middle = (from + to) / 2;
    const step = Math.min(...all.filter((one) => one.from < middle && middle < one.to).map((one) => one.step));
    return step === Infinity ? [] : [{ from, to, steps: Math.min(MOST_STEPS, 2 * Math.ceil((to - from) / step / 2)) }];
  });
}

/** What a lattice step is longer than where a time falls: a spread of which the way there has so many. */
const NARROW = 2.6;

/**
 * Where times fall whose spread is small beside the steps of the lattice there: between the points beyond which less
 * than about a thousandth of them is left.
 * @param from begin of the stretch, from which windows are counted
 */
export function windowsOf(times: readonly Pick<Distribution, 'mean' | 'variance'>[], from: number): Window[] {
  return times.flatMap(({ mean, variance }) => {
    const spread = Math.sqrt(variance);
    const middle = mean - from;
    if (!(spread > 0) || middle < NARROW * spread) return [];
    return [{ from: Math.max(middle - 4 * spread, middle / 3), to: middle + 5 * spread, step: spread / 2 }];
  });
}

/** More than any time falls within a step of the lattice whose spread is longer than that. */
const STEEP = 0.3;

/**
 * The steps of the lattice within which a tail falls so far that it must be looked at more closely, and those beside
 * them: a mixture with constants, or the middle one of many.
 */
export function steepWindows({ times, indices }: Nodes, tails: Float64Array): Window[] {
  const windows: Window[] = [];
  for (let j = 1; j + 1 < times.length; j++)
    if (indices[j] !== OFF_LATTICE && indices[j + 1] !== OFF_LATTICE && tails[j]! - tails[j + 1]! > STEEP)
      windows.push({
        from: times[j - 1]!,
        to: times[Math.min(j + 2, times.length - 1)]!,
        step: (times[j + 1]! - times[j]!) / 16,
      });
  return windows;
}

/** P(X > t) just after `from`, and at `from` + each later one of some times, of which the first is 0. */
export function tailsFrom(one: Distribution, from: number, times: Float64Array): Float64Array {
  const later = times.subarray(1);
  const ahead = from - one.shift;
  // Before its own least time all of it is left; elsewhere it is looked at from there.
  if (ahead < -1e-15) return times.map((time, j) => (j > 0 && one.shift < from + time ? tail(one, from + time) : 1));
  const tails = new Float64Array(times.length);
  if (one.variance === 0) return tails;
  tails[0] = tail(one, ahead > 0 ? from : from + (later[0] ?? 0) * 1e-3);
  const way = Math.max(0, ahead);
  tails.set(
    tailsBeyond(
      one,
      later.map((time) => time + way),
    ),
    1,
  );
  return tails;
}

/**
 * Adds ∫ e^(−st)·P(X > t) dt over a stretch to `out`, for every point.
 *
 * e^(−st) comes from a table where both the time that the points look at and t are of the lattice. Elsewhere it is
 * turned on from each of such a time's points to the next, whose arguments are equally far from each other.
 */
function integrate({ from, nodes, tails, to, tailAtEnd }: Stretch, points: Points, out: Address): void {
  const { rule, times, at, stride, latticeStart } = points;
  const table = latticeStart === OFF_LATTICE ? NO_TABLE : latticeDecays();
  const before = topOfMemory();
  kernels.integrate(
    at,
    stride,
    rule.points,
    times.length,
    latticeStart,
    table.at,
    table.stride,
    table.firstStep,
    table.lastStep,
    tails.length,
    put(nodes.times),
    put(nodes.gaps),
    put(tails),
    putIntegers(nodes.indices),
    from,
    to,
    tailAtEnd,
    take(kernels.integrateRoom(tails.length)),
    out,
  );
  giveBack(before);
}

const NO_TABLE = { at: 0, stride: 0, firstStep: 0, lastStep: 0 };

/** Writes the transform 1 − s·∫ e^(−st)·P(X > t) dt of a tail made of stretches. */
export function transformOfTail(stretches: readonly Stretch[], points: Points, out: Address): void {
  const { at, stride, count } = points;
  kernels.fill(out, stride, count, 0);
  for (const stretch of stretches) integrate(stretch, points, out);
  kernels.fromTail(at, out, stride, count);
}

/** ln of the ratio of two lattice times. */
const LOG_STEP = Math.LN10 / PER_DECADE;
/** Gregory's corrections of the trapezoidal rule at an end, by the order of the difference there. */
const GREGORY = [1 / 12, 1 / 24, 19 / 720, 3 / 160, 863 / 60_480];

/**
 * Mean and second moment of a stretch beyond its `from`: ∫ P dt and 2·∫ t·P dt.
 *
 * On the lattice by the trapezoidal rule in ln t, which for a smooth tail converges faster than any power of the step,
 * with
 * Gregory's corrections where a window ends it; within windows by Simpson's rule.
 * @see F. B. Hildebrand, "Introduction to numerical analysis", 2nd edition (1974), section 5.8
 */
export function momentsOfStretch({ nodes, tails, tailAtEnd }: Stretch): { first: number; second: number } {
  const { times, indices, gaps } = nodes;
  const last = tails.length - 1;
  let first = 0;
  let second = 0;
  let j = 0;
  while (j < last || (j === last && gaps[j]! > 0)) {
    const isLattice = j < last && indices[j + 1] !== OFF_LATTICE;
    if (!isLattice) {
      const gap = gaps[j]!;
      for (const [weight, at] of [1, 4, 1].map((one, step) => [(one * gap) / 3, j + step] as const)) {
        const tail = at > last ? tailAtEnd : tails[at]!;
        first += weight * tail;
        second += 2 * weight * tail * (times[j]! + (at - j) * gap);
      }
      j += 2;
      continue;
    }
    const begin = j;
    while (j < last && indices[j + 1] !== OFF_LATTICE) j++;
    const run = j - Math.max(1, begin);
    for (let node = Math.max(1, begin); node <= j; node++) {
      const weight = (node === begin || (node === j && gaps[j]! > 0) ? 0.5 : 1) * LOG_STEP * tails[node]!;
      first += weight * times[node]!;
      second += 2 * weight * times[node]! ** 2;
    }
    for (const [isEnd, at, way] of [
      [begin > 0, begin, 1],
      [gaps[j]! > 0, j, -1],
    ] as const) {
      if (!isEnd) continue;
      first -= gregory((node) => tails[node]! * times[node]!, at, way, run);
      second -= gregory((node) => 2 * tails[node]! * times[node]! ** 2, at, way, run);
    }
    if (begin > 0) continue;
    // Below the first time the tail falls evenly: the sum goes on geometrically.
    const least = times[1]!;
    const below = 1 / Math.expm1(LOG_STEP);
    const belowSquare = 1 / Math.expm1(2 * LOG_STEP);
    const fall = tails[0]! - tails[1]!;
    first += LOG_STEP * least * (tails[0]! * below - fall * belowSquare);
    second += LOG_STEP * 2 * tails[0]! * least * least * belowSquare;
  }
  return { first, second };
}

/** What the trapezoidal rule in ln t has too much at an end of a run of so many steps, from its differences inwards. */
function gregory(valueAt: (node: number) => number, end: number, way: 1 | -1, run: number): number {
  const orders = Math.min(GREGORY.length, run);
  let differences = Array.from({ length: orders + 1 }, (_, step) => valueAt(end + way * step));
  let total = 0;
  for (let order = 0; order < orders; order++) {
    // Backward differences at either end, as seen from it.
    differences = differences.slice(1).map((one, index) => differences[index]! - one);
    total += GREGORY[order]! * differences[0]!;
  }
  return total * LOG_STEP;
}

/** Less than the moments of a stretch tell apart, and more than rounding does. */
const LEAST_SCV = 1e-9;

/** A distribution from its tail beyond `shift`. */
export function tabulated(
  stretches: readonly Stretch[],
  mean: number,
  variance: number,
  shift: number,
  size: number,
  exactTail: (time: number) => number,
): Distribution {
  // What is spread out must not pass for a constant because its two moments were not told apart.
  const least = LEAST_SCV * (mean - shift) ** 2;
  return {
    ...distribution(
      mean,
      Math.max(variance, least),
      shift,
      (points, out) => transformOfTail(stretches, points, out),
      size,
    ),
    exactTail,
  };
}
