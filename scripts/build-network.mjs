// Writes assumptions/network/ from a folder that holds network-latency.csv:
//   node scripts/build-network.mjs CSV_FOLDER [NETWORK_FOLDER]
// The same input gives the same bytes. Review the result as a diff.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { printTable } from './assumptions/table.mjs';
import { parseCsv } from './pricing/csv.mjs';
import { mostFrequent } from './pricing/table.mjs';

const PROVIDERS = ['aws', 'azure', 'gcp'];
const CROSS_CLOUD = 'cross-cloud';
const RULE =
  'Round trip between two regions in milliseconds, the mean of both directions: a published median before the mean of a ping ' +
  'run, then the newest. A row without a source has the default one. Not listed: not published.';

/** What rtt_ms_p50 holds, the better first. Percentiles and bounds are no typical round trip. */
const STATISTICS = ['p50', 'avg'];

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Sources by the words with which they begin. `match` is enough of the CSV's column to tell them apart; Google's
 * standard tier crosses the public internet, which its own VMs don't do unless asked to: those rows are left out.
 */
const SOURCES = [
  { id: 'microsoft-2025', match: 'Microsoft Learn azure-network-latency (30 days to 2025-06-29, P50)' },
  { id: 'skyplane-2022', match: 'github skyplane-project/skyplane@', tier: 'premium' },
  { id: 'fantoch-2021', match: 'github vitorenesduarte/fantoch latency_aws/2021' },
  { id: 'fantoch-aws-2020', match: 'github vitorenesduarte/fantoch latency_aws/2020' },
  { id: 'fantoch-gcp-2020', match: 'github vitorenesduarte/fantoch latency_gcp' },
];

const sourceOf = ({ source }) =>
  SOURCES.find(
    ({ match, tier }) => source.startsWith(match) && (tier !== 'premium' || !source.includes('standard tier')),
  );

/**
 * The code of a region as pricing/<provider>/regions.json has it; undefined for a place that is none.
 * Azure's rows carry display names, Google's sometimes a zone.
 */
export function regionCode(name, regions) {
  const row = regions.find(
    ({ region, displayName }) => region === name || displayName === name || region === name.replace(/-[a-z]$/, ''),
  );
  return row?.region;
}

/** The round trips between regions that have a code, one record a direction and source. */
export function roundTrips(records, regionsOf) {
  return records.flatMap((record) => {
    const sides = record.provider.toLowerCase().split('-');
    const [fromProvider, toProvider = fromProvider] = sides;
    const source = sourceOf(record);
    const statistic = STATISTICS.indexOf(record.stat);
    if (record.scope !== 'inter-region' || source === undefined || statistic < 0) return [];
    if (!PROVIDERS.includes(fromProvider) || !PROVIDERS.includes(toProvider)) return [];
    const from = regionCode(record.from, regionsOf(fromProvider));
    const to = regionCode(record.to, regionsOf(toProvider));
    const milliseconds = Number(record.rtt_ms_p50);
    if (from === undefined || to === undefined || !(milliseconds > 0)) return [];
    const ends = [
      [fromProvider, from],
      [toProvider, to],
    ].sort((a, b) => byText(a.join(), b.join()));
    if (ends[0].join() === ends[1].join()) return [];
    return [
      {
        pair: ends.flat(),
        milliseconds,
        statistic,
        year: Number(record.year),
        source: source.id,
        text: `${record.stat === 'p50' ? 'median' : 'mean of pings'}: ${record.source}`,
      },
    ];
  });
}

/** One record a pair: the best source's, over both of its directions. */
export function condense(trips) {
  const pairs = new Map();
  for (const trip of trips) {
    const key = trip.pair.join();
    const best = pairs.get(key)?.[0];
    const better = best && (trip.statistic - best.statistic || best.year - trip.year);
    if (best === undefined || better < 0) pairs.set(key, [trip]);
    else if (trip.source === best.source) pairs.get(key).push(trip);
  }
  return [...pairs.values()]
    .map((directions) => ({
      ...directions[0],
      milliseconds: directions.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / directions.length,
    }))
    .sort((a, b) => byText(a.pair.join(), b.pair.join()));
}

/**
 * The files of assumptions/network/.
 * @param records the rows of network-latency.csv
 * @param regionsOf the regions of a provider: their codes and display names
 * @returns their text by name
 */
export function buildNetwork(records, regionsOf) {
  const condensed = condense(roundTrips(records, regionsOf));
  const files = new Map();
  for (const name of [...PROVIDERS, CROSS_CLOUD]) {
    const own = condensed.filter(({ pair: [first, , second] }) =>
      name === CROSS_CLOUD ? first !== second : first === name && second === name,
    );
    const usual = mostFrequent(own.map(({ source }) => source));
    const sources = Object.fromEntries(
      SOURCES.flatMap(({ id }) => {
        const one = own.find(({ source }) => source === id);
        return one ? [[id, { year: one.year, text: one.text }]] : [];
      }),
    );
    const rows = own.map(({ pair: [first, from, second, to], milliseconds, source }) => [
      ...(name === CROSS_CLOUD ? [first, from, second, to] : [from, to]),
      Math.round(milliseconds * 10) / 10,
      ...(source === usual ? [] : [source]),
    ]);
    const columns =
      name === CROSS_CLOUD
        ? ['from_provider', 'from', 'to_provider', 'to', 'ms', 'source']
        : ['from', 'to', 'ms', 'source'];
    files.set(
      `${name}.json`,
      printTable({ provider: name, rule: RULE, sources, default_source: usual, columns, rows }),
    );
  }
  return files;
}

/** The regions of pricing/<provider>/regions.json. */
function readRegions(provider) {
  const table = JSON.parse(readFileSync(new URL(`../pricing/${provider}/regions.json`, import.meta.url), 'utf8'));
  return table.rows.map(([region, displayName]) => ({ region, displayName }));
}

function main([input, output = fileURLToPath(new URL('../assumptions/network/', import.meta.url))]) {
  if (input === undefined) {
    console.error('usage: node scripts/build-network.mjs CSV_FOLDER [NETWORK_FOLDER]');
    return 2;
  }
  const regions = new Map(PROVIDERS.map((provider) => [provider, readRegions(provider)]));
  const records = parseCsv(readFileSync(join(input, 'network-latency.csv'), 'utf8'));
  mkdirSync(output, { recursive: true });
  for (const [name, text] of buildNetwork(records, (provider) => regions.get(provider))) {
    writeFileSync(join(output, name), text);
    console.log(`${name}: ${JSON.parse(text).rows.length} pairs, ${(text.length / 1000).toFixed(0)} kB`);
  }
  return 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}
