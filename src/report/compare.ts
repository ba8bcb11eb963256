/**
 * What the reports of a comparison share: rows of costs and figures, and what a component was mapped to with the
 * reasons.
 */
import { ZERO_AMOUNT, add, parseAmount, subtract, type Amount } from '../billing/money.ts';
import type { Column, SideBySide } from '../comparison/compare.ts';
import { carries, type Mark } from '../comparison/marks.ts';
import { ratio } from '../comparison/diff.ts';
import type { SizeMatch } from '../comparison/instances.ts';
import type { ComponentMapping, Rehomed, Standing } from '../comparison/rehome.ts';
import type { RegionMatch } from '../comparison/regions.ts';
import type { SideBill, SideClass } from '../comparison/side.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import { shownAmount, signed, signedShare, valueText } from './diff.ts';
import { availabilityText, boundOf, compact, grouped, latencyText } from './figures.ts';

/** A row of a table with a cell a column. */
export interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

const lacksPrice = (bill: SideBill) => bill.items.some(({ amount_exact: amount }) => amount === null);
const totalOf = (bill: SideBill): Amount =>
  bill.items.reduce((sum, { amount_exact: amount }) => add(sum, parseAmount(amount ?? '0')), ZERO_AMOUNT);

/** What a cell is followed by that does not hold what it promises: told below the table. */
const MARK = ' !';
const failsAt = ({ marks }: Column, name: string) =>
  marks.some(({ severity, component }) => severity === 'fails' && component === name);

/**
 * What each component costs in each column; `≥` where a price is not known, `—` where there is no such component,
 * marked where it does not carry the load.
 */
export function costRows({ columns }: SideBySide): Row[] {
  const bills = columns.map(({ side }) => new Map(side.cost.components.map((bill) => [bill.component, bill])));
  return unionOf(bills.map((one) => [...one.keys()])).map((name) => ({
    name,
    cells: bills.map((one, index) => {
      const bill = one.get(name);
      if (!bill) return '—';
      return `${lacksPrice(bill) ? '≥ ' : ''}${shownAmount(totalOf(bill))}${failsAt(columns[index]!, name) ? MARK : ''}`;
    }),
  }));
}

/** The month of each column; `≥` where a price is not known, marked where the load is not carried. */
export const totalCells = ({ columns }: SideBySide): string[] =>
  columns.map(
    ({ side: { cost }, marks }) =>
      `${cost.at_least ? '≥ ' : ''}${shownAmount(parseAmount(cost.total_exact))}${carries(marks) ? '' : MARK}`,
  );

/** Why the total of a column says nothing against that of the first; empty where it does. */
export function notComparable({ columns }: SideBySide, index: number): string[] {
  const first = columns[0]!;
  const own = columns[index]!;
  if (own === first) return [];
  const reasons = [...unpricedTexts(own), ...unpricedTexts(first).map((text) => `${first.name}: ${text}`)];
  // Of a saved estimate no more is known than that something has no price.
  if (reasons.length === 0 && (own.side.cost.at_least || first.side.cost.at_least))
    reasons.push('something has no price');
  return [...reasons, ...own.unlike];
}

/** What each column costs more or less than the first, which has no such cell: nothing where a price is not known. */
export function changeCells(comparison: SideBySide): string[] {
  const { columns } = comparison;
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const before = parseAmount(first.side.cost.total_exact);
  return [
    '',
    ...others.map(({ side, marks }, index) => {
      if (notComparable(comparison, index + 1).length > 0) return 'not comparable';
      const change = subtract(parseAmount(side.cost.total_exact), before);
      const share = before === ZERO_AMOUNT ? undefined : ratio(change, before);
      return `${signed(change)}${share === undefined ? '' : ` (${signedShare(share)})`}${carries(marks) ? '' : MARK}`;
    }),
  ];
}

const PAYMENTS = { 'no-upfront': 'monthly', 'partial-upfront': 'half upfront', 'all-upfront': 'all upfront' } as const;

/** How each column is committed and what is due on day one, where that differs from paying as it runs. */
export function termRows({ columns }: SideBySide): Row[] {
  const rows: Row[] = [];
  if (columns.some(({ bought }) => bought?.payment !== undefined)) {
    const cells = columns.map(({ bought }) =>
      bought?.payment === undefined ? '—' : `${bought.years} y, ${PAYMENTS[bought.payment]}`,
    );
    rows.push({ name: 'commitment', cells });
  }
  const dueOf = ({ side: { cost } }: Column) => parseAmount(cost.up_front ?? '0');
  if (columns.some((column) => dueOf(column) !== ZERO_AMOUNT))
    rows.push({ name: 'due on day one', cells: columns.map((column) => shownAmount(dueOf(column))) });
  return rows;
}

/** The figures of every class: headroom, the 99th percentile, the availability; marked where the first is better. */
export function figureRows({ columns }: SideBySide): Row[] {
  const classes = unionOf(columns.map(({ side }) => side.classes.map((one) => one.class)));
  return classes.flatMap((name) => {
    const row = (figure: string, text: (one: SideClass) => string, marked?: Mark['figure']): Row => ({
      name: classes.length > 1 ? `${name}: ${figure}` : figure,
      cells: columns.map(({ side, marks }) => {
        const found = side.classes.find((one) => one.class === name);
        const isMarked = marks.some((mark) => mark.class === name && mark.figure === marked);
        return found ? `${text(found)}${isMarked ? MARK : ''}` : '—';
      }),
    });
    return [
      row(
        'headroom',
        ({ throughput: { headroom } }) => (headroom === null ? '—' : `${compact(headroom)} ×`),
        'headroom',
      ),
      row('p99 at the peak', ({ latency, peak }) => (peak === 0 ? '—' : latencyText(latency?.p99)), 'p99'),
      row('availability', ({ availability }) => {
        const { error = 0, unknown = [] } = availability as { error?: number; unknown?: readonly string[] };
        return `${boundOf({ error, unknown })}${availabilityText(availability.unavailability)}`;
      }),
    ];
  });
}

/** What is wrong with a column, by component and class. */
export const markTexts = ({ marks }: Column): string[] =>
  marks.map(({ component, class: of, message }) => [of ?? component, message].filter(Boolean).join(': '));

/** Names in the order in which they first come. */
const unionOf = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

// --- Mappings ------------------------------------------------------------------------------------

/** A product with its size: `ec2 m7g.xlarge`; what nobody sells is called by its kind. */
const standingText = ({ product, size }: Standing, kind: string): string =>
  [product === 'own' ? kind : product, size].filter((word) => word !== undefined).join(' ');

/** A region and what stands for it: `us-east-1 → eastus, 209 km away`, and why. */
export function regionText(
  { from, to, kilometres, reason, leaves, rejected }: RegionMatch,
  isVerbose: boolean,
): string {
  const away =
    kilometres === undefined ? '' : kilometres < 1 ? ', in the same place' : `, ${compactKm(kilometres)} away`;
  const warned = leaves === undefined ? '' : ` (! ${leaves})`;
  if (!isVerbose) return `${from.region} → ${to.region}${away}${warned}`;
  const others = rejected.map(({ region, reason: why }) => `not ${region}: ${why}`);
  return `${from.region} → ${to.region}${away}${warned}: ${[reason, ...others].join('; ')}`;
}

const compactKm = (kilometres: number) => `${grouped(String(Math.round(kilometres)))} km`;

/**
 * A component and what it was mapped to, with what is not certain of it: `app: ec2 m7g.xlarge → virtual-machine
 * Standard_D4ps_v6`.
 */
export function mappingText(
  { from, to, kind, gaps, unlike, component }: ComponentMapping,
  isVerbose: boolean,
): [string, string] {
  const [was, is] = [standingText(from, kind), standingText(to, kind)];
  const all = [...(isVerbose ? [] : gaps), ...unlike];
  const unsure = all.length === 0 ? '' : ` (! ${all.join('; ! ')})`;
  return [component, `${was === is ? is : `${was} → ${is}`}${unsure}`];
}

/** Rejected sizes that are told. */
const MOST_REJECTED = 8;

/** The nearest of those that were rejected for different reasons: `m6i.xlarge: less memory (16 of 32 GiB)`. */
export function rejectedTexts({ rejected }: SizeMatch): string[] {
  const seen = new Map<string, number>();
  const told = rejected.filter(({ reasons }) => {
    const [sort = ''] = /^[^(:]*/.exec(reasons[0] ?? '') ?? [];
    const times = seen.get(sort) ?? 0;
    seen.set(sort, times + 1);
    // Of two that are merely more expensive the second says little, and so does one of which the tables know nothing.
    return times < 1 && reasons.length > 0 && !/^(vCPUs|memory) not known/.test(reasons[0]!);
  });
  return told.slice(0, MOST_REJECTED).map(({ name, reasons }) => `${name}: ${reasons.join(', ')}`);
}

/** Why a component became what it is, one reason a line. */
export function reasonTexts({ reason, rejectedProducts, match, sizeReason }: ComponentMapping): string[] {
  const why = [reason, sizeReason, ...rejectedProducts.map((one) => `not ${one.product}: ${one.reason}`)];
  const lines = [why.filter((one) => one !== undefined).join('; ')];
  if (match) {
    const { chosen, considered } = match;
    const price = chosen.pricePerHour === undefined ? '' : `, ${chosen.pricePerHour} ${chosen.currency} an hour`;
    const of = considered > 1 ? `the cheapest, of ${grouped(String(considered))} sizes, that has` : 'the size that has';
    lines.push(`${chosen.name}${price}: ${of} what it needs (${featureText(match)})`);
    const others = rejectedTexts(match);
    if (others.length > 0) lines.push(`not ${others.join('; not ')}`);
  }
  return lines;
}

function featureText({ chosen, bySpeed }: SizeMatch): string {
  const { vcpu, memoryGib, arch, coremark, burstable } = chosen;
  const parts = [
    vcpu === undefined ? '' : `${vcpu} vCPU`,
    memoryGib === undefined ? '' : `${compact(memoryGib)} GiB`,
    arch ?? '',
    bySpeed && coremark !== undefined
      ? `CoreMark ${grouped(String(coremark))}${burstable === true ? ' sustained' : ''}`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Fields that changed with their reason: `volumes[0].type: gp3 → p40 (…)`, `engine dropped (…)`. */
export const changeTexts = (changes: ComponentMapping['changes']): string[] =>
  changes.map(({ path, old, new: now, reason }) => {
    const name = formatPath(path);
    if (now === undefined) return `${name}: ${valueText(old)} dropped (${reason})`;
    if (old === undefined) return `${name}: ${valueText(now)} added (${reason})`;
    return `${name}: ${valueText(old)} → ${valueText(now)} (${reason})`;
  });

/** Components whose mapping says something: those that moved, and those that something is missing for. */
export const toldMappings = ({ mappings }: Rehomed): ComponentMapping[] =>
  mappings.filter(({ from, to, gaps, unlike, changes }) => {
    const isMoved = from.provider !== to.provider || from.region !== to.region || from.product !== to.product;
    return isMoved || gaps.length + unlike.length > 0 || changes.length > 0;
  });

/** Lines of the bill that have no price, and why. */
export function unpricedTexts({ estimate }: Column): string[] {
  return (estimate?.bill.unpriced ?? []).map(
    ({ component, service, meter, unpriced }) =>
      `${component}: ${service} ${meter} has no price: ${unpriced ?? 'none is known'}`,
  );
}
