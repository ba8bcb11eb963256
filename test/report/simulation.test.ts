/** What the comparison with a simulation says, of results that are made up. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { PLAIN } from '../../src/report/report.ts';
import { compareSimulation, type Comparison } from '../../src/validation/peak.ts';
import { simulationJson, simulationToJson } from '../../src/report/simulation-json.ts';
import { simulationMarkdown, simulationTable } from '../../src/report/simulation.ts';
import type { ResponseStatistics, SimulationResult, SourceResult } from '../../src/simulation/result.ts';
import { estimateOf } from '../support.ts';

/** M/M/1 at one half: a mean of 20 ms, and percentiles of −ln(1 − p) times that. */
const half = (name = 'ask', rate = '50/s', component = 'clerk') =>
  estimateOf({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    workload: { [name]: { enters: component, rate, response: '1 KB' } },
    components: { [component]: { kind: 'custom', threads: 100, service: { mean: '10ms' } } },
  });

const MEAN = 0.02;
const P99 = MEAN * Math.log(100);
const around = (value: number, halfWidth: number | undefined = value / 100) => ({ value, halfWidth });

const response = (more: Partial<ResponseStatistics> = {}): ResponseStatistics => ({
  mean: around(MEAN),
  p50: around(MEAN * Math.LN2),
  p90: around(MEAN * Math.log(10)),
  p95: around(MEAN * Math.log(20)),
  p99: around(P99),
  p999: around(MEAN * Math.log(1000)),
  min: 0,
  max: 1,
  ...more,
});

function result(source: Partial<SourceResult> = {}, more: Partial<SimulationResult> = {}): SimulationResult {
  return {
    replications: 4,
    events: 123_456,
    warmup: 10,
    measured: 1000,
    stopped: 'time',
    isUnstable: false,
    sources: [
      {
        name: 'ask',
        requests: 50_000,
        failures: 0,
        throughput: 50,
        arrivalRate: 50,
        success: around(1, 0),
        refusedShare: 0,
        responseTime: response(),
        ...source,
      },
    ],
    routines: [],
    tiers: [
      {
        name: 'clerk',
        arrivalRate: 50,
        refusedShare: 0,
        population: 1,
        throughput: 50,
        responseTime: MEAN,
        threads: { utilization: 0.01, waitTime: 0, queueLength: 0 },
        stations: [{ name: 'clerk.cpu', utilization: 0.501, arrivalRate: 50, waitTime: 0.01, queueLength: 0.5 }],
      },
    ],
    calls: [],
    ...more,
  };
}

const compared = (source: Partial<SourceResult> = {}, more: Partial<SimulationResult> = {}) =>
  compareSimulation(half(), result(source, more), 1);
const table = (comparison: Comparison) => simulationTable(comparison, { paint: PLAIN });

describe('a class', () => {
  it('agrees where mean and p99 are within their bands', () => {
    const comparison = compared({ responseTime: response({ mean: around(MEAN / 1.049), p99: around(P99 / 1.149) }) });
    expect(comparison.classes[0]!.within).toEqual({ mean: true, p99: true });
    expect(comparison.classes[0]!.difference.mean).toBeCloseTo(0.049, 9);
    expect(table(comparison)).toContain('agree in all classes (mean within 5 %, p99 within 15 %)');
  });

  it('is named with what is beyond them', () => {
    const comparison = compared({ responseTime: response({ mean: around(MEAN / 1.06), p99: around(P99 / 0.8) }) });
    expect(comparison.classes[0]!.within).toEqual({ mean: false, p99: false });
    expect(table(comparison)).toContain(
      'analytic and simulated differ by more than 5 % (mean) or 15 % (p99): ask mean +6.0 %; ask p99 -20.0 %\n',
    );
  });

  it('is said to be not sure where the interval holds the analytic figure, or is not known', () => {
    const wide = compared({ responseTime: response({ mean: around(MEAN / 1.06, MEAN / 10) }) });
    expect(table(wide)).toContain('ask mean +6.0 % (not sure: simulate longer)');
    const unknown = compared({ responseTime: response({ p99: around(P99 / 1.3, undefined) }) });
    expect(unknown.deviations).toMatchObject([{ metric: 'p99', isSure: true }]);
    const none = compared({ responseTime: response({ p99: { value: P99 / 1.3, halfWidth: undefined } }) });
    expect(none.deviations).toMatchObject([{ metric: 'p99', isSure: false }]);
  });

  it('has no interval where none can be told', () => {
    const comparison = compared({ responseTime: response({ p99: { value: P99, halfWidth: undefined } }) });
    expect(simulationToJson(comparison).classes[0]!.simulated!.p99).toEqual({ value: P99, low: null, high: null });
    expect(table(comparison)).toMatch(/^ +p99 +92\.1 ms +92\.1 ms +0\.0 %$/m);
  });

  it('has no interval that reaches below 0', () => {
    const comparison = compared({ responseTime: response({ p50: around(0.001, 0.002) }) });
    expect(simulationToJson(comparison).classes[0]!.simulated!.p50).toEqual({ value: 0.001, low: 0, high: 0.003 });
  });

  it('has a difference of none from what is 0 on both sides, and an unknown one from what is 0 on one', () => {
    const comparison = compared({ responseTime: response({ p50: around(0) }) });
    expect(comparison.classes[0]!.difference.p50).toBeUndefined();
    expect(simulationToJson(comparison).classes[0]!.difference.p50).toBeNull();
  });

  it('is no number where its requests piled up', () => {
    const comparison = compared({ requests: 48_000, throughput: 48 }, { isUnstable: true });
    expect(comparison.classes[0]).toMatchObject({ state: 'unstable', simulated: undefined });
    expect(table(comparison)).toContain('ask is unbounded in the simulated figures alone');
    expect(table(comparison)).toContain('work keeps piling up (ask)');
  });

  it('keeps its numbers where those of others did', () => {
    const comparison = compared({}, { isUnstable: true });
    expect(comparison.classes[0]!.state).toBe('steady');
    expect(simulationToJson(comparison).stable).toBe(false);
    expect(table(comparison)).toContain('the simulation has no steady state: work keeps piling up\n');
  });

  it('is told apart from one that is unbounded in the analytic figures alone', () => {
    const comparison = compareSimulation(half('ask', '150/s'), result(), 1);
    expect(comparison.classes[0]).toMatchObject({ analytic: undefined, within: { mean: false, p99: false } });
    expect(table(comparison)).toContain('ask is unbounded in the analytic figures alone');
  });

  it('is no number where none of its requests ended', () => {
    const comparison = compared({ requests: 0, throughput: 0, responseTime: undefined });
    expect(simulationToJson(comparison).classes[0]).toMatchObject({
      state: 'none',
      simulated: null,
      within: { mean: null, p99: null },
    });
    expect(table(comparison)).toContain('nothing to compare: no request ended');
  });

  it('is no number where no request comes', () => {
    const comparison = compareSimulation(half(), result({}, { sources: [] }), 1);
    expect(comparison.classes[0]!.state).toBe('idle');
  });

  it('says what share failed', () => {
    const comparison = compared({ success: around(0.95, 0.002), refusedShare: 0.03 });
    expect(table(comparison)).toContain('5 % of ask failed (blocked at the entry: 3 %); their times are not counted');
    expect(table(comparison)).toMatch(/^ +success +100 % +95.00 % +0.2 % +\+5.0 %$/m);
    expect(simulationToJson(comparison).classes[0]!.success).toEqual({
      value: 0.95,
      low: 0.948,
      high: 0.952,
      analytic: 1,
      difference: expect.closeTo(0.05, 12),
      within: false,
    });
  });

  it('agrees in what succeeds within one request in a hundred', () => {
    const beside = (analytic: number, simulated: number) => {
      const estimated = half();
      const { performance } = estimated;
      const solution = { ...performance.solution, success: [analytic] };
      const source = { ...result().sources[0]!, success: around(simulated, 0.001) };
      const more = { sources: [source] };
      return compareSimulation({ ...estimated, performance: { ...performance, solution } }, result({}, more), 1);
    };
    expect(beside(0.959, 0.95).classes[0]!.success.within).toBe(true);
    const off = beside(0.98, 0.95);
    expect(off.deviations).toEqual([{ requestClass: 'ask', metric: 'success', difference: 0.98 - 0.95, isSure: true }]);
    expect(table(off)).toContain('5 % (mean), 15 % (p99) or 1 % (success): ask success +3.0 %');
    expect(table(off)).toMatch(/^ +success +98.00 % +95.00 % +0.1 % +\+3.0 %$/m);
  });

  it('has no times where every request failed', () => {
    const comparison = compared({
      requests: 0,
      failures: 50_000,
      throughput: 0,
      success: around(0, 0),
      responseTime: undefined,
    });
    expect(simulationToJson(comparison).classes[0]).toMatchObject({ state: 'failed', simulated: null });
    expect(simulationToJson(comparison).classes[0]!.success).toMatchObject({ value: 0 });
    expect(table(comparison)).toContain('none succeeded');
  });
});

describe('the run', () => {
  it('is told in the last line', () => {
    expect(table(compared()).trim().split('\n').at(-1)).toBe(
      'seed 1, 4 replications, 123k events, 16.7 min simulated in all after a warm-up of 10 s each',
    );
    expect(table(compared({}, { replications: 1 }))).toContain(
      'seed 1, 1 replication, 123k events, 16.7 min simulated after a warm-up of 10 s\n',
    );
  });

  it('that went round a loop without time has no figures', () => {
    const comparison = compared({}, { stopped: 'stalled' });
    expect(simulationToJson(comparison)).toMatchObject({ stable: false, classes: [{ simulated: null }] });
    expect(table(comparison)).toContain('the simulation stopped: calls go round a loop that takes no time');
  });

  it('names no resource that nothing uses', () => {
    const comparison: Comparison = {
      ...compared(),
      resources: [{ component: 'clerk', resource: 'disk', analytic: 0, simulated: 0 }],
    };
    expect(table(comparison)).not.toContain('clerk');
    expect(simulationToJson(comparison).components).toHaveLength(1);
  });

  it('has its resources side by side, threads too', () => {
    expect(table(compared())).toMatch(/^clerk +cpu +50 % +50\.1 %\n +threads +\S+ % +1 %$/m);
  });
});

describe('formats', () => {
  it('hold the same in markdown', () => {
    const out = simulationMarkdown(compared(), { paint: PLAIN });
    expect(out).toContain('| ask | mean | 20 ms | 20 ms | 200 µs | 0.0 % |');
    expect(out).toContain('| clerk | cpu | 50 % | 50.1 % |');
    expect(out).toContain('agree in all classes');
  });

  it('mark in markdown what is beyond its band', () => {
    const out = simulationMarkdown(compared({ responseTime: response({ mean: around(MEAN / 1.06) }) }), {
      paint: PLAIN,
    });
    expect(out).toContain('| **+6.0 %** |');
  });

  it('let no name steer a terminal or a page', () => {
    const name = 'a|*\u001B[31m\u202E';
    const [source] = result().sources;
    const hostile = compareSimulation(half(name, '50/s'), result({}, { sources: [{ ...source!, name }] }), 1);
    const [tier] = result().tiers;
    const others = compareSimulation(half('ask', '50/s', name), result({}, { tiers: [{ ...tier!, name }] }), 1);
    for (const comparison of [hostile, others])
      for (const report of [simulationTable, simulationMarkdown, simulationJson]) {
        const out = report(comparison, { paint: PLAIN });
        for (const control of ['\u001B', '\u202E']) expect(out).not.toContain(control);
      }
    expect(simulationMarkdown(hostile, { paint: PLAIN })).toContain('| a\\|\\*');
  });

  it('carry the warnings of the estimate', () => {
    const warning = { code: 'x', severity: 'warning', path: ['components', 'clerk'], message: 'beware' };
    const comparison: Comparison = { ...compared(), warnings: [warning as unknown as Diagnostic] };
    expect(simulationToJson(comparison).warnings).toEqual([{ code: 'x', path: 'components.clerk', message: 'beware' }]);
    expect(simulationMarkdown(comparison, { paint: PLAIN })).toContain('- `x`: beware\n');
  });
});
