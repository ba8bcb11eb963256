/** Whether what is stored is still there after a year, and what a failure costs of it. */
import { DISK_VOLUME, REBUILD } from '../assumptions/failures.ts';
import { HOURS_PER_YEAR } from '../models/reliability/downtime.ts';
import { lossProbability, meanTimeToDataLoss } from '../models/reliability/durability.ts';
import type { ComponentFailure, PromiseSource } from './failing.ts';
import type { Placed } from './placed.ts';
import type { Assumption } from './component-plan.ts';

export interface Durability {
  /** P(something stored is lost within a year). */
  readonly annualLoss: number;
  /** Seconds of what was written that the failure of a node loses; undefined where nobody says. */
  readonly recoveryPoint: number | undefined;
  /** Seconds until it answers again after that. */
  readonly recoveryTime: number | undefined;
  /** What that rests on. */
  readonly assumptions: readonly Assumption[];
}

const YEAR = HOURS_PER_YEAR * 3600;

/**
 * The durability of what a component stores: what its provider promises of objects, or what follows from copies on
 * disks of their own that are made anew when one is lost. Zones and regions that burn down are not in it, nor is what
 * people delete.
 *
 * @returns undefined for a component that stores nothing
 */
export function durabilityOf(
  { component, product, placement }: Placed,
  { plan, node }: ComponentFailure,
  promises: PromiseSource,
): Durability | undefined {
  const { store } = plan;
  const asked = product?.durability?.(component.options as Readonly<Record<string, unknown>>);
  const promised = asked && promises.sla(component.provider, asked.service, asked.scope);
  if (store === undefined) {
    // Of machines the promise is that of a volume, which holds what the kind says.
    if (!promised || placement === 'zonal') return undefined;
    return {
      annualLoss: 1 - promised.value,
      recoveryPoint: undefined,
      recoveryTime: undefined,
      assumptions: [{ name: 'promised durability', figure: promised }],
    };
  }
  const disk = DISK_VOLUME[component.provider].mttf;
  const loss = meanTimeToDataLoss({
    units: store.copies,
    tolerated: store.copies - 1,
    unitMttf: disk.value,
    rebuild: REBUILD.value,
    parallelRebuilds: store.copies,
  });
  return {
    annualLoss: lossProbability(YEAR, loss),
    recoveryPoint: store.recoveryPoint,
    recoveryTime: store.recoveryTime ?? node?.mttr,
    assumptions: [
      { name: 'time between losses of a disk', figure: disk },
      { name: 'time to make a lost copy anew', figure: REBUILD },
    ],
  };
}
