/**
 * Every reference problem against the models, within the problem's own tolerance. The file is a copy of the project's
 * reference set, with the sources of its figures; its rules: a metric's tolerance by name, else `rel` of all, else
 * 1e-6. `sim_*` are simulated figures, which the analytic functions must meet.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { distributionSolvers } from './distributions.ts';
import { solvers, type Inputs } from './solvers.ts';
import { systemSolvers } from './systems.ts';

interface Problem {
  readonly id: string;
  readonly family: string;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: Readonly<Record<string, unknown>>;
}

const { problems } = JSON.parse(readFileSync(new URL('models.json', import.meta.url), 'utf8')) as {
  problems: readonly Problem[];
};

const all = { ...solvers, ...distributionSolvers };

const families = [...new Set(problems.map(({ family }) => family))];

it('knows every family of the file', () => {
  expect(families.filter((family) => !all[family])).toEqual([]);
});

describe.each(families)('%s', (family) => {
  it.each(problems.filter((problem) => problem.family === family))('$id', ({ inputs, expected, tolerance }) => {
    const found = all[family]!(inputs);
    const wrong = Object.entries(expected).flatMap(([metric, value]) =>
      differences(metric, found[metric], value, allowance(tolerance, metric)),
    );
    expect(wrong).toEqual([]);
  });
});

/**
 * What the product may be off by where a problem is posed as a system: its targets, where they are wider than the
 * problem's tolerance. Percentiles of what is exact are inverted numerically; queues that no formula is exact for are
 * within 5 % and 15 %; calls along a cycle are followed until little is left of them.
 */
const TARGETS: Readonly<Record<string, Readonly<Record<string, Allowance>>>> = {
  mm1: { percentile: { rel: 0.001 } },
  mmc: { percentile: { rel: 0.001 } },
  mg1: { percentile: { rel: 0.001 } },
  gg1: { mean: { rel: 0.05 }, percentile: { rel: 0.15 } },
  open_jackson: { mean: { rel: 1e-4 }, percentile: { rel: 0.001 } },
};

describe.each(families.filter((family) => systemSolvers[family]))('%s as a system', (family) => {
  const ofFamily = problems.filter((problem) => problem.family === family);
  const answers = ofFamily.map(({ inputs }) => systemSolvers[family]!(inputs));

  it('has answers at all', () => {
    const answered = ofFamily.filter(({ expected }, at) =>
      Object.keys(expected).some((metric) => metric in answers[at]!),
    );
    expect(answered.length).toBeGreaterThan(0);
  });

  it.each(ofFamily.map((problem, at) => ({ ...problem, found: answers[at]! })))(
    '$id',
    ({ expected, tolerance, found }) => {
      const target = (metric: string) =>
        TARGETS[family]?.[/_p\d+$/.test(metric) ? 'percentile' : 'mean'] ?? allowance(tolerance, metric);
      const asked = Object.entries(expected).filter(([metric]) => found[metric] !== undefined);
      const wrong = asked.flatMap(([metric, value]) => differences(metric, found[metric], value, target(metric)));
      expect(wrong).toEqual([]);
    },
  );
});

interface Allowance {
  readonly rel?: number;
  readonly abs?: number;
}

function allowance(tolerance: Readonly<Record<string, unknown>>, metric: string): Allowance {
  const own = tolerance[metric] as Allowance | undefined;
  return own ?? { rel: (tolerance.rel as number | undefined) ?? 1e-6 };
}

function differences(metric: string, found: unknown, expected: unknown, allowed: Allowance): string[] {
  if (Array.isArray(expected)) {
    const list = found as readonly unknown[] | undefined;
    return expected.flatMap((value, i) => differences(`${metric}[${i}]`, list?.[i], value, allowed));
  }
  if (typeof expected === 'object' && expected !== null) {
    const fields = found as Readonly<Record<string, unknown>> | undefined;
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(`${metric}.${key}`, fields?.[key], value, allowed),
    );
  }
  if (typeof expected !== 'number') return found === expected ? [] : [`${metric}: ${found}, not ${expected}`];
  // 1.4e-17 is the rounding left in a reference wait of nothing.
  const wanted = Math.abs(expected) < 1e-16 ? 0 : expected;
  const room = Math.max(allowed.abs ?? 0, (allowed.rel ?? 0) * Math.abs(wanted), wanted === 0 ? 1e-15 : 0);
  const distance = typeof found === 'number' ? Math.abs(found - wanted) : NaN;
  return distance <= room ? [] : [`${metric}: ${found}, not ${expected} ± ${room}`];
}
