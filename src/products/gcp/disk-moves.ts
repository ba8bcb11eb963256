/** Disks of Compute Engine that stand for those of other providers. */
import type { LikeDisks } from '../like-disk.ts';

export const gcpDisks: LikeDisks = {
  title: 'Google Cloud',
  local: 'local-ssd',
  fast: 'hyperdisk-extreme',
  hdd: 'pd-standard',
  cold: 'pd-standard',
  noRedundancy: null,
  ssd({ need, isSet, does }, like) {
    const free = isSet ? undefined : ['pd-balanced', 'pd-ssd'].find(does);
    return free === undefined
      ? { type: 'hyperdisk-balanced', reason: `${like}, whose operations are set apart`, asked: need }
      : { type: free, reason: like };
  },
};
