/** Instance types that nobody sells: a slip of the pen is an error, and no line without a price. */
import { instanceKey } from '../billing/rate-index.ts';
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import { quote } from '../diagnostics/words.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Component, Provider } from '../topology/model.ts';
import type { Problem, Product, SizeOffer } from './product.ts';
import { GIB } from '../topology/quantity/bytes.ts';

const PROVIDERS: readonly Provider[] = ['aws', 'azure', 'gcp'];

/** Managed services of AWS name their instances after the machine inside. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  rds: ['db'],
  aurora: ['db'],
  elasticache: ['cache'],
  msk: ['kafka', 'express'],
  mq: ['mq'],
};
const FAMILY = /^(db|cache|kafka|express|mq)\./;

/** An instance that the tables do not know, with what the file says it has. */
export interface NamedShape {
  readonly name?: string | undefined;
  readonly vcpu: number;
  readonly memory: number;
  readonly family?: string | undefined;
}

type Options = Readonly<Record<string, unknown>>;

/** Every name of an instance that a component gives and that is sold by nobody, each with the one that was meant. */
export function instanceProblems(
  component: Component,
  product: Product | undefined,
  rates: RateSource,
): readonly Problem[] {
  const { instance } = component.options as { instance?: string | NamedShape };
  const problems = [
    ...(typeof instance === 'string' ? namedProblems(instance, component, product, rates) : []),
    ...(typeof instance === 'object' ? shapeProblems(instance, component, rates) : []),
    ...measuredProblems(component, product, rates),
  ];
  // A source without instances knows none, and refuses none; to list them all takes longer than all that is asked here.
  return problems.length > 0 && rates.instances(component.provider).length === 0 ? [] : problems;
}

function namedProblems(
  instance: string,
  component: Component,
  product: Product | undefined,
  rates: RateSource,
): readonly Problem[] {
  if (product?.ignores?.includes('instance') === true || isSold(instance, component, product, rates)) return [];
  const { provider } = component;
  const owner = ownerOf(instance, provider, rates);
  const title = product === undefined || product.name === 'own' ? provider : product.title;
  return [
    {
      field: 'instance',
      message: `${title} has no instance type ${quote(instance)}${owner ? `, which is of ${owner.provider}` : ''}`,
      fix: guess(instance, component, product, rates),
    },
  ];
}

/**
 * Whether an instance of that name is sold anywhere by the component's product, or else is a machine of its provider.
 */
function isSold(instance: string, component: Component, product: Product | undefined, rates: RateSource): boolean {
  const { provider, region } = component;
  const options = component.options as Options;
  if (product?.isSize?.(instance, options, region, rates) === true) return true;
  const key = instance.toLowerCase();
  const machine = machineOf(key, product);
  if (machine === undefined) return false;
  if (rates.instance(provider, machine) ?? rates.instancePrice(provider, region, machine)) return true;
  return sizesOf(component, product, rates).some(({ name }) => sizeKey(name) === sizeKey(key));
}

/**
 * The machine that a name stands for: without the family of the managed service that the component is, and of no other.
 */
function machineOf(key: string, product: Product | undefined): string | undefined {
  const family = FAMILY.exec(key)?.[1];
  if (family === undefined) return key;
  const own = product?.provider === 'aws' ? FAMILIES[product.name] : undefined;
  return own?.includes(family) === true ? key.slice(family.length + 1) : undefined;
}

const sizeKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(FAMILY, '')
    .replace(/^standard_/, '');

const sizesOf = (
  { options, region }: Component,
  product: Product | undefined,
  rates: RateSource,
): readonly SizeOffer[] => product?.sizes?.(options as Options, {}, region, rates) ?? [];

/** Whose it is, where it is another provider's. */
function ownerOf(
  instance: string,
  provider: Provider,
  rates: RateSource,
): { provider: Provider; spec: InstanceSpec } | undefined {
  const key = instance.toLowerCase().replace(FAMILY, '');
  for (const one of PROVIDERS) {
    const spec = one === provider ? undefined : rates.instance(one, key);
    if (spec) return { provider: one, spec };
  }
  return undefined;
}

/** What to write instead: the name that was meant, or how a type is given that is newer than the tables. */
function guess(instance: string, component: Component, product: Product | undefined, rates: RateSource): string {
  const meant = nearest(instance, component, product, rates);
  if (meant !== undefined) return `did you mean ${quote(meant)}?`;
  const { vcpu = 2, memoryGib = 8 } = ownerOf(instance, component.provider, rates)?.spec ?? {};
  const shape = `vcpu: ${vcpu}, memory: ${memoryGib} GB }`;
  if (ownerOf(instance, component.provider, rates)) return `write instance: { ${shape} for the cheapest type that fits`;
  const sold = product?.isSize && sizesOf(component, product, rates)[0]?.name;
  if (sold !== undefined) return `name one of its sizes, such as ${sold}`;
  const name = /^[\w.-]+$/.test(instance) ? instance : quote(instance);
  return `a type newer than the tables is written { name: ${name}, ${shape}`;
}

/** The nearest name among the product's sizes and the machines of the provider, as they are spelled. */
function nearest(
  instance: string,
  component: Component,
  product: Product | undefined,
  rates: RateSource,
): string | undefined {
  const { provider } = component;
  const family = provider === 'aws' && product ? FAMILIES[product.name]?.[0] : undefined;
  const spelled = new Map(sizesOf(component, product, rates).map(({ name }) => [sizeKey(name), name]));
  for (const one of rates.instances(provider)) {
    const key = instanceKey(provider, one.instance);
    if (!spelled.has(key)) spelled.set(key, `${family === undefined ? '' : `${family}.`}${one.instance}`);
  }
  const meant = didYouMean(sizeKey(instance), spelled.keys());
  return meant === undefined ? undefined : spelled.get(meant);
}

/** A shape of a family that there is not, and a named type that the tables know otherwise. */
function shapeProblems(shape: NamedShape, { provider }: Component, rates: RateSource): readonly Problem[] {
  const { name, family, vcpu, memory } = shape;
  const problems: Problem[] = [];
  if (family !== undefined && name === undefined) {
    const families = [...new Set(rates.instances(provider).flatMap((one) => one.family ?? []))];
    if (!families.some((one) => one.toLowerCase() === family.toLowerCase())) {
      const meant = didYouMean(family, families);
      problems.push({
        field: 'instance',
        message: `${provider} has no family of instances ${quote(family)}`,
        fix: meant === undefined ? 'leave family out' : `did you mean ${quote(meant)}?`,
      });
    }
  }
  const spec = name === undefined ? undefined : rates.instance(provider, name.toLowerCase());
  if (spec && !agrees(spec, vcpu, memory))
    problems.push({
      field: 'instance',
      message: `${spec.instance} has ${spec.vcpu ?? '?'} vCPU and ${spec.memoryGib ?? '?'} GB, as the tables know`,
      fix: `write instance: ${spec.instance}, or give your own type another name`,
    });
  return problems;
}

const agrees = (spec: InstanceSpec, vcpu: number, memory: number): boolean =>
  (spec.vcpu === undefined || spec.vcpu === vcpu) &&
  (spec.memoryGib === undefined || Math.abs(spec.memoryGib * GIB - memory) <= 0.02 * memory);

/** Instances on which demands are said to have been measured; one of another provider is one, if no measure. */
function measuredProblems(component: Component, product: Product | undefined, rates: RateSource): readonly Problem[] {
  const { demand, classDemand, provider } = component;
  const named: { readonly field: string; readonly within: readonly string[]; readonly on: string | undefined }[] = [
    { field: 'demand', within: ['on'], on: demand?.on },
    ...Array.from(classDemand, ([name, { on }]) => ({
      field: 'classes',
      within: [name, 'demand', 'on'],
      // What a class leaves out it has from its component.
      on: on === demand?.on ? undefined : on,
    })),
  ];
  return named.flatMap(({ field, within, on }): Problem[] => {
    if (on === undefined) return [];
    const key = on.toLowerCase().replace(FAMILY, '');
    if (PROVIDERS.some((one) => rates.instance(one, key) !== undefined)) return [];
    if (product?.isSize?.(on, component.options as Options, component.region, rates) === true) return [];
    const meant = nearest(on, component, undefined, rates);
    return [
      {
        field,
        within,
        message: `${provider} has no instance type ${quote(on)}`,
        fix:
          meant === undefined ? 'name the instance on which the demand was measured' : `did you mean ${quote(meant)}?`,
      },
    ];
  });
}
