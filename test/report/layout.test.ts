/** What the reports make of hostile names, missing prices and very many lines. */
import Table from 'cli-table3';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../src/report/report.ts';
import { newTable } from '../../src/report/text-table.ts';
import { quoin } from '../support.ts';

const AWS = { provider: 'aws', region: 'us-east-1' };
const estimate = async (topology: object, ...args: string[]) =>
  (await quoin(['estimate', '-', '-q', ...args], { stdin: JSON.stringify({ ...AWS, ...topology }) })).out;

describe('a table', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => [
      `名前 ${index}`,
      index % 3 === 0 ? '\u001B[1m7\u001B[22m' : `${index}`,
      'x',
    ]);
  const text = (lines: string[][]) => {
    const table = newTable(['name', 'figure', 'rest'], [1], { paint: PLAIN });
    for (const line of lines) table.push(line);
    return table.toString().split('\n');
  };

  it('looks the same however many lines it has', () => {
    const widest = ['名前 99999', '1234567', 'x'];
    expect(text([...rows(1000), widest]).slice(0, 190)).toEqual(text([...rows(198), widest]).slice(0, 190));
  });

  it('is laid out as an independent library lays it out', () => {
    const head = ['name', 'figure', 'rest'];
    const chars = Object.fromEntries(
      [
        'top',
        'top-mid',
        'top-left',
        'top-right',
        'bottom',
        'bottom-mid',
        'bottom-left',
        'bottom-right',
        'left',
        'left-mid',
        'mid',
        'mid-mid',
        'right',
        'right-mid',
      ].map((name) => [name, '']),
    );
    const library = new Table({
      chars: { ...chars, middle: '  ' },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
      colAligns: ['left', 'right', 'left'],
    });
    library.push(head, ...rows(150));
    expect(text(rows(150))).toEqual(
      library
        .toString()
        .split('\n')
        .map((line) => line.trimEnd()),
    );
  });

  it('of 40,000 lines ends', () => {
    expect(text(rows(40_000))).toHaveLength(40_001);
  });
});

describe('a component with an unpriced line', () => {
  const topology = {
    tags: { team: 'web' },
    components: {
      known: { kind: 'ec2', instance: 't2.micro', tags: { team: 'ops' } },
      unknown: {
        kind: 'ec2',
        instance: { name: 'no.such', vcpu: 1, memory: '1 GB' },
        volumes: [{ type: 'gp3', size: '100 GB' }],
      },
    },
  };

  it('is at least what its other lines cost, in the table and in markdown', async () => {
    // 100 × 0.08
    expect(await estimate(topology)).toMatch(/unknown +ec2 +≥ 8\.00\n/);
    expect(await estimate(topology, '-f', 'markdown')).toContain('| **unknown** | ec2 | | | | | ≥ **8.00** |');
    expect(await estimate(topology)).toMatch(/known +ec2 +8\.47\n/);
  });

  it('makes its group and the sum of all groups lower bounds', async () => {
    const out = await estimate(topology, '--group-by', 'tag:team');
    expect(out).toMatch(/ops +known +8\.47\n/);
    expect(out).toMatch(/web +unknown +≥ 8\.00\n/);
    expect(out).toMatch(/total +≥ 16\.47\n/);
  });
});

describe('another currency', () => {
  it.each(['table', 'markdown'])('holds for prices and amounts alike in %s', async (format) => {
    const topology = {
      billing: { currency: { code: 'CHF', per_usd: 2 } },
      components: { web: { kind: 'ec2', instance: 't2.micro' } },
    };
    // 730 × 0.0116 × 2
    expect(await estimate(topology, '-f', format)).toMatch(
      /t2\.micro on-demand[ |]+730[ |]+hour[ |]+0\.0232[ |]+16\.94/,
    );
  });
});

describe('a group of very many components', () => {
  it('names the first few', async () => {
    const components = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`c${index}`, { kind: 's3' }]));
    expect(await estimate({ components }, '--group-by', 'kind')).toContain(
      'object-store  c0, c1, c2, c3, c4, c5, c6, c7 and 492 more        0.00\n',
    );
  });

  it('is not left out without a word of a format that has no groups', async () => {
    const { status, err } = await quoin([
      'estimate',
      'fixtures/classic/quoin.yaml',
      '--group-by',
      'kind',
      '-f',
      'json',
    ]);
    expect([status, err]).toEqual([
      2,
      'quoin: --group-by sums the table, and json is printed: leave one of them out\n',
    ]);
  });
});

describe('names', () => {
  const price = ['=1+1', '+1', '-1', '@a', ' =1', '\t=1', '\n=1', '\0=1', '＝1', '＠a'].map((meter) => ({
    meter,
    per: 'month',
    usd: 1,
  }));

  it('start no formula in a spreadsheet', async () => {
    const lines = (await estimate({ components: { a: { kind: 'custom', price } } }, '-f', 'csv')).trim().split('\r\n');
    expect(lines).toHaveLength(1 + price.length);
    for (const line of lines.slice(1)) expect(line).toMatch(/^a,custom,own,custom,'/);
  });

  it.each(['table', 'csv', 'markdown', 'json'])('steer no terminal in %s', async (format) => {
    const controls = ['\u001B[31m', '\u0007', '\u009B2J', '\u202E', '\u2028', '\u007F', '\uFEFF'];
    const components = Object.fromEntries(
      controls.map((text) => [`a${text}b`, { kind: 'ec2', instance: { name: `x${text}`, vcpu: 1, memory: '1 GB' } }]),
    );
    const { out, err } = await quoin(['estimate', '-', '-f', format], {
      stdin: JSON.stringify({ ...AWS, name: controls.join(''), components }),
    });
    for (const text of controls) expect(`${out}${err}`).not.toContain(text);
    if (format === 'json') expect(JSON.parse(out).topology).toBe(controls.join(''));
  });

  it('are text in markdown', async () => {
    const out = await estimate({ components: { 'a|b <i>&lt;`c`[d](e)*f*_g_\nh': { kind: 's3' } } }, '-f', 'markdown');
    expect(out).toContain('**a\\|b \\<i\\>\\&lt;\\`c\\`\\[d\\](e)\\*f\\*\\_g\\_\\\\u\\{a\\}h**');
  });
});
