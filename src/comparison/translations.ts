/** Words of a component that mean something to one provider alone, in the words of another. */
import type { Path } from '../diagnostics/diagnostic.ts';
import { diskPerformance } from '../products/disk-performance.ts';
import { boundByMachine, isLocalDisk } from '../products/machine-disks.ts';
import type { Product } from '../products/product.ts';
import { PROVIDER_NAMES } from './counterparts.ts';
import { translateStorage } from './database-storage.ts';
import type { Provider, Volume } from '../topology/model.ts';
import { isMapping } from './edits.ts';
import type { Translation } from './translation.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';

/** Translates the fields of a component for a product of another provider, and takes away those that mean nothing there. */
export function translate(translation: Translation): void {
  const { draft, kind, to, lose } = translation;
  TRANSLATORS[kind]?.(translation);
  if (Array.isArray(draft.get(['volumes']))) translateVolumes(translation);
  draft.drop(['credits'], 'how AWS runs its burstable types');
  for (const field of to.ignores ?? []) {
    const lost = LOSSES[field]?.(to, draft.get(field.split('.')));
    if (lost !== undefined) lose(lost);
    draft.drop(field.split('.'), `means nothing to ${to.title}`);
  }
}

/** Options that mean nothing to the other product because it does not do what they ask for: what is lost with them. */
const LOSSES: Readonly<Record<string, (to: Product, value: unknown) => string | undefined>> = {
  waf: ({ title }, value) => (value === true ? `no web application firewall is in what ${title} costs` : undefined),
  // Balancers of the seventh layer end TLS anyway.
  tls: ({ name, title }, value) =>
    value === true && name === 'load-balancer' ? `${title} does not end TLS` : undefined,
  multi_write: ({ name, title }, value) =>
    value === 'multi' && name === 'firestore' ? `${title} is written in one region alone` : undefined,
  cache_size: ({ title }, value) => (value === undefined ? undefined : `${title} has no cache of its own`),
  type: ({ name, title }, value) =>
    value === 'websocket' && name === 'api-gateway' ? `${title} keeps no WebSocket connections` : undefined,
};

const TRANSLATORS: Readonly<Record<string, (translation: Translation) => void>> = {
  cache: translateCache,
  cdn: ({ draft, to }) => draft.drop(['tier'], `a tier of Azure's, which ${to.title} does not have`),
  container: translateContainer,
  function: translateFunction,
  'file-store': translateFileStore,
  log: translateBroker,
  'object-store': translateObjectStore,
  queue: translateBroker,
  sql: translateSql,
  'wide-column': translateRing,
};

// --- Databases and caches ------------------------------------------------------------------------

const ENGINES_SOLD: Readonly<Record<string, readonly string[]>> = {
  'aws/rds': ['postgres', 'mysql', 'mariadb', 'sqlserver'],
  'azure/postgresql-flexible': ['postgres'],
  'azure/mysql-flexible': ['mysql'],
  'azure/sql-database': ['sqlserver'],
  'gcp/cloud-sql': ['postgres', 'mysql', 'sqlserver'],
  'azure/redis-cache': ['redis'],
};
/** The engine that speaks the same protocol. */
const NEAREST_ENGINE: Readonly<Record<string, string>> = {
  'aurora-postgres': 'postgres',
  'aurora-mysql': 'mysql',
  mariadb: 'mysql',
  valkey: 'redis',
  memcached: 'redis',
};

/** The engine that a product runs instead of one that it does not. */
function translateEngine({ draft, to, options }: Translation, byDefault: string): void {
  const engine = String(options.engine ?? byDefault);
  const sold = ENGINES_SOLD[`${to.provider}/${to.name}`];
  if (sold && !sold.includes(engine)) {
    const nearest = NEAREST_ENGINE[engine];
    if (nearest !== undefined)
      draft.set(['engine'], nearest, `${to.title} does not run ${engine}: ${nearest} is the nearest that it runs`);
  } else if (engine !== byDefault && draft.get(['engine']) === undefined) draft.set(['engine'], engine);
}

function translateSql(translation: Translation): void {
  const { draft, from } = translation;
  translateEngine(translation, 'postgres');
  draft.drop(['edition'], `an edition of ${from.title}`);
  draft.drop(['license'], `a licence of ${from.title}`);
  translateStorage(translation);
}

function translateCache(translation: Translation): void {
  const { draft, from, options } = translation;
  translateEngine(translation, 'redis');
  // Of Azure's sizes the P ones are premium.
  const isPremium = from.name === 'redis-cache' && /^(premium[-_ ])?p\d/i.test(String(options.instance ?? ''));
  const tier = isPremium ? 'premium' : String(options.tier ?? '').toLowerCase();
  // The tiers that have a replica built in say nothing of it in the file.
  if (/^(standard|premium|ha|standard-ha)$/.test(tier) && options.replicas === undefined)
    draft.set(['replicas'], 1, `the ${tier} tier of ${from.title} has a replica`);
  draft.drop(['tier'], `a tier of ${from.title}`);
}

function translateRing({ draft, options, from, to }: Translation): void {
  if (options.engine === 'bigtable' && to.name !== 'bigtable')
    draft.drop(['engine'], `${from.title} is sold by Google alone: the ring runs Cassandra`);
}

/** Engines that clusters of one's own machines run anywhere. */
const ANYWHERE = new Set(['kafka', 'redpanda', 'pulsar', 'rabbitmq', 'activemq']);

function translateBroker({ draft, from, to, options }: Translation): void {
  const engine = options.engine === undefined ? undefined : String(options.engine);
  const isOwn = to.name === 'self-managed';
  // Event Hubs has an endpoint that speaks Kafka, and charges for it.
  const isSpoken = to.name === 'event-hubs' && engine === 'kafka';
  if (engine !== undefined && !isSpoken && !(isOwn && ANYWHERE.has(engine)))
    draft.drop(['engine'], `${to.title} does not run ${engine}`);
  draft.drop(['tier'], `a tier of ${from.title}`);
  draft.drop(['units'], `units of ${from.title}`);
}

// --- Compute without machines --------------------------------------------------------------------

function translateContainer({ draft, from, to, options }: Translation): void {
  if (to.provider !== 'aws' && options.arch === 'arm64') draft.drop(['arch'], `${to.title} is priced for x86_64 alone`);
  if (to.provider === 'aws') draft.drop(['billing'], `a way of billing of ${from.title}`);
}

function translateFunction({ draft, from, to, options }: Translation): void {
  if (to.provider !== 'aws' && options.arch === 'arm64') draft.drop(['arch'], `${to.title} is priced for x86_64 alone`);
  draft.drop(['plan'], `a plan of ${from.title}`);
}

// --- Storage -------------------------------------------------------------------------------------

/** Classes of object stores from the hottest to the coldest, and what each provider calls them. */
const RUNGS = ['hot', 'cool', 'cold', 'archive'] as const;
type Rung = (typeof RUNGS)[number];
const CLASS_OF_RUNG: Readonly<Record<Provider, Readonly<Record<Rung, string>>>> = {
  aws: { hot: 'standard', cool: 'standard-ia', cold: 'glacier-instant', archive: 'glacier-deep-archive' },
  azure: { hot: 'hot', cool: 'cool', cold: 'cold', archive: 'archive' },
  gcp: { hot: 'standard', cool: 'nearline', cold: 'coldline', archive: 'archive' },
};

function rungOf(name: string): Rung {
  const word = name.toLowerCase().replace(/[\s_]+/g, '-');
  if (/archive|glacier$|glacier-flexible/.test(word)) return 'archive';
  if (/^(cold|coldline)$|glacier-i/.test(word)) return 'cold';
  if (/^(cool|nearline|ia)$|-ia$|infrequent|reduced/.test(word)) return 'cool';
  return 'hot';
}

function translateObjectStore({ draft, from, to, options, lose }: Translation): void {
  const own = CLASS_OF_RUNG[to.provider];
  const asked = options.class === undefined ? undefined : String(options.class);
  if (asked !== undefined) {
    const wanted = own[rungOf(asked)];
    if (asked.toLowerCase() !== wanted) draft.set(['class'], wanted, `what ${to.title} calls the like of ${asked}`);
  }
  const also = draft.get(['also']);
  const cold: string[] = asked === undefined ? [] : [asked];
  const bytesOf: Record<string, number> = { ...(options.also as Record<string, number> | undefined) };
  if (isMapping(also)) {
    // Two classes of one provider may be one of another.
    for (const name of Object.keys(also)) {
      cold.push(name);
      const wanted = own[rungOf(name)];
      if (wanted === name) continue;
      const there = draft.get(['also', wanted]);
      const before = there === undefined ? 0 : (bytesOf[wanted] ?? 0);
      bytesOf[wanted] = before + (bytesOf[name] ?? 0);
      draft.set(['also', wanted], there === undefined ? draft.get(['also', name]) : `${bytesOf[wanted]} B`);
      draft.drop(['also', name], `${wanted} is what ${to.title} calls the like of it`);
    }
  }
  const isArchived = cold.some((name) => rungOf(name) === 'archive');
  if (isArchived && from.provider === 'gcp')
    lose(`what is archived has to be restored first, which takes hours: ${from.title} has it at once`);
  const redundancy = String(options.redundancy ?? '').toLowerCase();
  if (to.provider === 'azure') {
    const oneZone = asked !== undefined && /one-?zone/i.test(asked);
    if (isArchived) {
      lose(`all copies are in one zone, as the archive tier is sold: ${from.title} keeps them in three`);
      draft.set(['redundancy'], 'lrs', `${from.title} keeps copies in three zones; the archive tier is not sold so`);
    } else if (!oneZone) draft.set(['redundancy'], 'zrs', `${from.title} keeps copies in three zones`);
  } else if (to.provider === 'gcp' && redundancy !== '' && !redundancy.includes('g'))
    draft.drop(['redundancy'], `${to.title} keeps copies in several zones`);
}

function translateFileStore({ draft, from, to, options }: Translation): void {
  const word = String(options.class ?? '').toLowerCase();
  const isFast = /premium|ssd|zonal|high-scale|enterprise/.test(word);
  const isCool = /ia$|cool|infrequent|archive/.test(word);
  const isOneZone =
    from.provider === 'aws'
      ? /one-?zone/.test(word)
      : !/^g?zrs|regional|enterprise/.test(`${String(options.redundancy ?? '')}${word}`);
  const wanted: string | undefined = {
    aws: `${isOneZone ? 'one-zone' : 'standard'}${isCool ? '-ia' : ''}`,
    azure: isFast ? 'premium' : isCool ? 'cool' : undefined,
    gcp: isFast ? 'basic-ssd' : isOneZone ? 'basic-hdd' : 'regional',
  }[to.provider];
  const reason = `the tier of ${to.title} that is most like that of ${from.title}`;
  if (wanted === undefined) draft.drop(['class'], reason);
  else if (wanted !== word) draft.set(['class'], wanted, reason);
  if (to.provider === 'azure' && !isOneZone)
    draft.set(['redundancy'], 'zrs', `${from.title} keeps copies in several zones`);
}

// --- Disks ---------------------------------------------------------------------------------------

/** Sorts of disks that every provider has: an SSD, one for many operations, a hard disk, a slow one. */
type DiskSort = 'ssd' | 'fast' | 'hdd' | 'cold';

function diskSortOf(type: string): DiskSort {
  const word = type.toLowerCase().replaceAll('_', '-');
  if (/^(io1|io2|ultra.*|pd-extreme|hyperdisk-extreme)$/.test(word)) return 'fast';
  if (/^(sc1|cold-hdd)$/.test(word)) return 'cold';
  if (/^(st1|standard|magnetic|hdd|standard-hdd.*|s\d+|pd-standard|pd-hdd|hyperdisk-throughput)$/.test(word))
    return 'hdd';
  return 'ssd';
}

/** Whether a type is an SSD, which not every machine takes. */
export const isFastDisk = (type: string): boolean => /^(ssd|fast)$/.test(diskSortOf(type));

/** Tiers of Azure's premium SSD that are bought by size. */
const PREMIUM_TIERS = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80];

/** What the disks of a file do, whether it asks for it or has it for nothing; no more than the machine lets through. */
function givenBy({ from, spec, rates }: Translation, volume: Volume): { iops: number; throughput: number } {
  const own = diskPerformance(from.provider, { ...volume, count: 1 }, rates);
  if (!own) return { iops: volume.iops ?? 0, throughput: volume.throughput ?? 0 };
  const { iops, bytesPerSecond } = spec
    ? boundByMachine(from.provider, spec, [{ type: volume.type, iops: own.iops, bytesPerSecond: own.bytesPerSecond }])
    : own;
  return { iops: Math.floor(iops), throughput: Math.floor(bytesPerSecond) };
}

function translateVolumes(translation: Translation): void {
  const { draft, to, options } = translation;
  for (const [index, volume] of (options.volumes as readonly Volume[]).entries()) {
    const at = ['volumes', index] as const;
    if (to.provider !== 'gcp')
      draft.drop([...at, 'redundancy'], to.provider === 'aws' ? 'disks of AWS have none' : undefined);
    if (isLocalDisk(volume.type)) translateLocal(translation, at, volume);
    else if (diskSortOf(volume.type) !== 'ssd') translateByType(translation, at, volume);
    else translateSsd(translation, at, volume);
  }
}

function translateLocal({ draft, to }: Translation, at: Path, { type }: Volume): void {
  const wanted = to.provider === 'gcp' ? 'local-ssd' : 'local';
  draft.set([...at, 'type'], wanted, `the disks of the machine, as ${type} is`);
}

/** Disks that are bought for their operations, and hard disks. */
function translateByType({ draft, to }: Translation, at: Path, { type }: Volume): void {
  const wanted = {
    aws: { fast: 'io2', hdd: 'st1', cold: 'sc1' },
    azure: { fast: 'ultra', hdd: 'standard-hdd', cold: 'standard-hdd' },
    gcp: { fast: 'hyperdisk-extreme', hdd: 'pd-standard', cold: 'pd-standard' },
  }[to.provider][diskSortOf(type) as Exclude<DiskSort, 'ssd'>];
  draft.set([...at, 'type'], wanted, `the disk of ${PROVIDER_NAMES[to.provider]} that is most like ${type}`);
}

/** The first kind of SSD that does what the other does; operations and throughput are asked for where it does less by itself. */
function translateSsd(translation: Translation, at: Path, volume: Volume): void {
  const { draft, to, region, rates } = translation;
  const { type, iops, throughput } = volume;
  const need = givenBy(translation, volume);
  const isSet = iops !== undefined || throughput !== undefined;
  const does = (name: string, asked: Partial<Volume> = {}) => {
    const { iops: _, throughput: __, ...plain } = { ...volume, type: name, count: 1 };
    const found = diskPerformance(to.provider, { ...plain, ...asked }, rates);
    return found !== undefined && found.iops >= need.iops * 0.99 && found.bytesPerSecond >= need.throughput * 0.99;
  };
  const asked = { iops: need.iops, throughput: need.throughput };
  const set = (name: string, why: string, more?: typeof asked) => {
    draft.set([...at, 'type'], name, why);
    if (more === undefined) {
      draft.drop([...at, 'iops'], 'operations come with the disk');
      draft.drop([...at, 'throughput'], 'throughput comes with the disk');
      return;
    }
    const given = `what ${type} does by itself`;
    if (iops === undefined) draft.set([...at, 'iops'], more.iops, given);
    if (throughput === undefined) draft.set([...at, 'throughput'], `${Math.ceil(more.throughput / MIB)} MB/s`, given);
  };
  const like = `the disk of ${PROVIDER_NAMES[to.provider]} that is most like ${type}`;
  if (to.provider === 'azure') {
    const size = volume.size / GIB;
    const has = (tier: number, key: string) => rates.limit('azure', 'managed-disk', `p${tier}-${key}`)?.value ?? 0;
    const large = PREMIUM_TIERS.find((tier) => has(tier, 'size') >= size);
    const isEnough = (tier: number) =>
      has(tier, 'size') >= size && has(tier, 'iops') >= need.iops && has(tier, 'throughput') >= need.throughput / 1e6;
    const tier = PREMIUM_TIERS.find(isEnough);
    if (tier !== undefined && tier === large && !isSet)
      set(`p${tier}`, `${like}, of the least tier that has its size and does what it does`);
    else if (rates.rate('azure', 'managed-disk', region, 'premium-ssd-v2-provisioned-capacity'))
      set('premium-ssd-v2', `${like}, whose operations are set apart`, does('premium-ssd-v2') ? undefined : asked);
    else if (tier !== undefined) set(`p${tier}`, `${like}, of the least tier that has its size and does what it does`);
    else set(large === undefined ? 'premium-ssd' : `p${large}`, `${like}, and does less`);
    return;
  }
  const plain = to.provider === 'aws' ? ['gp3'] : ['pd-balanced', 'pd-ssd'];
  const free = isSet ? undefined : plain.find((name) => does(name));
  if (free !== undefined) set(free, like);
  else if (to.provider === 'aws') set('gp3', like, fitted(asked, volume));
  else set('hyperdisk-balanced', `${like}, whose operations are set apart`, asked);
}

/** What a gp3 may be asked for: 500 operations a GiB at most, and a quarter of a MiB/s for each. */
function fitted(asked: { iops: number; throughput: number }, { size }: Volume): typeof asked {
  const iops = Math.max(3000, Math.min(asked.iops, 80_000, Math.floor((size / GIB) * 500)));
  return { iops, throughput: Math.max(125 * MIB, Math.min(asked.throughput, (iops / 4) * MIB, 2000 * MIB)) };
}
