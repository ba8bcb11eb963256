import { describe, expect, it } from 'vitest';
import { nodeDisks } from '../../src/products/node-disks.ts';
import type { Provider, Volume } from '../../src/topology/model.ts';
import { estimateOf } from '../support.ts';
import { GIB, MIB, rates } from './one.ts';

const on = (provider: Provider, instance: string, volumes: readonly Volume[], engine?: string) => {
  const spec = rates.instance(provider, instance);
  if (!spec) throw new Error(`no ${instance}`);
  return nodeDisks(provider, spec, volumes, engine, rates)!;
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html */
describe('EBS on an instance', () => {
  it('m5.large sustains 3600 IOPS and 81.25 MB/s, and 18 750 for half an hour', () => {
    const one = on('aws', 'm5.large', [{ type: 'io2', size: 2000 * GIB, iops: 64_000 }]);
    expect([one.iops, one.bytesPerSecond]).toEqual([3600, 81.25e6]);
    expect(one.sources[0]).toContain('18,750');
    expect(one.sources[0]).toContain('30 minutes');
  });

  it('is shared by all volumes', () => {
    const two = on('aws', 'm5.large', [
      { type: 'gp3', size: 100 * GIB },
      { type: 'io2', size: 100 * GIB, iops: 3000 },
    ]);
    expect(two.iops).toBe(3600);
  });

  it('leaves alone what is slower: gp3 on m5.24xlarge has its 3000', () => {
    const one = on('aws', 'm5.24xlarge', [{ type: 'gp3', size: 100 * GIB }]);
    expect([one.iops, one.bytesPerSecond]).toEqual([3000, 125 * MIB]);
    expect(one.sources.join()).not.toContain('instance table');
  });

  it('binds RDS by the class: db.m7g.large at 3600', () => {
    const one = on('aws', 'm7g.large', [{ type: 'gp3', size: 500 * GIB }], 'postgres');
    expect(one.iops).toBe(3600);
  });

  it('is what the estimate reports', () => {
    const { performance } = estimateOf({
      provider: 'aws',
      region: 'us-east-1',
      workload: { w: { enters: 's', rate: '100/s' } },
      components: {
        s: {
          kind: 'service',
          instance: 'm5.large',
          demand: { cpu: '0.1ms', io: 10 },
          volumes: [{ type: 'io2', size: '2000 GB', iops: 64_000 }],
        },
      },
    });
    const disk = performance.components[0]!.resources.find(({ resource }) => resource === 'disk')!;
    expect(disk.capacity! * 10).toBeCloseTo(3600, 0);
    expect(disk.source).toContain('m5.large sustains 3,600 IOPS');
  });
});

/** @see https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/dsv3-series, bv1-series */
describe('managed disks on a size of Azure', () => {
  it('D2s v3: 3200 uncached IOPS and 48 MB/s', () => {
    const one = on('azure', 'Standard_D2s_v3', [{ type: 'p30', size: 1024 * GIB }]);
    expect([one.iops, one.bytesPerSecond]).toEqual([3200, 48e6]);
  });

  it('B2s: 1280 IOPS and 15 MB/s', () => {
    const one = on('azure', 'Standard_B2s', [{ type: 'p30', size: 1024 * GIB }]);
    expect([one.iops, one.bytesPerSecond]).toEqual([1280, 15e6]);
  });

  it('what a flexible server buys is there: 12 000 operations', () => {
    const volume = { type: 'premium-ssd', size: 500 * GIB, iops: 12_000 };
    expect(on('azure', 'Standard_E4ads_v5', [volume], 'postgres').iops).toBe(12_000);
    expect(on('azure', 'Standard_E4ads_v5', [{ type: 'premium-ssd', size: 500 * GIB }], 'postgres').iops).toBe(2300);
  });

  it('MySQL has 300 operations and 3 a GiB, more where they are bought', () => {
    expect(on('azure', 'Standard_D4ads_v5', [{ type: 'premium-ssd', size: 500 * GIB }], 'mysql').iops).toBe(1800);
    expect(on('azure', 'Standard_D4ads_v5', [{ type: 'premium-ssd', size: 500 * GIB, iops: 9000 }], 'mysql').iops).toBe(
      9000,
    );
  });
});

/** @see https://cloud.google.com/compute/docs/disks/performance, as GoogleCloudPlatform/gcpdiag has it */
describe('Persistent Disk on a machine of Google', () => {
  it('n2-standard-4: 15 000 IOPS and 240 MiB/s of pd-ssd', () => {
    const one = on('gcp', 'n2-standard-4', [{ type: 'pd-ssd', size: 10_000 * GIB }]);
    expect(one.iops).toBe(15_000);
    expect(one.bytesPerSecond / MIB).toBeCloseTo(240, 2);
  });

  it('e2-standard-16: 20 000 of pd-balanced, 25 000 of pd-ssd, 7500 of pd-standard', () => {
    expect(on('gcp', 'e2-standard-16', [{ type: 'pd-balanced', size: 20_000 * GIB }]).iops).toBe(20_000);
    expect(on('gcp', 'e2-standard-16', [{ type: 'pd-ssd', size: 20_000 * GIB }]).iops).toBe(25_000);
    expect(on('gcp', 'e2-standard-16', [{ type: 'pd-standard', size: 60_000 * GIB }]).iops).toBeLessThanOrEqual(7500);
  });

  it('does not bind local SSDs, nor Hyperdisks of which nothing is known', () => {
    expect(on('gcp', 'n2-standard-4', [{ type: 'local-ssd', size: 375 * GIB }]).sources.join()).not.toContain('n2-');
    expect(on('gcp', 'n2-standard-4', [{ type: 'hyperdisk-balanced', size: 1000 * GIB, iops: 50_000 }]).iops).toBe(
      50_000,
    );
  });
});

/**
 * @see docs.aws.amazon.com/AWSEC2 storage-optimized-instances: i3.large 100,125 random reads and 35,000 writes a second
 */
describe('local disks', () => {
  it('do the lower of reads and writes: 35 000 of i3.large, 27 500 of i4i.large', () => {
    expect(on('aws', 'i3.large', [{ type: 'local', size: 475 * GIB }]).iops).toBe(35_000);
    expect(on('aws', 'i4i.large', [{ type: 'instance-store', size: 400 * GIB }]).iops).toBe(27_500);
    expect(on('azure', 'Standard_L8s_v3', [{ type: 'local', size: 1000 * GIB }]).iops).toBe(400_000);
  });

  it('are no volumes of the provider: neither bound with them nor billed', () => {
    const both = on('aws', 'i3.large', [
      { type: 'local', size: 475 * GIB },
      { type: 'io2', size: 1000 * GIB, iops: 64_000 },
    ]);
    // EBS of i3.large: 3000 IOPS.
    expect(both.iops).toBe(35_000 + 3000);
    const file = {
      provider: 'aws',
      region: 'us-east-1',
      workload: { w: { enters: 's', rate: '1/s' } },
      components: {
        s: {
          kind: 'service',
          instance: 'i3.large',
          demand: { cpu: '1ms' },
          volumes: [{ type: 'local', size: '475 GB' }],
        },
      },
    };
    expect(estimateOf(file).bill.components[0]!.items.map(({ service }) => service)).not.toContain('ebs');
  });

  it('are refused where the machine has none', () => {
    const file = {
      provider: 'aws',
      region: 'us-east-1',
      workload: { w: { enters: 's', rate: '1/s' } },
      components: {
        s: {
          kind: 'service',
          instance: 'm5.large',
          demand: { cpu: '1ms' },
          volumes: [{ type: 'local', size: '75 GB' }],
        },
      },
    };
    expect(() => estimateOf(file)).toThrow('components.s.volumes: m5.large has no local disk');
  });
});
