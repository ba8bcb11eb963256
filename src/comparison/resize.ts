/** The size of a product that does the work of another one. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Placed } from '../engine/placed.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { NodeOptions, NodeUse } from '../kinds/nodes.ts';
import type { Bought } from '../products/compute.ts';
import { isLocalDisk } from '../products/machine-disks.ts';
import type { Product, SizeNeed } from '../products/product.ts';
import type { Provider, Volume } from '../topology/model.ts';
import type { Draft } from './draft.ts';
import { isMapping } from './edits.ts';
import {
  featuresOf,
  machineCandidates,
  matchSize,
  sizeCandidates,
  type Candidate,
  type Features,
  type Matching,
  type Need,
  type SizeMatch,
} from './instances.ts';
import type { RegionPlace } from './regions.ts';
import { isFastDisk } from '../products/volume-moves.ts';
import { GIB } from '../topology/quantity/bytes.ts';
import type { Target } from './target.ts';

/** Matches machines; lists of candidates and answers are kept, since fleets of one kind are many. */
export interface Matcher {
  (
    need: Need,
    place: RegionPlace,
    bought: Bought,
    acrossClouds: boolean,
  ): { readonly candidates: readonly Candidate[]; match(): SizeMatch | undefined };
}

/** What the tables say of sizes, by the tables: several columns of a comparison ask the same. */
interface Sizes {
  readonly machines: Map<string, readonly Candidate[]>;
  readonly managed: Map<string, readonly Candidate[]>;
  readonly own: WeakMap<Placed, Features>;
}

const SIZES = new WeakMap<RateSource, Sizes>();

function sizesIn(rates: RateSource): Sizes {
  const sizes = SIZES.get(rates) ?? { machines: new Map(), managed: new Map(), own: new WeakMap() };
  SIZES.set(rates, sizes);
  return sizes;
}

export function matcherOf(matching: Matching, rates: RateSource): Matcher {
  const lists = sizesIn(rates).machines;
  const answers = new Map<string, SizeMatch | undefined>();
  return (need, { provider, region }, bought, acrossClouds) => {
    const list = JSON.stringify([provider, region, bought]);
    const candidates = lists.get(list) ?? machineCandidates(provider, region, bought, rates);
    lists.set(list, candidates);
    const answer = JSON.stringify([list, acrossClouds, need]);
    return {
      candidates,
      match() {
        if (!answers.has(answer))
          answers.set(answer, matchSize(need, candidates, { matching, acrossClouds, machines: true }));
        return answers.get(answer);
      },
    };
  };
}

/** The sizes of a managed service; many components ask for those of one. */
function managedSizes(
  product: Product,
  options: Readonly<Record<string, unknown>>,
  { vcpu, memoryGib }: SizeNeed,
  region: string,
  rates: RateSource,
): readonly Candidate[] {
  const need = { vcpu, memoryGib };
  const lists = sizesIn(rates).managed;
  const list = JSON.stringify([product.provider, product.name, region, options, need]);
  const candidates = lists.get(list) ?? sizeCandidates(product, options, need, region, rates);
  lists.set(list, candidates);
  return candidates;
}

/** The size of a component that has no instance, in words. */
export function sizeWord({ memory, nodes }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof memory === 'number') return `${trimmed(memory / GIB)} GB`;
  return typeof nodes === 'number' ? `${nodes} nodes` : undefined;
}

const trimmed = (value: number) => String(Number(value.toFixed(2)));

/** What a component of the file consumes in a month. */
export function consumedBy(placed: Placed, { placed: all, traffic }: Estimate): unknown {
  const { component, kind, context } = placed;
  return kind.consume(component as never, traffic.loads[all.indexOf(placed)]!, { ...context, warn: () => undefined });
}

interface Resized {
  readonly size?: string | undefined;
  readonly match?: SizeMatch | undefined;
  readonly reason?: string | undefined;
}

interface ResizeContext {
  readonly target: Target;
  readonly matcher: Matcher;
  readonly rates: RateSource;
  /** Of the file as it stands. */
  readonly estimate: Estimate;
  /** The component's options after translation. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly gaps: string[];
}

/** Chooses the size of the new product that does the work of the old one. */
export function resize(draft: Draft, placed: Placed, to: Product, place: RegionPlace, context: ResizeContext): Resized {
  const { target, after, rates, gaps, matcher } = context;
  const { component, kind, spec, instance } = placed;
  const acrossClouds = place.provider !== component.provider;
  const option = (component.options as { instance?: unknown }).instance;
  if (to.ignores?.includes('instance') === true) return {};
  if (isMapping(option)) {
    if (acrossClouds) {
      draft.drop(['instance', 'family'], 'a family of another provider');
      draft.drop(['instance', 'name'], 'a type of another provider');
    }
    return { reason: 'a shape: the cheapest type that fits, as before' };
  }
  const machines = to.sizes === undefined;
  if (option === undefined && (!kind.nodes || !acrossClouds))
    return kind.nodes ? { size: sizeWord(component.options as Readonly<Record<string, unknown>>) } : {};
  const own = placed.product!.sizes && ownSize(placed, rates);
  const need: Features = {
    ...(spec && featuresOf(component.provider, spec)),
    ...own,
    ...memoryOf(component.options),
  };
  if (option === undefined && need.memoryGib === undefined) {
    gaps.push(`${component.product} has no instance in the file that one of ${to.name} could be matched with`);
    return {};
  }
  if (instance !== undefined && need.vcpu === undefined && need.memoryGib === undefined) {
    gaps.push(`what ${instance} has is not known: nothing can be matched with it`);
    if (acrossClouds) keepUnknown(draft, placed);
    return { size: instance };
  }
  const machine = machines
    ? matcher(
        { ...need, disks: disksNeeded(component, place.provider) },
        place,
        boughtAs(placed, context),
        acrossClouds,
      )
    : undefined;
  const candidates = machine?.candidates ?? managedSizes(to, after, need, place.region, rates);
  if (!acrossClouds && instance !== undefined) {
    const isSold = machines
      ? rates.instancePrice(place.provider, place.region, instance) !== undefined
      : candidates.some(
          ({ name, pricePerHour }) => plainName(name) === plainName(instance) && pricePerHour !== undefined,
        );
    if (isSold) return { size: instance, reason: 'the same is sold there' };
  }
  const match = machine
    ? machine.match()
    : matchSize(need, candidates, { matching: target.matching, acrossClouds, machines });
  if (!match) {
    const asked = `${need.vcpu === undefined ? '' : `${need.vcpu} vCPU and `}${need.memoryGib ?? '?'} GiB`;
    const none =
      candidates.length === 0
        ? `no price of any size of ${to.name} is known in ${place.region}`
        : `no size of ${to.name} in ${place.region} has ${asked}`;
    gaps.push(`${none}: ${instance ?? 'it'} stays as it is`);
    if (acrossClouds) keepUnknown(draft, placed);
    return { size: instance };
  }
  for (const [field, value] of Object.entries(match.chosen.fields)) draft.set([field], value);
  if (match.chosen.fields['instance'] === undefined) draft.drop(['instance']);
  gaps.push(...match.waived);
  return { size: match.chosen.name, match };
}

/**
 * How the nodes of a component will be bought, and for how long they run: as long as they do where the file has them.
 */
function boughtAs(placed: Placed, { target, after, estimate }: ResizeContext): Bought {
  const { component } = placed;
  const { os = 'linux', purchase, autoscale, count } = after as Partial<NodeOptions>;
  const base = { os, purchase: target.purchase ?? purchase ?? 'on-demand', runningShare: component.runningShare };
  if (autoscale === undefined) return { ...base, shares: Array.from({ length: count ?? 1 }, () => 1) };
  const consumed = consumedBy(placed, estimate) as { nodes?: NodeUse; shares?: readonly number[] };
  return { ...base, shares: consumed.nodes?.shares ?? consumed.shares ?? [1] };
}

/** What the disks of a component ask of the machine. */
function disksNeeded({ options }: Placed['component'], provider: Provider): Need['disks'] {
  const { volumes = [] } = options as { volumes?: readonly Volume[] };
  const isLocal = ({ type }: Volume) => isLocalDisk(type);
  // Google's local disks are bought by the piece.
  const local = provider === 'gcp' ? [] : volumes.filter(isLocal);
  const bytes = local.reduce((sum, { size, count = 1 }) => sum + size * count, 0);
  return { premium: volumes.some((one) => !isLocal(one) && isFastDisk(one.type)), localGib: bytes / GIB };
}

/**
 * An instance that the new provider does not sell, as a type that its tables do not know: by that name there would be
 * none.
 */
function keepUnknown(draft: Draft, { instance, spec }: Placed): void {
  if (instance === undefined) return;
  if (spec?.vcpu === undefined || spec.memoryGib === undefined) draft.drop(['instance']);
  else draft.set(['instance'], { name: instance, vcpu: spec.vcpu, memory: `${spec.memoryGib} GB` });
}

/** What a managed product says of the size that the component has. */
function ownSize(placed: Placed, rates: RateSource): Features {
  const known = sizesIn(rates).own;
  const size = known.get(placed) ?? readOwnSize(placed, rates);
  known.set(placed, size);
  return size;
}

function readOwnSize({ component, instance, product, spec }: Placed, rates: RateSource): Features {
  const options = component.options as Readonly<Record<string, unknown>>;
  const sizes = managedSizes(product!, options, {}, component.region, rates);
  const found = sizes.find(({ name }) => instance !== undefined && plainName(name) === plainName(instance));
  // Of a managed service that does not say its machines no score is known, even where a machine is called the same.
  return { ...(spec && { coremark: undefined }), ...found };
}

/**
 * A size's name without the family or the tier that may stand before it: db.m7g.large and m7g.large, C3 and standard-c3
 * are the same.
 */
const plainName = (name: string): string =>
  name.toLowerCase().replace(/^(db|cache|kafka|mq|express)\.|^(basic|standard|premium)[-_ ]/, '');

/** The memory of a node that the file gives itself, which counts for more than that of its instance. */
const memoryOf = (options: unknown): Features => {
  const { memory } = options as { memory?: unknown };
  return typeof memory === 'number' ? { memoryGib: memory / GIB } : {};
};
