/**
 * Topologies with values changed at random go through every command that compares, judges or breaks them: never a fault
 * of quoin's own.
 */
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { FIXTURES, quoin, readText } from '../support.ts';
import { generator } from './random.ts';

const SEED = 42;
const TOPOLOGIES = 120;

const VALUES: readonly unknown[] = [
  [0, 1, 2, 3, 5, 7, true, false, null],
  ['0/s', '1e6/s', '3x', '10%', '99.9%', '100%', '0%', '1ms', '10s', '1h', '1 TB', '1 B'],
  ['aws', 'azure', 'gcp', 'eu-west-1', 'westeurope', 'europe-west1', 'm7g.large'],
  ['quorum', 'one', 'all', 'service', 'sql', 'cache', 'queue', 'log', 'consensus', 'wide-column'],
].flat();

type Node = Record<string, unknown>;

/** Takes values away, puts others in their place, or those from elsewhere in the file. */
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
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const [node, key] = pick(places);
    const way = random();
    if (way < 0.2) {
      if (Array.isArray(node)) node.splice(Number(key), 1);
      else delete node[key];
    } else if (way < 0.8) node[key] = pick(VALUES);
    else {
      const [other, otherKey] = pick(places);
      node[key] = structuredClone(other[otherKey]);
    }
  }
}

describe('changed topologies', () => {
  it(`are refused or answered by every command, ${TOPOLOGIES} of them`, async () => {
    const random = generator(SEED);
    const seen = new Set<string>();
    for (let index = 0; index < TOPOLOGIES; index++) {
      const old = load(readText(`fixtures/${FIXTURES[index % FIXTURES.length]!}/quoin.yaml`)) as Node;
      const now = structuredClone(old);
      mutate(now, random);
      const files = { 'old.json': JSON.stringify(old), 'new.json': JSON.stringify(now) };
      for (const args of [
        ['check', 'new.json', '--baseline', 'old.json', '--max-increase', '10%'],
        ['diff', 'old.json', 'new.json'],
        ['compare', 'new.json'],
        ['drill', 'new.json'],
        ['simulate', 'new.json', '--failures', '--years', '10'],
      ]) {
        const { status, out, err } = await quoin([...args, '--format', 'json'], { files });
        seen.add(`${args[0]!} ${status}`);
        if (![0, 1, 2].includes(status)) throw new Error(`${args.join(' ')}: ${JSON.stringify(now)}\n${err}`);
        if (status < 2) expect(JSON.stringify(JSON.parse(out))).not.toMatch(/NaN|Infinity/);
        else expect(err).not.toBe('');
      }
    }
    // Both outcomes come up, so that neither is tested for nothing.
    for (const one of ['check 1', 'diff 0', 'compare 0', 'drill 0', 'simulate 0', 'diff 2'])
      expect(seen).toContain(one);
  }, 120_000);
});
