const MASK = 0xffffffffffffffffn;
const GOLDEN = 0x9e3779b97f4a7c15n;
/** 2⁻⁵³: the spacing of the doubles that `uniform` returns. */
const ULP = 1.1102230246251565e-16;

/** The finaliser of SplitMix64: a bijection of 64 bits in which each bit of the input flips half of the output. */
function mix(x: bigint): bigint {
  x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return x ^ (x >> 31n);
}

/** 64 bits that depend on the seed and on each key and its place. */
function hash(seed: number, keys: readonly number[]): bigint {
  let state = mix((BigInt(seed) + GOLDEN) & MASK);
  for (const key of keys) state = mix((state + GOLDEN * BigInt(key + 1)) & MASK);
  return state;
}

/**
 * The seed of a replication: 53 bits that look unrelated to the seed and to those of the other replications.
 *
 * @param seed a whole number, 0 to 2⁵³ − 1.
 * @param replication 0, 1, 2 …
 */
export function replicationSeed(seed: number, replication: number): number {
  return Number(hash(seed, [0x7265706c, replication]) >> 11n);
}

/**
 * Independent streams of uniform random numbers, numbered from 0: xoshiro128** with two outputs to a double of 53 bits.
 *
 * Every stream is seeded from the seed and from keys that name what it is for, not from its number: a system that
 * differs in one place draws the same numbers everywhere else (common random numbers).
 *
 * @see D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Trans. Math. Software 47
 *   (2021);
 *   G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", OOPSLA (2014), for SplitMix.
 */
export class RandomStreams {
  /** Four words a stream. */
  private readonly state: Int32Array;

  /**
   * @param seed a whole number, 0 to 2⁵³ − 1.
   * @param keys of each stream; whole numbers from 0.
   * @throws RangeError if the seed is none.
   */
  constructor(seed: number, keys: readonly (readonly number[])[]) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new RangeError(`seed must be a whole number of 0 or more: ${seed}`);
    this.state = new Int32Array(4 * keys.length);
    keys.forEach((key, stream) => {
      const start = hash(seed, key);
      for (let half = 0; half < 2; half++) {
        const bits = mix((start + GOLDEN * BigInt(half + 1)) & MASK);
        this.state[4 * stream + 2 * half] = Number(bits & 0xffffffffn);
        this.state[4 * stream + 2 * half + 1] = Number(bits >> 32n);
      }
      // The all-zero state is the one that the generator never leaves.
      this.state[4 * stream]! |= 1;
    });
  }

  /** The next number of a stream, 0 ≤ u < 1. */
  uniform(stream: number): number {
    const state = this.state;
    const i = stream << 2;
    let a = state[i]!;
    let b = state[i + 1]!;
    let c = state[i + 2]!;
    let d = state[i + 3]!;
    let r = Math.imul(b, 5);
    const high = Math.imul((r << 7) | (r >>> 25), 9);
    let t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    r = Math.imul(b, 5);
    const low = Math.imul((r << 7) | (r >>> 25), 9);
    t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    state[i] = a;
    state[i + 1] = b;
    state[i + 2] = c;
    state[i + 3] = d;
    return ((high >>> 5) * 0x4000000 + (low >>> 6)) * ULP;
  }
}
