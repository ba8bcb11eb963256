import { describe, expect, it } from 'vitest';
import { protocolCost } from '../../src/assumptions/protocols.ts';
import { explain } from '../../src/explain/explain.ts';
import { toJson } from '../../src/report/json.ts';
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
