/** Explanations: their figures are those of the estimate, and every formula gives its figure. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { assumptionFiles } from '../../src/host/assumption-files.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { explain } from '../../src/explain/explain.ts';
import { fillIn, type Entry, type Explanation, type Subject } from '../../src/explain/explanation.ts';
import { findSubject } from '../../src/explain/subject.ts';
import { MEASURED } from '../../src/models/system/measured.ts';
import { dispatchWait } from '../../src/models/queueing/dispatch.ts';
import { erlangC } from '../../src/models/queueing/erlang.ts';
import { toJson } from '../../src/estimate/published.ts';
import { FIXTURES, ROOT, estimateOf, readText } from '../support.ts';

const TRIPS = assumptionFiles(new URL('assumptions/', ROOT));

const subjectsOf = ({ topology }: Estimate): Subject[] => [
  ...topology.components.map(({ name }) => ({ type: 'component', name }) as const),
  ...topology.classes.map(({ name }) => ({ type: 'class', name }) as const),
];
const entriesOf = ({ sections }: Explanation) =>
  sections.flatMap(({ title, entries }) => entries.map((entry) => ({ title, ...entry })));

function find(explanation: Explanation, title: string, name: string): Entry {
  const found = entriesOf(explanation).find((entry) => entry.title === title && entry.name === name);
  if (!found)
    throw new Error(
      `no ${title} / ${name} in ${entriesOf(explanation)
        .map((one) => `${one.title}/${one.name}`)
        .join(', ')}`,
    );
  return found;
}

/** What a formula of plain arithmetic gives; undefined where it names a function. */
function evaluate({ formula = '', inputs = [] }: Entry): number | undefined {
  const filled = fillIn(formula, inputs, ({ value }) => `(${value})`);
  const code = filled.replaceAll('×', '*').replaceAll('−', '-').replaceAll('⌈', 'ceil(').replaceAll('⌉', ')');
  if (!/^(?:[\d\s.,()*/+-]|e[+-]?\d|ceil|min|max)+$/.test(code)) return undefined;
  return Number(runInNewContext(code, { ceil: Math.ceil, min: Math.min, max: Math.max }));
}

/** Formulas that name a model rather than arithmetic. */
const FUNCTION = /(Erlang C|GI\/G\/[1c]|M\/[MG]\/c\/K|least-connections|power-of-two|round-robin|random)\(/;

const input = ({ inputs = [] }: Entry, name: string) => Number(inputs.find((one) => one.name === name)!.value);

const DESK = {
  name: 'desk',
  provider: 'aws',
  region: 'us-east-1',
  workload: {
    ask: { enters: 'clerk', rate: '35/s', peak: '2x' },
    pay: { enters: 'till', rate: '10/s' },
    stamp: { enters: 'stamper', rate: '80/s' },
    crowd: { enters: 'gate', rate: '150/s' },
  },
  components: {
    clerk: { kind: 'custom', service: { mean: '10ms' } },
    till: { kind: 'custom', servers: 2, service: { mean: '100ms' } },
    stamper: { kind: 'custom', service: { mean: '10ms', cv: 0 } },
    gate: { kind: 'custom', service: { mean: '10ms' } },
  },
};
const desk = estimateOf(DESK);
const ofDesk = (name: string) => explain(desk, { type: 'component', name });

describe.each(FIXTURES)('%s', (fixture) => {
  const estimate = estimateOf(readText(`fixtures/${fixture}/quoin.yaml`));
  const all = subjectsOf(estimate).map((subject) => [`${subject.type} ${subject.name}`, subject] as const);

  it.each(all)('every formula of %s gives its figure', (_, subject) => {
    const wrong = entriesOf(explain(estimate, subject, TRIPS)).filter((entry) => {
      if (entry.formula === undefined) return false;
      const by = evaluate(entry);
      if (by === undefined) return !FUNCTION.test(entry.formula);
      return !(Math.abs(by - Number(entry.value)) <= 1e-4 * Math.abs(by) + 1e-15);
    });
    expect(wrong).toEqual([]);
  });

  it('has the figures of the estimate', () => {
    const json = toJson(estimate);
    for (const one of json.components) {
      const explanation = explain(estimate, { type: 'component', name: one.component }, TRIPS);
      const entries = entriesOf(explanation);
      if (one.arrival_rate) expect(entries.some(({ value }) => value === one.peak_rate)).toBe(true);
      for (const { utilization } of one.resources)
        expect(utilization === 0 || entries.some(({ value }) => value === utilization)).toBe(true);
      if (one.latency && one.arrival_rate)
        for (const value of figuresOf(one.latency)) expect(entries.map((entry) => entry.value)).toContain(value);
      const { items, total } = json.cost.components.find(({ component }) => component === one.component)!;
      for (const { amount_exact: amount } of items)
        if (amount !== null) expect(entries.map((entry) => entry.value)).toContain(amount);
      if (items.length > 0) expect(Number(find(explanation, 'the month’s bill', 'total').value).toFixed(2)).toBe(total);
    }
    for (const one of json.classes) {
      const values = entriesOf(explain(estimate, { type: 'class', name: one.class }, TRIPS)).map(({ value }) => value);
      expect(values).toContain(one.throughput.capacity);
      expect(values).toContain(one.throughput.headroom);
      for (const value of figuresOf(one.latency)) expect(values).toContain(value);
      for (const { seconds } of one.p99_spent) expect(values).toContain(seconds);
    }
  });

  it('gives every assumption a value, and says whose it is', () => {
    for (const subject of subjectsOf(estimate))
      for (const entry of entriesOf(explain(estimate, subject, TRIPS)).filter(({ title }) => title === 'assumptions')) {
        expect([entry.name, typeof entry.value]).toEqual([entry.name, 'number']);
        expect([entry.name, entry.exactness ?? entry.source]).not.toEqual([entry.name, undefined]);
        if (entry.exactness === 'published') expect([entry.name, typeof entry.source]).toEqual([entry.name, 'string']);
      }
  });
});

/** Percentiles, and how far they can be trusted. */
const figuresOf = (latency: ReturnType<typeof toJson>['classes'][number]['latency']) =>
  latency
    ? [latency.mean, latency.p50, latency.p90, latency.p95, latency.p99, latency.p999, ...Object.values(latency.error)]
    : [];

describe('the formula of a wait', () => {
  it('is Erlang C for M/M/1, exactly', () => {
    const clerk = ofDesk('clerk');
    expect(find(clerk, 'queue: cpu', 'model')).toMatchObject({ value: 'M/M/c (Erlang C)', exactness: 'exact' });
    expect(find(clerk, 'queue: cpu', 'utilisation').value).toBeCloseTo(0.7, 12);
    // ρ/(1 − ρ)·E[S]
    expect(find(clerk, 'queue: cpu', 'mean wait').value).toBeCloseTo((0.7 / 0.3) * 0.01, 12);
  });

  it('is Erlang C for two servers, exactly', () => {
    const till = ofDesk('till');
    const probability = find(till, 'queue: cpu', 'P(wait)');
    // a = 1, c = 2: C = 1/3, E[W] = C·E[S]/(c − a).
    expect(probability.value).toBeCloseTo(1 / 3, 12);
    expect(erlangC(input(probability, 'servers'), input(probability, 'load'))).toBeCloseTo(1 / 3, 12);
    expect(find(till, 'queue: cpu', 'mean wait').value).toBeCloseTo(0.1 / 3, 12);
    expect(evaluate(find(till, 'queue: cpu', 'mean wait'))).toBeCloseTo(0.1 / 3, 12);
  });

  it('is Pollaczek and Khinchine’s for one server and fixed service, exactly', () => {
    const stamper = ofDesk('stamper');
    expect(find(stamper, 'queue: cpu', 'model')).toMatchObject({
      value: 'M/G/1 (Pollaczek–Khinchine)',
      exactness: 'exact',
    });
    // M/D/1 at 80 %: half of M/M/1's.
    expect(find(stamper, 'queue: cpu', 'mean wait').value).toBeCloseTo(0.02, 12);
  });

  it('is the policy’s behind a balancer, approximately, with the known error', () => {
    const shop = estimateOf(readText('fixtures/shop/quoin.yaml'));
    const app = explain(shop, { type: 'component', name: 'app' });
    const model = find(app, 'queue: cpu', 'model');
    expect(model.exactness).toBe('approximate');
    const { mean, p99 } = MEASURED.families.dispatch;
    const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
    expect(model.note).toContain(`mean ${percent(mean.worst)}, p99 ${percent(p99.worst)}`);
    const wait = find(app, 'queue: cpu', 'mean wait');
    const by = dispatchWait({
      nodes: input(wait, 'nodes'),
      servers: input(wait, 'servers of a node'),
      arrivalRate: input(wait, 'arrivals'),
      meanService: input(wait, 'service'),
      arrivalScv: input(wait, 'arrival SCV'),
      serviceScv: input(wait, 'service SCV'),
      dispatch: 'least-connections',
    });
    expect(wait.value).toBeCloseTo(by.meanWait, 15);
  });

  it('is that of a room where requests are refused', () => {
    const room = estimateOf({
      ...DESK,
      workload: { ask: { enters: 'clerk', rate: '70/s' } },
      components: { clerk: { kind: 'custom', service: { mean: '10ms' }, capacity: 2 } },
    });
    const clerk = explain(room, { type: 'component', name: 'clerk' });
    // M/M/1/2 at a load of 0.7: ρ²/(1 + ρ + ρ²).
    const refused = 0.49 / (1 + 0.7 + 0.49);
    expect(find(clerk, 'queue: cpu', 'blocking probability')).toMatchObject({ exactness: 'exact' });
    expect(find(clerk, 'queue: cpu', 'blocking probability').value).toBeCloseTo(refused, 12);
    expect(find(clerk, 'queue: cpu', 'utilisation').value).toBeCloseTo(0.7 * (1 - refused), 12);
    expect(evaluate(find(clerk, 'queue: cpu', 'utilisation'))).toBeCloseTo(0.7 * (1 - refused), 12);
  });

  it('is mean value analysis for users who come back', () => {
    const closed = estimateOf({
      ...DESK,
      workload: { ask: { enters: 'clerk', users: 20, think_time: '1s' } },
      components: { clerk: { kind: 'custom', service: { mean: '100ms' } } },
    });
    const clerk = explain(closed, { type: 'component', name: 'clerk' });
    expect(find(clerk, 'queue: cpu', 'model').value).toBe('closed: mean value analysis');
    const ask = explain(closed, { type: 'class', name: 'ask' });
    expect(find(ask, 'configuration', 'users').value).toBe(20);
    expect(find(ask, 'response time at the peak', 'mean').value).toBe(closed.performance.classes[0]!.latency()!.mean);
  });
});

describe('what has no end', () => {
  it('is null and says which resource is over, and by how much', () => {
    const gate = ofDesk('gate');
    expect(find(gate, 'queue: cpu', 'utilisation')).toMatchObject({
      note: expect.stringContaining('over by 50 %: an offered load of 1.5 servers'),
    });
    expect(find(gate, 'queue: cpu', 'mean wait').value).toBeNull();
    const crowd = explain(desk, { type: 'class', name: 'crowd' });
    const response = find(crowd, 'response time at the peak', 'response time');
    expect(response.value).toBeNull();
    expect(response.note).toBe('unbounded, since gate.cpu has an offered load of 150 % of its capacity: 50 % too much');
  });

  it('leaves no number that JSON cannot hold', () => {
    for (const subject of subjectsOf(desk))
      for (const { value, inputs = [] } of entriesOf(explain(desk, subject)))
        for (const one of [value, ...inputs.map((each) => each.value)])
          expect(typeof one === 'number' ? Number.isFinite(one) : true).toBe(true);
  });
});

describe('the parts of a figure', () => {
  it('shows the way of a call', () => {
    const shop = estimateOf(readText('fixtures/shop/quoin.yaml'));
    const app = explain(shop, { type: 'component', name: 'app' });
    // Three zones: two thirds of the calls cross.
    expect(find(app, 'calls of browse', '→ db: round trip').value).toBeCloseTo(
      (2 / 3) * 0.825e-3 + (1 / 3) * 0.104e-3,
      12,
    );
    expect(find(app, 'calls of browse', '→ db: set-up').formula).toBe(
      'set-up round trips / requests of a connection × round trip',
    );
    expect(find(app, 'service demand', 'demand (browse)')).toMatchObject({
      value: 0.009,
      source: 'the file: demand',
    });
    // 4380 hours of 0.1632 USD.
    expect(find(app, 'the month’s bill', 'm7g.xlarge on-demand')).toMatchObject({ value: '714.816', unit: 'USD' });
  });

  it('names the published demand of a component that the file gives none', () => {
    const shop = estimateOf(readText('fixtures/shop/quoin.yaml'));
    const sessions = explain(shop, { type: 'component', name: 'sessions' });
    const demand = find(sessions, 'service demand', 'demand (browse)');
    expect(demand).toMatchObject({ exactness: 'published', source: expect.stringContaining('Redis') });
    expect(find(sessions, 'assumptions', 'CPU time of a request').value).toBe(demand.value);
    expect(find(sessions, 'service demand', 'CPU time (browse)').formula).toBe('demand + protocols');
  });

  it('scales a demand that was measured on another instance', () => {
    const estimate = estimateOf({
      name: 'scaled',
      provider: 'aws',
      region: 'us-east-1',
      workload: { ask: { enters: 'app', rate: '10/s' } },
      components: {
        app: { kind: 'service', instance: 'm7g.xlarge', count: 2, demand: { cpu: '9ms', on: 'm5.xlarge' } },
      },
    });
    const app = explain(estimate, { type: 'component', name: 'app' });
    const scaled = find(app, 'service demand', 'scaled (ask)');
    const cpu = find(app, 'service demand', 'CPU time (ask)');
    expect(scaled.note).toContain('measured on m5.xlarge');
    expect(cpu.formula).toBe('demand × scaling');
    expect(cpu.value).toBeCloseTo(0.009 * Number(scaled.value), 12);
  });

  it('marks what is ours, and says how to change it', () => {
    const shop = estimateOf(readText('fixtures/shop-azure/quoin.yaml'));
    const name = shop.topology.components.find((one) => one.kind === 'service')!.name;
    const trip = find(explain(shop, { type: 'component', name }), 'assumptions', 'round trip between zones');
    expect(trip).toMatchObject({
      exactness: 'assumed',
      unit: 's',
      note: expect.stringContaining('network: { cross_zone:'),
    });
  });

  it('names the source of a round trip between regions', () => {
    const source = JSON.stringify({
      name: 'far',
      provider: 'aws',
      region: 'us-east-1',
      network: { regions: { 'us-east-1': { 'eu-west-1': '70ms' } } },
      workload: { ask: { enters: 'app', rate: '10/s' } },
      components: {
        app: {
          kind: 'service',
          instance: 'm7g.xlarge',
          demand: { cpu: '9ms' },
          calls: [{ to: 'db', request: '1 KB', response: '1 KB' }],
        },
        db: {
          kind: 'sql',
          engine: 'postgres',
          instance: 'db.m7g.large',
          region: 'eu-west-1',
          demand: { cpu: '1ms' },
          storage: '10 GB',
        },
      },
    });
    const app = explain(estimateOf(source), { type: 'component', name: 'app' });
    expect(find(app, 'assumptions', 'round trip between us-east-1 and eu-west-1')).toMatchObject({
      value: 0.07,
      source: 'the file: network.regions',
    });
  });
});

describe('findSubject', () => {
  const { topology } = estimateOf({
    ...DESK,
    workload: { clerk: { enters: 'clerk', rate: '1/s' }, pay: { enters: 'till', rate: '1/s' } },
  });

  it('finds components and classes', () => {
    expect(findSubject(topology, 'till')).toEqual({ ok: true, subject: { type: 'component', name: 'till' } });
    expect(findSubject(topology, 'pay')).toEqual({ ok: true, subject: { type: 'class', name: 'pay' } });
    expect(findSubject(topology, 'class:clerk')).toEqual({ ok: true, subject: { type: 'class', name: 'clerk' } });
    expect(findSubject(topology, 'component:clerk')).toEqual({
      ok: true,
      subject: { type: 'component', name: 'clerk' },
    });
  });

  it('asks which one where both have the name', () => {
    expect(findSubject(topology, 'clerk')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('class:clerk'),
    });
  });

  it('suggests what was meant, or lists what there is', () => {
    expect(findSubject(topology, 'tell')).toEqual({
      ok: false,
      problem: 'no component or class "tell" (did you mean "till"?)',
    });
    expect(findSubject(topology, 'class:pya')).toEqual({ ok: false, problem: 'no class "pya" (did you mean "pay"?)' });
    expect(findSubject(topology, 'warehouse')).toEqual({
      ok: false,
      problem: 'no component or class "warehouse" (components: clerk, till, stamper, gate; classes: clerk, pay)',
    });
  });
});

describe('fillIn', () => {
  it('takes names whole, the longest first', () => {
    const inputs = [
      { name: 'times', value: 2, unit: '1' },
      { name: 'rate of times', value: 3, unit: '/s' },
      { name: 'a', value: 4, unit: '1' },
    ];
    expect(fillIn('rate of times × times + a / max', inputs, ({ value }) => String(value))).toBe('3 × 2 + 4 / max');
  });
});
