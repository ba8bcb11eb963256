/**
 * What a provider's service lets through, whatever is behind it: default quotas and hard limits that bind throughput.
 * Products that scale by themselves (application load balancers, CDNs) and those that run on counted nodes have none.
 */
import { AZURE_STORAGE_TARGETS, EFS_PERFORMANCE } from './sources.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Provider } from '../topology/model.ts';
import { limitReader, type LimitReader } from './limits.ts';
import { hyphened, named } from './table-meters.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';

/** What is counted. Reads, writes and units are those that the product bills. */
export type QuotaResource =
  | 'requests'
  | 'get-requests'
  | 'put-requests'
  | 'messages'
  | 'read-units'
  | 'write-units'
  | 'request-units'
  | 'ingress'
  | 'egress'
  | 'concurrency'
  | 'new-instances'
  | 'connections';

export interface Quota {
  readonly resource: QuotaResource;
  readonly capacity: number;
  readonly unit: '/s' | 'bytes/s' | 'concurrent';
  /** Whether the file chose it (shards, units, a quota), the account has it by default, or the service has no more. */
  readonly kind: 'provisioned' | 'default' | 'limit';
  /** What it holds for, and how it can be raised. */
  readonly note: string;
  readonly source: string;
}

/** The component's fields as the file has them. */
type Options = Readonly<Record<string, unknown>>;

interface Asked {
  readonly options: Options;
  readonly region: string | undefined;
  readonly limits: LimitReader;
  number(field: string): number | undefined;
  text(field: string): string | undefined;
}

type Quotas = (asked: Asked) => readonly (Quota | undefined)[];

const quota = (
  resource: QuotaResource,
  unit: Quota['unit'],
  kind: Quota['kind'],
  capacity: number | undefined,
  source: string,
  note: string,
): Quota | undefined => (capacity === undefined ? undefined : { resource, capacity, unit, kind, note, source });

/** Quotas that are a limit of the tables, times some number of units. */
function fromTable(
  { limits }: Asked,
  [resource, unit, kind]: readonly [QuotaResource, Quota['unit'], Quota['kind']],
  name: string,
  { times = 1, note }: { readonly times?: number; readonly note: string },
): Quota | undefined {
  const one = limits.limit(name);
  return one && quota(resource, unit, kind, one.value * times, one.source, note);
}

const s3: Quotas = (asked) => {
  const times = asked.number('prefixes') ?? 1;
  const note = `of ${times === 1 ? 'one prefix' : `${times} prefixes`}; S3 splits prefixes that stay busy`;
  return [
    fromTable(asked, ['get-requests', '/s', 'limit'], 'read-requests-per-prefix', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'limit'], 'write-requests-per-prefix', { times, note }),
  ];
};

const blobStorage: Quotas = (asked) => [
  fromTable(asked, ['requests', '/s', 'default'], 'account-request-rate', {
    note: 'of a storage account; more on request',
  }),
  fromTable(asked, ['ingress', 'bytes/s', 'default'], 'account-ingress-us-eu', {
    note: 'of a storage account in the US and Europe',
  }),
  fromTable(asked, ['egress', 'bytes/s', 'default'], 'account-egress', { note: 'of a storage account' }),
];

const cloudStorage: Quotas = (asked) => {
  const note = 'a bucket starts with it and grows within minutes';
  return [
    fromTable(asked, ['get-requests', '/s', 'default'], 'bucket-initial-reads', { note }),
    fromTable(asked, ['put-requests', '/s', 'default'], 'bucket-initial-writes', { note }),
  ];
};

const chosenConcurrency = ({ number }: Asked) =>
  quota('concurrency', 'concurrent', 'provisioned', number('concurrency'), 'the file', 'most instances at once');

const lambda: Quotas = (asked) => [
  chosenConcurrency(asked) ??
    fromTable(asked, ['concurrency', 'concurrent', 'default'], 'concurrency-default', {
      note: 'of all functions of an account in a region; raised on request',
    }),
  fromTable(asked, ['new-instances', '/s', 'limit'], 'scaling-rate', {
    times: 1 / 10,
    note: 'of each function: 1000 more every ten seconds',
  }),
];

const FUNCTIONS_SCALE = 'https://learn.microsoft.com/azure/azure-functions/functions-scale (as recalled)';
const MOST_INSTANCES: Readonly<Record<string, number>> = { consumption: 200, flex: 1000, premium: 100 };

const azureFunctions: Quotas = (asked) => [
  chosenConcurrency(asked) ??
    quota(
      'concurrency',
      'concurrent',
      'limit',
      named(MOST_INSTANCES, asked.text('plan') ?? 'consumption'),
      FUNCTIONS_SCALE,
      'instances of a function app, each of which may answer several requests at once',
    ),
];

const cloudFunctions: Quotas = (asked) => [
  chosenConcurrency(asked) ??
    quota(
      'concurrency',
      'concurrent',
      'default',
      100,
      'https://cloud.google.com/run/quotas (as recalled)',
      'instances of a function unless more are asked for',
    ),
];

/** Regions in which API Gateway starts with a quarter. */
const SMALL_API_GATEWAYS = new Set([
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
]);
const API_GATEWAY_LIMITS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';

const chosenQuota = ({ number }: Asked) =>
  quota('requests', '/s', 'provisioned', number('quota'), 'the file', 'requests that it lets through');

const apiGateway: Quotas = (asked) => [
  chosenQuota(asked) ??
    (SMALL_API_GATEWAYS.has(asked.region ?? '')
      ? quota('requests', '/s', 'default', 2500, API_GATEWAY_LIMITS, 'of an account in this region; raised on request')
      : fromTable(asked, ['requests', '/s', 'default'], 'account-throttle', {
          note: 'of an account in a region; raised on request',
        })),
];

/** Requests a second of one unit. */
const MANAGEMENT_UNITS: Readonly<Record<string, number>> = {
  developer: 500,
  basic: 1000,
  standard: 2500,
  premium: 4000,
};
const MANAGEMENT_PRICES =
  'https://azure.microsoft.com/pricing/details/api-management/ (estimated throughput, as recalled)';

const apiManagement: Quotas = (asked) => {
  const one = named(MANAGEMENT_UNITS, asked.text('tier') ?? 'consumption');
  const units = asked.number('units') ?? 1;
  return [
    chosenQuota(asked) ??
      quota(
        'requests',
        '/s',
        'provisioned',
        one && one * units,
        MANAGEMENT_PRICES,
        'about, of the units that are bought',
      ),
  ];
};

const ownQuota: Quotas = (asked) => [chosenQuota(asked)];

const kinesis: Quotas = (asked) => {
  if (asked.text('mode') === 'on-demand') {
    const note = 'a new on-demand stream; it doubles with the traffic of the last 30 days';
    return [
      fromTable(asked, ['ingress', 'bytes/s', 'default'], 'on-demand-default-write', { note }),
      fromTable(asked, ['egress', 'bytes/s', 'default'], 'on-demand-default-read', { note }),
    ];
  }
  const times = asked.number('shards');
  if (times === undefined) return [];
  const note = `of ${times} shards`;
  const fanOut = asked.options.enhanced_fan_out === true;
  return [
    fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'shard-write-bytes', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'provisioned'], 'shard-write-records', {
      times,
      note: `${note}, in records`,
    }),
    fromTable(asked, ['egress', 'bytes/s', 'provisioned'], 'shard-read-bytes', {
      times: times * (fanOut ? Math.max(1, asked.number('consumers') ?? 1) : 1),
      note: fanOut ? `${note}, for each consumer` : `${note}, shared by all consumers`,
    }),
  ];
};

/** Tiers of Event Hubs that are bought by throughput unit. */
const eventHubs: Quotas = (asked) => {
  const tier = asked.text('tier') ?? 'standard';
  const times = asked.number('units');
  if (times === undefined || (tier !== 'basic' && tier !== 'standard')) return [];
  const note = `of ${times} throughput units`;
  return [
    fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'tu-ingress-bytes', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'provisioned'], 'tu-ingress-events', { times, note: `${note}, in events` }),
    fromTable(asked, ['egress', 'bytes/s', 'provisioned'], 'tu-egress-bytes', { times, note }),
    fromTable(asked, ['get-requests', '/s', 'provisioned'], 'tu-egress-events', { times, note: `${note}, in events` }),
  ];
};

const LARGE_PUBSUB = new Set(['europe-west1', 'us-central1', 'us-east1']);

const pubsub: Quotas = (asked) => [
  fromTable(
    asked,
    ['ingress', 'bytes/s', 'default'],
    LARGE_PUBSUB.has(asked.region ?? '') ? 'publish-large-regions' : 'publish-small-regions',
    { note: 'published in a region by a project; raised on request' },
  ),
];

const dynamodb: Quotas = (asked) => {
  const mode = asked.text('mode') ?? 'on-demand';
  const partition = 'of one partition: keys that are not spread bind sooner than the table does';
  const table = 'of a table; raised on request';
  const chosen = (resource: 'read-units' | 'write-units', field: string) =>
    quota(resource, '/s', 'provisioned', asked.number(field), 'the file', 'capacity units of the table');
  return [
    (mode === 'on-demand' ? undefined : chosen('read-units', 'read_capacity')) ??
      fromTable(asked, ['read-units', '/s', 'default'], 'table-read-quota', { note: table }),
    (mode === 'on-demand' ? undefined : chosen('write-units', 'write_capacity')) ??
      fromTable(asked, ['write-units', '/s', 'default'], 'table-write-quota', { note: table }),
    fromTable(asked, ['read-units', '/s', 'limit'], 'partition-read', { note: partition }),
    fromTable(asked, ['write-units', '/s', 'limit'], 'partition-write', { note: partition }),
  ];
};

const cosmosDb: Quotas = (asked) => [
  quota(
    'request-units',
    '/s',
    'provisioned',
    asked.number('request_units'),
    'the file',
    'request units of the container',
  ) ??
    fromTable(asked, ['request-units', '/s', 'default'], 'container-rus-max', {
      note: 'of a container; raised on request',
    }),
  fromTable(asked, ['request-units', '/s', 'limit'], 'partition-rus', {
    note: 'of one partition: keys that are not spread bind sooner than the container does',
  }),
];

const bigtable: Quotas = (asked) => {
  const times = asked.number('nodes');
  if (times === undefined || asked.text('disk') === 'hdd') return [];
  return [
    fromTable(asked, ['requests', '/s', 'provisioned'], 'ssd-node-reads', {
      times,
      note: `of ${times} nodes, rows of 1 KB read or written`,
    }),
  ];
};

const sqs: Quotas = (asked) => {
  if (asked.text('type') !== 'fifo') return [];
  const most = asked.limits.known('batch-size') ?? 10;
  const batch = Math.min(asked.number('batch') ?? 1, most);
  return [
    fromTable(asked, ['messages', '/s', 'default'], 'fifo-api-calls', {
      times: batch,
      note: `of a FIFO queue, for each of send, receive and delete, ${batch} messages a call; more in high-throughput mode`,
    }),
  ];
};

const SERVICE_BUS_THROTTLING =
  'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-throttling (as recalled)';

const serviceBus: Quotas = (asked) => {
  const times = asked.number('units') ?? 1;
  return [
    asked.text('tier') === 'premium'
      ? fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'premium-mu-throughput', {
          times,
          note: `of ${times} messaging units, a rule of thumb`,
        })
      : quota(
          'requests',
          '/s',
          'limit',
          1000,
          SERVICE_BUS_THROTTLING,
          'operations of a namespace: send, receive, complete',
        ),
  ];
};

/** Operations a second, read and written, of a file system of EFS. */
const EFS_OPERATIONS: Readonly<Record<string, readonly [reads: number, writes: number]>> = {
  bursting: [35_000, 7000],
  provisioned: [55_000, 25_000],
  elastic: [900_000, 500_000],
};
/** Reads count a third against the throughput. */
const EFS_READ_FACTOR = 3;
const EFS_BASELINE_PER_GIB = (50 * MIB) / 1024;

const efs: Quotas = (asked) => {
  const throughput = asked.number('throughput');
  const mode = asked.text('throughput_mode') ?? (throughput === undefined ? 'bursting' : 'provisioned');
  const [reads, writes] = named(EFS_OPERATIONS, mode) ?? EFS_OPERATIONS.bursting!;
  const size = (asked.number('storage') ?? 0) / GIB;
  const written = {
    bursting: Math.max(MIB, size * EFS_BASELINE_PER_GIB),
    provisioned: throughput ?? MIB,
    elastic: GIB,
  }[mode];
  const read = mode === 'elastic' ? 20 * GIB : written && written * EFS_READ_FACTOR;
  const kind = mode === 'provisioned' ? 'provisioned' : 'limit';
  const note = mode === 'bursting' ? 'sustained: 50 MiB/s for each TiB, without bursts' : `throughput mode ${mode}`;
  return [
    quota('ingress', 'bytes/s', kind, written, EFS_PERFORMANCE, note),
    quota(
      'egress',
      'bytes/s',
      kind,
      read,
      EFS_PERFORMANCE,
      `${note}${mode === 'elastic' ? '' : '; reads count a third'}`,
    ),
    quota('get-requests', '/s', 'limit', reads, EFS_PERFORMANCE, 'read operations of a file system'),
    quota('put-requests', '/s', 'limit', writes, EFS_PERFORMANCE, 'write operations of a file system'),
  ];
};

const SHARE_TARGETS = 'https://learn.microsoft.com/azure/storage/files/storage-files-scale-targets (as recalled)';
const PREMIUM_CLASSES = new Set(['premium', 'basic-ssd', 'ssd']);

const azureFiles: Quotas = (asked) => {
  const gib = Math.ceil((asked.number('storage') ?? 0) / GIB);
  if (!PREMIUM_CLASSES.has(hyphened(asked.text('class') ?? '')))
    return [
      quota('requests', '/s', 'limit', 20_000, SHARE_TARGETS, 'operations of a standard share, as its account'),
      quota('ingress', 'bytes/s', 'default', 25e9 / 8, AZURE_STORAGE_TARGETS, 'of the storage account'),
      quota('egress', 'bytes/s', 'default', 50e9 / 8, AZURE_STORAGE_TARGETS, 'of the storage account'),
    ];
  const note = `of a premium share of ${gib} GiB, without bursts`;
  const throughput = (100 + Math.ceil(0.04 * gib) + Math.ceil(0.06 * gib)) * MIB;
  return [
    quota('requests', '/s', 'provisioned', Math.min(3000 + gib, 102_400), SHARE_TARGETS, note),
    quota('ingress', 'bytes/s', 'provisioned', throughput, SHARE_TARGETS, `${note}, read and written together`),
    quota('egress', 'bytes/s', 'provisioned', throughput, SHARE_TARGETS, `${note}, read and written together`),
  ];
};

const BASIC_SSD = new Set(['basic-ssd', 'premium', 'ssd']);
const BASIC_HDD = new Set(['', 'basic-hdd', 'basic', 'standard', 'hdd']);

const filestore: Quotas = (asked) => {
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

/**
 * Requests a second with TLS and Mbit/s of each size of Azure Cache for Redis. The requests were sent 50 in a pipeline, so that single ones
 * are fewer: an upper bound.
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-best-practices-performance (read 2026-11)
 */
const REDIS_SIZES: Readonly<Record<string, readonly [requests: number, megabits: number]>> = {
  c0: [7500, 100],
  c1: [20_720, 500],
  c2: [37_000, 500],
  c3: [90_000, 1000],
  c4: [55_000, 500],
  c5: [93_000, 1000],
  c6: [120_000, 2000],
  p1: [172_000, 1500],
  p2: [341_000, 3000],
  p3: [341_000, 3000],
  p4: [373_000, 6000],
  p5: [373_000, 6000],
};
const REDIS_PERFORMANCE =
  'https://learn.microsoft.com/azure/azure-cache-for-redis/cache-best-practices-performance (read 2026-11)';

const azureRedis: Quotas = (asked) => {
  const size = /(?:^|[-_ ])([cp]\d)$/.exec(asked.text('instance') ?? '')?.[1];
  const found = size === undefined ? undefined : named(REDIS_SIZES, size);
  if (!found) return [];
  const [requests, megabits] = found;
  const shards = asked.number('shards') ?? 1;
  const note = `of ${shards === 1 ? 'a' : `${shards} shards, each a`} ${size!.toUpperCase()}, with TLS and in pipelines: an upper bound`;
  return [
    quota('requests', '/s', 'limit', requests * shards, REDIS_PERFORMANCE, note),
    quota(
      'egress',
      'bytes/s',
      'limit',
      ((megabits * 1e6) / 8) * shards,
      REDIS_PERFORMANCE,
      `expected bandwidth ${note}`,
    ),
  ];
};

const awsNat: Quotas = (asked) => {
  const times = asked.number('count') ?? 1;
  return [
    fromTable(asked, ['connections', 'concurrent', 'limit'], 'connections-per-destination', {
      times,
      note: 'to one destination, with one address a gateway',
    }),
    fromTable(asked, ['egress', 'bytes/s', 'limit'], 'bandwidth-max', { times, note: 'of the gateways together' }),
  ];
};

const azureNat: Quotas = (asked) => {
  const times = asked.number('count') ?? 1;
  return [
    fromTable(asked, ['connections', 'concurrent', 'limit'], 'snat-ports-per-ip', {
      times,
      note: 'to one destination, with one address a gateway',
    }),
    fromTable(asked, ['egress', 'bytes/s', 'limit'], 'throughput', { times, note: 'of the gateways together' }),
  ];
};

const cloudNat: Quotas = (asked) => [
  fromTable(asked, ['connections', 'concurrent', 'default'], 'ports-per-vm-default', {
    times: asked.number('machines') ?? 1,
    note: 'to one destination, of all machines behind it; more ports a machine can be set',
  }),
];

const PRODUCTS: Readonly<Record<string, { readonly service: string; readonly quotas: Quotas }>> = {
  'aws/s3': { service: 's3', quotas: s3 },
  'aws/lambda': { service: 'lambda', quotas: lambda },
  'aws/api-gateway': { service: 'api-gateway', quotas: apiGateway },
  'aws/kinesis': { service: 'kinesis', quotas: kinesis },
  'aws/dynamodb': { service: 'dynamodb', quotas: dynamodb },
  'aws/sqs': { service: 'sqs', quotas: sqs },
  'aws/efs': { service: 'efs', quotas: efs },
  'aws/nat-gateway': { service: 'nat-gateway', quotas: awsNat },
  'azure/blob-storage': { service: 'blob-storage', quotas: blobStorage },
  'azure/functions': { service: 'functions', quotas: azureFunctions },
  'azure/api-management': { service: 'api-management', quotas: apiManagement },
  'azure/event-hubs': { service: 'event-hubs', quotas: eventHubs },
  'azure/cosmos-db': { service: 'cosmos-db', quotas: cosmosDb },
  'azure/service-bus': { service: 'service-bus', quotas: serviceBus },
  'azure/files': { service: 'files', quotas: azureFiles },
  'azure/redis-cache': { service: 'redis-cache', quotas: azureRedis },
  'azure/nat-gateway': { service: 'nat-gateway', quotas: azureNat },
  'gcp/cloud-storage': { service: 'cloud-storage', quotas: cloudStorage },
  'gcp/cloud-functions': { service: 'cloud-functions', quotas: cloudFunctions },
  'gcp/api-gateway': { service: 'api-gateway', quotas: ownQuota },
  'gcp/pubsub': { service: 'pubsub', quotas: pubsub },
  'gcp/bigtable': { service: 'bigtable', quotas: bigtable },
  'gcp/filestore': { service: 'filestore', quotas: filestore },
  'gcp/cloud-nat': { service: 'cloud-nat', quotas: cloudNat },
};

/**
 * What binds the throughput of a service that has no nodes of its own.
 *
 * Two quotas of one resource hold both: that of a table and that of its hottest partition.
 * @param product its name, such as "s3"
 * @param options fields of the component's kind, in SI units
 * @param region some quotas differ by region; without one Pub/Sub has its smaller one and API Gateway that of most regions
 * @returns none for a product without such a limit, or whose capacity the tool chooses itself (no `shards`, no `units`)
 * @example quotas('aws', 's3', { prefixes: 2 }, rates)[0]?.capacity // 11000
 */
export function quotas(
  provider: Provider,
  product: string,
  options: Options,
  rates: RateSource,
  region?: string,
): readonly Quota[] {
  const known = named(PRODUCTS, `${provider}/${product}`);
  if (known === undefined) return [];
  const asked: Asked = {
    options,
    region,
    limits: limitReader(rates, provider, known.service),
    number: (field) => (typeof options[field] === 'number' ? options[field] : undefined),
    text: (field) => (typeof options[field] === 'string' ? options[field].toLowerCase() : undefined),
  };
  return known.quotas(asked).filter((one) => one !== undefined);
}
