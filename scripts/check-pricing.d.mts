/** One row of a table with all that its header states filled in; a compute table has one a price. */
export interface TableRow {
  readonly line: number;
  readonly meter: string;
  readonly unit: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly price: string | null;
  readonly as_of: string | null;
  readonly source: string | null;
  readonly free: string;
  readonly note: string;
}

export interface CheckedTable {
  readonly provider: string;
  readonly region: string;
  readonly rows: readonly TableRow[];
}

export interface CheckContext {
  readonly today: string;
  /** provider/region */
  readonly regions: ReadonlySet<string>;
  readonly isKnownSource: (id: string) => boolean;
}

export interface Finding {
  readonly line: number;
  readonly reason: string;
}

export type Check = (table: CheckedTable, context: CheckContext) => readonly Finding[];

export const noDuplicateMeters: Check;
export const tiersContiguousFromZero: Check;
export const knownUnits: Check;
export const noUnexplainedZeroPrice: Check;
export const noFutureDates: Check;
export const knownRegion: Check;
export const knownSource: Check;
export const decimalPriceFormat: Check;
export const CHECKS: Readonly<Record<string, Check>>;
export function checkPricing(
  folder: string,
  today: string,
): { readonly findings: readonly string[]; readonly tables: number };
