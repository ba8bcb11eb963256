/** What a product hands to the bill: quantities of meters, not yet priced. */
import type { Payment } from '../topology/purchase.ts';
import type { PriceRow } from './rate-table.ts';

/** An exact multiple of a price, with the reason. */
export interface Factor {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly reason: string;
}

export type PricingModel = 'dynamic' | 'committed';

/** What is bound by a line whose price is for those who commit themselves. */
export interface Commitment {
  readonly years: 1 | 3;
  readonly payment: Payment;
  /** Share of what is committed that is used, 0..1; the rest is paid all the same. Left out: nobody knows. */
  readonly used?: number;
  /**
   * What an hour of use costs under it, where a unit of the line is something else: of a commitment in money an hour.
   */
  readonly hour?: string;
}

/** A quantity of a meter of the rate tables. */
export interface TableMeter {
  readonly type: 'table';
  /** Service and meter as the rate tables name them. */
  readonly service: string;
  readonly meter: string;
  /** Region of the table, where it is not the component's (`global`, `edge-europe`, `tier1`). */
  readonly region?: string;
  /** Units a month, of all copies together. */
  readonly quantity: number;
  /**
   * Who shares the tiers: the whole account (default), or each of `copies` equal resources by itself
   * (a gp3 volume includes 3,000 IOPS however many volumes there are).
   */
  readonly copies?: number;
  /** What the price of the table is multiplied by, with the reason: both sides of a zone crossing are charged. */
  readonly factor?: Factor;
  /** What the line is called, where the meter's name is not enough. */
  readonly label?: string;
  readonly note?: string;
}

/** A quantity whose price the product has found itself (an instance's hour) or the file gives (a licence). */
export interface DirectMeter {
  readonly type: 'direct';
  readonly service: string;
  readonly label: string;
  readonly unit: string;
  readonly quantity: number;
  readonly region?: string;
  /** `undefined`: no price is known, and `reason` says why. */
  readonly price: PriceRow | undefined;
  readonly reason?: string;
  readonly currency?: string;
  readonly factor?: Factor;
  /**
   * How the price comes about, where nobody could buy at it at any time: it moves with supply, or is for those who
   * commit themselves.
   */
  readonly pricing?: PricingModel;
  /** Of a committed price: what the same costs on demand, where that is known. */
  readonly onDemandPrice?: string;
  /** Paid on day one for the whole term: this many units of the same price, or of the fee where there is one. */
  readonly upFrontUnits?: number;
  readonly upFrontFee?: string;
  readonly commitment?: Commitment;
  readonly note?: string;
}

/** Something that is used and not charged, shown so that nobody misses it. */
export interface IncludedMeter {
  readonly type: 'included';
  readonly service: string;
  readonly label: string;
  readonly unit: string;
  readonly quantity: number;
  /** Why nothing is charged, and who says so. */
  readonly reason: string;
}

export type MeterUse = TableMeter | DirectMeter | IncludedMeter;
