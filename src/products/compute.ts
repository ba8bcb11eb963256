/** Virtual machines by the hour, on every provider: what each way of buying costs. */
import type { InstancePrice, PriceRow } from '../billing/rate-table.ts';
import { formatPrice, parsePrice, type Price } from '../billing/money.ts';
import { sustainedUse, type SustainedUseSchedule } from '../billing/sustained-use.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { NodeUse } from '../kinds/nodes.ts';
import { wayOf, type Purchase, type Spend } from '../topology/purchase.ts';
import { COMPUTE_COMMITMENTS, commitmentRate, hasOwnMeter, type CommitmentRate } from './commitment-rates.ts';
import { warnOfCommitment } from './commitment-warnings.ts';
import type { DirectMeter, MeterUse, ProductContext } from './product.ts';
import { spendMeters, uncertainSpend } from './spend.ts';
import { isCommitted, meanOf, split, type Part, type Slice } from './split.ts';
import { dayOneHours, paymentOf, priceFix, priceOf } from './terms.ts';

/**
 * Families with a sustained-use discount, and its schedule. @see cloud.google.com/compute/docs/sustained-use-discounts
 * (read 2026-11)
 */
const SUSTAINED_USE: readonly [RegExp, SustainedUseSchedule][] = [
  [/^(n1|m1|m2)-/, 'n1'],
  [/^(f1-micro|g1-small)$/, 'n1'],
  [/^(n2|n2d|c2)-/, 'n2'],
];

function sustainedUseSchedule(provider: string, instance: string): SustainedUseSchedule | undefined {
  if (provider !== 'gcp') return undefined;
  return SUSTAINED_USE.find(([pattern]) => pattern.test(instance))?.[1];
}

/** What lines of one instance share. */
interface Machine {
  readonly name: string;
  readonly price: InstancePrice | undefined;
  readonly use: NodeUse;
  readonly context: MachineContext;
}

/** What the hours of machines need to know of a component. */
type MachineContext = Pick<ProductContext, 'provider' | 'region' | 'rates' | 'instance' | 'monthHours' | 'warn'>;

/**
 * Hours of virtual machines as meters, one a way of buying.
 *
 * Commitments are paid for the whole month and the whole term, whatever part of it the nodes run; on-demand and spot
 * nodes pay for the hours they run.
 */
export function instanceMeters(use: NodeUse, context: MachineContext): readonly MeterUse[] {
  const { provider, region, rates, instance } = context;
  if (instance === undefined) return [];
  const price = rates.instancePrice(provider, region, instance);
  const machine: Machine = { name: price?.instance ?? instance, price, use, context };
  const hourOf = (way: Purchase) => {
    const row = rowOf(machine, way);
    // A commitment in dollars buys nothing that is priced otherwise.
    return row && price?.currency === 'USD' ? Number(row.price) : undefined;
  };
  return split(use.purchase, use.shares, hourOf).flatMap((part) => partMeters(part, machine));
}

/** How the nodes of a fleet are bought, and for how long they run. */
export type Bought = Pick<NodeUse, 'os' | 'purchase' | 'shares' | 'runningShare'>;

/**
 * What the bill asks for an hour of a node of a fleet, on average over the hours that its nodes run: in the currency of
 * the region; undefined where a way in which they are bought has no price, or nothing runs.
 */
export function billedHour(
  bought: Bought,
  where: Pick<ProductContext, 'provider' | 'region' | 'rates'> & { readonly instance: string },
): number | undefined {
  const { os, purchase, shares, runningShare } = bought;
  const { provider, region, rates, instance } = where;
  const price = rates.instancePrice(provider, region, instance);
  if (!price) return undefined;
  if (typeof purchase === 'string' && !(purchase === 'on-demand' && sustainedUseSchedule(provider, instance))) {
    const use: NodeUse = { ...bought, volumes: [], stop: 'stop' };
    const context = { ...where, monthHours: MONTH_HOURS, warn: () => undefined };
    const row = rowOf({ name: price.instance, price, use, context }, purchase);
    return row && Number(row.price);
  }
  const hours = shares.reduce((sum, share) => sum + share, 0) * runningShare * MONTH_HOURS;
  const use: NodeUse = { os, purchase, shares, runningShare, volumes: [], stop: 'stop' };
  const meters = instanceMeters(use, { ...where, monthHours: MONTH_HOURS, warn: () => undefined });
  let amount = 0;
  for (const meter of meters) {
    if (meter.type !== 'direct') continue;
    if (meter.price === undefined) return undefined;
    const { numerator, denominator } = meter.factor ?? { numerator: 1n, denominator: 1n };
    amount += (meter.quantity * Number(meter.price.price) * Number(numerator)) / Number(denominator);
  }
  return hours > 0 ? Number((amount / hours).toPrecision(12)) : undefined;
}

/** Any month will do for a mean. */
const MONTH_HOURS = 730;

const rowOf = (machine: Machine, way: Purchase): PriceRow | undefined => rateOf(machine, way)?.row;

/** An hour in some way of buying; of AWS's commitments also those that stand in a table of their own. */
function rateOf({ name, price, use, context }: Machine, way: Purchase): CommitmentRate | undefined {
  const { provider, region, rates } = context;
  // What the list says of a payment goes before what follows from the price of another.
  const listed =
    provider === 'aws' && use.os === 'linux' && hasOwnMeter(way)
      ? commitmentRate(rates, COMPUTE_COMMITMENTS, region, name, way)
      : undefined;
  const row = price && priceOf(provider, price, use.os, way);
  return listed ?? (row && { row });
}

function partMeters(part: Part, machine: Machine): readonly MeterUse[] {
  if (part.spend) return boughtByMoney(part, part.spend, machine);
  const { use, context } = machine;
  const { way, nodes, slices } = part;
  const isBound = isCommitted(way);
  const hours = isBound ? nodes * context.monthHours : meanOf(slices) * use.runningShare * context.monthHours;
  if (hours === 0) return [];
  const schedule = way === 'on-demand' ? sustainedUseSchedule(context.provider, machine.name) : undefined;
  if (schedule) return sustainedMeters(slices, schedule, machine);
  const bought = lineOf(way, machine, hours);
  return [isBound ? { ...bought, ...boundBy(part, bought, machine) } : bought];
}

/** A line of an instance that is bought in some way. */
function lineOf(way: Purchase, machine: Machine, quantity: number): DirectMeter {
  const { name, price, use, context } = machine;
  const row = rowOf(machine, way);
  return {
    type: 'direct',
    service: 'compute',
    label: `${name} ${way}${use.os === 'windows' ? ' windows' : ''}`,
    unit: 'hour',
    quantity,
    price: row,
    ...(price && price.currency !== 'USD' && { currency: price.currency }),
    ...(row === undefined && { reason: whyUnpriced(way, machine) }),
    ...(way === 'spot' && { pricing: 'dynamic' }),
    ...(isCommitted(way) && { pricing: 'committed' }),
    ...(isCommitted(way) && onDemandOf(machine, context)),
  };
}

function onDemandOf(machine: Machine, { provider }: MachineContext): { onDemandPrice?: string } {
  const { price, use } = machine;
  const row = price && priceOf(provider, price, use.os, 'on-demand');
  return row ? { onDemandPrice: row.price } : {};
}

function whyUnpriced(way: Purchase, { name, price, use, context }: Machine): string {
  if (!price) return unknownType(name, context);
  const reason = `no ${use.os} ${way} price of ${name} is known in ${context.region}`;
  return isCommitted(way) ? `${reason} (${priceFix})` : reason;
}

/** What a commitment of nodes binds, and a warning where it does not pay. */
function boundBy(
  { way, nodes, slices }: Part,
  { price, onDemandPrice }: DirectMeter,
  machine: Machine,
): Pick<DirectMeter, 'upFrontUnits' | 'upFrontFee' | 'commitment'> {
  const { use, context } = machine;
  const terms = wayOf(way);
  const { provider } = context;
  const used = (meanOf(slices) * use.runningShare) / nodes;
  const fee = rateOf(machine, way)?.fee;
  const dayOne = fee === undefined ? dayOneHours(provider, terms, nodes) : nodes;
  warnOfCommitment({ way, nodes, most: slices.length, used, price, onDemandPrice }, context);
  return {
    ...(dayOne > 0 && { upFrontUnits: dayOne }),
    ...(fee !== undefined && { upFrontFee: fee }),
    commitment: { years: terms.years === 1 ? 1 : 3, payment: paymentOf(provider, terms), used },
  };
}

/** A commitment in money: what it costs, and what it covers. */
function boughtByMoney({ way, slices, isUnknown }: Part, spend: Spend, machine: Machine): readonly MeterUse[] {
  const { name, use, context } = machine;
  const committed = { service: 'compute', name, way, spend };
  const hours = meanOf(slices) * use.runningShare * context.monthHours;
  const row = rowOf(machine, way);
  if (isUnknown === true || row === undefined) {
    const paid = uncertainSpend(committed, context);
    const why =
      row === undefined
        ? whyUnpriced(way, machine)
        : `it is priced in ${machine.price?.currency}, and committed in USD`;
    const reason = `${why}: how much of it the commitment covers is not known`;
    if (!(hours > 0)) return [paid];
    // No name that an own price of the plan's hour would match: how many hours that price is for is not known either.
    return [paid, { ...lineOf(way, machine, hours), label: `${name} with ${way}`, price: undefined, reason }];
  }
  const onDemand = rowOf(machine, 'on-demand');
  return spendMeters(committed, [{ name, unit: 'hour', row, onDemand, hours }], context);
}

/** Machines on demand whose price falls with the part of the month that they run. */
function sustainedMeters(
  slices: readonly Slice[],
  schedule: SustainedUseSchedule,
  machine: Machine,
): readonly MeterUse[] {
  const { name, price, use, context } = machine;
  const meters: MeterUse[] = [];
  // The rest of a machine that a commitment covers in part runs as long as the whole.
  for (const some of [slices.filter(({ part }) => part === 1), slices.filter(({ part }) => part < 1)]) {
    const quantity = meanOf(some) * use.runningShare * context.monthHours;
    if (!(quantity > 0)) continue;
    const base = lineOf('on-demand', machine, quantity);
    const shares = some.map(({ share }) => share * use.runningShare).filter((share) => share > 0);
    const { numerator, denominator } = sustainedUse(shares, schedule);
    // The discount is on the machine, not on the Windows licence that runs on it.
    const isLicensed = use.os === 'windows' && base.price !== undefined;
    meters.push({
      ...base,
      label: `${name} on-demand`,
      price: isLicensed ? price?.linuxOnDemand : base.price,
      factor: { numerator, denominator, reason: 'sustained-use discount' },
    });
    if (isLicensed && base.price && price?.linuxOnDemand) {
      const licence = formatPrice((parsePrice(base.price.price) - parsePrice(price.linuxOnDemand.price)) as Price);
      meters.push({ ...base, label: `${name} windows licence`, price: { ...base.price, price: licence } });
    }
  }
  return meters;
}

/** Why a type has no price at all: a slip of the pen, or a type that the region does not sell. */
function unknownType(instance: string, { provider, region, rates }: MachineContext): string {
  const elsewhere = rates.instance(provider, instance);
  if (elsewhere) return `${elsewhere.instance} is not sold in ${region}, as far as the tables know`;
  const meant = didYouMean(
    instance,
    rates.instancePrices(provider, region).map((one) => one.instance),
  );
  return `there is no instance type ${instance} in the tables of ${region}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

/** Node-months for which disks are paid: all nodes that ever run, or only while they run where they are given up. */
export function diskNodeMonths(use: NodeUse): number {
  // Autoscaling ends a node and its disks; stopping by the clock keeps the disks unless told otherwise.
  const nodes = use.shares.reduce((sum, share) => sum + share, 0);
  return use.stop === 'terminate' ? nodes * use.runningShare : nodes;
}
