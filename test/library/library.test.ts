/** The library: the same data as the commands' JSON, from text or data, without anything printed, written or ended. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { ASSUMPTIONS, RATES, TODAY, quoin, readText } from '../support.ts';

const { check, compare, diff, drill, estimate, explain, readSources, simulate } = library;

const SHOP = readText('fixtures/shop/quoin.yaml');
const WEB = 'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro } }\n';
const OTHER = WEB.replace('t2.micro', 't2.small');
const LOADED = `${WEB}workload: { browse: { enters: app, rate: 100/s } }\n`.replace(
  'web: { kind: ec2, instance: t2.micro }',
  'app: { kind: service, instance: m7g.large, count: 2, demand: { cpu: 4ms } }',
);
const files = { 'quoin.yaml': SHOP, old: WEB, new: OTHER, 'one.yaml': LOADED };

const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await quoin([...args, '--format', 'json'], { files })).out);
/** As it comes through JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const reportOf = <Report>(result: { readonly ok: true; readonly report: Report } | library.Refused): Report => {
  if (!result.ok) throw new Error(result.diagnostics.map((one) => one.message).join('\n'));
  return result.report;
};

describe('every function returns what its command prints as JSON', () => {
  const options = { today: TODAY };

  it.each<[string, () => unknown, readonly string[]]>([
    ['estimate', () => reportOf(estimate(SHOP, options)), ['estimate', 'quoin.yaml']],
    [
      'check',
      () => reportOf(check(SHOP, { ...options, budget: 5000, allowUnpriced: true })),
      ['check', 'quoin.yaml', '--budget', '5000', '--allow-unpriced'],
    ],
    ['diff', () => reportOf(diff(WEB, OTHER, options)), ['diff', 'old', 'new']],
    [
      'compare',
      () => reportOf(compare(SHOP, { ...options, providers: ['azure'], regions: ['westeurope'], match: 'vcpu' })),
      ['compare', 'quoin.yaml', '--providers', 'azure', '--regions', 'westeurope', '--match', 'vcpu'],
    ],
    ['explain', () => reportOf(explain(SHOP, 'app', options)), ['explain', 'quoin.yaml', 'app']],
    ['drill', () => reportOf(drill(SHOP, options)), ['drill', 'quoin.yaml']],
    [
      'simulate',
      () => reportOf(simulate(LOADED, { ...options, seed: 7, duration: '20s', replications: 2 })),
      ['simulate', 'one.yaml', '--seed', '7', '--duration', '20s', '--replications', '2'],
    ],
    [
      'simulate of failures',
      () => reportOf(simulate(LOADED, { ...options, failures: true, years: 50 })),
      ['simulate', 'one.yaml', '--failures', '--years', '50'],
    ],
  ])('%s', async (_, call, args) => {
    expect(plain(call())).toEqual(await json(...args));
  });
});

describe('a topology', () => {
  it('needs no options', () => {
    // 730 × 0.0116
    expect(reportOf(estimate(WEB)).cost.total).toBe('8.47');
  });

  it('is text, data, or what was read of files', () => {
    const data = { provider: 'aws', region: 'us-east-1', components: { web: { kind: 'ec2', instance: 't2.micro' } } };
    const sources = readSources([{ name: 'web.yaml', text: WEB }]);
    const totals = [WEB, JSON.stringify(data), data, sources].map((one) => reportOf(estimate(one)).cost.total);
    expect(new Set(totals)).toEqual(new Set(['8.47']));
    expect(reportOf(diff(sources, OTHER)).old.name).toBe('web.yaml');
  });

  it('is changed by set', () => {
    expect(reportOf(estimate(WEB, { set: ['components.web.count=2'] })).cost.total).toBe('16.94');
  });

  it('returns all its errors, with places where it is text', () => {
    const text = 'provider: aws\nregion: us-est-1\ncomponents: { web: { kind: ec2, instance: t2.micra } }\n';
    const result = estimate(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.diagnostics.map((one) => one.position?.line)).toEqual([2, 3]);
    const { ok, ...rest } = estimate({ provider: 'aws', region: 'us-est-1', components: {} });
    expect(ok).toBe(false);
    expect(JSON.stringify(rest)).not.toContain('position');
    for (const refused of [
      check(text),
      diff(text, text),
      compare(text),
      explain(text, 'web'),
      drill(text),
      simulate(text),
    ])
      expect(refused).toMatchObject({ ok: false });
    // Those of both sides.
    const both = diff(text, text);
    expect(!both.ok && both.diagnostics.map((one) => one.position?.file)).toEqual(['old', 'old', 'new', 'new']);
  });

  it.each([42, null, undefined, true])('is not %s', (value) => {
    expect(() => estimate(value as never)).toThrow(TypeError);
  });

  it('keeps the rules of files as data: no key changes what objects are', () => {
    const data = JSON.parse('{ "components": { "web": { "kind": "ec2" } }, "__proto__": { "provider": "aws" } }');
    const result = estimate(data);
    expect(!result.ok && result.diagnostics.map((one) => one.code)).toContain('forbidden-key');
  });
});

describe('the forms that functions had before', () => {
  const result = estimate(readSources([{ name: 'one.yaml', text: LOADED }]), {
    rates: RATES,
    assumptions: ASSUMPTIONS,
    today: TODAY,
  });
  const one = result.ok ? result.estimate : undefined;

  it('are estimates of sources, and drills and simulations of them', () => {
    // 2 × 730 × (0.0816 + 0.005 of its public address)
    expect(one!.bill.total).toBe(126_436n * 10n ** 24n);
    const drilled = drill(one!, { rates: RATES, assumptions: ASSUMPTIONS });
    expect(drilled.scenarios.map(({ scenario }) => scenario)).toContain('app: a node');
    const run = simulate(one!.performance.joined.system, { seed: 1, maxEvents: 50_000 });
    expect(run.events).toBeGreaterThanOrEqual(50_000);
  });

  it('take an estimate where one is there already', () => {
    expect(drill(one!)).toEqual(drill(one!, { rates: RATES, assumptions: ASSUMPTIONS }));
    expect(reportOf(explain(one!, 'app')).subject).toEqual({ type: 'component', name: 'app' });
    expect(reportOf(simulate(one!, { duration: 5, replications: 1 })).replications).toBe(1);
  });
});

describe('a check', () => {
  it('compares with a baseline, a topology or a saved report', () => {
    const saved = plain(reportOf(estimate(WEB))) as library.EstimateJson;
    for (const baseline of [WEB, saved, JSON.stringify(saved)]) {
      const { passed, verdicts } = reportOf(check(OTHER, { baseline, maxIncrease: '50%' }));
      expect(passed).toBe(false);
      // 0.023 / 0.0116 − 1
      expect(verdicts.find((one) => one.rule === 'increase')?.actual?.value).toBeCloseTo(98.28, 2);
    }
  });

  it('judges what is new against its own bounds where the baseline has errors', () => {
    const { passed, verdicts } = reportOf(check(WEB, { baseline: 'components: []', maxIncrease: '5%', budget: 5 }));
    expect(passed).toBe(false);
    const increase = verdicts.find((one) => one.rule === 'increase');
    expect(increase).toMatchObject({ status: 'unknown' });
    expect(increase?.message).toContain('the baseline has errors');
    expect(verdicts.find((one) => one.rule === 'cost')?.status).toBe('failed');
  });
});

describe('an option that cannot be used', () => {
  it.each<[string, () => unknown, string]>([
    ['a budget', () => check(WEB, { budget: 'much' }), 'much'],
    ['an increase of nothing', () => check(WEB, { maxIncrease: '5%' }), 'needs something to compare with'],
    ['a component', () => explain(WEB, 'wbe'), 'did you mean "web"?'],
    ['a provider', () => compare(WEB, { providers: ['asw' as never] }), 'did you mean aws?'],
    ['a region', () => compare(WEB, { regions: ['us-est-1'] }), 'did you mean us-east-1?'],
    ['a seed', () => simulate(LOADED, { seed: -1 }), 'seed -1'],
    ['a duration', () => simulate(LOADED, { duration: 0 }), 'duration 0'],
    ['replications', () => simulate(LOADED, { replications: 1.5 }), 'replications 1.5'],
    ['folder of prices', () => estimate(`${WEB}prices: { from: no/such/folder }\n`), 'there is no folder'],
  ])('throws: %s', (_, call, message) => {
    expect(call).toThrow(library.UsageError);
    expect(call).toThrow(message);
  });
});

it('reads no table but those that a topology names, none before it is asked', () => {
  const script = `
    const fs = require('node:fs');
    const read = [];
    const { readFileSync } = fs;
    fs.readFileSync = (path, ...rest) => { read.push(String(path).replaceAll('\\\\', '/')); return readFileSync(path, ...rest); };
    const quoin = require('./dist/index.cjs');
    const tables = () => read.filter((path) => /(pricing|assumptions)\\//.test(path)).map((path) => path.replace(/.*(?=(pricing|assumptions)\\/)/, ''));
    const before = tables().length;
    quoin.estimate(${JSON.stringify(LOADED)});
    const after = tables();
    quoin.estimate(${JSON.stringify(LOADED)});
    console.log(JSON.stringify({ before, after, again: tables().length - after.length }));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { before, after, again } = JSON.parse(stdout) as { before: number; after: string[]; again: number };
  expect(before).toBe(0);
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter((path) => /azure|gcp/.test(path))).toEqual([]);
  expect(again).toBe(0);
});
