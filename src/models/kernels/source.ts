/**
 * What is done for every point of a transform, in AssemblyScript, of which `npm run kernels` makes compiled.ts.
 *
 * Complex values of n points are n real parts, and `stride` bytes further as many imaginary ones. Addresses are bytes.
 * What is written never overlaps what is read, unless it is the very same values.
 */

/** Those of JavaScript. */
declare function exp(x: f64): f64;
declare function log(x: f64): f64;
declare function sin(x: f64): f64;
declare function cos(x: f64): f64;
declare function atan2(y: f64, x: f64): f64;

/** A complex number that a function gives back beside its result. */
let partRe: f64 = 0;
let partIm: f64 = 0;

/** (x + iy)^n for a whole n ≥ 1, by squaring. */
function power(x: f64, y: f64, n: i32): void {
  let baseRe = x;
  let baseIm = y;
  let sumRe: f64 = 1;
  let sumIm: f64 = 0;
  for (let left = n; left > 0; left >>= 1) {
    if (left & 1) {
      const next = sumRe * baseRe - sumIm * baseIm;
      sumIm = sumRe * baseIm + sumIm * baseRe;
      sumRe = next;
    }
    const square = baseRe * baseRe - baseIm * baseIm;
    baseIm = 2 * baseRe * baseIm;
    baseRe = square;
  }
  partRe = sumRe;
  partIm = sumIm;
}

/** σ/t for some times: the points of a rule, one time after the other. */
export function placePoints(sigma: usize, perTime: i32, times: usize, count: i32, out: usize, stride: usize): void {
  const imaginary = (<usize>perTime) << 3;
  for (let j = 0; j < count; j++) {
    const inverse = 1 / load<f64>(times + ((<usize>j) << 3));
    for (let k: usize = 0; k < imaginary; k += 8, out += 8) {
      store<f64>(out, load<f64>(sigma + k) * inverse);
      store<f64>(out + stride, load<f64>(sigma + imaginary + k) * inverse);
    }
  }
}

/** The same number everywhere. */
export function fill(out: usize, stride: usize, n: i32, re: f64): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8) {
    store<f64>(out, re);
    store<f64>(out + stride, 0);
  }
}

export function copy(values: usize, out: usize, stride: usize, n: i32): void {
  memory.copy(out, values, (<usize>n) << 3);
  memory.copy(out + stride, values + stride, (<usize>n) << 3);
}

/** out · values. */
export function multiply(out: usize, values: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, values += 8) {
    const x = load<f64>(out);
    const y = load<f64>(out + stride);
    const u = load<f64>(values);
    const v = load<f64>(values + stride);
    store<f64>(out, x * u - y * v);
    store<f64>(out + stride, x * v + y * u);
  }
}

/** values^times for a whole number of times. */
export function raise(values: usize, times: i32, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, values += 8) {
    power(load<f64>(values), load<f64>(values + stride), times);
    store<f64>(out, partRe);
    store<f64>(out + stride, partIm);
  }
}

/** out + weight · e^(−s·delay) · values. */
export function addWeighted(
  points: usize,
  values: usize,
  weight: f64,
  delay: f64,
  out: usize,
  stride: usize,
  n: i32,
): void {
  const end = out + ((<usize>n) << 3);
  if (delay == 0) {
    for (; out < end; out += 8, values += 8) {
      store<f64>(out, load<f64>(out) + weight * load<f64>(values));
      store<f64>(out + stride, load<f64>(out + stride) + weight * load<f64>(values + stride));
    }
    return;
  }
  for (; out < end; out += 8, values += 8, points += 8) {
    const modulus = weight * exp(-load<f64>(points) * delay);
    // Beyond this nothing is left of the term.
    if (modulus < 1e-14) continue;
    const angle = -load<f64>(points + stride) * delay;
    const x = modulus * cos(angle);
    const y = modulus * sin(angle);
    const u = load<f64>(values);
    const v = load<f64>(values + stride);
    store<f64>(out, load<f64>(out) + (x * u - y * v));
    store<f64>(out + stride, load<f64>(out + stride) + (x * v + y * u));
  }
}

/** 1 − probability + probability · values. */
export function sometimes(values: usize, probability: f64, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, values += 8) {
    store<f64>(out, 1 - probability + probability * load<f64>(values));
    store<f64>(out + stride, probability * load<f64>(values + stride));
  }
}

/** out + weight · 1/(1 + mean·s). */
export function addExponential(points: usize, weight: f64, mean: f64, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = 1 + mean * load<f64>(points);
    const b = mean * load<f64>(points + stride);
    const norm = weight / (a * a + b * b);
    store<f64>(out, load<f64>(out) + a * norm);
    store<f64>(out + stride, load<f64>(out + stride) - b * norm);
  }
}

/** out + weight · (1 + scale·s)^−shape for a whole shape. */
export function addErlang(points: usize, weight: f64, scale: f64, shape: i32, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = 1 + scale * load<f64>(points);
    const b = scale * load<f64>(points + stride);
    const norm = 1 / (a * a + b * b);
    power(a * norm, -b * norm, shape);
    store<f64>(out, load<f64>(out) + weight * partRe);
    store<f64>(out + stride, load<f64>(out + stride) + weight * partIm);
  }
}

/** (1 + scale·s)^−shape for any shape. */
export function gamma(points: usize, scale: f64, shape: f64, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = 1 + scale * load<f64>(points);
    const b = scale * load<f64>(points + stride);
    const modulus = exp(-0.5 * shape * log(a * a + b * b));
    const angle = -shape * atan2(b, a);
    store<f64>(out, modulus * cos(angle));
    store<f64>(out + stride, modulus * sin(angle));
  }
}

/** E^(shape − 1)·(p + (1 − p)·E) with E = 1/(1 + scale·s). */
export function erlangMixture(points: usize, scale: f64, shape: i32, p: f64, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = 1 + scale * load<f64>(points);
    const b = scale * load<f64>(points + stride);
    const norm = 1 / (a * a + b * b);
    power(a * norm, -b * norm, shape - 1);
    const x = p + (1 - p) * a * norm;
    const y = -(1 - p) * b * norm;
    store<f64>(out, partRe * x - partIm * y);
    store<f64>(out + stride, partRe * y + partIm * x);
  }
}

/** (1 − ρ)·s/(s − λ·(1 − service)), with the service in `out`. */
export function pollaczekKhinchine(
  points: usize,
  rate: f64,
  utilization: f64,
  out: usize,
  stride: usize,
  n: i32,
): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = load<f64>(points);
    const b = load<f64>(points + stride);
    const u = a - rate * (1 - load<f64>(out));
    const v = b + rate * load<f64>(out + stride);
    const norm = (1 - utilization) / (u * u + v * v);
    store<f64>(out, (a * u + b * v) * norm);
    store<f64>(out + stride, (b * u - a * v) * norm);
  }
}

/** rest + Σ weights[i]·E^(i + 1) with E = 1/(1 + stage·s): Horner's scheme. */
export function stages(
  points: usize,
  stage: f64,
  rest: f64,
  weights: usize,
  count: i32,
  out: usize,
  stride: usize,
  n: i32,
): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = 1 + stage * load<f64>(points);
    const b = stage * load<f64>(points + stride);
    const norm = 1 / (a * a + b * b);
    const x = a * norm;
    const y = -b * norm;
    let u: f64 = 0;
    let v: f64 = 0;
    for (let i = count - 1; i >= 0; i--) {
      const sumRe = u + load<f64>(weights + ((<usize>i) << 3));
      const next = sumRe * x - v * y;
      v = sumRe * y + v * x;
      u = next;
    }
    store<f64>(out, rest + u);
    store<f64>(out + stride, v);
  }
}

/** out · now/old^times: several independent waits taken out, one put in. */
export function exchange(out: usize, old: usize, times: i32, now: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, old += 8, now += 8) {
    const re = load<f64>(out);
    const im = load<f64>(out + stride);
    const u = load<f64>(now);
    const v = load<f64>(now + stride);
    let x = re * u - im * v;
    let y = re * v + im * u;
    const oldRe = load<f64>(old);
    const oldIm = load<f64>(old + stride);
    const norm = 1 / (oldRe * oldRe + oldIm * oldIm);
    const a = oldRe * norm;
    const b = -oldIm * norm;
    for (let i = 0; i < times; i++) {
      const next = x * a - y * b;
      y = x * b + y * a;
      x = next;
    }
    store<f64>(out, x);
    store<f64>(out + stride, y);
  }
}

/** P(X > t) at each of some times from the transform's values. */
export function tails(values: usize, stride: usize, weights: usize, perTime: i32, count: i32, out: usize): void {
  const imaginary = (<usize>perTime) << 3;
  for (let j = 0; j < count; j++, out += 8) {
    let sum: f64 = 0;
    // Re((1 − F)/σ) = ((1 − Re F)·Re σ − Im F·Im σ)/|σ|²
    for (let k: usize = 0; k < imaginary; k += 8, values += 8)
      sum +=
        load<f64>(weights + k) * (1 - load<f64>(values)) -
        load<f64>(weights + imaginary + k) * load<f64>(values + stride);
    store<f64>(out, sum < 0 ? 0 : sum > 1 ? 1 : sum);
  }
}

/** E[min(X, t)]/t at one time: the integral of the tail, whose transform is (1 − F)/s². */
export function meanUpTo(values: usize, stride: usize, sigma: usize, weights: usize, perTime: i32): f64 {
  const imaginary = (<usize>perTime) << 3;
  let sum: f64 = 0;
  for (let k: usize = 0; k < imaginary; k += 8, values += 8) {
    const re = 1 - load<f64>(values);
    const im = -load<f64>(values + stride);
    const sigmaRe = load<f64>(sigma + k);
    const sigmaIm = load<f64>(sigma + imaginary + k);
    // (1 − F)/σ, then once more by σ; the weight already holds 1/σ.
    const norm = 1 / (sigmaRe * sigmaRe + sigmaIm * sigmaIm);
    const x = (re * sigmaRe + im * sigmaIm) * norm;
    const y = (im * sigmaRe - re * sigmaIm) * norm;
    sum += load<f64>(weights + k) * x + load<f64>(weights + imaginary + k) * y;
  }
  return sum;
}

/** e^(−σ·ratio) for some ratios, one after the other. */
export function decays(sigma: usize, perTime: i32, ratios: usize, count: i32, out: usize, stride: usize): void {
  const imaginary = (<usize>perTime) << 3;
  for (let j = 0; j < count; j++) {
    const ratio = load<f64>(ratios + ((<usize>j) << 3));
    for (let k: usize = 0; k < imaginary; k += 8, out += 8) {
      const modulus = exp(-load<f64>(sigma + k) * ratio);
      const angle = load<f64>(sigma + imaginary + k) * ratio;
      store<f64>(out, modulus * cos(angle));
      store<f64>(out + stride, -modulus * sin(angle));
    }
  }
}

/**
 * ∫ e^(−st)·(1 − t/width) dt from 0 to a width: (z − 1 + e^(−z))/z²·width with z = s·width, by its series for a small
 * z.
 */
function straight(width: f64, sRe: f64, sIm: f64): void {
  const x = sRe * width;
  const y = sIm * width;
  const square = x * x + y * y;
  if (square < 0.01) {
    // 1/2 − z/6 + z²/24 − z³/120 + z⁴/720
    let re: f64 = 1.0 / 720.0;
    let im: f64 = 0;
    let next = re * x - im * y - 1.0 / 120.0;
    im = re * y + im * x;
    re = next;
    next = re * x - im * y + 1.0 / 24.0;
    im = re * y + im * x;
    re = next;
    next = re * x - im * y - 1.0 / 6.0;
    im = re * y + im * x;
    re = next;
    next = re * x - im * y + 0.5;
    im = re * y + im * x;
    re = next;
    partRe = re * width;
    partIm = im * width;
    return;
  }
  const modulus = exp(-x);
  const a = x - 1 + modulus * cos(y);
  const b = y - modulus * sin(y);
  const c = x * x - y * y;
  const d = 2 * x * y;
  const norm = width / (square * square);
  partRe = (a * c + b * d) * norm;
  partIm = (b * c - a * d) * norm;
}

/** Where the table has no first point of a node, and where nothing is left. */
const TURNING = -1;
const NOTHING = -2;
/** e^(−x) of more than this adds nothing. */
const MOST_DECAY: f64 = 40;
/** The lattice index of a time that is none of the lattice, and of points that are none. */
const OFF_LATTICE = i32.MIN_VALUE;

/** Bytes that `integrate` needs beside its arguments, by the number of nodes. */
export function integrateRoom(nodes: i32): usize {
  return (<usize>nodes + 2) * (6 * 8 + 2 * 4);
}

/**
 * Adds ∫ e^(−st)·P(X > t) dt over a stretch of a tail to `out`, for every point: see table.ts.
 *
 * @param latticeStart lattice index of the first time of the points, or OFF_LATTICE
 * @param table e^(−s·t) by steps of the lattice between `firstStep` and `lastStep`, imaginary parts `tableStride`
 *   further
 * @param times of the nodes, counted from `from`; `indices` 32 bits each; `gaps` to the next one
 */
export function integrate(
  points: usize,
  stride: usize,
  perTime: i32,
  pointTimes: i32,
  latticeStart: i32,
  table: usize,
  tableStride: usize,
  firstStep: i32,
  lastStep: i32,
  nodes: i32,
  times: usize,
  gaps: usize,
  tailsAt: usize,
  indices: usize,
  from: f64,
  to: f64,
  tailAtEnd: f64,
  room: usize,
  out: usize,
): void {
  const last = nodes - 1;
  const isOpen = to == Infinity;
  const column = (<usize>nodes + 2) << 3;
  const rates = room;
  const nexts = rates + column;
  const decayRe = nexts + column;
  const decayIm = decayRe + column;
  const turnRe = decayIm + column;
  const turnIm = turnRe + column;
  const rows = turnIm + column;
  const turning = rows + (column >> 1);

  // Rates at which the tail falls in each part. An exponential never reaches 0: where the tail ends within a part it is
  // taken to fall straight, and has no rate.
  let parts = 0;
  for (; parts <= last; parts++) {
    const at = (<usize>parts) << 3;
    const now = load<f64>(tailsAt + at);
    if (!(now > 0)) break;
    const next = parts == last ? tailAtEnd : load<f64>(tailsAt + at + 8);
    const gap = load<f64>(gaps + at);
    store<f64>(nexts + at, next);
    store<f64>(rates + at, gap > 0 && next > 0 ? log(now / next) / gap : 0);
  }
  const isOpenEnd = isOpen && parts > last;
  // Beyond the last time the tail goes on as it fell before.
  const lastRate: f64 = isOpenEnd && last > 0 ? load<f64>(rates + ((<usize>(last - 1)) << 3)) : 0;
  const isStraight = parts > 0 && !isOpenEnd && load<f64>(nexts + ((<usize>(parts - 1)) << 3)) == 0;
  const smooth = isOpenEnd || isStraight ? parts - 1 : parts;
  const straightGap: f64 = isStraight ? load<f64>(gaps + ((<usize>(parts - 1)) << 3)) : 0;

  // Of the nodes that are not in the table, of the end and of the begin.
  const begin = last + 2;
  let turns = 0;
  if (from > 0) {
    store<i32>(turning, begin);
    turns = 1;
  }
  for (let j = 1; j <= last + 1; j++) {
    store<i32>(rows + ((<usize>j) << 2), TURNING);
    if (j > smooth) continue;
    if (latticeStart == OFF_LATTICE || j > last || load<i32>(indices + ((<usize>j) << 2)) == OFF_LATTICE) {
      store<i32>(turning + ((<usize>turns) << 2), j);
      turns++;
    }
  }
  const beginAt = (<usize>begin) << 3;

  for (let time = 0; time < pointTimes; time++) {
    const sRe = load<f64>(points);
    const spacing = load<f64>(points + stride + 8);
    for (let t = 0; t < turns; t++) {
      const j = load<i32>(turning + ((<usize>t) << 2));
      const at = j == begin ? from : j > last ? to - from : load<f64>(times + ((<usize>j) << 3));
      const slot = (<usize>j) << 3;
      const modulus: f64 = sRe * at < MOST_DECAY ? exp(-sRe * at) : 0;
      store<f64>(decayRe + slot, modulus);
      store<f64>(decayIm + slot, 0);
      store<f64>(turnRe + slot, modulus > 0 ? cos(spacing * at) : 0);
      store<f64>(turnIm + slot, modulus > 0 ? -sin(spacing * at) : 0);
    }
    if (latticeStart != OFF_LATTICE)
      for (let j = 1; j <= last; j++) {
        const index = load<i32>(indices + ((<usize>j) << 2));
        if (index == OFF_LATTICE) continue;
        const step = index - latticeStart - time;
        store<i32>(rows + ((<usize>j) << 2), step < lastStep ? (max(step, firstStep) - firstStep) * perTime : NOTHING);
      }
    for (let k = 0; k < perTime; k++, points += 8, out += 8) {
      const sIm = load<f64>(points + stride);
      const squareIm = sIm * sIm;
      let sumRe: f64 = 0;
      let sumIm: f64 = 0;
      let beforeRe = load<f64>(tailsAt);
      let beforeIm: f64 = 0;
      for (let j = 0; j < smooth; j++) {
        const slot = (<usize>j) << 3;
        const next = load<f64>(nexts + slot);
        const row = load<i32>(rows + ((<usize>(j + 1)) << 2));
        let nextRe: f64 = 0;
        let nextIm: f64 = 0;
        if (row >= 0) {
          const at = table + ((<usize>(row + k)) << 3);
          nextRe = next * load<f64>(at);
          nextIm = next * load<f64>(at + tableStride);
        } else if (row == TURNING) {
          nextRe = next * load<f64>(decayRe + slot + 8);
          nextIm = next * load<f64>(decayIm + slot + 8);
        }
        const a = sRe + load<f64>(rates + slot);
        const norm = 1 / (a * a + squareIm);
        const x = beforeRe - nextRe;
        const y = beforeIm - nextIm;
        sumRe += (x * a + y * sIm) * norm;
        sumIm += (y * a - x * sIm) * norm;
        beforeRe = nextRe;
        beforeIm = nextIm;
        if (nextRe == 0 && nextIm == 0) break;
      }
      if (lastRate > 0) {
        const a = sRe + lastRate;
        const norm = 1 / (a * a + squareIm);
        sumRe += (beforeRe * a + beforeIm * sIm) * norm;
        sumIm += (beforeIm * a - beforeRe * sIm) * norm;
      }
      if (isStraight && (beforeRe != 0 || beforeIm != 0)) {
        straight(straightGap, sRe, sIm);
        sumRe += beforeRe * partRe - beforeIm * partIm;
        sumIm += beforeRe * partIm + beforeIm * partRe;
      }
      if (from > 0) {
        const c = load<f64>(decayRe + beginAt);
        const d = load<f64>(decayIm + beginAt);
        store<f64>(out, load<f64>(out) + (sumRe * c - sumIm * d));
        store<f64>(out + stride, load<f64>(out + stride) + (sumRe * d + sumIm * c));
      } else {
        store<f64>(out, load<f64>(out) + sumRe);
        store<f64>(out + stride, load<f64>(out + stride) + sumIm);
      }
      // From each of the time's points to the next, whose arguments are equally far from each other.
      for (let t = 0; t < turns; t++) {
        const slot = (<usize>load<i32>(turning + ((<usize>t) << 2))) << 3;
        const x = load<f64>(decayRe + slot);
        const y = load<f64>(decayIm + slot);
        const c = load<f64>(turnRe + slot);
        const d = load<f64>(turnIm + slot);
        store<f64>(decayRe + slot, x * c - y * d);
        store<f64>(decayIm + slot, x * d + y * c);
      }
    }
  }
}

/** 1 − s·out: the transform of a distribution from that of its tail. */
export function fromTail(points: usize, out: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, points += 8) {
    const a = load<f64>(points);
    const b = load<f64>(points + stride);
    const re = load<f64>(out);
    const im = load<f64>(out + stride);
    store<f64>(out, 1 - (a * re - b * im));
    store<f64>(out + stride, -(b * re + a * im));
  }
}

/**
 * A call by its attempts, from the last one backwards: T = (1 − e)·u + e·u·T_fresh + late·T_congested; what ends it is
 * the fallback.
 *
 * @param inTime u: an attempt that is answered in time, beyond its least time; `late`: one that is not
 * @param after the fallback, 0 where there is none; `afterDelay` its least time
 * @param fewer after a timeout so much of what is in time is, and `more` of what is late
 */
export function attempts(
  points: usize,
  inTime: usize,
  late: usize,
  after: usize,
  afterDelay: f64,
  least: f64,
  errors: f64,
  fewer: f64,
  more: f64,
  retries: i32,
  out: usize,
  stride: usize,
  n: i32,
): void {
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 8) {
    const sRe = load<f64>(points + i);
    const sIm = load<f64>(points + i + stride);
    const uRe = load<f64>(inTime + i);
    const uIm = load<f64>(inTime + i + stride);
    const lateRe = load<f64>(late + i);
    const lateIm = load<f64>(late + i + stride);
    // Every attempt after the first brings its least time along.
    const modulus = exp(-sRe * least);
    const stepRe = modulus * cos(sIm * least);
    const stepIm = -modulus * sin(sIm * least);
    let freshRe: f64 = 1;
    let freshIm: f64 = 0;
    if (after != 0) {
      const x = load<f64>(after + i);
      const y = load<f64>(after + i + stride);
      const scale: f64 = afterDelay > 0 ? exp(-sRe * afterDelay) : 1;
      const c: f64 = afterDelay > 0 ? scale * cos(sIm * afterDelay) : 1;
      const d: f64 = afterDelay > 0 ? -scale * sin(sIm * afterDelay) : 0;
      freshRe = x * c - y * d;
      freshIm = x * d + y * c;
    }
    let congestedRe = freshRe;
    let congestedIm = freshIm;
    for (let r = retries; ; r--) {
      const goodRe = (1 - errors) * uRe + errors * (uRe * freshRe - uIm * freshIm);
      const goodIm = (1 - errors) * uIm + errors * (uRe * freshIm + uIm * freshRe);
      const badRe = lateRe * congestedRe - lateIm * congestedIm;
      const badIm = lateRe * congestedIm + lateIm * congestedRe;
      const x = goodRe + badRe;
      const y = goodIm + badIm;
      if (r <= 0) {
        store<f64>(out + i, x);
        store<f64>(out + i + stride, y);
        break;
      }
      const x2 = fewer * goodRe + more * badRe;
      const y2 = fewer * goodIm + more * badIm;
      freshRe = x * stepRe - y * stepIm;
      freshIm = x * stepIm + y * stepRe;
      congestedRe = x2 * stepRe - y2 * stepIm;
      congestedIm = x2 * stepIm + y2 * stepRe;
    }
  }
}

/** out − values. */
export function subtract(out: usize, values: usize, stride: usize, n: i32): void {
  for (const end = out + ((<usize>n) << 3); out < end; out += 8, values += 8) {
    store<f64>(out, load<f64>(out) - load<f64>(values));
    store<f64>(out + stride, load<f64>(out + stride) - load<f64>(values + stride));
  }
}

/**
 * Σ weights[n]·(1 − φ_n(s))/s over the levels n of M/M/∞ between two, where φ_n is the transform of the time that it
 * takes to come from n to n + 1: see queueing/cold-starts.ts. The real part.
 */
export function firstPassages(
  sRe: f64,
  sIm: f64,
  rate: f64,
  duration: f64,
  lowest: i32,
  most: i32,
  weights: usize,
): f64 {
  let re: f64 = 1;
  let im: f64 = 0;
  let sumRe: f64 = 0;
  let sumIm: f64 = 0;
  for (let n = lowest; n <= most; n++, weights += 8) {
    const down: f64 = duration > 0 ? <f64>n / duration : 0;
    const a = rate + sRe + down * (1 - re);
    const b = sIm - down * im;
    const norm = a * a + b * b;
    re = (rate * a) / norm;
    im = (-rate * b) / norm;
    const weight = load<f64>(weights);
    sumRe += weight * (1 - re);
    sumIm -= weight * im;
  }
  return (sumRe * sRe + sumIm * sIm) / (sRe * sRe + sIm * sIm);
}
