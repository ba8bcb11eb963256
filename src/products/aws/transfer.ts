/** Data transfer on AWS. @see https://aws.amazon.com/ec2/pricing/on-demand/ "Data Transfer" (read 2026-11) */
import type { TransferProduct } from '../transfer.ts';

const SERVICE = 'data-transfer';
const US_EAST = new Set(['us-east-1', 'us-east-2']);

export const awsTransfer: TransferProduct = {
  provider: 'aws',
  toInternet: (gb) => ({ type: 'table', service: SERVICE, meter: 'internet-egress', quantity: gb }),
  acrossZones: (gb, label, oneSided) => ({
    type: 'table',
    service: SERVICE,
    meter: 'inter-az',
    label: `inter-az ${label}`,
    quantity: gb,
    // The table's price is for one side; the sender and the receiver both pay it.
    ...(oneSided === undefined
      ? { factor: { numerator: 2n, denominator: 1n, reason: 'charged on the sending and on the receiving side' } }
      : { note: oneSided }),
  }),
  acrossRegions: (gb, from, to, label) => ({
    type: 'table',
    service: SERVICE,
    meter: US_EAST.has(from) && US_EAST.has(to) ? 'inter-region-us-east' : 'inter-region',
    region: from,
    label: `inter-region ${label}`,
    quantity: gb,
  }),
};
