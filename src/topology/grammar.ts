/** The grammar that every topology shares: what stands beside the kinds' own fields. */
import * as v from 'valibot';
import { CHECK_RULES } from './check-rules.ts';
import { PURCHASES, wayOf, type Purchase, type PurchaseMix, type Spend } from './purchase.ts';
import {
  bitRate,
  byDefault,
  byteRate,
  choice,
  count,
  duration,
  either,
  flag,
  hoursOfMonth,
  list,
  mapOf,
  money,
  monthAmount,
  nodesOrSpend,
  number,
  object,
  optional,
  percent,
  price,
  rate,
  rateOrFactor,
  share,
  size,
  text,
  wordOrList,
} from './fields.ts';

export const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
export const PROTOCOLS = [
  'http',
  'http2',
  'grpc',
  'amqp',
  'kafka',
  'redis',
  'postgres',
  'mysql',
  'cql',
  'tcp',
  'udp',
  'none',
] as const;
const DISTRIBUTIONS = ['exponential', 'deterministic', 'erlang', 'gamma', 'hyperexponential', 'lognormal'] as const;
const provider = choice(PROVIDERS, 'Who sells it: aws, azure or gcp.');

const call = object(
  {
    to: text('The component that is called.'),
    times: optional(number('Calls per request (default 1); the fraction happens with that probability.')),
    async: optional(flag('Loads the callee without delaying the caller.')),
    parallel: optional(text('Calls with the same name run at once.')),
    protocol: optional(choice(PROTOCOLS, 'What is spoken on the wire.')),
    request: optional(size('Payload of one request, such as 1.5 KB.')),
    response: optional(size('Payload of one response, such as 8 KB.')),
    timeout: optional(duration('The caller gives up after this long.')),
    retries: optional(count('Further attempts after a failed one.', 0, 1000)),
    errors: optional(share('Share of attempts that fail and are tried again (default 0).')),
    operation: optional(
      choice(['read', 'write', 'delete', 'list'], 'What a store is asked to do; by default its read_ratio tells.'),
    ),
    hedge: optional(duration('Send a second copy after this delay.')),
    fallback: optional(text('The component that is called when this one fails.')),
    optional: optional(flag('Failure degrades the answer and does not fail the request.')),
    region: optional(text('The region in which the callee is reached.')),
    zone_affinity: optional(flag('The call stays in its zone.')),
  },
  'One call to another component.',
);

const demand = object(
  {
    cpu: optional(duration('CPU time a request uses on one vCPU.')),
    cv: optional(number('Coefficient of variation of the CPU time.')),
    io: optional(number('Disk operations per request.')),
    memory: optional(size('Memory a request holds.')),
    on: optional(text('The instance on which the demand was measured.')),
    distribution: optional(choice(DISTRIBUTIONS, 'Shape of the service time.')),
  },
  'What one request uses.',
);

const service = object(
  {
    mean: duration('Mean service time.'),
    cv: optional(number('Coefficient of variation (default 1).')),
    distribution: optional(choice(DISTRIBUTIONS, 'Shape of the service time.')),
  },
  'Service time of one request.',
);

const objectives = {
  mean: optional(duration('Mean response time at the peak.')),
  p50: optional(duration('Median response time at the peak.')),
  p90: optional(duration('90th percentile at the peak.')),
  p95: optional(duration('95th percentile at the peak.')),
  p99: optional(duration('99th percentile at the peak.')),
  p999: optional(duration('99.9th percentile at the peak.')),
  availability: optional(share('Share of requests answered.')),
  headroom: optional(number('Capacity as a multiple of the peak.')),
};
const slo = object(objectives, 'Service level objective.');

const reliability = object(
  {
    mtbf: optional(duration('Mean time between failures.')),
    mttr: optional(duration('Mean time to repair.')),
    availability: optional(share('Stands for mtbf and mttr.')),
  },
  'How often it fails and how long it takes to repair.',
);

const failure = object(
  {
    basis: optional(choice(['sla', 'observed', 'own'], 'Where the failure figures come from (default observed).')),
    node: optional(reliability),
    zone: optional(reliability),
    region: optional(reliability),
    product: optional(reliability),
    failover: optional(duration('Time until a standby has taken over.')),
  },
  'Assumptions about failures.',
);

/** A disk, per node. */
export const volume = object(
  {
    type: text("The provider's disk type: gp3, io2, premium-ssd, p30, pd-balanced …"),
    size: size('Provisioned size per node.'),
    iops: optional(number('Provisioned operations per second.')),
    throughput: optional(byteRate('Provisioned throughput.')),
    count: optional(count('Disks of this sort per node (default 1).', 1)),
    redundancy: optional(choice(['lrs', 'zrs'], 'Azure: locally or zone redundant (default lrs).')),
  },
  'A disk of every node.',
);

const shape = object(
  {
    name: optional(
      text(
        'A type that the tables do not know yet: it has these vCPUs and this memory, and prices.overrides its price.',
      ),
    ),
    vcpu: number('Least number of vCPUs.', 0, 10_000),
    memory: size('Least memory.'),
    arch: optional(choice(['x86_64', 'arm64'], 'Processor architecture (default any).')),
    family: optional(text('Only this family, such as m7g.')),
    burstable: optional(flag('Whether burstable types may be chosen (default false).')),
  },
  'What the instance must have; the cheapest type that fits is taken.',
);

/** What a way of buying means, for whoever reads the schema. */
function meaningOf(purchase: Purchase): string {
  const { sort, years, convertible, instance, payment } = wayOf(purchase);
  if (years === 0) return sort === 'spot' ? 'Spot nodes.' : 'Nodes on demand.';
  const term = years === 1 ? 'one year' : 'three years';
  const what = sort === 'reserved' ? 'Nodes committed' : 'Nodes, or USD an hour, of a savings plan';
  const kind = convertible ? ', convertible' : instance ? ', for one family of machines' : '';
  return `${what} for ${term}${kind}${payment === undefined ? '' : `, ${payment.replace('-upfront', ' upfront')}`}.`;
}

const mixed = (purchase: Purchase): v.GenericSchema<unknown, number | Spend | undefined> =>
  optional(
    wayOf(purchase).sort === 'savings' ? nodesOrSpend(meaningOf(purchase)) : count(meaningOf(purchase)),
  ) as v.GenericSchema<unknown, number | Spend | undefined>;

const purchaseMix = object(
  Object.fromEntries(PURCHASES.map((purchase) => [purchase, mixed(purchase)])),
  'How many nodes are bought in which way, of savings plans also how many USD an hour; the rest is on demand.',
);

const autoscale = object(
  {
    min: count('Fewest nodes.'),
    max: count('Most nodes.', 1),
    target: byDefault(share('Utilisation at which nodes are added.'), '60%'),
  },
  'The fleet follows the load over the day.',
);

/** Fields of anything that runs on instances. */
export const nodeFields = {
  instance: optional(
    either(
      text("The provider's instance type, such as m7g.xlarge or Standard_D4s_v5."),
      shape,
      'Instance type, or a shape.',
    ),
  ),
  count: optional(count('Nodes.')),
  autoscale: optional(autoscale),
  os: optional(choice(['linux', 'windows'], 'Operating system (default linux).')),
  purchase: optional(
    either(
      choice(PURCHASES, 'How the nodes are bought (default on-demand).'),
      purchaseMix as v.GenericSchema<unknown, PurchaseMix>,
      'How the nodes are bought.',
    ),
  ),
  volumes: optional(list(volume, 'Disks of every node.')),
  threads: optional(count('Concurrent requests a node holds.', 1, 100_000)),
  credits: optional(
    choice(
      ['unlimited', 'standard'],
      'AWS T types: whether CPU above the baseline is charged, or withheld once credits are spent (default as the provider’s: T2 standard, the others unlimited).',
    ),
  ),
} as const;

const classOverride = object(
  {
    demand: optional(demand),
    service: optional(service),
    calls: optional(list(call, 'Calls that replace the component’s for this class.')),
  },
  'What differs for one class.',
);

/** Fields that every component has. `usage` is added by the kind, which knows its keys. */
export const componentFields = {
  kind: text('What it is: a kind such as service or sql, or the name of a product such as ec2 or s3.'),
  product: optional(text('Which of the provider’s products stands for the kind.')),
  provider: optional(provider),
  region: optional(text('Region, if not the topology’s.')),
  zones: optional(count('Zones it is spread over.', 1)),
  description: optional(text('A word to the reader.')),
  calls: optional(list(call, 'What it calls to answer a request.')),
  classes: optional(mapOf(classOverride, 'Overrides of demand and calls by class.')),
  demand: optional(demand),
  service: optional(service),
  zone_affinity: optional(flag('Its calls stay in their zone.')),
  public_ip: optional(
    flag(
      'Whether it has public IPv4 addresses (default: NAT gateways have one each, AWS load balancers that a class enters one a zone, machines that a class enters one each, anything else none).',
    ),
  ),
  hours: optional(hoursOfMonth('Part-time: 40h/week or 4h/day.')),
  stop: optional(
    choice(
      ['stop', 'terminate'],
      'What happens outside the hours: a stopped node keeps its disks (default), a terminated one gives them up.',
    ),
  ),
  tags: optional(mapOf(text('A value.'), 'Labels to sum the bill by.')),
  contention: optional(
    object(
      { sigma: optional(number('Contention.')), kappa: optional(number('Coherency.')) },
      'Universal Scalability Law.',
    ),
  ),
  mtbf: optional(duration('Mean time between failures of a node.')),
  mttr: optional(duration('Mean time to repair a node.')),
  availability: optional(share('Stands for mtbf and mttr.')),
  failure: optional(failure),
} as const;

/** Keys of `usage` that mean the same on every kind. */
export const commonUsage = {
  egress: optional(monthAmount('Bytes a month that leave to the internet.', 'bytes')),
  zone_transfer: optional(monthAmount('Bytes a month that cross zones.', 'bytes')),
  region_transfer: optional(monthAmount('Bytes a month that leave for another region of the provider.', 'bytes')),
} as const;

const profile = wordOrList(
  choice(
    ['flat', 'daily', 'business-hours'],
    'How the class moves over the day (default daily where a peak is given, else flat).',
  ),
  list(number('Share of an hour.'), '24 hourly shares.'),
  'How the class moves over the day.',
);

export const requestClass = object(
  {
    enters: text('The component at which requests arrive.'),
    rate: optional(rate('Mean arrival rate over the month: what is billed.')),
    peak: optional(rateOrFactor('The busiest hour: 3x, or 1200/s (default 1x).')),
    users: optional(count('Closed class: a fixed population.')),
    think_time: optional(duration('Closed class: time between a response and the next request.')),
    request: optional(size('Size of a request.')),
    response: optional(size('Size of a response.')),
    cv: optional(number('Coefficient of variation of the time between arrivals (default 1).')),
    profile: optional(profile),
    slo: optional(slo),
    client: optional(object({ rtt: duration('Round trip between the user and the entry.') }, 'The way to the user.')),
    tags: optional(mapOf(text('A value.'), 'Labels.')),
  },
  'A class of requests.',
);

const match = object(
  {
    provider: optional(provider),
    service: optional(text('Product or service of the rate table; * matches any part.')),
    meter: optional(text('Meter as the bill shows it; * matches any part.')),
    region: optional(text('Region; * matches any part.')),
    component: optional(text('Component; * matches any part.')),
  },
  'Which lines of the bill.',
);

const check = object(
  {
    rule: choice(CHECK_RULES, 'What is checked.'),
    level: optional(choice(['warn', 'error'], 'Whether it fails the check (default error).')),
    at_most: optional(text('Bound: money, for increase also per cent, for price-age days.')),
    component: optional(text('Only this component.')),
    tag: optional(text('Only this tag, such as team:web.')),
    class: optional(text('Only this class.')),
  },
  'A rule that check judges.',
);

const checks = wordOrList(
  object(
    {
      allow: optional(list(text('Code of a warning.'), 'Warnings that are not printed, by their codes.')),
      rules: optional(list(check, 'Rules that check judges.')),
    },
    'Warnings that are allowed, and rules.',
  ),
  list(check, 'Rules that check judges.'),
  'Rules that check judges, and warnings that are not printed.',
);

const regionPairs = mapOf(duration('Round trip.'), 'Round trips from this region, by region.');

/** The file, apart from `components`, whose grammar depends on their kind. */
export const topologyFields = {
  $schema: optional(text('Schema for editors.')),
  name: optional(text('Name of the topology.')),
  description: optional(text('A word to the reader.')),
  provider: optional(provider),
  region: optional(text('Region of every component that sets none.')),
  zones: optional(count('Availability zones used (default 3, or all where the region has fewer).', 1)),
  workload: optional(mapOf(v.unknown() as unknown as typeof requestClass, 'Request classes by name.')),
  components: v.optional(v.unknown()),
  slo: optional(slo),
  budget: optional(
    object(
      {
        monthly: optional(money('Most that a month may cost.')),
        components: optional(mapOf(money('Most that it may cost.'), 'By component.')),
        tags: optional(mapOf(money('Most that it may cost.'), 'By tag, such as team:web.')),
      },
      'Bounds of the bill.',
    ),
  ),
  checks: optional(checks),
  tags: optional(mapOf(text('A value.'), 'Labels of every component.')),
  billing: optional(
    object(
      {
        month: optional(duration('Length of a month (default 730h).')),
        free_tier: optional(flag('Apply the account-wide free allowances (default false).')),
        currency: optional(
          object(
            { code: text('ISO 4217 code, such as EUR.'), per_usd: price('Units of it for one US dollar.') },
            'Currency that the bill is shown in.',
          ),
        ),
      },
      'Billing conventions.',
    ),
  ),
  prices: optional(
    object(
      {
        from: optional(
          text(
            'Folder of rate tables of your own, such as ./prices, seen from this file (quoin prices update --to writes one).',
          ),
        ),
        discounts: optional(
          list(
            object({ match, percent: percent('Per cent off.') }, 'A negotiated discount.'),
            'Negotiated rates, applied in order.',
          ),
        ),
        overrides: optional(
          list(
            object({ match, usd: price('Price of one unit in US dollars.') }, 'A price that replaces the table’s.'),
            'Replaced rates; the last that matches wins.',
          ),
        ),
      },
      'Your own prices.',
    ),
  ),
  network: optional(
    object(
      {
        same_zone: optional(duration('Round trip within a zone.')),
        cross_zone: optional(duration('Round trip between zones.')),
        regions: optional(mapOf(regionPairs, 'Round trips between regions.')),
        bandwidth: optional(bitRate('Bandwidth of a flow.')),
      },
      'Assumptions about the network.',
    ),
  ),
  failure: optional(failure),
  client: optional(object({ rtt: duration('Round trip between users and entries.') }, 'The way to the user.')),
} as const;

const topologyFile = object(topologyFields, 'A topology.');
export { topologyFile };

export type CallInput = v.InferOutput<typeof call>;
export type DemandInput = v.InferOutput<typeof demand>;
export type ServiceTimeInput = v.InferOutput<typeof service>;
export type ObjectivesInput = v.InferOutput<typeof slo>;
export type VolumeInput = v.InferOutput<typeof volume>;
export type FailureInput = v.InferOutput<typeof failure>;
export type MatchInput = v.InferOutput<typeof match>;
export type TopologyInput = v.InferOutput<typeof topologyFile>;
const componentFile = object({ ...componentFields, ...nodeFields }, 'A component.');
export type ComponentInput = v.InferOutput<typeof componentFile>;
