import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateReplications } from '../../src/host/threads/replications.ts';
import { exponential, queue } from './systems.ts';

const system = queue(exponential(1), exponential(0.7));
const options = { seed: 1, duration: 20_000 };

describe('simulateReplications', () => {
  it('takes its intervals from the replications, as wide as they differ', async () => {
    const result = await simulateReplications(system, { ...options, replications: 10 });
    const { mean, p99 } = result.sources[0]!.responseTime!;
    expect(result.replications).toBe(10);
    expect(Math.abs(mean.value - 0.7 / 0.3)).toBeLessThan(1.5 * mean.halfWidth!);
    expect(Math.abs(p99.value - (0.7 / 0.3) * Math.log(100))).toBeLessThan(1.5 * p99.halfWidth!);
    expect(mean.halfWidth! / mean.value).toBeLessThan(0.04);
  });

  it('takes them from batches where there are few', async () => {
    const one = await simulateReplications(system, { ...options, replications: 1 });
    const three = await simulateReplications(system, { ...options, replications: 3 });
    const [wide, narrow] = [one, three].map((result) => result.sources[0]!.responseTime!.mean.halfWidth!);
    expect(narrow!).toBeLessThan(wide!);
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    await simulateReplications(system, { ...options, replications: 3, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('refuses no replication', async () => {
    await expect(simulateReplications(system, { ...options, replications: 0 })).rejects.toThrow(RangeError);
  });

  describe('in workers', () => {
    let folder: string;
    let bundle: { simulateReplications: typeof simulateReplications };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'quoin-simulation-'));
      const source = (name: string) => new URL(`../../src/host/threads/${name}.ts`, import.meta.url).pathname;
      await build({
        entryPoints: { replications: source('replications'), 'simulation-worker': source('simulation-worker') },
        outdir: folder,
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        outExtension: { '.js': '.js' },
      });
      bundle = await import(pathToFileURL(join(folder, 'replications.js')).href);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('gives the same result whatever their number', async () => {
      const [inline, ...threaded] = await Promise.all(
        [0, 1, 2, 9].map((workers) => bundle.simulateReplications(system, { ...options, replications: 5, workers })),
      );
      for (const result of threaded) expect(JSON.stringify(result)).toBe(JSON.stringify(inline));
    });

    it('tells how far it is, and fails as a run in line would', async () => {
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      await bundle.simulateReplications(system, { ...options, replications: 4, workers: 2, onProgress });
      expect(shares.at(-1)).toBeCloseTo(1, 12);
      const without = { seed: 1, replications: 2, workers: 2 };
      await expect(bundle.simulateReplications(system, without)).rejects.toThrow('needs a duration');
    });
  });
});
