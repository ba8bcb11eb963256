import { describe, expect, it } from 'vitest';
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
});
