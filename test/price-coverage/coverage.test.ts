/** What the tables price in full. It may grow: then write the new figures here. It must not shrink. */
import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/price-coverage/coverage.ts';
import { COUNTED_REGIONS, VARIANTS } from '../../src/price-coverage/variants.ts';
import data from '../../src/price-coverage/variants.json' with { type: 'json' };
import { RATES, TODAY, quoin } from '../support.ts';
import { Ajv } from 'ajv';
import { outputSchemas } from '../../src/report/json-schemas.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
const found = coverage({ rates: RATES, today: TODAY });
const of = (provider: string) => found.find((one) => one.provider === provider)!;

describe('the coverage of the tables', () => {
  it.each([
    ['aws', 645, 705],
    ['azure', 879, 936],
    ['gcp', 561, 576],
  ])('of %s does not shrink: %i of %i combinations', (provider, priced, combinations) => {
    expect(of(provider).combinations).toBe(combinations);
    expect(of(provider).priced).toBeGreaterThanOrEqual(priced);
  });

  it('has every core product of every provider in every region but where no source is known', () => {
    const gaps = found.flatMap(({ provider, variants }) =>
      variants.flatMap(({ variant, unpriced }) =>
        variant.core === undefined
          ? []
          : [...unpriced.keys()].map((region) => `${provider} ${region}: ${variant.core}`),
      ),
    );
    expect(gaps.toSorted()).toEqual([
      'aws ap-southeast-2: load balancer',
      'aws eu-north-1: database',
      'aws eu-north-1: load balancer',
      'aws sa-east-1: database',
      'aws us-west-1: database',
      'aws us-west-1: load balancer',
      'azure francecentral: load balancer',
      'azure germanywestcentral: disks',
      'azure germanywestcentral: load balancer',
      'azure southcentralus: disks',
      'azure southcentralus: load balancer',
      'azure westus3: disks',
      'azure westus3: load balancer',
    ]);
  });

  it('is counted over one variant of each core product, and variants and regions that differ', () => {
    for (const provider of PROVIDERS) {
      const variants = VARIANTS[provider];
      expect(variants.flatMap(({ core }) => core ?? []).toSorted()).toEqual(data.core.toSorted());
      expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
      const known = new Set(RATES.regions(provider).map(({ region }) => region));
      expect(COUNTED_REGIONS[provider].filter((region) => !known.has(region))).toEqual([]);
    }
  });
});

describe('quoin prices coverage', () => {
  it('prints products by regions, and what has no price', async () => {
    const { out, status } = await quoin(['prices', 'coverage', '--regions', 'eu-north-1,us-east-1']);
    const [head, names, first] = out.split('\n');
    expect(status).toBe(0);
    expect(head).toMatch(/^aws: \d+ of 94 combinations priced in full, \d+\.\d %$/);
    expect(names?.split(/\s+/)).toEqual(['product', 'core', 'priced', 'a', 'b']);
    expect(first).toMatch(/^alb +load balancer +1\/2 {2}- {2}\+$/);
    expect(out).toContain('a eu-north-1, b us-east-1\nwithout a price somewhere:\n  alb: alb/lb-hour, alb/lcu-hour\n');
  });

  it('gives the whole as JSON, as its schema says', async () => {
    const { out } = await quoin(['prices', 'coverage', '-p', 'gcp', '-r', 'europe-west1', '-f', 'json']);
    const validate = new Ajv({ strict: false }).compile(outputSchemas.coverage);
    const json = JSON.parse(out) as {
      providers: { provider: string; products: { product: string; unpriced: object }[] }[];
    };
    expect([validate(json), validate.errors]).toEqual([true, null]);
    expect(json.providers.map(({ provider }) => provider)).toEqual(['gcp']);
    expect(json.providers[0]!.products.find(({ product }) => product === 'api-gateway')!.unpriced).toEqual({
      'europe-west1': ['api-gateway/calls'],
    });
  });

  it('takes regions that exist', async () => {
    const { err, status } = await quoin(['prices', 'coverage', '--regions', 'eu-wset-1']);
    expect([status, err]).toEqual([
      2,
      expect.stringContaining('there is no region eu-wset-1 (did you mean eu-west-1?)'),
    ]);
    expect((await quoin(['prices', 'coverage', '--regions', ','])).status).toBe(2);
  });
});
