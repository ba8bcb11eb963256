/**
 * Nodes of a managed service by the way they are bought: groups of nodes, which commitments serve in the order given.
 */
import type { NodeUse } from '../kinds/nodes.ts';
import { warnOfCommitment } from './commitment-warnings.ts';
import type { ProductContext } from './product.ts';
import { COMMITMENTS, type Purchase, type Spend } from '../topology/purchase.ts';

/** Nodes of one group that are bought in one way. */
export interface Allotted {
  /** Index of the group. */
  readonly group: number;
  readonly way: Purchase;
  readonly nodes: number;
  /** Committed beyond what there is. */
  readonly isUnused?: true;
}

/** A commitment in money, and the nodes of each group that it covers; undefined where its rate is not known. */
export interface Money {
  readonly way: Purchase;
  readonly spend: Spend;
  readonly covered: readonly { readonly group: number; readonly nodes: number }[] | undefined;
}

export interface Allotment {
  readonly nodes: readonly Allotted[];
  readonly money: readonly Money[];
}

/**
 * @param groups nodes of each group, on average while the component runs
 * @param hourOf dollars for an hour of a node of a group under a commitment; undefined where its rate is not known
 */
export function allot(
  groups: readonly number[],
  purchase: NodeUse['purchase'],
  hourOf: (way: Purchase, group: number) => number | undefined,
): Allotment {
  if (typeof purchase === 'string')
    return { nodes: groups.map((nodes, group) => ({ group, way: purchase, nodes })), money: [] };
  const left = [...groups];
  const nodes: Allotted[] = [];
  const money: Money[] = [];
  const take = (way: Purchase, asked: number): number => {
    let open = asked;
    for (const [group, some] of left.entries()) {
      const taken = Math.min(open, some);
      left[group] = some - taken;
      open -= taken;
      if (taken > 0) nodes.push({ group, way, nodes: taken });
    }
    return open;
  };
  for (const way of COMMITMENTS) {
    const asked = purchase[way] ?? 0;
    if (typeof asked !== 'number') money.push(cover(way, asked, left, hourOf));
    else {
      // A commitment is paid for whether a node uses it or not.
      const open = take(way, asked);
      if (open > 0) nodes.push({ group: 0, way, nodes: open, isUnused: true });
    }
  }
  const { spot } = purchase;
  take('spot', typeof spot === 'number' ? spot : 0);
  take('on-demand', Number.POSITIVE_INFINITY);
  return { nodes, money };
}

/** Warns of what is committed beyond the nodes that there are. */
export function warnOfUnused({ nodes }: Allotment, context: Pick<ProductContext, 'warn'>): void {
  for (const { way, nodes: unused, isUnused } of nodes) {
    if (isUnused !== true) continue;
    const most = nodes.reduce((sum, one) => sum + (one.way === way && one.isUnused !== true ? one.nodes : 0), 0);
    warnOfCommitment({ way, nodes: most + unused, most, used: 0, price: undefined }, context);
  }
}

/** Takes as many nodes of the groups as an hour's money pays for. */
function cover(
  way: Purchase,
  spend: Spend,
  left: number[],
  hourOf: (way: Purchase, group: number) => number | undefined,
): Money {
  let open = Number(spend.usdPerHour);
  const covered: { group: number; nodes: number }[] = [];
  for (const [group, some] of left.entries()) {
    const hour = hourOf(way, group);
    if (some === 0) continue;
    if (hour === undefined) return { way, spend, covered: undefined };
    const nodes = Math.min(some, open / hour);
    left[group] = some - nodes;
    open -= nodes * hour;
    if (nodes > 0) covered.push({ group, nodes });
  }
  return { way, spend, covered };
}
