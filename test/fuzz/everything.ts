/**
 * Inputs through every command, in process: each is refused or answered, in time, with figures that are figures, and the same bytes
 * when it is asked again.
 */
import { load } from 'js-yaml';
import { expect } from 'vitest';
import { FIXTURES, quoin, readText } from '../support.ts';
import { generator } from './random.ts';

/** Of the CPU of this process: others may keep the machine busy. */
const MOST_SECONDS = 2;

type Node = Record<string, unknown>;

/** Numbers that are far from anything usual, and every sort of value where another belongs. */
const VALUES: readonly unknown[] = [
  [0, 1, 2, 0.5, 3.333_333_333_333_333_5, 1e-9, 1e-300, 1e6, 1e9, 1e12, 1e15, 1e18, 2 ** 53 - 1, -1, -0],
  ['0', '1', '1e12', '1e-30', '0.1e-17', '1e12x', '3x', '0x', '1e-300x'],
  ['0/s', '1e-300/s', '1e-17/s', '1e9/s', '1e18/s', '1/month', '1..2/s'],
  ['0ms', '1e-300ms', '1e-12s', '1us', '1e18s', '45y', '99999h', '10s'],
  ['0 B', '1 B', '1 TB', '1e18 B', '0%', '1e-17%', '33.333333333333333333%', '99.999999999%', '100%'],
  ['0 USD', '1e-30 USD', '0.3333333333333333333 USD', '1e18 USD', '5 USD', '10%', '180d'],
  [
    'aws',
    'azure',
    'gcp',
    'us-east-1',
    'eastus',
    'm5.large',
    'm5.lrge',
    'redis',
    'kafka',
    'quorum',
    'all',
    'flat',
    'daily',
  ],
  [
    true,
    false,
    null,
    '',
    [],
    {},
    [1],
    { min: 0, max: 1e5, target: '1%' },
    { vcpu: 1, memory: '1 GB' },
    '##vso[x]',
    '::x::',
    '@a',
  ],
].flat();

/** Keys that few fixtures have, and numbers in them that are large or nothing. */
const EXTRAS: readonly (readonly [string, readonly unknown[]])[] = [
  ['count', [0, 1, 3, 1e5, 1e9]],
  ['threads', [1, 50, 1e6, 1e15]],
  ['members', [1, 4, 101, 1e12]],
  ['users', [0, 1, 500, 1e15]],
  ['think_time', ['0s', '1s', '1e6s']],
  ['peak', ['1e12x', '0x', '5x', '1e-17x']],
  ['duration', ['45y', '1ms', '0s']],
  ['servers', [1, 64, 1e12]],
  ['replicas', [0, 2, 100, 1e9]],
  ['hours', ['0h/day', '4h/day', '1e-9h/day']],
  ['zones', [1, 2, 1e9]],
  ['cv', [0, 1e-9, 5, 1e9]],
  ['demand', [{ cpu: '1e-300ms' }, { cpu: '0ms' }, { cpu: '1e-12s', cv: 0 }, { io: 1e18 }]],
  ['retries', [1, 3, 1000, 1e9]],
];

function mutate(root: Node, random: () => number): void {
  const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)]!;
  const places: [Node, string][] = [];
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Node, key]);
      walk((node as Node)[key]);
    }
  };
  walk(root);
  for (let times = 1 + Math.floor(random() * 2); times > 0; times--) {
    const [node, key] = pick(places);
    const way = random();
    if (way < 0.15 && !Array.isArray(node)) delete node[key];
    else if (way < 0.5) node[key] = pick(VALUES);
    else if (way < 0.9) {
      const [extra, values] = pick(EXTRAS);
      const at = typeof node[key] === 'object' && node[key] !== null && !Array.isArray(node[key]) ? node[key] : node;
      if (!Array.isArray(at)) (at as Node)[extra] = pick(values);
    } else node[key] = structuredClone(pick(places)[0][key] ?? null);
  }
}

/** The text of a topology with a slip of the pen here and there. */
function slip(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const signs = [
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '@',
    '\n',
    '\t',
    '#',
    '*a',
    '&a ',
    '- ',
    '\u0000',
    '\u{1F4A5}',
  ];
  const sign = signs[Math.floor(random() * signs.length)]!;
  return random() < 0.5
    ? text.slice(0, at) + sign + text.slice(at)
    : text.slice(0, at) + text.slice(at + 1 + random() * 5);
}

const small = (provider: string, region: string, extra: string) =>
  `name: s\nprovider: ${provider}\nregion: ${region}\nworkload:\n  w: { enters: a, rate: 20/s, peak: 2x, response: 1 KB }\ncomponents:\n${extra}`;
/** Small ones, which take a millisecond each, beside the fixtures. */
const SMALL: readonly string[] = [
  small(
    'aws',
    'us-east-1',
    '  a: { kind: service, instance: m5.large, count: 2, demand: { cpu: 5ms }, calls: [{ to: b, request: 1 KB, response: 1 KB }] }\n  b: { kind: sql, instance: db.m5.large, storage: 10 GB, demand: { cpu: 1ms } }\n',
  ),
  small(
    'aws',
    'us-east-1',
    '  a: { kind: function, memory: 1 GB, duration: 50ms, calls: [{ to: b }, { to: c, async: true }] }\n  b: { kind: redis, instance: cache.m7g.large, hit_ratio: 90% }\n  c: { kind: queue, instance: mq.m5.large }\n',
  ),
  small(
    'aws',
    'us-east-1',
    '  a: { kind: custom, service: { mean: 1ms }, servers: 2, count: 2, mtbf: 100h, mttr: 1h, price: [{ meter: m, per: request, usd: 0.001 }] }\n',
  ),
  small(
    'gcp',
    'us-central1',
    '  a: { kind: container, vcpu: 1, memory: 2 GB, count: 2, demand: { cpu: 5ms }, calls: [{ to: b, timeout: 50ms, retries: 1 }] }\n  b: { kind: consensus, instance: n2-standard-4, members: 3 }\n',
  ),
  small(
    'azure',
    'eastus',
    '  a: { kind: service, instance: Standard_D4s_v5, autoscale: { min: 1, max: 5 }, demand: { cpu: 5ms }, calls: [{ to: b }] }\n  b: { kind: log, retention: 1d, partitions: 4 }\n',
  ),
  `${small('aws', 'us-east-1', '  a: { kind: lb, calls: [{ to: b }] }\n  b: { kind: service, instance: m5.large, count: 2, threads: 50, demand: { cpu: 5ms } }\n')}budget: { monthly: 100 USD }\nchecks: [{ rule: cost, at_most: 10 USD }, { rule: price-age, at_most: 9000d }]\nprices: { discounts: [{ match: {}, percent: 3 }], overrides: [{ match: { component: b }, usd: 0.1 }] }\nbilling: { currency: { code: EUR, per_usd: 0.9 } }\n`,
  small('aws', 'us-east-1', '  a: { kind: wide-column, instance: i3.large, count: 3, demand: { cpu: 1ms } }\n').replace(
    'rate: 20/s, peak: 2x',
    'users: 50, think_time: 1s',
  ),
];

/** Each command as often as it is quick: those that simulate are asked now and then. */
const COMMANDS: readonly (readonly [every: number, args: readonly string[]])[] = [
  [1, ['estimate', 'new.json', '--format', 'json']],
  [7, ['validate', 'new.json', '--format', 'json']],
  [5, ['check', 'new.json', '--baseline', 'old.json', '--max-increase', '10%', '--format', 'json']],
  [7, ['diff', 'old.json', 'new.json', '--format', 'json']],
  [11, ['explain', 'new.json', 'a', '--format', 'json']],
  [11, ['explain', 'new.json', 'w', '--format', 'json']],
  [23, ['drill', 'new.json', '--format', 'json']],
  [29, ['compare', 'new.json', '--format', 'json']],
  [101, ['simulate', 'new.json', '--failures', '--years', '10', '--format', 'json']],
  [151, ['simulate', 'new.json', '--duration', '1s', '--replications', '1', '--workers', '0', '--format', 'json']],
  [13, ['estimate', 'new.json', '--format', 'markdown']],
  [17, ['estimate', 'new.json', '--format', 'csv']],
];

/** Figures that may be less than nothing: differences, and what a credit is taken from. */
const SIGNED =
  /"(difference|change|delta|saving|savings|relative|increase|new|old|amount|effect|error|from|value)[^"]*": ?-|"-/;
const NEGATIVE =
  /"(total|total_exact|quantity|unit_price|utilization|capacity|headroom|mean|p50|p90|p95|p99|p999|nodes|rate)": ?"?-(?!0[",\s])/;

async function judge(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  twice: boolean,
): Promise<number> {
  const told = `${args.join(' ')}\n${files['new.json']!}`;
  const start = process.cpuUsage();
  const { status, out, err } = await quoin(args, { files });
  const { user } = process.cpuUsage(start);
  if (![0, 1, 2].includes(status)) throw new Error(`status ${status}: ${told}\n${err}`);
  if (user > MOST_SECONDS * 1e6) throw new Error(`${user / 1e6} s: ${told}`);
  if (status === 2 && err === '' && !args.includes('validate')) throw new Error(`no word: ${told}`);
  if (status < 2 && args.at(-1) === 'json') {
    JSON.parse(out);
    if (/\bNaN\b|\bInfinity\b/.test(out)) throw new Error(`no number: ${told}\n${/.*(NaN|Infinity).*/.exec(out)![0]}`);
    const negative = /^(diff|compare|simulate)/.test(args[0]!) ? null : NEGATIVE.exec(out);
    if (negative && !SIGNED.test(negative[0])) throw new Error(`less than nothing: ${told}\n${negative[0]}`);
  }
  if (twice) {
    const again = await quoin(args, { files });
    if (again.out !== out || again.err !== err) throw new Error(`two answers: ${told}`);
  }
  return status;
}

/**
 * Runs so many inputs, each through one of the commands.
 *
 * @throws what the first of them does that none may do
 */
export async function runInputs(seed: number, inputs: number): Promise<void> {
  const random = generator(seed);
  const seen = new Map<string, number>();
  const fixtures = FIXTURES.map((name) => readText(`fixtures/${name}/quoin.yaml`));
  const parsed = [...SMALL, ...fixtures].map((text) => load(text) as Node);
  for (let index = 0; index < inputs; index++) {
    // One in sixty-one is a fixture: they take thirty times as long.
    const isLarge = index % 61 === 60;
    const which = isLarge ? SMALL.length + (Math.floor(index / 61) % fixtures.length) : index % SMALL.length;
    const old = parsed[which]!;
    let text: string;
    if (index % 4 === 3) text = slip([...SMALL, ...fixtures][which]!, random);
    else {
      const now = structuredClone(old);
      mutate(now, random);
      text = JSON.stringify(now);
    }
    const files = { 'new.json': text, 'old.json': JSON.stringify(old) };
    const [, args] = COMMANDS.find(([every]) => every > 1 && index % every === every - 1) ?? COMMANDS[0]!;
    const status = await judge(args, files, index % 50 === 0);
    const key = `${args[0]!} ${status}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  for (const key of [
    'estimate 0',
    'estimate 2',
    'check 1',
    'diff 0',
    'explain 0',
    'drill 0',
    'compare 0',
    'simulate 0',
  ])
    expect(seen.get(key), key).toBeGreaterThan(5);
}
