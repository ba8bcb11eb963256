/** The house is complete: every file of a folder is in its index, in the schema and in the documentation. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeIndexes } from '../../scripts/indexes.mjs';
import { kinds } from '../../src/kinds/index.ts';
import { products } from '../../src/products/index.ts';
import { ROOT, readText } from '../support.ts';

it('has its indexes as scripts/indexes.mjs writes them', () => {
  expect(writeIndexes(fileURLToPath(ROOT), true)).toEqual([]);
});

describe('kinds', () => {
  it.each([...kinds.keys()])('%s has one default product on every provider', (kind) => {
    for (const provider of ['aws', 'azure', 'gcp']) {
      const defaults = [...products.values()].filter(
        (product) => product.provider === provider && product.defaultFor.includes(kind),
      );
      expect(defaults.map((product) => product.name)).toHaveLength(1);
      expect(defaults[0]!.kinds).toContain(kind);
    }
  });

  it('names every kind in the documentation', () => {
    const docs = readText('docs/kinds.md');
    for (const kind of kinds.keys()) expect(docs).toContain(`\`${kind}\``);
  });
});

describe('products', () => {
  it('names every product in the documentation', () => {
    const docs = readText('docs/products.md');
    for (const product of products.values()) if (product.name !== 'own') expect(docs).toContain(`\`${product.name}\``);
  });

  it('has unique names and aliases within a provider, none of them a kind that means something else', () => {
    for (const provider of ['aws', 'azure', 'gcp']) {
      const names = [...products.values()]
        .filter((product) => product.provider === provider)
        .flatMap((product) => [product.name, ...(product.aliases ?? [])]);
      expect(names.length).toBe(new Set(names).size);
      for (const product of products.values()) {
        for (const alias of product.aliases ?? []) expect(kinds.has(alias)).toBe(false);
      }
    }
  });

  it('covers the table of the design', () => {
    const table: Record<string, readonly string[]> = {
      aws: [
        'cloudfront',
        'route53',
        'alb',
        'nlb',
        'api-gateway',
        'ec2',
        'ecs-fargate',
        'lambda',
        's3',
        'efs',
        'rds',
        'dynamodb',
        'elasticache',
        'msk',
        'kinesis',
        'sqs',
        'mq',
        'nat-gateway',
        'self-managed',
      ],
      azure: [
        'front-door',
        'cdn',
        'dns',
        'application-gateway',
        'load-balancer',
        'api-management',
        'virtual-machine',
        'container-apps',
        'functions',
        'blob-storage',
        'files',
        'postgresql-flexible',
        'mysql-flexible',
        'sql-database',
        'cosmos-db',
        'redis-cache',
        'event-hubs',
        'service-bus',
        'nat-gateway',
        'self-managed',
      ],
      gcp: [
        'cloud-cdn',
        'cloud-dns',
        'application-lb',
        'network-lb',
        'api-gateway',
        'compute-engine',
        'cloud-run',
        'cloud-functions',
        'cloud-storage',
        'filestore',
        'cloud-sql',
        'firestore',
        'bigtable',
        'memorystore-redis',
        'pubsub',
        'cloud-nat',
        'self-managed',
      ],
    };
    for (const [provider, names] of Object.entries(table)) {
      for (const name of names) expect([...products.keys()]).toContain(`${provider}/${name}`);
    }
  });
});

describe('the source', () => {
  const sources = readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );

  it('has kinds that know no provider', () => {
    const knowing = sources
      .filter((name) => name.startsWith('kinds/'))
      .filter((name) => /provider [!=]== '|'(?:aws|azure|gcp)'|\[(?:\w+\.)*provider\]/.test(readText(`src/${name}`)));
    expect(knowing).toEqual([]);
  });

  it('knows no network and starts no program but git', () => {
    const found = sources.filter((name) =>
      /from 'node:(http|https|http2|net|tls|dns|dgram|child_process)'|\bfetch\(/.test(readText(`src/${name}`)),
    );
    // The one command that uses the network does so there.
    expect(found).toEqual(['host/git.ts', 'prices/fetch.ts']);
  });

  it('touches files, streams and the environment at its rim alone', () => {
    const rim = new Set([
      // The present day, and whether a folder of prices is there, where the caller gives none.
      'library/input.ts',
      // Lists and tables of prices, which one command downloads and writes.
      'prices/downloaded.ts',
      'prices/fetch.ts',
      'prices/stored.ts',
    ]);
    const found = sources.filter(
      (name) =>
        !name.startsWith('host/') &&
        !rim.has(name) &&
        /from 'node:(fs|process|os)'|\bprocess\.|new Date\(\)|Math\.random|Date\.now/.test(readText(`src/${name}`)),
    );
    expect(found).toEqual([]);
  });
});
