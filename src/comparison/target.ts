/** Where a topology goes, and how it is bought there. */
import type { Purchase } from '../topology/model.ts';
import type { Matching } from './instances.ts';
import type { RegionPlace } from './regions.ts';

/** What a topology is re-homed to; what is left out stays as it is. */
export interface Target {
  /** Where the file's own region goes; its other regions are matched by geography. */
  readonly place?: RegionPlace | undefined;
  /** Why there, where geography from the file's own region does not tell. */
  readonly placeReason?: string | undefined;
  /** How machines are bought. */
  readonly purchase?: Purchase | undefined;
  /** Components for which no price is known in that way. */
  readonly unsold?: ReadonlySet<string> | undefined;
  readonly matching: Matching;
}
