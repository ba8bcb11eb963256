/** What a drill finds, in words, and as data in JSON. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/engine/drill/partition.ts';
import type { Effect } from '../../src/engine/drill/result.ts';
import { effectText, outcomeText } from '../../src/report/drill-text.ts';
import { quoin } from '../support.ts';

describe('effects in words', () => {
  it.each<[Effect, string]>([
    [
      { effect: 'bypassed', component: 'front', callees: ['db', 'log'] },
      'front is lost: all of its requests go to db, log',
    ],
    [{ effect: 'cold-cache', component: 'front', callees: ['db'] }, 'cold cache: all requests of front go to db'],
    [
      { effect: 'failover', component: 'db', share: 1, seconds: 45, standIns: ['old'] },
      'db unavailable during failover: 45 s; fallback: old',
    ],
    [
      { effect: 'failover', component: 'db', share: 1 / 3, seconds: 90, standIns: [] },
      '33.3 % of the requests at db wait during failover: 1.5 min',
    ],
    [{ effect: 'deferred', caller: 'queue', callee: 'app' }, 'queue defers its calls to app until that is back'],
    [{ effect: 'skipped', caller: 'app', callee: 'ads', because: 'optional' }, 'app degrades: skips ads (optional)'],
    [{ effect: 'blocked', component: 'app', share: 0.125 }, '12.5 % of the requests at app are blocked'],
    [{ effect: 'objective-missed', objective: 'headroom', target: 2, actual: undefined }, 'misses headroom 2: none'],
    [
      { effect: 'objective-missed', objective: 'latency.p99', target: 0.25, actual: undefined },
      'misses p99 250 ms: unbounded',
    ],
    [
      { effect: 'may-grow', component: 'app', nodes: 2, most: 9 },
      'app may grow from 2 to 9 nodes, which is not counted',
    ],
    [
      { effect: 'required-lost', component: 'ring', gone: { why: 'too-few-copies', left: 1, copies: 3, needed: 2 } },
      'requires ring: rows have 1 of 3 copies left, 2 needed',
    ],
    [
      { effect: 'required-lost', component: 'db', gone: { why: 'lost', with: 'zone' } },
      'requires db: its zone is lost',
    ],
    [{ effect: 'writes-refused', component: 'etcd', side: undefined }, 'etcd refuses writes on both sides'],
    [{ effect: 'writes-refused', component: 'etcd', side: 'a/1' }, 'clients in a/1: etcd refuses their writes'],
    [{ effect: 'unreachable', caller: 'app', callee: 'db' }, 'app is partitioned from db'],
  ])('%j', (effect, text) => {
    expect(effectText(effect)).toBe(text);
  });

  it.each<[Outcome, string]>([
    [
      {
        outcome: 'takeover',
        side: 'a',
        other: 'b',
        hasSeveralPrimaries: false,
        isSynchronous: true,
        isReadBehind: true,
      },
      'the primary stands in a, and a standby in b takes over: a accepts no writes then, and its replicas answer reads that fall behind',
    ],
    [
      {
        outcome: 'copies',
        copies: 3,
        isLocal: true,
        writing: ['a'],
        other: 'b',
        reached: 2,
        needed: 2,
        missing: { reads: 1, writes: 2 },
      },
      'a has 2 of 3 copies in its region and accepts writes; b refuses; reads of 1 and writes of 2 of 3 copies in its region may miss each other',
    ],
  ])('%j', (outcome, text) => {
    expect(outcomeText(outcome)).toBe(text);
  });

  it('stand beside the data in JSON', async () => {
    const { out } = await quoin(['-q', 'drill', 'fixtures/shop/quoin.yaml', '-f', 'json']);
    const { scenarios } = JSON.parse(out) as {
      scenarios: { classes: { notes: string[]; effects: Record<string, unknown>[] }[] }[];
    };
    const all = scenarios.flatMap(({ classes }) => classes);
    for (const { notes, effects } of all) expect(effects).toHaveLength(notes.length);
    expect(all.flatMap(({ effects }) => effects)).toContainEqual({
      effect: 'failover',
      component: 'db',
      share: 1,
      seconds: expect.any(Number) as number,
      stand_ins: [],
    });
  });
});
