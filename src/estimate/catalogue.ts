/** Kinds, products and places put together for the reader of topologies. */
import type { RateSource } from '../billing/rate-table.ts';
import { kinds } from '../kinds/index.ts';
import { creditProblems } from '../products/credits.ts';
import { diskTypeProblems } from '../products/disk-types.ts';
import { instanceProblems } from '../products/instance-names.ts';
import { localDiskProblems } from '../products/node-disks.ts';
import { products } from '../products/index.ts';
import type { Product } from '../products/product.ts';
import { purchaseProblems } from '../products/purchase-problems.ts';
import { volumeProblems } from '../products/volume-limits.ts';
import type { Catalogue } from '../topology/catalogue.ts';

const all: readonly Product[] = [...products.values()];
const byKind: ReadonlyMap<string, readonly Product[]> = new Map(
  Array.from(kinds.keys(), (kind) => [kind, all.filter((product) => product.kinds.includes(kind))]),
);

export function catalogueOf(rates: RateSource): Catalogue {
  return {
    kinds,
    products: all,
    productsOf: (kind) => byKind.get(kind) ?? [],
    product: (provider, name) => products.get(`${provider}/${name}`),
    problemsOf: (component) => [
      ...instanceProblems(component, products.get(`${component.provider}/${component.product}`), rates),
      ...(products.get(`${component.provider}/${component.product}`)?.check?.(component, rates) ?? []),
      ...creditProblems(component, rates),
      ...localDiskProblems(component, rates),
      ...diskTypeProblems(component),
      ...volumeProblems(component),
      ...purchaseProblems(component, products.get(`${component.provider}/${component.product}`)),
    ],
    places: (provider) => rates.regions(provider),
  };
}
