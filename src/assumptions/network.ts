/**
 * Round trips within a region: assumptions/figures/round-trips.json. Those between regions are in assumptions/network/.
 */
import trips from '../../assumptions/figures/round-trips.json' with { type: 'json' };
import type { Provider } from '../topology/model.ts';
import type { Figure, SpreadFigure } from './figure.ts';
import { figuresOf } from './read.ts';

/** A round trip, and the least and most that were measured of it. */
export interface RoundTrip extends SpreadFigure {
  readonly least?: Figure;
  readonly most?: Figure;
}

type RoundTrips = Readonly<Record<Provider, RoundTrip>>;

const { cv, sameZone, crossZone } = figuresOf(trips);

const spread = ({ aws, azure, gcp }: Readonly<Record<Provider, Omit<RoundTrip, 'cv'>>>): RoundTrips => ({
  aws: { ...aws, cv },
  azure: { ...azure, cv },
  gcp: { ...gcp, cv },
});

/** Between two machines of one zone. */
export const SAME_ZONE: RoundTrips = spread(sameZone);

/** Between two zones of one region. */
export const CROSS_ZONE: RoundTrips = spread(crossZone);
