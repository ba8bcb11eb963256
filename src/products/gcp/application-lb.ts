/** Application Load Balancer: forwarding rules by the hour, bytes processed both ways. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct } from '../product.ts';
import { loadBalancerMeters } from './load-balancing.ts';

export const applicationLb = defineProduct<LoadBalancerUse>({
  name: 'application-lb',
  title: 'Application Load Balancer',
  provider: 'gcp',
  kinds: ['load-balancer'],
  defaultFor: ['load-balancer'],
  aliases: [
    'application-load-balancer',
    'http-load-balancer',
    'https-load-balancer',
    'cloud-load-balancing',
    'gcp-lb',
    'google_compute_global_forwarding_rule',
  ],
  freeZoneTransfer: {
    calls:
      'only traffic from machine to machine is charged between zones, and its proxies are none (cloud.google.com/vpc/network-pricing)',
  },
  ignores: ['tls', 'requests_per_connection', 'connection_duration', 'usage.connections', 'cross_zone'],
  // The network tier that egress is billed at.
  sla: () => ({ service: 'cloud-load-balancing', scope: 'premium-tier' }),
  role: 'works at layer 7',
  focus: { 'cloud-armor': ['Cloud Armor', 'security'], 'cloud-load-balancing': ['Cloud Load Balancing', 'balancing'] },
  source: 'https://cloud.google.com/load-balancing/pricing (read 2026-11)',
  meters: (use, context) => loadBalancerMeters(use, { proxy: true }, context),
});
