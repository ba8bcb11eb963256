import { describe, expect, it } from 'vitest';
import { databaseStoragePerformance, diskPerformance } from '../../src/products/disk-performance.ts';
import type { Provider, Volume } from '../../src/topology/model.ts';
import { GIB, MIB, TIB, rates } from './one.ts';

const MB = 1e6;
const disk = (provider: Provider, volume: Volume) => {
  const found = diskPerformance(provider, volume, rates);
  return found && [found.iops, found.bytesPerSecond];
};
const database = (provider: Provider, storage: Volume & { engine?: string }) => {
  const found = databaseStoragePerformance(provider, storage, rates);
  return found && [found.iops, found.bytesPerSecond];
};

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html, provisioned-iops.html, hdd-vols.html */
describe('EBS', () => {
  it('gp3: 3000 operations and 125 MiB/s whatever its size', () => {
    expect(disk('aws', { type: 'gp3', size: 20 * GIB })).toEqual([3000, 125 * MIB]);
    expect(disk('aws', { type: 'GP3', size: 10 * TIB })).toEqual([3000, 125 * MIB]);
  });

  it('gp3: what is provisioned, 500 operations a GiB and 0.25 MiB/s an operation at most', () => {
    expect(disk('aws', { type: 'gp3', size: TIB, iops: 10_000, throughput: 500 * MIB })).toEqual([10_000, 500 * MIB]);
    expect(disk('aws', { type: 'gp3', size: 10 * GIB, iops: 16_000 })).toEqual([5000, 125 * MIB]);
    expect(disk('aws', { type: 'gp3', size: TIB, throughput: 1000 * MIB })).toEqual([3000, 750 * MIB]);
  });

  it('gp2: 3 operations a GiB, 100 at least and 16 000 at most', () => {
    expect(disk('aws', { type: 'gp2', size: 20 * GIB })?.[0]).toBe(100);
    expect(disk('aws', { type: 'gp2', size: 500 * GIB })?.[0]).toBe(1500);
    expect(disk('aws', { type: 'gp2', size: 10 * TIB })).toEqual([16_000, 250 * MIB]);
    expect(disk('aws', { type: 'gp2', size: 334 * GIB })?.[1]).toBe(250 * MIB);
  });

  it('io1: 50 operations a GiB; 500 MiB/s from 2000 operations, 1000 at 64 000', () => {
    expect(disk('aws', { type: 'io1', size: 100 * GIB, iops: 20_000 })).toEqual([5000, 500 * MIB]);
    expect(disk('aws', { type: 'io1', size: 2 * TIB, iops: 64_000 })).toEqual([64_000, 1000 * MIB]);
    expect(disk('aws', { type: 'io1', size: 100 * GIB, iops: 1000 })).toEqual([1000, 250 * MIB]);
  });

  it('io2: 256 000 operations and 4000 MiB/s at most', () => {
    expect(disk('aws', { type: 'io2', size: TIB, iops: 300_000 })).toEqual([256_000, 4000 * MIB]);
  });

  it('st1: 40 MiB/s a TiB up to 500; sc1: 12 up to 250', () => {
    expect(disk('aws', { type: 'st1', size: TIB })).toEqual([40, 40 * MIB]);
    expect(disk('aws', { type: 'hdd', size: 16 * TIB })).toEqual([500, 500 * MIB]);
    expect(disk('aws', { type: 'sc1', size: 10 * TIB })).toEqual([120, 120 * MIB]);
  });

  it('adds the disks of a node up, not their latency', () => {
    const one = diskPerformance('aws', { type: 'gp3', size: 100 * GIB }, rates)!;
    const four = diskPerformance('aws', { type: 'gp3', size: 100 * GIB, count: 4 }, rates)!;
    expect([four.iops, four.bytesPerSecond]).toEqual([4 * one.iops, 4 * one.bytesPerSecond]);
    expect(four.latency).toBe(one.latency);
    expect(one.sources.join()).toContain('ebs gp3-iops-baseline');
  });

  it('knows no type that isn’t sold', () => {
    expect(disk('aws', { type: 'premium-ssd', size: GIB })).toBeUndefined();
    expect(disk('aws', { type: 'constructor', size: GIB })).toBeUndefined();
  });
});

/** @see https://learn.microsoft.com/azure/virtual-machines/disks-types */
describe('Azure managed disks', () => {
  it('premium SSD: the tier that holds the size; P30 is 1 TiB, 5000 operations and 200 MB/s', () => {
    expect(disk('azure', { type: 'premium-ssd', size: TIB })).toEqual([5000, 200 * MB]);
    expect(disk('azure', { type: 'premium_ssd_lrs', size: 600 * GIB })).toEqual([5000, 200 * MB]);
    expect(disk('azure', { type: 'premium', size: 100 * GIB })).toEqual([500, 100 * MB]);
  });

  it('takes a larger tier that is named, and no smaller one than holds the size', () => {
    expect(disk('azure', { type: 'p30', size: 100 * GIB })).toEqual([5000, 200 * MB]);
    expect(disk('azure', { type: 'p10', size: TIB })).toEqual([5000, 200 * MB]);
  });

  it('standard SSD: E30 has 500 operations and 60 MiB/s (2019); standard HDD 500 and 60 MB/s', () => {
    expect(disk('azure', { type: 'standard-ssd', size: TIB })).toEqual([500, 60 * MIB]);
    expect(disk('azure', { type: 'standard-hdd', size: TIB })).toEqual([500, 60 * MB]);
    expect(disk('azure', { type: 's60', size: TIB })).toEqual([1300, 300 * MB]);
  });

  it('premium SSD v2: 3000 and 125 MB/s included, 80 000 at most', () => {
    expect(disk('azure', { type: 'premium-ssd-v2', size: 100 * GIB })).toEqual([3000, 125 * MB]);
    expect(disk('azure', { type: 'premium-v2', size: TIB, iops: 90_000, throughput: 2000 * MB })).toEqual([
      80_000,
      2000 * MB,
    ]);
  });

  it('ultra: 1000 operations a GiB, 400 000 at most', () => {
    expect(disk('azure', { type: 'ultra', size: 30 * GIB, iops: 50_000 })?.[0]).toBe(30_000);
    expect(disk('azure', { type: 'ultra', size: 4 * TIB, iops: 500_000 })).toEqual([400_000, 10_000 * MB]);
  });

  it('has no tier above 32 TiB', () => {
    expect(disk('azure', { type: 'premium-ssd', size: 40 * TIB })).toBeUndefined();
  });
});

/** @see https://cloud.google.com/compute/docs/disks/performance */
describe('Google’s disks', () => {
  it('pd-standard: 0.75 reads a GiB and 0.12 MiB/s; the lower of reads and writes', () => {
    expect(disk('gcp', { type: 'pd-standard', size: 1000 * GIB })).toEqual([750, 120 * MIB]);
  });

  it('pd-balanced: 3000 + 6 a GiB; pd-ssd: 6000 + 30 a GiB, up to the machine’s', () => {
    expect(disk('gcp', { type: 'pd-balanced', size: 500 * GIB })?.[0]).toBe(6000);
    expect(disk('gcp', { type: 'pd-ssd', size: 500 * GIB })?.[0]).toBe(21_000);
    expect(disk('gcp', { type: 'pd-ssd', size: 10 * TIB })?.[0]).toBe(100_000);
    expect(disk('gcp', { type: 'balanced', size: 1000 * GIB })?.[1]).toBeCloseTo((140 + 280) * MIB, 3);
  });

  it('hyperdisk-balanced: 3000 operations and 140 MiB/s included', () => {
    expect(disk('gcp', { type: 'hyperdisk-balanced', size: 100 * GIB })).toEqual([3000, 140 * MIB]);
    expect(disk('gcp', { type: 'hyperdisk', size: TIB, iops: 10_000, throughput: 500 * MIB })).toEqual([
      10_000,
      500 * MIB,
    ]);
  });

  it('local SSD of 375 GiB: 90 000 writes', () => {
    expect(disk('gcp', { type: 'local-ssd', size: 375 * GIB })?.[0]).toBe(90_000);
  });
});

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html */
describe('storage of managed databases', () => {
  it('RDS gp3: 3000 and 125 MiB/s below 400 GiB, 12 000 and 500 from there on', () => {
    expect(database('aws', { type: 'gp3', size: 399 * GIB, engine: 'postgres' })).toEqual([3000, 125 * MIB]);
    expect(database('aws', { type: 'gp3', size: 400 * GIB, engine: 'mysql' })).toEqual([12_000, 500 * MIB]);
  });

  it('RDS gp3: more can be provisioned only where it is striped, 64 000 and 4000 MiB/s at most', () => {
    expect(database('aws', { type: 'gp3', size: 100 * GIB, iops: 6000 })).toEqual([3000, 125 * MIB]);
    expect(database('aws', { type: 'gp3', size: TIB, iops: 90_000, throughput: 5000 * MIB })).toEqual([
      64_000,
      4000 * MIB,
    ]);
  });

  it('SQL Server’s is never striped, and up to 16 000 can be provisioned', () => {
    expect(database('aws', { type: 'gp3', size: TIB, engine: 'sqlserver' })).toEqual([3000, 125 * MIB]);
    expect(database('aws', { type: 'gp3', size: TIB, engine: 'sqlserver', iops: 20_000 })?.[0]).toBe(16_000);
  });

  it('RDS gp2: 3 a GiB, up to 64 000 over four volumes', () => {
    expect(database('aws', { type: 'gp2', size: 100 * GIB })?.[0]).toBe(300);
    expect(database('aws', { type: 'gp2', size: 2000 * GIB })?.[0]).toBe(6000);
    expect(database('aws', { type: 'gp2', size: 40 * TIB })?.[0]).toBe(64_000);
  });

  it('Aurora has no such limit; Azure and Google stand on their disks', () => {
    expect(database('aws', { type: 'gp3', size: TIB, engine: 'aurora-postgres' })).toBeUndefined();
    expect(database('azure', { type: 'ssd', size: TIB })).toEqual([5000, 200 * MB]);
    expect(database('gcp', { type: 'ssd', size: 100 * GIB })?.[0]).toBe(9000);
  });
});
