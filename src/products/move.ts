/** What puts a component of one provider in the words of a product of another. */
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Product } from './product.ts';

/** The component of the file as it becomes: every field that changes is noted with its reason. */
export interface MovedFields {
  get(path: Path): unknown;
  /** Writes a value; says nothing where it is the same or where no reason is given. */
  set(path: Path, value: unknown, reason?: string): void;
  /** Takes a field away, where it is there. */
  drop(path: Path, reason?: string): void;
}

/** A component that moves from a product of one provider to one of another. */
export interface Move {
  readonly draft: MovedFields;
  readonly kind: string;
  readonly from: Product;
  readonly to: Product;
  /** The options of the component, its defaults and what its kind implies among them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The machine that it runs on, where it is known. */
  readonly spec: InstanceSpec | undefined;
  readonly region: string;
  readonly rates: RateSource;
  /** Notes what the component had and has no more. */
  lose(what: string): void;
}

/** The engine that speaks the same protocol. */
const NEAREST_ENGINE: Readonly<Record<string, string>> = {
  'aurora-postgres': 'postgres',
  'aurora-mysql': 'mysql',
  mariadb: 'mysql',
  valkey: 'redis',
  memcached: 'redis',
};

/** The engine that a product runs for another: itself, or the nearest that it has; undefined where it has none. */
export function engineFor({ engines }: Pick<Product, 'engines'>, engine: string): string | undefined {
  if (engines === undefined || engines.includes(engine)) return engine;
  const nearest = NEAREST_ENGINE[engine];
  return nearest !== undefined && engines.includes(nearest) ? nearest : undefined;
}

/** Asks for the engine that the new product runs instead of one that it does not. */
export function moveEngine({ draft, to, options }: Move, byDefault: string): void {
  const engine = String(options['engine'] ?? byDefault);
  const own = engineFor(to, engine);
  if (own !== undefined && own !== engine)
    draft.set(['engine'], own, `${to.title} does not run ${engine}: ${own} is the nearest that it runs`);
  else if (own !== undefined && engine !== byDefault && draft.get(['engine']) === undefined)
    draft.set(['engine'], engine);
}

/** Fields of a cache: its engine, and the replica that a tier has built in. */
export function moveCache(move: Move): void {
  const { draft, from, options } = move;
  moveEngine(move, 'redis');
  const tier = (from.tierOf?.(options) ?? String(options['tier'] ?? '')).toLowerCase();
  // The tiers that have a replica built in say nothing of it in the file.
  if (/^(standard|premium|ha|standard-ha)$/.test(tier) && options['replicas'] === undefined)
    draft.set(['replicas'], 1, `the ${tier} tier of ${from.title} has a replica`);
  draft.drop(['tier'], `a tier of ${from.title}`);
}

/** Fields of a queue or log: the engine, where the new product does not speak it, and how the old one is bought. */
export function moveBroker({ draft, from, to, options }: Move): void {
  const engine = options['engine'];
  if (engine !== undefined && to.engines?.includes(String(engine)) !== true)
    draft.drop(['engine'], `${to.title} does not run ${String(engine)}`);
  draft.drop(['tier'], `a tier of ${from.title}`);
  draft.drop(['units'], `units of ${from.title}`);
}

/** Compute that is priced for x86_64 alone. */
export function moveToX86({ draft, to, options }: Move): void {
  if (options['arch'] === 'arm64') draft.drop(['arch'], `${to.title} is priced for x86_64 alone`);
}

/** Engines of queues and logs that clusters of one's own machines run anywhere. */
export const OWN_BROKERS: readonly string[] = ['kafka', 'redpanda', 'pulsar', 'rabbitmq', 'activemq'];

/** A cluster of one's own machines. */
export function moveOwnCluster(move: Move): void {
  const { draft, from, kind } = move;
  if (kind === 'log' || kind === 'queue') moveBroker(move);
  if (from.name === 'bigtable')
    draft.drop(['engine'], `${from.title} is sold by Google alone: the ring runs Cassandra`);
}
