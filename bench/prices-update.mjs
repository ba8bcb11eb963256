// How long `quoin prices update` takes to read an EC2 list of 400 MB, and how much memory:  npm run build && node
// bench/prices-update.mjs [ROWS.csv] [MEGABYTES]
// Run by hand. The list is made of the rows of a CSV file in the official layout (test/prices/lists has a small one),
// repeated under other SKUs and sizes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [
  rows = fileURLToPath(new URL('../test/prices/lists/aws/AmazonEC2-eu-west-1.csv', import.meta.url)),
  megabytes = '400',
] = process.argv.slice(2);
const LIST = '/offers/v1.0/aws/AmazonEC2/20260101000000/eu-west-1/index';
const folder = mkdtempSync(join(tmpdir(), 'quoin-prices-'));
const list = join(folder, 'index.csv');

/** The rows again and again, until the file is as long as it should be. */
async function make() {
  const lines = readFileSync(rows, 'utf8').trimEnd().split('\n');
  const header = lines.findIndex((line) => /^"?SKU/.test(line));
  const file = createWriteStream(list);
  file.write(`${lines.slice(0, header + 1).join('\n')}\n`);
  const body = lines.slice(header + 1);
  let written = 0;
  for (let round = 0; written < Number(megabytes) * 1e6; round++) {
    // Each round has other SKUs, and other instance types for the first thousand rounds: real lists have about that
    // many.
    const text = body
      .map((line) =>
        line
          .replace(/^"?([A-Z0-9]{16})"?/, (_, sku) => `"${sku.slice(0, 8)}${String(round).padStart(8, '0')}"`)
          .replaceAll(/\b([a-z]\w*)\.(\w*large|medium|micro|nano|small|metal)\b/g, `$1r${round % 1000}.$2`),
      )
      .join('\n');
    if (!file.write(`${text}\n`)) await once(file, 'drain');
    written += text.length + 1;
  }
  file.end();
  await once(file, 'finish');
}

await make();
const json = (value) => ({ text: JSON.stringify(value) });
const answers = {
  '/offers/v1.0/aws/index.json': json({ offers: { AmazonEC2: { currentRegionIndexUrl: '/regions.json' } } }),
  '/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json': json({ regions: [] }),
  '/regions.json': json({ regions: { 'eu-west-1': { currentVersionUrl: `${LIST}.json` } } }),
};
const server = createServer(({ url }, response) => {
  if (url === `${LIST}.csv`) {
    response.setHeader('content-length', statSync(list).size);
    createReadStream(list).pipe(response);
  } else response.end(answers[url]?.text ?? '{}');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const started = performance.now();
const child = spawn(
  process.execPath,
  [
    fileURLToPath(new URL('../bin/quoin.js', import.meta.url)),
    'prices',
    'update',
    '--provider',
    'aws',
    '--regions',
    'eu-west-1',
    '--services',
    'compute',
    '--from',
    `http://127.0.0.1:${server.address().port}`,
    '--to',
    join(folder, 'prices'),
    '--format',
    'csv',
  ],
  { env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }, stdio: ['ignore', 'pipe', 'inherit'] },
);
let printed = '';
child.stdout.on('data', (chunk) => (printed += chunk));
let peak = 0;
const watch = setInterval(() => {
  try {
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
  } catch {
    // Gone already, or no Linux.
  }
}, 50);
const [status] = await once(child, 'exit');
clearInterval(watch);
server.close();
console.log(printed.trim());
console.log(
  `${(statSync(list).size / 1e6).toFixed(0)} MB in ${((performance.now() - started) / 1000).toFixed(1)} s, ${(peak / 1024).toFixed(0)} MB of memory at most, status ${status}`,
);
rmSync(folder, { recursive: true, force: true });
