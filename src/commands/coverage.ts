/** quoin prices coverage: which common ways to run common products the bundled tables price in full, and where. */
import type { Provider, RateSource } from '../billing/rate-table.ts';
import { coverage } from '../price-coverage/coverage.ts';
import { COUNTED_REGIONS } from '../price-coverage/variants.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { rateFolders } from '../host/rate-files.ts';
import { priceFolders } from './bundled.ts';
import { coverageJson, coverageTable } from '../report/coverage.ts';
import { PROVIDERS } from '../topology/grammar.ts';

export interface CoverageCommandOptions {
  readonly provider?: Provider;
  readonly regions?: string;
  readonly format: 'table' | 'json';
}

export function coverageCommand({ provider, regions, format }: CoverageCommandOptions, io: Io): number {
  const rates = rateFolders(priceFolders(io));
  const places = regions === undefined ? undefined : placesOf(regions, provider, rates);
  const found = coverage({ rates, today: io.now(), provider, regions: places });
  io.out(format === 'json' ? `${JSON.stringify(coverageJson(found), null, 2)}\n` : coverageTable(found, io));
  return 0;
}

/** Regions that are named, by the provider that has them. */
function placesOf(text: string, provider: Provider | undefined, rates: RateSource): Map<Provider, readonly string[]> {
  const providers = provider === undefined ? PROVIDERS : [provider];
  const known = new Map(providers.map((one) => [one, rates.regions(one).map(({ region }) => region)]));
  const places = new Map<Provider, string[]>();
  const names = text.split(',').map((part) => part.trim().toLowerCase());
  for (const name of new Set(names.filter((one) => one !== ''))) {
    const owners = providers.filter((one) => known.get(one)!.includes(name));
    if (owners.length === 0) {
      const meant = didYouMean(name, [...known.values()].flat());
      const fix = meant === undefined ? `such as ${COUNTED_REGIONS[providers[0]!][0]}` : `did you mean ${meant}?`;
      throw new UsageError(`--regions: there is no region ${name} (${fix})`);
    }
    for (const one of owners) places.set(one, [...(places.get(one) ?? []), name]);
  }
  if (places.size === 0) throw new UsageError('--regions: names no region');
  return places;
}
