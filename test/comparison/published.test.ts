/** Mappings whose right answer is worked out from the price tables by hand. */
import { describe, expect, it } from 'vitest';
import { estimateOf, itemsOf, quoin, readText } from '../support.ts';

interface Mapped {
  readonly component: string;
  readonly to: { readonly product: string; readonly size: string | null };
  readonly match?: { readonly size: string; readonly price_per_hour: number };
}
interface Column {
  readonly carries: boolean;
  readonly not_comparable?: readonly string[];
  readonly estimate: {
    readonly cost: { readonly total: string; readonly components: { readonly items: { meter: string }[] }[] };
    readonly classes: { readonly throughput: { readonly headroom: number } }[];
  };
  readonly difference?: { readonly at_least: boolean };
  readonly rehomed?: { readonly mappings: readonly Mapped[] };
}

/** The columns of a file of one component `a`, re-homed to one provider. */
async function columnsOf(stdin: string, to: string): Promise<readonly Column[]> {
  const { status, out, err } = await quoin(['compare', '-', '--providers', to, '-q', '-f', 'json'], { stdin });
  expect([status, err]).toEqual([0, '']);
  return (JSON.parse(out) as { columns: Column[] }).columns;
}

const fileOf = (place: string, component: string) => {
  const [provider, region] = place.split(' ');
  return `provider: ${provider}\nregion: ${region}\ncomponents: { a: ${component} }\n`;
};
const pickOf = async (place: string, component: string, to: string) =>
  (await columnsOf(fileOf(place, component), to)).at(-1)!.rehomed!.mappings[0]!.match!;

/** USD an hour of a machine in the table of a region. */
function hourOf(path: string, name: string): number {
  const { rows } = JSON.parse(readText(`pricing/${path}.json`)) as { rows: [string, string][] };
  return Number(rows.find(([instance]) => instance === name)![1]);
}

describe('the pick', () => {
  it('is the cheapest with at least the vCPUs and the memory, none with few of its cores switched on', async () => {
    const pick = await pickOf('aws us-east-1', '{ kind: ec2, instance: c5.9xlarge }', 'azure');
    // F48s_v2 has 48 vCPUs and 96 GiB; what is taken may be no dearer.
    expect(hourOf('azure/compute/eastus', 'Standard_F48s_v2')).toBe(2.03);
    expect(pick.price_per_hour).toBeLessThanOrEqual(2.03);
    expect(pick.price_per_hour).toBe(hourOf('azure/compute/eastus', pick.size));
    expect(pick.size).not.toMatch(/\d-\d|_(FX|M|DC|EC|N)/);
  });

  it('takes a machine whose sustained bandwidth is known over one twice as dear whose burst is', async () => {
    const service = '{ kind: service, instance: e2-standard-8, count: 1 }';
    const pick = await pickOf('gcp europe-west1', service, 'aws');
    expect(pick.price_per_hour).toBeLessThanOrEqual(0.4032);
  });

  it('does not discount what Google publishes of shared cores', async () => {
    const [, column] = await columnsOf(
      fileOf('aws us-east-1', '{ kind: service, instance: t3.micro, count: 1 }'),
      'gcp',
    );
    expect(column!.rehomed!.mappings[0]!.to.size).toBe('e2-micro');
    expect(column!.estimate.cost.total).toBe('6.11');
  });

  it('ranks by the price after the discount for a whole month', async () => {
    const [, column] = await columnsOf(
      fileOf('aws eu-west-2', '{ kind: service, instance: m6i.xlarge, count: 1 }'),
      'gcp',
    );
    expect(column!.rehomed!.mappings[0]!.to.size).toBe('n2d-standard-4');
    // 20 % off for a whole month.
    const month = hourOf('gcp/compute/europe-west2', 'n2d-standard-4') * 0.8 * 730;
    expect(Number(column!.estimate.cost.total)).toBeCloseTo(month, 2);
  });

  it.each([
    // A cache.r7g.2xlarge keeps 52.82 GiB; C6 has 53 GB at 0.84 USD an hour, what is not to be retired costs little
    // more.
    ['aws us-east-1', 'azure', 0.95],
    ['aws us-east-1', 'gcp', 1.05],
  ])('matches the memory that a cache node keeps, not its machine’s (%s → %s)', async (place, to, most) => {
    const pick = await pickOf(place, '{ kind: cache, engine: redis, instance: cache.r7g.2xlarge }', to);
    expect(pick.price_per_hour).toBeLessThan(most);
  });

  it('puts caches of Azure on the product that is not to be retired', async () => {
    const stdin = fileOf('aws us-east-1', '{ kind: cache, engine: redis, instance: cache.m7g.large }');
    const [, column] = await columnsOf(stdin, 'azure');
    const meters = column!.estimate.cost.components[0]!.items.map(({ meter }) => meter);
    // Sizes of Azure Managed Redis: balanced, memory-optimised, compute-optimised.
    expect(meters[0]).toMatch(/^(balanced-b|memory-optimized-m|compute-optimized-x)\d+-/);
  });
});

describe('a product without a price', () => {
  const COSMOS = `provider: azure
region: westeurope
workload: { w: { enters: app, rate: 100/s, peak: 2000/s, response: 1 KB } }
components:
  app: { kind: vm, instance: Standard_D4s_v5, count: 6, demand: { cpu: 2ms }, calls: [{ to: c, operation: write, request: 1 KB, response: 100 B }] }
  c: { kind: cosmos-db, mode: autoscale, storage: 10 GB }
`;

  it('makes a column not comparable, by name, and never a saving', async () => {
    // Of Taipei no price of traffic to the Internet is known; all else is cheaper than the file as it is written.
    const args = ['compare', '-', '--regions', 'ap-east-2', '-q', '-f'];
    const table = await quoin([...args, 'table'], { stdin: COSMOS });
    expect(table.out).toMatch(/^USD a month +[\d,.]+ +≥ [\d,.]+$/m);
    expect(table.out).toMatch(/^vs baseline +not comparable$/m);
    expect(table.out).toMatch(/! not comparable: app: data-transfer internet-egress has no price/);
    const markdown = await quoin([...args, 'markdown'], { stdin: COSMOS });
    for (const { out } of [table, markdown]) expect(out).not.toMatch(/−[\d,.]+ \(−/);
    const json = await quoin([...args, 'json'], { stdin: COSMOS });
    const [, column] = (JSON.parse(json.out) as { columns: Column[] }).columns;
    expect(column!.not_comparable).toEqual([expect.stringMatching(/^app: data-transfer internet-egress has no price/)]);
    expect(column!.difference!.at_least).toBe(true);
  });
});

describe('operations of a disk that are paid for', () => {
  it('are there: a managed Postgres carries as many as its bill has', () => {
    const topology = {
      provider: 'azure',
      region: 'eastus',
      workload: { w: { enters: 'd', rate: '100/s', request: '200 B', response: '1 KB' } },
      components: {
        d: {
          kind: 'sql',
          product: 'postgresql-flexible',
          instance: 'Standard_E4ads_v5',
          storage: '500 GB',
          iops: 12_000,
          demand: { cpu: '0.1ms', io: 1 },
        },
      },
    };
    // The 500 GB come with the 2,300 of a P20; 9,700 more at 0.05 USD.
    expect(itemsOf(topology, 'd')).toContainEqual(
      expect.objectContaining({ meter: 'iops-scaling-provisioned-iops', quantity: '9700', amount: '485.00' }),
    );
    const { resources } = estimateOf(topology).performance.components[0]!;
    expect(resources.find(({ resource }) => resource === 'disk')!.capacity).toBeCloseTo(12_000, 6);
  });
});
