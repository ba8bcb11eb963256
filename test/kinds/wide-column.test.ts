import { describe, expect, it } from 'vitest';
import type { Work } from '../../src/kinds/performance.ts';
import {
  BETWEEN_REGIONS,
  CALLS,
  constant,
  CROSS_ZONE,
  delay,
  exponential,
  performed,
  rounded,
  SAME_ZONE,
  serve,
  visit,
} from './perform-context.ts';
import { estimateOf, RATES } from '../support.ts';
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
      gcp({ app: { ...app(), instance: 'n2-standard-2', public_ip: false }, ring: table }, one('app', '1/s')),
    );
    expect(amounts('ring')).toEqual({ 'node-hour': '1423.50', 'hdd-storage': '26.62' });
    expect(Object.keys(amounts('app'))).toEqual(['n2-standard-2 on-demand']);
  });

  const asked = (more: object) => performed(aws({ ring: { ...ring, ...more } }, one('ring', '10/s')), 'ring');

  it('hands a write to all replicas and waits for a quorum', () => {
    const { plan, work, assumed } = asked({ read_ratio: 0, threads: 30 });
    expect(plan.tiers).toEqual([
      { nodes: 6, dispatch: { direct: 'random' }, threads: 30, stations: [{ resource: 'cpu', servers: 4 }] },
    ]);
    // 4 vCPUs × 288 nodes ÷ 3.3 M replica writes; three of them make a request, in which four nodes have equal parts
    const part = visit(0, serve(0, exponential((0.75 * 4 * 288) / 3_300_000)));
    expect(rounded(work)).toEqual(
      rounded([
        part,
        { do: 'fork', needed: 2, branches: [[part], [delay(CROSS_ZONE), part], [delay(CROSS_ZONE), part]] },
        CALLS,
      ]),
    );
    expect(assumed['CPU time of a write']).toBeCloseTo((3 * 4 * 288) / 3_300_000, 12);
  });

  it('asks no more replicas for a read than must answer', () => {
    // 0.35 ms × 3/4
    const part = visit(0, serve(0, exponential(0.2625e-3)));
    expect(rounded(asked({ read_ratio: 1 }).work)).toEqual([
      part,
      { do: 'fork', needed: 2, branches: [[part], [delay(CROSS_ZONE), part]] },
      CALLS,
    ]);
    expect(rounded(asked({ read_ratio: 1, read_consistency: 'one' }).work)).toEqual([part, part, CALLS]);
    const all = asked({ read_ratio: 1, consistency: 'all', replication: 5 }).work[1];
    // Five copies in three zones: the fourth stands in the first one's
    expect(all).toMatchObject({
      needed: 5,
      branches: [
        [{}],
        [delay(CROSS_ZONE), {}],
        [delay(CROSS_ZONE), {}],
        [delay(SAME_ZONE), {}],
        [delay(CROSS_ZONE), {}],
      ],
    });
  });

  it('spreads the CPU time and the disk operations that the file gives over all nodes that a request meets', () => {
    const { work } = asked({
      read_ratio: 0,
      demand: { cpu: '4ms', io: 3 },
      volumes: [{ type: 'gp3', size: '100 GB' }],
    });
    const cpu = serve(0, exponential(1e-3));
    const replica = visit(0, cpu, serve(1, exponential(1e-3)));
    expect(work[0]).toEqual(visit(0, cpu));
    expect(work[1]).toMatchObject({ branches: [[replica], [{}, replica], [{}, replica]] });
  });

  it('is a latency and a limit where it is Bigtable', () => {
    const table = { kind: 'wide-column', engine: 'bigtable', count: 3, read_ratio: 1 };
    const { plan, work } = performed(gcp({ table }, one('table', '10/s', { peak: '2x' })), 'table');
    expect(work).toEqual([delay(exponential(5e-3)), CALLS]);
    expect(plan).toMatchObject({ tiers: [], limits: [{ resource: 'rows', capacity: 30_000, use: 20 }] });
  });

  it('has no more replicas than nodes, and no more answers than replicas', () => {
    const needed = (more: object) => {
      const fork = asked({ read_ratio: 0, ...more }).work[1]!;
      return fork.do === 'fork' ? [fork.needed, fork.branches.length] : [1, 1];
    };
    expect(needed({ consistency: 'one' })).toEqual([1, 3]);
    expect(needed({ consistency: 'two' })).toEqual([2, 3]);
    expect(needed({ consistency: 'quorum', replication: 5 })).toEqual([3, 5]);
    expect(needed({ consistency: 'local_quorum', replication: 5 })).toEqual([3, 5]);
    expect(needed({ write_consistency: 'all', consistency: 'one' })).toEqual([3, 3]);
    expect(needed({ consistency: 'two', replication: 1 })).toEqual([1, 1]);
    expect(needed({ consistency: 'all', replication: 5, count: 2 })).toEqual([2, 2]);
  });

  it('asks another replica for a late read, of which only the late ones have it work', () => {
    // One of three answers: a node of six has 10/s × 2 parts of 1 ms/6, so that next to nobody waits.
    const read = { read_ratio: 1, consistency: 'one', demand: { cpu: '2ms' }, speculative_retry: '3ms' };
    const { work, plan } = asked(read);
    const part = visit(0, serve(0, exponential(1e-3)));
    // P(more than three means) = e⁻³
    const share = Math.exp(-3);
    expect(plan.details!['speculative_share']!.value).toBeCloseTo(share, 5);
    expect(work).toMatchObject([
      part,
      {
        do: 'fork',
        needed: 1,
        branches: [[part], [delay({ mean: 3e-3, scv: 0, shape: 'deterministic' }), delay(CROSS_ZONE), { do: 'delay' }]],
      },
      { do: 'fork', needed: 1, branches: [[], [{ branches: [{ steps: [part] }, { steps: [] }] }]] },
      CALLS,
    ]);
    // No replica is left to ask.
    expect(asked({ ...read, consistency: 'all' }).plan.details).not.toHaveProperty('speculative_share');
  });

  it('compares all replicas for a share of the reads, which wait for none of it', () => {
    const { work } = asked({ read_ratio: 1, read_repair: '10%', demand: { cpu: '3ms' } });
    const part = visit(0, serve(0, exponential(1e-3)));
    expect(work[2]).toEqual({
      do: 'fork',
      needed: 1,
      branches: [
        [],
        [
          {
            do: 'either',
            branches: [
              { probability: 0.1, steps: [delay(CROSS_ZONE), part] },
              { probability: 0.9, steps: [] },
            ],
          },
        ],
      ],
    });
  });

  it('needs disk for its copies and their compaction', () => {
    const volumes = [{ type: 'gp3', size: '1 TB' }];
    const of = (more: object) => asked({ read_ratio: 1, storage: '2 TB', volumes, ...more }).plan;
    const TB = 2 ** 40;
    // 2 TB × 3, as much again free: 12 TB on six nodes of one
    expect(of({}).limits).toEqual([
      {
        resource: 'disk space',
        unit: 'bytes',
        capacity: 6 * TB,
        use: 12 * TB,
        isStill: true,
        source: 'volumes of the file',
      },
    ]);
    expect(of({}).details).toMatchObject({
      disk_needed: { value: 12 * TB, unit: 'bytes' },
      nodes_for_disk: { value: 12, unit: 'count' },
    });
    // A quarter of it free: 7.5 TB
    expect(of({ compaction: 'leveled' }).details!['nodes_for_disk']!.value).toBe(8);
    expect(of({ headroom: 0.5, replication: 5 }).details!['disk_needed']!.value).toBe(15 * TB);
    expect(of({ volumes: [...volumes, ...volumes] }).details!['nodes_for_disk']!.value).toBe(6);
    const without = asked({ read_ratio: 1, storage: '2 TB' }).plan;
    expect(without.limits).toEqual([]);
    expect(without.details).not.toHaveProperty('nodes_for_disk');
  });

  it('needs nodes for its CPU', () => {
    const nodes = (more: object, rate: string) =>
      performed(aws({ ring: { ...ring, ...more } }, one('ring', rate)), 'ring').plan.details!['nodes_for_cpu'];
    // 1000/s × 40 ms on four vCPUs each, whatever part of it which node has
    expect(nodes({ read_ratio: 0, demand: { cpu: '40ms' } }, '1000/s')).toEqual({ value: 10, unit: 'count' });
    // Half of the reads have one more of three parts of 10 ms: 1000 × 35 ms
    expect(nodes({ read_ratio: 1, read_repair: 0.5, demand: { cpu: '30ms' } }, '1000/s')!.value).toBe(9);
  });

  it('writes a million a second as Netflix did', () => {
    // 1.1 M writes/s at three copies and consistency one, 288 m1.xlarge of four vCPUs in three zones (2011): all that
    // they could.
    const netflix = { ...ring, instance: 'm5.xlarge', count: 288, zones: 3, consistency: 'one', read_ratio: 0 };
    const estimate = estimateOf(aws({ ring: netflix }, one('ring', '1100000/s')));
    const [cpu] = estimate.performance.components[0]!.resources;
    expect(cpu!.resource).toBe('cpu');
    expect(Math.abs(cpu!.offered - 1)).toBeLessThan(0.01);
    expect(estimate.performance.plans[0]!.plan.details!['nodes_for_cpu']!.value).toBe(288);
    // 3.3 M replica writes over 288 nodes: 11,458 each
    expect((1_100_000 * 3) / 288).toBeCloseTo(11_458, 0);
    // 285 i2.xlarge of four vCPUs took a million in 2014.
    const later = { ...netflix, count: 285 };
    const [again] = estimateOf(aws({ ring: later }, one('ring', '1000000/s'))).performance.components[0]!.resources;
    expect(Math.abs(again!.offered - 1)).toBeLessThan(0.1);
  });

  describe('over several regions', () => {
    const two = { placement: ['us-east-1', 'eu-west-1'], demand: { cpu: '0ms' } };
    const three = { placement: ['us-east-1', 'eu-west-1', 'us-west-2'], count: 9, demand: { cpu: '0ms' } };
    /**
     * Mean response at a rate at which nobody waits, in milliseconds. Between regions it takes what Skyplane measured
     * (2022): us-east-1 to eu-west-1 84.9 ms, to us-west-2 68.4 ms; each with a standard deviation of a tenth. Zones
     * are beside each other unless told.
     */
    const meanOf = (fields: object, network: object = { same_zone: '0s', cross_zone: '0s' }) => {
      const { performance } = estimateOf(aws({ ring: { ...ring, ...fields } }, one('ring', '1/s'), { network }));
      return performance.classes[0]!.latency()!.mean * 1e3;
    };
    const near = (found: number, expected: number, tolerance = 0.005) =>
      expect(Math.abs(found / expected - 1)).toBeLessThan(tolerance);
    const write = { ...two, read_ratio: 0 };
    const read = { ...two, read_ratio: 1 };
    /**
     * Mean of the k-th of n gamma times of 84.9 ± 8.49 ms by the normal’s order statistics, corrected for a skewness of
     * 0.2.
     */
    const between = (score: number, square: number) => 84.9 + 8.49 * (score + (0.2 / 6) * (square - 1));

    it('keeps a local quorum within its region', () => {
      // The second of 0 and two round trips of 1 ms, Erlang of four stages: ∫ P(X > t)² dt = 1/4·Σ C(i + j, i)/2^(i + j
      // + 1), i, j < 4
      const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
      let shorter = 0;
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) shorter += choose(i + j, i) / 2 ** (i + j + 1) / 4;
      expect(shorter).toBeGreaterThan(0.7);
      const network = { cross_zone: '1ms' };
      near(meanOf({ ...write, consistency: 'local_quorum' }, network), shorter);
      // A read asks one of the two others alone.
      near(meanOf({ ...read, consistency: 'local_quorum' }, network), 1);
      // As a quorum does where there is no other region
      near(meanOf({ ...write, consistency: 'quorum', placement: ['us-east-1'] }, network), shorter);
    });

    it('crosses the ocean for a quorum of two times three', () => {
      // The three here and the first of three there: −0.8463 standard deviations, whose square is 1.2757 on the average
      near(meanOf({ ...write, consistency: 'quorum' }), between(-0.8463, 1.2757), 0.025);
      // A read asks one of them
      near(meanOf({ ...read, consistency: 'quorum' }), 84.9);
    });

    it('waits for a majority in each of the regions', () => {
      // All of the 84.9 ms, whatever takes longest within the region
      near(meanOf({ ...write, write_consistency: 'each_quorum' }), 84.9);
      // Zones 10 ms apart: 0 and two ways of 5 ms, Erlang of two stages as both ways are as long, of which the sooner
      // takes
      // 2.5·(1/2 + 2·1/4 + 2/8) ms
      const within = meanOf({ ...write, write_consistency: 'each_quorum' }, { same_zone: '0s', cross_zone: '10ms' });
      near(within, 84.9 + 3.125, 0.01);
    });

    it('waits for the last of all', () => {
      // The last of three there: 0.8463 standard deviations
      near(meanOf({ ...write, consistency: 'all' }), between(0.8463, 1.2757), 0.035);
      near(meanOf({ ...read, consistency: 'all' }), between(0.8463, 1.2757), 0.035);
    });

    it('takes the nearest replicas first, wherever the file names them', () => {
      // Five of nine: three here and the slower one of two in us-west-2, 1/√π standard deviations
      near(meanOf({ ...three, read_ratio: 1, consistency: 'quorum' }), 68.4 * (1 + 0.1 / Math.sqrt(Math.PI)), 0.03);
      // Two of three with one in each region: the second is in us-west-2
      near(meanOf({ ...three, replication: 1, read_ratio: 1, consistency: 'two' }), 68.4, 0.015);
      expect(meanOf({ ...three, read_ratio: 1, consistency: 'two' })).toBeLessThan(1e-3);
      expect(meanOf({ ...three, read_ratio: 0, consistency: 'one' })).toBeLessThan(1e-3);
    });

    it('coordinates in the nearest region where none is its own', () => {
      // From Frankfurt to Ireland 22.5 ms, to Virginia 89.8
      const away = { ...read, region: 'eu-central-1', consistency: 'local_quorum' };
      near(meanOf(away), 22.5);
      expect(asked({ ...two, region: 'eu-central-1', read_ratio: 1, consistency: 'one' }).work[0]).toEqual(
        delay(BETWEEN_REGIONS),
      );
    });

    const part = (tier: number) => visit(tier, serve(0, exponential(1e-3)));
    const HALF = constant(0.5e-3);
    const half = delay(HALF);
    const far = delay(BETWEEN_REGIONS);
    // A coordinator and six replicas with a millisecond each
    const six = { placement: two.placement, read_ratio: 0, demand: { cpu: '7ms' } };
    const own: readonly Work[][] = [[part(0)], [delay(CROSS_ZONE), part(0)], [delay(CROSS_ZONE), part(0)]];

    it('sends one copy to a region, where it is handed on', () => {
      const away = [
        [far, part(1)],
        [far, half, part(1)],
        [far, half, part(1)],
      ];
      const local = asked({ ...six, consistency: 'local_quorum' });
      expect(local.plan.tiers).toMatchObject([
        { name: 'us-east-1', nodes: 3, dispatch: { direct: 'random' } },
        { name: 'eu-west-1', nodes: 3, dispatch: 'random' },
      ]);
      expect(rounded(local.work)).toEqual([
        part(0),
        { do: 'fork', needed: 1, branches: [[], [{ do: 'fork', needed: 3, branches: away }]] },
        { do: 'fork', needed: 2, branches: own },
        CALLS,
      ]);
      const flat = (consistency: string) => rounded(asked({ ...six, consistency }).work[1]);
      for (const [level, needed] of Object.entries({ one: 1, two: 2, quorum: 4, all: 6 }))
        expect(flat(level)).toEqual({ do: 'fork', needed, branches: [...own, ...away] });
    });

    it('asks for a majority of each region within one way to it', () => {
      const { work } = asked({ ...six, write_consistency: 'each_quorum' });
      const there = [[part(1)], [half, part(1)], [half, part(1)]];
      expect(rounded(work[1])).toEqual({
        do: 'fork',
        needed: 2,
        branches: [[{ do: 'fork', needed: 2, branches: own }], [far, { do: 'fork', needed: 2, branches: there }]],
      });
    });

    it('loads the nodes of every region with its copies, and those of its own with the coordination', () => {
      const busy = (fields: object) =>
        estimateOf(
          aws(
            { ring: { ...ring, ...six, demand: { cpu: '14ms' }, count: 8, ...fields } },
            one('ring', '400/s', { request: '0 B' }),
          ),
        ).performance.components[0]!.resources.flatMap(({ resource, offered }) =>
          resource === 'network' ? [] : [[resource, Number(offered.toFixed(9))]],
        );
      // 400/s × 2 ms × (1 + 3) over four nodes of two vCPUs, and × 3
      expect(busy({})).toEqual([
        ['us-east-1.cpu', 0.4],
        ['eu-west-1.cpu', 0.3],
      ]);
      // Of four that read three are here: a coordinator and they, with 14 ms/5 each
      expect(busy({ read_ratio: 1, consistency: 'quorum' })).toEqual([
        ['us-east-1.cpu', 0.56],
        ['eu-west-1.cpu', 0.14],
      ]);
      // With 14 ms/3 for each of a coordinator and two; a tenth of the four others compare
      const part3 = 14 / 3;
      expect(busy({ read_ratio: 1, read_repair: '10%' })).toEqual([
        ['us-east-1.cpu', Number(((0.4 * part3 * 3.1) / 8).toFixed(9))],
        ['eu-west-1.cpu', Number(((0.4 * part3 * 0.3) / 8).toFixed(9))],
      ]);
    });

    it('retries a slow read within the region for a local quorum, else where the next one stands', () => {
      const retry = { ...six, read_ratio: 1, speculative_retry: '3ms' };
      const branchOf = (consistency: string) => {
        const fork = asked({ ...retry, consistency }).work[1]!;
        return fork.do === 'fork' ? fork.branches.at(-1)!.slice(1, -1) : [];
      };
      expect(branchOf('local_quorum')).toEqual([delay(CROSS_ZONE)]);
      expect(branchOf('quorum')).toEqual([far]);
      expect(asked({ ...retry, replication: 1, count: 2 }).plan.details).not.toHaveProperty('speculative_share');
    });

    it('keeps the data in every region', () => {
      const TB = 2 ** 40;
      const volumes = [{ type: 'gp3', size: '1 TB' }];
      const { details, limits } = asked({ ...six, count: 7, storage: '1 TB', headroom: 0, volumes }).plan;
      // 1 TB × 3 × 2; three nodes a region; the one with three of seven nodes is the fullest
      expect(details).toMatchObject({ disk_needed: { value: 6 * TB }, nodes_for_disk: { value: 6 } });
      expect(limits).toMatchObject([{ resource: 'disk space', capacity: 3 * TB, use: 3 * TB }]);
      // 1000/s × 4 parts of 10 ms on four vCPUs: ten nodes here, and as many there
      const cpu = performed(aws({ ring: { ...ring, ...six, demand: { cpu: '70ms' } } }, one('ring', '1000/s')), 'ring');
      expect(cpu.plan.details!['nodes_for_cpu']!.value).toBe(20);
    });

    it('bills nodes and zone crossings of all regions, and one copy of what is written to each of the others', () => {
      const placed = { kind: 'wide-column', instance: 'm5.large', placement: three.placement, read_ratio: 0 };
      const bill = estimated(aws({ app: app(), ring: placed }, one('app', '1/s')));
      // Three nodes a region: 9 × 730 × 0.096; in each of them two of three copies cross
      expect(bill.amounts('ring')['m5.large on-demand']).toBe('630.72');
      expect(bill.quantities('ring')[LABEL]).toBeCloseTo(6 * GB_PER_MBPS, 6);
      for (const to of ['eu-west-1', 'us-west-2']) {
        const label = `inter-region replicate within ring, us-east-1 → ${to}`;
        expect(bill.quantities('ring')[label]).toBeCloseTo(GB_PER_MBPS, 6);
        // 2,566.40625 GB × 0.02
        expect(RATES.rate('aws', 'data-transfer', 'us-east-1', 'inter-region')?.tiers[0]?.price).toBe('0.02');
        expect(bill.amounts('ring')[label]).toBe('51.33');
      }
      expect(bill.warnings.some((warning) => warning.includes('no line bills'))).toBe(false);
      expect(bill.warnings).toContain('its nodes in eu-west-1, us-west-2 are billed at the prices of us-east-1');
    });

    it('copies what is written alone, from the first region where none is its own', () => {
      const placed = { ...ring, placement: two.placement, region: 'eu-west-2' };
      const lines = (read_ratio: number) =>
        Object.entries(
          estimated(aws({ ring: { ...placed, read_ratio } }, one('ring', '1/s', { request: '1 MB' }))).quantities(
            'ring',
          ),
        ).filter(([meter]) => meter.startsWith('inter-region'));
      expect(lines(0.75)).toEqual([
        ['inter-region replicate within ring, us-east-1 → eu-west-1', expect.closeTo(GB_PER_MBPS / 4, 6)],
      ]);
      expect(lines(1)).toEqual([]);
    });

    it('pays on Google Cloud by the continents of both regions', () => {
      const placement = ['us-central1', 'us-east1', 'europe-west1'];
      const placed = { kind: 'wide-column', instance: 'n2-standard-2', placement, read_ratio: 0 };
      const { amounts, quantities } = estimated(
        gcp({ app: { ...app(), instance: 'n2-standard-2' }, ring: placed }, one('app', '1/s')),
      );
      const price = (meter: string) => RATES.rate('gcp', 'network-egress', 'global', meter)?.tiers[0]?.price;
      // 2,566.40625 GB × 0.02 and × 0.05
      expect([
        price('inter-region-north-america-to-north-america'),
        price('inter-region-north-america-to-europe'),
      ]).toEqual(['0.02', '0.05']);
      const label = (to: string) => `inter-region replicate within ring, us-central1 → ${to}`;
      expect(quantities('ring')[label('us-east1')]).toBeCloseTo(GB_PER_MBPS, 6);
      expect(amounts('ring')[label('us-east1')]).toBe('51.33');
      expect(amounts('ring')[label('europe-west1')]).toBe('128.32');
    });

    it('says that no line bills what Bigtable copies to other regions', () => {
      const table = { kind: 'wide-column', engine: 'bigtable', count: 4, read_ratio: 0 };
      const placed = { ...table, placement: ['us-central1', 'europe-west1'] };
      const bill = (more: object) =>
        estimated(gcp({ table: { ...placed, ...more } }, one('table', '1/s', { request: '1 MB' })));
      const line = /copied to other regions, 2570 GB a month: no line bills that/;
      expect(bill({}).warnings.some((warning) => line.test(warning))).toBe(true);
      expect(bill({ usage: { region_transfer: '2570 GB/month' } }).warnings.some((warning) => line.test(warning))).toBe(
        false,
      );
    });

    it('keeps storage and nodes of Bigtable in every cluster', () => {
      const table = { kind: 'wide-column', engine: 'bigtable', count: 4, storage: '1 TB', read_ratio: 1 };
      const placement = ['us-central1', 'europe-west1'];
      const topology = gcp({ table: { ...table, placement } }, one('table', '10/s'));
      // 2 × 1,024 GB × 0.17; the rows of two nodes of four
      expect(estimated(topology).quantities('table')['ssd-storage']).toBe(2048);
      expect(performed(topology, 'table').plan.limits).toMatchObject([{ capacity: 20_000, use: 10 }]);
    });

    it('refuses a region named twice, and fewer nodes than regions', () => {
      const fields = { ...ring, placement: ['us-east-1', 'us-east-1'], count: 1 };
      expect(() => estimateOf(aws({ ring: fields }))).toThrow('us-east-1 is named twice');
      expect(() => estimateOf(aws({ ring: fields }))).toThrow('2 regions need a node each, and count is 1');
      expect(() => estimateOf(aws({ ring: { ...ring, read_consistency: 'each_quorum' } }))).toThrow('each_quorum');
    });
  });
});
