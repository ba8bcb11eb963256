/** quoin prices list|show|search: what the rate tables hold. */
import { HOME_REGIONS } from '../billing/home-regions.ts';
import type { InstancePrice, InstanceSpec, PriceRow, Provider, Rate, RateSource } from '../billing/rate-table.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { rateFolders } from '../host/rate-files.ts';
import { priceFolders } from './bundled.ts';
import { priceOf } from '../products/terms.ts';
import { newWrappedTable } from '../report/wrapped-table.ts';
import { PROVIDERS } from '../topology/grammar.ts';
import { PURCHASES, wayOf, type Purchase } from '../topology/purchase.ts';
import { parseQuantity } from '../topology/quantity.ts';
import { GIB } from '../topology/quantity/bytes.ts';

export type Format = 'table' | 'json' | 'csv';

const ratesOf = (io: Io): RateSource => rateFolders(priceFolders(io));

/** Rows of figures in the asked format; the first key is the row's name. */
export function print(
  rows: readonly Readonly<Record<string, string | number | null>>[],
  right: readonly string[],
  format: Format,
  io: Io,
): void {
  if (format === 'json') {
    io.out(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = (row: (typeof rows)[number]) =>
    head.map((key) => (row[key] === null || row[key] === undefined ? '' : String(row[key])));
  if (format === 'csv') {
    const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    io.out(`${[head, ...rows.map(cells)].map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`);
    return;
  }
  const figures = right.map((key) => head.indexOf(key));
  // Names are copied: only the heads wrap.
  const table = newWrappedTable(head, figures, [], io);
  for (const row of rows) table.push(cells(row));
  io.out(`${table.toString()}\n`);
}

export interface ListOptions {
  readonly provider?: Provider;
  readonly service?: string;
  readonly region?: string;
  readonly format: Format;
}

export function listCommand({ provider, service, region, format }: ListOptions, io: Io): number {
  const rates = ratesOf(io);
  const providers = provider ? [provider] : PROVIDERS;
  const rows: Record<string, string | number>[] = [];
  if (service !== undefined && region !== undefined) {
    for (const one of providers) {
      if (service === 'compute')
        for (const price of rates.instancePrices(one, region)) rows.push(...instanceRows(one, region, price));
      else for (const rate of ratesIn(rates, one, service, region)) rows.push(...rateRows(rate));
    }
    if (rows.length === 0)
      throw new UsageError(
        `no prices of ${service} in ${region} (quoin prices list --service ${service} shows the regions)`,
      );
    print(rows, ['from', 'price'], format, io);
    return 0;
  }
  for (const one of providers) {
    for (const name of ['compute', ...rates.services(one)]) {
      if (service !== undefined && name !== service) continue;
      const regions = rates.regionsOf(one, name);
      if (region !== undefined) {
        if (!regions.includes(region)) continue;
        rows.push({
          provider: one,
          service: name,
          region,
          meters: name === 'compute' ? rates.instancePrices(one, region).length : rates.rates(one, name, region).length,
        });
      } else if (service !== undefined) {
        for (const place of regions)
          rows.push({
            provider: one,
            service: name,
            region: place,
            meters: name === 'compute' ? rates.instancePrices(one, place).length : rates.rates(one, name, place).length,
          });
      } else rows.push({ provider: one, service: name, regions: regions.length });
    }
  }
  if (rows.length === 0) {
    const known = [...new Set(providers.flatMap((one) => rates.services(one)))];
    const meant = service === undefined ? undefined : didYouMean(service, known);
    throw new UsageError(
      service === undefined
        ? `no prices in ${region}`
        : `no prices of ${service}${meant ? ` (did you mean ${meant}?)` : ''}`,
    );
  }
  print(rows, ['regions', 'meters'], format, io);
  return 0;
}

/** The meters of a region: those of its own table, and what is sold at one price everywhere. */
function ratesIn(rates: RateSource, provider: Provider, service: string, region: string): readonly Rate[] {
  const own = rates.rates(provider, service, region);
  const meters = new Set(own.map(({ meter }) => meter));
  const everywhere = rates
    .rates(provider, service, 'global')
    .filter(({ meter }) => !meters.has(meter) && rates.rate(provider, service, region, meter) !== undefined);
  return [...own, ...everywhere];
}

function rateRows(rate: Rate): Record<string, string>[] {
  const place = { provider: rate.provider, service: rate.service, region: rate.region, meter: rate.meter };
  const free = rate.free === undefined ? '' : `first ${rate.free} free on request`;
  if (rate.tiers.length === 0)
    return [{ ...place, from: '0', price: '0', unit: rate.unit, as_of: '', source: '', note: free }];
  return rate.tiers.map((tier, index) => ({
    ...place,
    from: tier.from,
    price: tier.price,
    unit: rate.unit,
    as_of: tier.asOf,
    source: tier.source,
    note: [index === 0 ? free : '', tier.note ?? ''].filter((note) => note !== '').join('; '),
    ...listed(tier),
  }));
}

export interface ShowOptions {
  readonly provider?: Provider;
  readonly region?: string;
  readonly format: Format;
}

export function showCommand(what: readonly string[], { provider, region, format }: ShowOptions, io: Io): number {
  const rates = ratesOf(io);
  const rows: Record<string, string>[] = [];
  const [first = '', ...rest] = what;
  for (const one of provider ? [provider] : PROVIDERS) {
    const place = region ?? HOME_REGIONS[one];
    if (rest.length === 0) {
      const price = rates.instancePrice(one, place, first);
      if (price) rows.push(...instanceRows(one, place, price));
    }
    const service = rest.length === 0 ? undefined : first;
    for (const name of service === undefined ? (rates.services(one).includes(first) ? [first] : []) : [service]) {
      // A service's tables are by region, or for the whole world.
      for (const table of [place, 'global']) {
        for (const rate of rates.rates(one, name, table)) {
          if (service === undefined || rate.meter === rest.join(' ')) rows.push(...rateRows(rate));
        }
      }
    }
  }
  if (rows.length === 0) {
    const names = PROVIDERS.flatMap((one) =>
      rates.instancePrices(one, region ?? HOME_REGIONS[one]).map((price) => price.instance),
    );
    const meant = rest.length === 0 ? didYouMean(first, names) : undefined;
    throw new UsageError(
      `no price of ${what.join(' ')}${region ? ` in ${region}` : ''}${meant ? ` (did you mean ${meant}?)` : ' (quoin prices list shows what there is)'}`,
    );
  }
  print(rows, ['from', 'price'], format, io);
  return 0;
}

/** Every way in which an instance type is sold; a payment is named where the price differs by it. */
const instanceRows = (provider: Provider, region: string, price: InstancePrice) => {
  const ways = PURCHASES.filter((purchase) => {
    const { payment } = wayOf(purchase);
    return payment === undefined || (provider === 'aws' && price.payments?.[payment] !== undefined);
  }).map((purchase) => [`linux ${purchase}`, priceOf(provider, price, 'linux', purchase)] as const);
  return [...ways, ['windows on-demand', price.windowsOnDemand] as const].flatMap(([label, row]) =>
    row ? [priceRow(provider, region, `${price.instance} ${label}`, price.currency, row)] : [],
  );
};

function priceRow(
  provider: string,
  region: string,
  meter: string,
  currency: string,
  row: PriceRow,
): Record<string, string> {
  return {
    provider,
    service: 'compute',
    region,
    meter,
    from: '0',
    price: row.price,
    unit: `${currency === 'USD' ? '' : `${currency} `}hour`,
    as_of: row.asOf,
    source: row.source,
    note: row.note ?? '',
    ...listed(row),
  };
}

/** Since when a price holds and what the provider calls it, where its list says so. */
const listed = ({ effective, sku }: { readonly effective?: string; readonly sku?: string }): Record<string, string> =>
  effective === undefined ? {} : { effective, sku: sku ?? '' };

export interface SearchOptions {
  readonly vcpu: string;
  readonly memory?: string;
  readonly arch?: 'x86_64' | 'arm64';
  readonly provider?: Provider;
  readonly regions?: string;
  readonly purchase: Purchase;
  readonly os: 'linux' | 'windows';
  readonly burstable: boolean;
  readonly sort: 'price' | 'coremark';
  readonly limit: string;
  readonly format: Format;
}

interface Found {
  readonly provider: Provider;
  readonly region: string;
  readonly spec: InstanceSpec;
  readonly price: PriceRow;
  readonly currency: string;
}

export function searchCommand(text: string | undefined, options: SearchOptions, io: Io): number {
  const rates = ratesOf(io);
  const [, least = '', more] = /^(\d+(?:\.\d+)?)(\+?)$/.exec(options.vcpu) ?? [];
  if (least === '') throw new UsageError(`--vcpu ${options.vcpu}: write a number, such as 4 or 4+`);
  const vcpu = Number(least);
  const memoryGib = options.memory === undefined ? 0 : memoryOf(options.memory);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`--limit ${options.limit}: write a whole number of at least 1`);
  const found: Found[] = [];
  for (const { provider, region } of placesOf(options, rates)) {
    for (const price of rates.instancePrices(provider, region)) {
      const spec = rates.instance(provider, price.instance);
      const row = priceOf(provider, price, options.os, options.purchase);
      if (!spec || !row) continue;
      if (spec.vcpu === undefined || (more === '+' ? spec.vcpu < vcpu : spec.vcpu !== vcpu)) continue;
      if (memoryGib > 0 && (spec.memoryGib === undefined || spec.memoryGib < memoryGib)) continue;
      if (options.arch && spec.arch !== options.arch) continue;
      if (!options.burstable && spec.burstable) continue;
      if (text !== undefined && !price.instance.toLowerCase().includes(text.toLowerCase())) continue;
      found.push({ provider, region, spec, price: row, currency: price.currency });
    }
  }
  if (found.length === 0) throw new UsageError('no instance type has all of that (ask for less, or for other regions)');
  const perCoremark = ({ price, spec }: Found) =>
    spec.coremark === undefined ? Number.POSITIVE_INFINITY : Number(price.price) / spec.coremark;
  const key = options.sort === 'coremark' ? perCoremark : (one: Found) => Number(one.price.price);
  found.sort(
    (a, b) =>
      // Prices in different currencies do not compare; dollars come first.
      Number(a.currency !== 'USD') - Number(b.currency !== 'USD') ||
      compareText(a.currency, b.currency) ||
      key(a) - key(b) ||
      compareText(a.provider, b.provider) ||
      compareText(a.region, b.region) ||
      compareText(a.spec.instance, b.spec.instance),
  );
  const rows = found.slice(0, limit).map((one) => ({
    instance: one.spec.instance,
    provider: one.provider,
    region: one.region,
    vcpu: one.spec.vcpu ?? null,
    memory_gb: one.spec.memoryGib ?? null,
    arch: one.spec.arch ?? null,
    [`${one.currency === 'USD' ? 'usd' : one.currency.toLowerCase()}_per_hour`]: one.price.price,
    usd_per_month: one.currency === 'USD' ? (Number(one.price.price) * 730).toFixed(2) : null,
    coremark: one.spec.coremark ?? null,
    usd_hour_per_million_coremark:
      one.spec.coremark === undefined || one.currency !== 'USD'
        ? null
        : ((Number(one.price.price) / one.spec.coremark) * 1e6).toFixed(4),
    as_of: one.price.asOf,
  }));
  print(
    rows,
    ['vcpu', 'memory_gb', 'usd_per_hour', 'usd_per_month', 'coremark', 'usd_hour_per_million_coremark'],
    options.format,
    io,
  );
  if (options.format === 'table' && !io.quiet) {
    if (found.length > limit) io.err(`${found.length - limit} more; --limit shows them\n`);
    if (new Set(found.map((one) => one.provider)).size > 1)
      io.err(
        'CoreMark scores of two providers come from different compilers and years: compare them within one provider\n',
      );
  }
  return 0;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function memoryOf(text: string): number {
  const parsed = parseQuantity('size', text);
  if (!parsed.ok) throw new UsageError(`--memory ${text}: ${parsed.problem} (${parsed.fix})`);
  return parsed.quantity.value / GIB;
}

/** Regions asked for with the provider that has them; the home regions where none are named. */
function placesOf({ regions, provider }: SearchOptions, rates: RateSource): { provider: Provider; region: string }[] {
  const providers = provider ? [provider] : PROVIDERS;
  if (regions === undefined) return providers.map((one) => ({ provider: one, region: HOME_REGIONS[one] }));
  const places: { provider: Provider; region: string }[] = [];
  const names = regions
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  for (const name of new Set(names)) {
    const owners = providers.filter((one) => rates.regionsOf(one, 'compute').includes(name));
    if (owners.length === 0) {
      const meant = didYouMean(
        name,
        providers.flatMap((one) => rates.regionsOf(one, 'compute')),
      );
      throw new UsageError(`--regions: no prices of instances in ${name}${meant ? ` (did you mean ${meant}?)` : ''}`);
    }
    places.push(...owners.map((one) => ({ provider: one, region: name })));
  }
  return places;
}
