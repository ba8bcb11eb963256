/** Virtual machines by the hour, on every provider: what each way of buying costs. */
import type { InstancePrice, PriceRow } from '../billing/rate-table.ts';
import { formatPrice, parsePrice, type Price } from '../billing/money.ts';
import { sustainedUse, type SustainedUseSchedule } from '../billing/sustained-use.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { NodeUse } from '../kinds/nodes.ts';
import type { Purchase } from '../topology/model.ts';
import type { DirectMeter, MeterUse, ProductContext } from './product.ts';

const HOURS_PER_YEAR = 8760;

/** Whether a commitment is paid in full on day one (AWS's table holds all-upfront prices; the others pay monthly). */
const PAID_UP_FRONT: Readonly<Record<string, boolean>> = { aws: true, azure: false, gcp: false };

/** Families with a sustained-use discount, and its schedule. @see cloud.google.com/compute/docs/sustained-use-discounts (read 2026-11) */
const SUSTAINED_USE: readonly [RegExp, SustainedUseSchedule][] = [
  [/^(n1|m1|m2)-/, 'n1'],
  [/^(f1-micro|g1-small)$/, 'n1'],
  [/^(n2|n2d|c2)-/, 'n2'],
];

function sustainedUseSchedule(provider: string, instance: string): SustainedUseSchedule | undefined {
  if (provider !== 'gcp') return undefined;
  return SUSTAINED_USE.find(([pattern]) => pattern.test(instance))?.[1];
}

/** Nodes that are bought in one way. */
interface Part {
  readonly way: Purchase;
  readonly nodes: number;
  /** Share of the running time of each of them that runs at all; fewer than `nodes` where a commitment goes unused. */
  readonly shares: readonly number[];
}

/**
 * Nodes bought in each way.
 *
 * They fill in order of how much they run: commitments, then the on-demand nodes that the mix names (the base that spot
 * nodes come and go above), then spot nodes; whatever is left is on demand.
 */
function split(purchase: NodeUse['purchase'], shares: readonly number[]): Part[] {
  if (typeof purchase === 'string') return [{ way: purchase, nodes: shares.length, shares }];
  const parts: Part[] = [];
  let first = 0;
  const take = (nodes: number): readonly number[] => {
    const taken = shares.slice(first, first + nodes);
    first += taken.length;
    return taken;
  };
  for (const way of ['reserved-3y', 'reserved-1y'] as const) {
    // A commitment is paid for whether a node uses it or not; other nodes are part of the fleet.
    const nodes = purchase[way] ?? 0;
    if (nodes > 0) parts.push({ way, nodes, shares: take(nodes) });
  }
  const base = take(purchase['on-demand'] ?? 0);
  const spot = take(purchase.spot ?? 0);
  const onDemand = [...base, ...shares.slice(first)];
  if (spot.length > 0) parts.push({ way: 'spot', nodes: spot.length, shares: spot });
  if (onDemand.length > 0) parts.push({ way: 'on-demand', nodes: onDemand.length, shares: onDemand });
  return parts;
}

/** The hour of an instance bought in some way; Windows has on-demand prices alone. */
export function priceOf(price: InstancePrice, os: 'linux' | 'windows', way: Purchase): PriceRow | undefined {
  if (os === 'windows') return way === 'on-demand' ? price.windowsOnDemand : undefined;
  return {
    'on-demand': price.linuxOnDemand,
    spot: price.linuxSpot,
    'reserved-1y': price.linux1y,
    'reserved-3y': price.linux3y,
  }[way];
}

/**
 * Hours of virtual machines as meters, one a way of buying.
 *
 * Commitments are paid for the whole month and the whole term, whatever part of it the nodes run; on-demand and spot
 * nodes pay for the hours they run.
 */
export function instanceMeters(use: NodeUse, context: ProductContext): readonly MeterUse[] {
  const { provider, region, rates, monthHours, instance } = context;
  if (instance === undefined) return [];
  const price = rates.instancePrice(provider, region, instance);
  const name = price?.instance ?? instance;
  const meters: MeterUse[] = [];
  for (const { way, nodes, shares } of split(use.purchase, use.shares)) {
    const years = way === 'reserved-3y' ? 3 : way === 'reserved-1y' ? 1 : 0;
    const hours =
      years > 0 ? nodes * monthHours : shares.reduce((sum, share) => sum + share, 0) * use.runningShare * monthHours;
    if (hours === 0) continue;
    const row = price && priceOf(price, use.os, way);
    const onDemand = price && priceOf(price, use.os, 'on-demand');
    const schedule = way === 'on-demand' ? sustainedUseSchedule(provider, name) : undefined;
    const base: Omit<DirectMeter, 'quantity'> = {
      type: 'direct',
      service: 'compute',
      label: `${name} ${way}${use.os === 'windows' ? ' windows' : ''}`,
      unit: 'hour',
      price: row,
      ...(price && price.currency !== 'USD' && { currency: price.currency }),
      ...(row === undefined && {
        reason: price ? `no ${use.os} ${way} price of ${name} is known in ${region}` : unknownType(instance, context),
      }),
      ...(way === 'spot' && { pricing: 'dynamic' }),
      ...(years > 0 && { pricing: 'committed' }),
      ...(years > 0 && onDemand && { onDemandPrice: onDemand.price }),
      ...(years > 0 && PAID_UP_FRONT[provider] && { upFrontUnits: nodes * years * HOURS_PER_YEAR }),
    };
    if (!schedule) {
      meters.push({ quantity: hours, ...base });
      continue;
    }
    // The discount is on the machine, not on the Windows licence that runs on it.
    const { numerator, denominator } = sustainedUse(
      shares.filter((share) => share > 0).map((share) => share * use.runningShare),
      schedule,
    );
    meters.push({
      ...base,
      label: `${name} ${way}`,
      price: use.os === 'windows' && row ? price?.linuxOnDemand : row,
      quantity: hours,
      factor: { numerator, denominator, reason: 'sustained-use discount' },
    });
    if (use.os === 'windows' && row && price?.linuxOnDemand) {
      const licence = formatPrice((parsePrice(row.price) - parsePrice(price.linuxOnDemand.price)) as Price);
      meters.push({ ...base, label: `${name} windows licence`, price: { ...row, price: licence }, quantity: hours });
    }
  }
  return meters;
}

/** Why a type has no price at all: a slip of the pen, or a type that the region does not sell. */
function unknownType(instance: string, { provider, region, rates }: ProductContext): string {
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
