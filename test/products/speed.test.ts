import { describe, expect, it } from 'vitest';
import { speedRatio } from '../../src/products/speed.ts';
import { rates } from './one.ts';

const spec = (instance: string) => rates.instance('aws', instance)!;

describe('the speed of a vCPU', () => {
  it('is CoreMark over vCPUs, against another’s', () => {
    const from = { instance: 'a', burstable: false, vcpu: 2, coremark: 40_000 };
    const to = { instance: 'b', burstable: false, vcpu: 4, coremark: 100_000 };
    expect(speedRatio(from, to)).toBe(1.25);
    expect(speedRatio(to, from)).toBe(0.8);
  });

  it('is 1 against itself, and higher for a newer Graviton (ec2instances.info)', () => {
    expect(speedRatio(spec('m7g.large'), spec('m7g.large'))).toBe(1);
    expect(speedRatio(spec('a1.large'), spec('m7g.large'))).toBeGreaterThan(1.3);
    expect(speedRatio(spec('m7g.large'), spec('m7g.4xlarge'))).toBeCloseTo(1, 1);
  });

  it('is not known where a score or the vCPUs aren’t', () => {
    const bare = { instance: 'a', burstable: false };
    expect(speedRatio(bare, spec('m7g.large'))).toBeUndefined();
    expect(speedRatio(spec('m7g.large'), { ...bare, coremark: 1 })).toBeUndefined();
  });
});
