import { describe, expect, it } from 'vitest';
import { PROTOCOL_ASSUMPTIONS, protocolCost } from '../../src/assumptions/protocols.ts';
import { PROTOCOLS } from '../../src/topology/grammar.ts';

describe('the cost of a protocol', () => {
  it('is known of every protocol of the grammar', () => {
    expect(Object.keys(PROTOCOL_ASSUMPTIONS).toSorted()).toEqual([...PROTOCOLS].toSorted());
  });

  it('is nothing for none', () => {
    const { figures, requestsPerConnection, ...cost } = protocolCost('none', 1000, 2000);
    expect(cost).toEqual({
      requestWireBytes: 1000,
      responseWireBytes: 2000,
      callerCpuSeconds: 0,
      calleeCpuSeconds: 0,
      setupRoundTrips: 0,
    });
    expect(requestsPerConnection).toBe(1);
    expect(figures).toEqual([]);
  });

  it('counts packets: a message of TCP takes 52 bytes of headers for each 1448 (RFC 9293, 7323)', () => {
    expect(protocolCost('tcp', 1448, 1449)).toMatchObject({
      requestWireBytes: 1448 + 52,
      responseWireBytes: 1449 + 2 * 52,
    });
    expect(protocolCost('udp', 100, 1473)).toMatchObject({
      requestWireBytes: 100 + 28,
      responseWireBytes: 1473 + 2 * 28,
    });
  });

  it('adds headers, a TLS record and packets to an HTTP message', () => {
    // 200 + 750 of headers fit in one record (22 bytes, RFC 8446) and one packet.
    expect(protocolCost('http', 200, 0).requestWireBytes).toBe(200 + 750 + 22 + 52);
    // 20 000 + 750 take two records and 15 packets.
    expect(protocolCost('http', 0, 20_000).responseWireBytes).toBe(20_750 + 2 * 22 + 15 * 52);
  });

  it('makes headers smaller over HTTP/2 and the payload smaller over gRPC', () => {
    const sizes = (['http', 'http2', 'grpc'] as const).map((one) => protocolCost(one, 4000, 4000).requestWireBytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[2]).toBeLessThan(sizes[0]! / 2);
  });

  it('spends on a message of the benchmark what the benchmark measured (Go, 2018)', () => {
    const empty = protocolCost('http', 0, 0);
    const transport = (1 / 4830 - 1 / 40_207) / (99 * 1024);
    const cost = protocolCost('http', 152, 0);
    // encoding/json: 4134 ns to parse, 2165 ns to build.
    expect(cost.calleeCpuSeconds - empty.calleeCpuSeconds).toBeCloseTo(4134e-9 + 152 * transport, 12);
    expect(cost.callerCpuSeconds - empty.callerCpuSeconds).toBeCloseTo(2165e-9 + 152 * transport, 12);
    // golang/protobuf: 624 and 411 ns.
    const grpc = protocolCost('grpc', 152, 0).calleeCpuSeconds - protocolCost('grpc', 0, 0).calleeCpuSeconds;
    expect(grpc).toBeCloseTo(624e-9 + 53 * transport, 12);
  });

  it('costs an empty HTTPS exchange what NGINX spends on one: 71 561/s on one CPU', () => {
    const handshake = 1 / 4861 / 1000;
    expect(protocolCost('http', 0, 0).calleeCpuSeconds).toBeCloseTo(1 / 71_561 + handshake, 12);
  });

  it('sets HTTPS up in two round trips and PostgreSQL in four', () => {
    expect(protocolCost('http', 0, 0)).toMatchObject({ setupRoundTrips: 2, requestsPerConnection: 1000 });
    expect(protocolCost('postgres', 0, 0).setupRoundTrips).toBe(4);
    expect(protocolCost('redis', 0, 0).setupRoundTrips).toBe(1);
  });

  it.each(PROTOCOLS.filter((one) => one !== 'none'))(
    'never costs less for more bytes over %s, and shows its figures',
    (protocol) => {
      const small = protocolCost(protocol, 10, 10);
      const large = protocolCost(protocol, 10_000, 10_000);
      expect(small.requestWireBytes).toBeGreaterThan(0);
      expect(large.requestWireBytes).toBeGreaterThan(small.requestWireBytes);
      expect(large.responseWireBytes).toBeGreaterThan(small.responseWireBytes);
      expect(large.callerCpuSeconds).toBeGreaterThan(small.callerCpuSeconds);
      expect(large.calleeCpuSeconds).toBeGreaterThan(small.calleeCpuSeconds);
      expect(small.figures.length).toBeGreaterThan(2);
      for (const { source, conditions } of small.figures) expect(source && conditions).toBeTruthy();
    },
  );
});
