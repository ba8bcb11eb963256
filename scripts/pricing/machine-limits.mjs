// What machines bind: their disks, their network cards, the memory that a cache has on them. Columns of instances.csv
// from the folder 2026-11/limits.

const LIMITS = '2026-11/limits';
const byName = (records, column) => new Map(records.map((record) => [record[column].toLowerCase(), record]));
const number = (text) => (text === undefined || text === '' ? '' : String(Number(text)));
const MIB = 2 ** 20 / 1e6;
/** The same but for rounding. */
const isNear = (a, b) => a !== '' && Math.abs(Number(a) / Number(b) - 1) < 0.01;

/** Sources of what is added here, in the form of sources-compute.csv. */
export const LIMIT_SOURCES = [
  {
    source_id: 'D1',
    repository: 'getmoto/moto',
    commit: '34d6cad5abbb7b91c97578f3249b39a7e2df1ed5',
    path: 'moto/ec2/resources/instance_types.json',
    as_of: '2026-08-02',
    licence: 'Apache-2.0',
    note: 'DescribeInstanceTypes: EBS-optimised baseline and maximum, network of card 0, local disks',
  },
  {
    source_id: 'D2',
    repository: 'awsdocs/amazon-ec2-user-guide',
    commit: 'e3707c431483ec0ffffcabebd36cf799ba682cd0',
    path: 'doc_source/ebs-optimized.md',
    as_of: '2023-06-15',
    licence: 'CC-BY-SA-4.0',
    note: 'EBS-optimised limits of types that are sold no more',
  },
  {
    source_id: 'D3',
    repository: 'PNU-capstone-2026-17/easydep',
    commit: '9d07c283aa306f24d8ce7129c988bf1466f0bc70',
    path: 'app/core/cloudkb/data/tumblebug-perf.json.gz',
    as_of: '2026-07-29',
    licence: '',
    note: 'Microsoft.Compute SKU API by cloud-barista/cb-tumblebug v0.12.25: UncachedDiskIOPS',
  },
  {
    source_id: 'D4',
    repository: 'MicrosoftDocs/azure-compute-docs',
    commit: '2e4af98705e2ace519e313d40c5de3c3c7cc45a7',
    path: 'articles/virtual-machines/sizes/**',
    as_of: '2026-03-10',
    licence: 'CC-BY-4.0',
    note: 'pages of the series, read 2024-07 to 2026-03: uncached IOPS and MB/s, bursts, limits of Premium SSD v2 and Ultra disks',
  },
  {
    source_id: 'D5',
    repository: 'GoogleCloudPlatform/gcpdiag',
    commit: '9f84bc0ab7fdc376a57fc8d6082317d064bdf1ec',
    path: 'gcpdiag/runbook/gce/disk_performance_benchmark/*.json',
    as_of: '2026-11-30',
    licence: 'Apache-2.0',
    note: 'Google’s tables of Persistent Disk limits by machine family and vCPUs; an undated copy, the date is that of its reading',
  },
  {
    source_id: 'D6',
    repository: 'docs.aws.amazon.com',
    commit: '',
    path: 'AmazonElastiCache/latest/dg/ParameterGroups.Engine',
    as_of: '2026-11-30',
    licence: '',
    note: 'maxmemory by node type of Valkey and Redis; an undated copy of 2025 or 2026, the date is that of its reading',
  },
];

/** Of reads and writes the lower; empty where neither is known. */
const lower = (reads, writes) => (reads && writes ? String(Math.min(Number(reads), Number(writes))) : '');

/** A disk limit that is below its maximum is what lasts; one that is not known stays empty. */
const aws = (read) => {
  const ebs = byName(read(`${LIMITS}/ebs-limits.csv`), 'instance');
  const network = byName(read(`${LIMITS}/aws-network.csv`), 'instance');
  const store = byName(read(`${LIMITS}/instance-store.csv`), 'instance');
  const memory = byName(
    read(`${LIMITS}/elasticache-memory.csv`).filter(({ engine }) => engine !== 'memcached'),
    'node',
  );
  return (record) => {
    const disk = ebs.get(record.instance) ?? {};
    const card = network.get(record.instance);
    const local = store.get(record.instance);
    const cache = memory.get(`cache.${record.instance}`);
    // Of types with several cards the API gives each by itself, and their sum can exceed what is sold.
    const isSingle = card?.network_cards === '1' && card.network_baseline_gbps_card0 !== '';
    // Old types whose disks the table leaves out; the column is about disks that do not spin.
    const isMissing = local?.disk_type === 'ssd' && Number(record.local_ssd_gib || 0) === 0;
    const limited = disk.baseline_iops !== undefined && disk.baseline_iops !== '';
    return {
      ...record,
      ...(isSingle && {
        network_gbps_baseline: isNear(record.network_gbps_baseline, card.network_baseline_gbps_card0)
          ? record.network_gbps_baseline
          : number(card.network_baseline_gbps_card0),
        network_gbps_burst: number(card.network_peak_gbps_card0),
      }),
      ...(isMissing && { local_ssd_gib: number(local.total_gb) }),
      disk_iops: limited ? number(disk.baseline_iops) : '',
      disk_iops_max: limited ? number(disk.max_iops) : '',
      disk_mb_s: limited ? number(disk.baseline_mb_s) : '',
      disk_mb_s_max: limited ? number(disk.max_mb_s) : '',
      cache_memory_gib: cache ? number(cache.maxmemory_gib) : '',
      local_iops: lower(local?.random_read_iops, local?.random_write_iops),
      limit_source: [
        ...(limited || isSingle || isMissing ? [disk.source?.startsWith('awsdocs') ? 'D2' : 'D1'] : []),
        ...(cache ? ['D6'] : []),
      ].join('+'),
    };
  };
};

const azure = (read) => {
  const disks = byName(read(`${LIMITS}/azure-disk-limits.csv`), 'size');
  return (record) => {
    const disk = disks.get(record.instance.toLowerCase());
    const has = disk !== undefined && disk.uncached_iops !== '';
    return {
      ...record,
      disk_iops: has ? number(disk.uncached_iops) : '',
      disk_iops_max: has ? number(disk.uncached_burst_iops || disk.uncached_iops) : '',
      disk_mb_s: has ? number(disk.uncached_mb_s) : '',
      disk_mb_s_max: has ? number(disk.uncached_burst_mb_s || disk.uncached_mb_s) : '',
      disk_iops_v2: has ? number(disk.v2_ultra_iops) : '',
      disk_mb_s_v2: has ? number(disk.v2_ultra_mb_s) : '',
      local_iops: has ? number(disk.nvme_iops || disk.temp_disk_iops) : '',
      local_mb_s: has ? number(disk.nvme_iops ? disk.nvme_mb_s : disk.temp_disk_mb_s) : '',
      limit_source: has ? (disk.source_uncached.startsWith('MicrosoftDocs') ? 'D4' : 'D3') : '',
    };
  };
};

const gcp = (read) => {
  const disks = new Map();
  for (const row of read(`${LIMITS}/gcp-disk-limits-by-machine.csv`)) {
    const known = disks.get(row.instance) ?? {};
    // Of reads and writes the lower, as for the disks themselves; MiB/s as decimal megabytes.
    known[row.disk_type] = {
      iops: String(Math.min(Number(row.max_write_iops), Number(row.max_read_iops))),
      megabytes: String(
        Number((Math.min(Number(row.max_write_mib_s), Number(row.max_read_mib_s)) * MIB).toPrecision(6)),
      ),
    };
    disks.set(row.instance, known);
  }
  return (record) => {
    const { 'pd-ssd': ssd, 'pd-balanced': balanced, 'pd-standard': standard } = disks.get(record.instance) ?? {};
    return {
      ...record,
      disk_iops: ssd?.iops ?? '',
      disk_mb_s: ssd?.megabytes ?? '',
      disk_iops_balanced: balanced?.iops ?? '',
      disk_iops_standard: standard?.iops ?? '',
      disk_mb_s_standard: standard?.megabytes ?? '',
      limit_source: ssd ? 'D5' : '',
    };
  };
};

const ADDED = { aws, azure, gcp };

/** The records of instances.csv with what their machines bind. */
export function withMachineLimits(records, read) {
  const add = Object.fromEntries(Object.entries(ADDED).map(([provider, make]) => [provider, make(read)]));
  return records.map((record) => add[record.provider](record));
}
