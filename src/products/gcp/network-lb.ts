/** Network Load Balancer: forwarding rules by the hour, bytes in; bytes out too where it ends TLS, as a proxy does. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct } from '../product.ts';
import { loadBalancerMeters } from './load-balancing.ts';

export const networkLb = defineProduct<LoadBalancerUse>({
  name: 'network-lb',
  title: 'Network Load Balancer',
  provider: 'gcp',
  kinds: ['load-balancer'],
  defaultFor: [],
  suits: ({ layer }) => layer === 4,
  aliases: ['network-load-balancer', 'passthrough-lb', 'tcp-load-balancer', 'google_compute_forwarding_rule'],
  // Packets reach the machines as they are: inside a network they are charged between zones like any others.
  ignores: ['requests_per_connection', 'connection_duration', 'usage.connections', 'cross_zone'],
  // The network tier that egress is billed at.
  sla: () => ({ service: 'cloud-load-balancing', scope: 'premium-tier' }),
  role: 'works at layer 4',
  source: 'https://cloud.google.com/load-balancing/pricing (read 2026-11)',
  meters: (use, context) => loadBalancerMeters(use, { proxy: use.tls }, context),
});
