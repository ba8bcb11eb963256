/** Commitments that do not pay: larger than the fleet, or used less than they need. */
import type { PriceRow } from '../billing/rate-table.ts';
import type { Purchase } from '../topology/purchase.ts';
import type { ProductContext } from './product.ts';

interface Bound {
  readonly way: Purchase;
  /** Committed. */
  readonly nodes: number;
  /** Most nodes that ever use it at once. */
  readonly most: number;
  /** Share of the committed hours that is used. */
  readonly used: number;
  readonly price: PriceRow | undefined;
  readonly onDemandPrice?: string | undefined;
}

/** Warns of a commitment that on demand would be cheaper than. */
export function warnOfCommitment(
  { way, nodes, most, used, price, onDemandPrice }: Bound,
  { warn }: Pick<ProductContext, 'warn'>,
): void {
  if (most < nodes) {
    warn('commitment-unused', { way, nodes, most });
    return;
  }
  const breakEven = Number(price?.price) / Number(onDemandPrice);
  if (used < breakEven) warn('commitment-below-break-even', { way, used, breakEven });
}
