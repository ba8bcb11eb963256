/**
 * Solves and simulates generated systems and prints how far the two are apart, worst first. Run by hand:
 * node bench/accuracy.mjs [systems = 200] [events each = 2,000,000]
 */
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [systems, events] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 2e6)];
const folder = mkdtempSync(join(tmpdir(), 'quoin-accuracy-'));
const outfile = join(folder, 'accuracy.mjs');
await build({
  entryPoints: [fileURLToPath(new URL('../test/models/system/accuracy.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'error',
});
const { differenceOf, median, MEAN_BAND, P99_BAND } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const found = [];
for (let seed = 1; seed <= systems; seed++) found.push(differenceOf(seed, events));
const percent = (value) => `${value < 0 ? '' : ' '}${(100 * value).toFixed(1)} %`.padStart(8);
const worst = found.toSorted(
  (a, b) =>
    Math.max(Math.abs(b.mean) / MEAN_BAND, Math.abs(b.p99) / P99_BAND) -
    Math.max(Math.abs(a.mean) / MEAN_BAND, Math.abs(a.p99) / P99_BAND),
);
console.log('seed  utilisation     mean      p50      p99   (analytic against simulated)');
for (const { seed, utilization, mean, p50, p99 } of worst.slice(0, 20))
  console.log(
    `${String(seed).padStart(4)}  ${utilization.toFixed(2).padStart(11)} ${percent(mean)} ${percent(p50)} ${percent(p99)}`,
  );
const inside = (key, band) => found.filter((one) => Math.abs(one[key]) <= band).length;
console.log(
  `${systems} systems of ${events} events: mean within 5 % in ${inside('mean', MEAN_BAND)}, median ${percent(median(found.map((one) => one.mean))).trim()}; ` +
    `p99 within 15 % in ${inside('p99', P99_BAND)}, median ${percent(median(found.map((one) => one.p99))).trim()}`,
);
