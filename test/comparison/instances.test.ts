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
} from '../../src/comparison/instances.ts';
import { RATES, readText } from '../support.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
type Provider = (typeof PROVIDERS)[number];
const HOME = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' };

interface Machine {
  readonly instance: string;
  readonly vcpu: number | null;
  readonly memory_gib: number | null;
  readonly arch: string | null;
  readonly burstable: boolean;
  readonly network_gbps_baseline: number | null;
  readonly network_gbps_burst: number | null;
  readonly gpu: number | null;
  readonly coremark: number | null;
  readonly usd: number | undefined;
}

/** Machines and their prices on demand, read from the files without any code of ours. */
function machinesOf(provider: Provider): Machine[] {
  const table = JSON.parse(readText(`pricing/${provider}/instances.json`)) as { columns: string[]; rows: unknown[][] };
  const prices = JSON.parse(readText(`pricing/${provider}/compute/${HOME[provider]}.json`)) as { rows: string[][] };
  const usd = new Map(prices.rows.map((row) => [row[0]!.toLowerCase(), row[1]]));
  return table.rows.map((row) => {
    const machine = Object.fromEntries(table.columns.map((column, index) => [column, row[index] ?? null]));
    const price = usd.get((machine['instance'] as string).toLowerCase());
    return { ...machine, usd: price ? Number(price) : undefined } as unknown as Machine;
  });
}

const MACHINES = { aws: machinesOf('aws'), azure: machinesOf('azure'), gcp: machinesOf('gcp') };

const candidates = {
  aws: machineCandidates('aws', HOME.aws, { os: 'linux', way: 'on-demand' }, RATES),
  azure: machineCandidates('azure', HOME.azure, { os: 'linux', way: 'on-demand' }, RATES),
  gcp: machineCandidates('gcp', HOME.gcp, { os: 'linux', way: 'on-demand' }, RATES),
};

function match(from: Provider, instance: string, to: Provider, matching: Matching = 'performance') {
  const need = featuresOf(from, RATES.instance(from, instance)!);
  return matchSize(need, candidates[to], { matching, acrossClouds: from !== to, machines: true });
}

/** What satisfies every constraint: as many vCPUs, at least the memory, the architecture, the network and the score. */
function satisfying(from: Provider, source: Machine, to: Provider, matching: Matching): Machine[] {
  return MACHINES[to].filter((one) => {
    if (one.usd === undefined || one.burstable || (one.gpu ?? 0) > 0) return false;
    if (one.vcpu !== source.vcpu || one.memory_gib === null || one.memory_gib < source.memory_gib!) return false;
    if (matching === 'vcpu') return true;
    if (one.arch !== source.arch) return false;
    if (
      source.coremark !== null &&
      !(one.coremark !== null && one.coremark >= source.coremark * (from === to ? 1 : 0.9))
    )
      return false;
    // AWS publishes what it sustains and the most, the others the most alone.
    const most = to === 'aws' ? one.network_gbps_burst : one.network_gbps_baseline;
    const sustained = to === 'aws' ? one.network_gbps_baseline : null;
    if (from === 'aws') {
      const has = sustained ?? most;
      return source.network_gbps_baseline === null || has === null || has >= source.network_gbps_baseline;
    }
    return source.network_gbps_baseline === null || most === null || most >= source.network_gbps_baseline * 0.8 - 1e-9;
  });
}

/** Plain machines that are sold, a few dozen of each provider. */
const samples = PROVIDERS.flatMap((provider) =>
  MACHINES[provider]
    .filter((one) => one.usd && !one.burstable && !one.gpu && one.vcpu && one.memory_gib && one.arch)
    .filter((_, index) => index % 23 === 0)
    .map((machine) => [provider, machine] as const),
);

describe('matchSize over the tables', () => {
  it('has samples of every provider and both architectures', () => {
    expect(samples.length).toBeGreaterThan(80);
    expect(new Set(samples.map(([provider, { arch }]) => `${provider} ${arch}`)).size).toBe(6);
  });

  it.each(['performance', 'vcpu'] as const)(
    'takes the cheapest of all that satisfy every constraint (%s)',
    (matching) => {
      let compared = 0;
      for (const [from, source] of samples)
        for (const to of PROVIDERS) {
          if (to === from) continue;
          const all = satisfying(from, source, to, matching);
          if (all.length === 0) continue;
          compared++;
          const found = match(from, source.instance, to, matching)!;
          const isOneOfThem = all.some((one) => one.instance === found.chosen.name);
          const least = Math.min(...all.map((one) => one.usd!));
          expect([source.instance, to, isOneOfThem, found.chosen.pricePerHour]).toEqual([
            source.instance,
            to,
            true,
            least,
          ]);
          expect(found.waived).toEqual([]);
        }
      expect(compared).toBeGreaterThan(60);
    },
  );

  it('never takes fewer vCPUs or less memory, and says why every other candidate was not taken', () => {
    for (const [from, source] of samples)
      for (const to of PROVIDERS) {
        if (to === from) continue;
        const found = match(from, source.instance, to);
        if (!found) {
          const enough = MACHINES[to].some(
            (one) =>
              (one.vcpu ?? 0) >= source.vcpu! &&
              (one.memory_gib ?? 0) >= source.memory_gib! &&
              !one.burstable &&
              !one.gpu,
          );
          expect([source.instance, to, enough]).toEqual([source.instance, to, false]);
          continue;
        }
        expect(found.chosen.vcpu).toBeGreaterThanOrEqual(source.vcpu!);
        expect(found.chosen.memoryGib).toBeGreaterThanOrEqual(source.memory_gib!);
        expect(found.rejected).toHaveLength(found.considered - 1);
      }
  });

  // The machines of the fixtures and of the documentation.
  it.each([
    ['aws', 'm7g.xlarge'],
    ['aws', 'm7g.large'],
    ['aws', 'm6i.xlarge'],
    ['aws', 'm6g.xlarge'],
    ['aws', 'c6i.2xlarge'],
    ['aws', 'r7g.xlarge'],
    ['aws', 'r7g.2xlarge'],
    ['aws', 'r6i.2xlarge'],
    ['azure', 'Standard_D4ps_v5'],
    ['azure', 'Standard_D4s_v5'],
    ['azure', 'Standard_D2s_v5'],
    ['azure', 'Standard_E4s_v5'],
    ['gcp', 'n2-standard-4'],
    ['gcp', 'n2-highmem-4'],
    ['gcp', 'e2-standard-4'],
    ['gcp', 't2a-standard-4'],
  ] as const)('goes from %s %s to either other cloud and back to the same vCPUs and memory', (from, instance) => {
    const { vcpu, memory_gib: memory } = MACHINES[from].find((one) => one.instance === instance)!;
    for (const to of PROVIDERS) {
      if (to === from) continue;
      const there = match(from, instance, to)!;
      expect(there.chosen.vcpu).toBe(vcpu);
      // What has more there comes back as what has more.
      if (there.chosen.memoryGib !== memory) expect(instance).toMatch(/^c\d/);
      const back = match(to, there.chosen.name, from)!;
      expect([back.chosen.vcpu, back.chosen.memoryGib]).toEqual([vcpu, there.chosen.memoryGib]);
    }
  });

  it('takes the machine itself where it is sold in its own cloud and nothing as fast is cheaper', () => {
    for (const [provider, source] of samples) {
      const found = match(provider, source.instance, provider)!;
      expect(found.chosen.pricePerHour).toBeLessThanOrEqual(source.usd!);
      if (source.coremark !== null) expect(found.chosen.coremark!).toBeGreaterThanOrEqual(source.coremark);
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
    ['vCPUs', { vcpu: 8 }, 1, 'more vCPUs (8 of 4)'],
    ['memory', { memoryGib: 15 }, 1, 'less memory (15 of 16 GiB)'],
    ['architecture', { arch: 'arm64' }, 1, 'other architecture (arm64)'],
    ['network', { mostGbps: 7.9 }, 1, 'narrower network (7.9 of 10 Gbit/s)'],
    ['speed', { coremark: 899 }, 1, 'slower: CoreMark 899 of 1000'],
    ['speed', { coremark: undefined }, 1, 'CoreMark not known'],
    ['burstable', { burstable: true }, 1, 'burstable'],
    ['gpu', { gpu: 1 }, 1, 'has a GPU, which nothing asks for'],
    ['price', {}, undefined, 'not sold in nowhere'],
    ['price', {}, 11, 'dearer (11 against 10 USD an hour)'],
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

  it('takes more vCPUs where all of that size are slower, and says so', () => {
    const found = matchSize(NEED, [size('slow', { coremark: 500 }, 1), size('large', { vcpu: 8 }, 20)], ACROSS)!;
    expect(found.chosen.name).toBe('large');
    expect(found.waived).toEqual(['no size of as many vCPUs has all that is asked for: more vCPUs (8 of 4)']);
  });

  it('takes an unknown score where no size of that shape has one, and says so', () => {
    const found = matchSize(
      NEED,
      [size('unknown', { coremark: undefined }, 5), size('large', { vcpu: 8 }, 20)],
      ACROSS,
    )!;
    expect(found.chosen.name).toBe('unknown');
    expect(found.waived).toEqual(['its CoreMark is not known, and so not whether it is as fast']);
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
});
