/** What the coverage of the tables is counted over: common ways to run common products, and the regions that count. */
import type { Provider } from '../topology/model.ts';

/** Products that an ordinary web application is made of. */
export const CORE = [
  'compute',
  'disks',
  'object storage',
  'load balancer',
  'egress',
  'nat',
  'database',
  'cache',
  'function',
  'queue',
] as const;

export interface Variant {
  readonly name: string;
  /** The core product that it stands for. */
  readonly core?: (typeof CORE)[number];
  /** As a component of a file. */
  readonly component: Readonly<Record<string, unknown>>;
}

export const VARIANTS: Readonly<Record<Provider, readonly Variant[]>> = {
  aws: [
    {
      name: 'alb',
      core: 'load balancer',
      component: { kind: 'alb', usage: { processed: '1 GB/month', connections: '1000/month' } },
    },
    { name: 'nlb', component: { kind: 'nlb', usage: { processed: '1 GB/month', connections: '1000/month' } } },
    {
      name: 'api-gateway http',
      component: { kind: 'api-gateway', product: 'api-gateway', usage: { requests: '1M/month' } },
    },
    {
      name: 'api-gateway rest',
      component: { kind: 'api-gateway', product: 'api-gateway', type: 'rest', usage: { requests: '1M/month' } },
    },
    {
      name: 'aurora',
      component: {
        kind: 'aurora',
        engine: 'aurora-postgres',
        instance: 'db.r6g.large',
        storage: '100 GB',
        backup: '10 GB',
        usage: { io: '1M/month' },
      },
    },
    {
      name: 'cloudfront',
      component: { kind: 'cloudfront', hit_ratio: '90%', usage: { egress: '1 GB/month', requests: '1M/month' } },
    },
    {
      name: 'dynamodb on-demand',
      component: { kind: 'dynamodb', storage: '10 GB', usage: { reads: '1M/month', writes: '1M/month' } },
    },
    {
      name: 'dynamodb provisioned',
      component: { kind: 'dynamodb', mode: 'provisioned', read_capacity: 10, write_capacity: 10, storage: '10 GB' },
    },
    { name: 'ec2 m5.large', core: 'compute', component: { kind: 'ec2', instance: 'm5.large' } },
    { name: 'ec2 t3.medium', component: { kind: 'ec2', instance: 't3.medium' } },
    { name: 'ec2 m7g.large', component: { kind: 'ec2', instance: 'm7g.large' } },
    { name: 'ec2 m7i-flex.large', component: { kind: 'ec2', instance: 'm7i-flex.large' } },
    { name: 'ec2 windows', component: { kind: 'ec2', instance: 'm5.large', os: 'windows' } },
    { name: 'ec2 spot', component: { kind: 'ec2', instance: 'm5.large', purchase: 'spot' } },
    { name: 'ec2 reserved-1y', component: { kind: 'ec2', instance: 'm5.large', purchase: 'reserved-1y' } },
    { name: 'ec2 reserved-3y', component: { kind: 'ec2', instance: 'm5.large', purchase: 'reserved-3y' } },
    {
      name: 'ebs gp3',
      core: 'disks',
      component: {
        kind: 'ec2',
        instance: 'm5.large',
        volumes: [{ type: 'gp3', size: '100 GB', iops: 4000, throughput: '200 MB/s' }],
      },
    },
    { name: 'ebs gp2', component: { kind: 'ec2', instance: 'm5.large', volumes: [{ type: 'gp2', size: '100 GB' }] } },
    {
      name: 'ebs io2',
      component: { kind: 'ec2', instance: 'm5.large', volumes: [{ type: 'io2', size: '100 GB', iops: 3000 }] },
    },
    { name: 'ebs st1', component: { kind: 'ec2', instance: 'm5.large', volumes: [{ type: 'st1', size: '500 GB' }] } },
    { name: 'ecs-fargate x86', component: { kind: 'ecs-fargate', vcpu: 1, memory: '2 GB', count: 1 } },
    { name: 'ecs-fargate arm', component: { kind: 'ecs-fargate', vcpu: 1, memory: '2 GB', count: 1, arch: 'arm64' } },
    { name: 'efs', component: { kind: 'efs', storage: '100 GB' } },
    { name: 'elasticache redis', core: 'cache', component: { kind: 'elasticache', instance: 'cache.m6g.large' } },
    { name: 'elasticache valkey', component: { kind: 'elasticache', engine: 'valkey', instance: 'cache.m7g.large' } },
    {
      name: 'elasticache memcached',
      component: { kind: 'elasticache', engine: 'memcached', instance: 'cache.m6g.large' },
    },
    {
      name: 'kinesis',
      component: { kind: 'kinesis', shards: 2, usage: { records: '1M/month', ingress: '1 GB/month' } },
    },
    {
      name: 'lambda x86',
      core: 'function',
      component: {
        kind: 'lambda',
        memory: '512 MB',
        duration: '100ms',
        usage: { requests: '1M/month', gb_seconds: '1M/month' },
      },
    },
    {
      name: 'lambda arm',
      component: {
        kind: 'lambda',
        arch: 'arm64',
        memory: '512 MB',
        duration: '100ms',
        usage: { requests: '1M/month', gb_seconds: '1M/month' },
      },
    },
    { name: 'mq rabbit', component: { kind: 'mq', engine: 'rabbitmq', instance: 'mq.m5.large', storage: '20 GB' } },
    { name: 'msk', component: { kind: 'msk', instance: 'kafka.m5.large', brokers: 3, storage: '300 GB' } },
    { name: 'msk m7g', component: { kind: 'msk', instance: 'kafka.m7g.large', brokers: 3, storage: '300 GB' } },
    {
      name: 'nat-gateway',
      core: 'nat',
      component: { kind: 'nat-gateway', product: 'nat-gateway', usage: { processed: '10 GB/month' } },
    },
    { name: 'rds postgres', core: 'database', component: { kind: 'rds', instance: 'db.m5.large', storage: '100 GB' } },
    {
      name: 'rds mysql multi-az',
      component: { kind: 'rds', engine: 'mysql', multi_az: true, instance: 'db.r6g.large', storage: '100 GB' },
    },
    { name: 'rds mariadb', component: { kind: 'rds', engine: 'mariadb', instance: 'db.m5.large', storage: '100 GB' } },
    {
      name: 'rds sqlserver',
      component: { kind: 'rds', engine: 'sqlserver', instance: 'db.m5.large', storage: '100 GB' },
    },
    { name: 'route53', component: { kind: 'route53', usage: { queries: '1M/month' } } },
    { name: 's3 standard', component: { kind: 's3', storage: '1 TB' } },
    {
      name: 's3 standard+requests',
      core: 'object storage',
      component: { kind: 's3', storage: '1 TB', usage: { get: '1M/month', put: '1M/month' } },
    },
    {
      name: 's3 standard-ia',
      component: {
        kind: 's3',
        class: 'standard-ia',
        storage: '1 TB',
        usage: { get: '1M/month', put: '1M/month', retrieval: '1 GB/month' },
      },
    },
    { name: 's3 glacier-deep-archive', component: { kind: 's3', class: 'glacier-deep-archive', storage: '1 TB' } },
    {
      name: 'self-managed (m5)',
      component: { kind: 'wide-column', instance: 'm5.large', count: 3, volumes: [{ type: 'gp3', size: '100 GB' }] },
    },
    { name: 'sqs', core: 'queue', component: { kind: 'sqs', usage: { messages: '1M/month' } } },
    {
      name: 'egress',
      core: 'egress',
      component: { kind: 'ec2', instance: 'm5.large', usage: { egress: '1 TB/month' } },
    },
    { name: 'zone transfer', component: { kind: 'ec2', instance: 'm5.large', usage: { zone_transfer: '1 TB/month' } } },
    {
      name: 'region transfer',
      component: { kind: 'ec2', instance: 'm5.large', usage: { region_transfer: '1 TB/month' } },
    },
  ],
  azure: [
    { name: 'api-management consumption', component: { kind: 'api-management', usage: { requests: '1M/month' } } },
    {
      name: 'api-management standard',
      component: { kind: 'api-management', tier: 'standard', usage: { requests: '1M/month' } },
    },
    {
      name: 'application-gateway',
      core: 'load balancer',
      component: { kind: 'application-gateway', usage: { processed: '100 GB/month', connections: '1M/month' } },
    },
    {
      name: 'blob hot lrs',
      core: 'object storage',
      component: { kind: 'blob-storage', storage: '1 TB', usage: { get: '1M/month', put: '1M/month' } },
    },
    {
      name: 'blob cool lrs',
      component: {
        kind: 'blob-storage',
        class: 'cool',
        storage: '1 TB',
        usage: { get: '1M/month', put: '1M/month', retrieval: '1 GB/month' },
      },
    },
    {
      name: 'blob hot zrs',
      component: {
        kind: 'blob-storage',
        redundancy: 'zrs',
        storage: '1 TB',
        usage: { get: '1M/month', put: '1M/month' },
      },
    },
    {
      name: 'blob hot grs',
      component: {
        kind: 'blob-storage',
        redundancy: 'grs',
        storage: '1 TB',
        usage: { get: '1M/month', put: '1M/month' },
      },
    },
    {
      name: 'cdn',
      component: {
        kind: 'cdn',
        product: 'cdn',
        hit_ratio: '90%',
        usage: { egress: '1 GB/month', requests: '1M/month' },
      },
    },
    {
      name: 'container-apps',
      component: { kind: 'container-apps', vcpu: 1, memory: '2 GB', count: 1, usage: { requests: '1M/month' } },
    },
    {
      name: 'cosmos serverless',
      component: { kind: 'cosmos-db', storage: '10 GB', usage: { reads: '1M/month', writes: '1M/month' } },
    },
    {
      name: 'cosmos autoscale',
      component: { kind: 'cosmos-db', mode: 'autoscale', request_units: 4000, storage: '10 GB' },
    },
    {
      name: 'cosmos provisioned',
      component: { kind: 'cosmos-db', mode: 'provisioned', request_units: 400, storage: '10 GB' },
    },
    { name: 'dns', component: { kind: 'dns', product: 'dns', usage: { queries: '1M/month' } } },
    { name: 'event-hubs', component: { kind: 'event-hubs', units: 1, usage: { records: '1M/month' } } },
    { name: 'files hot', component: { kind: 'files', class: 'hot', storage: '100 GB' } },
    {
      name: 'files tx-opt',
      component: {
        kind: 'files',
        storage: '100 GB',
        usage: { read_operations: '1M/month', write_operations: '1M/month' },
      },
    },
    { name: 'files premium', component: { kind: 'files', class: 'premium', storage: '100 GB' } },
    {
      name: 'front-door std',
      component: { kind: 'front-door', hit_ratio: '90%', usage: { egress: '1 GB/month', requests: '1M/month' } },
    },
    {
      name: 'front-door premium',
      component: {
        kind: 'front-door',
        tier: 'premium',
        hit_ratio: '90%',
        usage: { egress: '1 GB/month', requests: '1M/month' },
      },
    },
    {
      name: 'functions consumption',
      core: 'function',
      component: {
        kind: 'functions',
        memory: '512 MB',
        duration: '100ms',
        usage: { requests: '1M/month', gb_seconds: '1M/month' },
      },
    },
    {
      name: 'functions flex',
      component: {
        kind: 'functions',
        plan: 'flex',
        memory: '512 MB',
        duration: '100ms',
        usage: { requests: '1M/month', gb_seconds: '1M/month' },
      },
    },
    {
      name: 'functions premium',
      component: {
        kind: 'functions',
        plan: 'premium',
        memory: '512 MB',
        duration: '100ms',
        usage: { requests: '1M/month' },
      },
    },
    {
      name: 'load-balancer',
      component: { kind: 'load-balancer', product: 'load-balancer', usage: { processed: '100 GB/month' } },
    },
    { name: 'mysql-flexible', component: { kind: 'mysql-flexible', instance: 'Standard_D2ads_v5', storage: '100 GB' } },
    {
      name: 'mysql-flexible ds',
      component: { kind: 'mysql-flexible', instance: 'Standard_D2ds_v4', storage: '100 GB' },
    },
    {
      name: 'nat-gateway',
      core: 'nat',
      component: { kind: 'nat-gateway', product: 'nat-gateway', usage: { processed: '10 GB/month' } },
    },
    {
      name: 'postgresql-flexible',
      core: 'database',
      component: { kind: 'postgresql-flexible', instance: 'Standard_D4ds_v5', storage: '128 GB' },
    },
    {
      name: 'postgresql-flexible B2s',
      component: { kind: 'postgresql-flexible', instance: 'Standard_B2s', storage: '128 GB' },
    },
    { name: 'redis-cache C1', core: 'cache', component: { kind: 'redis-cache', instance: 'C1', tier: 'standard' } },
    { name: 'redis-cache P1', component: { kind: 'redis-cache', instance: 'P1', tier: 'premium' } },
    { name: 'managed-redis B5', component: { kind: 'managed-redis', instance: 'Balanced_B5', replicas: 1 } },
    { name: 'self-managed (D4s_v5)', component: { kind: 'wide-column', instance: 'Standard_D4s_v5', count: 3 } },
    { name: 'service-bus std', core: 'queue', component: { kind: 'service-bus', usage: { messages: '1M/month' } } },
    {
      name: 'service-bus premium',
      component: { kind: 'service-bus', tier: 'premium', usage: { messages: '1M/month' } },
    },
    { name: 'sql-database GP', component: { kind: 'sql-database', instance: 'GP_Gen5_4', storage: '100 GB' } },
    { name: 'sql-database S3', component: { kind: 'sql-database', instance: 'S3', storage: '100 GB' } },
    { name: 'vm D2s_v3', component: { kind: 'vm', instance: 'Standard_D2s_v3' } },
    { name: 'vm D4s_v5', core: 'compute', component: { kind: 'vm', instance: 'Standard_D4s_v5' } },
    { name: 'vm E4s_v5', component: { kind: 'vm', instance: 'Standard_E4s_v5' } },
    { name: 'vm B2s', component: { kind: 'vm', instance: 'Standard_B2s' } },
    { name: 'vm windows', component: { kind: 'vm', instance: 'Standard_D2s_v3', os: 'windows' } },
    { name: 'vm spot', component: { kind: 'vm', instance: 'Standard_D4s_v5', purchase: 'spot' } },
    { name: 'vm reserved-1y', component: { kind: 'vm', instance: 'Standard_D4s_v5', purchase: 'reserved-1y' } },
    { name: 'vm reserved-3y', component: { kind: 'vm', instance: 'Standard_D4s_v5', purchase: 'reserved-3y' } },
    {
      name: 'disk P10',
      core: 'disks',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', volumes: [{ type: 'premium-ssd', size: '128 GB' }] },
    },
    {
      name: 'disk P30',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', volumes: [{ type: 'premium-ssd', size: '1 TB' }] },
    },
    {
      name: 'disk E10',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', volumes: [{ type: 'standard-ssd', size: '128 GB' }] },
    },
    {
      name: 'disk S10',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', volumes: [{ type: 'standard-hdd', size: '128 GB' }] },
    },
    {
      name: 'disk Pv2',
      component: {
        kind: 'vm',
        instance: 'Standard_D4s_v5',
        volumes: [{ type: 'premium-ssd-v2', size: '128 GB', iops: 4000 }],
      },
    },
    {
      name: 'egress',
      core: 'egress',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', usage: { egress: '1 TB/month' } },
    },
    {
      name: 'zone transfer',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', usage: { zone_transfer: '1 TB/month' } },
    },
    {
      name: 'region transfer',
      component: { kind: 'vm', instance: 'Standard_D4s_v5', usage: { region_transfer: '1 TB/month' } },
    },
  ],
  gcp: [
    {
      name: 'api-gateway',
      component: { kind: 'api-gateway', product: 'api-gateway', usage: { requests: '1M/month' } },
    },
    {
      name: 'application-lb',
      core: 'load balancer',
      component: { kind: 'application-lb', usage: { processed: '100 GB/month' } },
    },
    { name: 'network-lb', component: { kind: 'network-lb', usage: { processed: '100 GB/month' } } },
    { name: 'bigtable', component: { kind: 'bigtable', nodes: 3, storage: '100 GB' } },
    {
      name: 'cloud-cdn',
      component: { kind: 'cloud-cdn', hit_ratio: '90%', usage: { egress: '1 GB/month', requests: '1M/month' } },
    },
    { name: 'cloud-dns', component: { kind: 'cloud-dns', usage: { queries: '1M/month' } } },
    {
      name: 'cloud-functions',
      core: 'function',
      component: { kind: 'cloud-functions', memory: '512 MB', duration: '100ms', usage: { requests: '1M/month' } },
    },
    {
      name: 'cloud-nat',
      core: 'nat',
      component: { kind: 'cloud-nat', machines: 4, usage: { processed: '10 GB/month' } },
    },
    { name: 'cloud-run instance', component: { kind: 'cloud-run', vcpu: 1, memory: '2 GB', count: 1 } },
    {
      name: 'cloud-run request',
      component: {
        kind: 'cloud-run',
        billing: 'request',
        vcpu: 1,
        memory: '2 GB',
        duration: '100ms',
        usage: { requests: '1M/month' },
      },
    },
    {
      name: 'cloud-sql',
      core: 'database',
      component: { kind: 'cloud-sql', instance: 'db-custom-4-15360', storage: '100 GB' },
    },
    {
      name: 'cloud-sql ent-plus',
      component: {
        kind: 'cloud-sql',
        edition: 'enterprise-plus',
        instance: 'db-perf-optimized-N-4',
        storage: '100 GB',
      },
    },
    { name: 'cloud-storage', component: { kind: 'cloud-storage', storage: '1 TB' } },
    {
      name: 'cloud-storage+ops',
      core: 'object storage',
      component: { kind: 'cloud-storage', storage: '1 TB', usage: { get: '1M/month', put: '1M/month' } },
    },
    {
      name: 'cloud-storage nearline',
      component: {
        kind: 'cloud-storage',
        class: 'nearline',
        storage: '1 TB',
        usage: { get: '1M/month', put: '1M/month', retrieval: '1 GB/month' },
      },
    },
    { name: 'ce e2-standard-2', component: { kind: 'compute-engine', instance: 'e2-standard-2' } },
    { name: 'ce n2-standard-4', core: 'compute', component: { kind: 'compute-engine', instance: 'n2-standard-4' } },
    { name: 'ce n2d-standard-4', component: { kind: 'compute-engine', instance: 'n2d-standard-4' } },
    { name: 'ce c3-standard-4', component: { kind: 'compute-engine', instance: 'c3-standard-4' } },
    { name: 'ce custom', component: { kind: 'compute-engine', instance: 'n2-custom-4-8192' } },
    { name: 'ce spot', component: { kind: 'compute-engine', instance: 'n2-standard-4', purchase: 'spot' } },
    {
      name: 'ce reserved-1y',
      component: { kind: 'compute-engine', instance: 'n2-standard-4', purchase: 'reserved-1y' },
    },
    { name: 'ce windows', component: { kind: 'compute-engine', instance: 'n2-standard-4', os: 'windows' } },
    {
      name: 'pd-balanced',
      core: 'disks',
      component: {
        kind: 'compute-engine',
        instance: 'e2-standard-2',
        volumes: [{ type: 'pd-balanced', size: '100 GB' }],
      },
    },
    {
      name: 'pd-ssd regional',
      component: {
        kind: 'compute-engine',
        instance: 'e2-standard-2',
        volumes: [{ type: 'pd-ssd', size: '100 GB', redundancy: 'zrs' }],
      },
    },
    {
      name: 'hyperdisk-balanced',
      component: {
        kind: 'compute-engine',
        instance: 'c3-standard-4',
        volumes: [{ type: 'hyperdisk-balanced', size: '100 GB', iops: 4000, throughput: '200 MB/s' }],
      },
    },
    { name: 'filestore', component: { kind: 'filestore', storage: '1 TB' } },
    {
      name: 'firestore',
      component: { kind: 'firestore', storage: '10 GB', usage: { reads: '1M/month', writes: '1M/month' } },
    },
    { name: 'memorystore-redis', core: 'cache', component: { kind: 'memorystore-redis', memory: '5 GB' } },
    { name: 'memorystore-redis std', component: { kind: 'memorystore-redis', memory: '5 GB', replicas: 1 } },
    {
      name: 'memorystore-cluster',
      component: { kind: 'memorystore-redis-cluster', instance: 'highmem-medium', shards: 3 },
    },
    {
      name: 'pubsub',
      core: 'queue',
      component: { kind: 'pubsub', usage: { records: '1M/month', ingress: '1 GB/month' } },
    },
    {
      name: 'self-managed',
      component: {
        kind: 'wide-column',
        instance: 'n2-standard-4',
        count: 3,
        volumes: [{ type: 'pd-ssd', size: '100 GB' }],
      },
    },
    {
      name: 'egress',
      core: 'egress',
      component: { kind: 'compute-engine', instance: 'e2-standard-2', usage: { egress: '1 TB/month' } },
    },
    {
      name: 'zone transfer',
      component: { kind: 'compute-engine', instance: 'e2-standard-2', usage: { zone_transfer: '1 TB/month' } },
    },
    {
      name: 'region transfer',
      component: { kind: 'compute-engine', instance: 'e2-standard-2', usage: { region_transfer: '1 TB/month' } },
    },
  ],
};

export const COUNTED_REGIONS: Readonly<Record<Provider, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-south-1',
    'ca-central-1',
    'sa-east-1',
  ],
  azure: [
    'eastus',
    'eastus2',
    'westus2',
    'westus3',
    'centralus',
    'southcentralus',
    'northeurope',
    'westeurope',
    'uksouth',
    'germanywestcentral',
    'francecentral',
    'swedencentral',
    'southeastasia',
    'japaneast',
    'australiaeast',
    'centralindia',
    'brazilsouth',
    'canadacentral',
  ],
  gcp: [
    'us-central1',
    'us-east1',
    'us-east4',
    'us-west1',
    'us-west2',
    'europe-west1',
    'europe-west2',
    'europe-west3',
    'europe-west4',
    'europe-north1',
    'asia-southeast1',
    'asia-northeast1',
    'asia-south1',
    'australia-southeast1',
    'southamerica-east1',
    'northamerica-northeast1',
  ],
};
