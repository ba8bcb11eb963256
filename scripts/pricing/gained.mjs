// What the facts gained in November 2026 (the folder 2026-11), brought into the form of the older files and put
// together with them.

import { compare } from './decimal.mjs';
import { mostFrequent } from './table.mjs';

const FOLDER = '2026-11';

/** Service tables, with how a row's words stand on it where its note does not say. */
const SERVICE_FILES = [
  'earlier/aws-services-plc.csv',
  'earlier/aws-togen-2026-09.csv',
  'earlier/azure-togen-2026-09.csv',
  'earlier/gcp-cloud-sql-2024-03.csv',
  'aws/services.csv',
  'aws/services-derived.csv',
  'aws/services-rds-instance.csv',
  'azure-gcp/services.csv',
  'azure-gcp/services-uniform.csv',
];

// ── Names, figures and words ────────────────────────────────────────────────────────────────────────────────────

/** Meters that the facts call otherwise than the tables do. Keyed by provider/service. */
const METER_NAMES = {
  'aws/public-ipv4': { 'in-use-hour': 'in-use-address-hour', 'idle-hour': 'idle-address-hour' },
  'aws/dynamodb': {
    'pitr-backup-storage': 'pitr-backup',
    'on-demand-backup-storage': 'on-demand-backup',
    'streams-read-requests': 'streams-read',
  },
  'aws/msk': { 'express-ingress': 'express-data-in' },
};

/** Units that a source gives as a bare hour, by the ending of the meter. */
const HOURS_OF = [
  [/vcore$/, 'vcore-hour'],
  [/^(enterprise-plus-|sqlserver-)?vcpu-/, 'vcpu-hour'],
  [/^(enterprise-plus-|sqlserver-)?memory-/, 'gib-hour'],
];
const HOURS_IN = new Set(['azure/postgresql-flexible', 'azure/mysql-flexible', 'gcp/cloud-sql']);

/** A figure as a plain decimal: sources write 6e+09 and 0.0000050 too. */
export function plainDecimal(text) {
  const [, whole, fraction = '', exponent] = /^(\d+)(?:\.(\d+))?(?:e\+?(-?\d+))?$/i.exec(text) ?? [];
  if (whole === undefined) throw new Error(`"${text}" is no figure`);
  const shift = Number(exponent ?? 0);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(1, point);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at).replace(/0+$/, '');
  return rest === '' ? integer : `${integer}.${rest}`;
}

/** Ids of sources as the list of sources has them. */
const SOURCE_NAMES = [
  [/^plc:(lamngockhuong@\w+).*/, 'plc:$1'],
  [/^plc:(rosa-calculator@\w+).*/, 'plc:$1'],
  [/^sql:cycloidio.*/, 'T1'],
  [/^vantage:ec2instances\.info@(\w+).*/, 'vantage:rds@$1'],
  [/^togen:mooncitizen\/togen@\w+ \(first paid tier\).*/, 'rule:azure-egress-zones'],
  [/^togen:.*/, 'togen:mooncitizen'],
  [/^rule:ahmadabdalla.*/, 'rule:azure-global-meters'],
  [/^rule:azure-bandwidth\/.*/, 'rule:azure-inter-region'],
  [/^tivec8740-lab.*/, 'az-retail:tivec@0b6ed98'],
  [/^jagadishmazure-jpg.*/, 'az-retail:jagadish@bb9fa453'],
  [/^valida_precos.*/, 'code:text-69444022014'],
  [/^second test fixture.*/, 'code:text-69436477832'],
  [/^gcp-sku:cur-aws-to-gcp@7a95984.*/, 'gcp-sku:cur-aws-to-gcp@7a95984'],
  [/^infracost-api:.*/, 'infracost-api:M-Naveed-Ashraf@b16be05'],
  [/^rule$/, 'rule:aws-uniform'],
  [/^derived$/, 'rule:aws-derived'],
  [/^A7m$/, 'rule:mariadb-as-mysql'],
];
export const sourceName = (id) => {
  const found = SOURCE_NAMES.find(([pattern]) => pattern.test(id));
  return found === undefined ? id : id.replace(found[0], found[1]);
};

/** What the bill says of a figure that is no price read for its own region and meter; '' for a published one. */
const DERIVED_WORDS = [
  [/MariaDB = MySQL/, 'MariaDB costs what MySQL costs'],
  [/NLB hour = ALB hour/, 'the hour of an Application Load Balancer, as wherever both are known'],
  [/NLCU/, '0.006 as in all five regions where it is known'],
  [/gp2 = gp3|gp3 = gp2/, 'gp2 and gp3 cost the same, as wherever both are known'],
  [/gp3 Multi-AZ = 2|2 x gp[23]/, 'twice single-AZ, as wherever both are known'],
  [/per million in/, 'one price wherever it was seen'],
  [/same [\d.]+ (per [\d,]+ )?in all/, 'one price in all regions where it was seen'],
  [/(\d+) x the vCore price/, '$1 × the price of a vCore'],
  [/rule: (\d+) vCPU x [\d.]+ \+ (\d+) GiB x/, '$1 vCPU + $2 GiB'],
  [/NOT a source of this region/, 'one price in all 14 regions that were sampled'],
  [/rule R2/, 'by the continent of the region'],
  [/zone (\d) ladder/, 'ladder of egress zone $1'],
  [/sold as region "Global"|sold as region "global"|same SKU .* as publish/, 'one price in all regions'],
  [/one SKU for all single regions/, 'one price in all single regions'],
  [/one SKU for multi-regions/, 'one price in all multi-regions'],
  [/one SKU for dual-regions/, 'one price in all dual-regions'],
  [/one SKU for all regions/, 'one price in all regions'],
  [/derived from/, 'from the price of whole machines'],
  [/has no region/, 'the price of the SKU without a region'],
];

/** How a row stands: published, by a rule, or derived; and its note. */
function standingOf({ note, source_id: source }, file) {
  const word = /^(verified|single|rule|derived|NOT a source)/.exec(note)?.[1];
  const derived = note.startsWith('derived from') || word === 'derived' || word === 'NOT a source' || word === 'rule';
  if (!derived) return { rank: 3, note: '' };
  const words = DERIVED_WORDS.find(([pattern]) => pattern.test(note));
  if (words === undefined) throw new Error(`${file}: no words for "${note}" (${source})`);
  const said = words[1].replace(/\$(\d)/g, (_, group) => words[0].exec(note)[Number(group)]);
  // What has one SKU for many regions is published for each of them.
  const isPublished = /SKU|sold as region/.test(note);
  return { rank: isPublished ? 3 : word === 'rule' ? 2 : 1, note: `derived: ${said}` };
}

/** Zones of Azure's content delivery are regions of its price list. */
const key = ({ provider, service, region, meter }) => [provider, service, region, meter].join('\n');

/** A record of the older form with `rank`: 3 published, 2 by a rule, 1 derived, 0 secondary or from memory. */
function record(raw, file) {
  const service = `${raw.provider}/${raw.service}`;
  const meter = METER_NAMES[service]?.[raw.meter] ?? raw.meter;
  const bare = HOURS_IN.has(service) && raw.unit === 'hour';
  const unit = bare ? (HOURS_OF.find(([pattern]) => pattern.test(meter))?.[1] ?? raw.unit) : raw.unit;
  const { rank, note } = standingOf(raw, file);
  return {
    ...raw,
    meter,
    unit,
    tier_from: plainDecimal(raw.tier_from),
    tier_to: raw.tier_to === '' ? '' : plainDecimal(raw.tier_to),
    usd_per_unit: plainDecimal(raw.usd_per_unit),
    source_id: sourceName(raw.source_id),
    rank,
    note,
  };
}

// ── Ladders ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Sources whose figures are second hand or rounded: anything that is published goes before them. */
const SECONDARY = /^(unverified|page:|code:|internettoolset|focus:)/;

const isZero = (price) => /^0(\.0*)?$/.test(price);
const paid = (ladder) => ladder.filter(({ usd_per_unit: price }) => !isZero(price));
const samePrices = (a, b) =>
  a.length === b.length &&
  a.every(
    (row, i) => compare(row.usd_per_unit, b[i].usd_per_unit) === 0 && (i === 0 || row.tier_from === b[i].tier_from),
  );

function laddersOf(records) {
  const ladders = new Map();
  for (const one of records) {
    const known = ladders.get(key(one));
    if (known === undefined) ladders.set(key(one), [one]);
    else known.push(one);
  }
  for (const ladder of ladders.values()) ladder.sort((a, b) => compare(a.tier_from, b.tier_from));
  return ladders;
}

/** Notes about a source, which go with it. */
const ABOUT_SOURCE =
  /old page|recalled|secondary|tables agree|displayed|rounded|estimated|source shows|derived|divided|golden|API page|bill/i;

/** The older ladder's words on the newer one of the same prices: what a step includes, how a quantity is counted. */
function withOlderNotes(newer, older) {
  const words = new Map(older.map((row) => [`${row.tier_from} ${isZero(row.usd_per_unit)}`, row.note]));
  return newer.map((row) => {
    const note = words.get(`${row.tier_from} ${isZero(row.usd_per_unit)}`) ?? '';
    return row.note !== '' || note === '' || ABOUT_SOURCE.test(note) ? row : { ...row, note };
  });
}

const rankOf = (ladder) => Math.min(...ladder.map((row) => row.rank));
const dateOf = (ladder) => ladder.reduce((newest, { as_of: date }) => (date > newest ? date : newest), '');

/**
 * Of two ladders of one meter the one to carry: published before derived, complete before partial, newer before older.
 * @param differing is told of pairs whose prices differ
 */
function better(a, b, differing) {
  const [older, newer] = dateOf(a) <= dateOf(b) ? [a, b] : [b, a];
  const same = samePrices(paid(a), paid(b));
  const [short, long] = paid(a).length < paid(b).length ? [a, b] : [b, a];
  const isPart =
    paid(short).length < paid(long).length && samePrices(paid(short), paid(long).slice(0, paid(short).length));
  // A source that has the first steps alone, where another has them all.
  if (isPart && rankOf(long) > 0) return long;
  if (rankOf(a) !== rankOf(b)) {
    const [high, low] = rankOf(a) > rankOf(b) ? [a, b] : [b, a];
    // A free step that only the weaker one knows stays known: the price that follows it is the same.
    const [{ provider, service, meter }] = high;
    const isAllowance = ALLOWANCES[`${provider}/${service}`]?.[meter] !== undefined;
    const kept = same && low.length > high.length && !isAllowance ? low : high;
    if (!same) differing(low, high);
    return kept === high && same ? withOlderNotes(high, low) : kept;
  }
  if (same) return older.length > newer.length ? older : withOlderNotes(newer, older);
  differing(older, newer);
  return newer;
}

// ── Steps that cost nothing ─────────────────────────────────────────────────────────────────────────────────────

/** Account-wide allowances that only the tables of one region state: a ladder of them starts above what is free. */
const ALLOWANCES = {
  'aws/lambda': { requests: '1000000', 'x86-duration': '400000', 'arm-duration': '400000' },
  'aws/dynamodb': { storage: '25' },
  'aws/sqs': { 'standard-requests': '1000000', 'fifo-requests': '1000000' },
  'azure/container-apps': { 'active-vcpu': '180000', 'active-memory': '360000', requests: '2000000' },
  'gcp/cloud-functions': { 'gb-seconds': '400000', 'ghz-seconds': '200000' },
  'gcp/firestore': { storage: '1' },
};

/** Meters whose quantity the products give without what is included already. */
const WITHOUT_INCLUDED = {
  'aws/rds-storage': /^gp3-throughput-/,
  'azure/managed-disk': /^premium-ssd-v2-provisioned-/,
};

const ZERO_WORDS = [
  [/^azure\/(api-management\/(basic|standard)-v2-calls|service-bus\/)/, 'quantity included in the base price'],
  [/^azure\/blob-storage\/.*inventory$/, 'the provider lists it at zero'],
  [/^azure\/files\/.*delete-operations$/, 'the provider lists delete operations at zero'],
  [/./, 'always-free allowance'],
];

function withFreeSteps(ladder) {
  const [first] = ladder;
  const service = `${first.provider}/${first.service}`;
  const free = ALLOWANCES[service]?.[first.meter];
  if (WITHOUT_INCLUDED[service]?.test(first.meter)) {
    const [next, ...rest] = paid(ladder);
    return [{ ...next, tier_from: '0' }, ...rest];
  }
  if (free !== undefined && first.tier_from === '0' && !isZero(first.usd_per_unit))
    return [{ ...first, tier_from: free }, ...ladder.slice(1)];
  return ladder.map((row) => {
    if (!isZero(row.usd_per_unit) || (row.note !== '' && !row.note.startsWith('derived'))) return row;
    const words = ZERO_WORDS.find(([pattern]) => pattern.test(`${service}/${row.meter}`))[1];
    return { ...row, note: words };
  });
}

// ── One price everywhere ────────────────────────────────────────────────────────────────────────────────────────

/** What a provider sells as one for all its public regions: one row, in the table of the region "global". */
const EVERYWHERE = [
  ['azure', 'nat-gateway', /./],
  ['azure', 'vnet-peering', /^intra-region-/],
  ['azure', 'sql-database', /-sql-license$/],
  ['gcp', 'pubsub', /./],
  ['gcp', 'cloud-dns', /./],
  ['gcp', 'cloud-functions', /^invocations$/],
  ['gcp', 'cloud-storage', /-class-[ab]-ops$/],
  ['gcp', 'network-egress', /^inter-zone$/],
];

/** Regions that stand for the class of regions whose table their rows go to. */
const CLASSES = { 'us-central1': 'tier1', 'europe-west3': 'tier2' };
const asClass = (row) =>
  row.provider === 'gcp' && row.service === 'cloud-run' && row.region in CLASSES
    ? { ...row, region: CLASSES[row.region] }
    : row;

/** Rows of the facts that the tables hold by class or not at all. */
const LEFT_OUT = [
  // Its two classes of regions have a table each.
  ['gcp', 'cloud-run', /./, (region) => !/^tier[12]$/.test(region)],
  // The matrix by continent takes their place.
  ['gcp', 'network-egress', /^inter-region-(?!same-region)/, () => true],
  // Regions that nobody can choose.
  ['gcp', 'cloud-sql', /./, (region) => region === 'us-central2' || region === 'us-east7'],
];

const isPlain = (region) => !/^(multi|dual)-|^edge-|zone\d|^tier\d/.test(region);

/**
 * Rows that are one price everywhere as one row.
 * @throws where a meter of EVERYWHERE has two prices
 */
function withGlobals(ladders) {
  const kept = [];
  const global = new Map();
  for (const ladder of ladders) {
    const [{ provider, service, region, meter }] = ladder;
    const isEverywhere =
      isPlain(region) && EVERYWHERE.some(([p, s, pattern]) => p === provider && s === service && pattern.test(meter));
    if (!isEverywhere) {
      kept.push(ladder);
      continue;
    }
    const name = [provider, service, meter].join('\n');
    const known = global.get(name);
    if (known !== undefined && !samePrices(paid(known), paid(ladder)))
      throw new Error(`${name.replaceAll('\n', '/')} has two prices: ${known[0].region} and ${region}`);
    // Published before taken from a rule, of these the newest, of equals the first.
    const order = (one) => `${rankOf(one)} ${dateOf(one)}`;
    if (known === undefined || order(ladder) > order(known)) global.set(name, ladder);
  }
  for (const ladder of global.values()) {
    kept.push(
      ladder.map((row) => ({
        ...row,
        region: 'global',
        note: isZero(row.usd_per_unit) ? row.note : 'derived: one price in all regions',
      })),
    );
  }
  return kept;
}

/**
 * The records of services.csv and of what was gained since, one ladder a meter.
 * @param base records of services.csv
 * @param read gives the records of a CSV file by its name
 * @param isCarried whether a record's service is carried at all
 * @returns the records, and pairs of ladders whose prices differed, the one that was carried last
 */
export function withGained(base, read, isCarried) {
  const differences = [];
  const carried = (records) =>
    records.filter(
      (one) =>
        isCarried(one) &&
        !LEFT_OUT.some(
          ([p, s, meter, where]) =>
            p === one.provider && s === one.service && meter.test(one.meter) && where(one.region),
        ),
    );
  const merged = laddersOf(carried(base).map((raw) => ({ ...raw, rank: SECONDARY.test(raw.source_id) ? 0 : 3 })));
  for (const file of SERVICE_FILES) {
    const records = carried(read(`${FOLDER}/${file}`).map(asClass))
      // Pairs of regions are not by meter, and what goes to CloudFront is not charged.
      .filter(({ meter }) => !/^inter-region:|^to-cloudfront$/.test(meter))
      .map((raw) => record(raw, file));
    for (const [name, ladder] of laddersOf(records)) {
      const known = merged.get(name);
      merged.set(
        name,
        known === undefined ? ladder : better(known, ladder, (low, high) => differences.push({ low, high })),
      );
    }
  }
  const complete = [...merged.values()].map(withFreeSteps);
  return { records: withGlobals(complete).flat(), differences };
}

/**
 * Rows of AWS's transfer to its other regions, where a region has none: the facts hold pairs, and a sender pays one
 * price whatever the receiver but for the two regions of us-east, which have a meter of their own.
 */
export function interRegionRows(read, existing) {
  const present = new Set(existing.map(key));
  const senders = new Map();
  for (const pair of read(`${FOLDER}/aws/transfer-aws.csv`)) {
    const row = {
      provider: 'aws',
      service: 'data-transfer',
      region: pair.from_region,
      meter: 'inter-region',
      unit: 'gb',
      from: '0',
      to: null,
      price: pair.usd_per_gb,
      as_of: pair.as_of,
      source: 'skyplane:aws@0513671c',
      note: '',
    };
    if (present.has(key(row))) continue;
    const known = senders.get(pair.from_region);
    if (known !== undefined && known.price !== row.price) throw new Error(`${pair.from_region} sends at two prices`);
    senders.set(pair.from_region, row);
  }
  return [...senders.values()];
}

/** Continents of Google's price list by the first word of a region's name, and regions that stand by themselves. */
const AREAS = {
  us: 'north-america',
  northamerica: 'north-america',
  southamerica: 'south-america',
  europe: 'europe',
  asia: 'asia',
  australia: 'oceania',
  me: 'middle-east',
  africa: 'africa',
};
const OWN_AREAS = { 'asia-southeast2': 'indonesia', 'asia-southeast3': 'bangkok' };
const areaOf = (region) => OWN_AREAS[region] ?? AREAS[region.split('-')[0]];

/**
 * Google's transfer between regions: one row a pair of continents, by direction, and one a pair of regions that costs
 * otherwise.
 */
export function matrixRows(read) {
  const pairs = read(`${FOLDER}/azure-gcp/transfer-gcp.csv`).filter(({ to }) => !to.startsWith('internet'));
  const byAreas = new Map();
  for (const pair of pairs) {
    const name = `inter-region-${areaOf(pair.from_region)}-to-${areaOf(pair.to)}`;
    byAreas.set(name, [...(byAreas.get(name) ?? []), pair]);
  }
  const row = (region, meter, { usd_per_gb: price, as_of: date, source_id: source }) => ({
    provider: 'gcp',
    service: 'network-egress',
    region,
    meter,
    unit: 'gib',
    from: '0',
    to: null,
    price,
    as_of: date,
    source: sourceName(source),
    note: '',
  });
  return [...byAreas].flatMap(([name, members]) => {
    const usual = mostFrequent(members.map(({ usd_per_gb: price }) => price));
    const others = members.filter(({ usd_per_gb: price }) => price !== usual);
    return [
      row('global', name, { ...members[0], usd_per_gb: usual }),
      ...others.map((pair) => row(pair.from_region, `inter-region-to-${pair.to}`, pair)),
    ];
  });
}

/** Records of transfer with Google's Standard Tier as its catalog has it: the first 200 GiB of a region are free. */
export function withStandardTier(records, read) {
  const isStandard = ({ provider, to }) => provider === 'gcp' && to === 'internet(standard-tier)';
  const found = read(`${FOLDER}/azure-gcp/transfer-gcp.csv`).filter(isStandard);
  const known = new Set(found.map((one) => one.from_region));
  return [
    ...records.filter((one) => !isStandard(one) || !known.has(one.from_region)),
    ...found.map((one) => ({ ...one, source_id: sourceName(one.source_id) })),
  ];
}

// ── Sources ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Sources of what is added to the tables of machines, in the form of sources-compute.csv. */
export const GAINED_COMPUTE_SOURCES = [
  {
    source_id: 'T1',
    repository: 'cycloidio/terracost',
    commit: '',
    path: 'mysql/testdata/2023-02-23-pricing.sql.gz',
    as_of: '2023-02-23',
    licence: 'MIT',
    note: 'AWS Price List of eu-west-1: Windows on demand, RDS and load balancers; 610 of 611 Linux prices still hold',
  },
  {
    source_id: 'Z4',
    repository: 'PNU-capstone-2026-17/easydep',
    commit: '9d07c28',
    path: 'app/core/cloudkb/data',
    as_of: '2026-07-24',
    licence: 'none seen',
    note: 'Azure Retail Prices API: on-demand, spot, reservations and savings plans of 39 regions',
  },
  {
    source_id: 'Z5',
    repository: 'yang-jiayi/azure-architecture-diagram-builder (fork)',
    commit: 'f022416',
    path: 'virtual machines of southeastasia',
    as_of: '2026-07-14',
    licence: 'MIT as stated in the repository; not checked',
    note: 'Azure Retail Prices API: spot and savings plans of 184 sizes',
  },
  {
    source_id: 'Z6',
    repository: 'tivec8740-lab/azure-price-my',
    commit: '0b6ed988dfc5d8b3655770278bceebefe2c541b7',
    path: 'data/pricing_usd.json',
    as_of: '2026-09-29',
    licence: 'none seen',
    note: 'Azure Retail Prices API: reservations and savings plans of 23 sizes of southeastasia and japaneast',
  },
];

/** What is behind the rules, in the form of sources-services.csv. */
const RULE_SOURCES = [
  [
    'rule:aws-uniform',
    'aws.amazon.com',
    'one price in all regions in which documents state one; in a region that none names it is taken to hold',
  ],
  [
    'rule:aws-derived',
    'aws.amazon.com',
    'a relation between two prices that holds in every region in which both are known',
  ],
  [
    'rule:mariadb-as-mysql',
    'aws.amazon.com',
    'RDS for MariaDB costs what MySQL does: 1,124 of 1,134 pairs of region and class of 2021-08, 268 of 268 of 2023-02; prices of 2024-08-09',
  ],
  [
    'rule:valkey-as-redis',
    'aws.amazon.com',
    'a Valkey node costs 0.8 of a Redis node: 73 of 73 nodes of us-east-1 (Price List of 2026-10), and four of other regions; prices of 2024-08-09',
  ],
  [
    'rule:azure-egress-zones',
    'mooncitizen/togen and PNU-capstone-2026-17/easydep',
    'first paid tier read for the region itself; the rest is the ladder of its egress zone, which is one in all regions of the zone that were read',
  ],
  [
    'rule:azure-inter-region',
    'skyplane-project/skyplane 4602d9ce, mongodb/docs, lucidity.cloud',
    'between regions by the continent of the sender; other continents 0.05 to 0.16 as MongoDB states them, 0.08 from one source',
  ],
  [
    'rule:azure-global-meters',
    'ahmadabdalla/azure-cost-calculator b851ba6',
    'meters that the Retail Prices API sells as region Global; the prices are those that the tables had',
  ],
];

/** Sources that the facts name in their rows and not in their lists. */
const UNLISTED = [
  [
    'skyplane:aws@0513671c',
    'skyplane-project/skyplane',
    '0513671c',
    'skyplane/data/aws_transfer_costs.csv',
    '2023-04-27',
    'Apache-2.0',
    '548 of 550 pairs equal to the prices of 2024-09; taken for four regions alone',
  ],
  [
    'plc:lamngockhuong@508fb45',
    'lamngockhuong/aws-price',
    '508fb45',
    'lib/data/pricing',
    '2025-05 to 2025-11-04',
    'no licence file in snapshot',
    'feed of the AWS pricing pages, 36 regions',
  ],
  [
    'vantage:rds@14ede5a5',
    'vantage-sh/ec2instances.info',
    '14ede5a5',
    'www/rds/instances.json',
    '2021-08-03',
    'MIT-style',
    'RDS on demand, all engines; 149 of 149 equal to a list of 2023-02',
  ],
  [
    'togen:mooncitizen',
    'mooncitizen/togen',
    'fdee1174, 36c1abbf, cfc3c384, 8b82e558',
    'internal/cost',
    '2026-08-31 to 2026-09-06',
    'none seen',
    'AWS Price List and Azure Retail Prices API',
  ],
  [
    'az-retail:arturo@31f894a',
    'Arturo-Quiroga-MSFT/azure-architecture-diagram-builder',
    '31f894a',
    '80 service files of 14 regions and the zones 1 to 8',
    '2026-08-15',
    'MIT as stated in the repository; not checked',
    'Azure Retail Prices API, consumption',
  ],
  [
    'az-retail:jagadish@bb9fa453',
    'jagadishmazure-jpg/Jagadish-azure-finops',
    'bb9fa453',
    'data/pricing/retail-prices-snapshot.json',
    '2026',
    'none seen',
    'Azure Retail Prices API, eastus2',
  ],
  [
    'az-retail:tivec@0b6ed98',
    'tivec8740-lab/azure-price-my',
    '0b6ed98',
    'data/pricing_usd.json',
    '2026-09-29',
    'none seen',
    'Azure Retail Prices API, Asian regions',
  ],
  [
    'code:text-69444022014',
    'stored public file 69444022014',
    '',
    'valida_precos.py',
    '2026-09-11',
    'none seen',
    'Azure brazilsouth, snapshot of the Retail Prices API',
  ],
  [
    'code:text-69436477832',
    'stored public file 69436477832',
    '',
    '',
    '2026',
    'none seen',
    'Azure brazilsouth, test fixture captured from the Retail Prices API',
  ],
  [
    'infracost-api:M-Naveed-Ashraf@b16be05',
    'M-Naveed-Ashraf/cloud_pricing_with_infracost',
    'b16be05',
    '',
    '2024-03-29',
    'none seen',
    'Cloud SQL; only where the catalog of 2026-04-30 has nothing',
  ],
];

const sourceRecord = ([id, repository, commit, path, date, licence, note]) => ({
  source_prefix: id,
  repository_or_page: repository,
  commit,
  path,
  as_of: date,
  licence,
  note,
});

/** Sources of the added rows that the tables name, in the form of sources-services.csv. */
export function gainedSources(read, used) {
  const listed = [
    ...read(`${FOLDER}/aws/sources.csv`),
    ...read(`${FOLDER}/azure-gcp/sources.csv`).map(({ source_id, ...rest }) => ({ source_prefix: source_id, ...rest })),
  ].map((one) => ({ ...one, source_prefix: sourceName(one.source_prefix) }));
  const rules = RULE_SOURCES.map(([id, where, note]) => sourceRecord([id, where, '', '', '', '', note]));
  const all = new Map([...listed, ...rules, ...UNLISTED.map(sourceRecord)].map((one) => [one.source_prefix, one]));
  return [...all.values()].filter(({ source_prefix: id }) => used.has(id));
}
