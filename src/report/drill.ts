/** A drill: the contract of its formats, and how it reads in tables. */
import type { Drill, DrilledClass, DrilledScenario, DrillState } from '../engine/drill/result.ts';
import type { DataAtRisk, Surge } from '../engine/drill/result.ts';
import type { PartitionedComponent } from '../engine/drill/partition.ts';
import { duration, effectText, outcomeText } from './drill-text.ts';
import { compact, percent, perSecond, seconds } from './figures.ts';
import { columnsOf, markdownText, terminalText, type Document, type Tone } from './document.ts';
import type { WrapOptions } from './wrapped-table.ts';

export type DrillReporter = (drill: Drill, options: WrapOptions) => string;

const DRILL_HEAD = ['failure', 'class', 'state', 'headroom', 'p50', 'p99', 'effects'];

const TONES: Readonly<Record<DrillState, Tone>> = { up: 'good', degraded: 'middling', down: 'bad' };

/** What is left of the peak, failure by failure. */
const drillDocument = (drill: Drill): Document => ({
  name: drill.topology,
  subject: 'what is left of the peak when something fails',
  blocks: [
    {
      type: 'table',
      columns: columnsOf(DRILL_HEAD, ['headroom', 'p50', 'p99'], ['failure', 'effects']),
      rows: drillRows(drill).map(({ scenario, requestClass, state, headroom, p50, p99, notes }) => [
        { text: scenario, isHead: true },
        { text: requestClass },
        { text: state ?? '', tone: state && TONES[state] },
        ...[headroom, p50, p99, notes].map((text) => ({ text })),
      ]),
    },
    { type: 'notes', notes: drillNotes(drill).map((text) => ({ text, tone: 'dim' })) },
  ],
});

export const drillTable: DrillReporter = (drill, options) => terminalText(drillDocument(drill), options);
export const drillMarkdown: DrillReporter = (drill) => markdownText(drillDocument(drill));

/** A row under `DRILL_HEAD`; of a class, or of something that concerns all of them. */
interface DrillRow {
  /** Only in the first row of a scenario. */
  readonly scenario: string;
  readonly requestClass: string;
  readonly state: DrillState | undefined;
  readonly headroom: string;
  readonly p50: string;
  readonly p99: string;
  readonly notes: readonly string[];
}

/** Rows of the scenarios that change anything and of the classes that they change, the one without a failure first. */
function drillRows({ base, scenarios }: Drill): DrillRow[] {
  return [
    ...base.map((one, at) => classRow(at === 0 ? 'nothing' : '', one)),
    ...scenarios.flatMap((scenario) => (isFelt(scenario, base) ? scenarioRows(scenario, base) : [])),
  ];
}

function scenarioRows(
  { scenario, classes, surges, data, partition }: DrilledScenario,
  base: readonly DrilledClass[],
): DrillRow[] {
  const further = [
    ...surges.map(surgeText),
    ...data.map(dataText),
    ...(partition?.components ?? []).map(partitionText),
  ];
  const rows = classes.flatMap((one, at) => (isChanged(one, base[at]!) ? [classRow('', one)] : []));
  if (further.length > 0)
    rows.push({
      scenario: '',
      requestClass: '',
      state: undefined,
      headroom: '',
      p50: '',
      p99: '',
      notes: further,
    });
  return rows.map((row, at) => (at === 0 ? { ...row, scenario } : row));
}

const classRow = (scenario: string, { requestClass, state, headroom, latency, effects }: DrilledClass): DrillRow => {
  const time = (value: number | undefined) =>
    state === 'down' ? '—' : value === undefined ? (headroom === undefined ? '—' : 'unbounded') : seconds(value);
  return {
    scenario,
    requestClass,
    state,
    headroom: headroom === undefined || state === 'down' ? '—' : `${compact(headroom)} ×`,
    p50: time(latency?.p50),
    p99: time(latency?.p99),
    notes: effects.map(effectText),
  };
};

/**
 * Scenarios of which no class, no other component and no data notices anything, in the order in which they were tried.
 */
export const unfelt = ({ base, scenarios }: Drill): readonly DrilledScenario[] =>
  scenarios.filter((one) => !isFelt(one, base));

const isFelt = ({ classes, surges, data, partition }: DrilledScenario, base: readonly DrilledClass[]): boolean =>
  surges.length > 0 ||
  data.length > 0 ||
  (partition?.components.length ?? 0) > 0 ||
  classes.some((one, at) => isChanged(one, base[at]!));

/** Whether it reads otherwise: a class that was solved again is off by what a percentile is found to. */
const isChanged = (one: DrilledClass, before: DrilledClass): boolean =>
  one !== before && JSON.stringify(classRow('', one)) !== JSON.stringify(classRow('', before));

function surgeText({ component, rate, resource, utilization }: Surge): string {
  const asked = rate.after === rate.before ? '' : ` ${perSecond(rate.before)} → ${perSecond(rate.after)}`;
  const used = utilization
    ? `${asked === '' ? '' : ','} ${resource} ${percent(utilization.before)} → ${percent(utilization.after)}`
    : '';
  return `surge on ${component}:${asked}${used}`;
}

function dataText({ component, copies, left, recoveryPoint, recoveryTime }: DataAtRisk): string {
  const what = `data of ${component}: ${left} of ${copies} copies left`;
  if (left === 0) return `${what}: what is not kept elsewhere is lost if they do not come back`;
  const point = recoveryPoint === undefined ? 'RPO unknown' : `RPO ${seconds(recoveryPoint)}`;
  return `${what}, ${point}, ${recoveryTime === undefined ? 'RTO unknown' : `RTO ${duration(recoveryTime)}`}`;
}

const partitionText = ({ component, isConsistent, outcome }: PartitionedComponent): string =>
  `${component}: ${outcomeText(outcome)}${isConsistent ? '' : ' (not consistent)'}`;

/** How many were tried, what nobody notices, and what was left out. */
function drillNotes(drill: Drill): string[] {
  const { scenarios, leftOut } = drill;
  const paired = scenarios.some(({ scope }) => scope === 'pair');
  const states = scenarios.map(({ classes }) => worst(classes));
  const count = (state: DrillState) => states.filter((one) => one === state).length;
  const notes = [
    `${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'}: ${count('down')} take a class down, ${count('degraded')} degrade one, ${count('up')} neither`,
  ];
  const quiet = unfelt(drill);
  if (quiet.length > 0) {
    const named = quiet.slice(0, MOST_NAMED).map(({ scenario }) => scenario);
    const rest = quiet.length - named.length;
    notes.push(`without effect: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`);
  }
  if (leftOut.singles > 0)
    notes.push(`${leftOut.singles} failures of nodes and others were left out: there are too many`);
  if (paired || leftOut.pairs > 0)
    notes.push(
      `${leftOut.pairs === 0 ? 'no pair was' : `${leftOut.pairs} pairs were`} left out; partitions are not paired`,
    );
  return notes;
}

/** Scenarios without effect that are named. */
const MOST_NAMED = 20;

const worst = (classes: readonly DrilledClass[]): DrillState =>
  classes.some(({ state }) => state === 'down')
    ? 'down'
    : classes.some(({ state }) => state === 'degraded')
      ? 'degraded'
      : 'up';
