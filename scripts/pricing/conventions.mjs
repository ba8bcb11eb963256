// What the tables carry and how their figures are to be read. The judgements of the builder stand here, in one place.

/** The managed services that the products price, of the services that the sources know. */
export const CARRIED = {
  aws: [
    'alb',
    'api-gateway',
    'aurora',
    'cloudfront',
    'data-transfer',
    'dynamodb',
    'ebs',
    'ecs-fargate',
    'efs',
    'elasticache',
    'kinesis',
    'lambda',
    'mq',
    'msk',
    'nat-gateway',
    'nlb',
    'public-ipv4',
    'rds-instance',
    'rds-storage',
    'route53',
    's3',
    'sns',
    'sqs',
  ],
  azure: [
    'api-management',
    'application-gateway',
    'bandwidth',
    'blob-storage',
    'cdn',
    'container-apps',
    'cosmos-db',
    'dns',
    'event-hubs',
    'files',
    'front-door',
    'functions',
    'load-balancer',
    'managed-disk',
    'managed-redis',
    'mysql-flexible',
    'nat-gateway',
    'postgresql-flexible',
    'public-ip',
    'redis-cache',
    'service-bus',
    'sql-database',
    'vnet-peering',
  ],
  gcp: [
    'api-gateway',
    'bigquery',
    'bigtable',
    'cloud-armor',
    'cloud-cdn',
    'cloud-dns',
    'cloud-functions',
    'cloud-load-balancing',
    'cloud-nat',
    'cloud-run',
    'cloud-sql',
    'cloud-storage',
    'external-ip',
    'filestore',
    'firestore',
    'memorystore-memcached',
    'memorystore-redis',
    'memorystore-redis-cluster',
    'memorystore-valkey',
    'network-egress',
    'persistent-disk',
    'pubsub',
  ],
};

/** Every table's columns, in the order of its cells. */
export const COLUMNS = {
  rates: ['meter', 'unit', 'from', 'to', 'price', 'as_of', 'source', 'free', 'note'],
  compute: [
    'instance',
    'linux_ondemand',
    'linux_spot',
    'linux_1y',
    'linux_3y',
    'windows_ondemand',
    'source',
    'spot_source',
    'commit_source',
    'windows_source',
    'linux_sp_1y',
    'linux_sp_3y',
    'sp_source',
  ],
  regions: ['region', 'display_name', 'geography', 'zones', 'aliases', 'paired_region', 'partition', 'zones_source'],
  limits: ['service', 'limit', 'value', 'unit', 'source', 'note'],
  sources: ['id', 'match', 'repository', 'commit', 'path', 'as_of', 'licence', 'note'],
};

const GENERAL =
  'List price of one unit before tax; tiers count units a month, from inclusive, to exclusive (null: open)';

/** What a service's figures need said beyond the general rule. Keyed by provider/service. */
const EXCEPTIONS = {
  'aws/aurora-mysql':
    'an instance; aurora-unknown: the source has one price and does not say which storage it belongs to',
  'aws/aurora-postgresql':
    'an instance; aurora-unknown: the source has one price and does not say which storage it belongs to',
  'aws/data-transfer': 'inter-az is charged on each of the two sides',
  'aws/ebs': 'tiers of gp3 and io2 count within one volume',
  'aws/elasticache-memcached': 'a node is one node',
  'aws/elasticache-redis': 'a node is one node',
  'aws/elasticache-valkey': 'a node is one node',
  'aws/rds-mysql': 'multi-az is the price of the pair, primary and one standby',
  'aws/rds-postgres': 'multi-az is the price of the pair, primary and one standby',
  'aws/rds-storage': 'tiers of gp3 count within one DB instance',
  'azure/cosmos-db': 'a meter ...-100-rus counts 100 RU/s for an hour',
  'azure/managed-disk': 'disk-month is a whole disk of that size',
  'azure/managed-redis': '...-cache is a whole cache, primary and replica; ...-node one node',
  'azure/redis-cache': '...-cache is a whole cache, primary and replica; ...-node one node',
  'azure/service-bus': 'the base unit stands here by the hour and by the month: one charge, to be counted once',
  'azure/sql-database': '...-compute excludes the licence, which is ...-sql-license by vCore',
  'gcp/cloud-nat': 'tiers of gateway-vm-hour count the VMs of one gateway, not VM-hours',
  'gcp/custom-machine':
    'a vCPU and a GiB of a custom machine type; memory beyond what the family allows for each vCPU is extended-memory',
  'gcp/cloud-run': 'the free quantities are a credit to the billing account at the prices of tier 1',
  'gcp/firestore': "allowances ...-free-per-day count a day's operations",
  'gcp/persistent-disk': 'tiers of hyperdisk-balanced count within one disk',
};

/** The one sentence at the top of a rate table. */
export function ruleOf(provider, service) {
  const exception = EXCEPTIONS[`${provider}/${service}`];
  return `${GENERAL}${exception === undefined ? '' : `; ${exception}`}.`;
}

/** The one sentence at the top of a compute table. */
export const COMPUTE_RULES = {
  aws: 'Price of one hour before tax of a shared-tenancy instance, Linux on demand unless the column says otherwise.',
  azure: 'Price of one hour before tax of a size, Linux pay-as-you-go unless the column says otherwise.',
  gcp: 'Price of one hour before tax of a machine type, Linux on demand without sustained-use discount unless the column says otherwise.',
};

/** What a price column means where the providers differ. Becomes the note of each of its prices. */
export const COMPUTE_NOTES = {
  aws: {
    linux_1y: 'standard reserved instance, all up front, spread over 1 year',
    linux_3y: 'standard reserved instance, all up front, spread over 3 years',
  },
  azure: {
    linux_1y: '1-year reservation, paid by the month',
    linux_3y: '3-year reservation, paid by the month',
    linux_sp_1y: '1-year savings plan, nothing up front',
    linux_sp_3y: '3-year savings plan, nothing up front',
  },
  gcp: {
    linux_1y: '1-year resource-based committed use, month price / 730 h',
    linux_3y: '3-year resource-based committed use, month price / 730 h',
    windows_ondemand: 'Linux price + Windows licence, both published',
  },
};

/**
 * AWS's other ways of paying for a reservation, as multiples of all up front by term, and the part of it that is paid
 * up front.
 * The multiples are constant in 25 of 25 regions (x2iedn, 2026-07) and in most of 2017; fees are rounded to whole
 * dollars.
 */
export const COMPUTE_PAYMENTS = {
  aws: {
    'partial-upfront': { '1y': '1.02041', '3y': '1.06383', upfront: '0.5' },
    'no-upfront': { '1y': '1.07143', '3y': '1.14894', upfront: '0' },
  },
};

/** Meters that cost nothing beyond their last tier. */
export const CAPPED = { 'gcp/cloud-nat': ['gateway-vm-hour'] };

const STARTS_ABOVE_ZERO = [
  // Part of what another meter of the same resource has already paid for.
  { free: 'included', provider: 'aws', service: 'ebs', meter: /^gp3-(iops|throughput)-over-\d+$/ },
  { free: 'included', provider: 'aws', service: 'rds-storage', meter: /^gp3-iops-/ },
  {
    free: 'included',
    provider: 'gcp',
    service: 'persistent-disk',
    meter: /^hyperdisk-balanced-.*-over-\d+$/,
  },
  { free: 'included', provider: 'azure', service: 'service-bus', meter: /^standard-messaging-operations$/ },
  // Account-wide free tiers.
  { free: 'allowance', provider: 'aws', service: 'cloudfront', meter: /^function-invocations$/ },
  {
    free: 'allowance',
    provider: 'aws',
    service: 'lambda',
    meter: /^(x86|arm)-duration$|^requests$/,
  },
  {
    free: 'allowance',
    provider: 'aws',
    service: 'rds-instance',
    meter: /^performance-insights-api$/,
  },
  { free: 'allowance', provider: 'aws', service: 'dynamodb', meter: /^storage$/ },
  {
    free: 'allowance',
    provider: 'aws',
    service: 'sns',
    meter: /^(standard-publish|(email|http|mobile-push)-delivery)$/,
  },
  { free: 'allowance', provider: 'aws', service: 'sqs', meter: /-requests$/ },
  { free: 'allowance', provider: 'azure', service: 'container-apps', meter: /^(active-(vcpu|memory)|requests)$/ },
  {
    free: 'allowance',
    provider: 'gcp',
    service: 'bigquery',
    meter: /-storage$|^on-demand-queries$/,
  },
  { free: 'allowance', provider: 'gcp', service: 'cloud-functions', meter: /^g(b|hz)-seconds$/ },
  { free: 'allowance', provider: 'gcp', service: 'firestore', meter: /^storage$/ },
];

/**
 * What the quantity below a first tier that starts above zero is.
 * @throws when nobody has decided yet: silence would make the quantity free
 */
export function freeBelow({ provider, service, meter }) {
  const rule = STARTS_ABOVE_ZERO.find(
    (entry) => entry.provider === provider && entry.service === service && entry.meter.test(meter),
  );
  if (rule === undefined) {
    throw new Error(`${provider}/${service} ${meter} starts above zero: say in conventions.mjs what is below`);
  }
  return rule.free;
}

/** Why a meter costs nothing where the source gives a bare zero. */
const ZERO_NOTES = [
  {
    provider: 'aws',
    service: 'data-transfer',
    meter: /^internet-ingress$/,
    note: 'traffic in from the internet is not charged',
  },
  {
    provider: 'azure',
    service: 'files',
    meter: /-delete-operations$/,
    note: 'the provider lists delete operations at zero',
  },
];

/** The reason for a bare zero, or the empty string: then the check no-unexplained-zero-price fails. */
export function zeroNote({ provider, service, meter }) {
  const found = ZERO_NOTES.find(
    (entry) => entry.provider === provider && entry.service === service && entry.meter.test(meter),
  );
  return found?.note ?? '';
}

/** What a zero-price row is, from the note that the sources write on it. */
export function freeOfZero(note) {
  if (note.startsWith('always-free')) return 'allowance';
  if (note.startsWith('quantity included in')) return 'included';
  return '';
}
