/** Simulated failures beside the analytic availability, as they read in tables. */
import { HOURS_PER_YEAR } from '../models/reliability/downtime.ts';
import { BAND, type ClassFailures, type FailureComparison } from '../validation/failures.ts';
import { availabilityText, boundOf, compact, downtime, percent } from './figures.ts';
import { columnsOf, markdownText, terminalText, type Cell, type Document } from './document.ts';
import { toneOf } from './simulation.ts';
import type { WrapOptions } from './wrapped-table.ts';

export type FailureReporter = (comparison: FailureComparison, options: WrapOptions) => string;

const FAILURE_HEAD = ['class', 'figure', 'analytic', 'simulated', '95 % from', 'to', 'difference', 'agree'];

/** Simulated failures beside the analytic availability. */
function failureDocument(comparison: FailureComparison): Document {
  const { text, good } = failureVerdict(comparison);
  const figures = ['analytic', 'simulated', '95 % from', 'to', 'difference'];
  return {
    name: comparison.topology,
    subject: 'availability, analytic beside simulated',
    blocks: [
      { type: 'table', columns: columnsOf(FAILURE_HEAD, figures), rows: failureRows(comparison) },
      {
        type: 'notes',
        notes: [
          { text, tone: toneOf(good) },
          ...failureNotes(comparison).map((note) => ({ text: note, tone: 'middling' as const })),
        ],
      },
      { type: 'warnings', warnings: comparison.warnings },
      { type: 'notes', notes: [{ text: failureFooter(comparison), tone: 'dim' }] },
    ],
  };
}

export const failureTable: FailureReporter = (comparison, options) =>
  terminalText(failureDocument(comparison), options);
export const failureMarkdown: FailureReporter = (comparison) => markdownText(failureDocument(comparison));

const yearly = (unavailability: number) => downtime(unavailability * HOURS_PER_YEAR * 3600);

/** Rows under `FAILURE_HEAD`, two a class; the class is named in the first. */
function failureRows({ classes }: FailureComparison): Cell[][] {
  return classes.flatMap(({ requestClass, analytic, simulated, difference, agrees }): Cell[][] => {
    const { value, low, high } = simulated.unavailability;
    const shown = (share: number | undefined, show: (share: number) => string) =>
      share === undefined ? '' : show(share);
    return [
      [
        { text: requestClass },
        { text: 'availability' },
        { text: `${boundOf(analytic)}${availabilityText(analytic.unavailability)}` },
        { text: availabilityText(value) },
        { text: shown(high, availabilityText) },
        { text: shown(low, availabilityText) },
      ],
      [
        { text: '' },
        { text: 'downtime/year' },
        { text: yearly(analytic.unavailability) },
        { text: yearly(value) },
        { text: shown(low, yearly) },
        { text: shown(high, yearly) },
        { text: difference === undefined ? '' : signed(difference) },
        { text: agrees === undefined ? 'not sure' : agrees ? 'yes' : 'no', tone: toneOf(agrees) },
      ],
    ];
  });
}

function signed(share: number): string {
  const text = (share * 100).toFixed(1);
  return text === '0.0' || text === '-0.0' ? '0.0 %' : `${share > 0 ? '+' : ''}${text} %`;
}

/** Whether the classes agree, and which don't. */
function failureVerdict({ classes }: FailureComparison): { readonly text: string; readonly good: boolean } {
  const names = (some: readonly ClassFailures[]) => some.map(({ requestClass }) => requestClass).join(', ');
  const off = classes.filter(({ agrees }) => agrees === false);
  if (off.length > 0)
    return {
      text: `analytic and simulated unavailability differ by more than ${percent(BAND)} and more than chance explains: ${names(off)}`,
      good: false,
    };
  const unsure = classes.filter(({ agrees }) => agrees === undefined);
  const judged = classes.length - unsure.length;
  if (judged === 0) return { text: 'nothing to compare: too few outages in the time simulated', good: false };
  const which = unsure.length === 0 ? 'all classes' : 'all classes that had outages enough';
  return { text: `analytic and simulated availability agree in ${which}`, good: true };
}

/** What else a reader should know, a sentence each. */
function failureNotes({ classes }: FailureComparison): string[] {
  const notes: string[] = [];
  const named = (is: (one: ClassFailures) => boolean) =>
    classes
      .filter(is)
      .map(({ requestClass }) => requestClass)
      .join(', ');
  const unsure = named(({ agrees }) => agrees === undefined);
  if (unsure !== '') notes.push(`${unsure}: too few outages for an interval; simulate more years`);
  const plain = named(({ simulated }) => simulated.method === 'time');
  if (plain !== '')
    notes.push(`${plain}: failures are frequent, and simulated as they come; rare outages among them may not show`);
  const bounded = named(({ analytic }) => analytic.error > 0);
  if (bounded !== '') notes.push(`${bounded}: the analytic figure is a bound`);
  return notes;
}

/** What was simulated: seed, events, and years by class. */
function failureFooter({ seed, events, classes }: FailureComparison): string {
  const years = classes.map(({ requestClass, simulated }) =>
    simulated.method === 'exact'
      ? `${requestClass}: nothing fails`
      : `${requestClass}: ${compact(simulated.years)} years${simulated.method === 'cycles' ? ` in ${compact(simulated.cycles)} cycles` : ''}`,
  );
  return `seed ${seed}, ${compact(events)} events; ${years.join(', ')}`;
}
