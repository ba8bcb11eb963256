import { describe, expect, it } from 'vitest';
import { CALLS, constant, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

describe('object-store', () => {
  it('splits requests by the read ratio, and charges answers to clients as egress', () => {
    const files = { kind: 'object-store', storage: '10 TB', read_ratio: '90%' };
    // 10,240 × 0.023; 236.52 M × 0.0000004; 26.28 M × 0.000005
    expect(estimated(aws({ files }, one('files', '100/s'))).amounts('files')).toEqual({
      'standard-storage': '235.52',
      'standard-get-requests': '94.61',
      'standard-put-requests': '131.40',
    });
    const { quantities } = estimated(aws({ files }, one('files', '1/s', { response: '1 MB' })));
    expect(quantities('files')['internet-egress']).toBeCloseTo(GB_PER_MBPS, 6);
  });

  it('lets the operation of a call decide', () => {
    const call = { to: 'files', request: '0 B', response: '0 B' };
    const app = {
      kind: 'service',
      instance: 'm5.large',
      calls: ['read', 'write', 'list', 'delete'].map((operation, index) => ({ ...call, operation, times: index + 1 })),
    };
    // 2.628 M each time; listings cost what writes do, deletions nothing
    expect(estimated(aws({ app, files: { kind: 's3' } }, one('app', '1/s'))).quantities('files')).toEqual({
      'standard-get-requests': 2_628_000,
      'standard-put-requests': 2_628_000 * 5,
    });
  });

  it('takes requests as reads, and says so, where nobody says what they do', () => {
    const { warnings, quantities } = estimated(aws({ files: { kind: 's3' } }, one('files', '1/s')));
    expect(quantities('files')).toEqual({ 'standard-get-requests': 2_628_000 });
    expect(warnings.some((warning) => warning.includes('all are taken as reads'))).toBe(true);
  });

  it('bills objects of a cold class as 128 KB at least, and the bytes read out of it', () => {
    // 1 M objects fill 122.0703125 GB × 0.0125; 1,024 × 0.00099; 10 × 0.01
    const files = {
      kind: 's3',
      class: 'standard-ia',
      objects: 1_000_000,
      storage: '10 GB',
      also: { 'glacier-deep-archive': '1 TB' },
      usage: { retrieval: '10 GB/month' },
    };
    expect(estimated(aws({ files })).amounts('files')).toEqual({
      'standard-ia-storage': '1.53',
      'glacier-deep-archive-storage': '1.01',
      'standard-ia-retrieval': '0.10',
    });
  });

  it('pools storage tiers over the buckets of a region, and not over regions', () => {
    const bucket = (region: string) => ({ kind: 's3', region, storage: '60 TB' });
    // 61,440 GB each: 51,200 × 0.023 + 10,240 × 0.022
    const apart = estimated(aws({ a: bucket('us-east-1'), b: bucket('us-east-2') }));
    expect(apart.amounts('a')).toEqual({ 'standard-storage': '1402.88' });
    // Together 122,880: 51,200 × 0.023 + 71,680 × 0.022 = 2,754.56, half each
    const pooled = estimated(aws({ a: bucket('us-east-1'), b: bucket('us-east-1') }));
    expect(pooled.amounts('a')).toEqual({ 'standard-storage': '1377.28' });
    expect(pooled.total).toBe('2754.56');
  });

  it('is reached from its region for nothing, and from another by the byte', () => {
    const app = (region: string) => ({
      kind: 'service',
      instance: 'm5.large',
      count: 3,
      region,
      calls: [{ to: 'files', request: '0 B', response: '1 MB' }],
    });
    const bill = (region: string) =>
      estimated(aws({ app: app(region), files: { kind: 's3', read_ratio: 1 } }, one('app', '1/s'))).amounts('files');
    expect(Object.keys(bill('us-east-1'))).toEqual(['standard-get-requests']);
    // 2,566.40625 × 0.02, and × 0.01 to Ohio
    expect(bill('us-west-2')['inter-region app → files (responses)']).toBe('51.33');
    expect(bill('us-east-2')['inter-region app → files (responses)']).toBe('25.66');
  });

  it('bills Azure by tier and redundancy', () => {
    // 61,440 GB of RA-GRS: 51,200 × 0.0589 + 10,240 × 0.056544
    expect(estimated(azure({ files: { kind: 'blob', redundancy: 'ragrs', storage: '60 TB' } })).total).toBe('3594.69');
    // 10,240 × 0.0208; 236.52 M × 0.0000004; 26.28 M × 0.000005
    expect(
      estimated(azure({ files: { kind: 'blob', storage: '10 TB', read_ratio: '90%' } }, one('files', '100/s'))).amounts(
        'files',
      ),
    ).toEqual({
      'hot-lrs-storage': '212.99',
      'hot-lrs-read-operations': '94.61',
      'hot-lrs-write-operations': '131.40',
    });
  });

  it('bills Google by class, writes and listings together', () => {
    // 10,240 × 0.020; 2 M × 0.000005; 1 M × 0.0000004
    const usage = { put: '1M/month', list: '1M/month', get: '1M/month', delete: '9M/month' };
    expect(estimated(gcp({ files: { kind: 'gcs', storage: '10 TB', usage } })).amounts('files')).toEqual({
      'standard-storage': '204.80',
      'standard-class-a-ops': '10.00',
      'standard-class-b-ops': '0.40',
    });
  });

  it('takes the first byte, then the object as it streams', () => {
    const of = (more: object, sizes: object = {}) =>
      performed(aws({ files: { kind: 'object-store', read_ratio: 1, ...more } }, one('files', '4/s', sizes)), 'files');
    expect(of({}).work).toEqual([delay(exponential(0.1)), CALLS]);
    // 85 MiB at 85 MiB a second
    expect(of({}, { response: '85 MB' }).work).toEqual([delay(exponential(0.1)), delay(constant(1)), CALLS]);
    expect(of({ class: 'express-one-zone' }).work).toEqual([delay(exponential(9e-3)), CALLS]);
  });

  it('tells how many prefixes the peak asks for', () => {
    const of = (more: object) =>
      performed(aws({ files: { kind: 'object-store', ...more } }, one('files', '20000/s')), 'files').plan;
    // 16,000 reads of 5,500 each, 4,000 writes of 3,500 each
    const { limits, details } = of({ read_ratio: '80%', prefixes: 4 });
    expect(details).toEqual({ prefixes_needed: { value: 3, unit: 'count' } });
    expect(limits).toMatchObject([
      { resource: 'prefix reads', capacity: 22_000, use: expect.closeTo(16_000, 6) },
      { resource: 'prefix writes', capacity: 14_000, use: expect.closeTo(4000, 6) },
    ]);
    // Nobody says what reads: the product's quotas take all as reads, and so does this.
    expect(of({})).toMatchObject({ limits: [], details: { prefixes_needed: { value: 4 } } });
    expect(of({ class: 'express-one-zone' })).not.toHaveProperty('details');
  });
});
