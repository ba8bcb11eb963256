import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { products } from '../../src/products/index.ts';
import { ASSUMPTIONS, ROOT } from '../support.ts';

type Options = Readonly<Record<string, unknown>>;

/** Every row of the tables, those that promise nothing included. */
const ROWS = new Set(
  ['aws', 'azure', 'gcp'].flatMap((provider) => {
    const table = JSON.parse(readFileSync(new URL(`assumptions/sla/${provider}.json`, ROOT), 'utf8'));
    return table.rows.map(([service, scope]: string[]) => `${provider} ${service}/${scope}`);
  }),
);

const text = (promised: { service: string; scope: string } | undefined) =>
  promised && `${promised.service}/${promised.scope}`;
const slaOf = (name: string, options: Options = {}, zones = 3) => text(products.get(name)!.sla?.(options, zones));
const volumes = (...types: string[]) => ({ volumes: types.map((type) => ({ type, size: 2 ** 37 })) });

describe('which promise applies', () => {
  it.each<[string, Options, number, string | undefined]>([
    ['aws/alb', {}, 2, 'alb/multi-az'],
    ['aws/nlb', {}, 1, 'nlb/single-az'],
    ['aws/ec2', { count: 2 }, 2, 'ec2/region'],
    ['aws/ec2', { count: 2 }, 1, 'ec2/single-instance'],
    ['aws/ec2', {}, 1, 'ec2/single-instance'],
    // With one node left it stands in one zone.
    ['aws/ec2', { autoscale: { min: 1, max: 9, target: 0.6 } }, 3, 'ec2/single-instance'],
    ['aws/ecs-fargate', { count: 3 }, 3, 'ecs-fargate/region'],
    ['aws/ecs-fargate', { count: 3 }, 1, undefined],
    ['aws/rds', { multi_az: true }, 2, 'rds/multi-az'],
    ['aws/rds', { read_replicas: 2 }, 3, 'rds/single-az'],
    ['aws/rds', { engine: 'aurora-mysql', read_replicas: 2 }, 3, 'aurora/multi-az'],
    ['aws/aurora', { engine: 'aurora-postgres' }, 1, 'aurora/single-az'],
    ['aws/elasticache', { replicas: 1 }, 2, 'elasticache/multi-az'],
    ['aws/elasticache', { replicas: 1 }, 1, 'elasticache/single-az'],
    ['aws/elasticache', { shards: 3 }, 3, 'elasticache/single-az'],
    ['aws/elasticache', { engine: 'memcached', replicas: 1 }, 3, 'elasticache/single-az'],
    ['aws/elasticache', { replicas: 1, instance: 'cache.m3.large' }, 2, 'elasticache/multi-az-previous-generation'],
    ['aws/elasticache', { tier: 'serverless' }, 1, 'elasticache/multi-az'],
    ['aws/dynamodb', {}, 3, 'dynamodb/region'],
    ['aws/dynamodb', { regions: 2 }, 3, 'dynamodb/global-tables'],
    ['aws/s3', {}, 3, 's3/standard'],
    ['aws/s3', { class: 'ia' }, 3, 's3/standard-ia'],
    ['aws/s3', { class: 'deep-archive' }, 3, 's3/glacier-deep-archive'],
    ['aws/s3', { class: 'constructor' }, 3, undefined],
    ['aws/efs', {}, 3, 'efs/region'],
    ['aws/efs', { class: 'one-zone' }, 1, undefined],
    ['aws/mq', { engine: 'rabbitmq', brokers: 3 }, 3, 'mq/region'],
    ['aws/mq', { type: 'quorum' }, 3, 'mq/region'],
    ['aws/mq', { engine: 'activemq', brokers: 2 }, 2, 'mq/region'],
    ['aws/mq', { engine: 'rabbitmq' }, 1, undefined],
    ['aws/msk', {}, 3, 'msk/region'],
    ['aws/msk', {}, 1, undefined],
    ['azure/virtual-machine', { count: 2 }, 2, 'virtual-machines/availability-zones'],
    ['azure/virtual-machine', volumes('p30', 'standard-ssd'), 1, 'virtual-machines/single-instance-standard-ssd'],
    ['azure/virtual-machine', {}, 1, undefined],
    ['azure/postgresql-flexible', { multi_az: true }, 2, 'postgresql-flexible/zone-redundant-ha'],
    ['azure/mysql-flexible', {}, 1, 'mysql-flexible/no-ha'],
    ['azure/sql-database', {}, 1, 'sql-database/general-purpose'],
    ['azure/sql-database', { instance: 'S3' }, 1, 'sql-database/basic-standard-dtu'],
    ['azure/sql-database', { instance: 'P2', multi_az: true }, 2, 'sql-database/business-critical-zone-redundant'],
    ['azure/sql-database', { instance: 'BC_Gen5_8' }, 1, 'sql-database/business-critical'],
    ['azure/sql-database', { edition: 'hyperscale' }, 1, 'sql-database/hyperscale-0-replicas'],
    ['azure/sql-database', { edition: 'hyperscale', multi_az: true }, 2, 'sql-database/hyperscale-1-replica'],
    ['azure/sql-database', { edition: 'hs', read_replicas: 4 }, 3, 'sql-database/hyperscale-2-replicas'],
    ['azure/cosmos-db', {}, 3, 'cosmos-db/region'],
    ['azure/cosmos-db', { regions: 2 }, 3, 'cosmos-db/multi-region-single-write-writes'],
    ['azure/cosmos-db', { regions: 2, read_ratio: 1 }, 3, 'cosmos-db/multi-region-single-write-reads'],
    ['azure/cosmos-db', { regions: 2, multi_write: 'multi' }, 3, 'cosmos-db/multi-region-multi-write'],
    ['azure/blob-storage', {}, 3, 'blob-storage/lrs-hot'],
    ['azure/blob-storage', { class: 'cool' }, 3, 'blob-storage/lrs-cool'],
    ['azure/blob-storage', { redundancy: 'ragrs' }, 3, 'blob-storage/grs-hot'],
    ['azure/blob-storage', { redundancy: 'ragrs', read_ratio: 1 }, 3, 'blob-storage/ragrs-hot-reads'],
    ['azure/blob-storage', { redundancy: 'gzrs' }, 3, undefined],
    ['azure/blob-storage', { class: 'archive' }, 3, undefined],
    ['azure/redis-cache', { replicas: 1 }, 2, 'redis-cache/standard-premium'],
    ['azure/redis-cache', {}, 1, undefined],
    ['azure/redis-cache', { instance: 'P1' }, 1, 'redis-cache/standard-premium'],
    ['azure/redis-cache', { instance: 'Balanced_B5', replicas: 1 }, 2, 'managed-redis/ha'],
    ['azure/redis-cache', { instance: 'Enterprise_E10', replicas: 1 }, 2, undefined],
    ['azure/functions', {}, 3, 'functions/consumption'],
    ['azure/functions', { plan: 'flex' }, 3, undefined],
    ['azure/api-management', { tier: 'Developer' }, 3, undefined],
    ['azure/dns', { routing: 'geo' }, 3, 'traffic-manager/global'],
    ['azure/front-door', {}, 3, 'front-door/global'],
    ['gcp/compute-engine', { count: 3 }, 3, 'compute-engine/multi-zone'],
    ['gcp/compute-engine', { instance: 'm1-ultramem-40' }, 1, 'compute-engine/single-instance-memory-optimized'],
    ['gcp/cloud-sql', {}, 1, 'cloud-sql/zonal'],
    ['gcp/cloud-sql', { multi_az: true }, 2, 'cloud-sql/enterprise-ha'],
    ['gcp/cloud-sql', { multi_az: true, edition: 'Enterprise Plus' }, 2, 'cloud-sql/enterprise-plus-ha'],
    ['gcp/memorystore-redis', { replicas: 1 }, 2, 'memorystore-redis/standard-tier'],
    ['gcp/memorystore-redis', {}, 1, undefined],
    ['gcp/memorystore-redis', { engine: 'memcached' }, 1, 'memorystore-memcached/region'],
    ['gcp/memorystore-redis-cluster', { replicas: 1 }, 3, 'memorystore-redis-cluster/multi-zone'],
    ['gcp/memorystore-redis-cluster', {}, 3, 'memorystore-redis-cluster/single-zone'],
    ['gcp/bigtable', {}, 3, 'bigtable/zonal'],
    ['gcp/bigtable', { regions: 2 }, 3, 'bigtable/multi-cluster-under-3-regions'],
    ['gcp/bigtable', { placement: ['a', 'b', 'c'] }, 3, 'bigtable/multi-cluster-3-regions'],
    ['gcp/bigtable', { regions: 3, consistency: 'strong' }, 3, 'bigtable/replicated-single-cluster-routing'],
    ['gcp/cloud-storage', {}, 3, 'cloud-storage/standard-regional'],
    [
      'gcp/cloud-storage',
      { class: 'coldline', redundancy: 'grs' },
      3,
      'cloud-storage/nearline-coldline-archive-multi-dual-region',
    ],
    ['gcp/filestore', { redundancy: 'zrs' }, 3, 'filestore/regional-enterprise'],
    ['gcp/filestore', {}, 1, 'filestore/basic-zonal'],
    ['gcp/firestore', { regions: 3 }, 3, 'firestore/multi-region'],
    ['gcp/network-lb', {}, 3, 'cloud-load-balancing/premium-tier'],
  ])('%s %j over %i zones: %s', (product, options, zones, promise) => {
    expect(slaOf(product, options, zones)).toBe(promise);
    if (promise !== undefined) expect(ROWS.has(`${product.split('/')[0]} ${promise}`)).toBe(true);
  });

  it('is that of an instance for a node of a fleet, of a cluster of one’s own too', () => {
    const nodeSla = (name: string, options: Options = {}) => text(products.get(name)!.nodeSla?.(options));
    expect(nodeSla('aws/ec2')).toBe('ec2/single-instance');
    expect(nodeSla('aws/self-managed')).toBe('ec2/single-instance');
    expect(nodeSla('azure/self-managed', volumes('premium-ssd'))).toBe('virtual-machines/single-instance-premium-ssd');
    expect(nodeSla('azure/self-managed', volumes('premium-ssd', 's10'))).toBe(
      'virtual-machines/single-instance-standard-hdd',
    );
    expect(nodeSla('azure/self-managed', volumes('premium-ssd', 'floppy'))).toBeUndefined();
    expect(nodeSla('gcp/self-managed')).toBe('compute-engine/single-instance');
    expect(nodeSla('aws/rds')).toBeUndefined();
  });

  it('is that of durability for what is stored', () => {
    const durability = (name: string, options: Options = {}) => text(products.get(name)!.durability?.(options));
    expect(durability('aws/s3', { class: 'one-zone-ia' })).toBe('s3/durability');
    expect(durability('gcp/cloud-storage')).toBe('cloud-storage/durability');
    expect(durability('azure/blob-storage')).toBe('blob-storage/durability-lrs');
    expect(durability('azure/blob-storage', { redundancy: 'ragrs' })).toBe('blob-storage/durability-grs');
    expect(durability('azure/blob-storage', { redundancy: 'gzrs' })).toBeUndefined();
    expect(durability('aws/ec2', volumes('io2'))).toBe('ebs/durability-io2');
    expect(durability('aws/self-managed', volumes('io2', 'ssd'))).toBe('ebs/durability');
    expect(durability('aws/ec2', volumes('magnetic'))).toBeUndefined();
    expect(durability('aws/ec2')).toBeUndefined();
  });

  it('is known for all products but machines of one’s own and Azure Files', () => {
    const without = [...products].filter(([, { sla }]) => sla === undefined).map(([name]) => name);
    expect(without.toSorted()).toEqual([
      'aws/own',
      'aws/self-managed',
      'azure/files',
      'azure/own',
      'azure/self-managed',
      'gcp/own',
      'gcp/self-managed',
    ]);
  });

  it('is of the tables whatever the options are', () => {
    const maybe = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
    const options = fc.record({
      class: maybe('standard', 'cool', 'nearline', 'glacier', 'one-zone', 'premium', 'enterprise', 'no such'),
      redundancy: maybe('lrs', 'zrs', 'grs', 'ragrs', 'gzrs', 'ragzrs'),
      engine: maybe('redis', 'valkey', 'memcached', 'aurora-mysql', 'sqlserver', 'activemq', 'rabbitmq', 'bigtable'),
      edition: maybe('business-critical', 'hyperscale', 'enterprise-plus', 'no such'),
      instance: maybe<unknown>('S3', 'P1', 'HS_Gen5_2', 'M10', 'm1-ultramem-40', { vcpu: 2, memory: 2 ** 33 }),
      tier: maybe('basic', 'standard', 'premium', 'serverless', 'no such'),
      plan: maybe('consumption', 'flex', 'premium'),
      routing: maybe('simple', 'latency', 'geo'),
      consistency: maybe('strong', 'eventual', 'local_quorum'),
      multi_az: maybe(true, false),
      multi_write: maybe('single', 'multi'),
      read_ratio: maybe(0.5, 1),
      ...Object.fromEntries(
        ['regions', 'replicas', 'read_replicas', 'shards', 'count', 'brokers'].map((name) => [name, maybe(1, 2, 3)]),
      ),
    });
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 3 }), (given, zones) => {
        for (const { provider, sla, nodeSla, durability } of products.values()) {
          for (const promised of [sla?.(given, zones), nodeSla?.(given), durability?.(given)]) {
            if (promised) expect(ROWS).toContain(`${provider} ${text(promised)}`);
          }
        }
      }),
    );
  });

  it('has a figure for each of them but Cloud SQL in one zone', () => {
    const missing = [...products.values()].filter(({ provider, sla }) => {
      const promised = sla?.({ count: 3, brokers: 3, replicas: 1, tier: 'standard' }, 3);
      return promised && ASSUMPTIONS.sla(provider, promised.service, promised.scope) === undefined;
    });
    expect(missing.map(({ name }) => name)).toEqual(['cloud-sql']);
  });
});
