type CsvRecord = Readonly<Record<string, string>>;

export function plainDecimal(text: string): string;
export function sourceName(id: string): string;
export function withGained(
  base: readonly CsvRecord[],
  read: (name: string) => readonly CsvRecord[],
  isCarried: (record: CsvRecord) => boolean,
): {
  readonly records: readonly CsvRecord[];
  readonly differences: readonly { readonly low: readonly CsvRecord[]; readonly high: readonly CsvRecord[] }[];
};
