/** Azure CDN: bytes to viewers by zone. Its Verizon and Akamai offers are retired; Microsoft's retires in 2027. */
import type { CdnUse } from '../../kinds/cdn.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { edgeZones } from './zones.ts';

/** The offer that stands for each tier. */
const OFFERS = { standard: 'standard-microsoft', classic: 'standard-microsoft', premium: 'premium-verizon' } as const;

export const cdn = defineProduct<CdnUse>({
  name: 'cdn',
  title: 'Azure CDN',
  provider: 'azure',
  kinds: ['cdn'],
  defaultFor: [],
  aliases: ['azure-cdn', 'cdn-endpoint', 'cdn-profile'],
  sla: () => ({ service: 'cdn', scope: 'global' }),
  translate: ({ draft, to }) => draft.drop(['tier'], `a tier of Azure's, which ${to.title} does not have`),
  focus: { cdn: ['Azure CDN', 'delivery'] },
  source: 'https://azure.microsoft.com/pricing/details/cdn/ (read 2026-11)',
  meters(use, { region, rates, warn }) {
    const meters: MeterUse[] = [];
    for (const [zone, share] of edgeZones(use.geography, region, rates, warn)) {
      const quantity = toGb(use.viewerBytes) * share;
      if (quantity > 0)
        meters.push({ type: 'table', service: 'cdn', meter: `${OFFERS[use.tier]}-egress`, region: zone, quantity });
    }
    return meters;
  },
});
