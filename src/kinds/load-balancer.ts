/** A layer-4 or layer-7 hop with a dispatch policy (ALB, NLB, Application Gateway, Cloud Load Balancing). */
import { choice, count, duration, flag, monthAmount, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { LOAD_BALANCER } from '../assumptions/published.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';

const fields = {
  layer: optional(number('Layer 4 or 7 (default 7).')),
  policy: optional(
    choice(['random', 'round-robin', 'power-of-two', 'least-connections'], 'How requests are dispatched.'),
  ),
  rules: optional(count('Rules or forwarding rules (default 1).')),
  requests_per_connection: optional(number('Requests that share a connection (default 1).', 1)),
  connection_duration: optional(duration('How long a connection stays open (default 1 s).')),
  tls: optional(flag('Whether a layer-4 balancer ends TLS (default no).')),
  cross_zone: optional(flag('AWS, layer 4: whether it sends to other zones than its own (default no).')),
  waf: optional(flag('A web application firewall: the WAF tier of Azure, Cloud Armor on Google Cloud (default no).')),
} as const;

export type LoadBalancerOptions = FieldsOutput<typeof fields>;

export interface LoadBalancerUse {
  readonly layer: 4 | 7;
  readonly runningShare: number;
  readonly rules: number;
  readonly tls: boolean;
  readonly waf: boolean;
  /** Bytes a month both ways, and into the balancer from clients alone. */
  readonly processedBytes: number;
  readonly ingressBytes: number;
  /** Averages over the month, per second. */
  readonly newConnectionsPerSecond: number;
  readonly activeConnections: number;
  readonly requestsPerSecond: number;
}

export const loadBalancer = defineKind<LoadBalancerOptions, LoadBalancerUse>({
  name: 'load-balancer',
  summary: 'A layer-4 or layer-7 hop with a dispatch policy.',
  fields,
  nodes: false,
  usage: {
    processed: optional(monthAmount('Bytes processed, those of egress among them.', 'bytes')),
    connections: optional(monthAmount('New connections.')),
  },
  placement: 'zonal',
  passesThrough: true,
  addresses: 'balancer',
  perform({ options }, _, { assumeTime }) {
    const hop = options.layer === 4 ? LOAD_BALANCER.layer4 : LOAD_BALANCER.layer7;
    return passing([
      { do: 'delay', time: assumeTime(`hop of a layer-${options.layer ?? 7} load balancer`, hop.latency) },
    ]);
  },
  // What balancers do unless told otherwise: an application's goes round, a network's picks by a hash.
  dispatches: ({ options }) => options.policy ?? (options.layer === 4 ? 'random' : 'round-robin'),
  check({ options }) {
    if (options.layer === undefined || options.layer === 4 || options.layer === 7) return [];
    return [{ field: 'layer', message: `there is no layer ${options.layer} load balancer`, fix: 'write 4 or 7' }];
  },
  consume({ options, usage, runningShare }, load, { monthSeconds }) {
    const newConnectionsPerSecond =
      load.arrivalRate / (options.requests_per_connection ?? 1) + (usage.connections ?? 0) / monthSeconds;
    // What leaves to the internet has been through the balancer: it is a part of what the file says is processed.
    const { processed = 0, egress = 0 } = usage;
    const given = Math.max(processed, egress);
    return {
      layer: options.layer === 4 ? 4 : 7,
      runningShare,
      rules: options.rules ?? 1,
      tls: options.tls ?? false,
      waf: options.waf ?? false,
      processedBytes: (load.requestBytesPerSecond + load.responseBytesPerSecond) * monthSeconds + given,
      ingressBytes: load.requestBytesPerSecond * monthSeconds + given - egress,
      newConnectionsPerSecond,
      activeConnections: newConnectionsPerSecond * (options.connection_duration ?? 1),
      requestsPerSecond: load.arrivalRate,
    };
  },
});
