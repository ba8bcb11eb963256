/**
 * Rows of the lists as they come → whole ladders, table by table.
 *
 * What is wrong with a row is wrong with its table, which is then not made; other tables of the same list are.
 */
import type { Provider } from '../billing/rate-table.ts';
import { compareDecimals, isNegative, isZero, over, plain, times } from './decimal.ts';
import {
  ListError,
  type InstancePrice,
  type ListSource,
  type OfficialPrice,
  type RatePrice,
  type Way,
} from './official.ts';

interface RawOrigin {
  readonly sku: string;
  readonly rateCode: string;
  readonly effective: string;
  readonly list: ListSource;
  readonly currency: string;
  /** As the list writes it. */
  readonly price: string;
  /** Of two SKUs of one name the lower counts; of equal ones they must agree. */
  readonly rank?: number;
}

/** One step of a ladder as the list has it. */
export interface RawStep extends RawOrigin {
  readonly service: string;
  readonly region: string;
  readonly meter: string;
  readonly unit: string;
  /**
   * What the list's price is multiplied by to be of one unit, and its bounds divided; a decimal, "1" where left out.
   */
  readonly factor?: string;
  readonly boundFactor?: string;
  /** What it is divided by where the quotient does not end. */
  readonly divisor?: string;
  /** Steps that several SKUs share between them are one ladder under a name of theirs. */
  readonly ladder?: string;
  /** The SKU has no other step. */
  readonly isAlone?: true;
  readonly from: string;
  /** Undefined: open, or up to the next. */
  readonly to?: string | undefined;
  /** What a first step of price zero is: an allowance of the account, included, or nothing that lasts (dropped). */
  readonly freeIs?: 'allowance' | 'included' | 'dropped';
  /** What is below a first step that begins above zero. */
  readonly below?: 'allowance' | 'included';
  /** The first units are free by another row of the list. */
  readonly freeBelow?: () => string | undefined;
  /** Why a price of zero is one. */
  readonly zero?: string;
  readonly note?: string;
  /** Nothing is charged beyond the last step. */
  readonly capped?: true;
}

export interface RawInstance extends RawOrigin {
  readonly region: string;
  readonly instance: string;
  readonly way: Way;
}

/** What became of one table. */
export interface Collected {
  readonly provider: Provider;
  readonly service: string;
  readonly region: string;
  readonly prices: readonly OfficialPrice[];
  /** Why it is not to be made. */
  readonly error?: string;
  /** Meters that were left out, and why. */
  readonly remarks: readonly string[];
}

interface Book {
  readonly service: string;
  readonly region: string;
  readonly steps: Map<string, Map<string, RawStep[]>>;
  readonly instances: Map<string, RawInstance[]>;
  error?: string;
}

const COMPUTE = 'compute';
const DATE = /^\d{4}-\d\d-\d\d/;

export class Collector {
  readonly #provider: Provider;
  readonly #books = new Map<string, Book>();

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  #book(service: string, region: string): Book {
    const key = `${service}\n${region}`;
    let book = this.#books.get(key);
    if (!book) this.#books.set(key, (book = { service, region, steps: new Map(), instances: new Map() }));
    return book;
  }

  rate(step: RawStep): void {
    const { steps } = this.#book(step.service, step.region);
    let skus = steps.get(step.meter);
    if (!skus) steps.set(step.meter, (skus = new Map()));
    if (step.isAlone) {
      const known = sameAs(step, skus);
      if (known && known.sku <= step.sku) return;
      if (known) skus.delete(known.sku);
    }
    const key = step.ladder ?? step.sku;
    const ladder = skus.get(key);
    if (ladder) ladder.push(step);
    else skus.set(key, [step]);
  }

  instance(price: RawInstance): void {
    const { instances } = this.#book(COMPUTE, price.region);
    const key = `${price.instance}\n${price.way}`;
    const known = instances.get(key);
    if (!known) {
      instances.set(key, [price]);
      return;
    }
    // Of what agrees the first SKU counts: long lists would be held in memory with all of it.
    const same = known.findIndex((one) => isSamePrice(one, price));
    if (same < 0) known.push(price);
    else if (price.sku < known[same]!.sku) known[same] = price;
  }

  /** The table is not to be made; the first reason stays. */
  fail(service: string, region: string, error: string): void {
    this.#book(service, region).error ??= error;
  }

  /** Does something for a table, whose failure is its own. */
  attempt(service: string, region: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      this.fail(service, region, error.message);
    }
  }

  /** All tables, by name. */
  finish(): Collected[] {
    return [...this.#books.values()]
      .sort((a, b) => order(a.service, b.service) || order(a.region, b.region))
      .map((book) => this.#collect(book));
  }

  #collect(book: Book): Collected {
    const name = { provider: this.#provider, service: book.service, region: book.region };
    const prices: OfficialPrice[] = [];
    const remarks: string[] = [];
    if (book.error !== undefined) return { ...name, prices, remarks, error: book.error };
    try {
      for (const [meter, skus] of [...book.steps].sort(([a], [b]) => order(a, b))) {
        const ladders: Rung[][] = [];
        for (const steps of skus.values()) {
          const ladder = ladderOf(meter, steps);
          if (typeof ladder === 'string') remarks.push(ladder);
          else if (ladder.length > 0) ladders.push(ladder);
        }
        const chosen = choose(
          ladders.map((ladder) => ({
            ladder,
            rank: ladder[0]!.rank,
            key: ladderKey(ladder),
            sku: ladder[0]!.price.sku,
          })),
        );
        if (chosen.length > 1)
          remarks.push(
            `${meter} has ${chosen.length} prices (${chosen.map((one) => `${one.sku} ${one.ladder[0]!.price.price}`).join(', ')})`,
          );
        else if (chosen[0]) prices.push(...chosen[0].ladder.map(({ price }) => price));
      }
      for (const [, rows] of [...book.instances].sort(([a], [b]) => order(a, b))) {
        const read = rows.map((row) => ({
          price: instanceOf(row),
          rank: row.rank ?? 0,
          key: plain(row.price),
          sku: row.sku,
        }));
        const chosen = choose(read.filter(({ price }) => !isZero(price.price)));
        if (chosen.length > 1)
          remarks.push(
            `${rows[0]!.instance} (${rows[0]!.way}) has ${chosen.length} prices (${chosen.map((one) => `${one.sku} ${one.price.price}`).join(', ')})`,
          );
        else if (chosen[0]) prices.push(chosen[0].price);
      }
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      return { ...name, prices: [], remarks, error: error.message };
    }
    return { ...name, prices, remarks };
  }
}

const isSamePrice = (one: RawOrigin, other: RawOrigin) =>
  one.price === other.price && one.currency === other.currency && one.rank === other.rank;

/** The step of another SKU that stands alone and says the same. */
function sameAs(step: RawStep, skus: ReadonlyMap<string, readonly RawStep[]>): RawStep | undefined {
  for (const [one] of skus.values())
    if (
      one!.isAlone &&
      one!.sku !== step.sku &&
      isSamePrice(one!, step) &&
      one!.unit === step.unit &&
      one!.from === step.from &&
      one!.factor === step.factor
    )
      return one;
  return undefined;
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Of what bears one name: those of the lowest rank, one for each that differs. */
function choose<One extends { readonly rank: number; readonly key: string; readonly sku: string }>(
  all: readonly One[],
): One[] {
  const lowest = Math.min(...all.map((one) => one.rank));
  const different = new Map<string, One>();
  for (const one of all.filter(({ rank }) => rank === lowest).sort((a, b) => order(a.sku, b.sku)))
    if (!different.has(one.key)) different.set(one.key, one);
  return [...different.values()];
}

function checked({ price, currency, effective, sku }: RawOrigin): string {
  const decimal = plain(price);
  if (isNegative(decimal)) throw new ListError(`the price of ${sku} is negative: ${decimal}`);
  if (currency !== 'USD' && currency !== 'CNY') throw new ListError(`the price of ${sku} is in "${currency}"`);
  if (!DATE.test(effective)) throw new ListError(`${sku} holds since "${effective}", which is no date`);
  return decimal;
}

function instanceOf(row: RawInstance): InstancePrice {
  const { region, instance, way, currency, sku, rateCode, list } = row;
  const price = checked(row);
  return {
    type: 'instance',
    region,
    instance,
    way,
    currency,
    sku,
    rateCode,
    list,
    price,
    effective: row.effective.slice(0, 10),
  };
}

interface Rung {
  readonly price: RatePrice;
  readonly rank: number;
}

const ladderKey = (ladder: readonly Rung[]) =>
  ladder
    .map(({ price }) => `${price.unit} ${price.from} ${price.to ?? ''} ${price.price} ${price.free ?? ''}`)
    .join('\n');

/**
 * The steps of one SKU as a ladder: sorted, without holes, from zero on.
 *
 * @returns nothing where all of it costs nothing and no reason for that is known; a remark where it contradicts itself
 */
function ladderOf(meter: string, steps: readonly RawStep[]): Rung[] | string {
  const [any] = steps;
  const { boundFactor = '1', factor = '1', divisor = '1' } = any!;
  const read = steps.map((step) => ({
    step,
    from: times(plain(step.from), boundFactor),
    to: step.to === undefined ? undefined : times(plain(step.to), boundFactor),
    price: over(times(checked(step), factor), divisor),
  }));
  // The list need not be in order, and a step that begins where another does follows it there.
  read.sort((a, b) => compareDecimals(a.from, b.from));
  const rungs: (typeof read)[number][] = [];
  for (const one of read) {
    const last = rungs.at(-1);
    if (last !== undefined && compareDecimals(last.from, one.from) === 0) {
      // Which of them counts is nowhere said.
      if (last.price !== one.price || last.to !== one.to)
        return `${meter} has two prices from ${one.from} on (${one.step.sku}: ${last.price} and ${one.price})`;
      continue;
    }
    rungs.push(one);
  }
  if (rungs.every(({ price }) => isZero(price)) && any!.zero === undefined) return [];

  const free = any!.freeBelow?.();
  const result: Rung[] = [];
  const add = (
    one: (typeof read)[number],
    from: string,
    to: string | undefined,
    price: string,
    kind?: 'allowance' | 'included',
  ) => {
    const { step } = one;
    const note = isZero(price) && kind === undefined ? (step.zero ?? 'published as zero') : step.note;
    result.push({
      rank: step.rank ?? 0,
      price: {
        type: 'rate',
        service: step.service,
        region: step.region,
        meter,
        unit: step.unit,
        currency: step.currency,
        from,
        to,
        price,
        ...(kind === undefined ? {} : { free: kind }),
        ...(note === undefined ? {} : { note }),
        ...(step.capped ? { capped: true as const } : {}),
        sku: step.sku,
        rateCode: step.rateCode,
        effective: step.effective.slice(0, 10),
        list: step.list,
      },
    });
  };
  for (const [index, one] of rungs.entries()) {
    const next = rungs[index + 1];
    if (one.to !== undefined && next !== undefined && compareDecimals(one.to, next.from) !== 0)
      throw new ListError(`${meter} has a step up to ${one.to} and the next from ${next.from} on`);
    const to = next?.from ?? one.to;
    if (index > 0) {
      if (free !== undefined && compareDecimals(one.from, free) < 0) {
        if (to !== undefined && compareDecimals(to, free) <= 0) continue;
        add(one, free, to, one.price);
      } else add(one, one.from, to, one.price);
      continue;
    }
    const begins = !isZero(one.from);
    if (begins) {
      if (one.step.below === undefined)
        throw new ListError(`${meter} begins at ${one.from} and nothing says what is below`);
      add(one, one.from, to, one.price, one.step.below);
    } else if (free !== undefined && !isZero(one.price)) {
      add(one, '0', free, '0', 'allowance');
      if (to === undefined || compareDecimals(to, free) > 0) add(one, free, to, one.price);
    } else if (isZero(one.price) && next !== undefined) {
      const kind = one.step.freeIs ?? 'allowance';
      if (kind === 'dropped') rungs[1] = { ...next, from: '0' };
      else add(one, '0', to, '0', kind);
    } else add(one, '0', to, one.price);
  }
  return result;
}
