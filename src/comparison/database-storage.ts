/** Storage of a managed database on another provider: what one does, asked for or by itself, the other has to do as well. */
import { databaseStoragePerformance } from '../products/disk-performance.ts';
import type { DatabaseStorage } from '../products/disk-limits.ts';
import { nodeDisks } from '../products/node-disks.ts';
import { parseQuantity } from '../topology/quantity.ts';
import type { Provider } from '../topology/model.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';
import type { Translation } from './translation.ts';

/** What a limit may lie below another by and count as equal: MB and MiB differ by more than it takes to tell two disks apart. */
const ALIKE = 0.95;

/** What databases stand on where their file does not say. */
const USUAL: Readonly<Record<Provider, string>> = { aws: 'gp3', azure: 'premium-ssd', gcp: 'pd-ssd' };

interface Rates {
  readonly iops: number;
  readonly bytesPerSecond: number;
}

/** A way of having storage: fields of the component, in bytes and bytes a second. */
interface Plan {
  readonly type?: string | undefined;
  readonly size: number;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly reason: string;
}

/** Whether a word asks for hard disks. */
const isSlowStorage = (type: string): boolean => /magnetic|hdd|^standard$/.test(type);

/**
 * Asks of the storage of the new product what that of the old one does: operations and bytes a second are bought where they are sold by
 * themselves, and come with a larger disk where they are not. Says so where the product has no more.
 */
export function translateStorage(translation: Translation): void {
  const { draft, options, from, to, lose } = translation;
  const size = options['storage'];
  const asked = String(options['storage_type'] ?? '').toLowerCase();
  const isSlow = asked !== '' && isSlowStorage(asked);
  const slowType = to.provider === 'aws' ? 'magnetic' : to.provider === 'gcp' ? 'hdd' : undefined;
  if (isSlow && slowType !== undefined) draft.set(['storage_type'], slowType, `the hard disks of ${to.title}`);
  else draft.drop(['storage_type'], `a type of ${from.title}: ${to.title} takes its usual SSD`);
  const need = typeof size === 'number' ? doneBy(translation, size) : undefined;
  const plans = need && typeof size === 'number' && !isSlow ? plansOf(translation, size, need) : [];
  if (!need || plans.length === 0) return;
  const { rates } = translation;
  const does = (plan: Plan): Rates | undefined =>
    databaseStoragePerformance(to.provider, storageOf(plan, translation), rates);
  const isEnough = (plan: Plan) => {
    const done = does(plan);
    return done === undefined || (done.iops >= need.iops * ALIKE && done.bytesPerSecond >= need.bytesPerSecond * ALIKE);
  };
  const most = (plan: Plan) => does(plan)?.iops ?? 0;
  const chosen = plans.find(isEnough) ?? plans.toSorted((a, b) => most(b) - most(a) || a.size - b.size)[0]!;
  apply(translation, chosen, size as number);
  if (isEnough(chosen)) return;
  const done = does(chosen)!;
  lose(
    `its storage does ${Math.round(done.iops)} operations and ${Math.round(done.bytesPerSecond / 1e6)} MB a second, of ${Math.round(need.iops)} and ${Math.round(need.bytesPerSecond / 1e6)} before`,
  );
}

function storageOf({ type, size, iops, throughput }: Plan, { to, options }: Translation): DatabaseStorage {
  return {
    type: type ?? USUAL[to.provider],
    size,
    engine: engineOf(options),
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
  };
}

const engineOf = (options: Translation['options']): string =>
  String(options['engine'] ?? 'postgres').replace(/^aurora-/, '');

/** What the storage of the file does, as far as its machine lets it; undefined where nothing is known to bind it. */
function doneBy({ from, options, spec, rates }: Translation, size: number): Rates | undefined {
  const engine = String(options['engine'] ?? 'postgres');
  if (engine.startsWith('aurora')) return undefined;
  const { iops, throughput } = options as { iops?: number; throughput?: number };
  const volume = {
    type: String(options['storage_type'] ?? USUAL[from.provider]),
    size,
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
  };
  return nodeDisks(from.provider, spec, [volume], engine, rates);
}

/** Ways of having it, the cheapest first. */
function plansOf(translation: Translation, size: number, need: Rates): Plan[] {
  const { to } = translation;
  const plain: Plan = { size, reason: 'it comes with the storage' };
  if (to.name === 'rds') return [plain, ...rdsPlans(translation, size, need)];
  if (to.name === 'postgresql-flexible') return [plain, ...flexiblePlans(translation, size, need)];
  if (to.name === 'mysql-flexible') return [plain, ...mysqlPlans(translation, size, need)];
  // What Azure SQL Database does its tiers say, and Aurora's storage has no such limit.
  return to.name === 'cloud-sql' ? [plain, largest(translation, size, need)] : [];
}

/** Below 400 GiB nothing can be bought of RDS's gp3 but for SQL Server, and from there on four times as much comes with it. */
function rdsPlans({ options }: Translation, size: number, need: Rates): Plan[] {
  const isFixed = engineOf(options) !== 'sqlserver';
  const striped = Math.max(size, isFixed ? 400 * GIB : size);
  const included = isFixed ? { iops: 12_000, mibps: 500 } : { iops: 3000, mibps: 125 };
  const most = isFixed ? { iops: 64_000, mibps: 4000 } : { iops: 16_000, mibps: 1000 };
  const reason =
    'a gp3 of RDS does 3,000 operations and 125 MiB a second below 400 GB, and 12,000 and 500 from there on';
  const iops = Math.min(Math.ceil(need.iops), most.iops, Math.floor((striped / GIB) * 500));
  // A quarter of a MiB goes with each operation.
  const mibps = Math.min(Math.ceil(need.bytesPerSecond / MIB), most.mibps, Math.max(included.iops, iops) / 4);
  return [
    { size: striped, reason },
    {
      size: striped,
      reason,
      ...(iops > included.iops && { iops }),
      ...(mibps > included.mibps && { throughput: mibps * MIB }),
    },
  ];
}

/** Premium SSD v2 sells operations and bytes by themselves; the other comes in tiers by its size. */
function flexiblePlans({ region, rates }: Translation, size: number, need: Rates): Plan[] {
  const tiers = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70].flatMap((tier): Plan[] => {
    const gib = rates.limit('azure', 'managed-disk', `p${tier}-size`)?.value;
    const reason = `the least tier of premium SSD that does as much is P${tier}`;
    return gib === undefined || gib * GIB <= size ? [] : [{ size: gib * GIB, reason }];
  });
  if (!rates.rate('azure', 'postgresql-flexible', region, 'premium-ssd-v2-storage-data-stored')) return tiers;
  const included = size < 400 * GIB ? { iops: 3000, mibps: 125 } : { iops: 12_000, mibps: 500 };
  const iops = Math.min(Math.ceil(need.iops), 80_000, Math.max(3000, Math.floor((size / GIB) * 500)));
  const mibps = Math.floor(Math.min(need.bytesPerSecond, 1200e6) / MIB);
  const second: Plan = {
    type: 'premium-ssd-v2',
    size,
    ...(iops > included.iops && { iops }),
    ...(mibps > included.mibps && { throughput: mibps * MIB }),
    reason: 'premium SSD of its size does less: what premium SSD v2 does is set apart',
  };
  return [second, ...tiers];
}

/** MySQL's flexible servers do 300 operations and 3 for each GiB; more are bought where they have a price. */
function mysqlPlans({ region, rates }: Translation, size: number, need: Rates): Plan[] {
  const iops = Math.min(Math.ceil(need.iops), 80_000);
  if (rates.rate('azure', 'mysql-flexible', region, 'additional-iops'))
    return [{ size, iops, reason: 'storage of its size does fewer operations' }];
  const enough = Math.min(Math.ceil((iops - 300) / 3), 32 * 1024) * GIB;
  return [{ size: Math.max(size, enough), reason: 'operations come with the size, 300 and 3 for each GiB' }];
}

/** The least storage that does as much, where what it does comes with its size. */
function largest(translation: Translation, size: number, need: Rates): Plan {
  const { to, rates } = translation;
  const reason = `what ${to.title} does comes with the size of its storage`;
  const isEnough = (gib: number) => {
    const done = databaseStoragePerformance(to.provider, storageOf({ size: gib * GIB, reason }, translation), rates);
    return done !== undefined && done.iops >= need.iops * ALIKE && done.bytesPerSecond >= need.bytesPerSecond * ALIKE;
  };
  let [low, high] = [Math.floor(size / GIB), 64 * 1024];
  // What no size does is not worth the largest.
  if (!isEnough(high)) return { size, reason };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return { size: high * GIB, reason };
}

/** Writes a plan into the file. */
function apply({ draft }: Translation, plan: Plan, before: number): void {
  const { type, size, iops, throughput, reason } = plan;
  if (type !== undefined) draft.set(['storage_type'], type, reason);
  if (size !== before) draft.set(['storage'], `${size / GIB} GB`, reason);
  if (iops === undefined) draft.drop(['iops'], reason);
  else if (Number(draft.get(['iops'])) !== iops) draft.set(['iops'], iops, reason);
  if (throughput === undefined) return draft.drop(['throughput'], reason);
  const now = draft.get(['throughput']);
  const own = now === undefined ? undefined : parseQuantity('byte-rate', now);
  if (own?.ok === true && own.quantity.value === throughput) return;
  draft.set(['throughput'], `${throughput / MIB} MB/s`, reason);
}
