/** Filestore: provisioned capacity by tier. */
import type { FileStoreUse } from '../../kinds/file-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';
import { fileClassOf, moveFileClass } from '../class-moves.ts';
import { FILE_STORE } from '../../assumptions/published.ts';

/** Our names of its tiers, and the names by which they are asked for. */
const TIERS: Readonly<Record<string, string>> = {
  'basic-hdd': 'basic-hdd',
  basic: 'basic-hdd',
  standard: 'basic-hdd',
  hdd: 'basic-hdd',
  'basic-ssd': 'basic-ssd',
  premium: 'basic-ssd',
  ssd: 'basic-ssd',
  zonal: 'zonal',
  'high-scale-ssd': 'zonal',
  'high-scale': 'zonal',
  regional: 'regional',
  enterprise: 'enterprise',
};

/** Least capacity of an instance in GB. @see https://cloud.google.com/filestore/docs/service-tiers (read 2026-11) */
const LEAST_GB: Readonly<Record<string, number>> = {
  'basic-hdd': 1024,
  'basic-ssd': 2560,
  zonal: 1024,
  regional: 100,
  enterprise: 1024,
};

const BASIC_SSD = new Set(['basic-ssd', 'premium', 'ssd']);

const BASIC_HDD = new Set(['', 'basic-hdd', 'basic', 'standard', 'hdd']);

const limits: Limits = (asked) => {
  const tier = hyphened(asked.text('class') ?? '');
  const note = 'of a basic instance';
  if (BASIC_SSD.has(tier))
    return [
      fromTable(asked, ['requests', '/s', 'limit'], 'basic-ssd-iops', { note }),
      fromTable(asked, ['ingress', 'bytes/s', 'limit'], 'basic-ssd-throughput', { note }),
      fromTable(asked, ['egress', 'bytes/s', 'limit'], 'basic-ssd-throughput', { note }),
    ];
  if (!BASIC_HDD.has(tier)) return [];
  return [
    fromTable(asked, ['requests', '/s', 'limit'], 'basic-hdd-iops', { note }),
    fromTable(asked, ['ingress', 'bytes/s', 'limit'], 'basic-hdd-write-throughput', { note }),
    fromTable(asked, ['egress', 'bytes/s', 'limit'], 'basic-hdd-read-throughput', { note }),
  ];
};

export const filestore = defineProduct<FileStoreUse>({
  name: 'filestore',
  title: 'Filestore',
  provider: 'gcp',
  kinds: ['file-store'],
  defaultFor: ['file-store'],
  aliases: ['gcp-filestore', 'google-filestore', 'google_filestore_instance'],
  ignores: [
    'throughput',
    'throughput_mode',
    'redundancy',
    'usage.read_operations',
    'usage.write_operations',
    'usage.read',
    'usage.write',
  ],
  sla({ class: asked, redundancy }) {
    const tier = named(TIERS, hyphened(String(asked ?? (redundancy === 'zrs' ? 'regional' : 'basic-hdd'))));
    if (tier === undefined) return undefined;
    const isRegional = tier === 'regional' || tier === 'enterprise';
    return { service: 'filestore', scope: isRegional ? 'regional-enterprise' : 'basic-zonal' };
  },
  limits,
  isInOneZone: ({ class: name, redundancy }) =>
    !/^g?zrs|regional|enterprise/i.test(`${String(redundancy ?? '')}${String(name ?? '')}`),
  translate(move) {
    const { word, isFast, isOneZone } = fileClassOf(move);
    moveFileClass(move, word, isFast ? 'basic-ssd' : isOneZone ? 'basic-hdd' : 'regional');
  },
  latency: () => FILE_STORE.gcp,
  // But for its basic tiers.
  sellsOperations: ({ class: name }) =>
    !String(name ?? 'basic')
      .toLowerCase()
      .startsWith('basic'),
  focus: { filestore: ['Filestore', 'file'] },
  source: 'https://cloud.google.com/filestore/pricing (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('filestore');
    const asked = hyphened(use.storageClass ?? (use.redundancy === 'zrs' ? 'regional' : 'basic-hdd'));
    const tier = named(TIERS, asked) ?? asked;
    if (!(asked in TIERS))
      warn('tier-not-offered', { product: 'Filestore', found: asked, offered: [...new Set(Object.values(TIERS))] });
    if (use.storedBytes === 0) {
      warn('capacity-not-set', { product: 'Filestore', field: 'storage' });
      return meters;
    }
    const gb = toGb(use.storedBytes);
    const least = LEAST_GB[tier] ?? 0;
    if (gb < least)
      warn('minimum-billed', { what: `a ${tier} instance`, least: `${least} GB`, write: `storage: ${least} GB` });
    add(tier, Math.max(gb, least));
    // Operations chosen apart from the capacity; the basic tiers take what their size gives.
    if (!tier.startsWith('basic')) add(`${tier}-iops`, use.iops);
    return meters;
  },
});
