/**
 * Lists of Google's: pages of the Cloud Billing Catalog.
 *
 * @see https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list (read 2026-11)
 */
import type { InstanceSpec } from '../../billing/rate-table.ts';
import type { Collector } from '../collector.ts';
import { times } from '../decimal.ts';
import { ListError, parsedPage, type ListSource } from '../official.ts';
import type { GcpService, Meter, Sku } from './meters.ts';
import { Machines } from './machines.ts';

/** What a unit of Quoin's may be written as, and what the price is multiplied by. */
const UNITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hour: { h: '1' },
  'vcpu-hour': { h: '1' },
  'vm-hour': { h: '1' },
  // A gibibyte is more than a gigabyte.
  'gib-hour': { 'GiBy.h': '1', 'GBy.h': '1.073741824' },
  'gib-month': { 'GiBy.mo': '1', 'GBy.mo': '1.073741824' },
  gib: { GiBy: '1', GBy: '1.073741824' },
  tib: { TiBy: '1' },
  'gib-second': { 'GiBy.s': '1' },
  'gb-second': { 'GiBy.s': '1' },
  'ghz-second': { s: '1' },
  'vcpu-second': { s: '1' },
  'iops-month': { mo: '1' },
  'mibps-month': { mo: '1' },
  'zone-month': { mo: '1' },
  invocation: { count: '1' },
  operation: { count: '1' },
  query: { count: '1' },
  request: { count: '1' },
};

export interface GcpListOptions {
  readonly service: GcpService;
  readonly regions: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly specs: readonly InstanceSpec[];
  readonly address: string;
  readonly today: string;
  readonly collector: Collector;
}

/** SKUs of a page as the API wraps them, or of a file of all pages joined; the token of the next page. */
export function pageOf(text: string): { readonly skus: readonly Sku[]; readonly next: string | undefined } {
  const page = parsedPage(text);
  const skus: unknown = Array.isArray(page) ? page : (page as { skus?: unknown } | null)?.skus;
  if (!Array.isArray(skus)) throw new ListError('the list has changed: it has no skus');
  for (const sku of skus as Partial<Sku>[])
    if (
      typeof sku?.skuId !== 'string' ||
      typeof sku.description !== 'string' ||
      !Array.isArray(sku.serviceRegions) ||
      !Array.isArray(sku.pricingInfo) ||
      typeof sku.category !== 'object'
    )
      throw new ListError(
        'the list has changed: a SKU has no skuId, description, category, serviceRegions or pricingInfo',
      );
  const next = Array.isArray(page) ? undefined : (page as { nextPageToken?: unknown }).nextPageToken;
  return { skus: skus as Sku[], next: typeof next === 'string' && next !== '' ? next : undefined };
}

/** Units and billionths of a unit: { units: "2", nanos: 816800000 } → "2.8168". */
function amountOf({ units = '0', nanos = 0 }: { readonly units?: string; readonly nanos?: number }): string {
  if (!/^-?\d+$/.test(units) || !Number.isInteger(nanos))
    throw new ListError(`"${units}" and ${nanos} billionths are no price`);
  const isNegative = units.startsWith('-') || nanos < 0;
  return `${isNegative ? '-' : ''}${units.replace('-', '')}.${String(Math.abs(nanos)).padStart(9, '0')}`;
}

/** Reads SKUs of one service; `end` when all are read. */
export class GcpList {
  readonly #options: GcpListOptions;
  readonly #machines: Machines | undefined;
  readonly source: ListSource;
  #skus = 0;

  constructor(options: GcpListOptions) {
    this.#options = options;
    const { service, address, today, services, regions, specs, collector } = options;
    this.source = { id: `gcp:${service.name.replaceAll(/[^A-Za-z0-9]+/g, '-')}@${today}`, address, published: today };
    if (service.hasInstances && services.has('compute'))
      this.#machines = new Machines({
        regions,
        specs,
        list: this.source,
        collector,
        hourOf: (sku, unit) => this.#flat(sku, unit),
        effectiveOf: (sku) => infoOf(sku)?.effectiveTime.slice(0, 10) ?? '',
      });
  }

  add(skus: readonly Sku[]): void {
    const { service, services, regions } = this.#options;
    for (const sku of skus) {
      this.#skus++;
      this.#machines?.add(sku);
      for (const meter of service.meters(sku)) {
        if (!services.has(meter.service)) continue;
        const places =
          meter.regions ??
          (sku.serviceRegions.includes('global')
            ? [...regions]
            : sku.serviceRegions.filter((region) => regions.has(region)));
        for (const region of places)
          this.#options.collector.attempt(meter.service, region, () => this.#add(sku, meter, region));
      }
    }
  }

  end(): { readonly records: number } {
    if (this.#skus === 0) throw new ListError('the list has no SKUs');
    this.#machines?.finish();
    return { records: this.#skus };
  }

  /** The one price of a SKU that has no steps. */
  #flat(sku: Sku, unit: 'hour' | 'gib-hour'): string {
    const [rate] = infoOf(sku)?.pricingExpression.tieredRates ?? [];
    if (!rate) throw new ListError(`${sku.skuId} has no price`);
    return times(amountOf(rate.unitPrice), factorOf(sku, unit));
  }

  #add(sku: Sku, { regions: _regions, from, to, ...meter }: Meter, region: string): void {
    const info = infoOf(sku);
    const factor = factorOf(sku, meter.unit);
    for (const rate of info?.pricingExpression.tieredRates ?? [])
      this.#options.collector.rate({
        ...meter,
        region,
        from: from ?? String(rate.startUsageAmount ?? 0),
        to,
        factor,
        sku: sku.skuId,
        rateCode: sku.skuId,
        effective: info!.effectiveTime,
        currency: rate.unitPrice.currencyCode,
        price: amountOf(rate.unitPrice),
        list: this.source,
      });
  }
}

/** The newest prices of a SKU: the catalogue has them in the order of their dates. */
const infoOf = (sku: Sku) => sku.pricingInfo.at(-1);

function factorOf(sku: Sku, unit: string): string {
  const listed = infoOf(sku)?.pricingExpression.usageUnit ?? '';
  const factor = UNITS[unit]?.[listed];
  if (factor === undefined)
    throw new ListError(
      `${sku.skuId} (${sku.description}) is by "${listed}", an unknown unit, where ${unit} is expected`,
    );
  return factor;
}
