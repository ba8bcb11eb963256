import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/estimate/published.ts';
import { aws } from '../kinds/topologies.ts';
import { estimateOf } from '../support.ts';

type Named = Readonly<Record<string, object>>;

/** Stations that stand nowhere: nothing but what the test gives takes time. */
const own = (components: Named, workload: Named, more: object = {}) => ({ workload, components, ...more });
const resultsOf = (topology: object) => {
  const { classes, components, slo, warnings } = toJson(estimateOf(topology));
  return { classes, components, slo, warnings, only: classes[0]! };
};
const custom = (mean: string, more: object = {}) => ({ kind: 'custom', service: { mean }, ...more });

describe('textbook stations as components of one’s own', () => {
  it.each([
    // Reference problems mm1-002 and mmc-002.
    ['mm1', custom('10ms'), '50/s', { mean: 0.02, p50: 0.0138629436112, p95: 0.0599146454711, p99: 0.0921034037198 }],
    [
      'mmc',
      custom('333.333333333ms', { servers: 4 }),
      '8/s',
      { mean: 0.427937915743, p50: 0.321624803063, p95: 1.19280845393, p99: 1.75580120557 },
    ],
    // mg1: deterministic service, by Pollaczek and Khinchine.
    [
      'md1',
      custom('1s', { service: { mean: '1s', cv: 0 } }),
      '0.8/s',
      { mean: 3, p95: 7.62032499684, p99: 11.355886792 },
    ],
  ])('%s', (_, component, rate, expected) => {
    const { latency } = resultsOf(own({ s: component }, { c: { enters: 's', rate } })).only;
    for (const [key, value] of Object.entries(expected))
      expect(Math.abs(latency![key as 'mean'] / value - 1)).toBeLessThan(key === 'mean' ? 1e-9 : 1e-3);
  });

  it('a tandem has its capacity at its slowest station', () => {
    const { only } = resultsOf(
      own(
        {
          lb: custom('5ms', { calls: [{ to: 'app' }] }),
          app: custom('8.33333333333ms', { calls: [{ to: 'db' }] }),
          db: custom('6.66666666667ms'),
        },
        { c: { enters: 'lb', rate: '100/s' } },
      ),
    );
    expect(only.throughput.bottleneck).toBe('app.cpu');
    expect(only.throughput.capacity).toBeCloseTo(120, 6);
    expect(only.throughput.headroom).toBeCloseTo(1.2, 9);
    expect(only.latency!.mean).toBeCloseTo(0.08, 9);
  });

  it.each([
    // M/M/1 at both: 1/(1/0.001 − 20) s once, 1/(100 − 70) s for each of six calls.
    ['times', { times: 6 }, 1 / 980 + 6 / 30],
    // Half of the attempts fail, and one call in four twice. Of those that succeed one in three has made two attempts
    // of 1/(100 − 25) s.
    ['errors and retries', { errors: '50%', retries: 1 }, 1 / 980 + 4 / 3 / 75],
    ['async', { async: true }, 1 / 980],
  ])('a class that calls the same component by other rules has its own times: %s', (_, call, mean) => {
    const { classes } = resultsOf(
      own(
        {
          app: custom('1ms', { calls: [{ to: 'db' }], classes: { b: { calls: [{ to: 'db', ...call }] } } }),
          db: custom('10ms'),
        },
        { a: { enters: 'app', rate: '10/s' }, b: { enters: 'app', rate: '10/s' } },
      ),
    );
    expect(classes[1]!.latency!.mean).toBeCloseTo(mean, 6);
  });

  it('a closed class asks as often as mean value analysis says, and that is billed', () => {
    const price = [{ meter: 'call', per: 'request', usd: '0.01' }];
    const topology = own(
      {
        a: custom('5ms', { calls: [{ to: 'b' }], price }),
        b: custom('30ms', { calls: [{ to: 'd' }] }),
        d: custom('27ms'),
      },
      { c: { enters: 'a', users: 20, think_time: '4s' } },
    );
    const { only } = resultsOf(topology);
    // Reference problem closed_mva-002.
    expect(only.rate).toBeCloseTo(4.9130179306, 9);
    expect(only.latency!.mean).toBeCloseTo(0.0708176282928, 9);
    expect(toJson(estimateOf(topology)).cost.total).toBe((4.9130179306 * 2_628_000 * 0.01).toFixed(2));
  });

  it('a closed class of several keeps Little’s law: users = X·(R + Z)', () => {
    const demand = (mean: string) => ({ service: { mean } });
    const { classes } = resultsOf(
      own(
        {
          a: custom('300ms', { calls: [{ to: 'b' }], classes: { y: demand('200ms') } }),
          b: custom('100ms', { classes: { y: demand('600ms') } }),
        },
        { x: { enters: 'a', users: 4, think_time: '5s' }, y: { enters: 'a', users: 3, think_time: '2s' } },
      ),
    );
    expect(classes[0]!.rate * (classes[0]!.latency!.mean + 5)).toBeCloseTo(4, 6);
    expect(classes[1]!.rate * (classes[1]!.latency!.mean + 2)).toBeCloseTo(3, 6);
  });

  it('threads held during calls bind before the processor does', () => {
    const { only } = resultsOf(
      own(
        {
          app: custom('10ms', { servers: 16, threads: 10, calls: [{ to: 'db' }] }),
          db: custom('80ms', { servers: 4, threads: 50 }),
        },
        { c: { enters: 'app', users: 60, think_time: '500ms' } },
      ),
    );
    // Reference problem layered-002, simulated: 0.700258 s, 49.989/s; within its tolerances.
    expect(Math.abs(only.latency!.mean / 0.700258 - 1)).toBeLessThan(0.08);
    expect(Math.abs(only.rate / 49.9892523108 - 1)).toBeLessThan(0.03);
    expect(only.throughput.bottleneck).toBe('app.threads');
  });

  it('branches that are called at once wait for the slowest: Nelson and Tantawi', () => {
    const { only } = resultsOf(
      own(
        {
          a: custom('1us', {
            servers: 1000,
            calls: [
              { to: 'b1', parallel: 'x' },
              { to: 'b2', parallel: 'x' },
            ],
          }),
          b1: custom('10ms'),
          b2: custom('10ms'),
        },
        { c: { enters: 'a', rate: '50/s' } },
      ),
    );
    // Reference problem fork_join_queues-003.
    expect(Math.abs(only.latency!.mean / 0.02875 - 1)).toBeLessThan(0.001);
    expect(Math.abs(only.latency!.p95 / 0.0727343 - 1)).toBeLessThan(0.02);
    expect(Math.abs(only.latency!.p99 / 0.105461 - 1)).toBeLessThan(0.02);
  });

  it('room that is full refuses, and capacity is what the servers could do', () => {
    const { only, components } = resultsOf(
      own({ s: custom('100ms', { servers: 8, capacity: 20 }) }, { c: { enters: 's', rate: '100/s' } }),
    );
    // Reference problem mmck: utilisation of those that find room.
    expect(components[0]!.resources[0]!.utilization).toBeCloseTo(0.992773124283, 9);
    expect(only.latency!.mean).toBeCloseTo(0.207200776234, 9);
    expect(only.throughput.capacity).toBeCloseTo(80, 9);
    expect(components[0]!.details).toMatchObject({
      refused: { value: expect.closeTo(0.205781500574, 9), unit: 'share' },
    });
  });

  it('contention takes from the servers by the Universal Scalability Law', () => {
    const { only } = resultsOf(
      own(
        { s: custom('50ms', { servers: 32, contention: { sigma: 0.05, kappa: 0 } }) },
        { c: { enters: 's', rate: '100/s' } },
      ),
    );
    // Reference problem usl_eval: 20/s each, 32 of them.
    expect(only.throughput.capacity).toBeCloseTo(250.980392157, 6);
  });
});

describe('what has no end', () => {
  it('is null with the resource that binds, at 100 % and above', () => {
    for (const rate of ['100/s', '250/s']) {
      const { only, slo } = resultsOf(
        own({ s: custom('10ms') }, { c: { enters: 's', rate, slo: { p99: '1s', headroom: 1.5 } } }),
      );
      expect(only.latency).toBeNull();
      expect(only.throughput.bottleneck).toBe('s.cpu');
      expect(slo).toMatchObject([
        { objective: 'latency.p99', actual: null, met: false },
        { objective: 'headroom', met: false },
      ]);
    }
  });

  it('is a limit without a queue too', () => {
    const { only } = resultsOf(
      own({ pay: { kind: 'external', latency: '80ms', limit: '40/s' } }, { c: { enters: 'pay', rate: '50/s' } }),
    );
    expect(only.latency).toBeNull();
    expect(only.throughput.headroom).toBeCloseTo(0.8, 9);
  });
});

describe('retries and hedges', () => {
  it('are said to keep an overload going where they could', () => {
    const asked = (retries: number) =>
      resultsOf(
        own(
          {
            a: custom('1us', { servers: 100, calls: [{ to: 'b', timeout: '200ms', retries }] }),
            b: custom('10ms'),
          },
          { c: { enters: 'a', rate: '45/s' } },
        ),
      ).warnings.map((one) => one.message);
    // 45/s of 10 ms use 45 %; three times as many would not fit.
    expect(asked(2).join()).toContain('once it is overloaded');
    expect(asked(1).join()).not.toContain('once it is overloaded');
  });
});

describe('burstable instances', () => {
  const day = (more: object, own: object = { credits: 'standard' }) =>
    resultsOf(
      aws(
        { app: { kind: 'service', instance: 't3.medium', demand: { cpu: '10ms' }, ...own } },
        { c: { enters: 'app', rate: '120/s', response: '1 KB', ...more } },
      ),
    );

  it('are out of credits where the peak asks for more than the baseline for ever', () => {
    // 2 vCPUs, 20 % each: 0.4 vCPUs for 1.2 asked.
    const { components, only, warnings } = day({});
    expect(components[0]!.resources[0]!.utilization).toBeCloseTo(3, 9);
    expect(only.latency).toBeNull();
    expect(warnings.map((one) => one.message).join()).toContain('out of credits at the peak');
  });

  it('have their whole CPU where the quiet hours earn what the peak spends', () => {
    const { components, warnings } = day({ rate: '20/s', peak: '120/s' });
    expect(components[0]!.resources[0]!.utilization).toBeCloseTo(0.6, 9);
    expect(warnings.map((one) => one.message).join()).not.toContain('credits');
  });

  it('have it at any time where AWS runs them unlimited, which T3 is by default', () => {
    const { components, warnings } = day({}, {});
    expect(components[0]!.resources[0]!.utilization).toBeCloseTo(0.6, 9);
    expect(warnings.map((one) => one.message).join()).not.toContain('credits');
  });
});

describe('instances', () => {
  const at = (instance: string, on?: string) =>
    resultsOf(
      aws(
        { app: { kind: 'service', instance, count: 2, demand: { cpu: '10ms', ...(on && { on }) } } },
        { c: { enters: 'app', rate: '200/s', response: '1 KB' } },
      ),
    );

  it('are as fast as their CoreMark a vCPU where the demand was measured elsewhere', () => {
    const [slow, quick] = [at('m5.large', 'm5.large').only, at('m7g.large', 'm5.large').only];
    expect(at('m5.large').only.latency).toEqual(slow.latency);
    for (const key of ['mean', 'p50', 'p99'] as const) expect(quick.latency![key]).toBeLessThan(slow.latency![key]);
  });
});

describe('the way between components', () => {
  const called = (call: object, more: object = {}) =>
    resultsOf(
      aws(
        {
          app: {
            kind: 'service',
            instance: 'm7g.large',
            count: 3,
            demand: { cpu: '1ms' },
            calls: [{ to: 'db', ...call }],
          },
          db: { kind: 'service', instance: 'm7g.large', count: 3, demand: { cpu: '1ms' } },
        },
        { c: { enters: 'app', rate: '1/s', response: '1 KB' } },
        more,
      ),
    ).only.latency!.mean;
  const sizes = { request: '0 B', response: '0 B' };

  it('is a round trip, two thirds of them between zones', () => {
    const network = { same_zone: '1ms', cross_zone: '4ms' };
    expect(called(sizes, { network })).toBeCloseTo(0.002 + 0.001 / 3 + 0.008 / 3, 9);
    expect(called({ ...sizes, zone_affinity: true }, { network })).toBeCloseTo(0.002 + 0.001, 9);
    expect(called({ ...sizes, protocol: 'none' }, { network })).toBeCloseTo(0.002, 9);
  });

  it('takes the time of its bytes at the bandwidth of a flow', () => {
    const network = { same_zone: '0ms', cross_zone: '0ms', bandwidth: '1 Gbps' };
    // 1 MB = 2^20 bytes.
    expect(called({ request: '0 B', response: '1 MB' }, { network })).toBeCloseTo(0.002 + (8 * 2 ** 20) / 1e9, 6);
  });

  it('crosses regions at the published round trip', () => {
    const far = called({ ...sizes, region: 'eu-west-1' });
    // Between us-east-1 and eu-west-1 all published figures lie between 65 and 85 ms.
    expect(far).toBeGreaterThan(0.067);
    expect(far).toBeLessThan(0.087);
    expect(
      called({ ...sizes, region: 'eu-west-1' }, { network: { regions: { 'us-east-1': { 'eu-west-1': '100ms' } } } }),
    ).toBeCloseTo(0.102, 3);
  });

  it('adds the way to the user', () => {
    const { only } = resultsOf(
      own({ s: custom('10ms') }, { c: { enters: 's', rate: '50/s', client: { rtt: '40ms' } } }),
    );
    expect(only.latency!.mean).toBeCloseTo(0.06, 9);
    expect(only.latency!.p50).toBeCloseTo(0.04 + 0.0138629, 5);
  });

  it('costs CPU at both ends where a protocol is named', () => {
    const cpu = (protocol?: string) =>
      resultsOf(
        aws(
          {
            app: {
              kind: 'service',
              instance: 'm7g.large',
              demand: { cpu: '1ms' },
              calls: [{ to: 'db', request: '1 KB', response: '10 KB', ...(protocol && { protocol }) }],
            },
            db: { kind: 'service', instance: 'm7g.large', demand: { cpu: '1ms' } },
          },
          { c: { enters: 'app', rate: '100/s', response: '1 KB' } },
        ),
      ).components.map((one) => one.resources[0]!.utilization!);
    const [plain, http, grpc] = [cpu(), cpu('http'), cpu('grpc')];
    for (const end of [0, 1]) {
      expect(http[end]).toBeGreaterThan(grpc[end]!);
      expect(grpc[end]).toBeGreaterThan(plain[end]!);
    }
  });
});

describe('where the 99th percentile is spent', () => {
  it('adds up to it', () => {
    const { classes } = toJson(
      estimateOf(
        aws(
          {
            lb: { kind: 'load-balancer', calls: [{ to: 'app' }] },
            app: {
              kind: 'service',
              instance: 'm7g.large',
              count: 4,
              demand: { cpu: '9ms' },
              calls: [{ to: 'db', times: 2, request: '1 KB', response: '1 KB' }],
            },
            db: { kind: 'sql', instance: 'db.r6g.large', storage: '100 GB', read_ratio: 1, demand: { cpu: '3ms' } },
          },
          { c: { enters: 'lb', rate: '150/s', response: '1 KB' } },
        ),
      ),
    );
    const { latency, p99_spent: spent } = classes[0]!;
    const total = spent.reduce((sum, one) => sum + one.seconds, 0);
    expect(total / latency!.p99).toBeCloseTo(1, 2);
    // Two calls at 3 ms each on two vCPUs at 45 %, one at 9 ms on eight at 17 %.
    expect(
      spent
        .slice(0, 2)
        .map((one) => one.component)
        .toSorted(),
    ).toEqual(['app', 'db']);
  });

  it('is the service alone where nothing waits', () => {
    const { only } = resultsOf(own({ s: custom('10ms', { servers: 100 }) }, { c: { enters: 's', rate: '1/s' } }));
    expect(only.p99_spent).toEqual([{ component: 's', seconds: expect.closeTo(0.01 * Math.log(100), 3) }]);
  });

  const spentOf = (components: Record<string, object>, network: object, rate = '1/s') => {
    const [one] = toJson(
      estimateOf({
        name: 'far',
        provider: 'aws',
        region: 'us-east-1',
        network,
        workload: { c: { enters: Object.keys(components)[0]!, rate, response: '1 KB' } },
        components,
      }),
    ).classes;
    const seconds = (name: string) => one!.p99_spent.find(({ component }) => component === name)?.seconds ?? 0;
    return { ...one!, seconds };
  };
  const bytes = { request: '1 KB', response: '1 KB' };
  const machine = { kind: 'service', instance: 'm5.large', count: 2 };

  it('is on the network where regions are far apart, whoever calls whom', () => {
    const { latency, links, seconds } = spentOf(
      {
        app: { ...machine, demand: { cpu: '2ms' }, calls: [{ to: 'b', ...bytes }] },
        b: { ...machine, demand: { cpu: '2ms' }, region: 'eu-west-1' },
      },
      { regions: { 'us-east-1': { 'eu-west-1': '85ms' } } },
    );
    // The CPUs' 4 ms of mean and cv 0.7 beside 85 ms of cv 0.1: most of what is beyond the mean is the network's too.
    expect(seconds('network') / latency!.p99).toBeGreaterThan(0.93);
    expect(seconds('app') / seconds('b')).toBeCloseTo(1, 1);
    expect(links).toEqual([{ from: 'app', to: 'b', seconds: expect.closeTo(seconds('network'), 12) }]);
  });

  it('is told of every link by itself, and within a component between its places', () => {
    const { links, seconds, latency } = spentOf(
      {
        app: {
          ...machine,
          demand: { cpu: '1ms' },
          calls: [
            { to: 'b', ...bytes },
            { to: 'ring', ...bytes },
          ],
        },
        b: { ...machine, demand: { cpu: '1ms' }, region: 'eu-west-1' },
        ring: {
          kind: 'consensus',
          instance: 'm5.large',
          placement: ['us-east-1', 'us-west-2', 'eu-west-1'],
        },
      },
      {
        regions: { 'us-east-1': { 'eu-west-1': '60ms', 'us-west-2': '40ms' }, 'us-west-2': { 'eu-west-1': '90ms' } },
      },
    );
    const between = (from: string, to: string) =>
      links.find((link) => link.from === from && link.to === to)?.seconds ?? 0;
    expect(between('app', 'b')).toBeGreaterThan(0.055);
    // The nearer of both followers makes the majority.
    expect(between('ring', 'ring')).toBeGreaterThan(0.035);
    expect(between('ring', 'ring')).toBeLessThan(between('app', 'b'));
    expect(links.reduce((sum, link) => sum + link.seconds, 0)).toBeCloseTo(seconds('network'), 9);
    expect(seconds('network') / latency!.p99).toBeGreaterThan(0.85);
  });

  it('is the callee’s where its callers give it up', () => {
    const station = (mean: string, servers: number) => ({ kind: 'custom', servers, service: { mean } });
    const { latency, seconds, links } = spentOf(
      {
        a: { ...station('1ms', 64), calls: [{ to: 'b', protocol: 'none', timeout: '20ms', retries: 2 }] },
        b: station('30ms', 64),
      },
      { same_zone: '0ms', cross_zone: '0ms' },
    );
    expect(seconds('a') + seconds('b')).toBeCloseTo(latency!.p99, 9);
    expect(seconds('b') / latency!.p99).toBeGreaterThan(0.9);
    expect(links).toEqual([]);
  });

  it('is the callee’s where its queue is waited for, and the pool’s where a thread is', () => {
    const callee = { kind: 'custom', servers: 1, service: { mean: '8ms' } };
    const none = { same_zone: '0ms', cross_zone: '0ms' };
    const calls = [{ to: 'b', protocol: 'none' }];
    const free = { kind: 'custom', servers: 64, service: { mean: '1ms' }, calls };
    const open = spentOf({ a: free, b: callee }, none, '100/s');
    expect(open.seconds('b') / open.latency!.p99).toBeGreaterThan(0.95);
    const pooled = spentOf({ a: { ...free, threads: 1 }, b: { ...callee, servers: 64 } }, none, '80/s');
    // One at a time: all waits are for the thread of a.
    expect(pooled.seconds('a')).toBeGreaterThan(pooled.seconds('b'));
  });
});
