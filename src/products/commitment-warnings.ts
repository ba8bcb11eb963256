/** Words for commitments that do not pay: larger than the fleet, or used less than they need. */
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

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** Warns of a commitment that on demand would be cheaper than. */
export function warnOfCommitment(
  { way, nodes, most, used, price, onDemandPrice }: Bound,
  { warn }: Pick<ProductContext, 'warn'>,
): void {
  if (most < nodes) {
    const rest = nodes - most;
    warn(
      `${nodes} nodes are committed by ${way} and at most ${most} run: ${rest} ${rest === 1 ? 'is' : 'are'} paid and never used`,
      most > 0 ? `write ${way}: ${Math.floor(most)}` : `leave ${way} out`,
    );
    return;
  }
  const breakEven = Number(price?.price) / Number(onDemandPrice);
  if (used < breakEven)
    warn(
      `what is committed by ${way} is used ${percent(used)} of the time and pays from ${percent(breakEven)} on: on demand costs less`,
      'commit fewer nodes, or buy them on demand',
    );
}
