import { describe, expect, it } from 'vitest';
import { estimateOf } from '../support.ts';
import {
  CALLS,
  constant,
  CROSS_ZONE,
  delay,
  DISK_SERVERS,
  DISK_TIME,
  exponential,
  performed,
  rounded,
  serve,
  visit,
} from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object) => ({
  kind: 'service',
  instance: 'm5.large',
  count: 3,
  calls: [{ to: 'db', request: '1 MB', response: '0 B', ...call }],
});

describe('PostgreSQL as it was published (ClickHouse/PostgresBench, pgbench TPC-B, RDS PostgreSQL 18)', () => {
  const writes = (instance: string, more: object = {}) => {
    const db = { kind: 'sql', engine: 'postgres', instance, storage: '500 GB', read_ratio: 0, ...more };
    return estimateOf(aws({ db }, one('db', '100/s'))).performance.classes[0]!.capacity!;
  };

  it('does 4750 transactions a second on 4 vCPUs and 7525 on 16', () => {
    expect(writes('db.m7g.xlarge')).toBeCloseTo(4750, 0);
    expect(writes('db.r6g.4xlarge')).toBeCloseTo(7525, 0);
  });

  it('does more on more vCPUs, and never more than 1/σ of what one does', () => {
    const sizes = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
    const all = sizes.map((size) => writes(`db.m7g.${size}`));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect(all.at(-1)).toBeLessThan(9400);
  });

  it('is bound by the demand of the file where that is given', () => {
    expect(writes('db.r6g.4xlarge', { demand: { cpu: '1ms' } })).toBeCloseTo(16_000, 0);
  });

  it('Aurora does 2541 on 4 and 12,179 on 16: within a tenth', () => {
    const aurora = { engine: 'aurora-postgres', storage: undefined };
    expect(Math.abs(writes('db.r6g.xlarge', aurora) / 2541 - 1)).toBeLessThan(0.1);
    expect(Math.abs(writes('db.r6g.4xlarge', aurora) / 12_179 - 1)).toBeLessThan(0.1);
  });
});

describe('sql', () => {
  it('bills a standby with its primary, and each read replica by itself', () => {
    // 730 × 0.859 (both zones); 2 × 730 × 0.43; 500 × 0.23; 2 × 500 × 0.115
    const db = {
      kind: 'sql',
      engine: 'mysql',
      instance: 'db.r6g.xlarge',
      multi_az: true,
      read_replicas: 2,
      storage: '500 GB',
    };
    expect(estimated(aws({ db })).amounts('db')).toEqual({
      'db.r6g.xlarge multi-az': '627.07',
      'db.r6g.xlarge single-az read replica': '627.80',
      'gp3-storage-multi-az': '115.00',
      'gp3-storage-single-az': '115.00',
    });
  });

  it('counts read replicas beside a count of one', () => {
    // (1 + 2) × (730 × 0.159 + 100 × 0.115)
    const db = { kind: 'sql', instance: 'db.m6g.large', storage: '100 GB', count: 1, read_replicas: 2 };
    expect(estimated(aws({ db })).total).toBe('382.71');
    // (1 + 2) × (4 × 730 × 0.0413 + 15 × 730 × 0.007 + 100 × 0.17)
    expect(estimated(gcp({ db: { ...db, instance: 'db-custom-4-15360' } })).total).toBe('642.74');
  });

  it('includes 3,000 operations in gp3 storage, and 12,000 from 400 GB on', () => {
    const iops = (storage: string, more: object = {}) =>
      estimated(aws({ db: { kind: 'sql', instance: 'db.m6g.large', storage, iops: 14_000, ...more } })).amounts('db')[
        'gp3-iops-single-az'
      ];
    // 2,000 × 0.02; below 400 GB there is nothing to provision.
    expect(iops('400 GB')).toBe('40.00');
    expect(() => iops('100 GB')).toThrow('at most 3,000 IOPS, not 14,000');
    expect(iops('100 GB', { iops: 3000 })).toBeUndefined();
    expect(iops('400 GB', { iops: 12_000 })).toBeUndefined();
  });

  it('copies what is written to every standby and replica, which AWS does not charge for', () => {
    const db = {
      kind: 'sql',
      instance: 'db.m6g.large',
      multi_az: true,
      read_replicas: 1,
      read_ratio: '75%',
      storage: '100 GB',
    };
    const { quantities, amounts } = estimated(aws({ app: app({}), db }, one('app', '4/s')));
    expect(quantities('db')['inter-az replicate within db']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(amounts('db')['inter-az replicate within db']).toBe('0.00');
    // Calls to it are charged: two thirds of 4 MB/s × 2 × 0.01
    expect(amounts('app')['inter-az app → db']).toBe('136.88');
    // A call that writes is all writes.
    const written = estimated(aws({ app: app({ operation: 'write' }), db }, one('app', '4/s')));
    expect(written.quantities('db')['inter-az replicate within db']).toBeCloseTo(8 * GB_PER_MBPS, 5);
  });

  it('counts disk operations by class for Aurora', () => {
    // 100/s × 2 + 10/s × 10 = 300/s × 2,628,000 = 788.4 M × 0.0000002; 2 × 730 × 0.26; 100 × 0.10
    const db = {
      kind: 'sql',
      engine: 'aurora-postgres',
      instance: 'db.r6g.large',
      read_replicas: 1,
      storage: '100 GB',
      demand: { io: 2 },
      classes: { y: { demand: { io: 10 } } },
    };
    const workload = { x: { enters: 'db', rate: '100/s' }, y: { enters: 'db', rate: '10/s' } };
    expect(estimated(aws({ db }, workload)).amounts('db')).toEqual({
      'db.r6g.large aurora-standard': '379.60',
      'standard-storage': '10.00',
      'standard-io-requests': '157.68',
    });
  });

  it('bills Azure a server with storage for the standby and each replica', () => {
    // 3 × 4 vCores × 730 × 0.089; 3 × 300 × 0.115; 10 × 0.095
    const db = {
      kind: 'sql',
      instance: 'Standard_D4ds_v5',
      multi_az: true,
      read_replicas: 1,
      storage: '300 GB',
      backup: '10 GB',
    };
    expect(estimated(azure({ db })).amounts('db')).toEqual({
      'compute-gp-ddsv5-vcore': '779.64',
      storage: '103.50',
      'backup-storage-lrs': '0.95',
    });
  });

  it('bills SQL Server on Azure by vCore, with its licence or without', () => {
    const db = { kind: 'sql', engine: 'sqlserver', instance: 'GP_Gen5_4', storage: '100 GB' };
    // 4 × 730 × 0.15222; 4 × 730 × 0.099965; 100 × 1.3 × 0.115
    expect(estimated(azure({ db })).amounts('db')).toEqual({
      'gp-gen5-vcore-compute': '444.48',
      'gp-sql-license': '291.90',
      'gp-storage': '14.95',
    });
    expect(estimated(azure({ db: { ...db, license: 'byol' } })).amounts('db')).not.toHaveProperty('gp-sql-license');
  });

  it('bills Google by vCPU and memory, twice for a standby', () => {
    // 4 × 730 × 0.0826; 15 × 730 × 0.014; 300 × 0.34
    const db = { kind: 'sql', instance: 'db-custom-4-15360', multi_az: true, storage: '300 GB' };
    expect(estimated(gcp({ db })).amounts('db')).toEqual({
      'vcpu-regional-ha': '241.19',
      'memory-regional-ha': '153.30',
      'ssd-storage-regional-ha': '102.00',
    });
  });

  it('keeps its storage while it is stopped', () => {
    // 730 × 40/168 × 0.159 + 100 × 0.125 + 4,000 × 0.10
    const db = {
      kind: 'sql',
      instance: 'db.m6g.large',
      storage: '100 GB',
      storage_type: 'io1',
      iops: 4000,
      hours: '40h/week',
    };
    expect(estimated(aws({ db })).total).toBe('440.14');
  });

  const stored = { kind: 'sql', instance: 'db.m6g.large', storage: '100 GB' };
  const asked = (more: object, context = {}) =>
    performed(aws({ db: { ...stored, ...more } }, one('db', '10/s')), 'db', context);
  const CPU_AND_DISK = [
    { resource: 'cpu', servers: 4 },
    { resource: 'disk', servers: DISK_SERVERS, source: 'the disk' },
  ];
  /**
   * RDS did 4750 write transactions a second on 4 vCPUs and 7525 on 16: 1919 a vCPU by itself, and one after the other
   * 4750.
   */
  const SIGMA = (4 - 7525 / 4750) / (15 * (7525 / 4750) - 12);
  const WRITE = serve(0, exponential(4 / 4750 / (1 + 3 * SIGMA)));
  const CONTENTION = serve(2, exponential(1 / 4750));
  const FLUSH = delay(exponential(2.6e-3));

  it('reads on the replicas and writes on the primary', () => {
    const { plan, work } = asked({ read_replicas: 2, read_ratio: '75%', connections: 200 });
    const tier = { dispatch: { direct: 'random' }, threads: 200, stations: CPU_AND_DISK };
    expect(plan.tiers).toEqual([
      {
        nodes: 1,
        ...tier,
        stations: [
          ...CPU_AND_DISK,
          {
            resource: 'write contention',
            servers: 1,
            source: expect.stringContaining('rds_16cpu_64gb_6849.json') as string,
          },
        ],
      },
      { name: 'replica', nodes: 2, ...tier },
      { name: 'replication', nodes: 1, dispatch: 'shared', stations: [{ resource: 'apply', servers: 1 }] },
    ]);
    const apply = serve(0, exponential(383e-6));
    const applied = [delay(constant(0.5e-3)), visit(2, apply), { do: 'repeat', times: 2, steps: [visit(1, apply)] }];
    // 5000 reads a second and vCPU
    expect(rounded(work)).toEqual(
      rounded([
        {
          do: 'either',
          branches: [
            { probability: 0.75, steps: [visit(1, serve(0, exponential(1 / 5000)))] },
            {
              probability: 0.25,
              steps: [visit(0, WRITE, CONTENTION, FLUSH), { do: 'fork', needed: 1, branches: [[], applied] }],
            },
          ],
        },
        CALLS,
      ]),
    );
  });

  const details = (more: object, rate = '1000/s', provider = aws) => {
    const { plan } = performed(provider({ db: { ...stored, ...more } }, one('db', rate)), 'db');
    return Object.fromEntries(Object.entries(plan.details!).map(([name, { value }]) => [name, value]));
  };

  it('is behind on its replicas by the way and an apply queue', () => {
    const db = { read_replicas: 2, read_ratio: 0.5, apply_time: '1ms' };
    const found = details(db);
    // Half a millisecond of way, M/M/1 at half load: 2 ms, and ln 100 of them
    expect(found['replication_lag']).toBeCloseTo(2.5e-3, 9);
    expect(found['replication_lag_p99']).toBeCloseTo(0.5e-3 + Math.log(100) * 2e-3, 9);
    // One row: 1 − (1 − 1/2)·e^(−500/s × 0.5 ms); 100 rows: an exponential lag of rate 500 after it
    expect(found['stale_read_share']).toBeCloseTo(1 - 0.5 * Math.exp(-0.25), 9);
    expect(details({ ...db, rows: 100 })['stale_read_share']).toBeCloseTo(1 - (Math.exp(-0.0025) * 500) / 505, 9);
    // 383 µs published
    expect(details({ ...db, apply_time: undefined })['replication_lag']).toBeCloseTo(0.5e-3 + 383e-6 / (1 - 0.1915), 9);
    expect(details({ ...db, apply_time: '0s' })['replication_lag']).toBeCloseTo(0.5e-3, 9);
    expect(details({ ...db, zones: 1 })['replication_lag']).toBeCloseTo(2.05e-3, 9);
    expect(details({ read_replicas: 2, read_ratio: 1 })).toEqual({});
    expect(details({ read_ratio: 0.5 })).toEqual({});
  });

  it('says so where its replicas can’t keep up', () => {
    const db = { ...stored, read_replicas: 1, read_ratio: 0, apply_time: '1ms' };
    const { plan, warnings } = performed(aws({ db }, one('db', '1500/s')), 'db');
    expect(plan.details).toEqual({});
    expect(warnings).toEqual([
      '1500 writes a second are more than the 1000 that a replica can apply: its lag is unbounded',
    ]);
  });

  it('applies nothing on Aurora, whose replicas read the same storage', () => {
    const { plan, work } = asked({ engine: 'aurora-postgres', read_replicas: 1, read_ratio: 0, rows: 100 });
    expect(plan.tiers).toHaveLength(2);
    // 2541 a second on 4 vCPUs and 12,179 on 16; four of six copies over the zones answer.
    const mean = Math.sqrt((4 / 2541) * (16 / 12_179));
    expect(work).toEqual([visit(0, serve(0, exponential(mean)), delay(CROSS_ZONE)), CALLS]);
    // 10/s over 100 rows, 50 ms
    expect(rounded(plan.details)).toEqual({
      replication_lag: { value: 0.05, unit: 's' },
      replication_lag_p99: { value: 0.1, unit: 's' },
      stale_read_share: { value: Number((1 - Math.exp(-0.005)).toPrecision(9)), unit: 'share' },
      failover: { value: 60, unit: 's' },
    });
  });

  it('fails over in the time that is published', () => {
    // RDS: 60 to 120 s
    expect(details({ multi_az: true, read_ratio: 1 })).toEqual({ failover: 90 });
    expect(details({ read_ratio: 1 })).toEqual({});
    expect(details({ engine: 'aurora-mysql', read_ratio: 1 })).toEqual({ failover: 600 });
    expect(details({ engine: 'aurora-mysql', multi_az: true, read_ratio: 1 })).toEqual({ failover: 60 });
    // Azure’s documentation: below 120 s.
    const instance = 'Standard_D4ds_v5';
    expect(details({ instance, multi_az: true, read_ratio: 1 }, '10/s', azure)).toEqual({ failover: 120 });
  });

  it('asks its disk for the pages that are not in memory, which bounds it', () => {
    // 3000 operations a second by 5 reads of which one in ten misses: 6000 requests
    const db = { ...stored, instance: 'db.m6g.4xlarge', read_ratio: 1, demand: { cpu: '0.1ms', io: 5 } };
    const offered = (more: object) => {
      const { components } = estimateOf(aws({ db: { ...db, ...more } }, one('db', '600/s'))).performance;
      return components[0]!.resources.find(({ resource }) => resource === 'disk')!;
    };
    expect(offered({}).capacity).toBeCloseTo(600, 6);
    expect(offered({ buffer_hit_ratio: '90%' }).capacity).toBeCloseTo(6000, 6);
    expect(offered({ buffer_hit_ratio: '90%' }).utilization).toBeCloseTo(0.1, 9);
  });

  it('waits for the standby’s disk when it writes', () => {
    const { plan, work } = asked({ multi_az: true, read_ratio: 0 });
    expect(plan.tiers).toHaveLength(1);
    // gp3 flushes in 2.6 ms
    expect(rounded(work)).toEqual(rounded([visit(0, WRITE, CONTENTION, delay(CROSS_ZONE), FLUSH), CALLS]));
    // Alone it flushes all the same.
    expect(rounded(asked({ read_ratio: 0 }).work)).toEqual(rounded([visit(0, WRITE, CONTENTION, FLUSH), CALLS]));
    expect(asked({ multi_az: true, read_ratio: 1 }).work).toEqual([visit(0, serve(0, exponential(1 / 5000))), CALLS]);
  });

  it('reads from disk what is not in memory', () => {
    const steps = (more: object) => {
      const [first] = asked({ demand: { cpu: '1ms', io: 5 }, ...more }).work;
      return rounded(first);
    };
    const disk = (times: number) => ({ do: 'repeat', times, steps: [serve(1, DISK_TIME)] }) as const;
    const cpu = serve(0, exponential(1e-3));
    expect(steps({ read_ratio: 1 })).toEqual(visit(0, cpu, disk(5)));
    expect(steps({ read_ratio: 1, buffer_hit_ratio: '90%' })).toEqual(visit(0, cpu, disk(0.5)));
    // Writes go to disk whatever is in memory
    expect(steps({ read_ratio: 0, buffer_hit_ratio: '90%' })).toEqual(visit(0, cpu, disk(5), FLUSH));
    // Four pages where the file counts none: 4 × 1 %
    expect(steps({ read_ratio: 1, buffer_hit_ratio: '99%', demand: { cpu: '1ms' } })).toEqual(
      visit(0, cpu, disk(0.04)),
    );
  });

  it('stands on the storage that it names', () => {
    expect(asked({}).volumes).toEqual([{ type: 'gp3', size: 100 * 2 ** 30 }]);
    expect(asked({ storage_type: 'io1', iops: 4000 }).volumes).toEqual([
      { type: 'io1', size: 100 * 2 ** 30, iops: 4000 },
    ]);
    const aurora = asked({ engine: 'aurora-postgres', demand: { io: 2 }, read_ratio: 1 });
    expect(aurora.volumes).toEqual([]);
    expect(aurora.warnings).toEqual(['it makes disk operations and no disk is known: their time is unknown']);
  });

  it('says where nobody knows what writes, and how many vCPUs there are', () => {
    const { plan, work, warnings } = asked({}, { vcpus: undefined });
    expect(plan.tiers).toMatchObject([{ stations: [{ resource: 'disk' }] }]);
    expect(work).toEqual([visit(0, delay(exponential(1 / 5000))), CALLS]);
    expect(warnings).toEqual([
      'neither the calls nor the component say which requests write: all are timed as reads',
      'how many vCPUs db.m6g.large has is not known: waits for its CPU are unknown',
    ]);
  });
});
