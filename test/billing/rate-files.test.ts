/** Tables of instances are parsed a row at a time where they can be: what comes out is what the whole table holds. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { indexInstancePrices, indexInstanceSpecs } from '../../src/billing/rate-index.ts';
import type { ComputeTable, ListTable, Provider } from '../../src/billing/rate-table.ts';
import { rateFiles } from '../../src/host/rate-files.ts';
import { ROOT, quoin } from '../support.ts';

const pricing = fileURLToPath(new URL('pricing/', ROOT));
const PROVIDERS: readonly Provider[] = ['aws', 'azure', 'gcp'];
/** So few that they are read one by one. */
const FEW = 10;

const parsed = <Table>(path: string) => JSON.parse(readFileSync(join(pricing, path), 'utf8')) as Table;
const chunks = (names: readonly string[]) =>
  Array.from({ length: Math.ceil(names.length / FEW) }, (_, index) => names.slice(index * FEW, (index + 1) * FEW));

describe.each(PROVIDERS)('the tables of %s, a row at a time', (provider) => {
  it('give the specifications that the whole table gives', () => {
    const whole = indexInstanceSpecs(parsed<ListTable>(`${provider}/instances.json`));
    for (const names of chunks(whole.instances)) {
      const rates = rateFiles(pricing);
      for (const name of names) expect(rates.instance(provider, name)).toEqual(whole.spec(name));
    }
    expect(whole.instances.length).toBeGreaterThan(100);
  });

  it('give the prices that the whole table gives, in every region', () => {
    for (const file of readdirSync(join(pricing, provider, 'compute'))) {
      const region = file.replace('.json', '');
      const whole = indexInstancePrices(parsed<ComputeTable>(`${provider}/compute/${file}`));
      // A tenth of each table: together they hold every tenth of some hundred thousand rows.
      const some = whole.instances.filter((_, index) => index % 10 === file.length % 10);
      for (const names of chunks(some)) {
        const rates = rateFiles(pricing);
        for (const name of names) expect(rates.instancePrice(provider, region, name)).toEqual(whole.price(name));
      }
    }
  });

  it('give what is spelled otherwise, many, and none, as the whole table does', () => {
    const whole = indexInstanceSpecs(parsed<ListTable>(`${provider}/instances.json`));
    const rates = rateFiles(pricing);
    const name = whole.instances[7]!;
    expect(rates.instance(provider, name.toUpperCase())).toEqual(whole.spec(name));
    expect(rates.instance(provider, 'no-such-size')).toBeUndefined();
    const fresh = rateFiles(pricing);
    for (const one of whole.instances) expect(fresh.instance(provider, one)).toEqual(whole.spec(one));
    expect(fresh.instances(provider).map(({ instance }) => instance)).toEqual(whole.instances);
  });
});

describe('a table of instances', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quoin-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'aws'));
  const COLUMNS = '"columns":["instance","vcpu"]';
  const specOf = (text: string, name = 'm5.large') => {
    writeFileSync(join(folder, 'aws', 'instances.json'), text);
    return rateFiles(folder).instance('aws', name);
  };

  it.each([
    ['one row a line', `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",2],\n["m5.xlarge",4]\n]\n}\n`],
    ['its last two brackets on a line', `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",2]\n]}\n`],
    ['all on one line', `{"provider":"aws",${COLUMNS},"rows":[["m5.large",2],["m5.xlarge",4]]}`],
    ['two rows a line', `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.xlarge",4],["m5.large",2]\n]\n}\n`],
    ['indented', JSON.stringify({ provider: 'aws', columns: ['instance', 'vcpu'], rows: [['m5.large', 2]] }, null, 2)],
    ['rows first', `{\n"rows":[\n["m5.large",2]\n],\n"provider":"aws",\n${COLUMNS}\n}\n`],
    [
      'rows of something else after them',
      `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",2]\n],\n"old":[\n["m5.large",1]\n]\n}\n`,
    ],
    [
      'a name twice, the last of which counts',
      `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",1],\n["m5.large",2]\n]\n}`,
    ],
    ['line ends of Windows', `{\r\n"provider":"aws",\r\n${COLUMNS},\r\n"rows":[\r\n["m5.large",2]\r\n]\r\n}\r\n`],
  ])('may be laid out with %s', (_, text) => {
    expect(specOf(text)).toEqual({ instance: 'm5.large', vcpu: 2, burstable: undefined });
  });

  it.each(PROVIDERS)('is not parsed beyond the rows that are asked for, as those of %s are laid out', (provider) => {
    const names = (table: string) => parsed<ListTable>(table).rows.map((row) => row[0] as string);
    const [compute = ''] = readdirSync(join(pricing, provider, 'compute'));
    for (const table of [`${provider}/instances.json`, `${provider}/compute/${compute}`]) {
      const [first = '', second = ''] = names(table);
      const text = readFileSync(join(pricing, table), 'utf8').replace(`\n["${second}",`, `\n["${second}",,`);
      mkdirSync(join(folder, provider, 'compute'), { recursive: true });
      writeFileSync(join(folder, table), text);
      const ask = (name: string) => {
        const rates = rateFiles(folder);
        const isSpec = table.endsWith('instances.json');
        return isSpec ? rates.instance(provider, name) : rates.instancePrice(provider, compute.slice(0, -5), name);
      };
      expect(ask(first)?.instance).toBe(first);
      expect(() => ask(second)).toThrow('is not a rate table');
    }
  });

  it('is no table of another provider', () => {
    const other = `{\n"provider":"gcp",\n${COLUMNS},\n"rows":[\n["m5.large",2]\n]\n}\n`;
    expect(specOf(other)).toBeUndefined();
  });

  it('finds a name with a quotation mark, and none that only contains JSON', () => {
    const text = `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["a\\"b",2]\n]\n}\n`;
    expect(specOf(text, 'a"b')?.vcpu).toBe(2);
    expect(specOf(text, 'a",2],["x')).toBeUndefined();
  });

  it.each([
    ['cut short', `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",2],\n["m5.xl`],
    ['damaged in the row that is asked for', `{\n"provider":"aws",\n${COLUMNS},\n"rows":[\n["m5.large",2,,]\n]\n}\n`],
    ['damaged in its head', `{\n"provider":"aws",\n${COLUMNS}!,\n"rows":[\n["m5.large",2]\n]\n}\n`],
  ])('throws where it is %s', (_, text) => {
    expect(() => specOf(text)).toThrow('is not a rate table');
  });
});

describe('what is sold at one price everywhere', () => {
  const rates = rateFiles(pricing);

  it('is found in every public region that has no row of its own, and in no other', () => {
    const rate = rates.rate('azure', 'nat-gateway', 'northeurope', 'gateway-hour');
    expect(rate).toMatchObject({ region: 'global', tiers: [{ price: '0.045' }] });
    expect(rates.rate('azure', 'nat-gateway', 'usgovvirginia', 'gateway-hour')).toBeUndefined();
    expect(rates.rate('azure', 'nat-gateway', 'nowhere', 'gateway-hour')).toBeUndefined();
    expect(rates.rate('gcp', 'cloud-storage', 'multi-eu', 'standard-class-a-ops')?.tiers[0]?.price).toBe('0.00001');
    expect(rates.rate('gcp', 'cloud-storage', 'europe-west1', 'standard-class-a-ops')?.tiers[0]?.price).toBe(
      '0.000005',
    );
  });

  it('is listed with the meters of a region', async () => {
    const { out } = await quoin(['prices', 'list', '-s', 'pubsub', '-r', 'europe-west1', '-f', 'json']);
    expect((JSON.parse(out) as { meter: string }[]).map(({ meter }) => meter)).toContain('publish-throughput');
  });
});

describe('custom machine types', () => {
  const rates = rateFiles(pricing);

  it('have what their name says', () => {
    expect(rates.instance('gcp', 'n2-custom-4-8192')).toEqual({
      instance: 'n2-custom-4-8192',
      family: 'n2',
      vcpu: 4,
      memoryGib: 8,
      arch: 'x86_64',
      burstable: false,
    });
    expect(rates.instance('gcp', 'custom-2-7680')?.family).toBe('n1');
    expect(rates.instance('gcp', 'n4a-custom-2-4096')?.arch).toBe('arm64');
    expect(rates.instance('aws', 'n2-custom-4-8192')).toBeUndefined();
  });

  it('cost what their vCPUs and GiB cost', () => {
    const price = rates.instancePrice('gcp', 'europe-west4', 'N2-custom-4-8192');
    // 4 × 0.0365421 + 8 × 0.0048972; 4 × 0.01269 + 8 × 0.001711; 4 × 0.021925 + 8 × 0.002938
    expect(price?.linuxOnDemand?.price).toBe('0.185346');
    expect(price?.linuxSpot?.price).toBe('0.064448');
    expect(price?.linux1y?.price).toBe('0.111204');
    expect(price?.windowsOnDemand).toBeUndefined();
    expect(rates.instancePrice('gcp', 'europe-west4', 'c3-custom-4-8192')).toBeUndefined();
    expect(rates.instancePrice('gcp', 'europe-west4', 'n2-custom-x')).toBeUndefined();
  });
});

describe('other ways of committing', () => {
  const shown = async (what: string, ...args: string[]) => {
    const { out } = await quoin(['prices', 'show', what, ...args, '-f', 'json']);
    const rows = JSON.parse(out) as { meter: string; price: string; note: string }[];
    return Object.fromEntries(rows.map(({ meter, price, note }) => [meter, [price, note]]));
  };

  it('are shown: on AWS by how a reservation is paid', async () => {
    const rows = await shown('m5.xlarge', '-p', 'aws', '-r', 'eu-west-1');
    const [all] = rows['m5.xlarge linux reserved-1y']!;
    const [none, note] = rows['m5.xlarge linux reserved-1y-no-upfront']!;
    expect(Number(none)).toBeCloseTo(Number(all) * 1.07143, 12);
    expect(note).toBe('standard reserved instance, no up front; derived: 1.07143 × all up front');
    expect(Number(rows['m5.xlarge linux reserved-3y-partial-upfront']![0])).toBeCloseTo(
      Number(rows['m5.xlarge linux reserved-3y']![0]) * 1.06383,
      12,
    );
  });

  it('are shown: on Azure a savings plan beside a reservation', async () => {
    const rows = await shown('D4s_v5', '-p', 'azure', '-r', 'japaneast');
    expect(rows['Standard_D4s_v5 linux reserved-1y']).toEqual(['0.152968', '1-year reservation, paid by the month']);
    expect(rows['Standard_D4s_v5 linux savings-3y']).toEqual(['0.130498', '3-year savings plan, nothing up front']);
  });
});
