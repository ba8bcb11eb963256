import { describe, expect, it } from 'vitest';
import {
  CALLS,
  CROSS_ZONE,
  delay,
  exponential,
  performed,
  rounded,
  SAME_ZONE,
  serve,
  visit,
} from './perform-context.ts';
import { estimateOf } from '../support.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object = {}) => ({
  kind: 'service',
  instance: 'm5.large',
  count: 3,
  calls: [{ to: 'ring', request: '1 MB', response: '0 B', ...call }],
});
const ring = { kind: 'wide-column', instance: 'm5.large', count: 6 };
const LABEL = 'inter-az replicate within ring';
const undecided = 'neither the calls nor the component say which requests read and which write: all are taken as reads';

describe('wide-column', () => {
  it('hands what is written to replicas in the other zones', () => {
    const bill = estimated(aws({ app: app(), ring: { ...ring, read_ratio: '75%' } }, one('app', '4/s')));
    // 1 MB/s is written, two of three copies cross: 5,132.8125 GB × 2 × 0.01
    expect(bill.quantities('ring')[LABEL]).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(bill.amounts('ring')[LABEL]).toBe('102.66');
    expect(bill.warnings).not.toContain(undecided);
  });

  it('takes the operation of a call before its read ratio', () => {
    const writes = estimated(aws({ app: app({ operation: 'write' }), ring }, one('app', '1/s')));
    expect(writes.quantities('ring')[LABEL]).toBeCloseTo(2 * GB_PER_MBPS, 6);
    const reads = estimated(
      aws({ app: app({ operation: 'read' }), ring: { ...ring, read_ratio: 0 } }, one('app', '1/s')),
    );
    expect(reads.quantities('ring')).not.toHaveProperty(LABEL);
  });

  it('says so where nobody says what is written, unless it would cost nothing', () => {
    const bill = (more: object) => estimated(aws({ app: app(), ring: { ...ring, ...more } }, one('app', '1/s')));
    expect(bill({}).warnings).toContain(undecided);
    expect(bill({ zones: 1 }).warnings).not.toContain(undecided);
    expect(bill({ replication: 1 }).warnings).not.toContain(undecided);
  });

  it('runs as many nodes as it counts, or as there are copies', () => {
    // 6 × 730 × 0.096; 3 × (730 × 0.096 + 19.71); 5 × 730 × 0.097118 × 80 %
    expect(estimated(aws({ ring })).total).toBe('420.48');
    const volumes = [{ type: 'premium-ssd', size: '100 GB' }];
    expect(estimated(azure({ ring: { kind: 'wide-column', instance: 'D2s_v5', volumes } })).total).toBe('269.37');
    expect(estimated(gcp({ ring: { kind: 'wide-column', instance: 'n2-standard-2', replication: 5 } })).total).toBe(
      '283.58',
    );
  });

  it('is a service of the region where it is Bigtable', () => {
    // 3 × 730 × 0.65; 1,024 × 0.026
    const table = { kind: 'wide-column', engine: 'bigtable', count: 3, storage: '1 TB', disk: 'hdd' };
    const { amounts } = estimated(
      gcp({ app: { ...app(), instance: 'n2-standard-2' }, ring: table }, one('app', '1/s')),
    );
    expect(amounts('ring')).toEqual({ 'node-hour': '1423.50', 'hdd-storage': '26.62' });
    expect(Object.keys(amounts('app'))).toEqual(['n2-standard-2 on-demand']);
  });

  const asked = (more: object) => performed(aws({ ring: { ...ring, ...more } }, one('ring', '10/s')), 'ring');

  it('hands a write to all replicas and waits for a quorum', () => {
    const { plan, work, assumed } = asked({ read_ratio: 0, threads: 30 });
    expect(plan.tiers).toEqual([
      { nodes: 6, dispatch: { direct: 'random' }, threads: 30, stations: [{ resource: 'cpu', servers: 4 }] },
    ]);
    // 4 vCPUs × 288 nodes ÷ 3.3 M replica writes; three of them make a request, in which four nodes have equal parts
    const part = visit(0, serve(0, exponential((0.75 * 4 * 288) / 3_300_000)));
    expect(rounded(work)).toEqual(
      rounded([
        part,
        { do: 'fork', needed: 2, branches: [[part], [delay(CROSS_ZONE), part], [delay(CROSS_ZONE), part]] },
        CALLS,
      ]),
    );
    expect(assumed['CPU time of a write']).toBeCloseTo((3 * 4 * 288) / 3_300_000, 12);
  });

  it('asks no more replicas for a read than must answer', () => {
    // 0.35 ms × 3/4
    const part = visit(0, serve(0, exponential(0.2625e-3)));
    expect(rounded(asked({ read_ratio: 1 }).work)).toEqual([
      part,
      { do: 'fork', needed: 2, branches: [[part], [delay(CROSS_ZONE), part]] },
      CALLS,
    ]);
    expect(rounded(asked({ read_ratio: 1, read_consistency: 'one' }).work)).toEqual([part, part, CALLS]);
    const all = asked({ read_ratio: 1, consistency: 'all', replication: 5 }).work[1];
    // Five copies in three zones: the fourth stands in the first one's
    expect(all).toMatchObject({
      needed: 5,
      branches: [
        [{}],
        [delay(CROSS_ZONE), {}],
        [delay(CROSS_ZONE), {}],
        [delay(SAME_ZONE), {}],
        [delay(CROSS_ZONE), {}],
      ],
    });
  });

  it('spreads the CPU time and the disk operations that the file gives over all nodes that a request meets', () => {
    const { work } = asked({
      read_ratio: 0,
      demand: { cpu: '4ms', io: 3 },
      volumes: [{ type: 'gp3', size: '100 GB' }],
    });
    const cpu = serve(0, exponential(1e-3));
    const replica = visit(0, cpu, serve(1, exponential(1e-3)));
    expect(work[0]).toEqual(visit(0, cpu));
    expect(work[1]).toMatchObject({ branches: [[replica], [{}, replica], [{}, replica]] });
  });

  it('is a latency and a limit where it is Bigtable', () => {
    const table = { kind: 'wide-column', engine: 'bigtable', count: 3, read_ratio: 1 };
    const { plan, work } = performed(gcp({ table }, one('table', '10/s', { peak: '2x' })), 'table');
    expect(work).toEqual([delay(exponential(5e-3)), CALLS]);
    expect(plan).toMatchObject({ tiers: [], limits: [{ resource: 'rows', capacity: 30_000, use: 20 }] });
  });

  it('has no more replicas than nodes, and no more answers than replicas', () => {
    const needed = (more: object) => {
      const fork = asked({ read_ratio: 0, ...more }).work[1]!;
      return fork.do === 'fork' ? [fork.needed, fork.branches.length] : [1, 1];
    };
    expect(needed({ consistency: 'one' })).toEqual([1, 3]);
    expect(needed({ consistency: 'two' })).toEqual([2, 3]);
    expect(needed({ consistency: 'quorum', replication: 5 })).toEqual([3, 5]);
    expect(needed({ consistency: 'local_quorum', replication: 5 })).toEqual([3, 5]);
    expect(needed({ write_consistency: 'all', consistency: 'one' })).toEqual([3, 3]);
    expect(needed({ consistency: 'two', replication: 1 })).toEqual([1, 1]);
    expect(needed({ consistency: 'all', replication: 5, count: 2 })).toEqual([2, 2]);
  });

  it('asks another replica for a late read, of which only the late ones have it work', () => {
    // One of three answers: a node of six has 10/s × 2 parts of 1 ms/6, so that next to nobody waits.
    const read = { read_ratio: 1, consistency: 'one', demand: { cpu: '2ms' }, speculative_retry: '3ms' };
    const { work, plan } = asked(read);
    const part = visit(0, serve(0, exponential(1e-3)));
    // P(more than three means) = e⁻³
    const share = Math.exp(-3);
    expect(plan.details!['speculative_share']!.value).toBeCloseTo(share, 5);
    expect(work).toMatchObject([
      part,
      {
        do: 'fork',
        needed: 1,
        branches: [[part], [delay({ mean: 3e-3, scv: 0, shape: 'deterministic' }), delay(CROSS_ZONE), { do: 'delay' }]],
      },
      { do: 'fork', needed: 1, branches: [[], [{ branches: [{ steps: [part] }, { steps: [] }] }]] },
      CALLS,
    ]);
    // No replica is left to ask.
    expect(asked({ ...read, consistency: 'all' }).plan.details).not.toHaveProperty('speculative_share');
  });

  it('compares all replicas for a share of the reads, which wait for none of it', () => {
    const { work } = asked({ read_ratio: 1, read_repair: '10%', demand: { cpu: '3ms' } });
    const part = visit(0, serve(0, exponential(1e-3)));
    expect(work[2]).toEqual({
      do: 'fork',
      needed: 1,
      branches: [
        [],
        [
          {
            do: 'either',
            branches: [
              { probability: 0.1, steps: [delay(CROSS_ZONE), part] },
              { probability: 0.9, steps: [] },
            ],
          },
        ],
      ],
    });
  });

  it('needs disk for its copies and their compaction', () => {
    const volumes = [{ type: 'gp3', size: '1 TB' }];
    const of = (more: object) => asked({ read_ratio: 1, storage: '2 TB', volumes, ...more }).plan;
    const TB = 2 ** 40;
    // 2 TB × 3, as much again free: 12 TB on six nodes of one
    expect(of({}).limits).toEqual([
      {
        resource: 'disk space',
        unit: 'bytes',
        capacity: 6 * TB,
        use: 12 * TB,
        isStill: true,
        source: 'volumes of the file',
      },
    ]);
    expect(of({}).details).toMatchObject({
      disk_needed: { value: 12 * TB, unit: 'bytes' },
      nodes_for_disk: { value: 12, unit: 'count' },
    });
    // A quarter of it free: 7.5 TB
    expect(of({ compaction: 'leveled' }).details!['nodes_for_disk']!.value).toBe(8);
    expect(of({ headroom: 0.5, replication: 5 }).details!['disk_needed']!.value).toBe(15 * TB);
    expect(of({ volumes: [...volumes, ...volumes] }).details!['nodes_for_disk']!.value).toBe(6);
    const without = asked({ read_ratio: 1, storage: '2 TB' }).plan;
    expect(without.limits).toEqual([]);
    expect(without.details).not.toHaveProperty('nodes_for_disk');
  });

  it('needs nodes for its CPU', () => {
    const nodes = (more: object, rate: string) =>
      performed(aws({ ring: { ...ring, ...more } }, one('ring', rate)), 'ring').plan.details!['nodes_for_cpu'];
    // 1000/s × 40 ms on four vCPUs each, whatever part of it which node has
    expect(nodes({ read_ratio: 0, demand: { cpu: '40ms' } }, '1000/s')).toEqual({ value: 10, unit: 'count' });
    // Half of the reads have one more of three parts of 10 ms: 1000 × 35 ms
    expect(nodes({ read_ratio: 1, read_repair: 0.5, demand: { cpu: '30ms' } }, '1000/s')!.value).toBe(9);
  });

  it('writes a million a second as Netflix did', () => {
    // 1.1 M writes/s at three copies and consistency one, 288 m1.xlarge of four vCPUs in three zones (2011): all that they could.
    const netflix = { ...ring, instance: 'm5.xlarge', count: 288, zones: 3, consistency: 'one', read_ratio: 0 };
    const estimate = estimateOf(aws({ ring: netflix }, one('ring', '1100000/s')));
    const [cpu] = estimate.performance.components[0]!.resources;
    expect(cpu!.resource).toBe('cpu');
    expect(Math.abs(cpu!.offered - 1)).toBeLessThan(0.01);
    expect(estimate.performance.plans[0]!.plan.details!['nodes_for_cpu']!.value).toBe(288);
    // 3.3 M replica writes over 288 nodes: 11,458 each
    expect((1_100_000 * 3) / 288).toBeCloseTo(11_458, 0);
    // 285 i2.xlarge of four vCPUs took a million in 2014.
    const later = { ...netflix, count: 285 };
    const [again] = estimateOf(aws({ ring: later }, one('ring', '1000000/s'))).performance.components[0]!.resources;
    expect(Math.abs(again!.offered - 1)).toBeLessThan(0.1);
  });
});
