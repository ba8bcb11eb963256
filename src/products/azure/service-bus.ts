/** Azure Service Bus: a base charge and operations, or messaging units of the premium tier. */
import { requestsOf, type QueueUse } from '../../kinds/queue.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct, type MeterUse } from '../product.ts';
import { KIB, MIB } from '../../topology/quantity/bytes.ts';
import { quota, fromTable, type Limits } from '../quota.ts';
import type { Ceiling, Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';
import { assumed, type Figure } from '../../assumptions/figure.ts';
import { peakMessages, type QueueOptions } from '../../kinds/queue.ts';
import type { Load } from '../../kinds/kind.ts';
import type { PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

const SERVICE = 'service-bus';
/**
 * A message is billed in steps of this size. @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-faq (read 2026-11)
 */
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

const NAMESPACE_CREDITS: Figure = {
  value: 1000,
  unit: '/s',
  conditions:
    'credits of a namespace of the basic or the standard tier: one for a message sent, one for a message received',
  source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-throttling (as recalled)',
};
const MESSAGES_SENT: Figure = assumed(
  2,
  'credits',
  'of a message: sent once, received once',
  'messages that are received again, or peeked at, take more',
);

/** Credits of a namespace; messaging units of the premium tier have none. */
function carries(component: Component<QueueOptions>, load: Load, context: PerformContext): Carried {
  if (component.options.tier?.toLowerCase() === 'premium' || !(load.peakRate > 0)) return { limits: [], details: {} };
  return {
    limits: [
      {
        resource: 'credits',
        unit: '/s',
        capacity: context.assume('credits of a namespace', NAMESPACE_CREDITS),
        use: peakMessages(component, load, context) * context.assume('credits that a message takes', MESSAGES_SENT),
        source: NAMESPACE_CREDITS.source,
      },
    ],
    details: {},
  };
}

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
  carries,
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
 * Billed operations a month: a message is sent and received, each in steps of 64 KB of what the request carries;
 * receives that find nothing count once. Settling a message is free.
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
