/**
 * Stationary probabilities of a birth–death chain: πₖ₊₁/πₖ = birth(k)/death(k + 1).
 *
 * The products are formed as sums of logarithms around the largest, so that neither ten thousand servers nor an empty
 * system of probability 1e-300 under- or overflows; small probabilities keep their digits.
 *
 * @param birth rate from k to k + 1, ≥ 0; 0 makes k the last state.
 * @param death rate from k to k − 1, above 0.
 * @param last the largest state; `Infinity` goes on until the rest can't be told from nothing (a tail that shrinks by
 *   less than a billionth a state isn't cut before ten million states, which is an error).
 * @returns π, states 0, 1, …; adds up to 1.
 * @throws RangeError for a rate that is negative or not a number, or an endless chain.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), chapter 3.
 */
export function birthDeath(
  birth: (state: number) => number,
  death: (state: number) => number,
  last: number,
): Float64Array {
  const logs = [0];
  let largest = 0;
  for (let k = 0; k < last; k++) {
    const up = birth(k);
    if (up === 0) break;
    const ratio = up / death(k + 1);
    if (!(ratio > 0 && ratio < Infinity)) throw new RangeError(`rates of state ${k} make no sense: ratio ${ratio}`);
    const log = logs[k]! + Math.log(ratio);
    logs.push(log);
    largest = Math.max(largest, log);
    // The ratio falls in every queue of ours, so what is left is a geometric series at most.
    if (last === Infinity && ratio < 1 && log - largest - Math.log1p(-ratio) < NEGLIGIBLE_LOG) break;
    if (k > MOST_STATES) throw new RangeError('the chain has no end: it may have no steady state');
  }
  const probabilities = Float64Array.from(logs, (log) => Math.exp(log - largest));
  let total = 0;
  for (const weight of probabilities) total += weight;
  for (let k = 0; k < probabilities.length; k++) probabilities[k]! /= total;
  return probabilities;
}

/** e^−50 = 2e-22 of the most likely state. */
const NEGLIGIBLE_LOG = -50;
const MOST_STATES = 1e7;
