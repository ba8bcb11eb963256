/** CPU times on other machines. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { specNamed, type Placed } from '../engine/placed.ts';
import { speedRatio } from '../products/speed.ts';
import { parseQuantity } from '../topology/quantity.ts';
import type { Draft } from './draft.ts';
import { isMapping } from './edits.ts';
import type { Candidate } from './instances.ts';

/**
 * CPU times belong to the processor that they were measured on. Within a cloud CoreMark scales them to the new one;
 * across clouds scores do not compare, and a demand is taken as that of the machine that the component ran on.
 */
export function scaleDemand(
  draft: Draft,
  { component, spec }: Placed,
  chosen: Candidate | undefined,
  isOtherCloud: boolean,
  rates: RateSource,
): void {
  const classes = draft.get(['classes']);
  const paths: Path[] = [
    ['demand'],
    ...(isMapping(classes) ? Object.keys(classes).map((name): Path => ['classes', name, 'demand']) : []),
  ];
  const common = component.demand?.on;
  for (const path of paths) {
    const demand = draft.get(path);
    if (!isMapping(demand)) continue;
    if (!isOtherCloud) {
      // A demand of a class takes what it leaves out from the component's.
      const inherits = path.length > 1 && isMapping(draft.get(['demand']));
      if (chosen && spec && demand['on'] === undefined && !inherits)
        draft.set([...path, 'on'], spec.instance, 'CPU times are scaled by CoreMark within a cloud');
      continue;
    }
    const on = demand['on'] ?? common;
    if (typeof on !== 'string') continue;
    const measured = specNamed(component.provider, on, rates);
    const ratio = measured && spec && speedRatio(component.provider, measured, spec, rates);
    const cpu = demand['cpu'] === undefined ? undefined : parseQuantity('duration', demand['cpu']);
    if (ratio !== undefined && ratio !== 1 && cpu?.ok === true)
      draft.set(
        [...path, 'cpu'],
        `${cpu.quantity.value / ratio}s`,
        `as on ${spec!.instance}, by CoreMark within ${component.provider}`,
      );
    draft.drop([...path, 'on'], `an instance of ${component.provider}`);
  }
}
