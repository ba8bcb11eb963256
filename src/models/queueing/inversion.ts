/** A complex number: real and imaginary part. */
export type Complex = readonly [number, number];

/** A Laplace transform E[e^(−sX)] or one of a function, for Re s > 0. */
export type Transform = (s: Complex) => Complex;

/** e^−A bounds the error of the discretization; beyond 22 the rounding of e^(A/2) costs more than is won. */
const DISCRETIZATION = 22;
/** Plain terms of the alternating series, and those that Euler's summation averages. */
const PLAIN_TERMS = 24;
const EULER_TERMS = 14;

/**
 * The value at t of a function of which the Laplace transform is given, by the Fourier-series method with Euler
 * summation.
 *
 * @param transform of a bounded function that is smooth at t: about 1e-9 absolute then; jumps of the function, or of
 *   its slope, at or close to t cost digits.
 * @param time t > 0.
 * @see J. Abate and W. Whitt, "The Fourier-series method for inverting transforms of probability distributions",
 *   Queueing Systems 10 (1992); "Numerical inversion of Laplace transforms of probability distributions", ORSA J.
 *   Computing 7 (1995), algorithm EULER.
 */
export const invertLaplace = (transform: Transform, time: number): number =>
  invertRealPart((s) => transform(s)[0], time);

/** The same by the real part of the transform, which is all that it takes. */
export function invertRealPart(transform: (s: Complex) => number, time: number): number {
  const real = DISCRETIZATION / (2 * time);
  let sum = transform([real, 0]) / 2;
  let binomial = 1;
  let averaged = 0;
  let weights = 0;
  for (let k = 1; k <= PLAIN_TERMS + EULER_TERMS; k++) {
    if (k > PLAIN_TERMS) {
      const j = k - PLAIN_TERMS - 1;
      averaged += binomial * sum;
      weights += binomial;
      binomial *= (EULER_TERMS - j) / (j + 1);
    }
    const term = transform([real, (k * Math.PI) / time]);
    sum += k % 2 === 0 ? term : -term;
  }
  averaged += binomial * sum;
  weights += binomial;
  return (Math.exp(DISCRETIZATION / 2) / time) * (averaged / weights);
}

/**
 * The time at which a falling tail comes down to `target`: the smallest t with tail(t) ≤ target.
 *
 * @param tail P(X > t), not growing with t; 1 at most.
 * @param target 0..1; above 0.
 * @param scale where to begin the search; any time of the right order.
 * @returns 0 if tail(0) is no more than the target already; to 1e-13 of itself.
 * @throws RangeError if the tail doesn't come down.
 */
export function inverseTail(tail: (time: number) => number, target: number, scale = 1): number {
  if (tail(0) <= target) return 0;
  let high = scale;
  while (tail(high) > target) {
    high *= 2;
    if (!(high < 1e300)) throw new RangeError(`the tail stays above ${target}`);
  }
  let low = 0;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > target) low = middle;
    else high = middle;
  }
  return high;
}
