import { describe, expect, it } from 'vitest';
import { CALLS, constant, delay, exponential, performed, serve, visit } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const f = { kind: 'function', memory: '256 MB', duration: '30ms' };

describe('function', () => {
  it('bills requests, and memory over the time that they run', () => {
    // 262.8 M × 0.0000002; 262.8 M × 0.03 s × 0.25 GB = 1,971,000 GB-s × 0.0000166667
    expect(estimated(aws({ f }, one('f', '100/s'))).amounts('f')).toEqual({
      requests: '52.56',
      'x86-duration': '32.85',
    });
  });

  it('charges Azure for 100 ms at least, and Google for each 100 ms begun', () => {
    // 262.8 M × 0.1 s × 0.25 GB = 6,570,000 GB-s × 0.000016
    expect(estimated(azure({ f }, one('f', '100/s'))).amounts('f')).toEqual({
      'consumption-execution-time': '105.12',
      'consumption-total-executions': '52.56',
    });
    // The same GB-s × 0.0000025; 262.8 M × 0.1 s × 0.4 GHz × 0.00001; 262.8 M × 0.0000004
    expect(estimated(gcp({ f }, one('f', '100/s'))).amounts('f')).toEqual({
      invocations: '105.12',
      'gb-seconds': '16.43',
      'ghz-seconds': '105.12',
    });
  });

  it('takes the time of each class', () => {
    const workload = { quick: { enters: 'f', rate: '1/s' }, slow: { enters: 'f', rate: '1/s' } };
    const timed = { ...f, memory: '1 GB', classes: { slow: { service: { mean: '130ms' } } } };
    // 2.628 M × (0.03 + 0.13) s × 1 GB
    expect(estimated(aws({ f: timed }, workload)).quantities('f')['x86-duration']).toBeCloseTo(420_480, 3);
    // With a CPU time of its own a class's demand is CPU time too, and lasts no longer: 2.628 M × 2 × 0.03 s
    const computing = { ...f, memory: '1 GB', demand: { cpu: '5ms' }, classes: { slow: { demand: { cpu: '8ms' } } } };
    expect(estimated(aws({ f: computing }, workload)).quantities('f')['x86-duration']).toBeCloseTo(157_680, 3);
  });

  it('gives the free tier once to both architectures', () => {
    const workload = { a: { enters: 'a', rate: '100/s' }, b: { enters: 'b', rate: '100/s' } };
    const { quantities, amounts } = estimated(
      aws({ a: { ...f, arch: 'arm64' }, b: f }, workload, { billing: { free_tier: true } }),
    );
    expect(quantities('a')['arm-duration']).toBe(1_971_000);
    // 200,000 GB-s free each: 1,771,000 × 0.0000133334 and × 0.0000166667
    expect(amounts('a')['arm-duration']).toBe('23.61');
    expect(amounts('b')['x86-duration']).toBe('29.52');
    // 1 M requests free, half each: 262.3 M × 0.0000002
    expect(amounts('a')['requests']).toBe('52.46');
  });

  it('lets instances that are kept ready take the work first', () => {
    // 10 × 0.25 GB × 2,628,000 s = 6,570,000 GB-s × 0.0000041667; 1,971,000 GB-s × 0.0000097222
    expect(estimated(aws({ f: { ...f, provisioned_concurrency: 10 } }, one('f', '100/s'))).amounts('f')).toEqual({
      requests: '52.56',
      'provisioned-concurrency-x86': '27.38',
      'provisioned-duration-x86': '19.16',
    });
  });

  it('bills scratch disk beyond 512 MB', () => {
    // 7,884,000 s × 1.5 GB × 0.0000000309
    expect(
      estimated(aws({ f: { ...f, ephemeral_storage: '2 GB' } }, one('f', '100/s'))).amounts('f')['ephemeral-storage'],
    ).toBe('0.37');
  });

  it('takes GB-seconds from a bill as they are', () => {
    // 10 M × 0.0000002 + 1 M × 0.0000166667
    const usage = { requests: '10M/month', gb_seconds: '1M/month' };
    expect(estimated(aws({ f: { ...f, usage } })).total).toBe('18.67');
    // 10 M × 0.0000002 + 1 M × 0.000016
    expect(estimated(azure({ f: { ...f, usage } })).total).toBe('18.00');
    // 10 M × 0.0000004 + 1 M × 0.0000025 + 4 M s × 0.4 GHz × 0.00001
    expect(estimated(gcp({ f: { ...f, usage } })).total).toBe('22.50');
  });

  it('says so where nobody knows how long it runs', () => {
    const { warnings } = estimated(aws({ f: { kind: 'function' } }, one('f', '1/s')));
    expect(warnings).toContain('how long a request runs is not given: no time is billed for it');
  });

  it('crosses no zone on its way to others', () => {
    const calls = [{ to: 'db', request: '1 MB', response: '0 B' }];
    const { quantities } = estimated(
      aws(
        { f: { ...f, calls }, db: { kind: 'service', instance: 'm5.large', count: 3 } },
        one('f', '1/s', { response: '1 MB' }),
      ),
    );
    // Its answers leave to the internet.
    expect(quantities('f')).toMatchObject({ 'internet-egress': GB_PER_MBPS });
    expect(Object.keys(quantities('f')).filter((meter) => meter.startsWith('inter-az'))).toEqual([]);
  });

  /** So many that none starts cold. */
  const ready = { provisioned_concurrency: 100 };

  it('takes its duration as one of the executions at once, calls included', () => {
    const f = { kind: 'function', duration: '120ms', concurrency: 50, demand: { cv: 0 }, ...ready };
    const { plan, work } = performed(aws({ f }, one('f', '4/s')), 'f');
    expect(plan.tiers).toEqual([
      { nodes: 1, dispatch: 'shared', stations: [{ resource: 'concurrency', servers: 50 }] },
    ]);
    expect(work).toEqual([visit(0, serve(0, constant(0.12))), { do: 'calls', async: true }]);
  });

  it('lasts for its CPU time and its calls where no duration is given', () => {
    const f = { kind: 'function', demand: { cpu: '30ms' }, ...ready };
    const { plan, work, assumed } = performed(aws({ f }, one('f', '4/s')), 'f');
    expect(plan.tiers).toEqual([{ nodes: 1, dispatch: 'shared', threads: 1000, stations: [] }]);
    expect(assumed).toEqual({ 'executions at once': 1000, 'until an idle instance is given up': 600 });
    expect(work).toEqual([visit(0, delay(exponential(30e-3)), CALLS)]);
  });

  it('takes a class’s demand as its duration, as the bill does', () => {
    const f = { kind: 'function', duration: '120ms', classes: { c: { demand: { cpu: '40ms' } } }, ...ready };
    const mean = (more: object) => performed(aws({ f: { ...f, ...more } }, one('f', '4/s')), 'f').work;
    expect(mean({})).toMatchObject([visit(0, serve(0, exponential(40e-3))), { async: true }]);
    expect(mean({ demand: { cpu: '10ms' } })).toMatchObject([visit(0, serve(0, exponential(120e-3))), { async: true }]);
  });

  it('starts cold where no instance is idle', () => {
    const started = (fields: object, rate: string, topology: typeof aws = aws) =>
      performed(topology({ f: { kind: 'function', duration: '1ms', ...fields } }, one('f', rate)), 'f');
    // Nobody came for ten minutes: e^(−0.001 × 600); next to never are two there at once.
    const { plan, work, assumed } = started({}, '0.001/s');
    expect(plan.details!['cold_share']!.value).toBeCloseTo(Math.exp(-0.6), 5);
    expect(plan.details!['cold_starts']!.value).toBeCloseTo(0.001 * Math.exp(-0.6), 8);
    expect(plan.details!['concurrency']).toEqual({ value: 1e-6, unit: 'count' });
    expect(assumed).toMatchObject({
      'what a cold start adds': expect.closeTo(0.225, 12),
      'until an idle instance is given up': 600,
    });
    expect(work).toMatchObject([
      {
        do: 'either',
        branches: [
          {
            probability: plan.details!['cold_share']!.value,
            steps: [{ do: 'delay', time: { mean: expect.closeTo(0.225, 12) } }],
          },
        ],
      },
      { do: 'visit' },
      { do: 'calls' },
    ]);
    const adds = (fields: object, topology?: typeof aws) =>
      started(fields, '0.001/s', topology).assumed['what a cold start adds'];
    expect(adds({ arch: 'arm64' })).toBeCloseTo(0.14, 12);
    expect(adds({}, gcp)).toBe(0.32);
    expect(adds({ cold_start: '2s' })).toBeUndefined();
    expect(started({ cold_start: '2s' }, '0.001/s').work).toMatchObject([
      { branches: [{ steps: [{ time: { mean: 2 } }] }] },
      {},
      {},
    ]);
    expect(started({ provisioned_concurrency: 20 }, '0.001/s').plan.details!['cold_share']!.value).toBe(0);
    // The premium plan keeps one instance.
    expect(started({ plan: 'premium' }, '0.001/s', azure).plan.details!['cold_share']!.value).toBeLessThan(1e-5);
  });

  it('has as many executions at once as its provider allows', () => {
    const most = (topology: typeof aws, fields: object = {}) =>
      performed(topology({ f: { kind: 'function', duration: '1ms', ...fields } }, one('f', '1/s')), 'f').plan.tiers[0]!
        .stations[0]!.servers;
    expect(most(aws)).toBe(1000);
    expect(most(azure)).toBe(200);
    expect(most(azure, { plan: 'flex' })).toBe(1000);
    expect(most(azure, { plan: 'premium' })).toBe(100);
    expect(most(gcp)).toBe(100);
    expect(most(gcp, { concurrency: 7 })).toBe(7);
  });
});
