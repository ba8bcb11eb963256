/**
 * A list of AWS's: the CSV file of one offer in one region, as the price list's bulk files have it.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 *   (read 2026-11)
 */
import { CsvReader, type CsvRecord } from '../csv.ts';
import type { Collector } from '../collector.ts';
import { isZero, over, plain, plus } from '../decimal.ts';
import { ListError, type ListSource, type Way } from '../official.ts';
import { COMPUTE_COMMITMENTS, withoutRegion, type Cells, type Meter, type Offer } from './offers.ts';
import { unitFactor } from './units.ts';

/** Columns that every list has; the spelling of some differs in its capitals. */
const COLUMNS = [
  'SKU',
  'OfferTermCode',
  'RateCode',
  'TermType',
  'EffectiveDate',
  'StartingRange',
  'EndingRange',
  'Unit',
  'PricePerUnit',
  'Currency',
  'usageType',
];
/** Lines of metadata before the header: five, and what comes. */
const MOST_METADATA = 20;
const HOURS_A_YEAR = 8760;
const OPEN = 'Inf';

export interface AwsListOptions {
  /** Code of the offer, which the list must be of. */
  readonly code: string;
  readonly offer: Offer;
  readonly region: string;
  readonly address: string;
  /** Services whose tables are wanted. */
  readonly services: ReadonlySet<string>;
  /** The day, where the list does not say when it was published. */
  readonly today: string;
  readonly collector: Collector;
}

/** What a reservation is of: an instance in a column of its own, or a meter of a service. */
type Reserved = { readonly instance: string; readonly way: Way } | { readonly service: string; readonly meter: string };

interface Reservation {
  readonly years: number;
  readonly isInPart: boolean;
  readonly of: Reserved;
  readonly row: {
    readonly sku: string;
    readonly rateCode: string;
    readonly effective: string;
    readonly currency: string;
  };
  fee?: string;
  hour?: string;
}

interface Interregional {
  readonly price: string;
  readonly destination: string;
  readonly sku: string;
  readonly rateCode: string;
  readonly effective: string;
  readonly currency: string;
}

/** Reads one list; `push` bytes, then `end`. */
export class AwsList {
  readonly #options: AwsListOptions;
  readonly #csv: CsvReader;
  readonly #metadata = new Map<string, string>();
  #header: readonly string[] | undefined;
  #columns = new Map<string, number>();
  #source: ListSource | undefined;
  #records = 0;
  readonly #cells: Cells;
  #record!: CsvRecord;
  /** Ends of what is free, by the SKU that paid rows name under RelatedTo. */
  readonly #free = new Map<string, string>();
  readonly #reservations = new Map<string, Reservation>();
  readonly #interregional: Interregional[] = [];

  constructor(options: AwsListOptions) {
    this.#options = options;
    this.#csv = new CsvReader((record) => this.#read(record));
    this.#cells = (column) => this.#record.cell(this.#columns.get(column.toLowerCase()) ?? -1);
  }

  push(chunk: Buffer): void {
    this.#csv.push(chunk);
  }

  /** @throws ListError where the list is not whole */
  end(): { readonly records: number; readonly source: ListSource } {
    const { endsWithLineBreak } = this.#csv.end();
    if (this.#source === undefined)
      throw new ListError(this.#metadata.size === 0 ? 'the file is empty' : 'the list has no header');
    if (this.#records === 0) throw new ListError('the list has no rows');
    // A list that was cut off inside its last cell looks like a whole one, but for the line break.
    if (!endsWithLineBreak) throw new ListError('the list breaks off: its last line does not end');
    this.#finishReservations();
    this.#finishInterregional();
    return { records: this.#records, source: this.#source };
  }

  #read(record: CsvRecord): void {
    this.#record = record;
    if (this.#header === undefined) {
      this.#readHead(record);
      return;
    }
    if (record.length !== this.#header.length)
      throw new ListError(
        `row ${this.#records + 1} has ${record.length} cells where the header has ${this.#header.length}`,
      );
    this.#records++;
    this.#readRow();
  }

  #readHead(record: CsvRecord): void {
    const first = record.cell(0).trim();
    if (this.#metadata.size === 0 && /^\s*</.test(first)) throw new ListError('it is a page of HTML, not a price list');
    if (first.toUpperCase() !== 'SKU') {
      if (this.#metadata.size >= MOST_METADATA)
        throw new ListError('it is no price list: there is no header that begins with SKU');
      this.#metadata.set(first.toLowerCase().replaceAll(' ', ''), record.cell(1).trim());
      return;
    }
    const header = Array.from({ length: record.length }, (_, index) => record.cell(index).trim());
    this.#header = header;
    this.#columns = new Map(header.map((name, index) => [name.toLowerCase(), index]));
    const { code, offer, address, today } = this.#options;
    const missing = [...COLUMNS, ...(offer.columns ?? [])].filter((name) => !this.#columns.has(name.toLowerCase()));
    if (missing.length > 0) throw new ListError(`the list has changed: it has no column ${missing.join(', ')}`);
    const listed = this.#metadata.get('offercode');
    if (listed !== undefined && listed !== code) throw new ListError(`it is the list of ${listed}, not of ${code}`);
    const published = /^\d{4}-\d\d-\d\d/.exec(this.#metadata.get('publicationdate') ?? '')?.[0];
    const version = this.#metadata.get('version') ?? '';
    this.#source = { id: `aws:${code}${version === '' ? '' : `@${version}`}`, address, published: published ?? today };
  }

  #readRow(): void {
    const { offer, region, services, collector } = this.#options;
    const cells = this.#cells;
    const usage = cells('usageType');
    if (usage.startsWith('Global')) this.#noteFree(cells);
    const type = cells('TermType');
    if (offer.hasInstances && services.has('compute') && /(?:^|-)BoxUsage(?::|$)/.test(usage)) {
      collector.attempt('compute', region, () => this.#readInstance(type));
      return;
    }
    if (type === 'Reserved' && offer.isReserved) {
      const node = offer.meter(withoutRegion(usage), cells);
      if (node && services.has(node.service))
        collector.attempt(node.service, region, () => this.#readReservedNode(node));
      return;
    }
    if (type !== 'OnDemand') return;
    if (usage.endsWith('-AWS-Out-Bytes') && services.has('data-transfer')) this.#noteInterregional();
    // Codes before the names of lists of the whole world are those of edges.
    const meter = offer.meter(offer.isGlobal ? usage : withoutRegion(usage), cells);
    if (meter === undefined || !services.has(meter.service)) return;
    // Local zones and wavelength zones are other places than the region.
    const place = cells('Location Type');
    if (place !== '' && place !== 'AWS Region' && !offer.isGlobal) return;
    this.#addStep(meter);
  }

  #addStep(meter: Meter): void {
    const { collector } = this.#options;
    const cells = this.#cells;
    const region = meter.region ?? this.#options.region;
    const related = cells('RelatedTo');
    const sku = cells('SKU');
    collector.attempt(meter.service, region, () => {
      const starts = cells('StartingRange');
      const ends = cells('EndingRange');
      collector.rate({
        ...meter,
        region,
        from: meter.from ?? (starts === '' ? '0' : starts),
        to: meter.to ?? (ends === OPEN || ends === '' || meter.from !== undefined ? undefined : ends),
        sku,
        rateCode: cells('RateCode'),
        effective: dateOf(cells('EffectiveDate'), sku),
        currency: cells('Currency'),
        price: cells('PricePerUnit'),
        factor: unitFactor(cells('Unit'), meter.unit, sku),
        list: this.#source!,
        // The free row may come after the paid one.
        ...(related === '' ? {} : { freeBelow: () => this.#free.get(related) }),
      });
    });
  }

  #noteFree(cells: Cells): void {
    const ends = cells('EndingRange');
    if (ends === OPEN || ends === '' || !isZero(cells('PricePerUnit'))) return;
    const sku = cells('SKU');
    // Of two free rows of a SKU the larger counts: the smaller is that of new accounts.
    const known = this.#free.get(sku);
    if (known === undefined || Number(ends) > Number(known)) this.#free.set(sku, plain(ends));
  }

  /** An hour of an instance: shared tenancy, as it runs, without software but Linux or Windows. */
  #readInstance(type: string): void {
    const cells = this.#cells;
    const instance = cells('Instance Type');
    if (!cells('Product Family').startsWith('Compute Instance') || instance === '') return;
    if (cells('Tenancy') !== 'Shared' || cells('CapacityStatus') !== 'Used' || cells('Pre Installed S/W') !== 'NA')
      return;
    if (cells('Location Type') !== 'AWS Region' || cells('License Model') !== 'No License required') return;
    const market = cells('MarketOption');
    if (market !== '' && market !== 'OnDemand') return;
    const system = cells('Operating System');
    if (type === 'OnDemand') {
      const way: Way | undefined =
        system === 'Linux' ? 'linux_ondemand' : system === 'Windows' ? 'windows_ondemand' : undefined;
      if (way === undefined) return;
      const sku = cells('SKU');
      unitFactor(cells('Unit'), 'hour', sku);
      this.#options.collector.instance({
        region: this.#options.region,
        instance,
        way,
        sku,
        rateCode: cells('RateCode'),
        effective: dateOf(cells('EffectiveDate'), sku),
        currency: cells('Currency'),
        price: cells('PricePerUnit'),
        list: this.#source!,
      });
    } else if (type === 'Reserved' && system === 'Linux') {
      const reservation = reservationOf(cells);
      if (reservation) this.#noteReservation(reservation, ofInstance(instance, reservation));
    }
  }

  /** A reserved node of a managed service: the meter of the node, and how it is reserved behind it. */
  #readReservedNode({ service, meter, unit }: Meter): void {
    const reservation = unit === 'hour' ? reservationOf(this.#cells) : undefined;
    if (reservation) this.#noteReservation(reservation, { service, meter: `${meter} ${reservation.name}` });
  }

  /** A reservation is two rows: the fee for the whole term, and the hour. */
  #noteReservation({ years, payment }: ReservedBy, of: Reserved): void {
    const cells = this.#cells;
    const sku = cells('SKU');
    const key = `${sku}.${cells('OfferTermCode')}`;
    let known = this.#reservations.get(key);
    const effective = dateOf(cells('EffectiveDate'), sku);
    if (!known) {
      const row = { sku, rateCode: key, effective, currency: cells('Currency') };
      known = { years, isInPart: payment === 'Partial Upfront', of, row };
      // Without its fee a reservation would seem to cost nothing; one without anything up front has none.
      if (payment === 'No Upfront') known.fee = '0';
      this.#reservations.set(key, known);
    }
    if (cells('Unit') === 'Quantity') known.fee = cells('PricePerUnit');
    else {
      unitFactor(cells('Unit'), 'hour', sku);
      known.hour = cells('PricePerUnit');
    }
    if (known.fee === undefined || known.hour === undefined) return;
    this.#reservations.delete(key);
    this.#finishReservation(known);
  }

  /** Those of which one row did not come. */
  #finishReservations(): void {
    for (const one of this.#reservations.values()) this.#finishReservation(one);
  }

  #finishReservation({ years, isInPart, of, row, fee, hour = '0' }: Reservation): void {
    const { collector, region } = this.#options;
    collector.attempt('service' in of ? of.service : 'compute', region, () => {
      if (fee === undefined) return;
      const price = plus(over(plain(fee), String(years * HOURS_A_YEAR)), plain(hour));
      const list = this.#source!;
      if ('instance' in of) {
        collector.instance({ ...row, instance: of.instance, way: of.way, region, price, list });
        return;
      }
      const { service, meter } = of;
      const rate = { ...row, service, region, from: '0', list, isAlone: true } as const;
      collector.rate({ ...rate, meter, unit: 'hour', price });
      // What is paid on day one; the rest of the price is by the hour.
      if (isInPart) collector.rate({ ...rate, meter: `${meter} fee`, unit: 'node', price: fee });
    });
  }

  #noteInterregional(): void {
    const cells = this.#cells;
    const from = cells('From Region Code');
    if (cells('Transfer Type') !== 'InterRegion Outbound' || (from !== '' && from !== this.#options.region)) return;
    const sku = cells('SKU');
    this.#interregional.push({
      price: cells('PricePerUnit'),
      destination: cells('To Region Code') || cells('To Location'),
      sku,
      rateCode: cells('RateCode'),
      effective: dateOf(cells('EffectiveDate'), sku),
      currency: cells('Currency'),
    });
  }

  /** Most regions cost the same to reach; Quoin has one price for all of them, but for us-east-1 and us-east-2. */
  #finishInterregional(): void {
    const { collector, region } = this.#options;
    collector.attempt('data-transfer', region, () => {
      const isNear = ({ destination }: Interregional) =>
        region.startsWith('us-east-') && /^us-east-\d$/.test(destination);
      for (const [meter, rows] of [
        ['inter-region', this.#interregional.filter((row) => !isNear(row))],
        ['inter-region-us-east', this.#interregional.filter(isNear)],
      ] as const) {
        const prices = new Map<string, Interregional[]>();
        for (const row of rows) {
          const price = plain(row.price);
          prices.set(price, [...(prices.get(price) ?? []), row]);
        }
        const [most] = [...prices].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
        if (!most) continue;
        const [price, [row]] = most;
        const others = rows.length - most[1].length;
        collector.rate({
          service: 'data-transfer',
          region,
          meter,
          unit: 'gb',
          from: '0',
          price,
          sku: row!.sku,
          rateCode: row!.rateCode,
          effective: row!.effective,
          currency: row!.currency,
          list: this.#source!,
          ...(others > 0 ? { note: `to ${most[1].length} of ${rows.length} places; others differ` } : {}),
        });
      }
    });
  }
}

/**
 * "2026-08-01" and "2026-08-01T00:00:00Z" as they are, "01/08/2026" (day first, as older lists have it) turned round.
 */
function dateOf(text: string, sku: string): string {
  const iso = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  if (iso !== undefined) return iso;
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  if (year === undefined) throw new ListError(`${sku} holds since "${text.slice(0, 40)}", which is no date`);
  return `${year}-${month}-${day}`;
}

/** How a reservation is bound and paid, and what Quoin calls it. */
interface ReservedBy {
  readonly years: number;
  readonly payment: string;
  readonly isStandard: boolean;
  /** `reserved-1y`, paid all up front, and what stands behind that otherwise. */
  readonly name: string;
}

const PAYMENTS: Readonly<Record<string, string>> = {
  'All Upfront': '',
  'Partial Upfront': '-partial-upfront',
  'No Upfront': '-no-upfront',
};

function reservationOf(cells: Cells): ReservedBy | undefined {
  const payment = cells('PurchaseOption');
  const years = Number(/^([13]) ?yr$/i.exec(cells('LeaseContractLength'))?.[1] ?? 0);
  const offering = cells('OfferingClass').toLowerCase() || 'standard';
  const suffix = Object.hasOwn(PAYMENTS, payment) ? PAYMENTS[payment] : undefined;
  if (years === 0 || suffix === undefined || (offering !== 'standard' && offering !== 'convertible')) return undefined;
  const isStandard = offering === 'standard';
  return { years, payment, isStandard, name: `reserved-${years}y${isStandard ? '' : '-convertible'}${suffix}` };
}

/**
 * Tables of instances have a column for standard reservations all up front; the others are meters of a service of their
 * own.
 */
function ofInstance(instance: string, { years, payment, isStandard, name }: ReservedBy): Reserved {
  return isStandard && payment === 'All Upfront'
    ? { instance, way: years === 1 ? 'linux_1y' : 'linux_3y' }
    : { service: COMPUTE_COMMITMENTS, meter: `${instance} ${name}` };
}
