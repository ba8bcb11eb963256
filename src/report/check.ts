/** What the reports of a check share: what each verdict says, and where it is shown. */
import { subtract, type Amount } from '../billing/money.ts';
import type { CheckResult, Figure, Verdict } from '../checks/verdict.ts';
import type { Position } from '../diagnostics/diagnostic.ts';
import type { Topology } from '../topology/model.ts';
import { availabilityText, compact, latencyText, moneyWithCode, percent } from './figures.ts';
import type { Paint } from './report.ts';

export interface CheckReportOptions {
  readonly paint: Paint;
  /** Topology files that were checked; positions elsewhere (`--set`, standard input) are no place in a repository. */
  readonly files: readonly string[];
}

export type CheckReporter = (result: CheckResult, options: CheckReportOptions) => string;

const DAY = 86_400;

/** A figure as it is shown. */
export function figureText(figure: Figure | undefined, currency: Topology['currency']): string {
  if (figure === undefined) return '';
  switch (figure.unit) {
    case 'usd':
      return signedMoney(figure.amount, currency);
    case 'percent':
      return `${figure.value < 0 ? '−' : ''}${compact(Math.abs(figure.value))} %`;
    case 's':
      return figure.value >= DAY ? `${Math.floor(figure.value / DAY)} days` : latencyText(figure.value);
    case 'share':
      return figure.value > 1 || figure.value < 0 ? percent(figure.value) : availabilityText(1 - figure.value);
    case '×':
      return `${compact(figure.value)} ×`;
    case 'lines':
      return String(figure.value);
  }
}

const signedMoney = (amount: Amount, currency: Topology['currency']): string =>
  amount < 0n ? `−${moneyWithCode(-amount as Amount, currency)}` : moneyWithCode(amount, currency);

/** What a verdict judges, in words: `cost of the month`, `latency.p99 of browse`. */
export function titleOf({ rule, subject, objective }: Verdict): string {
  const name = subject.replace(/^class /, '');
  switch (rule) {
    case 'slo':
      return `${objective!} of ${name}`;
    case 'increase':
      return subject === 'total' ? 'increase' : `increase of ${subject}`;
    case 'cost-per-million':
      return `cost of a million ${name}`;
    case 'unpriced':
      return subject === 'total' ? 'prices' : `price of ${subject}`;
    case 'price-age':
      return 'age of prices';
    case 'capacity':
      return subject === 'total' ? 'capacity' : `capacity of ${name}`;
    case 'unknown':
      return `unknowns of ${name}`;
    default:
      return subject === 'total' ? 'cost of the month' : `cost of ${subject}`;
  }
}

/** One sentence on what was found. */
export function messageOf(verdict: Verdict, { estimate, comparison }: CheckResult): string {
  const { currency } = estimate.topology;
  const { rule, status, subject, objective, actual, limit, reason, increase, cause, isLowerBound = false } = verdict;
  const blamed = cause === undefined ? '' : `, by ${cause}`;
  const unsure = status === 'unknown' && reason !== undefined ? `: ${reason}` : '';
  const text = (figure: Figure | undefined) => figureText(figure, currency);
  switch (rule) {
    case 'capacity':
      if (status === 'met') return 'everything carries the peak';
      if (subject.startsWith('component '))
        return `${subject.replace('component ', '')}: ${reason!} is ${text(actual)} full`;
      return actual === undefined
        ? `${subject} does not carry its peak: ${reason!}`
        : `${subject} carries ${text(actual)} its peak: ${reason!} is over its limit${blamed}`;
    case 'unknown':
      return `latency and capacity of ${subject} are unknown: ${reason!}`;
    case 'slo': {
      const isLatency = actual?.unit === 's' || limit?.unit === 's';
      const is =
        actual === undefined
          ? status === 'unknown'
            ? 'unknown'
            : isLatency
              ? 'unbounded'
              : 'without bound'
          : text(actual);
      const most = status === 'unknown' && limit?.unit === 'share' ? 'at most ' : '';
      return `${objective!} of ${subject.replace(/^(?:class|component) /, '')} is ${most}${is}, the objective ${isLatency ? 'at most' : 'at least'} ${text(limit)}${blamed}${unsure}`;
    }
    case 'increase': {
      if (!increase) return `nothing to compare with${unsure}`;
      const { amount, share } = increase;
      const size = moneyWithCode((amount < 0n ? -amount : amount) as Amount, currency);
      const percent = share === undefined ? '' : ` (${compact(Math.abs(share) * 100)} %)`;
      const what = subject === 'total' ? 'the month' : subject;
      return `${what} costs ${size}${percent} ${amount < 0n ? 'less' : 'more'} than ${comparison!.old.name}, at most ${text(limit)} more is allowed${blamed}${unsure}`;
    }
    case 'unpriced':
      return status === 'met' ? 'every line of the bill has a price' : `no price of ${reason!}`;
    case 'price-age':
      return actual === undefined
        ? 'no price of a rate table is used'
        : `the oldest price used is ${text(actual)} old, at most ${text(limit)} are allowed`;
    default: {
      const what =
        rule === 'cost-per-million'
          ? `a million requests of ${subject.replace('class ', '')} cost`
          : `${subject === 'total' ? 'the month' : subject} costs`;
      const over =
        status === 'failed' && actual?.unit === 'usd' && limit?.unit === 'usd'
          ? `, ${moneyWithCode(subtract(actual.amount, limit.amount), currency)} more than the`
          : ' of';
      return `${what} ${isLowerBound ? 'at least ' : ''}${text(actual)}${over} ${text(limit)}${status === 'failed' ? ' allowed' : ''}${blamed}${unsure}`;
    }
  }
}

/** Where a verdict is shown in a repository: not in what stands on the command line or comes from standard input. */
export const placeIn = ({ position }: Verdict, files: readonly string[]): Position | undefined =>
  position !== undefined && files.includes(position.file) ? { ...position, file: pathOf(position.file) } : undefined;

/** The first of the files, for what has no place of its own. */
export const firstOf = (files: readonly string[]): string | undefined =>
  files[0] === undefined ? undefined : pathOf(files[0]);

/** A path as pipelines compare it with those of a change: without the `./` that a shell puts before it. */
const pathOf = (file: string): string => file.replace(/^(?:\.[\\/]+)+/, '');

/** What is said beside the exit status: `shop: 2 of 7 checks failed`. */
export function summaryOf({ estimate, verdicts, passed }: CheckResult): string {
  const count = (isOne: (verdict: Verdict) => boolean) => verdicts.filter(isOne).length;
  const failed = count(({ status, level }) => status === 'failed' && level === 'error');
  const warned = count(({ status, level }) => status === 'failed' && level === 'warn');
  const unknown = count(({ status }) => status === 'unknown');
  const beside = [
    warned > 0 ? `${warned} ${warned === 1 ? 'warning' : 'warnings'}` : '',
    unknown > 0 ? `${unknown} not known` : '',
  ].filter(Boolean);
  const all = verdicts.length === 1 ? '1 check' : `${verdicts.length} checks`;
  const main = passed
    ? `${all}${beside.length > 0 ? ', none failed' : verdicts.length === 1 ? ' passed' : ', all passed'}`
    : `${failed} of ${all} failed`;
  return `${estimate.topology.name}: ${[main, ...beside].join(', ')}`;
}

/**
 * Tells each verdict from the others, run after run: by what it judges, not by its figures. Verdicts that judge the same, by a
 * budget and by a rule say, are told apart by their order.
 * @returns 16 hexadecimal digits a verdict, in the order of the verdicts: FNV-1a with 64 bits
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fingerprintsOf({ estimate, verdicts }: CheckResult): string[] {
  const seen = new Map<string, number>();
  return verdicts.map(({ rule, subject, objective, reason, status }) => {
    const text = [
      estimate.topology.name,
      rule,
      subject,
      objective ?? '',
      // A component may lack several prices.
      (rule === 'unpriced' || (rule === 'capacity' && subject.startsWith('component '))) && status === 'failed'
        ? reason
        : '',
    ].join('\n');
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return hashOf(before === 0 ? text : `${text}\n${before}`);
  });
}

function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
