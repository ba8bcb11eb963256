/** Every kind, by name. Written by scripts/indexes.mjs. */
import { apiGateway } from './api-gateway.ts';
import { cache } from './cache.ts';
import { cdn } from './cdn.ts';
import { consensus } from './consensus.ts';
import { container } from './container.ts';
import { custom } from './custom.ts';
import { dns } from './dns.ts';
import { external } from './external.ts';
import { fileStore } from './file-store.ts';
import { functionKind } from './function.ts';
import type { Kind } from './kind.ts';
import { kvStore } from './kv-store.ts';
import { loadBalancer } from './load-balancer.ts';
import { lock } from './lock.ts';
import { log } from './log.ts';
import { natGateway } from './nat-gateway.ts';
import { objectStore } from './object-store.ts';
import { peerSwarm } from './peer-swarm.ts';
import { queue } from './queue.ts';
import { service } from './service.ts';
import { sql } from './sql.ts';
import { wideColumn } from './wide-column.ts';

const all = [
  cdn,
  dns,
  loadBalancer,
  apiGateway,
  service,
  container,
  functionKind,
  objectStore,
  fileStore,
  sql,
  kvStore,
  wideColumn,
  cache,
  log,
  queue,
  consensus,
  lock,
  peerSwarm,
  natGateway,
  external,
  custom,
] as const;

export const kinds: ReadonlyMap<string, Kind<never, unknown>> = new Map(
  all.map((kind) => [kind.name, kind as Kind<never, unknown>]),
);
