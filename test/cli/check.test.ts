/** quoin check, in process: t2.micro costs 0.0116 USD an hour in us-east-1, and a month has 730 hours. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

const HOUR = 0.0116;

interface Parts {
  readonly count?: number;
  readonly cpu?: string;
  readonly more?: string;
  readonly slo?: string;
}

/** A fleet that answers 10 requests a second, each of which takes 10 ms of a CPU. */
const fleet = ({ count = 2, cpu = '10ms', more = '', slo = '' }: Parts = {}) =>
  [
    'provider: aws',
    'region: us-east-1',
    'workload:',
    '  ask:',
    '    enters: web',
    '    rate: 10/s',
    '    response: 1 B',
    ...(slo === '' ? [] : [`    slo: ${slo}`]),
    'components:',
    '  web:',
    '    kind: ec2',
    '    instance: t2.micro',
    `    count: ${count}`,
    `    demand: { cpu: ${cpu} }`,
    '    tags: { team: web }',
    '    public_ip: false',
    more,
    '',
  ].join('\n');

interface VerdictJson {
  readonly rule: string;
  readonly level: string;
  readonly status: string;
  readonly subject: string;
  readonly objective?: string;
  readonly actual: { readonly unit: string; readonly value: string | number } | null;
  readonly limit: { readonly unit: string; readonly value: string | number } | null;
  readonly message: string;
  readonly path: string;
  readonly cause?: string;
  readonly file?: string;
  readonly line?: number;
}

async function check(args: readonly string[], files: Readonly<Record<string, string>>) {
  const { status, out, err } = await quoin(['check', 'quoin.yaml', ...args, '--format', 'json'], { files });
  const json = JSON.parse(out) as { passed: boolean; schema: string; verdicts: VerdictJson[] };
  expect(json.schema).toBe('quoin/check/1');
  expect(status).toBe(json.passed ? 0 : 1);
  const find = (rule: string, subject?: string) =>
    json.verdicts.filter((one) => one.rule === rule && (subject === undefined || one.subject === subject));
  return { ...json, status, err, find };
}

describe('budgets', () => {
  // Two nodes of 730 hours, and 730 × 3,600 × 10 responses of one byte, of which the first 100 GB are not billed.
  const bill = 2 * 730 * HOUR;

  it.each([
    ['--budget of the command line', ['--budget', '16'], ''],
    ['budget.monthly', [], 'budget: { monthly: 16 USD }'],
    ['a rule of cost', [], 'checks: [{ rule: cost, at_most: 16 USD }]'],
  ])('%s fails what costs more', async (_, args, more) => {
    const { status, find } = await check(args, { 'quoin.yaml': fleet({ more }) });
    expect(status).toBe(1);
    const [verdict] = find('cost', 'total');
    expect([verdict!.status, verdict!.limit]).toEqual(['failed', { unit: 'USD', value: '16' }]);
    expect(Number(verdict!.actual!.value)).toBeCloseTo(bill, 1);
  });

  it('passes what costs as much, to the last digit', async () => {
    const { find } = await check([], { 'quoin.yaml': fleet() });
    expect(find('cost')).toEqual([]);
    const exact = JSON.parse((await quoin(['estimate', '-', '-f', 'json'], { stdin: fleet() })).out).cost
      .total_exact as string;
    const kept = await check(['--budget', exact], { 'quoin.yaml': fleet() });
    expect([kept.status, kept.find('cost')[0]!.status]).toEqual([0, 'met']);
    const digits = exact.split('.')[1]!.length;
    const less = `${exact.slice(0, -1)}${Number(exact.at(-1)) - 1}`;
    expect(less.split('.')[1]!).toHaveLength(digits);
    expect((await check(['--budget', less], { 'quoin.yaml': fleet() })).status).toBe(1);
  });

  it('judges components and tags by their own bounds', async () => {
    const more = [
      '  spare: { kind: ec2, instance: t2.micro }',
      'budget: { components: { web: 20 USD, spare: 8 USD }, tags: { "team:web": 20 USD } }',
      'checks: [{ rule: component-cost, component: spare, at_most: 9 USD }, { rule: tag-cost, tag: "team:web", at_most: 10 USD, level: warn }]',
    ].join('\n');
    const { find, status } = await check([], { 'quoin.yaml': fleet({ more }) });
    expect(find('component-cost').map(({ subject, status: one }) => [subject, one])).toEqual([
      ['component web', 'met'],
      ['component spare', 'failed'],
      ['component spare', 'met'],
    ]);
    expect(find('tag-cost').map(({ status: one, level }) => [one, level])).toEqual([
      ['met', 'error'],
      ['failed', 'warn'],
    ]);
    expect(status).toBe(1);
  });

  it('judges what a million requests cost', async () => {
    // 26.28 million requests a month share the bill.
    const perMillion = bill / ((730 * 3600 * 10) / 1e6);
    const rule = (bound: number) =>
      `checks: [{ rule: cost-per-million, class: ask, at_most: ${bound.toFixed(3)} USD }]`;
    const over = await check([], { 'quoin.yaml': fleet({ more: rule(perMillion * 0.98) }) });
    expect([over.status, over.find('cost-per-million')[0]!.subject]).toEqual([1, 'class ask']);
    expect((await check([], { 'quoin.yaml': fleet({ more: rule(perMillion * 1.02) }) })).status).toBe(0);
  });

  it('is shown in the currency of the file, and judged in dollars', async () => {
    const more = 'billing: { currency: { code: EUR, per_usd: 0.5 } }\nbudget: { monthly: 16 USD }';
    const { find } = await check([], { 'quoin.yaml': fleet({ more }) });
    const [verdict] = find('cost');
    expect([verdict!.status, verdict!.limit]).toEqual(['failed', { unit: 'EUR', value: '8' }]);
    expect(verdict!.message).toContain('8.00 EUR');
  });

  it('fails a warning only where it says so', async () => {
    const more = 'checks: [{ rule: cost, at_most: 1 USD, level: warn }]';
    const { status, err, passed } = await check([], { 'quoin.yaml': fleet({ more }) });
    expect([status, passed]).toEqual([0, true]);
    expect(err).toContain('warning: the month costs');
  });
});

describe('increase', () => {
  const files = (count: number, base = 2) => ({
    'quoin.yaml': fleet({ count }),
    'main:quoin.yaml': fleet({ count: base }),
  });

  it.each([
    ['10%', 1],
    ['49%', 1],
    ['51%', 0],
    ['8', 1],
    ['9', 0],
    ['8.46 USD', 1],
    ['8.47 USD', 0],
  ])('of one node in two at most %s ends with %i', async (bound, expected) => {
    const { status, find } = await check(['--baseline', 'main', '--max-increase', bound], files(3));
    expect(status).toBe(expected);
    const [verdict] = find('increase');
    expect(verdict!.message).toContain('8.47 USD');
  });

  it('names the edit and its line', async () => {
    const { find } = await check(['--baseline', 'main', '--max-increase', '10%'], files(4));
    const [verdict] = find('increase');
    expect([verdict!.cause, verdict!.file, verdict!.line]).toEqual(['components.web.count', 'quoin.yaml', 12]);
    expect(verdict!.message).toContain('components.web.count');
  });

  it('lets what becomes cheaper pass', async () => {
    const { status, find } = await check(['--baseline', 'main', '--max-increase', '0%'], files(1));
    expect([status, find('increase')[0]!.message]).toEqual([0, expect.stringContaining('less than')]);
  });

  it('takes a saved estimate as baseline, in which no edit is to be found', async () => {
    const saved = await quoin(['estimate', '-', '-f', 'json'], { stdin: fleet() });
    const { status, find } = await check(['--baseline', 'base.json', '--max-increase', '10%'], {
      'quoin.yaml': fleet({ count: 4 }),
      'base.json': saved.out,
    });
    expect([status, find('increase')[0]!.cause]).toEqual([1, undefined]);
  });

  it('of a component is judged by the file’s own rule', async () => {
    const more = 'checks: [{ rule: increase, component: web, at_most: 10% }, { rule: increase, at_most: 100 USD }]';
    const { find } = await check(['--baseline', 'main'], {
      'quoin.yaml': fleet({ count: 3, more }),
      'main:quoin.yaml': fleet({ more }),
    });
    expect(find('increase').map(({ subject, status }) => [subject, status])).toEqual([
      ['component web', 'failed'],
      ['total', 'met'],
    ]);
  });

  it('is not known without a baseline, or where the file is new', async () => {
    const more = 'checks: [{ rule: increase, at_most: 10% }]';
    const without = await check([], { 'quoin.yaml': fleet({ more }) });
    expect([without.status, without.find('increase')[0]!.status]).toEqual([0, 'unknown']);
    const isNew = await check(['--baseline', 'main', '--max-increase', '10%'], {
      'quoin.yaml': fleet(),
      'other.yaml': fleet(),
      'main:other.yaml': fleet(),
    });
    expect([isNew.status, isNew.find('increase')[0]!.status]).toEqual([0, 'unknown']);
    expect(isNew.find('increase')[0]!.message).toContain('quoin.yaml is not in main');
  });

  describe('is not known where the file had errors at the ref, which mending it must not be refused for', () => {
    const broken = { 'main:quoin.yaml': fleet().replace('t2.micro', 't2.micra') };

    it.each([
      ['', 0],
      ['budget: { monthly: 16 USD }', 1],
    ])('with its own bounds %j: %i', async (more, status) => {
      const world = { ...broken, 'quoin.yaml': fleet({ more }) };
      const asked = await check(['--baseline', 'main', '--max-increase', '10%'], world);
      expect(asked.status).toBe(status);
      expect(asked.find('increase')).toMatchObject([{ status: 'unknown', level: 'error' }]);
      expect(asked.find('increase')[0]!.message).toMatch(/quoin\.yaml at main has errors \(.*t2\.micra/);
      // Said where nobody asked for the increase too, and in every format.
      const { find, status: own } = await check(['--baseline', 'main'], world);
      expect(own).toBe(status);
      expect(find('increase')).toMatchObject([{ status: 'unknown', level: 'warn' }]);
      for (const format of ['table', 'markdown', 'junit', 'sarif']) {
        const { out } = await quoin(['check', 'quoin.yaml', '--baseline', 'main', '-f', format], { files: world });
        expect([format, out.includes('at main has errors')]).toEqual([format, true]);
      }
    });

    it('of a tree too', async () => {
      const { status, out } = await quoin(['check', '-r', 'a', '--baseline', 'main', '--max-increase', '5%'], {
        files: { 'a/quoin.yaml': fleet(), 'main:a/quoin.yaml': broken['main:quoin.yaml'] },
      });
      expect([status, out.includes('1 topology')]).toEqual([0, true]);
    });

    it('but a file with errors that is named as the baseline may be the wrong one', async () => {
      const { status, err } = await quoin(['check', 'quoin.yaml', '--baseline', 'base.yaml'], {
        files: { 'quoin.yaml': fleet(), 'base.yaml': broken['main:quoin.yaml'] },
      });
      expect(status).toBe(2);
      expect(err).toContain('t2.micra');
    });
  });
});

describe('what the baseline broke already', () => {
  // Two nodes are 16.94 USD, three 25.40.
  it.each([
    ['{ rule: tag-cost, tag: "team:web", at_most: 10 USD }', undefined],
    ['{ rule: tag-cost, tag: "team:web", at_most: 20 USD }', 'components.web.count'],
    ['{ rule: component-cost, component: web, at_most: 10 USD }', undefined],
    ['{ rule: component-cost, component: web, at_most: 20 USD }', 'components.web.count'],
    ['{ rule: cost-per-million, at_most: 0.5 USD }', undefined],
    ['{ rule: cost-per-million, at_most: 0.8 USD }', 'components.web.count'],
    ['{ rule: cost, at_most: 10 USD }', undefined],
    ['{ rule: cost, at_most: 20 USD }', 'components.web.count'],
  ])('is the fault of no edit: %s', async (rule, cause) => {
    const more = `checks: [${rule}]`;
    const { status, verdicts } = await check(['--baseline', 'main'], {
      'quoin.yaml': fleet({ count: 3, more }),
      'main:quoin.yaml': fleet({ more }),
    });
    const [verdict] = verdicts.filter((one) => one.status === 'failed');
    expect([status, verdict!.cause]).toEqual([1, cause]);
  });
});

describe('service levels', () => {
  it('fail with the line that breaks them', async () => {
    const { find, status } = await check(['--baseline', 'main'], {
      'quoin.yaml': fleet({ cpu: '150ms', slo: '{ p99: 200ms }' }),
      'main:quoin.yaml': fleet({ slo: '{ p99: 200ms }' }),
    });
    expect(status).toBe(1);
    const [verdict] = find('slo');
    expect([verdict!.objective, verdict!.status, verdict!.cause, verdict!.line]).toEqual([
      'latency.p99',
      'failed',
      'components.web.demand.cpu',
      14,
    ]);
  });

  it('fail with their own line where the baseline broke them already, or there is none', async () => {
    const broken = fleet({ cpu: '150ms', slo: '{ p99: 200ms }' });
    const one = await check([], { 'quoin.yaml': broken });
    expect([one.status, one.find('slo')[0]!.line]).toEqual([1, 8]);
    const both = await check(['--baseline', 'main'], {
      'quoin.yaml': broken.replace('count: 2', 'count: 3'),
      'main:quoin.yaml': broken,
    });
    expect([both.find('slo')[0]!.line, both.find('slo')[0]!.cause]).toEqual([8, undefined]);
  });

  it('are unbounded, not met, where the fleet cannot keep up', async () => {
    const { find, status } = await check([], {
      'quoin.yaml': fleet({ cpu: '900ms', slo: '{ p99: 5s, headroom: 1 }' }),
    });
    expect(status).toBe(1);
    expect(find('slo').map(({ objective, status: one, actual }) => [objective, one, actual === null])).toEqual([
      ['latency.p99', 'failed', true],
      ['headroom', 'failed', false],
    ]);
    expect(find('slo')[0]!.message).toContain('unbounded');
  });

  it('only warn where a rule says so', async () => {
    const more = 'checks: [{ rule: slo, class: ask, level: warn }]';
    const { status, find } = await check([], { 'quoin.yaml': fleet({ slo: '{ p99: 1ms }', more }) });
    expect([status, find('slo')[0]!.level]).toEqual([0, 'warn']);
  });

  it('are not known where nobody says how often something fails', async () => {
    const text =
      'workload:\n  ask: { enters: own, rate: 1/s, response: 1 B, slo: { availability: 99.9% } }\ncomponents:\n  own: { kind: custom, service: { mean: 1ms } }\n';
    const { status, find } = await check([], { 'quoin.yaml': text });
    expect([status, find('slo')[0]!.status]).toEqual([0, 'unknown']);
    expect(find('slo')[0]!.message).toContain('own fail is not known');
    const sure = await check([], { 'quoin.yaml': text.replace('1ms }', '1ms }, availability: 99.8%') });
    expect([sure.status, sure.find('slo')[0]!.status]).toEqual([1, 'failed']);
  });
});

describe('an increase with lines without a price', () => {
  const UNPRICED = '{ name: m1.nosuch, vcpu: 1, memory: 1 GB }';
  const spare = (instance: string, count = 1) => `  spare: { kind: ec2, instance: ${instance}, count: ${count} }`;
  const run = (now: string, base: string, bound = '10%') =>
    check(['--allow-unpriced', '--baseline', 'main', '--max-increase', bound], {
      'quoin.yaml': now,
      'main:quoin.yaml': base,
    });

  it.each([
    ['a new one beside a known increase', fleet({ count: 5, more: spare(UNPRICED) }), fleet(), 'failed'],
    [
      'one that was there, and grows',
      fleet({ count: 5, more: spare(UNPRICED, 3) }),
      fleet({ more: spare(UNPRICED) }),
      'failed',
    ],
    [
      'one that was there, unchanged',
      fleet({ count: 5, more: spare(UNPRICED) }),
      fleet({ more: spare(UNPRICED) }),
      'failed',
    ],
    ['one that is gone, and may have cost as much', fleet({ count: 5 }), fleet({ more: spare(UNPRICED) }), 'unknown'],
    [
      'one that has a price now',
      fleet({ count: 5, more: spare('t2.micro') }),
      fleet({ more: spare(UNPRICED) }),
      'unknown',
    ],
    ['a new one alone', fleet({ more: spare(UNPRICED) }), fleet(), 'unknown'],
    ['one that is gone alone', fleet(), fleet({ more: spare(UNPRICED) }), 'met'],
    [
      'one in place of a priced one, beside a known increase',
      fleet({ count: 9, more: spare(UNPRICED) }),
      fleet({ more: spare('t2.micro') }),
      'failed',
    ],
  ])('%s', async (_, now, base, expected) => {
    const { find, status } = await run(now, base);
    expect([find('increase')[0]!.status, status]).toEqual([expected, expected === 'failed' ? 1 : 0]);
  });

  it('says that it is at least so much', async () => {
    const { find } = await run(fleet({ count: 5, more: spare(UNPRICED) }), fleet());
    expect(find('increase')[0]!.message).toContain('costs at least 25.40 USD');
    expect(find('increase')[0]).toMatchObject({ at_least: true });
    const kept = await run(fleet({ count: 5 }), fleet());
    expect(kept.find('increase')[0]!.message).not.toContain('at least');
  });

  it('of a component is judged by its own lines', async () => {
    const rule = 'checks: [{ rule: increase, component: web, at_most: 10% }]';
    const { find } = await check(['--allow-unpriced', '--baseline', 'main'], {
      'quoin.yaml': fleet({ count: 3, more: `${spare(UNPRICED)}\n${rule}` }),
      'main:quoin.yaml': fleet({ more: rule }),
    });
    expect(find('increase').map((one) => one.status)).toEqual(['failed']);
  });
});

describe('what a change takes from its bounds', () => {
  const loosened = async (now: string, base: string, more: readonly string[] = []) => {
    const { out } = await quoin(['check', 'quoin.yaml', '--baseline', 'main', '-f', 'json', ...more], {
      files: { 'quoin.yaml': now, 'main:quoin.yaml': base },
    });
    return (JSON.parse(out) as { loosened: { part: string; message: string; path: string; line?: number }[] }).loosened;
  };
  const given = (more: string, slo = '') => fleet({ more, slo });
  const budget = 'budget: { monthly: 100 USD, components: { web: 50 USD }, tags: { "team:web": 60 USD } }';

  it.each([
    [
      'budget: { monthly: 200 USD }',
      'budget: { monthly: 100 USD }',
      'cost/month is bounded by 200.00 USD, before by 100.00 USD',
    ],
    ['', 'budget: { monthly: 100 USD }', 'cost/month is no longer bounded, before by 100.00 USD'],
    [
      'checks: [{ rule: cost, at_most: 100 USD, level: warn }]',
      'budget: { monthly: 100 USD }',
      'cost/month only warns now',
    ],
    [
      'checks: [{ rule: increase, at_most: 20% }]',
      'checks: [{ rule: increase, at_most: 10% }]',
      'increase is bounded by 20 %, before by 10 %',
    ],
    [
      'checks: [{ rule: increase, at_most: 500 USD }]',
      'checks: [{ rule: increase, at_most: 10% }]',
      'increase is no longer bounded, before by 10 %',
    ],
    [
      'checks: [{ rule: component-cost, component: web, at_most: 9 USD }]',
      'checks: [{ rule: component-cost, at_most: 9 USD }]',
      'rule component-cost is no longer bounded, before by 9.00 USD',
    ],
    [
      '',
      'checks: [{ rule: cost-per-million, class: ask, at_most: 3 USD }]',
      'cost of a million ask is no longer bounded, before by 3.00 USD',
    ],
    [
      'checks: [{ rule: price-age, at_most: 4000d }]',
      'checks: [{ rule: price-age, at_most: 1000d }]',
      'age of prices is bounded by 4000 days, before by 1000 days',
    ],
    ['checks: [{ rule: slo, level: warn }]', '', 'rule slo only warns now'],
    ['checks: [{ rule: unpriced, component: web, level: warn }]', '', 'rule unpriced only warns now'],
    ['checks: [{ rule: capacity, class: ask, level: warn }]', '', 'capacity of ask only warns now'],
    ['checks: [{ rule: unknown, level: warn }]', '', 'rule unknown only warns now'],
  ])('%s after %s is said', async (now, base, message) => {
    expect((await loosened(given(now), given(base))).map((one) => one.message)).toEqual([message]);
  });

  it.each([
    ['{ p99: 300ms }', '{ p99: 200ms }', 'latency.p99 of ask is bounded by 300 ms, before by 200 ms'],
    ['', '{ p99: 200ms }', 'latency.p99 of ask is no longer bounded, before by 200 ms'],
    ['{ availability: 99% }', '{ availability: 99.9% }', 'availability of ask is bounded by 99 %, before by 99.9 %'],
    ['{ headroom: 1 }', '{ headroom: 2 }', 'headroom of ask is bounded by 1 ×, before by 2 ×'],
  ])('an objective of %s after %s is said', async (now, base, message) => {
    const found = await loosened(given('', now), given('', base));
    expect(found.map((one) => [one.part, one.message.replace(/99\.0+ /, '99 ').replace(/99\.90+ /, '99.9 ')])).toEqual([
      ['slo', message],
    ]);
  });

  it('is nothing where bounds are kept, tighter, new, or moved to a rule', async () => {
    for (const [now, base] of [
      [budget, budget],
      ['budget: { monthly: 50 USD }', 'budget: { monthly: 100 USD }'],
      [budget, ''],
      ['checks: [{ rule: cost, at_most: 100 USD }]', 'budget: { monthly: 100 USD }'],
      ['checks: [{ rule: component-cost, at_most: 40 USD }]', 'budget: { components: { web: 50 USD } }'],
      ['budget: { monthly: 100.00 USD }', 'budget: { monthly: 100 USD }'],
      [
        'checks: [{ rule: price-age, at_most: 4000d }, { rule: cost, at_most: 90 USD }]',
        'checks: [{ rule: cost, at_most: 90 USD }, { rule: price-age, at_most: 4000d }]',
      ],
    ] as const)
      expect([now, await loosened(given(now), given(base))]).toEqual([now, []]);
    expect(await loosened(given('', '{ p99: 100ms, headroom: 3 }'), given('', '{ p99: 200ms, headroom: 2 }'))).toEqual(
      [],
    );
  });

  it('is a tag that a rule names, and a component no longer bears', async () => {
    const second = '  other: { kind: ec2, instance: t2.micro, tags: { team: web } }';
    const rule = 'checks: [{ rule: tag-cost, tag: "team:web", at_most: 100 USD }]';
    const base = given(`${second}\n${rule}`);
    const now = base.replace('    tags: { team: web }\n', '    tags: { team: api }\n');
    expect(await loosened(now, base)).toEqual([
      expect.objectContaining({
        part: 'tags',
        component: 'web',
        message: 'component web no longer bears tag team:web, which a rule names',
        line: 14,
      }),
    ]);
    expect((await loosened(base.replace('    tags: { team: web }\n', ''), base)).map((one) => one.part)).toEqual([
      'tags',
    ]);
    // No rule names it.
    expect(await loosened(now.replace(rule, ''), base.replace(rule, ''))).toEqual([]);
  });

  it('is known of a saved estimate as far as that says', async () => {
    const saved = await quoin(['estimate', '-', '-f', 'json'], {
      stdin: given('budget: { monthly: 100 USD }', '{ p99: 200ms }'),
    });
    const { out } = await quoin(['check', 'quoin.yaml', '--baseline', 'base.json', '-f', 'json'], {
      files: { 'quoin.yaml': given('', '{ p99: 300ms }'), 'base.json': saved.out },
    });
    expect(JSON.parse(out).loosened.map((one: { part: string }) => one.part)).toEqual(['budget', 'slo']);
    const bad = await quoin(['check', 'quoin.yaml', '--baseline', 'base.json'], {
      files: {
        'quoin.yaml': fleet(),
        'base.json': JSON.stringify({ ...JSON.parse(saved.out), slo: 'none', budget: 5 }),
      },
    });
    expect([bad.status, bad.err.includes('slo is no list')]).toEqual([2, true]);
  });

  it('is in every format, and fails nothing', async () => {
    const files = {
      'quoin.yaml': given('budget: { monthly: 900 USD }'),
      'main:quoin.yaml': given('budget: { monthly: 100 USD }'),
    };
    for (const format of ['table', 'json', 'markdown', 'github', 'gitlab', 'junit', 'sarif']) {
      const { status, out, err } = await quoin(['check', 'quoin.yaml', '--baseline', 'main', '-f', format], { files });
      expect([format, status]).toEqual([format, 0]);
      expect(`${out}${err}`).toContain('cost/month is bounded by 900.00 USD, before by 100.00 USD');
    }
    const { written } = await quoin(['check', 'quoin.yaml', '--baseline', 'main', '-o', 'r.txt'], { files });
    expect(written.get('r.txt')).toMatch(/looser {2}quoin\.yaml:\d+:\d+: cost\/month is bounded/);
  });
});

describe('prices', () => {
  const unknown = fleet().replace('t2.micro', '{ name: m1.nosuch, vcpu: 1, memory: 1 GB }');

  it('fail where a line has none, unless that is allowed', async () => {
    const { status, find } = await check([], { 'quoin.yaml': unknown });
    expect([status, find('unpriced')[0]!.line]).toEqual([1, 9]);
    const allowed = await check(['--allow-unpriced'], { 'quoin.yaml': unknown });
    expect([allowed.status, allowed.find('unpriced')[0]!.status]).toEqual([0, 'failed']);
    expect(allowed.err).toContain('warning: no price of');
  });

  it('leave a budget that is kept as far as is known unknown', async () => {
    const { find } = await check(['--allow-unpriced', '--budget', '100'], { 'quoin.yaml': unknown });
    expect(find('cost')[0]!.status).toBe('unknown');
    expect(find('cost')[0]!.message).toContain('at least');
  });

  it('leave an increase unknown where the line that changed has none', async () => {
    const { find } = await check(['--allow-unpriced', '--baseline', 'main', '--max-increase', '10%'], {
      'quoin.yaml': unknown.replace('count: 2', 'count: 9'),
      'main:quoin.yaml': unknown,
    });
    expect(find('increase')[0]!.status).toBe('unknown');
  });

  it('are judged by their age where a rule asks', async () => {
    const aged = (bound: string) =>
      check([], { 'quoin.yaml': fleet({ more: `checks: [{ rule: price-age, at_most: ${bound} }]` }) });
    expect((await aged('1d')).status).toBe(1);
    expect((await aged('4000d')).status).toBe(0);
    expect((await aged('1d')).find('price-age')[0]!.message).toMatch(/\d+ days old, at most 1 days/);
    expect((await check([], { 'quoin.yaml': fleet() })).find('price-age')).toEqual([]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['{ rule: cost }', 'needs a bound'],
    ['{ rule: cost, at_most: 10% }', '10%'],
    ['{ rule: cost, at_most: 1..2 USD }', 'range'],
    ['{ rule: cost, at_most: 5 USD, class: ask }', 'has no class'],
    ['{ rule: tag-cost, at_most: 5 USD }', 'needs a tag'],
    ['{ rule: tag-cost, at_most: 5 USD, tag: team }', 'no tag with its value'],
    [
      '{ rule: tag-cost, at_most: 5 USD, tag: "team:wbe" }',
      'no component bears the tag "team:wbe" (did you mean "team:web"?)',
    ],
    ['{ rule: component-cost, at_most: 5 USD, component: wab }', 'did you mean "web"'],
    ['{ rule: slo, class: asks }', 'no class "asks"'],
    ['{ rule: slo, at_most: 5 USD }', 'no bound of its own'],
    ['{ rule: costs, at_most: 5 USD }', 'cost'],
    ['{ rule: increase, at_most: ten }', 'write it like 10% or 500 USD'],
    ['{ rule: price-age, at_most: 5 USD }', '5 USD'],
  ])('%s is refused with its place', async (rule, message) => {
    const { status, err, out } = await quoin(['check', 'quoin.yaml'], {
      files: { 'quoin.yaml': fleet({ more: `checks:\n  - ${rule}` }) },
    });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('quoin.yaml:');
    expect(err).toContain(message);
  });

  it.each([
    [['--max-increase', '10%'], 'needs something to compare with'],
    [['--budget', 'much'], '--budget much'],
    [['--budget', '10%'], '--budget 10%'],
    [['--baseline', 'nosuch', '--max-increase', '10%'], 'cannot read quoin.yaml at nosuch'],
    [['--baseline', 'main', '--max-increase', '-5%'], '--max-increase'],
  ])('%j is a usage error', async (args, message) => {
    const { status, err } = await quoin(['check', 'quoin.yaml', ...args], {
      files: { 'quoin.yaml': fleet(), 'main:quoin.yaml': fleet() },
    });
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});

describe('a failure', () => {
  const files = { 'quoin.yaml': fleet({ more: 'checks: [{ rule: cost, at_most: 2 USD, level: warn }]' }) };
  const times = (text: string, what: string) => text.split(what).length - 1;

  it.each(['table', 'markdown', 'github'])('is printed once as %s', async (format) => {
    for (const quiet of [[], ['--quiet']]) {
      const { out, err } = await quoin(['check', 'quoin.yaml', '--budget', '1', '-f', format, ...quiet], { files });
      expect(times(out + err, 'more than the 1.00 USD allowed')).toBe(1);
      expect(times(out + err, 'more than the 2.00 USD allowed')).toBe(1);
    }
  });

  it('is on standard error where the report is a file, and in the file', async () => {
    const { out, err, written } = await quoin(['check', 'quoin.yaml', '--budget', '1', '-o', 'r.txt'], { files });
    expect([out, times(err, 'more than the 1.00 USD allowed')]).toEqual(['', 1]);
    expect(times(written.get('r.txt')!, 'more than the 1.00 USD allowed')).toBe(1);
  });
});

describe('further reports', () => {
  const args = ['--report', 'junit=j.xml', '--report', 'gitlab=g.json', '--report', 'markdown=c.md'];

  it('are written by one run', async () => {
    const { status, out, written } = await quoin(['check', 'quoin.yaml', '--budget', '1', ...args], {
      files: { 'quoin.yaml': fleet() },
    });
    expect(status).toBe(1);
    expect(out).toContain('cost/month');
    expect(written.get('j.xml')).toContain('failures="1"');
    expect(JSON.parse(written.get('g.json')!)).toHaveLength(1);
    expect(written.get('c.md')).toMatch(/^<!-- quoin-check: quoin\.yaml -->\n## /);
  });

  it('leave a comment that takes the place of the one before where the input is wrong', async () => {
    for (const [more, files] of [
      [[], { 'quoin.yaml': fleet().replace('enters: web', 'enters: wbe') }],
      [['--baseline', 'nosuch'], { 'quoin.yaml': fleet() }],
      [[], {}],
    ] as const) {
      const ran = await quoin(
        ['check', 'infra/../quoin.yaml', ...more, ...args].map((one) => one.replace('infra/../', '')),
        { files },
      );
      expect([ran.status, [...ran.written.keys()]]).toEqual([2, ['c.md']]);
      expect(ran.written.get('c.md')).toMatch(
        /^<!-- quoin-check: quoin\.yaml -->\n## quoin\.yaml cannot be checked\n\n {4}quoin/,
      );
    }
  });

  it.each([['junit'], ['nosuch=x'], ['junit=']])('%s is refused', async (report) => {
    const { status, err } = await quoin(['check', 'quoin.yaml', '--report', report], {
      files: { 'quoin.yaml': fleet() },
    });
    expect([status, err.includes('--report')]).toEqual([2, true]);
  });
});

describe('the report', () => {
  it('is whole before the verdict, which goes to standard error', async () => {
    const { status, out, err } = await quoin(['check', 'quoin.yaml', '--budget', '1'], {
      files: { 'quoin.yaml': fleet() },
    });
    expect(status).toBe(1);
    expect(out).toMatch(/failed +cost\/month/);
    expect(err).toMatch(/topology: 1 of 3 checks failed\n$/);
  });

  it('is written where the verdict fails', async () => {
    const { status, written, out } = await quoin(['check', 'quoin.yaml', '--budget', '1', '-o', 'report.sarif'], {
      files: { 'quoin.yaml': fleet() },
    });
    expect([status, out]).toEqual([1, '']);
    expect(JSON.parse(written.get('report.sarif')!).version).toBe('2.1.0');
  });

  it('goes to the job summary too, behind what is there', async () => {
    const { written, out } = await quoin(['check', 'quoin.yaml', '--budget', '1', '-f', 'github'], {
      files: { 'quoin.yaml': fleet() },
      env: { GITHUB_STEP_SUMMARY: 'summary.md' },
    });
    expect(out).toMatch(/^::error title=quoin%3A cost\/month::the month costs 16\.94 USD[^\n]*\n$/);
    expect(written.get('summary.md')).toContain('<!-- quoin-check: quoin.yaml -->');
  });

  it('with --quiet says only what fails', async () => {
    const kept = await quoin(['check', 'quoin.yaml', '--quiet'], { files: { 'quoin.yaml': fleet() } });
    expect([kept.status, kept.err]).toEqual([0, '']);
    const broken = await quoin(['check', 'quoin.yaml', '--budget', '1', '--quiet'], {
      files: { 'quoin.yaml': fleet() },
    });
    expect(broken.err).toMatch(/^failed: /);
  });
});
