/**
 * Copies that apply one after the other what has been written elsewhere: how far they are behind, and how often a read
 * shows it.
 */
import { gammaTransform, md1WaitTail, mg1ResponseTail, mg1Wait, percentile } from './mg1.ts';

/** Writes that reach a copy and are applied there one at a time, in their order. */
export interface ApplyQueue {
  /** Writes per second, Poisson; 0 or more. */
  readonly writeRate: number;
  /** Seconds that one of them takes, above 0, and its squared coefficient of variation. */
  readonly meanApply: number;
  readonly applyScv: number;
  /** Seconds from the write to the copy, always the same; 0 or more. */
  readonly transit: number;
}

/**
 * From the time of a write until a copy has it: the way there, and the response of M/G/1 whose service is the applying.
 *
 * @returns mean and 99th percentile; `Infinity` where more is written than can be applied.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for gamma-distributed times (exponential, Erlang) and fixed ones.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), section 5.7.
 * @example replicationLag({ writeRate: 500, meanApply: 1e-3, applyScv: 1, transit: 0 }).mean // 2e-3, as M/M/1
 */
export function replicationLag(queue: ApplyQueue): { readonly mean: number; readonly p99: number } {
  const { writeRate, meanApply, applyScv, transit } = queue;
  check(queue);
  const wait = mg1Wait({ arrivalRate: writeRate, meanService: meanApply, serviceScv: applyScv });
  if (wait === Infinity) return { mean: Infinity, p99: Infinity };
  const mean = wait + meanApply;
  return { mean: transit + mean, p99: transit + responseP99(queue, mean) };
}

function responseP99({ writeRate, meanApply, applyScv }: ApplyQueue, mean: number): number {
  // The response of M/M/1 is exponential.
  if (Math.abs(applyScv - 1) < 1e-9) return Math.log(100) * mean;
  const tail = (time: number) =>
    applyScv < 1e-6
      ? time < meanApply
        ? 1
        : md1WaitTail(writeRate, meanApply, time - meanApply)
      : mg1ResponseTail(
          { arrivalRate: writeRate, meanService: meanApply, service: gammaTransform(meanApply, applyScv) },
          time,
        );
  return percentile(tail, 0.99, mean);
}

/**
 * Share of the reads at a copy that find a row's last write not yet applied, where reads and writes pick their rows
 * alike and come independently of each other.
 *
 * A read is stale where its row was written less than the lag ago: 1 − E[e^(−aL)] for a row that is written a times a
 * second, which is the lag's transform: e^(−a·transit)·(1 − ρ)·a·B(a)/(a − λ + λ·B(a)) with B that of the applying. For
 * one row alone it is 1 − (1 − ρ)·e^(−λ·transit).
 *
 * @param rows 1 or more.
 * @returns 1 where more is written than can be applied.
 * @throws RangeError for arguments outside their ranges.
 * @see Kleinrock (1975), (5.100), for the transform; P. Bailis and others, "Probabilistically bounded staleness for
 *   practical partial quorums",
 *   PVLDB 5(8), 2012, for staleness as a time since the last write.
 */
export function staleReads(queue: ApplyQueue, rows: number): number {
  check(queue);
  if (!(rows >= 1)) throw new RangeError(`rows must be 1 or more: ${rows}`);
  const { writeRate, meanApply, applyScv, transit } = queue;
  const utilization = writeRate * meanApply;
  if (utilization >= 1) return 1;
  const rate = writeRate / rows;
  if (rate === 0) return 0;
  // ln B(a), of a gamma or a fixed time.
  const log = applyScv < 1e-6 ? -rate * meanApply : -Math.log1p(rate * meanApply * applyScv) / applyScv;
  const response = ((1 - utilization) * rate * Math.exp(log)) / (rate + writeRate * Math.expm1(log));
  return 1 - Math.exp(-rate * transit) * response;
}

function check({ writeRate, meanApply, applyScv, transit }: ApplyQueue): void {
  const isRight = writeRate >= 0 && writeRate < Infinity && meanApply > 0 && applyScv >= 0 && transit >= 0;
  if (!isRight)
    throw new RangeError(`writes ${writeRate}/s, applied in ${meanApply} s (SCV ${applyScv}), ${transit} s away`);
}
