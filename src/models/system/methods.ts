/** How each wait of a solution was computed: what its solver chose there, as a record. */
import { METHOD_INPUTS, type MaybeChosen, type MethodId, type MethodInputs } from '../queueing/method.ts';
import { familiesIn, stationMasks, type Family } from './families.ts';
import type { Solution } from './solve.ts';

export interface Method {
  readonly id: MethodId;
  /** Exact: by theory, for this queue in this system. */
  readonly exactness: 'exact' | 'approximate';
  /** What the formula was given; SCVs as they act on the queue, and servers of each of its queues. */
  readonly inputs: MethodInputs;
  /** What makes it approximate: families of systems whose errors are measured. */
  readonly families: readonly Family[];
}

/** Of a tier: undefined where nobody waits or the wait has no end. */
export interface TierMethods {
  readonly stations: readonly (Method | undefined)[];
  readonly threads: Method | undefined;
}

/** By tier, the methods of its waits. */
export function methodsOf(solution: Solution): readonly TierMethods[] {
  const masks = stationMasks(solution);
  return solution.tiers.map(({ stations, threads }, tier) => ({
    stations: stations.map((one, s) => {
      const families = familiesIn(masks[solution.flat.firstStation[tier]! + s]!);
      const isExact = families.length === 0;
      if (one.formula === 'no-queue') return recorded(one, true, []);
      if (one.formula === 'mmck' || one.formula === 'mgck')
        return recorded(one, isExact && one.formula === 'mmck', [...families, 'room']);
      if (one.formula === 'flow-equivalent-inside') return recorded(one, false, [...families, 'pools']);
      return recorded(one, isExact, one.formula === 'layers' ? ['pools'] : families);
    }),
    threads: threads && recorded(threads, false, ['pools']),
  }));
}

function recorded({ formula, given }: MaybeChosen, isExact: boolean, families: readonly Family[]): Method | undefined {
  if (formula === undefined || given === undefined) return undefined;
  const inputs = Object.fromEntries(
    METHOD_INPUTS.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  return { id: formula, exactness: isExact ? 'exact' : 'approximate', inputs, families };
}
