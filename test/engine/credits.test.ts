import { describe, expect, it } from 'vitest';
import { outOfCredits, surplusPerDay } from '../../src/engine/credits.ts';
import { estimate } from '../../src/estimate/estimate.ts';
import { readSources } from '../../src/topology/merge.ts';
import { estimateOf, itemsOf, RATES, TODAY } from '../support.ts';

const flat = (load: number) => new Float64Array(24).fill(load);
const T3_MICRO = { vcpus: 2, baseline: 0.1, hoursSaved: 24 };

const on = (options: object, workload: object = { rate: '20/s' }, place: object = {}) => ({
  provider: 'aws',
  region: 'us-east-1',
  ...place,
  workload: { w: { enters: 's', response: '1 KB', request: '1 KB', ...workload } },
  components: { s: { kind: 'service', instance: 't3.micro', demand: { cpu: '10ms' }, ...options } },
});
const problems = (topology: object) => {
  const result = estimate(readSources([{ name: 'a.yaml', text: JSON.stringify(topology) }]), {
    rates: RATES,
    today: TODAY,
  });
  return result.ok ? [] : result.diagnostics.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const cpuOf = (topology: object, resource = 'cpu') =>
  estimateOf(topology).performance.components[0]!.resources.find((one) => one.resource === resource)!.utilization;

/**
 * @see docs.aws.amazon.com/AWSEC2 burstable-credits-baseline-concepts: t3.micro earns 12 credits an hour, 10 % of each
 * of 2 vCPUs
 */
describe('credits of a day', () => {
  it('t3.micro sustains 0.2 vCPUs and no more', () => {
    expect(outOfCredits({ ...T3_MICRO, hourly: flat(0.2), peak: 0.2 })).toBeUndefined();
    expect(outOfCredits({ ...T3_MICRO, hourly: flat(0.21), peak: 0.21 })).toBeCloseTo(0.105, 12);
  });

  it('an hour at both vCPUs is earned in the 23 others, where these are quiet', () => {
    const hourly = flat(0.1);
    hourly[12] = 2;
    expect(outOfCredits({ ...T3_MICRO, hourly, peak: 2 })).toBeUndefined();
    // 23 hours save 23 × 0.1 = 2.3 of the 1.8 that the hour takes; with 0.13 it is 1.61.
    expect(outOfCredits({ ...T3_MICRO, hourly: hourly.map((load) => (load < 1 ? 0.13 : load)), peak: 2 })).toBe(1);
  });

  it('a peak that the profile does not show may last', () => {
    expect(outOfCredits({ ...T3_MICRO, hourly: flat(0.1), peak: 1 })).toBe(0.5);
  });

  it('Google’s shared cores save nothing', () => {
    const hourly = flat(0);
    hourly[12] = 0.5;
    expect(outOfCredits({ vcpus: 2, baseline: 0.125, hoursSaved: 0, hourly, peak: 0.5 })).toBe(0.25);
  });

  it('unlimited pays for what the day’s average exceeds the baseline by', () => {
    const one = flat(1);
    expect(surplusPerDay(flat(0.85), one, { vcpus: 2, baseline: 0.3 })).toBeCloseTo(24 * 0.25, 9);
    expect(surplusPerDay(flat(0.2), one, { vcpus: 2, baseline: 0.3 })).toBe(0);
    const hourly = flat(0.1);
    hourly[12] = 2;
    expect(surplusPerDay(hourly, one, { vcpus: 2, baseline: 0.1 })).toBe(0);
  });
});

describe('credits of a component', () => {
  it('t3.large costs as much as m5.large at 42.5 % (EC2 guide: 0.0832 + 0.25 vCPUs × 0.05 = 0.0957)', () => {
    const items = itemsOf(on({ instance: 't3.large' }, { rate: '85/s' }), 's');
    const surplus = items.find(({ meter }) => meter.includes('credits'))!;
    expect(Number(surplus.quantity)).toBeCloseTo(0.25 * 730, 6);
    // 0.25 × 730 × 0.05
    expect(surplus.amount).toBe('9.13');
  });

  it('T4g costs 0.04 a vCPU-hour, Windows 0.096, RDS 0.075', () => {
    const unit = (topology: object) =>
      itemsOf(topology, 's').find(({ meter }) => meter.includes('credits'))?.unit_price;
    expect(unit(on({ instance: 't4g.large' }, { rate: '85/s' }))).toBe('0.04');
    expect(unit(on({ instance: 't3.large', os: 'windows' }, { rate: '85/s' }))).toBe('0.096');
    const db = { kind: 'sql', instance: 'db.t3.medium', storage: '20 GB', read_ratio: '50%' };
    expect(unit(on(db, { rate: '85/s' }))).toBe('0.075');
  });

  it('nothing is charged where quiet hours earn it, where it is standard, and for T2', () => {
    const lines = (topology: object) => itemsOf(topology, 's').filter(({ meter }) => meter.includes('credits'));
    expect(lines(on({}, { rate: '15/s', peak: '60/s' }))).toEqual([]);
    expect(lines(on({ credits: 'standard' }, { rate: '60/s' }))).toEqual([]);
    expect(lines(on({ instance: 't2.small' }, { rate: '60/s' }))).toEqual([]);
  });

  it('standard is judged at its baseline: t3.micro at 21/s of 10 ms is full', () => {
    expect(cpuOf(on({ credits: 'standard' }, { rate: '20/s' }))).toBeCloseTo(0.1, 9);
    expect(cpuOf(on({ credits: 'standard' }, { rate: '21/s' }))).toBeCloseTo(1.05, 9);
    expect(cpuOf(on({}, { rate: '21/s' }))).toBeCloseTo(0.105, 9);
    expect(cpuOf(on({ instance: 't2.small' }, { rate: '30/s' }))).toBeCloseTo(1.5, 9);
  });

  it('counts CPU that protocols take', () => {
    const file = on({ credits: 'standard' }, { rate: '19.9/s' });
    const called = {
      ...file,
      workload: { w: { enters: 'front', rate: '19.9/s', response: '1 KB' } },
      components: {
        s: file.components.s,
        front: {
          kind: 'external',
          latency: '1ms',
          calls: [{ to: 's', protocol: 'http', request: '1 KB', response: '1 KB' }],
        },
      },
    };
    expect(cpuOf(file)).toBeLessThan(0.1);
    expect(cpuOf(called)).toBeGreaterThan(1);
  });

  it('counts a published demand, of the leader alone: etcd asks 1.8 vCPUs of the 0.4 that a t3.medium sustains', () => {
    const etcd = (more: object) =>
      on(
        {
          kind: 'consensus',
          engine: 'etcd',
          instance: 't3.medium',
          members: 3,
          read_ratio: '0%',
          demand: undefined,
          ...more,
        },
        { rate: '10000/s', response: '100 B', request: '256 B' },
      );
    // 8 vCPUs over 44,341 writes a second: 1.804 of 0.4.
    expect(cpuOf(etcd({ credits: 'standard' }), 'leader.cpu')).toBeCloseTo((10_000 * 8) / 44_341 / 0.4, 2);
    expect(cpuOf(etcd({}), 'leader.cpu')).toBeCloseTo((10_000 * 8) / 44_341 / 2, 2);
    const surplus = itemsOf(etcd({}), 's').find(({ meter }) => meter.includes('credits'))!;
    expect(Number(surplus.quantity)).toBeCloseTo(((10_000 * 8) / 44_341 - 0.4) * 730, 0);
  });

  it('ElastiCache is standard: one thread may spend what both vCPUs of a t4g.micro earn', () => {
    const cache = { kind: 'cache', instance: 'cache.t4g.micro', demand: undefined };
    // 74,239 commands keep one core busy: 0.2 vCPUs carry a fifth.
    expect(cpuOf(on(cache, { rate: '14000/s' }))).toBeCloseTo(14_000 / 74_239, 2);
    expect(cpuOf(on(cache, { rate: '16000/s' }))).toBeCloseTo(16_000 / 74_239 / 0.2, 2);
  });

  it('is refused where it means nothing', () => {
    const at = (provider: string, region: string) => ({ provider, region });
    expect(problems(on({ instance: 'Standard_B2s', credits: 'unlimited' }, {}, at('azure', 'eastus')))[0]).toContain(
      'components.s.credits: B-series sizes of Azure have no unlimited mode',
    );
    expect(problems(on({ instance: 'e2-micro', credits: 'unlimited' }, {}, at('gcp', 'us-central1')))[0]).toContain(
      'components.s.credits: shared-core machines of Google Cloud have no credits',
    );
    expect(problems(on({ instance: 'm5.large', credits: 'unlimited' }))[0]).toContain('m5.large is not burstable');
    expect(
      problems(on({ kind: 'cache', instance: 'cache.t4g.micro', demand: undefined, credits: 'unlimited' }))[0],
    ).toContain('Amazon ElastiCache runs cache.t4g.micro standard and nothing else');
    const fargate = { kind: 'container', instance: undefined, vcpu: 1, memory: '2 GB', credits: 'standard' };
    expect(problems(on(fargate)).join()).toContain('components.s.credits');
    expect(problems(on({ credits: 'standard' }))).toEqual([]);
  });
});
