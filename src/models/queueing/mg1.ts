/** M/G/1: Poisson arrivals, any service time, one server, first come, first served. */
import { inverseTail, invertLaplace, type Complex, type Transform } from './inversion.ts';

/** Poisson arrivals and a service time by its first two moments. */
export interface PoissonQueue {
  /** λ ≥ 0. */
  readonly arrivalRate: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** cs² ≥ 0. */
  readonly serviceScv: number;
}

/**
 * The mean wait of M/G/1 by Pollaczek and Khinchine: ρ/(1 − ρ)·(1 + cs²)/2·E[S]. Exact.
 *
 * @returns `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), section 5.6.
 * @example mg1Wait({ arrivalRate: 0.8, meanService: 1, serviceScv: 0 }) // 2
 */
export function mg1Wait({ arrivalRate, meanService, serviceScv }: PoissonQueue): number {
  check(arrivalRate, meanService);
  if (!(serviceScv >= 0)) throw new RangeError(`service SCV must be 0 or more: ${serviceScv}`);
  const utilization = arrivalRate * meanService;
  if (utilization >= 1) return Infinity;
  return (utilization / (1 - utilization)) * ((1 + serviceScv) / 2) * meanService;
}

/** Poisson arrivals and a service time by its transform. */
export interface TransformQueue {
  readonly arrivalRate: number;
  readonly meanService: number;
  /** E[e^(−sS)]. */
  readonly service: Transform;
}

/**
 * P(R > t) of M/G/1, the wait and the service together; as `mg1WaitTail`.
 *
 * @throws RangeError for arguments outside their ranges.
 */
export function mg1ResponseTail(queue: TransformQueue, time: number): number {
  check(queue.arrivalRate, queue.meanService);
  if (queue.arrivalRate * queue.meanService >= 1 || time <= 0) return 1;
  const transform: Transform = (s) => tailTransform(multiply(waitTransform(queue, s), queue.service(s)), s);
  return clamp(invertLaplace(transform, time));
}

/**
 * The time that a share of requests stays within, by one of the tails above.
 *
 * @param tail P(X > t).
 * @param share 0.95 for the 95th percentile; 0 or more, below 1.
 * @param scale about the mean of X.
 * @throws RangeError for a share outside its range.
 */
export function percentile(tail: (time: number) => number, share: number, scale = 1): number {
  if (!(share >= 0 && share < 1)) throw new RangeError(`share must be 0 or more and below 1: ${share}`);
  return inverseTail(tail, 1 - share, scale);
}

/**
 * P(W > t) of M/D/1, exactly: with k = ⌊t/D⌋ + 1, P(W ≤ t) is the sum of P(k − 1 − j or fewer are left in
 * line)·Poisson(j) over j below k, all terms positive (Erlang's own formula alternates and is useless beyond some
 * twenty services).
 *
 * @param arrivalRate λ ≥ 0.
 * @param service D > 0.
 * @param time t ≥ 0.
 * @returns 1 where ρ ≥ 1. Takes about (t/D)² steps.
 * @throws RangeError for arguments outside their ranges.
 * @see G. J. Franx, "A simple solution for the M/D/c waiting time distribution", Operations Research Letters 29 (2001).
 */
export function md1WaitTail(arrivalRate: number, service: number, time: number): number {
  check(arrivalRate, service);
  const utilization = arrivalRate * service;
  if (utilization >= 1 || time < 0) return 1;
  const periods = Math.floor(time / service) + 1;
  const inSystem = md1InSystem(utilization, periods);
  // P(at most m waiting) = P(at most m + 1 in the system)
  let atMost = inSystem[0]!;
  const cumulative = [];
  for (let m = 0; m < periods; m++) cumulative.push((atMost += inSystem[m + 1]!));
  const expected = arrivalRate * (periods * service - time);
  let term = Math.exp(-expected);
  let within = 0;
  for (let j = 0; j < periods; j++) {
    within += cumulative[periods - 1 - j]! * term;
    term *= expected / (j + 1);
  }
  return clamp(1 - within);
}

/**
 * P(N = 0..last) of M/D/1, by sums of positive terms only: πᵢ(1 − ā₁) = π₀āᵢ + Σ πⱼ·ā₍ᵢ₊₁₋ⱼ₎, with āₖ the chance of k
 * arrivals or more in a service.
 */
function md1InSystem(utilization: number, last: number): number[] {
  const atLeast = poissonTails(utilization, last + 1);
  const states = [1 - utilization];
  for (let i = 1; i <= last; i++) {
    let sum = states[0]! * atLeast[i]!;
    for (let j = 1; j < i; j++) sum += states[j]! * atLeast[i + 1 - j]!;
    states.push(sum / (1 - atLeast[1]!));
  }
  return states;
}

function poissonTails(mean: number, last: number): number[] {
  const tails: number[] = [];
  let term = Math.exp(-mean);
  const terms: number[] = [];
  for (let k = 0; k <= last + 40; k++) {
    terms.push(term);
    term *= mean / (k + 1);
  }
  let sum = 0;
  for (let k = terms.length - 1; k >= 0; k--) {
    sum += terms[k]!;
    tails[k] = sum;
  }
  return tails;
}

/**
 * E[e^(−sX)] of a gamma distribution, (1 + s·mean·scv)^(−1/scv); of an Erlang one with k = 1/scv stages.
 *
 * @param scv above 0.
 */
export function gammaTransform(mean: number, scv: number): Transform {
  if (!(mean > 0 && scv > 0)) throw new RangeError(`mean ${mean} and SCV ${scv} must be above 0`);
  return ([re, im]) => {
    const real = 1 + re * mean * scv;
    const imaginary = im * mean * scv;
    const size = Math.exp(-Math.log(Math.hypot(real, imaginary)) / scv);
    const angle = -Math.atan2(imaginary, real) / scv;
    return [size * Math.cos(angle), size * Math.sin(angle)];
  };
}

/** (1 − F(s))/s: from the transform of a distribution to that of its tail. */
export function tailTransform(distribution: Complex, s: Complex): Complex {
  return divide([1 - distribution[0], -distribution[1]], s);
}

function waitTransform({ arrivalRate, meanService, service }: TransformQueue, s: Complex): Complex {
  const utilization = arrivalRate * meanService;
  const [re, im] = service(s);
  return divide(
    [(1 - utilization) * s[0], (1 - utilization) * s[1]],
    [s[0] - arrivalRate * (1 - re), s[1] + arrivalRate * im],
  );
}

function multiply(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function divide(a: Complex, b: Complex): Complex {
  const square = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / square, (a[1] * b[0] - a[0] * b[1]) / square];
}

function clamp(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}

function check(arrivalRate: number, meanService: number): void {
  if (!(arrivalRate >= 0 && arrivalRate < Infinity)) {
    throw new RangeError(`arrival rate must be 0 or more: ${arrivalRate}`);
  }
  if (!(meanService > 0 && meanService < Infinity)) {
    throw new RangeError(`mean service time must be above 0: ${meanService}`);
  }
}
