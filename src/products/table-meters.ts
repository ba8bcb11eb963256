/** What products share: lists of meters without empty ones, steps of a size, names and limits of the tables. */
import type { MeterUse, ProductContext, TableMeter } from './product.ts';

/** A list of meters of one service. */
export interface TableMeters {
  readonly service: string;
  readonly meters: readonly MeterUse[];
  /** Adds a quantity of a meter of the rate tables; nothing where none is used. */
  add(meter: string, quantity: number, more?: Partial<Omit<TableMeter, 'type' | 'meter' | 'quantity'>>): void;
  /** Adds a meter of another shape; nothing where none is used. */
  push(meter: MeterUse): void;
}

export function tableMeters(service: string): TableMeters {
  const meters: MeterUse[] = [];
  const push = (meter: MeterUse) => {
    if (meter.quantity > 0) meters.push(meter);
  };
  return {
    service,
    meters,
    push,
    add: (meter, quantity, more) => push({ type: 'table', service, meter, quantity, ...more }),
  };
}

/** What rounding errors of a mean size may add before another step is counted. */
const STEP_TOLERANCE = 1e-9;

/** Steps of `step` bytes that a size takes: at least one, and one more for every part. */
export function steps(bytes: number, step: number): number {
  return Math.max(1, Math.ceil((bytes / step) * (1 - STEP_TOLERANCE)));
}

/** A limit of the tables, or `fallback` where they lack it. */
export function limitOf({ rates, provider }: ProductContext, service: string, name: string, fallback: number): number {
  return rates.limit(provider, service, name)?.value ?? fallback;
}

/**
 * What a table of our own holds under a word of the file, which may be one that every object has, such as constructor.
 */
export const named = <Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** A name as the tables spell names: lower case, words joined by hyphens. */
export const hyphened = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
