/**
 * Azure managed disks: a month of the tier that holds the size, or provisioned size, operations and throughput by the
 * hour.
 */
import type { Volume } from '../../topology/model.ts';
import { toGb, type MeterUse, type ProductContext } from '../product.ts';
import { isLocalDisk } from '../machine-disks.ts';
import { hyphened, named } from '../table-meters.ts';
import { MIB } from '../../topology/quantity/bytes.ts';

const SERVICE = 'managed-disk';

/**
 * Size of each disk tier in GiB; premium SSD, standard SSD and standard HDD share them.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-types (read 2026-11)
 */
export const TIER_SIZES_GIB: readonly (readonly [tier: number, size: number])[] = [
  [1, 4],
  [2, 8],
  [3, 16],
  [4, 32],
  [6, 64],
  [10, 128],
  [15, 256],
  [20, 512],
  [30, 1024],
  [40, 2048],
  [50, 4096],
  [60, 8192],
  [70, 16_384],
  [80, 32_767],
];

interface Sort {
  readonly title: string;
  /** First letter of its tiers; absent where size, operations and throughput are provisioned. */
  readonly letter?: 'p' | 'e' | 's';
  /** Lowest tier that is sold. */
  readonly lowest?: number;
  readonly meter?: string;
  /** Operations a second and MB/s that its capacity includes. */
  readonly free?: { readonly iops: number; readonly throughput: number };
}

const PREMIUM: Sort = { title: 'premium-ssd', letter: 'p', lowest: 1 };
const STANDARD_SSD: Sort = { title: 'standard-ssd', letter: 'e', lowest: 1 };
const STANDARD_HDD: Sort = { title: 'standard-hdd', letter: 's', lowest: 4 };
const PREMIUM_V2: Sort = { title: 'premium-ssd-v2', meter: 'premium-ssd-v2', free: { iops: 3000, throughput: 125 } };
const ULTRA: Sort = { title: 'ultra', meter: 'ultra', free: { iops: 0, throughput: 0 } };

/** Its sorts by the names that people and Azure's own tools use. */
const SORTS: Readonly<Record<string, Sort>> = {
  'premium-ssd': PREMIUM,
  premium: PREMIUM,
  'premium-ssd-v1': PREMIUM,
  'standard-ssd': STANDARD_SSD,
  standardssd: STANDARD_SSD,
  'standard-hdd': STANDARD_HDD,
  standard: STANDARD_HDD,
  hdd: STANDARD_HDD,
  'premium-ssd-v2': PREMIUM_V2,
  'premium-v2': PREMIUM_V2,
  premiumv2: PREMIUM_V2,
  pv2: PREMIUM_V2,
  ultra: ULTRA,
  'ultra-ssd': ULTRA,
  'ultra-disk': ULTRA,
  ultrassd: ULTRA,
};

/**
 * Volumes of a fleet as meters. The operations of standard disks are not known here and not billed.
 *
 * @param nodeMonths nodes that keep their volumes, on average over the month
 */
export function diskMeters(
  volumes: readonly Volume[],
  nodeMonths: number,
  context: ProductContext,
): readonly MeterUse[] {
  return volumes.flatMap((volume) => volumeMeters(volume, nodeMonths * (volume.count ?? 1), context));
}

/** A disk type as the file has it: its sort, the redundancy and the tier that its name may carry. */
function parseType(name: string) {
  const asked = hyphened(name);
  const suffix = /-(lrs|zrs)$/.exec(asked)?.[1];
  const type = suffix === undefined ? asked : asked.slice(0, -4);
  const exact = /^([pes])(\d+)$/.exec(type);
  const sort = exact ? { p: PREMIUM, e: STANDARD_SSD, s: STANDARD_HDD }[exact[1]!] : named(SORTS, type);
  return { type, suffix, exact, sort };
}

export const MANAGED_DISK_TYPES: readonly string[] = [
  'premium-ssd',
  'standard-ssd',
  'standard-hdd',
  'premium-ssd-v2',
  'ultra',
];
/**
 * A type of disk by its sort and, where it names one, its tier; the sort is undefined for one that Azure does not have.
 */
export function diskTypeOf(type: string): { readonly sort: string | undefined; readonly tier: number | undefined } {
  const { sort, exact } = parseType(type);
  return { sort: sort?.title, tier: exact ? Number(exact[2]) : undefined };
}

export const isManagedDiskType = (type: string): boolean => parseType(type).sort !== undefined;

/** The sort of a disk, such as premium-ssd; undefined for a type that Azure doesn't have. */
export const diskSort = (volume: Volume): string | undefined => parseType(volume.type).sort?.title;

function volumeMeters(volume: Volume, disks: number, context: ProductContext): MeterUse[] {
  const { monthHours, warn } = context;
  // A disk in the machine comes with it.
  if (!(disks > 0) || isLocalDisk(volume.type)) return [];
  const { type, suffix, exact, sort } = parseType(volume.type);
  const redundancy = volume.redundancy ?? suffix ?? 'lrs';
  const sizeGib = toGb(volume.size);
  // One that Azure does not have is refused before (disk-types.ts).
  if (!sort) return [{ type: 'table', service: SERVICE, meter: `${type}-${redundancy}`, quantity: disks }];
  if (sort.letter) {
    const tier = tierOf(sort, sizeGib, exact ? Number(exact[2]) : undefined, context);
    return [{ type: 'table', service: SERVICE, meter: `${tier}-${redundancy}`, quantity: disks }];
  }
  if (redundancy !== 'lrs') warn('redundancy-not-offered', { disk: sort.title, isRegional: false });
  const meters: MeterUse[] = [];
  const add = (meter: string, each: number) => {
    const quantity = each * disks * monthHours;
    if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter: `${sort.meter}-${meter}`, quantity });
  };
  add('provisioned-capacity', Math.ceil(sizeGib));
  add('provisioned-iops', Math.max(0, (volume.iops ?? 0) - sort.free!.iops));
  add('provisioned-throughput-mbps', Math.max(0, (volume.throughput ?? 0) / MIB - sort.free!.throughput));
  return meters;
}

/** The smallest tier that holds a size, or the one that is named where that is larger. */
function tierOf(sort: Sort, sizeGib: number, named: number | undefined, { rates, warn }: ProductContext): string {
  const tiers = TIER_SIZES_GIB.filter(([tier]) => tier >= sort.lowest!).map(
    ([tier, size]) => [tier, rates.limit('azure', SERVICE, `p${tier}-size`)?.value ?? size] as const,
  );
  const fitting = tiers.find(([, size]) => size >= sizeGib);
  const own = tiers.find(([tier]) => tier === named);
  if (named !== undefined && !own) {
    warn('size-not-offered', {
      product: sort.title,
      found: `${sort.letter}${named}`,
      offered: tiers.map(([tier]) => `${sort.letter}${tier}`).join(', '),
    });
    return `${sort.letter}${named}`;
  }
  if (!fitting) {
    warn('limit-exceeded', {
      what: `a ${sort.title} disk`,
      most: `${tiers.at(-1)![1]} GiB`,
      asked: `${Math.ceil(sizeGib)} GiB`,
      write: 'count: several smaller disks',
    });
    return `${sort.title}-${Math.ceil(sizeGib)}-gib`;
  }
  // A disk may be paid at a higher performance tier than its size needs, never at a lower one.
  if (own && own[1] >= sizeGib) return `${sort.letter}${own[0]}`;
  if (own)
    warn('size-rounded-up', {
      asked: `${sort.letter}${own[0]} of ${own[1]} GiB`,
      billed: `${sort.letter}${fitting[0]}`,
      write: `type: ${sort.title}`,
    });
  return `${sort.letter}${fitting[0]}`;
}
