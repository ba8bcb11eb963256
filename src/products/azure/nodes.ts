/** What runs on Azure's virtual machines: their hours and their managed disks. */
import type { NodeUse } from '../../kinds/nodes.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { Volume } from '../../topology/model.ts';
import { allot, warnOfUnused } from '../allot.ts';
import { diskNodeMonths, instanceMeters } from '../compute.ts';
import type { MeterUse, ProductContext, Promised } from '../product.ts';
import { isCommitted } from '../split.ts';
import { diskMeters, diskSort } from './disks.ts';

/** Virtual machines with their disks; without an instance their hours stand in the bill unpriced. */
export function virtualMachineMeters(nodes: NodeUse, context: ProductContext): readonly MeterUse[] {
  const disks = diskMeters(nodes.volumes, diskNodeMonths(nodes), context);
  if (context.instance !== undefined) return [...instanceMeters(nodes, context), ...disks];
  const hours = meanNodes(nodes) * nodes.runningShare * context.monthHours;
  if (hours === 0) return disks;
  context.warn('instance-not-set', { what: 'it', needs: 'virtual machines', example: 'Standard_D4s_v5' });
  const missing: MeterUse = {
    type: 'direct',
    service: 'compute',
    label: 'virtual machines',
    unit: 'hour',
    quantity: hours,
    price: undefined,
    reason: 'no instance is given',
  };
  return [missing, ...disks];
}

/** Promises for one virtual machine by the sorts of its disks, the weakest first. */
const BY_DISK: readonly { readonly scope: string; readonly sorts: readonly (string | undefined)[] }[] = [
  { scope: 'single-instance-standard-hdd', sorts: ['standard-hdd'] },
  { scope: 'single-instance-standard-ssd', sorts: ['standard-ssd'] },
  { scope: 'single-instance-premium-ssd', sorts: ['premium-ssd', 'premium-ssd-v2', 'ultra'] },
];

/**
 * The promise for one virtual machine: that of the weakest of its disks.
 * @returns undefined where no disk is given, or one of a sort that isn't known: the disk of the system may be of any
 */
export function singleInstanceSla({ volumes }: Readonly<Record<string, unknown>>): Promised | undefined {
  const sorts = ((volumes ?? []) as readonly Volume[]).map(diskSort);
  if (sorts.includes(undefined)) return undefined;
  const weakest = BY_DISK.find((one) => sorts.some((sort) => one.sorts.includes(sort)));
  return weakest && { service: 'virtual-machines', scope: weakest.scope };
}

/** Hours of equal servers of a managed service, all bought in the same way. */
interface ServerHours {
  /** What the meter's name ends in: nothing for pay as you go. */
  readonly suffix: string;
  readonly hours: number;
}

/**
 * Hours of the servers of a managed service by the way they are bought.
 *
 * The tables hold pay-as-you-go prices only, so that the meter of a commitment carries its name and comes out unpriced
 * instead of at a wrong price. A commitment is paid for the whole month, whatever part of it the servers run.
 *
 * @param servers on average while the component runs
 */
export function serverHours(
  { purchase, runningShare, volumes }: NodeUse,
  servers: number,
  { monthHours, warn }: ProductContext,
): readonly ServerHours[] {
  if (volumes.length > 0) warn('volumes-not-billed', { product: 'a managed service' });
  const all: ServerHours[] = [];
  const allotment = allot([servers], purchase, () => undefined);
  warnOfUnused(allotment, { warn });
  for (const { way, nodes } of allotment.nodes) {
    const suffix = way === 'on-demand' ? '' : `-${way}`;
    const hours = nodes * (isCommitted(way) ? 1 : runningShare) * monthHours;
    // What is committed and not used is no line of its own: neither has a price.
    const same = all.findIndex((one) => one.suffix === suffix);
    if (same >= 0) all[same] = { suffix, hours: all[same]!.hours + hours };
    else if (nodes > 0) all.push({ suffix, hours });
  }
  return all;
}
