/** Buckets of one doubling: 512, so that none is wider than 0.2 % of its lower bound. */
const BITS = 9;
/** Bits of the upper half of a double that don't tell buckets apart. */
const SHIFT = 20 - BITS;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
/** Which half of a double holds sign and exponent: the second on the little-endian machines that there are. */
const UPPER = words[1] === 0 ? 0 : 1;

/** The bucket of a positive number. A double's own exponent and leading digits are its logarithm, linear in between. */
function keyOf(value: number): number {
  double[0] = value;
  return words[UPPER]! >>> SHIFT;
}

function lowerBound(key: number): number {
  double[0] = 0;
  words[UPPER] = key << SHIFT;
  return double[0];
}

/** Values outside are counted at the ends, which keeps the array below 200 kB whatever comes. */
const LEAST = keyOf(1e-12);
const MOST = keyOf(1e12);

/**
 * Counts of times in buckets of equal relative width: log-linear, 512 to a doubling, each at most 0.2 % wide.
 * The array covers the doublings that were seen.
 *
 * @see G. Tene's HdrHistogram for the idea of log-linear buckets.
 */
export class Histogram {
  /** Values counted. */
  count = 0;
  min = Infinity;
  max = -Infinity;
  /** Values of exactly 0, which no logarithm holds. */
  private zeros = 0;
  /** Key of the first bucket. */
  private base = 0;
  private buckets = new Uint32Array(0);

  /** Counts a value, in seconds, 0 or more. */
  add(value: number): void {
    this.count++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value === 0) {
      this.zeros++;
      return;
    }
    double[0] = value;
    const at = (words[UPPER]! >>> SHIFT) - this.base;
    // An `at` out of the array reads undefined, and so does an empty array.
    if (at >= 0 && at < this.buckets.length) this.buckets[at]!++;
    else this.addOutside(value);
  }

  /** Adds the counts of another one, which stays as it is. */
  merge(other: Histogram): void {
    this.count += other.count;
    this.zeros += other.zeros;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    if (other.buckets.length === 0) return;
    this.cover(other.base, other.base + other.buckets.length);
    const offset = other.base - this.base;
    for (let i = 0; i < other.buckets.length; i++) this.buckets[offset + i]! += other.buckets[i]!;
  }

  /**
   * The value below which a share of the values lies, interpolated inside its bucket and never outside of what was
   * seen.
   *
   * @param share 0..1.
   * @returns NaN if nothing was counted.
   */
  quantile(share: number): number {
    if (this.count === 0) return Number.NaN;
    let left = share * this.count - this.zeros;
    if (left <= 0) return this.zeros > 0 ? 0 : this.min;
    for (let i = 0; i < this.buckets.length; i++) {
      const here = this.buckets[i]!;
      if (here >= left) {
        const low = lowerBound(this.base + i);
        const high = lowerBound(this.base + i + 1);
        const value = low + (high - low) * (left / here);
        return Math.min(Math.max(value, this.min), this.max);
      }
      left -= here;
    }
    return this.max;
  }

  /**
   * Share of the values that are no greater than a value, 0..1: the inverse of `quantile`. NaN if nothing was counted.
   */
  shareBelow(value: number): number {
    if (value < this.min) return 0;
    if (value >= this.max) return this.count > 0 ? 1 : Number.NaN;
    let below = this.zeros;
    for (let i = 0; i < this.buckets.length; i++) {
      const low = lowerBound(this.base + i);
      if (low >= value) break;
      const high = lowerBound(this.base + i + 1);
      below += this.buckets[i]! * (value >= high ? 1 : (value - low) / (high - low));
    }
    return below / this.count;
  }

  /** As plain data, to be posted to another thread. */
  toData(): HistogramData {
    const { count, min, max, zeros, base, buckets } = this;
    return { count, min, max, zeros, base, buckets };
  }

  static from(data: HistogramData): Histogram {
    return Object.assign(new Histogram(), data);
  }

  private addOutside(value: number): void {
    const key = Math.min(Math.max(keyOf(value), LEAST), MOST);
    this.cover(key, key + 1);
    this.buckets[key - this.base]!++;
  }

  /** Makes the array cover the keys from `from` to before `to`, in whole doublings. */
  private cover(from: number, to: number): void {
    const isEmpty = this.buckets.length === 0;
    const end = this.base + this.buckets.length;
    const newBase = (isEmpty ? from : Math.min(from, this.base)) & -(1 << BITS);
    const newEnd = ((isEmpty ? to : Math.max(to, end)) + (1 << BITS) - 1) & -(1 << BITS);
    if (!isEmpty && newBase === this.base && newEnd === end) return;
    const buckets = new Uint32Array(newEnd - newBase);
    if (!isEmpty) buckets.set(this.buckets, this.base - newBase);
    this.base = newBase;
    this.buckets = buckets;
  }
}

export interface HistogramData {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  readonly base: number;
  readonly buckets: Uint32Array;
}
