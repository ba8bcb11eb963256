/** Name lookup (Route 53, Azure DNS, Cloud DNS). Resolvers cache an answer for its time to live. */
import { choice, count, duration, monthAmount, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { ttlLookupRate } from '../models/traffic/ttl.ts';
import { defineKind } from './kind.ts';

const fields = {
  hosted_zones: optional(count('Zones hosted (default 1).')),
  routing: optional(choice(['simple', 'latency', 'geo'], 'How an answer is chosen (default simple).')),
  ttl: optional(duration('Time to live of an answer.')),
  resolvers: optional(number('Resolvers that cache an answer, each with an equal part of the requests.', 1)),
} as const;

export type DnsOptions = FieldsOutput<typeof fields>;

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
  consume({ options, usage }, load, { monthSeconds, warn }) {
    const { ttl, resolvers } = options;
    if (load.arrivalRate > 0 && (ttl === undefined || resolvers === undefined)) {
      warn('without ttl and resolvers every request is billed as a lookup', 'give ttl: 60s and resolvers: 1000');
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
