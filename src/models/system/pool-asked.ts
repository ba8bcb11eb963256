/** What a visit of a pool asks of one thing, from its beginning to its end. */
import type { Flat } from './load.ts';
import type { Step, Time } from './system.ts';

/** Mean and variance of a time. */
interface Asked {
  readonly mean: number;
  readonly variance: number;
}

/** What it is asked of: a station, all that holds another pool, or, where neither is given, the thread itself. */
export interface Bottleneck {
  readonly station: number | undefined;
  readonly pool: number | undefined;
}

const NOTHING: Asked = { mean: 0, variance: 0 };
/** Calls deeper than this are those of a cycle. */
const DEEPEST = 60;

/** Steps one after the other are independent; what is done so many times on average is done that often or once more. */
export function askedIn(flat: Flat, steps: readonly Step[], tier: number, of: Bottleneck): Asked {
  const { system, firstStation, callOf } = flat;
  const isWhole = of.station === undefined && of.pool === undefined;
  const timed = ({ mean, scv }: Time): Asked => ({ mean, variance: scv * mean * mean });

  /** @param isCounted whether all time counts: that of the thread, or within the pool that it is asked of */
  const through = (list: readonly Step[], at: number, isCounted: boolean, depth: number): Asked => {
    let mean = 0;
    let variance = 0;
    const add = (one: Asked) => {
      mean += one.mean;
      variance += one.variance;
    };
    for (const step of list) {
      if (step.do === 'serve') {
        if (isCounted || firstStation[at]! + step.station === of.station) add(timed(step.time));
      } else if (step.do === 'delay') {
        if (isCounted) add(timed(step.time));
      } else if (step.do === 'visit') add(through(step.steps, step.tier, isCounted || step.tier === of.pool, depth));
      else if (step.do === 'repeat') add(repeated(through(step.steps, at, isCounted, depth), step.times));
      else if (step.do === 'either') {
        const branches = step.branches.map(({ probability, steps: inner }) => ({
          probability,
          asked: through(inner, at, isCounted, depth),
        }));
        add(mixed(branches));
      } else if (step.do === 'fork') {
        const share = step.branches.length > 0 ? step.needed / step.branches.length : 0;
        for (const branch of step.branches) {
          const one = through(branch, at, isCounted, depth);
          add({ mean: one.mean * share, variance: one.variance * share });
        }
      } else {
        const { to, wire, async: isAsync, fallback } = step.call;
        if (isAsync || depth > DEEPEST) continue;
        const { sent, failed } = callOf.get(step.call)!;
        const called = (routine: number, way: Time | undefined): Asked => {
          const one = through(system.routines[routine]!.steps, -1, isCounted, depth + 1);
          if (!way || !isCounted) return one;
          return { mean: one.mean + way.mean, variance: one.variance + timed(way).variance };
        };
        add(repeated(called(to, wire), sent));
        if (fallback && failed > 0) add(repeated(called(fallback.to, fallback.wire), failed));
      }
    }
    return { mean, variance };
  };
  return through(steps, tier, isWhole, 0);
}

function repeated(one: Asked, times: number): Asked {
  const whole = Math.floor(times + 1e-9);
  const rest = Math.max(0, times - whole);
  const last = rest > 1e-9 ? mixed([{ probability: rest, asked: one }]) : NOTHING;
  return { mean: whole * one.mean + last.mean, variance: whole * one.variance + last.variance };
}

/** One of several, or nothing. */
function mixed(branches: readonly { readonly probability: number; readonly asked: Asked }[]): Asked {
  let mean = 0;
  let second = 0;
  for (const { probability, asked } of branches) {
    mean += probability * asked.mean;
    second += probability * (asked.variance + asked.mean ** 2);
  }
  return { mean, variance: second - mean * mean };
}
