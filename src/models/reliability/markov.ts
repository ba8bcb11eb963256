/**
 * The mean time of a birth–death chain from 0 to its first visit of `target`: Σ hᵢ with hᵢ = (1 + deathᵢ·hᵢ₋₁)/birthᵢ.
 * Positive terms only.
 *
 * @param target an integer ≥ 1.
 */
export function firstPassage(
  birth: (state: number) => number,
  death: (state: number) => number,
  target: number,
): number {
  let total = 0;
  let step = 0;
  for (let i = 0; i < target; i++) {
    step = (1 + (i > 0 ? death(i) * step : 0)) / birth(i);
    total += step;
  }
  return total;
}
