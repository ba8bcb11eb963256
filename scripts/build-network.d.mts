type CsvRecord = Readonly<Record<string, string>>;

interface NamedRegion {
  readonly region: string;
  readonly displayName: string;
}

export interface Trip {
  /** Provider and region of one end, then of the other. */
  readonly pair: readonly string[];
  readonly milliseconds: number;
  /** 0: a median, 1: a mean. */
  readonly statistic: number;
  readonly year: number;
  readonly source: string;
  readonly text: string;
}

export function regionCode(name: string, regions: readonly NamedRegion[]): string | undefined;
export function roundTrips(
  records: readonly CsvRecord[],
  regionsOf: (provider: string) => readonly NamedRegion[],
): Trip[];
export function condense(trips: readonly Trip[]): Trip[];
export function buildNetwork(
  records: readonly CsvRecord[],
  regionsOf: (provider: string) => readonly NamedRegion[],
): ReadonlyMap<string, string>;
