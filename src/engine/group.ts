/** Sums of the bill by what components have in common. */
import { add, ZERO_AMOUNT, type Amount } from '../billing/money.ts';
import type { Topology } from '../topology/model.ts';
import type { Bill } from './bill.ts';

export interface BillGroup {
  readonly name: string;
  readonly total: Amount;
  readonly components: readonly string[];
}

/**
 * Sums the bill by `kind`, `product`, `provider`, `region` or `tag:<key>`, in the order in which groups first appear.
 *
 * @returns `undefined` for a grouping that does not exist
 */
export function groupBill(topology: Topology, bill: Bill, by: string): BillGroup[] | undefined {
  const tag = by.startsWith('tag:') ? by.slice('tag:'.length) : undefined;
  if (tag === undefined && !['component', 'kind', 'product', 'provider', 'region'].includes(by)) return undefined;
  const groups = new Map<string, { total: Amount; components: string[] }>();
  for (const [index, component] of topology.components.entries()) {
    const name =
      tag !== undefined
        ? (component.tags[tag] ?? '(none)')
        : by === 'component'
          ? component.name
          : component[by as 'kind' | 'product' | 'provider' | 'region'];
    const group = groups.get(name) ?? { total: ZERO_AMOUNT, components: [] };
    group.total = add(group.total, bill.components[index]!.total);
    group.components.push(component.name);
    groups.set(name, group);
  }
  return Array.from(groups, ([name, { total, components }]) => ({ name, total, components }));
}
