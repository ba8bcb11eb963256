import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const tasks = { kind: 'container', vcpu: 2, memory: '4 GB', count: 3 };

describe('container', () => {
  it('bills vCPU and memory of its tasks for as long as they run', () => {
    // 3 × 2 × 730 × 0.04048; 3 × 4 × 730 × 0.004445
    expect(estimated(aws({ app: tasks })).amounts('app')).toEqual({
      'linux-x86-vcpu': '177.30',
      'linux-x86-memory': '38.94',
    });
    // 3 × 2 × 2,628,000 × 0.000018; 3 × 4 × 2,628,000 × 0.000002
    expect(estimated(gcp({ app: tasks })).amounts('app')).toEqual({
      'instance-billing-vcpu': '283.82',
      'instance-billing-memory': '63.07',
    });
    // 3 × 2 × 2,628,000 × 0.000024; 3 × 4 × 2,628,000 × 0.000003
    expect(estimated(azure({ app: tasks })).amounts('app')).toEqual({
      'active-vcpu': '378.43',
      'active-memory': '94.61',
    });
  });

  it('bills 300 hours of one task', () => {
    // 300 × 0.04048 + 300 × 2 × 0.004445
    expect(estimated(aws({ job: { kind: 'container', usage: { task_time: '300 h/month' } } })).total).toBe('14.81');
  });

  it('follows the load over the working day', () => {
    // 100/s × 20 ms keep 2 vCPUs busy on the mean: 4 from 9 to 17 h, 1 else; at 50 % 8 tasks and 2. (8 × 8 + 16 × 2)/24 = 4 tasks.
    const app = { kind: 'container', autoscale: { min: 1, max: 10, target: '50%' }, demand: { cpu: '20ms' } };
    const workload = one('app', '100/s', { peak: '2x', profile: 'business-hours' });
    expect(estimated(aws({ app }, workload)).quantities('app')).toEqual({
      'linux-x86-vcpu': 4 * 730,
      'linux-x86-memory': 4 * 2 * 730,
    });
  });

  it('moves between its bounds with the arrival rate where a request costs nobody knows what', () => {
    const app = { kind: 'container', autoscale: { min: 2, max: 10, target: '50%' } };
    const { quantities, warnings } = estimated(
      aws({ app }, one('app', '100/s', { peak: '2x', profile: 'business-hours' })),
    );
    // 10 tasks from 9 to 17 h; a quarter of the peak else: 2 + 8/4. (8 × 10 + 16 × 4)/24 = 6 tasks.
    expect(quantities('app')['linux-x86-vcpu']).toBe(6 * 730);
    expect(warnings.some((warning) => warning.includes('what a request costs a task'))).toBe(true);
  });

  it('pays on Cloud Run only while it answers, if asked', () => {
    // 262.8 M × 80 ms ÷ 8 = 2,628,000 s × (0.000024 + 0.5 × 0.0000025); 262.8 M × 0.0000004
    const app = { kind: 'container', memory: '512 MB', billing: 'request', duration: '80ms', concurrency: 8 };
    expect(estimated(gcp({ app }, one('app', '100/s'))).amounts('app')).toEqual({
      'request-billing-vcpu': '63.07',
      'request-billing-memory': '3.29',
      requests: '105.12',
    });
  });

  it('stands in as many zones as it has tasks', () => {
    const workload = one('app', '1/s');
    const calls = [{ to: 'api', request: '1 MB', response: '0 B' }];
    const topology = (count: number) => aws({ app: { ...tasks, count, calls }, api: { ...tasks, count } }, workload);
    expect(estimated(topology(1)).amounts('app')).not.toHaveProperty('inter-az app → api');
    // Two zones: half of it crosses
    expect(estimated(topology(2)).quantities('app')['inter-az app → api']).toBeCloseTo(GB_PER_MBPS / 2, 6);
  });

  it('runs part-time', () => {
    // 365 × 2 × 3 × 0.04048 + 365 × 4 × 3 × 0.004445
    expect(estimated(aws({ app: { ...tasks, hours: '12h/day' } })).total).toBe('108.12');
  });
});
