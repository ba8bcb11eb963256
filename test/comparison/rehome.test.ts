/** Topologies on other providers: what stays, what moves, and what is said of it. */
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { homeOf, rehome, type Rehomed } from '../../src/comparison/rehome.ts';
import type { Target } from '../../src/comparison/target.ts';
import { matchRegion } from '../../src/comparison/regions.ts';
import { valueAt } from '../../src/comparison/draft.ts';
import { estimate, type Estimate } from '../../src/estimate/estimate.ts';
import { products } from '../../src/products/index.ts';
import { toJson } from '../../src/estimate/published.ts';
import { ASSUMPTIONS, FIXTURES, RATES, TODAY, estimateOf, readText } from '../support.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
type Provider = (typeof PROVIDERS)[number];

/** An estimate of a value that is no text any more. */
function estimateValue(value: unknown): Estimate {
  const sources = { value, diagnostics: [], texts: new Map<string, string>(), locate: () => undefined };
  const result = estimate(sources, { rates: RATES, assumptions: ASSUMPTIONS, today: TODAY });
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.path.join('.')}: ${one.message}`).join('\n'));
  return result.estimate;
}

interface Moved extends Rehomed {
  readonly estimate: Estimate;
}

/** A topology re-homed to a region, or to the one that stands for its own on a provider. */
function move(
  topology: object,
  to: Provider | { provider: Provider; region: string },
  more: Partial<Target> = {},
): Moved {
  const before = estimateOf(topology);
  const place = typeof to === 'string' ? matchRegion(homeOf(before, topology)!, to, RATES)!.to : to;
  const rehomed = rehome(topology, before, { place, matching: 'performance', ...more }, RATES);
  return { ...rehomed, estimate: estimateValue(rehomed.value) };
}

const fixture = (name: string) => load(readText(`fixtures/${name}/quoin.yaml`)) as object;
const at = (moved: Rehomed, ...path: (string | number)[]) => valueAt(moved.value, ['components', ...path]);
const mappingOf = (moved: Rehomed, name: string) => moved.mappings.find(({ component }) => component === name)!;
const one = (component: object, provider = 'aws', region = 'us-east-1') => ({
  provider,
  region,
  components: { c: component },
});

/** The price of an hour as its file has it. */
function usdOf(path: string, name: string): number {
  const { rows } = JSON.parse(readText(`pricing/${path}.json`)) as { rows: (string | null)[][] };
  const row = rows.find(([first]) => first === name)!;
  return Number(path.includes('/compute/') ? row[1] : row[4]);
}

describe('rehome', () => {
  it.each(FIXTURES)('changes nothing of %s where it already is', (name) => {
    const topology = fixture(name);
    const before = estimateOf(topology);
    const home = homeOf(before, topology)!;
    const moved = move(topology, home);
    expect(moved.value).toBe(topology);
    expect(toJson(moved.estimate).cost).toEqual(toJson(before).cost);
  });

  it.each(FIXTURES.flatMap((name) => PROVIDERS.map((provider) => [name, provider] as const)))(
    'puts all of %s on %s, every component with its kind, its product and a reason',
    (name, provider) => {
      const topology = fixture(name);
      const moved = move(topology, provider);
      const before = estimateOf(topology);
      expect(moved.estimate.placed).toHaveLength(before.placed.length);
      for (const [index, { component }] of moved.estimate.placed.entries()) {
        const was = before.placed[index]!.component;
        expect([component.name, component.kind]).toEqual([was.name, was.kind]);
        expect(component.provider).toBe(provider);
        const mapping = moved.mappings[index]!;
        expect(mapping.reason).not.toBe('');
        expect(mapping.to.product).toBe(component.product);
        expect(products.get(`${provider}/${component.product}`)!.kinds).toContain(was.kind);
        // What a size was chosen for runs on it.
        if (mapping.match && moved.estimate.placed[index]!.instance !== undefined)
          expect(moved.estimate.placed[index]!.instance).toBe(mapping.match.chosen.name);
      }
      // A line without a price makes the whole a lower bound, said in the bill.
      expect(moved.estimate.bill.atLeast).toBe(moved.estimate.bill.unpriced.length > 0);
    },
  );

  it('prices the shop on all three without a gap', () => {
    for (const provider of PROVIDERS) {
      const moved = move(fixture('shop'), provider);
      expect(moved.estimate.bill.unpriced).toEqual([]);
      expect(moved.estimate.bill.atLeast).toBe(false);
    }
  });

  it('bills the machines that it chose, by their published price', () => {
    for (const [provider, region] of [
      ['azure', 'eastus'],
      ['gcp', 'us-central1'],
    ] as const) {
      const moved = move(fixture('shop'), provider);
      const { name } = mappingOf(moved, 'app').match!.chosen;
      const items = toJson(moved.estimate).cost.components.find((bill) => bill.component === 'app')!.items;
      const hours = items.find((item) => item.service === 'compute')!;
      // Six machines, 730 hours each.
      expect(hours.amount).toBe((6 * 730 * usdOf(`${provider}/compute/${region}`, name)).toFixed(2));
    }
  });

  it.each([
    ['shop', 'azure'],
    ['shop', 'gcp'],
    ['shop-azure', 'aws'],
    ['shop-gcp', 'aws'],
    ['leader-follower', 'aws'],
    ['client-server', 'azure'],
  ] as const)('brings the machines of %s back from %s with the same vCPUs and memory', (name, provider) => {
    const topology = fixture(name) as { provider: Provider };
    const back = move(move(topology, provider).value as object, topology.provider);
    for (const { component, spec, product } of estimateOf(topology).placed) {
      if (spec === undefined || product!.sizes !== undefined) continue;
      const again = back.estimate.placed.find((placed) => placed.component.name === component.name)!.spec!;
      expect([component.name, again.vcpu, again.memoryGib]).toEqual([component.name, spec.vcpu, spec.memoryGib]);
    }
    expect(back.estimate.placed[0]!.component.region).toBe(estimateOf(topology).placed[0]!.component.region);
  });

  it.each(FIXTURES.flatMap((name) => PROVIDERS.map((provider) => [name, provider] as const)))(
    'brings %s back from %s as it was',
    (name, provider) => {
      const topology = fixture(name);
      const home = homeOf(estimateOf(topology), topology)!;
      const there = move(topology, provider);
      const back = rehome(there.value, there.estimate, { place: home, matching: 'performance' }, RATES);
      expect(back.value).toBe(topology);
      // By a third cloud as well.
      const third = PROVIDERS.find((one) => one !== provider && one !== home.provider)!;
      const place = matchRegion(home, third, RATES)!.to;
      const on = rehome(there.value, there.estimate, { place, matching: 'performance' }, RATES);
      const straight = rehome(topology, estimateOf(topology), { place, matching: 'performance' }, RATES);
      expect(on.value).toEqual(straight.value);
    },
  );

  it('keeps what has the same sizes everywhere when it moves within a cloud', () => {
    const moved = move(one({ kind: 'service', instance: 'm7g.xlarge' }), { provider: 'aws', region: 'eu-west-1' });
    expect(at(moved, 'c', 'instance')).toBe('m7g.xlarge');
    expect(mappingOf(moved, 'c').sizeReason).toBe('the same is sold there');
    expect(toJson(moved.estimate).cost.total).toBe((730 * usdOf('aws/compute/eu-west-1', 'm7g.xlarge')).toFixed(2));
  });

  it('scales CPU times by CoreMark where the region of the same cloud sells another machine', () => {
    const before = one({ kind: 'service', instance: 'm7g.xlarge', demand: { cpu: '5ms' } });
    const sold = new Set(
      RATES.regionsOf('aws', 'compute').filter((region) => RATES.instancePrice('aws', region, 'm7g.xlarge')),
    );
    const region = [
      'us-west-1',
      'ap-southeast-4',
      'mx-central-1',
      'ap-east-2',
      'cn-north-1',
      'ca-west-1',
      'me-south-1',
    ].find((name) => !sold.has(name))!;
    const moved = move(before, { provider: 'aws', region });
    const { chosen } = mappingOf(moved, 'c').match!;
    expect(chosen.name).not.toBe('m7g.xlarge');
    expect(chosen.coremark!).toBeGreaterThanOrEqual(103_066);
    expect(at(moved, 'c', 'demand')).toEqual({ cpu: '5ms', on: 'm7g.xlarge' });
  });

  it('takes a CPU time that was measured on another machine of its cloud to the one it ran on', () => {
    const moved = move(
      one({ kind: 'service', instance: 'm7g.xlarge', demand: { cpu: '10ms', on: 'm5.xlarge' } }),
      'gcp',
    );
    // Medians of the families: 25,725 iterations a second of a vCPU of m7g, 14,320 of one of m5.
    const { cpu, on } = at(moved, 'c', 'demand') as { cpu: string; on?: string };
    expect(Number.parseFloat(cpu)).toBeCloseTo((0.01 * 14_320) / 25_725, 6);
    expect(on).toBeUndefined();
  });

  it('matches every region of a placement by geography, and keeps them apart', () => {
    const moved = move(
      one({
        kind: 'consensus',
        instance: 'm6i.large',
        members: 3,
        placement: ['us-east-1', 'eu-west-1', 'us-east-2'],
        leader: 'eu-west-1',
      }),
      'azure',
    );
    const placement = at(moved, 'c', 'placement') as string[];
    expect(placement.slice(0, 2)).toEqual(['eastus', 'northeurope']);
    expect(new Set(placement).size).toBe(3);
    expect(at(moved, 'c', 'leader')).toBe('northeurope');
    expect(moved.regions.map(({ from }) => from.region).toSorted()).toEqual(['eu-west-1', 'us-east-1', 'us-east-2']);
  });

  it('moves the regions of components and of calls', () => {
    const moved = move(
      {
        provider: 'aws',
        region: 'us-east-1',
        workload: { w: { enters: 'a', rate: '1/s', request: '1 KB', response: '1 KB' } },
        components: {
          a: {
            kind: 'service',
            instance: 'm6i.large',
            calls: [{ to: 'b', region: 'eu-central-1', request: '1 KB', response: '1 KB' }],
          },
          b: { kind: 'service', instance: 'm6i.large', region: 'eu-central-1' },
        },
      },
      'gcp',
    );
    expect(at(moved, 'b', 'region')).toBe('europe-west3');
    expect(at(moved, 'a', 'calls', 0, 'region')).toBe('europe-west3');
  });

  it('brings components of several clouds onto one', () => {
    const moved = move(
      {
        provider: 'aws',
        region: 'us-east-1',
        components: {
          a: { kind: 'ec2', instance: 'm6i.large' },
          b: { kind: 'azure-vm', provider: 'azure', region: 'eastus', instance: 'D2s_v5' },
        },
      },
      'gcp',
    );
    for (const { component } of moved.estimate.placed)
      expect([component.provider, component.region, component.product]).toEqual([
        'gcp',
        'us-central1',
        'compute-engine',
      ]);
  });

  it('names storage classes as the other provider does, and adds up what becomes one', () => {
    const moved = move(
      one({
        kind: 's3',
        storage: '1 TB',
        class: 'standard-ia',
        also: { 'glacier-flexible': '2 TB', 'glacier-deep-archive': '3 TB' },
      }),
      'gcp',
    );
    expect(at(moved, 'c', 'class')).toBe('nearline');
    const [component] = moved.estimate.placed;
    expect((component!.component.options as { also: object }).also).toEqual({ archive: 5 * 2 ** 40 });
  });

  it('finds the least Azure disk with the size, the operations and the throughput of a volume', () => {
    const moved = move(
      one({
        kind: 'service',
        instance: 'm6i.xlarge',
        volumes: [{ type: 'gp3', size: '100 GB', iops: 4000, throughput: '150 MB/s' }],
      }),
      'azure',
    );
    const { rows } = JSON.parse(readText('pricing/azure/limits.json')) as { rows: [string, string, number][] };
    const limit = (name: string) => rows.find(([service, key]) => service === 'managed-disk' && key === name)![2];
    const expected = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80].find(
      (tier) => limit(`p${tier}-size`) >= 100 && limit(`p${tier}-iops`) >= 4000 && limit(`p${tier}-throughput`) >= 150,
    );
    expect(at(moved, 'c', 'volumes', 0)).toEqual({ type: `p${expected}`, size: '100 GB' });
  });

  it('keeps a replica that a tier has built in', () => {
    const moved = move(one({ kind: 'cache', instance: 'P1' }, 'azure', 'eastus'), 'aws');
    expect(at(moved, 'c', 'replicas')).toBe(1);
    // A P1 has 6 GB; the nodes have at least as much.
    expect(mappingOf(moved, 'c').match!.chosen.memoryGib).toBeGreaterThanOrEqual(6);
  });

  it('keeps engines and roles, and says what another product runs instead', () => {
    expect(
      at(
        move(one({ kind: 'sql', engine: 'mysql', instance: 'db.m6g.large', storage: '10 GB' }), 'azure'),
        'c',
        'product',
      ),
    ).toBe('mysql-flexible');
    expect(at(move(one({ kind: 'nlb' }), 'gcp'), 'c', 'product')).toBe('network-lb');
    expect(at(move(one({ kind: 'event-hubs' }, 'azure', 'eastus'), 'aws'), 'c', 'product')).toBe('kinesis');
    const moved = move(one({ kind: 'sql', engine: 'aurora-mysql', instance: 'db.r6g.large', storage: '10 GB' }), 'gcp');
    expect(at(moved, 'c', 'engine')).toBe('mysql');
    expect(mappingOf(moved, 'c').changes.map(({ reason }) => reason)).toContain(
      'Cloud SQL does not run aurora-mysql: mysql is the nearest that it runs',
    );
  });

  it('drops what means nothing on the other provider, by name', () => {
    const moved = move(one({ kind: 'api-management', tier: 'standard', units: 2 }, 'azure', 'eastus'), 'aws');
    expect(mappingOf(moved, 'c').changes.map(({ path, new: now }) => [path.join('.'), now])).toEqual([
      ['tier', undefined],
      ['units', undefined],
    ]);
    expect(moved.estimate.warnings.filter(({ code }) => code === 'ignored-field')).toEqual([]);
  });

  it('says out loud what has no counterpart, and never prices it at nothing', () => {
    const moved = move(
      one({ kind: 'wide-column', product: 'bigtable', count: 3, storage: '1 TB' }, 'gcp', 'us-central1'),
      'aws',
    );
    expect(mappingOf(moved, 'c').gaps).toHaveLength(1);
    expect(moved.estimate.bill.atLeast).toBe(true);
    expect(moved.estimate.bill.unpriced.map(({ component }) => component)).toEqual(['c']);
  });

  it('buys machines in another way, and says where that is not sold', () => {
    const moved = move(
      {
        provider: 'aws',
        region: 'us-east-1',
        components: {
          app: { kind: 'service', instance: 'm6i.xlarge', count: 2 },
          db: { kind: 'sql', instance: 'db.m6g.large', storage: '10 GB' },
          files: { kind: 's3', storage: '1 GB' },
        },
      },
      { provider: 'aws', region: 'us-east-1' },
      { purchase: 'reserved-1y', unsold: new Set(['db']) },
    );
    expect(at(moved, 'app', 'purchase')).toBe('reserved-1y');
    expect(at(moved, 'db', 'purchase')).toBeUndefined();
    expect(mappingOf(moved, 'db').unlike[0]).toContain('it stays on-demand');
    expect(mappingOf(moved, 'files').unlike).toEqual([]);
    expect(moved.estimate.bill.atLeast).toBe(false);
  });

  it('leaves a shape a shape', () => {
    const moved = move(
      one({ kind: 'service', instance: { vcpu: 4, memory: '16 GB', arch: 'arm64', family: 'm7g' } }),
      'gcp',
    );
    expect(at(moved, 'c', 'instance')).toEqual({ vcpu: 4, memory: '16 GB', arch: 'arm64' });
    expect(moved.estimate.placed[0]!.spec).toMatchObject({ vcpu: 4, arch: 'arm64' });
  });

  /** What each kind has to be given to be billed. */
  const FIELDS: Readonly<Record<string, object>> = {
    service: { count: 2, volumes: [{ type: 'standard', size: '100 GB' }] },
    sql: { storage: '100 GB', read_replicas: 1, multi_az: true },
    cache: { replicas: 1 },
    'object-store': { storage: '1 TB', also: { archive: '1 TB' } },
    'file-store': { storage: '2 TB' },
    'wide-column': { count: 3 },
  };
  const INSTANCES: Readonly<Record<Provider, Readonly<Record<string, string>>>> = {
    aws: {
      sql: 'db.m6g.large',
      cache: 'cache.m7g.large',
      log: 'kafka.m7g.large',
      queue: 'mq.m5.xlarge',
      machine: 'm6i.large',
    },
    azure: { sql: 'Standard_D4ds_v5', 'sql-database': 'GP_Gen5_4', cache: 'P2', machine: 'Standard_D4s_v5' },
    gcp: {
      sql: 'db-custom-4-15360',
      cache: 'M3',
      'memorystore-redis-cluster': 'highmem-medium',
      machine: 'n2-standard-4',
    },
  };
  const HOME = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' };

  it.each(
    [...products.values()].flatMap((product) =>
      product.name === 'own' ? [] : product.kinds.map((kind) => [`${product.provider}/${product.name}`, kind] as const),
    ),
  )('finds for %s as a %s a product of either other provider, with a topology that holds', (key, kind) => {
    const product = products.get(key)!;
    const { provider, name, implies, ignores } = product;
    const isMachine = name === 'self-managed' || kind === 'service';
    const instance = ignores?.includes('instance')
      ? undefined
      : (INSTANCES[provider][isMachine ? 'machine' : name] ?? INSTANCES[provider][kind]);
    const component = {
      kind,
      product: name,
      ...implies,
      ...FIELDS[kind],
      ...(instance && name !== 'bigtable' && { instance }),
    };
    for (const to of PROVIDERS) {
      const moved = move(one(component, provider, HOME[provider]), to);
      const mapping = mappingOf(moved, 'c');
      expect(mapping.to.product).toBe(moved.estimate.placed[0]!.component.product);
      expect(mapping.to.provider).toBe(to);
      // A product that runs on sizes has one, or it is said that there is none.
      const target = products.get(`${to}/${mapping.to.product}`)!;
      if (to !== provider && target.sizes) expect(mapping.match !== undefined || mapping.gaps.length > 0).toBe(true);
      // Nothing that is billed by the hour of a size comes out at nothing.
      if (moved.estimate.bill.total === 0n && target.sizes) expect(moved.estimate.bill.atLeast).toBe(true);
      expect(moved.estimate.warnings.filter(({ code }) => to !== provider && code === 'ignored-field')).toEqual([]);
    }
  });

  it('keeps the family of a shape within its cloud', () => {
    const shape = { vcpu: 4, memory: '16 GB', family: 'm7g' };
    const moved = move(one({ kind: 'service', instance: shape }), { provider: 'aws', region: 'eu-west-1' });
    expect(at(moved, 'c', 'instance')).toEqual(shape);
    expect(moved.estimate.placed[0]!.instance).toBe('m7g.xlarge');
  });

  it('needs of a cache the memory that the file gives, rather than that of its node', () => {
    const moved = move(one({ kind: 'cache', instance: 'cache.m7g.xlarge', memory: '5 GB' }), 'gcp');
    expect(at(moved, 'c', 'memory')).toBe('5 GB');
    expect(at(moved, 'c', 'instance')).toBeUndefined();
  });

  it('keeps a machine that another region of its cloud sells, even where it is not sold in the way that is asked for', () => {
    const isSold = (region: string, key: 'linuxOnDemand' | 'linux1y') =>
      RATES.instancePrice('aws', region, 'm7g.large')?.[key] !== undefined;
    const region = RATES.regionsOf('aws', 'compute').find(
      (name) => isSold(name, 'linuxOnDemand') && !isSold(name, 'linux1y'),
    )!;
    const moved = move(
      one({ kind: 'service', instance: 'm7g.large' }),
      { provider: 'aws', region },
      { purchase: 'reserved-1y' },
    );
    expect(at(moved, 'c', 'instance')).toBe('m7g.large');
    expect(at(moved, 'c', 'purchase')).toBeUndefined();
    expect(mappingOf(moved, 'c').unlike).toHaveLength(1);
    expect(moved.estimate.bill.atLeast).toBe(false);
  });

  it('ends for thousands of components', () => {
    const types = ['m7g.xlarge', 'm6i.large', 'c6i.2xlarge'];
    const components = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`c${index}`, { kind: 'service', instance: types[index % 3] }]),
    );
    const topology = { provider: 'aws', region: 'us-east-1', components };
    const before = estimateOf(topology);
    const place = { provider: 'gcp', region: 'us-central1' } as const;
    const { mappings } = rehome(topology, before, { place, matching: 'performance' }, RATES);
    expect(mappings).toHaveLength(2000);
  });

  it('leaves the topology that it was given as it is', () => {
    const topology = fixture('streaming');
    const text = JSON.stringify(topology);
    move(topology, 'azure');
    expect(JSON.stringify(topology)).toBe(text);
  });
});
