/**
 * What components share: regions and their zones, each up or down. Everything else is independent once these are given.
 */

/** A region and the zones of it that something stands in. */
export interface RegionEvents {
  /** Unavailability of the region as a whole. */
  readonly region: number;
  /** Of each zone while the region is up. */
  readonly zones: readonly number[];
}

/** Of one region: `isUp` by zone, `undefined` while the whole region is down. */
export type RegionState = readonly boolean[] | undefined;

interface Option {
  readonly state: RegionState;
  readonly probability: number;
  /** Events that have happened. */
  readonly events: number;
}

/** States that are looked at. */
const MOST_STATES = 4096;

/**
 * Every state of the regions with its probability, handed to `visit`.
 *
 * All of them as long as they are few enough; else those with the fewest events at once, as many as are.
 * @returns probability of the states left out, 0 where there are none
 * @throws RangeError for an unavailability outside 0..1
 */
export function eachState(
  regions: readonly RegionEvents[],
  visit: (states: readonly RegionState[], probability: number) => void,
): number {
  const options = regions.map(optionsOf);
  const most = eventsWithin(options, MOST_STATES);
  let seen = 0;
  const states: RegionState[] = [];
  const walk = (region: number, probability: number, left: number) => {
    if (region === options.length) {
      seen += probability;
      visit(states, probability);
      return;
    }
    for (const option of options[region]!) {
      if (option.events > left) continue;
      states[region] = option.state;
      walk(region + 1, probability * option.probability, left - option.events);
    }
  };
  walk(0, 1, most);
  return most === Infinity ? 0 : Math.max(0, 1 - seen);
}

function optionsOf({ region, zones }: RegionEvents): Option[] {
  for (const q of [region, ...zones]) if (!(q >= 0 && q <= 1)) throw new RangeError(`unavailability ${q}`);
  const options: Option[] = [];
  if (region > 0) options.push({ state: undefined, probability: region, events: 1 });
  for (let mask = 0; mask < 2 ** zones.length; mask++) {
    const state = zones.map((_, zone) => ((mask >> zone) & 1) === 0);
    const probability = zones.reduce((product, q, zone) => product * (state[zone] ? 1 - q : q), 1 - region);
    if (probability > 0) options.push({ state, probability, events: state.filter((isUp) => !isUp).length });
  }
  return options;
}

/** Most events at once of which there are no more states than that; `Infinity` where all states are few enough. */
function eventsWithin(options: readonly (readonly Option[])[], states: number): number {
  if (options.reduce((product, own) => product * own.length, 1) <= states) return Infinity;
  // Entry i: states with i events.
  let counts = [1];
  for (const own of options) {
    const next: number[] = [];
    for (const [i, count] of counts.entries())
      for (const { events } of own) next[i + events] = (next[i + events] ?? 0) + count;
    counts = Array.from(next, (count) => count ?? 0);
  }
  let total = 0;
  const most = counts.findIndex((count) => (total += count) > states) - 1;
  return Math.max(1, most);
}
