/** Billing zones of Azure's edge: which part of the world a viewer or a region is in. */
import type { Warn } from '../../diagnostics/warnings.ts';
import type { RateSource } from '../../billing/rate-table.ts';

/**
 * Zone of each geography of viewers.
 * @see https://azure.microsoft.com/pricing/details/frontdoor/ (read 2026-11)
 */
const ZONES: Readonly<Record<string, string>> = {
  'north-america': 'cdn-zone1',
  europe: 'cdn-zone1',
  'middle-east-africa': 'cdn-zone1',
  asia: 'cdn-zone2',
  japan: 'cdn-zone2',
  'south-america': 'cdn-zone3',
  australia: 'cdn-zone4',
  india: 'cdn-zone5',
};

/** Countries of Azure's regions outside zone 1, as the table of regions names them. */
const COUNTRIES: Readonly<Record<string, string>> = {
  'Asia Pacific': 'cdn-zone2',
  Indonesia: 'cdn-zone2',
  Japan: 'cdn-zone2',
  Korea: 'cdn-zone2',
  Malaysia: 'cdn-zone2',
  Brazil: 'cdn-zone3',
  Chile: 'cdn-zone3',
  Australia: 'cdn-zone4',
  'New Zealand': 'cdn-zone4',
  India: 'cdn-zone5',
};

/**
 * Shares of the viewers by billing zone; viewers are taken to be where the region is if the file does not say.
 *
 * @param geography shares by geography, adding up to 1; empty where the file gives none
 * @param region the component's region
 */
export function edgeZones(
  geography: Readonly<Record<string, number>>,
  region: string,
  rates: RateSource,
  warn: Warn,
): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  for (const [name, share] of Object.entries(geography)) {
    const zone = ZONES[name.toLowerCase()];
    if (zone === undefined)
      warn('geography-not-priced', { product: 'Azure', found: name, offered: Object.keys(ZONES) });
    const key = zone ?? name.toLowerCase();
    zones.set(key, (zones.get(key) ?? 0) + share);
  }
  if (zones.size === 0) {
    const country = rates.regions('azure').find((one) => one.region === region)?.geography ?? '';
    zones.set(COUNTRIES[country] ?? 'cdn-zone1', 1);
  }
  return zones;
}
