/** `prices: { from: ./prices }` of a topology: the folder of rate tables that it names. */
import { dirname, join } from 'node:path';
import type { Sources } from '../topology/merge.ts';

/** The folder, seen from the file that names it; undefined where none does. */
export function ownPricesFolder(sources: Sources | undefined): string | undefined {
  const from = (sources?.value as { prices?: { from?: unknown } | null } | null | undefined)?.prices?.from;
  if (typeof from !== 'string' || from === '') return undefined;
  const file = sources!.locate(['prices', 'from'], 'value')?.file ?? '';
  return join(dirname(file), from);
}
