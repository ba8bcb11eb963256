/** Limits of the tables in SI units, each use of one noted. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Provider } from '../topology/model.ts';
import { MIB } from '../topology/quantity/bytes.ts';

/** Factors from the tables' units to bytes a second. */
const BYTE_RATES: Readonly<Record<string, number>> = {
  'mib-per-second': MIB,
  'mib-per-second-per-gib': MIB,
  'mib-per-second-per-iops': MIB,
  'mb-per-second': 1e6,
  'gb-per-second': 1e9,
  gbps: 1e9 / 8,
};

/** Reads limits of one service and remembers whose they were. */
export interface LimitReader {
  /** The value of a limit, bytes a second where its unit is a byte rate; `fallback` where the tables lack it. */
  value(name: string, fallback: { readonly value: number; readonly source: string }): number;
  /** The same; undefined where the tables lack it. */
  known(name: string): number | undefined;
  /** A limit in the same units with whose it is. */
  limit(name: string): { readonly value: number; readonly source: string } | undefined;
  /** A fact that stands in the code: its source is noted, its value given back. */
  fact(value: number, source: string): number;
  readonly sources: readonly string[];
}

export function limitReader(rates: RateSource, provider: Provider, service: string): LimitReader {
  const sources: string[] = [];
  const note = (source: string) => {
    if (!sources.includes(source)) sources.push(source);
  };
  const limit = (name: string) => {
    const found = rates.limit(provider, service, name);
    if (found === undefined) return undefined;
    const source = `pricing/${provider}/limits.json, ${service} ${name} (${found.source})`;
    note(source);
    return { value: found.value * (BYTE_RATES[found.unit] ?? 1), source };
  };
  const known = (name: string): number | undefined => limit(name)?.value;
  const fact = (value: number, source: string): number => {
    note(source);
    return value;
  };
  return {
    known,
    limit,
    fact,
    value: (name, fallback) => known(name) ?? fact(fallback.value, fallback.source),
    sources,
  };
}

/** A value between two bounds; the upper one wins. */
export const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
