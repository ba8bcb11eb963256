// Small named checks over pricing/:  node scripts/check-pricing.mjs [PRICING_FOLDER]
// Each prints `file:line: check-name: reason`; the exit status is 1 when any speaks.
// What no schema can say stands here; the shape of the files is rate-table.schema.json's.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { compare } from './pricing/decimal.mjs';
import { sourceMatcher } from './pricing/sources.mjs';
import { readTable } from './pricing/table.mjs';

const DECIMAL = /^(0|[1-9]\d*)(\.\d+)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Units that a price may be of. A new one is a decision: the products must know what to count. */
const UNITS = new Set([
  'acu-hour',
  'call',
  'certificate-month',
  'change-record',
  'consumer-shard-hour',
  'cu-hour',
  'disk-month',
  'dsu-hour',
  'each',
  'ecpu',
  'execution',
  'gb',
  'gb-hour',
  'gb-month',
  'gb-second',
  'gbps-hour',
  'ghz-second',
  'gib',
  'gib-hour',
  'gib-month',
  'gib-second',
  'hour',
  'invocation',
  'iops-month',
  'item-month',
  'lcu-hour',
  'line',
  'mbps-month',
  'message',
  'mib',
  'mibps-month',
  'minute',
  'month',
  'notification',
  'object-month',
  'operation',
  'partition-hour',
  'path',
  'put-unit',
  'query',
  'rcu',
  'rcu-hour',
  'request',
  'rru',
  'rule-month',
  'rwcu-hour',
  'rwru',
  'shard-hour',
  'tag-month',
  'tb',
  'tib',
  'vcore-hour',
  'vcpu-hour',
  'vcpu-second',
  'vm-hour',
  'wcu',
  'wcu-hour',
  'wru',
  'zone-month',
]);

/** Areas of a price list that are no region: worldwide, edge and zone classes, multi-regions, local zones. */
const SPECIAL_REGION = /^(global|edge-[a-z-]+|(cdn|dns)-zone[1-8]|(multi|dual)-[a-z0-9]+|tier[12])$/;
/** Priced by a source, but absent from the region list: a local zone, and regions announced or not yet listed. */
const UNLISTED_REGIONS = new Set(['aws/us-west-2-lax-1', 'azure/denmarkeast', 'gcp/us-west8']);

/** One meter (or instance, or limit) stands once; its tiers differ in where they begin and agree on the unit. */
export function noDuplicateMeters({ rows }) {
  const seen = new Set();
  const units = new Map();
  const findings = [];
  for (const { line, meter, unit, from } of rows) {
    const key = JSON.stringify([meter, from]);
    if (seen.has(key)) findings.push({ line, reason: `"${meter}" from ${from} stands twice` });
    seen.add(key);
    if (!units.has(meter)) units.set(meter, unit);
    else if (units.get(meter) !== unit) {
      findings.push({
        line,
        reason: `"${meter}" is by ${unit} here and by ${units.get(meter)} above`,
      });
    }
  }
  return findings;
}

/** Tiers begin at zero (or say what is below), rise, and have neither hole nor overlap. */
export function tiersContiguousFromZero({ rows }) {
  const findings = [];
  let previous;
  for (const row of rows.filter(isPriced)) {
    const { line, meter, from, to, free } = row;
    if (![from, to ?? '0'].every((bound) => DECIMAL.test(bound))) {
      findings.push({
        line,
        reason: `"${meter}" has a bound that is no decimal: ${from} to ${to}`,
      });
    } else if (to !== null && compare(to, from) <= 0) {
      findings.push({ line, reason: `"${meter}" ends at ${to}, not above its beginning ${from}` });
    }
    if (previous?.meter === meter) {
      if (previous.to !== from) {
        findings.push({
          line,
          reason: `"${meter}" goes on at ${from} after a tier that ends at ${previous.to}`,
        });
      }
    } else if (from !== '0' && free === '') {
      findings.push({
        line,
        reason: `"${meter}" begins at ${from} and does not say what is below`,
      });
    }
    previous = row;
  }
  return findings;
}

/** Every price is of a unit that the products know. */
export function knownUnits({ rows }) {
  return rows
    .filter((row) => isPriced(row) && !UNITS.has(row.unit))
    .map(({ line, unit }) => ({ line, reason: `unknown unit "${unit}"` }));
}

/** A price of zero is an allowance, an inclusion, or has a note that gives the reason. */
export function noUnexplainedZeroPrice({ rows }) {
  return rows
    .filter((row) => isPriced(row) && /^0(\.0*)?$/.test(row.price) && row.free === '' && row.note === '')
    .map(({ line, meter }) => ({ line, reason: `"${meter}" costs nothing, and no note says why` }));
}

/** Dates are calendar dates, none after `today` ("2026-11-22"). Every price has one. */
export function noFutureDates({ rows }, { today }) {
  return rows.flatMap((row) => {
    const { line, meter, as_of } = row;
    if (as_of === null) return isPriced(row) ? [{ line, reason: `"${meter}" has no date` }] : [];
    if (!isDate(as_of)) return [{ line, reason: `"${as_of}" is no date` }];
    return as_of > today ? [{ line, reason: `${as_of} is after ${today}` }] : [];
  });
}

/** The table's region is one of its provider's (`regions` holds provider/region), or a known special one. */
export function knownRegion({ provider, region }, { regions }) {
  const name = `${provider}/${region}`;
  if (region === '' || regions.has(name) || SPECIAL_REGION.test(region) || UNLISTED_REGIONS.has(name)) return [];
  return [{ line: 1, reason: `unknown region "${region}" of ${provider}` }];
}

/** Every price names a source that sources.json explains; rows of other kinds may leave it open. */
export function knownSource({ rows }, { isKnownSource }) {
  return rows.flatMap((row) => {
    if (row.source === null) return isPriced(row) ? [{ line: row.line, reason: `"${row.meter}" has no source` }] : [];
    return isKnownSource(row.source) ? [] : [{ line: row.line, reason: `unknown source "${row.source}"` }];
  });
}

/** Prices are plain decimals: no exponent, sign, separator or leading zero. */
export function decimalPriceFormat({ rows }) {
  return rows
    .filter((row) => isPriced(row) && !DECIMAL.test(row.price))
    .map(({ line, price }) => ({ line, reason: `"${price}" is no plain decimal` }));
}

/** All checks by the name that they print. */
export const CHECKS = {
  'no-duplicate-meters': noDuplicateMeters,
  'tiers-contiguous-from-zero': tiersContiguousFromZero,
  'known-units': knownUnits,
  'no-unexplained-zero-price': noUnexplainedZeroPrice,
  'no-future-dates': noFutureDates,
  'known-region': knownRegion,
  'known-source': knownSource,
  'decimal-price-format': decimalPriceFormat,
};

const isPriced = ({ price }) => price !== null;
const isDate = (text) => DATE.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/**
 * Checks every table of a folder.
 * @param folder pricing/
 * @param today the last date that is not in the future
 * @returns one line a finding, `file:line: check-name: reason`, and the number of tables
 */
export function checkPricing(folder, today) {
  const paths = jsonFiles(folder).filter((path) => !path.endsWith('.schema.json'));
  const tables = paths.map((path) => readTable(path, readFileSync(join(folder, path), 'utf8')));
  const regions = tables
    .filter(({ kind }) => kind === 'regions')
    .flatMap(({ provider, rows }) => rows.map(({ meter }) => `${provider}/${meter}`));
  const sources = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')).rows;
  const context = { today, regions: new Set(regions), isKnownSource: sourceMatcher(sources) };
  const findings = tables.flatMap((table) =>
    Object.entries(CHECKS).flatMap(([name, check]) =>
      check(table, context).map(({ line, reason }) => `${table.path}:${line}: ${name}: ${reason}`),
    ),
  );
  return { findings, tables: tables.length };
}

function jsonFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../pricing/', import.meta.url));
  const { findings, tables } = checkPricing(folder, new Date().toISOString().slice(0, 10));
  for (const finding of findings) console.log(finding);
  console.log(findings.length === 0 ? `${tables} tables, nothing to report` : `${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
