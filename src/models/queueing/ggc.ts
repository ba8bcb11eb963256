/**
 * Queues with general interarrival and service times, first come, first served, from two moments of each. Times share
 * one unit, rates are its inverse; SCV is the squared coefficient of variation, variance/mean².
 */
import { erlangC } from './erlang.ts';
import type { ChosenWait, MethodId } from './method.ts';
import { millsRatio, normalTail } from './normal-tail.ts';

/** A GI/G/c queue. */
export interface GeneralQueue {
  /** λ ≥ 0. */
  readonly arrivalRate: number;
  /** c, an integer ≥ 1. */
  readonly servers: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** ca² ≥ 0, of the interarrival times; 1 for Poisson arrivals. */
  readonly arrivalScv: number;
  /** cs² ≥ 0. */
  readonly serviceScv: number;
}

/** What of a wait a distribution is fitted to. */
export interface WaitMoments {
  /** P(W > 0). */
  readonly waitProbability: number;
  /** E[W], of all requests. */
  readonly meanWait: number;
  /** SCV of the wait of those that wait. */
  readonly conditionalScv: number;
}

/**
 * Kingman's approximation of the mean wait of a GI/G/1 queue, ρ/(1 − ρ) · (ca² + cs²)/2 · E[S].
 *
 * @param queue with one server; `servers` is not looked at.
 * @returns `Infinity` where ρ ≥ 1.
 * Accuracy: exact for M/G/1 and in heavy traffic; with the square of the arrivals' term in place, Kingman's upper
 * bound.
 * @see J. F. C. Kingman, "The single server queue in heavy traffic", Proc. Cambridge Phil. Soc. 57 (1961).
 */
export function kingmanWait({ arrivalRate, meanService, arrivalScv, serviceScv }: GeneralQueue): number {
  const utilization = arrivalRate * meanService;
  if (utilization >= 1) return Infinity;
  return (utilization / (1 - utilization)) * ((arrivalScv + serviceScv) / 2) * meanService;
}

/**
 * The mean wait of a GI/G/1 queue by Krämer and Langenbach-Belz: Kingman's, times a correction below 1.
 *
 * @param queue with one server; `servers` is not looked at.
 * @returns `Infinity` where ρ ≥ 1.
 * Accuracy: exact for M/G/1; a few per cent where the SCVs are 2 at most and ρ isn't small.
 * @see W. Krämer and M. Langenbach-Belz, "Approximate formulae for the delay in the queueing system GI/G/1", 8th
 *   International Teletraffic Congress (1976).
 */
export function kraemerLangenbachBelzWait(queue: GeneralQueue): number {
  const { arrivalRate, meanService, arrivalScv, serviceScv } = queue;
  const utilization = arrivalRate * meanService;
  if (utilization >= 1) return Infinity;
  if (utilization === 0 || arrivalScv + serviceScv === 0) return 0;
  const exponent =
    arrivalScv <= 1
      ? ((-2 * (1 - utilization)) / (3 * utilization)) * ((1 - arrivalScv) ** 2 / (arrivalScv + serviceScv))
      : (-(1 - utilization) * (arrivalScv - 1)) / (arrivalScv + 4 * serviceScv);
  return kingmanWait(queue) * Math.exp(exponent);
}

/**
 * The mean wait of a GI/G/c queue by Whitt's interpolation between D/M/c, M/D/c and M/M/c.
 *
 * @returns `Infinity` where ρ ≥ 1.
 * Accuracy: exact for M/M/c; median error 2.3 %, worst 30 % on the reference cases.
 * @see W. Whitt, "Approximations for the GI/G/m queue", Production and Operations Management 2 (1993), (2.16)–(2.25).
 */
export function whittWait(queue: GeneralQueue): number {
  const { servers, arrivalScv, serviceScv } = queue;
  const utilization = (queue.arrivalRate * queue.meanService) / servers;
  if (utilization >= 1) return Infinity;
  if (utilization === 0 || arrivalScv + serviceScv === 0) return 0;
  return whittFactor(queue, utilization) * ((arrivalScv + serviceScv) / 2) * markovWait(queue);
}

/** φ of Whitt's (2.24). */
function whittFactor({ servers, arrivalScv, serviceScv }: GeneralQueue, utilization: number): number {
  const gap = Math.min(
    0.24,
    ((1 - utilization) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * servers * utilization),
  );
  const serviceFixed = 1 + gap;
  const arrivalsFixed = (1 - 4 * gap) * Math.exp((-2 * (1 - utilization)) / (3 * utilization));
  const scv = (arrivalScv + serviceScv) / 2;
  const even = scv >= 1 ? 1 : Math.min(1, (serviceFixed + arrivalsFixed) / 2) ** (2 * (1 - scv));
  if (arrivalScv === serviceScv) return even;
  if (arrivalScv > serviceScv) {
    const total = 4 * arrivalScv - 3 * serviceScv;
    return (4 * (arrivalScv - serviceScv) * serviceFixed + serviceScv * even) / total;
  }
  const total = 2 * arrivalScv + 2 * serviceScv;
  return ((serviceScv - arrivalScv) * arrivalsFixed + (serviceScv + 3 * arrivalScv) * even) / total;
}

/**
 * The recommended mean wait of a GI/G/c queue. With one server Krämer and Langenbach-Belz's, with more of them Whitt's,
 * except where both SCVs are below 1: there it lies between that of exponential and that of fixed service times, in
 * proportion to the service SCV. Fixed service has an exact answer for Erlang arrivals: E_k/D/c waits as M/D/(k·c)
 * does, since every k-th arrival of a Poisson stream would find the same servers in turn.
 *
 * @returns in the unit of E[S]; 0 without traffic, `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for M/M/c and M/G/1. Of the mean response of 400 simulated queues (SCVs of 0, 1/4, 1 and 4, 1 to 64
 * servers, ρ from 0.3 to 0.95) the median error is 0.3 %, the worst 9 %
 * (arrival SCV 4), 6 % elsewhere. Short waits of many servers can be wrong by a factor.
 * @see Whitt (1993); Krämer and Langenbach-Belz (1976); H. C. Tijms, "A First Course in Stochastic Models" (2003),
 *   section 9.6, on the interpolation between exponential and fixed service.
 * @example meanWait({ arrivalRate: 8, servers: 4, meanService: 1 / 3, arrivalScv: 1, serviceScv: 1 }) // 0.0946
 */
export function meanWait(queue: GeneralQueue): number {
  check(queue);
  const { servers, arrivalScv, serviceScv } = queue;
  if (queue.arrivalRate * queue.meanService >= servers) return Infinity;
  if (arrivalScv + serviceScv === 0) return 0;
  if (!isRegular(queue)) return plainWait(queue);
  const between = betweenFixedAndExponential(queue, plainWait);
  if (between === 0) return 0;
  // Services less fixed than the arrivals: halfway to what a single server says, on a scale of ratios.
  const single = { ...queue, servers: 1, arrivalRate: queue.arrivalRate / servers };
  const ratio = kraemerLangenbachBelzWait(single) / betweenFixedAndExponential(single, plainWait);
  return between * ratio ** (share(queue) / 2);
}

/** SCVs this near to 1 are those of exponential times. */
const EVEN = 1e-9;

/** Which formula `meanWait` takes: Erlang C and Pollaczek–Khinchine are what those of two moments come to. */
function formulaOf(queue: GeneralQueue): MethodId {
  const { servers, arrivalScv, serviceScv } = queue;
  const isPoisson = Math.abs(arrivalScv - 1) < EVEN;
  if (isPoisson && Math.abs(serviceScv - 1) < EVEN) return 'mmc';
  if (isPoisson && servers === 1) return 'mg1';
  if (isRegular(queue)) return 'gigc-regular';
  return servers === 1 ? 'gig1' : 'gigc';
}

const isRegular = ({ arrivalScv, serviceScv }: GeneralQueue) => arrivalScv < 1 && serviceScv < 1;

/** How far the variation of the services, rather than that of the arrivals, is what makes requests wait. */
function share({ arrivalScv, serviceScv }: GeneralQueue): number {
  return serviceScv >= arrivalScv ? 1 : serviceScv / arrivalScv;
}

function plainWait(queue: GeneralQueue): number {
  return queue.servers === 1 ? kraemerLangenbachBelzWait(queue) : whittWait(queue);
}

/** Interpolates a measure of GI/G/c between those of GI/M/c and GI/D/c, which is that of M/D/(c/ca²). */
function betweenFixedAndExponential(queue: GeneralQueue, measure: (queue: GeneralQueue) => number): number {
  const { arrivalRate, servers, arrivalScv, serviceScv } = queue;
  const exponential = serviceScv > 0 ? measure({ ...queue, serviceScv: 1 }) : 0;
  const pooled = Math.min(servers / arrivalScv, Math.max(MOST_POOLED, servers));
  const fixedOf = (size: number) =>
    measure({ ...queue, arrivalRate: (arrivalRate * size) / servers, servers: size, arrivalScv: 1, serviceScv: 0 });
  const below = Math.floor(pooled);
  const part = pooled - below;
  const fixed = part === 0 ? fixedOf(below) : (1 - part) * fixedOf(below) + part * fixedOf(below + 1);
  return serviceScv * exponential + (1 - serviceScv) * fixed;
}

/** A pool of so many servers hardly waits; a larger one isn't worth the recursion's time. */
const MOST_POOLED = 50_000;

/**
 * P(W > 0) of a GI/G/c queue: with one server Krämer and Langenbach-Belz's, with more of them Whitt's, interpolated as
 * in
 * `meanWait` where both SCVs are below 1.
 *
 * @returns 0..1; 1 where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for M/M/c and M/G/1.
 * @see W. Whitt, "The queueing network analyzer", Bell System Tech. J. 62 (1983), (48)–(50); Whitt (1993),
 *   (3.1)–(3.10).
 */
export function waitProbability(queue: GeneralQueue): number {
  check(queue);
  const { servers, arrivalScv, serviceScv } = queue;
  const utilization = (queue.arrivalRate * queue.meanService) / servers;
  if (utilization >= 1) return 1;
  if (utilization === 0 || arrivalScv + serviceScv === 0) return 0;
  const plain = plainWaitProbability(queue);
  if (arrivalScv >= 1 || serviceScv >= arrivalScv) return plain;
  const weight = share(queue);
  return weight * plain + (1 - weight) * betweenFixedAndExponential(queue, plainWaitProbability);
}

function plainWaitProbability(queue: GeneralQueue): number {
  const utilization = (queue.arrivalRate * queue.meanService) / queue.servers;
  return queue.servers === 1
    ? singleServerWaitProbability(utilization, queue.arrivalScv, queue.serviceScv)
    : multiServerWaitProbability(queue, utilization);
}

function singleServerWaitProbability(utilization: number, arrivalScv: number, serviceScv: number): number {
  const mixed = utilization ** 2 * (4 * arrivalScv + serviceScv);
  const slope =
    arrivalScv <= 1
      ? (1 + arrivalScv + utilization * serviceScv) / (1 + utilization * (serviceScv - 1) + mixed)
      : (4 * utilization) / (arrivalScv + mixed);
  return clamp(utilization + (arrivalScv - 1) * utilization * (1 - utilization) * slope);
}

function multiServerWaitProbability(queue: GeneralQueue, utilization: number): number {
  const { servers, arrivalScv, serviceScv } = queue;
  const exponential = erlangC(servers, queue.arrivalRate * queue.meanService);
  // Far out e^(…) overflows against a probability of 0.
  if (arrivalScv === 1 || exponential === 0) return exponential;
  const spare = (1 - utilization) * Math.sqrt(servers);
  const relative = (x: number) =>
    Math.min(1, exponential * Math.exp((spare ** 2 - x ** 2) / 2) * (millsRatio(x) / millsRatio(spare)));
  const peakedness = (arrivalScv + serviceScv) / (1 + serviceScv);
  const busy = relative(spare / peakedness);
  const quiet = relative((2 * spare) / (1 + arrivalScv));
  const plain = utilization ** 2 * busy + (1 - utilization ** 2) * quiet;
  const distance =
    (servers - servers * utilization - 0.5) / Math.sqrt(Math.max(servers * utilization * peakedness, Number.MIN_VALUE));
  if (servers <= 6 || distance <= 0.5 || arrivalScv >= 1) return clamp(plain);
  const few = arrivalScv * plain + (1 - arrivalScv) * normalTail(distance);
  if (distance >= 1) return clamp(few);
  const weight = 2 * (1 - arrivalScv) * (distance - 0.5);
  return clamp(weight * few + (1 - weight) * plain);
}

/**
 * The SCV of the wait of those that wait in a GI/G/c queue: what tells a straight exponential tail from a steeper or a
 * longer one.
 *
 * With one server 2ρ − 1 + 4(1 − ρ)·d/(3(cs² + 1)²), d = E[S³]/E[S]³; with more of them the distance from 1 grows with
 * the share of those that find a server free, and shrinks as the first of many services to end is close to exponential.
 *
 * @param queue the SCV of its arrivals matters little and isn't looked at.
 * @param thirdMoment E[S³]/E[S]³ of the service times; by default that of two balanced exponential branches for an SCV
 *   of 1 and more, of a gamma distribution below.
 * @returns above 0; 1 where the service is exponential or ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for M/G/1; with more servers within 0.15 of simulation where a wait isn't rare.
 * @see Whitt (1983), (53)–(55), for one server; the rest is fitted to simulations of M/G/c.
 */
export function conditionalWaitScv(queue: GeneralQueue, thirdMoment = defaultThirdMoment(queue.serviceScv)): number {
  check(queue);
  const { servers, serviceScv } = queue;
  const load = queue.arrivalRate * queue.meanService;
  if (load >= servers) return 1;
  const busy = servers === 1 ? load : (load / servers + erlangC(servers, load)) / 2;
  return 1 + (1 - busy) * lightTrafficExcess(servers, serviceScv, thirdMoment);
}

/** The SCV, less 1, of what is left of the first service to end when one finds all servers busy. */
function lightTrafficExcess(servers: number, serviceScv: number, thirdMoment: number): number {
  const single = (4 * thirdMoment) / (3 * (serviceScv + 1) ** 2) - 2;
  return single < 0 ? single * (0.6 + 0.4 / Math.sqrt(servers)) : single;
}

function defaultThirdMoment(scv: number): number {
  return scv >= 1 ? 3 * scv * (1 + scv) : (2 * scv + 1) * (scv + 1);
}

/**
 * All three of a GI/G/c queue: what a distribution of its wait is fitted to.
 *
 * @param mean its mean wait, where that is known already.
 * @throws RangeError for arguments outside their ranges.
 * @see `waitProbability`, `meanWait` and `conditionalWaitScv`.
 */
export function waitMoments(queue: GeneralQueue, thirdMoment?: number, mean = meanWait(queue)): ChosenWait {
  const { servers, meanService, arrivalScv, serviceScv } = queue;
  // The two formulas are independent; a mean wait needs somebody who waits, and nobody waits much longer than a backlog
  // takes.
  const spare = servers - queue.arrivalRate * meanService;
  const fewest = mean < Infinity ? (mean * spare) / (meanService * (1 + arrivalScv + serviceScv)) : 1;
  return {
    waitProbability: Math.min(1, Math.max(fewest, waitProbability(queue))),
    meanWait: mean,
    conditionalScv: conditionalWaitScv(queue, thirdMoment),
    formula: formulaOf(queue),
    given: queue,
  };
}

/** M/M/c's mean wait. */
function markovWait({ arrivalRate, servers, meanService }: GeneralQueue): number {
  const load = arrivalRate * meanService;
  return load < servers ? (erlangC(servers, load) * meanService) / (servers - load) : Infinity;
}

function clamp(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}

function check({ arrivalRate, servers, meanService, arrivalScv, serviceScv }: GeneralQueue): void {
  if (!(arrivalRate >= 0 && arrivalRate < Infinity)) {
    throw new RangeError(`arrival rate must be 0 or more: ${arrivalRate}`);
  }
  if (!(Number.isInteger(servers) && servers >= 1)) {
    throw new RangeError(`servers must be an integer of 1 or more: ${servers}`);
  }
  if (!(meanService > 0 && meanService < Infinity)) {
    throw new RangeError(`mean service time must be above 0: ${meanService}`);
  }
  if (!(arrivalScv >= 0 && arrivalScv < Infinity)) throw new RangeError(`arrival SCV must be 0 or more: ${arrivalScv}`);
  if (!(serviceScv >= 0 && serviceScv < Infinity)) throw new RangeError(`service SCV must be 0 or more: ${serviceScv}`);
}
