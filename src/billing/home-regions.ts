/**
 * The region of each provider of which the tables know the most prices: where prices are looked up when no region is
 * named.
 */
import type { Provider } from './rate-table.ts';

export const HOME_REGIONS: Readonly<Record<Provider, string>> = {
  aws: 'us-east-1',
  azure: 'eastus',
  gcp: 'us-central1',
};
