/** How fast one vCPU of an instance is against one of another. */
import type { InstanceSpec } from '../billing/rate-table.ts';

/**
 * CoreMark per vCPU of `to` over that of `from`: a CPU time measured on `from` is divided by it on `to`.
 *
 * CoreMark is integer work within the caches; work that waits for memory differs less between processors. Scores of two
 * providers are not comparable: both must be one provider's.
 * @returns undefined where the score or the vCPUs of either are not known
 * @example speedRatio({ vcpu: 2, coremark: 40_000, … }, { vcpu: 4, coremark: 100_000, … }) // 1.25
 */
export function speedRatio(from: InstanceSpec, to: InstanceSpec): number | undefined {
  const own = perVcpu(from);
  const other = perVcpu(to);
  return own === undefined || other === undefined ? undefined : other / own;
}

function perVcpu({ coremark, vcpu }: InstanceSpec): number | undefined {
  return coremark !== undefined && coremark > 0 && vcpu !== undefined && vcpu > 0 ? coremark / vcpu : undefined;
}
