/** Pub/Sub: bytes published and delivered, with a least size for each request, and what topics retain. */
import type { LogUse } from '../../kinds/log.ts';
import type { QueueUse } from '../../kinds/queue.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { TIB } from '../../topology/quantity/bytes.ts';
import { fromTable, type Limits } from '../quota.ts';
import { DAY, type Ceiling, type Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';

/**
 * Every publish, push or pull request counts as this much at least. @see https://cloud.google.com/pubsub/pricing (read
 * 2026-11)
 */
const LEAST_REQUEST_BYTES = 1000;
/** The longest that a topic retains. @see https://cloud.google.com/pubsub/docs/replay-overview (read 2026-11) */
const LONGEST_RETENTION_SECONDS = 31 * 86_400;

/** Bytes a month as they are billed. */
interface Throughput {
  readonly published: number;
  readonly delivered: number;
}

/**
 * A queue's messages are sent and received in batches; a batch is one request each way.
 *
 * Sizes are taken as the file gives them: body, attributes, time stamp and id together.
 */
function queueThroughput(use: QueueUse, { component, warn }: ProductContext): Throughput {
  if (use.requests > 0) warn('requests-not-billed');
  // Bytes without a number of messages: their requests are taken to be large enough.
  if (use.messages === 0) {
    const bytes = component.usage.ingress ?? 0;
    return { published: bytes, delivered: bytes };
  }
  const sends = use.requestsPerMessage - use.operationsPerMessage;
  const receives = use.operationsPerMessage - sends;
  const carried = Math.max(use.messageBytes, sends * LEAST_REQUEST_BYTES);
  const empty = Math.max(0, receives - sends) * LEAST_REQUEST_BYTES;
  return { published: use.messages * carried, delivered: use.messages * (carried + empty) };
}

/** A log's records are sent and received in batches of the size that the file gives, or else one by one. */
function logThroughput(use: LogUse, { component, warn }: ProductContext): Throughput {
  const { batch } = component.options as { readonly batch?: number };
  const requestBytes = Math.max(use.recordBytes, batch ?? 0);
  if (use.recordBytes === 0 || requestBytes >= LEAST_REQUEST_BYTES)
    return { published: use.ingressBytes, delivered: use.egressBytes };
  warn('minimum-billed', {
    what: `a request of Pub/Sub, here of ${Math.round(use.recordBytes)} bytes,`,
    least: `${LEAST_REQUEST_BYTES} bytes`,
    write: 'batch: 64 KB where producers and consumers collect records',
  });
  const growth = LEAST_REQUEST_BYTES / requestBytes;
  return { published: use.ingressBytes * growth, delivered: use.egressBytes * growth };
}

const LARGE_PUBSUB = new Set(['europe-west1', 'us-central1', 'us-east1']);

const limits: Limits = (asked) => [
  fromTable(
    asked,
    ['ingress', 'bytes/s', 'default'],
    LARGE_PUBSUB.has(asked.region ?? '') ? 'publish-large-regions' : 'publish-small-regions',
    { note: 'published in a region by a project; raised on request' },
  ),
];

/**
 * Retention as the reference of topics and subscriptions has it, the rest as the page of quotas; the size of a message
 * is recalled.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics, https://cloud.google.com/pubsub/quotas
 *   (copies, read 2026-12)
 */
const ceilings = (_: Options, use: LogUse | QueueUse): Ceiling[] => [
  {
    what: 'retention',
    asked: 'isRetentionGiven' in use && use.isRetentionGiven ? use.retentionSeconds : undefined,
    most: 31 * DAY,
    unit: 'seconds',
  },
  { what: 'subscriptions:', asked: 'consumers' in use ? use.consumers : undefined, most: 10_000 },
  { what: 'a message', asked: 'recordBytes' in use ? use.recordBytes : use.messageBytes, most: 10e6, unit: 'bytes' },
];

export const pubsub = defineProduct<LogUse | QueueUse>({
  name: 'pubsub',
  title: 'Pub/Sub',
  provider: 'gcp',
  kinds: ['log', 'queue'],
  defaultFor: ['log', 'queue'],
  suits: ({ engine }) => engine === 'pubsub',
  aliases: ['pub-sub', 'gcp-pubsub', 'google-pubsub', 'cloud-pubsub', 'google_pubsub_topic'],
  // A service of the region: there is no charge for crossing zones on the way to it.
  placement: 'regional',
  ignores: [
    ...NODE_FIELDS,
    'throughput',
    'queues',
    'tier',
    'units',
    'shards',
    'mode',
    'enhanced_fan_out',
    'type',
    'hours',
  ],
  sla: () => ({ service: 'pubsub', scope: 'region' }),
  limits,
  ceilings,
  translate: moveBroker,
  role: 'is a stream without brokers',
  focus: { pubsub: ['Pub/Sub', 'messaging'] },
  source: 'https://cloud.google.com/pubsub/pricing (read 2026-11)',
  meters(use, context) {
    const { meters, add } = tableMeters('pubsub');
    const isLog = 'retainedBytes' in use;
    const { published, delivered } = isLog ? logThroughput(use, context) : queueThroughput(use, context);
    add('publish-throughput', published / TIB);
    add('subscribe-throughput', delivered / TIB);
    // What is acknowledged is gone unless the topic is told to keep it, which is charged from the first hour. A
    // backlog is free for a day, and none is left on average.
    if (isLog && use.isRetentionGiven) {
      if (use.retentionSeconds > LONGEST_RETENTION_SECONDS)
        context.warn('limit-exceeded', { what: 'the retention of Pub/Sub', most: '31 days', write: 'retention: 31d' });
      add('retained-storage', toGb(use.retainedBytes));
    }
    return meters;
  },
});
