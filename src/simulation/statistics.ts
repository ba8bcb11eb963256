/** A figure and half the width of its 95 % confidence interval, in the same unit; undefined where it can't be told. */
export interface Estimate {
  readonly value: number;
  readonly halfWidth: number | undefined;
}

/** Batches are doubled until neighbours are correlated less than this. */
const MOST_CORRELATION = 0.1;
/** Batches of an interval: no more are needed, and with fewer their correlation can't be told. */
const MOST_BATCHES = 64;
const LEAST_BATCHES = 10;

/**
 * The 97.5 % quantile of Student's t: what half of a 95 % interval is in standard errors.
 *
 * The distribution function of whole degrees of freedom is a finite sum of powers of a cosine; it is inverted by
 * halving the range of the angle, to about 1e-14.
 *
 * @param freedom degrees of freedom, 1 or more.
 * @see M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4.
 * @example
 * // studentT(10) = 2.2281
 */
export function studentT(freedom: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < 60; step++) {
    const angle = (low + high) / 2;
    if (within(angle, freedom) < 0.95) low = angle;
    else high = angle;
  }
  return Math.tan(low) * Math.sqrt(freedom);
}

/** Probability that |t| is at most tan(angle)·√freedom. */
function within(angle: number, freedom: number): number {
  const cos2 = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= (cos2 * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** Sum of squares of what is between each of the values and their mean. */
function squares(values: ArrayLike<number>): { mean: number; squares: number } {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i]! - mean;
    mean += difference / (i + 1);
    squares += difference * (values[i]! - mean);
  }
  return { mean, squares };
}

/** Half the width of the 95 % interval of the mean of independent values; undefined for fewer than two. */
export function halfWidthOf(values: ArrayLike<number>): number | undefined {
  const n = values.length;
  return n < 2 ? undefined : studentT(n - 1) * Math.sqrt(squares(values).squares / (n - 1) / n);
}

/** Correlation of each value with the next; 0 where all are the same. */
export function lagOneCorrelation(values: ArrayLike<number>): number {
  const { mean, squares: sum } = squares(values);
  if (sum === 0) return 0;
  let products = 0;
  for (let i = 1; i < values.length; i++) products += (values[i - 1]! - mean) * (values[i]! - mean);
  return products / sum;
}

/** Means of each two neighbours; a last one without a partner is left out. */
export function pairMeans(values: ArrayLike<number>): Float64Array {
  const pairs = new Float64Array(values.length >> 1);
  for (let i = 0; i < pairs.length; i++) pairs[i] = (values[2 * i]! + values[2 * i + 1]!) / 2;
  return pairs;
}

/**
 * Batches whose means can pass for independent: neighbours are joined until their lag-1 correlation is below 0.1 and
 * there are 64 at most. Correlation that is left with fewer than 20 batches can't be told from chance, and stays.
 *
 * @param means of batches of equal size, in order of time.
 * @see A. Law, "Simulation Modeling and Analysis" (5th ed. 2015), 9.5.3, on batch means.
 */
export function independentBatches(means: Float64Array): Float64Array {
  while (
    means.length >= 2 * LEAST_BATCHES &&
    (means.length > MOST_BATCHES || lagOneCorrelation(means) > MOST_CORRELATION)
  ) {
    means = pairMeans(means);
  }
  return means;
}

/**
 * Where the warm-up ends by MSER: the number of values d to leave off at the start for which the standard error of the
 * mean of the rest, Σ(x − mean)²/(n − d)², is smallest. Only the first half is searched: an optimum beyond it
 * would rest on too few values.
 *
 * @param values batch means, 5 values each for MSER-5.
 * @see K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997);
 *   K. P. White, M. Cobb and S. Spratt, "A comparison of five steady-state truncation heuristics", WSC (2000).
 */
export function mserTruncation(values: ArrayLike<number>): number {
  const n = values.length;
  let mean = 0;
  let squares = 0;
  let best = 0;
  let least = Infinity;
  for (let d = n - 1; d >= 0; d--) {
    const count = n - d;
    const difference = values[d]! - mean;
    mean += difference / count;
    squares += difference * (values[d]! - mean);
    if (2 * d > n) continue;
    const error = squares / (count * count);
    // Of equals the shortest: a constant sequence has no warm-up.
    if (error <= least) {
      least = error;
      best = d;
    }
  }
  return best;
}

/** Most batches that a series keeps. */
const SERIES_LENGTH = 4096;

/**
 * Means of consecutive batches of a sequence of unknown length, with the time at which each ended: batches of 5 values
 * at first, of twice as many whenever there are 4096.
 */
export class BatchSeries {
  batchSize = 5;
  length = 0;
  readonly means = new Float64Array(SERIES_LENGTH);
  readonly ends = new Float64Array(SERIES_LENGTH);
  private sum = 0;
  private count = 0;

  add(value: number, now: number): void {
    this.sum += value;
    if (++this.count < this.batchSize) return;
    this.means[this.length] = this.sum / this.count;
    this.ends[this.length++] = now;
    this.sum = 0;
    this.count = 0;
    if (this.length === SERIES_LENGTH) this.halve();
  }

  /** Means of the batches that began at a time or later. */
  since(time: number): Float64Array {
    if (time <= 0) return this.means.slice(0, this.length);
    let first = 0;
    while (first < this.length && this.ends[first]! < time) first++;
    return this.means.slice(first + 1, Math.max(this.length, first + 1));
  }

  /** Time at which the warm-up of the sequence ends by MSER; 0 if it has none. */
  warmup(): number {
    const truncation = mserTruncation(this.means.subarray(0, this.length));
    return truncation === 0 ? 0 : this.ends[truncation - 1]!;
  }

  private halve(): void {
    this.length /= 2;
    this.batchSize *= 2;
    for (let i = 0; i < this.length; i++) {
      this.means[i] = (this.means[2 * i]! + this.means[2 * i + 1]!) / 2;
      this.ends[i] = this.ends[2 * i + 1]!;
    }
  }
}
