/** What the reports of a difference share: signed money, figures before and after, edits as text. */
import { exactAmount, formatAmount, type Amount } from '../billing/money.ts';
import type { Comparison } from '../comparison/comparison.ts';
import type {
  ClassDifference,
  ComponentDifference,
  Difference,
  FigureDifference,
  ItemDifference,
} from '../comparison/diff.ts';
import type { Edit } from '../comparison/edits.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import { availabilityText, compact, grouped, latencyText, perSecond } from './figures.ts';

/** An amount that is already in the currency shown: `1,234.50`. */
export const shownAmount = (amount: Amount) => grouped(formatAmount(amount));

/** A change with its sign: `+476.54`, `−12.00`, `0.00`. */
export function signed(amount: Amount): string {
  const text = shownAmount(amount < 0n ? (-amount as Amount) : amount);
  if (/^[0.,]+$/.test(text)) return text;
  return amount < 0n ? `−${text}` : `+${text}`;
}

/** A change in per cent with its sign; `new` where there was nothing before. */
export function signedShare(share: number | undefined): string {
  if (share === undefined) return 'new';
  return `${share < 0 ? '−' : '+'}${compact(Math.abs(share) * 100)} %`;
}

/** A figure of a class as it is shown elsewhere. */
export function figureText({ unit, figure }: FigureDifference, value: number | string | null): string {
  if (typeof value === 'string') return value;
  if (value === null) return figure.startsWith('latency') ? 'unbounded' : '—';
  if (unit === 's') return latencyText(value);
  if (unit === '/s') return perSecond(value);
  if (unit === 'share') return availabilityText(1 - value);
  return `${compact(value)} ×`;
}

/** Figures of a class that read differently on both sides. */
export const tellingFigures = ({ figures }: ClassDifference): FigureDifference[] =>
  figures.filter((one) => figureText(one, one.old) !== figureText(one, one.new));

/** Classes that read differently. */
export const tellingClasses = ({ classes }: Difference): ClassDifference[] =>
  classes.filter((one) => one.change !== 'changed' || tellingFigures(one).length > 0);

/** Lines of the bill that read differently; those that cost nothing on both sides are left to the JSON. */
export const tellingItems = ({ items }: ComponentDifference): ItemDifference[] =>
  items.filter(({ isUnpriced, amount }) => isUnpriced || shownAmount(amount.old) !== shownAmount(amount.new));

/** Components whose cost reads differently. */
export const tellingComponents = ({ components }: Difference): ComponentDifference[] =>
  components.filter((one) => one.change !== 'changed' || tellingItems(one).length > 0);

const MOST_CHARACTERS = 60;

/** A value of the file on one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

/** An edit on one line: `components.app.count: 6 → 12`. */
export function editText({ path, old, new: now }: Edit): string {
  const name = path.length === 0 ? 'the file' : formatPath(path);
  if (old === undefined) return `${name} added`;
  if (now === undefined) return `${name} removed`;
  return `${name}: ${valueText(old)} → ${valueText(now)}`;
}

/** The figures of classes that a reader of one line wants: the p99, the headroom, the availability. */
const TELLING = new Set(['latency.p99', 'headroom', 'availability']);

/** What some edits do, on one line: `+714.82 USD, browse latency.p99 31.7 ms → 20 ms`. */
export function effectText({ cost, currency, classes }: Difference): string {
  const parts = cost.change === 0n ? [] : [`${signed(cost.change)} ${currency}`];
  for (const one of classes)
    for (const figure of tellingFigures(one))
      if (TELLING.has(figure.figure))
        parts.push(
          `${one.class} ${figure.figure} ${figureText(figure, figure.old)} → ${figureText(figure, figure.new)}`,
        );
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** A whole comparison on one line: `+714.82 (+5.87 %) against main`. */
export const effectOf = ({ old, difference: { cost, share } }: Comparison): string =>
  `${signed(cost.change)} (${signedShare(share)}) against ${old.name}`;

export const exact = exactAmount;
