/**
 * Times whole starts of the program against `node -e 0`, one of each in turn, so that a machine that others use slows
 * all of them alike, and prints the medians of the ratios, pair by pair. Run by hand after `npm run build`: node
 * bench/startup.mjs [pairs = 20]
 *
 * Where NODE_EXTRA_CA_CERTS is set, Node.js reads certificates at every start, which doubles it: both are timed then,
 * with and without.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pairs = Number(process.argv[2] ?? 20);
const bin = fileURLToPath(new URL('../bin/quoin.js', import.meta.url));
const topology = fileURLToPath(new URL('twenty.yaml', import.meta.url));

const runs = [
  { name: 'quoin --version', args: [bin, '--version'] },
  { name: 'quoin estimate, 20 components', args: [bin, 'estimate', topology] },
  { name: 'quoin validate, 20 components', args: [bin, 'validate', topology] },
  { name: 'quoin estimate without code cache', args: [bin, 'estimate', topology], own: { QUOIN_CACHE: 'off' } },
];

/** Milliseconds of a whole process. */
function time(args, env) {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', env });
  if (status !== 0) throw new Error(`exit status ${status}: ${args.join(' ')}`);
  return performance.now() - start;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function measure(environment, where) {
  const cache = mkdtempSync(join(tmpdir(), 'quoin-bench-'));
  const env = { ...environment, XDG_CACHE_HOME: cache, QUOIN_CACHE: 'on' };
  const bare = [];
  const times = runs.map(() => []);
  const ratios = runs.map(() => []);
  try {
    for (let pair = -1; pair < pairs; pair++) {
      for (const [index, { args, own }] of runs.entries()) {
        const base = time(['-e', '0'], env);
        const whole = time(args, { ...env, ...own });
        // The first round fills the caches.
        if (pair < 0) continue;
        bare.push(base);
        times[index].push(whole);
        ratios[index].push(whole / base);
      }
    }
  } finally {
    rmSync(cache, { recursive: true });
  }
  console.log(`node -e 0${where}: ${median(bare).toFixed(0)} ms`);
  for (const [index, { name }] of runs.entries())
    console.log(
      `${name}${where}: ${median(times[index]).toFixed(0)} ms, ${median(ratios[index]).toFixed(2)} × node -e 0`,
    );
}

const { NODE_EXTRA_CA_CERTS: certificates, ...plain } = process.env;
if (certificates === undefined) measure(plain, '');
else {
  measure(process.env, ', with extra certificates');
  measure(plain, ', without extra certificates');
}
