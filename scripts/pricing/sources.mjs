/** How the services' source list, which groups some of its entries in prose, is told apart by a program. */
const PREFIXES = {
  'ic:<provider>/<test>@<commit>': ['ic:'],
  'az-retail:easydep': ['az-retail:easydep@'],
  'az-retail:radar': ['az-retail:radar@'],
  'code:text-52389816048 and code:text-70712899090+...': ['code:text-52389816048', 'code:text-70712899090'],
  'page:cloud.google.com/...': ['page:cloud.google.com/'],
  'page:usage.ai... / blog.cdnsun.com... / kindatechnical.com / airbyte.com / twblogs / techtarget / lucidity.cloud': [
    'page:usage.ai',
    'page:blog.cdnsun.com',
    'page:kindatechnical.com',
    'page:airbyte.com',
    'page:twblogs',
    'page:techtarget',
    'page:lucidity.cloud',
  ],
};

/** What the ending of a source id says about a price that Quoin's own script has worked out. */
export const DERIVATIONS = {
  ':family-ratio':
    "on-demand price × the constant ratio of commitment to on-demand price among the family's larger sizes in that region",
  ':surcharge': 'Linux price of that region + the Windows surcharge that the named source shows in its own regions',
  ':vcpu-surcharge':
    'Linux price of that region + 0.046 USD a vCPU, the Windows surcharge of 412 of 414 types in the named source',
  ':series-ratio':
    'commitment of another size of the series × vCPUs: in 39 regions reservations are linear in them within 0.14 %, and savings plans are one discount a series',
  ':savings-plan': 'the price of the savings plan of the named source, where no reservation is known',
};

/**
 * The source list of pricing/sources.json.
 * @param compute records of sources-compute.csv
 * @param services records of sources-services.csv
 * @param used ids that the tables name, with the newest date of their rows ("" where rows have none)
 * @returns rows in the order of COLUMNS.sources, sorted; ids that no list explains follow from the id itself
 * @throws when an id is neither explained nor a page or repository by its name
 */
export function sourceRows({ compute, services, used }) {
  const rows = [
    ...compute.map((r) => [r.source_id, 'exact', r.repository, r.commit, r.path, r.as_of, r.licence, r.note]),
    ...services.flatMap((r) =>
      (PREFIXES[r.source_prefix] ?? [r.source_prefix]).map((id) => [
        id,
        r.source_prefix in PREFIXES ? 'prefix' : 'exact',
        r.repository_or_page,
        r.commit,
        r.path,
        r.as_of,
        r.licence,
        r.note,
      ]),
    ),
  ];
  const isKnown = sourceMatcher(rows);
  for (const [id, date] of used) {
    for (const part of partsOf(id)) if (!isKnown(part)) rows.push(fromName(part, date));
  }
  const unique = new Map(rows.map((row) => [row[0], row]));
  return [...unique.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

function fromName(id, date) {
  const [, kind, name, commit = ''] = /^(page|repo):([^@]+)(?:@(.+))?$/.exec(id) ?? [];
  if (kind === undefined) throw new Error(`source "${id}" is in no source list`);
  if (kind === 'repo') {
    const [owner, repository, ...path] = name.split('/');
    return [id, 'exact', `${owner}/${repository}`, commit, path.join('/'), date, '', ''];
  }
  const [site, ...path] = name.split('/');
  return [id, 'exact', site, commit, path.join('/'), date, '', 'public page as stored; single figures'];
}

/** Joined ids: "S2+S4", "page:one+page:two". A "+" inside one id ("code:text-1+2") does not part it. */
export const partsOf = (id) => id.split(/\+(?=(?:page|repo|ic|code):|[A-Z]\w*(?:$|\+))/);

/** A test of whether an id, or each part of a joined one, is in the source list. */
export function sourceMatcher(rows) {
  const exact = new Set(rows.filter(([, match]) => match === 'exact').map(([id]) => id));
  const prefixes = rows.filter(([, match]) => match === 'prefix').map(([id]) => id);
  const isKnown = (id) => exact.has(id) || prefixes.some((prefix) => id.startsWith(prefix));
  return (id) => {
    const ending = Object.keys(DERIVATIONS).find((suffix) => id.endsWith(suffix)) ?? '';
    const base = id.slice(0, id.length - ending.length);
    return isKnown(base) || partsOf(base).every(isKnown);
  };
}

/** Prices on which two sources differ by more than rounding, and which of them the tables hold. */
const DIFFERENCES = [
  [
    'AWS S3 Glacier Flexible Retrieval, standard retrieval requests, us-east-1',
    '0.00003 (golden of 2025-07), 0.00005 (price feed of 2025-10)',
    '0.00005',
    'newer; other regions of the feed agree (0.000055 in Ireland)',
  ],
  [
    'AWS EFS infrequent access, ap-southeast-1',
    '0.02 (a bill of 2024-09), 0.0272 (price feed of 2025-09)',
    '0.0272',
    'the bill was of elastic throughput, whose storage the feed has apart, at 0.02',
  ],
  [
    'AWS Lambda duration, me-south-1, eu-south-1, ap-east-1, af-south-1, ap-northeast-3',
    'template of Lambda Power Tuning, price feed of 2025-10',
    'the feed',
    'the template multiplies rounded prices of a millisecond, and 0.0000216 of Osaka is nobody else’s',
  ],
  [
    'AWS MSK kafka.m5.16xlarge, us-east-1',
    '6.72 (three tables of 2026), 6.73 (price feed of 2025-10)',
    '6.73',
    'the feed is AWS’s own; the tables multiply a smaller broker',
  ],
  [
    'Azure on demand, 134 sizes of Bv2 and NCC H100',
    'Linux derived from Windows prices (Z1d), Retail Prices API of 2026-07 (Z4)',
    'Z4',
    'read, not derived; NCC40ads_H100_v5 is 7.89 in centralus',
  ],
  [
    'Azure spot outside five regions of Europe',
    'coroot of 2024-08, Retail Prices API of 2026-07',
    'the API',
    'newer; the median has risen by 42 %',
  ],
  [
    'Azure Front Door, first tier of zone 1',
    '0.083 (a blog), 0.0825 (Retail Prices API)',
    '0.0825 and six cheaper tiers',
    'read from the API',
  ],
  [
    'Google Cloud SQL, 56 vCPU and memory prices',
    'figures divided out of whole machines (2024-03), catalog of 2026-04',
    'the catalog',
    'newer, and not divided out',
  ],
  [
    'Google Cloud Storage, operations in multi-regions',
    'goldens of 2024-07, catalog of 2026-04',
    'the catalog',
    'multi-regions have operations of their own, class A at twice the price',
  ],
  [
    'Google Filestore basic HDD, us-west1',
    '0.20 (page of 2023), 0.16 (catalog)',
    '0.16',
    'newer, and what us-central1 costs',
  ],
  [
    'Google Memorystore for Redis Cluster, backups',
    '0.0811 (golden of 2025-07), 0.0871 (catalog)',
    '0.0871',
    'the SKU is by decimal GB, the golden took it for GiB',
  ],
  [
    'Google between regions',
    '0.08 between any two continents (2024), matrix of the catalog',
    'the matrix',
    'North America to Europe is 0.05, to the Middle East and Africa 0.11',
  ],
];

/** pricing/SOURCES.md */
export function printSources(rows) {
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const lines = rows.map(
    ([id, match, repository, commit, path, date, licence, note]) =>
      `| \`${match === 'prefix' ? `${id}…` : id}\` | ${[repository, commit, path, date, licence, note].map(cell).join(' | ')} |`,
  );
  return `# Where the figures in \`pricing/\` come from

Written by \`node scripts/build-pricing.mjs\`; edit the script, not this file. \`sources.json\` holds the same list for programs.

Each price names its source by an id, either in its row or in the header of its table. An id that ends in \`…\` below stands
for all ids that begin so. The date of a row is when its source was read or, where the source is a test file of a public
repository, when that file last changed: the price is then at least as old as that.

Only figures are carried (prices, quotas, benchmark scores, promised availability), never a provider's text.

## Before redistributing

Nobody with the authority to do so has yet cleared these tables for redistribution. One of the sources remarks that the terms
of AWS limit passing on its price list, and that it found neither a permission nor a prohibition for the values of the Azure
Retail Prices API. The licences below are those of the repositories in which the figures were found; they can't grant more
than their owners had. Several name no licence at all. What is carried is single facts, but it is many of them: have a person
decide before a package with these tables is published.

## Derived prices

| ending of the id | how the price was worked out |
| --- | --- |
${Object.entries(DERIVATIONS)
  .map(([suffix, how]) => `| \`${suffix}\` | ${how} |`)
  .join('\n')}

A row whose note begins with "derived:" follows from a rule, from a relation between two prices that holds wherever both are
known, or is one price for all regions; the note says which, and the bill repeats it. A published row always goes before it.
Google's custom machine types are summed from the prices of a vCPU and of a GiB, AWS's ways of paying for a reservation other
than all up front are multiples of that (header \`payments\`).

## Where two sources differ

The newer source is carried, a published one before a second-hand one. What is beyond rounding:

| what | sources | carried | because |
| --- | --- | --- | --- |
${DIFFERENCES.map((row) => `| ${row.join(' | ')} |`).join('\n')}

Rows from \`unverified\` were written down from memory of a well-known list price: replace them before relying on them.

## Sources

| id | repository or page | commit | path | date | licence | note |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
