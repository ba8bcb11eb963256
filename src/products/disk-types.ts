/** Disk types that nobody sells: a slip of the pen is an error, and no line without a price. */
import { quote } from '../diagnostics/words.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Component, Provider, Volume } from '../topology/model.ts';
import { EBS_VOLUME_TYPES, isEbsType } from './aws/ebs.ts';
import { MANAGED_DISK_TYPES, isManagedDiskType } from './azure/disks.ts';
import { PERSISTENT_DISK_TYPES, isPersistentDiskType } from './gcp/disks.ts';
import { isLocalDisk } from './machine-disks.ts';
import type { Problem } from './product.ts';

interface Disks {
  readonly title: string;
  /** The types by their own names, among which a guess is looked for. */
  readonly types: readonly string[];
  has(type: string): boolean;
}

const DISKS: Readonly<Record<Provider, Disks>> = {
  aws: { title: 'EBS', types: EBS_VOLUME_TYPES, has: isEbsType },
  azure: { title: 'Azure', types: MANAGED_DISK_TYPES, has: isManagedDiskType },
  gcp: { title: 'Compute Engine', types: PERSISTENT_DISK_TYPES, has: isPersistentDiskType },
};
const PROVIDERS: readonly Provider[] = ['aws', 'azure', 'gcp'];

/** Every type of a component's volumes that its provider does not have, each with the one that was meant. */
export function diskTypeProblems({ options, provider }: Component): readonly Problem[] {
  const { volumes = [] } = options as { readonly volumes?: readonly Volume[] };
  const { title, types, has } = DISKS[provider];
  return volumes.flatMap(({ type }, index): Problem[] => {
    if (has(type) || isLocalDisk(type)) return [];
    const owner = PROVIDERS.find((one) => one !== provider && DISKS[one].has(type));
    const meant = didYouMean(type, types);
    return [
      {
        field: 'volumes',
        within: [index, 'type'],
        message: `${title} has no disk type ${quote(type)}${owner === undefined ? '' : `, which is of ${owner}`}`,
        fix: meant === undefined ? `one of ${types.join(', ')}` : `did you mean ${quote(meant)}?`,
      },
    ];
  });
}
