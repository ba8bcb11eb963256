/** Azure Front Door: a fee for the profile, requests and bytes to viewers by zone. */
import type { CdnUse } from '../../kinds/cdn.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { edgeZones } from './zones.ts';

const SERVICE = 'front-door';

export const frontDoor = defineProduct<CdnUse>({
  name: 'front-door',
  title: 'Azure Front Door',
  provider: 'azure',
  kinds: ['cdn'],
  defaultFor: ['cdn'],
  aliases: ['azure-front-door', 'frontdoor', 'afd'],
  sla: () => ({ service: 'front-door', scope: 'global' }),
  translate: ({ draft, to }) => draft.drop(['tier'], `a tier of Azure's, which ${to.title} does not have`),
  focus: { 'front-door': ['Azure Front Door', 'delivery'] },
  source: 'https://azure.microsoft.com/pricing/details/frontdoor/ (read 2026-11)',
  meters(use, { region, rates, monthHours, warn }) {
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, zone: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, region: zone, quantity });
    };
    const classic = use.tier === 'classic';
    if (classic) {
      warn('tier-not-priced');
      add('classic-routing-rules-hour', monthHours, 'global');
    } else add(`${use.tier}-base`, 1, 'global');
    for (const [zone, share] of edgeZones(use.geography, region, rates, warn)) {
      if (!classic) add(`${use.tier}-requests`, use.requests * share, zone);
      add(classic ? 'classic-egress' : 'edge-egress', toGb(use.viewerBytes) * share, zone);
      // From an origin in Azure into the edge is free; what the edge sends on to the origin is charged.
      add(classic ? 'classic-ingress' : 'edge-to-origin', toGb(use.originUploadBytes) * share, zone);
    }
    return meters;
  },
});
