import type { Program } from './compile.ts';

/** What the engine counts for each source, routine, tier, station and call site: places in one array. */
export const SOURCE_ARRIVED = 0;
/**
 * Requests that succeeded, and those that failed: by a refusal of their own routine, or by something that they called.
 */
export const SOURCE_DONE = 1;
export const SOURCE_REFUSED = 2;
export const SOURCE_FAILED = 3;
/** Sum of the response times of those done, s. */
export const SOURCE_RESPONSE = 4;
export const SOURCE_FIELDS = 5;

export const ROUTINE_DONE = 0;
/** Refused ones among them. */
export const ROUTINE_FAILED = 1;
export const ROUTINE_RESPONSE = 2;
export const ROUTINE_FIELDS = 3;

/** Visits that asked for room. */
export const TIER_ARRIVED = 0;
export const TIER_REFUSED = 1;
export const TIER_LEFT = 2;
/** Sum of the times in the tier of those who left, s. */
export const TIER_TIME = 3;
/** Integral of the number in the tier over time, s. */
export const TIER_NUMBER = 4;
/** Visits that got a thread, the sum of their waits for it, and the integrals of threads held and of visits waiting. */
export const TIER_ADMITTED = 5;
export const TIER_WAIT = 6;
export const TIER_HELD = 7;
export const TIER_QUEUE = 8;
export const TIER_FIELDS = 9;

export const STATION_ARRIVED = 0;
export const STATION_STARTED = 1;
/** Sum of the waits of those who started, s. */
export const STATION_WAIT = 2;
/** Integrals of busy servers and of those waiting over time, s. */
export const STATION_BUSY = 3;
export const STATION_QUEUE = 4;
export const STATION_FIELDS = 5;

export const SITE_CALLS = 0;
export const SITE_ATTEMPTS = 1;
export const SITE_TIMEOUTS = 2;
export const SITE_HEDGES = 3;
export const SITE_ERRORS = 4;
/** Attempts whose routine was refused, and those whose routine failed by something that it called. */
export const SITE_REFUSED = 5;
export const SITE_DOWNSTREAM = 6;
/** Calls whose last attempt failed. */
export const SITE_FAILED = 7;
export const SITE_FIELDS = 8;

/** Where the counters of the first of each start; those of the next follow. */
export interface CounterLayout {
  readonly sources: number;
  readonly routines: number;
  readonly tiers: number;
  readonly stations: number;
  readonly sites: number;
  readonly length: number;
}

export function counterLayout(program: Program): CounterLayout {
  const routines = SOURCE_FIELDS * program.sources.length;
  const tiers = routines + ROUTINE_FIELDS * program.routines.length;
  const stations = tiers + TIER_FIELDS * program.tiers.length;
  const sites = stations + STATION_FIELDS * program.stations.length;
  return { sources: 0, routines, tiers, stations, sites, length: sites + SITE_FIELDS * program.sites.length };
}

export const sourceCounters = (layout: CounterLayout, source: number) => layout.sources + SOURCE_FIELDS * source;
export const routineCounters = (layout: CounterLayout, routine: number) => layout.routines + ROUTINE_FIELDS * routine;
export const tierCounters = (layout: CounterLayout, tier: number) => layout.tiers + TIER_FIELDS * tier;
export const stationCounters = (layout: CounterLayout, station: number) => layout.stations + STATION_FIELDS * station;
export const siteCounters = (layout: CounterLayout, site: number) => layout.sites + SITE_FIELDS * site;
