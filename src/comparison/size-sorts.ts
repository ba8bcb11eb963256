/** Sizes that nobody means who asks for vCPUs and memory: each stands only for one of its own sort. */
import type { InstanceSpec, Provider } from '../billing/rate-table.ts';

/** What is out of the ordinary with a size. */
export type SizeSort =
  | 'confidential'
  | 'constrained'
  | 'previous generation'
  | 'memory-heavy'
  | 'for HPC'
  | 'bare metal';

/** GiB a vCPU above which a size is for memory alone: the ordinary ones with much memory have 8, rounded up. */
const MUCH_MEMORY = 9;

type Patterns = Partial<Record<SizeSort, RegExp>>;

/**
 * Names by sort. Machines on demand in front of which the providers put newer ones are previous generations.
 *
 * @see https://aws.amazon.com/ec2/previous-generation/ (a copy, read 2026-12: T1, M1, M3, I2; the others as recalled)
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/previous-gen-sizes-list (as recalled)
 * @see https://cloud.google.com/compute/docs/machine-resource (as recalled): f1-micro and g1-small are legacy
 */
const PATTERNS: Readonly<Record<Provider, Patterns>> = {
  aws: {
    'previous generation': /^(a1|c1|c3|c4|cc2|cr1|cg1|d2|g2|g3s?|hs1|i2|m1|m2|m3|m4|p2|r3|r4|t1)\./,
    'for HPC': /^(hpc|mac)/,
    'bare metal': /\.metal/,
  },
  azure: {
    confidential: /^standard_n?(dc|ec)/,
    constrained: /^standard_[a-z]+\d+-\d+/,
    // A, D, DS, F, G, H, L and NC to NV without a version, all of the second A and D, whatever is on promotion.
    'previous generation':
      /^(basic_|standard_(a\d+$|a\d+m?_v2|(d|ds|f|g|gs|l|pb|h)\d+[a-z]*(_v2)?$|n[cdv]\d+[a-z]*(_v2)?$|.*promo))/,
    'for HPC': /^standard_(h|np|pb)/,
  },
  gcp: {
    'previous generation': /^(f1-micro|g1-small)$/,
    'for HPC': /^(h\d|ct\d|tpu)/,
    'bare metal': /-metal$/,
  },
};

/** Azure's second generation of these goes on: F2s_v2 to F72s_v2, L8s_v2. */
const STILL_SOLD = /^standard_[fl]\d+s_v2$/;

/** The sorts of a size that keep it from standing for an ordinary one; mostly none. */
export function sortsOf(provider: Provider, { instance, vcpu, memoryGib }: InstanceSpec): SizeSort[] {
  const name = instance.toLowerCase();
  const sorts: SizeSort[] = [];
  for (const [sort, pattern] of Object.entries(PATTERNS[provider]) as [SizeSort, RegExp][])
    if (pattern.test(name) && !(sort === 'previous generation' && STILL_SOLD.test(name))) sorts.push(sort);
  if (vcpu !== undefined && memoryGib !== undefined && memoryGib / vcpu > MUCH_MEMORY) sorts.push('memory-heavy');
  return sorts;
}

/**
 * Whether a size takes premium disks. Azure's say so with an s behind their vCPUs (D4s_v5, D4as_v5) or, of the first
 * ones, behind the letter of their family (DS2_v2, GS3); every machine of the others takes every disk.
 */
export function takesPremiumDisks(provider: Provider, { instance }: InstanceSpec): boolean {
  if (provider !== 'azure') return true;
  return /^standard_(ds|gs)\d|^standard_[a-z]+\d+(-\d+)?[a-z]*s/i.test(instance);
}

/** Azure since its fifth version: a temporary disk stands in the name, and those of its storage sizes too. */
const WITHOUT_DISK = /^standard_(?![hln])[a-z]+\d+(-\d+)?(?![a-z]*d)[a-z]*_(.*_)?v[5-9]$/i;

/** GiB of the disks in a machine; undefined where they are not known, or, with Google, bought by the piece. */
export function localDiskGib(provider: Provider, { instance, localSsdGib }: InstanceSpec): number | undefined {
  if (provider === 'gcp') return undefined;
  return localSsdGib ?? (provider === 'aws' || WITHOUT_DISK.test(instance) ? 0 : undefined);
}
