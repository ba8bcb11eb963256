/**
 * What AWS's lists say of commitments, as the tables hold it: the meter of an hour with the way of buying behind its
 * name.
 */
import type { PriceRow, RateSource } from '../billing/rate-table.ts';
import { wayOf, type Purchase } from '../topology/purchase.ts';

/** The service under whose name the tables hold commitments of EC2 that the table of instances has no column for. */
export const COMPUTE_COMMITMENTS = 'compute-commitments';

/**
 * Whether it is not what the table of instances has: standard reservations all up front, savings plans of compute with
 * nothing up front.
 */
export function hasOwnMeter(purchase: Purchase): boolean {
  const { sort, convertible, instance, payment } = wayOf(purchase);
  if (sort === 'reserved') return convertible || (payment !== undefined && payment !== 'all-upfront');
  return sort === 'savings' && (instance || (payment !== undefined && payment !== 'no-upfront'));
}

/** A commitment's hour over the whole term, and what a node pays on day one where the list says so. */
export interface CommitmentRate {
  readonly row: PriceRow;
  readonly fee?: string;
}

/** The price of a meter without tiers. */
export function rowNamed(rates: RateSource, service: string, region: string, meter: string): PriceRow | undefined {
  const tier = rates.rate('aws', service, region, meter)?.tiers[0];
  if (tier === undefined) return undefined;
  const { price, asOf, source, note, effective, sku } = tier;
  return {
    price,
    asOf,
    source,
    ...(note && { note }),
    ...(effective !== undefined && { effective }),
    ...(sku !== undefined && { sku }),
  };
}

const ALL = '-all-upfront';

/**
 * A meter under a commitment. A reservation is paid all up front where its name does not say; of one that is paid in
 * part a second meter, which ends in ` fee`, has what a node pays on day one.
 * @returns undefined where the tables have none, or not all of it
 */
export function commitmentRate(
  rates: RateSource,
  service: string,
  region: string,
  meter: string,
  purchase: Purchase,
): CommitmentRate | undefined {
  const find = (name: string) => rowNamed(rates, service, region, `${meter} ${name}`);
  const { sort, payment } = wayOf(purchase);
  const isReserved = sort === 'reserved';
  const row =
    find(purchase) ?? (isReserved && payment === 'all-upfront' ? find(purchase.slice(0, -ALL.length)) : undefined);
  if (row === undefined || !isReserved || payment !== 'partial-upfront') return row && { row };
  const fee = find(`${purchase} fee`);
  return fee && { row, fee: fee.price };
}
