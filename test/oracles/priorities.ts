/** A class of requests at a single server with priorities. */
export interface PriorityClass {
  /** λ ≥ 0, Poisson. */
  readonly arrivalRate: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** cs² ≥ 0. */
  readonly serviceScv: number;
}

/**
 * Mean waits of M/G/1 with priorities, where a service that has begun is finished: W₀/((1 − σₖ₋₁)(1 − σₖ)), σₖ the
 * utilization of the classes down to k. Exact.
 *
 * @param classes the most urgent first.
 * @returns a mean wait for each; `Infinity` where the classes down to it fill the server.
 * @throws RangeError for arguments outside their ranges.
 * @see A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954).
 */
export function nonPreemptiveWaits(classes: readonly PriorityClass[]): number[] {
  check(classes);
  const residual = classes.reduce((sum, one) => sum + residualOf(one), 0);
  return classes.map((_, k) => {
    const [above, down] = [utilizationOf(classes, k), utilizationOf(classes, k + 1)];
    return down < 1 ? residual / ((1 - above) * (1 - down)) : Infinity;
  });
}

/**
 * Mean responses of M/G/1 with priorities, where an urgent request interrupts a service, which is resumed later. Exact.
 *
 * @param classes the most urgent first.
 * @returns a mean response for each; `Infinity` where the classes down to it fill the server.
 * @throws RangeError for arguments outside their ranges.
 * @see L. Kleinrock, "Queueing Systems", volume 2 (1976), section 3.4.
 */
export function preemptiveResponses(classes: readonly PriorityClass[]): number[] {
  check(classes);
  return classes.map((one, k) => {
    const [above, down] = [utilizationOf(classes, k), utilizationOf(classes, k + 1)];
    if (down >= 1) return Infinity;
    const residual = classes.slice(0, k + 1).reduce((sum, urgent) => sum + residualOf(urgent), 0);
    return one.meanService / (1 - above) + residual / ((1 - above) * (1 - down));
  });
}

/** λE[S²]/2, the work that is in service on the average. */
function residualOf({ arrivalRate, meanService, serviceScv }: PriorityClass): number {
  return (arrivalRate * meanService ** 2 * (1 + serviceScv)) / 2;
}

function utilizationOf(classes: readonly PriorityClass[], count: number): number {
  return classes.slice(0, count).reduce((sum, one) => sum + one.arrivalRate * one.meanService, 0);
}

function check(classes: readonly PriorityClass[]): void {
  for (const { arrivalRate, meanService, serviceScv } of classes) {
    if (!(arrivalRate >= 0 && meanService > 0 && serviceScv >= 0)) {
      throw new RangeError(`class of rate ${arrivalRate}, service ${meanService}, SCV ${serviceScv}`);
    }
  }
}
