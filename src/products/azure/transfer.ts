/** Bandwidth on Azure. @see https://azure.microsoft.com/pricing/details/bandwidth/ (read 2026-11) */
import type { TransferProduct } from '../transfer.ts';

const SERVICE = 'bandwidth';

export const azureTransfer: TransferProduct = {
  provider: 'azure',
  toInternet: (gb) => ({ type: 'table', service: SERVICE, meter: 'internet-egress', quantity: gb }),
  acrossZones: (gb, label) => ({
    type: 'table',
    service: SERVICE,
    meter: 'inter-az',
    label: `inter-az ${label}`,
    quantity: gb,
  }),
  acrossRegions(gb, from, to, label, rates) {
    const regions = rates.regions('azure');
    const geography = (name: string) => regions.find((one) => one.region === name)?.geography;
    const sameContinent =
      continent(geography(from)) !== undefined && continent(geography(from)) === continent(geography(to));
    return {
      type: 'table',
      service: SERVICE,
      meter: sameContinent ? 'inter-region-same-continent' : 'inter-region-intercontinental',
      region: from,
      label: `inter-region ${label}`,
      quantity: gb,
    };
  },
};

const NORTH_AMERICA = new Set(['United States', 'US', 'Canada', 'Mexico', 'North America']);
const EUROPE = new Set([
  'Austria',
  'Belgium',
  'Denmark',
  'Europe',
  'Finland',
  'France',
  'Germany',
  'Greece',
  'Italy',
  'Norway',
  'Poland',
  'Spain',
  'Sweden',
  'Switzerland',
  'UK',
  'United Kingdom',
]);

function continent(geography: string | undefined): string | undefined {
  if (geography === undefined) return undefined;
  if (NORTH_AMERICA.has(geography)) return 'north-america';
  if (EUROPE.has(geography)) return 'europe';
  return geography;
}
