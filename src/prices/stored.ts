/** Tables of prices as they stand in a folder. */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ComputeTable, RateTable } from '../billing/rate-table.ts';

type Table = RateTable | ComputeTable;

/** A table; undefined where there is none, or what is there is none. */
export function readTable(path: string): Table | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const table = JSON.parse(readFileSync(path, 'utf8')) as Partial<Table>;
    return Array.isArray(table.rows) && typeof table.region === 'string' ? (table as Table) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the folder that a file is to stand in, with those above it. */
export function folderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
}

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Tables below a folder by their place in it ("aws/s3/eu-west-1.json"), or the one table that a file is. */
export function tablesIn(path: string): Map<string, Table> {
  const tables = new Map<string, Table>();
  if (statSync(path).isFile()) {
    const table = readTable(path);
    if (table) tables.set('', table);
    return tables;
  }
  const foldersOf = (folder: string) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  for (const provider of foldersOf(path))
    for (const service of foldersOf(join(path, provider)))
      for (const name of readdirSync(join(path, provider, service)).sort()) {
        const table = name.endsWith('.json') ? readTable(join(path, provider, service, name)) : undefined;
        if (table) tables.set(`${provider}/${service}/${name}`, table);
      }
  return tables;
}
