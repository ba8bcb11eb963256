/** Which kind, product and place a component's words stand for. */
import { diagnose } from '../diagnostics/catalog.ts';
import { quote } from '../diagnostics/words.ts';
import { formatPath, type Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue, KindGrammar, ProductEntry } from './catalogue.ts';
import { GENERICS } from './generic.ts';
import type { ComponentInput } from './grammar.ts';
import type { Provider } from './model.ts';
import type { Defaults, Raw, Report } from './resolution.ts';

export function chooseKind(
  raw: Raw,
  path: Path,
  provider: Provider | undefined,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
) {
  if (typeof raw.kind !== 'string') {
    const found =
      raw.kind === undefined
        ? diagnose(
            'missing-key',
            { key: 'kind', example: 'kind: service' },
            { path: [...path, 'kind'], position: locate(path, 'key') },
          )
        : diagnose(
            'wrong-type',
            { found: raw.kind, allowed: 'the name of a kind' },
            { path: [...path, 'kind'], position: locate([...path, 'kind']) },
          );
    diagnostics.push(found);
    return undefined;
  }
  const word = raw.kind.toLowerCase();
  const kind = catalogue.kinds.get(word);
  if (kind) return { kind, product: undefined, implies: undefined };
  const meant = catalogue.products.filter(
    ({ name, aliases }) => (name === word || aliases?.includes(word)) && name !== 'self-managed' && name !== 'own',
  );
  const own = meant.find((one) => one.provider === provider);
  // A word that several providers use is nobody's: it means the file's own.
  const generic = own ? undefined : GENERICS.get(word);
  if (generic) return { kind: catalogue.kinds.get(generic.kind)!, product: undefined, implies: generic.implies };
  const product = own ?? meant[0];
  if (product) return { kind: catalogue.kinds.get(product.kinds[0]!)!, product, implies: product.implies };
  const allowed = [...catalogue.kinds.keys()];
  const aliases = [...GENERICS.keys(), ...catalogue.products.flatMap((one) => [one.name, ...(one.aliases ?? [])])];
  diagnostics.push(
    diagnose(
      'unknown-kind',
      { found: raw.kind, kinds: allowed, aliases },
      { path: [...path, 'kind'], position: locate([...path, 'kind']) },
    ),
  );
  return undefined;
}

export function chooseProduct(
  kind: KindGrammar,
  input: ComponentInput,
  provider: Provider | undefined,
  options: Raw,
  path: Path,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): ProductEntry | undefined {
  const candidates = catalogue
    .productsOf(kind.name)
    .filter((one) => provider === undefined || one.provider === provider);
  if (input.product === undefined)
    return (
      candidates.find((one) => one.suits?.(options)) ?? candidates.find((one) => one.defaultFor.includes(kind.name))
    );
  const word = input.product.toLowerCase();
  const found = candidates.find((one) => one.name === word || one.aliases?.includes(word));
  if (!found) {
    diagnostics.push(
      diagnose(
        'unknown-value',
        {
          found: input.product,
          what: `no product of ${provider ?? 'any provider'} for a ${kind.name} is called`,
          allowed: candidates.map((one) => one.name),
        },
        { path: [...path, 'product'], position: locate([...path, 'product']) },
      ),
    );
  }
  return found;
}

/** A kind that names a product leaves no choice of the provider or of another product. */
export function reportContradiction(
  raw: Raw,
  own: Provider | undefined,
  implied: ProductEntry,
  path: Path,
  { diagnostics, locate }: Report,
): void {
  const contradict = (field: string, message: string, fix: string) =>
    diagnostics.push(
      diagnose('bad-component', { message, fix }, { path: [...path, field], position: locate([...path, field]) }),
    );
  if (own !== undefined && own !== implied.provider)
    contradict(
      'provider',
      `${quote(String(raw.kind))} is sold by ${implied.provider}, not by ${own}`,
      `write kind: ${implied.kinds[0]}, or leave provider out`,
    );
  const { product } = raw;
  if (typeof product !== 'string' || product.toLowerCase() === implied.name) return;
  if (implied.aliases?.includes(product.toLowerCase())) return;
  contradict(
    'product',
    `the kind ${quote(String(raw.kind))} already says the product, ${implied.name}`,
    `write kind: ${implied.kinds[0]}, or leave product out`,
  );
}

/** A kind that says what runs leaves no choice of it: `kind: redis` with `engine: memcached`. */
export function reportImplied(
  raw: Raw,
  implies: Readonly<Record<string, unknown>>,
  kind: string,
  path: Path,
  { diagnostics, locate }: Report,
): void {
  for (const [field, value] of Object.entries(implies)) {
    const given = raw[field];
    if (given === undefined || String(given).toLowerCase() === String(value)) continue;
    const message = `the kind ${quote(String(raw.kind))} already says the ${field}, ${String(value)}`;
    const at: Path = [...path, field];
    diagnostics.push(
      diagnose(
        'bad-component',
        { message, fix: `write kind: ${kind}, or leave ${field} out` },
        { path: at, position: locate(at) },
      ),
    );
  }
}

/**
 * Region and its zones; an error where a component needs a region and has none, or one that its provider does not have.
 */
export function resolvePlace(
  raw: Raw,
  provider: Provider | undefined,
  defaults: Defaults,
  needed: boolean,
  path: Path,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): { region: string; zones: number | undefined } | undefined {
  const own = typeof raw.region === 'string' ? raw.region : undefined;
  if (provider === undefined) {
    if (needed)
      diagnostics.push(
        diagnose(
          'missing-key',
          { key: 'provider', example: 'provider: aws (or azure, gcp)' },
          { path: [...path, 'provider'], position: locate(path, 'key') },
        ),
      );
    return undefined;
  }
  const region =
    own ?? (provider === defaults.provider || defaults.provider === undefined ? defaults.region : undefined);
  if (region === undefined) {
    if (needed)
      diagnostics.push(
        diagnose(
          'missing-key',
          {
            key: 'region',
            example: { aws: 'region: us-east-1', azure: 'region: eastus', gcp: 'region: us-central1' }[provider],
          },
          { path: [...path, 'region'], position: locate(path, 'key') },
        ),
      );
    return undefined;
  }
  const places = catalogue.places(provider);
  const wanted = region.toLowerCase();
  const place =
    places.find((one) => one.region === wanted) ??
    places.find((one) => one.aliases.some((alias) => alias.toLowerCase() === wanted));
  if (!place) {
    const at: Path = own === undefined ? ['region'] : [...path, 'region'];
    if (own !== undefined || !diagnostics.some((one) => formatPath(one.path) === 'region')) {
      diagnostics.push(
        diagnose(
          'unknown-value',
          { found: region, what: `${provider} has no region`, allowed: places.map((one) => one.region) },
          { path: at, position: locate(at) },
        ),
      );
    }
    return undefined;
  }
  return { region: place.region, zones: place.zones };
}
