import { series } from './blocks.ts';

/** What a request needs in order to be answered. */
export interface Dependency {
  /** 0..1. */
  readonly unavailability: number;
  /** Share of the requests that need it, 0..1; all by default. */
  readonly share?: number | undefined;
}

/**
 * The share of requests that fail when every dependency that they use must be up: 1 − Π(1 − shareᵢ·uᵢ).
 *
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for dependencies that fail, and are used, independently.
 */
export function composite(dependencies: readonly Dependency[]): number {
  return series(
    dependencies.map(({ unavailability, share = 1 }) => {
      if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be 0 to 1: ${share}`);
      return share * unavailability;
    }),
  );
}
