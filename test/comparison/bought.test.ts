/**
 * A topology that is bought in another way: what is taken from the estimate of the one must be what its own would say.
 */
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { estimate, type Estimate } from '../../src/estimate/estimate.ts';
import { toJson } from '../../src/estimate/published.ts';
import { ASSUMPTIONS, RATES, TODAY, readText } from '../support.ts';

interface Value {
  readonly components: Readonly<Record<string, object>>;
}

function estimateOf(value: object, boughtOtherwise?: Estimate): Estimate | undefined {
  const sources = { value, diagnostics: [], texts: new Map<string, string>(), locate: () => undefined };
  const result = estimate(sources, { rates: RATES, assumptions: ASSUMPTIONS, today: TODAY, boughtOtherwise });
  return result.ok ? result.estimate : undefined;
}

/** Closed classes, whose rates follow from the response times, and a cache that says what it leaves to others. */
const CLOSED = `
provider: aws
region: us-east-1
workload: { users: { enters: web, users: 400, think_time: 2s, response: 20 KB } }
components:
  web: { kind: service, instance: m7g.large, count: 2, demand: { cpu: 20ms }, calls: [{ to: sessions }, { to: db }] }
  sessions: { kind: cache, instance: cache.m7g.large, replicas: 1, read_ratio: 90%, calls: [{ to: db }] }
  db: { kind: sql, instance: db.r6g.large, storage: 100 GB, demand: { cpu: 3ms } }
`;

const topologies: readonly [string, Value][] = [
  ...['shop', 'streaming', 'client-server'].map((name): [string, Value] => [
    name,
    load(readText(`fixtures/${name}/quoin.yaml`)) as Value,
  ]),
  ['closed', load(CLOSED) as Value],
];

describe('an estimate of what is bought otherwise', () => {
  it.each(topologies)('says of %s what one by itself does', (_, value) => {
    const asWritten = estimateOf(value)!;
    const withPurchase = (component: string, purchase: string) => ({
      ...value,
      components: { ...value.components, [component]: { ...value.components[component], purchase } },
    });
    const alike = Object.keys(value.components).flatMap((component) =>
      ['reserved-1y', 'spot'].flatMap((purchase) => {
        const other = withPurchase(component, purchase);
        const alone = estimateOf(other);
        return alone ? [[toJson(estimateOf(other, asWritten)!), toJson(alone)]] : [];
      }),
    );
    expect(alike.length).toBeGreaterThan(0);
    for (const [shared, alone] of alike) expect(shared).toEqual(alone);
  });
});
