/** What the reports of a comparison share: rows of costs and figures, and what a component was mapped to with the reasons. */
import { ZERO_AMOUNT, add, parseAmount, subtract, type Amount } from '../billing/money.ts';
import type { Column, SideBySide } from '../comparison/compare.ts';
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

/** What each component costs in each column; `≥` where a price is not known, `—` where there is no such component. */
export function costRows({ columns }: SideBySide): Row[] {
  const bills = columns.map(({ side }) => new Map(side.cost.components.map((bill) => [bill.component, bill])));
  return unionOf(bills.map((one) => [...one.keys()])).map((name) => ({
    name,
    cells: bills.map((one) => {
      const bill = one.get(name);
      return bill ? `${lacksPrice(bill) ? '≥ ' : ''}${shownAmount(totalOf(bill))}` : '—';
    }),
  }));
}

/** The month of each column; `≥` where a price is not known. */
export const totalCells = ({ columns }: SideBySide): string[] =>
  columns.map(({ side: { cost } }) => `${cost.at_least ? '≥ ' : ''}${shownAmount(parseAmount(cost.total_exact))}`);

/**
 * What each column costs more or less than the first, which has no such cell; a bound where one of the two totals is, and nothing where
 * both are.
 */
export function changeCells({ columns }: SideBySide): string[] {
  const [first, ...others] = columns.map(({ side: { cost } }) => ({
    total: parseAmount(cost.total_exact),
    atLeast: cost.at_least,
  }));
  if (first === undefined) return [];
  return [
    '',
    ...others.map(({ total, atLeast }) => {
      if (atLeast && first.atLeast) return 'not known';
      const bound = atLeast ? '≥ ' : first.atLeast ? '≤ ' : '';
      const change = subtract(total, first.total);
      const share = first.total === ZERO_AMOUNT ? undefined : ratio(change, first.total);
      return `${bound}${signed(change)}${share === undefined ? '' : ` (${signedShare(share)})`}`;
    }),
  ];
}

/** The figures of every class: headroom with what binds, the 99th percentile, the availability. */
export function figureRows({ columns }: SideBySide): { readonly class: string; readonly rows: readonly Row[] }[] {
  return unionOf(columns.map(({ side }) => side.classes.map((one) => one.class))).map((name) => {
    const row = (figure: string, text: (one: SideClass, column: Column) => string): Row => ({
      name: figure,
      cells: columns.map((column) => {
        const found = column.side.classes.find((one) => one.class === name);
        return found ? text(found, column) : '—';
      }),
    });
    return {
      class: name,
      rows: [
        row('headroom', ({ throughput: { headroom } }) => (headroom === null ? '—' : `${compact(headroom)} ×`)),
        row('bottleneck', ({ throughput: { bottleneck } }) => bottleneck ?? '—'),
        row('p99 at the peak', ({ latency, peak }) => (peak === 0 ? '—' : latencyText(latency?.p99))),
        row('availability', ({ availability }) => {
          const { error = 0, unknown = [] } = availability as { error?: number; unknown?: readonly string[] };
          return `${boundOf({ error, unknown })}${availabilityText(availability.unavailability)}`;
        }),
      ],
    };
  });
}

/** Names in the order in which they first come. */
const unionOf = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

// --- Mappings ------------------------------------------------------------------------------------

/** A product with its size: `ec2 m7g.xlarge`; what nobody sells is called by its kind. */
export const standingText = ({ product, size }: Standing, kind: string): string =>
  [product === 'own' ? kind : product, size].filter((word) => word !== undefined).join(' ');

/** A region and what stands for it: `us-east-1 → eastus, 209 km away: …`. */
export function regionText({ from, to, kilometres, reason, rejected }: RegionMatch): string {
  const away =
    kilometres === undefined ? '' : kilometres < 1 ? ', in the same place' : `, ${compactKm(kilometres)} away`;
  const others = rejected.map(({ region, reason: why }) => `not ${region}: ${why}`);
  return `${from.region} → ${to.region}${away}: ${[reason, ...others].join('; ')}`;
}

const compactKm = (kilometres: number) => `${grouped(String(Math.round(kilometres)))} km`;

/** Rejected sizes that are told. */
const MOST_REJECTED = 8;

/** The nearest of those that were rejected for different reasons: `m6i.xlarge: less memory (16 of 32 GiB)`. */
export function rejectedTexts({ rejected }: SizeMatch): string[] {
  const seen = new Map<string, number>();
  const told = rejected.filter(({ reasons }) => {
    const [sort = ''] = /^[^(:]*/.exec(reasons[0] ?? '') ?? [];
    const times = seen.get(sort) ?? 0;
    seen.set(sort, times + 1);
    // Of two that are merely dearer the second says little, and so does one of which the tables know nothing.
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
  mappings.filter(({ from, to, gaps, changes }) => {
    const isMoved = from.provider !== to.provider || from.region !== to.region || from.product !== to.product;
    return isMoved || gaps.length > 0 || changes.length > 0;
  });

/** Lines of the bill that have no price, and why. */
export function unpricedTexts({ estimate }: Column): string[] {
  return (estimate?.bill.unpriced ?? []).map(
    ({ component, service, meter, unpriced }) =>
      `${component}: ${service} ${meter}: ${unpriced ?? 'no price is known'}`,
  );
}
