/** Managed disks that stand for disks of other providers. */
import { GIB } from '../../topology/quantity/bytes.ts';
import type { LikeDisk, LikeDisks, SsdNeed } from '../like-disk.ts';

/** Tiers of premium SSD that are bought by size. */
const PREMIUM_TIERS = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80];

export const azureDisks: LikeDisks = {
  title: 'Azure',
  local: 'local',
  fast: 'ultra',
  hdd: 'standard-hdd',
  cold: 'standard-hdd',
  noRedundancy: undefined,
  ssd: premiumSsd,
};

/** The least premium SSD that does it, unless operations are asked for or cost less apart. */
function premiumSsd({ volume, need, isSet, region, rates, does }: SsdNeed, like: string): LikeDisk {
  const size = volume.size / GIB;
  const has = (tier: number, key: string) => rates.limit('azure', 'managed-disk', `p${tier}-${key}`)?.value ?? 0;
  const large = PREMIUM_TIERS.find((tier) => has(tier, 'size') >= size);
  const tier = PREMIUM_TIERS.find(
    (one) =>
      has(one, 'size') >= size && has(one, 'iops') >= need.iops && has(one, 'throughput') >= need.throughput / 1e6,
  );
  const ofTier = { type: `p${tier}`, reason: `${like}, of the least tier that has its size and does what it does` };
  if (tier !== undefined && tier === large && !isSet) return ofTier;
  if (rates.rate('azure', 'managed-disk', region, 'premium-ssd-v2-provisioned-capacity'))
    return {
      type: 'premium-ssd-v2',
      reason: `${like}, whose operations are set apart`,
      asked: does('premium-ssd-v2') ? undefined : need,
    };
  if (tier !== undefined) return ofTier;
  return { type: large === undefined ? 'premium-ssd' : `p${large}`, reason: `${like}, and does less` };
}
