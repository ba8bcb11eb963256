/** Amazon Route 53: hosted zones and the queries that reach them. */
import type { DnsUse } from '../../kinds/dns.ts';
import { defineProduct } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

const QUERIES = { simple: 'standard-queries', latency: 'latency-queries', geo: 'geo-queries' } as const;

export const route53 = defineProduct<DnsUse>({
  name: 'route53',
  title: 'Amazon Route 53',
  provider: 'aws',
  kinds: ['dns'],
  defaultFor: ['dns'],
  aliases: ['route-53', 'aws-route53', 'aws_route53_zone'],
  sla: () => ({ service: 'route53', scope: 'global' }),
  focus: { route53: ['Amazon Route 53', 'routing'] },
  source: 'https://aws.amazon.com/route53/pricing/ (read 2026-11)',
  meters(use) {
    const { meters, add } = tableMeters('route53');
    add('hosted-zone', use.hostedZones, { region: 'global' });
    add(QUERIES[use.routing], use.queries, {
      region: 'global',
      note: 'queries of alias records that point at AWS resources would be free',
    });
    return meters;
  },
});
