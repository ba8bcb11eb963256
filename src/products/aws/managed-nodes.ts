/** Nodes of managed services: the names of their instances, and their hours by the way they are bought. */
import type { PriceRow, RateSource } from '../../billing/rate-table.ts';
import type { NodeUse } from '../../kinds/nodes.ts';
import type { Purchase } from '../../topology/model.ts';
import type { InstanceOffer, MeterUse, ProductContext, SizeOffer } from '../product.ts';

/** Families that only managed services sell: db.r6g.large is RDS's, kafka.m5.large is MSK's. */
const MANAGED = /^(db|cache|kafka|express|mq)\./i;
const INSTANCE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/i;
const RESERVED = ['reserved-3y', 'reserved-1y'] as const;
const HOURS_PER_YEAR = 8760;

/** Whether the `instance` of a component is a virtual machine of EC2: a plain type, or the shape of one. */
export function isVirtualMachine(instance: unknown): boolean {
  if (typeof instance === 'string') return INSTANCE.test(instance) && !MANAGED.test(instance);
  return typeof instance === 'object' && instance !== null;
}

/** Whether the `instance` of a component is of a managed family, such as `kafka`. */
export function isOfFamily(instance: unknown, family: string): boolean {
  return typeof instance === 'string' && instance.toLowerCase().startsWith(`${family}.`);
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
 * A commitment is the meter of the node with its way behind the name, at the price of an hour over the whole term, paid in advance
 * (all upfront), where the tables hold it, and comes out unpriced where they do not. It is paid for the whole month; the groups'
 * nodes are committed in the order given, and the rest is on demand.
 *
 * @param title the service, for messages
 * @param groups in the order in which commitments serve them
 */
export function nodeHourMeters(
  title: string,
  groups: readonly NodeGroup[],
  use: NodeUse,
  { monthHours, region, rates, warn }: ProductContext,
): readonly MeterUse[] {
  const { purchase, runningShare } = use;
  if (use.volumes.length > 0)
    warn(`${title} takes no volumes of its own: they are not billed`, 'give storage instead of volumes');
  const meters: MeterUse[] = [];
  const bought = (group: NodeGroup, way: Purchase, hours: number) => {
    if (!(hours > 0)) return;
    const priceOf = (meter: string): PriceRow | undefined => {
      const rate = rates.rate('aws', group.service, region, meter);
      const tier = rate?.tiers[0];
      return tier && { price: tier.price, asOf: tier.asOf, source: tier.source, ...(tier.note && { note: tier.note }) };
    };
    const years = way === 'reserved-3y' ? 3 : way === 'reserved-1y' ? 1 : 0;
    const price = years > 0 ? priceOf(`${group.meter} ${way}`) : undefined;
    const onDemand = priceOf(group.meter);
    const hour = {
      type: 'direct',
      service: group.service,
      label: `${group.label ?? group.meter} ${way}`,
      unit: 'hour',
      quantity: hours,
    } as const;
    meters.push(
      price
        ? {
            ...hour,
            price,
            pricing: 'committed',
            ...(onDemand && { onDemandPrice: onDemand.price }),
            upFrontUnits: (hours / monthHours) * years * HOURS_PER_YEAR,
          }
        : {
            ...hour,
            price: undefined,
            reason: way === 'spot' ? `${title} has no spot price` : `no ${way} price of ${title} is known in ${region}`,
          },
    );
  };
  if (typeof purchase === 'string' && purchase !== 'on-demand') {
    const committed = purchase !== 'spot';
    for (const group of groups) bought(group, purchase, group.nodes * monthHours * (committed ? 1 : runningShare));
    return meters;
  }
  const left = groups.map((group) => group.nodes);
  const take = (way: Purchase, asked: number, share: number): number => {
    let open = asked;
    for (const [index, group] of groups.entries()) {
      const taken = Math.min(open, left[index]!);
      left[index]! -= taken;
      open -= taken;
      bought(group, way, taken * monthHours * share);
    }
    return open;
  };
  if (typeof purchase !== 'string') {
    for (const way of RESERVED) {
      const unused = take(way, purchase[way] ?? 0, 1);
      // A commitment is paid for whether a node uses it or not.
      if (groups[0]) bought({ ...groups[0], label: `${groups[0].meter} unused` }, way, unused * monthHours);
    }
    take('spot', purchase.spot ?? 0, runningShare);
  }
  for (const [index, { service, meter, label }] of groups.entries()) {
    const quantity = left[index]! * runningShare * monthHours;
    if (quantity > 0) meters.push({ type: 'table', service, meter, quantity, ...(label !== undefined && { label }) });
  }
  return meters;
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
  warn(`${title} runs on an instance and none is given`, `give instance: ${example}`);
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

/** Instance types of a managed service from the meters of its table: what stands between `before` and `after` in their names. */
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
