// What the facts gained in November 2026 about virtual machines: Azure's reservations, savings plans and spot prices,
// AWS's Windows, Google's custom machines.

import { sourceName } from './gained.mjs';

const FOLDER = '2026-11';
const place = (region, instance) => `${region}\n${instance.toLowerCase()}`;
const orNull = (text) => (text === '' || text === undefined ? null : text);

/** Sources of Azure's commitments, by the ids of sources-compute.csv's kind. */
const AZURE_SOURCES = {
  'az-retail:easydep@9d07c28': 'Z4',
  'az-retail:yang@f022416': 'Z5',
  'az-retail:tivec@0b6ed98': 'Z6',
};

/**
 * Azure's machines with reservations and savings plans apart, newer spot prices, and on-demand prices where they are
 * newer.
 *
 * What the older table has as a one-year commitment is a savings plan. Where no reservation is known the savings plan
 * stands for it, and says so by its source.
 */
export function withAzureCommitments(rows, read, dateOfSource) {
  const known = new Map(
    rows.map((row) => [
      place(row.region, row.instance),
      {
        ...row,
        linux_1y: null,
        linux_3y: null,
        commit_source: null,
        linux_sp_1y: row.linux_1y,
        sp_source: row.linux_1y && row.commit_source,
      },
    ]),
  );
  for (const file of ['earlier/compute-azure-commitments.csv', 'azure-gcp/compute-azure.csv']) {
    for (const record of read(`${FOLDER}/${file}`)) {
      const at = place(record.region, record.instance);
      known.set(at, withCommitment(known.get(at), record, dateOfSource));
    }
  }
  return [...known.values()].map(standIn);
}

const BLANK = {
  currency: 'USD',
  linux_ondemand: null,
  linux_spot: null,
  linux_1y: null,
  linux_3y: null,
  windows_ondemand: null,
  source: null,
  spot_source: null,
  commit_source: null,
  windows_source: null,
  linux_sp_1y: null,
  linux_sp_3y: null,
  sp_source: null,
};

function withCommitment(row, record, dateOfSource) {
  const source = AZURE_SOURCES[record.source_id];
  if (source === undefined) throw new Error(`no short name for ${record.source_id}`);
  const status = record.status ?? '';
  const derived = status.startsWith('rule') ? `${source}:series-ratio` : source;
  const plan = /savings plan single/.test(status) ? 'Z5' : derived;
  const next = { ...BLANK, region: record.region, instance: record.instance, ...row };
  const set = (columns, origin, id) => {
    const values = Object.entries(columns).filter(([, value]) => orNull(value) !== null);
    // A price that somebody has read goes before one that follows from another size.
    const isNewer = next[origin] === null || dateOfSource(next[origin]) <= dateOfSource(id);
    if (values.length === 0 || (!isNewer && Object.keys(columns).every((column) => next[column] !== null))) return;
    for (const [column, value] of values) if (isNewer || next[column] === null) next[column] = value;
    next[origin] = id;
  };
  set({ linux_ondemand: record.linux_ondemand_usd_hour }, 'source', source);
  set({ linux_spot: record.linux_spot_usd_hour }, 'spot_source', source);
  set(
    { linux_1y: record.linux_reserved_1y_usd_hour, linux_3y: record.linux_reserved_3y_usd_hour },
    'commit_source',
    derived,
  );
  set(
    { linux_sp_1y: record.linux_savings_plan_1y_usd_hour, linux_sp_3y: record.linux_savings_plan_3y_usd_hour },
    'sp_source',
    plan,
  );
  return next;
}

function standIn(row) {
  if (row.linux_1y !== null || row.linux_3y !== null || row.sp_source === null || row.sp_source.includes(':'))
    return row;
  return {
    ...row,
    linux_1y: row.linux_sp_1y ?? null,
    linux_3y: row.linux_sp_3y ?? null,
    commit_source: `${row.sp_source}:savings-plan`,
  };
}

/**
 * AWS's reservations all up front where the rows have none: small sizes by the ratio of their family, of families that
 * agree a little less well than those of which the tables work it out themselves.
 */
export function withAwsReserved(read) {
  const reserved = new Map();
  for (const record of read(`${FOLDER}/aws/compute-aws-reserved.csv`)) {
    if (record.payment !== 'all-upfront') continue;
    const at = place(record.region, record.instance);
    reserved.set(at, { ...reserved.get(at), [record.term]: record });
  }
  return (rows) =>
    rows.map((row) => {
      const found = reserved.get(place(row.region, row.instance));
      if (found === undefined || row.linux_1y !== null || row.linux_3y !== null) return row;
      const terms = [found['1y'], found['3y']];
      const isDerived = terms.some((one) => one?.source_id === 'A6d');
      return {
        ...row,
        linux_1y: orNull(found['1y']?.effective_usd_hour),
        linux_3y: orNull(found['3y']?.effective_usd_hour),
        commit_source: isDerived ? 'A6:family-ratio' : 'A6',
      };
    });
}

const WINDOWS_SOURCES = { T1: 'T1', T1d: 'T1:surcharge', T1r: 'T1:vcpu-surcharge' };

/** AWS's machines with Windows by the hour. */
export function withAwsWindows(rows, read) {
  const windows = new Map(
    read(`${FOLDER}/aws/compute-aws-windows.csv`).map((record) => [place(record.region, record.instance), record]),
  );
  return rows.map((row) => {
    const found = windows.get(place(row.region, row.instance));
    if (found === undefined || row.windows_ondemand !== null || row.linux_ondemand === null) return row;
    const source = WINDOWS_SOURCES[found.windows_source_id];
    if (source === undefined) throw new Error(`no short name for ${found.windows_source_id}`);
    return { ...row, windows_ondemand: found.windows_ondemand_usd_hour, windows_source: source };
  });
}

/** Rows of Google's custom machine types: a vCPU and a GiB of each family by the hour, in each way of buying. */
export function customRows(read) {
  const meters = {
    vcpu_ondemand: ['vcpu', 'vcpu-hour'],
    memory_ondemand: ['memory', 'gib-hour'],
    extended_memory_ondemand: ['extended-memory', 'gib-hour'],
    vcpu_spot: ['vcpu-spot', 'vcpu-hour'],
    memory_spot: ['memory-spot', 'gib-hour'],
    extended_memory_spot: ['extended-memory-spot', 'gib-hour'],
    vcpu_1y: ['vcpu-reserved-1y', 'vcpu-hour'],
    memory_1y: ['memory-reserved-1y', 'gib-hour'],
    vcpu_3y: ['vcpu-reserved-3y', 'vcpu-hour'],
    memory_3y: ['memory-reserved-3y', 'gib-hour'],
  };
  return read(`${FOLDER}/azure-gcp/compute-custom-gcp.csv`).flatMap((record) =>
    Object.entries(meters).flatMap(([column, [meter, unit]]) => {
      const price = orNull(record[`${column}_usd_hour`]);
      if (price === null) return [];
      return [
        {
          provider: 'gcp',
          service: 'custom-machine',
          region: record.region,
          meter: `${record.family}-${meter}`,
          unit,
          from: '0',
          to: null,
          price,
          as_of: record.as_of,
          source: sourceName(record.source_id),
          note: '',
        },
      ];
    }),
  );
}

/**
 * Nodes of ElastiCache for Valkey that no list has, as records of managed-aws.csv: a constant part of the price of a
 * Redis node.
 */
export const valkeyRecords = (read) =>
  read(`${FOLDER}/aws/managed-aws.csv`).map((r) => ({
    ...r,
    source_id: 'rule:valkey-as-redis',
    note: 'derived: 0.8 × a Redis node',
  }));
