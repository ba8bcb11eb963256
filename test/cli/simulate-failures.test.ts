/** quoin simulate --failures: topologies whose availability can be worked out by hand, and the fixtures. */
import { describe, expect, it } from 'vitest';
import { FIXTURES, quoin, readText, type World } from '../support.ts';

const custom = (more: object = {}) => ({ kind: 'custom', service: { mean: '10ms' }, ...more });
const topology = (components: Record<string, object>, failure: object = { basis: 'own' }, more: object = {}) =>
  JSON.stringify({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    failure,
    workload: { ask: { enters: Object.keys(components)[0]!, rate: '1/s' } },
    components,
    ...more,
  });

const run = (args: string[], world: World) => quoin(['-q', 'simulate', '--failures', ...args], world);
const json = async (text: string, ...args: string[]) => {
  const { status, out, err } = await run(['-f', 'json', ...args], { files: { 'quoin.yaml': text } });
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out);
};

interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const TWO = topology({
  app: custom({ count: 2, mtbf: '99h', mttr: '1h', calls: [{ to: 'db' }] }),
  db: custom({ mtbf: '999h', mttr: '1h' }),
});
/** Both nodes, or the database: 1 − (1 − 0.01²) · 0.999. */
const TWO_DOWN = 1 - (1 - 0.01 ** 2) * 0.999;

describe('quoin simulate --failures', () => {
  it('prints the availability beside the analytic one', async () => {
    const { status, out, err } = await run([], { files: { 'quoin.yaml': TWO } });
    expect([status, err]).toEqual([0, '']);
    // 0.10999 % of 8760 hours.
    expect(out).toMatch(/^ask +availability +99\.890 % +99\.8(89|90) % +99\.8(89|90) % +99\.89[01] %$/m);
    expect(out).toMatch(/^ +downtime\/year +9\.64 h +9\.\d+ h +9\.\d+ h +9\.\d+ h +[-+]?0\.\d % +yes$/m);
    expect(out).toContain('\nanalytic and simulated availability agree in all classes\n');
    expect(out.trim().split('\n').at(-1)).toMatch(/^seed 1, 4M events; ask: \S+k years in \S+k cycles$/);
  });

  it('prints the same bytes for the same seed, and others for another', async () => {
    const files = { 'quoin.yaml': TWO };
    const [first, again, other] = await Promise.all(
      ['7', '7', '8'].map((seed) => run(['--seed', seed, '--years', '2000', '-f', 'json'], { files })),
    );
    expect(again!.out).toBe(first!.out);
    expect(other!.out).not.toBe(first!.out);
  });

  it('gives shares of time with their intervals as JSON, in full', async () => {
    const result = await json(TWO, '--years', '5000', '--seed', '3');
    expect(result).toMatchObject({ schema: 'quoin/simulate-failures/1', topology: 'desk', seed: 3 });
    const [ask] = result.classes;
    expect(ask).toMatchObject({ class: 'ask', method: 'cycles', agree: true, analytic: { error: 0, unknown: [] } });
    expect(ask.analytic.unavailability).toBeCloseTo(TWO_DOWN, 12);
    const { value, low, high }: Share = ask.simulated.unavailability;
    expect(low).toBeLessThan(TWO_DOWN);
    expect(high).toBeGreaterThan(TWO_DOWN);
    expect((high - low) / value).toBeLessThan(0.05);
    expect(ask.simulated.availability).toEqual({ value: 1 - value, low: 1 - high, high: 1 - low });
    expect(ask.difference).toBeCloseTo(ask.analytic.unavailability / value - 1, 12);
    expect(ask.years).toBeGreaterThanOrEqual(5000);
    expect(ask.years).toBeLessThan(5001);
    expect(result.events).toBe(ask.events);
  });

  it.each([
    [
      'nodes of which so many are needed',
      topology({ a: custom({ count: 3, required: 2, mtbf: '99h', mttr: '1h' }) }),
      3 * 0.01 ** 2 * 0.99 + 0.01 ** 3,
    ],
    [
      'two services that share a database',
      topology({
        front: custom({ availability: '100%', calls: [{ to: 'a', fallback: 'b' }] }),
        a: custom({ availability: '98%', calls: [{ to: 'db' }] }),
        b: custom({ availability: '96%', calls: [{ to: 'db' }] }),
        db: custom({ availability: '99%' }),
      }),
      1 - 0.99 * (1 - 0.02 * 0.04),
    ],
    [
      'two services of one zone and one region',
      topology(
        {
          a: custom({ zones: 1, availability: '99.9%', calls: [{ to: 'b' }] }),
          b: custom({ zones: 1, availability: '99.9%' }),
        },
        { zone: { availability: '99%' }, region: { availability: '99.5%' } },
      ),
      1 - 0.995 * 0.99 * 0.999 ** 2,
    ],
    [
      'three zones of which two are needed',
      topology(
        { a: custom({ count: 3, zones: 3, required: 2, availability: '100%' }) },
        { zone: { availability: '99%' } },
      ),
      3 * 0.01 ** 2 * 0.99 + 0.01 ** 3,
    ],
    [
      'errors that are left after a retry',
      topology({
        a: custom({ availability: '99%', calls: [{ to: 'b', errors: '10%', retries: 1 }] }),
        b: custom({ availability: '98%' }),
      }),
      1 - 0.99 * 0.98 * 0.99,
    ],
    [
      'a queue that keeps the work for two hours',
      topology({
        a: custom({ availability: '100%', calls: [{ to: 'q', async: true }] }),
        q: {
          kind: 'queue',
          product: 'self-managed',
          instance: 'm7g.large',
          brokers: 1,
          availability: '99.9%',
          retention: '2h',
          calls: [{ to: 'worker' }],
        },
        worker: custom({ mtbf: '99h', mttr: '1h' }),
      }),
      1 - 0.999 * (1 - 0.01 * Math.exp(-2)),
    ],
    [
      'a primary and its standby, 90 s for each takeover',
      topology(
        { db: { kind: 'sql', instance: 'db.r6g.large', multi_az: true, storage: '100 GB' } },
        { basis: 'own', failover: '90s', node: { mtbf: '999h', mttr: '1h' } },
      ),
      // Both down, or not; a takeover for each failure of the primary.
      0.001 ** 2 + (90 / 3600 / 1000) * (1 - 0.001 ** 2),
    ],
  ])('comes to what can be worked out by hand: %s', async (_, text, truth) => {
    const [ask] = (await json(text)).classes;
    const { value, low, high }: Share = ask.simulated.unavailability;
    expect(Math.abs(value / truth - 1)).toBeLessThan(0.02);
    // Three standard errors each way, for there are many of these.
    expect(truth).toBeGreaterThan(value * (low / value) ** 1.5);
    expect(truth).toBeLessThan(value * (high / value) ** 1.5);
    expect(ask.agree).toBe(true);
  });

  it('and the analysis know that an outage of two nodes is half as long as that of one', async () => {
    const text = topology({
      a: custom({ availability: '100%', calls: [{ to: 'q', async: true }] }),
      q: {
        kind: 'queue',
        product: 'self-managed',
        instance: 'm7g.large',
        brokers: 1,
        availability: '100%',
        retention: '2h',
        calls: [{ to: 'worker' }],
      },
      worker: custom({ count: 2, required: 1, mtbf: '99h', mttr: '1h' }),
    });
    const [ask] = (await json(text)).classes;
    // Both are down for half an hour on average: e⁻⁴ of the outages outlast two hours.
    const truth = 0.01 ** 2 * Math.exp(-4);
    expect(ask.simulated.unavailability.low).toBeLessThan(truth);
    expect(ask.simulated.unavailability.high).toBeGreaterThan(truth);
    expect(ask.analytic.unavailability).toBeCloseTo(truth, 12);
    expect(ask.agree).toBe(true);
  });

  it('says 100 % of what never fails, and 0 % of what is always down', async () => {
    const never = await json(topology({ a: custom({ availability: '100%' }) }));
    expect(never.classes[0]).toMatchObject({
      simulated: { unavailability: { value: 0, low: 0, high: 0 } },
      method: 'exact',
      difference: 0,
      agree: true,
    });
    const always = await json(topology({ a: custom({ count: 2, required: 3, availability: '99%' }) }));
    expect(always.classes[0]).toMatchObject({
      analytic: { unavailability: 1 },
      simulated: { unavailability: { value: 1, low: 1, high: 1 } },
      agree: true,
    });
  });

  it('says of which classes it is not sure, and of what nobody knows how often it fails', async () => {
    const few = await run(['--years', '1'], {
      files: { 'quoin.yaml': topology({ a: custom({ mtbf: '20y', mttr: '1h' }) }) },
    });
    expect(few.out).toContain('not sure');
    expect(few.out).toContain('ask: too few outages for an interval; simulate more years');
    const unknown = await run([], { files: { 'quoin.yaml': topology({ a: custom() }) } });
    expect(unknown.out).toMatch(/^ask +availability +≤ 100 % +100 %/m);
    const { classes, warnings } = await json(topology({ a: custom() }));
    expect(classes[0].analytic.unknown).toEqual(['a']);
    expect(JSON.stringify(warnings)).toContain('failure rate unknown, taken never to fail: a');
  });

  it('says that frequent failures are simulated as they come', async () => {
    const text = topology({ a: custom({ count: 20, required: 12, availability: '80%' }) });
    const [ask] = (await json(text)).classes;
    // Fewer than 12 of 20 up: Σ over the binomial distribution, from 0 to 11.
    let truth = 0;
    for (let up = 0, ways = 1; up < 12; ways = (ways * (20 - up)) / (up + 1), up++)
      truth += ways * 0.8 ** up * 0.2 ** (20 - up);
    expect(ask).toMatchObject({ method: 'time', cycles: 40, agree: true });
    expect(Math.abs(ask.simulated.unavailability.value / truth - 1)).toBeLessThan(0.05);
    const { out } = await run([], { files: { 'quoin.yaml': text } });
    expect(out).toContain('ask: failures are frequent, and simulated as they come');
  });

  it('writes markdown by the ending of --out', async () => {
    const { out, written } = await run(['--years', '1000', '--out', 'failures.md'], { files: { 'quoin.yaml': TWO } });
    expect(out).toBe('');
    expect(written.get('failures.md')).toMatch(/^## desk: availability, analytic beside simulated\n/);
    expect(written.get('failures.md')).toMatch(/^\| ask \| availability \| 99\.890 % \|/m);
  });

  it.each([
    [['--failures', '--years', '0'], '--years 0: write a whole number from 1 to 1000000'],
    [['--failures', '--years', '1.5'], '--years 1.5: write a whole number'],
    [['--failures', '--duration', '1h'], '--duration is for the peak; failures are simulated for --years'],
    [['--failures', '--replications', '8'], '--replications is for the peak'],
    [['--failures', '--workers', '2'], '--workers is for the peak'],
    [['--years', '10'], '--years is for --failures; the peak is simulated for a --duration'],
  ])('refuses %j', async (args, message) => {
    const { status, out, err } = await quoin(['-q', 'simulate', ...args], { files: { 'quoin.yaml': TWO } });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

it('refuses a topology without classes', async () => {
  const { status, err } = await run(['fixtures/classic/quoin.yaml'], {});
  expect([status, err]).toEqual([2, 'quoin: there is nothing to simulate: the workload has no class\n']);
});

describe('the fixtures', () => {
  const withClasses = FIXTURES.filter((name) => /^workload:\s*$/m.test(readText(`fixtures/${name}/quoin.yaml`)));

  it('have classes, most of them', () => expect(withClasses.length).toBeGreaterThan(7));

  it.each(withClasses)(
    '%s: analysis and simulation agree',
    async (name) => {
      const { out } = await run([`fixtures/${name}/quoin.yaml`, '-f', 'json'], {});
      for (const { agree, difference, simulated } of JSON.parse(out).classes) {
        const { value, low, high }: Share = simulated.unavailability;
        expect(agree).toBe(true);
        expect(Math.abs(difference)).toBeLessThan(0.05);
        expect((high - low) / value).toBeLessThan(0.05);
      }
    },
    30_000,
  );
});
