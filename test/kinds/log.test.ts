import { describe, expect, it } from 'vitest';
import { CALLS, CROSS_ZONE, delay, exponential, performed, serve, visit } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const producer = {
  kind: 'service',
  instance: 'm5.large',
  count: 3,
  calls: [{ to: 'events', async: true, request: '1 MB' }],
};
const reader = { kind: 'service', instance: 'm5.large', count: 3 };
const kafka = { kind: 'log', product: 'self-managed', instance: 'm5.large', brokers: 3 };

describe('log', () => {
  it('hands every consumer group all that was written, without an answer', () => {
    const events = {
      ...kafka,
      calls: [
        { to: 'a', async: true },
        { to: 'b', async: true, times: 0.5 },
      ],
    };
    const { flow } = estimated(aws({ producer, events, a: reader, b: reader }, one('producer', '2/s', { peak: '3x' })));
    expect(flow('producer', 'events')).toEqual({ rate: 2, peak: 6, sent: 2, got: 0 });
    expect(flow('events', 'a')).toEqual({ rate: 2, peak: 6, sent: 2, got: 0 });
    expect(flow('events', 'b')).toEqual({ rate: 1, peak: 3, sent: 1, got: 0 });
  });

  it('bills produce, replication and consumption across zones edge by edge', () => {
    // Three groups: one is called, two stand outside the file.
    const events = { ...kafka, replication: 3, consumers: 3, calls: [{ to: 'a', async: true }] };
    const { quantities, amounts } = estimated(aws({ producer, events, a: reader }, one('producer', '3/s')));
    expect(quantities('producer')['inter-az producer → events']).toBeCloseTo(2 * GB_PER_MBPS, 5);
    expect(quantities('events')['inter-az replicate within events']).toBeCloseTo(6 * GB_PER_MBPS, 5);
    expect(quantities('events')['inter-az events → a']).toBeCloseTo(2 * GB_PER_MBPS, 5);
    expect(quantities('events')['inter-az consume from events (2 other groups)']).toBeCloseTo(4 * GB_PER_MBPS, 5);
    // 15,398.4375 GB × 2 × 0.01
    expect(amounts('events')['inter-az replicate within events']).toBe('307.97');
  });

  it('replicates across two zones for half a copy less, and within one for nothing', () => {
    const inZones = (zones: number) =>
      estimated(aws({ producer, events: kafka }, one('producer', '1/s'), { zones })).quantities('events');
    expect(inZones(2)['inter-az replicate within events']).toBeCloseTo(1.5 * GB_PER_MBPS, 6);
    expect(inZones(1)).not.toHaveProperty('inter-az replicate within events');
  });

  it('keeps retention × replication on MSK, whose replication is free', () => {
    const events = {
      kind: 'log',
      engine: 'kafka',
      instance: 'kafka.m5.large',
      brokers: 6,
      retention: '1d',
      replication: 2,
    };
    const { amounts, quantities, details } = estimated(aws({ producer, events }, one('producer', '1/s')));
    // 6 × 730 × 0.21; 1 MB/s × 86,400 s × 2 = 168.75 GB × 0.10
    expect(amounts('events')).toEqual({
      'broker-kafka.m5.large': '919.80',
      storage: '16.88',
      'inter-az replicate within events': '0.00',
    });
    expect(quantities('events')['storage']).toBe(168.75);
    expect(details('events')).toMatchObject({ stored: { value: 168.75 * 2 ** 30, unit: 'bytes' } });
  });

  it('counts brokers as the file names them, whatever count says', () => {
    // 6 × 730 × 0.096
    expect(estimated(aws({ events: { ...kafka, brokers: 6, count: 3 } })).total).toBe('420.48');
  });

  it('sizes Kinesis for the busiest hour by bytes and records in, and bytes out', () => {
    const shards = (consumers: number, more: object) =>
      estimated(
        aws(
          { events: { kind: 'kinesis', consumers, ...more } },
          one('events', '2500/s', { request: '1 KB', peak: '2x' }),
        ),
      ).quantities('events')['shard-hour']! / 730;
    // 5,000 records/s; 4.88 MB/s in; 3 × 4.88 MB/s out at 2 MB/s a shard
    expect(shards(1, {})).toBe(5);
    expect(shards(3, {})).toBe(8);
    expect(shards(3, { enhanced_fan_out: true })).toBe(5);
    expect(shards(3, { shards: 20 })).toBe(20);
  });

  it('counts records of Kinesis in units of 25 KB, and keeps them a day unless told otherwise', () => {
    // 2,628 M records of 26 KB are 2 units each × 0.000000014; 4 × 730 × 0.015
    const workload = one('events', '1000/s', { request: '26 KB' });
    expect(estimated(aws({ events: { kind: 'kinesis', shards: 4 } }, workload)).amounts('events')).toEqual({
      'shard-hour': '43.80',
      'put-payload-unit': '73.58',
    });
    // From the eighth day on by the byte: 26,000 KB/s × 2 days = 4,284.667969 GB × 0.023; until then 4 × 730 × 0.02
    expect(
      estimated(aws({ events: { kind: 'kinesis', shards: 4, retention: '9d' } }, workload)).amounts('events'),
    ).toMatchObject({
      'provisioned-extended-retention': '58.40',
      'long-term-retention': '98.55',
    });
  });

  it('sizes Event Hubs by its four limits, and bills events in steps of 64 KB', () => {
    const hub = (rate: string, request: string, more: object = {}) =>
      estimated(
        azure({ hub: { kind: 'event-hubs', retention: '1d', ...more } }, one('hub', rate, { request })),
      ).quantities('hub');
    // 5,000 events/s ÷ 1,000
    expect(hub('5000/s', '100 B')['standard-throughput-unit']).toBe(5 * 730);
    // 4 MB/s ÷ 1 MB/s
    expect(hub('4/s', '1 MB')['standard-throughput-unit']).toBe(4 * 730);
    // 3 groups × 4 MB/s ÷ 2 MB/s
    expect(hub('4/s', '1 MB', { consumers: 3 })['standard-throughput-unit']).toBe(6 * 730);
    // 1 MB is 16 steps
    expect(hub('4/s', '1 MB')['standard-ingress-events']).toBe(4 * 16 * 2_628_000);
  });

  it('bills what Event Hubs keeps beyond 84 GB a unit', () => {
    // 1 MB/s × 3 days = 253.125 GB − 84
    const hub = { kind: 'event-hubs', retention: '3d', consumers: 1 };
    expect(
      estimated(azure({ hub }, one('hub', '1/s', { request: '1 MB' }))).quantities('hub')[
        'event storage (hot-lrs-storage)'
      ],
    ).toBeCloseTo(169.125, 6);
  });

  it('bills Pub/Sub by the TB in and out, 1,000 bytes a request at least', () => {
    const topic = { kind: 'log', consumers: 2, retention: '1d' };
    // 1 MB/s: 2.50625610 TB × 40, twice that out; 84.375 GB × 0.27
    expect(estimated(gcp({ topic }, one('topic', '1/s', { request: '1 MB' }))).amounts('topic')).toEqual({
      'publish-throughput': '100.25',
      'subscribe-throughput': '200.50',
      'retained-storage': '22.78',
    });
    // 2,628 M records of 100 B count as 1,000: 2.39015208 TB × 40
    expect(
      estimated(gcp({ topic }, one('topic', '1000/s', { request: '100 B' }))).amounts('topic')['publish-throughput'],
    ).toBe('95.61');
  });

  const selfManaged = {
    kind: 'log',
    instance: 'm5.large',
    volumes: [{ type: 'gp3', size: '100 GB' }],
    product: 'self-managed',
  };
  const asked = (more: object) =>
    performed(aws({ log: { ...selfManaged, ...more } }, one('log', '1000/s', { request: '1 MB', peak: '2x' })), 'log');
  // 553,000 records a second on 4 vCPUs
  const append = visit(0, serve(0, exponential(4 / 553_000)));

  it('waits for the leader and for the slowest follower’s fetch', () => {
    const { plan, work } = asked({ threads: 8 });
    expect(plan.tiers).toMatchObject([
      { nodes: 3, dispatch: 'random', threads: 8, stations: [{ resource: 'cpu', servers: 4 }, {}] },
    ]);
    const followers = [[delay(CROSS_ZONE)], [delay(CROSS_ZONE)]];
    expect(work).toEqual([append, { do: 'fork', needed: 2, branches: followers }, CALLS]);
    expect(asked({ acks: 'all', replication: 1 }).work).toEqual([append, CALLS]);
  });

  it('waits for the leader alone with acks 1, and for nobody with acks 0', () => {
    expect(asked({ acks: '1' }).work).toEqual([append, CALLS]);
    expect(asked({ acks: '0' }).work).toEqual([{ do: 'fork', needed: 1, branches: [[], [append]] }, CALLS]);
  });

  it('is bound by its disks, its brokers and its partitions', () => {
    const use = 2000 * 2 ** 20;
    expect(asked({ brokers: 6, partitions: 12 }).plan.limits).toMatchObject([
      // Six disks of 125 MB/s for three copies
      { resource: 'disk bandwidth', capacity: 6 * 125e6, use: 3 * use, source: 'the disk' },
      { resource: 'broker throughput', capacity: (6 * 605e6) / 3, use },
      { resource: 'partitions', capacity: 12 * 10e6, use },
    ]);
    expect(asked({ volumes: [] }).warnings).toEqual(['its brokers have no volumes: no disk binds it']);
  });

  it('counts the way from put to consumer where the answer is waited for', () => {
    const stream = (call: object, topology: object = {}) =>
      performed(
        aws(
          {
            log: { kind: 'log', engine: 'kinesis', calls: [{ to: 'f', ...call }], ...topology },
            f: { kind: 'function', duration: '1ms' },
          },
          one('log', '10/s'),
        ),
        'log',
      );
    expect(stream({}).work).toMatchObject([{ do: 'delay', time: { mean: 0.627 } }, CALLS]);
    expect(stream({}, { enhanced_fan_out: true }).work).toMatchObject([
      { do: 'delay', time: { mean: 49.4e-3 } },
      CALLS,
    ]);
    expect(stream({ async: true })).toMatchObject({
      work: [CALLS],
      warnings: ['how long it takes to write a record is not published: only the way there is counted'],
    });
  });
});
