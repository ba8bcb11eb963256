/** Ways of buying that nobody sells: which a file may not ask for. */
import type { Component, Provider } from '../topology/model.ts';
import { wayOf, type Purchase, type PurchaseMix, type Way } from '../topology/purchase.ts';
import type { Problem, Product } from './product.ts';

/** What is wrong with a way of buying, and what to write instead. */
type Wrong = Omit<Problem, 'field'>;

type Seller = Pick<Product, 'name' | 'title' | 'provider' | 'machines'>;

/**
 * Databases of AWS that are not sold for three years without anything up front. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithReservedDBInstances.html (as recalled)
 */
const DATABASES = new Set(['rds', 'aurora']);
/**
 * Services of AWS that no savings plan is for: neither of compute nor of databases. @see https://aws.amazon.com/savingsplans/ (as recalled)
 */
const WITHOUT_SAVINGS = new Set(['msk', 'mq']);
/** Services of Google's that are committed to by spend. */
const BY_SPEND = new Set(['cloud-sql', 'memorystore-redis', 'memorystore-redis-cluster', 'bigtable']);

const term = ({ sort, years }: Way): string => `${sort}-${years}y`;

function wrongAtAws({ name, title, machines }: Seller, way: Way): Wrong | undefined {
  if (machines) return undefined;
  const plain = `write ${term(way)}`;
  if (way.convertible) return { message: `${title} sells no convertible reservations`, fix: plain };
  if (way.sort === 'savings' && (way.instance || WITHOUT_SAVINGS.has(name)))
    return {
      message: `no ${way.instance ? 'savings plan for one family of machines' : 'savings plan'} is for ${title}`,
      fix: WITHOUT_SAVINGS.has(name) ? 'write on-demand' : plain,
    };
  if (DATABASES.has(name) && way.sort === 'reserved' && way.years === 3 && way.payment === 'no-upfront')
    return {
      message: `${title} sells no reservations for three years without anything up front`,
      fix: 'write reserved-3y-partial-upfront, or reserved-1y-no-upfront',
    };
  return undefined;
}

function wrongAtAzure(_: Seller, way: Way): Wrong | undefined {
  if (way.payment === 'partial-upfront')
    return {
      message: 'Azure asks for all of a commitment up front or for none',
      fix: `write ${term(way)}, or ${term(way)}-all-upfront: the price is the same`,
    };
  if (way.convertible)
    return { message: 'Azure has one sort of reservation, which may be exchanged', fix: `write ${term(way)}` };
  if (way.instance)
    return { message: 'a savings plan of Azure is for machines of any family', fix: `write ${term(way)}` };
  return undefined;
}

function wrongAtGoogle(_: Seller, way: Way): Wrong | undefined {
  if (way.payment !== undefined && way.payment !== 'no-upfront')
    return { message: 'Google bills commitments by the month, none of them up front', fix: `write ${term(way)}` };
  if (way.convertible)
    return { message: 'Google has no convertible commitments', fix: 'write savings-1y, or savings-3y' };
  if (way.instance)
    return { message: 'a flexible commitment of Google is for machines of any family', fix: `write ${term(way)}` };
  return undefined;
}

const WRONG: Readonly<Record<Provider, typeof wrongAtAws>> = {
  aws: wrongAtAws,
  azure: wrongAtAzure,
  gcp: wrongAtGoogle,
};

const wrongWith = (seller: Seller, name: Purchase, amount: PurchaseMix[Purchase]): Wrong | undefined =>
  wayOf(name).years === 0
    ? undefined
    : (WRONG[seller.provider](seller, wayOf(name)) ?? wrongMoney(seller, name, amount));

const entriesOf = (purchase: Purchase | PurchaseMix) =>
  (typeof purchase === 'string' ? [[purchase, 0]] : Object.entries(purchase)) as [Purchase, PurchaseMix[Purchase]][];

/** What a component's `purchase` asks for and its product is not sold by. */
export function purchaseProblems(
  component: Pick<Component, 'options'>,
  seller: Seller | undefined,
): readonly Problem[] {
  const { purchase } = component.options as { readonly purchase?: Purchase | PurchaseMix };
  if (purchase === undefined || seller === undefined) return [];
  return entriesOf(purchase).flatMap(([name, amount]) => {
    const wrong = amount === undefined ? undefined : wrongWith(seller, name, amount);
    return wrong ? [{ field: 'purchase', message: `${name}: ${wrong.message}`, fix: wrong.fix }] : [];
  });
}

/**
 * The same nodes bought as somebody else sells them: the plain commitment for one of a sort or a payment that he does
 * not have, on demand what he sells in no such way. As a file has it.
 */
export function purchaseSoldBy(
  purchase: Purchase | PurchaseMix,
  seller: Seller,
): Purchase | Record<string, number | string> {
  const sold: Record<string, number | string> = {};
  for (const [name, amount] of entriesOf(purchase)) {
    if (amount === undefined) continue;
    const plain = wrongWith(seller, name, amount) ? (term(wayOf(name)) as Purchase) : name;
    if (wrongWith(seller, plain, amount)) continue;
    if (typeof purchase === 'string') return plain;
    const before = sold[plain];
    if (typeof amount === 'object') sold[plain] ??= `${amount.usdPerHour} USD/h`;
    else sold[plain] = amount + (typeof before === 'number' ? before : 0);
  }
  return Object.keys(sold).length === 0 ? 'on-demand' : sold;
}

/** Money an hour is committed for what Quoin knows the rates of. */
function wrongMoney(
  { name, title, machines }: Seller,
  way: Purchase,
  amount: PurchaseMix[Purchase],
): Wrong | undefined {
  if (typeof amount !== 'object' || machines === true || BY_SPEND.has(name)) return undefined;
  return {
    message: `what money an hour buys of ${title} is not known`,
    fix: `write how many nodes, such as ${way}: 2`,
  };
}
