/**
 * Inputs through every command, in process: each is refused or answered, in time, with figures that are figures, and
 * the same bytes when it is asked again.
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

/** Values of the sort that stands in a place, far from anything usual. */
const ALIKE: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/\/s$/, ['0/s', '1e-17/s', '0.1/s', '7/s', '1k/s', '1e9/s', '1e18/s', '1/month', '1..2/s']],
  [/^[\d.]+(us|ms|s|min|h|d|y)$/, ['0ms', '1e-12s', '1us', '3ms', '20s', '2h', '45y', '1e18s', '1e-300ms']],
  [/B$/, ['0 B', '1 B', '10 KB', '1 TB', '1e18 B']],
  [/%$/, ['0%', '1e-15%', '33.333333333333333333%', '50%', '99.999999999%', '100%']],
  [/USD$/, ['0 USD', '1e-30 USD', '0.333333333333333 USD', '1e18 USD', '5 USD']],
  [/^[\d.]+x$/, ['1x', '3x', '1e12x', '1.000000001x']],
  [/^\d+(\.\d+)?$/, [0, 1, 2, 3, 7, 100, 0.5, 1e-9, 1e4, 1e6, 1e12, 2 ** 53 - 1, 3.333_333_333_333_333_5]],
  [/^(true|false)$/, [true, false]],
];

/**
 * Keys that few files have, with numbers in them that are large or nothing: of any component, of what runs on nodes, of
 * some kinds, of a class.
 */
const OF_ALL: Extras = [
  ['hours', ['0h/day', '4h/day', '1e-9h/day']],
  ['zones', [1, 2, 1e6]],
  ['mtbf', ['1us', '10s', '1e18s']],
  ['mttr', ['0s', '1us', '1e18s']],
  ['availability', ['0%', '50%', '100%']],
];
const OF_NODES: Extras = [
  ['count', [0, 1, 3, 1e5]],
  ['threads', [1, 2, 50, 1e5]],
  ['demand', [{ cpu: '0ms' }, { cpu: '1e-12s', cv: 0 }, { cpu: '1s', cv: 1e6 }, { cpu: '5ms', io: 1e18 }]],
];
const OF_KINDS: Readonly<Record<string, Extras>> = {
  service: [
    ...OF_NODES,
    [
      'autoscale',
      [
        { min: 0, max: 3 },
        { min: 1, max: 1e5, target: '1%' },
      ],
    ],
  ],
  container: [...OF_NODES, ['vcpu', [0.25, 1000]]],
  function: [
    ['duration', ['0s', '45y', '1us']],
    ['memory', ['128 MB', '1e18 B']],
  ],
  custom: [
    ['servers', [1, 1e5]],
    ['capacity', [1, 1e5]],
    ['count', [0, 1, 1e5]],
  ],
  consensus: [
    ['members', [1, 4, 101]],
    ['batch', [1, 1e6]],
  ],
  redis: [
    ['hit_ratio', ['0%', '100%']],
    ['replicas', [0, 2, 100]],
    ['shards', [1, 1e4]],
  ],
  sql: [
    ['read_replicas', [0, 5, 1e5]],
    ['connections', [1, 1e6]],
    ['read_ratio', ['0%', '100%']],
  ],
  log: [
    ['partitions', [1, 1e6]],
    ['retention', ['0s', '1e6d']],
    ['brokers', [1, 1e5]],
  ],
  queue: [
    ['consumers', [1, 1e6]],
    ['prefetch', [1, 1e6]],
  ],
  'wide-column': [
    ['replication', [1, 3, 100]],
    ['count', [0, 3, 1e5]],
  ],
};
const OF_CLASSES: Extras = [
  ['users', [0, 1, 500, 1e5]],
  ['think_time', ['1us', '1s', '1e6s']],
  ['peak', ['1e12x', '1x', '5x']],
  ['cv', [0, 1e-9, 5, 1e6]],
  ['request', ['0 B', '1e18 B']],
  ['slo', [{ p99: '1us', availability: '100%' }, { headroom: 1e9 }]],
];
type Extras = readonly (readonly [string, readonly unknown[]])[];

function extrasFor(node: Node): Extras {
  if (typeof node['kind'] === 'string') return [...OF_ALL, ...(OF_KINDS[node['kind']] ?? [])];
  if (typeof node['enters'] === 'string') return OF_CLASSES;
  if (typeof node['to'] === 'string')
    return [
      ['retries', [1, 3, 1000]],
      ['timeout', ['0s', '1us', '1s']],
      ['times', [0, 0.5, 1e3]],
      ['hedge', ['1us', '1s']],
    ];
  return [];
}

function mutate(root: Node, random: () => number): void {
  const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)]!;
  const places: [Node, string][] = [];
  const nodes: Node[] = [];
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    if (!Array.isArray(node) && extrasFor(node as Node).length > 0) nodes.push(node as Node);
    for (const key of Object.keys(node)) {
      places.push([node as Node, key]);
      walk((node as Node)[key]);
    }
  };
  walk(root);
  const leaves = places.filter(([node, key]) => ALIKE.some(([sort]) => sort.test(String(node[key]))));
  for (let times = 1 + Math.floor(random() * 2); times > 0; times--) {
    const way = random();
    if (way < 0.45 && nodes.length > 0) {
      const node = pick(nodes);
      // A node may have lost what it was by the change before.
      const [key, values] = pick([...extrasFor(node), ...OF_ALL]);
      node[key] = pick(values);
    } else if (way < 0.85 && leaves.length > 0) {
      const [node, key] = pick(leaves);
      node[key] = pick(ALIKE.find(([sort]) => sort.test(String(node[key])))?.[1] ?? VALUES);
    } else {
      const [node, key] = pick(places);
      if (way < 0.9 && !Array.isArray(node)) delete node[key];
      else node[key] = pick(VALUES);
    }
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
  [9, ['diff', 'old.json', 'new.json', '--format', 'json']],
  [11, ['explain', 'new.json', 'a', '--format', 'json']],
  [11, ['explain', 'new.json', 'w', '--format', 'json']],
  [41, ['drill', 'new.json', '--format', 'json']],
  [67, ['compare', 'new.json', '--format', 'json']],
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

async function timed(args: readonly string[], files: Readonly<Record<string, string>>) {
  const start = process.cpuUsage();
  const ran = await quoin(args, { files });
  return { ...ran, user: process.cpuUsage(start).user };
}

async function judge(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  twice: boolean,
): Promise<number> {
  const told = `${args.join(' ')}\n${files['new.json']!}`;
  const { status, out, err, user } = await timed(args, files);
  if (![0, 1, 2].includes(status)) throw new Error(`status ${status}: ${told}\n${err}`);
  // A second time, since other tests run beside this one.
  if (user > MOST_SECONDS * 1e6 && (await timed(args, files)).user > MOST_SECONDS * 1e6)
    throw new Error(`${user / 1e6} s: ${told}`);
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

const OUTCOMES = ['estimate 0', 'estimate 2', 'check 1', 'diff 0', 'explain 0', 'drill 0', 'compare 0', 'simulate 0'];

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
    // One in 127 is a fixture: they take thirty times as long.
    const isLarge = index % 127 === 126;
    const which = isLarge ? SMALL.length + (Math.floor(index / 127) % fixtures.length) : index % SMALL.length;
    const old = parsed[which]!;
    let text: string;
    if (index % 5 < 3) text = slip([...SMALL, ...fixtures][which]!, random);
    else {
      const now = structuredClone(old);
      mutate(now, random);
      text = JSON.stringify(now);
    }
    const files = { 'new.json': text, 'old.json': JSON.stringify(old) };
    const [, args] = COMMANDS.find(([every]) => every > 1 && index % every === every - 1) ?? COMMANDS[0]!;
    const status = await judge(args, files, index % 97 === 0);
    const key = `${args[0]!} ${status}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  // Both outcomes come up, so that nothing is tested for nothing.
  const lacking = OUTCOMES.filter((key) => (seen.get(key) ?? 0) <= 5);
  if (inputs >= 10_000) expect([lacking, [...seen]]).toEqual([[], expect.anything()]);
}
