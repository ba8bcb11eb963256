/** Which product of another provider stands for a product of one. */
import type { Provider } from '../topology/model.ts';
import type { Product } from '../products/product.ts';

export interface Counterpart {
  readonly product: Product;
  readonly reason: string;
  readonly rejected: readonly { readonly product: string; readonly reason: string }[];
}

/** Products of one kind that do the same and that another of the provider's does not, by what they have in common. */
const ROLES: readonly { readonly kind: string; readonly role: string; readonly products: readonly string[] }[] = [
  {
    kind: 'load-balancer',
    role: 'works at layer 4',
    products: ['aws/nlb', 'azure/load-balancer', 'gcp/network-lb'],
  },
  {
    kind: 'load-balancer',
    role: 'works at layer 7',
    products: ['aws/alb', 'azure/application-gateway', 'gcp/application-lb'],
  },
  {
    kind: 'log',
    role: 'is a stream without brokers',
    products: ['aws/kinesis', 'azure/event-hubs', 'gcp/pubsub'],
  },
];

/** Databases of Azure are sold by their engine. */
const AZURE_ENGINES: Readonly<Record<string, string>> = {
  mysql: 'mysql-flexible',
  mariadb: 'mysql-flexible',
  'aurora-mysql': 'mysql-flexible',
  sqlserver: 'sql-database',
};

/**
 * The product of a provider that stands for one of another's: a cluster of one's own for one of one's own, one in the same role, one for
 * the same engine, else the provider's usual one for the kind.
 *
 * @param candidates every product of the kind
 */
export function counterpartOf(
  kind: string,
  from: Product,
  options: Readonly<Record<string, unknown>>,
  provider: Provider,
  candidates: readonly Product[],
): Counterpart | undefined {
  const own = candidates.filter((one) => one.provider === provider);
  const chosen = choose(kind, from, options, provider, own);
  if (!chosen) return undefined;
  const { product, reason, why } = chosen;
  if (product === from) return { product, reason, rejected: [] };
  return {
    product,
    reason,
    rejected: own
      .filter((one) => one !== product)
      .map((one) => ({ product: one.name, reason: why?.(one) ?? rejection(kind, one, from) })),
  };
}

interface Choice {
  readonly product: Product;
  readonly reason: string;
  /** Why another was not taken. */
  readonly why?: (other: Product) => string | undefined;
}

function choose(
  kind: string,
  from: Product,
  options: Readonly<Record<string, unknown>>,
  provider: Provider,
  own: readonly Product[],
): Choice | undefined {
  const named = (name: string) => own.find((one) => one.name === name);
  const usual = own.find((one) => one.defaultFor.includes(kind));
  if (from.name === 'own') return usual && { product: usual, reason: 'nobody sells it' };
  if (from.provider === provider) return { product: from, reason: 'the same product' };
  if (from.name === 'self-managed') {
    const product = named('self-managed');
    if (product)
      return {
        product,
        reason: 'a cluster of your own machines, there as here',
        why: () => 'a service, and the file runs machines of its own',
      };
  }
  const role = ROLES.find((one) => one.kind === kind && one.products.includes(`${from.provider}/${from.name}`));
  const same = role && own.find((one) => role.products.includes(`${provider}/${one.name}`));
  if (same) return { product: same, reason: `${role.role}, as ${from.name} does` };
  if (kind === 'sql' && provider === 'azure') {
    const engine = String(options.engine ?? 'postgres');
    const product = named(AZURE_ENGINES[engine] ?? 'postgresql-flexible');
    if (product)
      return { product, reason: `it runs ${engine}, or what is nearest`, why: () => `it does not run ${engine}` };
  }
  if (kind === 'cache' && Number(options.shards ?? 1) > 1) {
    const product = named('memorystore-redis-cluster');
    if (product) return { product, reason: 'it has shards', why: () => 'it has one shard' };
  }
  return usual && { product: usual, reason: `the usual ${kind} of ${PROVIDER_NAMES[provider]}` };
}

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud' };

function rejection(kind: string, one: Product, from: Product): string {
  const role = ROLES.find(
    ({ kind: of, products }) => of === kind && products.includes(`${one.provider}/${one.name}`),
  )?.role;
  if (one.name === 'self-managed') return `machines of your own, and ${from.title} is a service`;
  return role === undefined ? 'not the usual one' : `it ${role}`;
}
