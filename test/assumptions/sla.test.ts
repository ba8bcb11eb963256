import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildSla, sourceText } from '../../scripts/build-sla.mjs';
import { assumptionFiles } from '../../src/host/assumption-files.ts';
import { isAssumed } from '../../src/assumptions/figure.ts';
import type { Provider } from '../../src/topology/model.ts';
import { ASSUMPTIONS, ROOT } from '../support.ts';

const PROVIDERS = ['aws', 'azure', 'gcp'] as const;

interface Table {
  readonly sources: Readonly<Record<string, { readonly as_of: string; readonly text: string }>>;
  readonly rows: readonly (readonly [string, string, string, string, string?])[];
}
const tableOf = (provider: Provider): Table =>
  JSON.parse(readFileSync(new URL(`assumptions/sla/${provider}.json`, ROOT), 'utf8'));

describe('promised availability', () => {
  it.each([
    // https://aws.amazon.com/rds/sla, elasticloadbalancing/sla, compute/sla, s3/sla.
    ['aws', 'rds', 'multi-az', 0.9995],
    ['aws', 'rds', 'single-az', 0.995],
    ['aws', 'alb', 'multi-az', 0.9999],
    ['aws', 'ec2', 'single-instance', 0.995],
    ['aws', 's3', 'standard', 0.999],
    ['aws', 's3', 'durability', 0.999_999_999_99],
    ['aws', 'dynamodb', 'global-tables', 0.999_99],
    ['aws', 'route53', 'global', 1],
    ['azure', 'virtual-machines', 'single-instance-standard-hdd', 0.95],
    ['azure', 'sql-database', 'business-critical-zone-redundant', 0.999_95],
    ['azure', 'blob-storage', 'durability-grs', 0.999_999_999_999_999_9],
    ['gcp', 'cloud-sql', 'enterprise-plus-ha', 0.9999],
    ['gcp', 'compute-engine', 'multi-zone', 0.9999],
    ['gcp', 'bigtable', 'zonal', 0.999],
  ] as const)('%s %s, %s: %d to the last digit', (provider, service, scope, share) => {
    expect(ASSUMPTIONS.sla(provider, service, scope)).toMatchObject({ value: share, unit: 'share' });
  });

  it('says what it is promised for, when and by whom', () => {
    expect(ASSUMPTIONS.sla('aws', 'ec2', 'region')).toEqual({
      value: 0.9999,
      unit: 'share',
      conditions: 'availability of a month: ec2, region; workload spread over 2+ availability zones',
      year: 2022,
      source: 'https://aws.amazon.com/compute/sla',
    });
    expect(ASSUMPTIONS.sla('aws', 'ebs', 'durability-io2')?.conditions).toContain('durability over a year');
  });

  it('takes what is only recalled as an assumption, without a year', () => {
    const figure = ASSUMPTIONS.sla('aws', 'sqs', 'region')!;
    expect(isAssumed(figure)).toBe(true);
    expect(figure.source).toContain('unverified');
    expect(figure.conditions).toContain('as recalled');
    expect(figure.year).toBeUndefined();
  });

  it('promises nothing where nothing is: Cloud SQL without high availability, and what is not known', () => {
    expect(ASSUMPTIONS.sla('gcp', 'cloud-sql', 'zonal')).toBeUndefined();
    expect(ASSUMPTIONS.sla('aws', 'rds', 'region')).toBeUndefined();
    expect(ASSUMPTIONS.sla('aws', 'constructor', 'region')).toBeUndefined();
  });

  it('holds 166 promises, 23 of them unverified', () => {
    const tables = PROVIDERS.map(tableOf);
    expect(tables.map(({ rows }) => rows.length)).toEqual([65, 56, 45]);
    expect(tables.flatMap(({ rows }) => rows).filter(([, , , source]) => source === 'unverified')).toHaveLength(23);
  });
});

describe('building the tables', () => {
  const record = (over: Record<string, string> = {}) => ({
    provider: 'aws',
    service: 'alb',
    scope: 'multi-az',
    sla_percent: '99.99',
    as_of: '2022-07-25',
    source_id: 'page:aws.amazon.com/elasticloadbalancing/sla',
    note: '',
    ...over,
  });

  it('gives the same bytes whatever the order of the rows', () => {
    const rows = [record(), record({ scope: 'single-az', sla_percent: '99.90', note: 'of one' })];
    const built = buildSla(rows);
    expect([...buildSla(rows.toReversed())]).toEqual([...built]);
    expect(JSON.parse(built.get('aws.json')!).rows).toEqual([
      ['alb', 'multi-az', '99.99', 'page:aws.amazon.com/elasticloadbalancing/sla'],
      ['alb', 'single-az', '99.90', 'page:aws.amazon.com/elasticloadbalancing/sla', 'of one'],
    ]);
  });

  it('reads addresses and repositories out of the ids of sources', () => {
    expect(sourceText('page:cloud.google.com/sql/sla')).toBe('https://cloud.google.com/sql/sla');
    expect(sourceText('repo:mspnp/SLA_data.json@f193cb7+page:intercept.cloud')).toMatch(
      /^github mspnp\/samples@f193cb7 .*; https:\/\/intercept\.cloud$/,
    );
    expect(() => sourceText('page:somewhere')).toThrow('neither known nor an address');
  });

  it('refuses a promise that stands there twice, one that is no percentage, and a source with two dates', () => {
    expect(() => buildSla([record(), record()])).toThrow('stands there twice');
    expect(() => buildSla([record({ sla_percent: '100.5' })])).toThrow('100.5');
    expect(() => buildSla([record({ sla_percent: '99,9' })])).toThrow('99,9');
    expect(() => buildSla([record(), record({ scope: 'single-az', as_of: '2023-01-01' })])).toThrow('has two dates');
  });
});

describe('reading them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quoin-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes a missing file as an empty table, reads no file but the one needed, and throws for one that is no JSON', () => {
    expect(assumptionFiles(folder).sla('aws', 'alb', 'multi-az')).toBeUndefined();
    mkdirSync(join(folder, 'sla'));
    writeFileSync(join(folder, 'sla', 'gcp.json'), 'nonsense');
    expect(assumptionFiles(folder).sla('aws', 'alb', 'multi-az')).toBeUndefined();
    expect(() => assumptionFiles(folder).sla('gcp', 'pubsub', 'region')).toThrow(
      'no table of service level agreements',
    );
  });
});
