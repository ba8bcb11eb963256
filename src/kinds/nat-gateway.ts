/** Address translation for private egress: billed by the hour and by the byte, both ways. */
import { NAT_GATEWAY } from '../assumptions/published.ts';
import { count, monthAmount, optional, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';
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

export const natGateway = defineKind<NatGatewayOptions, NatGatewayUse>({
  name: 'nat-gateway',
  summary: 'Address translation for private egress.',
  fields,
  nodes: false,
  usage: {
    processed: optional(monthAmount('Bytes processed.', 'bytes')),
    data: optional(monthAmount('Bytes processed.', 'bytes')),
    data_processed: optional(monthAmount('Bytes processed.', 'bytes')),
    bytes: optional(monthAmount('Bytes processed.', 'bytes')),
  },
  placement: 'zonal',
  inside: true,
  passesThrough: true,
  nodeCount: (options) => options.count ?? 1,
  perform: (_component, _load, { assumeTime }) =>
    passing([delay(assumeTime('address translation', NAT_GATEWAY.latency))]),
  consume({ options, usage, runningShare }, load, { monthSeconds }) {
    const given = (usage.processed ?? 0) + (usage.data ?? 0) + (usage.data_processed ?? 0) + (usage.bytes ?? 0);
    return {
      gateways: options.count ?? 1,
      machines: options.machines ?? 1,
      runningShare,
      // What leaves to the internet has been through the gateway.
      processedBytes:
        (load.requestBytesPerSecond + load.responseBytesPerSecond) * monthSeconds + given + (usage.egress ?? 0),
    };
  },
});
