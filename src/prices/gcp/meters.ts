/**
 * Which SKUs of Google's catalogue are which of Quoin's meters.
 *
 * SKUs have no names but their descriptions, which are matched whole; the place stands in them too ("in Belgium",
 * "Iowa/South Carolina/Oregon"), but where a
 * SKU is sold is told by its regions.
 */

/** One SKU, as the catalogue gives it. */
export interface Sku {
  readonly skuId: string;
  readonly description: string;
  readonly category: { readonly resourceFamily: string; readonly resourceGroup: string; readonly usageType: string };
  readonly serviceRegions: readonly string[];
  readonly pricingInfo: readonly {
    readonly effectiveTime: string;
    readonly pricingExpression: {
      readonly usageUnit: string;
      readonly tieredRates?: readonly {
        /** Left out where it is nothing. */
        readonly startUsageAmount?: number;
        readonly unitPrice: { readonly currencyCode: string; readonly units?: string; readonly nanos?: number };
      }[];
    };
  }[];
}

export interface Meter {
  readonly service: string;
  readonly meter: string;
  readonly unit: string;
  /** Tables that it belongs to: those of the SKU's regions that are asked for, or these. */
  readonly regions?: readonly string[];
  readonly freeIs?: 'allowance' | 'included' | 'dropped';
  readonly from?: string;
  readonly to?: string;
  readonly below?: 'included';
  readonly capped?: true;
  readonly rank?: number;
  readonly note?: string;
}

export interface GcpService {
  readonly name: string;
  readonly services: readonly string[];
  readonly meters: (sku: Sku) => readonly Meter[];
  readonly hasInstances?: true;
}

const DISKS: Readonly<Record<string, readonly [meter: string, unit: string, more?: Partial<Meter>]>> = {
  'Storage PD Capacity': ['pd-standard', 'gib-month', { freeIs: 'dropped' }],
  'Regional Storage PD Capacity': ['pd-standard-regional', 'gib-month'],
  'Balanced PD Capacity': ['pd-balanced', 'gib-month'],
  'Regional Balanced PD Capacity': ['pd-balanced-regional', 'gib-month'],
  'SSD backed PD Capacity': ['pd-ssd', 'gib-month'],
  'Regional SSD backed PD Capacity': ['pd-ssd-regional', 'gib-month'],
  'Extreme PD Capacity': ['pd-extreme', 'gib-month'],
  'Extreme PD IOPS': ['pd-extreme-iops', 'iops-month'],
  'Hyperdisk Balanced Capacity': ['hyperdisk-balanced', 'gib-month'],
  // What the volume's price includes stands in no SKU. @see https://cloud.google.com/compute/disks-image-pricing
  'Hyperdisk Balanced IOPS': ['hyperdisk-balanced-iops-over-3000', 'iops-month', { from: '3000', below: 'included' }],
  'Hyperdisk Balanced Throughput': [
    'hyperdisk-balanced-throughput-over-140',
    'mibps-month',
    { from: '140', below: 'included' },
  ],
  'Hyperdisk Extreme Capacity': ['hyperdisk-extreme', 'gib-month'],
  'Hyperdisk Extreme IOPS': ['hyperdisk-extreme-iops', 'iops-month'],
  'SSD backed Local Storage': ['local-ssd', 'gib-month'],
  'Storage PD Snapshot': ['snapshot-storage', 'gib-month', { freeIs: 'dropped' }],
  'Storage Image': ['image-storage', 'gib-month'],
};

/** "Hyperdisk Balanced Capacity in Iowa" → "Hyperdisk Balanced Capacity". */
const withoutPlace = (description: string): string => description.replace(/ (?:in|running in) [A-Z][^:]*$/, '');

function computeEngine(sku: Sku): Meter[] {
  const { description, category } = sku;
  if (category.usageType === 'OnDemand' && category.resourceFamily === 'Storage') {
    const found = DISKS[withoutPlace(description)];
    return found ? [{ service: 'persistent-disk', meter: found[0], unit: found[1], ...found[2] }] : [];
  }
  if (category.resourceFamily !== 'Network') return [];
  if (description === 'External IP Charge on a Standard VM')
    return [{ service: 'external-ip', meter: 'standard-vm-hour', unit: 'hour', freeIs: 'dropped' }];
  if (description === 'External IP Charge on a Spot Preemptible VM')
    return [{ service: 'external-ip', meter: 'spot-vm-hour', unit: 'hour' }];
  if (description.startsWith('Static Ip Charge') && category.resourceGroup === 'IpAddress')
    return [{ service: 'external-ip', meter: 'unused-hour', unit: 'hour', freeIs: 'dropped' }];
  return egress(description);
}

const EGRESS = 'network-egress';

/** What leaves a zone, a region or Google. */
function egress(description: string): Meter[] {
  const premium = /^Network Internet Data Transfer Out from .+ to (Americas|Australia|China)$/.exec(description)?.[1];
  if (premium !== undefined) {
    const to = { Americas: 'worldwide', Australia: 'australia', China: 'china' }[premium]!;
    // The first gibibyte, which is free from some regions, is smaller than what anybody plans.
    return [{ service: EGRESS, meter: `internet-premium-${to}`, unit: 'gib', freeIs: 'dropped' }];
  }
  if (description.startsWith('Network Standard Data Transfer Out to Internet from '))
    return [{ service: EGRESS, meter: 'internet-standard', unit: 'gib' }];
  if (description === 'Network Inter Zone Data Transfer Out')
    return [{ service: EGRESS, meter: 'inter-zone', unit: 'gib', freeIs: 'dropped' }];
  const meter = {
    'Americas to Americas': 'inter-region-us-canada',
    'EMEA to EMEA': 'inter-region-europe',
    'APAC to APAC': 'inter-region-asia',
  }[/^Network Inter Region Data Transfer Out from (.+)$/.exec(description)?.[1] ?? ''];
  return meter === undefined ? [] : [{ service: EGRESS, meter, unit: 'gib', freeIs: 'dropped' }];
}

const CLASSES: Readonly<Record<string, string>> = {
  Standard: 'standard',
  Nearline: 'nearline',
  Coldline: 'coldline',
  Archive: 'archive',
  'Durable Reduced Availability': 'durable-reduced-availability',
};
const CLASS = Object.keys(CLASSES).join('|');
const STORED = new RegExp(`^(${CLASS}) Storage (.+?)( Multi-region)?$`);
const OPERATIONS = new RegExp(`^(Regional|Multi-Region) (${CLASS}) Class ([AB]) Operations$`);
const RETRIEVED = new RegExp(`^(${CLASS}) Data Retrieval$`);
const MULTI: Readonly<Record<string, string>> = {
  us: 'multi-us',
  eu: 'multi-eu',
  europe: 'multi-eu',
  asia: 'multi-asia',
};
const MULTI_REGIONS = ['multi-us', 'multi-eu', 'multi-asia'];

function cloudStorage({ description, serviceRegions }: Sku): Meter[] {
  const service = 'cloud-storage';
  if (/Dual-region|Early Delete|Soft|Rapid/i.test(description)) return [];
  const stored = STORED.exec(description);
  if (stored) {
    const meter = { service, meter: `${CLASSES[stored[1]!]}-storage`, unit: 'gib-month' };
    if (stored[3] === undefined) return [meter];
    return [{ ...meter, regions: serviceRegions.flatMap((region) => MULTI[region] ?? []) }];
  }
  const operations = OPERATIONS.exec(description);
  if (operations) {
    const meter = {
      service,
      meter: `${CLASSES[operations[2]!]}-class-${operations[3]!.toLowerCase()}-ops`,
      unit: 'operation',
    };
    return [operations[1] === 'Regional' ? meter : { ...meter, regions: MULTI_REGIONS }];
  }
  const retrieved = RETRIEVED.exec(description);
  return retrieved ? [{ service, meter: `${CLASSES[retrieved[1]!]}-retrieval`, unit: 'gib' }] : [];
}

const SQL_MACHINES = { 3.75: 'standard', 6.5: 'highmem' } as const;

function cloudSql({ description }: Sku): Meter[] {
  const service = 'cloud-sql';
  if (description.startsWith('Cloud SQL: Backups in '))
    return [{ service, meter: 'backup-storage', unit: 'gib-month' }];
  const [, engine, place, rest] =
    /^Cloud SQL for (PostgreSQL|MySQL): (Zonal|Regional) - (.+?) in [A-Z].*$/.exec(description) ?? [];
  if (engine === undefined || rest === undefined) return [];
  const where = place === 'Zonal' ? 'zonal' : 'regional-ha';
  // Both engines cost the same; where they differ that of PostgreSQL counts.
  const rank = engine === 'PostgreSQL' ? 0 : 1;
  const one = (meter: string, unit: string): Meter[] => [{ service, meter: `${meter}-${where}`, unit, rank }];
  switch (rest) {
    case 'vCPU':
      return one('vcpu', 'vcpu-hour');
    case 'RAM':
      return one('memory', 'gib-hour');
    case 'Standard storage':
      return one('ssd-storage', 'gib-month');
    case 'Low cost storage':
      return one('hdd-storage', 'gib-month');
    case 'Micro instance':
      return one('db-f1-micro', 'hour');
    case 'Small instance':
      return one('db-g1-small', 'hour');
    case 'Enterprise Plus N vCPU':
      return one('enterprise-plus-vcpu', 'vcpu-hour');
    case 'Enterprise Plus N RAM':
      return one('enterprise-plus-memory', 'gib-hour');
  }
  const [, cores, memory] = /^(\d+) vCPU \+ ([\d.]+)GB RAM$/.exec(rest) ?? [];
  if (cores === undefined) return [];
  const sort = SQL_MACHINES[(Number(memory) / Number(cores)) as keyof typeof SQL_MACHINES];
  return sort === undefined ? [] : one(`db-n1-${sort}-${cores}`, 'hour');
}

function networking({ description }: Sku): Meter[] {
  if (description === 'Networking Cloud Nat Data Processing')
    return [{ service: 'cloud-nat', meter: 'data-processed', unit: 'gib' }];
  // One machine's price; a gateway costs what 32 do at most, which stands in no SKU. @see
  // https://cloud.google.com/nat/pricing
  if (description === 'Networking Cloud Nat Gateway Uptime')
    return [
      {
        service: 'cloud-nat',
        meter: 'gateway-vm-hour',
        unit: 'vm-hour',
        to: '32',
        capped: true,
        note: 'per assigned VM, capped at 32 VMs per gateway',
      },
    ];
  const service = 'cloud-load-balancing';
  if (description.startsWith('Cloud Load Balancer Forwarding Rule Minimum for '))
    return [{ service, meter: 'forwarding-rule-first-5-hour', unit: 'hour' }];
  if (description.startsWith('Cloud Load Balancer Forwarding Rule Additional for '))
    return [{ service, meter: 'forwarding-rule-hour', unit: 'hour' }];
  const data = /^Global External Application Load Balancer (Inbound|Outbound) Data Processing for /.exec(
    description,
  )?.[1];
  if (data !== undefined) return [{ service, meter: data === 'Inbound' ? 'ingress-data' : 'egress-data', unit: 'gib' }];
  const edge = /^Networking Cloud CDN Traffic Cache Data Transfer to (.+)$/.exec(description)?.[1];
  const region = edge === undefined ? undefined : CDN_EDGES[edge];
  return region === undefined ? [] : [{ service: 'cloud-cdn', meter: 'cache-egress', unit: 'gib', regions: [region] }];
}

const CDN_EDGES: Readonly<Record<string, string>> = {
  Asia: 'edge-asia-pacific',
  China: 'edge-china',
  Europe: 'edge-europe',
  'North America': 'edge-north-america',
  Oceania: 'edge-oceania',
  'Latin America': 'edge-south-america',
};

/** CPU and memory of Cloud Run, by how they are billed. */
function cloudRun({ description }: Sku): Meter[] {
  const service = 'cloud-run';
  const [, what, , way] =
    /^Services (CPU|Memory)( Tier 2 ?)? ?\((Request|Instance)-based billing\)/.exec(description.replace('  ', ' ')) ??
    [];
  if (what !== undefined && way !== undefined) {
    const part = what === 'CPU' ? 'vcpu' : 'memory';
    return [
      { service, meter: `${way.toLowerCase()}-billing-${part}`, unit: part === 'vcpu' ? 'vcpu-second' : 'gib-second' },
    ];
  }
  const job = /^Jobs (CPU|Memory) in /.exec(description)?.[1];
  if (job === 'CPU') return [{ service, meter: 'job-vcpu', unit: 'vcpu-second' }];
  if (job === 'Memory') return [{ service, meter: 'job-memory', unit: 'gib-second' }];
  return /^(Services )?Requests?( Tier 2)?$/.test(description) ? [{ service, meter: 'requests', unit: 'request' }] : [];
}

function cloudFunctions({ description }: Sku): Meter[] {
  const [, idle, what] =
    /^Cloud Run functions \(1st Gen\) (Min Instance )?(CPU|Memory)(?: Tier 2)? \(Request-based billing\)$/.exec(
      description,
    ) ?? [];
  if (what !== undefined) {
    const prefix = idle === undefined ? '' : 'idle-';
    return [
      {
        service: 'cloud-functions',
        meter: `${prefix}${what === 'CPU' ? 'ghz' : 'gb'}-seconds`,
        unit: what === 'CPU' ? 'ghz-second' : 'gb-second',
      },
    ];
  }
  if (description.startsWith('Cloud Run functions (1st Gen) Invocations'))
    return [{ service: 'cloud-functions', meter: 'invocations', unit: 'invocation' }];
  return description.startsWith('Cloud Run Functions (1st Gen) Network Data Transfer Out from ')
    ? [{ service: 'cloud-functions', meter: 'egress', unit: 'gib' }]
    : [];
}

function memorystore({ description }: Sku): Meter[] {
  const [, tier, size] = /^Redis Capacity (Basic|Standard) (M[1-5]) /.exec(description) ?? [];
  if (tier !== undefined)
    return [{ service: 'memorystore-redis', meter: `${tier}-${size}`.toLowerCase(), unit: 'gib-hour' }];
  const node = /^Redis Standard Node Capacity (M[1-5]) /.exec(description)?.[1];
  if (node !== undefined)
    return [{ service: 'memorystore-redis', meter: `standard-node-${node.toLowerCase()}`, unit: 'gib-hour' }];
  const type = /^Redis Cluster Node (Default|Highmem XLarge|Shared Core Nano|Standard Small) /.exec(description)?.[1];
  // The one of default size was the first, and is its name still.
  const name = type === 'Default' ? 'highmem-medium' : type?.toLowerCase().replaceAll(' ', '-');
  return name === undefined ? [] : [{ service: 'memorystore-redis-cluster', meter: `node-${name}`, unit: 'hour' }];
}

function filestore({ description }: Sku): Meter[] {
  const tier =
    /^Filestore Capacity (Basic HDD \(Standard\)|Basic SSD \(Premium\)|Zonal and High Scale|Regional and Enterprise) /.exec(
      description,
    )?.[1];
  const names =
    {
      'Basic HDD (Standard)': ['basic-hdd'],
      'Basic SSD (Premium)': ['basic-ssd'],
      'Zonal and High Scale': ['zonal'],
      'Regional and Enterprise': ['regional', 'enterprise'],
    }[tier ?? ''] ?? [];
  return names.map((meter) => ({ service: 'filestore', meter, unit: 'gib-month' }));
}

function pubsub({ description }: Sku): Meter[] {
  const service = 'pubsub';
  if (description === 'Message Delivery Basic')
    return [
      { service, meter: 'publish-throughput', unit: 'tib' },
      // What is free of both together stands with the first.
      { service, meter: 'subscribe-throughput', unit: 'tib', freeIs: 'dropped' },
    ];
  if (description === 'Topics message backlog') return [{ service, meter: 'retained-storage', unit: 'gib-month' }];
  return description === 'Snapshots message backlog'
    ? [{ service, meter: 'snapshot-backlog-storage', unit: 'gib-month' }]
    : [];
}

const dns = ({ description }: Sku): Meter[] => {
  const place = { service: 'cloud-dns', regions: ['global'] };
  if (description === 'ManagedZone') return [{ ...place, meter: 'managed-zone', unit: 'zone-month' }];
  return description.startsWith('DNS Query') ? [{ ...place, meter: 'queries', unit: 'query' }] : [];
};

/** Services by their number in the catalogue. */
export const SERVICES: Readonly<Record<string, GcpService>> = {
  '6F81-5844-456A': {
    name: 'Compute Engine',
    services: ['compute', 'persistent-disk', 'external-ip', 'network-egress'],
    meters: computeEngine,
    hasInstances: true,
  },
  '95FF-2EF5-5EA1': { name: 'Cloud Storage', services: ['cloud-storage'], meters: cloudStorage },
  '9662-B51E-5089': { name: 'Cloud SQL', services: ['cloud-sql'], meters: cloudSql },
  'E505-1604-58F8': {
    name: 'Networking',
    services: ['cloud-nat', 'cloud-load-balancing', 'cloud-cdn'],
    meters: networking,
  },
  '152E-C115-5142': { name: 'Cloud Run', services: ['cloud-run'], meters: cloudRun },
  '29E7-DA93-CA13': { name: 'Cloud Run Functions', services: ['cloud-functions'], meters: cloudFunctions },
  '5AF5-2C11-D467': {
    name: 'Cloud Memorystore for Redis',
    services: ['memorystore-redis', 'memorystore-redis-cluster'],
    meters: memorystore,
  },
  'A1E8-BE35-7EBC': { name: 'Cloud Pub/Sub', services: ['pubsub'], meters: pubsub },
  'FA26-5236-B8B5': { name: 'Cloud DNS', services: ['cloud-dns'], meters: dns },
  'D97E-AB26-5D95': { name: 'Cloud Filestore', services: ['filestore'], meters: filestore },
};
