/** A component together with its kind, its product and what its instance is. */
import type { Warn, Warned } from '../diagnostics/warnings.ts';
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import type { Kind, KindContext, Placement } from '../kinds/kind.ts';
import type { InstanceOffer, Product } from '../products/product.ts';
import type { Component, Topology } from '../topology/model.ts';
import { GIB } from '../topology/quantity/bytes.ts';

export interface Placed {
  readonly component: Component;
  readonly kind: Kind<never, unknown>;
  readonly product: Product | undefined;
  readonly placement: Placement;
  /** The instance type that it runs on, chosen where the file gives a shape. */
  readonly instance: string | undefined;
  readonly spec: InstanceSpec | undefined;
  readonly context: KindContext;
}

/** A warning about a component. */
export interface Notice extends Warned {
  readonly component: string;
}

/** The instance option of a component: a name, or the shape that it must have. */
type InstanceOption =
  | string
  | {
      name?: string | undefined;
      vcpu: number;
      memory: number;
      arch?: string | undefined;
      family?: string | undefined;
      burstable?: boolean | undefined;
    };

/** What there is to stand on. */
interface Offered {
  readonly kinds: ReadonlyMap<string, Kind<never, unknown>>;
  readonly products: ReadonlyMap<string, Product>;
  readonly rates: RateSource;
}

/**
 * Looks up what each component stands on. Unknown types and shapes that nothing fits are notices, and leave the bill
 * unpriced.
 */
export function place(
  topology: Topology,
  { kinds, products, rates }: Offered,
  notice: (notice: Notice) => void,
): Placed[] {
  const monthSeconds = topology.monthHours * 3600;
  return topology.components.map((component) => {
    const kind = kinds.get(component.kind)!;
    const product = products.get(`${component.provider}/${component.product}`);
    const option = (component.options as { instance?: InstanceOption }).instance;
    const warn: Warn = (code, ...details) => notice({ component: component.name, code, details });
    const instance =
      typeof option === 'object' ? (option.name ?? cheapest(component, option, product, { rates, warn })) : option;
    const spec =
      instance === undefined ? undefined : (specNamed(component.provider, instance, rates) ?? specGiven(option));
    return {
      component,
      kind,
      product,
      placement: product?.placement ?? kind.placement,
      instance,
      spec,
      context: {
        monthSeconds,
        vcpus: spec?.vcpu,
        memoryBytes:
          product?.nodeMemory?.(instance, component.options as Readonly<Record<string, unknown>>, rates) ??
          (spec?.memoryGib === undefined ? undefined : spec.memoryGib * GIB),
        sold: product ?? {},
        selfManaged: component.product === 'self-managed',
        warn,
      },
    };
  });
}

/** Managed services name their instances after the machine inside: db.m7g.large runs on m7g.large. */
const MANAGED_PREFIX = /^(db|cache|kafka|express|mq)[.-]/;

/**
 * What an instance is, by the name that a machine or a managed service has for it; undefined where that is not known.
 */
export function specNamed(
  provider: Component['provider'],
  instance: string,
  rates: RateSource,
): InstanceSpec | undefined {
  const name = instance.toLowerCase().replace(MANAGED_PREFIX, '');
  return rates.instance(provider, name) ?? specOfName(provider, instance, name);
}

/** Sizes of managed services that say their vCPUs (and memory in MB) in their name: db-custom-4-16384, GP_Gen5_4. */
function specOfName(provider: Component['provider'], instance: string, name: string): InstanceSpec | undefined {
  const custom = provider === 'gcp' ? /^custom-(\d+)-(\d+)$/.exec(name) : null;
  const gen5 = provider === 'azure' ? /_gen\d+_(\d+)$/.exec(name) : null;
  const vcpu = Number(custom?.[1] ?? gen5?.[1] ?? 0);
  if (!(vcpu > 0)) return undefined;
  return { instance, vcpu, burstable: false, ...(custom && { memoryGib: Number(custom[2]) / 1024 }) };
}

/** What the file itself says of a type that the tables do not know. */
function specGiven(option: InstanceOption | undefined): InstanceSpec | undefined {
  if (typeof option !== 'object' || option.name === undefined) return undefined;
  const { name, vcpu, memory, arch, family, burstable = false } = option;
  return {
    instance: name,
    vcpu,
    memoryGib: memory / GIB,
    burstable,
    ...(arch !== undefined && { arch: arch as 'x86_64' | 'arm64' }),
    ...(family !== undefined && { family }),
  };
}

/** Machines by the hour, where a product does not sell types of its own. */
function machines(region: string, provider: Component['provider'], rates: RateSource): InstanceOffer[] {
  return rates
    .instancePrices(provider, region)
    .flatMap(({ instance, currency, linuxOnDemand }) =>
      linuxOnDemand && currency === 'USD' ? [{ instance, usdPerHour: Number(linuxOnDemand.price) }] : [],
    );
}

/** The cheapest type that has what is asked; of two equally cheap ones the first by name. */
function cheapest(
  component: Component,
  shape: Exclude<InstanceOption, string>,
  product: Product | undefined,
  { rates, warn }: { readonly rates: RateSource; readonly warn: KindContext['warn'] },
): string | undefined {
  const { provider, region } = component;
  const offers = product?.offers?.(region, rates) ?? machines(region, provider, rates);
  let best: InstanceOffer | undefined;
  for (const offer of offers) {
    if (
      best &&
      (offer.usdPerHour > best.usdPerHour || (offer.usdPerHour === best.usdPerHour && offer.instance >= best.instance))
    )
      continue;
    const spec = specNamed(provider, offer.instance, rates);
    if (!spec) continue;
    const memory = product?.nodeMemory?.(offer.instance, component.options as Readonly<Record<string, unknown>>, rates);
    if (fits(memory === undefined ? spec : { ...spec, memoryGib: memory / GIB }, shape)) best = offer;
  }
  if (!best) {
    warn('no-fitting-instance', {
      product: component.product,
      region,
      vcpu: shape.vcpu,
      memoryGib: shape.memory / GIB,
      arch: shape.arch,
    });
  }
  return best?.instance;
}

function fits(spec: InstanceSpec, shape: Exclude<InstanceOption, string>): boolean {
  return (
    (spec.vcpu ?? 0) >= shape.vcpu &&
    (spec.memoryGib ?? 0) * GIB >= shape.memory &&
    (shape.arch === undefined || spec.arch === shape.arch) &&
    (shape.family === undefined || spec.family?.toLowerCase() === shape.family.toLowerCase()) &&
    (shape.burstable === true || !spec.burstable) &&
    !spec.gpu
  );
}
