/** Which calls keep to their zone: by the file's word, or by how those are built that make and take them. */
import type { Placed } from './placed.ts';

/**
 * Whether calls between two components of a region stay in the zone that they start in.
 *
 * A gateway in each zone of its callers serves those of its own zone, which is what route tables are written for; a
 * balancer that does not go across zones picks among the nodes of its own.
 *
 * @param affinity what the file says of the call
 */
export function staysInZone(
  from: Pick<Placed, 'component' | 'product'>,
  to: Pick<Placed, 'component' | 'kind'>,
  affinity: boolean,
): boolean {
  return (
    affinity ||
    to.kind.standsInEach?.(to.component.options as never, from.component.zones) === true ||
    from.product?.keepsZone?.(from.component.options as Readonly<Record<string, unknown>>) === true
  );
}
