/** Which size of one product does the work of a size of another: the cheapest of those that have what it has. */
import type { InstanceSpec, Provider, RateSource } from '../billing/rate-table.ts';
import { specNamed } from '../engine/placed.ts';
import { priceOf } from '../products/terms.ts';
import type { Product, SizeNeed } from '../products/product.ts';
import type { Purchase } from '../topology/model.ts';

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
}

/** A size that might be taken. */
export interface Candidate extends Features {
  readonly name: string;
  /** The fields of a component that ask for it. */
  readonly fields: Readonly<Record<string, string>>;
  /** List price of an hour in the currency of the region, which all candidates share. */
  readonly pricePerHour: number | undefined;
  readonly currency: string;
  /** Why there is no price. */
  readonly unpriced?: string;
}

/** Something that a candidate lacks. */
type Lack =
  | 'vcpu'
  | 'more'
  | 'memory'
  | 'burstable'
  | 'gpu'
  | 'arch'
  | 'network'
  | 'slower'
  | 'unknown-speed'
  | 'price';

interface Failing {
  readonly lack: Lack;
  readonly reason: string;
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
  /** Those that had all that the chosen one has and cost more, and those that lacked something; the nearest to being taken first. */
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
 * How far the score of the same work may lie below across two clouds and still count as equal: scores of one processor on two clouds differ
 * by that much in the tables (Azure D4s_v4 is 11 % above AWS m5.xlarge, D4as_v5 9 % below m6a.xlarge; pricing/SOURCES.md).
 */
export const ACROSS_CLOUDS_TOLERANCE = 0.1;

/**
 * How far the most bandwidth may lie below across clouds: nobody promises it, and machines of one class have 10 Gbit/s on one cloud and
 * 12.5 on the next (Google n2-standard-4, Azure D4s_v5; AWS m5.xlarge and m6i.xlarge).
 */
const MAXIMA_TOLERANCE = 0.2;
/** Products that are equal but for their last digit. */
const ROUNDING = 1e-9;

/** What may be waived, in this order, where nothing has everything: an unknown score first where no size of that shape has one. */
const UNKNOWN_SPEED_FIRST: readonly Lack[] = ['unknown-speed'];
const WAIVERS: readonly (readonly Lack[])[] = [
  [],
  UNKNOWN_SPEED_FIRST,
  ['more'],
  ['more', 'unknown-speed'],
  ['more', 'unknown-speed', 'network'],
  ['more', 'unknown-speed', 'network', 'slower'],
  ['more', 'unknown-speed', 'network', 'slower', 'arch'],
  ['price'],
  ['price', 'more', 'unknown-speed'],
  ['price', 'more', 'unknown-speed', 'network', 'slower', 'arch'],
];

const WAIVED_WORDS: Readonly<Partial<Record<Lack, string>>> = {
  more: 'no size of as many vCPUs has all that is asked for',
  'unknown-speed': 'its CoreMark is not known, and so not whether it is as fast',
  network: 'no size has as much network bandwidth',
  slower: 'no size is as fast',
  arch: 'no size has that architecture',
  price: 'no size has a price',
};

/**
 * The cheapest candidate that has as many vCPUs as needed and at least the memory; with matching by performance also, of plain machines, the
 * architecture and the network bandwidth, and the CoreMark, which may lie `ACROSS_CLOUDS_TOLERANCE` below across clouds. Burstable sizes
 * stand for burstable ones alone, and GPUs for GPUs. What is not known of the need is not asked for, and network bandwidth of a candidate
 * that is not known is not held against it. Where no candidate has all of that, more vCPUs will do, then an unknown score, and so on
 * as `WAIVERS` has it; the vCPUs and the memory are never less. Of two equally cheap ones it is the one with fewer vCPUs, with less memory,
 * then the first by name.
 *
 * @returns undefined where no candidate has the vCPUs and the memory
 */
export function matchSize(
  need: Features,
  candidates: readonly Candidate[],
  options: MatchOptions,
): SizeMatch | undefined {
  const judged = candidates.map((candidate) => ({ candidate, failing: failingOf(need, candidate, options) }));
  const isScored = judged.some(
    ({ candidate, failing }) => candidate.coremark !== undefined && failing.every(({ lack }) => lack === 'slower'),
  );
  for (const waivers of WAIVERS) {
    if (waivers === UNKNOWN_SPEED_FIRST && isScored) continue;
    const fitting = judged.filter(({ failing }) => failing.every(({ lack }) => waivers.includes(lack)));
    const best = fitting.toSorted((a, b) => cheaper(a.candidate, b.candidate))[0];
    if (!best) continue;
    const dearer = (one: Candidate): string[] => {
      const [own, other] = [best.candidate.pricePerHour, one.pricePerHour];
      if (own === undefined || other === undefined) return [];
      return other > own
        ? [`dearer (${other} against ${own} ${one.currency} an hour)`]
        : ['no cheaper, and no smaller'];
    };
    const away = ({ pricePerHour = Infinity }: Candidate) =>
      Math.abs(pricePerHour - (best.candidate.pricePerHour ?? 0));
    const byNearness = (a: Candidate, b: Candidate) => {
      const [one, other] = [away(a), away(b)];
      return one === other ? cheaper(a, b) : one - other;
    };
    const rejected = judged
      .filter((one) => one !== best)
      .toSorted((a, b) => a.failing.length - b.failing.length || byNearness(a.candidate, b.candidate))
      .map(({ candidate, failing }) => {
        const blocking = failing.filter(({ lack }) => !waivers.includes(lack)).map(({ reason }) => reason);
        return {
          name: candidate.name,
          pricePerHour: candidate.pricePerHour,
          reasons: blocking.length > 0 ? blocking : dearer(candidate),
        };
      });
    return {
      chosen: best.candidate,
      waived: best.failing.map(({ lack, reason }) =>
        lack === 'price' || lack === 'unknown-speed' ? WAIVED_WORDS[lack]! : `${WAIVED_WORDS[lack]!}: ${reason}`,
      ),
      rejected,
      considered: candidates.length,
      bySpeed:
        options.matching === 'performance' && need.coremark !== undefined && best.candidate.coremark !== undefined,
    };
  }
  return undefined;
}

function cheaper(a: Candidate, b: Candidate): number {
  const [one, other] = [a.pricePerHour ?? Infinity, b.pricePerHour ?? Infinity];
  if (one !== other) return one - other;
  return (a.vcpu ?? 0) - (b.vcpu ?? 0) || (a.memoryGib ?? 0) - (b.memoryGib ?? 0) || (a.name < b.name ? -1 : 1);
}

/** What keeps a candidate from being taken, all of it. */
function failingOf(need: Features, one: Candidate, { matching, acrossClouds, machines }: MatchOptions): Failing[] {
  const failing: Failing[] = [];
  const fail = (lack: Lack, reason: string) => failing.push({ lack, reason });
  // A machine of unknown measures cannot stand for anything; a managed service may not say its vCPUs.
  if (need.vcpu !== undefined && (one.vcpu ?? (machines ? 0 : Infinity)) < need.vcpu)
    fail('vcpu', one.vcpu === undefined ? 'vCPUs not known' : `fewer vCPUs (${one.vcpu} of ${need.vcpu})`);
  else if (need.vcpu !== undefined && one.vcpu !== undefined && one.vcpu > need.vcpu)
    fail('more', `more vCPUs (${one.vcpu} of ${need.vcpu})`);
  if (need.memoryGib !== undefined && (one.memoryGib ?? 0) < need.memoryGib)
    fail(
      'memory',
      one.memoryGib === undefined ? 'memory not known' : `less memory (${one.memoryGib} of ${need.memoryGib} GiB)`,
    );
  if (one.burstable === true && need.burstable !== true) fail('burstable', 'burstable');
  else if (one.burstable === true && need.baselineVcpu !== undefined && (one.baselineVcpu ?? 0) < need.baselineVcpu)
    fail('burstable', `sustains fewer vCPUs (${one.baselineVcpu ?? 'not known'} of ${need.baselineVcpu})`);
  if ((need.gpu ?? 0) > (one.gpu ?? 0)) fail('gpu', `fewer GPUs (${one.gpu ?? 0} of ${need.gpu})`);
  else if ((one.gpu ?? 0) > 0 && !need.gpu) fail('gpu', 'has a GPU, which nothing asks for');
  if (one.pricePerHour === undefined) fail('price', one.unpriced ?? 'no price is known');
  if (matching === 'vcpu') return failing;
  if (machines) {
    if (need.arch !== undefined && one.arch !== need.arch)
      fail('arch', `other architecture (${one.arch ?? 'not known'})`);
    const [asked, has] = bandwidths(need, one);
    const tolerance = acrossClouds && need.sustainedGbps === undefined ? MAXIMA_TOLERANCE : 0;
    if (asked !== undefined && has !== undefined && has < asked * (1 - tolerance) * (1 - ROUNDING))
      fail('network', `narrower network (${has} of ${asked} Gbit/s)`);
  }
  if (need.coremark === undefined) return failing;
  const least = need.coremark * (acrossClouds ? 1 - ACROSS_CLOUDS_TOLERANCE : 1);
  if (one.coremark === undefined) fail('unknown-speed', 'CoreMark not known');
  else if (one.coremark < least)
    fail('slower', `slower: CoreMark ${one.coremark}${one.burstable === true ? ' sustained' : ''} of ${need.coremark}`);
  return failing;
}

/** Bandwidths of the same meaning: what is sustained against what is sustained, or as much as the other says against the most. */
function bandwidths(need: Features, one: Features): [asked: number | undefined, has: number | undefined] {
  if (need.sustainedGbps !== undefined) return [need.sustainedGbps, one.sustainedGbps ?? one.mostGbps];
  return [need.mostGbps, one.mostGbps];
}

const sustained = (coremark: number | undefined, share: number | undefined): number | undefined =>
  coremark === undefined || share === undefined ? undefined : Math.round(coremark * share);

/** What a machine has. */
export function featuresOf(provider: Provider, spec: InstanceSpec): Features {
  const { vcpu, memoryGib, arch, coremark, networkGbpsBaseline, networkGbpsBurst, burstable, gpu } = spec;
  return {
    vcpu,
    memoryGib,
    arch,
    // What a burstable machine does for ever is its baseline; its score is that of a burst.
    coremark: burstable ? sustained(coremark, spec.baselineVcpuFraction) : coremark,
    // AWS sustains its baseline; the other two publish a maximum. Google's burst is bought apart.
    ...(provider === 'aws'
      ? { sustainedGbps: networkGbpsBaseline, mostGbps: networkGbpsBurst }
      : { mostGbps: networkGbpsBaseline }),
    burstable,
    ...(burstable &&
      vcpu !== undefined &&
      spec.baselineVcpuFraction !== undefined && { baselineVcpu: vcpu * spec.baselineVcpuFraction }),
    gpu,
  };
}

/** Every machine of a provider with its price in a region, in the way that it is bought; those that are not sold there have none. */
export function machineCandidates(
  provider: Provider,
  region: string,
  { os, way }: { readonly os: 'linux' | 'windows'; readonly way: Purchase },
  rates: RateSource,
): Candidate[] {
  const known = rates.instances(provider);
  const named = new Set(known.map(({ instance }) => instance));
  const priced = rates.instancePrices(provider, region).map(({ instance }) => instance);
  const names = [...known, ...priced.filter((name) => !named.has(name)).map((instance) => ({ instance }))];
  const candidates = (bought: Purchase) =>
    names.map(({ instance }): Candidate => {
      const spec = rates.instance(provider, instance);
      const price = rates.instancePrice(provider, region, instance);
      const row = price && priceOf(provider, price, os, bought);
      return {
        name: instance,
        fields: { instance },
        ...(spec && featuresOf(provider, spec)),
        pricePerHour: row && Number(row.price),
        currency: price?.currency ?? 'USD',
        ...(!row && { unpriced: price ? `no ${os} ${bought} price in ${region}` : `not sold in ${region}` }),
      };
    });
  const own = candidates(way);
  // Where nothing is sold in that way the price on demand ranks them; the bill says that there is none.
  return own.some(({ pricePerHour }) => pricePerHour !== undefined) ? own : candidates('on-demand');
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
