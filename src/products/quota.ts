/**
 * What a provider's service lets through, whatever is behind it: default quotas and hard limits that bind throughput.
 */
import type { RateSource } from '../billing/rate-table.ts';
import type { Provider } from '../topology/model.ts';
import { limitReader, type LimitReader } from './limits.ts';

/** What is counted. Reads, writes and units are those that the product bills. */
export type QuotaResource =
  | 'requests'
  | 'get-requests'
  | 'put-requests'
  | 'messages'
  | 'read-units'
  | 'write-units'
  | 'request-units'
  | 'ingress'
  | 'egress'
  | 'concurrency'
  | 'new-instances'
  | 'connections';

export interface Quota {
  readonly resource: QuotaResource;
  readonly capacity: number;
  readonly unit: '/s' | 'bytes/s' | 'concurrent';
  /** Whether the file chose it (shards, units, a quota), the account has it by default, or the service has no more. */
  readonly kind: 'provisioned' | 'default' | 'limit';
  /** What it holds for, and how it can be raised. */
  readonly note: string;
  readonly source: string;
}

/** The component's fields as the file has them. */
type Options = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly options: Options;
  readonly region: string | undefined;
  readonly limits: LimitReader;
  number(field: string): number | undefined;
  text(field: string): string | undefined;
}

/** Quotas of a product for what a file asks of it; undefined ones, which the tables lack, are left out. */
export type Limits = (asked: Asked) => readonly (Quota | undefined)[];

export const quota = (
  resource: QuotaResource,
  unit: Quota['unit'],
  kind: Quota['kind'],
  capacity: number | undefined,
  source: string,
  note: string,
): Quota | undefined => (capacity === undefined ? undefined : { resource, capacity, unit, kind, note, source });

/** Quotas that are a limit of the tables, times some number of units. */
export function fromTable(
  { limits }: Asked,
  [resource, unit, kind]: readonly [QuotaResource, Quota['unit'], Quota['kind']],
  name: string,
  { times = 1, note }: { readonly times?: number; readonly note: string },
): Quota | undefined {
  const one = limits.limit(name);
  return one && quota(resource, unit, kind, one.value * times, one.source, note);
}

export const chosenConcurrency = ({ number }: Asked) =>
  quota('concurrency', 'concurrent', 'provisioned', number('concurrency'), 'the file', 'most instances at once');

export const chosenQuota = ({ number }: Asked) =>
  quota('requests', '/s', 'provisioned', number('quota'), 'the file', 'requests that it lets through');

/**
 * What binds the throughput of a service that has no nodes of its own. Products that scale by themselves (application
 * load balancers,
 * CDNs) and those that run on counted nodes have none.
 *
 * Two quotas of one resource hold both: that of a table and that of its hottest partition.
 * @param options fields of the component's kind, in SI units
 * @param region some quotas differ by region; without one Pub/Sub has its smaller one and API Gateway that of most
 *   regions
 * @returns none for a product without such a limit, or whose capacity the tool chooses itself (no `shards`, no `units`)
 * @example quotasOf(s3, { prefixes: 2 }, rates)[0]?.capacity // 11000
 */
export function quotasOf(
  { name, provider, limits }: { readonly name: string; readonly provider: Provider; readonly limits?: Limits },
  options: Options,
  rates: RateSource,
  region?: string,
): readonly Quota[] {
  if (limits === undefined) return [];
  const asked: Asked = {
    options,
    region,
    limits: limitReader(rates, provider, name),
    number: (field) => (typeof options[field] === 'number' ? options[field] : undefined),
    text: (field) => (typeof options[field] === 'string' ? options[field].toLowerCase() : undefined),
  };
  return limits(asked).filter((one) => one !== undefined);
}
