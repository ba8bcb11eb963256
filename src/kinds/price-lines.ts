/** Prices that the file itself gives: a licence by the month, a call by the request. */
import type * as v from 'valibot';
import { choice, object, price, text } from '../topology/fields.ts';
import { GIB } from '../topology/quantity/bytes.ts';

export const priceLine = object(
  {
    meter: text('What is charged.'),
    per: choice(['month', 'hour', 'node-month', 'node-hour', 'request', 'gb'], 'What one unit is.'),
    usd: price('Price of one unit in US dollars.'),
  },
  'A price of your own.',
);

export type PriceLine = v.InferOutput<typeof priceLine>;

export interface PriceUse {
  readonly lines: readonly {
    readonly meter: string;
    readonly unit: string;
    readonly usd: string;
    readonly quantity: number;
  }[];
}

/** Turns price lines into quantities of the month. */
export function priceUse(
  lines: readonly PriceLine[] | undefined,
  month: { readonly requests: number; readonly bytes: number; readonly nodes: number; readonly hours: number },
): PriceUse {
  const quantities: Record<PriceLine['per'], number> = {
    month: 1,
    hour: month.hours,
    'node-month': month.nodes,
    'node-hour': month.nodes * month.hours,
    request: month.requests,
    gb: month.bytes / GIB,
  };
  return { lines: (lines ?? []).map(({ meter, per, usd }) => ({ meter, unit: per, usd, quantity: quantities[per] })) };
}
