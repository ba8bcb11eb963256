/** What an hour of a virtual machine costs in each way of buying it, and how that is paid. */
import { paymentsOf } from '../billing/payments.ts';
import type { InstancePrice, PriceRow, Provider } from '../billing/rate-table.ts';
import { wayOf, type Payment, type Purchase, type Way } from '../topology/purchase.ts';
import { flexibleRow } from './committed-use.ts';

export const HOURS_PER_YEAR = 8760;

/**
 * Part of the price of the whole term that is paid on day one. AWS asks for half of a partial payment. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html (as recalled)
 */
const DAY_ONE: Readonly<Record<Payment, number>> = { 'no-upfront': 0, 'partial-upfront': 0.5, 'all-upfront': 1 };

/** As it is quoted where the file does not say: AWS's reservations all up front, everything else by the month. */
export const paymentOf = (provider: Provider, { sort, payment }: Way): Payment =>
  payment ?? (provider === 'aws' && sort === 'reserved' ? 'all-upfront' : 'no-upfront');

/** Of a commitment for `nodes` nodes: node-hours of the term that are paid on day one. */
export function dayOneHours(provider: Provider, way: Way, nodes: number): number {
  return nodes * way.years * HOURS_PER_YEAR * DAY_ONE[paymentOf(provider, way)];
}

/** Part of a commitment in money that is paid on day one. */
export const dayOneShare = (payment: Payment): number => DAY_ONE[payment];

/** Sorts of commitments that nobody else sells. */
const isOfAws = ({ convertible, instance }: Way): boolean => convertible || instance;

/** AWS: reservations that may be exchanged, and savings plans of one family, are in no table. */
function awsRow(price: InstancePrice, way: Way): PriceRow | undefined {
  if (way.convertible || way.instance) return undefined;
  const payment = paymentOf('aws', way);
  const isOneYear = way.years === 1;
  if (way.sort === 'savings') {
    // The lists that Quoin reads are of plans without anything up front.
    if (payment !== 'no-upfront') return undefined;
    return isOneYear ? price.savingsPlan1y : price.savingsPlan3y;
  }
  if (payment === 'all-upfront') return isOneYear ? price.linux1y : price.linux3y;
  const other = paymentsOf(price).find((one) => one.way === payment);
  return isOneYear ? other?.linux1y : other?.linux3y;
}

/**
 * Azure asks the same whether it is paid by the month or up front. @see https://learn.microsoft.com/azure/cost-management-billing/reservations/prepare-buy-reservation (as recalled)
 */
function azureRow(price: InstancePrice, way: Way): PriceRow | undefined {
  const { sort, years, payment } = way;
  if (isOfAws(way) || payment === 'partial-upfront') return undefined;
  if (sort === 'savings') return years === 1 ? price.savingsPlan1y : price.savingsPlan3y;
  return years === 1 ? price.linux1y : price.linux3y;
}

function gcpRow(price: InstancePrice, way: Way): PriceRow | undefined {
  if (isOfAws(way) || paymentOf('gcp', way) !== 'no-upfront') return undefined;
  if (way.sort === 'savings') return flexibleRow(price.instance, price.linuxOnDemand, way);
  return way.years === 1 ? price.linux1y : price.linux3y;
}

const COMMITTED = { aws: awsRow, azure: azureRow, gcp: gcpRow } as const;

/** The hour of an instance bought in some way, over the whole term; Windows has on-demand prices alone. */
export function priceOf(
  provider: Provider,
  price: InstancePrice,
  os: 'linux' | 'windows',
  purchase: Purchase,
): PriceRow | undefined {
  const way = wayOf(purchase);
  if (os === 'windows') return way.sort === 'on-demand' ? price.windowsOnDemand : undefined;
  if (way.sort === 'on-demand') return price.linuxOnDemand;
  return way.sort === 'spot' ? price.linuxSpot : COMMITTED[provider](price, way);
}

/** What to do about a commitment without a price. */
export const priceFix = 'quoin prices update may read it';
