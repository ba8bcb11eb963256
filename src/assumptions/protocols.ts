/**
 * What a protocol adds to a call: bytes on the wire, CPU at both ends, round trips to set a connection up.
 *
 * Bytes are counted as IP packets carry them, as clouds bill them: without Ethernet's framing and without bare
 * acknowledgements. CPU is that of the protocol, not of the answer: parsing and building messages, TLS and the kernel's
 * share. A server's share of a database or broker protocol is in the demands of its kind, which are measured over the
 * wire, and is not counted here again.
 */
import figures from '../../assumptions/figures/protocols.json' with { type: 'json' };
import type { Protocol } from '../topology/model.ts';
import type { Figure } from './figure.ts';
import { figuresOf } from './read.ts';

const { tcp, udp, tls, http, http2, grpc, client, drivers, plain, multiplexing } = figuresOf(figures);

/** What one protocol adds. */
export interface ProtocolAssumptions {
  /** Bytes of headers and framing around a request and a response, before TLS and TCP. */
  readonly requestBytes: Figure;
  readonly responseBytes: Figure;
  /** Share of the payload's bytes that go over the wire; 1 where the file's sizes are what is sent. */
  readonly payloadFactor: Figure;
  readonly transport: 'tls' | 'tcp' | 'udp' | 'none';
  /** CPU of a message, in seconds per byte of its payload on the wire, at the end that builds or parses it. */
  readonly build: Figure;
  readonly parse: Figure;
  /** CPU of one request and its response apart from their bytes, at each end. */
  readonly caller: Figure;
  readonly callee: Figure;
  /** Of a new connection, before the first request can be sent. */
  readonly setupRoundTrips: Figure;
  readonly requestsPerConnection: Figure;
}

const BY_DEFINITION = 'by definition';
const none = (unit: string, conditions: string): Figure => ({ value: 0, unit, conditions, source: BY_DEFINITION });
const NO_SERIALISATION = none('s/byte', 'the payload is passed on as bytes');
const IN_KIND = none('s', 'counted in the demand of the component that is called, which is measured over the wire');

const HTTP: ProtocolAssumptions = {
  requestBytes: http.headers,
  responseBytes: http.headers,
  payloadFactor: plain.sameSize,
  transport: 'tls',
  build: http.build,
  parse: http.parse,
  caller: http.exchange,
  callee: http.exchange,
  setupRoundTrips: http.rounds,
  requestsPerConnection: http.keepAlive,
};

const compressed = (share: Figure): Figure => ({
  ...share,
  value: http.headers.value * share.value + http2.frames.value,
  unit: 'bytes',
  conditions: `headers of 750 bytes, ${share.conditions}; 18 bytes of frames`,
});

const HTTP2: ProtocolAssumptions = {
  ...HTTP,
  requestBytes: compressed(http2.hpackRequest),
  responseBytes: compressed(http2.hpackResponse),
};

const prefixed = (figure: Figure): Figure => ({
  ...figure,
  value: figure.value + grpc.prefix.value,
  conditions: `${figure.conditions}; 5 bytes of gRPC`,
});

const GRPC: ProtocolAssumptions = {
  ...HTTP2,
  requestBytes: prefixed(HTTP2.requestBytes),
  responseBytes: prefixed(HTTP2.responseBytes),
  payloadFactor: grpc.factor,
  build: grpc.build,
  parse: grpc.parse,
  requestsPerConnection: client.pooled,
};

/** A database's or broker's own protocol inside a private network: TCP without TLS, a pool of connections. */
const driver = ({ request, response, rounds }: (typeof drivers)[keyof typeof drivers]): ProtocolAssumptions => ({
  requestBytes: request,
  responseBytes: response,
  payloadFactor: plain.sameSize,
  transport: 'tcp',
  build: NO_SERIALISATION,
  parse: NO_SERIALISATION,
  caller: client.exchange,
  callee: IN_KIND,
  setupRoundTrips: rounds,
  requestsPerConnection: client.pooled,
});

/** Nothing but packets. */
const bare = (transport: ProtocolAssumptions['transport'], caller: Figure): ProtocolAssumptions => ({
  requestBytes: none('bytes', 'nothing but packets'),
  responseBytes: none('bytes', 'nothing but packets'),
  payloadFactor: plain.sameSize,
  transport,
  build: NO_SERIALISATION,
  parse: NO_SERIALISATION,
  caller,
  callee: caller,
  setupRoundTrips: transport === 'tcp' ? plain.rounds : none('round trips', 'no connection'),
  requestsPerConnection: transport === 'tcp' ? client.pooled : { ...none('requests', 'no connection'), value: 1 },
});

/** What each protocol of the file's grammar adds. */
export const PROTOCOL_ASSUMPTIONS: Readonly<Record<Protocol, ProtocolAssumptions>> = {
  http: HTTP,
  http2: HTTP2,
  grpc: GRPC,
  amqp: driver(drivers.amqp),
  kafka: driver(drivers.kafka),
  redis: driver(drivers.redis),
  postgres: driver(drivers.postgres),
  mysql: driver(drivers.mysql),
  cql: driver(drivers.cql),
  tcp: bare('tcp', client.exchange),
  udp: bare('udp', client.exchange),
  none: bare('none', none('s', 'no protocol')),
};

/** What one call costs beside the work it asks for. */
export interface ProtocolCost {
  /** Bytes that leave the caller, and that come back. */
  readonly requestWireBytes: number;
  readonly responseWireBytes: number;
  readonly callerCpuSeconds: number;
  readonly calleeCpuSeconds: number;
  /** Round trips before the first request of a new connection; a request bears one part in `requestsPerConnection`. */
  readonly setupRoundTrips: number;
  readonly requestsPerConnection: number;
  /** What it was worked out from. */
  readonly figures: readonly Figure[];
}

/**
 * What a protocol adds to one request and its response.
 *
 * CPU of an end: its exchange, the handshake's share, building one message and parsing the other in proportion to their
 * payload (the line through the origin and the benchmark's message), and the transport's cost of both messages' bytes.
 * @param requestBytes payload of the request as the file has it, ≥ 0
 * @param responseBytes payload of the response, ≥ 0
 * @returns all zero for `none`, but for the payloads themselves, which are carried as they are
 * @example protocolCost('none', 1000, 2000).requestWireBytes // 1000
 */
export function protocolCost(protocol: Protocol, requestBytes: number, responseBytes: number): ProtocolCost {
  const assumptions = PROTOCOL_ASSUMPTIONS[protocol];
  const { payloadFactor, transport, build, parse, requestsPerConnection, setupRoundTrips } = assumptions;
  const request = requestBytes * payloadFactor.value;
  const response = responseBytes * payloadFactor.value;
  const requestWireBytes = onWire(transport, request + assumptions.requestBytes.value);
  const responseWireBytes = onWire(transport, response + assumptions.responseBytes.value);
  const perByte = TRANSPORT[transport].perByte.value;
  const handshake = transport === 'tls' ? tls.handshake.value / requestsPerConnection.value : 0;
  const transportCpu = (request + response) * perByte + handshake;
  return {
    requestWireBytes,
    responseWireBytes,
    callerCpuSeconds: assumptions.caller.value + request * build.value + response * parse.value + transportCpu,
    calleeCpuSeconds: assumptions.callee.value + request * parse.value + response * build.value + transportCpu,
    setupRoundTrips: setupRoundTrips.value,
    requestsPerConnection: requestsPerConnection.value,
    figures: [
      assumptions.requestBytes,
      assumptions.responseBytes,
      payloadFactor,
      ...TRANSPORT[transport].figures,
      build,
      parse,
      assumptions.caller,
      assumptions.callee,
      setupRoundTrips,
      requestsPerConnection,
    ].filter((figure) => figure.source !== BY_DEFINITION),
  };
}

/** How the calls in flight of a protocol share connections. */
export interface Multiplexing {
  /** Calls that one connection carries at once. */
  readonly concurrent: Figure;
  /** Whether a caller keeps a connection to each node of the callee, rather than as many as its calls need. */
  readonly perNode: boolean;
  /** What holds a call up behind another. */
  readonly blocking: string;
}

const ONE_STREAM_OF_BYTES =
  'TCP delivers in order: what is lost is awaited by all that came after it on the same connection';

/** What is known of sharing connections, for the protocols that are compared with each other. */
export const MULTIPLEXING = {
  http: {
    concurrent: multiplexing.http,
    perNode: false,
    blocking:
      'a lost packet delays its own call alone; where a pool of connections is smaller than the calls in flight, calls wait for a free one before they are sent',
  },
  http2: { concurrent: multiplexing.http2, perNode: false, blocking: ONE_STREAM_OF_BYTES },
  grpc: { concurrent: multiplexing.http2, perNode: false, blocking: ONE_STREAM_OF_BYTES },
  amqp: { concurrent: multiplexing.amqp, perNode: false, blocking: ONE_STREAM_OF_BYTES },
  kafka: {
    concurrent: multiplexing.kafka,
    perNode: true,
    blocking: `${ONE_STREAM_OF_BYTES}, and a broker answers the requests of a connection in order`,
  },
} as const satisfies Partial<Record<Protocol, Multiplexing>>;

interface Transport {
  readonly perByte: Figure;
  readonly figures: readonly Figure[];
}

const TRANSPORT: Readonly<Record<ProtocolAssumptions['transport'], Transport>> = {
  tls: {
    perByte: tls.perByte,
    figures: [tls.record, tls.fragment, tcp.header, tcp.segment, tls.perByte, tls.handshake],
  },
  tcp: { perByte: tcp.perByte, figures: [tcp.header, tcp.segment, tcp.perByte] },
  udp: { perByte: tcp.perByte, figures: [udp.header, udp.payload, tcp.perByte] },
  none: { perByte: none('s/byte', 'no protocol'), figures: [] },
};

/** Bytes of a message in packets; a message takes at least one. */
function onWire(transport: ProtocolAssumptions['transport'], bytes: number): number {
  const parts = (size: number, part: number) => Math.max(1, Math.ceil(size / part));
  if (transport === 'none') return bytes;
  if (transport === 'udp') return bytes + parts(bytes, udp.payload.value) * udp.header.value;
  const records = transport === 'tls' ? parts(bytes, tls.fragment.value) * tls.record.value : 0;
  return bytes + records + parts(bytes + records, tcp.segment.value) * tcp.header.value;
}
