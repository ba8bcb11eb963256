/** Every product of Azure. Written by scripts/indexes.mjs. */
import type { Product } from '../product.ts';
import { apiManagement } from './api-management.ts';
import { applicationGateway } from './application-gateway.ts';
import { blobStorage } from './blob-storage.ts';
import { cdn } from './cdn.ts';
import { containerApps } from './container-apps.ts';
import { cosmosDb } from './cosmos-db.ts';
import { dns } from './dns.ts';
import { eventHubs } from './event-hubs.ts';
import { files } from './files.ts';
import { frontDoor } from './front-door.ts';
import { functions } from './functions.ts';
import { loadBalancer } from './load-balancer.ts';
import { mysqlFlexible } from './mysql-flexible.ts';
import { natGateway } from './nat-gateway.ts';
import { own } from './own.ts';
import { postgresqlFlexible } from './postgresql-flexible.ts';
import { redisCache } from './redis-cache.ts';
import { selfManaged } from './self-managed.ts';
import { serviceBus } from './service-bus.ts';
import { sqlDatabase } from './sql-database.ts';
import { virtualMachine } from './virtual-machine.ts';

export const azureProducts = [
  frontDoor,
  cdn,
  dns,
  applicationGateway,
  loadBalancer,
  apiManagement,
  virtualMachine,
  containerApps,
  functions,
  blobStorage,
  files,
  postgresqlFlexible,
  mysqlFlexible,
  sqlDatabase,
  cosmosDb,
  redisCache,
  eventHubs,
  serviceBus,
  natGateway,
  selfManaged,
  own,
] as const satisfies readonly Product<never>[];
