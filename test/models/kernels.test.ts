import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openPoints, closePoints } from '../../src/models/distribution/inversion.ts';
import { copyOf, giveBack, kernels, memory, put, take, topOfMemory } from '../../src/models/kernels.ts';
import { estimateOf, FIXTURES, readText } from '../support.ts';

describe('the kernels', () => {
  it('are what their source compiles to', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['scripts/build-kernels.mjs'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(readFileSync('src/models/kernels/compiled.ts', 'utf8'));
  });

  it('integrate an exponential tail to 1/(1 + s·m)', () => {
    // P = e^(−t/m) at 0, 1, 2, 3 and on as it fell: the tail of an exponential time of mean m.
    const mean = 1.5;
    const before = topOfMemory();
    const times = Float64Array.of(0, 1, 2, 3);
    const points = openPoints(Float64Array.of(0.7));
    const out = take(2 * points.stride);
    kernels.fill(out, points.stride, points.count, 0);
    kernels.integrate(
      points.at,
      points.stride,
      points.rule.points,
      1,
      points.latticeStart,
      0,
      0,
      0,
      0,
      4,
      put(times),
      put(Float64Array.of(1, 1, 1, 0)),
      put(times.map((time) => Math.exp(-time / mean))),
      put(new Float64Array(2).fill(0)),
      0,
      Infinity,
      0,
      take(kernels.integrateRoom(4)),
      out,
    );
    kernels.fromTail(points.at, out, points.stride, points.count);
    const [values, at] = [out, points.at].map((address) => copyOf(address, 2 * points.count));
    for (let i = 0; i < points.count; i++) {
      const a = 1 + mean * at![i]!;
      const b = mean * at![points.count + i]!;
      const norm = a * a + b * b;
      expect(values![i]).toBeCloseTo(a / norm, 12);
      expect(values![points.count + i]).toBeCloseTo(-b / norm, 12);
    }
    closePoints(points);
    expect(topOfMemory()).toBe(before);
  });

  it('keep what is in their memory when it grows', () => {
    const before = topOfMemory();
    const kept = put(Float64Array.of(Math.PI, -0, Infinity));
    const bytes = kernels.memory.buffer.byteLength;
    const far = take(bytes + 1);
    expect(kernels.memory.buffer.byteLength).toBeGreaterThan(bytes + 1);
    memory()[(far + bytes) / 8] = 1;
    expect([...copyOf(kept, 3)]).toEqual([Math.PI, -0, Infinity]);
    giveBack(before);
  });
});

describe('their memory', () => {
  const reports = (fixture: string) => {
    const { performance } = estimateOf(readText(`fixtures/${fixture}/quoin.yaml`));
    return [
      ...performance.components.map(({ latency }) => latency()),
      ...performance.classes.map(({ latency, breakdown }) => [latency(), breakdown()]),
    ];
  };

  it('is no larger after many estimates than after a few', () => {
    for (const fixture of FIXTURES) reports(fixture);
    const bytes = kernels.memory.buffer.byteLength;
    const top = topOfMemory();
    for (let round = 0; round < 5; round++) for (const fixture of FIXTURES) reports(fixture);
    expect(kernels.memory.buffer.byteLength).toBe(bytes);
    expect(topOfMemory()).toBe(top);
  });

  it('holds one system at a time, which changes nothing of those before', () => {
    const first = estimateOf(readText('fixtures/shop/quoin.yaml')).performance;
    const second = estimateOf(readText('fixtures/streaming/quoin.yaml')).performance;
    // One component of each in turn, as a comparison asks for them.
    const inTurn = first.components.map((one, at) => [one.latency(), second.components[at]?.latency()]);
    const apart = estimateOf(readText('fixtures/shop/quoin.yaml')).performance.components.map((one) => one.latency());
    expect(inTurn.map(([latency]) => latency)).toEqual(apart);
  });
});
