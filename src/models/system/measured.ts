/** Written by bench/accuracy.mjs --write; not by hand. */
/** |analytic ÷ simulated − 1| over the systems of a family. */
export interface MeasuredError {
  readonly systems: number;
  readonly mean: { readonly median: number; readonly worst: number };
  readonly p99: { readonly median: number; readonly worst: number };
}

const none: MeasuredError = { systems: 0, mean: { median: 0, worst: 0 }, p99: { median: 0, worst: 0 } };

export const MEASURED = {
  date: '2026-11-30',
  families: {
    markov: none,
    repeats: none,
    service: none,
    tandem: none,
    arrivals: none,
    dispatch: none,
    fanout: none,
    crowd: none,
    hedges: none,
    retries: none,
    room: none,
    pools: none,
    closed: none,
    classes: none,
  },
};
