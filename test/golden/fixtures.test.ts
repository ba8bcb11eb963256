/**
 * Every fixture's whole output, one file a format, beside the topology. `npm run golden` rewrites them; read the diff.
 */
import { describe, expect, it } from 'vitest';
import { FIXTURES, quoin } from '../support.ts';

const GOLDEN = { table: 'estimate.txt', json: 'estimate.json', csv: 'estimate.csv', markdown: 'estimate.md' } as const;

describe.each(FIXTURES)('fixtures/%s', (name) => {
  it.each(Object.entries(GOLDEN))('prints its estimate as %s', async (format, file) => {
    const { status, out } = await quoin(['estimate', `fixtures/${name}/quoin.yaml`, '--format', format]);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot(`../../fixtures/${name}/${file}`);
  });

  it('warns on standard error, whatever the format', async () => {
    const { err } = await quoin(['estimate', `fixtures/${name}/quoin.yaml`]);
    await expect(err).toMatchFileSnapshot(`../../fixtures/${name}/warnings.txt`);
  });

  it('has a price for every line in its home region', async () => {
    const { out } = await quoin(['estimate', `fixtures/${name}/quoin.yaml`, '--format', 'json']);
    const { cost } = JSON.parse(out) as {
      cost: { at_least: boolean; total: string; components: { items: { unpriced?: string }[] }[] };
    };
    expect(cost.at_least).toBe(false);
    expect(cost.components.flatMap((one) => one.items).filter((item) => item.unpriced !== undefined)).toEqual([]);
    expect(Number(cost.total)).toBeGreaterThan(0);
  });
});
