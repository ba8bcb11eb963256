/** What the reports of a check share: what each verdict says, and where it is shown. */
import { subtract, type Amount } from '../billing/money.ts';
import type { Guard } from '../checks/verdict.ts';
import type { Loosening } from '../checks/verdict.ts';
import type { CheckResult, Figure, Verdict } from '../checks/verdict.ts';
import { formatPath, type Diagnostic, type Position } from '../diagnostics/diagnostic.ts';
import { headline } from '../diagnostics/render.ts';
import type { RuleName } from '../topology/check-rule.ts';
import type { Topology } from '../topology/model.ts';
import { availabilityText, compact, latencyText, moneyWithCode, percent } from './figures.ts';
import type { Paint } from './report.ts';

export interface CheckReportOptions {
  readonly paint: Paint;
  /** Topology files that were checked; positions elsewhere (`--set`, standard input) are no place in a repository. */
  readonly files: readonly string[];
  /** A file as pipelines know it: from the root of its repository. */
  placeOf(file: string): string;
  /** What is told beside the report, which then leaves it out: what failed, or warnings too. */
  readonly told?: 'failures' | 'all';
}

export type CheckReporter = (result: CheckResult, options: CheckReportOptions) => string;

/** A report that is put together topology by topology; formats for pipelines have room for one and for many. */
export interface CheckCollector {
  add(result: CheckResult, options: CheckReportOptions): void;
  /** A topology that cannot be checked. */
  addBroken(errors: readonly Diagnostic[], options: CheckReportOptions): void;
  /** All of it. */
  text(): string;
}

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
export function titleOf({ rule, subject, objective }: Pick<Verdict, 'rule' | 'subject' | 'objective'>): string {
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
      return subject === 'total' ? 'cost/month' : `cost of ${subject}`;
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
      return `${what} costs ${isLowerBound ? 'at least ' : ''}${size}${percent} ${amount < 0n ? 'less' : 'more'} than ${comparison!.old.name}, at most ${text(limit)} more is allowed${blamed}${unsure}`;
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

/** What a change takes from the bounds, in one sentence. */
export function loosenedText({ part, old, new: now, component }: Loosening, currency: Topology['currency']): string {
  const title = guardTitle(old);
  if (part === 'tags') return `component ${component!} no longer bears ${old.subject}, which a rule names`;
  if (!now) return `${title} is no longer bounded${old.limit ? `, before by ${figureText(old.limit, currency)}` : ''}`;
  const bounds =
    old.limit && now.limit && !isSame(old.limit, now.limit)
      ? `is bounded by ${figureText(now.limit, currency)}, before by ${figureText(old.limit, currency)}`
      : '';
  const level = old.level === 'error' && now.level === 'warn' ? 'only warns now' : '';
  return `${title} ${[bounds, level].filter(Boolean).join(' and ')}`;
}

/** A guard in words; one of all that its rule judges by the rule's name. */
const guardTitle = ({ rule, subject, objective }: Guard): string =>
  subject === '' || (objective === undefined && rule === 'slo')
    ? `rule ${rule}${subject === '' ? '' : ` of ${subject}`}`
    : titleOf({ rule, subject, ...(objective !== undefined && { objective }) });

function isSame(a: Figure, b: Figure): boolean {
  if (a.unit === 'usd') return b.unit === 'usd' && a.amount === b.amount;
  return b.unit === a.unit && b.value === a.value;
}

/** Something that a report shows at a line: a verdict that is not met, a bound that is looser, an error. */
export interface Finding {
  /** What it is judged by; `loosened` and `input` beside the rules. */
  readonly rule: RuleName | 'loosened' | 'input';
  readonly severity: 'error' | 'warning' | 'note';
  readonly title: string;
  readonly message: string;
  /** Its place in a repository; absent for what stands on the command line or comes from standard input. */
  readonly place: Position | undefined;
  readonly fingerprint: string;
}

/** What is not met of a check, then what a change takes from its bounds. */
export function findingsOf(result: CheckResult, options: CheckReportOptions): Finding[] {
  const fingerprints = fingerprintsOf(result, identityOf(options, result.estimate.topology.name));
  const verdicts = result.verdicts.flatMap((verdict, index): Finding[] => {
    const { rule, status, level, position } = verdict;
    if (status === 'met') return [];
    return [
      {
        rule,
        severity: status === 'unknown' ? 'note' : level === 'error' ? 'error' : 'warning',
        title: titleOf(verdict),
        message: messageOf(verdict, result),
        place: placeIn(position, options),
        fingerprint: fingerprints[index]!,
      },
    ];
  });
  const loosened = (result.loosened ?? []).map((one): Finding => {
    const { rule, subject, objective = '' } = one.old;
    const identity = [
      identityOf(options, result.estimate.topology.name),
      'loosened',
      rule,
      subject,
      objective,
      one.component ?? '',
    ];
    return {
      rule: 'loosened',
      severity: 'warning',
      title: 'a bound is looser',
      message: loosenedText(one, result.estimate.topology.currency),
      place: placeIn(one.position, options),
      fingerprint: hashOf(identity.join('\n')),
    };
  });
  return [...verdicts, ...loosened];
}

/** What is wrong with a topology that cannot be checked. */
export function brokenFindings(errors: readonly Diagnostic[], options: CheckReportOptions): Finding[] {
  const seen = new Map<string, number>();
  return errors.map((one): Finding => {
    const { position: _, ...rest } = one;
    const message = headline(rest);
    const text = [identityOf(options, ''), 'input', one.code, formatPath(one.path), message].join('\n');
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return {
      rule: 'input',
      severity: 'error',
      title: 'the topology cannot be checked',
      message,
      place: placeIn(one.position, options),
      fingerprint: hashOf(before === 0 ? text : `${text}\n${before}`),
    };
  });
}

/**
 * Files as a repository knows them, which tell one topology from another of its name; its name where it comes from
 * standard input.
 */
export const identityOf = ({ files, placeOf }: CheckReportOptions, name: string): string =>
  files.length > 0 ? files.map(placeOf).join(' + ') : name;

/** Where something is shown in a repository: not in what stands on the command line or comes from standard input. */
const placeIn = (position: Position | undefined, { files, placeOf }: CheckReportOptions): Position | undefined =>
  position !== undefined && files.includes(position.file) ? { ...position, file: placeOf(position.file) } : undefined;

/** The first of the files, for what has no place of its own. */
export const firstOf = ({ files, placeOf }: CheckReportOptions): string | undefined =>
  files[0] === undefined ? undefined : placeOf(files[0]);

/** What is said beside the exit status: `shop: 2 of 7 checks failed`. */
export function summaryOf({ estimate, verdicts, loosened, passed }: CheckResult): string {
  const count = (isOne: (verdict: Verdict) => boolean) => verdicts.filter(isOne).length;
  const failed = count(({ status, level }) => status === 'failed' && level === 'error');
  const warned = count(({ status, level }) => status === 'failed' && level === 'warn') + (loosened?.length ?? 0);
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
 * Tells each verdict from the others, run after run: by its topology's files and name and by what it judges, not by its
 * figures. Verdicts that judge the same, by a budget and by a rule say, are told apart by their order.
 * @returns 16 hexadecimal digits a verdict, in the order of the verdicts: FNV-1a with 64 bits
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
function fingerprintsOf({ estimate, verdicts }: CheckResult, identity: string): string[] {
  const seen = new Map<string, number>();
  return verdicts.map(({ rule, subject, objective, reason, status }) => {
    const text = [
      identity,
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
