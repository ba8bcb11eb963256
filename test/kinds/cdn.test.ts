import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const files = { kind: 's3', read_ratio: 1 };
const edge = (more: object = {}) => ({ kind: 'cdn', hit_ratio: '80%', calls: [{ to: 'files' }], ...more });

describe('cdn', () => {
  it('answers its hits, and fetches the rest without sizes of its own', () => {
    const { flow } = estimated(
      aws({ edge: edge(), files }, one('edge', '10/s', { request: '512 KB', response: '1 MB', peak: '2x' })),
    );
    expect(flow('edge', 'files').rate).toBeCloseTo(2, 9);
    expect(flow('edge', 'files').peak).toBeCloseTo(4, 9);
    expect(flow('edge', 'files').sent).toBeCloseTo(1, 9);
    expect(flow('edge', 'files').got).toBeCloseTo(2, 9);
  });

  it('bills CloudFront by the geography of the viewers, and nothing for what the origin sends it', () => {
    const { amounts, quantities } = estimated(
      aws({ edge: edge({ geography: { europe: '100%' } }), files }, one('edge', '10/s', { response: '1 MB' })),
    );
    // 25,664.0625 GB: 10,240 × 0.085 + 15,424.0625 × 0.08; 26.28 M requests × 0.0000012
    expect(amounts('edge')['data-transfer-out']).toBe('2104.33');
    expect(amounts('edge')['https-requests']).toBe('31.54');
    // The origin sends 2 of the 10 MB/s, and pays no egress.
    expect(quantities('edge')['origin-fetch']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(amounts('edge')['origin-fetch']).toBe('0.00');
    expect(Object.keys(amounts('files'))).toEqual(['standard-get-requests']);
    // 2 × 2,628,000 × 0.0000004
    expect(amounts('files')['standard-get-requests']).toBe('2.10');
  });

  it('leaves the egress to an origin of another provider', () => {
    const origin = { kind: 'gcs', provider: 'gcp', region: 'us-central1', read_ratio: 1 };
    const { amounts, quantities } = estimated(
      aws({ edge: edge(), files: origin }, one('edge', '1/s', { response: '1 MB' })),
    );
    // 20 % of 1 MB/s: 513.28125 GiB × 0.12
    expect(quantities('files')['internet-premium-worldwide']).toBeCloseTo(GB_PER_MBPS / 5, 6);
    expect(amounts('files')['internet-premium-worldwide']).toBe('61.59');
  });

  it('bills Front Door by its profile, requests and bytes both to viewers and to the origin', () => {
    const { amounts } = estimated(
      azure(
        { edge: edge({ hit_ratio: '50%' }), files: { kind: 'blob', read_ratio: 1 } },
        one('edge', '1/s', { request: '1 MB', response: '1 MB' }),
      ),
    );
    // 35; 2.628 M × 0.0000009; 2,566.40625 × 0.0825; half of the requests: 1,283.203125 × 0.02
    expect(amounts('edge')).toEqual({
      'standard-base': '35.00',
      'standard-requests': '2.37',
      'edge-egress': '211.73',
      'edge-to-origin': '25.66',
    });
  });

  it('bills Cloud CDN by lookups, bytes to viewers and bytes from the origin', () => {
    const { amounts } = estimated(
      gcp(
        { edge: edge({ hit_ratio: '50%' }), files: { kind: 'gcs', read_ratio: 1 } },
        one('edge', '1/s', { response: '1 MB' }),
      ),
    );
    // 2,566.40625 × 0.08; half of it × 0.01; 2.628 M × 0.00000075
    expect(amounts('edge')).toEqual({
      'cache-egress': '205.31',
      'cache-fill-intra-region': '12.83',
      'cache-lookup-requests': '1.97',
    });
  });

  it('counts usage as bytes to viewers, not as egress of a region', () => {
    // 1,000 GB × 0.085
    expect(estimated(aws({ edge: { kind: 'cdn', usage: { egress: '1000 GB/month' } } })).total).toBe('85.00');
  });

  it('keeps the tiers of each geography apart', () => {
    // 12,832.03125 GB each: 10,240 × 0.085 + 2,592.03125 × 0.08, and 10,240 × 0.12 + 2,592.03125 × 0.10
    const geography = { europe: '50%', asia: '50%' };
    const { total } = estimated(aws({ edge: { kind: 'cdn', geography, usage: { egress: '25664.0625 GB/month' } } }));
    expect(total).toBe('2565.77');
  });

  it('gives the free terabyte once, over all geographies', () => {
    // 2,048 GB in two halves, 1,024 GB free: 512 × 0.085 + 512 × 0.12
    const geography = { 'north-america': '50%', asia: '50%' };
    const cdn = { kind: 'cdn', geography, usage: { egress: '2 TB/month' } };
    expect(estimated(aws({ edge: cdn }, {}, { billing: { free_tier: true } })).total).toBe('104.96');
  });

  it('takes the time of a hit for hits and misses alike', () => {
    const { work } = performed(aws({ edge: { kind: 'cdn', hit_ratio: '90%' } }, one('edge', '4/s')), 'edge');
    expect(work).toEqual([delay(exponential(0.9e-3)), CALLS]);
  });

  it('asks a shield for its misses, and the origin for the shield’s', () => {
    const shielded = {
      kind: 'cdn',
      catalog: { objects: 10_000, zipf: 0.8, mean_size: '1 MB' },
      memory: '500 MB',
      shield: '3000 MB',
      calls: [{ to: 'files' }],
    };
    const { flow, details } = estimated(aws({ edge: shielded, files }, one('edge', '10/s', { response: '1 MB' })));
    // Of simulated LRU caches, five before one: 0.32 hit at the edge, 0.67 at either.
    const { hit_ratio: edge, offload, shield_hit_ratio: shield } = details('edge') as Record<string, { value: number }>;
    expect(offload!.value).toBeCloseTo(edge!.value + (1 - edge!.value) * shield!.value, 9);
    expect(offload!.value).toBeGreaterThan(edge!.value);
    expect(flow('edge', 'files').rate).toBeCloseTo(10 * (1 - offload!.value), 9);
  });

  it('refuses a shield without the catalogue that its hits follow from', () => {
    expect(() => estimated(aws({ edge: edge({ shield: '1 GB' }), files }))).toThrow('what a shield answers');
  });
});
