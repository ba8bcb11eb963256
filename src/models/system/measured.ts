/** The errors that were measured, by family: written by `node bench/accuracy.mjs --write`, not by hand. */

/** |analytic ÷ simulated − 1| over the systems of a family. */
export interface MeasuredError {
  readonly systems: number;
  readonly mean: { readonly median: number; readonly worst: number };
  readonly p99: { readonly median: number; readonly worst: number };
}

export const MEASURED = {
  date: '2026-11-30',
  families: {
    markov: { systems: 16, mean: { median: 0.002, worst: 0.02 }, p99: { median: 0.003, worst: 0.046 } },
    repeats: { systems: 16, mean: { median: 0.003, worst: 0.143 }, p99: { median: 0.019, worst: 0.273 } },
    service: { systems: 16, mean: { median: 0.003, worst: 0.046 }, p99: { median: 0.01, worst: 0.068 } },
    tandem: { systems: 16, mean: { median: 0.004, worst: 0.045 }, p99: { median: 0.014, worst: 0.095 } },
    arrivals: { systems: 16, mean: { median: 0.003, worst: 0.032 }, p99: { median: 0.006, worst: 0.062 } },
    dispatch: { systems: 16, mean: { median: 0.01, worst: 0.059 }, p99: { median: 0.005, worst: 0.113 } },
    fanout: { systems: 16, mean: { median: 0.029, worst: 0.097 }, p99: { median: 0.025, worst: 0.195 } },
    crowd: { systems: 16, mean: { median: 0.003, worst: 0.096 }, p99: { median: 0.004, worst: 0.186 } },
    hedges: { systems: 16, mean: { median: 0.004, worst: 0.158 }, p99: { median: 0.012, worst: 0.086 } },
    retries: { systems: 16, mean: { median: 0.004, worst: 0.093 }, p99: { median: 0.005, worst: 0.313 } },
    room: { systems: 16, mean: { median: 0.003, worst: 0.014 }, p99: { median: 0.003, worst: 0.359 } },
    pools: { systems: 16, mean: { median: 0.001, worst: 0.059 }, p99: { median: 0.014, worst: 0.366 } },
    closed: { systems: 16, mean: { median: 0.002, worst: 0.096 }, p99: { median: 0.03, worst: 0.167 } },
    classes: { systems: 16, mean: { median: 0.002, worst: 0.016 }, p99: { median: 0.003, worst: 0.02 } },
  },
};
