/** Azure Service Bus: a base charge and operations, or messaging units of the premium tier. */
import { requestsOf, type QueueUse } from '../../kinds/queue.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct, type MeterUse } from '../product.ts';
import { KIB, MIB } from '../../topology/quantity/bytes.ts';
import { quota, fromTable, type Limits } from '../quota.ts';
import type { Ceiling, Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';

const SERVICE = 'service-bus';
/** A message is billed in steps of this size. @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-faq (read 2026-11) */
const MESSAGE_STEP = 64 * KIB;

const SERVICE_BUS_THROTTLING =
  'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-throttling (as recalled)';

const limits: Limits = (asked) => {
  const times = asked.number('units') ?? 1;
  return [
    asked.text('tier') === 'premium'
      ? fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'premium-mu-throughput', {
          times,
          note: `of ${times} messaging units, a rule of thumb`,
        })
      : quota(
          'requests',
          '/s',
          'limit',
          1000,
          SERVICE_BUS_THROTTLING,
          'operations of a namespace: send, receive, complete',
        ),
  ];
};

/**
 * The premium tier takes large messages where it is told to, up to 100 MB.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas (as code and notes of 2026 quote it)
 */
const ceilings = (options: Options, use: QueueUse): Ceiling[] => [
  {
    what: 'a message',
    asked: use.messageBytes,
    most: options['tier'] === 'premium' ? 100 * MIB : 256 * KIB,
    unit: 'bytes',
  },
];

export const serviceBus = defineProduct<QueueUse>({
  name: 'service-bus',
  title: 'Azure Service Bus',
  provider: 'azure',
  kinds: ['queue'],
  defaultFor: ['queue'],
  suits: ({ engine }) => engine === 'service-bus',
  aliases: ['azure-service-bus', 'servicebus'],
  implies: { engine: 'service-bus' },
  placement: 'regional',
  ignores: [...NODE_FIELDS, 'queues', 'type'],
  sla: () => ({ service: 'service-bus', scope: 'region' }),
  limits,
  ceilings,
  tiers: { field: 'tier', names: ['standard', 'premium'] },
  translate: moveBroker,
  focus: { 'service-bus': ['Azure Service Bus', 'messaging'] },
  source: 'https://azure.microsoft.com/pricing/details/service-bus/ (read 2026-11)',
  meters(use, { monthHours, warn }) {
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity, ...(note && { note }) });
    };
    const tier = use.tier ?? 'standard';
    const hours = use.runningShare * monthHours;
    switch (tier) {
      case 'premium':
        add('premium-messaging-unit', use.units * hours);
        return meters;
      case 'basic':
      case 'standard':
        break;
      default:
        warn('tier-not-offered', { product: 'Service Bus', found: tier, offered: ['basic', 'standard', 'premium'] });
    }
    if (tier === 'standard')
      add('standard-base-unit', hours, 'charged once for all standard namespaces of a subscription');
    add(`${tier}-messaging-operations`, operationsOf(use));
    return meters;
  },
});

/**
 * Billed operations a month: a message is sent and received, each in steps of 64 KB of what the request carries; receives
 * that find nothing count once. Settling a message is free.
 */
function operationsOf(use: QueueUse): number {
  // The kind divides by the batch: one deletion a message, divided by it, is what the two differ by.
  const batches = use.messages * (use.requestsPerMessage - use.operationsPerMessage);
  const batch = batches > 0 ? use.messages / batches : 1;
  const steps = Math.max(1, Math.ceil(((use.messageBytes * batch) / MESSAGE_STEP) * (1 - 1e-9)));
  const all = use.messages * use.operationsPerMessage;
  const carrying = Math.min(all, 2 * batches);
  const operations = all + carrying * (steps - 1);
  return requestsOf(use, operations, use.messages > 0 ? operations / use.messages : 0);
}
