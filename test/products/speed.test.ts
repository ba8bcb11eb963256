import { describe, expect, it } from 'vitest';
import type { InstanceSpec } from '../../src/billing/rate-table.ts';
import { speedRatio, vcpuSpeed } from '../../src/products/speed.ts';
import { rates } from './one.ts';

const spec = (instance: string, provider: 'aws' | 'gcp' = 'aws') => rates.instance(provider, instance)!;

describe('the speed of a vCPU', () => {
  it('is CoreMark over vCPUs of its own where it is of no family', () => {
    const from: InstanceSpec = { instance: 'a', burstable: false, vcpu: 2, coremark: 40_000 };
    const to: InstanceSpec = { instance: 'b', burstable: false, vcpu: 4, coremark: 100_000 };
    expect(speedRatio('aws', from, to, rates)).toBe(1.25);
    expect(speedRatio('aws', to, from, rates)).toBe(0.8);
  });

  it('is the median of the family: m7g.large scores 51 660 on 2 vCPUs, and none of its sizes is faster', () => {
    const sizes = ['medium', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
    for (const size of sizes) expect(speedRatio('aws', spec('m7g.large'), spec(`m7g.${size}`), rates)).toBe(1);
    expect(vcpuSpeed('aws', spec('m7g.large'), rates)! / (51_660 / 2)).toBeCloseTo(1, 1);
  });

  it('is higher for a newer Graviton (ec2instances.info)', () => {
    expect(speedRatio('aws', spec('a1.large'), spec('m7g.large'), rates)).toBeGreaterThan(1.3);
  });

  it('takes Google’s shared cores, whose scores are what they sustain, for as fast as the others of E2', () => {
    expect(speedRatio('gcp', spec('e2-standard-4', 'gcp'), spec('e2-micro', 'gcp'), rates)).toBe(1);
  });

  it('is not known where a score or the vCPUs aren’t', () => {
    const bare = { instance: 'a', burstable: false };
    expect(speedRatio('aws', bare, spec('m7g.large'), rates)).toBeUndefined();
    expect(speedRatio('aws', spec('m7g.large'), { ...bare, coremark: 1 }, rates)).toBeUndefined();
  });
});
