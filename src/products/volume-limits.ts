/** What can be provisioned of a disk: what a provider refuses to create is an error, and no line of a bill. */
import type { Component, Provider, Volume } from '../topology/model.ts';
import { AZURE_DISK_TYPES, EBS_TYPES } from './sources.ts';
import type { Problem } from './product.ts';
import { hyphened, named } from './table-meters.ts';
import { GIB, MIB, TIB } from '../topology/quantity/bytes.ts';

/** How much of it can be asked for; what is left out has no limit that is published. */
export interface Range {
  /** As the provider calls it. */
  readonly title: string;
  /** Largest size in bytes. */
  readonly size?: number;
  /** Operations a second in all, and for each GiB where the disk is so small that these are fewer. */
  readonly iops?: number;
  readonly iopsPerGib?: number;
  /** Operations that it has whatever its size. */
  readonly included?: number;
  /** Bytes a second in all, and for each operation a second. */
  readonly throughput?: number;
  readonly bytesPerOperation?: number;
  /** Why there is no more, where the size alone does not say so. */
  readonly why?: string;
  readonly source: string;
}

const MB = 1e6;
const HYPERDISKS = 'https://cloud.google.com/compute/docs/disks/hyperdisks';

const GP3: Range = {
  title: 'gp3',
  size: 64 * TIB,
  iops: 80_000,
  iopsPerGib: 500,
  included: 3000,
  throughput: 2000 * MIB,
  bytesPerOperation: 0.25 * MIB,
  source: EBS_TYPES,
};
const IO1: Range = { title: 'io1', size: 16 * TIB, iops: 64_000, iopsPerGib: 50, source: EBS_TYPES };
const IO2: Range = { title: 'io2', size: 64 * TIB, iops: 256_000, iopsPerGib: 1000, source: EBS_TYPES };
const unprovisioned = (title: string, size: number): Range => ({ title, size, source: EBS_TYPES });
const ST1 = unprovisioned('st1', 16 * TIB);
const SC1 = unprovisioned('sc1', 16 * TIB);
const MAGNETIC = unprovisioned('magnetic', TIB);

const PREMIUM_V2: Range = {
  title: 'premium SSD v2',
  size: 64 * TIB,
  iops: 80_000,
  iopsPerGib: 500,
  included: 3000,
  throughput: 2000 * MB,
  bytesPerOperation: 0.25 * MB,
  source: AZURE_DISK_TYPES,
};
const ULTRA: Range = {
  title: 'ultra',
  size: 64 * TIB,
  iops: 400_000,
  iopsPerGib: 1000,
  throughput: 10_000 * MB,
  bytesPerOperation: 256 * 1024,
  source: AZURE_DISK_TYPES,
};

const BALANCED: Range = {
  title: 'hyperdisk-balanced',
  size: 64 * TIB,
  iops: 160_000,
  iopsPerGib: 500,
  included: 3000,
  throughput: 2400 * MIB,
  bytesPerOperation: 0.25 * MIB,
  source: HYPERDISKS,
};
const EXTREME: Range = {
  title: 'hyperdisk-extreme',
  size: 64 * TIB,
  iops: 350_000,
  iopsPerGib: 1000,
  source: HYPERDISKS,
};

/** By the names under which they are asked for, as the products bill them. */
const RANGES: Readonly<Record<Provider, Readonly<Record<string, Range>>>> = {
  aws: {
    gp3: GP3,
    ssd: GP3,
    gp2: unprovisioned('gp2', 16 * TIB),
    io1: IO1,
    io2: IO2,
    st1: ST1,
    hdd: ST1,
    sc1: SC1,
    'cold-hdd': SC1,
    standard: MAGNETIC,
    magnetic: MAGNETIC,
  },
  azure: {
    'premium-ssd-v2': PREMIUM_V2,
    'premium-v2': PREMIUM_V2,
    premiumv2: PREMIUM_V2,
    pv2: PREMIUM_V2,
    ultra: ULTRA,
    'ultra-ssd': ULTRA,
    'ultra-disk': ULTRA,
    ultrassd: ULTRA,
  },
  gcp: {
    'hyperdisk-balanced': BALANCED,
    hyperdisk: BALANCED,
    'hyperdisk-balanced-high-availability': BALANCED,
    'hyperdisk-balanced-ha': BALANCED,
    'hyperdisk-extreme': EXTREME,
    'hyperdisk-throughput': {
      title: 'hyperdisk-throughput',
      size: 32 * TIB,
      throughput: 2400 * MIB,
      source: HYPERDISKS,
    },
    'pd-extreme': {
      title: 'pd-extreme',
      size: 64 * TIB,
      iops: 120_000,
      source: 'https://cloud.google.com/compute/docs/disks/extreme-persistent-disk',
    },
  },
};

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const inUnits = (bytes: number): string =>
  bytes % MIB === 0 ? `${thousands(bytes / MIB)} MiB/s` : `${thousands(Math.round(bytes / MB))} MB/s`;

/** A quantity that exceeds what a range has: which, and by what limit. */
export interface Excess {
  readonly field: 'size' | 'iops' | 'throughput';
  readonly message: string;
  readonly fix: string;
}

/**
 * What is asked for beyond a range.
 *
 * @param asked of one disk: bytes, operations a second, bytes a second
 * @returns none where the provider would create it
 */
export function beyond(
  { title, size, iops, iopsPerGib, included = 0, throughput, bytesPerOperation, why, source }: Range,
  asked: Pick<Volume, 'size' | 'iops' | 'throughput'>,
): readonly Excess[] {
  const found: Excess[] = [];
  const gib = asked.size / GIB;
  if (size !== undefined && asked.size > size)
    found.push({
      field: 'size',
      message: `${title} has at most ${size / TIB} TB, not ${Number((asked.size / TIB).toPrecision(4))} (${source})`,
      fix: 'give count: several smaller ones',
    });
  const bySize = Math.max(included, Math.floor(gib * (iopsPerGib ?? Infinity)));
  const most = Math.min(iops ?? Infinity, bySize);
  const reason = why === undefined ? '' : `: ${why}`;
  if (asked.iops !== undefined && asked.iops > most) {
    const isBySize = most === bySize && why === undefined && asked.iops <= (iops ?? Infinity);
    const perGib = isBySize ? `: ${iopsPerGib} a GB` : reason;
    found.push({
      field: 'iops',
      message: `${title} of ${Number(gib.toPrecision(6))} GB has at most ${thousands(most)} IOPS, not ${thousands(asked.iops)}${perGib} (${source})`,
      fix: `give iops: ${most}${isBySize ? `, or a size of ${Math.ceil(asked.iops / iopsPerGib!)} GB` : ''}`,
    });
  }
  const operations = Math.min(Math.max(asked.iops ?? 0, included), most);
  const byOperations = bytesPerOperation === undefined ? Infinity : operations * bytesPerOperation;
  const isByOperations = byOperations < (throughput ?? Infinity);
  const fastest = Math.min(throughput ?? Infinity, byOperations);
  if (asked.throughput !== undefined && asked.throughput > fastest * UNIT_SLACK) {
    const withIops = isByOperations ? ` with ${thousands(operations)} IOPS` : '';
    found.push({
      field: 'throughput',
      message: `${title} of ${Number(gib.toPrecision(6))} GB has at most ${inUnits(fastest)}${withIops}, not ${inUnits(asked.throughput)}${reason} (${source})`,
      fix: isByOperations ? 'give more iops, or less throughput' : `give throughput: ${inUnits(fastest)}`,
    });
  }
  return found;
}

/** 1 MiB beside 1 MB: rates are given in either, and what is more by that alone is meant to be the limit. */
const UNIT_SLACK = 1.0486;

/** Volumes of a component that its provider would not create. */
export function volumeProblems({ provider, options }: Component): readonly Problem[] {
  const { volumes = [] } = options as { volumes?: readonly Volume[] };
  return volumes.flatMap((volume) => {
    const range = named(RANGES[provider], hyphened(volume.type).replace(/-(lrs|zrs)$/, ''));
    return range ? beyond(range, volume).map(({ message, fix }) => ({ field: 'volumes', message, fix })) : [];
  });
}

/**
 * Storage of a managed database that its provider would not create.
 *
 * @param range by what the database is asked to store
 */
export function storageProblems(range: Range | undefined, options: StorageOptions): readonly Problem[] {
  if (!range || options.storage === undefined) return [];
  const { storage: size, iops, throughput } = options;
  return beyond(range, {
    size,
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
  }).map(({ field, message, fix }) => ({ field: field === 'size' ? 'storage' : field, message, fix }));
}

/** What a database is asked to store, and how fast. */
export interface StorageOptions {
  readonly engine?: string | undefined;
  readonly storage?: number | undefined;
  readonly storage_type?: string | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}
