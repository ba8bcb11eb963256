/** A swarm of downloaders that pass a file on to each other, in the fluid limit. */
export interface Swarm {
  /** Size of what is downloaded, bytes, > 0. */
  readonly size: number;
  /** Bandwidths of a peer, bytes per second, > 0. */
  readonly upload: number;
  readonly download: number;
  /** Mean time that a peer stays once it has everything, seconds, ≥ 0. */
  readonly seedingTime: number;
  /** η: share of its upload that a downloader can use, 0..1; near 1 with many pieces. */
  readonly effectiveness: number;
}

/**
 * What peers give each other, and how long a download takes without anybody else.
 *
 * With arrivals at rate λ there are x downloaders and y = λ·(seeding time) seeds; they upload μ(ηx + y), and
 * downloaders take c·x at most. Alone, a download takes T with 1/T = min(c, η/(1/μ − s)) in files per second (s the
 * seeding time): the bandwidth that is scarce decides. Where a server fills up what peers lack, so that downloads run
 * at c, there are x = λ/c downloaders and the peers' share of all bytes is μ(η/c + s), at most all of it.
 *
 * @returns `offload`: share of the bytes that peers send when a server fills up the rest, 0..1; `aloneSeconds`: time of
 *   a download from peers alone; `downloadSeconds`: at the full download bandwidth. None depends on λ: a swarm scales
 *   by itself.
 * @throws RangeError for arguments outside their ranges.
 * @see D. Qiu and R. Srikant, "Modeling and performance analysis of BitTorrent-like peer-to-peer networks", ACM SIGCOMM
 *   2004, (7) and (8) with θ = 0
 */
export function swarm({ size, upload, download, seedingTime, effectiveness }: Swarm): {
  offload: number;
  aloneSeconds: number;
  downloadSeconds: number;
} {
  if (!(size > 0 && upload > 0 && download > 0)) throw new RangeError('size and bandwidths must be positive');
  if (!(seedingTime >= 0)) throw new RangeError(`seeding time must be 0 or more: ${seedingTime}`);
  if (!(effectiveness >= 0 && effectiveness <= 1)) throw new RangeError(`effectiveness is a share: ${effectiveness}`);
  const downloadSeconds = size / download;
  const uploadSeconds = size / upload;
  // What is left to upload once a peer has given back what it gave while seeding.
  const owed = uploadSeconds - seedingTime;
  const aloneSeconds = owed <= 0 ? downloadSeconds : Math.max(downloadSeconds, owed / effectiveness);
  const offload = Math.min(1, (effectiveness * downloadSeconds + seedingTime) / uploadSeconds);
  return { offload, aloneSeconds, downloadSeconds };
}
