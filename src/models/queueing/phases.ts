/**
 * A time of two phases: who begins in the first (else in the second), their rates, and who goes on from the first to
 * the second.
 */
export interface Phases {
  readonly first: number;
  readonly rates: readonly [number, number];
  readonly on: number;
}

/** Below this SCV two phases do not get. */
export const LEAST_SCV = 0.5;

/**
 * The two phases with a mean and an SCV: two branches with balanced means above 1, two stages of which the second may
 * be left out below.
 *
 * @param scv below 1/2 it is taken as 1/2, two equal stages
 * @see R. A. Marie, "Calculating equilibrium probabilities for λ(n)/C_k/1/N queues", ACM Sigmetrics 1980, for SCVs
 *   below 1
 */
export function phasesOf(mean: number, scv: number): Phases {
  if (scv > 1) {
    const first = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    return { first, rates: [(2 * first) / mean, (2 * (1 - first)) / mean], on: 0 };
  }
  const on = 1 / (2 * Math.max(LEAST_SCV, scv));
  return { first: 1, rates: [2 / mean, (2 * on) / mean], on };
}
