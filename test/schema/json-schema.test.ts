/** The JSON Schemas, judged by an independent validator. */
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { TEMPLATES } from '../../src/commands/choices.ts';
import { kinds } from '../../src/kinds/index.ts';
import { estimateSchema } from '../../src/report/json-schema.ts';
import { toJson } from '../../src/estimate/published.ts';
import { topologySchema } from '../../src/report/topology-schema.ts';
import { FIXTURES, estimateOf, kindProperties, quoin, readText } from '../support.ts';

const ajv = new Ajv({ allErrors: true, strict: false });
const isTopology = ajv.compile(topologySchema() as object);
const isEstimate = ajv.compile(estimateSchema);

/** What the validator has against a value. */
const problems = (validate: typeof isTopology, value: unknown) =>
  validate(value) ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message}`);

describe('the schema of topologies', () => {
  it.each(FIXTURES)('accepts fixtures/%s', (name) => {
    expect(problems(isTopology, load(readText(`fixtures/${name}/quoin.yaml`)))).toEqual([]);
  });

  it.each(TEMPLATES)('accepts the template %s', (name) => {
    expect(problems(isTopology, load(readText(`templates/${name}.yaml`)))).toEqual([]);
  });

  it.each([
    ['an unknown key', { components: { a: { kind: 'service', instance: 'm5.large', cuont: 3 } } }],
    ['an unknown kind', { components: { a: { kind: 'sevrice' } } }],
    ['a bare number for a rate', { components: { a: { kind: 's3' } }, workload: { w: { enters: 'a', rate: 400 } } }],
    ['a size without a unit', { components: { a: { kind: 's3', storage: '100' } } }],
    ['a field of another kind', { components: { a: { kind: 's3', brokers: 3 } } }],
    ['no components', { name: 'x' }],
  ])('refuses %s, as the program does', async (_, topology) => {
    expect(isTopology(topology)).toBe(false);
    const { status } = await quoin(['validate', '-'], {
      stdin: JSON.stringify({ provider: 'aws', region: 'us-east-1', ...topology }),
    });
    expect(status).toBe(2);
  });

  it.each([...kinds.keys()])('describes every field of %s for an editor', (kind) => {
    const properties = kindProperties(kind);
    expect(Object.keys(properties).length).toBeGreaterThan(10);
    const silent = Object.entries(properties).filter(([, property]) => !property.description);
    expect(silent.map(([field]) => field)).toEqual([]);
  });

  it('names defaults that it accepts itself', () => {
    let count = 0;
    for (const kind of kinds.keys()) {
      for (const [field, property] of Object.entries(kindProperties(kind))) {
        if (property.default === undefined) continue;
        count++;
        const component = { kind, [field]: property.default };
        expect([kind, field, problems(isTopology, { components: { a: component } })]).toEqual([kind, field, []]);
      }
    }
    expect(count).toBeGreaterThan(50);
  });

  it('is what the package ships', async () => {
    const text = (schema: unknown) => `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text(topologySchema())).toMatchFileSnapshot('../../topology.schema.json');
    await expect(text(estimateSchema)).toMatchFileSnapshot('../../estimate.schema.json');
  });
});

describe('the schema of estimates', () => {
  it.each(FIXTURES)('accepts the estimate of fixtures/%s', (name) => {
    const estimate = JSON.parse(JSON.stringify(toJson(estimateOf(readText(`fixtures/${name}/quoin.yaml`)))));
    expect(problems(isEstimate, estimate)).toEqual([]);
  });

  it('refuses an estimate without a total', () => {
    const estimate = JSON.parse(JSON.stringify(toJson(estimateOf(readText('fixtures/classic/quoin.yaml'))))) as {
      cost: { total?: string };
    };
    delete estimate.cost.total;
    expect(problems(isEstimate, estimate)).not.toEqual([]);
  });
});

describe('the schemas of what else is printed', () => {
  const schemaOf = async (what: string) => {
    const { status, out } = await quoin(['schema', what]);
    expect(status).toBe(0);
    // Whole estimates in it are those of the estimate's own schema.
    const schema = JSON.parse(out, (_, value: unknown) =>
      value !== null &&
      typeof value === 'object' &&
      'description' in value &&
      value.description === 'As quoin schema estimate says.'
        ? estimateSchema
        : value,
    ) as object;
    return ajv.compile(schema);
  };
  const shop = 'fixtures/shop/quoin.yaml';
  const unpriced = {
    'base.yaml': 'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro } }\n',
    'lacks.yaml':
      'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: { name: m1.nosuch, vcpu: 1, memory: 1 GB } }, own: { kind: custom, service: { mean: 1s } } }\nworkload: { ask: { enters: own, rate: 3/s, response: 1 KB, slo: { p99: 1s, headroom: 2 } } }\n',
    'broken.quoin.yaml': 'components: [',
  };

  it.each([
    ['check', ['check', shop, '--baseline', 'fixtures/shop-azure/quoin.yaml', '--max-increase', '10%']],
    ['check', ['check', 'lacks.yaml', '--baseline', 'base.yaml', '--max-increase', '1', '--allow-unpriced']],
    ['diff', ['diff', 'fixtures/shop-gcp/quoin.yaml', shop]],
    ['diff', ['diff', 'base.yaml', 'lacks.yaml']],
    ['compare', ['compare', shop]],
    ['compare', ['compare', 'fixtures/streaming/quoin.yaml', '--providers', 'gcp', '--match', 'vcpu']],
    ['compare', ['compare', 'base.yaml', 'lacks.yaml']],
    ['drill', ['drill', shop]],
    ['drill', ['drill', 'fixtures/leader-follower/quoin.yaml', '--pairs']],
    ['batch', ['estimate', 'base.yaml', 'lacks.yaml', 'broken.quoin.yaml', '--recursive']],
  ])('accepts as %s what quoin %j prints', async (what, args) => {
    const { out } = await quoin([...args, '--format', 'json'], { files: unpriced });
    expect(problems(await schemaOf(what), JSON.parse(out))).toEqual([]);
  });

  it('refuse what is not of their kind', async () => {
    const { out } = await quoin(['drill', shop, '--format', 'json']);
    expect(problems(await schemaOf('check'), JSON.parse(out))).not.toEqual([]);
  });
});
