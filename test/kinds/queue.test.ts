import { describe, expect, it } from 'vitest';
import { CALLS, CROSS_ZONE, delay, exponential, performed, serve, visit } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const workload = (request: string, rate = '100/s') => one('jobs', rate, { request });
const requests = (jobs: object, request: string) =>
  estimated(aws({ jobs: { kind: 'sqs', ...jobs } }, workload(request))).quantities('jobs');
const MESSAGES = 262_800_000;

describe('queue', () => {
  it('hands each message to one consumer as it came', () => {
    const jobs = { kind: 'queue', calls: [{ to: 'worker', async: true }] };
    const { flow, amounts } = estimated(
      aws(
        { jobs, worker: { kind: 'service', instance: 'm5.large', count: 3 } },
        one('jobs', '4/s', { request: '512 KB', peak: '2x' }),
      ),
    );
    expect(flow('jobs', 'worker')).toEqual({ rate: 4, peak: 8, sent: 2, got: 0 });
    // A service of the region: no byte crosses a zone on the way.
    expect(Object.keys(amounts('worker'))).toEqual(['m5.large on-demand']);
  });

  it('counts sending, receiving and deleting a message, each batch in chunks of 64 KB', () => {
    expect(requests({}, '1 KB')).toEqual({ 'standard-requests': 3 * MESSAGES });
    // 130 KB are three chunks to send and three to receive; a deletion carries nothing
    expect(requests({}, '130 KB')).toEqual({ 'standard-requests': 7 * MESSAGES });
    // Ten of 10 KB are two chunks: (2 + 2 + 1) ÷ 10
    expect(requests({ type: 'fifo', batch: 10 }, '10 KB')['fifo-requests']).toBeCloseTo(0.5 * MESSAGES, 0);
    // Two empty receives more
    expect(requests({ receives: 3 }, '1 KB')).toEqual({ 'standard-requests': 5 * MESSAGES });
  });

  it('prices them, and gives the free million once to both types', () => {
    // 788.4 M × 0.0000004
    expect(estimated(aws({ jobs: { kind: 'sqs' } }, workload('1 KB'))).total).toBe('315.36');
    // 3 M each, 0.5 M free each: 2.5 M × 0.0000004 + 2.5 M × 0.0000005
    const usage = { messages: '1M/month' };
    const both = aws(
      { a: { kind: 'sqs', usage }, b: { kind: 'sqs', type: 'fifo', usage } },
      {},
      { billing: { free_tier: true } },
    );
    expect(estimated(both).total).toBe('2.25');
  });

  it('bills Service Bus for sending and receiving, beyond the operations that are included', () => {
    // 262.8 M of 100 KB, 2 steps each way: 1,051.2 M; 87 M × 0.80 + 951.2 M × 0.50; 730 × 0.013441
    expect(estimated(azure({ jobs: { kind: 'queue' } }, workload('100 KB'))).amounts('jobs')).toEqual({
      'standard-base-unit': '9.81',
      'standard-messaging-operations': '545.20',
    });
    // 525.6 M × 0.05
    expect(estimated(azure({ jobs: { kind: 'queue', tier: 'basic' } }, workload('1 KB'))).total).toBe('26.28');
    // 2 × 730 × 0.9275
    expect(estimated(azure({ jobs: { kind: 'queue', tier: 'premium', units: 2 } }, workload('1 KB'))).total).toBe(
      '1354.15',
    );
  });

  it('bills Pub/Sub by the byte, in and out', () => {
    // 1 MB/s: 2.50625610 TB × 40 each
    expect(
      estimated(gcp({ jobs: { kind: 'queue' } }, one('jobs', '1/s', { request: '1 MB' }))).amounts('jobs'),
    ).toEqual({
      'publish-throughput': '100.25',
      'subscribe-throughput': '100.25',
    });
  });

  it('copies the messages of quorum queues to brokers in other zones', () => {
    const jobs = {
      kind: 'queue',
      engine: 'rabbitmq',
      instance: 'm5.large',
      type: 'quorum',
      volumes: [{ type: 'gp3', size: '50 GB' }],
    };
    const { amounts, quantities } = estimated(aws({ jobs }, one('jobs', '1/s', { request: '1 MB' })));
    expect(quantities('jobs')['inter-az replicate within jobs']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    // 3 × 730 × 0.096; 3 × 50 × 0.08; producers stand in three zones: 1,710.9375 GB × 0.02
    expect(amounts('jobs')).toMatchObject({
      'm5.large on-demand': '210.24',
      'gp3-storage': '12.00',
      'inter-az clients → jobs': '34.22',
    });
  });

  it('bills a pair of ActiveMQ brokers at one price, with one shared storage', () => {
    // 730 × 0.576 + 20 × 0.30
    const jobs = { kind: 'queue', engine: 'activemq', instance: 'mq.m5.large', brokers: 2, storage: '20 GB' };
    expect(estimated(aws({ jobs })).total).toBe('426.48');
  });

  const broker = { kind: 'queue', product: 'self-managed', instance: 'm5.large' };
  const asked = (more: object) => performed(aws({ q: { ...broker, ...more } }, one('q', '10/s')), 'q');
  // 1,345,531 messages a second on 32 × 8 vCPUs
  const pass = visit(0, serve(0, exponential(256 / 1_345_531)));

  it('passes a message through its broker', () => {
    const { plan, work } = asked({ brokers: 2 });
    expect(plan.tiers).toMatchObject([{ nodes: 2, dispatch: 'random', stations: [{ resource: 'cpu', servers: 4 }] }]);
    expect(work).toEqual([pass, CALLS]);
    expect(asked({ confirms: false }).work).toEqual([{ do: 'fork', needed: 1, branches: [[], [pass]] }, CALLS]);
  });

  it('waits until a majority of a quorum queue has it on disk', () => {
    const flush = delay(exponential(2.6e-3));
    const { plan, work } = asked({ type: 'quorum' });
    expect(plan.tiers).toMatchObject([{ nodes: 3 }]);
    const follower = [delay(CROSS_ZONE), flush];
    expect(work).toEqual([pass, { do: 'fork', needed: 2, branches: [[flush], follower, follower] }, CALLS]);
  });

  it('counts the way from send to consumer where the answer is waited for', () => {
    const sent = (call: object, topology = aws, more: object = {}) =>
      performed(
        topology(
          {
            q: { kind: 'queue', calls: [{ to: 'f', ...call }], ...more },
            f: { kind: 'function', duration: '1ms' },
          },
          one('q', '10/s'),
        ),
        'q',
      );
    expect(sent({}).work).toMatchObject([{ do: 'delay', time: { mean: 16.2e-3 } }, CALLS]);
    expect(sent({}, aws, { type: 'fifo' }).work).toMatchObject([{ do: 'delay', time: { mean: 28.1e-3 } }, CALLS]);
    expect(sent({ async: true }).warnings).toEqual([
      'how long it takes to send a message is not published: only the way there is counted',
    ]);
    expect(sent({}, azure).warnings).toEqual([
      'how long a message takes to its consumer is not published: only the ways there are counted',
    ]);
  });
});
