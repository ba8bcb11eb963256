/**
 * Streams of arrivals whose law is known, not only its first two moments: those that come straight from a source, and
 * those that leave equal fixed services one after the other.
 */
import type { Flat } from './load.ts';
import type { Step } from './system.ts';

/** All that arrives at a station, where the streams are known. */
export type Stream = Single | Merged;

/** Streams of several sources that meet in one queue, each a renewal stream by itself. */
export interface Merged {
  readonly type: 'merged';
  readonly parts: readonly Extract<Single, { type: 'renewal' }>[];
}

type Single =
  /** The requests of an open source, each of them with this probability, all after the same time (as good as). */
  | { readonly type: 'renewal'; readonly source: number; readonly probability: number; readonly jitter: number }
  /**
   * What has been through fixed services at stations of so many servers: any `servers` + 1 requests that follow each
   * other are spread over `gap` at least, the longest of those services.
   */
  | { readonly type: 'spaced'; readonly servers: number; readonly gap: number; readonly origin: number };

/**
 * Calls deeper than this, and times that vary by more than this share of what is between arrivals, are not followed.
 */
const DEEPEST = 200;
const JITTER = 0.15;
/** Streams that are followed through one routine; one that has been entered otherwise. */
const MOST_MET = 8;
const MIXED = 255;

/**
 * By station, the stream or the streams that are all of its arrivals.
 *
 * Follows every source through its steps. A probability keeps a renewal stream one; a wait or a random service makes it
 * something else; whatever has met another stream, or comes twice, is not followed.
 */
export function streamsOf({ system, firstStation, tierOfStation }: Flat): (Stream | undefined)[] {
  const { tiers, routines, sources } = system;
  const met: (Single | undefined)[][] = Array.from(tierOfStation, () => []);
  const known = new Uint8Array(routines.length);
  const mixed: number[] = [];
  let interarrival = 0;
  const isOneQueue = (tier: number) => tiers[tier]!.nodes === 1 || tiers[tier]!.dispatch === 'shared';
  const record = (station: number, stream: Single | undefined) => met[station]!.push(stream);
  const delayed = (stream: Single | undefined, variance: number): Single | undefined => {
    if (!stream || variance === 0) return stream;
    if (stream.type === 'spaced') return Math.sqrt(variance) < JITTER * stream.gap ? stream : undefined;
    const jitter = stream.jitter + variance;
    return Math.sqrt(jitter) < JITTER * interarrival ? { ...stream, jitter } : undefined;
  };
  const served = (stream: Single, tier: number, station: number, mean: number, scv: number): Single | undefined => {
    const { nodes, threads, room, stations } = tiers[tier]!;
    if (scv > 1e-9 || !isOneQueue(tier) || threads !== undefined || room !== undefined) return undefined;
    const servers = nodes * stations[station - firstStation[tier]!]!.servers;
    if (stream.type === 'renewal') return { type: 'spaced', servers, gap: mean, origin: station };
    if (servers >= stream.servers && mean <= stream.gap * (1 + 1e-9)) return stream;
    return servers === stream.servers ? { ...stream, gap: mean } : undefined;
  };
  const times = (stream: Single | undefined, probability: number): Single | undefined =>
    stream?.type === 'renewal' ? { ...stream, probability: stream.probability * probability } : stream;

  /** The stream that comes out of the steps, where one goes in. */
  const walk = (steps: readonly Step[], into: Single | undefined, tier: number, depth: number): Single | undefined => {
    let stream = into;
    for (const step of steps) {
      if (step.do === 'visit') {
        const { threads, room } = tiers[step.tier]!;
        stream = walk(step.steps, threads === undefined && room === undefined ? stream : undefined, step.tier, depth);
      } else if (step.do === 'serve') {
        if (!(step.time.mean > 0)) continue;
        const station = firstStation[tier]! + step.station;
        record(station, stream);
        stream = stream && served(stream, tier, station, step.time.mean, step.time.scv);
      } else if (step.do === 'delay') stream = delayed(stream, step.time.scv * step.time.mean ** 2);
      else if (step.do === 'repeat') {
        const out = walk(step.steps, step.times <= 1 ? times(stream, step.times) : undefined, tier, depth);
        stream = step.times === 1 ? out : undefined;
      } else if (step.do === 'either') {
        for (const { probability, steps: inner } of step.branches)
          if (probability > 0) walk(inner, times(stream, probability), tier, depth);
        stream = undefined;
      } else if (step.do === 'fork') {
        for (const branch of step.branches) walk(branch, stream, tier, depth);
        stream = undefined;
      } else {
        const { to, wire, async: isAsync, retries, hedge, timeout, fallback } = step.call;
        const isOnce = hedge === undefined && (retries === 0 || (step.call.errors === 0 && timeout === undefined));
        const sent = isOnce ? delayed(stream, wire ? wire.scv * wire.mean ** 2 : 0) : undefined;
        const out = enter(to, sent, depth + 1);
        if (fallback) enter(fallback.to, undefined, depth + 1);
        if (!isAsync) stream = timeout === undefined ? out : undefined;
      }
    }
    return stream;
  };
  /** A routine that is entered again has nothing left to be followed: all that it reaches has more streams than one. */
  const enter = (routine: number, stream: Single | undefined, depth: number): Single | undefined => {
    const isOther = known[routine] === 0 || (stream?.type === 'renewal' && known[routine]! < MOST_MET);
    if (isOther && stream && depth < DEEPEST) {
      known[routine]!++;
      return walk(routines[routine]!.steps, stream, -1, depth);
    }
    if (known[routine] !== MIXED) mixed.push(routine);
    known[routine] = MIXED;
    return undefined;
  };
  for (const [index, source] of sources.entries()) {
    if (source.type === 'closed') {
      enter(source.routine, undefined, 0);
      continue;
    }
    interarrival = source.interarrival.mean;
    enter(source.routine, { type: 'renewal', source: index, probability: 1, jitter: 0 }, 0);
  }
  for (let routine = mixed.pop(); routine !== undefined; routine = mixed.pop())
    walk(routines[routine]!.steps, undefined, -1, 0);
  const isMerged = (station: number) => met[station]!.length > 1;
  return met.map((own): Stream | undefined => {
    const [only] = own;
    if (own.length === 1) return only?.type === 'spaced' && isMerged(only.origin) ? undefined : only;
    const parts = own.filter((one) => one?.type === 'renewal');
    const isDistinct = new Set(parts.map(({ source }) => source)).size === own.length;
    return own.length > 0 && isDistinct ? { type: 'merged', parts } : undefined;
  });
}
