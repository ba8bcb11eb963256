/**
 * The work that is done for every point of a transform, compiled to WebAssembly, and the memory that it works in.
 *
 * An estimate takes a million complex operations within its first tenth of a second, before a JavaScript engine has
 * compiled anything: WebAssembly is compiled at once, and does them sixty times as fast as an interpreter. What the
 * functions do stands in kernels/source.ts; `npm run kernels` makes kernels/compiled.ts of it.
 */
import { COMPILED } from './kernels/compiled.ts';

/** Where values are: an address in the memory, in bytes. */
export type Address = number;

interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  placePoints(sigma: Address, perTime: number, times: Address, count: number, out: Address, stride: number): void;
  fill(out: Address, stride: number, n: number, re: number): void;
  copy(values: Address, out: Address, stride: number, n: number): void;
  multiply(out: Address, values: Address, stride: number, n: number): void;
  subtract(out: Address, values: Address, stride: number, n: number): void;
  raise(values: Address, times: number, out: Address, stride: number, n: number): void;
  addWeighted(
    points: Address,
    values: Address,
    weight: number,
    delay: number,
    out: Address,
    stride: number,
    n: number,
  ): void;
  sometimes(values: Address, probability: number, out: Address, stride: number, n: number): void;
  addExponential(points: Address, weight: number, mean: number, out: Address, stride: number, n: number): void;
  addErlang(
    points: Address,
    weight: number,
    scale: number,
    shape: number,
    out: Address,
    stride: number,
    n: number,
  ): void;
  gamma(points: Address, scale: number, shape: number, out: Address, stride: number, n: number): void;
  erlangMixture(
    points: Address,
    scale: number,
    shape: number,
    p: number,
    out: Address,
    stride: number,
    n: number,
  ): void;
  pollaczekKhinchine(points: Address, rate: number, utilization: number, out: Address, stride: number, n: number): void;
  stages(
    points: Address,
    stage: number,
    rest: number,
    weights: Address,
    count: number,
    out: Address,
    stride: number,
    n: number,
  ): void;
  exchange(out: Address, old: Address, times: number, now: Address, stride: number, n: number): void;
  tails(values: Address, stride: number, weights: Address, perTime: number, count: number, out: Address): void;
  meanUpTo(values: Address, stride: number, sigma: Address, weights: Address, perTime: number): number;
  decays(sigma: Address, perTime: number, ratios: Address, count: number, out: Address, stride: number): void;
  integrateRoom(nodes: number): number;
  integrate(
    points: Address,
    stride: number,
    perTime: number,
    pointTimes: number,
    latticeStart: number,
    table: Address,
    tableStride: number,
    firstStep: number,
    lastStep: number,
    nodes: number,
    times: Address,
    gaps: Address,
    tails: Address,
    indices: Address,
    from: number,
    to: number,
    tailAtEnd: number,
    room: Address,
    out: Address,
  ): void;
  fromTail(points: Address, out: Address, stride: number, n: number): void;
  attempts(
    points: Address,
    inTime: Address,
    late: Address,
    after: Address,
    afterDelay: number,
    least: number,
    errors: number,
    fewer: number,
    more: number,
    retries: number,
    out: Address,
    stride: number,
    n: number,
  ): void;
  firstPassages(
    sRe: number,
    sIm: number,
    rate: number,
    duration: number,
    lowest: number,
    most: number,
    weights: Address,
  ): number;
}

/** As far as it is used; the types of browsers have it, those of Node.js as yet have not. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const module = new WebAssembly.Module(Buffer.from(COMPILED, 'base64'));
export const kernels = new WebAssembly.Instance(module, { source: Math }).exports as Kernels;

const PAGE_BYTES = 2 ** 16;
/** Pages that the memory grows by at least. */
const LEAST_GROWTH = 32;

// Address 0 stays free: it stands for nothing.
let top: Address = 8;
let doubles = new Float64Array(kernels.memory.buffer);

/** Takes room on top of what is taken, 8 bytes a number; its content is of no particular kind. */
export function take(bytes: number): Address {
  const address = top;
  top += (bytes + 7) & ~7;
  const lacking = top - kernels.memory.buffer.byteLength;
  if (lacking > 0) kernels.memory.grow(Math.max(LEAST_GROWTH, Math.ceil(lacking / PAGE_BYTES)));
  return address;
}

/** The first address that is free. */
export const topOfMemory = (): Address => top;

/** Gives back all that has been taken from an address on. */
export function giveBack(from: Address): void {
  top = from;
}

/** The memory as numbers. Whoever takes room may make it grow, and must ask for it again. */
export function memory(): Float64Array {
  // A memory that grows leaves the views of it empty.
  if (doubles.length === 0) doubles = new Float64Array(kernels.memory.buffer);
  return doubles;
}

/** Copies numbers into room for them. */
export function put(numbers: Float64Array): Address {
  const address = take(numbers.length * 8);
  memory().set(numbers, address / 8);
  return address;
}

/** Copies 32-bit integers into room for them. */
export function putIntegers(integers: Int32Array): Address {
  const address = take(integers.length * 4);
  new Int32Array(kernels.memory.buffer, address, integers.length).set(integers);
  return address;
}

/** A copy of some numbers. */
export const copyOf = (address: Address, length: number): Float64Array =>
  memory().slice(address / 8, address / 8 + length);
