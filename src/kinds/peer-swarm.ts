/** Peer-to-peer distribution that takes load off a seed: the peers' share of the requests never reaches it. */
import { bitRate, duration, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';

const fields = {
  offload: optional(share('Share of requests that peers answer.')),
  upload: optional(bitRate('Upload bandwidth of a peer.')),
  download: optional(bitRate('Download bandwidth of a peer.')),
  object_size: optional(size('Size of what is distributed.')),
  seeding_time: optional(duration('How long a peer stays after it is done.')),
  effectiveness: optional(number('Share of its upload that a downloader uses (default 1).')),
} as const;

export type PeerSwarmOptions = FieldsOutput<typeof fields>;

export const peerSwarm = defineKind<PeerSwarmOptions, null>({
  name: 'peer-swarm',
  summary: 'Peer-to-peer distribution that offloads a seed.',
  fields,
  nodes: false,
  usage: {},
  placement: 'outside',
  passesThrough: true,
  unused: ['hours', 'stop', 'upload', 'download', 'object_size', 'seeding_time', 'effectiveness'],
  carry({ options }, { warn }) {
    if (options.offload === undefined) {
      warn('no offload is given: every request is taken to reach the seed', 'give offload: 60%');
      return 1;
    }
    return 1 - options.offload;
  },
  perform({ options }, _, { warn }) {
    if (options.offload !== undefined && options.offload > 0)
      warn('how long peers take to send is not worked out yet: what they answer takes no time');
    return passing([]);
  },
  consume: () => null,
});
