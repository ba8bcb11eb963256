/** Address translation for private egress: billed by the hour and by the byte, both ways. */
import { NAT_GATEWAY } from '../assumptions/published.ts';
import { count, monthAmount, optional, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';
import type { LimitPlan } from './performance.ts';
import { delay } from './steps.ts';

const fields = {
  count: optional(count('Gateways (default 1; one a zone keeps the traffic in its zone).', 1)),
  machines: optional(count('Google: machines behind it, which set its hourly price (default 1).')),
} as const;

export type NatGatewayOptions = FieldsOutput<typeof fields>;

export interface NatGatewayUse {
  readonly gateways: number;
  readonly machines: number;
  readonly runningShare: number;
  readonly processedBytes: number;
}

/**
 * Bytes that the gateway processes by the file's own count: what leaves to the internet is a part of them, and the
 * other names mean the same, so that nothing counts twice.
 */
const processedOf = ({ processed = 0, data = 0, data_processed: dataProcessed = 0, bytes = 0, egress = 0 }: Amounts) =>
  Math.max(processed, data, dataProcessed, bytes, egress);

type Amounts = Readonly<Record<string, number>>;

export const natGateway = defineKind<NatGatewayOptions, NatGatewayUse>({
  name: 'nat-gateway',
  summary: 'Address translation for private egress.',
  fields,
  nodes: false,
  usage: {
    processed: optional(monthAmount('Bytes processed, those of egress among them.', 'bytes')),
    data: optional(monthAmount('The same as processed.', 'bytes')),
    data_processed: optional(monthAmount('The same as processed.', 'bytes')),
    bytes: optional(monthAmount('The same as processed.', 'bytes')),
  },
  placement: 'zonal',
  inside: true,
  passesThrough: true,
  addresses: 'gateway',
  nodeCount: (options) => options.count ?? 1,
  // A gateway a zone, each the route of its own zone's subnets.
  standsInEach: (options, zones) => (options.count ?? 1) >= zones,
  /**
   * A gateway has an address, and of each address so many ports to a destination at a time. How many connections that
   * is follows from how long calls take: one is held for each that is under way, at least. What is called is taken for
   * one destination.
   */
  perform({ options, calls, classCalls }, load, context) {
    const gateways = options.count ?? 1;
    const ports = context.sold.portsPerAddress;
    const destinations = new Set([calls, ...classCalls.values()].flat().map(({ to }) => to));
    const several = destinations.size > 1;
    const limits: LimitPlan[] =
      load.peakRate === 0 || ports === undefined
        ? []
        : [...destinations].map((to) => ({
            resource: several ? `connections to ${to}` : 'connections',
            unit: 'connections',
            capacity: context.assume('connections of an address to a destination', ports) * gateways,
            use: 0,
            heldBy: to,
            source: `${ports.source}: ${ports.conditions}`,
          }));
    return passing([delay(context.assumeTime('address translation', NAT_GATEWAY.latency))], limits);
  },
  consume({ options, usage, runningShare }, load, { monthSeconds }) {
    return {
      gateways: options.count ?? 1,
      machines: options.machines ?? 1,
      runningShare,
      processedBytes: (load.requestBytesPerSecond + load.responseBytesPerSecond) * monthSeconds + processedOf(usage),
    };
  },
});
