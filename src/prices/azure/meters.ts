/**
 * Which items of Azure's retail prices are which of Quoin's meters.
 *
 * The same names stand in several products (with and without a hierarchical namespace, per pool and per database): one
 * product each is named here.
 */

/** One item of the list, as the API gives it. */
export interface Item {
  readonly currencyCode: string;
  readonly tierMinimumUnits: number;
  readonly retailPrice: number;
  readonly armRegionName: string;
  readonly effectiveStartDate: string;
  readonly effectiveEndDate?: string;
  readonly meterId: string;
  readonly meterName: string;
  readonly skuId: string;
  readonly skuName: string;
  readonly productName: string;
  readonly serviceName: string;
  readonly unitOfMeasure: string;
  readonly type: string;
  readonly isPrimaryMeterRegion?: boolean | null;
  readonly armSkuName?: string;
  readonly reservationTerm?: string;
  readonly savingsPlan?: readonly { readonly retailPrice: number; readonly term: string }[];
}

export interface Meter {
  readonly service: string;
  readonly meter: string;
  readonly unit: string;
  readonly freeIs?: 'allowance' | 'included' | 'dropped';
  readonly rank?: number;
  /** The price is by the day. */
  readonly perDay?: true;
  readonly note?: string;
}

/** What one service of Azure's is asked for, and what its items are. */
export interface AzureService {
  /** Services of Quoin's whose tables are made of it. */
  readonly services: readonly string[];
  /** Names of places that it is sold by, and of Quoin's tables; by regions where left out. */
  readonly places?: Readonly<Record<string, string>>;
  readonly meter: (item: Item) => Meter | undefined;
  readonly hasInstances?: true;
}

/** "Hot LRS Data Stored" → "hot-lrs-data-stored", "100 Multi-master RU/s" → "100-multi-master-rus". */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ru/s', 'rus')
    .replaceAll(/[()]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const plainOf =
  (service: string, products: Readonly<Record<string, string>>, units: Readonly<Record<string, string>> = {}) =>
  (item: Item): Meter | undefined => {
    if (!Object.hasOwn(products, item.productName)) return undefined;
    const prefix = products[item.productName]!;
    const meter = `${prefix}${slug(item.meterName)}`;
    const unit = units[meter] ?? UNITS[unitText(item.unitOfMeasure)];
    return unit === undefined ? undefined : { service, meter, unit };
  };

/** "10K" → "", "1 GB/Month" → "gb/month". */
export const unitText = (unit: string): string => unit.replace(/^\d+(?:K|M)?(?![a-z])\s*/, '').toLowerCase();

/** What Quoin calls what is left of a unit without its number. */
const UNITS: Readonly<Record<string, string>> = {
  hour: 'hour',
  '/hour': 'hour',
  hours: 'hour',
  gb: 'gb',
  gib: 'gib',
  'gb/month': 'gb-month',
  'gib/month': 'gib-month',
  'gib hour': 'gib-hour',
  'gib/hour': 'gib-hour',
  'gb second': 'gb-second',
  '/month': 'month',
  '': 'operation',
};

/** Operations, and what else is named apart from its number. */
function blob({ productName, skuName, meterName }: Item): Meter | undefined {
  if (productName !== 'General Block Blob v2') return undefined;
  const [, tier, copies] = /^(Hot|Cool|Cold|Archive) (LRS|ZRS|GRS|RA-GRS|GZRS|RA-GZRS)$/.exec(skuName) ?? [];
  if (tier === undefined || copies === undefined) return undefined;
  // The name of the tier and of the copies stands in some meters' names and in others not.
  const rest = meterName.replace(new RegExp(`^(?:${tier} )?(?:${copies} )?`), '');
  const [name, unit] = BLOB_METERS[rest] ?? [];
  if (name === undefined || unit === undefined) return undefined;
  return {
    service: 'blob-storage',
    meter: `${tier.toLowerCase()}-${copies.toLowerCase().replace('-', '')}-${name}`,
    unit,
  };
}

const BLOB_METERS: Readonly<Record<string, readonly [string, string]>> = {
  'Data Stored': ['storage', 'gb-month'],
  'Data Retrieval': ['data-retrieval', 'gb'],
  'Priority Data Retrieval': ['priority-data-retrieval', 'gb'],
  'Early Delete': ['early-delete', 'gb'],
  'Read Operations': ['read-operations', 'operation'],
  'Priority Read Operations': ['priority-read-operations', 'operation'],
  'Write Operations': ['write-operations', 'operation'],
  'All Other Operations': ['all-other-operations', 'operation'],
  'List and Create Container Operations': ['list-and-create-container-operations', 'operation'],
  'Blob Inventory': ['blob-inventory', 'operation'],
  'Index Tags': ['index-tags', 'item-month'],
};

function disk({ productName, skuName, meterName }: Item): Meter | undefined {
  const service = 'managed-disk';
  if (/^(Premium SSD|Standard SSD|Standard HDD) Managed Disks$/.test(productName)) {
    const [, size, copies] = /^([PES]\d+) (LRS|ZRS) Disk$/.exec(meterName) ?? [];
    return size === undefined ? undefined : { service, meter: `${size}-${copies}`.toLowerCase(), unit: 'disk-month' };
  }
  const prefix = { 'Azure Premium SSD v2': 'premium-ssd-v2', 'Ultra Disks': 'ultra' }[productName];
  if (prefix === undefined || (skuName !== 'Premium LRS' && skuName !== 'Ultra LRS')) return undefined;
  const name = meterName.replace(/^(Premium|Ultra) LRS /, '');
  const unit = {
    'Provisioned Capacity': 'gib-hour',
    'Provisioned IOPS': 'hour',
    'Provisioned Throughput (MBps)': 'hour',
  }[name];
  // What is free of IOPS and of throughput is that of a disk, not of the account: the products count what is above it.
  return unit === undefined ? undefined : { service, meter: `${prefix}-${slug(name)}`, unit, freeIs: 'dropped' };
}

function files({ productName, skuName, meterName }: Item): Meter | undefined {
  const [, tier, copies] = /^(Hot|Cool|Standard|Premium) (LRS|ZRS|GRS|GZRS)$/.exec(skuName) ?? [];
  if (tier === undefined || copies === undefined) return undefined;
  if (productName !== (tier === 'Premium' ? 'Premium Files' : 'Files v2')) return undefined;
  const rest = slug(meterName.replace(new RegExp(`^(?:${tier} )?(?:${copies} )?`), '')).replace(
    'data-stored',
    'storage',
  );
  const unit = /^(storage|metadata|snapshots|provisioned)$/.test(rest)
    ? 'gb-month'
    : rest === 'data-retrieval'
      ? 'gb'
      : rest.endsWith('-operations')
        ? 'operation'
        : undefined;
  return unit === undefined
    ? undefined
    : { service: 'files', meter: `${tier}-${copies}`.toLowerCase() + `-${rest}`, unit };
}

const COSMOS: Readonly<Record<string, readonly [string, string]>> = {
  'Azure Cosmos DB|RUs|100 RU/s': ['provisioned-100-rus', 'hour'],
  'Azure Cosmos DB|RUs|Data Stored': ['transactional-storage', 'gb-month'],
  'Azure Cosmos DB|mRUs|100 Multi-master RU/s': ['provisioned-100-multi-master-rus', 'hour'],
  'Azure Cosmos DB autoscale|AP1|AP1 100 RUs': ['autoscale-100-rus', 'hour'],
  'Azure Cosmos DB serverless|RUs|1M RUs': ['serverless-ru', 'operation'],
  'Azure Cosmos DB Analytics Storage|Standard|Standard Data Stored': ['analytical-storage', 'gb-month'],
  'Azure Cosmos DB Analytics Storage|Standard|Standard Read Operations': ['analytical-read-operations', 'operation'],
  'Azure Cosmos DB Analytics Storage|Standard|Standard Write Operations': ['analytical-write-operations', 'operation'],
  'Azure Cosmos DB Snapshot|Standard|Backup Data Stored': ['backup-storage', 'gb-month'],
};

const named =
  (service: string, names: Readonly<Record<string, readonly [meter: string, unit: string, more?: Partial<Meter>]>>) =>
  ({ productName, skuName, meterName }: Item): Meter | undefined => {
    const key = `${productName}|${skuName}|${meterName}`;
    const found = Object.hasOwn(names, key) ? names[key] : undefined;
    return found && { service, meter: found[0], unit: found[1], ...found[2] };
  };

function redis({ productName, skuName, meterName }: Item): Meter | undefined {
  const managed = /^Azure Managed Redis - (.+)$/.exec(productName)?.[1];
  const [, size, kind] = /^([A-Z]\d+) (Cache|Cache Instance)$/.exec(meterName) ?? [];
  if (size === undefined || skuName !== size) return undefined;
  if (managed !== undefined)
    return { service: 'managed-redis', meter: `${slug(managed)}-${slug(meterName)}`, unit: 'hour' };
  const tier = /^Azure Redis Cache (Basic|Standard|Premium|Enterprise|Enterprise Flash)$/.exec(productName)?.[1];
  if (tier === undefined) return undefined;
  return {
    service: 'redis-cache',
    meter: `${slug(tier)}-${size.toLowerCase()}-${kind === 'Cache' ? 'cache' : 'node'}`,
    unit: 'hour',
  };
}

function postgresql(item: Item): Meter | undefined {
  const { productName, skuName, meterName } = item;
  const service = 'postgresql-flexible';
  if (productName === 'Az DB for PostgreSQL Flexible Server Storage') {
    if (meterName === 'Storage Data Stored') return { service, meter: 'storage', unit: 'gb-month' };
    const unit = UNITS[unitText(item.unitOfMeasure)];
    return unit === undefined ? undefined : { service, meter: slug(meterName), unit };
  }
  if (productName === 'Azure Database for PostgreSQL Flexible Server Backup Storage')
    return meterName === 'Backup Storage LRS Data Stored'
      ? { service, meter: 'backup-storage-lrs', unit: 'gb-month' }
      : undefined;
  const series = /^Azure Database for PostgreSQL Flexible Server (.+) Series Compute$/.exec(productName)?.[1];
  if (series === undefined) return undefined;
  if (series === 'Burstable BS')
    return /^B\d+(ms|s)$/i.test(skuName)
      ? { service, meter: `compute-b-${skuName.toLowerCase()}`, unit: 'hour' }
      : undefined;
  const [, tier, family] = /^(General Purpose|Memory Optimized) ([A-Z]\w+)$/.exec(series) ?? [];
  // Sizes of more cores repeat the price of one.
  if (tier === undefined || family === undefined || (skuName !== 'vCore' && skuName !== '1 vCore')) return undefined;
  return {
    service,
    meter: `compute-${tier === 'General Purpose' ? 'gp' : 'mo'}-${family.toLowerCase()}-vcore`,
    unit: 'vcore-hour',
    rank: skuName === 'vCore' ? 0 : 1,
  };
}

function mysql({ productName, meterName }: Item): Meter | undefined {
  const service = 'mysql-flexible';
  if (productName === 'Azure Database for MySQL Flexible Server Storage') {
    if (meterName === 'Storage Data Stored') return { service, meter: 'storage', unit: 'gb-month' };
    return meterName === 'Additional IOPS' ? { service, meter: 'additional-iops', unit: 'iops-month' } : undefined;
  }
  if (productName === 'Azure Database for MySQL Flexible Server Backup Storage')
    return meterName === 'Backup Storage LRS Data Stored'
      ? { service, meter: 'backup-storage', unit: 'gb-month' }
      : undefined;
  if (productName === 'Azure Database for MySQL Flexible Server Burstable BS Series Compute')
    return /^B\d+(MS|S)$/.test(meterName)
      ? { service, meter: `compute-b-${meterName.toLowerCase()}`, unit: 'hour' }
      : undefined;
  return undefined;
}

const SQL = named('sql-database', {
  'SQL Database Single/Elastic Pool General Purpose - Storage|General Purpose|General Purpose Data Stored': [
    'gp-storage',
    'gb-month',
  ],
  'SQL Database Single/Elastic Pool General Purpose - Storage|General Purpose Zone Redundancy|General Purpose Zone Redundancy Data Stored':
    ['gp-zone-redundant-storage', 'gb-month'],
  'SQL Database Single/Elastic Pool Business Critical - Storage|Business Critical|Business Critical Data Stored': [
    'bc-storage',
    'gb-month',
  ],
  'SQL Database SingleDB Hyperscale - Storage|Hyperscale|Hyperscale Data Stored': ['hs-storage', 'gb-month'],
  'SQL Database Single/Elastic Pool General Purpose - Compute Gen5|vCore|vCore': [
    'gp-gen5-vcore-compute',
    'vcore-hour',
  ],
  'SQL Database Single/Elastic Pool General Purpose - Compute Gen5|1 vCore Zone Redundancy|Zone Redundancy vCore': [
    'gp-gen5-vcore-zone-redundancy',
    'vcore-hour',
  ],
  'SQL Database Single/Elastic Pool Business Critical - Compute Gen5|vCore|vCore': [
    'bc-gen5-vcore-compute',
    'vcore-hour',
  ],
  'SQL Database SingleDB/Elastic Pool Hyperscale - Compute Gen5|vCore|vCore': ['hs-gen5-vcore-compute', 'vcore-hour'],
  'SQL Database General Purpose - Serverless - Compute Gen5|1 vCore|vCore': ['gp-serverless-vcore', 'vcore-hour'],
  'SQL Database Single/Elastic Pool PITR Backup Storage|Backup LRS|LRS Data Stored': ['pitr-backup-lrs', 'gb-month'],
  'SQL Database Single/Elastic Pool PITR Backup Storage|Backup ZRS|ZRS Data Stored': ['pitr-backup-zrs', 'gb-month'],
  'SQL Database Single/Elastic Pool PITR Backup Storage|Backup RA-GRS|RA-GRS Data Stored': [
    'pitr-backup-ragrs',
    'gb-month',
  ],
  'SQL Database - LTR Backup Storage|Backup LRS|Backup LRS Data Stored': ['ltr-backup-lrs', 'gb-month'],
  'SQL Database - LTR Backup Storage|Backup ZRS|Backup ZRS Data Stored': ['ltr-backup-zrs', 'gb-month'],
  'SQL Database - LTR Backup Storage|Backup RA-GRS|Backup RA-GRS Data Stored': ['ltr-backup-ragrs', 'gb-month'],
  'SQL Database Standard - Storage|Standard|Data Stored': ['dtu-standard-extra-storage', 'gb-month'],
  'SQL Database Premium - Storage|Premium|Data Stored': ['dtu-premium-extra-storage', 'gb-month'],
});

/** Databases by the DTU: by the day, "S4" as a number of tens of DTUs. */
function sql(item: Item): Meter | undefined {
  const { productName, skuName, meterName } = item;
  if (/^SQL Database Single (Standard|Premium)$/.test(productName) && /^[SP]\d+$/.test(skuName))
    return new RegExp(`^(?:${skuName}|10) DTUs?$`).test(meterName)
      ? { service: 'sql-database', meter: `dtu-${skuName.toLowerCase()}`, unit: 'hour', perDay: true }
      : undefined;
  return SQL(item);
}

const functions = named('functions', {
  'Functions|Standard|Standard Execution Time': ['consumption-execution-time', 'gb-second'],
  'Functions|Standard|Standard Total Executions': ['consumption-total-executions', 'execution'],
  'Premium Functions|Premium|Premium vCPU Duration': ['premium-vcpu-duration', 'hour'],
  'Premium Functions|Premium|Premium Memory Duration': ['premium-memory-duration', 'gib-hour'],
  'Flex Consumption|Always Ready|Always Ready Baseline': ['flex-always-ready-baseline', 'gb-second'],
  'Flex Consumption|Always Ready|Always Ready Execution Time': ['flex-always-ready-execution-time', 'gb-second'],
  'Flex Consumption|Always Ready|Always Ready Total Executions': ['flex-always-ready-total-executions', 'execution'],
  'Flex Consumption|On Demand|On Demand Execution Time': ['flex-on-demand-execution-time', 'gb-second'],
  'Flex Consumption|On Demand|On Demand Total Executions': ['flex-on-demand-total-executions', 'execution'],
});

const containerApps = named('container-apps', {
  'Azure Container Apps|Standard|Standard vCPU Active Usage': ['active-vcpu', 'vcpu-second'],
  'Azure Container Apps|Standard|Standard vCPU Idle Usage': ['idle-vcpu', 'vcpu-second'],
  'Azure Container Apps|Standard|Standard Memory Active Usage': ['active-memory', 'gib-second'],
  'Azure Container Apps|Standard|Standard Memory Idle Usage': ['idle-memory', 'gib-second'],
  'Azure Container Apps|Standard|Standard Requests': ['requests', 'request'],
});

/** Messages and calls that a unit pays for are included in it; those of a consumption plan are the account's. */
const apiManagement = (item: Item): Meter | undefined => {
  const meter = plainOf('api-management', { 'API Management': '' })(item);
  return meter && { ...meter, freeIs: item.skuName === 'Consumption' ? 'allowance' : 'included' };
};

function serviceBus(item: Item): Meter | undefined {
  const meter = plainOf('service-bus', { 'Service Bus': '' })(item);
  if (!meter) return undefined;
  const isMonthly = item.meterName === 'Standard Base Unit' && unitText(item.unitOfMeasure) === '/month';
  const unit = item.meterName === 'Standard Brokered Connection' ? 'each' : meter.unit;
  return { ...meter, unit, meter: isMonthly ? `${meter.meter}-monthly` : meter.meter, freeIs: 'included' };
}

const network = (item: Item): Meter | undefined =>
  named('public-ip', {
    'IP Addresses|Standard|Standard IPv4 Static Public IP': ['standard-static', 'hour'],
    'IP Addresses|Global|Global IPv4 Static Public IP': ['standard-static-global', 'hour'],
    'IP Addresses|Basic|Basic IPv4 Dynamic Public IP': ['basic-dynamic', 'hour'],
    'Public IP Prefix|Standard|Standard Static IP Addresses': ['prefix-ip-hour', 'hour'],
  })(item) ??
  named('vnet-peering', {
    'Virtual Network Peering|Intra-Region|Intra-Region Ingress': ['intra-region-inbound', 'gb'],
    'Virtual Network Peering|Intra-Region|Intra-Region Egress': ['intra-region-outbound', 'gb'],
  })(item);

const bandwidth = (item: Item): Meter | undefined => {
  if (item.meterName !== 'Standard Data Transfer Out') return undefined;
  if (item.productName === 'Rtn Preference: MGN') return { service: 'bandwidth', meter: 'internet-egress', unit: 'gb' };
  if (item.productName === 'Bandwidth - Routing Preference: Internet')
    return { service: 'bandwidth', meter: 'internet-egress-routing-internet', unit: 'gb' };
  return undefined;
};

const ZONES = {
  'Zone 1': 'cdn-zone1',
  'Zone 2': 'cdn-zone2',
  'Zone 3': 'cdn-zone3',
  'Zone 4': 'cdn-zone4',
  'Zone 5': 'cdn-zone5',
};

/** Services by the name under which Azure lists them. */
export const SERVICES: Readonly<Record<string, AzureService>> = {
  'Virtual Machines': { services: ['compute'], hasInstances: true, meter: () => undefined },
  Storage: {
    services: ['blob-storage', 'files', 'managed-disk'],
    meter: (item) => blob(item) ?? disk(item) ?? files(item),
  },
  'Azure Cosmos DB': {
    services: ['cosmos-db'],
    meter: ({ productName, skuName, meterName }) => {
      const found = COSMOS[`${productName}|${skuName}|${meterName}`];
      return found && { service: 'cosmos-db', meter: found[0], unit: found[1] };
    },
  },
  'Redis Cache': { services: ['redis-cache', 'managed-redis'], meter: redis },
  'Azure Database for PostgreSQL': { services: ['postgresql-flexible'], meter: postgresql },
  'Azure Database for MySQL': { services: ['mysql-flexible'], meter: mysql },
  'SQL Database': { services: ['sql-database'], meter: sql },
  Functions: { services: ['functions'], meter: functions },
  'Azure Container Apps': { services: ['container-apps'], meter: containerApps },
  'Event Hubs': { services: ['event-hubs'], meter: plainOf('event-hubs', { 'Event Hubs': '' }) },
  'Service Bus': { services: ['service-bus'], meter: serviceBus },
  'API Management': { services: ['api-management'], meter: apiManagement },
  'Application Gateway': {
    services: ['application-gateway'],
    meter: named('application-gateway', {
      'Application Gateway Standard v2|Standard|Standard Fixed Cost': ['standard-v2-fixed', 'hour'],
      'Application Gateway Standard v2|Standard|Standard Capacity Units': ['standard-v2-capacity-unit', 'cu-hour'],
      'Application Gateway WAF v2|Standard|Standard Fixed Cost': ['waf-v2-fixed', 'hour'],
      'Application Gateway WAF v2|Standard|Standard Capacity Units': ['waf-v2-capacity-unit', 'cu-hour'],
    }),
  },
  'Virtual Network': { services: ['public-ip', 'vnet-peering'], meter: network },
  'NAT Gateway': {
    services: ['nat-gateway'],
    meter: named('nat-gateway', {
      'NAT Gateway|Standard|Standard Gateway': ['gateway-hour', 'hour'],
      'NAT Gateway|Standard|Standard Data Processed': ['data-processed', 'gb'],
    }),
  },
  Bandwidth: { services: ['bandwidth'], meter: bandwidth },
  'Load Balancer': {
    services: ['load-balancer'],
    places: { Global: 'global' },
    meter: named('load-balancer', {
      'Load Balancer|Standard|Standard Included LB Rules and Outbound Rules': ['standard-first-5-rules-hour', 'hour'],
      'Load Balancer|Standard|Standard Overage LB Rules and Outbound Rules': ['standard-additional-rule-hour', 'hour'],
      'Load Balancer|Standard|Standard Data Processed': ['standard-data-processed', 'gb'],
    }),
  },
  'Azure DNS': {
    services: ['dns'],
    places: { 'Zone 1': 'dns-zone1' },
    meter: named('dns', {
      'Azure DNS|Public|Public Zone': ['hosted-zone', 'zone-month'],
      'Azure DNS|Public|Public Queries': ['queries', 'query'],
      'Azure DNS|Private|Private Zone': ['private-zone', 'zone-month'],
    }),
  },
  'Content Delivery Network': {
    services: ['cdn'],
    places: ZONES,
    meter: named('cdn', {
      'Azure CDN from Microsoft|Standard|Standard Data Transfer': ['standard-microsoft-egress', 'gb'],
      'Azure CDN from Akamai|Standard|Standard Data Transfer': ['standard-akamai-egress', 'gb'],
      'Azure CDN from Verizon|Standard|Standard Data Transfer': ['standard-verizon-egress', 'gb'],
      'Azure CDN from Verizon|Premium|Premium Data Transfer': ['premium-verizon-egress', 'gb'],
    }),
  },
  'Azure Front Door Service': {
    services: ['front-door'],
    places: ZONES,
    meter: named('front-door', {
      'Azure Front Door|Standard|Standard Data Transfer Out': ['edge-egress', 'gb'],
      'Azure Front Door|Standard|Standard Data Transfer In': ['edge-to-origin', 'gb'],
      'Azure Front Door|Standard|Standard Requests': ['standard-requests', 'request'],
      'Azure Front Door|Premium|Premium Requests': ['premium-requests', 'request'],
      'Azure Front Door|Standard|Standard Base Fees': ['standard-base', 'month'],
      'Azure Front Door|Premium|Premium Base Fees': ['premium-base', 'month'],
    }),
  },
};
