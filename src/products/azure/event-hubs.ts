/** Azure Event Hubs: units by the hour, ingress events, storage beyond what the units include. */
import type { LogUse } from '../../kinds/log.ts';
import { NODE_FIELDS } from '../ignored-fields.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext } from '../product.ts';
import { named } from '../table-meters.ts';
import { KIB, MIB } from '../../topology/quantity/bytes.ts';
import { fromTable, type Limits } from '../quota.ts';
import { DAY, numberIn, type Ceiling, type Options } from '../ceiling.ts';
import { moveBroker } from '../move.ts';
import type { Figure } from '../../assumptions/figure.ts';
import { limit, passedThrough, type LogOptions } from '../../kinds/log.ts';
import type { Load } from '../../kinds/kind.ts';
import type { PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

const SERVICE = 'event-hubs';

/**
 * An event is billed in steps of this size. @see https://learn.microsoft.com/azure/event-hubs/event-hubs-faq (read
 * 2026-11)
 */
const EVENT_STEP = 64 * KIB;

/**
 * What one throughput unit moves.
 * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-scalability (read 2026-11)
 */
const UNIT = { ingressMb: 1, ingressEvents: 1000, egressMb: 2, egressEvents: 4096, most: 40 };
/**
 * What one premium processing unit moves: Microsoft says 5 to 10 MB/s in and 10 to 20 MB/s out; the lower end is taken.
 * Same page.
 */
const PROCESSING_UNIT = { ingressMb: 5, egressMb: 10 };
/**
 * Processing units that are sold. @see https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas (read 2026-11)
 */
const PROCESSING_UNITS = [1, 2, 4, 6, 8, 10, 12, 16];

interface Tier {
  readonly unit: string;
  /**
   * Storage in GB that each unit includes. @see https://azure.microsoft.com/pricing/details/event-hubs/ (read 2026-11)
   */
  readonly includedGb: number;
  readonly chargesEvents: boolean;
  /** Where storage beyond that is charged. */
  readonly overage?: { readonly service: string; readonly meter: string; readonly label?: string };
  /**
   * Seconds, counts and bytes that it has at most. @see https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas
   * (read 2026-11)
   */
  readonly longestRetention: number;
  readonly partitions: number;
  readonly groups: number;
  readonly record: number;
}

const TIERS: Readonly<Record<string, Tier>> = {
  basic: {
    unit: 'basic-throughput-unit',
    includedGb: 84,
    chargesEvents: true,
    longestRetention: DAY,
    partitions: 32,
    groups: 1,
    record: 256 * KIB,
  },
  standard: {
    unit: 'standard-throughput-unit',
    includedGb: 84,
    chargesEvents: true,
    // Charged at the published rates of Blob Storage; hot LRS is the one that bills show.
    overage: { service: 'blob-storage', meter: 'hot-lrs-storage', label: 'event storage (hot-lrs-storage)' },
    longestRetention: 7 * DAY,
    partitions: 32,
    groups: 20,
    record: MIB,
  },
  premium: {
    unit: 'premium-processing-unit',
    includedGb: 1024,
    chargesEvents: false,
    overage: { service: SERVICE, meter: 'premium-extended-retention' },
    longestRetention: 90 * DAY,
    partitions: 100,
    groups: 100,
    record: MIB,
  },
  dedicated: {
    unit: 'dedicated-capacity-unit',
    includedGb: 10_240,
    chargesEvents: false,
    overage: { service: SERVICE, meter: 'dedicated-extended-retention' },
    longestRetention: 90 * DAY,
    partitions: 1024,
    groups: 1000,
    record: MIB,
  },
};

/** Tiers of Event Hubs that are bought by throughput unit. */
const limits: Limits = (asked) => {
  const tier = asked.text('tier') ?? 'standard';
  const times = asked.number('units');
  if (times === undefined || (tier !== 'basic' && tier !== 'standard')) return [];
  const note = `of ${times} throughput units`;
  return [
    fromTable(asked, ['ingress', 'bytes/s', 'provisioned'], 'tu-ingress-bytes', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'provisioned'], 'tu-ingress-events', { times, note: `${note}, in events` }),
    fromTable(asked, ['egress', 'bytes/s', 'provisioned'], 'tu-egress-bytes', { times, note }),
    fromTable(asked, ['get-requests', '/s', 'provisioned'], 'tu-egress-events', { times, note: `${note}, in events` }),
  ];
};

function ceilings(options: Options, use: LogUse): Ceiling[] {
  const name = String(options['tier'] ?? 'standard');
  const own = named(TIERS, name);
  if (!own) return [];
  return [
    {
      what: 'retention',
      asked: use.isRetentionGiven ? use.retentionSeconds : undefined,
      most: own.longestRetention,
      unit: 'seconds',
    },
    { what: 'partitions of an event hub:', asked: numberIn(options, 'partitions'), most: own.partitions },
    { what: 'consumer groups:', asked: use.consumers, most: own.groups },
    { what: 'a record', asked: use.recordBytes, most: own.record, unit: 'bytes' },
    ...unitCeilings(name, use),
  ];
}

/** What a dedicated unit moves is not published. */
function unitCeilings(tier: string, use: LogUse): Ceiling[] {
  if (tier === 'dedicated') return [];
  const asked = Math.ceil(unitsAsked(tier, use) - 1e-9);
  return tier === 'premium'
    ? [{ what: 'processing units:', asked, most: PROCESSING_UNITS.at(-1)! }]
    : [{ what: 'throughput units:', asked, most: UNIT.most }];
}

/** Units that the peak asks for: processing units count bytes alone. */
function unitsAsked(tier: string, use: LogUse): number {
  const { ingressMb, egressMb } = tier === 'premium' ? PROCESSING_UNIT : UNIT;
  const byBytes = Math.max(
    use.peakIngressBytesPerSecond / (ingressMb * MIB),
    use.peakEgressBytesPerSecond / (egressMb * MIB),
  );
  if (tier === 'premium') return byBytes;
  const events = use.peakRecordsPerSecond;
  return Math.max(byBytes, events / UNIT.ingressEvents, (events * use.consumers) / UNIT.egressEvents);
}

const LIMITS = 'https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas';
/** What a throughput unit carries beside the bytes that come in, which `limits` count. */
const CARRIED = {
  records: { value: 1000, unit: '/s', conditions: 'events into a throughput unit of Event Hubs', source: LIMITS },
  read: { value: 2e6, unit: 'bytes/s', conditions: 'read from a throughput unit of Event Hubs', source: LIMITS },
  recordsRead: {
    value: 4096,
    unit: '/s',
    conditions: 'events read from a throughput unit of Event Hubs',
    source: LIMITS,
  },
} as const satisfies Record<string, Figure>;

function carries(component: Component<LogOptions>, load: Load, context: PerformContext): Carried {
  const { options } = component;
  const { groups, records, bytesOut } = passedThrough(component, load, context);
  const { units } = options;
  const tier = options.tier?.toLowerCase() ?? 'standard';
  if (units === undefined || (tier !== 'basic' && tier !== 'standard')) return { limits: [], details: {} };
  const taken = units * context.assume('records that a unit takes', CARRIED.records);
  const given = units * context.assume('bytes that a unit gives', CARRIED.read);
  const givenRecords = units * context.assume('records that a unit gives', CARRIED.recordsRead);
  return {
    limits: [
      ...limit('records in', '/s', taken, records, CARRIED.records.source),
      ...limit('bytes out', 'bytes/s', given, bytesOut, CARRIED.read.source),
      ...limit('records out', '/s', givenRecords, records * groups, CARRIED.recordsRead.source),
    ],
    details: {},
  };
}

export const eventHubs = defineProduct<LogUse>({
  name: 'event-hubs',
  title: 'Azure Event Hubs',
  provider: 'azure',
  kinds: ['log'],
  defaultFor: ['log'],
  suits: ({ engine }) => engine === 'event-hubs',
  aliases: ['azure-event-hubs', 'event-hub', 'eventhub', 'eventhubs'],
  implies: { engine: 'event-hubs' },
  placement: 'regional',
  ignores: [...NODE_FIELDS, 'throughput', 'shards', 'mode', 'enhanced_fan_out'],
  sla: () => ({ service: 'event-hubs', scope: 'region' }),
  limits,
  ceilings,
  tiers: { field: 'tier', names: ['standard', 'premium'] },
  // It has an endpoint that speaks Kafka, and charges for it.
  engines: ['kafka'],
  translate: moveBroker,
  role: 'is a stream without brokers',
  carries,
  focus: { 'event-hubs': ['Azure Event Hubs', 'streaming'] },
  source: 'https://azure.microsoft.com/pricing/details/event-hubs/ (read 2026-11)',
  meters(use, context) {
    const { component, monthHours, warn } = context;
    const meters: MeterUse[] = [];
    const name = use.tier ?? 'standard';
    const tier = named(TIERS, name);
    if (!tier) warn('tier-not-offered', { product: 'Event Hubs', found: name, offered: Object.keys(TIERS) });
    const hours = use.runningShare * monthHours;
    const units = use.units ?? unitsFor(name, use, context);
    const add = (meter: string, quantity: number) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity });
    };
    add(tier?.unit ?? `${name}-unit`, units * hours);
    if (!tier) return meters;
    const options = component.options as { engine?: unknown };
    if (tier.chargesEvents) {
      const steps = Math.max(1, Math.ceil((use.recordBytes / EVENT_STEP) * (1 - 1e-9)));
      add(`${name}-ingress-events`, use.records * steps);
    }
    // The Kafka endpoint of a standard namespace is a meter of its own; the larger tiers include it.
    if (options.engine === 'kafka') {
      if (name === 'standard') add('standard-kafka-endpoint', hours);
      if (name === 'basic') warn('kafka-not-offered');
    }
    const days = tier.longestRetention / DAY;
    if (use.isRetentionGiven && use.retentionSeconds > tier.longestRetention)
      warn('limit-exceeded', {
        what: `the retention of the ${name} tier`,
        most: `${days} day${days > 1 ? 's' : ''}`,
        write: 'tier: premium',
      });
    // An event hub keeps events for as long as it is told, at most a day where it is told nothing. What arrives within
    // a day is included even where the units take in all they can.
    const kept =
      use.retentionSeconds > 0 ? use.retainedBytes * Math.min(1, tier.longestRetention / use.retentionSeconds) : 0;
    const beyond = Math.max(0, toGb(kept) - units * tier.includedGb);
    if (tier.overage && beyond > 0 && use.isRetentionGiven && use.retentionSeconds > DAY)
      meters.push({ type: 'table', ...tier.overage, quantity: beyond });
    return meters;
  },
});

/** Units that the busiest hour needs, at least one. */
function unitsFor(tier: string, use: LogUse, { rates, warn }: ProductContext): number {
  if (tier === 'dedicated') {
    warn('units-not-set', { isPublished: false });
    return 1;
  }
  if (tier === 'premium') {
    const needed = unitsAsked(tier, use);
    warn('units-not-set', { isPublished: true });
    const sold = PROCESSING_UNITS.find((count) => count >= needed);
    if (sold === undefined)
      warn('limit-exceeded', { what: 'a premium namespace', most: '16 processing units', write: 'tier: dedicated' });
    return sold ?? Math.ceil(needed);
  }
  const ingressMb = use.peakIngressBytesPerSecond / MIB;
  const egressMb = use.peakEgressBytesPerSecond / MIB;
  const limit = (name: string, fallback: number) => rates.limit('azure', SERVICE, name)?.value ?? fallback;
  const needed = Math.max(
    1,
    ingressMb / limit('tu-ingress-bytes', UNIT.ingressMb),
    use.peakRecordsPerSecond / limit('tu-ingress-events', UNIT.ingressEvents),
    egressMb / limit('tu-egress-bytes', UNIT.egressMb),
    (use.peakRecordsPerSecond * use.consumers) / limit('tu-egress-events', UNIT.egressEvents),
  );
  // A rate that is a round number of units must not need one more for an error in its last digit.
  const units = Math.ceil(needed - 1e-9);
  if (units > UNIT.most)
    warn('limit-exceeded', {
      what: 'a namespace',
      most: `${UNIT.most} throughput units`,
      asked: String(units),
      write: 'tier: premium',
    });
  return units;
}
