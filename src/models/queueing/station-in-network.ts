/**
 * One station of a closed network whose services are not exponential, with the rest of the network as what sends it
 * customers.
 */
import { phasesOf } from './phases.ts';

export interface StationInNetwork {
  /** Customers that arrive in a unit of time while so many are there already, 0…N − 1; ≥ 0. */
  readonly arrivalRate: (customers: number) => number;
  /** N ≥ 1. */
  readonly population: number;
  /** c, an integer ≥ 1. */
  readonly servers: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** cs² ≥ 0; below 1/2 it is taken as 1/2. */
  readonly serviceScv: number;
}

/**
 * Customers that a λ(n)/PH/c queue lets go in a unit of time while n are there, in the steady state.
 *
 * The chain has n and how many of the busy servers are in the first phase as its state; levels are eliminated from the
 * fullest down.
 *
 * @returns by n, 0…N: 0 where nobody is there
 * Accuracy: exact for hyperexponential services with balanced means and for SCVs of 1/2 to 1 of that Coxian form.
 * @see R. A. Marie, "An approximate analytical method for general queueing networks", IEEE Trans. Software Engineering
 *   5 (1979)
 */
export function stationInNetwork(station: StationInNetwork): Float64Array {
  const { arrivalRate, population, servers, meanService, serviceScv } = station;
  const { first, rates, on } = phasesOf(meanService, serviceScv);
  const left = rates[0] * (1 - on);
  const width = (n: number) => Math.min(n, servers) + 1;
  /** R of each level: π(n) = π(n − 1)·R(n). */
  const ratios: Float64Array[] = Array.from({ length: population + 1 });
  for (let n = population; n >= 1; n--) {
    const size = width(n);
    // Where each state of the level leads within it, by itself or through the levels above, and how fast to the level
    // below.
    const across = new Float64Array(size * size);
    const down = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (i > 0) across[i * size + i - 1]! += i * rates[0] * on;
      down[i]! += i * left + (size - 1 - i) * rates[1];
    }
    const above = ratios[n + 1];
    if (above) {
      const wide = width(n + 1);
      for (let i = 0; i < size; i++)
        for (let j = 0; j < wide; j++) {
          const weight = above[i * wide + j]!;
          if (weight === 0) continue;
          const inFirst = weight * j * left;
          const inSecond = weight * (wide - 1 - j) * rates[1];
          const at = i * size + j;
          // Who waited begins at once.
          if (n + 1 > servers) {
            across[at]! += inFirst * first + inSecond * (1 - first);
            if (j > 0) across[at - 1]! += inFirst * (1 - first);
            if (j + 1 < size) across[at + 1]! += inSecond * first;
          } else {
            if (j > 0) across[at - 1]! += inFirst;
            if (j < size) across[at]! += inSecond;
          }
        }
    }
    // R(n) = up(n − 1)·own⁻¹.
    const below = width(n - 1);
    const up = new Float64Array(below * size);
    const rate = arrivalRate(n - 1);
    for (let i = 0; i < below; i++) {
      if (n <= servers) {
        up[i * size + i + 1]! += rate * first;
        up[i * size + i]! += rate * (1 - first);
      } else up[i * size + i]! += rate;
    }
    ratios[n] = leftOf(across, down, size, up, below);
  }
  const gone = new Float64Array(population + 1);
  let level = Float64Array.of(1);
  for (let n = 1; n <= population; n++) {
    const size = width(n);
    const next = new Float64Array(size);
    for (const [i, weight] of level.entries())
      for (let j = 0; j < size; j++) next[j]! += weight * ratios[n]![i * size + j]!;
    let whole = 0;
    let leaving = 0;
    for (const [i, weight] of next.entries()) {
      whole += weight;
      leaving += weight * (i * left + (size - 1 - i) * rates[1]);
    }
    if (!(whole > 0)) {
      gone.fill(gone[n - 1]!, n);
      break;
    }
    gone[n] = leaving / whole;
    level = next.map((weight) => weight / whole);
  }
  return gone;
}

/**
 * X with X·A = B, where A has −`across` beside its diagonal and rows that add up to `down`: eliminated without a
 * subtraction, so that nothing cancels however fast customers come.
 *
 * @see W. K. Grassmann, M. I. Taksar, D. P. Heyman, "Regenerative analysis and steady state distributions for Markov
 *   chains", Operations
 *   Research 33 (1985)
 */
function leftOf(across: Float64Array, down: Float64Array, size: number, b: Float64Array, rows: number): Float64Array {
  const pivots = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let pivot = down[k]!;
    for (let j = k + 1; j < size; j++) pivot += across[k * size + j]!;
    pivots[k] = pivot;
    for (let i = k + 1; i < size; i++) {
      const share = across[i * size + k]! / pivot;
      across[i * size + k] = share;
      if (share === 0) continue;
      for (let j = k + 1; j < size; j++) if (j !== i) across[i * size + j]! += share * across[k * size + j]!;
      down[i]! += share * down[k]!;
    }
  }
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < size; j++) {
      let sum = b[r * size + j]!;
      for (let k = 0; k < j; k++) sum += b[r * size + k]! * across[k * size + j]!;
      b[r * size + j] = sum / pivots[j]!;
    }
    for (let k = size - 1; k >= 0; k--)
      for (let i = k + 1; i < size; i++) b[r * size + k]! += b[r * size + i]! * across[i * size + k]!;
  }
  return b;
}
