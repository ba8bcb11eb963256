/** Regions matched by geography: against distances worked out another way, over the tables themselves. */
import { describe, expect, it } from 'vitest';
import { coordinatesOf, kilometresBetween } from '../../src/comparison/coordinates.ts';
import { areaOf, countryOf, jurisdictionOf } from '../../src/comparison/jurisdictions.ts';
import { matchRegion } from '../../src/comparison/regions.ts';
import { RATES, readText } from '../support.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;
type Provider = (typeof PROVIDERS)[number];
const HOME = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' };
/** Mean radius of the Earth (IUGG). */
const RADIUS = 6371.0088;

interface Row {
  readonly region: string;
  readonly zones: number | null;
  readonly partition: string;
}

const read = (provider: Provider): Row[] =>
  (JSON.parse(readText(`pricing/${provider}/regions.json`)) as { rows: unknown[][] }).rows.map((row) => ({
    region: row[0] as string,
    zones: row[3] as number | null,
    partition: row[6] as string,
  }));

const TABLES = { aws: read('aws'), azure: read('azure'), gcp: read('gcp') };
const PRICED = Object.fromEntries(PROVIDERS.map((one) => [one, new Set(RATES.regionsOf(one, 'compute'))])) as Record<
  Provider,
  Set<string>
>;
const tableOf = (provider: Provider): Row[] => TABLES[provider];

/** By vectors, which the code does not use. */
function chord(a: readonly [number, number], b: readonly [number, number]): number {
  const vector = ([lat, lon]: readonly [number, number]) => {
    const [p, l] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
    return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)] as const;
  };
  const [v, w] = [vector(a), vector(b)];
  return 2 * RADIUS * Math.asin(Math.hypot(v[0] - w[0], v[1] - w[1], v[2] - w[2]) / 2);
}

describe('kilometresBetween', () => {
  it('is a quarter of the way round from a pole to the equator, and half of it to the antipode', () => {
    expect(kilometresBetween([90, 0], [0, 12])).toBeCloseTo((RADIUS * Math.PI) / 2, 6);
    expect(kilometresBetween([0, 0], [0, 180])).toBeCloseTo(RADIUS * Math.PI, 6);
    expect(kilometresBetween([51.51, -0.13], [51.51, -0.13])).toBe(0);
  });

  it('agrees with the chord between vectors', () => {
    for (const one of tableOf('aws'))
      for (const other of tableOf('gcp')) {
        const [a, b] = [coordinatesOf('aws', one.region)!, coordinatesOf('gcp', other.region)!];
        expect(kilometresBetween(a, b)).toBeCloseTo(chord(a, b), 3);
      }
  });
});

describe('coordinates', () => {
  it.each(PROVIDERS)('of every region of %s are known, in the hemispheres that its name says', (provider) => {
    for (const { region } of tableOf(provider)) {
      const found = coordinatesOf(provider, region);
      expect([region, found === undefined]).toEqual([region, false]);
      const [lat, lon] = found!;
      expect(Math.abs(lat)).toBeLessThan(62);
      if (/^(us|ca|mx|northamerica|canada)|us\d?$/.test(region)) expect(lon).toBeLessThan(-60);
      if (/^(eu|europe|uk|france|germany|sweden|poland|italy|spain|norway|swit)/.test(region)) {
        expect(lat).toBeGreaterThan(35);
        expect(Math.abs(lon)).toBeLessThan(30);
      }
      if (/australia|southafrica|af-south|africa-south|brazil|sa-east|southamerica|newzealand/.test(region))
        expect(lat).toBeLessThan(0);
    }
  });
});

describe('matchRegion', () => {
  it('matches the home regions with each other', () => {
    for (const from of PROVIDERS)
      for (const to of PROVIDERS)
        expect(matchRegion({ provider: from, region: HOME[from] }, to, RATES)!.to).toEqual({
          provider: to,
          region: HOME[to],
        });
  });

  it.each([
    ['aws', 'eu-central-1', 'azure', 'germanywestcentral'],
    ['aws', 'eu-central-1', 'gcp', 'europe-west3'],
    ['aws', 'ap-northeast-1', 'azure', 'japaneast'],
    ['azure', 'japaneast', 'gcp', 'asia-northeast1'],
    ['gcp', 'australia-southeast1', 'aws', 'ap-southeast-2'],
    ['azure', 'northeurope', 'aws', 'eu-west-1'],
    ['gcp', 'southamerica-east1', 'azure', 'brazilsouth'],
  ] as const)('matches %s %s on %s with %s, in the same town', (provider, region, to, expected) => {
    const match = matchRegion({ provider, region }, to, RATES)!;
    expect(match.to.region).toBe(expected);
    expect(match.kilometres).toBeLessThan(30);
  });

  it('takes the nearest of the same law that is priced, public and has zones, by brute force over all public regions', () => {
    for (const from of PROVIDERS)
      for (const { region, zones, partition } of tableOf(from)) {
        if (partition !== 'public' || region === HOME[from] || zones === 0) continue;
        for (const to of PROVIDERS) {
          if (to === from) continue;
          const here = coordinatesOf(from, region)!;
          const allowed = tableOf(to).filter(
            (one) => one.partition === 'public' && one.zones !== 0 && PRICED[to].has(one.region),
          );
          const law = jurisdictionOf(region);
          const alike = allowed.filter((one) => jurisdictionOf(one.region) === law);
          const among = alike.length > 0 ? alike : allowed;
          const least = Math.min(...among.map((one) => chord(here, coordinatesOf(to, one.region)!)));
          const match = matchRegion({ provider: from, region }, to, RATES)!;
          expect(allowed.map((one) => one.region)).toContain(match.to.region);
          expect(match.kilometres!).toBeCloseTo(least, 3);
        }
      }
  });

  it.each([
    // Amsterdam is nearer to London than to any region of AWS in the Union.
    ['azure', 'westeurope', 'aws', /^eu-(central-1|west-[13]|north-1|south-[12])$/],
    ['gcp', 'europe-west1', 'aws', /^eu-(central-1|west-[13]|north-1|south-[12])$/],
    ['aws', 'ca-west-1', 'azure', /^canada/],
    ['aws', 'eu-west-2', 'azure', /^uk/],
    ['azure', 'uksouth', 'gcp', /^europe-west2$/],
  ] as const)('keeps %s %s under its law on %s', (provider, region, to, pattern) => {
    const match = matchRegion({ provider, region }, to, RATES)!;
    expect(match.to.region).toMatch(pattern);
    expect(match.leaves).toBeUndefined();
  });

  it('says where a region leaves its law', () => {
    // Google has no region in Norway.
    const match = matchRegion({ provider: 'azure', region: 'norwayeast' }, 'gcp', RATES)!;
    expect(match.leaves).toBe('it leaves Norway for the European Union');
    expect(matchRegion({ provider: 'aws', region: 'eu-west-1' }, 'azure', RATES)!.leaves).toBeUndefined();
  });

  it('knows the country of every public region', () => {
    for (const provider of PROVIDERS)
      for (const { region } of tableOf(provider)) expect([region, countryOf(region)]).not.toEqual([region, undefined]);
  });

  it.each([
    ['europe', 'eu-west-2', true],
    ['europe', 'us-east-1', false],
    ['americas', 'brazilsouth', true],
    ['asia-pacific', 'asia-northeast1', true],
    ['asia-pacific', 'me-central1', false],
    ['germany', 'germanywestcentral', true],
    ['united-states', 'us-gov-west-1', true],
    ['uk', 'europe-west2', true],
    ['all', 'af-south-1', true],
  ])('%s: %s is in it, %s', (word, region, isIn) => {
    expect(areaOf(word)!(region)).toBe(isIn);
  });

  it('takes no other word for a part of the world', () => {
    expect(areaOf('eu-west-1')).toBeUndefined();
    expect(areaOf('constructor')).toBeUndefined();
  });

  it('says which nearer regions it left out, and why', () => {
    const match = matchRegion({ provider: 'aws', region: 'us-west-1' }, 'azure', RATES)!;
    expect(match.rejected).toContainEqual({ region: 'westus', reason: 'it has no availability zones' });
  });

  it('gives two regions of one provider two regions of another', () => {
    const taken = new Set(['eastus']);
    const match = matchRegion({ provider: 'aws', region: 'us-east-2' }, 'azure', RATES, taken)!;
    expect(match.to.region).not.toBe('eastus');
  });

  it('keeps government regions among themselves', () => {
    const match = matchRegion({ provider: 'aws', region: 'us-gov-west-1' }, 'azure', RATES);
    expect(match === undefined || match.to.region.startsWith('usgov')).toBe(true);
    expect(matchRegion({ provider: 'aws', region: 'us-gov-west-1' }, 'gcp', RATES)).toBeUndefined();
  });
});
