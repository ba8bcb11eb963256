import { readFileSync } from 'node:fs';

/**
 * The rows of a table of simulated figures beside this file, numbers as numbers; lines that begin with # say how they
 * were made.
 */
export function simulated(name: string): readonly Readonly<Record<string, number>>[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const [header, ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const columns = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, Number(cells[i])]));
  });
}
