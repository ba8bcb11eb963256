/** What the load balancers of Google Cloud have in common: forwarding rules by the hour, bytes processed. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { toGb, type MeterUse, type ProductContext } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

/**
 * Forwarding rules that cost one price together. @see https://cloud.google.com/load-balancing/pricing (read 2026-11)
 */
const FIRST_RULES = 5;

/**
 * Meters of a load balancer.
 *
 * The first five rules of a project cost one price together. A component does not know the others of its project,
 * so each balancer pays that price: an upper bound where there are several.
 *
 * @param proxy whether responses pass through it too; a passthrough balancer's machines answer clients directly
 */
export function loadBalancerMeters(
  use: LoadBalancerUse,
  { proxy }: { readonly proxy: boolean },
  { monthHours }: ProductContext,
): readonly MeterUse[] {
  const { meters, add } = tableMeters('cloud-load-balancing');
  const hours = use.runningShare * monthHours;
  if (use.rules > 0)
    add('forwarding-rule-first-5-hour', hours, {
      note: 'the first five rules of a project cost this together, however many load balancers share them',
    });
  add('forwarding-rule-hour', Math.max(0, use.rules - FIRST_RULES) * hours);
  add('ingress-data', toGb(use.ingressBytes));
  if (proxy) add('egress-data', toGb(Math.max(0, use.processedBytes - use.ingressBytes)));
  if (use.waf) {
    add('policy-hour', hours, { service: 'cloud-armor' });
    add('requests', use.requestsPerSecond * monthHours * 3600, { service: 'cloud-armor' });
  }
  return meters;
}
