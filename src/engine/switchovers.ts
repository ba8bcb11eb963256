/**
 * Outages while clients are still sent to what is down: a name that points elsewhere only after health checks and its
 * time to live.
 */
import type { RegionState } from '../models/reliability/surroundings.ts';
import type { ComponentFailure, FailingRegion, FailureUnit } from './failing.ts';
import type { Carried } from './scenario.ts';

/**
 * Components with a unit more for each of their fallbacks that takes time.
 *
 * It is down from each outage of what the fallback replaces, with all that this waits for, until clients have moved, or
 * until it is over where that is sooner: for 1 − e^(−seconds / mean) of the time of outages that last by chance.
 * Outages are those of single units while everything else is up, of each zone and of each region; the unit is then
 * taken to fail by itself.
 *
 * @param units to which the new ones are added
 */
export function withSwitchovers(
  { topology, placed }: Pick<Carried, 'topology' | 'placed'>,
  components: readonly ComponentFailure[],
  units: FailureUnit[],
  regions: readonly FailingRegion[],
): readonly ComponentFailure[] {
  return components.map((one, index) => {
    const seconds = one.plan.switchover;
    if (seconds === undefined || !(seconds > 0)) return one;
    const { component } = placed[index]!;
    const calls = [component.calls, ...component.classCalls.values()].flat();
    const replaced = new Set(
      calls.flatMap(({ to, fallback }) => (fallback === undefined ? [] : [topology.indexOf.get(to)!])),
    );
    const own = [...replaced].flatMap((primary) => {
      const q = unavailability(neededBy(primary), seconds);
      if (!(q > 0)) return [];
      const unit: FailureUnit = {
        name: `${component.name}: ${placed[primary]!.component.name} until clients have moved`,
        scope: 'failover',
        component: index,
        cause: { as: 'whole', mtbf: (seconds * (1 - q)) / q, mttr: seconds, region: undefined },
        outage: () => seconds,
        down: () => q,
      };
      return [units.push(unit) - 1];
    });
    return own.length === 0 ? one : { ...one, units: [...one.units, ...own] };
  });

  /** Units of a component and of all that its requests wait for. */
  function neededBy(primary: number): readonly FailureUnit[] {
    const seen = new Set([primary]);
    const found = new Set<number>();
    for (const index of seen) {
      for (const unit of components[index]!.units) found.add(unit);
      const { calls, classCalls } = placed[index]!.component;
      for (const call of [calls, ...classCalls.values()].flat())
        if (!call.async && !call.optional && call.fallback === undefined && call.times > 0)
          seen.add(topology.indexOf.get(call.to)!);
    }
    return [...found].map((unit) => units[unit]!);
  }

  /** Share of the time in which one of the units is down and has not been for so long. */
  function unavailability(needed: readonly FailureUnit[], seconds: number): number {
    const up: readonly RegionState[] = regions.map(({ zones }) => zones.map(() => true));
    const fresh = (states: readonly RegionState[]): number => {
      let certain = 0;
      let rest = 0;
      for (const unit of needed) {
        const down = unit.down(states, 1);
        if (down === 0) continue;
        const outage = unit.outage(states);
        // Repairs are exponential, takeovers take what they take.
        const part = unit.cause.as === 'takeover' ? Math.min(1, seconds / outage) : 0 - Math.expm1(-seconds / outage);
        if (down >= 1) certain = Math.max(certain, part);
        else rest += down * part;
      }
      return Math.min(1, certain + rest);
    };
    let q = fresh(up);
    for (const [at, { region, zones }] of regions.entries()) {
      if (region > 0) q += region * (fresh(up.with(at, undefined)) - fresh(up));
      for (const [zone, share] of zones.entries())
        if (share > 0) q += share * (fresh(up.with(at, (up[at] as readonly boolean[]).with(zone, false))) - fresh(up));
    }
    return Math.min(1, Math.max(0, q));
  }
}
