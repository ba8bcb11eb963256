/**
 * Every warning: what was assumed, left out or not found, by its code. A warning never makes a figure wrong, so each
 * may be switched off (`--allow`, `checks: { allow: [...] }`); what would is an error, in the catalogue of those.
 */
import { list, quote, type Text } from './words.ts';

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
/** Of a utilisation: whole per cent but where it is small. */
const utilized = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const milliseconds = (seconds: number): string => `${(seconds * 1e3).toPrecision(3)} ms`;
const words = (all: readonly string[]): string => all.join(', ');

/** The choice that a provider does not have: by what the file calls it, and what there is instead. */
export interface NotOffered {
  readonly product: string;
  readonly found: string;
  /** What is offered; none where the product has no such choice at all. */
  readonly offered?: readonly string[];
}

const choice = (what: string, { product, found, offered = [] }: NotOffered): Text => ({
  message: `${product} has no ${what} ${quote(found)}`,
  fix: offered.length > 0 ? `one of ${words(offered)}` : `leave ${what} out`,
});

/** A text whose conditions are those that its code names. */
const said = (message: string, fix?: string) => (): Text => (fix === undefined ? { message } : { message, fix });

export const warnings = {
  // The file
  'flat-profile': said('a profile moves between the mean and the peak, and without a peak it is flat', 'give peak: 3x'),
  'idle-component': (d: { name: string }): Text => ({
    message: `nothing calls ${quote(d.name)}, and it costs nothing`,
    fix: 'call it, or give it usage',
  }),
  'ignored-field': (d: { field: string; product: string }): Text => ({
    message: `${d.field} changes nothing on ${d.product}`,
    fix: 'leave it out, or choose another product',
  }),
  'not-used-yet': (d: { field: string; times: number }): Text => ({
    message: `${d.field} is read and checked, but no result uses it yet${d.times > 1 ? ` (${d.times} places)` : ''}`,
  }),
  'public-ip-ignored': said('it has no address of its own: public_ip changes nothing', 'leave public_ip out'),
  'range-middle': said('results do not carry ranges yet, the middle is used'),

  // Traffic
  'consumer-time-unknown': said(
    'how long a consumer works on a message is unknown: its calls are asynchronous, or it makes none',
    'let the queue’s calls be synchronous, and the call to the queue async',
  ),
  'hit-ratio-not-set': said(
    'no hit_ratio is given: every request is taken as a miss',
    'give hit_ratio: 90%, or catalog and memory',
  ),
  'offload-not-set': said(
    'no offload is given: every request is taken to reach the seed',
    'give offload: 60%, or upload, download, object_size and seeding_time, from which it follows',
  ),
  'read-ratio-not-set': (d: { as: 'billed' | 'timed' }): Text => ({
    message: `neither the calls nor the component say which requests ${d.as === 'billed' ? 'read and which write: all are taken' : 'write: all are timed'} as reads`,
    fix: 'give read_ratio: 80%, or operation: write on the calls that write',
  }),
  'ttl-not-set': (d: { as: 'billed' | 'timed' }): Text => ({
    message: `without ttl and resolvers every request ${d.as === 'billed' ? 'is billed as a lookup' : 'waits for a lookup that no resolver has cached'}`,
    fix: 'give ttl: 60s and resolvers: 1000',
  }),
  'ttl-without-catalog': said(
    'what a ttl does to the hits follows from a catalog, which is not given',
    'give catalog: { objects: 1M, zipf: 0.9, mean_size: 1 KB }, or the hit_ratio that is measured with that ttl',
  ),
  'unsized-calls': (d: { calls: readonly string[] }): Text => ({
    message: `payload size not set, transfer not billed: ${list(d.calls)}`,
    fix: 'give request and response on the call',
  }),
  'unsized-class': (d: { name: string }): Text => ({
    message: `response size of class ${quote(d.name)} not set, transfer not billed`,
    fix: 'give response: 20 KB',
  }),

  // Times and capacities
  'autoscale-without-demand': (d: { node: string }): Text => ({
    message: `autoscale does not know what a request costs a ${d.node}: the fleet is taken to move between min and max with the arrival rate`,
    fix: 'give demand: { cpu: 9ms }',
  }),
  'consumers-fall-behind': said(
    'a consumer group that falls behind never catches up: what brokers can read for it is no more than what is written',
    'more brokers, more partitions, or faster disks',
  ),
  'cpus-unknown': (d: { instance: string | undefined }): Text => ({
    message: `${d.instance === undefined ? 'no instance with known vCPUs is given' : `how many vCPUs ${d.instance} has is not known`}: waits for its CPU are unknown`,
    fix: 'name an instance, such as m7g.xlarge',
  }),
  'demand-not-set': said('demand.cpu not set: CPU time unknown', 'give demand: { cpu: 9ms }'),
  'disk-unknown': said(
    'it makes disk operations and no disk is known: their time is unknown',
    'give volumes: [{ type: gp3, size: 100 GB }], or storage on a database',
  ),
  'download-not-set': said('how fast peers receive is not set: transfer time unknown', 'give download: 50 Mbps'),
  'hdd-limit-unknown': said('what a node on hdd serves depends on its reads: no limit is applied', 'write disk: ssd'),
  'latency-not-set': said('latency is not set: response time unknown', 'give latency: 120ms'),
  'leader-outside-placement': (d: { region: string }): Text => ({
    message: `no member stands in ${d.region}: the first is taken to lead from there`,
    fix: 'name one of the regions of placement as leader',
  }),
  'many-partitions': (d: { held: number; guideline: number }): Text => ({
    message: `each broker holds ${d.held} partitions, more than the ${d.guideline} that guides name`,
  }),
  'no-volumes': said('its brokers have no volumes: no disk binds it', 'give volumes: [{ type: gp3, size: 500 GB }]'),
  'out-of-credits': (d: { instance: string; tier: string | undefined; asked: number; baseline: number }): Text => ({
    message: `out of credits at the peak: ${d.instance}${d.tier === undefined ? '' : ` as ${d.tier}`} is asked for ${utilized(d.asked)} of its CPU and sustains ${utilized(d.baseline)}; it is judged at that baseline`,
    fix: 'take a larger or a non-burstable instance, or more nodes',
  }),
  'placement-not-set': said(
    'the members stand in the component’s region, and so does their leader',
    'give placement: [...]',
  ),
  'replica-falls-behind': (d: { writeRate: number; applyRate: number }): Text => ({
    message: `${Math.round(d.writeRate)} writes a second are more than the ${Math.floor(d.applyRate)} that a replica can apply: its lag is unbounded`,
    fix: 'give an apply_time, split the writes over several databases, or read from the primary',
  }),
  'retry-storm': said(
    'once it is overloaded the retries and hedges of its callers keep it so: they ask for more than it can do',
    'fewer retries, a longer timeout, or room for all of them',
  ),
  'round-trip-unknown': (d: { from: string; to: string; callee?: string }): Text => ({
    message: `no round trip between ${d.from} and ${d.to} is published: ${d.callee === undefined ? 'it' : `the way to ${d.callee}`} is left out of every latency`,
    fix: `give network: { regions: { ${d.from}: { ${d.to}: 60ms } } }`,
  }),
  'slower-leader': (d: { leader: string; mean: number; best: string; bestMean: number }): Text => ({
    message: `a leader in ${d.best} would answer in ${milliseconds(d.bestMean)} on the average, the one in ${d.leader} takes ${milliseconds(d.mean)}: ${milliseconds(d.mean - d.bestMean)} more`,
    fix: `write leader: ${d.best}`,
  }),
  'speed-unknown': (d: { on: string; instance: string }): Text => ({
    message: `how fast ${d.on} is against ${d.instance} is not known: the demand is taken as it stands`,
  }),
  'task-limit-not-set': said(
    'how many tasks there may be at once is not given: no request waits for one',
    'give autoscale: { min: 0, max: 100 }',
  ),
  'unpublished-latency': (d: { of: 'message' | 'record'; isDelivered: boolean }): Text => {
    const verb = d.of === 'message' ? 'send' : 'write';
    return {
      message: d.isDelivered
        ? `how long a ${d.of} takes to its consumer is not published: only the ways there are counted`
        : `how long it takes to ${verb} a ${d.of} is not published: only the way there is counted`,
    };
  },
  'unscaled-demand': (d: {
    from: string;
    to: string;
    /** Speed of a vCPU against the other's; undefined where it is not known, or providers differ. */
    ratio?: number | undefined;
    isAcrossProviders: boolean;
  }): Text => {
    const fix = `write demand: { on: ${d.from} } where it was measured there`;
    if (d.isAcrossProviders)
      return {
        message: `its CPU time is taken alike on ${d.from} and ${d.to}, of two providers whose speeds are not comparable`,
        fix,
      };
    const speeds =
      d.ratio === undefined
        ? `how fast ${d.to} is against ${d.from} is not known`
        : `a vCPU of ${d.to} is ${d.ratio.toFixed(2)} × as fast as one of ${d.from} (CoreMark)`;
    return { message: `${speeds}, and its CPU time is taken alike on both without demand.on`, fix };
  },

  // Failures
  'unknown-failures': (d: { components: readonly string[] }): Text => ({
    message: `failure rate unknown, taken never to fail: ${list(d.components)}`,
    fix: 'give availability: 99.9%, or mtbf and mttr',
  }),

  // What is bought
  'acu-and-instance': (d: { instance: string }): Text => ({
    message: `both acu and instance: ${d.instance} are given: the cluster is billed as serverless`,
    fix: 'keep one of them',
  }),
  'capacity-not-set': (d: { product: string; field: 'acu' | 'memory' | 'storage' }): Text =>
    d.field === 'acu'
      ? { message: 'how many capacity units the serverless cluster takes is not given', fix: 'give acu: 2' }
      : d.field === 'memory'
        ? {
            message: `${d.product} bills provisioned capacity and nothing says how much there is`,
            fix: 'give memory: 5 GB',
          }
        : {
            message: `${d.product} bills provisioned capacity and none is given: none is billed`,
            fix: 'give storage: 1 TB',
          },
  'commitment-below-break-even': (d: { way: string; used: number; breakEven: number }): Text => ({
    message: `what is committed by ${d.way} is used ${percent(d.used)} of the time and pays from ${percent(d.breakEven)} on: on demand costs less`,
    fix: 'commit fewer nodes, or buy them on demand',
  }),
  'commitment-unused': (d: { way: string; nodes: number; most: number }): Text => ({
    message: `${d.nodes} nodes are committed by ${d.way} and at most ${d.most} run: ${d.nodes - d.most} ${d.nodes - d.most === 1 ? 'is' : 'are'} paid and never used`,
    fix: d.most > 0 ? `write ${d.way}: ${Math.floor(d.most)}` : `leave ${d.way} out`,
  }),
  'duration-not-set': (d: { isBilledByRequest: boolean }): Text =>
    d.isBilledByRequest
      ? {
          message: 'billing: request needs to know how long a request keeps a task busy: nothing is billed for it',
          fix: 'give duration: 80ms',
        }
      : { message: 'how long a request runs is not given: no time is billed for it', fix: 'give duration: 120ms' },
  'edition-not-set': (d: { product: string; billed: string; offered: readonly string[] }): Text => ({
    message: `no edition of ${d.product} is given: ${d.billed} is billed`,
    fix: `give edition: ${words(d.offered)}`,
  }),
  'instance-not-set': (d: { what: string; needs: string; example: string }): Text => ({
    message: `${d.what} needs ${d.needs} and none is given`,
    fix: `give instance: ${d.example}`,
  }),
  'iops-not-set': (d: { type: string }): Text => ({
    message: `${d.type} volumes are charged by the operations they provision: none are billed`,
    fix: 'give iops: 3000',
  }),
  'machines-not-set': said(
    'how many machines are behind the gateway is not given: one is billed, of up to 32',
    'give machines: 12',
  ),
  'nodes-not-set': (d: { nodes: number; isNeeded: boolean }): Text =>
    d.isNeeded
      ? {
          message: `how many nodes there are is not given: the ${d.nodes} that storage and peak need are billed`,
          fix: 'give nodes: 3',
        }
      : { message: `how many nodes there are is not given: ${d.nodes} are billed`, fix: 'give count: 3' },
  'spend-unused': (d: { way: string; committed: string; unused: number; used: number }): Text => ({
    message: `of ${d.committed} USD an hour that ${d.way} commits, ${d.unused.toFixed(2)} go unused`,
    fix: `write ${d.way}: ${d.used.toFixed(2)} USD/h`,
  }),
  'storage-not-set': (d: { example: string }): Text => ({
    message: 'no storage is given: none is billed',
    fix: `give storage: ${d.example}`,
  }),
  'task-size-not-set': (d: { missing: readonly string[]; vcpu: number; memoryGib: number }): Text => ({
    message: `${d.missing.join(' and ')} of a task ${d.missing.length > 1 ? 'are' : 'is'} not given: ${d.vcpu} vCPU and ${d.memoryGib} GB are billed`,
    fix: 'give vcpu: 1 and memory: 2 GB',
  }),
  'units-not-set': (d: { isPublished: boolean }): Text => ({
    message: d.isPublished
      ? 'the processing units are a rule of thumb, 5 MB/s in and 10 MB/s out each'
      : 'what a capacity unit moves is not published: one is billed',
    fix: 'give units: 2',
  }),

  // What a product does not sell: it is left out, or the next best is billed
  'architecture-not-offered': (d: { product: string; isBilled: boolean }): Text => ({
    message: `${d.product} on x86_64 only${d.isBilled ? ': that is billed' : ''}`,
    fix: 'leave arch out',
  }),
  'billing-not-offered': said(
    'Fargate charges while a task exists, whether it answers or not',
    'leave billing: request out',
  ),
  'brokers-not-offered': (d: { brokers: number }): Text => ({
    message: `Amazon MQ runs one RabbitMQ broker or three, not ${d.brokers}`,
    fix: 'brokers: 3',
  }),
  'cache-not-offered': (d: { type: string } | { gb: number; offered: readonly number[] }): Text =>
    'type' in d
      ? { message: `only REST APIs have a cache; this one is ${d.type}`, fix: 'type: rest' }
      : { message: `API Gateway has no cache of ${d.gb} GB`, fix: `one of ${d.offered.join(', ')} GB` },
  'edition-not-offered': (d: NotOffered): Text => choice('edition', d),
  'editions-ignored': (d: { product: string; found: string }): Text => ({
    message: `${d.product} has no editions: ${quote(d.found)} is not used`,
    fix: 'leave edition out',
  }),
  'elastic-only': said(
    'the Archive class is for file systems with elastic throughput',
    'write throughput_mode: elastic',
  ),
  'engine-not-offered': (d: { product: string; engine: string; offered: readonly string[]; runs?: string }): Text => ({
    message:
      d.runs === undefined ? `${d.product} does not run ${d.engine}` : `${d.product} runs ${d.runs}, not ${d.engine}`,
    fix: d.offered.length > 2 ? `one of ${words(d.offered)}` : `write engine: ${d.offered.join(', or ')}`,
  }),
  'external-cache': said('an external cache is billed as the Redis that it is', 'give it a component of kind cache'),
  'geography-not-priced': ({ product, found, offered = [] }: NotOffered): Text => ({
    message: `${product} has no price for viewers in ${quote(found)}`,
    fix: `one of ${words(offered)}`,
  }),
  'kafka-not-offered': said('the basic tier does not speak Kafka', 'write tier: standard'),
  'mode-not-offered': (d: { mode: string }): Text => ({
    message: `Firestore is billed by operation: mode ${d.mode} and its capacity are not used`,
    fix: 'leave mode out',
  }),
  'plan-not-offered': (d: { product: string; plan: string }): Text => ({
    message: `${d.product} has no ${d.plan} plan: it is billed by use`,
    fix: 'leave plan out',
  }),
  'ready-instances-not-offered': said(
    'the consumption plan keeps no instances ready',
    'write plan: flex or plan: premium',
  ),
  'redundancy-not-offered': (d: { disk: string; isRegional: boolean }): Text =>
    d.isRegional
      ? { message: `${d.disk} has no regional disks`, fix: 'write redundancy: lrs' }
      : { message: `${d.disk} disks are sold with LRS only`, fix: 'leave redundancy out' },
  'regions-not-offered': said(
    'a serverless account has one region: one is billed',
    'write mode: autoscale or mode: provisioned',
  ),
  'replicas-not-offered': (d: { what: string; most: 0 | 1; write: string; billed?: string }): Text => ({
    message: `${d.what} has ${d.most === 0 ? 'no replica' : 'one replica'}${d.billed === undefined ? '' : `: ${d.billed} is billed`}`,
    fix: `write ${d.write}`,
  }),
  'routing-not-offered': (d: { product: 'Azure DNS' | 'Cloud DNS'; routing: string }): Text =>
    d.product === 'Azure DNS'
      ? {
          message: `Azure DNS gives everyone the same answer: ${d.routing} routing needs Traffic Manager, whose price is not known`,
          fix: 'give prices.overrides for traffic-manager',
        }
      : { message: `Cloud DNS chooses by place, not by ${d.routing}`, fix: 'write routing: geo' },
  'shards-not-offered': (d: { what: string; billed?: string; write?: string }): Text => ({
    message: `${d.what} has no shards: ${d.billed === undefined ? 'they are not billed' : `${d.billed} are billed`}`,
    ...(d.write !== undefined && { fix: `write ${d.write}` }),
  }),
  'size-not-offered': (d: { product: string; found: string; offered: string; region?: string }): Text => ({
    message: `${d.product} has no size ${quote(d.found)}${d.region === undefined ? '' : ` in ${d.region}`}`,
    ...(d.offered !== '' && { fix: `one of ${d.offered}` }),
  }),
  'storage-class-not-offered': (
    d: NotOffered & { as: 'access tier' | 'class' | 'storage class' | 'storage type' },
  ): Text => choice(d.as, d),
  'tier-not-offered': (d: NotOffered & { isOnly?: boolean }): Text => {
    const { message, fix } = choice('tier', d);
    return { message: d.isOnly ? `${message}: its only one is billed` : message, fix: fix! };
  },
  'tls-not-offered': said('Azure Load Balancer does not end TLS', 'write product: application-gateway'),
  'websockets-not-offered': said('API Gateway keeps no WebSocket connections: calls are billed', 'write type: http'),

  // Where what is billed is not what the file asks for
  'limit-exceeded': (d: { what: string; most: string; asked?: string; write?: string }): Text => ({
    message: `${d.what} has at most ${d.most}${d.asked === undefined ? '' : `, not ${d.asked}`}`,
    ...(d.write !== undefined && { fix: `write ${d.write}` }),
  }),
  'minimum-billed': (d: { what: string; least: string; write: string }): Text => ({
    message: `${d.what} has at least ${d.least}: that is billed`,
    fix: `write ${d.write}`,
  }),
  'size-rounded-up': (d: { asked: string; billed: string; write: string }): Text => ({
    message: `${d.asked} is billed as ${d.billed}`,
    fix: `write ${d.write}`,
  }),
  'home-region-prices': (d: { regions: readonly string[]; home: string }): Text => ({
    message: `its nodes in ${words(d.regions)} are billed at the prices of ${d.home}`,
  }),
  'io-requests-not-billed': said(
    'magnetic volumes are also charged by the I/O request, which is not billed',
    'use gp3, whose price includes it',
  ),
  'performance-included': said(
    'premium shares get operations and throughput with their size: iops and throughput are not billed',
  ),
  'region-copies-not-billed': (d: { amountGb?: number }): Text =>
    d.amountGb === undefined
      ? {
          message: 'the bytes that geo-redundant storage copies to the second region are not in the bill',
          fix: 'give usage: { region_transfer: 100 GB/month }',
        }
      : {
          message: `what is written is copied to other regions, ${d.amountGb} GB a month: no line bills that`,
          fix: `give usage: { region_transfer: ${d.amountGb} GB/month }`,
        },
  'requests-not-billed': said(
    'Pub/Sub bills bytes, not requests: usage.requests is not billed',
    'give usage.messages and usage.ingress',
  ),
  'storage-not-billed': (d: { example: string }): Text => ({
    message: 'storage is not billed: on machines of its own it is kept on their disks',
    fix: `give volumes: [{ type: ${d.example}, size: 1 TB }]`,
  }),
  'volumes-not-billed': (d: { product: string }): Text => ({
    message: `${d.product} takes no volumes of its own: they are not billed`,
    fix: 'give storage instead of volumes',
  }),

  // Prices
  'no-fitting-instance': (d: {
    product: string;
    region: string;
    vcpu: number;
    memoryGib: number;
    arch?: string | undefined;
  }): Text => ({
    message: `no instance type of ${d.product} in ${d.region} has ${d.vcpu} vCPU and ${d.memoryGib.toFixed(0)} GB${d.arch === undefined ? '' : ` on ${d.arch}`}`,
    fix: 'name an instance',
  }),
  'stale-prices': (d: { oldest: string; lines: readonly string[]; of: number; limitDays: number }): Text => ({
    message: `${d.lines.length} of ${d.of} ${d.of === 1 ? 'price is' : 'prices are'} older than ${d.limitDays} days, the oldest of ${d.oldest}: ${list(d.lines)}`,
    fix: 'quoin prices update fetches those of today, prices.overrides gives your own',
  }),
  'tier-not-priced': said('no prices of Front Door classic are known', 'write tier: standard, which replaces it'),
  'unmatched-price': (d: { what: string }): Text => ({
    message: `this ${d.what} matches no line of the bill`,
    fix: 'compare its match with the products and meters of the estimate',
  }),
  unpriced: (d: { service: string; meter: string; region: string; unit: string; reason: string }): Text => ({
    message: `${d.service} ${d.meter}${d.unit === '' ? '' : ` (by ${d.unit})`} is unpriced: ${d.reason}`,
    fix: `give its price: prices: { overrides: [{ match: { service: ${d.service}, meter: ${quote(d.meter)}, region: ${d.region} }, usd: "…" }] }`,
  }),
  'unverified-price': (d: { service: string; meter: string }): Text => ({
    message: `unverified price: ${d.service} ${d.meter}`,
    fix: 'give prices.overrides',
  }),
};

export type WarningCode = keyof typeof warnings;

/** What the text of a warning needs to know; nothing for some. */
export type WarningDetails<Code extends WarningCode> = Parameters<(typeof warnings)[Code]>;

/** Tells the reader of an estimate of a condition: its code, and what its text needs to know. */
export type Warn = <Code extends WarningCode>(code: Code, ...details: WarningDetails<Code>) => void;

/** A warning as whoever found it tells it. */
export interface Warned {
  readonly code: WarningCode;
  readonly details: readonly unknown[];
}

/** The same as a value. */
export const warned = <Code extends WarningCode>(code: Code, ...details: WarningDetails<Code>): Warned => ({
  code,
  details,
});

/** The text of a warning. */
export const textOf = ({ code, details }: Warned): Text =>
  (warnings[code] as (...details: readonly unknown[]) => Text)(...details);

/** All codes of warnings, sorted. */
export const warningCodes: readonly WarningCode[] = (Object.keys(warnings) as WarningCode[]).toSorted();

export const isWarningCode = (code: string): code is WarningCode => Object.hasOwn(warnings, code);
