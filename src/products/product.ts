/**
 * The contract of a product: who sells a kind, and which meters its consumption becomes.
 *
 * A product returns quantities and the names of meters; prices are looked up and applied in `billing`.
 */
import type { DirectMeter, MeterUse, TableMeter } from '../billing/meter.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Placement } from '../kinds/kind.ts';
import type { Component, Provider } from '../topology/model.ts';

export type { DirectMeter, MeterUse, TableMeter };

/** An instance type of a product. */
export interface InstanceOffer {
  readonly instance: string;
  readonly usdPerHour: number;
}

export interface ProductContext {
  readonly component: Component;
  readonly provider: Provider;
  readonly region: string;
  /** The component's instance type as the file names it, or the one chosen for its shape. */
  readonly instance: string | undefined;
  readonly rates: RateSource;
  /** Hours in a month, 730 by default. */
  readonly monthHours: number;
  /** Something the reader of the bill should know; `fix` is what to write in the file. */
  warn(message: string, fix?: string): void;
}

export interface Product<Use = never> {
  readonly name: string;
  readonly title: string;
  readonly provider: Provider;
  /** Kinds it stands for. */
  readonly kinds: readonly string[];
  /** Kinds that it stands for where the file names no product and no other product suits better. */
  readonly defaultFor: readonly string[];
  /** Whether the component's own fields ask for it: a layer, an engine, an instance type. */
  suits?(options: Readonly<Record<string, unknown>>): boolean;
  /** Further names under which a component may ask for it as its `kind`. */
  readonly aliases?: readonly string[];
  /** Options that an alias implies, such as `engine: postgres`. */
  readonly implies?: Readonly<Record<string, unknown>>;
  /** Fields of its kinds, and keys of usage as `usage.records`, that change nothing here; said where a file sets them. */
  readonly ignores?: readonly string[];
  /** Where it stands, if that differs from its kind (Kinesis is regional, brokers are zonal). */
  readonly placement?: Placement;
  /** Why traffic between zones is not charged: between its own nodes, or on calls to and from it. */
  readonly freeZoneTransfer?: { readonly betweenNodes?: string; readonly calls?: string };
  /** Instance types that it sells in a region with the hour of one in US dollars, from which a shape is chosen; virtual machines by default. */
  offers?(region: string, rates: RateSource): readonly InstanceOffer[];
  /** The page that says how it is charged, and the day it was read. */
  readonly source: string;
  meters(use: Use, context: ProductContext): readonly MeterUse[];
}

export function defineProduct<Use>(product: Product<Use>): Product<Use> {
  return product;
}

const GIB = 2 ** 30;

/** Bytes as the GB (2^30) of a cloud's bill. */
export const toGb = (bytes: number) => bytes / GIB;
