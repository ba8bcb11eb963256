/** How far the load can grow: the multiple of the peak at which the whole system, solved anew, comes to a limit. */

/** What a multiple of the peak asks of every component. */
export interface Growth {
  /** By component: the most that is asked of one of its resources over what there is; 1 and more is over the limit. */
  readonly asked: Float64Array;
  /** By component: that resource, `cpu`. */
  readonly resource: readonly (string | undefined)[];
  /** By source: whether its responses have no end though no limit is reached, or no steady state was found. */
  readonly isLost: readonly boolean[];
}

/** What binds, and at which multiple of the peak. */
export interface Bound {
  readonly multiple: number;
  /** Component and resource; undefined where the fixed point of retries ends before any limit is reached. */
  readonly component: number | undefined;
  readonly resource: string | undefined;
}

/** Distance of both ends of a bracket, relative, that is near enough. */
const CLOSE = 8e-3;
const MOST_LOOKS = 32;
/** Multiples beyond this are as good as endless. */
const MOST_MULTIPLE = 1e9;

/**
 * Finds multiples by bracketing and bisection; what has been looked at for one class serves the others.
 *
 * @param at what a multiple asks for; called once for each, from what the last one below it gave
 */
export function growthSearch(at: (multiple: number) => Growth): {
  /**
   * The multiple up to which some components, and a class, are all below their limits; undefined where nothing ever
   * binds.
   *
   * @param least known to be below all limits, whatever is over them at less
   */
  bound(components: readonly number[], source: number | undefined, least?: number): Bound | undefined;
  /** What one multiple asks for. */
  look(multiple: number): Growth;
} {
  const looked = new Map<number, Growth>();
  const lookAt = (multiple: number): Growth => {
    let known = looked.get(multiple);
    if (!known) looked.set(multiple, (known = at(multiple)));
    return known;
  };
  return {
    look: lookAt,
    bound(components, source, least = 0) {
      const worst = (growth: Growth): Bound & { readonly asked: number } => {
        let asked = 0;
        let component: number | undefined;
        for (const one of components)
          if (growth.asked[one]! > asked) {
            asked = growth.asked[one]!;
            component = one;
          }
        if (asked < 1 && source !== undefined && growth.isLost[source])
          return {
            multiple: 0,
            asked: Infinity,
            component,
            resource: component === undefined ? undefined : growth.resource[component],
          };
        return {
          multiple: 0,
          asked,
          component,
          resource: component === undefined ? undefined : growth.resource[component],
        };
      };
      let low: { at: number; found: ReturnType<typeof worst> } | undefined;
      let high: { at: number; found: ReturnType<typeof worst> } | undefined;
      // A step up of a fleet may bring what is asked below the limit again: what is over it first counts.
      const known = [...looked]
        .filter(([multiple]) => multiple >= least)
        .map(([at, growth]) => ({ at, found: worst(growth) }));
      for (const one of known) if (one.found.asked >= 1 && !(one.at >= (high?.at ?? Infinity))) high = one;
      for (const one of known)
        if (one.found.asked < 1 && one.at > (low?.at ?? 0) && one.at < (high?.at ?? Infinity)) low = one;
      let next = low || high ? nextMultiple(low, high) : 1;
      let side = 0;
      for (let look = 0; look < MOST_LOOKS; look++) {
        if (low && high && high.at <= low.at * (1 + CLOSE)) break;
        if (next > MOST_MULTIPLE) return undefined;
        const found = worst(lookAt(next));
        if (found.asked === 0 && look > 0) return undefined;
        // Where one end stays put what is asked for makes a jump between both: then the middle is as good a guess as
        // any.
        if (found.asked < 1) side = side > 0 ? side + 1 : 1;
        else side = side < 0 ? side - 1 : -1;
        if (found.asked < 1) low = { at: next, found };
        else high = { at: next, found };
        if (found.asked === 0) return undefined;
        if (high && high.at < 1e-9) return { ...high.found, multiple: 0 };
        next = low && high && Math.abs(side) > 1 ? Math.sqrt(low.at * high.at) : nextMultiple(low, high);
      }
      const binds = high?.found ?? low?.found;
      if (!binds) return undefined;
      const { component, resource } = binds.component === undefined ? (low?.found ?? binds) : binds;
      return { multiple: root(low, high), component, resource };
    },
  };
}

interface End {
  readonly at: number;
  readonly found: { readonly asked: number };
}

/** Where to look next: where what is asked would be 1 if it went on as between both ends, well inside them. */
function nextMultiple(low: End | undefined, high: End | undefined): number {
  if (low && high) {
    const ratio = high.at / low.at;
    const guess = root(low, high);
    // Near an end both sides are closed in on in turn.
    if (Number.isFinite(high.found.asked) && ratio > 1 + CLOSE) {
      const margin = Math.min(0.25, Math.max(CLOSE / 3 / (ratio - 1), 0.02));
      const from = low.at * ratio ** margin;
      const to = low.at * ratio ** (1 - margin);
      const nudged = guess < Math.sqrt(low.at * high.at) ? guess * (1 + CLOSE / 4) : guess * (1 - CLOSE / 4);
      return Math.min(to, Math.max(from, nudged));
    }
    return Math.sqrt(low.at * high.at);
  }
  if (low) return low.at * Math.min(64, Math.max(1 + 2 * CLOSE, 1.0005 / low.found.asked));
  return (
    high!.at /
    (Number.isFinite(high!.found.asked) ? Math.min(64, Math.max(1 + 2 * CLOSE, high!.found.asked * 1.0005)) : 2)
  );
}

/** The multiple at which 1 is asked for, by both ends. */
function root(low: End | undefined, high: End | undefined): number {
  if (!low) return high!.at;
  if (!high) return low.at;
  const [a, b] = [Math.log(low.found.asked), Math.log(high.found.asked)];
  if (!Number.isFinite(a) || !Number.isFinite(b) || !(b > a)) return Math.sqrt(low.at * high.at);
  return low.at * (high.at / low.at) ** (-a / (b - a));
}
