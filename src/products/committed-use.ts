/** Google's committed use discounts by spend: so much off the price on demand, whatever the region. */
import { formatPrice, parsePrice, type Price } from '../billing/money.ts';
import type { PriceRow } from '../billing/rate-table.ts';
import type { Way } from '../topology/purchase.ts';

/** Per cent off for a term of one year and of three. */
interface Discount {
  readonly 1: bigint;
  readonly 3: bigint;
  readonly page: string;
  /** Which meters of the service it is for. */
  readonly covers: RegExp;
}

const MEMORYSTORE = { 1: 20n, 3: 40n, page: 'cloud.google.com/memorystore/docs/redis/cuds' } as const;

/**
 * Discounts by service; what they leave out pays on demand.
 * @see https://cloud.google.com/sql/cud https://cloud.google.com/memorystore/docs/redis/cuds
 *   https://cloud.google.com/bigtable/docs/cuds (read 2026-11)
 */
const SERVICES: Readonly<Record<string, Discount>> = {
  // vCPUs and memory: neither shared cores nor licences.
  'cloud-sql': {
    1: 25n,
    3: 52n,
    page: 'cloud.google.com/sql/cud',
    covers: /^(?!.*(license|db-f1-micro|db-g1-small))/,
  },
  // The smallest range of capacity, below 5 GB, is left out.
  'memorystore-redis': { ...MEMORYSTORE, covers: /^(?!.*-m1$)/ },
  'memorystore-redis-cluster': { ...MEMORYSTORE, covers: /^node-/ },
  'memorystore-valkey': { ...MEMORYSTORE, covers: /^node-/ },
  'memorystore-memcached': { ...MEMORYSTORE, covers: /./ },
  bigtable: { 1: 20n, 3: 40n, page: 'cloud.google.com/bigtable/docs/cuds', covers: /^node-hour/ },
};

/**
 * Series of machines that the flexible discount is for, at its plain rate; neither shared cores nor disks in the
 * machine.
 * @see https://cloud.google.com/compute/docs/committed-use-discounts/compute-flexible-cuds (as recalled; the rates:
 *   Google's announcement of 2022-12)
 */
const FLEXIBLE: Discount = {
  1: 28n,
  3: 46n,
  page: 'cloud.google.com/compute/docs/instances/committed-use-discounts-overview',
  covers:
    /^(?:c2|c2d|c3|c3d|c4|c4a|c4d|e2|n1|n2|n2d|n4)-(?:standard|highcpu|highmem|custom)-(?!.*-(?:lssd|ext)$)|^custom-(?!.*-ext$)/,
};

/** Whether a service of Google's has a discount by spend. */
export const hasCommittedUse = (service: string): boolean => Object.hasOwn(SERVICES, service);

const HUNDRED = 100n;

function discounted(
  row: PriceRow | undefined,
  { years }: Way,
  discount: Discount,
  meter: string,
): PriceRow | undefined {
  if (row === undefined || years === 0 || !discount.covers.test(meter)) return undefined;
  const left = HUNDRED - discount[years];
  return {
    ...row,
    price: formatPrice(((parsePrice(row.price) * left) / HUNDRED) as Price),
    note: `committed use by spend, ${years} year${years > 1 ? 's' : ''}; derived: ${discount[years]} % off ${row.price} on demand (${discount.page})`,
  };
}

/** The hour of a managed service's meter under a commitment; undefined where it has none. */
export const committedRow = (
  service: string,
  meter: string,
  row: PriceRow | undefined,
  way: Way,
): PriceRow | undefined => (hasCommittedUse(service) ? discounted(row, way, SERVICES[service]!, meter) : undefined);

/** The hour of a virtual machine under a flexible commitment. */
export const flexibleRow = (instance: string, row: PriceRow | undefined, way: Way): PriceRow | undefined =>
  discounted(row, way, FLEXIBLE, instance);
