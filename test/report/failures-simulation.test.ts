/** What the comparison with simulated failures says, of results that are made up. */
import { describe, expect, it } from 'vitest';
import { compareFailures } from '../../src/validation/failures.ts';
import { failuresToJson } from '../../src/report/failures-simulation-json.ts';
import { failureMarkdown, failureTable } from '../../src/report/failures-simulation.ts';
import { PLAIN } from '../../src/report/report.ts';
import type { FailureResult } from '../../src/simulation/failures.ts';
import { estimateOf } from '../support.ts';

/** Down for 1 % of the time. */
const desk = (name = 'ask') =>
  estimateOf({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    workload: { [name]: { enters: 'clerk', rate: '1/s', response: '1 KB' } },
    components: { clerk: { kind: 'custom', service: { mean: '10ms' }, availability: '99%' } },
  });

const result = (value: number, low?: number, high?: number, more: Partial<FailureResult> = {}): FailureResult => ({
  unavailability: { value, low, high },
  method: 'cycles',
  cycles: 1000,
  effective: 500,
  years: 2500,
  events: 4000,
  ...more,
});
const compared = (own: FailureResult, name?: string) => compareFailures(desk(name), [own], 1);
const tableOf = (own: FailureResult) => failureTable(compared(own), { paint: PLAIN });

describe('simulated failures', () => {
  it.each([
    ['within the interval', result(0.011, 0.009, 0.013), true],
    ['within 5 %, though the interval is narrower', result(0.0104, 0.0103, 0.0105), true],
    ['neither', result(0.011, 0.0105, 0.0115), false],
    ['an interval that nobody knows', result(0.01), undefined],
    ['no outage', result(0), undefined],
  ])('agree or not: %s', (_, own, agrees) => {
    expect(compared(own).classes[0]!.agrees).toBe(agrees);
  });

  it('agree with a bound that they stay below, within its error', () => {
    const estimated = desk();
    const bounded = (error: number) => ({
      ...estimated,
      availability: { ...estimated.availability, classes: () => ({ ...estimated.availability.classes(0), error }) },
    });
    const own = result(0.008, 0.0075, 0.0085);
    expect(compareFailures(bounded(0), [own], 1).classes[0]!.agrees).toBe(false);
    expect(compareFailures(bounded(0.001), [own], 1).classes[0]!.agrees).toBe(false);
    const comparison = compareFailures(bounded(0.002), [own], 1);
    expect(comparison.classes[0]!.agrees).toBe(true);
    const table = failureTable(comparison, { paint: PLAIN });
    expect(table).toContain('≥ 99.00 %');
    expect(table).toContain('ask: the analytic figure is a bound');
  });

  it('give the interval of the availability and of the time down in their own order', () => {
    const table = tableOf(result(0.011, 0.01, 0.012));
    expect(table).toMatch(/^ask +availability +99\.00 % +98\.90 % +98\.80 % +99\.00 %$/m);
    // 1 %, 1.1 %, 1 % and 1.2 % of 365 days; 0.01 / 0.011 − 1.
    expect(table).toMatch(/^ +downtime\/year +3\.65 d +4\.01 d +3\.65 d +4\.38 d +-9\.1 % +yes$/m);
    expect(table).toMatch(/^seed 1, 4k events; ask: 2\.5k years in 1k cycles$/m);
  });

  it('leave out what is not known', () => {
    const none = compared(result(0));
    expect(failuresToJson(none).classes[0]).toMatchObject({
      simulated: {
        unavailability: { value: 0, low: null, high: null },
        availability: { value: 1, low: null, high: null },
      },
      difference: null,
      agree: null,
    });
    expect(failureTable(none, { paint: PLAIN })).toContain(
      'nothing to compare: too few outages in the time simulated\nask: too few outages for an interval; simulate more years\n',
    );
  });

  it('count the events of results that classes share once', () => {
    const estimated = estimateOf({
      name: 'desk',
      provider: 'aws',
      region: 'us-east-1',
      workload: { ask: { enters: 'clerk', rate: '1/s' }, pay: { enters: 'clerk', rate: '2/s' } },
      components: { clerk: { kind: 'custom', service: { mean: '10ms' }, availability: '99%' } },
    });
    const own = result(0.01, 0.009, 0.011);
    expect(compareFailures(estimated, [own, own], 1).events).toBe(4000);
    expect(compareFailures(estimated, [own, { ...own }], 1).events).toBe(8000);
  });

  it('stand out in markdown where they differ, and cannot break its table', () => {
    const text = failureMarkdown(compared(result(0.011, 0.0105, 0.0115), 'ask|*me*'), { paint: PLAIN });
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual([10, 10, 10, 10]);
    expect(rows[3]).toContain('| **no** |');
    expect(text).toContain('more than chance explains');
  });
});
