/** An autoscaled fleet. */
export interface Fleet {
  /** CPU-seconds per second that one node gives: its vCPUs; > 0. */
  readonly capacityPerNode: number;
  /** Utilization that the autoscaler holds, over 0 up to 1. */
  readonly targetUtilization: number;
  /** Nodes that always run; an integer ≥ 0. */
  readonly min: number;
  /** Nodes that never run more; an integer ≥ min. */
  readonly max: number;
}

/**
 * How far above a whole number of nodes a load may lie and still fit: rounding errors of a rate summed over
 * many calls, and a load far below what an autoscaler can measure.
 */
const WHOLE_NODE_TOLERANCE = 1e-9;

const MAX_NODES = 2 ** 31 - 1;

/**
 * The nodes that an autoscaler keeps at a load: load/(capacity × target) rounded up, between min and max.
 *
 * Scaling is taken as immediate. A load that needs more than `max` gets `max`; whether that suffices is for the
 * utilization to show.
 *
 * @param load CPU-seconds per second (vCPUs kept busy); ≥ 0
 * @throws RangeError for values outside the ranges given, or a load that isn't a number.
 * @example
 * // 9 vCPUs busy, on 4-vCPU nodes held at 60 %: 4 nodes
 */
export function nodesFor(load: number, { capacityPerNode, targetUtilization, min, max }: Fleet): number {
  if (!(capacityPerNode > 0 && capacityPerNode < Infinity)) {
    throw new RangeError(`capacity per node must be positive: ${capacityPerNode}`);
  }
  if (!(targetUtilization > 0 && targetUtilization <= 1)) {
    throw new RangeError(`target utilization must be over 0 and up to 1: ${targetUtilization}`);
  }
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min || max > MAX_NODES) {
    throw new RangeError(`nodes must be integers with 0 ≤ min ≤ max: ${min}, ${max}`);
  }
  if (!(load >= 0)) throw new RangeError(`load must be 0 or more: ${load}`);
  const needed = load / (capacityPerNode * targetUtilization);
  const whole = Math.ceil(needed - needed * WHOLE_NODE_TOLERANCE);
  // An unbounded load makes NaN of the difference above: it needs all there are.
  return needed === Infinity ? max : Math.min(Math.max(whole, min), max);
}

/**
 * The share of the day in which at least i nodes run. A fleet that fills its nodes in order runs its first
 * all day and its last for its busiest hours only; usage discounts count hours in just that way.
 *
 * @param nodes nodes in each of equal parts of the day (`nodesFor`); each ≥ 0.
 * @returns one share for each node, 1 to the most that run: index i − 1 for "at least i", falling, each over
 *   0 and up to 1. Their sum is the mean number of nodes. Empty if none ever run.
 * @example runningShares(Int32Array.of(1, 1, 2, 4)) // 1, 0.5, 0.25, 0.25
 */
export function runningShares(nodes: Int32Array): Float64Array {
  const ascending = nodes.toSorted();
  const most = Math.max(0, ascending.at(-1) ?? 0);
  const shares = new Float64Array(most);
  let fewer = 0;
  for (let i = 1; i <= most; i++) {
    while (ascending[fewer]! < i) fewer++;
    shares[i - 1] = (nodes.length - fewer) / nodes.length;
  }
  return shares;
}
