/**
 * What differs between two estimates: in cost by component and line, in throughput, latency and availability by class.
 */
import { ZERO_AMOUNT, add, compare, parseAmount, subtract, type Amount } from '../billing/money.ts';
import type { Side, SideClass, SideItem } from './side.ts';

export type Change = 'added' | 'removed' | 'changed';

/** An amount on both sides, in the currency that both are shown in. */
export interface AmountDifference {
  readonly old: Amount;
  readonly new: Amount;
  readonly change: Amount;
}

export interface ItemDifference {
  readonly change: Change;
  readonly service: string;
  readonly meter: string;
  readonly region: string;
  readonly old: SideItem | undefined;
  readonly new: SideItem | undefined;
  readonly amount: AmountDifference;
  /** Whether an amount is not known on either side. */
  readonly isUnpriced: boolean;
  /** What moved it: more of it, another price, or both. */
  readonly reason: string;
}

export interface ComponentDifference {
  readonly component: string;
  readonly change: Change;
  readonly cost: AmountDifference;
  readonly items: readonly ItemDifference[];
}

/** One figure of a class on both sides; null: unbounded, nothing binds, or the class is not there. */
export interface FigureDifference {
  readonly figure: string;
  readonly unit: 's' | '/s' | '×' | 'share' | 'text';
  readonly old: number | string | null;
  readonly new: number | string | null;
}

export interface ClassDifference {
  readonly class: string;
  readonly change: Change;
  readonly figures: readonly FigureDifference[];
}

export interface Difference {
  readonly currency: string;
  readonly cost: AmountDifference;
  /** Of the whole; undefined where the old one is nothing. */
  readonly share: number | undefined;
  /** Whether one of the totals is only a lower bound. */
  readonly atLeast: boolean;
  /** Components whose cost differs, the largest difference first. */
  readonly components: readonly ComponentDifference[];
  readonly classes: readonly ClassDifference[];
}

/** Below this a figure has not changed: estimates of the same model differ by rounding. */
const SAME = 1e-9;

/**
 * Compares two estimates.
 *
 * @throws RangeError where they are in different currencies
 */
export function differenceOf(old: Side, now: Side): Difference {
  if (old.cost.currency !== now.cost.currency)
    throw new RangeError(`one side is in ${old.cost.currency}, the other in ${now.cost.currency}`);
  const cost = amounts(parseAmount(old.cost.total_exact), parseAmount(now.cost.total_exact));
  const components = pairs(old.cost.components, now.cost.components, ({ component }) => component)
    .flatMap(([name, before, after]): ComponentDifference[] => {
      const items = itemsOf(before?.items ?? [], after?.items ?? []);
      if (items.length === 0 && before && after) return [];
      const total = (own: readonly SideItem[] | undefined) =>
        (own ?? []).reduce((sum, { amount_exact: amount }) => add(sum, parseAmount(amount ?? '0')), ZERO_AMOUNT);
      return [
        {
          component: name,
          change: changeOf(before, after),
          cost: amounts(total(before?.items), total(after?.items)),
          items,
        },
      ];
    })
    .toSorted((a, b) => compare(magnitude(b.cost.change), magnitude(a.cost.change)));
  return {
    currency: now.cost.currency,
    cost,
    share: cost.old === ZERO_AMOUNT ? undefined : ratio(cost.change, cost.old),
    atLeast: old.cost.at_least || now.cost.at_least,
    components,
    classes: pairs(old.classes, now.classes, (one) => one.class).flatMap(([name, before, after]) => {
      const figures = figuresOf(before, after);
      return figures.length === 0 ? [] : [{ class: name, change: changeOf(before, after), figures }];
    }),
  };
}

/** The difference of an estimate to itself. */
export const noDifference = (currency: string, total: Amount, atLeast: boolean): Difference => ({
  currency,
  cost: amounts(total, total),
  share: total === ZERO_AMOUNT ? undefined : 0,
  atLeast,
  components: [],
  classes: [],
});

/** A share of two amounts as a number, for showing and for judging a percentage: exact to fifteen digits. */
export const ratio = (part: Amount, whole: Amount): number => Number((part * 10n ** 18n) / whole) / 1e18;

const magnitude = (amount: Amount): Amount => (amount < 0n ? (-amount as Amount) : amount);
const amounts = (old: Amount, now: Amount): AmountDifference => ({ old, new: now, change: subtract(now, old) });
const changeOf = (before: unknown, after: unknown): Change =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';

/** What has the same name on both sides, in the new side's order, then what is gone. */
function pairs<One>(
  old: readonly One[],
  now: readonly One[],
  nameOf: (one: One) => string,
): [name: string, old: One | undefined, now: One | undefined][] {
  const before = new Map(old.map((one) => [nameOf(one), one]));
  const after = new Map(now.map((one) => [nameOf(one), one]));
  return [
    ...[...after].map(([name, one]): [string, One | undefined, One | undefined] => [name, before.get(name), one]),
    ...[...before].flatMap(([name, one]): [string, One | undefined, One | undefined][] =>
      after.has(name) ? [] : [[name, one, undefined]],
    ),
  ];
}

function itemsOf(old: readonly SideItem[], now: readonly SideItem[]): ItemDifference[] {
  // Lines of one meter may stand several times, in the same order on both sides.
  const keyed = (items: readonly SideItem[]) => {
    const times = new Map<string, number>();
    return items.map((item) => {
      const key = `${item.service}\n${item.meter}\n${item.region}`;
      const count = times.get(key) ?? 0;
      times.set(key, count + 1);
      return { key: `${key}\n${count}`, item };
    });
  };
  return pairs(keyed(old), keyed(now), ({ key }) => key).flatMap(([, before, after]): ItemDifference[] => {
    const [one, other] = [before?.item, after?.item];
    const isUnpriced = one?.amount_exact === null || other?.amount_exact === null;
    const amount = amounts(parseAmount(one?.amount_exact ?? '0'), parseAmount(other?.amount_exact ?? '0'));
    const reason = reasonOf(one, other);
    if (reason === undefined) return [];
    const { service, meter, region } = (other ?? one)!;
    return [{ change: changeOf(one, other), service, meter, region, old: one, new: other, amount, isUnpriced, reason }];
  });
}

function reasonOf(old: SideItem | undefined, now: SideItem | undefined): string | undefined {
  if (!old) return 'new';
  if (!now) return 'gone';
  const isMore = old.quantity !== now.quantity;
  const isDearer = old.unit_price !== now.unit_price;
  if (isMore && isDearer) return 'quantity and unit price';
  if (isMore) return 'quantity';
  if (isDearer) return 'unit price';
  return old.amount_exact === now.amount_exact ? undefined : 'amount';
}

function figuresOf(old: SideClass | undefined, now: SideClass | undefined): FigureDifference[] {
  const rows: FigureDifference[] = [];
  const row = (
    figure: string,
    unit: FigureDifference['unit'],
    pick: (one: SideClass) => number | string | null | undefined,
  ) => {
    const [before, after] = [old && (pick(old) ?? null), now && (pick(now) ?? null)];
    if (isSame(before, after)) return;
    rows.push({ figure, unit, old: before ?? null, new: after ?? null });
  };
  row('rate', '/s', ({ rate }) => rate);
  row('peak', '/s', ({ peak }) => peak);
  row('capacity', '/s', ({ throughput }) => throughput.capacity);
  row('headroom', '×', ({ throughput }) => throughput.headroom);
  row('bottleneck', 'text', ({ throughput }) => throughput.bottleneck);
  for (const key of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const)
    row(`latency.${key}`, 's', ({ latency }) => latency?.[key]);
  row('availability', 'share', ({ availability }) => availability.value);
  return rows;
}

function isSame(a: number | string | null | undefined, b: number | string | null | undefined): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
}
