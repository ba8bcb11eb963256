import { describe, expect, it } from 'vitest';
import { CALLS, performed } from './perform-context.ts';
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

  it('takes no time and uses nothing itself, which it says', () => {
    const swarm = { kind: 'peer-swarm', offload: '60%' };
    const { plan, work, warnings } = performed(aws({ swarm }, one('swarm', '4/s')), 'swarm');
    expect(plan).toMatchObject({ tiers: [], limits: [] });
    expect(work).toEqual([CALLS]);
    expect(warnings).toEqual(['how long peers take to send is not worked out yet: what they answer takes no time']);
  });
});
