/** The coverage of the tables as a matrix of products and regions, and as JSON. */
import type { ProviderCoverage } from '../price-coverage/coverage.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';

export const COVERAGE_SCHEMA = 'quoin/coverage/1';

const PRICED = '+';
const UNPRICED = '-';
/** Columns of regions under one head: the letters stand for them. */
const letterOf = (index: number): string =>
  index < 26 ? String.fromCharCode(97 + index) : `${letterOf(Math.floor(index / 26) - 1)}${letterOf(index % 26)}`;
const percent = (priced: number, combinations: number) => `${((100 * priced) / combinations).toFixed(1)} %`;

const REGIONS_A_LINE = 6;
const linesOf = (words: readonly string[], many: number) =>
  Array.from({ length: Math.ceil(words.length / many) }, (_, index) => {
    const line = words.slice(index * many, (index + 1) * many).join(', ');
    return `${line}${(index + 1) * many < words.length ? ',' : ''}\n`;
  });

export function coverageTable(found: readonly ProviderCoverage[], io: { readonly paint: Paint }): string {
  return found.map((one) => providerTable(one, io)).join('\n');
}

function providerTable(
  { provider, regions, variants, combinations, priced }: ProviderCoverage,
  io: { readonly paint: Paint },
): string {
  const letters = regions.map((_, index) => letterOf(index));
  const table = newTable(['product', 'core', 'priced', ...letters], [2], io);
  for (const { variant, unpriced } of variants) {
    const marks = regions.map((region) => (unpriced.has(region) ? UNPRICED : PRICED));
    table.push([variant.name, variant.core ?? '', `${regions.length - unpriced.size}/${regions.length}`, ...marks]);
  }
  const legend = regions.map((region, index) => `${letters[index]} ${region}`);
  const gaps = variants
    .filter(({ unpriced }) => unpriced.size > 0)
    .map(({ variant, unpriced }) => {
      const meters = new Set([...unpriced.values()].flat());
      return `  ${variant.name}: ${[...meters].join(', ')}\n`;
    });
  return [
    `${provider}: ${priced} of ${combinations} combinations priced in full, ${percent(priced, combinations)}\n`,
    `${table.toString()}\n`,
    ...linesOf(legend, REGIONS_A_LINE),
    ...(gaps.length > 0 ? ['without a price somewhere:\n', ...gaps] : []),
  ].join('');
}

export function coverageJson(found: readonly ProviderCoverage[]) {
  return {
    schema: COVERAGE_SCHEMA,
    providers: found.map(({ provider, regions, variants, combinations, priced }) => ({
      provider,
      regions,
      combinations,
      priced,
      products: variants.map(({ variant, unpriced }) => ({
        product: variant.name,
        core: variant.core ?? null,
        component: variant.component,
        unpriced: Object.fromEntries(unpriced),
      })),
    })),
  };
}
