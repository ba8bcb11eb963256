/** quoin diff, in process: prices of the rate table (t2.micro 0.0116 USD an hour in us-east-1), months of 730 hours. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

const vm = (count: number, instance = 't2.micro') =>
  `provider: aws\nregion: us-east-1\nworkload:\n  ask: { enters: web, rate: 10/s, response: 1 KB }\ncomponents:\n  web: { kind: ec2, public_ip: false, instance: ${instance}, count: ${count}, demand: { cpu: 10ms } }\n`;
const HOUR = 0.0116;

const jsonOf = async (args: readonly string[], files: Readonly<Record<string, string>>) => {
  const { status, out, err } = await quoin(['diff', ...args, '--format', 'json'], { files });
  expect([status, err.includes('error')]).toEqual([0, false]);
  return JSON.parse(out);
};

describe('quoin diff', () => {
  it('gives the change of the bill, line by line, and the edit that caused it', async () => {
    const { difference, causes, schema } = await jsonOf(['old.yaml', 'new.yaml'], {
      'old.yaml': vm(2),
      'new.yaml': vm(5),
    });
    expect(schema).toBe('quoin/diff/1');
    expect(Number(difference.cost.change)).toBeCloseTo(3 * 730 * HOUR, 9);
    expect(difference.cost.share).toBeGreaterThan(0);
    const [component] = difference.components;
    expect([component.component, component.change]).toEqual(['web', 'changed']);
    const [item] = component.items;
    expect([item.meter, item.old_quantity, item.new_quantity, item.reason]).toEqual([
      't2.micro on-demand',
      '1460',
      '3650',
      'quantity',
    ]);
    expect(causes).toHaveLength(1);
    expect(causes[0].edits).toEqual([{ path: 'components.web.count', old: 2, new: 5 }]);
    expect(causes[0].cost.change).toBe(difference.cost.change);
    // Five nodes carry two and a half times what two do.
    const capacity = difference.classes[0].figures.find((one: { figure: string }) => one.figure === 'capacity');
    expect(capacity.new / capacity.old).toBeCloseTo(2.5, 1);
  });

  it('says nothing changed where nothing did', async () => {
    const { status, out } = await quoin(['diff', 'a.yaml', 'b.yaml'], { files: { 'a.yaml': vm(2), 'b.yaml': vm(2) } });
    expect(status).toBe(0);
    expect(out).toContain('the bill does not change');
    expect(out).toContain('0.00 (+0 %)');
    const { difference, causes } = await jsonOf(['a.yaml', 'b.yaml'], { 'a.yaml': vm(2), 'b.yaml': vm(2) });
    expect([difference.components, difference.classes, causes]).toEqual([[], [], []]);
  });

  it('compares with an estimate that was saved', async () => {
    const saved = await quoin(['estimate', 'old.yaml', '--out', 'base.json'], { files: { 'old.yaml': vm(2) } });
    const base = saved.written.get('base.json')!;
    const { difference, causes } = await jsonOf(['base.json', 'new.yaml'], { 'base.json': base, 'new.yaml': vm(3) });
    expect(Number(difference.cost.change)).toBeCloseTo(730 * HOUR, 9);
    expect(causes).toBeUndefined();
  });

  it('compares with what the file was at a git ref', async () => {
    const { difference, old } = await jsonOf(['--git', 'main', 'quoin.yaml'], {
      'main:quoin.yaml': vm(1),
      'quoin.yaml': vm(2),
    });
    expect(old.name).toBe('quoin.yaml at main');
    expect(Number(difference.cost.change)).toBeCloseTo(730 * HOUR, 9);
  });

  it('reads quoin.yaml where --git names no file', async () => {
    const { status, out } = await quoin(['diff', '--git', 'main'], {
      files: { 'main:quoin.yaml': vm(2), 'quoin.yaml': vm(1) },
    });
    expect(status).toBe(0);
    expect(out).toContain('−8.47');
  });

  it('tells what comes and what goes', async () => {
    const { difference } = await jsonOf(['old.yaml', 'new.yaml'], {
      'old.yaml': `${vm(1)}  spare: { kind: ec2, instance: t2.micro }\n`,
      'new.yaml': `${vm(1)}  store: { kind: s3, storage: 1000 GB }\n`,
    });
    expect(
      difference.components.map((one: { component: string; change: string }) => [one.component, one.change]),
    ).toEqual(
      expect.arrayContaining([
        ['spare', 'removed'],
        ['store', 'added'],
      ]),
    );
    // 1,000 GB at 0.023 come, 730 hours at 0.0116 go
    expect(Number(difference.cost.change)).toBeCloseTo(1000 * 0.023 - 730 * HOUR, 6);
  });

  it('adds up the causes to the whole', async () => {
    const { difference, causes } = await jsonOf(['old.yaml', 'new.yaml'], {
      'old.yaml': vm(2),
      'new.yaml': vm(5, 't2.small').replace('10/s', '20/s'),
    });
    expect(causes.map((one: { edits: { path: string }[] }) => one.edits[0]!.path).toSorted()).toEqual([
      'components.web.count',
      'components.web.instance',
      'workload.ask.rate',
    ]);
    const sum = causes.reduce((total: number, one: { cost: { change: string } }) => total + Number(one.cost.change), 0);
    expect(sum).toBeCloseTo(Number(difference.cost.change), 9);
  });

  it('shows latency that becomes unbounded as such', async () => {
    const files = { 'old.yaml': vm(2), 'new.yaml': vm(2).replace('10ms', '500ms') };
    const { out } = await quoin(['diff', 'old.yaml', 'new.yaml'], { files });
    expect(out).toMatch(/latency\.p99 +[\d.]+ ms +unbounded/);
    const { difference } = await jsonOf(['old.yaml', 'new.yaml'], files);
    const p99 = difference.classes[0].figures.find((one: { figure: string }) => one.figure === 'latency.p99');
    expect(p99.new).toBeNull();
  });

  it('marks a line without a price', async () => {
    const files = { 'old.yaml': vm(1), 'new.yaml': vm(1, '{ name: m1.nosuch, vcpu: 1, memory: 1 GB }') };
    const { out } = await quoin(['diff', 'old.yaml', 'new.yaml'], { files });
    expect(out).toContain('at least');
    expect(out).toMatch(/m1\.nosuch on-demand +unpriced/);
    const { difference } = await jsonOf(['old.yaml', 'new.yaml'], files);
    expect(difference.at_least).toBe(true);
    expect(difference.components[0].items.filter((one: { unpriced?: boolean }) => one.unpriced)).toHaveLength(1);
  });

  it('writes markdown whose cells hold no markup of the file', async () => {
    const files = {
      'old.yaml': vm(1),
      'new.yaml': vm(1).replaceAll('web', '"a|b<i>`*"').replace('1 KB', '2 KB'),
    };
    const { out } = await quoin(['diff', 'old.yaml', 'new.yaml', '-f', 'markdown'], { files });
    expect(out).not.toContain('<i>');
    const widths = out
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.replaceAll(String.raw`\|`, '').split('|').length);
    expect(new Set(widths).size).toBeLessThanOrEqual(2);
  });

  it.each([
    [['a.yaml'], 'compares two files'],
    [['a.yaml', 'b.yaml', 'c.yaml'], 'compares two files'],
    [['--git', 'nosuch', 'a.yaml'], 'cannot read a.yaml at nosuch'],
    [['--git', 'main', '-'], 'standard input'],
  ])('refuses %j', async (args, message) => {
    const { status, out, err } = await quoin(['diff', ...args], { files: { 'a.yaml': vm(1) } });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('refuses a saved estimate that is none, of another version, or in another currency', async () => {
    const base = (await quoin(['estimate', 'a.yaml', '-f', 'json'], { files: { 'a.yaml': vm(1) } })).out;
    const refused = async (text: string) => {
      const { status, err } = await quoin(['diff', 'base.json', 'a.yaml'], {
        files: { 'base.json': text, 'a.yaml': vm(1) },
      });
      expect(status).toBe(2);
      return err;
    };
    expect(await refused(base.replace('quoin/estimate/1', 'quoin/estimate/9'))).toContain('quoin/estimate/9');
    expect(await refused(base.replace('"total_exact": "', '"total_exact": "x'))).toContain('cost.total_exact');
    expect(await refused(base.replace('"currency": "USD"', '"currency": "EUR"'))).toContain('EUR');
  });

  it('shows errors of both kinds of file with their place', async () => {
    const { status, err } = await quoin(['diff', 'a.yaml', 'b.yaml'], {
      files: { 'a.yaml': vm(1), 'b.yaml': vm(1).replace('enters: web', 'enters: wab') },
    });
    expect(status).toBe(2);
    expect(err).toContain('b.yaml:4:');
  });
});
