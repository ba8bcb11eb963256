/**
 * Headlines that came out wrong once, with values from outside the code: closed forms, two independent simulators,
 * published limits of machines.
 */
import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf, quoin } from '../support.ts';

type Details = Readonly<Record<string, { readonly value: number }>>;
type Components = Readonly<Record<string, object>>;

const QUICK = { network: { same_zone: '0ms', cross_zone: '0ms' } };
const aws = (workload: object, components: Components, more: object = {}) => ({
  name: 'case',
  provider: 'aws',
  region: 'us-east-1',
  workload,
  components,
  ...more,
});
const only = (topology: object) => toJson(estimateOf(topology)).classes[0]!;
const resource = (topology: object, component: string, name: string) =>
  toJson(estimateOf(topology))
    .components.find((one) => one.component === component)!
    .resources.find((one) => one.resource === name)!;
const near = (actual: number | null | undefined, expected: number, tolerance: number) => {
  expect(actual).toBeTypeOf('number');
  expect(Math.abs(actual! / expected - 1)).toBeLessThanOrEqual(tolerance);
};
const checked = async (topology: object, ...options: string[]) =>
  quoin(['check', 'case.yaml', ...options], { files: { 'case.yaml': JSON.stringify(topology) } });

describe('capacity and latency', () => {
  // X(n) of n customers on a delay of 5 ms and four servers of 10 ms, by Buzen's algorithm; means by two simulators.
  it.each([
    ['350/s', 8, 394, 0.031],
    ['320/s', 8, 394, 0.0231],
    ['250/s', 6, 362, undefined],
    ['250/s', 5, 323, undefined],
    ['380/s', 20, 400, 0.059],
  ] as const)('a pool lets no more through than its threads: %s and %i threads', (rate, threads, capacity, mean) => {
    const calls = [{ to: 'db', protocol: 'none' }];
    const { throughput, latency } = only(
      aws(
        { w: { enters: 'a', rate, response: '0 B' } },
        {
          a: { kind: 'custom', servers: 1000, service: { mean: '5ms', cv: 1 }, threads, calls },
          db: { kind: 'custom', servers: 4, service: { mean: '10ms', cv: 1 } },
        },
        QUICK,
      ),
    );
    near(throughput.capacity, capacity, 0.02);
    expect(throughput.status).toBe('ok');
    if (mean !== undefined) near(latency?.mean, mean, 0.05);
  });

  it('a pool before services of cv 3, with arrivals of cv 3: 34.6 ms by two simulators', () => {
    const { throughput, latency } = only(
      aws(
        { w: { enters: 'a', rate: '240/s', cv: 3, response: '0 B' } },
        {
          a: {
            kind: 'custom',
            servers: 1000,
            service: { mean: '5ms', cv: 1 },
            threads: 8,
            calls: [{ to: 'db', protocol: 'none' }],
          },
          db: { kind: 'custom', servers: 4, service: { mean: '10ms', cv: 3, distribution: 'hyperexponential' } },
        },
        { ...QUICK, zones: 1 },
      ),
    );
    near(latency?.mean, 0.0346, 0.1);
    expect(throughput.capacity).toBeGreaterThan(360);
  });

  it.each([
    ['standard', 1],
    // Two vCPUs at 10 ms a request, billed beyond the baseline.
    ['unlimited', 10],
  ])('a t3.micro that earns a tenth of two vCPUs, %s credits', (credits, headroom) => {
    const { throughput } = only(
      aws(
        { w: { enters: 's', rate: '20/s', request: '1 KB', response: '1 KB' } },
        { s: { kind: 'service', instance: 't3.micro', demand: { cpu: '10ms' }, credits } },
      ),
    );
    near(throughput.headroom, headroom, 0.05);
  });

  it('retries multiply the load as it slows down: there is an end well before the servers are full', () => {
    const { throughput } = only(
      aws(
        { w: { enters: 'a', rate: '240/s', response: '0 B' } },
        {
          a: {
            kind: 'custom',
            servers: 256,
            service: { mean: '1ms' },
            calls: [{ to: 'b', protocol: 'none', timeout: '35ms', retries: 3 }],
          },
          b: { kind: 'custom', servers: 4, service: { mean: '10ms' } },
        },
        QUICK,
      ),
    );
    expect(throughput.headroom).toBeGreaterThan(1.03);
    expect(throughput.headroom).toBeLessThan(1.2);
  });

  it('a fleet grows to its most: 20 nodes of 2 vCPUs at 10 ms', () => {
    const { throughput } = only(
      aws(
        { a: { enters: 's', rate: '200/s', peak: '800/s', request: '1 KB', response: '1 KB' } },
        {
          s: {
            kind: 'service',
            instance: 'm7g.large',
            autoscale: { min: 2, max: 20, target: '60%' },
            demand: { cpu: '10ms' },
          },
        },
      ),
    );
    near(throughput.capacity, 4000, 0.02);
  });

  it.each([
    ['service', { instance: 'm6i.large' }],
    ['container', { vcpu: 2, memory: '4 GB' }],
  ])('a %s is scaled by all CPU that a request takes, with that of its protocols', (kind, size) => {
    const topology = aws(
      { web: { enters: 'app', rate: '1k/s', peak: '2k/s', request: '1 KB', response: '200 KB' } },
      {
        app: {
          kind,
          ...size,
          autoscale: { min: 2, max: 100, target: '60%' },
          demand: { cpu: '1ms' },
          calls: [{ to: 'b', times: 5, protocol: 'grpc', request: '1 KB', response: '50 KB' }],
        },
        b: { kind: 'service', instance: 'm6i.4xlarge', count: 30, demand: { cpu: '1ms' } },
      },
    );
    expect(resource(topology, 'app', 'cpu').utilization).toBeLessThanOrEqual(0.6 + 1e-9);
  });

  it('disks that are too small leave no room, and fail the check', async () => {
    const ring = {
      ...aws(
        { w: { enters: 'app', rate: '100/s', response: '1 KB' } },
        {
          app: {
            kind: 'service',
            instance: 'n2-standard-4',
            count: 3,
            demand: { cpu: '2ms' },
            calls: [{ to: 'ring', operation: 'write', request: '1 KB', response: '100 B' }],
          },
          // 3 TB, three copies, as much again kept free: 18 TB on 3 TB.
          ring: {
            kind: 'wide-column',
            instance: 'n2-highmem-8',
            count: 3,
            storage: '3 TB',
            volumes: [{ type: 'pd-ssd', size: '1 TB' }],
          },
        },
      ),
      provider: 'gcp',
      region: 'us-central1',
    };
    near(resource(ring, 'ring', 'disk space').utilization, 6, 1e-9);
    expect(only(ring).throughput).toMatchObject({ capacity: 0, headroom: 0, bottleneck: 'ring.disk space' });
    const { status, err } = await checked(ring, '--allow-unpriced');
    expect([status, err]).toEqual([1, expect.stringContaining('ring.disk space')]);
  });

  it('a log keeps a week of records: 84.5 TB on 1.5 TB', () => {
    const log = aws(
      { w: { enters: 'app', rate: '5k/s', response: '1 KB' } },
      {
        app: {
          kind: 'service',
          instance: 'm7g.large',
          count: 30,
          demand: { cpu: '2ms' },
          calls: [{ to: 'k', request: '10 KB', response: '100 B' }],
        },
        k: {
          kind: 'log',
          product: 'self-managed',
          instance: 'm7g.large',
          brokers: 3,
          retention: '7d',
          volumes: [{ type: 'gp3', size: '500 GB' }],
        },
      },
    );
    // 5,000 × 10 KB × 7 d × 3 copies over 3 × 500 GB.
    near(resource(log, 'k', 'disk space').utilization, (5000 * 10 * 2 ** 10 * 7 * 86_400 * 3) / (1500 * 2 ** 30), 1e-9);
    expect(only(log).throughput.headroom).toBeLessThan(0.05);
  });

  it('what a log keeps of less than a day is judged at the peak', () => {
    const log = (retention: string) =>
      aws(
        { w: { enters: 'k', rate: '100/s', peak: '3x', request: '10 KB' } },
        {
          k: {
            kind: 'log',
            product: 'self-managed',
            instance: 'm7g.large',
            brokers: 3,
            retention,
            volumes: [{ type: 'gp3', size: '500 GB' }],
          },
        },
      );
    const perHour = (100 * 10 * 2 ** 10 * 3600 * 3) / (1500 * 2 ** 30);
    near(resource(log('12h'), 'k', 'disk space').utilization, perHour * 12 * 3, 1e-9);
    near(resource(log('24h'), 'k', 'disk space').utilization, perHour * 24, 1e-9);
  });

  it('a queue leaves the peak to the night', () => {
    const jobs = (count: number) =>
      aws(
        { web: { enters: 'app', rate: '30/s', peak: '150/s', response: '10 KB' } },
        {
          app: {
            kind: 'service',
            instance: 'm6i.large',
            count: 6,
            demand: { cpu: '20ms' },
            calls: [{ to: 'jobs', async: true, request: '4 KB' }],
          },
          jobs: { kind: 'queue', slo: { delay: '1h' }, calls: [{ to: 'worker' }] },
          worker: { kind: 'service', instance: 'c6i.large', count, demand: { cpu: '100ms' } },
        },
      );
    const enough = toJson(estimateOf(jobs(6)));
    // Its app at the peak: 12 vCPUs / 20 ms = 600/s of 150/s; the workers by the day's mean: 120/s of 30/s.
    near(enough.classes[0]!.throughput.headroom, 4, 0.01);
    expect(enough.classes[0]!.availability.value).toBeGreaterThan(0.998);
    const details = enough.components.find(({ component }) => component === 'jobs')!.details as Details;
    expect(details['backlog']!.value).toBeGreaterThan(1e5);
    near(details['backlog_delay']!.value, details['backlog']!.value / 120, 1e-9);
    expect(enough.slo).toContainEqual(expect.objectContaining({ component: 'jobs', objective: 'delay', met: true }));
    // One worker does 20/s of 30/s: it never catches up, and the page answers as before.
    const few = toJson(estimateOf(jobs(1)));
    near(few.classes[0]!.throughput.headroom, 20 / 30, 0.01);
    expect(few.classes[0]!.availability.value).toBeGreaterThan(0.998);
    expect(few.slo).toContainEqual(expect.objectContaining({ component: 'jobs', actual: null, met: false }));
  });

  it.each([
    ['a service', { s: { kind: 'service', instance: 'm5.large' } }],
    ['a container', { s: { kind: 'container', count: 3 } }],
    ['a function', { s: { kind: 'function', memory: '1 GB' } }],
    [
      'a consumer',
      {
        s: { kind: 'queue', consumers: 4, calls: [{ to: 't', async: true }] },
        t: { kind: 'external', latency: '1ms' },
      },
    ],
  ])('what is not known of %s is never zero', async (_, components) => {
    const topology = aws(
      { w: { enters: 's', rate: '100/s', request: '1 KB', response: '10 KB', slo: { p99: '200ms', headroom: 2 } } },
      components,
    );
    const { throughput, latency } = only(topology);
    expect([throughput.status, throughput.capacity, throughput.headroom, latency]).toEqual([
      'unknown',
      null,
      null,
      null,
    ]);
    expect(throughput.unknown).toMatchObject([{ component: 's' }]);
    expect((await checked(topology, '--allow-unpriced')).status).toBe(1);
    expect((await checked(topology, '--allow-unpriced', '--allow-unknown')).status).toBe(0);
    const { status, out } = await quoin(['estimate', 'case.yaml'], {
      files: { 'case.yaml': JSON.stringify(topology) },
    });
    expect([status, out]).toEqual([0, expect.stringContaining('latency and capacity of w are unknown: s (')]);
  });

  it('arrivals in bursts at one exponential server: GI/M/1, exactly', () => {
    // The root of σ = F*(μ(1 − σ)) for two balanced exponential branches of cv 3, by bisection.
    const [rate, mean, scv] = [100, 0.005, 9];
    const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    const transform = (s: number) =>
      [p, 1 - p].reduce((sum, share) => sum + (share * 2 * share * rate) / (2 * share * rate + s), 0);
    let [low, high] = [0, 1 - 1e-9];
    for (let step = 0; step < 200; step++) {
      const sigma = (low + high) / 2;
      if (transform((1 - sigma) / mean) > sigma) low = sigma;
      else high = sigma;
    }
    const { latency } = only(
      aws(
        { w: { enters: 's', rate: `${rate}/s`, cv: 3, response: '0 B' } },
        { s: { kind: 'custom', servers: 1, service: { mean: '5ms', cv: 1 } } },
        QUICK,
      ),
    );
    near(latency?.mean, mean / (1 - low), 1e-3);
    near(latency?.p99, (mean / (1 - low)) * Math.log(100), 5e-3);
  });

  it('users whose services vary wait longer: 86 ms by two simulators', () => {
    const { latency } = only(
      aws(
        { w: { enters: 'a', users: 200, think_time: '1s', response: '0 B' } },
        {
          a: {
            kind: 'custom',
            servers: 4,
            service: { mean: '10ms', cv: 3, distribution: 'hyperexponential' },
            calls: [{ to: 'db', protocol: 'none' }],
          },
          db: { kind: 'custom', servers: 2, service: { mean: '9ms', cv: 3, distribution: 'hyperexponential' } },
        },
        { ...QUICK, zones: 1 },
      ),
    );
    near(latency?.mean, 0.086, 0.12);
  });
});

describe('failures that are no outages', () => {
  const b = (more: object) => ({
    kind: 'custom',
    servers: 4,
    service: { mean: '10ms' },
    availability: '100%',
    ...more,
  });
  const a = (call: object) => ({
    kind: 'custom',
    servers: 64,
    service: { mean: '1ms' },
    availability: '100%',
    calls: [{ to: 'b', protocol: 'none', ...call }],
  });
  const of = (rate: string, call: object, more: object = {}) =>
    only(aws({ w: { enters: 'a', rate, response: '0 B' } }, { a: a(call), b: b(more) }, QUICK));

  it('M/M/4 at 60 %: 18.06 % of the responses take longer than 20 ms, and fail', () => {
    const { success, availability } = of('240/s', { timeout: '20ms' });
    near(success, 0.8194, 1e-3);
    near(availability.value, 0.8194, 1e-3);
    // An optional call may fail.
    expect(of('240/s', { timeout: '20ms', optional: true }).availability.value).toBe(1);
  });

  it('a shorter timeout never makes more requests succeed', () => {
    const values = ['5ms', '20ms', '60ms', '200ms'].map((timeout) => of('240/s', { timeout }).availability.value);
    expect(values).toEqual(values.toSorted((x, y) => x - y));
  });

  it('M/M/4/6 at 90 % refuses 15.0 %', () => {
    near(of('360/s', {}, { capacity: 6 }).availability.value, 0.85, 1e-3);
  });

  it('a spare that carries a tenth of the load stands in for nobody', () => {
    const spare = (servers: number) =>
      only(
        aws(
          { a: { enters: 'app', rate: '1000/s', request: '1 KB', response: '1 KB' } },
          {
            app: {
              kind: 'custom',
              servers: 100,
              service: { mean: '1ms' },
              availability: '100%',
              calls: [{ to: 'main', fallback: 'spare', protocol: 'none', request: '0 B', response: '0 B' }],
            },
            main: { kind: 'custom', servers: 100, service: { mean: '10ms' }, availability: '99%' },
            spare: { kind: 'custom', servers, service: { mean: '10ms' }, availability: '100%' },
          },
          {
            failure: {
              zone: { availability: '100%' },
              region: { availability: '100%' },
              node: { availability: '100%' },
            },
          },
        ),
      ).availability.value;
    expect(spare(1)).toBeCloseTo(0.99, 9);
    expect(spare(100)).toBe(1);
  });

  it('a standby fleet without traffic stands at its least', () => {
    const second = (autoscale: object) =>
      1 -
      only(
        aws(
          { a: { enters: 'front', rate: '400/s', request: '1 KB', response: '1 KB' } },
          {
            front: {
              kind: 'external',
              latency: '1ms',
              availability: '100%',
              calls: [{ to: 'w1', fallback: 'w2', request: '1 KB', response: '1 KB' }],
            },
            w1: { kind: 'service', instance: 'm7g.large', count: 4, demand: { cpu: '10ms' } },
            w2: { kind: 'service', region: 'us-west-2', instance: 'm7g.large', autoscale, demand: { cpu: '10ms' } },
          },
        ),
      ).availability.value;
    near(second({ min: 1, max: 10, target: '60%' }), second({ min: 1, max: 1, target: '60%' }), 1e-9);
    expect(second({ min: 4, max: 10, target: '60%' })).toBeLessThan(1e-6);
  });

  it('a call that one request in a hundred makes counts for that one', () => {
    const { availability } = only(
      aws(
        { web: { enters: 'app', rate: '100/s', response: '10 KB' } },
        {
          app: {
            kind: 'custom',
            servers: 8,
            service: { mean: '5ms' },
            availability: '100%',
            calls: [{ to: 'pay', times: 0.01, request: '1 KB', response: '1 KB' }],
          },
          pay: { kind: 'external', latency: '100ms', availability: '90%' },
        },
      ),
    );
    expect(availability.value).toBeCloseTo(1 - 0.01 * 0.1, 12);
  });

  it('an overload counts for the hours that it lasts, under its own name', () => {
    // Eight hours at three times the mean of 100/s on 250/s, and sixteen of none: all requests come while it is
    // overloaded. At 1.5 times none do.
    const at = (peak: string) =>
      only(
        aws(
          { w: { enters: 's', rate: '100/s', peak, profile: 'business-hours', response: '0 B' } },
          { s: { kind: 'custom', servers: 1, service: { mean: '4ms' }, availability: '100%' } },
        ),
      ).availability;
    expect(at('1.5x').value).toBe(1);
    expect(at('3x')).toMatchObject({ value: 0, contributors: [{ event: 'overload of s.cpu', scope: 'overload' }] });
  });

  it('and the other hours are as they were', () => {
    const day = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 3 : 1));
    const { availability } = only(
      aws(
        { w: { enters: 's', rate: '100/s', peak: '2x', profile: day, response: '0 B' } },
        { s: { kind: 'custom', servers: 1, service: { mean: '6ms' }, availability: '100%' } },
      ),
    );
    // Six hours of three parts on 167/s at 200/s, eighteen of one part at 67/s: half of the requests.
    expect(availability.value).toBeCloseTo(0.5, 12);
  });
});

describe('what stands behind something that is full', () => {
  const custom = (mean: string, servers: number, calls: object[] = [], more: object = {}) => ({
    kind: 'custom',
    servers,
    service: { mean, cv: 1 },
    calls,
    ...more,
  });

  it('is called as often as its errors make it, whatever was known of it before', () => {
    // 200/s at one server of 10 ms never end; each fails with 10 % and is tried twice more: 1 + 0.1 + 0.01.
    const { components } = toJson(
      estimateOf(
        aws(
          { page: { enters: 'a', rate: '200/s' } },
          {
            a: custom('1ms', 4, [{ to: 'b' }, { to: 'c', errors: '10%', retries: 2 }]),
            b: custom('10ms', 1),
            c: custom('1ms', 4),
          },
          QUICK,
        ),
      ),
    );
    const c = components.find(({ component }) => component === 'c')!;
    // 222 of 4000/s.
    near(c.resources[0]!.utilization, (200 * 1.11 * 0.001) / 4, 1e-6);
  });

  it('counts for the pool around it through a pool that is roomy', () => {
    // Four visits of 4 ms at one server: 62.5/s, of which 32 threads around let almost all through; the 400 threads
    // between never run out.
    const at = (rate: number) =>
      only(
        aws(
          { page: { enters: 'a', rate: `${rate}/s` } },
          {
            a: custom('1ms', 4, [{ to: 'b', times: 2 }], { threads: 32 }),
            b: custom('1ms', 4, [{ to: 'c', times: 2 }], { threads: 400 }),
            c: { ...custom('4ms', 1, [], { threads: 8 }), service: { mean: '4ms', cv: 2 } },
          },
          QUICK,
        ),
      ).throughput;
    for (const rate of [40, 50, 58, 60]) {
      expect(at(rate).status).toBe('ok');
      near(at(rate).capacity, 62.5, 0.03);
    }
  });
});
