import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { solveTraffic } from '../../../src/models/traffic/linear-equations.ts';
import type { TrafficEquations } from '../../../src/models/traffic/linear-equations.ts';

const seed = 20260720;

type Edge = readonly [from: number, to: number, gain: number];

function equations(external: readonly number[], edges: readonly Edge[]): TrafficEquations {
  return {
    size: external.length,
    external: Float64Array.from(external),
    from: Int32Array.from(edges, (edge) => edge[0]),
    to: Int32Array.from(edges, (edge) => edge[1]),
    gain: Float64Array.from(edges, (edge) => edge[2]),
  };
}

function entering(size: number, rate = 1): number[] {
  return Array.from({ length: size }, (_, i) => (i === 0 ? rate : 0));
}

function solved(system: TrafficEquations): Float64Array {
  const result = solveTraffic(system);
  if (!result.ok) throw new Error(`refused: ${result.cycle.join(' ')}`);
  return result.rates;
}

function refused(system: TrafficEquations): readonly number[] {
  const result = solveTraffic(system);
  if (result.ok) throw new Error('accepted');
  return result.cycle;
}

/** Numbers of a plain size: the subnormal ones that `fc.double` likes have no digits to compare. */
function upTo(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 10_000) * most);
}

/** e + Pᵀe + (Pᵀ)²e + …, summed until a term no longer counts. */
function series({ size, external, from, to, gain }: TrafficEquations, terms = 1e5): Float64Array {
  const total = external.slice();
  let term = external;
  for (let i = 0; i < terms; i++) {
    const next = new Float64Array(size);
    for (const [e, target] of to.entries()) next[target]! += term[from[e]!]! * gain[e]!;
    term = next;
    let moved = false;
    for (const [node, rate] of term.entries()) {
      moved ||= total[node]! + rate !== total[node]!;
      total[node]! += rate;
    }
    if (!moved) break;
  }
  return total;
}

function expectClose(actual: Float64Array, expected: Float64Array, relative: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (const [i, value] of expected.entries()) {
    if (actual[i] === value) continue;
    worst = Math.max(worst, Math.abs(actual[i]! - value) / Math.abs(value));
  }
  expect(worst).toBeLessThanOrEqual(relative);
}

/** Park and Miller's generator (1988): the same graphs on every machine. */
function generator(start: number): () => number {
  let state = start;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe('acyclic graphs', () => {
  it('carry a rate down a chain', () => {
    const edges: Edge[] = [
      [0, 1, 0.8],
      [1, 2, 3],
    ];
    expectClose(solved(equations([10, 0, 5], edges)), Float64Array.of(10, 8, 29), 1e-15);
  });

  it('fan out and join again', () => {
    const edges: Edge[] = [
      [0, 1, 2],
      [0, 2, 0.5],
      [1, 3, 1],
      [2, 3, 4],
    ];
    expect([...solved(equations([100, 0, 0, 0], edges))]).toEqual([100, 200, 50, 400]);
  });

  it('add parallel edges', () => {
    const edges: Edge[] = [
      [0, 1, 0.25],
      [0, 1, 0.5],
    ];
    expect([...solved(equations([8, 0], edges))]).toEqual([8, 6]);
  });

  it('double at each level of a binary tree', () => {
    const size = 2 ** 12 - 1;
    const edges: Edge[] = [];
    for (let i = 1; i < size; i++) edges.push([(i - 1) >> 1, i, 2]);
    const rates = solved(equations(entering(size), edges));
    for (const [i, rate] of rates.entries()) expect(rate).toBe(2 ** Math.floor(Math.log2(i + 1)));
  });

  it('may be empty', () => {
    expect([...solved(equations([], []))]).toEqual([]);
    expect([...solved(equations([3], []))]).toEqual([3]);
  });

  it('leave a node that nothing reaches at 0', () => {
    expect([...solved(equations([1, 0, 0], [[1, 2, 5]]))]).toEqual([1, 0, 0]);
  });

  it('may be 100,000 nodes deep', () => {
    const size = 100_000;
    const edges: Edge[] = [];
    // Against the numbering, so that the order has to be found.
    for (let i = size - 1; i > 0; i--) edges.push([i, i - 1, i % 2 === 0 ? 2 : 0.5]);
    const external = entering(size, 0);
    external[size - 1] = 7;
    const rates = solved(equations(external, edges));
    // 99,999 is odd: halved first, doubled next, and so on.
    expect(rates[size - 1]).toBe(7);
    expect(rates[size - 2]).toBe(3.5);
    expect(rates[1]).toBe(7);
    expect(rates[0]).toBe(3.5);
  });

  it('may have 100,000 edges', () => {
    const [size, count] = [20_000, 100_000];
    const uniform = generator(1);
    const edges: Edge[] = [];
    for (let e = 0; e < count; e++) {
      const a = Math.floor(uniform() * (size - 1));
      // Short hops make long paths.
      const b = a + 1 + Math.floor(uniform() * Math.min(size - 1 - a, 200));
      edges.push([a, b, uniform() * 0.4]);
    }
    const external = Array.from({ length: size }, () => uniform());
    const rates = solved(equations(external, edges));
    const expected = Float64Array.from(external);
    // All edges go up, so one pass over the nodes in order is the definition itself.
    const bySource = edges.toSorted((x, y) => x[0] - y[0]);
    for (const [a, b, gain] of bySource) expected[b]! += expected[a]! * gain;
    expectClose(rates, expected, 1e-12);
  });

  it('agree with the power series, whatever the order of nodes', () => {
    const graphs = fc.record({
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
      external: fc.array(upTo(1000), {
        minLength: 8,
        maxLength: 8,
      }),
      edges: fc.array(fc.tuple(fc.nat(7), fc.nat(7), upTo(20)), {
        maxLength: 24,
      }),
    });
    fc.assert(
      fc.property(graphs, ({ order, external, edges }) => {
        const forward = edges
          .filter(([a, b]) => a !== b)
          .map(([a, b, gain]): Edge => [order[Math.min(a, b)]!, order[Math.max(a, b)]!, gain]);
        const system = equations(external, forward);
        expectClose(solved(system), series(system), 1e-12);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('cycles', () => {
  it('multiply what enters a self-loop by 1/(1 − g)', () => {
    expect(solved(equations([10], [[0, 0, 0.75]]))[0]).toBe(40);
  });

  it('feed back through two nodes', () => {
    // v0 = 10 + 0.1 v1, v1 = 2 v0
    const edges: Edge[] = [
      [0, 1, 2],
      [1, 0, 0.1],
    ];
    expectClose(solved(equations([10, 0], edges)), Float64Array.of(12.5, 25), 1e-15);
  });

  it('pass their flow on to what follows', () => {
    const edges: Edge[] = [
      [0, 1, 1],
      [1, 2, 1],
      [2, 1, 0.5],
      [2, 3, 3],
      [3, 3, 0.5],
    ];
    expectClose(solved(equations([4, 0, 0, 0], edges)), Float64Array.of(4, 8, 8, 48), 1e-15);
  });

  it('run through open Jackson networks: the terminal of a central server', () => {
    // CPU 0 to disks 1 and 2 with 0.3 and 0.6, back always; a tenth leaves: 10 visits to the CPU per job.
    const edges: Edge[] = [
      [0, 1, 0.3],
      [0, 2, 0.6],
      [1, 0, 1],
      [2, 0, 1],
    ];
    expectClose(solved(equations([2, 0, 0], edges)), Float64Array.of(20, 6, 12), 1e-14);
  });

  it('settle at a gain of 0.999', () => {
    const ring = (gain: number): Edge[] => [
      [0, 1, 4],
      [1, 2, 0.25],
      [2, 0, gain],
    ];
    expectClose(solved(equations([1, 0, 0], ring(0.999))), Float64Array.of(1000, 4000, 1000), 1e-12);
    expect(refused(equations([1, 0, 0], ring(1)))).toEqual([0, 1, 2]);
    expect(refused(equations([1, 0, 0], ring(1.001)))).toEqual([0, 1, 2]);
  });

  it('are refused at a gain that differs from 1 by rounding only', () => {
    // Ten tenths add up to a little less than 1.
    const tenths = Array.from({ length: 10 }, (): Edge => [0, 0, 0.1]);
    expect(refused(equations([1], tenths))).toEqual([0]);
    expect(
      refused(
        equations(
          [1, 0],
          [
            [0, 1, 0.7],
            [1, 0, 1 / 0.7],
          ],
        ),
      ),
    ).toEqual([0, 1]);
  });

  it('are refused where two harmless loops together gain 1', () => {
    const edges: Edge[] = [
      [0, 1, 0.5],
      [1, 0, 1],
      [0, 2, 0.5],
      [2, 0, 1],
    ];
    expect(refused(equations([0, 1, 0], edges)).toSorted()).toEqual([0, 1, 2]);
  });

  it('name only the nodes of the component at fault', () => {
    const edges: Edge[] = [
      [0, 1, 1],
      [1, 0, 0.5],
      [1, 2, 1],
      [2, 3, 1],
      [3, 2, 1],
      [3, 4, 1],
    ];
    expect(refused(equations([1, 0, 0, 0, 0], edges))).toEqual([2, 3]);
  });

  it('do no harm where no flow reaches them', () => {
    const edges: Edge[] = [
      [1, 1, 2],
      [1, 0, 1],
      [0, 1, 0],
    ];
    expect([...solved(equations([3, 0], edges))]).toEqual([3, 0]);
    expect(refused(equations([3, 1e-9], edges))).toEqual([1]);
  });

  it('may be rings of 50,000 nodes', () => {
    const size = 50_000;
    const ring = (gain: number) =>
      equations(
        entering(size, 3),
        Array.from({ length: size }, (_, i): Edge => [i, (i + 1) % size, i === 77 ? gain : 1]),
      );
    const rates = solved(ring(0.75));
    expect(rates[0]).toBe(12);
    expect(rates[77]).toBe(12);
    expect(rates[78]).toBe(9);
    expect(refused(ring(1))).toHaveLength(size);
  });

  it('may run up and down a long line: the gambler who is ruined', () => {
    const [n, p] = [2000, 0.4];
    const edges: Edge[] = [];
    for (let i = 0; i + 1 < n; i++) edges.push([i, i + 1, p], [i + 1, i, 1 - p]);
    const rates = solved(equations(entering(n), edges));
    // Up with 0.4, down with 0.6, until absorbed past either end. The visits add up to the mean duration of the
    // game, z/(q − p) from place z = 1, the other end being too far to matter: 5. Feller, An Introduction to
    // Probability Theory and Its Applications I (1968), XIV.3.
    expect(rates.reduce((a, b) => a + b, 0)).toBeCloseTo(5, 11);
  });

  it('agree with the power series on dense and sparse random graphs', () => {
    const graphs = fc.record({
      size: fc.integer({ min: 1, max: 30 }),
      edges: fc.array(fc.tuple(fc.nat(29), fc.nat(29), upTo(3)), {
        maxLength: 150,
      }),
      external: fc.array(upTo(100), {
        minLength: 30,
        maxLength: 30,
      }),
    });
    fc.assert(
      fc.property(graphs, ({ size, edges, external }) => {
        const inside = edges.filter(([a, b]) => a < size && b < size);
        // Scaled so that no node sends on more than nine tenths: the radius is below 0.9.
        const out = new Float64Array(size);
        for (const [a, , gain] of inside) out[a]! += gain;
        const scaled = inside.map(([a, b, g]): Edge => [a, b, (g * 0.9) / Math.max(out[a]!, 0.9)]);
        const system = equations(external.slice(0, size), scaled);
        expectClose(solved(system), series(system), 1e-11);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('flow', () => {
  // Any graph at all, many of them with cycles that gain.
  const graphs = fc.record({
    external: fc.array(upTo(10), {
      minLength: 12,
      maxLength: 12,
    }),
    edges: fc.array(fc.tuple(fc.nat(11), fc.nat(11), upTo(0.9)), {
      maxLength: 30,
      size: 'max',
    }),
  });

  it('into a node is the flow out of its callers', () => {
    let [accepted, rejected] = [0, 0];
    fc.assert(
      fc.property(graphs, ({ external, edges }) => {
        const result = solveTraffic(equations(external, edges));
        if (!result.ok) {
          rejected++;
          expect(new Set(result.cycle).size).toBe(result.cycle.length);
          return;
        }
        accepted++;
        const arriving = Float64Array.from(external);
        for (const [a, b, gain] of edges) arriving[b]! += result.rates[a]! * gain;
        expectClose(arriving, result.rates, 1e-11);
        for (const rate of result.rates) expect(rate).toBeGreaterThanOrEqual(0);
      }),
      { seed, numRuns: 500 },
    );
    expect(Math.min(accepted, rejected)).toBeGreaterThan(50);
  });

  it('is refused just where the power series grows without end', () => {
    fc.assert(
      fc.property(graphs, ({ external, edges }) => {
        const system = equations(external, edges);
        const terms = 4000;
        const total = series(system, terms).reduce((a, b) => a + b, 0);
        const doubled = series(system, 2 * terms).reduce((a, b) => a + b, 0);
        // A divergent series of non-negative terms at least keeps growing by what it grew before.
        expect(solveTraffic(system).ok).toBe(doubled < 1.5 * total || total === 0);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('doubles when what enters doubles', () => {
    fc.assert(
      fc.property(graphs, ({ external, edges }) => {
        const once = solveTraffic(equations(external, edges));
        const twice = solveTraffic(
          equations(
            external.map((rate) => 2 * rate),
            edges,
          ),
        );
        expect(twice.ok).toBe(once.ok);
        if (once.ok && twice.ok) expect([...twice.rates]).toEqual([...once.rates].map((r) => 2 * r));
      }),
      { seed },
    );
  });
});

describe('large tangles', () => {
  /** Each node calls every node, itself too. */
  function complete(size: number, gain: number): TrafficEquations {
    const edges: Edge[] = [];
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) edges.push([a, b, gain]);
    return equations(entering(size), edges);
  }

  // 400 are eliminated, 401 iterated.
  it.each([40, 400, 401])('of %s nodes that all call each other have a closed form', (size) => {
    // Everyone gets g × the total T = 1/(1 − n·g).
    const gain = 0.9 / size;
    const rates = solved(complete(size, gain));
    const expected = new Float64Array(size).fill(gain / 0.1);
    expected[0] = 1 + gain / 0.1;
    expectClose(rates, expected, 1e-12);
  });

  it.each([40, 400, 401])('of %s nodes are refused at a gain of 1', (size) => {
    expect(refused(complete(size, 1 / size))).toHaveLength(size);
    expect(refused(complete(size, 1.01 / size))).toHaveLength(size);
  });

  function random(size: number, degree: number, gain: number): TrafficEquations {
    const uniform = generator(size);
    const edges: Edge[] = [];
    for (let a = 0; a < size; a++) {
      for (let i = 0; i < degree; i++) edges.push([a, Math.floor(uniform() * size), gain]);
    }
    return equations(entering(size, 7), edges);
  }

  it('at random agree with the power series', () => {
    const system = random(3000, 4, 0.2);
    expectClose(solved(system), series(system), 1e-12);
  });

  it('at random are told apart on either side of a gain of 1', () => {
    // Every node calls exactly five: the gain is five times an edge's, whatever the graph.
    const system = random(3000, 5, 0.2 * (1 - 1e-6));
    const rates = solved(system);
    // Each call goes on with 1 − 1e-6, so a request makes a million calls.
    const total = rates.reduce((a, b) => a + b, 0);
    expect(total / 7e6).toBeCloseTo(1, 9);
    expect(refused(random(3000, 5, 0.2)).length).toBeGreaterThan(400);
    expect(refused(random(3000, 5, 0.2 * (1 + 1e-6))).length).toBeGreaterThan(400);
  });

  it('that spread slowly settle too: a torus', () => {
    const side = 30;
    const edges: Edge[] = [];
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) {
        for (const [di, dj] of [
          [0, 1],
          [1, 0],
          [0, side - 1],
          [side - 1, 0],
        ] as const) {
          edges.push([i * side + j, ((i + di) % side) * side + ((j + dj) % side), 0.249]);
        }
      }
    }
    const system = equations(entering(side * side), edges);
    expectClose(solved(system), series(system), 1e-11);
  });

  it('with gains of very different sizes keep their small rates right', () => {
    // The same graph in units that differ from node to node has the same rates in those units.
    const plain = random(1000, 4, 0.2);
    const unit = Float64Array.from({ length: 1000 }, (_, i) => 2 ** ((i * 7) % 61));
    const scaled = {
      ...plain,
      external: plain.external.map((rate, i) => rate * unit[i]!),
      gain: plain.gain.map((gain, e) => (gain * unit[plain.to[e]!]!) / unit[plain.from[e]!]!),
    };
    const expected = solved(plain).map((rate, i) => rate * unit[i]!);
    expectClose(solved(scaled), expected, 1e-11);
  });
});

describe('a mistaken call', () => {
  it.each([
    ['too few external rates', { ...equations([1], []), size: 2 }],
    ['a rate that is no number', equations([NaN], [])],
    ['a negative rate', equations([-1], [])],
    ['an endless rate', equations([Infinity], [])],
    ['an edge from nowhere', equations([1], [[-1, 0, 1]])],
    ['an edge to nowhere', equations([1], [[0, 1, 1]])],
    ['a negative gain', equations([1], [[0, 0, -0.1]])],
    ['a gain that is no number', equations([1], [[0, 0, NaN]])],
    ['edges of different lengths', { ...equations([1], []), from: Int32Array.of(0) }],
  ])('with %s is refused', (_, system) => {
    expect(() => solveTraffic(system)).toThrow(RangeError);
  });

  it('leaves its arguments as they were', () => {
    const system = equations(
      [10, 0],
      [
        [0, 1, 2],
        [1, 0, 0.1],
      ],
    );
    const before = structuredClone(system);
    solveTraffic(system);
    expect(system).toEqual(before);
  });
});
