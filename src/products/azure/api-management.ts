/** Azure API Management: calls of the consumption tier, units of the others by the hour. */
import type { ApiGatewayUse } from '../../kinds/api-gateway.ts';
import { defineProduct, type MeterUse } from '../product.ts';
import { named } from '../table-meters.ts';
import { quota, chosenQuota, type Limits } from '../quota.ts';

const SERVICE = 'api-management';

/** Meters of each tier: its first unit, the units after it, and calls where they are charged. */
const TIERS: Readonly<Record<string, { unit?: string; further?: string; calls?: string }>> = {
  consumption: { calls: 'consumption-calls' },
  developer: { unit: 'developer-unit' },
  basic: { unit: 'basic-unit' },
  standard: { unit: 'standard-unit' },
  premium: { unit: 'premium-unit', further: 'secondary-unit' },
  isolated: { unit: 'isolated-unit' },
  'basic-v2': { unit: 'basic-v2-unit', further: 'basic-v2-secondary-unit', calls: 'basic-v2-calls' },
  'standard-v2': { unit: 'standard-v2-unit', further: 'standard-v2-secondary-unit', calls: 'standard-v2-calls' },
  'premium-v2': { unit: 'premium-v2-unit', further: 'premium-v2-secondary-unit' },
};

/** Requests a second of one unit. */
const MANAGEMENT_UNITS: Readonly<Record<string, number>> = {
  developer: 500,
  basic: 1000,
  standard: 2500,
  premium: 4000,
};

const MANAGEMENT_PRICES =
  'https://azure.microsoft.com/pricing/details/api-management/ (estimated throughput, as recalled)';

const limits: Limits = (asked) => {
  const one = named(MANAGEMENT_UNITS, asked.text('tier') ?? 'consumption');
  const units = asked.number('units') ?? 1;
  return [
    chosenQuota(asked) ??
      quota(
        'requests',
        '/s',
        'provisioned',
        one && one * units,
        MANAGEMENT_PRICES,
        'about, of the units that are bought',
      ),
  ];
};

export const apiManagement = defineProduct<ApiGatewayUse>({
  name: 'api-management',
  title: 'Azure API Management',
  provider: 'azure',
  kinds: ['api-gateway'],
  defaultFor: ['api-gateway'],
  aliases: ['azure-api-management', 'apim'],
  ignores: ['type', 'cache_size', 'usage.connection_minutes'],
  // The developer tier is sold without an agreement.
  loses: { cache_size: (value) => (value === undefined ? undefined : 'Azure API Management has no cache of its own') },
  sla: ({ tier }) =>
    String(tier).toLowerCase() === 'developer' ? undefined : { service: 'api-management', scope: 'region' },
  limits,
  focus: { 'api-management': ['Azure API Management', 'api'] },
  source: 'https://azure.microsoft.com/pricing/details/api-management/ (read 2026-11)',
  meters(use, { monthHours, warn }) {
    const meters: MeterUse[] = [];
    // "StandardV2" and "standard_v2" are what Azure's own tools write.
    const name = use.tier.toLowerCase().replace(/[-_ ]?v2$/, '-v2');
    const tier = named(TIERS, name);
    if (!tier) warn('tier-not-offered', { product: 'API Management', found: use.tier, offered: Object.keys(TIERS) });
    const { unit, further, calls } = tier ?? { unit: `${name}-unit` };
    const add = (meter: string | undefined, quantity: number, copies?: number) => {
      if (meter !== undefined && quantity > 0)
        meters.push({ type: 'table', service: SERVICE, meter, quantity, ...(copies !== undefined && { copies }) });
    };
    const hours = use.runningShare * monthHours;
    add(unit, (further === undefined ? use.units : Math.min(1, use.units)) * hours);
    add(further, Math.max(0, use.units - 1) * hours);
    // Each unit of a v2 tier includes calls of its own; the consumption tier's allowance is the account's.
    if (unit === undefined) add(calls, use.requests);
    else add(calls, use.requests, Math.max(1, use.units));
    if (use.cacheBytes > 0) warn('external-cache');
    return meters;
  },
});
