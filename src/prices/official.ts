/**
 * What the readers of the official lists hand to the tables: prices as the providers publish them, named as Quoin names
 * them.
 */
import type { Provider } from '../billing/rate-table.ts';

/** Where a price was read: which list of a provider, when it was published, and where it stands. */
export interface ListSource {
  /** Short, and the same for all rows of one list: "aws:AmazonEC2@20260831092255". */
  readonly id: string;
  /** Address of the file, without a key. */
  readonly address: string;
  /** Date of the list where it says so, else the day it was read, "2026-08-31". */
  readonly published: string;
}

/** What a price of the provider's is called there. */
export interface Origin {
  readonly sku: string;
  /** The row within the SKU: AWS's rate code, Azure's meter. */
  readonly rateCode: string;
  /** Since when the price holds, "2026-08-01". */
  readonly effective: string;
  readonly list: ListSource;
}

/** One step of one meter's ladder. */
export interface RatePrice extends Origin {
  readonly type: 'rate';
  readonly service: string;
  readonly region: string;
  readonly meter: string;
  readonly unit: string;
  readonly currency: string;
  /** First unit of the step, and the first one above it (undefined: open); decimals. */
  readonly from: string;
  readonly to: string | undefined;
  /** Decimal. */
  readonly price: string;
  /** What a price of zero is, or what is below a first step that begins above zero. */
  readonly free?: 'allowance' | 'included';
  readonly note?: string;
  /** Nothing is charged beyond the last step. */
  readonly capped?: true;
}

/** How an instance is sold, and the index of its price in a row of a table of instances. */
export const WAYS = {
  linux_ondemand: 1,
  linux_spot: 2,
  linux_1y: 3,
  linux_3y: 4,
  windows_ondemand: 5,
  linux_sp_1y: 10,
  linux_sp_3y: 11,
} as const;
export type Way = keyof typeof WAYS;
export const WAY_NAMES = Object.keys(WAYS) as Way[];

/** An hour of an instance, bought in one way. */
export interface InstancePrice extends Origin {
  readonly type: 'instance';
  readonly region: string;
  readonly instance: string;
  readonly way: Way;
  readonly currency: string;
  readonly price: string;
}

export type OfficialPrice = RatePrice | InstancePrice;

/** One table that is to be made. */
export interface TableName {
  readonly provider: Provider;
  readonly service: string;
  readonly region: string;
}

/** A list that is not what it is taken for: nothing is made of it, and the tables that stand stay. */
export class ListError extends Error {
  override readonly name = 'ListError';
}

/** A page of a list in JSON; what comes in place of one, a page of HTML among it, is a `ListError`. */
export function parsedPage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ListError(/^\s*</.test(text) ? 'it is a page of HTML, not a price list' : 'it is no JSON, or breaks off');
  }
}

/** The provider does not sell it there, or lists it nowhere: no fault, and the table that stands stays. */
export class AbsentError extends ListError {}
