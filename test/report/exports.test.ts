/**
 * The estimate for other programs: Infracost's JSON by its published schema, FOCUS 1.2 by its columns, sums to the last
 * digit.
 */
import { readFileSync, readdirSync } from 'node:fs';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../src/billing/money.ts';
import { focusUnit } from '../../src/report/focus.ts';
import { focusService } from '../../src/report/focus-services.ts';
import { FIXTURES, ROOT, quoin } from '../support.ts';
import { NASTY, STEERING, nastyTopology } from './nasty.ts';

const ajv = new Ajv04.default({ strict: false, allErrors: true });
addFormats.default(ajv);
const schema = (name: string) => readFileSync(new URL(`schemas/${name}`, import.meta.url), 'utf8');
const isInfracost = ajv.compile(JSON.parse(schema('infracost.json')));

interface CostComponent {
  readonly name: string;
  readonly unit: string;
  readonly monthlyQuantity: string;
  readonly price: string | null;
  readonly monthlyCost: string | null;
  readonly hourlyCost: string | null;
  readonly priceNotFound: boolean;
}
interface Infracost {
  readonly version: string;
  readonly currency: string;
  readonly timeGenerated: string;
  readonly totalMonthlyCost: string | null;
  readonly totalHourlyCost: string | null;
  readonly diffTotalMonthlyCost: string | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly projects: readonly {
    readonly name: string;
    readonly metadata: { readonly path: string; readonly warnings?: readonly { readonly message: string }[] };
    readonly pastBreakdown: { readonly resources: readonly unknown[]; readonly totalMonthlyCost: string | null };
    readonly breakdown: {
      readonly totalMonthlyCost: string | null;
      readonly resources: readonly {
        readonly name: string;
        readonly monthlyCost: string | null;
        readonly tags?: Readonly<Record<string, string>>;
        readonly costComponents: readonly CostComponent[];
      }[];
    };
  }[];
}

async function infracost(args: readonly string[], stdin = '') {
  const { out, err, status } = await quoin(['estimate', ...args, '-f', 'infracost'], { stdin });
  expect(status).toBe(0);
  expect(out).not.toMatch(STEERING);
  const json = JSON.parse(out) as Infracost;
  isInfracost(json);
  expect(isInfracost.errors).toBeNull();
  return { json, err };
}

type Row = Readonly<Record<string, string>>;

/** RFC 4180, by hand. */
function readCsv(text: string): Row[] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === ',' || char === '\n') {
      rows.at(-1)!.push(cell.replace(/\r$/, ''));
      cell = '';
      if (char === '\n') rows.push([]);
    } else cell += char;
  }
  const [head, ...body] = rows.filter((row) => row.length > 0);
  return body.map((row) => {
    expect(row).toHaveLength(head!.length);
    return Object.fromEntries(head!.map((name, index) => [name, row[index]!]));
  });
}

const COLUMNS = readCsv(schema('focus-1.2.csv'));
const SERVICES = readCsv(schema('focus-1.2-services.csv'));
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

async function focus(args: readonly string[], stdin = '') {
  const { out, err, status } = await quoin(['estimate', ...args, '-f', 'focus'], { stdin });
  expect(status).toBe(0);
  expect(out).not.toMatch(STEERING);
  const head = out.slice(0, out.indexOf('\r\n')).split(',');
  // The columns of the specification come first, in its order; ours are marked as such. None may lack that is not
  // conditional.
  const theirs = COLUMNS.filter((one) => head.includes(one['column']!));
  expect(head.slice(0, theirs.length)).toEqual(theirs.map((one) => one['column']));
  for (const own of head.slice(theirs.length)) expect(own).toMatch(/^x_[A-Z]/);
  const lacking = COLUMNS.filter((one) => !theirs.includes(one));
  expect(lacking.map((one) => one['level'])).toEqual(lacking.map(() => 'Conditional'));
  const rows = readCsv(out);
  for (const row of rows) isFocus(row);
  return { rows, err, out };
}

/** What the specification asks of every row that a forecast can have. */
function isFocus(row: Row) {
  for (const { column, allows_nulls: nulls, type, allowed_values: allowed } of COLUMNS) {
    const value = row[column!];
    if (value === undefined) continue;
    const where = `${column}: ${value}`;
    if (value === '') {
      expect([where, nulls]).toEqual([where, 'true']);
      continue;
    }
    if (type === 'Decimal') expect(where).toMatch(new RegExp(`: ${DECIMAL.source.slice(1)}`));
    if (type === 'DateTime') expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    if (type === 'JSON') expect(typeof JSON.parse(value)).toBe('object');
    if (allowed !== '') expect(allowed!.split('|')).toContain(value);
  }
  expect(row['BillingCurrency']).toMatch(/^[A-Z]{3}$/);
  expect(SERVICES).toContainEqual({ category: row['ServiceCategory'], subcategory: row['ServiceSubcategory'] });
  const isUsage = row['ChargeCategory'] === 'Usage';
  // Used, never bought, quantities; purchases are never by use.
  expect(row['ConsumedQuantity'] === '').toBe(!isUsage);
  expect(row['ChargeFrequency'] === 'Usage-Based').toBe(isUsage);
  expect(row['PricingCategory']).not.toBe('');
  // A price times the quantity is its cost.
  for (const kind of ['List', 'Contracted']) {
    const [price, cost] = [row[`${kind}UnitPrice`]!, Number(row[`${kind}Cost`])];
    if (price !== '') {
      const product = Number(price) * Number(row['PricingQuantity']);
      expect(Math.abs(product - cost)).toBeLessThanOrEqual(1e-12 * Math.max(1, cost));
    }
  }
  if (row['ResourceId'] === '') expect(row['ResourceName']).toBe('');
  if (row['CommitmentDiscountId'] === '') expect(row['CommitmentDiscountStatus']).toBe('');
}

const sumOf = (values: readonly (string | null)[]) =>
  values.reduce((sum, value) => sum + parseAmount(value ?? '0'), 0n);
const exactTotal = async (args: readonly string[], stdin = '') =>
  parseAmount(
    (JSON.parse((await quoin(['estimate', ...args, '-f', 'json'], { stdin })).out) as { cost: { total_exact: string } })
      .cost.total_exact,
  );

describe.each(FIXTURES)('fixtures/%s', (name) => {
  const file = `fixtures/${name}/quoin.yaml`;

  it.each([
    ['its own currency', []],
    ['a currency that cuts digits off', ['--set', 'billing.currency={ code: EUR, per_usd: 0.923456789012345 }']],
  ])('adds up in Infracost’s JSON to the last digit in %s', async (_, more) => {
    const { json } = await infracost([file, ...more]);
    const [project] = json.projects;
    const total = await exactTotal([file, ...more]);
    expect(parseAmount(json.totalMonthlyCost!)).toBe(total);
    expect(parseAmount(project!.breakdown.totalMonthlyCost!)).toBe(total);
    expect(sumOf(project!.breakdown.resources.map((one) => one.monthlyCost))).toBe(total);
    for (const { monthlyCost, costComponents } of project!.breakdown.resources) {
      expect(sumOf(costComponents.map((one) => one.monthlyCost))).toBe(parseAmount(monthlyCost!));
      for (const { price, monthlyQuantity, monthlyCost: cost } of costComponents)
        expect(Math.abs(Number(price) * Number(monthlyQuantity) - Number(cost))).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Number(cost)),
        );
    }
    expect(Number(json.totalHourlyCost) * 730).toBeCloseTo(Number(json.totalMonthlyCost), 9);
  });

  it.each([
    ['its own currency', []],
    ['a currency that cuts digits off', ['--set', 'billing.currency={ code: EUR, per_usd: 0.923456789012345 }']],
  ])('adds up in FOCUS to the last digit in %s', async (_, more) => {
    const { rows } = await focus([file, ...more]);
    expect(sumOf(rows.map((row) => row['EffectiveCost']!))).toBe(await exactTotal([file, ...more]));
    for (const row of rows) {
      expect(row['BillingPeriodStart']).toBe('2026-12-01T00:00:00Z');
      expect(row['ChargePeriodEnd']).toBe('2027-01-01T00:00:00Z');
    }
  });
});

describe('Infracost’s JSON', () => {
  it('has the figures of a bill that was worked out by hand', async () => {
    const { json } = await infracost(['fixtures/classic/quoin.yaml']);
    expect([json.version, json.currency, json.timeGenerated]).toEqual(['0.2', 'USD', '2026-11-22T00:00:00.000Z']);
    const [project] = json.projects;
    expect(project!.metadata.path).toBe('fixtures/classic/quoin.yaml');
    // 730 × 0.0116 and 100 × 0.023
    expect(project!.breakdown.resources.map(({ name, monthlyCost }) => [name, monthlyCost])).toEqual([
      ['web', '8.468'],
      ['files', '2.3'],
    ]);
    expect(project!.breakdown.resources[0]!.costComponents).toEqual([
      {
        name: 'compute t2.micro on-demand',
        unit: 'hour',
        hourlyQuantity: '1',
        monthlyQuantity: '730',
        price: '0.0116',
        hourlyCost: '0.0116',
        monthlyCost: '8.468',
        priceNotFound: false,
      },
    ]);
    expect([json.totalMonthlyCost, json.totalHourlyCost]).toEqual(['10.768', '0.014750684931506849315068493']);
  });

  it('compares with nothing', async () => {
    const { json } = await infracost(['fixtures/classic/quoin.yaml']);
    expect(json.diffTotalMonthlyCost).toBeNull();
    expect(json.projects[0]!.pastBreakdown).toMatchObject({ resources: [], totalMonthlyCost: null });
  });

  const unpriced = (components: object) => JSON.stringify({ provider: 'aws', region: 'us-east-1', components });

  it('has null, never zero, for a line without a price, and says so', async () => {
    const { json } = await infracost(
      ['-'],
      unpriced({
        half: {
          kind: 'ec2',
          instance: { name: 'x9.nosuch', vcpu: 1, memory: '1 GB' },
          volumes: [{ type: 'gp3', size: '100 GB' }],
        },
        none: { kind: 'ec2', instance: { name: 'x9.nosuch', vcpu: 1, memory: '1 GB' } },
        free: { kind: 'external' },
      }),
    );
    const [project] = json.projects;
    const [half, none, free] = project!.breakdown.resources;
    // 100 × 0.08 is what is known.
    expect([half!.monthlyCost, none!.monthlyCost, free!.monthlyCost]).toEqual(['8', null, '0']);
    expect(none!.costComponents[0]).toMatchObject({
      price: null,
      monthlyCost: null,
      hourlyCost: null,
      priceNotFound: true,
    });
    expect(json.totalMonthlyCost).toBe('8');
    expect(json.summary).toMatchObject({
      totalDetectedResources: 3,
      totalSupportedResources: 0,
      totalUnsupportedResources: 2,
      totalNoPriceResources: 1,
    });
    expect(project!.metadata.warnings!.map((one) => one.message)).toEqual([
      expect.stringContaining('x9.nosuch on-demand of half'),
      expect.stringContaining('x9.nosuch on-demand of none'),
    ]);
  });

  it('has no total where no price is known', async () => {
    const { json } = await infracost(
      ['-'],
      unpriced({ none: { kind: 'ec2', instance: { name: 'x9.nosuch', vcpu: 1, memory: '1 GB' } } }),
    );
    expect([json.totalMonthlyCost, json.totalHourlyCost]).toEqual([null, null]);
  });

  it.each(Object.entries(NASTY))('holds names that attack with %s', async (_, name) => {
    const { json } = await infracost(['-'], nastyTopology(name));
    expect(json.projects[0]!.name).toBe(name);
    expect(json.projects[0]!.breakdown.resources[0]!.tags).toEqual({ team: name });
  });
});

describe('FOCUS', () => {
  const fleet = (more: object, rest: object = {}) =>
    JSON.stringify({
      name: 'fleet',
      provider: 'aws',
      region: 'us-east-1',
      components: { app: { kind: 'ec2', instance: 'm5.large', count: 1, tags: { team: 'web' }, ...more } },
      ...rest,
    });
  const priceOf = async (what: string) =>
    JSON.parse((await quoin(['prices', 'show', what, '--provider', 'aws', '--region', 'us-east-1', '-f', 'json'])).out);

  it('has the figures of a bill that was worked out by hand', async () => {
    const { rows } = await focus(['fixtures/classic/quoin.yaml']);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      BilledCost: '8.468',
      EffectiveCost: '8.468',
      ListCost: '8.468',
      ContractedCost: '8.468',
      ListUnitPrice: '0.0116',
      PricingQuantity: '730',
      PricingUnit: 'Hours',
      PricingCategory: 'Standard',
      ChargeCategory: 'Usage',
      ProviderName: 'AWS',
      RegionId: 'us-east-1',
      RegionName: 'US East (N. Virginia)',
      ServiceCategory: 'Compute',
      ServiceName: 'Amazon EC2',
      ServiceSubcategory: 'Virtual Machines',
      ResourceId: 'classic/web',
      ResourceName: 'web',
      BillingAccountId: 'quoin/classic',
      InvoiceId: '',
      SkuId: '',
      x_UnpricedLines: '0',
    });
    expect(rows[1]).toMatchObject({ EffectiveCost: '2.3', PricingUnit: 'GB-Months', ServiceName: 'Amazon S3' });
  });

  it('lists a negotiated discount as what it takes off the list price', async () => {
    const { rows } = await focus(
      ['-'],
      fleet({}, { prices: { discounts: [{ match: { service: 'compute' }, percent: 25 }] } }),
    );
    // m5.large: 0.096 an hour, 730 hours, three quarters of it.
    expect(rows[0]).toMatchObject({
      ListCost: '70.08',
      ListUnitPrice: '0.096',
      ContractedCost: '52.56',
      ContractedUnitPrice: '0.072',
      EffectiveCost: '52.56',
      BilledCost: '52.56',
      Tags: '{"team":"web"}',
    });
  });

  it('knows no list price of what the file prices itself', async () => {
    const { rows } = await focus(
      ['-'],
      fleet({}, { prices: { overrides: [{ match: { service: 'compute' }, usd: 0.05 }] } }),
    );
    expect(rows[0]).toMatchObject({
      ListUnitPrice: '',
      ListCost: '36.5',
      ContractedUnitPrice: '0.05',
      BilledCost: '36.5',
    });
  });

  it('has what the month pays of a commitment that is paid in part', async () => {
    const { rows } = await focus(['-'], fleet({ purchase: 'reserved-1y-partial-upfront' }));
    const [use, bought] = rows;
    const effective = Number(use!['EffectiveCost']);
    // Half of the year is paid on day one, and half of every month.
    expect(Number(bought!['BilledCost'])).toBeCloseTo((effective * 12) / 2, 6);
    expect(Number(use!['BilledCost'])).toBeCloseTo(effective / 2, 6);
    const monthly = await focus(['-'], fleet({ purchase: 'reserved-1y-no-upfront' }));
    expect(monthly.rows).toHaveLength(1);
    expect(monthly.rows[0]!['BilledCost']).toBe(monthly.rows[0]!['EffectiveCost']);
  });

  it('has a commitment paid in advance as a purchase, and its use as amortised', async () => {
    const { rows } = await focus(['-'], fleet({ purchase: 'reserved-1y' }));
    expect(rows.map((row) => [row['ChargeCategory'], row['PricingCategory'], row['ChargeFrequency']])).toEqual([
      ['Usage', 'Committed', 'Usage-Based'],
      ['Purchase', 'Standard', 'One-Time'],
    ]);
    const [use, purchase] = rows;
    const hour = Number(use!['EffectiveCost']) / 730;
    // A year of 8,760 hours is paid on day one; the on-demand hour is 0.096.
    expect(Number(purchase!['BilledCost'])).toBeCloseTo(hour * 8760, 9);
    expect([use!['BilledCost'], purchase!['EffectiveCost']]).toEqual(['0', '0']);
    expect([use!['ListCost'], use!['ContractedCost']]).toEqual(['70.08', '70.08']);
    const shown = JSON.stringify(await priceOf('m5.large'));
    expect(shown).toContain(String(Number(hour.toFixed(6))));
  });

  it('calls spot prices dynamic', async () => {
    const { rows } = await focus(['-'], fleet({ purchase: 'spot' }));
    expect(rows.map((row) => row['PricingCategory'])).toEqual(['Dynamic']);
  });

  it('lists what Google takes off by itself', async () => {
    const { rows } = await focus(
      ['-'],
      JSON.stringify({
        provider: 'gcp',
        region: 'us-central1',
        components: { app: { kind: 'compute-engine', instance: 'n2-standard-4' } },
      }),
    );
    // A whole month of an N2 machine costs four fifths.
    const [row] = rows;
    expect(Number(row!['EffectiveCost'])).toBeCloseTo(Number(row!['ListCost']) * 0.8, 9);
    expect(row!['ContractedCost']).toBe(row!['ListCost']);
  });

  it('leaves a line without a price out, and says so in every row and beside', async () => {
    const { rows, err } = await focus(
      ['-'],
      fleet(
        {},
        {
          components: {
            app: { kind: 'ec2', instance: 'm5.large' },
            other: { kind: 'ec2', instance: { name: 'x9.nosuch', vcpu: 1, memory: '1 GB' } },
          },
        },
      ),
    );
    expect(rows.map((row) => [row['ResourceName'], row['x_UnpricedLines']])).toEqual([['app', '1']]);
    expect(err).toContain('1 line of the bill has no price and is not in the file');
  });

  it('says who sells what the file prices: nobody that it knows', async () => {
    const { rows } = await focus(
      ['-'],
      JSON.stringify({
        provider: 'aws',
        region: 'us-east-1',
        components: { crm: { kind: 'external', price: [{ meter: 'seats', per: 'month', usd: 99 }] } },
      }),
    );
    expect(rows[0]).toMatchObject({
      ProviderName: 'Other',
      ServiceCategory: 'Other',
      ServiceSubcategory: 'Other (Other)',
    });
  });

  it('has a bill in another currency beside the dollars that it is priced in', async () => {
    const { rows } = await focus(['-'], fleet({}, { billing: { currency: { code: 'CHF', per_usd: 2 } } }));
    expect(rows[0]).toMatchObject({
      BillingCurrency: 'CHF',
      EffectiveCost: '140.16',
      ListUnitPrice: '0.192',
      PricingCurrency: 'USD',
      PricingCurrencyListUnitPrice: '0.096',
      PricingCurrencyEffectiveCost: '70.08',
    });
  });

  it.each(Object.entries(NASTY))('holds names that attack with %s', async (_, name) => {
    const { rows } = await focus(['-'], nastyTopology(name));
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (!/^-?[\d.]+$/.test(value)) expect(`${column} ${value}`).not.toMatch(/^\S+ \s*[=+\-@]/);
  });

  it.each([
    ['hour', 'Hours'],
    ['gb', 'GB'],
    ['gib-month', 'GiB-Months'],
    ['query', 'Queries'],
    ['lcu-hour', 'LCU-Hours'],
    ['gb-second', 'GB-Seconds'],
    ['request', 'Requests'],
    ['each', 'Units'],
    ['mibps-month', 'MiBps-Months'],
    ['rru', 'RRUs'],
  ])('writes %s as %s', (unit, expected) => expect(focusUnit(unit)).toBe(expected));

  it.each(['aws', 'azure', 'gcp'] as const)('knows every service that has rate tables on %s', (provider) => {
    const folders = readdirSync(new URL(`pricing/${provider}/`, ROOT), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.length).toBeGreaterThan(10);
    for (const folder of folders) {
      const { name, ...service } = focusService(provider, folder)!;
      expect(name).not.toBe('');
      expect(SERVICES).toContainEqual(service);
    }
  });
});

describe('CSV', () => {
  it.each(['=1', '+1', '-1', '@a', '\tx', '\rx', '\nx'])('keeps %j a text, and a number a number', async (meter) => {
    const { out } = await quoin(['estimate', '-', '-f', 'csv'], {
      stdin: JSON.stringify({
        provider: 'aws',
        region: 'us-east-1',
        components: { own: { kind: 'custom', price: [{ meter, per: 'month', usd: 1.5 }] } },
      }),
    });
    const [row] = readCsv(out);
    expect(row!['meter']!.startsWith("'")).toBe(true);
    expect([row!['quantity'], row!['unit_price'], row!['amount']]).toEqual(['1', '1.5', '1.5']);
  });
});
