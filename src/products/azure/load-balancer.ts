/** Azure Load Balancer (standard): rules by the hour, bytes processed. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';

/** Rules that the first price covers. @see https://azure.microsoft.com/pricing/details/load-balancer/ (read 2026-11) */
const FIRST_RULES = 5;

export const loadBalancer = defineProduct<LoadBalancerUse>({
  name: 'load-balancer',
  title: 'Azure Load Balancer',
  provider: 'azure',
  kinds: ['load-balancer'],
  defaultFor: [],
  suits: ({ layer }) => layer === 4,
  aliases: ['azure-load-balancer', 'azure-lb', 'lb'],
  ignores: ['waf', 'tls', 'requests_per_connection', 'connection_duration', 'usage.connections', 'cross_zone'],
  loses: {
    waf: (value) => (value === true ? 'no web application firewall is in what Azure Load Balancer costs' : undefined),
    tls: (value) => (value === true ? 'Azure Load Balancer does not end TLS' : undefined),
  },
  sla: () => ({ service: 'load-balancer', scope: 'standard' }),
  role: 'works at layer 4',
  focus: { 'load-balancer': ['Azure Load Balancer', 'balancing'] },
  source: 'https://azure.microsoft.com/pricing/details/load-balancer/ (read 2026-11)',
  meters(use, { monthHours, warn }) {
    if (use.tls) warn('tls-not-offered');
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number) => {
      if (quantity > 0) meters.push({ type: 'table', service: 'load-balancer', region: 'global', meter, quantity });
    };
    const hours = use.runningShare * monthHours;
    // Without a rule there is no charge by the hour.
    add('standard-first-5-rules-hour', use.rules > 0 ? hours : 0);
    add('standard-additional-rule-hour', Math.max(0, use.rules - FIRST_RULES) * hours);
    add('standard-data-processed', toGb(use.processedBytes));
    return meters;
  },
});
