/** Sizes matched across clouds: against a search by brute force over the tables as they stand in their files. */
import { describe, expect, it } from 'vitest';
import {
  ACROSS_CLOUDS_TOLERANCE,
  featuresOf,
  machineCandidates,
  matchSize,
  type Candidate,
  type Features,
  type Matching,
  type Need,
} from '../../src/comparison/instances.ts';
import { RATES, readText } from '../support.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
type Provider = (typeof PROVIDERS)[number];
/** Regions that stand for each other. */
const REGIONS = [
  { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' },
  { aws: 'eu-west-2', azure: 'uksouth', gcp: 'europe-west2' },
  { aws: 'ap-southeast-1', azure: 'southeastasia', gcp: 'asia-southeast1' },
] as const;
type Regions = (typeof REGIONS)[number];
const [HOME] = REGIONS;

interface Machine {
  readonly instance: string;
  readonly vcpu: number | null;
  readonly memory_gib: number | null;
  readonly arch: string | null;
  readonly burstable: boolean;
  readonly baseline_vcpu_fraction: number | null;
  readonly network_gbps_baseline: number | null;
  readonly network_gbps_burst: number | null;
  readonly gpu: number | null;
  readonly coremark: number | null;
}

/** Machines, read from the files without any code of ours. */
function machinesOf(provider: Provider): Machine[] {
  const table = JSON.parse(readText(`pricing/${provider}/instances.json`)) as { columns: string[]; rows: unknown[][] };
  return table.rows.map(
    (row) =>
      Object.fromEntries(table.columns.map((column, index) => [column, row[index] ?? null])) as unknown as Machine,
  );
}

const MACHINES = { aws: machinesOf('aws'), azure: machinesOf('azure'), gcp: machinesOf('gcp') };

/** Google's discounts for a whole month, as published: 30 % on N1, M1 and M2, 20 % on N2, N2D and C2. */
const discount = (instance: string): number =>
  /^(n1|m1|m2)-|^f1-micro|^g1-small/.test(instance) ? 0.7 : /^(n2|n2d|c2)-/.test(instance) ? 0.8 : 1;

const PRICES = new Map<string, Map<string, number>>();

/** What an hour of a whole month on demand costs, by machine in small letters, in the currency of the region. */
function pricesOf(provider: Provider, region: string): Map<string, number> {
  const key = `${provider}/${region}`;
  const known = PRICES.get(key);
  if (known) return known;
  const { rows } = JSON.parse(readText(`pricing/${provider}/compute/${region}.json`)) as { rows: (string | null)[][] };
  const found = new Map<string, number>();
  for (const [name, usd] of rows)
    if (name && usd) found.set(name.toLowerCase(), Number(usd) * (provider === 'gcp' ? discount(name) : 1));
  PRICES.set(key, found);
  return found;
}

const priceIn = (provider: Provider, regions: Regions, { instance }: Pick<Machine, 'instance'>) =>
  pricesOf(provider, regions[provider]).get(instance.toLowerCase());

const ALL_MONTH = { os: 'linux', purchase: 'on-demand', shares: [1], runningShare: 1 } as const;
const LISTS = new Map<string, readonly Candidate[]>();
function candidatesOf(provider: Provider, region: string): readonly Candidate[] {
  const key = `${provider}/${region}`;
  const list = LISTS.get(key) ?? machineCandidates(provider, region, ALL_MONTH, RATES);
  LISTS.set(key, list);
  return list;
}

function match(
  from: Provider,
  instance: string,
  to: Provider,
  {
    matching = 'performance',
    regions = HOME,
    disks,
  }: { matching?: Matching; regions?: Regions; disks?: Need['disks'] } = {},
) {
  const need = { ...featuresOf(from, RATES.instance(from, instance)!), disks };
  const options = { matching, acrossClouds: from !== to, machines: true };
  return matchSize(need, candidatesOf(to, regions[to]), options);
}

/** What nobody means who asks for an ordinary machine, in the words of the providers' names. */
function isOutOfTheOrdinary(provider: Provider, { instance, vcpu, memory_gib: memory }: Machine): boolean {
  const family = instance.replace(/^(Standard|Basic)_/, '').split(/[.\-_\d]/)[0]!;
  if (memory! / vcpu! > 9) return true;
  if (provider === 'aws')
    return (
      /^(hpc|mac)/.test(instance) ||
      instance.includes('metal') ||
      'a1 c1 c3 c4 cc2 cr1 cg1 d2 g2 g3 g3s hs1 i2 m1 m2 m3 m4 p2 r3 r4 t1'.split(' ').includes(instance.split('.')[0]!)
    );
  if (provider === 'gcp') return /^(f1-|g1-|h3-|h4d-|ct|tpu)/.test(instance) || instance.endsWith('-metal');
  if (/^(DC|EC|NC|ND|NV|NP|PB|H|HB|HC|HX)$/i.test(family) || /\d-\d/.test(instance)) return true;
  if (instance.startsWith('Basic') || /promo/i.test(instance)) return true;
  if (family === 'A') return true;
  // D, DS, F, G and L before they had versions, and the second D.
  return /^Standard_(D|DS|F|G|GS|L)\d+[a-z]*$/.test(instance) || /^Standard_(D|DS)\d+[a-z]*_v2$/.test(instance);
}

const takesPremium = (name: string) =>
  /^Standard_(DS|GS)\d/.test(name) || /^Standard_[A-Za-z]+\d+(-\d+)?[a-z]*s[a-z]*(_|$)/.test(name);

/** What has at least what a machine has: what is not known of it does not count against it. */
function enoughFor(from: Provider, source: Machine, to: Provider, regions: Regions, premium = false): Machine[] {
  return MACHINES[to].filter((one) => {
    if ((one.gpu ?? 0) > 0) return false;
    if (one.vcpu === null || one.vcpu < source.vcpu!) return false;
    if (one.memory_gib === null || one.memory_gib < source.memory_gib!) return false;
    if (priceIn(to, regions, one) === undefined || isOutOfTheOrdinary(to, one)) return false;
    if (premium && to === 'azure' && !takesPremium(one.instance)) return false;
    if (one.arch !== null && one.arch !== source.arch) return false;
    const burst = (machine: Machine) => machine.burstable && (machine.baseline_vcpu_fraction ?? 0) * machine.vcpu!;
    if (one.burstable && (!source.burstable || burst(one) < burst(source))) return false;
    // Google's scores of shared cores are of what they are held to, those of the others of a burst.
    const sustained = (provider: Provider, machine: Machine) =>
      machine.coremark === null || !machine.burstable || provider === 'gcp'
        ? machine.coremark
        : Math.round(machine.coremark * (machine.baseline_vcpu_fraction ?? 0));
    const [needed, has] = [sustained(from, source), sustained(to, one)];
    if (needed !== null && has !== null && has < needed * 0.9) return false;
    // AWS publishes what it sustains, the others the most: that of the others asks nothing of AWS.
    const asked = to === 'aws' ? null : source.network_gbps_baseline;
    const most = one.network_gbps_baseline;
    return asked === null || most === null || most >= asked * 0.75 - 1e-9;
  });
}

/** Families that files name, every size of them that is sold. */
const COMMON: Readonly<Record<Provider, RegExp>> = {
  aws: /^(m5|m6a|m6i|m6g|m7i|m7g|m8g|c5|c6a|c6i|c7g|c7i|r5|r6i|r6g|r7g|i4i|t3|t4g)\.(?!metal)/,
  azure: /^Standard_([DE]\d+(a?ds|as|s|ps|pds)_v[3-6]|F\d+s_v2|B\d+(ms|s)|L\d+s_v3)$/,
  gcp: /^(e2|n1|n2|n2d|c2|c2d|c3|c3d|n4|t2d|t2a|c4|c4a)-(standard|highmem|highcpu|micro|small|medium)/,
};
const samples = PROVIDERS.flatMap((provider) =>
  MACHINES[provider]
    .filter((one) => COMMON[provider].test(one.instance) && one.vcpu && one.memory_gib && one.arch)
    .map((machine) => [provider, machine] as const),
);

describe('matchSize over the tables', () => {
  it('has samples of every provider and both architectures', () => {
    expect(samples.length).toBeGreaterThan(500);
    expect(new Set(samples.map(([provider, { arch }]) => `${provider} ${arch}`)).size).toBe(6);
  });

  it.each(REGIONS.flatMap((regions) => [false, true].map((premium) => [regions.aws, premium, regions] as const)))(
    'takes a size that no other is cheaper than of all that have what is needed (%s, premium disks: %s)',
    (_, premium, regions) => {
      const disks = premium ? { premium, localGib: 0 } : undefined;
      let compared = 0;
      for (const [from, source] of samples)
        for (const to of PROVIDERS) {
          if (to === from) continue;
          const all = enoughFor(from, source, to, regions, premium);
          if (all.length === 0) continue;
          compared++;
          const found = match(from, source.instance, to, { regions, disks })!;
          const least = Math.min(...all.map((one) => priceIn(to, regions, one)!));
          const picked = all.find(({ instance }) => instance === found.chosen.name);
          expect([source.instance, to, picked?.instance]).toEqual([source.instance, to, found.chosen.name]);
          expect([source.instance, to, priceIn(to, regions, picked!)]).toEqual([source.instance, to, least]);
          expect(found.chosen.pricePerHour).toBeCloseTo(least, 9);
          // Of equally cheap ones none is known better.
          if (picked!.coremark === null && source.coremark !== null)
            expect(found.waived).toContain('its CoreMark is not known, and so not whether it is as fast');
        }
      expect(compared).toBeGreaterThan(800);
    },
  );

  it('takes the cheapest of all with the vCPUs and the memory where it is told to look at these alone', () => {
    for (const [from, source] of samples)
      for (const to of PROVIDERS) {
        if (to === from || source.burstable) continue;
        const all = MACHINES[to].filter(
          (one) =>
            priceIn(to, HOME, one) !== undefined &&
            one.vcpu! >= source.vcpu! &&
            one.memory_gib! >= source.memory_gib! &&
            !one.burstable &&
            !one.gpu &&
            !isOutOfTheOrdinary(to, one),
        );
        if (all.length === 0) continue;
        const least = Math.min(...all.map((one) => priceIn(to, HOME, one)!));
        expect(match(from, source.instance, to, { matching: 'vcpu' })!.chosen.pricePerHour).toBeCloseTo(least, 9);
      }
  });

  it('never takes fewer vCPUs or less memory, and says why every other candidate was not taken', () => {
    for (const [from, source] of samples.filter((_, index) => index % 7 === 0))
      for (const to of PROVIDERS) {
        if (to === from) continue;
        const found = match(from, source.instance, to);
        if (!found) continue;
        expect(found.chosen.vcpu).toBeGreaterThanOrEqual(source.vcpu!);
        expect(found.chosen.memoryGib).toBeGreaterThanOrEqual(source.memory_gib!);
        expect(found.rejected).toHaveLength(found.considered - 1);
      }
  });

  it('takes the machine itself where it is sold in its own cloud and nothing as fast is cheaper', () => {
    for (const [provider, source] of samples.filter((_, index) => index % 7 === 0)) {
      const price = priceIn(provider, HOME, source);
      if (price === undefined) continue;
      const found = match(provider, source.instance, provider)!;
      expect(found.chosen.pricePerHour).toBeLessThanOrEqual(price + 1e-9);
      if (source.coremark !== null && !source.burstable && found.chosen.coremark !== undefined)
        expect(found.chosen.coremark).toBeGreaterThanOrEqual(source.coremark);
    }
  });
});

const size = (name: string, more: Features, pricePerHour: number | undefined): Candidate => ({
  name,
  fields: { instance: name },
  vcpu: 4,
  memoryGib: 16,
  arch: 'x86_64',
  coremark: 1000,
  mostGbps: 10,
  burstable: false,
  sorts: [],
  premiumDisks: true,
  localGib: 0,
  ...more,
  pricePerHour,
  currency: 'USD',
  ...(pricePerHour === undefined && { unpriced: 'not sold in nowhere' }),
});
const NEED: Features = { vcpu: 4, memoryGib: 16, arch: 'x86_64', coremark: 1000, mostGbps: 10, burstable: false };
const ACROSS = { matching: 'performance', acrossClouds: true, machines: true } as const;
const GOOD = size('good', {}, 10);

describe('matchSize', () => {
  it.each<[string, Features, number | undefined, string]>([
    ['vCPUs', { vcpu: 2 }, 1, 'fewer vCPUs (2 of 4)'],
    ['memory', { memoryGib: 15 }, 1, 'less memory (15 of 16 GiB)'],
    ['architecture', { arch: 'arm64' }, 1, 'other architecture (arm64)'],
    ['network', { mostGbps: 7.4 }, 1, 'narrower network (7.4 of 10 Gbit/s)'],
    ['speed', { coremark: 899 }, 1, 'slower: CoreMark 899 of 1000'],
    ['sort', { sorts: ['confidential'] }, 1, 'confidential'],
    ['sort', { sorts: ['memory-heavy'] }, 1, 'memory-heavy'],
    ['burstable', { burstable: true }, 1, 'burstable'],
    ['gpu', { gpu: 1 }, 1, 'has a GPU, which nothing asks for'],
    ['price', {}, undefined, 'not sold in nowhere'],
    ['price', {}, 11, 'more expensive (11 against 10 USD an hour)'],
  ])('rejects a cheaper size by its %s: %o', (_, more, usd, reason) => {
    const found = matchSize(NEED, [size('other', more, usd), GOOD], ACROSS)!;
    expect(found.chosen.name).toBe('good');
    expect(found.rejected).toEqual([{ name: 'other', pricePerHour: usd, reasons: [reason] }]);
  });

  it('tells all that a size lacks, not the first thing', () => {
    const found = matchSize(NEED, [size('other', { vcpu: 2, memoryGib: 8, coremark: 400 }, 1), GOOD], ACROSS)!;
    expect(found.rejected[0]!.reasons).toHaveLength(3);
  });

  it('lets scores of two clouds differ by a tenth, those of one cloud not at all', () => {
    const near = size('near', { coremark: 1000 * (1 - ACROSS_CLOUDS_TOLERANCE) }, 1);
    expect(matchSize(NEED, [near, GOOD], ACROSS)!.chosen.name).toBe('near');
    expect(matchSize(NEED, [near, GOOD], { ...ACROSS, acrossClouds: false })!.chosen.name).toBe('good');
  });

  it('looks at vCPUs and memory alone where it is told to', () => {
    const slow = size('slow', { coremark: 1, arch: 'arm64', mostGbps: 1 }, 1);
    expect(matchSize(NEED, [slow, GOOD], { ...ACROSS, matching: 'vcpu' })!.chosen.name).toBe('slow');
  });

  it('takes more vCPUs where they are cheaper', () => {
    const found = matchSize(NEED, [GOOD, size('large', { vcpu: 8 }, 9)], ACROSS)!;
    expect([found.chosen.name, found.waived]).toEqual(['large', []]);
  });

  it.each<[string, Features, string]>([
    ['speed', { coremark: undefined }, 'its CoreMark is not known, and so not whether it is as fast'],
    ['bandwidth', { mostGbps: undefined }, 'its network bandwidth is not known'],
    ['architecture', { arch: undefined }, 'its architecture is not known'],
  ])('takes the cheaper of unknown %s and says so, but not where one that is known is as cheap', (_, more, said) => {
    const unknown = (usd: number) => size('a', more, usd);
    const found = matchSize(NEED, [unknown(9), GOOD], ACROSS)!;
    expect([found.chosen.name, found.waived]).toEqual(['a', [said]]);
    expect(matchSize(NEED, [unknown(10), GOOD], ACROSS)!.chosen.name).toBe('good');
  });

  it.each<[string, Need['disks'], Features]>([
    ['premium disks', { premium: true, localGib: 0 }, { premiumDisks: false }],
    ['local disks', { premium: false, localGib: 100 }, { localGib: 50 }],
  ])('asks for %s where they are needed', (_, disks, more) => {
    const other = size('other', more, 9);
    const good = { ...GOOD, localGib: 100 };
    expect(matchSize(NEED, [other, good], ACROSS)!.chosen.name).toBe('other');
    expect(matchSize({ ...NEED, disks }, [other, good], ACROSS)!.chosen.name).toBe('good');
  });

  it('takes what is out of the ordinary for its like', () => {
    const other = size('other', { sorts: ['memory-heavy'] }, 9);
    expect(matchSize({ ...NEED, sorts: ['memory-heavy'] }, [other, GOOD], ACROSS)!.chosen.name).toBe('other');
    expect(matchSize(NEED, [other], ACROSS)!.waived).toEqual(['no ordinary size has what is asked for: memory-heavy']);
  });

  it('takes what has no price only where nothing else will do, and says so', () => {
    const found = matchSize(NEED, [size('gratis', {}, undefined), size('small', { vcpu: 2 }, 1)], ACROSS)!;
    expect(found.chosen.name).toBe('gratis');
    expect(found.waived).toEqual(['no size has a price']);
  });

  it('finds nothing where nothing has the vCPUs and the memory', () => {
    expect(matchSize(NEED, [size('small', { vcpu: 2 }, 1)], ACROSS)).toBeUndefined();
    expect(matchSize(NEED, [], ACROSS)).toBeUndefined();
  });

  it('measures a burstable machine by what it sustains', () => {
    // t3.medium: 2 vCPUs with a baseline of 20 % each, 29,163 iterations a second in a burst.
    const { coremark, baselineVcpu } = featuresOf('aws', RATES.instance('aws', 't3.medium')!);
    expect(baselineVcpu).toBeCloseTo(0.4, 12);
    expect(coremark).toBe(Math.round(29_163 * 0.2));
  });

  it('takes what Google publishes of shared cores as it stands', () => {
    // pricing/gcp/instances.json: measured on what the two vCPUs are held to.
    expect(featuresOf('gcp', RATES.instance('gcp', 'e2-micro')!).coremark).toBe(3238);
  });

  // Prices of the tables, read by hand; n2d-standard-4 in London is 0.21771 less 20 %.
  it.each([
    ['aws', 'c5.9xlarge', 'azure', HOME, 2.03],
    ['aws', 't3.micro', 'gcp', HOME, 0.008376],
    ['aws', 'm6i.xlarge', 'gcp', REGIONS[1], 0.174168],
    ['gcp', 'e2-standard-8', 'aws', REGIONS[1], 0.4032],
  ] as const)('%s %s on %s costs no more than %o: %d', (from, instance, to, regions, usd) => {
    expect(match(from, instance, to, { regions })!.chosen.pricePerHour).toBeLessThanOrEqual(usd + 1e-6);
  });
});
