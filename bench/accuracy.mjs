/**
 * Solves and simulates generated systems and prints how far the two are apart: by family, and of the two hundred
 * topologies that mix them.
 *
 *     node bench/accuracy.mjs [--families LIST] [--systems 16] [--events 800,000] [--topologies 200] [--write]
 *
 * Seeds are fixed: the same figures come out again. As it is it takes three to four minutes on one core; `--write`
 * simulates eight times as long, since the noise of a short simulation is part of the error that it shows, and rewrites
 * src/models/system/measured.ts, from which the accuracy of every class is taken. With --families only those are
 * measured, and only those rewritten.
 */
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    families: { type: 'string' },
    systems: { type: 'string', default: '16' },
    events: { type: 'string' },
    topologies: { type: 'string' },
    worst: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
});
const systems = Number(values.systems);
const events = Number(values.events ?? (values.write ? 6.4e6 : 8e5));
const topologies = Number(values.topologies ?? (values.families ? 0 : 200));

const folder = mkdtempSync(join(tmpdir(), 'quoin-accuracy-'));
const outfile = join(folder, 'accuracy.mjs');
await build({
  stdin: {
    contents: [
      'test/models/system/accuracy.ts',
      'test/models/system/families.ts',
      'src/models/system/families.ts',
      'src/models/system/measured.ts',
    ]
      .map((file) => `export * from './${file}';`)
      .join('\n'),
    resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'error',
});
const { differenceOf, familyError, familyTable, median, FAMILIES, MEAN_BAND, MEASURED, P99_BAND } = await import(
  pathToFileURL(outfile).href
);
rmSync(folder, { recursive: true });

const percent = (value) => `${(100 * value).toFixed(1)} %`.padStart(8);
const asked = Object.keys(FAMILIES).filter((family) => values.families?.split(',').includes(family) ?? true);
const measured = structuredClone(MEASURED.families);
console.log(
  `family      ${'mean: median'.padStart(12)}    worst   p99: median    worst   (analytic against simulated)`,
);
for (const family of asked) {
  const found = Array.from({ length: systems }, (_, i) => familyError(family, i + 1, events));
  const of = (key) => {
    const all = found.map((one) => Math.abs(one[key]));
    return { median: median(all), worst: Math.max(...all) };
  };
  const [mean, p99] = [of('mean'), of('p99')];
  measured[family] = { systems, mean, p99 };
  console.log(
    `${family.padEnd(12)}${percent(mean.median).padStart(12)} ${percent(mean.worst)} ${percent(p99.median).padStart(13)} ${percent(p99.worst)}   ${FAMILIES[family]}`,
  );
  const worst = found.toSorted((a, b) => Math.abs(b.mean) - Math.abs(a.mean)).slice(0, Number(values.worst));
  for (const { seed, utilization, mean, p50, p99, noise } of worst)
    console.log(
      `      seed ${String(seed).padStart(3)} at ${utilization.toFixed(2)}: mean ${percent(mean)} ± ${percent(noise).trim()}, p50 ${percent(p50)}, p99 ${percent(p99)}`,
    );
}

if (values.write) {
  const file = fileURLToPath(new URL('../src/models/system/measured.ts', import.meta.url));
  // Rounded up: what is stated is no less than what was found.
  const figure = (value) => String(Math.ceil(value * 1000) / 1000);
  const rows = Object.entries(measured).map(
    ([family, { systems: count, mean, p99 }]) =>
      `    ${family}: { systems: ${count}, mean: { median: ${figure(mean.median)}, worst: ${figure(mean.worst)} }, p99: { median: ${figure(p99.median)}, worst: ${figure(p99.worst)} } },`,
  );
  const text = readFileSync(file, 'utf8')
    .replace(/date: '[^']*'/, `date: '${new Date().toISOString().slice(0, 10)}'`)
    .replace(/families: \{[^]*\n {2}\},\n/, `families: {\n${rows.join('\n')}\n  },\n`);
  writeFileSync(file, text);
  const page = fileURLToPath(new URL('../docs/latency.md', import.meta.url));
  const rounded = structuredClone(measured);
  for (const row of Object.values(rounded))
    for (const key of ['mean', 'p99'])
      for (const which of ['median', 'worst']) row[key][which] = Number(figure(row[key][which]));
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/\| family \| systems [^]*?\n\n/, `${familyTable(rounded)}\n\n`),
  );
  console.log('written to src/models/system/measured.ts and docs/latency.md');
}

if (topologies > 0) {
  const found = Array.from({ length: topologies }, (_, i) =>
    differenceOf(i + 1, Number(values.events ?? (values.write ? 2e6 : 3e5))),
  );
  const worst = found.toSorted(
    (a, b) =>
      Math.max(Math.abs(b.mean) / MEAN_BAND, Math.abs(b.p99) / P99_BAND) -
      Math.max(Math.abs(a.mean) / MEAN_BAND, Math.abs(a.p99) / P99_BAND),
  );
  console.log(`\ngenerated topologies, the worst: seed, utilisation, mean, p50, p99`);
  for (const { seed, utilization, mean, p50, p99 } of worst.slice(0, 12))
    console.log(
      `${String(seed).padStart(4)}  ${utilization.toFixed(2).padStart(6)} ${percent(mean)} ${percent(p50)} ${percent(p99)}`,
    );
  const inside = (key, band) => found.filter((one) => Math.abs(one[key]) <= band(one)).length;
  const middle = (key) => percent(median(found.map((one) => one[key]))).trim();
  console.log(
    `generated topologies, mean within 5 %: ${inside('mean', () => MEAN_BAND)} of ${topologies}, median ${middle('mean')}`,
  );
  console.log(
    `generated topologies, p99 within 15 %: ${inside('p99', () => P99_BAND)} of ${topologies}, median ${middle('p99')}`,
  );
  console.log(
    `generated topologies, within the error stated: mean ${inside('mean', ({ stated }) => stated.mean)}, p99 ${inside('p99', ({ stated }) => stated.p99)} of ${topologies}`,
  );
}
