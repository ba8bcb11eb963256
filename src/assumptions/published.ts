/**
 * What components take where the file says nothing, kind by kind: published figures with their conditions, and our
 * assumptions where nobody publishes any. All in SI units.
 *
 * A figure per vCPU or core that was measured at saturation is an upper bound of the CPU demand: whatever else the
 * machine waited for is in it. Where two sources disagree, the one closer to a cloud's ordinary machines is first.
 */
import { assumed, fromPercentiles, unspread, type Figure, type SpreadFigure } from './figure.ts';
import * as from from './sources.ts';
import { MIB } from '../topology/quantity/bytes.ts';

type Figures = { readonly [name: string]: Figure | SpreadFigure | Figures };

const MB = 1e6;

function seconds(value: number, conditions: string, year: number | undefined, source: string): Figure {
  return { value, unit: 's', conditions, ...(year !== undefined && { year }), source };
}

function perSecond(value: number, conditions: string, year: number | undefined, source: string): Figure {
  return { value, unit: '/s', conditions, ...(year !== undefined && { year }), source };
}

function amount(value: number, unit: string, conditions: string, year: number | undefined, source: string): Figure {
  return { value, unit, conditions, ...(year !== undefined && { year }), source };
}

/** Time on disk that a flush (fsync, fdatasync) takes. */
export const FSYNC = {
  spinning: seconds(10e-3, 'fdatasync on a typical spinning disk', 2017, from.ETCD_DOC),
  ssd: seconds(1e-3, 'fdatasync on a typical SSD; often less', 2017, from.ETCD_DOC),
  nvmeWithPowerLossProtection: seconds(
    35e-6,
    'midpoint of 12 and 58 µs: fsync on enterprise SSDs with power-loss protection',
    2026,
    'summary of http://smalldatum.blogspot.com/2026/01/ssds-power-loss-protection-and-fsync.html at https://engineered.at/articles/ssds-power-loss-protection-and-fsync-latency',
  ),
  nvmeConsumer: seconds(
    1.643e-3,
    'fdatasync of one 8 kB write, Samsung 990 Pro without power-loss protection, xfs',
    2025,
    'https://tanelpoder.com/posts/using-pg-test-fsync-for-testing-low-latency-writes',
  ),
  ebsGp3: seconds(2.6e-3, 'mean durable flush of a write-ahead log on EBS gp3, from an m7g.xlarge', 2026, from.KLITE),
} as const satisfies Figures;

const singleDigit = (value: number, disk: string, source: string, why = '') =>
  unspread(
    assumed(
      value,
      's',
      `a small operation on ${disk}, below its limits`,
      `documented only as single-digit milliseconds (${source})${why}`,
    ),
  );

const spinningDisk = (disk: string, year = 2017) =>
  unspread(
    assumed(
      10e-3,
      's',
      `a small random operation on ${disk}`,
      `none is published for it; a flush of a typical spinning disk takes 10 ms (${from.ETCD_DOC}, ${year})`,
    ),
  );

const subMillisecond = (disk: string, source: string) =>
  unspread(
    assumed(
      0.5e-3,
      's',
      `a small operation on ${disk}, below its limits`,
      `documented only as below a millisecond (${source}); half of that bound`,
    ),
  );

/** Latency of one small operation of a disk that is not at its limit, by the provider's type. */
export const DISK = {
  aws: {
    gp2: singleDigit(1e-3, 'gp2', from.EBS_TYPES),
    gp3: singleDigit(1e-3, 'gp3', from.EBS_TYPES),
    io1: singleDigit(1e-3, 'io1', from.EBS_TYPES),
    io2: unspread(
      seconds(
        0.5e-3,
        'upper bound of the mean: 16 KiB operations on io2 Block Express, EBS-optimised instance',
        2025,
        'https://docs.amazonaws.cn/en_us/ebs/latest/userguide/ebs-optimization.md',
      ),
    ),
    st1: spinningDisk('st1'),
    sc1: spinningDisk('sc1'),
    standard: spinningDisk('magnetic EBS'),
  },
  azure: {
    'premium-ssd': singleDigit(
      2e-3,
      'premium SSD',
      from.AZURE_DISK_TYPES,
      '; more than v2, which is documented as below one',
    ),
    'premium-ssd-v2': subMillisecond('premium SSD v2', from.AZURE_DISK_TYPES),
    ultra: subMillisecond('an ultra disk', from.AZURE_DISK_TYPES),
    'standard-ssd': singleDigit(5e-3, 'standard SSD', from.AZURE_DISK_TYPES, '; between premium SSD and standard HDD'),
    'standard-hdd': unspread(
      seconds(
        15e-3,
        'midpoint of what most reads (20 ms) and writes (10 ms) on a standard HDD are designed to stay below',
        undefined,
        from.AZURE_DISK_TYPES,
      ),
    ),
  },
  gcp: {
    'pd-standard': spinningDisk('pd-standard'),
    'pd-balanced': singleDigit(2e-3, 'pd-balanced', from.GCP_DISK_PERFORMANCE, ', and that for pd-ssd; twice pd-ssd'),
    'pd-ssd': singleDigit(1e-3, 'pd-ssd', from.GCP_DISK_PERFORMANCE),
    'pd-extreme': singleDigit(1e-3, 'pd-extreme', from.GCP_DISK_PERFORMANCE, ', and that for pd-ssd'),
    'hyperdisk-balanced': singleDigit(1e-3, 'Hyperdisk Balanced', from.GCP_DISK_PERFORMANCE, ', and that for pd-ssd'),
    'hyperdisk-extreme': singleDigit(0.5e-3, 'Hyperdisk Extreme', from.GCP_DISK_PERFORMANCE, ', and that for pd-ssd'),
    'hyperdisk-throughput': spinningDisk('Hyperdisk Throughput'),
    'hyperdisk-ml': singleDigit(1e-3, 'Hyperdisk ML', from.GCP_DISK_PERFORMANCE, ', and that for pd-ssd'),
    'local-ssd': unspread(
      seconds(100e-6, 'random read of 8 KiB from an SSD, 2017 MacBook, rounded', 2020, from.NAPKIN),
    ),
  },
  local: {
    nvme: unspread(seconds(100e-6, 'random read of 8 KiB from an SSD, 2017 MacBook, rounded', 2020, from.NAPKIN)),
  },
} as const satisfies Figures;

export const LOAD_BALANCER = {
  layer7: {
    latency: unspread(
      seconds(400e-6, 'added by HAProxy at saturation: 560 µs through it, 160 µs direct; mean', 2021, from.HAPROXY_2M),
    ),
    /** Of a proxy on a machine of one's own; a managed balancer's CPU is the provider's. */
    cpu: seconds(1 / 31_875, 'HAProxy 2.3 on 64 cores of Graviton2: 2.04 M requests/s', 2021, from.HAPROXY_2M),
    cpuOfSidecar: seconds(
      0.5e-3,
      'Envoy as Istio sidecar: 0.5 vCPU per 1000 requests/s of 1 kB, mTLS',
      2020,
      from.ISTIO,
    ),
    p90OfSidecar: seconds(
      1.38e-3,
      'half of what two Envoy sidecars add in the 90th percentile: 1000 requests/s, 16 connections, 1 kB, mTLS',
      2020,
      from.ISTIO,
    ),
    p99OfSidecar: seconds(1.44e-3, 'half of what two Envoy sidecars add in the 99th percentile', 2020, from.ISTIO),
  },
  layer4: {
    latency: unspread(
      assumed(
        50e-6,
        's',
        'added by a hop that forwards packets',
        'none is published; a TCP echo on one machine takes 10 µs (napkin-math), a proxy of layer 7 adds 400 µs',
      ),
    ),
    cpu: assumed(
      10e-6,
      's',
      'CPU of forwarding one request and its response',
      'none is published; a TCP echo of 64 bytes on one machine takes 10 µs (napkin-math)',
    ),
  },
  newConnectionCpu: seconds(1 / 34_344, 'NGINX, 1 CPU, a new TCP connection for each request', 2017, from.NGINX_SIZING),
} as const satisfies Figures;

export const API_GATEWAY = {
  latency: unspread(
    seconds(
      20e-3,
      'midpoint of 10 to 30 ms that Amazon API Gateway adds to a call of a REST API; less for HTTP APIs',
      undefined,
      'https://www.smplogs.com/patterns/apigateway/high-latency',
    ),
  ),
  latencyOfProxy: unspread(
    seconds(
      3e-3,
      'midpoint of 1 to 5 ms that a gateway of one’s own typically adds',
      2026,
      'https://api7.ai/learning-center/api-gateway-guide/how-api-gateway-reduces-latency (vendor)',
    ),
  ),
} as const satisfies Figures;

export const CDN = {
  /** At the edge, without the way there. */
  hit: unspread(
    seconds(
      0.9e-3,
      'first byte 6 ms after the TLS connection stood, less a round trip of 5.1 ms; one example',
      2026,
      'https://cdncertified.com/glossary/latency',
    ),
  ),
  /** From users worldwide, with the way there: a check on the sum of `hit` and the round trip. */
  requestFromUsers: fromPercentiles(
    seconds(
      12e-3,
      'median request from real users worldwide, way included',
      2026,
      'https://cdnzero.com/blog/sub-50ms-global-latency (vendor claim)',
    ),
    seconds(
      47e-3,
      '99th percentile of the same',
      2026,
      'https://cdnzero.com/blog/sub-50ms-global-latency (vendor claim)',
    ),
  ),
  hitRatio: amount(
    0.592,
    '1',
    'photos at Facebook’s edge caches of 2013, FIFO',
    2013,
    'Huang et al., An Analysis of Facebook Photo Caching, SOSP 2013',
  ),
} as const satisfies Figures;

const DNS_METRICS = 'https://dns.k5z.net/module-4/07-performance-metrics (rules of thumb)';

export const DNS = {
  /** Answered from the cache of a public resolver. */
  lookup: unspread(
    seconds(10e-3, 'midpoint of 5 to 15 ms: median of cached answers of a public resolver', undefined, DNS_METRICS),
  ),
  /** Answered from the cache of a resolver beside the caller. */
  localLookup: unspread(seconds(2e-3, 'upper bound of the median, warm local resolver', undefined, DNS_METRICS)),
  uncachedP95: seconds(200e-3, 'bound of the 95th percentile of recursive resolution', undefined, DNS_METRICS),
} as const satisfies Figures;

export const CACHE = {
  redis: {
    /** Redis answers on one core: a shard does no more than the reciprocal of this, however many vCPUs it has. */
    cpu: seconds(
      1 / 74_239,
      'SET of 3 bytes, 50 clients, loopback, no pipelining, one core; GET is alike',
      2023,
      from.REDIS_DOC,
    ),
    cpuOfPipelinedGet: seconds(1 / 508_388, 'GET in a pipeline of 16', 2023, from.REDIS_DOC),
    cpuOfPipelinedSet: seconds(1 / 403_063, 'SET in a pipeline of 16', 2023, from.REDIS_DOC),
    cv: assumed(
      0.5,
      '1',
      'coefficient of variation of the CPU time',
      'none is published; operations on single keys are much alike',
    ),
    throughputAt30000Connections: amount(0.5, '1', 'of that at 100 connections; rule of thumb', 2023, from.REDIS_DOC),
    cores: amount(1, '1', 'cores that execute commands', 2023, from.REDIS_DOC),
    /** What a node of ElastiCache does whose other cores read and write for the one that executes. */
    elasticache4Vcpu: amount(
      74_239 * 1.72,
      '/s',
      'cache.r6g.xlarge: Redis 7.0 does up to 1.72 times what 6.2 does (enhanced I/O multiplexing, 5,200 clients), times one core of 6.2',
      2023,
      'https://aws.amazon.com/blogs/database/enhanced-io-multiplexing-for-amazon-elasticache-for-redis',
    ),
    elasticache16Vcpu: amount(
      1e6,
      '/s',
      'cache.r7g.4xlarge: over 1 M requests/s of a node, Redis 7.1; Valkey 8.0 on c7g.4xlarge does 1.19 M',
      2023,
      'https://aws.amazon.com/blogs/database/achieve-over-500-million-requests-per-second-per-cluster-with-amazon-elasticache-for-redis-7-1',
    ),
  },
  memcached: {
    cpu: seconds(
      8 / 530_000,
      '530 k operations/s of 100-byte objects on 8 cores of an UltraSPARC T2',
      2009,
      'http://highscalability.com/blog/2009/5/20/scaling-memcached-500000-operationssecond-with-a-single-sock.html',
    ),
    cv: assumed(
      0.5,
      '1',
      'coefficient of variation of the CPU time',
      'none is published; operations on single keys are much alike',
    ),
  },
} as const satisfies Figures;

/** The σ for which 16 / (1 + 15 σ) is 7525 / 4750 times 4 / (1 + 3 σ). */
const WRITE_CONTENTION = (4 - 7525 / 4750) / (15 * (7525 / 4750) - 12);

export const SQL = {
  /**
   * One write transaction of five statements, by itself: what is left of 4750 transactions/s on 4 vCPU and 7525 on 16 once they contend as
   * `writeContention` says. With a larger database 16 vCPU did 4697.
   */
  writeCpu: seconds(
    4 / 4750 / (1 + 3 * WRITE_CONTENTION),
    'pgbench TPC-B on RDS PostgreSQL 18, 256 clients: 4750 transactions/s on 4 vCPU and 7525 on 16, less the contention between them; waits for the disk are in it',
    2026,
    `${from.POSTGRES_BENCH} rds/results/rds_4cpu_16gb_6849.json and rds_16cpu_64gb_6849.json`,
  ),
  /** σ of Amdahl's law, κ = 0: n vCPUs do n / (1 + σ (n − 1)) times what one does. */
  writeContention: amount(
    WRITE_CONTENTION,
    '1',
    'contention of writes through 4750 transactions/s on 4 vCPU and 7525 on 16: pgbench TPC-B on RDS PostgreSQL 18',
    2026,
    `${from.POSTGRES_BENCH} rds/results/rds_4cpu_16gb_6849.json and rds_16cpu_64gb_6849.json`,
  ),
  /** Aurora, whose storage is elsewhere, does as much a vCPU on 16 as on 4. */
  auroraWriteCpu: seconds(
    Math.sqrt((4 / 2541) * (16 / 12_179)),
    'pgbench TPC-B on Aurora PostgreSQL 17, 256 clients: 2541 transactions/s on 4 vCPU, 12 179 on 16; geometric mean',
    2026,
    `${from.POSTGRES_BENCH} aurora/results/aurora_4cpu_32gb_6849.json and aurora_16cpu_128gb_6849.json`,
  ),
  /** The same on machines with local NVMe: nearer to the CPU alone. */
  writeCpuOnNvme: seconds(
    1 / 1750,
    'pgbench TPC-B, 16 vCPU, 64 GB, local NVMe, 256 clients: 1750 transactions/s and vCPU',
    2026,
    `${from.POSTGRES_BENCH} postgres_by_clickhouse/results/postgres_by_clickhouse_16cpu_64gb_6849.json`,
  ),
  /** One read-only transaction: a look-up by key. */
  readCpu: seconds(
    1 / 5000,
    'pgbench select-only, 4 vCPU, SSD: 15 to 25 k transactions/s, midpoint',
    2025,
    from.EKARISKY,
  ),
  cv: assumed(
    1,
    '1',
    'coefficient of variation of the CPU time',
    'none is published; statements of one class differ much',
  ),
  responseTimeCv: amount(
    0.506,
    '1',
    'standard deviation 27.3 ms over mean 53.9 ms of the response time, pgbench TPC-B, RDS 4 vCPU, 256 clients',
    2026,
    `${from.POSTGRES_BENCH} rds/results/rds_4cpu_16gb_6849.json`,
  ),
  /** Pages that a transaction touches, each read from disk where it is not in memory. */
  pageReadsPerTransaction: assumed(
    4,
    '1',
    'pages read by a transaction',
    'no figure is published; pgbench TPC-B looks up three rows by key, one page each with the inner ones in memory, and a heap page more',
  ),
  flushesPerWrite: assumed(
    1,
    '1',
    'flushes of the log by a write transaction',
    'a commit flushes once; group commit makes it less under load',
  ),
  bufferHitRatio: assumed(
    0.99,
    '1',
    'page reads answered from memory',
    'the target that PostgreSQL guides commonly name; measure it',
  ),
  connections: {
    postgres: amount(
      100,
      'connections',
      'default of max_connections',
      undefined,
      'https://www.postgresql.org/docs/current/runtime-config-connection.html',
    ),
    mysql: amount(
      151,
      'connections',
      'default of max_connections',
      undefined,
      'https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html',
    ),
    rdsPostgresBytesPerConnection: amount(
      9_531_392,
      'bytes',
      'max_connections is memory over this, and 5000 at most',
      undefined,
      from.RDS_LIMITS,
    ),
    rdsPostgresMax: amount(5000, 'connections', 'upper bound of max_connections’ default', undefined, from.RDS_LIMITS),
    rdsMysqlBytesPerConnection: amount(
      12_582_880,
      'bytes',
      'max_connections is memory over this',
      undefined,
      from.RDS_LIMITS,
    ),
  },
} as const satisfies Figures;

export const LOG = {
  /** From producer to consumer, at a moderate load, without linger. */
  endToEnd: fromPercentiles(
    seconds(2e-3, 'median, Kafka on 3 machines, records of 100 bytes', 2014, from.LINKEDIN_KAFKA),
    seconds(3e-3, '99th percentile of the same', 2014, from.LINKEDIN_KAFKA),
  ),
  endToEndP99AtLoad: seconds(
    5e-3,
    '99th percentile at 200 MB/s, 3 brokers on AWS, 3 copies',
    2020,
    from.CONFLUENT_BENCHMARK,
  ),
  brokerThroughput: amount(
    (605 / 3) * MB,
    'bytes/s',
    'written by producers to each of 3 brokers at their peak of 605 MB/s, 3 copies, OpenMessaging benchmark on AWS',
    2020,
    from.CONFLUENT_BENCHMARK,
  ),
  partitionThroughputUpper: amount(
    50 * MB,
    'bytes/s',
    'written to one partition before latency rises, decent hardware',
    2026,
    'https://meridian.getnimbus.net/docs/recipe-kafka-topic-design',
  ),
  cpu: seconds(
    4 / 553_000,
    'klite (Kafka’s protocol, not Kafka) on 4 vCPU: 553 k records/s of 1 KB; CPU of a record at the broker, upper bound',
    2026,
    from.KLITE,
  ),
  copyCpu: assumed(
    4 / 553_000,
    's',
    'CPU of a record at each broker that keeps a further copy',
    'none is published; a follower appends what the leader has appended: as that of the leader, an upper bound',
  ),
  cv: assumed(1, '1', 'coefficient of variation of the CPU time', 'none is published; batches differ in size'),
  linger: seconds(
    5e-3,
    'default of linger.ms since Kafka 4.0; 0 before',
    2025,
    'https://kafka.apache.org/documentation/#producerconfigs_linger.ms; KIP-1030',
  ),
  batch: amount(
    16_384,
    'bytes',
    'default of batch.size',
    undefined,
    'https://kafka.apache.org/documentation/#producerconfigs_batch.size',
  ),
  partitionsPerBroker: amount(
    4000,
    'partitions',
    'operational guideline, no hard limit',
    2026,
    'https://www.netdata.cloud/guides/kafka/kafka-too-many-partitions-per-broker/',
  ),
  pulsarBrokerThroughput: amount(
    (305 / 3) * MB,
    'bytes/s',
    'the same for Pulsar: 305 MB/s of 3 brokers',
    2020,
    from.CONFLUENT_BENCHMARK,
  ),
  pulsarEndToEndP99: seconds(25e-3, 'Pulsar, 99th percentile at 200 MB/s', 2020, from.CONFLUENT_BENCHMARK),
  /** Kinesis with Lambda as consumer, from put to handler. */
  kinesis: fromPercentiles(
    seconds(
      627e-3,
      'median, shared throughput, polled once a second by Lambda, eu-west-1',
      2022,
      from.SERVERLESS_MESSAGING,
    ),
    seconds(1.58, '99th percentile of the same', 2022, from.SERVERLESS_MESSAGING),
  ),
  kinesisEnhancedFanOut: fromPercentiles(
    seconds(49.4e-3, 'median, enhanced fan-out to Lambda, eu-west-1', 2022, from.SERVERLESS_MESSAGING),
    seconds(109e-3, '99th percentile of the same', 2022, from.SERVERLESS_MESSAGING),
  ),
} as const satisfies Figures;

export const QUEUE = {
  rabbitmq: {
    nodeRate: perSecond(
      1_345_531 / 32,
      'messages in (and as many out) of each of 32 machines of 8 vCPU, not durable, not mirrored',
      2014,
      from.RABBITMQ_MILLION,
    ),
    cpu: seconds(
      (32 * 8) / 1_345_531,
      '256 vCPUs pass 1.35 M messages/s, not durable: CPU of one, in and out',
      2014,
      from.RABBITMQ_MILLION,
    ),
    /** Of each copy of a message in a quorum queue, its leader's among them. */
    quorumCopyCpu: seconds(
      ((5 * 8) / 50_000 + (7 * 8) / 54_000 + (9 * 8) / 63_000) / 3 / 3,
      'c5.2xlarge (8 vCPU): 5 brokers pass 50 k, 7 54 k, 9 63 k messages/s of 1 kB in three copies; mean of all vCPUs over messages, a third of it',
      2020,
      from.RABBITMQ_SIZING,
    ),
    /** The same of a mirrored queue, which is bound by its CPU. */
    mirroredCopyCpu: seconds(
      ((5 * 8) / 35_000 + (7 * 8) / 50_000 + (9 * 8) / 65_000) / 3 / 2,
      'c5.2xlarge (8 vCPU): 5 brokers pass 35 k, 7 50 k, 9 65 k messages/s of 1 kB in two copies; mean of all vCPUs over messages, half of it',
      2020,
      from.RABBITMQ_SIZING,
    ),
    /** Copies that the write-ahead log of each of three brokers takes, whatever their vCPUs. */
    quorumLogRate: perSecond(
      37_000,
      'three brokers of 16 or 36 vCPU pass 37 k messages/s of 1 kB in three copies, one on each',
      2020,
      from.RABBITMQ_SIZING,
    ),
    /** Brokers to this power less are what each of more takes. */
    quorumLogSpread: amount(
      0.3,
      '1',
      'exponent through 37 k of three, 53 k of five and 66 k of seven brokers of 16 vCPU',
      2020,
      from.RABBITMQ_SIZING,
    ),
    /** A queue is one process: it does not spread over cores or brokers. */
    classicQueueRate: perSecond(
      88_534,
      'one classic queue, AMQP 0.9.1, 12 bytes durable, confirms, RabbitMQ 4.0 beta on 3 cores',
      2024,
      from.RABBITMQ_4,
    ),
    quorumQueueRate: perSecond(
      83_181,
      'one quorum queue of one copy, AMQP 1.0, 12 bytes, flow control raised, RabbitMQ 4.0 beta on 3 cores',
      2024,
      from.RABBITMQ_4,
    ),
    cv: assumed(1, '1', 'coefficient of variation of the CPU time', 'none is published'),
    clusterThroughput: amount(38 * MB, 'bytes/s', 'mirrored queues on 3 brokers, peak', 2020, from.CONFLUENT_BENCHMARK),
    /** Publish to delivery below its peak; a queue that is full waits longer. */
    latency: unspread(
      assumed(
        0.5e-3,
        's',
        'from publish to delivery below the peak',
        `the published 99th percentile is 1 ms at 30 MB/s (${from.CONFLUENT_BENCHMARK}, 2020); half of it`,
      ),
    ),
    p99: seconds(
      1e-3,
      '99th percentile at 30 MB/s, mirrored, 3 brokers; degrades above',
      2020,
      from.CONFLUENT_BENCHMARK,
    ),
  },
  sqs: fromPercentiles(
    seconds(
      16.2e-3,
      'median from send to a Lambda handler, standard queue, eu-west-1',
      2022,
      from.SERVERLESS_MESSAGING,
    ),
    seconds(105e-3, '99th percentile of the same', 2022, from.SERVERLESS_MESSAGING),
  ),
  sqsFifo: fromPercentiles(
    seconds(28.1e-3, 'median from send to a Lambda handler, FIFO queue, eu-west-1', 2022, from.SERVERLESS_MESSAGING),
    seconds(645e-3, '99th percentile of the same', 2022, from.SERVERLESS_MESSAGING),
  ),
} as const satisfies Figures;

export const CONSENSUS = {
  write: unspread(
    seconds(
      1.6e-3,
      'mean write with one client, etcd 3.2, 3 members of 8 vCPU with SSD, 256-byte values',
      2017,
      from.ETCD_DOC,
    ),
  ),
  linearizableRead: unspread(seconds(0.7e-3, 'mean with one client, the same cluster', 2017, from.ETCD_DOC)),
  serializableRead: unspread(seconds(0.3e-3, 'mean with one client, the same cluster', 2017, from.ETCD_DOC)),
  writeRate: perSecond(44_341, 'writes at the leader, 1000 clients, 8 vCPU', 2017, from.ETCD_DOC),
  writeCpu: seconds(8 / 44_341, 'all 8 vCPUs of the leader over 44 k writes/s: an upper bound', 2017, from.ETCD_DOC),
  readCpu: seconds(
    (3 * 8) / 141_578,
    'all 24 vCPUs over 142 k linearizable reads/s: an upper bound',
    2017,
    from.ETCD_DOC,
  ),
  serializableReadCpu: seconds(
    (3 * 8) / 185_758,
    'all 24 vCPUs over 186 k serializable reads/s: an upper bound',
    2017,
    from.ETCD_DOC,
  ),
  fsync: FSYNC.ssd,
  heartbeat: seconds(100e-3, 'default of etcd', undefined, from.ETCD_TUNING),
  electionTimeout: seconds(
    1,
    'default of etcd; a follower waits this long to twice as long',
    undefined,
    from.ETCD_TUNING,
  ),
  zookeeperElection: seconds(
    200e-3,
    'upper bound, 7 machines at saturation',
    2010,
    'Apache ZooKeeper documentation, zookeeperOver.md, github apache/zookeeper@2cdfc51',
  ),
} as const satisfies Figures;

export const WIDE_COLUMN = {
  writesPerNode: perSecond(
    3_300_000 / 288,
    'replica writes of each m1.xlarge (4 vCPU), Cassandra, 3 copies',
    2011,
    from.NETFLIX_CASSANDRA,
  ),
  /** At each replica. */
  writeCpu: seconds(
    (288 * 4) / 3_300_000,
    'all 4 vCPUs of 288 nodes over 3.3 M replica writes/s: an upper bound',
    2011,
    from.NETFLIX_CASSANDRA,
  ),
  readCpu: assumed(
    0.35e-3,
    's',
    'CPU of a read at a replica',
    'no rate of reads is published with its machines; taken as that of a write (Netflix 2011)',
  ),
  cv: assumed(
    1,
    '1',
    'coefficient of variation of the CPU time',
    'none is published; compactions and rows of different width spread it',
  ),
  bigtableNode: perSecond(
    10_000,
    'rows of 1 KB read or written by an SSD node',
    undefined,
    'pricing/gcp/limits.json: bigtable ssd-node-reads (as recalled there)',
  ),
  bigtable: singleDigit(5e-3, 'a Bigtable row', 'https://cloud.google.com/bigtable/docs/performance'),
} as const satisfies Figures;

export const OBJECT_STORE = {
  firstByte: unspread(
    seconds(
      100e-3,
      'lower end of 100 to 200 ms for small objects and first bytes in S3; medians of requests under 512 KB are often tens of milliseconds',
      undefined,
      from.S3_PERFORMANCE,
    ),
  ),
  firstByteExpress: unspread(
    seconds(
      9e-3,
      'upper bound read from single-digit milliseconds, S3 Express One Zone, one zone',
      2024,
      from.S3_EXPRESS,
    ),
  ),
  /** How fast one request's bytes arrive after the first. */
  streamRate: assumed(
    85 * MIB,
    'bytes/s',
    'of one GET',
    'S3’s guide counts one concurrent request for each 85 to 90 MB/s of wanted throughput; read as what one gives',
  ),
  getsPerPrefix: perSecond(5500, 'GET and HEAD of a prefix of S3, at least', 2024, from.S3_PERFORMANCE),
  putsPerPrefix: perSecond(3500, 'PUT, COPY, POST and DELETE of a prefix of S3, at least', 2024, from.S3_PERFORMANCE),
  azureAccountRate: perSecond(
    20_000,
    'requests of a general-purpose v2 account; 40 000 in large regions',
    2025,
    from.AZURE_STORAGE_TARGETS,
  ),
  gcsReads: perSecond(5000, 'initial capacity of a bucket; grows within minutes', 2024, from.GCS_REQUEST_RATE),
  gcsWrites: perSecond(1000, 'initial capacity of a bucket; grows within minutes', 2024, from.GCS_REQUEST_RATE),
} as const satisfies Figures;

export const KV_STORE = {
  dynamodb: unspread(
    assumed(
      5e-3,
      's',
      'one item read or written in DynamoDB',
      'documented only as single-digit milliseconds (https://aws.amazon.com/blogs/database/understanding-amazon-dynamodb-latency/, 2024)',
    ),
  ),
  dynamodbSeenByClient: seconds(
    10e-3,
    'lower end of 10 to 20 ms typically seen by clients, way included',
    2022,
    'https://dynobase.dev/dynamodb-performance-latency',
  ),
  cosmos: {
    ...unspread(
      assumed(
        2.2e-3,
        's',
        'point read or write in Cosmos DB',
        'the mean of an exponential time whose 99th percentile is the 10 ms that the SLA bounds it with',
      ),
    ),
    p99: seconds(
      10e-3,
      'bound of the SLA for point reads and writes, direct mode',
      undefined,
      'https://learn.microsoft.com/azure/cosmos-db/monitor-server-side-latency',
    ),
  },
  firestore: unspread(
    assumed(
      10e-3,
      's',
      'one document read or written in Firestore',
      'none is published; a store across zones with a commit, twice DynamoDB',
    ),
  ),
  dynamodbPartitionReads: perSecond(
    3000,
    'read units of a partition: one of 4 KB each, or two if eventually consistent',
    undefined,
    from.DYNAMODB_LIMITS,
  ),
  dynamodbPartitionWrites: perSecond(
    1000,
    'write units of a partition: one of 1 KB each',
    undefined,
    from.DYNAMODB_LIMITS,
  ),
  cosmosPartition: perSecond(
    10_000,
    'request units of a partition',
    undefined,
    'https://learn.microsoft.com/azure/cosmos-db/concepts-limits',
  ),
} as const satisfies Figures;

export const FILE_STORE = {
  read: unspread(seconds(1e-3, 'about; EFS, general purpose mode, regional', 2026, from.EFS_PERFORMANCE)),
  write: unspread(seconds(2.7e-3, 'about; EFS, general purpose mode, regional', 2026, from.EFS_PERFORMANCE)),
  writeInOneZone: unspread(seconds(1.6e-3, 'about; EFS One Zone', 2026, from.EFS_PERFORMANCE)),
  azure: unspread(
    assumed(
      5e-3,
      's',
      'a small operation on Azure Files',
      'documented only as single-digit milliseconds for premium shares',
    ),
  ),
  gcp: unspread(
    assumed(3e-3, 's', 'a small operation on Filestore', 'none is published; as EFS, whose protocol it shares'),
  ),
} as const satisfies Figures;

const coldStart = (low: number, high: number, runtime: string, year: number, source: string) =>
  unspread(
    seconds((low + high) / 2, `midpoint of ${low * 1000} to ${high * 1000} ms, Lambda, ${runtime}`, year, source),
  );

export const FUNCTION = {
  coldStart: {
    nodejs: coldStart(0.15, 0.3, 'Node.js, x86_64', 2026, from.COLD_STARTS_2026),
    nodejsArm: coldStart(0.08, 0.2, 'Node.js, arm64', 2026, from.COLD_STARTS_2026),
    python: coldStart(0.15, 0.5, 'Python 3.12', 2025, from.COLD_STARTS_2025),
    go: coldStart(0.08, 0.25, 'Go', 2025, from.COLD_STARTS_2025),
    dotnet: coldStart(0.6, 1.2, '.NET 8', 2025, from.COLD_STARTS_2025),
    java: coldStart(1, 3, 'Java 17 or 21', 2026, from.COLD_STARTS_2026),
    javaSnapStart: coldStart(0.09, 0.14, 'Java 17 or 21 with SnapStart', 2026, from.COLD_STARTS_2026),
  },
  /** An idle instance is kept about this long; how often a start is cold follows from it and the arrival rate. */
  keptIdle: assumed(
    600,
    's',
    'until an idle instance is given up',
    'no provider publishes it; observers report 5 to 15 minutes on Lambda',
  ),
  concurrency: amount(1000, 'executions', 'Lambda, default of an account in a region', undefined, from.LAMBDA_LIMITS),
  concurrencyPerInstance: amount(
    1,
    'requests',
    'Lambda: an instance answers one request at a time',
    undefined,
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
  ),
  bytesPerVcpu: amount(
    1769 * MIB,
    'bytes',
    'Lambda: memory that comes with one vCPU',
    undefined,
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
  ),
} as const satisfies Figures;

export const CONTAINER = {
  /** A request that finds no instance (Cloud Run, Container Apps scaled to zero). */
  coldStart: unspread(
    seconds(
      320e-3,
      'mean of 10 000 starts, Cloud Run, 1 vCPU, 512 MB',
      2024,
      'https://dev.to/johalputt/aws-fargate-vs-google-cloud-run-container-cost-for-bursty-workloads-4ic5 (personal blog)',
    ),
  ),
  /** A task more, from the decision until it answers (Fargate). */
  taskStart: unspread(
    seconds(
      45,
      'mean until an unoptimised task of ECS on Fargate ran and was healthy; 8 s after optimising',
      undefined,
      'https://dev.to/garrett_yan/optimizing-container-cold-starts-from-5s-to-500ms-484c (personal blog)',
    ),
  ),
  cloudRunConcurrency: amount(
    80,
    'requests',
    'default of an instance of Cloud Run',
    undefined,
    'https://cloud.google.com/run/docs/about-concurrency',
  ),
} as const satisfies Figures;

export const NAT_GATEWAY = {
  latency: unspread(
    assumed(50e-6, 's', 'added by address translation', 'none is published; as a hop that forwards packets'),
  ),
  /** At once, of one public address to one destination (address, port and protocol). */
  connections: {
    aws: amount(
      55_000,
      'connections',
      'of each address of a NAT gateway to a destination',
      2023,
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html (read 2026-11)',
    ),
    azure: amount(
      64_512,
      'connections',
      'SNAT ports of each public address of a NAT gateway, to a destination',
      undefined,
      'https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource (as recalled)',
    ),
    gcp: amount(
      64_512,
      'connections',
      'ports of each address of Cloud NAT, to a destination; a machine has 64 of them unless more are set or ports are given out as needed',
      undefined,
      'https://cloud.google.com/nat/docs/ports-and-addresses (as recalled)',
    ),
  },
} as const satisfies Figures;

/** Nothing is known of what others run: an external component takes what the file says it does. */
export const EXTERNAL = {} as const satisfies Figures;

/** All of them by kind, for `explain`. */
export const PUBLISHED = {
  'load-balancer': LOAD_BALANCER,
  'api-gateway': API_GATEWAY,
  cdn: CDN,
  dns: DNS,
  cache: CACHE,
  sql: SQL,
  disk: DISK,
  fsync: FSYNC,
  log: LOG,
  queue: QUEUE,
  consensus: CONSENSUS,
  'wide-column': WIDE_COLUMN,
  'object-store': OBJECT_STORE,
  'kv-store': KV_STORE,
  'file-store': FILE_STORE,
  function: FUNCTION,
  container: CONTAINER,
  'nat-gateway': NAT_GATEWAY,
  external: EXTERNAL,
} as const satisfies Figures;

/** A figure with the path by which it is found, such as "sql.connections.mysql". */
export interface NamedFigure {
  readonly path: string;
  readonly figure: Figure;
}

/** Every figure of a group, in order. */
export function listFigures(group: Figures = PUBLISHED, prefix = ''): readonly NamedFigure[] {
  return Object.entries(group).flatMap(([name, member]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return isFigure(member) ? [{ path, figure: member }] : listFigures(member as Figures, path);
  });
}

const isFigure = (member: object): member is Figure => 'value' in member && typeof member.value === 'number';
