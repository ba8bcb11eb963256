/** What brokers of Amazon MSK carry, by their size. */
import type { RateSource } from '../../billing/rate-table.ts';
import type { BrokerLimits, Problem } from '../product.ts';
import { MIB } from '../../topology/quantity/bytes.ts';

const MB = 1e6;
const STORAGE = 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-provision-throughput.html (read 2026-11)';
const QUOTAS = 'https://docs.aws.amazon.com/msk/latest/developerguide/limits.html (read 2026-11)';

/** Storage throughput of a standard broker that provisions none, MiB/s. @see STORAGE */
export const DEFAULT_STORAGE = 250;

/** Most that can be provisioned, MiB/s, by size; smaller sizes provision none. @see STORAGE */
const MOST_STORAGE: Readonly<Record<string, number>> = {
  'm5.4xlarge': 593,
  'm5.8xlarge': 850,
  'm5.12xlarge': 1000,
  'm5.16xlarge': 1000,
  'm5.24xlarge': 1000,
  'm7g.2xlarge': 312.5,
  'm7g.4xlarge': 625,
  'm7g.8xlarge': 1000,
  'm7g.12xlarge': 1000,
  'm7g.16xlarge': 1000,
};

/** MB/s that an Express broker takes and gives for long. @see QUOTAS */
const EXPRESS: Readonly<Record<string, readonly [ingress: number, egress: number]>> = {
  'm7g.large': [15.6, 31.2],
  'm7g.xlarge': [31.2, 62.5],
  'm7g.2xlarge': [62.5, 125],
  'm7g.4xlarge': [124.9, 249.8],
  'm7g.8xlarge': [250, 500],
  'm7g.12xlarge': [375, 750],
  'm7g.16xlarge': [500, 1000],
};

const sizeOf = (instance: string): string => instance.toLowerCase().replace(/^(kafka|express)\./, '');
const isExpress = (instance: string): boolean => instance.toLowerCase().startsWith('express.');

/**
 * Limits of one broker.
 *
 * A standard broker writes 250 MiB/s to its storage, or what it provisions of what its size allows, and of smaller
 * sizes no more than the EBS baseline of the EC2 type of that name; copies are written as well. An Express broker is
 * limited in what it takes and gives.
 *
 * @param throughput provisioned of each broker, bytes a second
 */
export function mskBrokerLimits(
  instance: string | undefined,
  throughput: number | undefined,
  rates: RateSource,
): BrokerLimits | undefined {
  if (instance === undefined) return undefined;
  const size = sizeOf(instance);
  if (isExpress(instance)) {
    const express = EXPRESS[size];
    return express && { ingress: express[0] * MB, egress: express[1] * MB, source: `${QUOTAS}: ${instance}` };
  }
  const most = MOST_STORAGE[size];
  const provisioned =
    throughput === undefined || most === undefined
      ? DEFAULT_STORAGE * MIB
      : Math.min(Math.max(throughput, DEFAULT_STORAGE * MIB), most * MIB);
  // What MSK documents of a size is its own; of the others the machine says it.
  const spec = most === undefined ? rates.instance('aws', size) : undefined;
  const ebs = spec?.diskMbS === undefined ? Infinity : spec.diskMbS * MB;
  return {
    storage: Math.min(provisioned, ebs),
    source:
      ebs < provisioned
        ? `instance table: ${size} sustains ${spec!.diskMbS} MB/s of EBS (${spec!.limitSource})`
        : `${STORAGE}: ${provisioned / MIB} MiB/s of a broker${throughput === undefined ? ' without provisioned throughput' : ''}`,
  };
}

/** Provisioned throughput that the size does not take. */
export function mskThroughputProblems(instance: unknown, throughput: number | undefined): readonly Problem[] {
  if (throughput === undefined || typeof instance !== 'string') return [];
  const most = MOST_STORAGE[sizeOf(instance)];
  if (isExpress(instance) || most === undefined)
    return [
      {
        field: 'throughput',
        message: `brokers of size ${instance} provision no storage throughput (${STORAGE})`,
        fix: 'leave throughput out, or take kafka.m7g.2xlarge, kafka.m5.4xlarge or larger',
      },
    ];
  if (throughput <= most * MIB * 1.001) return [];
  return [
    {
      field: 'throughput',
      message: `a broker of size ${instance} provisions at most ${most} MiB/s of storage throughput, not ${throughput / MIB} (${STORAGE})`,
      fix: `write throughput: ${most} MB/s, or take a larger size`,
    },
  ];
}
