/** Names that a file uses: instance types that are sold, words that are nobody's, keys that hold anchors. */
import { describe, expect, it } from 'vitest';
import { estimateOf, quoin, totalOf } from '../support.ts';

const REGIONS = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' } as const;
type Provider = keyof typeof REGIONS;

const fileOf = (provider: Provider, component: object) => ({
  name: 'names',
  provider,
  region: REGIONS[provider],
  components: { a: component },
});

async function errorsOf(provider: Provider, component: object): Promise<string> {
  const files = { 'quoin.yaml': JSON.stringify(fileOf(provider, component), undefined, 1) };
  const { status, err } = await quoin(['estimate', 'quoin.yaml'], { files });
  expect(status).toBe(2);
  return err;
}

describe('an instance type that nobody sells', () => {
  it.each<[Provider, object, string, string]>([
    ['aws', { kind: 'service', instance: 'm5.lrge' }, 'm5.lrge', 'did you mean "m5.large"?'],
    ['aws', { kind: 'service', instance: 'db.m5.large' }, 'db.m5.large', 'did you mean "m5.large"?'],
    ['aws', { kind: 'sql', instance: 'db.r6g.lrage' }, 'db.r6g.lrage', 'did you mean "db.r6g.large"?'],
    ['aws', { kind: 'sql', engine: 'aurora-mysql', instance: 'r6g.lrage' }, 'r6g.lrage', '"db.r6g.large"?'],
    ['aws', { kind: 'cache', instance: 'cache.m7g.larg' }, 'cache.m7g.larg', '"cache.m7g.large"?'],
    ['aws', { kind: 'log', instance: 'kafka.m7g.lrge' }, 'kafka.m7g.lrge', '"kafka.m7g.large"?'],
    ['aws', { kind: 'queue', instance: 'mq.m5.larg' }, 'mq.m5.larg', '"mq.m5.large"?'],
    ['aws', { kind: 'wide-column', instance: 'i3.lrge', count: 3 }, 'i3.lrge', '"i3.large"?'],
    ['aws', { kind: 'custom', service: { mean: '1ms' }, instance: 'm5.lrge' }, 'm5.lrge', '"m5.large"?'],
    ['azure', { kind: 'service', instance: 'Standard_D4s_v55' }, 'Standard_D4s_v55', '"Standard_D4s_v5"?'],
    ['azure', { kind: 'service', instance: 'd4s_v55' }, 'd4s_v55', '"Standard_D4s_v5"?'],
    ['azure', { kind: 'sql', instance: 'Standard_D4dss_v5' }, 'Standard_D4dss_v5', '"Standard_D4ds_v5"?'],
    ['azure', { kind: 'sql', engine: 'mysql', instance: 'Standard_D4dss_v5' }, 'D4dss_v5', '"Standard_D4ds_v5"?'],
    ['azure', { kind: 'sql', engine: 'sqlserver', instance: 'GP_Gen5_5' }, 'GP_Gen5_5', 'did you mean "GP_Gen5'],
    ['azure', { kind: 'cache', instance: 'C9' }, 'C9', 'did you mean "C'],
    ['gcp', { kind: 'service', instance: 'n2-standrd-4' }, 'n2-standrd-4', '"n2-standard-4"?'],
    ['gcp', { kind: 'service', instance: 'm5.large' }, 'of aws', '{ vcpu: 2, memory: 8 GB } for the cheapest'],
    ['gcp', { kind: 'sql', instance: 'db-n1-standrd-4' }, 'db-n1-standrd-4', '"db-n1-standard-4"?'],
    ['gcp', { kind: 'cache', instance: 'nonsense' }, 'nonsense', 'newer than the tables'],
  ])('is an error on %s: %o', async (provider, component, found, fix) => {
    const err = await errorsOf(provider, component);
    expect(err).toMatch(/^quoin\.yaml:\d+:\d+: components\.a\.instance: /);
    expect(err).toContain(found);
    expect(err).toContain(fix);
  });

  it('is an error where a demand was measured on it, and in a shape', async () => {
    const on = { kind: 'service', instance: 'm5.large', demand: { cpu: '1ms', on: 'm4.lrge' } };
    expect(await errorsOf('aws', on)).toContain('components.a.demand.on: aws has no instance type "m4.lrge" (did');
    const ofClass = { kind: 'service', instance: 'm5.large', classes: { w: { demand: { on: 'foo.bar' } } } };
    expect(await errorsOf('aws', ofClass)).toContain('components.a.classes.w.demand.on: aws has no instance type');
    const shape = { kind: 'service', instance: { vcpu: 2, memory: '8 GB', family: 'm77g' } };
    expect(await errorsOf('aws', shape)).toContain('no family of instances "m77g" (did you mean "m7g"?)');
  });

  it.each<[Provider, object]>([
    ['aws', { kind: 'service', instance: 'M5.LARGE' }],
    ['aws', { kind: 'sql', instance: 'm7g.large', storage: '1 GB' }],
    ['aws', { kind: 'cache', instance: 'cache.t4g.micro' }],
    ['aws', { kind: 'log', instance: 'express.m7g.large', brokers: 3 }],
    ['azure', { kind: 'service', instance: 'd4s_v5' }],
    ['azure', { kind: 'sql', instance: 'GP_Standard_D4ds_v5', storage: '1 GB' }],
    ['azure', { kind: 'sql', engine: 'sqlserver', instance: 'dtu-p1', storage: '1 GB' }],
    ['azure', { kind: 'sql', engine: 'sqlserver', instance: 'GP_S_Gen5_2', storage: '1 GB' }],
    ['azure', { kind: 'cache', instance: 'Balanced_B5' }],
    ['azure', { kind: 'cache', instance: 'Enterprise_E10' }],
    ['gcp', { kind: 'service', instance: 'n2-custom-4-8192' }],
    ['gcp', { kind: 'sql', instance: 'db-perf-optimized-N-4', edition: 'enterprise-plus', storage: '1 GB' }],
    ['gcp', { kind: 'cache', instance: '5 GB' }],
    ['gcp', { kind: 'cache', instance: 'redis-highmem-medium' }],
  ])('is none that is sold on %s: %o', (provider, component) => {
    expect(() => estimateOf(fileOf(provider, component))).not.toThrow();
  });
});

describe('a type that is newer than the tables', () => {
  const instance = { name: 'm99.large', vcpu: 2, memory: '8 GB' };

  it('is what the file says it is, without a price until the file gives one', () => {
    const plain = fileOf('aws', { kind: 'service', instance, count: 1, demand: { cpu: '1ms' } });
    const { bill, placed } = estimateOf(plain);
    expect(bill.atLeast).toBe(true);
    expect(placed[0]!.spec).toMatchObject({ instance: 'm99.large', vcpu: 2, memoryGib: 8 });
    const overrides = [{ match: { meter: 'm99.large*' }, usd: '0.1' }];
    // 730 hours at 0.1
    expect(totalOf({ ...plain, prices: { overrides } })).toBe('73.00');
    const db = fileOf('aws', { kind: 'sql', instance: { ...instance, name: 'db.m99.large' }, storage: '1 GB' });
    const priced = { ...db, prices: { overrides: [{ match: { meter: 'db.m99.large*' }, usd: '0.2' }] } };
    expect(estimateOf(priced).bill.atLeast).toBe(false);
  });

  it('is none that the tables know otherwise', async () => {
    const wrong = { kind: 'service', instance: { name: 'm5.large', vcpu: 4, memory: '8 GB' } };
    expect(await errorsOf('aws', wrong)).toContain('m5.large has 2 vCPU and 8 GB');
  });
});

describe('a word that is nobody’s', () => {
  it.each<[word: string, component: object, Record<Provider, string>]>([
    ['redis', {}, { aws: 'elasticache', azure: 'redis-cache', gcp: 'memorystore-redis' }],
    ['postgres', {}, { aws: 'rds', azure: 'postgresql-flexible', gcp: 'cloud-sql' }],
    ['PostgreSQL', {}, { aws: 'rds', azure: 'postgresql-flexible', gcp: 'cloud-sql' }],
    ['mysql', {}, { aws: 'rds', azure: 'mysql-flexible', gcp: 'cloud-sql' }],
    ['mssql', {}, { aws: 'rds', azure: 'sql-database', gcp: 'cloud-sql' }],
    ['kafka', {}, { aws: 'msk', azure: 'event-hubs', gcp: 'pubsub' }],
    ['cassandra', {}, { aws: 'self-managed', azure: 'self-managed', gcp: 'self-managed' }],
    ['rabbitmq', {}, { aws: 'mq', azure: 'service-bus', gcp: 'pubsub' }],
    ['etcd', {}, { aws: 'self-managed', azure: 'self-managed', gcp: 'self-managed' }],
    ['zookeeper', {}, { aws: 'self-managed', azure: 'self-managed', gcp: 'self-managed' }],
    ['memcached', {}, { aws: 'elasticache', azure: 'redis-cache', gcp: 'memorystore-redis' }],
    ['nat', {}, { aws: 'nat-gateway', azure: 'nat-gateway', gcp: 'cloud-nat' }],
    ['network-load-balancer', {}, { aws: 'nlb', azure: 'load-balancer', gcp: 'network-lb' }],
  ])('%s is the file’s own provider’s', (word, component, expected) => {
    for (const provider of ['aws', 'azure', 'gcp'] as const) {
      const { topology } = estimateOf(fileOf(provider, { kind: word, ...component }));
      const [found] = topology.components;
      expect([found!.provider, found!.product]).toEqual([provider, expected[provider]]);
    }
  });

  it('is the component’s own where it names one, and leaves no choice of what it says', async () => {
    const own = { kind: 'redis', provider: 'gcp', region: 'us-central1', memory: '5 GB' };
    expect(estimateOf(fileOf('aws', own)).topology.components[0]!.product).toBe('memorystore-redis');
    const err = await errorsOf('aws', { kind: 'redis', engine: 'memcached' });
    expect(err).toContain('the kind "redis" already says the engine, redis (write kind: cache, or leave engine out)');
  });

  it('goes with its engine to another provider', async () => {
    const files = { 'quoin.yaml': JSON.stringify(fileOf('aws', { kind: 'valkey', instance: 'cache.m7g.large' })) };
    const args = ['compare', 'quoin.yaml', '--providers', 'gcp', '--format', 'json'];
    const { status, out } = await quoin(args, { files });
    expect(status).toBe(0);
    expect(out).toContain('memorystore-valkey');
  });
});

describe('keys that begin with x-', () => {
  const text = `
x-web: &web { kind: service, instance: m5.large, count: 2 }
x-more: { anything: [goes, 1] }
provider: aws
region: us-east-1
components:
  a: *web
  b: { <<: *web, count: 1 }
`;

  it('hold anchors at the top', () => {
    expect(estimateOf(text).topology.components.map(({ options }) => options)).toMatchObject([
      { count: 2 },
      { count: 1 },
    ]);
  });

  it('are unknown anywhere else', async () => {
    const files = { 'quoin.yaml': text.replace('count: 1 }', 'count: 1, x-y: 1 }') };
    const { status, err } = await quoin(['validate', 'quoin.yaml'], { files });
    expect([status, err]).toEqual([2, expect.stringContaining('components.b.x-y: unknown key')]);
  });
});
