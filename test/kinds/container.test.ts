import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed, serve, visit } from './perform-context.ts';
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
    // 100/s × 20 ms keep 2 vCPUs busy on the mean: 4 from 9 to 17 h, 1 else; at 50 % 8 tasks and 2. (8 × 8 + 16 × 2)/24
    // = 4 tasks.
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

  const task = (more: object) => ({ kind: 'container', demand: { cpu: '10ms' }, ...more });
  const run = (more: object, topology = aws) =>
    performed(topology({ app: task(more) }, one('app', '100/s', { peak: '2x' })), 'app', { vcpus: undefined });

  it('has a server for each vCPU of a task', () => {
    const { plan, work } = run({ vcpu: 2, count: 3, threads: 20 });
    expect(plan.tiers).toEqual([
      { nodes: 3, dispatch: { direct: 'random' }, threads: 20, stations: [{ resource: 'cpu', servers: 2 }] },
    ]);
    expect(plan.limits).toEqual([]);
    expect(work).toEqual([visit(0, serve(0, exponential(10e-3)), CALLS)]);
  });

  it('is slower by as much as a vCPU is a part of one', () => {
    const { plan, work } = run({ vcpu: 0.25 });
    expect(plan.tiers).toMatchObject([{ nodes: 1, stations: [{ servers: 1 }] }]);
    expect(work).toEqual([visit(0, serve(0, exponential(40e-3)), CALLS)]);
  });

  it('gives a request a whole vCPU of one and a half, and all of them one and a half', () => {
    const { plan, work } = run({ vcpu: 1.5, count: 2 });
    expect(plan.tiers).toMatchObject([{ nodes: 2, stations: [{ servers: 2 }] }]);
    expect(work).toEqual([visit(0, serve(0, exponential(10e-3)), CALLS)]);
    // 200/s × 10 ms of 2 × 1.5
    expect(plan.limits).toEqual([{ resource: 'cpu', unit: 'vCPU', capacity: 3, use: 2, source: 'the file: vcpu' }]);
  });

  it('answers so many requests at once where it pays by request', () => {
    const paid = { billing: 'request', duration: '80ms', concurrency: 10, demand: undefined };
    // 200/s × 80 ms are 16 at once: 1.6 tasks, kept at 60 %
    const { plan, work } = run({ ...paid, autoscale: { min: 0, max: 100 } }, gcp);
    expect(plan.tiers).toEqual([
      { nodes: 3, dispatch: 'shared', stations: [{ resource: 'concurrency', servers: 10 }] },
    ]);
    expect(work.slice(-2)).toEqual([visit(0, serve(0, exponential(80e-3))), { do: 'calls', async: true }]);
  });

  it('waits for no task where the platform adds them without a limit, and says so', () => {
    const { plan, work, warnings } = run({ billing: 'request', vcpu: 0.5 }, gcp);
    expect(plan.tiers).toEqual([]);
    expect(work.slice(-2)).toEqual([delay(exponential(20e-3)), CALLS]);
    expect(warnings).toEqual(['how many tasks there may be at once is not given: no request waits for one']);
  });

  it('waits for a task to start where none is left', () => {
    const paid = { billing: 'request', duration: '1ms', demand: undefined };
    const cold = (fields: object, rate: string, topology = gcp) =>
      performed(topology({ app: task({ ...paid, ...fields }) }, one('app', rate)), 'app', { vcpus: undefined });
    const scale = (min: number) => ({ autoscale: { min, max: 10 } });
    // Cloud Run keeps an idle instance for 15 minutes, Container Apps for 5.
    const { plan, work, assumed } = cold(scale(0), '0.001/s');
    expect(plan.details!['cold_share']!.value).toBeCloseTo(Math.exp(-0.9), 5);
    expect(assumed).toMatchObject({ 'until an idle task is given up': 900, 'what a cold start adds': 0.32 });
    expect(work[0]).toMatchObject({ do: 'either', branches: [{ steps: [{ time: { mean: 0.32 } }] }] });
    expect(cold(scale(0), '0.001/s', azure).plan.details!['cold_share']!.value).toBeCloseTo(Math.exp(-0.3), 5);
    // A task that is kept has room, and so have those that are counted.
    expect(cold(scale(1), '0.001/s').plan.details!['cold_share']!.value).toBeLessThan(1e-5);
    expect(cold({ count: 1 }, '0.001/s').plan.details).toEqual({});
  });
});
