import { scaleBy } from './decimal.mjs';

/** Sizes that the commitment source leaves out. */
const BELOW_XLARGE = new Set(['nano', 'micro', 'small', 'medium', 'large']);
/** Largest relative distance from the family's median that still counts as one constant ratio. */
const TOLERANCE = 0.0004;
const PLACES = 6;
const TERMS = [
  { column: 'linux_1y', hours: 8760 },
  { column: 'linux_3y', hours: 3 * 8760 },
];

/**
 * Gives the AWS sizes below xlarge their 1- and 3-year price: on-demand × the family's ratio in that region.
 *
 * The ratio is the (lower) median over the family's larger sizes, of which there must be at least two. They must agree
 * with it within 0.04 %, plus half a dollar of the whole-term fee: the source quotes fees in whole dollars, so a small
 * size's ratio is known no better than that. Where they don't agree, the small sizes stay without a price.
 * @param rows one region's rows: instance, linux_ondemand, linux_1y, linux_3y, commit_source
 * @returns new rows; derived ones have a commit_source that ends in `:family-ratio`
 */
export function withFamilyRatios(rows) {
  const families = new Map();
  for (const row of rows) {
    const known = families.get(familyOf(row)) ?? [];
    if (row.linux_1y !== null && row.linux_3y !== null) known.push(row);
    families.set(familyOf(row), known);
  }
  return rows.map((row) => {
    if (!BELOW_XLARGE.has(sizeOf(row)) || row.linux_1y !== null || row.linux_3y !== null) return row;
    const known = families.get(familyOf(row));
    const [oneYear, threeYears] = TERMS.map((term) => agreedRatio(known, term));
    if (oneYear === undefined || threeYears === undefined) return row;
    return {
      ...row,
      linux_1y: scaleBy(row.linux_ondemand, { ...oneYear, places: PLACES }),
      linux_3y: scaleBy(row.linux_ondemand, { ...threeYears, places: PLACES }),
      commit_source: `${known[0].commit_source}:family-ratio`,
    };
  });
}

function agreedRatio(known, { column, hours }) {
  if (known.length < 2) return undefined;
  const ratios = known
    .map((row) => ({
      numerator: row[column],
      denominator: row.linux_ondemand,
      ratio: Number(row[column]) / Number(row.linux_ondemand),
      fee: Number(row[column]) * hours,
    }))
    .sort((a, b) => a.ratio - b.ratio);
  const median = ratios[Math.floor((ratios.length - 1) / 2)];
  const agree = ratios.every(({ ratio, fee }) => Math.abs(ratio / median.ratio - 1) <= TOLERANCE + 0.5 / fee);
  return agree ? { numerator: median.numerator, denominator: median.denominator } : undefined;
}

const familyOf = ({ instance }) => instance.slice(0, instance.indexOf('.'));
const sizeOf = ({ instance }) => instance.slice(instance.indexOf('.') + 1);
