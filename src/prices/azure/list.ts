/**
 * Lists of Azure's: pages of the Retail Prices API.
 *
 * @see https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices (read 2026-11)
 */
import type { Collector } from '../collector.ts';
import { over, plain } from '../decimal.ts';
import { AbsentError, ListError, parsedPage, type ListSource, type Way } from '../official.ts';
import { unitText, type AzureService, type Item, type Meter } from './meters.ts';

const HOURS_A_YEAR = 8760;

/** What a unit may be written as, without its number. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  hour: ['hour', '/hour', 'hours'],
  'vcore-hour': ['hour', '/hour'],
  'cu-hour': ['hour', '/hour'],
  'gib-hour': ['gib hour', 'gib/hour', 'hour'],
  'gb-month': ['gb/month'],
  'gib-month': ['gib/month', 'gb/month'],
  'disk-month': ['/month', 'month'],
  'iops-month': ['iops/month', '/month'],
  'item-month': ['/month', ''],
  'zone-month': ['/month', 'month', ''],
  month: ['/month', 'month'],
  gb: ['gb'],
  gib: ['gib'],
  'gb-second': ['gb second'],
  'gib-second': ['gib second'],
  'vcpu-second': ['second'],
  each: [''],
  operation: [''],
  execution: [''],
  request: [''],
  query: ['', '/month'],
};

/** How many of the unit the price is for: "10K" is 10,000. */
function countOf(unitOfMeasure: string): string {
  const [, digits = '1', scale = ''] = /^(\d+)(K|M)?(?![a-z])/.exec(unitOfMeasure) ?? [];
  return `${digits}${{ '': '', K: '000', M: '000000' }[scale]}`;
}

const REQUIRED = [
  'retailPrice',
  'armRegionName',
  'effectiveStartDate',
  'meterName',
  'skuName',
  'productName',
  'serviceName',
  'unitOfMeasure',
  'type',
] as const;

export interface AzureListOptions {
  /** Azure's name of the service, and what it is. */
  readonly name: string;
  readonly service: AzureService;
  /** Quoin's names of the tables, by the place that items name. */
  readonly places: ReadonlyMap<string, string>;
  readonly services: ReadonlySet<string>;
  readonly address: string;
  /** The day it is read: the API has no date of its own. */
  readonly today: string;
  readonly collector: Collector;
}

/** The items of a page as the API wraps them; its own address of the next page where there is one. */
export function pageOf(text: string): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const page = parsedPage(text);
  const { Items: items, NextPageLink: next } = (page ?? {}) as { Items?: unknown; NextPageLink?: unknown };
  if (!Array.isArray(items)) throw new ListError('the list has changed: it has no Items');
  for (const item of items as Record<string, unknown>[]) {
    const missing = REQUIRED.filter((name) => typeof item !== 'object' || item === null || item[name] === undefined);
    if (missing.length > 0) throw new ListError(`the list has changed: an item has no ${missing.join(', ')}`);
  }
  return { items: items as Item[], next: typeof next === 'string' && next !== '' ? next : undefined };
}

/** Reads items of one service, page by page; `end` when all are read. */
export class AzureList {
  readonly #options: AzureListOptions;
  readonly source: ListSource;
  #items = 0;

  constructor(options: AzureListOptions) {
    this.#options = options;
    const { name, address, today } = options;
    this.source = { id: `azure:${name.replaceAll(' ', '-')}@${today}`, address, published: today };
  }

  add(items: readonly Item[]): void {
    for (const item of items) {
      this.#items++;
      if (item.serviceName !== this.#options.name) continue;
      const region = this.#options.places.get(item.armRegionName);
      if (region === undefined || this.#isPast(item)) continue;
      if (this.#options.service.hasInstances)
        this.#options.collector.attempt('compute', region, () => this.#instance(item, region));
      else this.#rate(item, region);
    }
  }

  end(): { readonly records: number } {
    if (this.#items === 0) throw new AbsentError('Azure lists nothing of it there');
    return { records: this.#items };
  }

  #isPast({ effectiveEndDate, effectiveStartDate }: Item): boolean {
    const { today } = this.#options;
    return (
      (effectiveEndDate !== undefined && effectiveEndDate.slice(0, 10) <= today) ||
      effectiveStartDate.slice(0, 10) > today
    );
  }

  #rate(item: Item, region: string): void {
    const { service, services, collector } = this.#options;
    // Prices for tests, for reservations and of capacity that may be taken away are others'.
    if (item.type !== 'Consumption') return;
    const meter = service.meter(item);
    if (meter === undefined || !services.has(meter.service)) return;
    collector.attempt(meter.service, region, () => this.#step(item, meter, region));
  }

  #step(item: Item, { perDay, ...meter }: Meter, region: string): void {
    const text = unitText(item.unitOfMeasure);
    const fits = perDay ? text === '/day' : SPELLINGS[meter.unit]?.includes(text);
    if (!fits)
      throw new ListError(
        `${item.meterName} is by "${item.unitOfMeasure}", an unknown unit, where ${meter.unit} is expected`,
      );
    const count = countOf(item.unitOfMeasure);
    this.#options.collector.rate({
      ...meter,
      region,
      from: String(item.tierMinimumUnits ?? 0),
      boundFactor: count,
      divisor: perDay ? `${24 * Number(count)}` : count,
      sku: item.skuId ?? '',
      rateCode: item.meterId ?? '',
      // The same meter stands in several regions, of which one is its own.
      rank: (meter.rank ?? 0) * 2 + (item.isPrimaryMeterRegion === false ? 1 : 0),
      ladder: `${item.skuId}/${item.meterId}`,
      effective: item.effectiveStartDate,
      currency: item.currencyCode,
      price: String(item.retailPrice),
      list: this.source,
    });
  }

  #instance(item: Item, region: string): void {
    const { productName, skuName, armSkuName = '', type } = item;
    if (!/^Standard_/i.test(armSkuName) || /Cloud Services|Dedicated Host|Promo/i.test(`${productName} ${skuName}`))
      return;
    if (/Low Priority/i.test(skuName)) return;
    const isWindows = /Windows/.test(productName);
    const isSpot = /\bSpot$/.test(skuName);
    if (type === 'Reservation') {
      const years = { '1 Year': 1, '3 Years': 3 }[item.reservationTerm ?? ''];
      if (years === undefined || isWindows) return;
      if (unitText(item.unitOfMeasure) !== 'hour')
        throw new ListError(`the reservation ${skuName} is by "${item.unitOfMeasure}"`);
      // The price is of the whole term, whatever the unit says.
      const price = over(plain(String(item.retailPrice)), String(years * HOURS_A_YEAR));
      this.#add(item, region, years === 1 ? 'linux_1y' : 'linux_3y', price);
      return;
    }
    if (type !== 'Consumption' || (isWindows && isSpot)) return;
    if (unitText(item.unitOfMeasure) !== 'hour' || countOf(item.unitOfMeasure) !== '1')
      throw new ListError(`${skuName} is by "${item.unitOfMeasure}", an unknown unit, where hour is expected`);
    this.#add(
      item,
      region,
      isWindows ? 'windows_ondemand' : isSpot ? 'linux_spot' : 'linux_ondemand',
      String(item.retailPrice),
    );
    if (isWindows || isSpot) return;
    for (const { term, retailPrice } of item.savingsPlan ?? []) {
      const way: Way | undefined = term === '1 Year' ? 'linux_sp_1y' : term === '3 Years' ? 'linux_sp_3y' : undefined;
      if (way !== undefined) this.#add(item, region, way, String(retailPrice));
    }
  }

  #add(item: Item, region: string, way: Way, price: string): void {
    this.#options.collector.instance({
      region,
      instance: (item.armSkuName ?? '').replaceAll(' ', '_'),
      way,
      sku: item.skuId,
      rateCode: item.meterId,
      effective: item.effectiveStartDate,
      currency: item.currencyCode,
      price,
      rank: item.isPrimaryMeterRegion === false ? 1 : 0,
      list: this.source,
    });
  }
}
