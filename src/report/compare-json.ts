/**
 * A comparison as JSON, version `quoin/compare/1`: every estimate whole, what each component was mapped to and why, and
 * what differs.
 */
import type { Column, SideBySide } from '../comparison/compare.ts';
import type { Candidate, SizeMatch } from '../comparison/instances.ts';
import type { ComponentMapping, Rehomed, Standing } from '../comparison/rehome.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import { carries } from '../comparison/marks.ts';
import { notComparable } from './compare.ts';
import { differenceJson } from './diff-json.ts';

export const COMPARE_SCHEMA = 'quoin/compare/1';

/** Rejected sizes that are written out; `considered` counts all. */
const MOST_REJECTED = 20;

const standing = ({ provider, region, product, size }: Standing) => ({
  provider,
  region,
  product,
  size: size ?? null,
});

const sizeJson = ({ name, pricePerHour, currency, vcpu, memoryGib, arch, coremark }: Candidate) => ({
  size: name,
  price_per_hour: pricePerHour ?? null,
  currency,
  vcpu: vcpu ?? null,
  memory_gib: memoryGib ?? null,
  arch: arch ?? null,
  coremark: coremark ?? null,
});

const matchJson = ({ chosen, waived, rejected, considered, bySpeed }: SizeMatch) => ({
  ...sizeJson(chosen),
  considered,
  by_coremark: bySpeed,
  waived,
  rejected: rejected.slice(0, MOST_REJECTED).map(({ name, pricePerHour, reasons }) => ({
    size: name,
    price_per_hour: pricePerHour ?? null,
    reasons,
  })),
});

const changeJson = (changes: ComponentMapping['changes']) =>
  changes.map(({ path, old, new: now, reason }) => ({
    path: formatPath(path),
    ...(old !== undefined && { old }),
    ...(now !== undefined && { new: now }),
    reason,
  }));

const rehomedJson = ({ regions, mappings, changes, gaps }: Rehomed) => ({
  regions: regions.map(({ from, to, kilometres, reason, leaves, rejected }) => ({
    from: { ...from },
    to: { ...to },
    kilometres: kilometres === undefined ? null : Math.round(kilometres),
    reason,
    ...(leaves !== undefined && { leaves }),
    rejected,
  })),
  changes: changeJson(changes),
  gaps,
  mappings: mappings.map((one) => ({
    component: one.component,
    kind: one.kind,
    from: standing(one.from),
    to: standing(one.to),
    reason: one.reason,
    rejected_products: one.rejectedProducts,
    ...(one.sizeReason !== undefined && { size_reason: one.sizeReason }),
    ...(one.match && { match: matchJson(one.match) }),
    changes: changeJson(one.changes),
    gaps: one.gaps,
    unsold: one.unlike,
  })),
});

/** The JSON object of a comparison. */
export function compareToJson(comparison: SideBySide) {
  const { matching, columns, differences, caveats } = comparison;
  return {
    schema: COMPARE_SCHEMA,
    match: matching,
    caveats,
    columns: columns.map((column: Column, index) => {
      const difference = differences[index];
      return {
        name: column.name,
        as_written: column.rehomed === undefined,
        ...(column.rehomed && { rehomed: rehomedJson(column.rehomed) }),
        ...(column.bought && {
          bought: { way: column.bought.way, years: column.bought.years, payment: column.bought.payment ?? null },
        }),
        // Whether the load is carried, and what is worse than in the file as it is written.
        carries: carries(column.marks),
        marks: column.marks.map(({ severity, component, class: of, figure, message }) => ({
          severity,
          component: component ?? null,
          class: of ?? null,
          figure: figure ?? null,
          message,
        })),
        not_comparable: notComparable(comparison, index),
        estimate: column.side,
        ...(difference && { difference: { against: columns[0]!.name, ...differenceJson(difference) } }),
      };
    }),
  };
}

export type CompareJson = ReturnType<typeof compareToJson>;

/** Two-space JSON with a final newline. */
export const compareJson = (comparison: SideBySide): string =>
  `${printableJson(JSON.stringify(compareToJson(comparison), null, 2))}\n`;
