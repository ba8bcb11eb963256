/** Which product of another provider stands for a product of one. */
import type { Provider } from '../topology/model.ts';
import { engineFor } from '../products/move.ts';
import type { Product } from '../products/product.ts';

export interface Counterpart {
  readonly product: Product;
  readonly reason: string;
  readonly rejected: readonly { readonly product: string; readonly reason: string }[];
}

/**
 * The product of a provider that stands for one of another's: a cluster of one's own for one of one's own, one in the
 * same role, one for the same engine, else the provider's usual one for the kind.
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
      .map((one) => ({ product: one.name, reason: why?.(one) ?? rejection(one, from) })),
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
  const same = from.role === undefined ? undefined : own.find(({ role }) => role === from.role);
  if (same) return { product: same, reason: `${from.role}, as ${from.name} does` };
  if (kind === 'sql' && own.filter(({ engines }) => engines !== undefined).length > 1) {
    const engine = String(options.engine ?? 'postgres');
    const product = own.find((one) => one.engines && engineFor(one, engine) !== undefined) ?? usual;
    if (product)
      return { product, reason: `it runs ${engine}, or what is nearest`, why: () => `it does not run ${engine}` };
  }
  if (Number(options.shards ?? 1) > 1) {
    const product = own.find(({ sharded }) => sharded);
    if (product) return { product, reason: 'it has shards', why: () => 'it has one shard' };
  }
  return usual && { product: usual, reason: `${PROVIDER_NAMES[provider]}'s default ${kind}` };
}

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud' };

function rejection(one: Product, from: Product): string {
  if (one.name === 'self-managed') return `machines of your own, and ${from.title} is a service`;
  return one.role === undefined ? 'not the default' : `it ${one.role}`;
}
