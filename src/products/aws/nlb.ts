/** Network Load Balancer: hours, and capacity units (NLCUs) by the largest of three dimensions. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct, toGb } from '../product.ts';
import { limitOf, tableMeters } from '../table-meters.ts';

export const nlb = defineProduct<LoadBalancerUse>({
  name: 'nlb',
  title: 'Network Load Balancer',
  provider: 'aws',
  kinds: ['load-balancer'],
  defaultFor: [],
  suits: ({ layer }) => layer === 4,
  aliases: ['network-load-balancer', 'aws-nlb'],
  // Unlike an Application Load Balancer it pays for crossing zones, which it does only where it is told to.
  // @see
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#cross-zone-load-balancing
  // (as recalled)
  keepsZone: ({ cross_zone: crossZone }) => crossZone !== true,
  ignores: ['waf', 'rules'],
  loses: {
    waf: (value) => (value === true ? 'no web application firewall is in what Network Load Balancer costs' : undefined),
  },
  sla: (_, zones) => ({ service: 'nlb', scope: zones >= 2 ? 'multi-az' : 'single-az' }),
  role: 'works at layer 4',
  focus: { nlb: ['Elastic Load Balancing', 'balancing'] },
  source: 'https://aws.amazon.com/elasticloadbalancing/pricing/ (read 2026-11)',
  meters(use, context) {
    const { meters, add } = tableMeters('nlb');
    const { monthHours } = context;
    const limit = (name: string, fallback: number) => limitOf(context, 'nlb', name, fallback);
    const [newConnections, activeConnections] = use.tls
      ? [limit('nlcu-tls-new-connections', 50), limit('nlcu-tls-active-connections', 3000)]
      : [limit('nlcu-tcp-new-connections', 800), limit('nlcu-tcp-active-connections', 100_000)];
    const units = Math.max(
      use.newConnectionsPerSecond / newConnections,
      use.activeConnections / activeConnections,
      toGb(use.processedBytes) / monthHours / limit('nlcu-processed-bytes', 1),
    );
    add('lb-hour', use.runningShare * monthHours);
    // The rates above are means over the month, in whatever part of it they occur.
    add('nlcu-hour', units * monthHours);
    return meters;
  },
});
