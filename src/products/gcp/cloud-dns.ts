/** Cloud DNS: zones by the month, queries. */
import type { DnsUse } from '../../kinds/dns.ts';
import { defineProduct } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

export const cloudDns = defineProduct<DnsUse>({
  name: 'cloud-dns',
  title: 'Cloud DNS',
  provider: 'gcp',
  kinds: ['dns'],
  defaultFor: ['dns'],
  aliases: ['gcp-dns', 'google-cloud-dns', 'google_dns_managed_zone'],
  sla: () => ({ service: 'cloud-dns', scope: 'global' }),
  focus: { 'cloud-dns': ['Cloud DNS', 'routing'] },
  source: 'https://cloud.google.com/dns/pricing (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('cloud-dns');
    if (use.routing === 'latency') warn('routing-not-offered', { product: 'Cloud DNS', routing: use.routing });
    // Answers that a routing policy chooses have a price of their own.
    const queries = use.routing === 'simple' ? 'queries' : 'routing-policy-queries';
    add('managed-zone', use.hostedZones, { region: 'global' });
    add(queries, use.queries, { region: 'global' });
    return meters;
  },
});
