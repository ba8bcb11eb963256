/**
 * Savings Plans: what an hour of an instance costs under one, in a list of its own.
 *
 * Quoin holds those for Linux: of compute, which count for instances of any family and region, without anything up
 * front in the table of instances, and the others, those for one family in one region among them, as meters of
 * `compute-commitments`.
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/sp-offer-file.html (read 2026-11)
 */
import type { Collector } from '../collector.ts';
import { CsvReader, type CsvRecord } from '../csv.ts';
import { ListError, type ListSource } from '../official.ts';
import { COMPUTE_COMMITMENTS, withoutRegion } from './offers.ts';
import { unitFactor } from './units.ts';

export const SAVINGS_PLANS = '/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json';

const COLUMNS = [
  'RateCode',
  'Unit',
  'EffectiveDate',
  'DiscountedRate',
  'Currency',
  'DiscountedSKU',
  'DiscountedServiceCode',
  'DiscountedUsageType',
  'DiscountedOperation',
  'PurchaseOption',
  'LeaseContractLength',
  'DiscountedRegionCode',
  'Product Family',
] as const;
const MOST_METADATA = 20;

/** What stands behind the name of a plan: nothing where nothing is paid up front, as plans are usually quoted. */
const PAYMENTS: Readonly<Record<string, string>> = {
  'No Upfront': '',
  'Partial Upfront': '-partial-upfront',
  'All Upfront': '-all-upfront',
};

/** Reads one list; `push` bytes, then `end`. */
export class SavingsPlans {
  readonly #csv: CsvReader;
  #columns: Map<string, number> | undefined;
  #width = 0;
  #rows = 0;
  #version = '';
  #published: string;
  #source: ListSource | undefined;

  constructor(region: string, address: string, today: string, collector: Collector) {
    this.#published = today;
    let metadata = 0;
    this.#csv = new CsvReader((record) => {
      if (this.#columns !== undefined) {
        this.#read(record, region, collector);
        return;
      }
      const name = record.cell(0).trim();
      if (name === 'Version') this.#version = record.cell(1);
      if (name === 'Publication Date') this.#published = record.cell(1).slice(0, 10);
      if (name === 'SKU') this.#head(record, address);
      else if (++metadata > MOST_METADATA)
        throw new ListError('it is no list of savings plans: there is no header that begins with SKU');
    });
  }

  push(chunk: Buffer): void {
    this.#csv.push(chunk);
  }

  end(): void {
    const { endsWithLineBreak } = this.#csv.end();
    if (this.#rows === 0) throw new ListError('the list of savings plans has no rows');
    if (!endsWithLineBreak) throw new ListError('the list of savings plans breaks off: its last line does not end');
  }

  #head(record: CsvRecord, address: string): void {
    const names = Array.from({ length: record.length }, (_, index) => record.cell(index).trim());
    const missing = COLUMNS.filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new ListError(`the list of savings plans has changed: it has no column ${missing.join(', ')}`);
    this.#columns = new Map(names.map((name, index) => [name, index]));
    this.#width = names.length;
    this.#source = { id: `aws:AWSComputeSavingsPlan@${this.#version}`, address, published: this.#published };
  }

  #read(record: CsvRecord, region: string, collector: Collector): void {
    if (record.length !== this.#width)
      throw new ListError(
        `row ${this.#rows + 1} of the savings plans has ${record.length} cells where the header has ${this.#width}`,
      );
    this.#rows++;
    const cell = (name: (typeof COLUMNS)[number]) => record.cell(this.#columns!.get(name)!);
    if (cell('DiscountedServiceCode') !== 'AmazonEC2' || cell('DiscountedOperation') !== 'RunInstances') return;
    if (cell('DiscountedRegionCode') !== region) return;
    const instance = /^BoxUsage:(.+)$/.exec(withoutRegion(cell('DiscountedUsageType')))?.[1];
    const years = cell('LeaseContractLength');
    const payment = Object.hasOwn(PAYMENTS, cell('PurchaseOption')) ? PAYMENTS[cell('PurchaseOption')] : undefined;
    if (instance === undefined || payment === undefined || (years !== '1' && years !== '3')) return;
    // Plans for one family of machines stand in the same list.
    const plan = /^EC2InstanceSavingsPlans$/i.test(cell('Product Family')) ? '-instance' : '';
    const way = plan === '' && payment === '' ? ({ 1: 'linux_sp_1y', 3: 'linux_sp_3y' } as const)[years] : undefined;
    const service = way === undefined ? COMPUTE_COMMITMENTS : 'compute';
    collector.attempt(service, region, () => {
      const sku = cell('DiscountedSKU');
      unitFactor(cell('Unit'), 'hour', sku);
      const row = {
        region,
        sku,
        rateCode: cell('RateCode'),
        effective: cell('EffectiveDate'),
        currency: cell('Currency'),
        price: cell('DiscountedRate'),
        list: this.#source!,
      };
      if (way !== undefined) collector.instance({ ...row, instance, way });
      else
        collector.rate({
          ...row,
          service,
          meter: `${instance} savings-${years}y${plan}${payment}`,
          unit: 'hour',
          from: '0',
        });
    });
  }
}
