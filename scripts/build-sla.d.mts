type CsvRecord = Readonly<Record<string, string>>;

export function sourceText(id: string): string;
export function buildSla(records: readonly CsvRecord[]): ReadonlyMap<string, string>;
