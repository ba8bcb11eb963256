/** A commitment in money an hour as meters: paid in full, and beside it what it covers. */
import type { PriceRow, Provider } from '../billing/rate-table.ts';
import { wayOf, type Purchase, type Spend } from '../topology/purchase.ts';
import type { DirectMeter, IncludedMeter, MeterUse, ProductContext } from './product.ts';
import { dayOneShare, HOURS_PER_YEAR, paymentOf } from './terms.ts';

/** Hours of one meter that a commitment pays for. */
export interface Covered {
  readonly name: string;
  readonly unit: string;
  /** An hour under the commitment. */
  readonly row: PriceRow;
  readonly onDemand: PriceRow | undefined;
  readonly hours: number;
}

/** Money an hour, committed in some way for something of a service. */
export interface Committed {
  readonly service: string;
  readonly name: string;
  readonly way: Purchase;
  readonly spend: Spend;
}

/** Two per cent of a commitment may be left over before it is worth a word. */
const NEGLIGIBLE = 0.02;

/**
 * The committed money, and the hours that it pays for in the month. What is committed and not used is paid all the
 * same.
 * @param covered at least one meter, of no hours where nothing runs
 */
export function spendMeters(
  committed: Committed,
  covered: readonly Covered[],
  { monthHours, provider, warn }: Pick<ProductContext, 'monthHours' | 'provider' | 'warn'>,
): MeterUse[] {
  const { way, spend } = committed;
  const line = spendLine(committed, provider, monthHours);
  const total = Number(spend.usdPerHour) * monthHours;
  const worth = worthOf(covered, ({ row }) => row);
  const used = Math.min(1, worth / total);
  if (1 - used > NEGLIGIBLE)
    warn('spend-unused', {
      way,
      committed: spend.usdPerHour,
      unused: (total - worth) / monthHours,
      used: worth / monthHours,
    });
  const left = 1 - used > 1e-9 ? `${(total - worth).toFixed(2)} USD of the month go unused` : 'all of it is used';
  const rates = covered.map(({ name, row }) => `${name} at ${row.price}`).join(' and ');
  const isKnown = covered.every(({ onDemand }) => onDemand !== undefined);
  const paid: DirectMeter = {
    ...line,
    price: { ...covered[0]!.row, price: spend.usdPerHour, note: `for ${rates} an hour; ${left}` },
    ...(isKnown && { onDemandPrice: String(weighed(covered, ({ onDemand }) => onDemand)) }),
    commitment: { ...line.commitment!, used, hour: String(weighed(covered, ({ row }) => row)) },
  };
  return [paid, ...covered.map((one) => includedIn(committed, one))];
}

function includedIn({ service, way }: Committed, { name, unit, row, onDemand, hours }: Covered): IncludedMeter {
  const instead = onDemand ? ` instead of ${onDemand.price}` : '';
  const note = row.note === undefined ? '' : ` (${row.note})`;
  return {
    type: 'included',
    service,
    label: `${name} covered by ${way}`,
    unit,
    quantity: hours,
    reason: `paid by the commitment, at ${row.price} an hour${instead}${note}`,
  };
}

const worthOf = (covered: readonly Covered[], rowOf: (one: Covered) => PriceRow | undefined): number =>
  covered.reduce((sum, one) => sum + one.hours * Number(rowOf(one)?.price), 0);

/** What one of each costs, or what all hours cost: either is as good to compare two prices by. */
const weighed = (covered: readonly Covered[], rowOf: (one: Covered) => PriceRow | undefined): number =>
  worthOf(
    covered.some(({ hours }) => hours > 0) && covered.length > 1
      ? covered
      : covered.map((one) => ({ ...one, hours: 1 })),
    rowOf,
  );

/** The committed money where nobody knows what it covers; the file says what it costs. */
export function uncertainSpend(
  committed: Committed,
  { monthHours, provider }: Pick<ProductContext, 'monthHours' | 'provider'>,
): DirectMeter {
  const note = 'what it covers is not known';
  return {
    ...spendLine(committed, provider, monthHours),
    price: { price: committed.spend.usdPerHour, asOf: '', source: 'purchase', note },
  };
}

function spendLine({ service, name, way }: Committed, provider: Provider, monthHours: number): DirectMeter {
  const terms = wayOf(way);
  const payment = paymentOf(provider, terms);
  const years = terms.years === 1 ? 1 : 3;
  const dayOne = years * HOURS_PER_YEAR * dayOneShare(payment);
  return {
    type: 'direct',
    service,
    label: `${name} ${way} commitment`,
    unit: 'hour',
    quantity: monthHours,
    price: undefined,
    pricing: 'committed',
    ...(dayOne > 0 && { upFrontUnits: dayOne }),
    commitment: { years, payment },
  };
}
