import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildNetwork, condense, regionCode, roundTrips } from '../../scripts/build-network.mjs';
import { assumptionFiles } from '../../src/host/assumption-files.ts';
import type { Provider } from '../../src/topology/model.ts';
import { RATES, ROOT } from '../support.ts';

const FOLDER = new URL('assumptions/', ROOT);
const source = assumptionFiles(FOLDER);

const record = (over: Record<string, string>) => ({
  scope: 'inter-region',
  from: 'us-east-1',
  to: 'us-west-2',
  rtt_ms_p50: '70',
  provider: 'AWS',
  year: '2022',
  source: 'github skyplane-project/skyplane@x profiles/latency.csv (premium)',
  stat: 'avg',
  ...over,
});
const regionsOf = (provider: string) => RATES.regions(provider as Provider);
const milliseconds = (records: Record<string, string>[]) =>
  condense(roundTrips(records, regionsOf)).map((trip) => trip.milliseconds);

describe('condensing round trips', () => {
  it('takes the mean of both directions', () => {
    expect(milliseconds([record({}), record({ from: 'us-west-2', to: 'us-east-1', rtt_ms_p50: '74' })])).toEqual([72]);
  });

  it('prefers a median to a newer mean, and of equals the newest', () => {
    const median = record({
      provider: 'Azure',
      from: 'East US',
      to: 'West US 2',
      rtt_ms_p50: '66',
      year: '2025',
      stat: 'p50',
      source: 'Microsoft Learn azure-network-latency (30 days to 2025-06-29, P50), table',
    });
    const mean = record({ provider: 'Azure', from: 'eastus', to: 'westus2', rtt_ms_p50: '60', year: '2026' });
    expect(milliseconds([mean, median])).toEqual([66]);
    const old = record({
      year: '2020',
      source: 'github vitorenesduarte/fantoch latency_aws/2020_06_05',
      rtt_ms_p50: '80',
    });
    expect(milliseconds([old, record({})])).toEqual([70]);
  });

  it('leaves out percentiles, Google’s standard tier, zones of one region and places that are no region', () => {
    expect(
      milliseconds([
        record({ stat: 'p95' }),
        record({ source: 'github skyplane-project/skyplane@x (gcp standard tier)' }),
        record({ provider: 'GCP', from: 'us-east1-b', to: 'us-east1-c' }),
        record({ to: 'mars-north-1' }),
        record({ scope: 'same-az' }),
      ]),
    ).toEqual([]);
  });

  it('knows regions by code, display name and zone', () => {
    expect(regionCode('Australia Central 2', RATES.regions('azure'))).toBe('australiacentral2');
    expect(regionCode('europe-west1-b', RATES.regions('gcp'))).toBe('europe-west1');
    expect(regionCode('us-east-1', RATES.regions('aws'))).toBe('us-east-1');
    expect(regionCode('nowhere', RATES.regions('aws'))).toBeUndefined();
  });

  it('gives the same bytes whatever the order of the rows', () => {
    const rows = [record({}), record({ from: 'eu-west-1' }), record({ from: 'us-west-2', to: 'us-east-1' })];
    expect([...buildNetwork(rows, regionsOf)]).toEqual([...buildNetwork(rows.toReversed(), regionsOf)]);
  });
});

describe('the published round trips', () => {
  it('answers with unit, year and source, in either order', () => {
    // skyplane, 2022: us-east-1 to us-west-2 about 65 ms.
    const trip = source.roundTrip('aws', 'us-east-1', 'aws', 'us-west-2');
    expect(trip).toMatchObject({ unit: 's', year: 2022 });
    expect(trip?.value).toBeGreaterThan(0.05);
    expect(trip?.value).toBeLessThan(0.08);
    expect(trip?.source).toContain('skyplane');
    expect(source.roundTrip('aws', 'us-west-2', 'aws', 'us-east-1')).toEqual(trip);
  });

  it('has Microsoft’s median of Azure (Australia Central to Brazil South: 302 ms)', () => {
    const trip = source.roundTrip('azure', 'australiacentral', 'azure', 'brazilsouth');
    expect(trip?.value).toBeCloseTo(0.302, 2);
    expect(trip?.year).toBe(2025);
  });

  it('crosses clouds, in either order', () => {
    const trip = source.roundTrip('aws', 'us-east-1', 'gcp', 'us-east4');
    expect(trip?.value).toBeLessThan(0.01);
    expect(source.roundTrip('gcp', 'us-east4', 'aws', 'us-east-1')).toEqual(trip);
    expect(source.roundTrip('azure', 'westeurope', 'gcp', 'europe-west4')?.value).toBeLessThan(0.05);
  });

  it('says nothing of what is not published', () => {
    expect(source.roundTrip('aws', 'us-east-1', 'aws', 'us-east-1')).toBeUndefined();
    expect(source.roundTrip('aws', 'us-east-1', 'aws', 'mars-north-1')).toBeUndefined();
    expect(source.roundTrip('azure', 'constructor', 'gcp', 'us-east1')).toBeUndefined();
  });

  it.each(['aws', 'azure', 'gcp', 'cross-cloud'])('names known regions once in %s, with plausible times', (name) => {
    const table = JSON.parse(readFileSync(new URL(`network/${name}.json`, FOLDER), 'utf8'));
    const known = new Set(
      (['aws', 'azure', 'gcp'] as const).flatMap((one) => RATES.regions(one).map(({ region }) => `${one} ${region}`)),
    );
    const seen = new Set<string>();
    for (const row of table.rows) {
      const [p, from, q, to, ms, id = table.default_source] =
        name === 'cross-cloud' ? row : [name, row[0], name, row[1], ...row.slice(2)];
      expect(known.has(`${p} ${from}`) && known.has(`${q} ${to}`)).toBe(true);
      const pair = [`${p} ${from}`, `${q} ${to}`].toSorted().join(' ');
      expect(seen.has(pair)).toBe(false);
      seen.add(pair);
      expect(ms > 0 && ms < 500).toBe(true);
      expect(table.sources[id]).toBeDefined();
    }
  });
});

describe('reading them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quoin-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes a missing file as an empty table', () => {
    expect(assumptionFiles(folder).roundTrip('aws', 'a', 'aws', 'b')).toBeUndefined();
  });

  it('reads no file but the one that is needed, and throws for one that is no JSON', () => {
    mkdirSync(join(folder, 'network'));
    writeFileSync(join(folder, 'network', 'gcp.json'), 'nonsense');
    expect(readdirSync(join(folder, 'network'))).toEqual(['gcp.json']);
    expect(assumptionFiles(folder).roundTrip('aws', 'a', 'aws', 'b')).toBeUndefined();
    expect(() => assumptionFiles(folder).roundTrip('gcp', 'a', 'gcp', 'b')).toThrow('is no table of round trips');
  });
});
