/**
 * What a protocol adds to a call: bytes on the wire, CPU at both ends, round trips to set a connection up.
 *
 * Bytes are counted as IP packets carry them, as clouds bill them: without Ethernet's framing and without bare
 * acknowledgements. CPU is that of the protocol, not of the answer: parsing and building messages, TLS and the kernel's
 * share. A server's share of a database or broker protocol is in the demands of its kind, which are measured over the
 * wire, and is not counted here again.
 */
import type { Protocol } from '../topology/model.ts';
import { assumed, type Figure } from './figure.ts';
import { GO_SERIALIZATION, NAPKIN, NGINX_SIZING, TLS_RESUMPTION } from './sources.ts';
import { KIB } from '../topology/quantity/bytes.ts';

const fixed = (value: number, unit: string, conditions: string, source: string, year?: number): Figure => ({
  value,
  unit,
  conditions,
  ...(year !== undefined && { year }),
  source,
});

/** TCP over IPv4 in packets of 1500 bytes. */
const TCP_HEADER = fixed(52, 'bytes', 'of each packet: IPv4 20, TCP 20, timestamps 12', 'RFC 791, RFC 9293, RFC 7323');
const TCP_SEGMENT = fixed(1448, 'bytes', 'carried by a packet of 1500 bytes', 'RFC 9293, RFC 7323');
const UDP_HEADER = fixed(28, 'bytes', 'of each packet: IPv4 20, UDP 8', 'RFC 791, RFC 768');
const UDP_PAYLOAD = fixed(1472, 'bytes', 'carried by a packet of 1500 bytes', 'RFC 768');
/** TLS 1.3 records. */
const TLS_RECORD = fixed(
  22,
  'bytes',
  'of each record: header 5, content type 1, tag 16 (AES-GCM)',
  'RFC 8446, section 5.2',
);
const TLS_FRAGMENT = fixed(16_384, 'bytes', 'carried by a record at most', 'RFC 8446, section 5.1');

const HTTP_HEADERS = fixed(
  750,
  'bytes',
  'midpoint of 700 to 800, common for the headers of a request or response',
  'https://www.chromium.org/spdy/spdy-whitepaper/',
  2009,
);
const HPACK_REQUEST = fixed(
  0.24,
  '1',
  'of a request’s headers left by HPACK: 76 % saved on average',
  'Cloudflare, HPACK: the silent killer (feature) of HTTP/2, https://blog.cloudflare.com/hpack-the-silent-killer-feature-of-http-2/',
  2016,
);
const HPACK_RESPONSE = assumed(
  0.31,
  '1',
  'of a response’s headers left by HPACK',
  'the same article says 69 % saved as far as we recall; that figure was not checked',
);
const HTTP2_FRAMES = fixed(18, 'bytes', 'two frame headers of 9 bytes: HEADERS and DATA', 'RFC 9113, section 4.1');
const GRPC_PREFIX = fixed(
  5,
  'bytes',
  'in front of each message: flag 1, length 4',
  'gRPC over HTTP/2, github grpc/grpc doc/PROTOCOL-HTTP2.md',
);

/** Cost of the transport that the bytes of a message have. */
const PLAIN_PER_BYTE = fixed(
  (1 / 33_125 - 1 / 74_091) / (99 * KIB),
  's/byte',
  'NGINX, 1 CPU, plain HTTP: response of 100 KB less one of 1 KB',
  NGINX_SIZING,
  2017,
);
const TLS_PER_BYTE = fixed(
  (1 / 4830 - 1 / 40_207) / (99 * KIB),
  's/byte',
  'NGINX, 1 CPU, HTTPS with keep-alive: response of 100 KB less one of 1 KB',
  NGINX_SIZING,
  2017,
);
const HTTPS_EXCHANGE = fixed(
  1 / 71_561,
  's',
  'CPU of the server for an empty response, NGINX, 1 CPU, HTTPS with keep-alive; the client is taken alike',
  NGINX_SIZING,
  2017,
);
const TLS_HANDSHAKE = fixed(
  1 / 4861,
  's',
  'CPU of a resumed TLS 1.3 handshake, OpenSSL, one core',
  TLS_RESUMPTION,
  2019,
);
const CLIENT_EXCHANGE = assumed(
  10e-6,
  's',
  'CPU of the caller to send a request and take the response, on top of their bytes',
  `no driver publishes it; a TCP echo of 64 bytes takes 10 µs (${NAPKIN})`,
);

/** The message of the serialisation benchmark: six fields, its example printed in the README. */
const JSON_BYTES = 152;
const PROTOBUF_BYTES = 53;

const marshal = (nanoseconds: number, bytes: number, conditions: string) =>
  fixed((nanoseconds * 1e-9) / bytes, 's/byte', conditions, GO_SERIALIZATION, 2018);

const JSON_PARSE = marshal(
  4134,
  JSON_BYTES,
  'Go encoding/json, six fields: 4134 ns for the 152 bytes of the README’s example',
);
const JSON_BUILD = marshal(
  2165,
  JSON_BYTES,
  'Go encoding/json, six fields: 2165 ns for the 152 bytes of the README’s example',
);
const PROTOBUF_PARSE = marshal(624, PROTOBUF_BYTES, 'Go protobuf, the same message: 624 ns for its 53 bytes');
const PROTOBUF_BUILD = marshal(411, PROTOBUF_BYTES, 'Go protobuf, the same message: 411 ns for its 53 bytes');
const PROTOBUF_FACTOR = fixed(
  PROTOBUF_BYTES / JSON_BYTES,
  '1',
  'bytes of that message in protobuf’s wire format over its bytes as JSON',
  GO_SERIALIZATION,
  2018,
);

const KEEP_ALIVE = fixed(
  1000,
  'requests',
  'over which a connection is kept: NGINX’s default of keepalive_requests since 1.19.10',
  'https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests',
);
const POOLED = assumed(
  10_000,
  'requests',
  'over which a pooled connection is kept',
  'none is published; pools renew connections by time (HikariCP after 30 minutes), which is more requests than this at 6/s',
);

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

const none = (unit: string, conditions: string): Figure => fixed(0, unit, conditions, 'by definition');
const SAME_SIZE = fixed(1, '1', 'the file’s sizes are what is sent', 'by definition');
const NO_SERIALISATION = none('s/byte', 'the payload is passed on as bytes');
const IN_KIND = none('s', 'counted in the demand of the component that is called, which is measured over the wire');

const rounds = (value: number, conditions: string, source: string) => fixed(value, 'round trips', conditions, source);

const HTTP: ProtocolAssumptions = {
  requestBytes: HTTP_HEADERS,
  responseBytes: HTTP_HEADERS,
  payloadFactor: SAME_SIZE,
  transport: 'tls',
  build: JSON_BUILD,
  parse: JSON_PARSE,
  caller: HTTPS_EXCHANGE,
  callee: HTTPS_EXCHANGE,
  setupRoundTrips: rounds(2, 'TCP 1, TLS 1.3 1', 'RFC 9293, RFC 8446'),
  requestsPerConnection: KEEP_ALIVE,
};

const compressed = (share: Figure): Figure => ({
  ...share,
  value: HTTP_HEADERS.value * share.value + HTTP2_FRAMES.value,
  unit: 'bytes',
  conditions: `headers of 750 bytes, ${share.conditions}; 18 bytes of frames`,
});

const HTTP2: ProtocolAssumptions = {
  ...HTTP,
  requestBytes: compressed(HPACK_REQUEST),
  responseBytes: compressed(HPACK_RESPONSE),
};

const prefixed = (figure: Figure): Figure => ({
  ...figure,
  value: figure.value + GRPC_PREFIX.value,
  conditions: `${figure.conditions}; 5 bytes of gRPC`,
});

const GRPC: ProtocolAssumptions = {
  ...HTTP2,
  requestBytes: prefixed(HTTP2.requestBytes),
  responseBytes: prefixed(HTTP2.responseBytes),
  payloadFactor: PROTOBUF_FACTOR,
  build: PROTOBUF_BUILD,
  parse: PROTOBUF_PARSE,
  requestsPerConnection: POOLED,
};

interface Driver {
  readonly request: number;
  readonly response: number;
  readonly framing: string;
  readonly rounds: number;
  readonly handshake: string;
  readonly source: string;
}

/** A database's or broker's own protocol inside a private network: TCP without TLS, a pool of connections. */
function driver({ request, response, framing, rounds: count, handshake, source }: Driver): ProtocolAssumptions {
  const sized = (value: number) =>
    assumed(value, 'bytes', framing, `added up from the message formats of ${source} for short names and keys`);
  return {
    requestBytes: sized(request),
    responseBytes: sized(response),
    payloadFactor: SAME_SIZE,
    transport: 'tcp',
    build: NO_SERIALISATION,
    parse: NO_SERIALISATION,
    caller: CLIENT_EXCHANGE,
    callee: IN_KIND,
    setupRoundTrips: rounds(count, handshake, source),
    requestsPerConnection: POOLED,
  };
}

const bare = (transport: ProtocolAssumptions['transport'], setup: number, caller: Figure): ProtocolAssumptions => ({
  requestBytes: none('bytes', 'nothing but packets'),
  responseBytes: none('bytes', 'nothing but packets'),
  payloadFactor: SAME_SIZE,
  transport,
  build: NO_SERIALISATION,
  parse: NO_SERIALISATION,
  caller,
  callee: caller,
  setupRoundTrips: rounds(setup, setup === 0 ? 'no connection' : 'TCP 1', setup === 0 ? 'by definition' : 'RFC 9293'),
  requestsPerConnection: setup === 0 ? fixed(1, 'requests', 'no connection', 'by definition') : POOLED,
});

/** What each protocol of the file's grammar adds. */
export const PROTOCOL_ASSUMPTIONS: Readonly<Record<Protocol, ProtocolAssumptions>> = {
  http: HTTP,
  http2: HTTP2,
  grpc: GRPC,
  amqp: driver({
    request: 90,
    response: 21,
    framing:
      'publish: three frames of 8 bytes, method and header fields, 20 bytes of names; confirm: basic.ack in a frame',
    rounds: 5,
    handshake: 'TCP 1, start 1, tune and open 2, channel 1',
    source: 'AMQP 0-9-1',
  }),
  kafka: driver({
    request: 170,
    response: 70,
    framing: 'produce request and response with one batch (61 bytes) of one record (10 bytes) of one topic',
    rounds: 3,
    handshake: 'TCP 1, versions 1, metadata 1',
    source: 'the Kafka protocol guide (kafka.apache.org/protocol)',
  }),
  redis: driver({
    request: 40,
    response: 9,
    framing: 'an array of three bulk strings with a key of 20 bytes; a bulk string',
    rounds: 1,
    handshake: 'TCP 1',
    source: 'RESP (redis.io/docs/latest/develop/reference/protocol-spec)',
  }),
  postgres: driver({
    request: 60,
    response: 45,
    framing: 'bind, execute and sync of a prepared statement with a parameter; completion of each and a row',
    rounds: 4,
    handshake: 'TCP 1, start-up 1, SCRAM 2',
    source: 'PostgreSQL’s message formats (postgresql.org/docs/current/protocol-message-formats.html)',
  }),
  mysql: driver({
    request: 20,
    response: 90,
    framing: 'execute of a prepared statement; a result set of one column and row',
    rounds: 3,
    handshake: 'TCP 1, greeting 1, authentication 1',
    source: 'the MySQL client/server protocol (dev.mysql.com/doc/dev/mysql-server)',
  }),
  cql: driver({
    request: 45,
    response: 40,
    framing: 'frame header 9, execute with a prepared id of 16 bytes and consistency; frame header 9 and rows',
    rounds: 2,
    handshake: 'TCP 1, start-up 1',
    source: 'the CQL binary protocol v4 (github apache/cassandra doc/native_protocol_v4.spec)',
  }),
  tcp: bare('tcp', 1, CLIENT_EXCHANGE),
  udp: bare('udp', 0, CLIENT_EXCHANGE),
  none: bare('none', 0, none('s', 'no protocol')),
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
  const handshake = transport === 'tls' ? TLS_HANDSHAKE.value / requestsPerConnection.value : 0;
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
    ].filter((figure) => figure.source !== 'by definition'),
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
const HTTP2_STREAMS = fixed(
  100,
  'streams',
  'at once on a connection: a limit should be no smaller, and it is the default of many servers; without a limit more fit',
  'RFC 9113, section 6.5.2',
  2022,
);

/** What is known of sharing connections, for the protocols that are compared with each other. */
export const MULTIPLEXING = {
  http: {
    concurrent: fixed(
      1,
      'calls',
      'at once on a connection: clients do not pipeline',
      'RFC 9112, section 9.3.2: responses come in the order of the requests',
      2022,
    ),
    perNode: false,
    blocking:
      'a lost packet delays its own call alone; where a pool of connections is smaller than the calls in flight, calls wait for a free one before they are sent',
  },
  http2: { concurrent: HTTP2_STREAMS, perNode: false, blocking: ONE_STREAM_OF_BYTES },
  grpc: { concurrent: HTTP2_STREAMS, perNode: false, blocking: ONE_STREAM_OF_BYTES },
  amqp: {
    concurrent: fixed(
      2047,
      'channels',
      'of a connection: RabbitMQ’s default since 3.7.5, a channel for each thread that publishes',
      'https://github.com/rabbitmq/rabbitmq-java-client/issues/366',
      2018,
    ),
    perNode: false,
    blocking: ONE_STREAM_OF_BYTES,
  },
  kafka: {
    concurrent: fixed(
      5,
      'requests',
      'unanswered on a connection: the default of max.in.flight.requests.per.connection; a request carries a batch of records',
      'https://kafka.apache.org/documentation/#producerconfigs_max.in.flight.requests.per.connection',
    ),
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
    perByte: TLS_PER_BYTE,
    figures: [TLS_RECORD, TLS_FRAGMENT, TCP_HEADER, TCP_SEGMENT, TLS_PER_BYTE, TLS_HANDSHAKE],
  },
  tcp: { perByte: PLAIN_PER_BYTE, figures: [TCP_HEADER, TCP_SEGMENT, PLAIN_PER_BYTE] },
  udp: { perByte: PLAIN_PER_BYTE, figures: [UDP_HEADER, UDP_PAYLOAD, PLAIN_PER_BYTE] },
  none: { perByte: none('s/byte', 'no protocol'), figures: [] },
};

/** Bytes of a message in packets; a message takes at least one. */
function onWire(transport: ProtocolAssumptions['transport'], bytes: number): number {
  const parts = (size: number, part: number) => Math.max(1, Math.ceil(size / part));
  if (transport === 'none') return bytes;
  if (transport === 'udp') return bytes + parts(bytes, UDP_PAYLOAD.value) * UDP_HEADER.value;
  const records = transport === 'tls' ? parts(bytes, TLS_FRAGMENT.value) * TLS_RECORD.value : 0;
  return bytes + records + parts(bytes + records, TCP_SEGMENT.value) * TCP_HEADER.value;
}
