/** Persistent Disk, Hyperdisk and local SSD: provisioned size, operations and throughput. */
import type { NodeUse } from '../../kinds/nodes.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import { diskNodeMonths } from '../compute.ts';
import { toGb, type MeterUse, type ProductContext } from '../product.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { MIB } from '../../topology/quantity/bytes.ts';

/** Our names of the types, and the names by which they are asked for. */
const TYPES: Readonly<Record<string, string>> = {
  'pd-standard': 'pd-standard',
  standard: 'pd-standard',
  hdd: 'pd-standard',
  'pd-hdd': 'pd-standard',
  'pd-balanced': 'pd-balanced',
  balanced: 'pd-balanced',
  'pd-ssd': 'pd-ssd',
  ssd: 'pd-ssd',
  'pd-extreme': 'pd-extreme',
  'hyperdisk-balanced': 'hyperdisk-balanced',
  hyperdisk: 'hyperdisk-balanced',
  'hyperdisk-balanced-high-availability': 'hyperdisk-balanced-high-availability',
  'hyperdisk-balanced-ha': 'hyperdisk-balanced-high-availability',
  'hyperdisk-extreme': 'hyperdisk-extreme',
  'hyperdisk-throughput': 'hyperdisk-throughput',
  'hyperdisk-ml': 'hyperdisk-ml',
  'local-ssd': 'local-ssd',
  'nvme-ssd': 'local-ssd',
  scratch: 'local-ssd',
};

export const PERSISTENT_DISK_TYPES: readonly string[] = [...new Set(Object.values(TYPES))];
/** Our name of a type; undefined for one that Google does not have. */
export const diskTypeOf = (type: string): string | undefined => named(TYPES, hyphened(type));
export const isPersistentDiskType = (type: string): boolean => diskTypeOf(type) !== undefined;

/**
 * Types with a copy in a second zone. @see https://cloud.google.com/compute/docs/disks/regional-persistent-disk (read
 * 2026-11)
 */
const REGIONAL = new Set(['pd-standard', 'pd-balanced', 'pd-ssd', 'hyperdisk-balanced']);

/** Types whose provisioned operations are billed one by one, from the first. */
const BILLED_BY_IOPS = new Set(['pd-extreme', 'hyperdisk-extreme']);
/** Types whose provisioned throughput is billed, from the first MiB/s. */
const BILLED_BY_THROUGHPUT = new Set(['hyperdisk-throughput', 'hyperdisk-ml']);

/** What each hyperdisk-balanced includes. @see https://cloud.google.com/compute/disks-image-pricing (read 2026-11) */
const INCLUDED_IOPS = 3000;
const INCLUDED_MIBPS = 140;

/**
 * A local SSD of the first to third machine generation. @see https://cloud.google.com/compute/docs/disks/local-ssd
 * (read 2026-11)
 */
const LOCAL_SSD_GB = 375;
/** Families whose local SSD has a price of its own. */
const LOCAL_SSD_FAMILIES = ['c4', 'c4a', 'c4d'];

/** Disks of a fleet as meters. */
export function diskMeters(use: NodeUse, { instance, warn }: ProductContext): readonly MeterUse[] {
  const { meters, add } = tableMeters('persistent-disk');
  for (const volume of use.volumes) {
    const asked = hyphened(volume.type);
    const type = named(TYPES, asked) ?? asked;
    const perNode = volume.count ?? 1;
    if (type === 'local-ssd') {
      const family = instance?.toLowerCase().split('-')[0] ?? '';
      const own = LOCAL_SSD_FAMILIES.includes(family);
      const size = own ? toGb(volume.size) : Math.ceil(toGb(volume.size) / LOCAL_SSD_GB) * LOCAL_SSD_GB;
      // A stopped machine gives its local disks up.
      add(own ? `local-ssd-${family}` : 'local-ssd', size * perNode * meanNodes(use) * use.runningShare);
      continue;
    }
    const disks = diskNodeMonths(use) * perNode;
    const regional = volume.redundancy === 'zrs';
    if (regional && !REGIONAL.has(type)) warn('redundancy-not-offered', { disk: type, isRegional: true });
    add(regional ? `${type}-regional` : type, toGb(volume.size) * disks);
    const iops = (volume.iops ?? 0) * disks;
    const throughput = ((volume.throughput ?? 0) / MIB) * disks;
    if (BILLED_BY_IOPS.has(type)) add(`${type}-iops`, iops);
    if (BILLED_BY_THROUGHPUT.has(type)) add(`${type}-throughput`, throughput);
    if (type.startsWith('hyperdisk-balanced')) {
      // What is included is the first tier of these meters, for each disk; a disk that stays within it has none of
      // them.
      const name = regional ? `${type}-regional` : type;
      if (iops > INCLUDED_IOPS * disks) add(`${name}-iops-over-3000`, iops, { copies: disks });
      if (throughput > INCLUDED_MIBPS * disks) add(`${name}-throughput-over-140`, throughput, { copies: disks });
    }
  }
  return meters;
}
