/** The simulation beside the analytic figures, as it reads in tables. */
import { formatQuantity } from '../topology/quantity.ts';
import { BANDS, BUSY, JUDGED, METRICS, type Comparison, type State } from '../validation/peak.ts';
import { availabilityText, compact, latencyText, percent, seconds } from './figures.ts';
import { columnsOf, markdownText, terminalText, type Cell, type Document, type Tone } from './document.ts';
import type { WrapOptions } from './wrapped-table.ts';

export type SimulationReporter = (comparison: Comparison, options: WrapOptions) => string;

/** A time of the run: `13.1 min`. */
const duration = (value: number) => formatQuantity('duration', value).replace(/(?=[a-z])/, ' ');

/** A difference with its sign: `+3.1 %`. */
function signed(share: number): string {
  const text = (share * 100).toFixed(1);
  return text === '0.0' || text === '-0.0' ? '0.0 %' : `${share > 0 ? '+' : ''}${text} %`;
}

const CLASS_HEAD = ['class', 'metric', 'analytic', 'simulated', '± (95 %)', 'difference'];
const RESOURCE_HEAD = ['component', 'resource', 'analytic', 'simulated'];

/** Within its band (true) or not (false), where that is judged. */
export const toneOf = (isGood: boolean | undefined): Tone | undefined =>
  isGood === undefined ? undefined : isGood ? 'good' : 'bad';

/** The simulated peak beside the analytic figures. */
function simulationDocument(comparison: Comparison): Document {
  const { text, good } = verdict(comparison);
  const used = resourceRows(comparison);
  const figures = ['analytic', 'simulated', '± (95 %)', 'difference'];
  return {
    name: comparison.topology,
    subject: 'the peak, analytic beside simulated',
    blocks: [
      { type: 'table', columns: columnsOf(CLASS_HEAD, figures), rows: classRows(comparison) },
      {
        type: 'notes',
        notes: [
          { text, tone: toneOf(good) },
          ...notesOn(comparison).map((note) => ({ text: note, tone: 'middling' as const })),
        ],
      },
      ...(used.length > 0
        ? [
            {
              type: 'table' as const,
              columns: columnsOf(RESOURCE_HEAD, figures),
              rows: used.map((row) => row.map((cell) => ({ text: cell }))),
            },
          ]
        : []),
      { type: 'warnings', warnings: comparison.warnings },
      { type: 'notes', notes: [{ text: footer(comparison), tone: 'dim' }] },
    ],
  };
}

export const simulationTable: SimulationReporter = (comparison, options) =>
  terminalText(simulationDocument(comparison), options);
export const simulationMarkdown: SimulationReporter = (comparison) => markdownText(simulationDocument(comparison));

const MISSING: Readonly<Record<State, string>> = {
  steady: '',
  unstable: 'unbounded',
  failed: 'none succeeded',
  none: 'none ended',
  idle: '—',
};

/**
 * Rows under `CLASS_HEAD`, a metric each and then the share that succeeds; the class is named in the first of its rows.
 */
function classRows({ classes }: Comparison): Cell[][] {
  return classes.flatMap(({ requestClass, state, analytic, simulated, success, difference, within }): Cell[][] => {
    const row = (name: string, metric: string, cells: readonly string[], by: number | undefined, good?: boolean) => [
      ...[name, metric, ...cells].map((text): Cell => ({ text })),
      { text: by === undefined ? '' : signed(by), tone: toneOf(good) },
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
function resourceRows({ resources }: Comparison): string[][] {
  const used = resources.filter(({ analytic, simulated }) => analytic > 0 || simulated > 0);
  return used.map(({ component, resource, analytic, simulated }, index) => [
    used[index - 1]?.component === component ? '' : component,
    resource,
    percent(analytic),
    percent(simulated),
  ]);
}

/** Whether the classes agree, and which don't. What succeeds is spoken of where something has failed. */
function verdict({ classes, deviations }: Comparison): { readonly text: string; readonly good: boolean } {
  const spoken = JUDGED.filter(
    (metric) => metric !== 'success' || classes.some(({ success }) => (success.simulated?.value ?? 1) < 1),
  );
  if (deviations.length > 0) {
    const names = deviations.map((one) => {
      const name = one.requestClass;
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
function notesOn(comparison: Comparison): string[] {
  const { classes, resources, deviations, overrun, run } = comparison;
  const notes: string[] = [];
  const named = (state: State) =>
    classes
      .filter((one) => one.state === state)
      .map((one) => one.requestClass)
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
    const refused = refusedShare > 0 ? ` (blocked at the entry: ${percent(refusedShare)})` : '';
    notes.push(`${percent(failed)} of ${requestClass} failed${refused}; their times are not counted`);
  }
  if (overrun.length > 0)
    notes.push(`${overrun.join(', ')}: saturated; nothing waits for it, and the simulation does not see it`);
  const busy = resources.filter(({ analytic }) => analytic > BUSY);
  if (deviations.length > 0 && busy.length > 0)
    notes.push(
      `${busy.map(({ component, resource }) => `${component}.${resource}`).join(', ')}: above ${percent(BUSY)}, where the analytic figures need not be that close`,
    );
  return notes;
}

/** What was simulated: seed, replications, events and time. */
function footer({ seed, run }: Comparison): string {
  const { replications, events, measured, warmup } = run;
  const each = replications === 1 ? '1 replication' : `${replications} replications`;
  return `seed ${seed}, ${each}, ${compact(events)} events, ${duration(measured)} simulated${replications === 1 ? '' : ' in all'} after a warm-up of ${duration(warmup)}${replications === 1 ? '' : ' each'}`;
}
