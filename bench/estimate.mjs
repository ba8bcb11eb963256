/**
 * Times estimates in process and over the size of a topology. Run by hand after `npm run build`: node
 * bench/estimate.mjs
 */
import { readFileSync } from 'node:fs';
import { estimate, rateFiles, readSources } from '../dist/index.js';

const rates = rateFiles(new URL('../pricing/', import.meta.url));
const today = new Date();

/** A chain of load balancers, services, caches, databases and queues, as JSON. */
function topology(size) {
  const components = {};
  for (let index = 0; index < size; index++) {
    const next = (step) => `c${Math.min(size - 1, index + step)}`;
    const isLast = index === size - 1;
    components[`c${index}`] = [
      { kind: 'load-balancer', calls: isLast ? [] : [{ to: next(1) }] },
      {
        kind: 'service',
        instance: 'm7g.large',
        count: 3,
        demand: { cpu: '3ms' },
        calls: isLast
          ? []
          : [1, 2, 4].map((step) => ({ to: next(step), times: 0.3, request: '1 KB', response: '4 KB' })),
      },
      { kind: 'cache', instance: 'cache.m7g.large', replicas: 1 },
      { kind: 'sql', instance: 'db.r6g.large', storage: '100 GB', read_ratio: 0.8 },
      { kind: 'queue', calls: isLast ? [] : [{ to: next(1), async: true }] },
    ][isLast ? 2 : index % 5];
  }
  const workload = { page: { enters: 'c0', rate: '400/s', peak: '3x', request: '1 KB', response: '20 KB' } };
  return JSON.stringify({ name: 'bench', provider: 'aws', region: 'us-east-1', workload, components });
}

function run(name, text) {
  const result = estimate(readSources([{ name, text }]), { rates, today });
  if (!result.ok) throw new Error(result.diagnostics[0].message);
}

/** Estimates until a number of milliseconds have passed, as so many a second. */
function rate(name, text, milliseconds) {
  const start = performance.now();
  let count = 0;
  let passed = 0;
  while (passed < milliseconds) {
    run(name, text);
    count++;
    passed = performance.now() - start;
  }
  return Math.round((count * 1000) / passed);
}

/** In the first second of a process nothing is compiled yet; after five everything is that will be. */
function warmAndCold(name, text) {
  const cold = rate(name, text, 1000);
  rate(name, text, 4000);
  return `${rate(name, text, 4000)} estimates/s (in the first second ${cold})`;
}

console.log(`node ${process.version}, ${process.platform} ${process.arch}`);
console.log(`20 components, JSON:       ${warmAndCold('bench.json', topology(20))}`);
const shop = readFileSync(new URL('../fixtures/shop/quoin.yaml', import.meta.url), 'utf8');
console.log(`fixtures/shop (7), YAML:   ${warmAndCold('shop.yaml', shop)}`);
for (const size of [10, 100, 1000, 10_000]) {
  const text = topology(size);
  const start = performance.now();
  run('bench.json', text);
  console.log(`${String(size).padStart(6)} components, JSON:   ${(performance.now() - start).toFixed(0)} ms`);
}
console.log(`peak memory:                ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
