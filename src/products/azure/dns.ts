/** Azure DNS: hosted zones by the month, queries. */
import type { DnsUse } from '../../kinds/dns.ts';
import { defineProduct, type MeterUse } from '../product.ts';

const SERVICE = 'dns';
/** Tables that hold the prices of zone 1: its own, and that of a region in it. */
const ZONE_1 = ['dns-zone1', 'westus'];

export const dns = defineProduct<DnsUse>({
  name: 'dns',
  title: 'Azure DNS',
  provider: 'azure',
  kinds: ['dns'],
  defaultFor: ['dns'],
  aliases: ['azure-dns', 'dns-zone'],
  // Where answers are chosen it is Traffic Manager that chooses them.
  sla: ({ routing }) => ({
    service: routing === undefined || routing === 'simple' ? 'dns' : 'traffic-manager',
    scope: 'global',
  }),
  focus: { dns: ['Azure DNS', 'routing'], 'traffic-manager': ['Azure Traffic Manager', 'routing'] },
  source: 'https://azure.microsoft.com/pricing/details/dns/ (read 2026-11)',
  meters(use, { region, rates, warn }) {
    const meters: MeterUse[] = [];
    // All public regions are in billing zone 1; a few rows of it stand in the table of a region.
    const government = rates.regions('azure').find((one) => one.region === region)?.partition === 'gov';
    const add = (meter: string, quantity: number) => {
      const tables = government ? [region] : [region, ...ZONE_1];
      const priced = tables.find((table) => rates.rate('azure', SERVICE, table, meter) !== undefined);
      if (quantity > 0)
        meters.push({
          type: 'table',
          service: SERVICE,
          meter,
          quantity,
          ...(priced !== undefined && priced !== region && { region: priced, note: 'the price of DNS zone 1' }),
        });
    };
    add('hosted-zone', use.hostedZones);
    add('queries', use.queries);
    if (use.routing !== 'simple' && use.queries > 0) {
      warn('routing-not-offered', { product: 'Azure DNS', routing: use.routing });
      meters.push({ type: 'table', service: 'traffic-manager', meter: 'queries', quantity: use.queries });
    }
    return meters;
  },
});
