/** Peer-to-peer distribution that takes load off a seed: the peers' share of the requests never reaches it. */
import { bitRate, duration, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { swarm } from '../models/traffic/swarm.ts';
import { defineKind } from './kind.ts';
import { EVERY_CLASS } from './performance.ts';
import { byClass, delay, payloadOf } from './steps.ts';

const fields = {
  offload: optional(
    share('Share of requests that peers answer (default: what follows from their bandwidths and seeding time).'),
  ),
  upload: optional(bitRate('Upload bandwidth of a peer.')),
  download: optional(bitRate('Download bandwidth of a peer.')),
  object_size: optional(size('Size of what is distributed.')),
  seeding_time: optional(duration('How long a peer stays after it is done.')),
  effectiveness: optional(number('Share of its upload that a downloader uses (default 1).')),
} as const;

export type PeerSwarmOptions = FieldsOutput<typeof fields>;

/** The swarm in the fluid limit; undefined where the file leaves one of its figures out. */
function fluid({ upload, download, object_size: size, seeding_time: seedingTime, effectiveness }: PeerSwarmOptions) {
  if (!upload || !download || !size || seedingTime === undefined) return undefined;
  // Bandwidths are in bits.
  return swarm({
    size,
    upload: upload / 8,
    download: download / 8,
    seedingTime,
    effectiveness: Math.min(1, effectiveness ?? 1),
  });
}

export const peerSwarm = defineKind<PeerSwarmOptions, null>({
  name: 'peer-swarm',
  summary: 'Peer-to-peer distribution that offloads a seed.',
  fields,
  nodes: false,
  sold: false,
  usage: {},
  placement: 'outside',
  passesThrough: true,
  unused: ['hours', 'stop'],
  carry({ options }, { warn }) {
    const offload = options.offload ?? fluid(options)?.offload;
    if (offload === undefined) {
      warn('offload-not-set');
      return 1;
    }
    return 1 - offload;
  },
  /** What peers send comes at the bandwidth of a download; what they lack is called for along `calls`. */
  perform({ options }, load, { unknown }) {
    const found = fluid(options);
    const offload = options.offload ?? found?.offload ?? 0;
    const { download } = options;
    if (offload > 0 && download === undefined) unknown(EVERY_CLASS, 'download-not-set');
    const factor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
    const details = {
      offload: { value: offload, unit: 'share' },
      peer_bytes: { value: load.responseBytesPerSecond * factor * offload, unit: 'bytes/s' },
      ...(found && {
        download_time: { value: found.downloadSeconds, unit: 's' },
        download_time_from_peers_alone: { value: found.aloneSeconds, unit: 's' },
      }),
    };
    return {
      tiers: [],
      details,
      work: byClass((requestClass) => {
        const seconds = download === undefined ? 0 : (payloadOf(load, requestClass).response * 8) / download;
        const sent = delay({
          mean: seconds,
          scv: seconds > 0 ? 1 : 0,
          shape: seconds > 0 ? 'exponential' : 'deterministic',
        });
        return [
          {
            do: 'either',
            branches: [
              { probability: offload, steps: [sent] },
              { probability: 1 - offload, steps: [{ do: 'calls', gated: true }] },
            ],
          },
        ];
      }),
    };
  },
  fail: () => ({ groups: [], isPart: true }),
  consume: () => null,
});
