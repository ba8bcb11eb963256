/** A difference as JSON, version `quoin/diff/1`: both estimates whole, and what differs. */
import type { Comparison } from '../comparison/comparison.ts';
import type { AmountDifference, Difference } from '../comparison/diff.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import { exact } from './diff.ts';

export const DIFF_SCHEMA = 'quoin/diff/1';

const amount = ({ old, new: now, change }: AmountDifference) => ({
  old: exact(old),
  new: exact(now),
  change: exact(change),
});

/** A difference without the two sides. */
export function differenceJson({ currency, cost, share, atLeast, components, classes }: Difference) {
  return {
    currency,
    at_least: atLeast,
    cost: { ...amount(cost), share: share ?? null },
    components: components.map((one) => ({
      component: one.component,
      change: one.change,
      cost: amount(one.cost),
      items: one.items.map(({ change, service, meter, region, amount: own, isUnpriced, reason, ...sides }) => ({
        change,
        service,
        meter,
        region,
        ...(isUnpriced && { unpriced: true }),
        amount: amount(own),
        old_quantity: sides.old?.quantity ?? null,
        new_quantity: sides.new?.quantity ?? null,
        old_unit_price: sides.old?.unit_price ?? null,
        new_unit_price: sides.new?.unit_price ?? null,
        reason,
      })),
    })),
    classes: classes.map(({ class: name, change, figures }) => ({
      class: name,
      change,
      figures: figures.map(({ figure, unit, old, new: now }) => ({ figure, unit, old, new: now })),
    })),
  };
}

/** The JSON object of a comparison. */
export function diffToJson({ old, new: now, difference, causes }: Comparison) {
  return {
    schema: DIFF_SCHEMA,
    old: { name: old.name, estimate: old.side },
    new: { name: now.name, estimate: now.side },
    difference: differenceJson(difference),
    ...(causes && {
      causes: causes.map(({ edits, difference: own }) => ({
        edits: edits.map(({ path, old: before, new: after }) => ({
          path: formatPath(path),
          ...(before !== undefined && { old: before }),
          ...(after !== undefined && { new: after }),
        })),
        ...differenceJson(own),
      })),
    }),
  };
}

export type DiffJson = ReturnType<typeof diffToJson>;

/** Two-space JSON with a final newline. */
export const diffJson = (comparison: Comparison): string =>
  `${printableJson(JSON.stringify(diffToJson(comparison), null, 2))}\n`;
