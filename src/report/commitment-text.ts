/** Commitments of a bill, a line each: what they bind, from which use they pay, and what goes unused. */
import { commitmentText, unusedOf } from '../billing/committed.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { moneyWithCode } from './figures.ts';

export function commitmentLines({ bill, topology }: Estimate): string[] {
  return bill.components.flatMap(({ component, items }) =>
    items.flatMap((item) => {
      const words = commitmentText(item);
      if (words === undefined) return [];
      const unused = unusedOf(item);
      const left =
        unused !== undefined && unused > 0n ? `, ${moneyWithCode(unused, topology.currency)} a month unused` : '';
      return [`commitment of ${component}, ${item.meter}: ${words}${left}`];
    }),
  );
}
