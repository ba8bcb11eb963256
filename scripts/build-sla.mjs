// Writes assumptions/sla/ from a folder that holds sla.csv:
//   node scripts/build-sla.mjs CSV_FOLDER [SLA_FOLDER]
// The same input gives the same bytes. Review the result as a diff.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { printTable } from './assumptions/table.mjs';
import { parseCsv } from './pricing/csv.mjs';
import { partsOf } from './pricing/sources.mjs';

const PROVIDERS = ['aws', 'azure', 'gcp'];
const COLUMNS = ['service', 'scope', 'percent', 'source', 'note'];
const RULE =
  'Availability that the provider promises, in percent of a month; 0: promises none. Scopes that begin with durability: ' +
  'percent of what is stored that a year leaves, which is a design target. Of a date of 1 January only the year is known.';

/** Sources whose id is no address, in words that find them. */
const SOURCES = {
  unverified: 'assumption: as recalled, unverified; its date is nominal',
  'page:aws-blog-elasticache-sla-2023-02': 'AWS blog on the service level agreement of ElastiCache, February 2023',
  'page:aws-blog-opensearch-multi-az-standby': 'AWS blog on OpenSearch Service Multi-AZ with Standby, May 2023',
  'page:cloudonaut.io-aws-sla-2019': 'https://cloudonaut.io, list of the service level agreements of AWS, January 2019',
  'page:lethang7794-ebs-volume-types': 'notes of lethang7794 on the volume types of EBS, 2023',
  'page:microsoftdocs-azure-docs@5ed85db': 'github MicrosoftDocs/azure-docs@5ed85db',
  'page:oreilly-functions': 'an O’Reilly book’s chapter on Azure Functions, 2024',
  'repo:mspnp/SLA_data.json@f193cb7': 'github mspnp/samples@f193cb7 Reliability/SLAEstimator SLA_data.json',
};

/** A page's id is its address without the scheme. */
const ADDRESS = /^page:((?:[a-z0-9-]+\.)+[a-z]+(?:\/.*)?)$/;

/**
 * A source as one can look it up.
 * @throws when an id is neither known nor an address
 */
export function sourceText(id) {
  return partsOf(id)
    .map((part) => {
      const [, address] = ADDRESS.exec(part) ?? [];
      const text = SOURCES[part] ?? (address && `https://${address}`);
      if (text === undefined) throw new Error(`source "${part}" is neither known nor an address`);
      return text;
    })
    .join('; ');
}

/**
 * The files of assumptions/sla/.
 * @param records the rows of sla.csv
 * @returns their text by name
 * @throws when a promise stands there twice or is no percentage, or a source has two dates
 */
export function buildSla(records) {
  const files = new Map();
  for (const provider of PROVIDERS) {
    const sources = new Map();
    const rows = new Map();
    for (const { service, scope, sla_percent: percent, as_of, source_id: id, note } of records.filter(
      (record) => record.provider === provider,
    )) {
      const key = `${service} ${scope}`;
      if (rows.has(key)) throw new Error(`${provider} ${key} stands there twice`);
      // Kept as text: a number might lose digits on its way.
      if (!/^\d+(\.\d+)?$/.test(percent) || Number(percent) > 100) throw new Error(`${provider} ${key}: "${percent}"`);
      if ((sources.get(id)?.as_of ?? as_of) !== as_of) throw new Error(`source "${id}" has two dates`);
      sources.set(id, { as_of, text: sourceText(id) });
      rows.set(key, [service, scope, percent, id, ...(note === '' ? [] : [note])]);
    }
    const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    files.set(
      `${provider}.json`,
      printTable({
        provider,
        rule: RULE,
        sources: Object.fromEntries(sorted(sources)),
        columns: COLUMNS,
        rows: sorted(rows).map(([, row]) => row),
      }),
    );
  }
  return files;
}

function main([input, output = fileURLToPath(new URL('../assumptions/sla/', import.meta.url))]) {
  if (input === undefined) {
    console.error('usage: node scripts/build-sla.mjs CSV_FOLDER [SLA_FOLDER]');
    return 2;
  }
  const records = parseCsv(readFileSync(join(input, 'sla.csv'), 'utf8'));
  mkdirSync(output, { recursive: true });
  for (const [name, text] of buildSla(records)) {
    writeFileSync(join(output, name), text);
    console.log(`${name}: ${JSON.parse(text).rows.length} promises`);
  }
  return 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}
