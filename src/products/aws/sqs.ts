/** Amazon SQS: requests, each counted in chunks of 64 KB. */
import { requestsOf, type QueueUse } from '../../kinds/queue.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct } from '../product.ts';
import { steps, tableMeters } from '../table-meters.ts';
import { KIB, MIB } from '../../topology/quantity/bytes.ts';
import { fromTable, type Limits } from '../quota.ts';
import type { Ceiling, Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';
import { QUEUE } from '../../assumptions/published.ts';
import type { Figure } from '../../assumptions/figure.ts';

/** Payload that counts as one request. @see https://aws.amazon.com/sqs/pricing/ (read 2026-11) */
const CHUNK = 64 * KIB;

const limits: Limits = (asked) => {
  if (asked.text('type') !== 'fifo') return [];
  const most = asked.limits.known('batch-size') ?? 10;
  const batch = Math.min(asked.number('batch') ?? 1, most);
  return [
    fromTable(asked, ['messages', '/s', 'default'], 'fifo-api-calls', {
      times: batch,
      note: `of a FIFO queue, for each of send, receive and delete, ${batch} messages a call; more in high-throughput mode`,
    }),
  ];
};

/**
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (a copy of 2026,
 * read 2026-12)
 */
const ceilings = (_: Options, use: QueueUse): Ceiling[] => [
  { what: 'a message', asked: use.messageBytes, most: MIB, unit: 'bytes' },
];

const FIFO_CALLS: Figure = {
  value: 300,
  unit: '/s',
  conditions: 'receive calls of a FIFO queue, each of ten messages at most; more in high-throughput mode',
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
};
const MOST_OF_A_CALL = 10;

export const sqs = defineProduct<QueueUse>({
  name: 'sqs',
  title: 'Amazon SQS',
  provider: 'aws',
  kinds: ['queue'],
  defaultFor: ['queue'],
  suits: ({ engine, type, instance }) =>
    engine === 'sqs' || (engine === undefined && instance === undefined && (type === 'standard' || type === 'fifo')),
  aliases: ['aws-sqs', 'aws_sqs_queue'],
  placement: 'regional',
  ignores: [...NODE_FIELDS, 'queues', 'tier', 'units', 'hours'],
  sla: () => ({ service: 'sqs', scope: 'region' }),
  limits,
  ceilings,
  translate: moveBroker,
  latency: ({ type }, what) => (what === 'delivery' ? (type === 'fifo' ? QUEUE.sqsFifo : QUEUE.sqs) : undefined),
  handsOut: ({ type, batch }, context) =>
    type === 'fifo'
      ? context.assume('receive calls of a FIFO queue', FIFO_CALLS) * Math.min(Number(batch ?? 1), MOST_OF_A_CALL)
      : undefined,
  focus: { sqs: ['Amazon SQS', 'messaging'] },
  source: 'https://aws.amazon.com/sqs/pricing/ (read 2026-11)',
  meters(use) {
    const { meters, add } = tableMeters('sqs');
    // A message takes a part of a send, a delete and its receives: one request deals with a whole batch.
    const requestShare = use.requestsPerMessage - use.operationsPerMessage;
    const receives = use.requestsPerMessage - 2 * requestShare;
    const batch = requestShare > 0 ? 1 / requestShare : 1;
    const chunks = steps(batch * use.messageBytes, CHUNK);
    // Sending carries the batch and so does the receive that finds it; deletes and empty receives carry nothing.
    const perMessage = use.requestsPerMessage + (requestShare + Math.min(receives, requestShare)) * (chunks - 1);
    add(use.fifo ? 'fifo-requests' : 'standard-requests', requestsOf(use, use.messages * perMessage, perMessage));
    return meters;
  },
});
