/** Which of the common ways to run common products the tables price in full, region by region. */
import type { RateSource } from '../billing/rate-table.ts';
import { estimate } from '../estimate/estimate.ts';
import { PROVIDERS } from '../topology/grammar.ts';
import { readSources } from '../topology/merge.ts';
import type { Provider } from '../topology/model.ts';
import { COUNTED_REGIONS, VARIANTS, type Variant } from './variants.ts';

interface VariantCoverage {
  readonly variant: Variant;
  /** Meters without a price, by region; a region in which all have one is left out. */
  readonly unpriced: ReadonlyMap<string, readonly string[]>;
}

export interface ProviderCoverage {
  readonly provider: Provider;
  readonly regions: readonly string[];
  readonly variants: readonly VariantCoverage[];
  /** Combinations of a region and a variant, and how many of them are priced in full. */
  readonly combinations: number;
  readonly priced: number;
}

export interface CoverageOptions {
  readonly rates: RateSource;
  readonly today: Date;
  readonly provider?: Provider | undefined;
  /** By provider; those that count where none are named. A provider without any is left out. */
  readonly regions?: ReadonlyMap<Provider, readonly string[]> | undefined;
}

export function coverage({ rates, today, provider, regions }: CoverageOptions): readonly ProviderCoverage[] {
  return PROVIDERS.flatMap((one) => {
    const places = regions === undefined ? COUNTED_REGIONS[one] : (regions.get(one) ?? []);
    if (places.length === 0 || (provider !== undefined && provider !== one)) return [];
    const variants = VARIANTS[one].map((variant) => ({ variant, unpriced: new Map<string, readonly string[]>() }));
    for (const region of places) {
      const missing = unpricedIn(one, region, { rates, today });
      for (const [index, meters] of missing.entries())
        if (meters.length > 0) variants[index]!.unpriced.set(region, meters);
    }
    const combinations = places.length * variants.length;
    const gaps = variants.reduce((sum, { unpriced }) => sum + unpriced.size, 0);
    return [{ provider: one, regions: places, variants, combinations, priced: combinations - gaps }];
  });
}

/** Meters that have no price, by the variants of a provider: a topology with a component for each. */
function unpricedIn(
  provider: Provider,
  region: string,
  { rates, today }: Pick<CoverageOptions, 'rates' | 'today'>,
): readonly (readonly string[])[] {
  const variants = VARIANTS[provider];
  const components = Object.fromEntries(variants.map(({ component }, index) => [`v${index}`, component]));
  const text = JSON.stringify({ name: 'coverage', provider, region, components });
  const result = estimate(readSources([{ name: 'coverage.json', text }]), { rates, today });
  if (!result.ok) throw new Error(`coverage of ${region}: ${result.diagnostics[0]?.message}`);
  const meters = variants.map((): string[] => []);
  for (const { component, service, meter } of result.estimate.bill.unpriced)
    // A line of transfer names the component that sends.
    meters[Number(component.slice(1))]!.push(`${service}/${meter.replace(` of ${component}`, '')}`);
  return meters;
}
