/** Storage of databases on another provider, by the figures that each publishes. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

interface Item {
  readonly meter: string;
  readonly quantity: string;
  readonly amount: string;
}
interface Column {
  readonly estimate: { readonly cost: { readonly components: readonly { readonly items: readonly Item[] }[] } };
  readonly rehomed?: {
    readonly mappings: readonly {
      readonly gaps: readonly string[];
      readonly changes: readonly { readonly path: string; readonly new?: unknown }[];
    }[];
  };
}

async function moved(place: string, sql: string, to: string) {
  const [provider, region] = place.split(' ');
  const stdin = `provider: ${provider}\nregion: ${region}\ncomponents: { d: { kind: sql, ${sql} } }\n`;
  const { out, err } = await quoin(['compare', '-', '--providers', to, '-q', '-f', 'json'], { stdin });
  expect(err).toBe('');
  const { estimate, rehomed } = (JSON.parse(out) as { columns: Column[] }).columns.at(-1)!;
  const { changes, gaps } = rehomed!.mappings[0]!;
  const items = estimate.cost.components[0]!.items;
  return {
    gaps,
    set: Object.fromEntries(changes.map((one) => [one.path, one.new])),
    amountOf: (meter: string) => items.find((one) => one.meter.includes(meter))?.amount,
  };
}

describe('storage of a database', () => {
  it('has on Azure the operations that a gp3 has by itself', async () => {
    // gp3 of RDS: 3,000 a second. Azure's P10 of 128 GiB: 500; premium SSD v2 3,000 by itself, at 0.115 USD a GiB.
    const { set, amountOf } = await moved(
      'aws us-east-1',
      'engine: postgres, instance: db.m6g.large, storage: 100 GB',
      'azure',
    );
    expect(set['storage_type']).toBe('premium-ssd-v2');
    expect(set['iops']).toBeUndefined();
    expect(amountOf('premium-ssd-v2-storage')).toBe((100 * 0.115).toFixed(2));
    expect(amountOf('iops')).toBeUndefined();
  });

  it('buys on RDS what comes with the size of a persistent disk', async () => {
    // pd-ssd: 6,000 operations and 30 for each GiB; striped gp3 has 12,000 by itself, more are 0.02 USD each.
    const asked = 6000 + 30 * 500;
    const { set, amountOf } = await moved(
      'gcp us-central1',
      'engine: postgres, instance: db-custom-8-32768, storage: 500 GB',
      'aws',
    );
    expect(set['iops']).toBe(asked);
    expect(amountOf('gp3-iops')).toBe(((asked - 12_000) * 0.02).toFixed(2));
    expect(amountOf('gp3-storage')).toBe((500 * 0.115).toFixed(2));
  });

  it('takes as much storage of RDS as is striped where nothing can be bought below', async () => {
    // 6,000 + 30 × 100 = 9,000 operations: none but 3,000 below 400 GiB of gp3, 12,000 from there on.
    const { set, amountOf } = await moved(
      'gcp us-central1',
      'engine: postgres, instance: db-custom-8-32768, storage: 100 GB',
      'aws',
    );
    expect(set['storage']).toBe('400 GB');
    expect(amountOf('gp3-storage')).toBe((400 * 0.115).toFixed(2));
    expect(amountOf('gp3-iops')).toBeUndefined();
  });

  it('takes as much storage of MySQL on Azure as has the operations', async () => {
    // 300 and 3 for each GiB: 3,000 at 900 GiB. Further ones have no price in the table.
    const { set, amountOf } = await moved(
      'aws us-east-1',
      'engine: mysql, instance: db.m6g.large, storage: 100 GB',
      'azure',
    );
    expect(set['storage']).toBe('900 GB');
    expect(amountOf('storage')).toBe((900 * 0.115).toFixed(2));
  });

  it('drops operations that come with the storage of Cloud SQL, and takes more storage where they do not', async () => {
    // 20,000 operations of premium SSD v2 are fewer than 6,000 + 30 × 512, but 800 MiB a second are more than 240 and
    // 0.48 a GiB.
    const { set, gaps } = await moved(
      'azure eastus',
      'engine: postgres, instance: Standard_D4ds_v5, storage: 512 GB, storage_type: premium-ssd-v2, iops: 20000, throughput: 800 MB/s',
      'gcp',
    );
    expect(set).toHaveProperty('iops');
    expect(set['iops']).toBeUndefined();
    expect(Number.parseFloat(String(set['storage']))).toBeGreaterThanOrEqual((0.95 * 800 - 240) / 0.48 - 1);
    expect(gaps.join()).not.toMatch(/its storage does/);
  });

  it('says what no storage there does', async () => {
    // RDS sells 64,000 operations of gp3 at most, and this machine of Azure's lets 76,800 through.
    const { gaps } = await moved(
      'azure eastus',
      'engine: postgres, instance: Standard_D96ds_v5, storage: 2000 GB, storage_type: premium-ssd-v2, iops: 80000',
      'aws',
    );
    expect(gaps.join()).toMatch(/its storage does 64000 operations .* of \d+/);
  });
});

describe('connections of a database', () => {
  const markOf = async (connections: number) => {
    const stdin = `provider: aws
region: us-east-1
components: { d: { kind: sql, engine: postgres, instance: db.m6g.large, storage: 100 GB, connections: ${connections} } }
`;
    const { out } = await quoin(['compare', '-', '--providers', 'azure', '-q'], { stdin });
    return out.split('\n').find((line) => line.includes('cannot carry it'));
  };

  it('are no more than the other product takes for its memory', async () => {
    // Azure tells 844 of user connections for two vCores and 8 GiB.
    expect(await markOf(844)).toBeUndefined();
    expect(await markOf(845)).toContain('connections: 845 (844 at most)');
  });
});
