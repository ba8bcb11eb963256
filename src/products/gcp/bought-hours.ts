/** Hours of a managed service's instances by the way they are bought, and instances that the file does not name. */
import type { NodeUse } from '../../kinds/nodes.ts';
import type { PriceRow } from '../../billing/rate-table.ts';
import { wayOf, type Purchase } from '../../topology/purchase.ts';
import { allot, warnOfUnused, type Money } from '../allot.ts';
import { warnOfCommitment } from '../commitment-warnings.ts';
import type { MeterUse, ProductContext, Promised } from '../product.ts';
import { spendMeters, uncertainSpend } from '../spend.ts';
import { isCommitted } from '../split.ts';
import type { TableMeters } from '../table-meters.ts';
import { committedRow } from '../committed-use.ts';

/** Equal instances, and what an hour of one is charged as. */
export interface InstanceGroup {
  /** On average while the component runs. */
  readonly instances: number;
  /** Meters of one instance, with their units an hour. */
  readonly hour: readonly { readonly meter: string; readonly units: number }[];
  /** Told apart from the other groups by this, where their meters are the same. */
  readonly label?: string;
}

/**
 * Adds the hours of groups of instances to the list of a service.
 *
 * A commitment is so much off the price on demand (`committed-use.ts`), or a meter with its way behind the name where
 * the tables have one, and unpriced where neither is. It is paid for the whole month, whether an instance uses it or
 * not; the groups are committed in the order given, and the rest is on demand. What commitments do not cover at all,
 * such as a licence, stays on demand.
 */
export function addInstanceHours(
  groups: readonly InstanceGroup[],
  { purchase, runningShare }: NodeUse,
  context: ProductContext,
  list: TableMeters,
): void {
  const { monthHours } = context;
  const priced = groups.map((group) =>
    group.hour.map((one) => ({ ...one, ...rowsOf(list.service, one.meter, context) })),
  );
  const hourOf = (way: Purchase, group: number) => {
    const hours = priced[group]!.filter(({ isLicence }) => !isLicence).map(
      ({ units, under }) => [units, under(way)] as const,
    );
    if (hours.some(([, row]) => row === undefined)) return undefined;
    return hours.reduce((sum, [units, row]) => sum + units * Number(row!.price), 0);
  };
  const allotment = allot(
    groups.map(({ instances }) => instances),
    purchase,
    hourOf,
  );
  warnOfUnused(allotment, context);
  for (const { group, way, nodes, isUnused } of allotment.nodes) {
    if (isCommitted(way) && isUnused !== true) warnOfLittleUse(way, priced[group]!, runningShare, context);
    for (const part of priced[group]!) {
      const bound = isCommitted(way) && !part.isLicence;
      if (part.isLicence && isUnused === true) continue;
      const quantity = part.units * nodes * monthHours * (bound ? 1 : runningShare);
      const bought = part.isLicence && isCommitted(way) ? 'on-demand' : way;
      const label = isUnused === true ? 'unused' : groups[group]!.label;
      addHours(list, part, { way: bought, quantity, label, used: isUnused === true ? 0 : runningShare });
    }
  }
  for (const one of allotment.money) addMoney(one, priced, runningShare, context, list);
}

/** A commitment in money; the file says what it costs, and what it covers may be unknown. */
function addMoney(
  { way, spend, covered }: Money,
  priced: readonly (readonly Priced[])[],
  runningShare: number,
  context: ProductContext,
  list: TableMeters,
): void {
  const committed = { service: list.service, name: list.service, way, spend };
  if (covered === undefined) {
    list.push(uncertainSpend(committed, context));
    return;
  }
  const paid = covered.flatMap(({ group, nodes }) =>
    priced[group]!.map((part) => ({ part, quantity: part.units * nodes * runningShare * context.monthHours })),
  );
  const hours = paid.filter(({ part }) => !part.isLicence);
  const named = hours.map(({ part, quantity }) => ({
    name: part.meter,
    unit: part.unit,
    row: part.under(way)!,
    onDemand: part.onDemand,
    hours: quantity,
  }));
  if (named.length === 0) list.push(uncertainSpend(committed, context));
  else for (const meter of spendMeters(committed, named, context)) list.push(meter);
  for (const { part, quantity } of paid) if (part.isLicence) list.add(part.meter, quantity);
}

/** A meter of an instance's hour with its prices. */
interface Priced {
  readonly meter: string;
  readonly units: number;
  /** As the tables name it. */
  readonly unit: string;
  readonly onDemand: PriceRow | undefined;
  /** A licence, which no commitment is for. */
  readonly isLicence: boolean;
  under(way: Purchase): PriceRow | undefined;
}

function rowsOf(
  service: string,
  meter: string,
  { rates, region }: ProductContext,
): Pick<Priced, 'unit' | 'onDemand' | 'isLicence' | 'under'> {
  const rowNamed = (name: string): PriceRow | undefined => {
    const tier = rates.rate('gcp', service, region, name)?.tiers[0];
    return tier && { price: tier.price, asOf: tier.asOf, source: tier.source, ...(tier.note && { note: tier.note }) };
  };
  const onDemand = rowNamed(meter);
  return {
    unit: rates.rate('gcp', service, region, meter)?.unit ?? 'hour',
    onDemand,
    isLicence: meter.endsWith('-license'),
    under: (way) => rowNamed(`${meter}-${way}`) ?? committedRow(service, meter, onDemand, wayOf(way)),
  };
}

/** Warns once of an instance that runs less than its commitment needs: all its meters are so much off. */
function warnOfLittleUse(way: Purchase, [first]: readonly Priced[], used: number, context: ProductContext): void {
  const price = first?.under(way);
  const onDemandPrice = first?.onDemand?.price;
  warnOfCommitment({ way, nodes: 1, most: 1, used, price, onDemandPrice }, context);
}

/** Hours of one meter that are bought in one way. */
function addHours(
  list: TableMeters,
  part: Priced,
  { way, quantity, label, used }: { way: Purchase; quantity: number; label: string | undefined; used: number },
): void {
  const name = way === 'on-demand' ? part.meter : `${part.meter}-${way}`;
  const row = isCommitted(way) ? part.under(way) : undefined;
  const named = label === undefined ? name : `${name} ${label}`;
  if (row === undefined) {
    list.add(name, quantity, label === undefined ? {} : { label: named });
    return;
  }
  const { years } = wayOf(way);
  const onDemandPrice = part.onDemand?.price;
  list.push({
    type: 'direct',
    service: list.service,
    label: named,
    unit: part.unit,
    quantity,
    price: row,
    pricing: 'committed',
    ...(onDemandPrice !== undefined && { onDemandPrice }),
    commitment: { years: years === 1 ? 1 : 3, payment: 'no-upfront', used },
  });
}

/** The hours of instances whose type or size the file does not say: charged, at a price that nobody can know. */
export function unnamedInstances(
  service: string,
  {
    instances,
    runningShare,
    reason,
  }: { readonly instances: number; readonly runningShare: number; readonly reason: string },
  { monthHours }: ProductContext,
): MeterUse {
  return {
    type: 'direct',
    service,
    label: 'instance',
    unit: 'hour',
    quantity: instances * runningShare * monthHours,
    price: undefined,
    reason,
  };
}

/** Machine types of Compute Engine: e2-standard-2, n2d-highmem-8, c4a-standard-4-lssd, f1-micro, n2-custom-4-8192. */
const MACHINE_TYPE = /^([a-z]\d{1,2}[a-z]{0,2}-[a-z]|custom-\d|f1-micro$|g1-small$)/i;

/**
 * Whether the `instance` of a component is a virtual machine: a machine type of Compute Engine, or the shape of one.
 */
export function isVirtualMachine(instance: unknown): boolean {
  if (typeof instance === 'string') return MACHINE_TYPE.test(instance);
  return typeof instance === 'object' && instance !== null;
}

/**
 * Families of memory-optimized machines. @see https://cloud.google.com/compute/docs/memory-optimized-machines (as
 * recalled)
 */
const MEMORY_OPTIMIZED = /^(m\d|x4)-/i;

/** The promise for one machine of Compute Engine. */
export function singleInstanceSla({ instance }: Readonly<Record<string, unknown>>): Promised {
  const isMemoryOptimized = typeof instance === 'string' && MEMORY_OPTIMIZED.test(instance);
  return { service: 'compute-engine', scope: `single-instance${isMemoryOptimized ? '-memory-optimized' : ''}` };
}

/** What an instance must have, where the file gives a shape instead of a type. */
export interface InstanceShape {
  readonly vcpu: number;
  readonly memory: number;
}

/** The shape that a component's `instance` is given as, if it is. */
export function shapeOf({ component }: ProductContext): InstanceShape | undefined {
  const { instance } = component.options as { readonly instance?: string | InstanceShape };
  return typeof instance === 'object' && instance !== null ? instance : undefined;
}
