/** Every product of Google Cloud. Written by scripts/indexes.mjs. */
import type { Product } from '../product.ts';
import { apiGateway } from './api-gateway.ts';
import { applicationLb } from './application-lb.ts';
import { bigtable } from './bigtable.ts';
import { cloudCdn } from './cloud-cdn.ts';
import { cloudDns } from './cloud-dns.ts';
import { cloudFunctions } from './cloud-functions.ts';
import { cloudNat } from './cloud-nat.ts';
import { cloudRun } from './cloud-run.ts';
import { cloudSql } from './cloud-sql.ts';
import { cloudStorage } from './cloud-storage.ts';
import { computeEngine } from './compute-engine.ts';
import { filestore } from './filestore.ts';
import { firestore } from './firestore.ts';
import { memorystoreRedisCluster } from './memorystore-redis-cluster.ts';
import { memorystoreRedis } from './memorystore-redis.ts';
import { networkLb } from './network-lb.ts';
import { own } from './own.ts';
import { pubsub } from './pubsub.ts';
import { selfManaged } from './self-managed.ts';

export const gcpProducts = [
  cloudCdn,
  cloudDns,
  applicationLb,
  networkLb,
  apiGateway,
  computeEngine,
  cloudRun,
  cloudFunctions,
  cloudStorage,
  filestore,
  cloudSql,
  firestore,
  bigtable,
  memorystoreRedis,
  memorystoreRedisCluster,
  pubsub,
  cloudNat,
  selfManaged,
  own,
] as const satisfies readonly Product<never>[];
