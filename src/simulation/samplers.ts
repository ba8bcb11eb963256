import type { Time } from '../models/system/system.ts';
import type { RandomStreams } from './random.ts';

const CONSTANT = 0;
const EXPONENTIAL = 1;
const ERLANG = 2;
const GAMMA = 3;
const GAMMA_BELOW_ONE = 4;
const HYPEREXPONENTIAL = 5;
const LOGNORMAL = 6;

/** Up to so many phases an Erlang time is the logarithm of a product of uniforms; beyond, a gamma is cheaper. */
const MOST_PHASES = 6;

/** Parameters a sampler has. */
const WIDTH = 3;

/** What to draw: the method and its parameters. */
type Method = readonly [kind: number, ...parameters: number[]];

/**
 * How a time is sampled. A mean of 0 and an scv of 0 are constants; `exponential` and `deterministic` don't look at
 * scv.
 *
 * @throws RangeError if the mean or scv is negative or not finite, or for a hyperexponential of scv below 1.
 */
function methodOf({ mean, scv, shape }: Time): Method {
  if (!(mean >= 0 && mean < Infinity)) throw new RangeError(`mean of a time must be 0 or more: ${mean}`);
  if (shape === 'deterministic' || mean === 0) return [CONSTANT, mean];
  if (shape === 'exponential') return [EXPONENTIAL, mean];
  if (!(scv >= 0 && scv < Infinity)) throw new RangeError(`scv of a time must be 0 or more: ${scv}`);
  if (shape === 'hyperexponential') {
    if (scv < 1) throw new RangeError(`scv of a hyperexponential time must be 1 or more: ${scv}`);
    const first = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    return [HYPEREXPONENTIAL, first, mean / (2 * first), mean / (2 * (1 - first))];
  }
  if (scv === 0) return [CONSTANT, mean];
  if (shape === 'lognormal') {
    const variance = Math.log1p(scv);
    return [LOGNORMAL, Math.log(mean) - variance / 2, Math.sqrt(variance)];
  }
  const phases = Math.round(1 / scv);
  const isErlang = phases >= 1 && phases <= MOST_PHASES && Math.abs(phases * scv - 1) < 1e-9;
  if (isErlang) return [ERLANG, mean / phases, phases];
  const alpha = 1 / scv;
  return alpha >= 1 ? [GAMMA, mean * scv, alpha] : [GAMMA_BELOW_ONE, mean * scv, alpha + 1, scv];
}

/**
 * Samplers of random times, numbered from 0, their parameters in one typed array.
 *
 * Exponential by inversion; Erlang as a sum of exponentials, and as a gamma where 1/scv isn't whole; gamma by
 * rejection, that of shape below 1 as one of shape + 1 times U^(1/shape); hyperexponential with balanced means, p₁ = (1
 * + √((scv − 1)/(scv + 1)))/2 at rate 2p₁/mean, else at rate 2(1 − p₁)/mean; lognormal from a normal by the polar
 * method, whose second number isn't kept so that each draw is independent of what was drawn before.
 *
 * @see G. Marsaglia and W. Tsang, "A simple method for generating gamma variables", ACM Trans. Math. Software 26
 *   (2000);
 *   L. Devroye, "Non-Uniform Random Variate Generation" (1986), chapters V.4 and IX.3; H. Tijms, "A First Course in
 *   Stochastic Models" (2003), appendix B, for balanced means.
 */
export class Samplers {
  private readonly kinds: Uint8Array;
  private readonly parameters: Float64Array;
  private readonly streams: Int32Array;
  private readonly random: RandomStreams;

  /**
   * @param times what is sampled, one a sampler.
   * @param streams the random stream of each.
   * @throws RangeError for a time that can't be.
   */
  constructor(times: readonly Time[], streams: ArrayLike<number>, random: RandomStreams) {
    this.random = random;
    this.kinds = new Uint8Array(times.length);
    this.parameters = new Float64Array(WIDTH * times.length);
    this.streams = Int32Array.from(streams);
    times.forEach((time, index) => {
      const [kind, ...parameters] = methodOf(time);
      this.kinds[index] = kind;
      this.parameters.set(parameters, WIDTH * index);
    });
  }

  /** The next time of a sampler, in seconds, 0 or more. */
  sample(index: number): number {
    const first = this.parameters[WIDTH * index]!;
    switch (this.kinds[index]) {
      case CONSTANT:
        return first;
      case EXPONENTIAL:
        return -Math.log(1 - this.random.uniform(this.streams[index]!)) * first;
      default:
        return this.sampleOther(index, first);
    }
  }

  /** Apart, so that the common cases are small enough to be inlined. */
  private sampleOther(index: number, first: number): number {
    const stream = this.streams[index]!;
    const { random } = this;
    const second = this.parameters[WIDTH * index + 1]!;
    const third = this.parameters[WIDTH * index + 2]!;
    switch (this.kinds[index]) {
      case ERLANG: {
        let product = 1;
        for (let phase = 0; phase < second; phase++) product *= 1 - random.uniform(stream);
        return -Math.log(product) * first;
      }
      case GAMMA:
        return this.gamma(stream, second) * first;
      case GAMMA_BELOW_ONE: {
        const root = Math.exp(Math.log(1 - random.uniform(stream)) * third);
        return this.gamma(stream, second) * root * first;
      }
      case HYPEREXPONENTIAL: {
        const mean = random.uniform(stream) < first ? second : third;
        return -Math.log(1 - random.uniform(stream)) * mean;
      }
      default:
        return Math.exp(first + second * this.normal(stream));
    }
  }

  /** A gamma number of scale 1. `shape` is 1 or more. */
  private gamma(stream: number, shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal(stream);
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = 1 - this.random.uniform(stream);
      if (u < 1 - 0.0331 * x * x * x * x) return d * v;
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  }

  private normal(stream: number): number {
    for (;;) {
      const x = 2 * this.random.uniform(stream) - 1;
      const y = 2 * this.random.uniform(stream) - 1;
      const square = x * x + y * y;
      if (square < 1 && square > 0) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }
}
