// Writes pricing/ from a folder of CSV files:  node scripts/build-pricing.mjs CSV_FOLDER [PRICING_FOLDER]
// The same input gives the same bytes. Review the result as a diff; then run scripts/check-pricing.mjs.

import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { withFamilyRatios } from './pricing/commitments.mjs';
import {
  CAPPED,
  CARRIED,
  COLUMNS,
  COMPUTE_NOTES,
  COMPUTE_PAYMENTS,
  COMPUTE_RULES,
  freeBelow,
  freeOfZero,
  ruleOf,
  zeroNote,
} from './pricing/conventions.mjs';
import { parseCsv } from './pricing/csv.mjs';
import { add, compare } from './pricing/decimal.mjs';
import {
  customRows,
  valkeyRecords,
  withAwsReserved,
  withAwsWindows,
  withAzureCommitments,
} from './pricing/gained-compute.mjs';
import {
  GAINED_COMPUTE_SOURCES,
  gainedSources,
  interRegionRows,
  matrixRows,
  sourceName,
  withGained,
  withStandardTier,
} from './pricing/gained.mjs';
import { LIMIT_SOURCES, withMachineLimits } from './pricing/machine-limits.mjs';
import { DERIVATIONS, printSources, sourceRows } from './pricing/sources.mjs';
import { SOURCE_COLUMN, mostFrequent, printTable } from './pricing/table.mjs';

const PROVIDERS = ['aws', 'azure', 'gcp'];
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const orNull = (text) => (text === '' ? null : text);

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

// ── Managed services ────────────────────────────────────────────────────────────────────────────────────────────

const ladderKey = ({ provider, service, region, meter }) => [provider, service, region, meter].join('\n');

/** The carried rows of services.csv. */
export function serviceRows(records) {
  return records
    .filter(({ provider, service }) => CARRIED[provider].includes(service))
    .map(({ tier_from, tier_to, usd_per_unit, source_id, ...r }) => ({
      provider: r.provider,
      service: r.service,
      region: r.region,
      meter: r.meter,
      unit: r.unit,
      from: tier_from,
      to: orNull(tier_to),
      price: usd_per_unit,
      as_of: r.as_of,
      source: source_id,
      note: r.note,
    }));
}

/** Rows of managed-aws.csv: RDS, Aurora and ElastiCache by the hour. */
export function managedRows(records) {
  return records.map((r) => ({
    provider: 'aws',
    service: r.service,
    region: r.region,
    meter: `${r.instance} ${r.deployment}`,
    unit: 'hour',
    from: '0',
    to: null,
    price: r.usd_hour,
    as_of: r.as_of,
    source: sourceName(r.source_id),
    note: r.note ?? '',
  }));
}

/** The managed table and meter (or several) that a row of services.csv is a price of; none for most rows. */
function managedTargets({ provider, service, meter }) {
  if (provider !== 'aws') return [];
  const rds = service === 'rds-instance' && /^(mysql|postgresql)-(db\..+)-(single-az|multi-az)$/.exec(meter);
  if (rds) {
    return [{ service: rds[1] === 'mysql' ? 'rds-mysql' : 'rds-postgres', meter: `${rds[2]} ${rds[3]}` }];
  }
  const node = service === 'elasticache' && /^(valkey-)?node-(cache\..+)$/.exec(meter);
  if (!node) return [];
  // Redis OSS and Memcached nodes have one price.
  const engines = node[1] === undefined ? ['redis', 'memcached'] : ['valkey'];
  return engines.map((engine) => ({ service: `elasticache-${engine}`, meter: `${node[2]} node` }));
}

/**
 * Folds what services.csv knows about RDS and ElastiCache instances into the managed tables. The newer price wins, but
 * for one case: a row that is itself rounded ("rounded to 3 decimals") does not replace a price that rounds to it.
 * @returns all rows, and the pairs whose prices differed
 */
export function foldManaged(services, managed) {
  const rows = new Map(managed.map((row) => [ladderKey(row), row]));
  const conflicts = [];
  const kept = services.filter((row) => {
    const targets = managedTargets(row);
    for (const target of targets) {
      const moved = { ...row, ...target };
      const old = rows.get(ladderKey(moved));
      if (old !== undefined && old.price !== moved.price) {
        const winner = old.as_of > moved.as_of || isRoundingOf(moved, old) ? old : moved;
        conflicts.push({ old, moved, winner });
        rows.set(ladderKey(moved), winner);
      } else if (old === undefined || old.as_of <= moved.as_of) rows.set(ladderKey(moved), moved);
    }
    return targets.length === 0;
  });
  return { rows: [...kept, ...rows.values()], conflicts };
}

function isRoundingOf(rounded, exact) {
  if (!rounded.note.includes('rounded to 3 decimals')) return false;
  return (
    compare(exact.price, add(rounded.price, '0.0005')) <= 0 && compare(rounded.price, add(exact.price, '0.0005')) <= 0
  );
}

/** Where a row of the transfer tables belongs; undefined for a row that says nothing new. */
function transferTarget({ provider, to }) {
  const meters = {
    'aws:internet': ['data-transfer', 'internet-egress', 'gb', ''],
    // One row a side at the source, both at one price: the meter is a side.
    'aws:same-region-other-az:out': [
      'data-transfer',
      'inter-az',
      'gb',
      'per direction: charged on each of the sending and receiving side',
    ],
    'azure:internet(routing-preference-internet)': ['bandwidth', 'internet-egress-routing-internet', 'gb', ''],
    'gcp:internet(premium-tier)': [
      'network-egress',
      'internet-premium-worldwide',
      'gib',
      'Premium tier, destination worldwide',
    ],
    'gcp:internet(standard-tier)': ['network-egress', 'internet-standard', 'gib', 'Standard tier'],
  };
  return meters[`${provider}:${to}`];
}

/**
 * Rows of the transfer tables for the regions in which the other rows have no such meter.
 *
 * Two ladders of Google's standard tier lack their first row, 0 to 200 GiB. In the 39 others that row has the price of
 * the next one, so here the next one is drawn down to zero, and says so: a gap must not read as free.
 */
export function transferRows(records, existing) {
  const present = new Set(existing.map(ladderKey));
  const starts = new Map();
  for (const { provider, from_region, to, tier_from_gb } of records) {
    const key = [provider, from_region, to].join('\n');
    if (!starts.has(key) || compare(tier_from_gb, starts.get(key)) < 0) starts.set(key, tier_from_gb);
  }
  return records.flatMap((r) => {
    const target = transferTarget(r);
    if (target === undefined) return [];
    const [service, meter, unit, note] = target;
    const key = { provider: r.provider, service, region: r.from_region, meter };
    if (present.has(ladderKey(key))) return [];
    const isFree = compare(r.usd_per_gb, '0') === 0;
    const start = starts.get([r.provider, r.from_region, r.to].join('\n'));
    const gap = r.tier_from_gb === start && start !== '0';
    return [
      {
        ...key,
        unit,
        from: gap ? '0' : r.tier_from_gb,
        to: orNull(r.tier_to_gb),
        price: r.usd_per_gb,
        as_of: r.as_of,
        source: r.source_id,
        note: isFree
          ? 'always-free allowance'
          : gap
            ? `${note}; no row below ${start} at the source: priced like the next, as in the other regions`
            : note,
      },
    ];
  });
}

/** Fills in `free`, and the reason for a zero where the source gives none. `first` says that the ladder starts here. */
function explained(row, first) {
  const isFree = compare(row.price, '0') === 0;
  if (isFree) return { ...row, free: freeOfZero(row.note), note: row.note === '' ? zeroNote(row) : row.note };
  return { ...row, free: first && compare(row.from, '0') > 0 ? freeBelow(row) : '' };
}

/** One rate table: all rows of one provider, service and region. */
export function rateTable(rows) {
  const { provider, service, region } = rows[0];
  const sorted = [...rows].sort((a, b) => byText(a.meter, b.meter) || compare(a.from, b.from));
  const complete = sorted.map((row, i) => explained(row, sorted[i - 1]?.meter !== row.meter));
  const defaults = JSON.parse(mostFrequent(complete.map(({ as_of, source }) => JSON.stringify({ as_of, source }))));
  const capped = CAPPED[`${provider}/${service}`];
  return {
    provider,
    service,
    region,
    currency: 'USD',
    rule: ruleOf(provider, service),
    ...(capped === undefined ? {} : { capped }),
    defaults,
    columns: COLUMNS.rates,
    rows: complete.map((row) => [
      row.meter,
      row.unit,
      row.from,
      row.to,
      row.price,
      row.as_of === defaults.as_of ? null : row.as_of,
      row.source === defaults.source ? null : row.source,
      row.free,
      row.note,
    ]),
  };
}

// ── Compute ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Rows of compute-<provider>.csv, and of compute-aws-cn.csv, which has a currency column and one price. */
export function computeRows(records) {
  return records.map((r) => ({
    region: r.region,
    instance: r.instance,
    currency: r.currency ?? 'USD',
    linux_ondemand: orNull(r.linux_ondemand_usd_hour ?? r.linux_ondemand_hour),
    linux_spot: orNull(r.linux_spot_usd_hour ?? ''),
    linux_1y: orNull(r.linux_1y_usd_hour ?? ''),
    linux_3y: orNull(r.linux_3y_usd_hour ?? ''),
    windows_ondemand: orNull(r.windows_ondemand_usd_hour ?? ''),
    source: orNull(r.source_id),
    spot_source: orNull(r.spot_source_id ?? ''),
    commit_source: orNull(r.commit_source_id ?? ''),
    windows_source: orNull(r.windows_source_id ?? ''),
    linux_sp_1y: null,
    linux_sp_3y: null,
    sp_source: null,
  }));
}

/**
 * Fills blank Azure Windows prices: Linux price + surcharge, where at least three regions agree on the surcharge or all
 * observed ones do.
 */
export function withWindowsSurcharges(rows, surcharges) {
  const reliable = new Map(
    surcharges
      .filter(({ provider }) => provider === 'azure')
      .filter((r) => Number(r.regions_agreeing) >= 3 || r.min_usd_hour === r.max_usd_hour)
      .map((r) => [r.instance, r]),
  );
  return rows.map((row) => {
    const surcharge = reliable.get(row.instance);
    if (surcharge === undefined || row.windows_ondemand !== null || row.linux_ondemand === null) return row;
    return {
      ...row,
      windows_ondemand: add(row.linux_ondemand, surcharge.usd_hour),
      windows_source: `${surcharge.source_id}:surcharge`,
    };
  });
}

const PRICE_COLUMNS = Object.keys(SOURCE_COLUMN);
const ORIGIN_COLUMNS = [...new Set(Object.values(SOURCE_COLUMN))];

/** The columns of prices that a source column speaks for. */
const pricesOf = (origin) => PRICE_COLUMNS.filter((column) => SOURCE_COLUMN[column] === origin);

/** One compute table: all instances of one region. */
export function computeTable(provider, region, rows, dateOfSource) {
  const sorted = [...rows].sort((a, b) => byText(a.instance, b.instance));
  const defaults = {};
  const dates = {};
  for (const origin of ORIGIN_COLUMNS) {
    const named = sorted
      .filter((row) => pricesOf(origin).some((column) => row[column] !== null))
      .map((row) => row[origin]);
    if (named.length > 0) defaults[origin] = mostFrequent(named);
    for (const source of named) dates[source] = dateOfSource(source);
  }
  return {
    provider,
    service: 'compute',
    region,
    currency: sorted[0].currency,
    rule: COMPUTE_RULES[provider],
    notes: COMPUTE_NOTES[provider],
    ...(COMPUTE_PAYMENTS[provider] !== undefined && { payments: COMPUTE_PAYMENTS[provider] }),
    defaults,
    as_of: Object.fromEntries(Object.entries(dates).sort(([a], [b]) => byText(a, b))),
    columns: COLUMNS.compute,
    rows: sorted.map((row) =>
      COLUMNS.compute.map((column) => (column in defaults && row[column] === defaults[column] ? null : row[column])),
    ),
  };
}

/** The date of a source id, a derived one included. @throws for an id without a date */
function datesOf(sources) {
  const dates = new Map(sources.map(({ source_id, as_of }) => [source_id, as_of]));
  return (id) => {
    const ending = Object.keys(DERIVATIONS).find((suffix) => id.endsWith(suffix)) ?? '';
    const date = dates.get(id.slice(0, id.length - ending.length));
    if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '')) throw new Error(`source ${id} has no date`);
    return date;
  };
}

/** The tables state a date a source; a row that disagrees with its source would lose its own. */
function assertDates(records, dateOfSource) {
  for (const { region, instance, source_id, as_of } of records) {
    if (as_of !== dateOfSource(source_id))
      throw new Error(`${region} ${instance}: ${as_of} is not the date of ${source_id}`);
  }
}

// ── Specifications, regions, limits, SLAs ───────────────────────────────────────────────────────────────────────

const TEXT_COLUMNS = new Set([
  'instance',
  'family',
  'generation',
  'arch',
  'cpu_vendor',
  'cpu_model',
  'gpu_model',
  'coremark_source',
  'source',
  'limit_source',
]);

const RULES = {
  instances:
    'Published specifications; null: not known; network in decimal Gbit/s, memory and disk in GiB, coremark in iterations a second of all vCPUs, to be compared within one provider only. Disk limits are those of the machine for all its disks: operations and decimal megabytes a second, sustained and (max) for half an hour a day.',
  regions: 'Regions that a customer can choose; zones null: not known, 0: none.',
  limits: 'Hard limits and default quotas, each in the unit of its row; the note tells which where the source does.',
};

function instancesTable(provider, records) {
  const columns = Object.keys(records[0]).filter((name) => name !== 'provider');
  const value = (name, text) => {
    if (text === '') return null;
    if (name === 'burstable') return text === 'true';
    return TEXT_COLUMNS.has(name) ? text : Number(text);
  };
  const rows = records.map((record) => columns.map((name) => value(name, record[name])));
  return { provider, rule: RULES.instances, columns, rows: rows.sort(([a], [b]) => byText(a, b)) };
}

function regionsTable(provider, records) {
  const rows = records.map((r) => [
    r.region,
    r.display_name,
    r.geography,
    r.zones === '' ? null : Number(r.zones),
    r.aliases === '' ? [] : r.aliases.split('|'),
    orNull(r.paired_region),
    r.partition,
    orNull(r.zones_source),
  ]);
  return {
    provider,
    rule: RULES.regions,
    columns: COLUMNS.regions,
    rows: rows.sort(([a], [b]) => byText(a, b)),
  };
}

function limitsTable(provider, records) {
  const rows = records.map((r) => [r.service, r.limit, Number(r.value), r.unit, r.source_id, r.note]);
  rows.sort((a, b) => byText(a[0], b[0]) || byText(a[1], b[1]));
  return { provider, rule: RULES.limits, columns: COLUMNS.limits, rows };
}

// ── All of it ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Rows of services.csv with the project's own: an addition replaces the meter of the same name. */
export function withAdditions(records, additions) {
  const replaced = new Set(additions.map(ladderKey));
  return [...records.filter((record) => !replaced.has(ladderKey(record))), ...additions];
}

/** Limits of limits.csv with the project's own, which replace those of the same name. */
function withLimits(records, additions) {
  const name = ({ provider, service, limit }) => [provider, service, limit].join('\n');
  const own = new Map(additions.map((record) => [name(record), record]));
  return records.map((record) => own.get(name(record)) ?? record);
}

/**
 * Every file of pricing/ but the schema.
 * @param read gives the records of a CSV file by its name
 * @param additions records that are found nowhere in the folder: in the form of services.csv, of managed-aws.csv and of
 *   limits.csv
 * @returns the files by path below pricing/, and the folded prices that differed
 */
export function buildPricing(read, additions) {
  const files = new Map();
  const computeSources = [...read('sources-compute.csv'), ...GAINED_COMPUTE_SOURCES];
  const dateOfSource = datesOf(computeSources);

  const gained = withGained(withAdditions(read('services.csv'), additions.services), read, ({ provider, service }) =>
    CARRIED[provider].includes(service),
  );
  const managed = managedRows([
    ...valkeyRecords(read),
    ...read('managed-aws.csv'),
    ...read('2026-11/earlier/managed-aws-togen-2026-09.csv'),
    ...additions.managed,
  ]);
  const folded = foldManaged(serviceRows(gained.records), managed);
  const transfers = withStandardTier(
    PROVIDERS.flatMap((provider) => read(`transfer-${provider}.csv`)),
    read,
  );
  const rates = [
    ...folded.rows,
    ...transferRows(transfers, folded.rows),
    ...interRegionRows(read, folded.rows),
    ...matrixRows(read),
    ...customRows(read),
  ];
  const tables = groupBy(rates, ({ provider, service, region }) => `${provider}/${service}/${region}.json`);
  for (const [path, rows] of tables) files.set(path, printTable(rateTable(rows)));

  const surcharges = read('windows-surcharge.csv');
  const withReserved = withAwsReserved(read);
  for (const provider of PROVIDERS) {
    const records = [...read(`compute-${provider}.csv`), ...(provider === 'aws' ? read('compute-aws-cn.csv') : [])];
    assertDates(records, dateOfSource);
    const listed = computeRows(records);
    const all = {
      aws: () => withAwsWindows(listed, read),
      azure: () => withAzureCommitments(listed, read, dateOfSource),
      gcp: () => listed,
    }[provider]();
    for (const [region, rows] of groupBy(all, (row) => row.region)) {
      const committed = provider === 'aws' ? withReserved(withFamilyRatios(rows)) : rows;
      const complete = provider === 'azure' ? withWindowsSurcharges(committed, surcharges) : committed;
      files.set(
        `${provider}/compute/${region}.json`,
        printTable(computeTable(provider, region, complete, dateOfSource)),
      );
    }
  }

  const kinds = {
    instances: instancesTable,
    regions: regionsTable,
    limits: limitsTable,
  };
  for (const [kind, table] of Object.entries(kinds)) {
    const listed = read(`${kind}.csv`);
    const all = {
      instances: () => withMachineLimits(listed, read),
      regions: () => listed,
      limits: () => withLimits(listed, additions.limits),
    }[kind]();
    for (const [provider, records] of groupBy(all, (record) => record.provider)) {
      files.set(`${provider}/${kind}.json`, printTable(table(provider, records)));
    }
  }

  const used = newestUse([
    ...rates,
    ...[...read('limits.csv'), ...additions.limits].map((r) => ({ source: r.source_id, as_of: r.as_of ?? '' })),
  ]);
  const sources = sourceRows({
    compute: [...computeSources, ...LIMIT_SOURCES],
    services: [...read('sources-services.csv'), ...gainedSources(read, used)],
    used,
  });
  files.set(
    'sources.json',
    printTable({
      rule: 'An id of match prefix stands for all ids that begin with it; an id may end in a derivation.',
      derivations: DERIVATIONS,
      columns: COLUMNS.sources,
      rows: sources,
    }),
  );
  files.set('SOURCES.md', printSources(sources));
  return { files, conflicts: folded.conflicts, differences: gained.differences };
}

function newestUse(rows) {
  const newest = new Map();
  for (const { source, as_of } of rows) {
    const date = newest.get(source);
    if (date === undefined || date < as_of) newest.set(source, as_of);
  }
  return newest;
}

function main([input, output = fileURLToPath(new URL('../pricing/', import.meta.url))]) {
  if (input === undefined) {
    console.error('usage: node scripts/build-pricing.mjs CSV_FOLDER [PRICING_FOLDER]');
    return 2;
  }
  const read = (path) => parseCsv(readFileSync(path, 'utf8'));
  const own = (name) => read(fileURLToPath(new URL(`pricing/${name}.csv`, import.meta.url)));
  const additions = {
    services: own('additions'),
    managed: own('additions-managed'),
    limits: own('additions-limits'),
  };
  const { files, conflicts, differences } = buildPricing((name) => read(join(input, name)), additions);
  for (const provider of PROVIDERS) rmSync(join(output, provider), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    writeFileSync(join(output, path), text);
  }
  for (const { low, high } of differences) {
    const tell = (ladder) =>
      `${ladder.map((row) => row.usd_per_unit).join(' ')} (${ladder[0].as_of}, ${ladder[0].source_id})`;
    const [{ provider, service, region, meter }] = high;
    console.log(
      `difference: ${provider}/${service}/${region} ${meter}: ${tell(low)} or ${tell(high)}: kept the latter`,
    );
  }
  for (const { old, moved, winner } of conflicts) {
    console.log(
      `conflict: aws/${moved.service}/${moved.region} ${moved.meter}: ${old.price} (${old.as_of}, ${old.source}) ` +
        `or ${moved.price} (${moved.as_of}, ${moved.source}): kept ${winner.price}`,
    );
  }
  for (const provider of PROVIDERS) console.log(`${provider}: ${megabytes(sizeOf(join(output, provider)))}`);
  console.log(`pricing: ${files.size} files, ${megabytes(sizeOf(output))}`);
  return 0;
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(path) : statSync(path).size);
  }, 0);
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}
