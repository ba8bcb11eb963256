/** Name lookup (Route 53, Azure DNS, Cloud DNS). Resolvers cache an answer for its time to live. */
import { unspread } from '../assumptions/figure.ts';
import { DNS_FAILOVER } from '../assumptions/failures.ts';
import { DNS } from '../assumptions/published.ts';
import { choice, count, duration, monthAmount, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { ttlLookupRate } from '../models/traffic/ttl.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';
import { delay, mixed } from './steps.ts';

const fields = {
  hosted_zones: optional(count('Zones hosted (default 1).')),
  routing: optional(choice(['simple', 'latency', 'geo'], 'How an answer is chosen (default simple).')),
  ttl: optional(duration('Time to live of an answer.')),
  health_check: optional(
    duration('From a failure until the name points to the fallback, interval times failures (default 90s).'),
  ),
  resolvers: optional(number('Resolvers that cache an answer, each with an equal part of the requests.', 1)),
} as const;

export type DnsOptions = FieldsOutput<typeof fields>;

/**
 * Of recursive resolution only the 95th percentile is published; this is the mean of the exponential time through it.
 */
const UNCACHED = unspread({
  ...DNS.uncachedP95,
  value: DNS.uncachedP95.value / Math.log(20),
  conditions: `${DNS.uncachedP95.conditions}; as the mean of an exponential time, a ln 20th of it`,
});

export interface DnsUse {
  readonly hostedZones: number;
  readonly queries: number;
  readonly routing: 'simple' | 'latency' | 'geo';
}

export const dns = defineKind<DnsOptions, DnsUse>({
  name: 'dns',
  summary: 'Name lookup whose answers resolvers cache for their time to live.',
  fields,
  nodes: false,
  usage: { queries: optional(monthAmount('Queries.')) },
  // Names are looked up, the traffic itself does not pass here.
  unused: ['hours', 'stop'],
  placement: 'outside',
  passesThrough: true,
  perform({ options }, load, { warn, assumeTime }) {
    const { ttl, resolvers } = options;
    if (load.peakRate === 0) return passing([]);
    const isCached = ttl !== undefined && resolvers !== undefined;
    if (!isCached) warn('ttl-not-set', { as: 'timed' });
    const misses = isCached ? ttlLookupRate(load.peakRate, resolvers, ttl) / load.peakRate : 1;
    return passing(
      mixed(
        misses,
        misses > 0 ? [delay(assumeTime('lookup that no resolver has cached', UNCACHED))] : [],
        misses < 1 ? [delay(assumeTime('lookup that a resolver has cached', DNS.lookup))] : [],
      ),
    );
  },
  /** Health checks have to fail and the answers in resolvers' caches to expire before clients move to a fallback. */
  fail({ calls, classCalls, options }, _, { failover, assume }) {
    const all = [...calls, ...[...classCalls.values()].flat()];
    if (all.every(({ fallback }) => fallback === undefined)) return { groups: [] };
    const detection =
      failover ??
      options.health_check ??
      assume('interval of health checks', DNS_FAILOVER.interval) *
        assume('health checks that must fail', DNS_FAILOVER.failures);
    return {
      groups: [],
      switchover: detection + (options.ttl ?? assume('time to live of an answer', DNS_FAILOVER.ttl)),
    };
  },
  consume({ options, usage }, load, { monthSeconds, warn }) {
    const { ttl, resolvers } = options;
    if (load.arrivalRate > 0 && (ttl === undefined || resolvers === undefined)) {
      warn('ttl-not-set', { as: 'billed' });
    }
    const lookups =
      ttl !== undefined && resolvers !== undefined ? ttlLookupRate(load.arrivalRate, resolvers, ttl) : load.arrivalRate;
    return {
      hostedZones: options.hosted_zones ?? 1,
      queries: lookups * monthSeconds + (usage.queries ?? 0),
      routing: options.routing ?? 'simple',
    };
  },
});
