/**
 * What a service has no more of, however it is paid for: retention, partitions, consumer groups, units, sizes of a message. What lies above is
 * billed as if it were there, so that a comparison has to say that it is not; where a tier above has it, that tier stands for it.
 */
import { SQL } from '../assumptions/published.ts';
import type { FunctionUse } from '../kinds/function.ts';
import type { LogUse } from '../kinds/log.ts';
import type { QueueUse } from '../kinds/queue.ts';
import { GIB, KIB, MIB, TIB } from '../topology/quantity/bytes.ts';

type Options = Readonly<Record<string, unknown>>;

/** Something of which a component needs more than there is: `retention of 30 days (7 at most)`. */
export type Excess = string;

interface Ceiling {
  readonly what: string;
  readonly asked: number | undefined;
  readonly most: number;
  /** Bytes are told in KiB to TiB, seconds in minutes or days. */
  readonly unit?: 'bytes' | 'seconds' | undefined;
}

const DAY = 86_400;

const rounded = (value: number): string => String(Number(value.toPrecision(3)));

function told(value: number, unit: Ceiling['unit']): string {
  if (unit === 'seconds')
    return value >= DAY
      ? `${rounded(value / DAY)} days`
      : value >= 60
        ? `${rounded(value / 60)} minutes`
        : `${rounded(value)} s`;
  if (unit === undefined) return rounded(value);
  const [name, size] = (
    [
      ['TiB', TIB],
      ['GiB', GIB],
      ['MiB', MIB],
      ['KiB', KIB],
    ] as const
  ).find(([, one]) => value >= one) ?? ['B', 1];
  return `${rounded(value / size)} ${name}`;
}

const number = (options: Options, field: string): number | undefined => {
  const value = options[field];
  return typeof value === 'number' ? value : undefined;
};

/** Event Hubs by tier. @see https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas (read 2026-11) */
const EVENT_HUBS: Readonly<
  Record<
    string,
    {
      retention: number;
      partitions: number;
      groups: number;
      record: number;
      ingress: number;
      egress: number;
      units: number;
    }
  >
> = {
  basic: { retention: DAY, partitions: 32, groups: 1, record: 256 * KIB, ingress: MIB, egress: 2 * MIB, units: 40 },
  standard: { retention: 7 * DAY, partitions: 32, groups: 20, record: MIB, ingress: MIB, egress: 2 * MIB, units: 40 },
  premium: {
    retention: 90 * DAY,
    partitions: 100,
    groups: 100,
    record: MIB,
    ingress: 5 * MIB,
    egress: 10 * MIB,
    units: 16,
  },
  dedicated: {
    retention: 90 * DAY,
    partitions: 1024,
    groups: 1000,
    record: MIB,
    ingress: Infinity,
    egress: Infinity,
    units: 1,
  },
};
/** Events that a throughput unit takes and gives a second; units of the other tiers count bytes alone. */
const UNIT_EVENTS = { in: 1000, out: 4096 };

function eventHubs(options: Options, use: LogUse): Ceiling[] {
  const tier = String(options['tier'] ?? 'standard');
  const own = EVENT_HUBS[tier];
  if (!own) return [];
  const isByThroughput = tier === 'basic' || tier === 'standard';
  const units = Math.max(
    use.peakIngressBytesPerSecond / own.ingress,
    use.peakEgressBytesPerSecond / own.egress,
    isByThroughput ? use.peakRecordsPerSecond / UNIT_EVENTS.in : 0,
    isByThroughput ? (use.peakRecordsPerSecond * use.consumers) / UNIT_EVENTS.out : 0,
  );
  return [
    {
      what: 'retention',
      asked: use.isRetentionGiven ? use.retentionSeconds : undefined,
      most: own.retention,
      unit: 'seconds',
    },
    { what: 'partitions of an event hub:', asked: number(options, 'partitions'), most: own.partitions },
    { what: 'consumer groups:', asked: use.consumers, most: own.groups },
    { what: 'a record', asked: use.recordBytes, most: own.record, unit: 'bytes' },
    { what: `${isByThroughput ? 'throughput' : 'processing'} units:`, asked: Math.ceil(units - 1e-9), most: own.units },
  ];
}

/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html (a copy of 2026, read 2026-12) */
const kinesis = (_: Options, use: LogUse): Ceiling[] => [
  {
    what: 'retention',
    asked: use.isRetentionGiven ? use.retentionSeconds : undefined,
    most: 365 * DAY,
    unit: 'seconds',
  },
  { what: 'consumers with throughput of their own:', asked: use.enhancedFanOut ? use.consumers : undefined, most: 20 },
  { what: 'a record', asked: use.recordBytes, most: 10 * MIB, unit: 'bytes' },
];

/**
 * Retention as the reference of topics and subscriptions has it, the rest as the page of quotas; the size of a message is recalled.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics, https://cloud.google.com/pubsub/quotas (copies, read 2026-12)
 */
const pubsub = (_: Options, use: LogUse | QueueUse): Ceiling[] => [
  {
    what: 'retention',
    asked: 'isRetentionGiven' in use && use.isRetentionGiven ? use.retentionSeconds : undefined,
    most: 31 * DAY,
    unit: 'seconds',
  },
  { what: 'subscriptions:', asked: 'consumers' in use ? use.consumers : undefined, most: 10_000 },
  { what: 'a message', asked: 'recordBytes' in use ? use.recordBytes : use.messageBytes, most: 10e6, unit: 'bytes' },
];

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (a copy of 2026, read 2026-12) */
const sqs = (_: Options, use: QueueUse): Ceiling[] => [
  { what: 'a message', asked: use.messageBytes, most: MIB, unit: 'bytes' },
];

/**
 * The premium tier takes large messages where it is told to, up to 100 MB.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas (as code and notes of 2026 quote it)
 */
const serviceBus = (options: Options, use: QueueUse): Ceiling[] => [
  {
    what: 'a message',
    asked: use.messageBytes,
    most: options['tier'] === 'premium' ? 100 * MIB : 256 * KIB,
    unit: 'bytes',
  },
];

const functions =
  (limits: (options: Options) => { readonly seconds: number; readonly memory: number }) =>
  (options: Options, use: FunctionUse): Ceiling[] => {
    const { seconds, memory } = limits(options);
    const longest = Math.max(0, ...use.runs.map((run) => run.seconds));
    return [
      { what: 'a run', asked: longest, most: seconds, unit: 'seconds' },
      { what: 'memory', asked: use.memoryBytes, most: memory, unit: 'bytes' },
    ];
  };

/**
 * Consumption and premium plans by the page of limits; a flexible instance by the memory that its API takes, 2,048 or 4,096 MB.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-scale, functions-limits.md in MicrosoftDocs/azure-docs (read 2026-12)
 */
const AZURE_PLANS: Readonly<Record<string, { readonly seconds: number; readonly memory: number }>> = {
  consumption: { seconds: 600, memory: 1.5 * GIB },
  flex: { seconds: Infinity, memory: 4 * GIB },
  premium: { seconds: Infinity, memory: 14 * GIB },
};

/**
 * Connections that a database takes by default for the memory of its machine: RDS computes them, Azure tells them by size and keeps 15 to itself.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html,
 *   articles/postgresql/flexible-server/concepts-limits.md in MicrosoftDocs/azure-docs (of 2023-12)
 */
const { rdsPostgresBytesPerConnection, rdsPostgresMax, rdsMysqlBytesPerConnection } = SQL.connections;
const RDS_CONNECTIONS: Readonly<Record<string, (memory: number) => number>> = {
  postgres: (memory) => Math.min(Math.floor(memory / rdsPostgresBytesPerConnection.value), rdsPostgresMax.value),
  mysql: (memory) => Math.floor(memory / rdsMysqlBytesPerConnection.value),
};
/** GiB of memory from which Azure takes so many. */
const AZURE_CONNECTIONS = [
  [48, 5000],
  [32, 3437],
  [16, 1718],
  [8, 859],
  [4, 429],
  [0, 50],
] as const;
const azurePostgres = (memory: number): number => AZURE_CONNECTIONS.find(([gib]) => memory >= gib * GIB)![1] - 15;

/** A database: its storage, and the connections that its memory allows for. */
const database =
  (most: number, connectionsOf: (engine: string) => ((memory: number) => number) | undefined = () => undefined) =>
  (options: Options, _: unknown, memory?: number): Ceiling[] => {
    const connections = connectionsOf(String(options['engine'] ?? 'postgres'));
    return [
      { what: 'storage', asked: number(options, 'storage'), most, unit: 'bytes' },
      ...(connections && memory !== undefined
        ? [{ what: 'connections:', asked: number(options, 'connections'), most: connections(memory) }]
        : []),
    ];
  };

type CeilingsOf = (options: Options, use: never, memory?: number) => Ceiling[];

/**
 * By provider and product. Google's functions are billed as those of the first generation, and have their limits.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, https://cloud.google.com/functions/quotas-1st-gen,
 *   https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html,
 *   https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html,
 *   https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage,
 *   https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage, https://cloud.google.com/sql/docs/quotas
 *   (these or copies of them, read 2026-11 and 2026-12)
 */
const CEILINGS: Readonly<Record<string, CeilingsOf>> = {
  'azure/event-hubs': eventHubs,
  'aws/kinesis': kinesis,
  'gcp/pubsub': pubsub,
  'aws/sqs': sqs,
  'azure/service-bus': serviceBus,
  'aws/lambda': functions(() => ({ seconds: 900, memory: 10 * GIB })),
  'azure/functions': functions(({ plan }) => AZURE_PLANS[String(plan ?? 'consumption')] ?? AZURE_PLANS['premium']!),
  'gcp/cloud-functions': functions(() => ({ seconds: 540, memory: 8 * GIB })),
  'aws/rds': database(64 * TIB, (engine) => RDS_CONNECTIONS[engine]),
  'aws/aurora': database(128 * TIB),
  'azure/postgresql-flexible': database(32 * TIB, () => azurePostgres),
  'azure/mysql-flexible': database(32 * TIB),
  'gcp/cloud-sql': database(64 * TIB),
};

/**
 * What a component needs more of than the product has.
 *
 * @param product as `azure/event-hubs`
 * @param options of the component, quantities in base units
 * @param use what it consumes in a month, by its kind
 * @param memory bytes of the machine that it runs on, where that is known
 */
export function excessesOf(product: string, options: Options, use: unknown, memory?: number): Excess[] {
  const ceilings = CEILINGS[product]?.(options, use as never, memory) ?? [];
  return ceilings
    .filter(({ asked, most }) => asked !== undefined && asked > most * (1 + 1e-9))
    .map(({ what, asked, most, unit }) => {
      const of = unit === undefined || what.startsWith('a ') ? '' : ' of';
      return `${what}${of} ${told(asked!, unit)} (${told(most, unit)} at most)`;
    });
}

/** Tiers from the lowest on, and the field that asks for one; the first is what nobody asks for. */
const LADDERS: Readonly<Record<string, { readonly field: string; readonly tiers: readonly string[] }>> = {
  'azure/event-hubs': { field: 'tier', tiers: ['standard', 'premium'] },
  'azure/service-bus': { field: 'tier', tiers: ['standard', 'premium'] },
  'azure/functions': { field: 'plan', tiers: ['consumption', 'flex', 'premium'] },
};

export interface RaisedTier {
  readonly field: string;
  readonly tier: string;
  /** What the lowest one has too little of. */
  readonly because: readonly Excess[];
}

/**
 * The lowest tier of a product that has all that a component needs, or of those that have not the first that lacks least; undefined where the one that
 * it stands on will do, or nothing above has more.
 */
export function raisedTier(product: string, options: Options, use: unknown): RaisedTier | undefined {
  const ladder = LADDERS[product];
  if (!ladder) return undefined;
  const { field, tiers } = ladder;
  const now = String(options[field] ?? tiers[0]);
  const because = excessesOf(product, options, use);
  let best = { tier: now, lacks: because.length };
  for (const tier of tiers.slice(tiers.indexOf(now) + 1)) {
    const lacks = excessesOf(product, { ...options, [field]: tier }, use).length;
    if (lacks < best.lacks) best = { tier, lacks };
  }
  return best.tier === now ? undefined : { field, tier: best.tier, because };
}
