/** quoin prices diff OLD NEW: what differs between two folders of prices, or two tables. */
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { changesOf, countsOf, percent, type Change } from '../prices/changes.ts';
import { tablesIn } from '../prices/stored.ts';
import { print, type Format } from './prices.ts';

export function pricesDiffCommand(
  older: string,
  newer: string,
  { format }: { readonly format: Format },
  io: Io,
): number {
  for (const path of [older, newer])
    if (!io.exists(path)) throw new UsageError(`${path}: there is no such file or folder`);
  const [before, after] = [tablesIn(older), tablesIn(newer)];
  if (before.size === 0 && after.size === 0)
    throw new UsageError(`neither ${older} nor ${newer} holds tables of prices`);
  const all: Change[] = [];
  const rows = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const table = (now ?? old)!;
    const place = {
      provider: table.provider,
      service: 'notes' in table ? 'compute' : table.service,
      region: table.region,
    };
    return changesOf(old, now).changes.map((change) => {
      all.push(change);
      const { kind, meter, unit, from, before: was, after: is, share } = change;
      return { change: kind, ...place, meter, from, before: was ?? null, after: is ?? null, by: percent(share), unit };
    });
  });
  if (rows.length === 0) {
    if (format === 'table') io.out('no price differs\n');
    else print([], [], format, io);
    return 0;
  }
  print(rows, ['from', 'before', 'after', 'by'], format, io);
  if (format === 'table' && !io.quiet) {
    const counts = countsOf(all);
    io.err(
      `${Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', ')}\n`,
    );
  }
  return 0;
}
