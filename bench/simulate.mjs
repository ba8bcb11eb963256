/**
 * Events a second of the simulation, and its memory over a long run. Run by hand: node --expose-gc bench/simulate.mjs
 * The engine is bundled on the fly from src/.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'quoin-bench-'));
await build({
  entryPoints: [new URL('../src/simulation/simulate.ts', import.meta.url).pathname],
  outfile: join(folder, 'simulate.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
});
const { simulate } = await import(pathToFileURL(join(folder, 'simulate.mjs')).href);
rmSync(folder, { recursive: true });

const exponential = (mean) => ({ mean, scv: 1, shape: 'exponential' });
const gamma = (mean, scv) => ({ mean, scv, shape: 'gamma' });
const lognormal = (mean, scv) => ({ mean, scv, shape: 'lognormal' });
const serve = (time, station = 0) => ({ do: 'serve', station, time });
const visit = (tier, ...steps) => ({ do: 'visit', tier, steps });
const call = (to, more = {}) => ({
  do: 'call',
  call: { to, wire: lognormal(0.0005, 0.1), async: false, errors: 0, retries: 0, ...more },
});
const tier = (name, nodes, servers, more = {}) => ({
  name,
  nodes,
  dispatch: 'round-robin',
  stations: [{ name: `${name}.cpu`, servers }],
  ...more,
});

const single = {
  tiers: [tier('server', 1, 1)],
  routines: [{ name: 'work', component: 0, steps: [visit(0, serve(exponential(0.8)))] }],
  sources: [{ name: 'user', routine: 0, type: 'open', interarrival: exponential(1) }],
};

/** Ten components: balancer, web, three services, cache, quorum store of three, database with a disk, queue, worker. */
const shop = {
  tiers: [
    tier('balancer', 2, 4),
    tier('web', 6, 4, { threads: 64, dispatch: 'least-connections' }),
    tier('search', 4, 4, { dispatch: 'power-of-two' }),
    tier('basket', 3, 2, { threads: 32 }),
    tier('payment', 2, 2, { room: 200 }),
    tier('cache', 2, 2, { dispatch: 'random' }),
    tier('store', 3, 2),
    {
      name: 'db',
      nodes: 1,
      dispatch: 'shared',
      threads: 100,
      stations: ['cpu', 'disk'].map((name) => ({ name, servers: 8 })),
    },
    tier('queue', 3, 2),
    tier('worker', 4, 2, { dispatch: 'shared' }),
  ],
  routines: [
    { name: 'balancer', steps: [visit(0, serve(exponential(0.0002)), call(1, { timeout: 2, retries: 1 }))] },
    {
      name: 'web',
      steps: [
        visit(
          1,
          serve(gamma(0.004, 0.5)),
          { do: 'fork', needed: 2, branches: [[call(2, { timeout: 0.1, hedge: 0.02 })], [call(3)]] },
          {
            do: 'either',
            branches: [
              { probability: 0.1, steps: [call(4, { errors: 0.01, retries: 2, timeout: 1, fallback: { to: 8 } })] },
            ],
          },
          { do: 'call', call: { to: 8, async: true, errors: 0, retries: 0 } },
          serve(exponential(0.002)),
        ),
      ],
    },
    { name: 'search', steps: [visit(2, serve(lognormal(0.006, 1)), call(5))] },
    {
      name: 'basket',
      steps: [
        visit(3, serve(exponential(0.002)), {
          do: 'either',
          branches: [
            { probability: 0.8, steps: [call(5)] },
            { probability: 0.2, steps: [call(7)] },
          ],
        }),
      ],
    },
    {
      name: 'payment',
      steps: [visit(4, serve(exponential(0.005)), call(6), { do: 'delay', time: lognormal(0.05, 0.3) })],
    },
    { name: 'cache', steps: [visit(5, serve(exponential(0.0005)))] },
    {
      name: 'store',
      steps: [{ do: 'fork', needed: 2, branches: [0, 1, 2].map(() => [visit(6, serve(exponential(0.003)))]) }],
    },
    {
      name: 'db',
      steps: [visit(7, serve(exponential(0.003)), { do: 'repeat', times: 1.5, steps: [serve(gamma(0.002, 2), 1)] })],
    },
    { name: 'queue', steps: [visit(8, serve(exponential(0.0005))), call(9, { async: true, wire: undefined })] },
    { name: 'worker', steps: [visit(9, serve(gamma(0.005, 0.25)))] },
  ].map((routine, component) => ({ ...routine, component })),
  sources: [
    { name: 'page', routine: 0, client: lognormal(0.03, 0.2), type: 'open', interarrival: exponential(1 / 1000) },
    { name: 'robot', routine: 0, type: 'closed', users: 100, think: exponential(1) },
  ],
};

/** @returns the result; prints events a second. */
function time(name, system, maxEvents) {
  const start = performance.now();
  const result = simulate(system, { seed: 1, maxEvents });
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${name}: ${(result.events / seconds / 1e6).toFixed(2)} million events a second (${seconds.toFixed(1)} s)`,
  );
  return result;
}

for (let round = 0; round < 2; round++) {
  time('M/M/1', single, 10e6);
  const { sources, tiers, isUnstable } = time('ten components', shop, 10e6);
  if (round === 0) {
    console.log({ mean: sources[0].responseTime.mean, p99: sources[0].responseTime.p99, isUnstable });
    console.log(Object.fromEntries(tiers.map((each) => [each.name, each.stations[0].utilization.toFixed(3)])));
  }
}

const used = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};
const marks = [];
simulate(shop, { seed: 1, maxEvents: 50e6, onProgress: () => marks.push(used()) });
console.log(
  `memory over 50 million events: ${marks
    .filter((_, at) => at % 12 === 0)
    .map((mark) => mark.toFixed(1))
    .join(', ')} MB`,
);
