/** One class of users in a closed network of product form. */
export interface ClosedChain {
  /** At each station, ≥ 0. */
  readonly demands: readonly number[];
  /** Of each station; `Infinity` for a delay. */
  readonly servers: readonly number[];
  /** N, an integer ≥ 0. */
  readonly population: number;
  /** Z ≥ 0. */
  readonly thinkTime: number;
  /** About the throughput; above 0 where there is any. */
  readonly tilt: number;
}

/**
 * Throughput and mean queue lengths of a closed network with one class, by Buzen's convolution.
 *
 * The normalising constant G(N) sums products of D^n/(1·2·…·c·c·…) over all ways to place N users; the throughput is
 * G(N − 1)/G(N). All terms are positive, so nothing cancels, as it does in the mean value analysis of several servers.
 * Each factor D is taken times the throughput that is expected: the terms are then those of open queues at that rate,
 * of moderate size just where the N users are likely to be.
 *
 * @returns `throughput` and the mean number at each station; exact.
 * @throws RangeError where the tilt is so far off that everything under- or overflows.
 * @see J. P. Buzen, "Computational algorithms for closed queueing networks with exponential servers", Comm. ACM 16
 *   (1973);
 *   S. S. Lam, "Dynamic scaling and growth behavior of queuing network normalization constants", J. ACM 29 (1982).
 */
export function closedChain(chain: ClosedChain): { throughput: number; queueLengths: number[] } {
  const { demands, servers, population, thinkTime, tilt } = chain;
  if (population === 0 || !(tilt > 0)) return { throughput: 0, queueLengths: demands.map(() => 0) };
  const loads = demands.map((demand) => demand * tilt);
  // All delays together are one: the sum of Poisson numbers is Poisson.
  const away = loads.reduce((sum, load, k) => (servers[k] === Infinity ? sum + load : sum), thinkTime * tilt);
  let sums = poissonTerms(away, population);
  for (let k = 0; k < loads.length; k++) if (servers[k] === 1) addSingle(sums, loads[k]!);
  const several: number[] = [];
  for (let k = 0; k < loads.length; k++) {
    if (servers[k]! > 1 && servers[k]! < Infinity && loads[k]! > 0) several.push(k);
  }
  const withoutSeveral = sums;
  for (const k of several) sums = addMultiple(sums, loads[k]!, servers[k]!);
  const whole = sums[population]!;
  const throughput = (tilt * sums[population - 1]!) / whole;
  if (!(throughput > 0 && throughput < Infinity)) throw new RangeError(`tilt ${tilt} is too far from the throughput`);
  const queueLengths = demands.map((demand, k) => {
    if (demand === 0) return 0;
    if (servers[k] === Infinity) return throughput * demand;
    if (servers[k] === 1) return meanAtSingle(sums, loads[k]!);
    // What the others hold; taking a factor out again would subtract, so they're put together anew.
    let others = withoutSeveral;
    for (const other of several) if (other !== k) others = addMultiple(others, loads[other]!, servers[other]!);
    const terms = multipleTerms(loads[k]!, servers[k]!, population);
    let mean = 0;
    let total = 0;
    for (let n = 0; n <= population; n++) {
      const weight = terms[n]! * others[population - n]!;
      total += weight;
      mean += n * weight;
    }
    return mean / total;
  });
  return { throughput, queueLengths };
}

/** away^n/n!, as large as it gets set to 1. */
function poissonTerms(away: number, population: number): Float64Array {
  const terms = new Float64Array(population + 1);
  if (away === 0) {
    terms[0] = 1;
    return terms;
  }
  const mode = Math.min(population, Math.floor(away));
  terms[mode] = 1;
  for (let n = mode; n < population; n++) terms[n + 1] = (terms[n]! * away) / (n + 1);
  for (let n = mode; n > 0; n--) terms[n - 1] = (terms[n]! * n) / away;
  return terms;
}

/** In place: sums(n) ← sums(n) + load·sums(n − 1), the geometric series of a single server. */
function addSingle(sums: Float64Array, load: number): void {
  let largest = 0;
  for (let n = 1; n < sums.length; n++) {
    sums[n]! += load * sums[n - 1]!;
    if (sums[n]! > largest) largest = sums[n]!;
  }
  rescale(sums, largest);
}

function addMultiple(sums: Float64Array, load: number, servers: number): Float64Array {
  const head = multipleTerms(load, servers, Math.min(servers, sums.length - 1));
  const size = sums.length;
  const result = new Float64Array(size);
  // From c upwards the terms are a geometric series, summed as it goes.
  let tail = 0;
  let largest = 0;
  const ratio = load / servers;
  for (let n = 0; n < size; n++) {
    let sum = 0;
    const last = Math.min(n, servers - 1);
    for (let j = 0; j <= last; j++) sum += head[j]! * sums[n - j]!;
    if (n >= servers) {
      tail = tail * ratio + sums[n - servers]!;
      sum += head[servers]! * tail;
    }
    result[n] = sum;
    if (sum > largest) largest = sum;
  }
  rescale(result, largest);
  return result;
}

/** load^n/(1·2·…·c·c·…), as large as it gets below c set to 1. */
function multipleTerms(load: number, servers: number, last: number): Float64Array {
  const terms = new Float64Array(last + 1);
  const mode = Math.min(last, servers, Math.floor(load));
  terms[mode] = 1;
  for (let n = mode; n < last; n++) terms[n + 1] = (terms[n]! * load) / Math.min(n + 1, servers);
  for (let n = mode; n > 0; n--) terms[n - 1] = (terms[n]! * Math.min(n, servers)) / load;
  return terms;
}

/** Σ load^j·G(N − j)/G(N) over j of 1 and more. */
function meanAtSingle(sums: Float64Array, load: number): number {
  let mean = 0;
  for (let n = 0; n < sums.length - 1; n++) mean = load * (sums[n]! + mean);
  return mean / sums[sums.length - 1]!;
}

function rescale(sums: Float64Array, largest: number): void {
  if (largest < 1e100) return;
  for (let n = 0; n < sums.length; n++) sums[n]! /= largest;
}
