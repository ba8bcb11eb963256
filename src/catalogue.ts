/** Kinds, products and places put together for the reader of topologies. */
import type { RateSource } from './billing/rate-table.ts';
import { kinds } from './kinds/index.ts';
import { products } from './products/index.ts';
import type { Catalogue } from './topology/catalogue.ts';

export function catalogueOf(rates: RateSource): Catalogue {
  return { kinds, products: [...products.values()], places: (provider) => rates.regions(provider) };
}
