import { describe, expect, it } from 'vitest';
import { MEASURED } from '../../src/models/system/measured.ts';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf, quoin } from '../support.ts';

const topology = (cv: number, servers: number) => `
name: queue
provider: aws
region: us-east-1
network: { same_zone: 0ms, cross_zone: 0ms }
workload: { requests: { enters: q, rate: 30/s, cv: ${cv}, response: 0 B } }
components:
  q: { kind: custom, servers: ${servers}, service: { mean: 10ms, cv: 3 }, availability: 99.9% }
`;

describe('how sure a latency is', () => {
  it('stands beside it in JSON: M/G/1 is exact, GI/G/c has the error of its family', () => {
    const exact = toJson(estimateOf(topology(1, 1))).classes[0]!.latency!;
    expect([exact.accuracy, exact.error.mean]).toEqual(['exact', 0]);
    const { accuracy, error } = toJson(estimateOf(topology(3, 2))).classes[0]!.latency!;
    expect(accuracy).toBe('approximate');
    expect(error.mean).toBeGreaterThanOrEqual(MEASURED.families.arrivals.mean.worst);
  });

  it.each(['table', 'markdown'])('is marked in a %s, with the error', async (format) => {
    const shown = async (cv: number, servers: number) =>
      (await quoin(['estimate', '-', '--format', format], { stdin: topology(cv, servers) })).out;
    expect(await shown(1, 1)).not.toContain('≈');
    const approximate = await shown(3, 2);
    expect(approximate).toMatch(/≈ [\d.]+ ms/);
    expect(approximate).toMatch(
      /≈ approximate; the largest error measured in its family: requests mean [\d.]+ %, p99 [\d.]+ %/,
    );
  });
});
