/** What Azure's flexible servers for PostgreSQL and MySQL share: compute sizes, and how many servers are paid for. */
import type { RateSource } from '../../billing/rate-table.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { SqlUse } from '../../kinds/sql.ts';
import type { Promised } from '../product.ts';

interface FlexibleSize {
  /** Burstable, general purpose, or memory optimized (business critical on MySQL). */
  readonly tier: 'b' | 'gp' | 'mo';
  /** Letters before and after the number of vCores, and the version. */
  readonly family: string;
  readonly vcores: number;
  readonly features: string;
  readonly version: string | undefined;
}

const TIERS: Readonly<Record<string, FlexibleSize['tier']>> = { b: 'b', d: 'gp', e: 'mo' };

/**
 * Reads a compute size as Azure, its command line and Terraform write it.
 *
 * @returns `undefined` for a size of no family that flexible servers run on
 * @example flexibleSize('GP_Standard_D4ds_v5'); // gp, family d, 4 vCores, features ds, version 5
 */
export function flexibleSize(instance: string): FlexibleSize | undefined {
  const name = instance
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^(b|gp|mo|bc)_/, '')
    .replace(/^standard_/, '');
  const match = /^([bde])(\d+)([a-z]*)(?:_?v(\d+))?$/.exec(name);
  if (!match) return undefined;
  const [, family, vcores, features, version] = match;
  return { tier: TIERS[family!]!, family: family!, vcores: Number(vcores), features: features!, version };
}

/**
 * Whether a flexible server may run on a size: that of a virtual machine of these families, whatever it is written
 * like.
 */
export function isFlexibleSize(instance: string, rates: RateSource): boolean {
  const size = flexibleSize(instance);
  if (!size) return false;
  const { family, vcores, features, version } = size;
  return (
    rates.instance('azure', `${family}${vcores}${features}${version === undefined ? '' : `_v${version}`}`) !== undefined
  );
}

/**
 * Servers that are paid for: the primary, its standby (compute and storage of the same size) and the read replicas;
 * more where the file counts more nodes.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-high-availability (read 2026-11)
 */
export function serversOf(use: SqlUse): number {
  return Math.max(1 + (use.multiAz ? 1 : 0) + use.readReplicas, meanNodes(use.nodes));
}

/** The promise for a server by itself, or for one with a standby in another zone. */
export const flexibleServerSla = (service: string, options: Readonly<Record<string, unknown>>): Promised => ({
  service,
  scope: options.multi_az === true ? 'zone-redundant-ha' : 'no-ha',
});
