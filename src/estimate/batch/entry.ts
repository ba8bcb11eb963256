/** What one file of a batch gives: its estimate as one line of JSON and as a row, or what is wrong with it. */
import { headline, printableJson } from '../../diagnostics/render.ts';
import { estimate, type EstimateOptions } from '../estimate.ts';
import { toJson } from '../published.ts';
import { readSources, type Sources } from '../../topology/merge.ts';
import { decodeUtf8, type SourceText } from '../../topology/read.ts';

/** One estimate in a table of many. */
export interface BatchRow {
  readonly topology: string;
  readonly currency: string;
  readonly totalExact: string;
  readonly atLeast: boolean;
  /** The least of all classes; null where nothing binds. */
  readonly headroom: number | null;
  /** Seconds, the longest of all classes; null where one has no end, undefined without classes. */
  readonly p99: number | null | undefined;
  /** Share of time, the least of all classes; undefined without classes. */
  readonly availability: number | undefined;
}

export interface BatchEntry {
  readonly file: string;
  /** The entry of the JSON, on one line. */
  readonly json: string;
  /** Absent where the file has errors. */
  readonly row: BatchRow | undefined;
  /** Errors and warnings, a line each, with their place. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Estimates one file.
 *
 * @param bytes of the file; throws what the system says where it cannot be read
 * @param overrides prices and discounts that are merged after the file
 * @param optionsFor what it is estimated with; throws where the prices that it names are not there
 */
export function entryOf(
  file: string,
  bytes: () => Uint8Array,
  reason: (error: unknown) => string,
  sets: readonly string[],
  optionsFor: (sources: Sources) => EstimateOptions,
  overrides?: SourceText,
): BatchEntry {
  const failed = (errors: readonly string[], warnings: readonly string[] = []): BatchEntry => ({
    file,
    json: printableJson(JSON.stringify({ file, errors })),
    row: undefined,
    errors,
    warnings,
  });
  let content: Uint8Array;
  try {
    content = bytes();
  } catch (error) {
    return failed([`${file}: cannot be read: ${reason(error)}`]);
  }
  const decoded = decodeUtf8(file, content);
  if (!decoded.source) return failed(decoded.diagnostics.map((one) => headline(one)));
  const sources = readSources(overrides ? [decoded.source, overrides] : [decoded.source], sets);
  let options: EstimateOptions;
  try {
    options = optionsFor(sources);
  } catch (error) {
    return failed([`${file}: ${reason(error)}`]);
  }
  const result = estimate(sources, options);
  if (!result.ok) {
    const of = (severity: string) =>
      result.diagnostics.filter((one) => one.severity === severity).map((one) => headline(one));
    return failed(of('error'), of('warning'));
  }
  const json = toJson(result.estimate);
  return {
    file,
    json: printableJson(JSON.stringify({ file, estimate: json })),
    row: rowOf(json),
    errors: [],
    warnings: result.estimate.warnings.map((one) => headline(one)),
  };
}

/** What a row shows of an estimate's JSON. */
export interface RowSource {
  readonly topology: string;
  readonly cost: { readonly currency: string; readonly total_exact: string; readonly at_least: boolean };
  readonly classes: readonly {
    readonly throughput: { readonly headroom: number | null };
    readonly latency: { readonly p99: number } | null;
    readonly availability: { readonly value: number };
  }[];
}

/** The row of an estimate. */
export function rowOf({ topology, cost, classes }: RowSource): BatchRow {
  const headrooms = classes.flatMap(({ throughput }) => throughput.headroom ?? []);
  const p99s = classes.map(({ latency }) => latency?.p99 ?? null);
  return {
    topology,
    currency: cost.currency,
    totalExact: cost.total_exact,
    atLeast: cost.at_least,
    headroom: headrooms.length === 0 ? null : Math.min(...headrooms),
    p99: p99s.length === 0 ? undefined : p99s.includes(null) ? null : Math.max(...(p99s as number[])),
    availability: classes.length === 0 ? undefined : Math.min(...classes.map((one) => one.availability.value)),
  };
}
