/** Amazon Kinesis Data Streams: shards by the hour and PUT payload units, or bytes on demand; longer retention. */
import type { LogUse } from '../../kinds/log.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { limitOf, steps, tableMeters, type TableMeters } from '../table-meters.ts';
import { KIB, MIB } from '../../topology/quantity/bytes.ts';
import { fromTable, type Limits } from '../quota.ts';
import { DAY, type Ceiling, type Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';
import { LOG } from '../../assumptions/published.ts';
import type { Figure } from '../../assumptions/figure.ts';
import { limit, passedThrough, type LogOptions } from '../../kinds/log.ts';
import type { Load } from '../../kinds/kind.ts';
import type { PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

/** @see https://aws.amazon.com/kinesis/data-streams/pricing/ (read 2026-11) */
const PAYLOAD_UNIT = 25 * KIB;
/** On demand each record is rounded up to this. */
const ON_DEMAND_STEP = KIB;
/** Retention that is included, and the longest that counts as extended. */
const INCLUDED_SECONDS = DAY;
const EXTENDED_SECONDS = 7 * DAY;

/**
 * Shards that the busiest hour needs: bytes and records in, and bytes out unless consumers have throughput of their
 * own.
 */
function neededShards(use: LogUse, context: ProductContext): number {
  const limit = (name: string, fallback: number) => limitOf(context, 'kinesis', name, fallback);
  return Math.max(
    1,
    steps(use.peakIngressBytesPerSecond, limit('shard-write-bytes', 1) * MIB),
    steps(use.peakRecordsPerSecond, limit('shard-write-records', 1000)),
    use.enhancedFanOut ? 1 : steps(use.peakEgressBytesPerSecond, limit('shard-read-bytes', 2) * MIB),
  );
}

function addProvisioned(use: LogUse, retention: number, context: ProductContext, { add }: TableMeters): void {
  const shardHours = (use.shards ?? neededShards(use, context)) * use.runningShare * context.monthHours;
  add('shard-hour', shardHours);
  add(
    'put-payload-unit',
    Math.max(use.records * steps(use.recordBytes, PAYLOAD_UNIT), use.ingressBytes / PAYLOAD_UNIT),
  );
  if (retention > INCLUDED_SECONDS) add('provisioned-extended-retention', shardHours);
  if (use.enhancedFanOut) {
    add('enhanced-fan-out', shardHours * use.consumers);
    add('enhanced-fan-out-retrieval', toGb(use.egressBytes));
  }
}

function addOnDemand(use: LogUse, retention: number, context: ProductContext, { add }: TableMeters): void {
  const bytesPerSecond = use.ingressBytes / (context.monthHours * 3600);
  const extended = Math.min(retention, EXTENDED_SECONDS) - INCLUDED_SECONDS;
  const ingested = use.records * steps(use.recordBytes, ON_DEMAND_STEP) * ON_DEMAND_STEP;
  add('on-demand-stream-hour', use.runningShare * context.monthHours);
  add('on-demand-ingest', toGb(Math.max(ingested, use.ingressBytes)));
  add(use.enhancedFanOut ? 'on-demand-enhanced-fan-out-retrieval' : 'on-demand-retrieval', toGb(use.egressBytes));
  add('on-demand-extended-retention', toGb(bytesPerSecond * Math.max(0, extended)));
}

const limits: Limits = (asked) => {
  if (asked.text('mode') === 'on-demand') {
    const note = 'a new on-demand stream; it doubles with the traffic of the last 30 days';
    return [
      fromTable(asked, ['ingress', 'bytes/s', 'default'], 'on-demand-default-write', { note }),
      fromTable(asked, ['egress', 'bytes/s', 'default'], 'on-demand-default-read', { note }),
    ];
  }
  const times = asked.number('shards');
  if (times === undefined) return [];
  const note = `of ${times} shards`;
  const fanOut = asked.options.enhanced_fan_out === true;
  return [
    fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'shard-write-bytes', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'provisioned'], 'shard-write-records', {
      times,
      note: `${note}, in records`,
    }),
    fromTable(asked, ['egress', 'bytes/s', 'provisioned'], 'shard-read-bytes', {
      times: times * (fanOut ? Math.max(1, asked.number('consumers') ?? 1) : 1),
      note: fanOut ? `${note}, for each consumer` : `${note}, shared by all consumers`,
    }),
  ];
};

/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html (a copy of 2026, read 2026-12) */
const ceilings = (_: Options, use: LogUse): Ceiling[] => [
  {
    what: 'retention',
    asked: use.isRetentionGiven ? use.retentionSeconds : undefined,
    most: 365 * DAY,
    unit: 'seconds',
  },
  { what: 'consumers with throughput of their own:', asked: use.enhancedFanOut ? use.consumers : undefined, most: 20 },
  { what: 'a record', asked: use.recordBytes, most: 10 * MIB, unit: 'bytes' },
];

const LIMITS = 'https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html';
/** What a shard carries beside the bytes that come in, which `limits` count. */
const SHARD = {
  records: { value: 1000, unit: '/s', conditions: 'records put into a shard of Kinesis', source: LIMITS },
  read: {
    value: 2e6,
    unit: 'bytes/s',
    conditions: 'read from a shard of Kinesis, by all consumers together or by each of its own',
    source: LIMITS,
  },
} as const satisfies Record<string, Figure>;

function carries(component: Component<LogOptions>, load: Load, context: PerformContext): Carried {
  const { options } = component;
  const { groups, records, bytesOut } = passedThrough(component, load, context);
  const { shards } = options;
  if (shards === undefined || options.mode === 'on-demand') return { limits: [], details: {} };
  const streams = options.enhanced_fan_out === true ? Math.max(1, groups) : 1;
  const taken = shards * context.assume('records that a shard takes', SHARD.records);
  const given = shards * streams * context.assume('bytes that a shard gives', SHARD.read);
  return {
    limits: [
      ...limit('records in', '/s', taken, records, SHARD.records.source),
      ...limit('bytes out', 'bytes/s', given, bytesOut, SHARD.read.source),
    ],
    details: {},
  };
}

export const kinesis = defineProduct<LogUse>({
  name: 'kinesis',
  title: 'Amazon Kinesis Data Streams',
  provider: 'aws',
  kinds: ['log'],
  defaultFor: [],
  suits: ({ engine, instance, shards, mode, enhanced_fan_out: fanOut }) =>
    engine === 'kinesis' ||
    (engine === undefined &&
      instance === undefined &&
      (shards !== undefined || mode !== undefined || fanOut !== undefined)),
  aliases: ['kinesis-data-streams', 'aws-kinesis', 'aws_kinesis_stream'],
  placement: 'regional',
  ignores: [...NODE_FIELDS, 'throughput', 'tier', 'units', 'hours'],
  sla: () => ({ service: 'kinesis', scope: 'region' }),
  limits,
  ceilings,
  translate: moveBroker,
  role: 'is a stream without brokers',
  latency: ({ enhanced_fan_out: hasOwn }, what) =>
    what === 'delivery' ? (hasOwn === true ? LOG.kinesisEnhancedFanOut : LOG.kinesis) : undefined,
  carries,
  focus: { kinesis: ['Amazon Kinesis', 'streaming'] },
  source: 'https://aws.amazon.com/kinesis/data-streams/pricing/ (read 2026-11)',
  meters(use, context) {
    const list = tableMeters('kinesis');
    // A stream keeps records for a day unless told otherwise; the kind's own default is that of Kafka.
    const retention = use.isRetentionGiven ? use.retentionSeconds : INCLUDED_SECONDS;
    if (use.mode === 'on-demand') addOnDemand(use, retention, context, list);
    else addProvisioned(use, retention, context, list);
    const bytesPerSecond = use.ingressBytes / (context.monthHours * 3600);
    list.add('long-term-retention', toGb(bytesPerSecond * Math.max(0, retention - EXTENDED_SECONDS)));
    return list.meters;
  },
});
