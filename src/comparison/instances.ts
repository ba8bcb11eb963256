/** Which size of one product does the work of a size of another: the cheapest of those that have what it has. */
import type { InstanceSpec, Provider, RateSource } from '../billing/rate-table.ts';
import { specNamed } from '../engine/placed.ts';
import { billedHour, type Bought } from '../products/compute.ts';
import type { Product, SizeNeed } from '../products/product.ts';
import { localDiskGib, sortsOf, takesPremiumDisks, type SizeSort } from './size-sorts.ts';

/** How sizes are matched: by what they have and how fast they are, or by vCPUs and memory alone. */
export type Matching = 'performance' | 'vcpu';

/** What a size has; what is left out is not known. */
export interface Features {
  readonly vcpu?: number | undefined;
  readonly memoryGib?: number | undefined;
  readonly arch?: 'x86_64' | 'arm64' | undefined;
  /** Of all vCPUs together; of a burstable size what it sustains. */
  readonly coremark?: number | undefined;
  /** Gbit/s that are sustained (AWS alone says so), and the most. */
  readonly sustainedGbps?: number | undefined;
  readonly mostGbps?: number | undefined;
  readonly burstable?: boolean | undefined;
  /** vCPUs that a burstable size sustains. */
  readonly baselineVcpu?: number | undefined;
  readonly gpu?: number | undefined;
  /** What is out of the ordinary with it. */
  readonly sorts?: readonly SizeSort[] | undefined;
  /** Whether it takes premium disks. */
  readonly premiumDisks?: boolean | undefined;
  /** GiB of disks in the machine itself. */
  readonly localGib?: number | undefined;
}

/** What a size has to have: what another one has, and the disks that hang on it. */
export interface Need extends Features {
  readonly disks?: { readonly premium: boolean; readonly localGib: number } | undefined;
}

/** A size that might be taken. */
export interface Candidate extends Features {
  readonly name: string;
  /** The fields of a component that ask for it. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the bill asks for an hour, in the currency of the region, which all candidates share. */
  readonly pricePerHour: number | undefined;
  readonly currency: string;
  /** Why there is no price. */
  readonly unpriced?: string | undefined;
}

/** Something that a candidate lacks. */
type Lack =
  | 'vcpu'
  | 'memory'
  | 'burstable'
  | 'gpu'
  | 'sort'
  | 'arch'
  | 'network'
  | 'disks'
  | 'slower'
  | 'price'
  | 'unknown-arch'
  | 'unknown-network'
  | 'unknown-disks'
  | 'unknown-speed';

interface Failing {
  readonly lack: Lack;
  readonly reason: () => string;
}

export interface Rejected {
  readonly name: string;
  readonly pricePerHour: number | undefined;
  readonly reasons: readonly string[];
}

export interface SizeMatch {
  readonly chosen: Candidate;
  /** What was asked for and nothing that is sold has: the chosen one does without. */
  readonly waived: readonly string[];
  /**
   * Those that had all that the chosen one has and cost more, and those that lacked something; the nearest to being
   * taken first.
   */
  readonly rejected: readonly Rejected[];
  readonly considered: number;
  /** Whether CoreMark had a say. */
  readonly bySpeed: boolean;
}

export interface MatchOptions {
  readonly matching: Matching;
  /** Whether need and candidates are of two providers, whose scores differ by compiler and year. */
  readonly acrossClouds: boolean;
  /** Whether the candidates are plain machines, on which one's own software runs. */
  readonly machines: boolean;
}

/**
 * How far the score of the same work may lie below across two clouds and still count as equal: scores of one processor
 * on two clouds differ by that much in the tables (Azure D4s_v4 is 11 % above AWS m5.xlarge, D4as_v5 9 % below
 * m6a.xlarge; pricing/SOURCES.md).
 */
export const ACROSS_CLOUDS_TOLERANCE = 0.1;

/** How far bandwidth may lie below: machines of one class have 10 Gbit/s on one cloud and 12.5 on the next. */
const BANDWIDTH_TOLERANCE = 0.25;
/** Products that are equal but for their last digit. */
const ROUNDING = 1e-9;

/** What is not known of a candidate keeps it from nothing; it is said of the one that is taken. */
const UNKNOWN: readonly Lack[] = ['unknown-arch', 'unknown-network', 'unknown-disks', 'unknown-speed'];

/** What may be waived, in this order, where nothing has everything. */
const WAIVERS: readonly (readonly Lack[])[] = [
  [],
  ['network'],
  ['sort'],
  ['network', 'sort'],
  ['network', 'slower'],
  ['network', 'slower', 'sort'],
  ['network', 'slower', 'disks'],
  ['network', 'slower', 'disks', 'arch'],
  ['network', 'slower', 'disks', 'arch', 'sort'],
  ['price'],
  ['price', 'network', 'slower', 'disks', 'arch', 'sort'],
];

const WAIVED_WORDS: Readonly<Record<Exclude<Lack, 'vcpu' | 'memory' | 'burstable' | 'gpu'>, string>> = {
  sort: 'no ordinary size has what is asked for',
  network: 'no size has as much network bandwidth',
  disks: 'no size takes its disks',
  slower: 'no size is as fast',
  arch: 'no size has that architecture',
  price: 'no size has a price',
  'unknown-arch': 'its architecture is not known',
  'unknown-network': 'its network bandwidth is not known',
  'unknown-disks': 'what disks it has is not known',
  'unknown-speed': 'its CoreMark is not known, and so not whether it is as fast',
};

/**
 * The cheapest candidate that has at least what is needed: vCPUs and memory; with matching by performance also, of
 * plain machines, the architecture, the network bandwidth (`BANDWIDTH_TOLERANCE` less will do), the disks, and the
 * CoreMark, which may lie
 * `ACROSS_CLOUDS_TOLERANCE` below across clouds. Burstable sizes stand for burstable ones alone, GPUs for GPUs, and
 * what is out of the ordinary (`SizeSort`) for its like. What is not known of the need is not asked for; what is not
 * known of a candidate is not held against it, but said of the one that is taken. Where no candidate has everything,
 * `WAIVERS` says in which order it is done without; the vCPUs and the memory are never less. Of two equally cheap ones
 * it is the one of which more is known, then the one with fewer vCPUs, with less memory, then the first by name.
 *
 * @returns undefined where no candidate has the vCPUs and the memory
 */
export function matchSize(need: Need, candidates: readonly Candidate[], options: MatchOptions): SizeMatch | undefined {
  // What is out of reach is never taken, and prices are worked out of what might be alone.
  const judged = candidates.flatMap((one) => (isOutOfReach(need, one, options) ? [] : [judge(need, one, options)]));
  for (const waivers of WAIVERS) {
    let best: Judged | undefined;
    for (const one of judged) if (isTakenWith(one, waivers) && (!best || cheaper(one, best) < 0)) best = one;
    if (!best) continue;
    const { candidate: chosen, unknown } = best;
    const lacking = failingOf(best);
    const costsMore = ({ pricePerHour: other, currency }: Candidate): string[] => {
      const own = chosen.pricePerHour;
      if (own === undefined || other === undefined) return [];
      return other > own
        ? [`more expensive (${other} against ${own} ${currency} an hour)`]
        : ['no cheaper, and no smaller'];
    };
    const away = ({ pricePerHour = Infinity }: Candidate) => Math.abs(pricePerHour - (chosen.pricePerHour ?? 0));
    const byNearness = (a: Judged, b: Judged) => {
      const [one, other] = [away(a.candidate), away(b.candidate)];
      return one === other ? cheaper(a, b) : one - other;
    };
    const blocking = (failing: readonly Failing[]) =>
      failing.filter(({ lack }) => !waivers.includes(lack)).map(({ reason }) => reason());
    let rejected: readonly Rejected[] | undefined;
    return {
      chosen,
      waived: [...lacking, ...unknown].map(({ lack, reason }) => waivedText(lack, reason())),
      // Thousands of them for a match of which mostly a few are told, if any.
      get rejected() {
        rejected ??= candidates
          .filter((candidate) => candidate !== chosen)
          .map((candidate) => {
            const one = judge(need, candidate, options);
            return { one, failing: failingOf(one) };
          })
          .toSorted((a, b) => a.failing.length - b.failing.length || byNearness(a.one, b.one))
          .map(({ one: { candidate }, failing }) => {
            const reasons = blocking(failing);
            return {
              name: candidate.name,
              pricePerHour: candidate.pricePerHour,
              reasons: reasons.length > 0 ? reasons : costsMore(candidate),
            };
          });
        return rejected;
      },
      considered: candidates.length,
      bySpeed: options.matching === 'performance' && need.coremark !== undefined && chosen.coremark !== undefined,
    };
  }
  return undefined;
}

/** A candidate with what it lacks beside a price, and with what is not known of it. */
interface Judged {
  readonly candidate: Candidate;
  /** What stands before the price where all is told, and what stands behind it. */
  readonly measures: readonly Failing[];
  readonly performance: readonly Failing[];
  readonly unknown: readonly Failing[];
}

function judge(need: Need, candidate: Candidate, options: MatchOptions): Judged {
  const measures: Failing[] = [];
  const further: Failing[] = [];
  failMeasures(need, candidate, options, (lack, reason) => measures.push({ lack, reason }));
  if (options.matching === 'performance')
    failPerformance(need, candidate, options, (lack, reason) => further.push({ lack, reason }));
  return {
    candidate,
    measures,
    performance: further.filter(({ lack }) => !UNKNOWN.includes(lack)),
    unknown: further.filter(({ lack }) => UNKNOWN.includes(lack)),
  };
}

/** All that a candidate lacks. */
function failingOf({ candidate, measures, performance }: Judged): Failing[] {
  const { pricePerHour, unpriced = 'no price is known' } = candidate;
  const price: Failing[] = pricePerHour === undefined ? [{ lack: 'price', reason: () => unpriced }] : [];
  return [...measures, ...price, ...performance];
}

function isTakenWith({ candidate, measures, performance }: Judged, waivers: readonly Lack[]): boolean {
  const isWaived = ({ lack }: Failing) => waivers.includes(lack);
  if (!measures.every(isWaived) || !performance.every(isWaived)) return false;
  return waivers.includes('price') || candidate.pricePerHour !== undefined;
}

function waivedText(lack: Lack, reason: string): string {
  const words = (WAIVED_WORDS as Readonly<Partial<Record<Lack, string>>>)[lack]!;
  return lack === 'price' || UNKNOWN.includes(lack) ? words : `${words}: ${reason}`;
}

function cheaper(one: Judged, other: Judged): number {
  const [a, b] = [one.candidate, other.candidate];
  const [own, its] = [a.pricePerHour ?? Infinity, b.pricePerHour ?? Infinity];
  if (own !== its) return own - its;
  return (
    one.unknown.length - other.unknown.length ||
    (a.vcpu ?? 0) - (b.vcpu ?? 0) ||
    (a.memoryGib ?? 0) - (b.memoryGib ?? 0) ||
    (a.name < b.name ? -1 : 1)
  );
}

/** Notes a lack, with what to say of it: of most candidates nothing is ever said. */
type Fail = (lack: Lack, reason: () => string) => void;

/** Whether a candidate lacks what is never waived. */
function isOutOfReach(need: Need, one: Candidate, options: MatchOptions): boolean {
  let isOut = false;
  failReach(need, one, options, () => (isOut = true));
  return isOut;
}

function failMeasures(need: Need, one: Candidate, options: MatchOptions, fail: Fail): void {
  failReach(need, one, options, fail);
  for (const sort of one.sorts ?? []) if (need.sorts?.includes(sort) !== true) fail('sort', () => sort);
}

function failReach(need: Need, one: Candidate, options: MatchOptions, fail: Fail): void {
  // A machine of unknown measures cannot stand for anything; a managed service may not say its vCPUs.
  if (need.vcpu !== undefined && (one.vcpu ?? (options.machines ? 0 : Infinity)) < need.vcpu)
    fail('vcpu', () => (one.vcpu === undefined ? 'vCPUs not known' : `fewer vCPUs (${one.vcpu} of ${need.vcpu})`));
  // What a managed service leaves of a node's memory is told to two or three digits.
  const memory = (one.memoryGib ?? 0) * (options.machines ? 1 : MANAGED_TOLERANCE);
  if (need.memoryGib !== undefined && memory < need.memoryGib)
    fail('memory', () =>
      one.memoryGib === undefined ? 'memory not known' : `less memory (${one.memoryGib} of ${need.memoryGib} GiB)`,
    );
  if (one.burstable === true && need.burstable !== true) fail('burstable', () => 'burstable');
  else if (one.burstable === true && need.baselineVcpu !== undefined && (one.baselineVcpu ?? 0) < need.baselineVcpu)
    fail('burstable', () => `sustains fewer vCPUs (${one.baselineVcpu ?? 'not known'} of ${need.baselineVcpu})`);
  if ((need.gpu ?? 0) > (one.gpu ?? 0)) fail('gpu', () => `fewer GPUs (${one.gpu ?? 0} of ${need.gpu})`);
  else if ((one.gpu ?? 0) > 0 && !need.gpu) fail('gpu', () => 'has a GPU, which nothing asks for');
}

function failPerformance(need: Need, one: Candidate, { acrossClouds, machines }: MatchOptions, fail: Fail): void {
  if (machines) {
    if (need.arch !== undefined && one.arch === undefined) fail('unknown-arch', () => 'architecture not known');
    else if (need.arch !== undefined && one.arch !== need.arch) fail('arch', () => `other architecture (${one.arch})`);
    const [asked, has] = bandwidths(need, one);
    if (asked !== undefined && has === undefined) fail('unknown-network', () => 'network bandwidth not known');
    else if (asked !== undefined && has! < asked * (1 - BANDWIDTH_TOLERANCE) * (1 - ROUNDING))
      fail('network', () => `narrower network (${has} of ${asked} Gbit/s)`);
    const { premium = false, localGib = 0 } = need.disks ?? {};
    if (premium && one.premiumDisks === false) fail('disks', () => 'takes no premium disks');
    if (localGib > 0 && one.localGib === undefined) fail('unknown-disks', () => 'local disks not known');
    else if (localGib > 0 && localGib > one.localGib! * LOCAL_TOLERANCE)
      fail('disks', () => `smaller local disks (${one.localGib} of ${localGib} GiB)`);
  }
  if (need.coremark === undefined) return;
  const least = need.coremark * (acrossClouds ? 1 - ACROSS_CLOUDS_TOLERANCE : 1);
  if (one.coremark === undefined) fail('unknown-speed', () => 'CoreMark not known');
  else if (one.coremark < least)
    fail(
      'slower',
      () => `slower: CoreMark ${one.coremark}${one.burstable === true ? ' sustained' : ''} of ${need.coremark}`,
    );
}

const MANAGED_TOLERANCE = 1.005;

/** Sizes of disks are told in decimal gigabytes. */
const LOCAL_TOLERANCE = 1.08;

/**
 * Bandwidths of the same meaning: what is sustained against what is sustained, or as much as the other says; the most
 * against the most. AWS alone says what it sustains, for a need of which that is not known nothing is asked of it: its
 * bursts are no promise.
 */
function bandwidths(need: Features, one: Features): [asked: number | undefined, has: number | undefined] {
  if (need.sustainedGbps !== undefined) return [need.sustainedGbps, one.sustainedGbps ?? one.mostGbps];
  return one.sustainedGbps === undefined ? [need.mostGbps, one.mostGbps] : [undefined, undefined];
}

const sustained = (coremark: number | undefined, share: number | undefined): number | undefined =>
  coremark === undefined || share === undefined ? undefined : Math.round(coremark * share);

/** What machines have by their entries in the tables: thousands, which every comparison looks at again and again. */
const FEATURES = new WeakMap<InstanceSpec, { readonly provider: Provider; readonly features: Features }>();

/** What a machine has. */
export function featuresOf(provider: Provider, spec: InstanceSpec): Features {
  const known = FEATURES.get(spec);
  if (known?.provider === provider) return known.features;
  const features = readFeatures(provider, spec);
  FEATURES.set(spec, { provider, features });
  return features;
}

function readFeatures(provider: Provider, spec: InstanceSpec): Features {
  const { vcpu, memoryGib, arch, coremark, networkGbpsBaseline, networkGbpsBurst, burstable, gpu } = spec;
  return {
    vcpu,
    memoryGib,
    arch,
    // What a burstable machine does for ever is its baseline; its score is that of a burst, but for Google's, which are
    // held to their share.
    coremark: burstable && provider !== 'gcp' ? sustained(coremark, spec.baselineVcpuFraction) : coremark,
    // AWS sustains its baseline; the other two publish a maximum. Google's burst is bought apart.
    ...(provider === 'aws'
      ? { sustainedGbps: networkGbpsBaseline, mostGbps: networkGbpsBurst }
      : { mostGbps: networkGbpsBaseline }),
    burstable,
    ...(burstable &&
      vcpu !== undefined &&
      spec.baselineVcpuFraction !== undefined && { baselineVcpu: vcpu * spec.baselineVcpuFraction }),
    gpu,
    sorts: sortsOf(provider, spec),
    premiumDisks: takesPremiumDisks(provider, spec),
    localGib: localDiskGib(provider, spec),
  };
}

type Priced = Pick<Candidate, 'pricePerHour' | 'currency' | 'unpriced'>;

/** A machine whose price is worked out when it is asked for: of most of them it never is. */
class Machine implements Candidate {
  readonly name: string;
  readonly fields: Candidate['fields'];
  readonly vcpu: Features['vcpu'];
  readonly memoryGib: Features['memoryGib'];
  readonly arch: Features['arch'];
  readonly coremark: Features['coremark'];
  readonly sustainedGbps: Features['sustainedGbps'];
  readonly mostGbps: Features['mostGbps'];
  readonly burstable: Features['burstable'];
  readonly baselineVcpu: Features['baselineVcpu'];
  readonly gpu: Features['gpu'];
  readonly sorts: Features['sorts'];
  readonly premiumDisks: Features['premiumDisks'];
  readonly localGib: Features['localGib'];
  readonly #price: () => Priced;
  #priced: Priced | undefined;

  constructor(name: string, features: Features, price: () => Priced) {
    this.name = name;
    this.fields = { instance: name };
    this.vcpu = features.vcpu;
    this.memoryGib = features.memoryGib;
    this.arch = features.arch;
    this.coremark = features.coremark;
    this.sustainedGbps = features.sustainedGbps;
    this.mostGbps = features.mostGbps;
    this.burstable = features.burstable;
    this.baselineVcpu = features.baselineVcpu;
    this.gpu = features.gpu;
    this.sorts = features.sorts;
    this.premiumDisks = features.premiumDisks;
    this.localGib = features.localGib;
    this.#price = price;
  }

  get pricePerHour(): number | undefined {
    return (this.#priced ??= this.#price()).pricePerHour;
  }

  get currency(): string {
    return (this.#priced ??= this.#price()).currency;
  }

  get unpriced(): string | undefined {
    return (this.#priced ??= this.#price()).unpriced;
  }
}

/**
 * Every machine of a provider with what the bill asks for an hour of it in a region, in the way that it is bought:
 * commitments and discounts that come by themselves are in it. Those that are not sold there have no price.
 */
export function machineCandidates(provider: Provider, region: string, bought: Bought, rates: RateSource): Candidate[] {
  const known = rates.instances(provider);
  const named = new Set(known.map(({ instance }) => instance));
  const names = [...named, ...rates.pricedInstances(provider, region).filter((name) => !named.has(name))];
  const candidates = (how: Bought) =>
    names.map((instance) => {
      const spec = rates.instance(provider, instance);
      return new Machine(instance, spec ? featuresOf(provider, spec) : {}, () => {
        const price = rates.instancePrice(provider, region, instance);
        const pricePerHour = price && billedHour(how, { provider, region, rates, instance });
        const way = typeof how.purchase === 'string' ? how.purchase : 'mixed';
        return {
          pricePerHour,
          currency: price?.currency ?? 'USD',
          ...(pricePerHour === undefined && {
            unpriced: price ? `no ${how.os} ${way} price in ${region}` : `not sold in ${region}`,
          }),
        };
      });
    });
  const own = candidates(bought);
  // Where nothing is sold in that way the price on demand ranks them; the bill says that there is none.
  return own.some(({ pricePerHour }) => pricePerHour !== undefined)
    ? own
    : candidates({ ...bought, purchase: 'on-demand' });
}

/** The sizes of a managed service as candidates. */
export function sizeCandidates(
  product: Product,
  options: Readonly<Record<string, unknown>>,
  need: SizeNeed,
  region: string,
  rates: RateSource,
): Candidate[] {
  return product.sizes!(options, need, region, rates).map(({ machine, ...size }): Candidate => {
    const spec = machine === undefined ? undefined : specNamed(product.provider, machine, rates);
    const { usdPerHour, name, fields } = size;
    return {
      ...(spec && featuresOf(product.provider, spec)),
      ...(size.vcpu !== undefined && { vcpu: size.vcpu }),
      ...(size.memoryGib !== undefined && { memoryGib: size.memoryGib }),
      ...(size.burstable !== undefined && { burstable: size.burstable }),
      name,
      fields,
      pricePerHour: usdPerHour,
      currency: 'USD',
      ...(usdPerHour === undefined && { unpriced: `no price in ${region}` }),
    };
  });
}
