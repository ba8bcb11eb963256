import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const vm = (more: object = {}) => ({ kind: 'service', instance: 'm5.large', ...more });
const call = { to: 'b', request: '1 MB', response: '2 MB' };

describe('service', () => {
  it('carries every request on along its calls, with retries of those that fail, and their fallback', () => {
    const a = vm({ count: 3, calls: [{ ...call, times: 2, retries: 2, errors: '10%', fallback: 'files' }] });
    const { flow } = estimated(
      aws({ a, b: vm({ count: 3 }), files: { kind: 's3', read_ratio: 1 } }, one('a', '100/s', { peak: '3x' })),
    );
    // 200/s × (1 + 0.1 + 0.01); 200/s × 0.1³
    expect(flow('a', 'b').rate).toBeCloseTo(222, 9);
    expect(flow('a', 'b').peak).toBeCloseTo(666, 9);
    expect(flow('a', 'b').sent).toBeCloseTo(222, 9);
    expect(flow('a', 'b').got).toBeCloseTo(444, 9);
    expect(flow('a', 'files').rate).toBeCloseTo(0.2, 9);
  });

  it('solves cycles', () => {
    // x = 100 + 0.25 × 2x: 200/s at a, 400/s at b
    const a = vm({ calls: [{ ...call, times: 2 }] });
    const b = vm({ calls: [{ ...call, to: 'a', times: 0.25 }] });
    const { flow, load } = estimated(aws({ a, b }, one('a', '100/s')));
    expect(load('a').arrivalRate).toBeCloseTo(200, 9);
    expect(flow('a', 'b').rate).toBeCloseTo(400, 9);
  });

  it('lets a class call otherwise, with what it leaves out taken from the component', () => {
    const a = vm({
      calls: [
        { ...call, retries: 1, errors: '50%' },
        { to: 'c', request: '0 B', response: '0 B' },
      ],
      classes: { y: { calls: [{ to: 'b', times: 3, response: '0 B' }] } },
    });
    const workload = { x: { enters: 'a', rate: '10/s' }, y: { enters: 'a', rate: '1/s', peak: '5x' } };
    const { load } = estimated(aws({ a, b: vm(), c: vm() }, workload));
    // 10 × 1.5 and 1 × 3 × 1.5; only x calls c
    expect(load('b').arrivalRate).toBeCloseTo(19.5, 9);
    expect(load('b').peakRate).toBeCloseTo(15 + 22.5, 9);
    expect(load('b').requestBytesPerSecond / 2 ** 20).toBeCloseTo(19.5, 9);
    expect(load('b').responseBytesPerSecond / 2 ** 20).toBeCloseTo(30, 9);
    expect(load('c').arrivalRate).toBe(10);
  });

  it.each([
    { a: {}, b: {}, share: 0, why: 'one node each' },
    { a: {}, b: { count: 3 }, share: 2 / 3, why: 'one node that calls three' },
    { a: { count: 3 }, b: {}, share: 2 / 3, why: 'three nodes that call one' },
    { a: { count: 3 }, b: { count: 2 }, share: 2 / 3, why: 'three zones and two' },
    { a: { count: 9 }, b: { count: 9 }, share: 2 / 3, why: 'more nodes than zones' },
    { a: { count: 9, zones: 2 }, b: { count: 9, zones: 2 }, share: 1 / 2, why: 'two zones' },
    { a: { count: 3, zone_affinity: true }, b: { count: 3 }, share: 0, why: 'calls that keep to their zone' },
  ])('crosses zones with share $share: $why', ({ a, b, share }) => {
    const { quantities } = estimated(aws({ a: vm({ ...a, calls: [call] }), b: vm(b) }, one('a', '1/s')));
    expect(quantities('a')['inter-az a → b'] ?? 0).toBeCloseTo(3 * GB_PER_MBPS * share, 5);
  });

  it('charges a crossing on both sides at AWS, once at Google, and not at all at Azure, in every region', () => {
    const at = (components: Record<string, object>, region: string) => ({ region, components });
    const pair = (instance: string) => ({
      a: vm({ instance, count: 3, calls: [call] }),
      b: vm({ instance, count: 3 }),
    });
    const amount = (provider: string, region: string, instance: string, meter: string) =>
      estimated({ provider, workload: one('a', '1/s'), ...at(pair(instance), region) }).amounts('a')[meter];
    // Two thirds of 3 MB/s: 5,132.8125 GB
    expect(amount('aws', 'us-east-1', 'm5.large', 'inter-az a → b')).toBe('102.66');
    expect(amount('aws', 'eu-west-1', 'm5.large', 'inter-az a → b')).toBe('102.66');
    expect(amount('gcp', 'us-central1', 'n2-standard-2', 'inter-zone a → b')).toBe('51.33');
    expect(amount('gcp', 'europe-west1', 'n2-standard-2', 'inter-zone a → b')).toBe('51.33');
    expect(amount('azure', 'eastus', 'D2s_v5', 'inter-az a → b')).toBe('0.00');
    expect(amount('azure', 'westeurope', 'D2s_v5', 'inter-az a → b')).toBe('0.00');
  });

  it('pays the distance to a callee in another region, each side for what it sends', () => {
    const bill = estimated(aws({ a: vm({ calls: [call] }), b: vm({ region: 'us-west-2' }) }, one('a', '1/s')));
    // 2,566.40625 × 0.02 and 5,132.8125 × 0.02
    expect(bill.amounts('a')['inter-region a → b']).toBe('51.33');
    expect(bill.amounts('b')['inter-region a → b (responses)']).toBe('102.66');
    // The same where the call itself names the region
    const called = estimated(aws({ a: vm({ calls: [{ ...call, region: 'us-west-2' }] }), b: vm() }, one('a', '1/s')));
    expect(called.amounts('a')['inter-region a → b']).toBe('51.33');
    expect(called.amounts('b')['inter-region a → b (responses)']).toBe('102.66');
  });

  it('pays by the continents of both regions', () => {
    const bill = (provider: 'azure' | 'gcp', here: string, there: string, instance: string) => {
      const a = vm({ instance, calls: [call], region: here });
      return estimated({ provider, workload: one('a', '1/s'), components: { a, b: vm({ instance, region: there }) } });
    };
    // 5,132.8125 × 0.02
    const meter = 'inter-region a → b (responses)';
    expect(bill('azure', 'eastus', 'westus2', 'D2s_v5').amounts('b')[meter]).toBe('102.66');
    expect(bill('gcp', 'us-central1', 'us-west1', 'n2-standard-2').amounts('b')[meter]).toBe('102.66');
    expect(bill('gcp', 'europe-west1', 'europe-west4', 'n2-standard-2').amounts('b')[meter]).toBe('102.66');
    // 5,132.8125 × 0.05, from either continent on both
    expect(bill('azure', 'eastus', 'westeurope', 'D2s_v5').amounts('b')[meter]).toBe('256.64');
    expect(bill('gcp', 'us-central1', 'europe-west1', 'n2-standard-2').amounts('b')[meter]).toBe('256.64');
  });

  it('meets another provider over the internet', () => {
    const b = { kind: 'gcs', provider: 'gcp', region: 'us-central1', read_ratio: 1 };
    const { quantities } = estimated(aws({ a: vm({ calls: [call] }), b }, one('a', '1/s')));
    expect(quantities('a')['internet-egress']).toBeCloseTo(GB_PER_MBPS, 6);
    expect(quantities('b')['internet-premium-worldwide']).toBeCloseTo(2 * GB_PER_MBPS, 6);
  });

  it('follows the load over the working day', () => {
    // 400/s × 10 ms = 4 vCPUs on the mean. Peak 3x: 12 ÷ (4 × 50 %) = 6 nodes from 9 to 17 h, none needed else: 2.
    const app = vm({ instance: 'm5.xlarge', autoscale: { min: 2, max: 20, target: '50%' }, demand: { cpu: '10ms' } });
    const bill = (peak: string, more: object = {}) =>
      estimated(aws({ app: { ...app, ...more } }, one('app', '400/s', { peak, profile: 'business-hours' })));
    expect(bill('3x').quantities('app')['m5.xlarge on-demand']).toBeCloseTo(((6 * 8 + 2 * 16) / 24) * 730, 6);
    // Peak 2x: 4 nodes, and 2 for the 2 vCPUs of the other hours
    expect(bill('2x').quantities('app')['m5.xlarge on-demand']).toBeCloseTo(((4 * 8 + 2 * 16) / 24) * 730, 6);
    // Their disks come and go with them: 64/24 × 10 × 0.10
    expect(bill('2x', { volumes: [{ type: 'gp2', size: '10 GB' }] }).amounts('app')['gp2-storage']).toBe('2.67');
  });

  it('lets spot nodes come and go above the on-demand ones that the mix names', () => {
    const app = vm({
      instance: 'm5.xlarge',
      autoscale: { min: 2, max: 20, target: '50%' },
      demand: { cpu: '10ms' },
      purchase: { 'on-demand': 2, spot: 18 },
    });
    const { quantities } = estimated(aws({ app }, one('app', '400/s', { peak: '3x', profile: 'business-hours' })));
    // Two on demand all day, four on spot from 9 to 17 h
    expect(quantities('app')['m5.xlarge on-demand']).toBeCloseTo(2 * 730, 6);
    expect(quantities('app')['m5.xlarge spot']).toBeCloseTo((4 * 730) / 3, 6);
  });

  it('pays a commitment for the whole month, whatever the hours', () => {
    // 730 × 0.05645, against 730 × 40/168 × 0.096
    expect(estimated(aws({ vm: vm({ hours: '40h/week', purchase: 'reserved-1y' }) })).total).toBe('41.21');
    expect(estimated(aws({ vm: vm({ hours: '40h/week' }) })).total).toBe('16.69');
  });

  it('gives up disks with the node only where it is terminated', () => {
    const volumes = [{ type: 'io2', size: '100 GB', iops: 5000 }];
    // 100 × 0.125 + 5,000 × 0.065 = 337.50, and a third of it
    expect(estimated(aws({ vm: vm({ hours: '8h/day', volumes }) })).total).toBe((337.5 + (730 / 3) * 0.096).toFixed(2));
    expect(estimated(aws({ vm: vm({ hours: '8h/day', stop: 'terminate', volumes }) })).total).toBe(
      ((337.5 + 730 * 0.096) / 3).toFixed(2),
    );
  });

  it('includes operations and throughput in each gp3 volume by itself', () => {
    // 4 nodes × 2 volumes: 800 × 0.08; 1,000 beyond 3,000 × 8 × 0.005; 125 beyond 125 × 8 × 0.04
    const volumes = [{ type: 'gp3', size: '100 GB', iops: 4000, throughput: '250 MB/s', count: 2 }];
    expect(estimated(aws({ vm: vm({ count: 4, volumes }) })).amounts('vm')).toEqual({
      'm5.large on-demand': '280.32',
      'gp3-storage': '64.00',
      'gp3-iops-over-3000': '40.00',
      'gp3-throughput-over-125': '40.00',
    });
    // One generous and one modest volume do not share: 1,000 × 0.005 and nothing
    const two = [
      { type: 'gp3', size: '100 GB', iops: 4000 },
      { type: 'gp3', size: '100 GB', iops: 100 },
    ];
    expect(estimated(aws({ vm: vm({ volumes: two }) })).total).toBe((730 * 0.096 + 16 + 5).toFixed(2));
  });

  it('takes the Azure disk tier that holds the size', () => {
    const disk = (type: string, size: string) =>
      estimated(azure({ vm: vm({ instance: 'D2s_v5', volumes: [{ type, size }] }) })).amounts('vm');
    // P20 (512 GiB) for 300, P10 for 128, P15 for 129
    expect(disk('premium-ssd', '300 GB')['p20-lrs']).toBe('73.22');
    expect(disk('premium-ssd', '128 GB')['p10-lrs']).toBe('19.71');
    expect(disk('premium-ssd', '129 GB')).toHaveProperty('p15-lrs');
    // A named tier is paid even where less would do
    expect(disk('p30', '100 GB')['p30-lrs']).toBe('135.17');
    // The smallest HDD is S4
    expect(disk('standard-hdd', '10 GB')['s4-lrs']).toBe('1.54');
  });

  it('discounts sustained use by the quarter of the month', () => {
    const hours = (instance: string, more: object = {}) =>
      estimated(gcp({ vm: vm({ instance, ...more }) })).amounts('vm');
    // N2 for half the month: 365 × 0.388472 × (1 + 13/15)/2
    expect(hours('n2-standard-8', { hours: '12h/day' })).toEqual({ 'n2-standard-8 on-demand': '132.34' });
    // N1 below a quarter of the month: none. 2 × 730 × 40/168 × 0.189999
    expect(hours('n1-standard-4', { hours: '40h/week', count: 2 })).toEqual({ 'n1-standard-4 on-demand': '66.05' });
    // N1 for three quarters: 547.5 × 0.189999 × (1 + 0.8 + 0.6)/3
    expect(hours('n1-standard-4', { hours: '18h/day' })).toEqual({ 'n1-standard-4 on-demand': '83.22' });
    // Shared-core g1-small 30 %, C2 20 %, E2 and its shared-core types none
    expect(hours('g1-small')).toEqual({ 'g1-small on-demand': '13.13' });
    expect(hours('c2-standard-8')).toEqual({ 'c2-standard-8 on-demand': '243.89' });
    expect(hours('e2-micro')).toEqual({ 'e2-micro on-demand': '6.11' });
    // Neither spot nor committed machines
    expect(hours('n2-standard-4', { purchase: 'spot' })).toEqual({ 'n2-standard-4 spot': '67.25' });
    expect(hours('n2-standard-4', { purchase: 'reserved-1y' })).toEqual({ 'n2-standard-4 reserved-1y': '89.33' });
  });

  it('discounts the machine of a Windows node, and not its licence', () => {
    // 730 × 0.194236 × 80 %; 730 × 0.184
    expect(estimated(gcp({ vm: vm({ instance: 'n2-standard-4', os: 'windows' }) })).amounts('vm')).toEqual({
      'n2-standard-4 on-demand': '113.43',
      'n2-standard-4 windows licence': '134.32',
    });
    // Azure: 730 × 0.376
    expect(estimated(azure({ vm: vm({ instance: 'D4s_v5', os: 'windows' }) })).total).toBe('274.48');
  });

  it('bills a closed class at the most that its users can ask', () => {
    // 2,000 ÷ 7 s
    const { load } = estimated(aws({ a: vm() }, { c: { enters: 'a', users: 2000, think_time: '7s' } }));
    expect(load('a').arrivalRate).toBeCloseTo(2000 / 7, 9);
  });

  it('shares its cost out by the CPU time of its classes, so that they add up to the bill', () => {
    const a = vm({ count: 3, public_ip: false, demand: { cpu: '10ms' }, classes: { y: { demand: { cpu: '30ms' } } } });
    const workload = { x: { enters: 'a', rate: '3/s' }, y: { enters: 'a', rate: '1/s' } };
    // 210.24 in halves: 3 × 10 ms = 1 × 30 ms; over 7.884 M and 2.628 M requests
    const { classes } = estimated(aws({ a }, workload));
    expect(classes['x']).toEqual({ month: '105.12', per_million_requests: '13.33' });
    expect(classes['y']).toEqual({ month: '105.12', per_million_requests: '40.00' });
  });
});
