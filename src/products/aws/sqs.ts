/** Amazon SQS: requests, each counted in chunks of 64 KB. */
import { requestsOf, type QueueUse } from '../../kinds/queue.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct } from '../product.ts';
import { steps, tableMeters } from '../table-meters.ts';
import { KIB } from '../../topology/quantity/bytes.ts';

/** Payload that counts as one request. @see https://aws.amazon.com/sqs/pricing/ (read 2026-11) */
const CHUNK = 64 * KIB;

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
