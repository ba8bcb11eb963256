/** Bigtable: nodes by the hour and storage, in each cluster. */
import type { KvStoreUse } from '../../kinds/kv-store.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { WideColumnUse } from '../../kinds/wide-column.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { addInstanceHours } from './bought-hours.ts';
import { limitOf, tableMeters } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';

/** Storage that a node serves at most, in GB. @see https://cloud.google.com/bigtable/quotas (read 2026-11) */
const GB_PER_NODE = { ssd: 5 * 1024, hdd: 16 * 1024 } as const;
/**
 * Rows that a node reads or writes in a second. @see https://cloud.google.com/bigtable/docs/performance (read 2026-11)
 */
const ROWS_PER_NODE = { ssd: { reads: 10_000, writes: 10_000 }, hdd: { reads: 500, writes: 10_000 } } as const;

/**
 * Consistencies that any cluster can answer with; the others route all requests to one. @see https://cloud.google.com/bigtable/docs/replication-overview#consistency-model (as recalled)
 */
const ANY_CLUSTER = new Set(['eventual', 'one', 'two', 'local_quorum']);

/** Nodes that the storage and the busiest hour need, where the file does not say how many there are. */
function nodesNeeded(use: KvStoreUse, context: ProductContext): number {
  const rows = ROWS_PER_NODE[use.disk];
  const reads = use.disk === 'ssd' ? limitOf(context, 'bigtable', 'ssd-node-reads', rows.reads) : rows.reads;
  const busy = use.peakReadsPerSecond / reads + use.peakWritesPerSecond / rows.writes;
  return Math.max(1, Math.ceil(busy), Math.ceil(toGb(use.storedBytes) / GB_PER_NODE[use.disk]));
}

const limits: Limits = (asked) => {
  const times = asked.number('nodes');
  if (times === undefined || asked.text('disk') === 'hdd') return [];
  return [
    fromTable(asked, ['requests', '/s', 'provisioned'], 'ssd-node-reads', {
      times,
      note: `of ${times} nodes, rows of 1 KB read or written`,
    }),
  ];
};

export const bigtable = defineProduct<KvStoreUse | WideColumnUse>({
  name: 'bigtable',
  title: 'Bigtable',
  provider: 'gcp',
  kinds: ['kv-store', 'wide-column'],
  defaultFor: [],
  suits: ({ engine, nodes }) => engine === 'bigtable' || nodes !== undefined,
  aliases: ['gcp-bigtable', 'cloud-bigtable', 'google_bigtable_instance'],
  // It is called through an interface of the region, and its nodes hold no copies of their own.
  placement: 'regional',
  sla({ regions, placement, consistency = 'eventual' }) {
    const clusters = Number(regions ?? (placement as readonly string[] | undefined)?.length ?? 1);
    if (clusters <= 1) return { service: 'bigtable', scope: 'zonal' };
    if (!ANY_CLUSTER.has(String(consistency)))
      return { service: 'bigtable', scope: 'replicated-single-cluster-routing' };
    return { service: 'bigtable', scope: clusters >= 3 ? 'multi-cluster-3-regions' : 'multi-cluster-under-3-regions' };
  },
  limits,
  focus: { bigtable: ['Cloud Bigtable', 'nosql'] },
  source: 'https://cloud.google.com/bigtable/pricing (read 2026-11)',
  meters(use, context) {
    const list = tableMeters('bigtable');
    const { warn, monthHours, component } = context;
    let clusters = 1;
    if ('replication' in use) {
      const { count, autoscale } = component.options as { count?: number; autoscale?: unknown };
      if (count === undefined && autoscale === undefined)
        warn('nodes-not-set', { nodes: meanNodes(use.nodes), isNeeded: false });
      addInstanceHours(
        [{ instances: meanNodes(use.nodes), hour: [{ meter: 'node-hour', units: 1 }] }],
        use.nodes,
        context,
        list,
      );
    } else {
      // Each region has a cluster with nodes and storage of its own.
      clusters = use.regions;
      const nodes = use.nodes ?? nodesNeeded(use, context);
      if (use.nodes === undefined) warn('nodes-not-set', { nodes, isNeeded: true });
      list.add('node-hour', nodes * clusters * use.runningShare * monthHours);
    }
    // Its storage counts once in a cluster, however many copies are kept.
    list.add(`${use.disk}-storage`, toGb(use.storedBytes) * clusters);
    return list.meters;
  },
});
