/**
 * Storage of a managed database on another provider: what one does, asked for or by itself, the other has to do as
 * well.
 */
import { databaseStoragePerformance } from './disk-performance.ts';
import type { DatabaseStorage } from './disk-limits.ts';
import { nodeDisks } from './node-disks.ts';
import { parseQuantity } from '../topology/quantity.ts';
import type { Provider } from '../topology/model.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';
import { moveEngine, type Move } from './move.ts';

/**
 * What a limit may lie below another by and count as equal: MB and MiB differ by more than it takes to tell two disks
 * apart.
 */
const ALIKE = 0.95;

/** What databases stand on where their file does not say. */
const USUAL: Readonly<Record<Provider, string>> = { aws: 'gp3', azure: 'premium-ssd', gcp: 'pd-ssd' };

/** Operations and bytes a second. */
export interface StorageNeed {
  readonly iops: number;
  readonly bytesPerSecond: number;
}

/** A way of having the storage of a database: fields of the component, in bytes and bytes a second. */
export interface StoragePlan {
  readonly type?: string | undefined;
  readonly size: number;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly reason: string;
}

/**
 * Further ways of having what the storage of a file does, the cheapest first, by the bytes that are kept and what is
 * needed.
 */
export type StoragePlans = (move: Move, size: number, need: StorageNeed) => StoragePlan[];

/**
 * Fields of a database: its engine, its storage, and what the old product alone has.
 * @param plansOf left out where the product's storage has no limits of this kind
 */
export function moveDatabase(move: Move, plansOf?: StoragePlans): void {
  const { draft, from } = move;
  moveEngine(move, 'postgres');
  draft.drop(['edition'], `an edition of ${from.title}`);
  draft.drop(['license'], `a licence of ${from.title}`);
  moveStorage(move, plansOf);
}

/** Whether a word asks for hard disks. */
const isSlowStorage = (type: string): boolean => /magnetic|hdd|^standard$/.test(type);

/**
 * Asks of the storage of the new product what that of the old one does: operations and bytes a second are bought where
 * they are sold by themselves, and come with a larger disk where they are not. Says so where the product has no more.
 */
function moveStorage(move: Move, plansOf: StoragePlans | undefined): void {
  const { draft, options, from, to, lose } = move;
  const size = options['storage'];
  const asked = String(options['storage_type'] ?? '').toLowerCase();
  const isSlow = asked !== '' && isSlowStorage(asked);
  const slowType = to.provider === 'aws' ? 'magnetic' : to.provider === 'gcp' ? 'hdd' : undefined;
  if (isSlow && slowType !== undefined) draft.set(['storage_type'], slowType, `the hard disks of ${to.title}`);
  else draft.drop(['storage_type'], `a type of ${from.title}: ${to.title} takes its default SSD`);
  const need = typeof size === 'number' ? doneBy(move, size) : undefined;
  const plain: StoragePlan[] = typeof size === 'number' ? [{ size, reason: 'it comes with the storage' }] : [];
  const plans = need && plansOf && typeof size === 'number' && !isSlow ? [...plain, ...plansOf(move, size, need)] : [];
  if (!need || plans.length === 0) return;
  const { rates } = move;
  const does = (plan: StoragePlan): StorageNeed | undefined =>
    databaseStoragePerformance(to.provider, storageOf(plan, move), rates);
  const isEnough = (plan: StoragePlan) => {
    const done = does(plan);
    return done === undefined || (done.iops >= need.iops * ALIKE && done.bytesPerSecond >= need.bytesPerSecond * ALIKE);
  };
  const most = (plan: StoragePlan) => does(plan)?.iops ?? 0;
  const chosen = plans.find(isEnough) ?? plans.toSorted((a, b) => most(b) - most(a) || a.size - b.size)[0]!;
  apply(move, chosen, size as number);
  if (isEnough(chosen)) return;
  const done = does(chosen)!;
  lose(
    `its storage does ${Math.round(done.iops)} operations and ${Math.round(done.bytesPerSecond / 1e6)} MB a second, of ${Math.round(need.iops)} and ${Math.round(need.bytesPerSecond / 1e6)} before`,
  );
}

function storageOf({ type, size, iops, throughput }: StoragePlan, { to, options }: Move): DatabaseStorage {
  return {
    type: type ?? USUAL[to.provider],
    size,
    engine: engineOf(options),
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
  };
}

export const engineOf = (options: Move['options']): string =>
  String(options['engine'] ?? 'postgres').replace(/^aurora-/, '');

/** What the storage of the file does, as far as its machine lets it; undefined where nothing is known to bind it. */
function doneBy({ from, options, spec, rates }: Move, size: number): StorageNeed | undefined {
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

/** The least storage that does as much, where what it does comes with its size. */
export function largestStorage(move: Move, size: number, need: StorageNeed): StoragePlan {
  const { to, rates } = move;
  const reason = `what ${to.title} does comes with the size of its storage`;
  const isEnough = (gib: number) => {
    const done = databaseStoragePerformance(to.provider, storageOf({ size: gib * GIB, reason }, move), rates);
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
function apply({ draft }: Move, plan: StoragePlan, before: number): void {
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
