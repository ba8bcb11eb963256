/** Fields that mean nothing to whole groups of products, for their `ignores`. */

/** Of nodes and their disks: a service that the provider runs as a whole has none. */
export const NODE_FIELDS = [
  'instance',
  'count',
  'autoscale',
  'brokers',
  'purchase',
  'volumes',
  'os',
  'storage',
  'replication',
] as const;

/** Of managed services: who runs a log, a queue or a ring himself pays for nodes and disks alone. */
export const MANAGED_FIELDS = [
  'shards',
  'mode',
  'enhanced_fan_out',
  'tier',
  'units',
  'batch',
  'receives',
  'usage.records',
  'usage.messages',
  'disk',
  'throughput',
] as const;
