import { describe, expect, it } from 'vitest';
import { delay, exponential, performed } from './perform-context.ts';
import { aws, estimated, GB_PER_MBPS, one } from './topologies.ts';

describe('peer-swarm', () => {
  it('leaves the seed what the peers do not answer, as it came', () => {
    const swarm = { kind: 'peer-swarm', offload: '75%', calls: [{ to: 'seed' }] };
    const seed = { kind: 'service', instance: 'm5.large' };
    const { flow, amounts, quantities } = estimated(
      aws({ swarm, seed }, one('swarm', '8/s', { request: '512 KB', response: '1 MB', peak: '4x' })),
    );
    expect(flow('swarm', 'seed')).toEqual({ rate: 2, peak: 8, sent: 1, got: 2 });
    expect(amounts('swarm')).toEqual({});
    // What the seed sends to its peers is egress, once.
    expect(quantities('seed')['internet-egress']).toBeCloseTo(2 * GB_PER_MBPS, 6);
  });

  it('stands before a CDN', () => {
    const swarm = { kind: 'peer-swarm', offload: '50%', calls: [{ to: 'edge' }] };
    const edge = { kind: 'cdn', hit_ratio: '90%', calls: [{ to: 'files' }] };
    const { flow, quantities } = estimated(
      aws({ swarm, edge, files: { kind: 's3', read_ratio: 1 } }, one('swarm', '4/s', { response: '1 MB' })),
    );
    expect(flow('edge', 'files').rate).toBeCloseTo(0.2, 9);
    expect(quantities('edge')['data-transfer-out']).toBeCloseTo(2 * GB_PER_MBPS, 6);
  });

  it('says so where no offload is given, and sends everything on', () => {
    const components = {
      swarm: { kind: 'peer-swarm', calls: [{ to: 'seed' }] },
      seed: { kind: 'service', instance: 'm5.large' },
    };
    const { flow, warnings } = estimated(aws(components, one('swarm', '8/s')));
    expect(flow('swarm', 'seed').rate).toBe(8);
    expect(warnings).toContain('no offload is given: every request is taken to reach the seed');
  });

  it('says so where it does not know how fast peers receive', () => {
    const swarm = { kind: 'peer-swarm', offload: '60%' };
    const { plan, warnings } = performed(aws({ swarm }, one('swarm', '4/s')), 'swarm');
    expect(plan).toMatchObject({ tiers: [], details: { offload: { value: 0.6, unit: 'share' } } });
    expect(warnings).toEqual(['how fast peers receive is not set: transfer time unknown']);
  });

  it('sends at the download bandwidth, or else calls its seed', () => {
    const swarm = { kind: 'peer-swarm', offload: '60%', download: '80 Mbps', calls: [{ to: 'seed' }] };
    const seed = { kind: 'object-store', read_ratio: 1 };
    const { plan, work, warnings } = performed(
      aws({ swarm, seed }, one('swarm', '4/s', { response: '1 MB', peak: '2x' })),
      'swarm',
    );
    // 2^20 bytes at 10,000,000 bytes a second.
    expect(work).toEqual([
      {
        do: 'either',
        branches: [
          { probability: 0.6, steps: [delay(exponential(2 ** 20 / 1e7))] },
          { probability: 0.4, steps: [{ do: 'calls', gated: true }] },
        ],
      },
    ]);
    expect(plan.details!['peer_bytes']!.value).toBeCloseTo(4 * 2 * 0.6 * 2 ** 20, 3);
    expect(warnings).toEqual([]);
  });

  it('offloads by the fluid model where no offload is given: η·upload/download + upload·seeding/size', () => {
    const swarm = {
      kind: 'peer-swarm',
      upload: '20 Mbps',
      download: '100 Mbps',
      object_size: '4 GB',
      seeding_time: '20min',
      effectiveness: 0.9,
      calls: [{ to: 'seed' }],
    };
    const seed = { kind: 'object-store', read_ratio: 1 };
    const { flow } = estimated(aws({ swarm, seed }, one('swarm', '10/s', { response: '1 MB' })));
    const offload = 0.9 * 0.2 + ((20e6 / 8) * 1200) / (4 * 2 ** 30);
    expect(offload).toBeLessThan(1);
    expect(flow('swarm', 'seed').rate).toBeCloseTo(10 * (1 - offload), 9);
  });
});
