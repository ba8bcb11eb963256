/** A number from the outside world with what one needs to judge it: unit, conditions, year and source. */

/** A figure in SI units: seconds, bytes, per second, or a pure number ("1"). */
export interface Figure {
  readonly value: number;
  /** "s", "bytes", "bytes/s", "/s", "1" or a count such as "connections". */
  readonly unit: string;
  /** What was measured or promised, on what, and how the value was worked out where it wasn't read as it stands. */
  readonly conditions: string;
  /** Of the measurement or publication; left out where the source is undated or the figure is our own. */
  readonly year?: number;
  /** Who says so; "assumption: …" where nobody does and the value is ours. */
  readonly source: string;
}

/** A time and how it spreads. */
export interface SpreadFigure {
  /** The mean, or the median where its conditions say so. */
  readonly typical: Figure;
  /** 99th percentile, where one is published. */
  readonly p99?: Figure;
  /** Coefficient of variation: measured, worked out from percentiles, or an assumption. */
  readonly cv: Figure;
}

const ASSUMPTION = 'assumption: ';

/**
 * A figure that nobody publishes.
 * @param why what it rests on, and why it is this and no other
 */
export function assumed(value: number, unit: string, conditions: string, why: string): Figure {
  return { value, unit, conditions, source: `${ASSUMPTION}${why}` };
}

/** Whether a figure is our own guess. */
export const isAssumed = (figure: Figure): boolean => figure.source.startsWith(ASSUMPTION);

const NOTHING_PUBLISHED: Figure = assumed(
  1,
  '1',
  'coefficient of variation',
  'no spread is published; 1 is that of an exponential time',
);

/** A time of which no spread is published: as variable as an exponential one. */
export const unspread = (typical: Figure): SpreadFigure => ({ typical, cv: NOTHING_PUBLISHED });

/** z of the 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874;

/**
 * A time of which median and 99th percentile are published, with the coefficient of variation of the lognormal through
 * both: σ = ln(p99/p50)/2.326, cv = √(exp σ² − 1).
 */
export function fromPercentiles(median: Figure, p99: Figure): SpreadFigure {
  const sigma = Math.log(p99.value / median.value) / Z99;
  const { year, source } = p99;
  return {
    typical: median,
    p99,
    cv: {
      value: Math.sqrt(Math.expm1(sigma * sigma)),
      unit: '1',
      conditions: 'of the lognormal through the published median and 99th percentile',
      ...(year !== undefined && { year }),
      source,
    },
  };
}
