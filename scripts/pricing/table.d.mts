import type { CheckedTable } from '../check-pricing.mjs';

export function printTable(table: { readonly rows: readonly (readonly unknown[])[] } & Record<string, unknown>): string;
export function mostFrequent(values: readonly string[]): string | undefined;
export function readTable(path: string, text: string): CheckedTable;
