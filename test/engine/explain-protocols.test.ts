import { describe, expect, it } from 'vitest';
import { protocolCost } from '../../src/assumptions/protocols.ts';
import { explain } from '../../src/explain/explain.ts';
import { toJson } from '../../src/estimate/published.ts';
import { aws } from '../kinds/topologies.ts';
import { estimateOf } from '../support.ts';

const topology = (protocol: string) =>
  aws(
    {
      front: {
        kind: 'service',
        instance: 'm7g.large',
        count: 4,
        demand: { cpu: '2ms' },
        calls: [{ to: 'back', protocol, request: '2 KB', response: '20 KB' }],
      },
      back: { kind: 'service', instance: 'm7g.large', count: 4, demand: { cpu: '3ms' } },
    },
    { c: { enters: 'front', rate: '500/s', response: '20 KB' } },
  );

describe('other protocols of a call', () => {
  const estimate = estimateOf(topology('http'));
  const entries = explain(estimate, { type: 'component', name: 'front' }).sections.find(
    ({ title }) => title === 'other protocols',
  )!.entries;
  const valueOf = (text: string) => entries.find(({ name }) => name.includes(text))!.value as number;

  it('gives what the whole topology gives with the other protocol', () => {
    const other = toJson(estimateOf(topology('grpc'))).classes[0]!.latency!;
    expect(valueOf('over grpc: mean of c') / other.mean).toBeCloseTo(1, 3);
    expect(valueOf('over grpc: p99 of c') / other.p99).toBeCloseTo(1, 2);
    const own = toJson(estimate).classes[0]!.latency!;
    expect(valueOf('over http (as it is): mean of c')).toBeCloseTo(own.mean, 12);
  });

  it('gives bytes and CPU of both ends by the published constants', () => {
    for (const protocol of ['http2', 'grpc'] as const) {
      const cost = protocolCost(protocol, 2048, 20_480);
      expect(valueOf(`over ${protocol}: bytes`)).toBe(cost.requestWireBytes + cost.responseWireBytes);
      expect(valueOf(`over ${protocol}: CPU of the caller`)).toBe(cost.callerCpuSeconds);
      expect(valueOf(`over ${protocol}: CPU of the callee`)).toBe(cost.calleeCpuSeconds);
    }
  });

  it('prices the CPU by the instance: 0.0816 USD an hour for two vCPUs', () => {
    const { callerCpuSeconds, calleeCpuSeconds } = protocolCost('grpc', 2048, 20_480);
    const vcpuSeconds = 500 * 2_628_000 * (callerCpuSeconds + calleeCpuSeconds);
    expect(Number(valueOf('over grpc: what that CPU costs'))).toBeCloseTo((vcpuSeconds * 0.0816) / 7200, 2);
  });
});

describe('connections of a call', () => {
  /** 4 nodes call a service that answers in 50 ms, whatever it is spoken to with. */
  const calling = (peak: string, more: object = {}, call: object = {}) => {
    const front = { kind: 'service', instance: 'm7g.4xlarge', count: 4, demand: { cpu: '1ms' }, ...more };
    const calls = [{ to: 'bank', protocol: 'http', request: '0 B', response: '0 B', ...call }];
    return aws(
      { front: { ...front, calls }, bank: { kind: 'external', latency: '50ms' } },
      { c: { enters: 'front', rate: '10/s', peak, response: '1 KB' } },
    );
  };
  const entriesOf = (topology: object, component: string) =>
    explain(estimateOf(topology), { type: 'component', name: component }).sections.find(
      ({ title }) => title === 'other protocols',
    )!.entries;
  const figuresOf = (entries: ReturnType<typeof entriesOf>, protocol: string) => {
    const of = (text: string) =>
      entries.find(({ name }) => name.includes(`over ${protocol}`) && name.includes(`: ${text}`))?.value;
    return [of('calls in flight'), of('connections of'), of('other calls that a lost packet holds up')] as const;
  };

  it('are one for each call in flight over HTTP/1.1, and one for each hundred over HTTP/2', () => {
    // Little's law: 12,000/s × 50 ms = 600 calls in flight, 150 of each node.
    const entries = entriesOf(calling('12000/s'), 'front');
    expect(figuresOf(entries, 'http ')).toEqual([expect.closeTo(600, 6), 150, 0]);
    for (const protocol of ['http2', 'grpc'])
      expect(figuresOf(entries, protocol)).toEqual([expect.closeTo(600, 6), 2, expect.closeTo(75, 6)]);
  });

  it('are one at least, and as many as calls, retries and hedges need', () => {
    // 100/s × 2 × 50 ms = 10 calls in flight of four nodes.
    const few = entriesOf(calling('100/s', {}, { times: 2 }), 'front');
    expect(figuresOf(few, 'http ')).toEqual([expect.closeTo(10, 6), 3, 0]);
    expect(figuresOf(few, 'grpc')).toEqual([expect.closeTo(10, 6), 1, expect.closeTo(2.5, 6)]);
    // Half of all attempts fail and are tried once more: 1.5 attempts a call.
    const again = entriesOf(calling('1000/s', {}, { errors: 0.5, retries: 1 }), 'front');
    expect(figuresOf(again, 'http2')[0]).toBeCloseTo(75, 6);
  });

  it('are counted after the hits of a cache', () => {
    const calls = [{ to: 'bank', protocol: 'grpc', request: '0 B', response: '0 B' }];
    const cache = { kind: 'cache', instance: 'cache.m7g.large', hit_ratio: '90%', calls };
    const topology = aws(
      { cache, bank: { kind: 'external', latency: '50ms' } },
      { c: { enters: 'cache', rate: '1000/s', response: '1 KB' } },
    );
    const entries = entriesOf(topology, 'cache');
    expect(figuresOf(entries, 'grpc')).toEqual([expect.closeTo(5, 6), 1, expect.closeTo(5, 6)]);
    // 100 calls a second, not 1000, are what a month's CPU of the callee is paid for: 0.0816 USD an hour for two vCPUs.
    const back = { kind: 'service', instance: 'm7g.large', demand: { cpu: '1ms' } };
    const served = aws(
      { cache: { ...cache, calls: [{ ...calls[0], to: 'back' }] }, back },
      { c: { enters: 'cache', rate: '1000/s', response: '1 KB' } },
    );
    const worth = entriesOf(served, 'cache').find(({ name }) =>
      name.includes('over grpc (as it is): what that CPU costs'),
    )!;
    const cpu = 100 * 2_628_000 * protocolCost('grpc', 0, 0).calleeCpuSeconds;
    expect(Number(worth.value)).toBeCloseTo((cpu * 0.0816) / 7200, 2);
  });

  it('are those of each instance of a function, which shares none', () => {
    const calls = [{ to: 'bank', protocol: 'http2', request: '0 B', response: '0 B' }];
    const lambda = { kind: 'function', memory: '1 GB', demand: { cpu: '5ms' }, calls };
    const topology = aws(
      { lambda, bank: { kind: 'external', latency: '50ms' } },
      { c: { enters: 'lambda', rate: '390/s', response: '1 KB' } },
    );
    expect(figuresOf(entriesOf(topology, 'lambda'), 'http2')).toEqual([expect.closeTo(19.5, 6), 20, 0]);
  });

  it('go to every broker of a log over Kafka, and are few over AMQP', () => {
    const calls = [{ to: 'events', async: true, protocol: 'kafka', request: '1 KB' }];
    const events = {
      kind: 'log',
      product: 'self-managed',
      instance: 'm6g.xlarge',
      brokers: 6,
      volumes: [{ type: 'gp3', size: '1 TB' }],
    };
    const topology = aws(
      { front: { kind: 'service', instance: 'm7g.4xlarge', count: 3, demand: { cpu: '1ms' }, calls }, events },
      { c: { enters: 'front', rate: '9000/s', response: '1 KB' } },
    );
    const entries = entriesOf(topology, 'front');
    const names = new Set(entries.flatMap(({ name }) => / over (\S+)/.exec(name)?.[1] ?? []));
    expect([...names].map((name) => name.replace(':', ''))).toEqual(
      expect.arrayContaining(['http', 'http2', 'grpc', 'amqp', 'kafka']),
    );
    const [inFlight, connections, held] = figuresOf(entries, 'kafka');
    expect(connections).toBe(6);
    expect(Number(held)).toBeCloseTo(Number(inFlight) / 18, 9);
    expect(figuresOf(entries, 'amqp')[1]).toBe(1);
    // Message formats and drivers of brokers are added up by us, not published.
    expect(entries.find(({ name }) => name.includes('over amqp: bytes'))!.exactness).toBe('assumed');
    expect(entries.find(({ name }) => name.includes('over http: bytes'))!.exactness).toBe('published');
  });

  it('have no end where the callee has none', () => {
    const over = aws(
      {
        front: {
          kind: 'service',
          instance: 'm7g.4xlarge',
          count: 4,
          demand: { cpu: '1ms' },
          calls: [{ to: 'back', protocol: 'http', request: '1 KB', response: '1 KB' }],
        },
        back: { kind: 'service', instance: 'm7g.large', demand: { cpu: '10ms' } },
      },
      { c: { enters: 'front', rate: '1000/s', response: '1 KB' } },
    );
    const entries = entriesOf(over, 'front');
    expect(figuresOf(entries, 'http ')).toEqual([null, null, 0]);
    expect(figuresOf(entries, 'http2')).toEqual([null, null, null]);
  });
});
