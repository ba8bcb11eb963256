/** Units of AWS's lists: what each spelling is of, and what one of Quoin's units may be written as. */
import { ListError } from '../official.ts';

/**
 * What is counted, by how AWS spells it; singular and plural, in any case, and with what it is an hour or a month of
 * before it.
 */
const FAMILIES = [
  ['hour', /(^|[-\s_])(h|hrs?)$|hours?$/i],
  ['month', /(^|[-\s])(mo|mos|months?)$/i],
  ['byte', /^(gb|gigabytes?)$/i],
  ['second', /(^|[-\s])seconds?$/i],
  ['minute', /^minutes?$/i],
  [
    'count',
    /^(api ?)?(requests?|calls?|ios?|iops|messages?|quer(y|ies)|counts?|events?|units?|objects?|invocations?|urls?|paths?|(read|write|replicatedwrite)?requestunits?|putrequestpayloadunits?|(put)?payload ?units?|executions?|hostedzones?|quantity|snapshotapiunits|tags?)$/i,
  ],
] as const;

type Family = (typeof FAMILIES)[number][0];

/** What Quoin's units may be written as. */
const OF: Readonly<Record<string, readonly Family[]>> = {
  hour: ['hour'],
  'acu-hour': ['hour'],
  'consumer-shard-hour': ['hour'],
  'dsu-hour': ['hour'],
  'gb-hour': ['hour'],
  'gbps-hour': ['hour'],
  'lcu-hour': ['hour'],
  'rcu-hour': ['hour'],
  'rwcu-hour': ['hour'],
  'shard-hour': ['hour'],
  'vcpu-hour': ['hour'],
  'wcu-hour': ['hour'],
  'gb-month': ['month'],
  'iops-month': ['month'],
  'mibps-month': ['month'],
  'certificate-month': ['month', 'count'],
  'object-month': ['month', 'count'],
  'tag-month': ['month', 'count'],
  'zone-month': ['month', 'count'],
  gb: ['byte'],
  'gb-second': ['second'],
  minute: ['minute'],
  message: ['count'],
  path: ['count'],
  'put-unit': ['count'],
  query: ['count'],
  request: ['count'],
  rru: ['count'],
  wru: ['count'],
};

/** A month of a gibibyte a second is that of 1,024 mebibytes a second. */
const MIB_OF_GIB = '0.0009765625';

/**
 * What a price is multiplied by to be of one of Quoin's units.
 * @throws ListError where the list counts in something else
 */
export function unitFactor(listed: string, unit: string, sku: string): string {
  const text = listed.trim();
  const family = FAMILIES.find(([, pattern]) => pattern.test(text))?.[0];
  if (family === undefined || !OF[unit]?.includes(family))
    throw new ListError(`${sku} is by "${text.slice(0, 40)}", an unknown unit, where ${unit} is expected`);
  return unit === 'mibps-month' && /^gib/i.test(text) ? MIB_OF_GIB : '1';
}
