/**
 * How much longer work takes where n share it by Gunther's universal scalability law: 1 + σ(n − 1) + κn(n − 1), the
 * denominator of X(n) = γn / (1 + σ(n − 1) + κn(n − 1)).
 *
 * @param law σ ≥ 0: share of the work that can't be done side by side; κ ≥ 0: what each pair costs to keep in
 *   agreement.
 * @param n nodes, threads or processors, above 0.
 * @see N. J. Gunther, "Guerrilla Capacity Planning" (2007), chapter 4.
 * @example slowdown({ sigma: 0.05, kappa: 0 }, 32) // 2.55
 */
export function slowdown({ sigma, kappa }: { readonly sigma: number; readonly kappa: number }, n: number): number {
  return 1 + sigma * (n - 1) + kappa * n * (n - 1);
}
