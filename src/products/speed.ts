/** How fast one vCPU of an instance is against one of another. */
import type { InstanceSpec, Provider, RateSource } from '../billing/rate-table.ts';

/** Medians by family, of each source of tables: found once, when a family is first asked for. */
const known = new WeakMap<RateSource, Map<string, number | undefined>>();

/**
 * CoreMark per vCPU of an instance's family: the median over its sizes.
 *
 * Within one family the published scores of sizes differ by noise (m7g.medium to m7g.16xlarge by 4 %), which is not to
 * scale anybody's demand. Of a family with both, sizes that share a core are left out: Google's scores of those are
 * what they sustain.
 *
 * @returns undefined where no size of the family has a score; the instance's own where it has no family
 * @example vcpuSpeed('aws', rates.instance('aws', 'm7g.large')!, rates) // that of m7g.xlarge too
 */
export function vcpuSpeed(provider: Provider, spec: InstanceSpec, rates: RateSource): number | undefined {
  const { family } = spec;
  if (family === undefined) return perVcpu(spec);
  let medians = known.get(rates);
  if (!medians) known.set(rates, (medians = new Map()));
  const key = `${provider}/${family}`;
  if (!medians.has(key)) {
    const sizes = rates.instances(provider).filter((one) => one.family === family);
    const whole = sizes.filter(({ burstable }) => !burstable);
    const scores = (whole.length > 0 ? whole : sizes).flatMap((one) => perVcpu(one) ?? []);
    medians.set(key, median(scores));
  }
  return medians.get(key) ?? perVcpu(spec);
}

/**
 * CoreMark per vCPU of the family of `to` over that of `from`: a CPU time measured on `from` is divided by it on `to`.
 *
 * CoreMark is integer work within the caches; work that waits for memory differs less between processors. Scores of two
 * providers are not comparable: both must be one provider's.
 * @returns undefined where the score or the vCPUs of either are not known
 */
export function speedRatio(
  provider: Provider,
  from: InstanceSpec,
  to: InstanceSpec,
  rates: RateSource,
): number | undefined {
  const own = vcpuSpeed(provider, from, rates);
  const other = vcpuSpeed(provider, to, rates);
  return own === undefined || other === undefined ? undefined : other / own;
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function perVcpu({ coremark, vcpu }: InstanceSpec): number | undefined {
  return coremark !== undefined && coremark > 0 && vcpu !== undefined && vcpu > 0 ? coremark / vcpu : undefined;
}
