/** What a line of the bill is, before and after it has a price. */
import type { Payment } from '../topology/purchase.ts';
import type { MeterUse, PricingModel } from './meter.ts';
import type { Amount, Price, Quantity } from './money.ts';
import type { Provider } from './rate-table.ts';

/** One meter of one component, before it has a price. */
export interface Use {
  readonly component: string;
  readonly product: string;
  readonly provider: Provider;
  readonly region: string;
  readonly meter: MeterUse;
}

/** The part of a line that fell into one volume tier. */
export interface LineTier {
  readonly from: Quantity;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly amount: Amount;
}

/** What a line costs before what takes something off. */
export interface Undiscounted {
  /** At the price that the provider publishes for everybody; absent where it is not known. */
  readonly list?: Amount;
  /** After the prices and discounts of the file, before commitments and what the provider takes off by itself. */
  readonly contracted: Amount;
}

/** What a commitment binds, and whether it pays. */
export interface Committed {
  readonly years: 1 | 3;
  readonly payment: Payment;
  /**
   * Share of the committed hours (or money) that is used, 0..1; absent where it is not known what a commitment covers.
   */
  readonly used?: number;
  /**
   * Share of a month's hours from which it costs less than on demand: its hour ÷ the hour on demand. Absent where that
   * is not known.
   */
  readonly breakEven?: number;
}

export interface LineItem {
  readonly component: string;
  readonly product: string;
  readonly provider: Provider;
  readonly service: string;
  readonly meter: string;
  readonly region: string;
  readonly quantity: Quantity;
  readonly unit: string;
  /** What one unit costs, after any factor; the mean where tiers differ. Absent where no price is known. */
  readonly unitPrice?: Price;
  /** In US dollars unless `currency` says otherwise. Absent where no price is known. */
  readonly amount?: Amount;
  readonly currency: string;
  /** More than one where the quantity crosses volume tiers. */
  readonly tiers: readonly LineTier[];
  /** Date of the oldest price used, and where it is from. */
  readonly asOf?: string;
  /** Since when the provider charges the newest price used, where its list says so. */
  readonly effective?: string;
  readonly source?: string;
  /** Why there is no price. */
  readonly unpriced?: string;
  readonly notes: readonly string[];
  /** Whether the price was never checked against a published one. */
  readonly unverified: boolean;
  /** Absent where nothing is taken off: it costs the amount. */
  readonly undiscounted?: Undiscounted;
  readonly pricing?: PricingModel;
  /** Paid on day one for the whole term. */
  readonly upFront?: Amount;
  readonly commitment?: Committed;
}

/** Which lines a discount or an override is for. */
export interface LineMatch {
  readonly provider?: string | undefined;
  readonly service?: string | undefined;
  readonly meter?: string | undefined;
  readonly region?: string | undefined;
  readonly component?: string | undefined;
}

export interface Pricing {
  readonly freeTier: boolean;
  readonly discounts: readonly { readonly match: LineMatch; readonly percent: number }[];
  readonly overrides: readonly { readonly match: LineMatch; readonly usd: string }[];
}
