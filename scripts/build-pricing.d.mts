type CsvRecord = Readonly<Record<string, string>>;

/** A row of a rate table before it is printed. */
export interface LadderRow {
  readonly provider: string;
  readonly service: string;
  readonly region: string;
  readonly meter: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string | null;
  readonly price: string;
  readonly as_of: string;
  readonly source: string;
  readonly note: string;
}

export function foldManaged(
  services: readonly LadderRow[],
  managed: readonly LadderRow[],
): {
  readonly rows: readonly LadderRow[];
  readonly conflicts: readonly {
    readonly old: LadderRow;
    readonly moved: LadderRow;
    readonly winner: LadderRow;
  }[];
};
export function transferRows(records: readonly CsvRecord[], existing: readonly LadderRow[]): readonly LadderRow[];
export function rateTable(rows: readonly LadderRow[]): {
  readonly defaults: { readonly as_of: string; readonly source: string };
  readonly rows: readonly (readonly (string | null)[])[];
};
export function withWindowsSurcharges<
  Row extends { instance: string; linux_ondemand: string | null; windows_ondemand: string | null },
>(rows: readonly Row[], surcharges: readonly CsvRecord[]): readonly Row[];
export function withAdditions(records: readonly CsvRecord[], additions: readonly CsvRecord[]): CsvRecord[];
export function buildPricing(
  read: (name: string) => CsvRecord[],
  additions: {
    readonly services: readonly CsvRecord[];
    readonly managed: readonly CsvRecord[];
    readonly limits: readonly CsvRecord[];
  },
): {
  readonly files: ReadonlyMap<string, string>;
};
