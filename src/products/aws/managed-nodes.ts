/** Nodes of managed services: the names of their instances, and their hours by the way they are bought. */
import type { RateSource } from '../../billing/rate-table.ts';
import type { NodeUse } from '../../kinds/nodes.ts';
import { wayOf, type Purchase } from '../../topology/purchase.ts';
import { allot, warnOfUnused } from '../allot.ts';
import { warnOfCommitment } from '../commitment-warnings.ts';
import type { InstanceOffer, MeterUse, ProductContext, SizeOffer } from '../product.ts';
import { isCommitted } from '../split.ts';
import { commitmentRate, rowNamed } from '../commitment-rates.ts';
import { dayOneHours, paymentOf, priceFix } from '../terms.ts';

/** Families that only managed services sell: db.r6g.large is RDS's, kafka.m5.large is MSK's. */
const MANAGED = /^(db|cache|kafka|express|mq)\./i;
const INSTANCE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/i;

/** Whether the `instance` of a component is a virtual machine of EC2: a plain type, or the shape of one. */
export function isVirtualMachine(instance: unknown): boolean {
  const name = nameOf(instance);
  if (name !== undefined) return INSTANCE.test(name) && !MANAGED.test(name);
  return typeof instance === 'object' && instance !== null;
}

/** The name of an instance, also of one that the tables do not know. */
function nameOf(instance: unknown): string | undefined {
  const name = typeof instance === 'object' && instance !== null ? (instance as { name?: unknown }).name : instance;
  return typeof name === 'string' ? name : undefined;
}

/** Whether the `instance` of a component is of a managed family, such as `kafka`. */
export function isOfFamily(instance: unknown, family: string): boolean {
  return nameOf(instance)?.toLowerCase().startsWith(`${family}.`) === true;
}

/** An instance as its service names it: lower case and with the family in front, which may be left out. */
export function managedInstance(instance: string, family: string): string {
  const name = instance.toLowerCase();
  return MANAGED.test(name) ? name : `${family}.${name}`;
}

/** Equal nodes that share a meter. */
export interface NodeGroup {
  readonly service: string;
  readonly meter: string;
  /** On average while the component runs. */
  readonly nodes: number;
  readonly label?: string;
}

/**
 * Hours of the nodes of a managed service as meters.
 *
 * A commitment is paid for the whole month; the groups' nodes are committed in the order given, and the rest is on
 * demand. It comes out unpriced where the tables have no meter of it.
 *
 * @param title the service, for messages
 * @param groups in the order in which commitments serve them
 */
export function nodeHourMeters(
  title: string,
  groups: readonly NodeGroup[],
  use: NodeUse,
  context: ProductContext,
): readonly MeterUse[] {
  const { monthHours, warn } = context;
  if (use.volumes.length > 0) warn('volumes-not-billed', { product: title });
  const allotment = allot(
    groups.map(({ nodes }) => nodes),
    use.purchase,
    () => undefined,
  );
  warnOfUnused(allotment, context);
  return allotment.nodes.flatMap(({ group, way, nodes, isUnused }): readonly MeterUse[] => {
    const { service, meter, label } = groups[group]!;
    const quantity = nodes * monthHours * (isCommitted(way) ? 1 : use.runningShare);
    if (!(quantity > 0)) return [];
    if (way === 'on-demand')
      return [{ type: 'table', service, meter, quantity, ...(label !== undefined && { label }) }];
    const name = isUnused === true ? `${meter} unused` : (label ?? meter);
    const used = isUnused === true ? 0 : use.runningShare;
    return [boughtMeter(title, { service, meter, nodes, label: name }, { way, quantity, used }, context)];
  });
}

/** Nodes that are not bought on demand. */
function boughtMeter(
  title: string,
  group: NodeGroup,
  { way, quantity, used }: { readonly way: Purchase; readonly quantity: number; readonly used: number },
  context: ProductContext,
): MeterUse {
  const { service, meter, nodes, label } = group;
  const hour = { type: 'direct', service, label: `${label} ${way}`, unit: 'hour', quantity } as const;
  if (way === 'spot') return { ...hour, price: undefined, reason: `${title} has no spot price` };
  const reservation = commitmentRate(context.rates, service, context.region, meter, way);
  if (reservation === undefined)
    return {
      ...hour,
      price: undefined,
      reason: `no ${way} price of ${title} is known in ${context.region} (${priceFix})`,
    };
  const { row, fee } = reservation;
  const terms = wayOf(way);
  const onDemandPrice = rowNamed(context.rates, service, context.region, meter)?.price;
  const dayOne = fee === undefined ? dayOneHours('aws', terms, nodes) : nodes;
  if (used > 0) warnOfCommitment({ way, nodes, most: nodes, used, price: row, onDemandPrice }, context);
  return {
    ...hour,
    price: row,
    pricing: 'committed',
    ...(onDemandPrice !== undefined && { onDemandPrice }),
    ...(dayOne > 0 && { upFrontUnits: dayOne }),
    ...(fee !== undefined && { upFrontFee: fee }),
    commitment: { years: terms.years === 1 ? 1 : 3, payment: paymentOf('aws', terms), used },
  };
}

/** The hours of nodes whose instance the file does not name: charged, at a price that nobody can know. */
export function unnamedNodes(
  title: string,
  service: string,
  nodes: number,
  runningShare: number,
  example: string,
  { monthHours, warn }: ProductContext,
): readonly MeterUse[] {
  const quantity = nodes * runningShare * monthHours;
  if (!(quantity > 0)) return [];
  warn('instance-not-set', { what: title, needs: 'an instance', example });
  return [
    {
      type: 'direct',
      service,
      label: 'instance',
      unit: 'hour',
      quantity,
      price: undefined,
      reason: 'the file names no instance',
    },
  ];
}

/**
 * Instance types of a managed service from the meters of its table: what stands between `before` and `after` in their
 * names.
 */
export function tableOffers(service: string, before: string, after: string) {
  return (region: string, rates: RateSource): readonly InstanceOffer[] =>
    rates
      .rates('aws', service, region)
      .flatMap(({ meter, tiers }) =>
        meter.startsWith(before) && meter.endsWith(after) && tiers[0]
          ? [{ instance: meter.slice(before.length, meter.length - after.length), usdPerHour: Number(tiers[0].price) }]
          : [],
      );
}

/** Sizes of a managed service: its instance types, on the machines that they are named after. */
export function managedSizes(
  service: string,
  before: string,
  after: string,
  region: string,
  rates: RateSource,
): readonly SizeOffer[] {
  return tableOffers(
    service,
    before,
    after,
  )(region, rates).map(({ instance, usdPerHour }) => ({
    name: instance,
    fields: { instance },
    machine: instance.replace(/^[a-z]+\./, ''),
    usdPerHour,
  }));
}
