/** The simulation beside the analytic figures: what is compared, and how it reads in tables. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Estimate as Measured } from '../simulation/statistics.ts';
import type { SimulationResult, SourceResult } from '../simulation/result.ts';
import type { Estimate } from '../estimate.ts';
import { formatQuantity } from '../topology/quantity.ts';
import { availabilityText, compact, latencyText, percent, seconds } from './figures.ts';
import type { Paint } from './report.ts';

export const METRICS = ['mean', 'p50', 'p95', 'p99'] as const;
export type Metric = (typeof METRICS)[number];

/**
 * How far the analytic figure may be from the simulated one where no resource is busier than `BUSY`: as a share of it, for `success` as a
 * share of the requests.
 */
export const BANDS = { mean: 0.05, p99: 0.15, success: 0.01 } as const;
export type Judged = keyof typeof BANDS;
const JUDGED = Object.keys(BANDS) as Judged[];
const BUSY = 0.8;

/** A class is unstable when of its requests so many more came than ended: a share, and so many times their square root. */
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
 * `unstable`: its requests piled up, so that every figure would depend on the run's length; `failed`: none of those that ended
 * succeeded; `none`: no request ended; `idle`: no request comes at the peak.
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

export type SimulationReporter = (comparison: Comparison, options: { readonly paint: Paint }) => string;

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

// How it reads.

/** A time of the run: `13.1 min`. */
const duration = (value: number) => formatQuantity('duration', value).replace(/(?=[a-z])/, ' ');

/** A difference with its sign: `+3.1 %`. */
function signed(share: number): string {
  const text = (share * 100).toFixed(1);
  return text === '0.0' || text === '-0.0' ? '0.0 %' : `${share > 0 ? '+' : ''}${text} %`;
}

export const CLASS_HEAD = ['class', 'metric', 'analytic', 'simulated', '± (95 %)', 'difference'] as const;
export const RESOURCE_HEAD = ['component', 'resource', 'analytic', 'simulated'] as const;

/** A cell, and whether it is one to look at: within its band (true) or not (false). */
interface Cell {
  readonly text: string;
  readonly good?: boolean | undefined;
}

const MISSING: Readonly<Record<State, string>> = {
  steady: '',
  unstable: 'unbounded',
  failed: 'none succeeded',
  none: 'none ended',
  idle: '—',
};

/** Rows under `CLASS_HEAD`, a metric each and then the share that succeeds; the class is named in the first of its rows. */
export function classRows({ classes }: Comparison): Cell[][] {
  return classes.flatMap(({ requestClass, state, analytic, simulated, success, difference, within }): Cell[][] => {
    const row = (name: string, metric: string, cells: readonly string[], by: number | undefined, good?: boolean) => [
      ...[name, metric, ...cells].map((text): Cell => ({ text })),
      { text: by === undefined ? '' : signed(by), good },
    ];
    const times = METRICS.map((metric, at) => {
      const { value, halfWidth } = simulated?.[metric] ?? {};
      const cells = [
        state === 'idle' ? '—' : latencyText(analytic?.[metric]),
        value === undefined ? MISSING[state] : seconds(value),
        halfWidth === undefined ? '' : seconds(Number(halfWidth.toPrecision(2))),
      ];
      const good = metric === 'mean' || metric === 'p99' ? within[metric] : undefined;
      return row(at === 0 ? requestClass : '', metric, cells, difference[metric], good);
    });
    const { value, halfWidth } = success.simulated ?? {};
    if (value === undefined && success.analytic === undefined) return times;
    const cells = [
      success.analytic === undefined ? '' : availabilityText(1 - success.analytic),
      value === undefined ? MISSING[state] : availabilityText(1 - value),
      halfWidth === undefined ? '' : percent(Number(halfWidth.toPrecision(2))),
    ];
    return [...times, row('', 'success', cells, success.difference, success.within)];
  });
}

/** Rows under `RESOURCE_HEAD`, of what is used at all; the component is named in the first of its rows. */
export function resourceRows({ resources }: Comparison): string[][] {
  const used = resources.filter(({ analytic, simulated }) => analytic > 0 || simulated > 0);
  return used.map(({ component, resource, analytic, simulated }, index) => [
    used[index - 1]?.component === component ? '' : component,
    resource,
    percent(analytic),
    percent(simulated),
  ]);
}

/** Whether the classes agree, and which don't. What succeeds is spoken of where something has failed. */
export function verdict({ classes, deviations }: Comparison, escape: (text: string) => string): Required<Cell> {
  const spoken = JUDGED.filter(
    (metric) => metric !== 'success' || classes.some(({ success }) => (success.simulated?.value ?? 1) < 1),
  );
  if (deviations.length > 0) {
    const names = deviations.map((one) => {
      const name = escape(one.requestClass);
      if (one.unbounded) return `${name} is unbounded in the ${one.unbounded} figures alone`;
      const by = one.difference === undefined ? '' : ` ${signed(one.difference)}`;
      return `${name} ${one.metric}${by}${one.isSure ? '' : ' (not sure: simulate longer)'}`;
    });
    const bands = spoken
      .map((metric) => `${percent(BANDS[metric])} (${metric})`)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or ');
    return { text: `analytic and simulated differ by more than ${bands}: ${names.join('; ')}`, good: false };
  }
  const judged = classes.filter(({ within }) => within.mean !== undefined);
  if (judged.length === 0) return { text: 'nothing to compare: no request ended', good: false };
  const which = judged.length === classes.length ? 'all classes' : 'all classes whose requests ended';
  const bands = spoken.map((metric) => `${metric} within ${percent(BANDS[metric])}`).join(', ');
  return { text: `analytic and simulated agree in ${which} (${bands})`, good: true };
}

/** What else a reader should know, a sentence each. */
export function remarks(comparison: Comparison, escape: (text: string) => string): string[] {
  const { classes, resources, deviations, overrun, run } = comparison;
  const notes: string[] = [];
  const named = (state: State) =>
    classes
      .filter((one) => one.state === state)
      .map((one) => escape(one.requestClass))
      .join(', ');
  if (run.stopped === 'stalled') notes.push('the simulation stopped: calls go round a loop that takes no time');
  else if (run.isUnstable)
    notes.push(
      `the simulation has no steady state: work keeps piling up${named('unstable') === '' ? '' : ` (${named('unstable')})`}`,
    );
  if (run.stopped !== 'stalled' && named('none') !== '')
    notes.push(`no request of ${named('none')} ended in the time simulated`);
  if (run.isUnstable && deviations.some(({ unbounded }) => unbounded === 'analytic'))
    notes.push(
      'what an overloaded resource holds back does not reach those behind it in the simulation; in the analytic figures it does',
    );
  for (const {
    requestClass,
    success: { simulated },
    refusedShare,
  } of classes) {
    const failed = simulated ? 1 - simulated.value : 0;
    if (failed === 0) continue;
    const refused = refusedShare > 0 ? ` (refused at the entry: ${percent(refusedShare)})` : '';
    notes.push(`${percent(failed)} of ${escape(requestClass)} failed${refused}; their times are not counted`);
  }
  if (overrun.length > 0)
    notes.push(`${overrun.map(escape).join(', ')}: used up; nothing waits for it, and the simulation does not see it`);
  const busy = resources.filter(({ analytic }) => analytic > BUSY);
  if (deviations.length > 0 && busy.length > 0)
    notes.push(
      `${busy.map(({ component, resource }) => escape(`${component}.${resource}`)).join(', ')}: above ${percent(BUSY)}, where the analytic figures need not be that close`,
    );
  return notes;
}

/** What was simulated: seed, replications, events and time. */
export function footer({ seed, run }: Comparison): string {
  const { replications, events, measured, warmup } = run;
  const each = replications === 1 ? '1 replication' : `${replications} replications`;
  return `seed ${seed}, ${each}, ${compact(events)} events, ${duration(measured)} simulated${replications === 1 ? '' : ' in all'} after a warm-up of ${duration(warmup)}${replications === 1 ? '' : ' each'}`;
}
