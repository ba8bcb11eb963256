/** --allow and `checks.allow`: warnings that are not printed. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

const FILE = 'fixtures/shop-azure/quoin.yaml';
const ALL = ['stale-prices', 'unverified-price', 'unpublished-latency'];

describe('--allow', () => {
  it.each([
    ['validate'],
    ['estimate'],
    ['check'],
    ['drill'],
    ['simulate', '--duration', '1s', '--workers', '0'],
    ['diff', FILE],
    ['compare', '--providers', 'azure'],
  ])('leaves warnings out of what %s prints', async (command, ...options) => {
    const before = await quoin([command, FILE, ...options]);
    for (const code of ALL) expect(before.err).toContain(`warning[${code}]`);
    const after = await quoin([command, FILE, ...options, '--allow', ALL.join(',')]);
    expect(after.err).not.toContain('warning[');
    expect(after.status).toBe(before.status);
    const some = await quoin([command, FILE, ...options, '--allow', ALL[0]!, '--allow', ALL[1]!]);
    expect(some.err).not.toContain(ALL[1]);
    expect(some.err).toContain(ALL[2]);
  });

  it('leaves them out of an explanation and of JSON', async () => {
    expect((await quoin(['explain', FILE, 'events'])).out).toContain('[unpublished-latency]');
    expect((await quoin(['explain', FILE, 'events', '--allow', 'unpublished-latency'])).out).not.toContain(
      'unpublished',
    );
    const { out } = await quoin(['estimate', FILE, '--format', 'json', '--allow', 'stale-prices, unpublished-latency']);
    const { warnings } = JSON.parse(out) as { warnings: { code: string }[] };
    expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(['unverified-price']));
  });

  it('leaves them out of many topologies, and of what speeds differ', async () => {
    const app = (instance: string) => ({
      provider: 'aws',
      region: 'us-east-1',
      workload: { w: { enters: 'app', rate: '10/s', response: '1 KB' } },
      components: { app: { kind: 'service', instance, demand: { cpu: '20ms' } } },
    });
    const files = { 'a.yaml': JSON.stringify(app('m5.large')), 'b.yaml': JSON.stringify(app('c7a.large')) };
    for (const command of ['diff', 'compare']) {
      expect((await quoin([command, 'a.yaml', 'b.yaml'], { files })).err).toContain('warning[unscaled-demand]');
      const allowed = await quoin([command, 'a.yaml', 'b.yaml', '--allow', 'unscaled-demand'], { files });
      expect(allowed.err).not.toContain('unscaled-demand');
    }
    const batch = await quoin([
      'estimate',
      '--recursive',
      'fixtures/shop-azure/quoin.yaml',
      '--workers',
      '0',
      '--format',
      'json',
      '--allow',
      ALL.join(),
    ]);
    const { estimates } = JSON.parse(batch.out) as { estimates: { estimate: { warnings: unknown[] } }[] };
    expect(estimates.map(({ estimate }) => estimate.warnings)).toEqual([[]]);
  });

  it('refuses a code that no warning has, and that of an error', async () => {
    expect(await quoin(['estimate', FILE, '--allow', 'stale-price'])).toMatchObject({
      status: 2,
      err: 'quoin: --allow: no warning has the code "stale-price" (did you mean "stale-prices"?)\n',
    });
    expect((await quoin(['check', FILE, '--allow', 'stale-prices,unknown-component'])).err).toBe(
      'quoin: --allow: "unknown-component" is an error, which cannot be allowed (mend it)\n',
    );
  });
});

describe('checks.allow', () => {
  const shop = (checks: string) => ({ files: { 'own.yaml': `checks: ${checks}\n` } });
  const run = (command: string, checks: string) => quoin([command, FILE, 'own.yaml'], shop(checks));

  it('leaves warnings out, with rules beside it or none', async () => {
    expect((await run('estimate', '{ allow: [stale-prices, unverified-price, unpublished-latency] }')).err).toBe('');
    const { err, out } = await run('check', '{ allow: [stale-prices], rules: [{ rule: price-age, at_most: 10d }] }');
    expect(err).not.toContain('warning[stale-prices]');
    expect(err).toContain('own.yaml:1:42: failed: the oldest price used is');
    expect(out).toContain('age of prices');
  });

  it('says at its place what is no code of a warning', async () => {
    const { status, err } = await run('validate', '{ allow: [stale-price, unknown-key] }');
    expect(status).toBe(2);
    expect(err).toContain(
      'own.yaml:1:19: checks.allow[0]: no warning has the code "stale-price" (did you mean "stale-prices"?)',
    );
    expect(err).toContain('own.yaml:1:32: checks.allow[1]: "unknown-key" is an error, which cannot be allowed');
    expect((await run('validate', '{ alow: [] }')).err).toContain('unknown key "alow" (did you mean "allow"?)');
  });
});
