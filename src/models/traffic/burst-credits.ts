/** A burstable machine's day: it saves what it doesn't use of its baseline, and spends it above. */
export interface BurstDay {
  /** CPU-seconds per second (vCPUs kept busy) asked for in each of the 24 hours of the day; each ≥ 0. */
  readonly hourlyLoad: Float64Array;
  /** vCPUs of the machine, > 0. */
  readonly vcpus: number;
  /** Share of each vCPU that it may use for ever, 0..1. */
  readonly baseline: number;
  /** Hours of earnings that can be saved; 24 on AWS and Azure. */
  readonly hoursSaved: number;
}

export interface BurstCredits {
  /** Whether the machine gets all the CPU that is asked for, as far as its vCPUs go, day after day. */
  readonly lasts: boolean;
  /** Hours a day in which it is held to its baseline for want of credits, 0..24. */
  readonly hoursThrottled: number;
  /** vCPUs it gets in each hour, on average over the hour. */
  readonly hourlyVcpus: Float64Array;
  /** CPU asked for beyond what credits allow, in vCPU-hours a day: what an unlimited mode would charge for. */
  readonly shortfall: number;
  /** Least credits that are left at the end of an hour, in vCPU-hours; a credit of AWS or Azure is a vCPU-minute. */
  readonly leastSaved: number;
}

/** Credits far below a second's worth are rounding errors. */
const ROUNDING = 1e-9;

/**
 * Whether the credits of a burstable machine last through the day, in the periodic steady state.
 *
 * Credits grow by vcpus × baseline − load, between none and `hoursSaved` of earnings. A day maps the credits at its
 * start to those at its end by b ↦ clamp(b + c), where c is what a whole day earns over what it asks for: a fixed point
 * is where a day from full ends if c ≥ 0, and where a day from nothing ends otherwise. Load is even within an hour;
 * what exceeds the vCPUs is not asked of the credits. Exact for that; credits that a new machine is given are left out,
 * and so is AWS's lowering the CPU little by little as credits run out.
 *
 * @throws RangeError for values outside the ranges given.
 * @see Amazon EC2 User Guide, "Key concepts for burstable performance instances"; Microsoft, "B-series credit model"
 * @example
 * // t3.micro (2 vCPUs, 10 %): an hour at both vCPUs spends 2 vCPU-hours, the other 23 save 23 × 0.2 = 4.6
 */
export function burstCredits(day: BurstDay): BurstCredits {
  const { hourlyLoad, vcpus, baseline, hoursSaved } = day;
  if (hourlyLoad.length !== 24) throw new RangeError(`a day has 24 hours, not ${hourlyLoad.length}`);
  if (!(vcpus > 0 && vcpus < Infinity)) throw new RangeError(`vCPUs must be positive: ${vcpus}`);
  if (!(baseline >= 0 && baseline <= 1)) throw new RangeError(`the baseline is a share: ${baseline}`);
  if (!(hoursSaved >= 0 && hoursSaved < Infinity)) throw new RangeError(`hours must be 0 or more: ${hoursSaved}`);
  for (const [hour, load] of hourlyLoad.entries())
    if (!(load >= 0)) throw new RangeError(`load must be 0 or more: ${load} in hour ${hour}`);

  const earned = vcpus * baseline;
  const most = earned * hoursSaved;
  const net = hourlyLoad.reduce((sum, load) => sum + earned - Math.min(load, vcpus), 0);
  // A day that earns as much as it asks for, but for rounding, ends where it began.
  const start = creditsAfter(day, net >= -ROUNDING ? most : 0);
  return spend(day, start);
}

function creditsAfter({ hourlyLoad, vcpus, baseline, hoursSaved }: BurstDay, start: number): number {
  const earned = vcpus * baseline;
  return hourlyLoad.reduce(
    (saved, load) => Math.min(Math.max(saved + earned - Math.min(load, vcpus), 0), earned * hoursSaved),
    start,
  );
}

function spend({ hourlyLoad, vcpus, baseline, hoursSaved }: BurstDay, start: number): BurstCredits {
  const earned = vcpus * baseline;
  const hourlyVcpus = new Float64Array(hourlyLoad.length);
  let saved = start;
  let leastSaved = Infinity;
  let hoursThrottled = 0;
  let shortfall = 0;
  for (const [hour, load] of hourlyLoad.entries()) {
    const asked = Math.min(load, vcpus);
    const missing = asked - earned - saved;
    if (missing > ROUNDING) {
      // The credits give out within the hour: from then on it runs at its baseline.
      hoursThrottled += missing / (asked - earned);
      shortfall += missing;
    }
    hourlyVcpus[hour] = asked - Math.max(0, missing);
    saved = Math.min(Math.max(-missing, 0), earned * hoursSaved);
    leastSaved = Math.min(leastSaved, saved);
  }
  return {
    lasts: hoursThrottled === 0,
    hoursThrottled,
    hourlyVcpus,
    shortfall,
    leastSaved,
  };
}
