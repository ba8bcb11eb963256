/** Amazon EBS volumes: provisioned size, operations and throughput. */
import type { Volume } from '../../topology/model.ts';
import { toGb, type MeterUse, type ProductContext, type Promised } from '../product.ts';
import { isLocalDisk } from '../machine-disks.ts';
import { named } from '../table-meters.ts';
import { MIB } from '../../topology/quantity/bytes.ts';

/** Types whose operations are provisioned and billed one by one. */
const BILLED_BY_IOPS = new Set(['io1', 'io2']);
export const EBS_VOLUME_TYPES: readonly string[] = ['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard'];
const SYNONYMS: Readonly<Record<string, string>> = { magnetic: 'standard', hdd: 'st1', 'cold-hdd': 'sc1', ssd: 'gp3' };

const typeOf = (volume: Volume) => {
  const asked = volume.type.toLowerCase();
  return named(SYNONYMS, asked) ?? asked;
};

export const isEbsType = (type: string): boolean =>
  EBS_VOLUME_TYPES.includes(named(SYNONYMS, type.toLowerCase()) ?? type.toLowerCase());

/** Types with a promised durability: that of magnetic volumes is not known. */
const DURABLE = new Set(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1']);

/** The durability of a volume of a node, of several sorts the weaker; undefined where one has none that is known. */
export function ebsDurability({ volumes }: Readonly<Record<string, unknown>>): Promised | undefined {
  const types = ((volumes ?? []) as readonly Volume[]).map(typeOf);
  if (types.length === 0 || !types.every((type) => DURABLE.has(type))) return undefined;
  return { service: 'ebs', scope: types.every((type) => type === 'io2') ? 'durability-io2' : 'durability' };
}

/**
 * Volumes of a fleet as meters.
 *
 * @param nodeMonths nodes that keep their volumes, on average over the month
 */
export function ebsMeters(
  volumes: readonly Volume[],
  nodeMonths: number,
  { warn }: ProductContext,
): readonly MeterUse[] {
  const meters: MeterUse[] = [];
  for (const volume of volumes) {
    const type = typeOf(volume);
    // A disk in the machine comes with it.
    if (isLocalDisk(type)) continue;
    if (BILLED_BY_IOPS.has(type) && volume.iops === undefined) warn('iops-not-set', { type });
    if (type === 'standard') warn('io-requests-not-billed');
    const copies = nodeMonths * (volume.count ?? 1);
    const add = (meter: string, each: number, own: boolean) => {
      if (each > 0 && copies > 0)
        meters.push({ type: 'table', service: 'ebs', meter, quantity: each * copies, ...(own && { copies }) });
    };
    add(`${type}-storage`, toGb(volume.size), false);
    if (BILLED_BY_IOPS.has(type)) add(`${type}-iops`, volume.iops ?? 0, true);
    if (type === 'gp3') {
      // What the volume's price includes (3,000 operations and 125 MiB/s) is the free first tier of these meters.
      add('gp3-iops-over-3000', volume.iops ?? 0, true);
      add('gp3-throughput-over-125', (volume.throughput ?? 0) / MIB, true);
    }
  }
  return meters;
}
