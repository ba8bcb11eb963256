/** What a file says that cannot hold, or that would be counted as nothing. */
import { describe, expect, it } from 'vitest';
import { quoin, totalOf } from '../support.ts';

const AWS = { provider: 'aws', region: 'us-east-1' };

const errorsOf = async (topology: object) => {
  const { status, out, err } = await quoin(['estimate', '-'], { stdin: JSON.stringify({ ...AWS, ...topology }) });
  expect([status, out]).toEqual([2, '']);
  return err;
};

describe('a kind that names a product', () => {
  it('refuses another provider, under which nothing would be billed', async () => {
    const err = await errorsOf({
      components: {
        vm: { kind: 'ec2', provider: 'azure', region: 'eastus', instance: 'D2s_v5' },
        files: { kind: 's3', provider: 'gcp', region: 'us-central1', storage: '1 TB' },
      },
    });
    expect(err).toContain(
      'components.vm.provider: "ec2" is sold by aws, not by azure (write kind: service, or leave provider out)',
    );
    expect(err).toContain('components.files.provider: "s3" is sold by aws, not by gcp');
    expect(err).not.toContain('has no region');
  });

  it('refuses another product, which would be passed over', async () => {
    const err = await errorsOf({
      components: { db: { kind: 'rds', product: 'aurora', engine: 'postgres', instance: 'db.r6g.large' } },
    });
    expect(err).toContain('components.db.product: the kind "rds" already says the product, rds (write kind: sql');
  });

  it('may stand beside the same product and its own provider', () => {
    // 730 × 0.0116
    expect(totalOf({ components: { vm: { kind: 'EC2', product: 'ec2', ...AWS, instance: 'T2.Micro' } } })).toBe('8.47');
  });
});

describe('words', () => {
  it('may be written in any case', () => {
    // 730 × (0.0116 + the same in Azure, 0.0104)
    expect(
      totalOf({
        provider: 'AWS',
        region: 'US-EAST-1',
        components: {
          a: { kind: 'service', instance: 't2.micro', os: 'Linux' },
          b: { kind: 'service', provider: 'Azure', region: 'EastUS', instance: 'STANDARD_b1S' },
        },
      }),
    ).toBe('16.06');
  });

  it.each(['ONE', 'QUORUM', 'LOCAL_QUORUM', 'ALL'])(
    'take the consistency level %s as Cassandra writes it',
    async (consistency) => {
      const stdin = JSON.stringify({
        ...AWS,
        components: { ring: { kind: 'wide-column', instance: 'i3.large', count: 3, consistency } },
      });
      expect(await quoin(['validate', '-'], { stdin })).toMatchObject({ status: 0 });
    },
  );

  it.each([0, 1, 'all', '0'])('take acks: %j, which YAML reads as it likes', async (acks) => {
    const stdin = JSON.stringify({
      ...AWS,
      components: { log: { kind: 'log', product: 'self-managed', instance: 'm5.large', acks } },
    });
    expect(await quoin(['validate', '-'], { stdin })).toMatchObject({ status: 0 });
  });

  it('name what was written where it is none of them', async () => {
    const err = await errorsOf({ components: { log: { kind: 'log', instance: 'kafka.m5.large', acks: 2 } } });
    expect(err).toContain('components.log.acks: unknown value the number 2 (allowed are: 0, 1, all)');
  });
});

describe('a list in place of a mapping', () => {
  it.each([
    ['workload', { workload: [1] }],
    ['tags', { tags: ['a', 'b'] }],
    ['slo', { slo: [] }],
    ['budget', { budget: [] }],
    ['billing', { billing: [] }],
  ])('is refused for %s', async (name, part) => {
    const err = await errorsOf({ ...part, components: { a: { kind: 's3' } } });
    expect(err).toContain(`${name}: found a list, expected a mapping`);
  });
});

describe('keys that every object has', () => {
  it.each(['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', '__defineGetter__'])(
    'are unknown keys like others: %s',
    async (key) => {
      const err = await errorsOf({
        [key]: 1,
        components: { a: { kind: 's3', [key]: 1, usage: { [key]: '1/month' } } },
      });
      expect(err).toContain(`${key}: unknown key "${key}"`);
      expect(err).toContain(`components.a.${key}: unknown key`);
      expect(err).toContain(`components.a.usage.${key}: unknown key`);
    },
  );

  it('are names like others', () => {
    const components = Object.fromEntries(
      ['toString', 'hasOwnProperty', 'valueOf', 'length'].map((name) => [
        name,
        { kind: 'ec2', instance: 't2.micro', tags: { [name]: name } },
      ]),
    );
    // 4 × 730 × 0.0116
    expect(totalOf({ ...AWS, components })).toBe('33.87');
  });
});

describe('a budget', () => {
  it('is refused for what does not exist, where it would always be kept', async () => {
    const err = await errorsOf({
      budget: { components: { wbe: '5 USD' }, tags: { team: '3 USD' } },
      components: { web: { kind: 'ec2', instance: 't2.micro' } },
    });
    expect(err).toContain('budget.components.wbe: no component "wbe" (did you mean "web"?)');
    expect(err).toContain('budget.tags.team: "team" is no tag with its value (write it like "team:web")');
  });
});

describe('conventions under which a bill is nothing or less', () => {
  it.each([
    ['a currency that is worth nothing', { billing: { currency: { code: 'EUR', per_usd: 0 } } }, 'more than nothing'],
    [
      'a code that steers the terminal',
      { billing: { currency: { code: 'E\u001B[31m', per_usd: 1 } } },
      'no code of a currency',
    ],
    ['a month without hours', { billing: { month: '0h' } }, 'between 1 and 8784 hours'],
    ['a month of years', { billing: { month: '3000d' } }, 'between 1 and 8784 hours'],
    [
      'a discount above the price',
      { prices: { discounts: [{ match: {}, percent: 150 }] } },
      '150 is above the most, 100',
    ],
  ])('are refused: %s', async (_, part, words) => {
    expect(await errorsOf({ ...part, components: { a: { kind: 'ec2', instance: 't2.micro' } } })).toContain(words);
  });

  it('are not those of another currency, another month or a full discount', () => {
    const components = { a: { kind: 'ec2', instance: 't2.micro' } };
    // 720 × 0.0116 × 2
    expect(totalOf({ ...AWS, billing: { month: '720h', currency: { code: 'CHF', per_usd: 2 } }, components })).toBe(
      '16.70',
    );
    expect(totalOf({ ...AWS, prices: { discounts: [{ match: {}, percent: 100 }] }, components })).toBe('0.00');
  });
});

describe('absurd sizes', () => {
  it.each([
    ['count', { kind: 'ec2', instance: 't2.micro', count: 1e15 }],
    ['autoscale', { kind: 'ec2', instance: 't2.micro', autoscale: { min: 1, max: 1e12 } }],
    ['shards and replicas', { kind: 'cache', instance: 'cache.m7g.large', shards: 1e6, replicas: 1e6 }],
    ['read replicas', { kind: 'sql', engine: 'postgres', instance: 'db.m5.large', read_replicas: 1e9 }],
    ['brokers', { kind: 'log', product: 'self-managed', instance: 'm5.large', brokers: 1e9 }],
    ['members', { kind: 'consensus', instance: 'm5.large', members: 1e9 }],
    ['replication', { kind: 'wide-column', instance: 'm5.large', replication: 1e9 }],
    ['tasks', { kind: 'container', count: 1e9 }],
    ['one node too many', { kind: 'ec2', instance: 't2.micro', count: 100_001 }],
  ])('of %s are refused', async (_, component) => {
    expect(await errorsOf({ components: { a: component } })).toMatch(
      /nodes are more than the 100000 that one component may have|is above the most, 10+1?\n/,
    );
  });

  it('of a fleet may be as large as a cloud', () => {
    // 100,000 × 730 × 0.0116
    expect(totalOf({ ...AWS, components: { a: { kind: 'ec2', instance: 't2.micro', count: 100_000 } } })).toBe(
      '846800.00',
    );
  });

  it('of a name are refused, in a line that can be read', async () => {
    const err = await errorsOf({
      workload: { ['w'.repeat(201)]: { enters: 'a', rate: '1/s' } },
      components: { ['n'.repeat(100_000)]: { kind: 's3' }, a: { kind: 's3', calls: [{ to: 'b' }] } },
    });
    expect(err).toContain('a name of 100000 characters is out of range, allowed is at most 200');
    expect(err).toContain('a name of 201 characters');
    for (const line of err.split('\n')) expect(line.length).toBeLessThan(2000);
  });
});

describe('thousands of mistakes', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `component_number_${index}`);

  it.each([
    [
      'unknown kinds and callees',
      Object.fromEntries(names.map((name) => [name, { kind: 'servce', calls: [{ to: `${name}x` }] }])),
    ],
    ['unknown keys', { a: { kind: 's3', ...Object.fromEntries(names.map((name) => [name, 1])) } }],
    [
      'unknown callees of one component',
      {
        ...Object.fromEntries(names.map((name) => [name, { kind: 's3' }])),
        a: { kind: 'external', calls: names.map((name) => ({ to: `${name}x` })) },
      },
    ],
  ])('are answered: %s', async (_, components) => {
    const err = await errorsOf({ components });
    expect(err).toContain('there are more than 200 errors');
  });
});

describe('what no result uses yet', () => {
  it('is said of overrides of a class and of tags of a class too', async () => {
    const stdin = JSON.stringify({
      ...AWS,
      workload: { c: { enters: 'a', rate: '1/s', response: '1 KB', tags: { team: 'web' } } },
      components: {
        a: { kind: 'ec2', instance: 't2.micro', classes: { c: { demand: { cpu: '1ms', memory: '1 MB' } } } },
      },
    });
    const { err } = await quoin(['validate', '-'], { stdin });
    expect(err).toContain('workload.c.tags: warning[not-used-yet]: workload.*.tags is read and checked');
    expect(err).toContain('components.a.classes.c.demand.memory: warning[not-used-yet]:');
  });
});
