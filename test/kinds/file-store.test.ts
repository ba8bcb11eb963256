import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, one } from './topologies.ts';

const app = (call: object) => ({ kind: 'service', instance: 'm5.large', count: 3, calls: [{ to: 'share', ...call }] });

describe('file-store', () => {
  it('bills what is stored in a class of EFS', () => {
    // 1,536 × 0.30; 100 × 0.16
    expect(estimated(aws({ share: { kind: 'file-store', storage: '1.5 TB' } })).total).toBe('460.80');
    expect(estimated(aws({ share: { kind: 'efs', class: 'one-zone', storage: '100 GB' } })).total).toBe('16.00');
  });

  it('bills access to the cold class by the byte, reads and writes as the calls say', () => {
    // 100 × 0.025; 2 MB/s read and 1 MB/s written: 5,132.8125 × 0.01 and 2,566.40625 × 0.01
    const share = { kind: 'efs', class: 'standard-ia', storage: '100 GB' };
    const calls = app({}).calls;
    const reader = {
      ...app({}),
      calls: [
        { ...calls[0], operation: 'read', request: '0 B', response: '1 MB', times: 2 },
        { ...calls[0], operation: 'write', request: '1 MB', response: '0 B' },
      ],
    };
    expect(estimated(aws({ app: reader, share }, one('app', '1/s'))).amounts('share')).toEqual({
      'standard-ia-storage': '2.50',
      'ia-read': '51.33',
      'ia-write': '25.66',
    });
  });

  it('leaves out of provisioned throughput what the storage earns', () => {
    // 100 GB earn 100 × 50 KB/s = 4.8828125 MB/s: (100 − 4.8828125) × 6.00
    const share = { kind: 'efs', storage: '100 GB', throughput: '100 MB/s' };
    expect(estimated(aws({ share })).amounts('share')['provisioned-throughput']).toBe('570.70');
  });

  it('crosses no zone', () => {
    const { amounts } = estimated(
      aws(
        { app: app({ request: '1 MB', response: '1 MB' }), share: { kind: 'efs', storage: '1 GB', read_ratio: 0.5 } },
        one('app', '1/s'),
      ),
    );
    expect(Object.keys(amounts('app'))).toEqual(['m5.large on-demand', 'public IPv4 addresses']);
  });

  it('bills Azure Files by storage and operations, and premium shares by their size, 100 GiB at least', () => {
    const share = { kind: 'azure-files', region: 'westeurope', class: 'premium', storage: '50 GB' };
    expect(estimated(azure({ share })).quantities('share')).toEqual({ 'premium-lrs-provisioned': 100 });
    const hot = { kind: 'azure-files', class: 'hot', storage: '50 GB', read_ratio: 0.75 };
    // 4/s × 2,628,000: three quarters read
    const { quantities } = estimated(azure({ app: { ...app({}), instance: 'D2s_v5' }, share: hot }, one('app', '4/s')));
    expect(quantities('share')).toMatchObject({
      'hot-lrs-storage': 50,
      'hot-lrs-read-operations': 7_884_000,
      'hot-lrs-write-operations': 2_628_000,
    });
  });

  it('bills Filestore by provisioned capacity, and the least that its tier sells', () => {
    const { quantities, warnings } = estimated(
      gcp({ share: { kind: 'filestore', class: 'basic-ssd', storage: '1 TB' } }),
    );
    expect(quantities('share')).toEqual({ 'basic-ssd': 2560 });
    expect(warnings).toContain('a basic-ssd instance has at least 2560 GB: that is billed');
  });

  it('takes what reads and writes take, mixed', () => {
    const of = (more: object) =>
      performed(aws({ fs: { kind: 'file-store', read_ratio: '75%', ...more } }, one('fs', '4/s')), 'fs').work;
    const mix = (write: number) => [
      {
        do: 'either',
        branches: [
          { probability: 0.75, steps: [delay(exponential(1e-3))] },
          { probability: 0.25, steps: [delay(exponential(write))] },
        ],
      },
      CALLS,
    ];
    expect(of({})).toEqual(mix(2.7e-3));
    expect(of({ class: 'one-zone' })).toEqual(mix(1.6e-3));
  });

  it('holds the peak against the throughput that is provisioned, reads at a third on EFS', () => {
    const fs = { kind: 'file-store', read_ratio: '50%', throughput: '10 MB/s' };
    const { plan } = performed(aws({ fs }, one('fs', '1/s', { request: '2 MB', response: '3 MB', peak: '2x' })), 'fs');
    // (2 MB/s written + 3 MB/s read ÷ 3) × 2
    expect(plan.limits).toEqual([
      {
        resource: 'throughput',
        unit: 'bytes/s',
        capacity: 10 * 2 ** 20,
        use: 6 * 2 ** 20,
        source: 'the file: throughput',
      },
    ]);
  });

  it('has the operations that a zonal Filestore is paid for, and those of a basic one by its size', () => {
    const limits = (tier: string) => {
      const share = { kind: 'file-store', class: tier, storage: '2 TB', iops: 5000 };
      return performed(gcp({ share }, one('share', '1000/s')), 'share').plan.limits;
    };
    expect(limits('zonal')).toMatchObject([{ resource: 'iops', capacity: 5000, use: 1000 }]);
    expect(limits('basic-ssd')).toEqual([]);
  });
});
