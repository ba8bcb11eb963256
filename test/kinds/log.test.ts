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
    // Who reads has the whole day for it.
    expect(flow('events', 'a')).toEqual({ rate: 2, peak: 2, sent: 2, got: 0 });
    expect(flow('events', 'b')).toEqual({ rate: 1, peak: 1, sent: 1, got: 0 });
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
  /** Two followers append it as well. */
  const copied = { do: 'fork', needed: 1, branches: [[], [{ do: 'repeat', times: 2, steps: [append] }]] } as const;

  it('waits for the leader and for the slowest follower’s fetch', () => {
    const { plan, work } = asked({ threads: 8 });
    expect(plan.tiers).toMatchObject([
      { nodes: 3, dispatch: 'random', threads: 8, stations: [{ resource: 'cpu', servers: 4 }, {}] },
    ]);
    const followers = [[delay(CROSS_ZONE)], [delay(CROSS_ZONE)]];
    expect(work).toEqual([append, copied, { do: 'fork', needed: 2, branches: followers }, CALLS]);
    expect(asked({ acks: 'all', replication: 1 }).work).toEqual([append, CALLS]);
  });

  it('waits for the leader alone with acks 1, and for nobody with acks 0', () => {
    expect(asked({ acks: '1' }).work).toEqual([append, copied, CALLS]);
    expect(asked({ acks: '0' }).work).toEqual([{ do: 'fork', needed: 1, branches: [[], [append, copied]] }, CALLS]);
  });

  it('is bound by its disks, its brokers and its partitions', () => {
    const use = 2000 * 2 ** 20;
    expect(asked({ brokers: 6, partitions: 12 }).plan.limits).toMatchObject([
      // Six disks of 125 MB/s for three copies
      { resource: 'disk bandwidth', capacity: 6 * 125e6, use: 3 * use, source: 'the disk' },
      { resource: 'broker throughput', capacity: (6 * 605e6) / 3, use },
      { resource: 'partitions', capacity: 12 * 50e6, use },
      // A week of it at the mean, which is half of the peak, in three copies.
      { resource: 'disk space', use: (3 * use * 7 * 86_400) / 2 },
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

  it('collects records in batches, and waits for them to fill or for the linger to pass', () => {
    const batched = (more: object, rate = '1000/s') =>
      performed(aws({ log: { ...selfManaged, acks: '1', ...more } }, one('log', rate, { request: '1 KB' })), 'log');
    // One record at a time waits for nothing, and so does a batch of one.
    expect(batched({ linger: '0s' }).work).toEqual([append, copied, CALLS]);
    expect(batched({ linger: '5ms', batch: '1 KB' }).work).toEqual([append, copied, CALLS]);
    // 10 records/s in each of 100 partitions: λL = 0.1, so 1.1 records a batch, which wait L(1 + 0.05)/1.1.
    const few = batched({ linger: '10ms', partitions: 100 });
    expect(few.plan.details!['records_per_batch']!.value).toBeCloseTo(1.1, 9);
    expect(few.plan.details!['batch_wait']!.value).toBeCloseTo((10e-3 * 1.05) / 1.1, 9);
    expect(few.plan.details!['produce_requests']!.value).toBeCloseTo(1000 / 1.1, 6);
    const [wait] = few.work;
    const branches = wait?.do === 'either' ? wait.branches : [];
    expect(branches[0]).toMatchObject({ steps: [{ time: { shape: 'deterministic' } }] });
    expect(branches[0]!.probability).toBeCloseTo(1 / 1.1, 9);
    const mean = branches.reduce(
      (sum, { probability, steps: [step] }) => sum + probability * (step?.do === 'delay' ? step.time.mean : NaN),
      0,
    );
    expect(mean).toBeCloseTo((10e-3 * 1.05) / 1.1, 9);
    // By default Kafka's 5 ms and 16 KB, in as many partitions as there are brokers.
    const { assumed } = batched({});
    expect(assumed).toMatchObject({
      'how long a producer collects a batch': 5e-3,
      'largest batch': 16_384,
      partitions: 3,
      'producers of a partition': 1,
    });
  });

  it('tells of a lagging consumer group, of memory and of the loss of a broker', () => {
    const reads = { brokers: 4, replication: 3, consumers: 2, partitions: 40 };
    const { plan } = performed(
      aws({ log: { ...selfManaged, ...reads } }, one('log', '40/s', { request: '1 MB' })),
      'log',
      { networkBytesPerSecond: 100 * 2 ** 20, memoryBytes: 16 * 2 ** 30 },
    );
    const mb = 2 ** 20;
    expect(plan.limits).toMatchObject([
      // 40 × 3 in, 40 × (2 + 2) out
      { resource: 'network in', capacity: 400 * mb, use: 120 * mb },
      { resource: 'network out', capacity: 400 * mb, use: 160 * mb },
      { resource: 'disk bandwidth', capacity: 500e6, use: 120 * mb },
      { resource: 'broker throughput' },
      { resource: 'partitions', capacity: 2000e6, use: 40 * mb },
      { resource: 'disk space' },
    ]);
    const { details } = plan;
    expect(details).toMatchObject({
      broker_ingress: { value: 30 * mb, unit: 'bytes/s' },
      broker_egress: { value: 40 * mb, unit: 'bytes/s' },
      // Three brokers keep three copies: 40 MB/s in each, 53.3 MB/s out of 100.
      leader_election: { value: 9, unit: 's' },
      most_consumers_per_group: { value: 40, unit: 'count' },
      lag: { value: 40 * 2e-3, unit: 'count' },
    });
    expect(details!['utilization_after_broker_loss']!.value).toBeCloseTo(160 / 3 / 100, 9);
    // 10 GB hold 30 MB/s for 341 s of 600.
    expect(details!['page_cache']!.value).toBeCloseTo((10 * 1024) / 30, 9);
    expect(details!['catch_up_from_disk']!.value).toBeCloseTo(1 - (10 * 1024) / 30 / 600, 9);
    // 500 MB/s of disks less the 120 MiB/s that are written, more than the other groups leave of the network: 280
    // MiB/s.
    expect(details!['catch_up_after_10min']!.value).toBeCloseTo((40 * 600) / (280 - 40), 6);
  });

  it('warns of a group that never catches up, and of brokers with too many partitions', () => {
    const { plan, warnings } = performed(
      aws({ log: { ...selfManaged, consumers: 1, partitions: 8000 } }, one('log', '200/s', { request: '1 MB' })),
      'log',
      { networkBytesPerSecond: 200 * 2 ** 20 },
    );
    expect(plan.details).not.toHaveProperty('catch_up_after_10min');
    expect(warnings).toEqual([
      'each broker holds 8000 partitions, more than the 4000 that guides name',
      expect.stringContaining('never catches up'),
    ]);
  });

  it('is bound by what shards and throughput units carry', () => {
    const limits = (provider: typeof aws, fields: object) =>
      performed(provider({ log: { kind: 'log', ...fields } }, one('log', '3000/s', { request: '1 KB' })), 'log').plan
        .limits;
    const out = 3000 * 1024;
    expect(limits(aws, { engine: 'kinesis', shards: 4, consumers: 2 })).toMatchObject([
      { resource: 'records in', capacity: 4000, use: 3000 },
      { resource: 'bytes out', capacity: 8e6, use: 2 * out },
    ]);
    expect(limits(aws, { engine: 'kinesis', shards: 4, consumers: 2, enhanced_fan_out: true })).toMatchObject([
      {},
      { capacity: 16e6, use: 2 * out },
    ]);
    expect(limits(azure, { engine: 'event-hubs', units: 5, consumers: 3 })).toMatchObject([
      { resource: 'records in', capacity: 5000, use: 3000 },
      { resource: 'bytes out', capacity: 10e6, use: 3 * out },
      { resource: 'records out', capacity: 5 * 4096, use: 9000 },
    ]);
    expect(limits(aws, { engine: 'kinesis' })).toEqual([]);
    expect(limits(azure, { engine: 'event-hubs', tier: 'premium', units: 1 })).toEqual([]);
    expect(limits(gcp, {})).toEqual([]);
  });

  /**
   * LinkedIn 2014: three brokers of six cores with a card of 1 Gbit/s and six disks each, records of 100 bytes, six
   * partitions, three asynchronous copies.
   */
  it('explains LinkedIn’s two million records a second by the network', () => {
    const linkedin = (rate: string, fields: object) => {
      const { plan } = performed(
        aws(
          { log: { ...selfManaged, brokers: 3, acks: '1', partitions: 6, retention: '1min', ...fields } },
          one('log', rate, { request: '100 B' }),
        ),
        'log',
        {
          networkBytesPerSecond: 1e9 / 8,
          vcpus: 6,
          // What six of them wrote in line: 822 MB/s.
          disk: () => ({
            iops: 600,
            bytesPerSecond: 822e6,
            latency: { typical: figure(10e-3), cv: figure(1) },
            sources: ['six disks of 7200 rpm'],
          }),
        },
      );
      const used = Object.fromEntries(plan.limits!.map((one) => [one.resource, one.use / one.capacity]));
      const network = Math.max(used['network in']!, used['network out']!);
      return { used, network, most: Number.parseFloat(rate) / network };
    };
    const figure = (value: number) => ({ value, unit: '', conditions: '', source: '' });
    // One producer, three copies: within the network, which is what binds most.
    const single = linkedin('786980/s', { replication: 3 });
    expect(single.network).toBeCloseTo(0.63, 2);
    expect(Math.max(...Object.values(single.used))).toBe(single.network);
    // Three producers: 202 MB/s, the leaders' part of which is 54 % of the cards; copies that keep up would take 162 %,
    // so that the asynchronous ones fell behind: 1.25 M records/s is what three copies sustain.
    const three = linkedin('2024032/s', { replication: 3 });
    expect(linkedin('2024032/s', { replication: 1 }).network).toBeCloseTo(0.54, 2);
    expect(three.network).toBeCloseTo(1.619, 3);
    expect(Math.max(...Object.values(three.used))).toBe(three.network);
    expect(three.most).toBeCloseTo(1.25e6, 0);
    // 2.02 M/s is between what three copies sustain and what a second copy does: 1.875 M/s.
    expect(linkedin('2024032/s', { replication: 2 }).most).toBeCloseTo(1.875e6, 0);
    // 34 MB/s in each partition, of 50
    expect(three.used['partitions']).toBeCloseTo(0.675, 3);
    // The disks write 202 MB/s of 822 each, a quarter.
    expect(three.used['disk bandwidth']).toBeCloseTo(0.246, 3);
  });

  /**
   * Confluent 2020: three i3en.2xlarge (8.4 Gbit/s, two NVMe disks of some 330 MB/s each, as recalled), three copies,
   * one group.
   */
  it('has Confluent’s 605 MB/s near what its disks write, and within its network', () => {
    const { plan } = performed(
      aws(
        { log: { ...selfManaged, brokers: 3, acks: 'all', consumers: 1, partitions: 100 } },
        one('log', '605000/s', { request: '1000 B' }),
      ),
      'log',
      {
        networkBytesPerSecond: 8.4e9 / 8,
        vcpus: 8,
        disk: () => ({
          iops: 100_000,
          bytesPerSecond: 660e6,
          latency: {
            typical: { value: 100e-6, unit: 's', conditions: '', source: '' },
            cv: { value: 1, unit: '1', conditions: '', source: '' },
          },
          sources: ['two NVMe disks'],
        }),
      },
    );
    const used = Object.fromEntries(plan.limits!.map((one) => [one.resource, one.use / one.capacity]));
    expect(used['disk bandwidth']).toBeCloseTo(605 / 660, 6);
    expect(used['network in']).toBeCloseTo(605 / 1050, 6);
    expect(used['network out']).toBeCloseTo(605 / 1050, 6);
    expect(used['partitions']).toBeCloseTo(0.121, 6);
    // It is the figure that brokers are judged by.
    expect(used['broker throughput']).toBeCloseTo(1, 6);
  });
});
