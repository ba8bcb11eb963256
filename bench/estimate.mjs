/** Times estimates in process and over the size of a topology. Run by hand after `npm run build`: node bench/estimate.mjs */
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

/** Estimates a second over at least two seconds, after a warm-up. */
function rate(name, text) {
  for (let warm = 0; warm < 50; warm++) run(name, text);
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < 2000) {
    run(name, text);
    count++;
  }
  return (count * 1000) / (performance.now() - start);
}

console.log(`node ${process.version}, ${process.platform} ${process.arch}`);
console.log(`20 components, JSON:       ${rate('bench.json', topology(20)).toFixed(0)} estimates/s`);
const shop = readFileSync(new URL('../fixtures/shop/quoin.yaml', import.meta.url), 'utf8');
console.log(`fixtures/shop (7), YAML:   ${rate('shop.yaml', shop).toFixed(0)} estimates/s`);
for (const size of [10, 100, 1000, 10_000]) {
  const text = topology(size);
  const start = performance.now();
  run('bench.json', text);
  console.log(`${String(size).padStart(6)} components, JSON:   ${(performance.now() - start).toFixed(0)} ms`);
}
console.log(`peak memory:                ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
