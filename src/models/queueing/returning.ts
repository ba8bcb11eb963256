/**
 * Customers who come to one queue several times, each time behind all others.
 *
 * Under a heavy load the work that is left, W = ρ/(1 − ρ)·n·s·(ca² + cs²/n)/2 with n services of s for each customer,
 * is that of a queue in which all n are done at once. Of those who stand there as many have one service left as have
 * two, and so on: (n + 1)/2 on average, so that 2·W/(s·(n + 1)) stand there, and n passes through them take 2·n/(n +
 * 1)·W. For each visit that is the wait of a queue with 2·n/(n + 1)·ca² + 2/(n + 1)·cs² in place of ca² + cs²; with
 * Poisson arrivals and exponential services it is that of a product form, whatever n.
 * @see R. J. Williams, "Diffusion approximations for open multiclass queueing networks", Queueing Systems 30 (1998),
 *   for the state-space collapse by which those who stand there are divided; W. Whitt, "The queueing network analyzer",
 *   Bell System Technical J. 62 (1983), for the wait by two moments
 */

/** SCV that arrivals of customers who come n ≥ 1 times act with. */
export const returningArrivals = (scv: number, visits: number): number =>
  Math.max(0, 1 + ((scv - 1) * 2 * visits) / (visits + 1));

/** SCV that their services act with. */
export const returningService = (scv: number, visits: number): number => 1 + ((scv - 1) * 2) / (visits + 1);
