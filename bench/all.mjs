/**
 * Runs the benchmarks one after the other, each in a process of its own, and prints their figures as one table: npm run
 * bench.
 * A figure is a line `what: how much`; accuracy.mjs, which times nothing, has a table of its own and comes last.
 * prices-update.mjs, which writes hundreds of megabytes, is run by hand.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const APART = new Set(['all.mjs', 'accuracy.mjs', 'prices-update.mjs']);

const folder = fileURLToPath(new URL('.', import.meta.url));
const rows = [];
for (const name of readdirSync(folder).toSorted()) {
  if (!name.endsWith('.mjs') || APART.has(name)) continue;
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', `${folder}${name}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exitCode = 1;
  const bench = name.replace('.mjs', '');
  if (status !== 0) rows.push([bench, 'failed', `exit status ${status}`]);
  for (const line of stdout.split('\n')) {
    // Sizes are set flush right; other lines that are indented belong to a longer print.
    const [, what, figure] = /^( *\d[^:{}]*|[^\s{}][^:{}]*): +(.+)$/.exec(line) ?? [];
    if (what !== undefined) rows.push([bench, what.trim(), figure]);
  }
}
console.log(`Node.js ${process.version}, ${cpus()[0]?.model}, ${cpus().length} processors\n`);
const table = [['benchmark', 'what', 'figure'], ...rows];
const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column].length)));
for (const [bench, what, figure] of table)
  console.log(`${bench.padEnd(widths[0])}  ${what.padEnd(widths[1])}  ${figure}`);
console.log('');
const { status } = spawnSync(process.execPath, [`${folder}accuracy.mjs`], { stdio: 'inherit' });
if (status !== 0) process.exitCode = 1;
