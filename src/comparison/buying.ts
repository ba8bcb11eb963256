/** Machines bought in another way. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Placed } from '../engine/placed.ts';
import { purchaseProblems } from '../products/purchase-problems.ts';
import { priceOf } from '../products/terms.ts';
import type { Product } from '../products/product.ts';
import type { Draft } from './draft.ts';
import { isMapping } from './edits.ts';
import type { Target } from './target.ts';

/** Buys a component's machines in another way where they are sold so; says why where they are not. */
export function buy(
  draft: Draft,
  { component, kind }: Placed,
  to: Product,
  size: string | undefined,
  region: string,
  { purchase, unsold: known }: Target,
  rates: RateSource,
): string | undefined {
  if (purchase === undefined || to.ignores?.includes('instance') === true) return undefined;
  const { os = 'linux', purchase: before = 'on-demand' } = component.options as {
    os?: 'linux' | 'windows';
    purchase?: unknown;
  };
  if (!kind.nodes || before === purchase) return undefined;
  const [unsold] = purchaseProblems({ options: { purchase } }, to);
  if (unsold) return `${unsold.message}: it stays ${typeof before === 'string' ? before : 'bought as before'}`;
  if (size === undefined) {
    // What a shape becomes is not known yet; the bill says so where it is not sold in that way.
    if (isMapping((component.options as { instance?: unknown }).instance))
      draft.set(['purchase'], purchase, 'asked for');
    return undefined;
  }
  const price = to.sizes ? undefined : rates.instancePrice(to.provider, region, size);
  // Whether a managed service is sold so its bill says.
  const isSold = to.sizes !== undefined || (price && priceOf(to.provider, price, os, purchase) !== undefined);
  if (isSold === true && known?.has(component.name) !== true) {
    draft.set(['purchase'], purchase, 'asked for');
    return undefined;
  }
  const now = typeof before === 'string' ? before : 'bought as before';
  return `no ${purchase} price of ${size} (${to.name}) is known in ${region}: it stays ${now}`;
}
