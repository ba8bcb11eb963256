/** No input is a fault of the program, and none takes long because a number in it is large. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

const file = ({ top = '', load = 'rate: 20/s', a = 'count: 2, demand: { cpu: 5ms }', b = '' } = {}) => `
name: defended
provider: aws
region: us-east-1
${top}
workload: { w: { enters: a, ${load}, response: 1 KB } }
components:
  a: { kind: service, instance: m5.large, ${a}, calls: [{ to: b, request: 1 KB, response: 1 KB }] }
  b: { kind: custom, service: { mean: 1ms }${b} }
`;

async function run(text: string, ...args: readonly string[]) {
  const start = process.cpuUsage();
  const { status, out, err } = await quoin(args, { files: { 'a.yaml': text } });
  return { status, out, err, seconds: process.cpuUsage(start).user / 1e6 };
}

describe('figures of money have 15 decimals by one rule', () => {
  const discount = (percent: string) => ({ top: `prices: { discounts: [{ match: {}, percent: ${percent} }] }` });
  const usd = (price: string) => ({ top: `prices: { overrides: [{ match: {}, usd: ${price} }] }` });

  it.each([
    [discount('3.3333333333333335'), 'prices.discounts[0].percent: 3.3333333333333335 has more than 15 decimals'],
    [discount('1e-17'), 'prices.discounts[0].percent: 1e-17 has more than 15 decimals'],
    [{ top: 'budget: { monthly: 1e-30 USD }' }, 'budget.monthly: 1e-30 USD has more than 15 decimals'],
    [{ top: 'budget: { monthly: 0.3333333333333333333 USD }' }, '(write 0.333333333333333)'],
    [{ top: 'budget: { components: { a: 1e-30 USD } }' }, 'budget.components.a: 1e-30 USD'],
    [{ top: 'budget: { tags: { "t:x": 1e-30 USD } }' }, 'has more than 15 decimals'],
    [{ top: 'checks: [{ rule: cost, at_most: 1e-30 USD }]' }, 'checks[0].at_most: 1e-30 USD has more than 15 decimals'],
    [{ top: 'checks: [{ rule: increase, at_most: 3.3333333333333333% }]' }, '(write 3.333333333333333%)'],
    [usd('1e-30'), 'prices.overrides[0].usd: 1e-30 has more than 15 decimals'],
    [usd('"0.33333333333333331"'), 'has more than 15 decimals (write 0.333333333333333)'],
    [{ b: ', price: [{ meter: m, per: request, usd: 1e-30 }]' }, 'components.b.price[0].usd: 1e-30 has more than 15'],
    [{ top: 'billing: { currency: { code: EUR, per_usd: 0.93333333333333335 } }' }, 'has more than 15 decimals'],
  ])('%j', async (parts, message) => {
    const { status, err } = await run(file(parts), 'estimate', 'a.yaml');
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each([discount('3.333333333333333'), discount('1e-9'), usd('1e-15'), { top: 'budget: { monthly: 1e-15 USD }' }])(
    'and no fewer: %j',
    async (parts) => {
      expect((await run(file(parts), 'estimate', 'a.yaml')).status).toBe(0);
    },
  );

  it.each([
    ['--budget', '1e-30'],
    ['--max-increase', '3.33333333333333333%'],
  ])('also where an option gives them: %s %s', async (option, value) => {
    const { status } = await run(file(), 'check', 'a.yaml', '--baseline', 'a.yaml', option!, value!);
    expect(status).toBe(2);
  });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['estimate', 'a.yaml'],
  ['explain', 'a.yaml', 'a'],
  ['explain', 'a.yaml', 'w'],
  ['drill', 'a.yaml'],
  ['check', 'a.yaml'],
  ['diff', 'a.yaml', 'a.yaml'],
  ['compare', 'a.yaml'],
  ['simulate', 'a.yaml', '--duration', '10s', '--replications', '1'],
  ['simulate', 'a.yaml', '--failures', '--years', '10'],
];

describe.each(['count: 0', 'count: 0, demand: { cpu: 5ms }'])('a fleet of no nodes, %s', (a) => {
  it.each(COMMANDS)('is no fault: %s %s %s', async (...args) => {
    const { status, out } = await run(file({ a }), ...(args as string[]), '--format', 'json');
    expect(status).toBeLessThan(2);
    expect(out).not.toMatch(/NaN|Infinity/);
  });

  it('is never up', async () => {
    const { out } = await run(file({ a }), 'estimate', 'a.yaml', '--format', 'json');
    expect(JSON.parse(out).classes[0].availability.value).toBe(0);
  });
});

it('a station of no nodes that counts its room is no fault', async () => {
  for (const args of COMMANDS) {
    const { status, out } = await run(file({ b: ', count: 0, capacity: 1' }), ...args, '--format', 'json');
    expect(status).toBeLessThan(2);
    expect(out).not.toMatch(/NaN|Infinity/);
  }
});

describe('a number that is very small or very large', () => {
  const inComponent = (component: string, load = 'rate: 20/s') =>
    `name: large\nprovider: aws\nregion: us-east-1\nworkload: { w: { enters: a, ${load}, response: 1 KB } }\ncomponents:\n  a: ${component}\n`;

  it.each([
    ['cpu: 1e-300ms', file({ a: 'count: 2, demand: { cpu: 1e-300ms }' })],
    ['users', file({ load: 'users: 1000000000000000, think_time: 1s' })],
    ['peak of users', file({ load: 'users: 50, think_time: 1s, peak: 1e12x' })],
    ['servers', file({ b: ', servers: 1000000000000' })],
    ['threads', file({ a: 'count: 2, demand: { cpu: 5ms }, threads: 1000000000000' })],
    ['members', inComponent('{ kind: consensus, instance: m5.large, members: 1000000 }')],
    ['nodes', file({ a: 'count: 1000000' })],
    ['--duration', file(), 'simulate', '--duration', '45y'],
  ])('is refused in time: %s', async (_, text, ...more) => {
    const [command = 'estimate', ...options] = more as string[];
    const { status, seconds } = await run(text!, command, 'a.yaml', ...options);
    expect(status).toBe(2);
    expect(seconds).toBeLessThan(2);
  });

  it.each([
    ['peak: 1e12x', file({ load: 'rate: 20/s, peak: 1e12x' })],
    ['duration: 45y', inComponent('{ kind: function, memory: 1 GB, duration: 45y }')],
    ['peak of a function', inComponent('{ kind: function, memory: 1 GB, duration: 50ms }', 'rate: 20/s, peak: 1e12x')],
    ['threads', file({ a: 'count: 2, demand: { cpu: 5ms }, threads: 100000' })],
    ['members', inComponent('{ kind: consensus, instance: m5.large, members: 101 }')],
  ])('is answered in time: %s', async (_, text) => {
    for (const args of [
      ['estimate', 'a.yaml'],
      ['explain', 'a.yaml', 'a'],
    ]) {
      const { status, seconds } = await run(text, ...args);
      expect(status).toBe(0);
      expect(seconds).toBeLessThan(2);
    }
  });

  it.each([
    ['top', (keys: string) => `{"components":{"a":{"kind":"s3"}},${keys}}`],
    ['component', (keys: string) => `{"provider":"aws","region":"us-east-1","components":{"a":{"kind":"s3",${keys}}}}`],
    ['workload', (keys: string) => `{"components":{"a":{"kind":"s3"}},"workload":{${keys}}}`],
    [
      'lines of a component',
      (keys: string) =>
        `provider: aws\nregion: us-east-1\ncomponents:\n  a:\n    kind: s3\n    ${keys.replaceAll(':', ': ').replaceAll(',', '\n    ')}\n`,
    ],
  ])('of unknown keys is refused in time: %s', async (_, text) => {
    for (const keys of [700_000, 90_000]) {
      const written = Array.from({ length: keys }, (__, index) => `"k${index}":1`).join(',');
      const { status, seconds } = await run(text(written), 'validate', 'a.yaml');
      expect(status).toBe(2);
      expect(seconds).toBeLessThan(2);
    }
  });
});

it('says that more mistakes may follow the first of a long file', async () => {
  const long = `components:\n${'  a: { kind: s3 }\n'.repeat(20_000)}  b: [\n`;
  const { status, err } = await quoin(['validate', 'a.yaml'], { files: { 'a.yaml': long } });
  expect(status).toBe(2);
  expect(err).toContain('more may follow');
});
