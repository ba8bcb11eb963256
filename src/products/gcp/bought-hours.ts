/** Hours of a managed service's instances by the way they are bought, and instances that the file does not name. */
import type { NodeUse } from '../../kinds/nodes.ts';
import type { Purchase } from '../../topology/model.ts';
import type { MeterUse, ProductContext, Promised } from '../product.ts';
import type { TableMeters } from '../table-meters.ts';

/** Equal instances, and what an hour of one is charged as. */
export interface InstanceGroup {
  /** On average while the component runs. */
  readonly instances: number;
  /** Meters of one instance, with their units an hour. */
  readonly hour: readonly { readonly meter: string; readonly units: number }[];
  /** Told apart from the other groups by this, where their meters are the same. */
  readonly label?: string;
}

const ORDER = ['reserved-3y', 'reserved-1y', 'spot'] as const;

/**
 * Adds the hours of groups of instances.
 *
 * The tables hold on-demand prices only: what is bought in another way is a meter with that way behind its name, which
 * comes out unpriced. A commitment is paid for the whole month, whether an instance uses it or not; the groups are
 * committed in the order given, and the rest is on demand.
 */
export function addInstanceHours(
  groups: readonly InstanceGroup[],
  { purchase, runningShare }: NodeUse,
  { monthHours }: ProductContext,
  { add }: TableMeters,
): void {
  const addGroup = ({ hour, label }: InstanceGroup, way: Purchase, instances: number) => {
    const hours = instances * monthHours * (way.startsWith('reserved') ? 1 : runningShare);
    for (const { meter, units } of hour) {
      const name = way === 'on-demand' ? meter : `${meter}-${way}`;
      add(name, units * hours, label === undefined ? {} : { label: `${name} ${label}` });
    }
  };
  const asked = typeof purchase === 'string' ? { [purchase]: Number.POSITIVE_INFINITY } : purchase;
  const left = groups.map((group) => group.instances);
  for (const way of ORDER) {
    let open = (asked as Partial<Record<Purchase, number | undefined>>)[way] ?? 0;
    for (const [index, group] of groups.entries()) {
      const taken = Math.min(open, left[index]!);
      left[index]! -= taken;
      open -= taken;
      addGroup(group, way, taken);
    }
    const [first] = groups;
    if (first && way.startsWith('reserved') && Number.isFinite(open))
      addGroup({ ...first, label: 'unused' }, way, open);
  }
  for (const [index, group] of groups.entries()) addGroup(group, 'on-demand', left[index]!);
}

/** The hours of instances whose type or size the file does not say: charged, at a price that nobody can know. */
export function unnamedInstances(
  service: string,
  {
    instances,
    runningShare,
    reason,
  }: { readonly instances: number; readonly runningShare: number; readonly reason: string },
  { monthHours }: ProductContext,
): MeterUse {
  return {
    type: 'direct',
    service,
    label: 'instance',
    unit: 'hour',
    quantity: instances * runningShare * monthHours,
    price: undefined,
    reason,
  };
}

/** Machine types of Compute Engine: e2-standard-2, n2d-highmem-8, c4a-standard-4-lssd, f1-micro, n2-custom-4-8192. */
const MACHINE_TYPE = /^([a-z]\d{1,2}[a-z]{0,2}-[a-z]|custom-\d|f1-micro$|g1-small$)/i;

/** Whether the `instance` of a component is a virtual machine: a machine type of Compute Engine, or the shape of one. */
export function isVirtualMachine(instance: unknown): boolean {
  if (typeof instance === 'string') return MACHINE_TYPE.test(instance);
  return typeof instance === 'object' && instance !== null;
}

/** Families of memory-optimized machines. @see https://cloud.google.com/compute/docs/memory-optimized-machines (as recalled) */
const MEMORY_OPTIMIZED = /^(m\d|x4)-/i;

/** The promise for one machine of Compute Engine. */
export function singleInstanceSla({ instance }: Readonly<Record<string, unknown>>): Promised {
  const isMemoryOptimized = typeof instance === 'string' && MEMORY_OPTIMIZED.test(instance);
  return { service: 'compute-engine', scope: `single-instance${isMemoryOptimized ? '-memory-optimized' : ''}` };
}

/** What an instance must have, where the file gives a shape instead of a type. */
export interface InstanceShape {
  readonly vcpu: number;
  readonly memory: number;
}

/** The shape that a component's `instance` is given as, if it is. */
export function shapeOf({ component }: ProductContext): InstanceShape | undefined {
  const { instance } = component.options as { readonly instance?: string | InstanceShape };
  return typeof instance === 'object' && instance !== null ? instance : undefined;
}
