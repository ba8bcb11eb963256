/** One failure at a time: figures that follow from closed forms, by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drill } from '../../src/engine/drill.ts';

import { inWords, type WordedDrill } from '../../src/report/drill-text.ts';
import { drillToJson } from '../../src/report/drill-json.ts';
import { toJson } from '../../src/estimate/published.ts';
import { ASSUMPTIONS, FIXTURES, RATES, estimateOf, readText } from '../support.ts';

type Drill = WordedDrill;
type DrilledScenario = Drill['scenarios'][number];
type Named = Readonly<Record<string, object>>;

const drillOf = (topology: string | object, pairs = false): Drill =>
  inWords(drill(estimateOf(topology), { rates: RATES, assumptions: ASSUMPTIONS, pairs }));

/** A class that enters at the first component, at 40 requests a second. */
const system = (components: Named, more: object = {}, peak = '40/s') => ({
  name: 'tried',
  workload: { c: { enters: Object.keys(components)[0]!, rate: peak, peak } },
  components,
  ...more,
});
/** In a region, so that nodes stand in zones. */
const inZones = (components: Named, more: object = {}, peak = '40/s') =>
  system(components, { provider: 'aws', region: 'us-east-1', zones: 3, ...more }, peak);
const custom = (more: object = {}) => ({ kind: 'custom', service: { mean: '10ms' }, ...more });

function scenarioOf({ scenarios }: Drill, name: string): DrilledScenario {
  const found = scenarios.find((one) => one.scenario === name);
  if (!found) throw new Error(`no ${name} among ${scenarios.map((one) => one.scenario).join(', ')}`);
  return found;
}
const classOf = (tried: Drill, name: string, requestClass = 'c') =>
  scenarioOf(tried, name).classes.find((one) => one.requestClass === requestClass)!;
const partitionOf = (tried: Drill, name: string, component: string) =>
  scenarioOf(tried, name).partition!.components.find((one) => one.component === component)!;

const near = (actual: number | undefined, expected: number, relative = 1e-3) =>
  expect(Math.abs(actual! / expected - 1)).toBeLessThan(relative);

/** P(an arrival waits) of M/M/c, summed term by term. */
function erlangC(servers: number, offered: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 0; k < servers; k++) {
    sum += term;
    term *= offered / (k + 1);
  }
  const last = (term * servers) / (servers - offered);
  return last / (sum + last);
}

/** P(response > t) of M/M/c, and its percentile by bisection. */
function responsePercentile(servers: number, arrivals: number, service: number, percentile: number): number {
  const mu = 1 / service;
  const waits = erlangC(servers, arrivals * service);
  const theta = servers * mu - arrivals;
  // Waits with probability C exponentially at rate θ, then is served at rate μ: θ ≠ μ here.
  const tail = (t: number) =>
    (1 - waits) * Math.exp(-mu * t) + (waits * (theta * Math.exp(-mu * t) - mu * Math.exp(-theta * t))) / (theta - mu);
  let low = 0;
  let high = 100 * service;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 1 - percentile) low = middle;
    else high = middle;
  }
  return low;
}

/** A drill gives no accuracy: what is lost is what is asked. */
const figuresOf = (latency: object | null) =>
  latency && Object.fromEntries(Object.entries(latency).filter(([, value]) => typeof value === 'number'));

describe('while nothing has failed', () => {
  it.each(FIXTURES)('fixtures/%s has the figures of the estimate', (name) => {
    const text = readText(`fixtures/${name}/quoin.yaml`);
    const estimate = toJson(estimateOf(text));
    const { base } = drillToJson(drillOf(text));
    expect(base.map((one) => [one.class, one.headroom, one.latency])).toEqual(
      estimate.classes.map((one) => [one.class, one.throughput.headroom, figuresOf(one.latency)]),
    );
  });
});

describe('every fixture', () => {
  it.each(FIXTURES)('fixtures/%s can be drilled: finite numbers, every class in every scenario', (name) => {
    const text = readText(`fixtures/${name}/quoin.yaml`);
    const tried = drillToJson(drillOf(text));
    const { topology } = estimateOf(text);
    expect(tried.schema).toBe('quoin/drill/1');
    expect(tried.scenarios.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(tried))).toEqual(tried);
    expect(new Set(tried.scenarios.map(({ scenario }) => scenario)).size).toBe(tried.scenarios.length);
    for (const { classes } of tried.scenarios) {
      expect(classes.map((one) => one.class)).toEqual(topology.classes.map((one) => one.name));
      for (const { state, headroom, latency } of classes) {
        if (state === 'down') expect([headroom, latency]).toEqual([0, null]);
        // A disk that is too small leaves no room, and answers as fast.
        if (headroom !== null && headroom > 0 && headroom <= 1) expect(latency).toBeNull();
        if (latency) expect(latency.p50).toBeLessThanOrEqual(latency.p99);
      }
    }
  });
});

describe('a node of a fleet', () => {
  const tried = drillOf(system({ desk: custom({ count: 5, service: { mean: '100ms' } }) }, {}, '32/s'));

  it('takes its part of the capacity', () => {
    // 5 or 4 servers of 10 requests a second each against 32.
    near(tried.base[0]!.headroom, 50 / 32, 1e-9);
    near(classOf(tried, 'desk: a node').headroom, 40 / 32, 1e-9);
    near(classOf(tried, 'desk: a node').headroom! / tried.base[0]!.headroom!, 4 / 5, 1e-9);
  });

  it('leaves the response times of M/M/c with a server less', () => {
    const { latency, state } = classOf(tried, 'desk: a node');
    near(tried.base[0]!.latency!.p99, responsePercentile(5, 32, 0.1, 0.99));
    near(latency!.p99, responsePercentile(4, 32, 0.1, 0.99));
    near(latency!.p50, responsePercentile(4, 32, 0.1, 0.5));
    // 0.1 + C(4, 3.2) / (40 − 32).
    near(latency!.mean, 0.1 + erlangC(4, 3.2) / 8);
    expect(state).toBe('up');
  });

  it('leaves M/M/1 each with a larger part, where requests are dealt out at random', () => {
    const dealt = drillOf(
      system(
        {
          lb: { kind: 'load-balancer', layer: 4, policy: 'random', calls: [{ to: 'desk', protocol: 'none' }] },
          desk: custom({ count: 4, service: { mean: '10ms' } }),
        },
        { provider: 'aws', region: 'us-east-1', network: { same_zone: '0us', cross_zone: '0us' } },
        '240/s',
      ),
    );
    // 240/s over 3 nodes of 100/s each: exponential at 20/s.
    near(classOf(dealt, 'desk: a node').headroom, 300 / 240, 1e-9);
    const added = dealt.base[0]!.latency!.mean - 1 / (100 - 60);
    near(classOf(dealt, 'desk: a node').latency!.mean, 1 / (100 - 80) + added, 1e-6);
  });

  it('leaves no steady state where the others cannot carry the peak, and no number for it', () => {
    const full = drillOf(system({ desk: custom({ count: 3, service: { mean: '100ms' } }) }, {}, '25/s'));
    const { state, headroom, latency, notes } = classOf(full, 'desk: a node');
    expect([state, latency]).toEqual(['degraded', undefined]);
    near(headroom, 20 / 25, 1e-9);
    expect(notes).toContain('80 % of the peak is carried: desk.cpu is saturated');
    const json = drillToJson(full).scenarios.find(({ scenario }) => scenario === 'desk: a node')!;
    expect(json.classes[0]!.latency).toBeNull();
    expect(scenarioOf(full, 'desk: a node').surges).toEqual([
      {
        component: 'desk',
        rate: { before: 25, after: 25 },
        resource: 'cpu',
        utilization: { before: 25 / 30, after: 25 / 20 },
      },
    ]);
  });

  it('takes all where there is no other', () => {
    const single = drillOf(system({ desk: custom() }));
    expect(classOf(single, 'desk: a node')).toEqual({
      requestClass: 'c',
      state: 'down',
      headroom: 0,
      latency: undefined,
      effects: [{ effect: 'required-lost', component: 'desk', gone: { why: 'no-node', name: 'nodes' } }],
      notes: ['requires desk: no node is left'],
    });
  });

  it('finds an autoscaled fleet as it stands, without what may be added', () => {
    const scaled = drillOf(
      inZones(
        {
          app: {
            kind: 'service',
            instance: 'm7g.large',
            autoscale: { min: 2, max: 20, target: '50%' },
            demand: { cpu: '20ms' },
          },
        },
        {},
        '300/s',
      ),
    );
    // 6 vCPU seconds a second at 50 % of 2 vCPUs a node: 6 nodes, of which there may be 20; the 5 that are left carry 5
    // / 3 of the peak.
    near(scaled.base[0]!.headroom, 40 / 6, 5e-3);
    near(classOf(scaled, 'app: a node').headroom, 10 / 6, 5e-3);
  });
});

describe('what the availability says', () => {
  /** Calls to later components, each of them optional, asynchronous, with a fallback, or required. */
  const graphs = fc.array(
    fc.array(
      fc.record({
        to: fc.nat({ max: 5 }),
        as: fc.constantFrom({}, {}, { optional: true }, { async: true }, { fallback: 5 }, { fallback: 6 }),
      }),
      { maxLength: 3 },
    ),
    { minLength: 7, maxLength: 7 },
  );

  it('is what is seen: a class is down with a component exactly where it is as unavailable as that', () => {
    fc.assert(
      fc.property(graphs, fc.nat({ max: 6 }), (graph, failing) => {
        const calls = graph.map((own, from) =>
          own.flatMap(({ to, as }) => {
            const target = from + 1 + to;
            const other = 'fallback' in as && as.fallback > from && as.fallback !== target ? as.fallback : undefined;
            if (target > 6) return [];
            return [
              {
                to: `n${target}`,
                ...('optional' in as || 'async' in as ? as : {}),
                ...(other !== undefined && { fallback: `n${other}` }),
              },
            ];
          }),
        );
        const topology = (sick: number | undefined) =>
          system(
            Object.fromEntries(
              calls.map((own, index) => [
                `n${index}`,
                custom({ calls: own, availability: index === sick ? '50%' : '100%', service: { mean: '1us' } }),
              ]),
            ),
          );
        const isNeeded = toJson(estimateOf(topology(failing))).classes[0]!.availability.unavailability === 0.5;
        const { state } = classOf(drillOf(topology(undefined)), `n${failing}: a node`);
        expect(state === 'down').toBe(isNeeded);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('closed classes', () => {
  const closed = (count: number) => ({
    name: 'closed',
    workload: { c: { enters: 'desk', users: 30, think_time: '1s' } },
    components: { desk: custom({ count, service: { mean: '50ms' } }) },
  });

  it('settle anew on what is left: the machine-repairman of one server less', () => {
    const found = classOf(drillOf(closed(2)), 'desk: a node');
    // P(k users at the desk) ∝ 30! / (30 − k)! × (S / Z)^k for one server; the response time follows from Little's law.
    let weight = 1;
    let sum = 0;
    let idle = 0;
    for (let k = 0; k <= 30; k++) {
      if (k === 0) idle = weight;
      sum += weight;
      weight *= (30 - k) * 0.05;
    }
    const throughput = (1 - idle / sum) / 0.05;
    near(found.latency!.mean, 30 / throughput - 1, 2e-2);
    const whole = toJson(estimateOf(closed(1))).classes[0]!;
    near(found.latency!.p99, whole.latency!.p99, 1e-6);
    near(found.headroom, whole.throughput.headroom!, 1e-6);
  });
});

describe('a zone', () => {
  it('takes the nodes that stand there: the first zones have one more', () => {
    const tried = drillOf(inZones({ desk: custom({ count: 7 }) }, {}, '100/s'));
    // 7 nodes stand 3, 2 and 2; each carries 100/s.
    expect([1, 2, 3].map((zone) => Math.round(classOf(tried, `zone us-east-1/${zone}`).headroom! * 1e9) / 1e9)).toEqual(
      [4, 5, 5],
    );
    expect(classOf(tried, 'region us-east-1').state).toBe('down');
  });

  it('leaves what does not stand in it as it was', () => {
    const tried = drillOf(inZones({ desk: custom({ count: 2 }) }, { failure: { zone: { mtbf: '1y' } } }));
    expect(scenarioOf(tried, 'zone us-east-1/2').classes[0]!.headroom).toBeCloseTo(2.5, 9);
    expect(tried.scenarios.map(({ scenario }) => scenario)).not.toContain('zone us-east-1/3');
  });
});

describe('what a class needs', () => {
  const parts = { a: custom({ count: 2, calls: [{ to: 'b' }] }), b: custom({ count: 1 }), c: custom({ count: 2 }) };
  const withCall = (call: object) =>
    drillOf(system({ ...parts, a: custom({ count: 2, calls: [{ to: 'b', ...call }] }) }));

  it.each([
    ['a required call', {}, 'down', 'requires b: no node is left'],
    ['an optional one', { optional: true }, 'degraded', 'a degrades: skips b (optional)'],
    ['an asynchronous one', { async: true }, 'degraded', 'a degrades: skips b (asynchronous)'],
    ['one with a fallback', { fallback: 'c' }, 'degraded', 'a falls back from b to c'],
  ])('is %s: %j', (_, call, state, note) => {
    const found = classOf(withCall(call), 'b: a node');
    expect([found.state, found.notes[0]]).toEqual([state, note]);
  });

  it('asks the fallback for all that was asked of the lost', () => {
    const found = scenarioOf(withCall({ fallback: 'c', times: 2 }), 'b: a node');
    expect(found.surges).toEqual([
      { component: 'c', rate: { before: 0, after: 80 }, resource: 'cpu', utilization: { before: 0, after: 0.4 } },
    ]);
  });

  it('says that the call cycle does not converge, rather than a figure, where the fallback calls back', () => {
    const found = classOf(
      drillOf(
        system({
          a: custom({ calls: [{ to: 'b', fallback: 'c' }] }),
          b: custom(),
          c: custom({ calls: [{ to: 'a' }] }),
        }),
      ),
      'b: a node',
    );
    expect([found.state, found.headroom, found.latency]).toEqual(['down', 0, undefined]);
  });

  it('leaves a class that needs nothing of it as it was', () => {
    const tried = drillOf({
      name: 'apart',
      workload: { c: { enters: 'a', rate: '40/s' }, d: { enters: 'c', rate: '40/s' } },
      components: { a: custom({ count: 2, calls: [{ to: 'b' }] }), b: custom({ count: 2 }), c: custom({ count: 2 }) },
    });
    expect(classOf(tried, 'b: a node', 'd')).toEqual(tried.base[1]);
    expect(classOf(tried, 'b: a node', 'c').headroom).toBeCloseTo(2.5, 9);
    expect(classOf(tried, 'c: a node', 'c')).toEqual(tried.base[0]);
  });

  it('sends nothing of a class that is down to those that others need', () => {
    const tried = drillOf({
      name: 'shared',
      workload: { c: { enters: 'a', rate: '30/s' }, d: { enters: 'b', rate: '20/s' } },
      components: { a: custom({ calls: [{ to: 'b' }] }), b: custom({ count: 1 }) },
    });
    const found = classOf(tried, 'a: a node', 'd');
    // b had 50 of 100 requests a second, and has 20: M/M/1.
    near(found.headroom, 100 / 20, 1e-9);
    near(found.latency!.mean, 1 / 80, 1e-6);
  });
});

describe('a cache', () => {
  it('lost sends all that it answered on to its origin: 1 / (1 − h) times as much', () => {
    const tried = drillOf(
      inZones(
        {
          front: {
            kind: 'cache',
            engine: 'redis',
            instance: 'cache.m7g.large',
            hit_ratio: '90%',
            calls: [{ to: 'origin' }],
          },
          origin: custom({ count: 2 }),
        },
        {},
        '100/s',
      ),
    );
    const { surges, classes } = scenarioOf(tried, 'cache front');
    const surge = surges.find(({ component }) => component === 'origin')!;
    near(surge.rate.after / surge.rate.before, 1 / (1 - 0.9), 1e-9);
    near(surge.utilization!.after, 0.5, 1e-9);
    expect(classes[0]!.state).toBe('degraded');
    expect(classes[0]!.notes[0]).toBe('front is lost: all of its requests go to origin');
    // So it is with its product, and with its only node.
    expect(scenarioOf(tried, 'elasticache in us-east-1').classes).toEqual(classes);
    expect(scenarioOf(tried, 'front: a node').classes).toEqual(classes);
  });

  it('lost leaves as much of the peak as its origin can carry', () => {
    const tried = drillOf(
      inZones(
        {
          front: {
            kind: 'cache',
            engine: 'redis',
            instance: 'cache.m7g.large',
            hit_ratio: '90%',
            calls: [{ to: 'origin' }],
          },
          origin: custom({ count: 2 }),
        },
        {},
        '400/s',
      ),
    );
    // 400 requests a second on 200: half of them.
    const { state, headroom, latency, notes } = classOf(tried, 'cache front');
    expect([state, latency]).toEqual(['degraded', undefined]);
    near(headroom, 0.5, 1e-9);
    expect(notes).toContain('50 % of the peak is carried: origin.cpu is saturated');
  });

  it('emptied at the edge answers still, and asks for everything', () => {
    const tried = drillOf(
      inZones(
        { edge: { kind: 'cdn', hit_ratio: '75%', calls: [{ to: 'origin' }] }, origin: custom({ count: 2 }) },
        {},
        '100/s',
      ),
    );
    const surge = scenarioOf(tried, 'cache edge').surges.find(({ component }) => component === 'origin')!;
    near(surge.rate.after / surge.rate.before, 4, 1e-9);
    expect(classOf(tried, 'cloudfront').state).toBe('down');
  });

  it('of the shop leaves its reads to the database', () => {
    const tried = drillOf(readText('fixtures/shop/quoin.yaml'));
    // At the peak a tenth of 1,200/s reaches the application: two reads of sessions each on top of 0.8 × 120 + 6 × 6.
    const surge = scenarioOf(tried, 'cache sessions').surges.find(({ component }) => component === 'db')!;
    near(surge.rate.before, 0.8 * 120 + 6 * 6, 1e-9);
    near(surge.rate.after, 0.8 * 120 + 6 * 6 + 2 * 120, 1e-9);
    expect(classOf(tried, 'cache sessions', 'browse').notes).toContain('app falls back from sessions to db');
  });
});

describe('a database', () => {
  const database = (more: object) =>
    drillOf(
      inZones({
        app: custom({ count: 3, calls: [{ to: 'db', operation: 'write' }] }),
        db: { kind: 'sql', engine: 'postgres', instance: 'db.r6g.large', storage: '100 GB', ...more },
      }),
    );
  const dataOf = (tried: Drill, name: string) =>
    scenarioOf(tried, name).data.find(({ component }) => component === 'db')!;

  it('with a standby loses nothing, and answers again when that has taken over', () => {
    const tried = database({ multi_az: true, failure: { failover: '45s' } });
    const { state, notes } = classOf(tried, 'zone us-east-1/1');
    expect([state, notes]).toEqual(['degraded', ['db unavailable during failover: 45 s']]);
    expect(dataOf(tried, 'zone us-east-1/1')).toMatchObject({ copies: 2, left: 1, recoveryPoint: 0, recoveryTime: 45 });
    expect(classOf(tried, 'zone us-east-1/2').state).toBe('up');
    expect(dataOf(tried, 'zone us-east-1/2')).toMatchObject({ copies: 2, left: 1, recoveryPoint: 0, recoveryTime: 0 });
    const pair = drillOf(
      inZones({ db: { kind: 'sql', engine: 'postgres', instance: 'db.r6g.large', storage: '100 GB', multi_az: true } }),
      true,
    );
    expect(classOf(pair, 'zone us-east-1/1 + zone us-east-1/2').state).toBe('down');
  });

  it('with a replica that follows behind loses what that has not yet', () => {
    const tried = database({ read_replicas: 1, apply_time: '2ms', demand: { cpu: '1ms' } });
    const lost = dataOf(tried, 'db: the primary');
    expect([lost.copies, lost.left]).toEqual([2, 1]);
    // At 40 writes a second of 2 ms each, M/M/1: 2 / (1 − 0.08) ms, and the way there.
    expect(lost.recoveryPoint).toBeGreaterThan(2e-3 / 0.92);
    expect(lost.recoveryPoint).toBeLessThan(2e-3 / 0.92 + 2e-3);
    expect(classOf(tried, 'db: the primary').state).toBe('down');
    expect(classOf(tried, 'db: a replica').state).toBe('up');
  });

  it('alone loses everything with its zone, and nothing is said of how much', () => {
    const lost = dataOf(database({}), 'zone us-east-1/1');
    expect(lost).toEqual({ component: 'db', copies: 1, left: 0, recoveryPoint: undefined, recoveryTime: undefined });
  });

  it('cut off with its zone gives the writes to its standby, and else keeps them', () => {
    const tried = database({ multi_az: true });
    expect(partitionOf(tried, 'us-east-1/1 partitioned', 'db')).toMatchObject({
      writes: ['the rest of us-east-1'],
      isConsistent: true,
    });
    expect(partitionOf(tried, 'us-east-1/2 partitioned', 'db')).toMatchObject({
      writes: ['the rest of us-east-1'],
      isConsistent: true,
    });
    const alone = database({});
    expect(partitionOf(alone, 'us-east-1/1 partitioned', 'db').writes).toEqual(['us-east-1/1']);
    expect(classOf(alone, 'us-east-1/1 partitioned').state).toBe('down');
  });
});

describe('a partition between regions', () => {
  const disk = { volumes: [{ type: 'gp3', size: '20 GB' }] };
  const raft = (placement: readonly string[], more: object = {}) => ({
    kind: 'consensus',
    product: 'self-managed',
    instance: 'm7g.large',
    members: 5,
    placement,
    ...disk,
    ...more,
  });
  const regions = ['us-east-1', 'us-east-1', 'us-west-2', 'us-west-2', 'eu-west-1'];
  const app = (to: string) => custom({ count: 3, calls: [{ to, operation: 'write' }] });

  it('leaves the majority of five members writing, and the minority not', () => {
    const tried = drillOf(inZones({ app: app('raft'), raft: raft(regions) }));
    // Of 2 + 2 + 1 members whoever is alone has two at the most.
    for (const [alone, others] of [
      ['us-east-1', 'us-west-2, eu-west-1'],
      ['us-west-2', 'us-east-1, eu-west-1'],
      ['eu-west-1', 'us-east-1, us-west-2'],
    ] as const) {
      const found = partitionOf(tried, `${alone} partitioned`, 'raft');
      expect([found.writes, found.reads, found.isConsistent]).toEqual([[others], [others], true]);
      // The application stands in us-east-1.
      expect(classOf(tried, `${alone} partitioned`).state).toBe(alone === 'us-east-1' ? 'down' : 'up');
    }
  });

  it('leaves neither side writing where neither has a majority of the members', () => {
    const tried = drillOf(inZones({ app: app('raft'), raft: raft(['us-east-1', 'us-west-2'], { members: 4 }) }));
    const found = partitionOf(tried, 'us-east-1 and us-west-2 partitioned', 'raft');
    expect(found.writes).toEqual([]);
    expect(classOf(tried, 'us-east-1 and us-west-2 partitioned').state).toBe('down');
  });

  it('waits for the members that are left: of lost regions none answers', () => {
    const own = {
      network: {
        same_zone: '0us',
        cross_zone: '0us',
        regions: { 'us-east-1': { 'us-west-2': '60ms', 'eu-west-1': '90ms' }, 'us-west-2': { 'eu-west-1': '140ms' } },
      },
    };
    const tried = drillOf(inZones({ raft: raft(regions, { fsync: '1ms', demand: { cpu: '1us' } }) }, own, '1/s'));
    const mean = (name: string) => classOf(tried, name).latency!.mean;
    // Two of the four followers make a majority with the leader: its neighbour, and the nearer of the other regions.
    const [without, west] = [mean('region eu-west-1'), mean('region us-west-2')];
    expect(without).toBeGreaterThan(0.055);
    expect(without).toBeLessThan(0.065);
    expect(west).toBeGreaterThan(0.085);
    expect(west).toBeLessThan(0.095);
  });

  it('is led from a region that is left, once that of the leader is gone', () => {
    const network = {
      same_zone: '0us',
      cross_zone: '0us',
      regions: { 'us-east-1': { 'us-west-2': '60ms', 'eu-west-1': '90ms' }, 'us-west-2': { 'eu-west-1': '140ms' } },
    };
    const away = raft(regions, { region: 'us-west-2', leader: 'us-east-1', fsync: '1ms', demand: { cpu: '1us' } });
    const tried = drillOf(inZones({ raft: away }, { network }, '1/s'));
    const mean = (found: Drill['base'][number]) => found.latency!.mean;
    // To the leader 60 ms, which waits 60 ms for the third of five; then two in us-west-2 wait 140 ms for eu-west-1.
    expect(mean(tried.base[0]!)).toBeGreaterThan(0.115);
    expect(mean(tried.base[0]!)).toBeLessThan(0.125);
    expect(mean(classOf(tried, 'region us-east-1'))).toBeGreaterThan(0.138);
    expect(mean(classOf(tried, 'region us-east-1'))).toBeLessThan(0.146);
    expect(classOf(tried, 'region us-east-1').state).toBe('degraded');
  });

  const ring = (consistency: string) => ({
    kind: 'wide-column',
    product: 'self-managed',
    instance: 'm7g.large',
    count: 6,
    replication: 3,
    consistency,
    placement: ['us-east-1', 'us-west-2'],
    ...disk,
  });
  const cut = 'us-east-1 and us-west-2 partitioned';

  it.each([
    // One copy is enough on either side; the sides differ.
    ['one', ['us-east-1', 'us-west-2'], false, 'up'],
    // A majority of the three in each region.
    ['local_quorum', ['us-east-1', 'us-west-2'], false, 'up'],
    // 4 of 6 copies: each side has 3.
    ['quorum', [], true, 'down'],
    ['all', [], true, 'down'],
  ])('a ring at %s writes on %j', (consistency, writes, isConsistent, state) => {
    const tried = drillOf(inZones({ app: app('ring'), ring: ring(consistency) }));
    const found = partitionOf(tried, cut, 'ring');
    expect([found.writes, found.isConsistent]).toEqual([writes, isConsistent]);
    expect(classOf(tried, cut).state).toBe(state);
    if (!isConsistent)
      expect(classOf(tried, cut).notes).toContain('split brain: ring diverges until the partition heals');
  });
});

describe('pairs', () => {
  it('are every unordered pair of failures, and two nodes of a group that has two', () => {
    const tried = drillOf(
      system({ a: custom({ count: 3, calls: [{ to: 'b' }] }), b: custom({ count: 1 }), d: custom({ count: 2 }) }),
      true,
    );
    const singles = tried.scenarios.filter(({ scope }) => scope !== 'pair');
    const pairs = tried.scenarios.filter(({ scope }) => scope === 'pair');
    expect(singles.map(({ scenario }) => scenario)).toEqual(['a: a node', 'b: a node', 'd: a node']);
    // Three of two, and two of the same at a and d.
    expect(pairs.map(({ scenario }) => scenario).toSorted()).toEqual([
      'a: a node + a: a node',
      'a: a node + b: a node',
      'a: a node + d: a node',
      'b: a node + d: a node',
      'd: a node + d: a node',
    ]);
    near(classOf(tried, 'a: a node + a: a node').headroom, 100 / 40, 1e-9);
    expect(tried.leftOut).toEqual({ singles: 0, pairs: 0 });
  });

  it('are left out beyond 3,000 scenarios, and counted', () => {
    const names = Array.from({ length: 90 }, (_, index) => `n${index}`);
    const tried = drillOf(system(Object.fromEntries(names.map((name) => [name, custom({ count: 2 })]))), true);
    // 90 single ones, 90 × 91 / 2 pairs.
    expect(tried.scenarios.length).toBe(3000);
    expect(tried.leftOut).toEqual({ singles: 0, pairs: 90 + (90 * 91) / 2 - 3000 });
  });
});

describe('too many failures', () => {
  it('are left out beyond 400,000 results, and counted', () => {
    const names = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const tried = drillOf({
      name: 'many',
      workload: Object.fromEntries(names.map((name) => [name, { enters: name, rate: '10/s' }])),
      components: Object.fromEntries(
        names.flatMap((name) => [
          [name, custom({ calls: [{ to: `${name}b` }] })],
          [`${name}b`, custom()],
        ]),
      ),
    });
    // 1,000 nodes, and 400,000 / 500 scenarios.
    expect([tried.scenarios.length, tried.leftOut]).toEqual([800, { singles: 200, pairs: 0 }]);
    expect(classOf(tried, 'n3: a node', 'n3').state).toBe('down');
    expect(classOf(tried, 'n3: a node', 'n4')).toEqual(tried.base[4]);
  });
});

describe('a product', () => {
  it('of the provider is lost as a whole, with all that it runs', () => {
    const tried = drillOf(readText('fixtures/shop/quoin.yaml'));
    const products = tried.scenarios.filter(({ scope }) => scope === 'product').map(({ scenario }) => scenario);
    expect(products).toEqual(
      expect.arrayContaining([
        'cloudfront',
        'lb: alb',
        'elasticache in us-east-1',
        'rds in us-east-1',
        'msk in us-east-1',
        's3 in us-east-1',
      ]),
    );
    // Plain machines go with their zones.
    expect(products.some((name) => name.includes('ec2'))).toBe(false);
    expect(classOf(tried, 'rds in us-east-1', 'browse').state).toBe('down');
    expect(classOf(tried, 'elasticache in us-east-1', 'browse').state).toBe('degraded');
    expect(classOf(tried, 'elasticache in us-east-1', 'checkout').state).toBe('up');
    expect(classOf(tried, 's3 in us-east-1', 'browse').state).toBe('up');
  });
});
