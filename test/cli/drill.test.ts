/** quoin drill: in process, all formats, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { FIXTURES, quoin } from '../support.ts';

const SHOP = 'fixtures/shop/quoin.yaml';
const files = {
  'quoin.yaml': JSON.stringify({
    name: 'desk',
    workload: { ask: { enters: 'clerk', rate: '100/s' } },
    components: {
      clerk: { kind: 'custom', count: 3, service: { mean: '10ms' }, calls: [{ to: 'till', optional: true }] },
      till: { kind: 'custom', count: 2, service: { mean: '10ms' } },
    },
    provider: 'aws',
  }),
};
const drill = (...args: string[]) => quoin(['-q', 'drill', ...args], { files });

describe('quoin drill', () => {
  it('shows what is left of every class, the surge and what nobody notices', async () => {
    const { status, out, err } = await drill('--set', 'components.till.count=1');
    expect([status, err]).toEqual([0, '']);
    // Three servers of 100/s each against 100/s, then two; one cashier is at its limit.
    expect(out).toMatch(/^nothing +ask +degraded +1 × +unbounded +unbounded +/m);
    expect(out).toMatch(/^clerk: a node +surge on clerk/m);
    expect(out).toMatch(/^till: a node +ask +degraded +3 × .*clerk degrades: skips till \(optional\)$/m);
    expect(out).toContain('surge on clerk: cpu 33.3 % → 50 %');
  });

  it('shows the zones, the cache with its surge, and the partitions of the shop', async () => {
    const { status, out } = await drill(SHOP);
    expect(status).toBe(0);
    expect(out).toMatch(/^zone us-east-1\/1 +browse +degraded +\d/m);
    expect(out).toMatch(/^cache sessions +browse +degraded +\d/m);
    expect(out).toContain('surge on db: 132/s → 372/s');
    expect(out).toMatch(/^us-east-1\/1 partitioned +browse +degraded/m);
    expect(out).toContain('events: the rest of us-east-1 reaches 2 of 3 members and goes on; us-east-1/1 refuses');
    expect(out).toContain('without effect: s3 in us-east-1');
  });

  it('gives every class of every scenario as JSON', async () => {
    const { out } = await drill('-f', 'json', '--pairs');
    const result = JSON.parse(out);
    expect(result).toMatchObject({ schema: 'quoin/drill/1', topology: 'desk', left_out: { singles: 0, pairs: 0 } });
    expect(result.scenarios.map((one: { scenario: string }) => one.scenario)).toEqual([
      'clerk: a node',
      'till: a node',
      'clerk: a node + clerk: a node',
      'clerk: a node + till: a node',
      'till: a node + till: a node',
    ]);
    const [first] = result.scenarios;
    expect(Object.keys(first)).toEqual(['scenario', 'scope', 'classes', 'surges', 'data', 'partition']);
    expect(first.classes[0]).toMatchObject({ class: 'ask', state: 'up', headroom: 2, notes: [] });
    expect(Object.keys(first.classes[0].latency)).toEqual(['mean', 'p50', 'p90', 'p95', 'p99', 'p999']);
    // One of three servers at 100 % of its capacity has no end.
    expect(result.scenarios[2].classes[0]).toMatchObject({ state: 'degraded', headroom: 1, latency: null });
  });

  it('writes markdown where --out ends so, with names taken literally', async () => {
    const { out, written } = await drill('--set', 'name=a|b', '-o', 'drill.md', SHOP);
    expect(out).toBe('');
    const text = written.get('drill.md')!;
    expect(text).toMatch(/^## a\\\|b: what is left of the peak when something fails\n/);
    expect(text).toContain('| **cache sessions** | browse | degraded |');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length).toBe(9);
  });

  it.each(FIXTURES)('drills fixtures/%s in every format', async (name) => {
    for (const format of ['table', 'json', 'markdown']) {
      const { status, out } = await drill(`fixtures/${name}/quoin.yaml`, '-f', format);
      expect(status).toBe(0);
      expect(out).not.toMatch(/NaN|Infinity|undefined/);
      if (format === 'json') expect(JSON.parse(out).schema).toBe('quoin/drill/1');
    }
  });

  it('refuses a topology with errors, text that is none, and options that are none', async () => {
    const wrong = await drill('--set', 'workload.ask.enters=clark');
    expect([wrong.status, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('did you mean "clerk"');
    const torn = await quoin(['drill', '-'], { stdin: 'components: { a: [' });
    expect([torn.status, torn.out]).toEqual([2, '']);
    const missing = await drill('nowhere.yaml');
    expect([missing.status, missing.out]).toEqual([2, '']);
    const format = await drill('-f', 'csv');
    expect([format.status, format.out]).toEqual([2, '']);
    expect(format.err).toContain('Allowed choices are table, json, markdown.');
  });
});
