import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object) => ({
  kind: 'service',
  instance: 'm5.large',
  count: 3,
  calls: [{ to: 'db', request: '1 MB', response: '0 B', ...call }],
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
    // 11,000 × 0.02; 2,000 × 0.02
    expect(iops('100 GB')).toBe('220.00');
    expect(iops('400 GB')).toBe('40.00');
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
    // 4 × 730 × 0.15222; 4 × 730 × 0.099965; 100 × 0.115
    expect(estimated(azure({ db })).amounts('db')).toEqual({
      'gp-gen5-vcore-compute': '444.48',
      'gp-sql-license': '291.90',
      'gp-storage': '11.50',
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
});
