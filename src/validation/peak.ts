/** The simulated peak beside the analytic figures. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { SimulationResult, SourceResult } from '../simulation/result.ts';
import type { Estimate as Measured } from '../simulation/statistics.ts';

export const METRICS = ['mean', 'p50', 'p95', 'p99'] as const;
export type Metric = (typeof METRICS)[number];

/**
 * How far the analytic figure may be from the simulated one where no resource is busier than `BUSY`: as a share of it,
 * for `success` as a share of the requests.
 */
export const BANDS = { mean: 0.05, p99: 0.15, success: 0.01 } as const;
export type Judged = keyof typeof BANDS;
export const JUDGED = Object.keys(BANDS) as Judged[];
export const BUSY = 0.8;

/**
 * A class is unstable when of its requests so many more came than ended: a share, and so many times their square root.
 */
const UNENDED_SHARE = 0.005;
const UNENDED_DEVIATIONS = 3;

/** A simulated figure, seconds or a share, with its 95 % confidence interval where that can be told. */
export interface Interval {
  readonly value: number;
  readonly halfWidth: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * `unstable`: its requests piled up, so that every figure would depend on the run's length; `failed`: none of those
 * that ended succeeded; `none`: no request ended; `idle`: no request comes at the peak.
 */
export type State = 'steady' | 'unstable' | 'failed' | 'none' | 'idle';

/** Share of a class's requests that succeed, 0..1. */
export interface SuccessComparison {
  readonly analytic: number | undefined;
  /** Undefined unless the state is `steady` or `failed`. */
  readonly simulated: Interval | undefined;
  /** analytic − simulated, and whether it is within its band; undefined where one of them is. */
  readonly difference: number | undefined;
  readonly within: boolean | undefined;
}

export interface ClassComparison {
  readonly requestClass: string;
  readonly state: State;
  /** Seconds; undefined: unbounded, or no request comes. */
  readonly analytic: Readonly<Record<Metric, number>> | undefined;
  /** Undefined unless the state is `steady`. */
  readonly simulated: Readonly<Record<Metric, Interval>> | undefined;
  readonly success: SuccessComparison;
  /** analytic / simulated − 1; undefined where one of them is. */
  readonly difference: Readonly<Record<Metric, number | undefined>>;
  /** Whether the difference is within its band, or both are unbounded; undefined where no request ended. */
  readonly within: Readonly<Record<Judged & Metric, boolean | undefined>>;
  /** Requests that succeeded while measuring; only their response times are counted. */
  readonly requests: number;
  /** Share of the requests that were refused at the entry, 0..1. */
  readonly refusedShare: number;
}

/** A resource in which requests wait. */
export interface ResourceComparison {
  readonly component: string;
  /** `cpu`, `replica.cpu`, `threads`. */
  readonly resource: string;
  /** Above 1 where it cannot keep up. */
  readonly analytic: number;
  readonly simulated: number;
}

/** A class whose difference is beyond its band, or that is unbounded on one side alone. */
export type Deviation = { readonly requestClass: string } & (
  | { readonly unbounded: 'analytic' | 'simulated' }
  | {
      readonly unbounded?: undefined;
      readonly metric: Judged;
      /** Undefined where the simulated figure is 0. */
      readonly difference: number | undefined;
      /** Whether the analytic figure is outside the simulation's interval too. */
      readonly isSure: boolean;
    }
);

export interface Comparison {
  readonly topology: string;
  readonly seed: number;
  readonly run: Pick<SimulationResult, 'replications' | 'events' | 'warmup' | 'measured' | 'stopped' | 'isUnstable'>;
  readonly classes: readonly ClassComparison[];
  readonly resources: readonly ResourceComparison[];
  readonly deviations: readonly Deviation[];
  /** Limits without a queue that are used up, as `lb.connections`: the simulation knows nothing of them. */
  readonly overrun: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

/** Compares the simulation of an estimate's system with the estimate. */
export function compareSimulation(
  { topology, placed, performance, warnings }: Estimate,
  result: SimulationResult,
  seed: number,
): Comparison {
  const sources = new Map(result.sources.map((source) => [source.name, source]));
  const { success } = performance.solution;
  const analyticSuccess = new Map(performance.joined.system.sources.map(({ name }, source) => [name, success[source]]));
  const classes = topology.classes.map(({ name }, index) =>
    compareClass(name, performance.classes[index]!.latency(), analyticSuccess.get(name), sources.get(name), result),
  );
  const { system, componentOfTier } = performance.joined;
  const resources = system.tiers.flatMap(({ name, stations }, tier): ResourceComparison[] => {
    const component = placed[componentOfTier[tier]!]!.component.name;
    const simulated = result.tiers[tier]!;
    const analytic = performance.solution.tiers[tier]!;
    const resource = (full: string) => full.slice(component.length + 1);
    const compared = stations.map((station, s) => ({
      component,
      resource: resource(station.name),
      analytic: analytic.stations[s]!.utilization,
      simulated: simulated.stations[s]!.utilization,
    }));
    if (analytic.threads && simulated.threads)
      compared.push({
        component,
        resource: resource(`${name}.threads`),
        analytic: analytic.threads.utilization,
        simulated: simulated.threads.utilization,
      });
    return compared;
  });
  const { replications, events, warmup, measured, stopped, isUnstable } = result;
  return {
    topology: topology.name,
    seed,
    run: { replications, events, warmup, measured, stopped, isUnstable },
    classes,
    resources,
    deviations: classes.flatMap(deviationsOf),
    overrun: performance.components.flatMap((one, index) =>
      one.resources
        .filter(({ source, utilization }) => source !== undefined && utilization >= 1)
        .map(({ resource }) => `${placed[index]!.component.name}.${resource}`),
    ),
    warnings,
  };
}

function compareClass(
  requestClass: string,
  latency: Readonly<Record<Metric, number>> | undefined,
  analyticSuccess: number | undefined,
  source: SourceResult | undefined,
  run: SimulationResult,
): ClassComparison {
  const state = stateOf(source, run);
  const analytic = latency && forEachMetric((metric) => latency[metric]);
  const response = state === 'steady' ? source?.responseTime : undefined;
  const simulated = response && forEachMetric((metric) => intervalOf(response[metric]));
  const difference = forEachMetric((metric) => differenceOf(analytic?.[metric], simulated?.[metric].value));
  const isWithin = (metric: Judged & Metric) => {
    if (state === 'failed' || state === 'none' || state === 'idle') return undefined;
    if (!analytic || !simulated) return !analytic && !simulated;
    const relative = difference[metric];
    return relative !== undefined && Math.abs(relative) <= BANDS[metric];
  };
  return {
    requestClass,
    state,
    analytic,
    simulated,
    success: compareSuccess(analyticSuccess, state === 'steady' || state === 'failed' ? source?.success : undefined),
    difference,
    within: { mean: isWithin('mean'), p99: isWithin('p99') },
    requests: source?.requests ?? 0,
    refusedShare: source?.refusedShare ?? 0,
  };
}

const forEachMetric = <Result>(make: (metric: Metric) => Result): Record<Metric, Result> => ({
  mean: make('mean'),
  p50: make('p50'),
  p95: make('p95'),
  p99: make('p99'),
});

/** The run as a whole may be unstable for the sake of another class, whose way this one doesn't cross. */
function stateOf(source: SourceResult | undefined, { isUnstable, stopped, measured }: SimulationResult): State {
  if (!source) return 'idle';
  if (stopped === 'stalled') return 'none';
  const came = source.arrivalRate * measured;
  const unended = came - source.requests - source.failures;
  const isPiledUp = unended > UNENDED_SHARE * came && unended > UNENDED_DEVIATIONS * Math.sqrt(came);
  if (isUnstable && isPiledUp) return 'unstable';
  return source.responseTime ? 'steady' : source.failures > 0 ? 'failed' : 'none';
}

const intervalOf = ({ value, halfWidth }: Measured): Interval => ({
  value,
  halfWidth,
  low: halfWidth === undefined ? undefined : Math.max(0, value - halfWidth),
  high: halfWidth === undefined ? undefined : value + halfWidth,
});

function compareSuccess(analytic: number | undefined, measured: Measured | undefined): SuccessComparison {
  const interval = measured && intervalOf(measured);
  const simulated = interval && { ...interval, high: interval.high && Math.min(1, interval.high) };
  const difference = analytic === undefined || !simulated ? undefined : analytic - simulated.value;
  const within = difference === undefined ? undefined : Math.abs(difference) <= BANDS.success;
  return { analytic, simulated, difference, within };
}

function differenceOf(analytic: number | undefined, simulated: number | undefined): number | undefined {
  if (analytic === undefined || simulated === undefined) return undefined;
  if (analytic === simulated) return 0;
  return simulated === 0 ? undefined : analytic / simulated - 1;
}

function deviationsOf({ requestClass, ...one }: ClassComparison): Deviation[] {
  const { analytic, simulated, success } = one;
  const found: Deviation[] = [];
  const missed = (['mean', 'p99'] as const).filter((metric) => one.within[metric] === false);
  if (missed.length > 0 && !analytic) found.push({ requestClass, unbounded: 'analytic' });
  else if (missed.length > 0 && !simulated) found.push({ requestClass, unbounded: 'simulated' });
  else
    for (const metric of missed) {
      const isSure = isOutside(analytic![metric], simulated![metric]);
      found.push({ requestClass, metric, difference: one.difference[metric], isSure });
    }
  if (success.within === false) {
    const isSure = isOutside(success.analytic!, success.simulated!);
    found.push({ requestClass, metric: 'success', difference: success.difference, isSure });
  }
  return found;
}

const isOutside = (value: number, { low, high }: Interval): boolean =>
  low !== undefined && high !== undefined && (value < low || value > high);
