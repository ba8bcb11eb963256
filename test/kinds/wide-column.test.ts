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
});
