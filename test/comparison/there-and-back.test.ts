/**
 * A topology that moves to another provider and back is what it was: every common size, and a component of each kind
 * that is sold.
 */
import { describe, expect, it } from 'vitest';
import { rehome } from '../../src/comparison/rehome.ts';
import { HOME_REGIONS } from '../../src/billing/home-regions.ts';
import { FIXTURES, RATES, estimateOf, readText } from '../support.ts';
import { readSources } from '../../src/topology/merge.ts';
import type { Provider } from '../../src/topology/model.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;

/** Families that files name. */
const COMMON: Readonly<Record<Provider, RegExp>> = {
  aws: /^(m5|m6a|m6i|m6g|m7i|m7g|m8g|c5|c6a|c6i|c7g|c7i|r5|r6i|r6g|r7g|i4i|t3|t4g)\.(?!metal)/,
  azure: /^Standard_([DE]\d+(a?ds|as|s|ps|pds)_v[3-6]|F\d+s_v2|B\d+(ms|s)|L\d+s_v3)$/,
  gcp: /^(e2|n1|n2|n2d|c2|c2d|c3|c3d|n4|t2d|t2a|c4|c4a)-(standard|highmem|highcpu|micro|small|medium)/,
};

const sizesOf = (provider: Provider): string[] => {
  const { columns, rows } = JSON.parse(readText(`pricing/${provider}/instances.json`)) as {
    columns: string[];
    rows: string[][];
  };
  return rows.map((row) => row[columns.indexOf('instance')]!).filter((name) => COMMON[provider].test(name));
};

function backFrom(value: object, home: Provider, away: Provider) {
  const place = (provider: Provider) => ({ provider, region: HOME_REGIONS[provider] });
  const there = rehome(value, estimateOf(value), { place: place(away), matching: 'performance' }, RATES);
  const moved = there.value as object;
  expect(moved).not.toBe(value);
  return rehome(moved, estimateOf(moved), { place: place(home), matching: 'performance' }, RATES).value;
}

const ways = PROVIDERS.flatMap((home) =>
  PROVIDERS.filter((away) => away !== home).map((away) => [home, away] as const),
);

describe('there and back', () => {
  it.each(ways)('gives every common size of %s back from %s', (home, away) => {
    const sizes = sizesOf(home);
    expect(sizes.length).toBeGreaterThan(100);
    const components = Object.fromEntries(sizes.map((instance, at) => [`c${at}`, { kind: 'service', instance }]));
    const topology = { provider: home, region: HOME_REGIONS[home], components };
    expect(backFrom(topology, home, away)).toEqual(topology);
  });

  it.each(FIXTURES)('gives fixtures/%s back from wherever it goes', (name) => {
    const value = readSources([{ name, text: readText(`fixtures/${name}/quoin.yaml`) }]).value as {
      provider: Provider;
    };
    const home = value.provider;
    // A file with components of several providers has no one place to come back to.
    if (estimateOf(value).placed.some(({ component }) => component.region !== '' && component.provider !== home))
      return;
    for (const away of PROVIDERS) if (away !== home) expect(backFrom(value, home, away)).toEqual(value);
  });
});
