/** What a machine lets through to its disks, however much these could do. */
import type { InstanceSpec } from '../billing/rate-table.ts';
import type { Provider } from '../topology/model.ts';
import { hyphened } from './table-meters.ts';

/** Disks of one type on a machine: all that it has of them together. */
export interface DiskRates {
  readonly type: string;
  readonly iops: number;
  readonly bytesPerSecond: number;
}

/** A limit of the machine; a byte rate that is not known is Infinity. */
export interface MachineLimit {
  readonly iops: number;
  readonly bytesPerSecond: number;
  /** Where it comes from, and how much more there is for a while. */
  readonly source: string;
}

const MB = 1e6;
const of = (megabytes: number | undefined): number => (megabytes === undefined ? Infinity : megabytes * MB);

/** Disks that are in the machine itself. */
const LOCAL = /^(local|instance-store|ephemeral|scratch|nvme|temp)/;

/** Whether a volume is one of the machine's own disks: nothing is billed for it on AWS and Azure. */
export const isLocalDisk = (type: string): boolean => LOCAL.test(hyphened(type));

const thousands = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

/** The limit of the machine for disks of a type; undefined where none is known, or none holds. */
type LimitOf = (spec: InstanceSpec, type: string) => MachineLimit | undefined;

function limitOf(
  { instance, limitSource, diskIopsMax, diskMbSMax }: InstanceSpec,
  iops: number | undefined,
  megabytes: number | undefined,
): MachineLimit | undefined {
  if (iops === undefined) return undefined;
  const rest =
    diskIopsMax !== undefined && diskIopsMax > iops
      ? `; ${thousands(diskIopsMax)} IOPS${diskMbSMax === undefined ? '' : ` and ${thousands(diskMbSMax)} MB/s`} for 30 minutes a day are left out, since an hour of the profile lasts longer`
      : '';
  return {
    iops,
    bytesPerSecond: of(megabytes),
    source: `instance table: ${instance} sustains ${thousands(iops)} IOPS${megabytes === undefined ? '' : ` and ${thousands(megabytes)} MB/s`} of all its disks (${limitSource})${rest}`,
  };
}

/**
 * Amazon EC2: the EBS-optimised baseline. Types whose maximum is higher hold that for 30 minutes at least once in 24
 * hours, and then fall back: what lasts for an hour or more has the baseline.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html (read 2026-11)
 */
const ebs: LimitOf = (spec) => limitOf(spec, spec.diskIops, spec.diskMbS);

/**
 * Azure: uncached IOPS and MB/s of the size, for premium SSD v2 and ultra disks those of their own where the size has
 * them. Bursts are for 30 minutes.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-performance (read 2026-11)
 */
const managedDisks: LimitOf = (spec, type) =>
  /v2|ultra/.test(type) && spec.diskIopsV2 !== undefined
    ? limitOf({ ...spec, diskIopsMax: spec.diskIopsV2 }, spec.diskIopsV2, spec.diskMbSV2)
    : limitOf(spec, spec.diskIops, spec.diskMbS);

/** vCPUs from which an N2 machine takes an Extreme Persistent Disk at its own rate. */
const EXTREME_FROM = 64;

/**
 * Google Cloud: limits of Persistent Disk by machine family, vCPUs and type of disk. Those of Hyperdisk are not known
 * here, and
 * Extreme Persistent Disk does no more than pd-ssd on machines below 64 vCPUs.
 * @see https://cloud.google.com/compute/docs/disks/performance (as recalled for pd-extreme)
 */
const persistentDisks: LimitOf = (spec, type) => {
  if (/hyperdisk/.test(type)) return undefined;
  if (/extreme/.test(type) && (spec.vcpu ?? 0) >= EXTREME_FROM) return undefined;
  if (/balanced/.test(type)) return limitOf(spec, spec.diskIopsBalanced, spec.diskMbS);
  if (/ssd|extreme/.test(type)) return limitOf(spec, spec.diskIops, spec.diskMbS);
  return limitOf(spec, spec.diskIopsStandard, spec.diskMbSStandard);
};

const LIMITS: Readonly<Record<Provider, LimitOf>> = { aws: ebs, azure: managedDisks, gcp: persistentDisks };

/**
 * What the machine leaves of its disks: of each type no more than it lets through for that, and of all of them no more
 * than for the fastest type among them. Local disks are the machine's own, and no limit of these.
 *
 * @param disks by type, all of a type together
 * @returns the rates with the sources of the limits that bind, none where nothing does
 */
export function boundByMachine(
  provider: Provider,
  spec: InstanceSpec,
  disks: readonly DiskRates[],
): { readonly iops: number; readonly bytesPerSecond: number; readonly sources: readonly string[] } {
  const sources = new Set<string>();
  const total = { iops: 0, bytesPerSecond: 0 };
  const local = { iops: 0, bytesPerSecond: 0 };
  const most = { iops: 0, bytesPerSecond: 0 };
  for (const one of disks) {
    const type = hyphened(one.type);
    const isLocal = LOCAL.test(type);
    const limit = isLocal ? undefined : LIMITS[provider](spec, type);
    if (limit && (limit.iops < one.iops || limit.bytesPerSecond < one.bytesPerSecond)) sources.add(limit.source);
    const sum = isLocal ? local : total;
    sum.iops += Math.min(one.iops, limit?.iops ?? Infinity);
    sum.bytesPerSecond += Math.min(one.bytesPerSecond, limit?.bytesPerSecond ?? Infinity);
    if (isLocal) continue;
    most.iops = Math.max(most.iops, limit?.iops ?? Infinity);
    most.bytesPerSecond = Math.max(most.bytesPerSecond, limit?.bytesPerSecond ?? Infinity);
    if (limit && (most.iops < total.iops || most.bytesPerSecond < total.bytesPerSecond)) sources.add(limit.source);
  }
  return {
    iops: Math.min(total.iops, most.iops) + local.iops,
    bytesPerSecond: Math.min(total.bytesPerSecond, most.bytesPerSecond) + local.bytesPerSecond,
    sources: [...sources],
  };
}
