/**
 * The contract of a product: who sells a kind, and which meters its consumption becomes.
 *
 * A product returns quantities and the names of meters; prices are looked up and applied in `billing`.
 */
import type { Warn } from '../diagnostics/warnings.ts';
import type { DirectMeter, IncludedMeter, MeterUse, TableMeter } from '../billing/meter.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Placement } from '../kinds/kind.ts';
import type { Sold } from '../kinds/sold.ts';
import type { Component, Provider } from '../topology/model.ts';
import { GIB } from '../topology/quantity/bytes.ts';
import type { Ceiling, Tiers } from './ceiling.ts';
import type { FocusService } from './focus.ts';
import type { Move } from './move.ts';
import type { Limits } from './quota.ts';

export type { DirectMeter, IncludedMeter, MeterUse, TableMeter };

/** An instance type of a product. */
export interface InstanceOffer {
  readonly instance: string;
  readonly usdPerHour: number;
}

/** What a size has to have at least; left out where nothing is asked. */
export interface SizeNeed {
  readonly vcpu?: number | undefined;
  readonly memoryGib?: number | undefined;
}

/** A size in which a product is sold, to be matched with one of another product. */
export interface SizeOffer {
  /** As the product calls it. */
  readonly name: string;
  /** The fields of a component that ask for it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly vcpu?: number | undefined;
  /** Memory of one node. */
  readonly memoryGib?: number | undefined;
  readonly burstable?: boolean;
  /** The virtual machine inside, where the provider says which: it tells what the size does not. */
  readonly machine?: string;
  /** List price of an hour as the component is laid out, with its standby; undefined where none is known. */
  readonly usdPerHour: number | undefined;
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
  /** Tells the reader of the bill. */
  readonly warn: Warn;
}

/** A row of the provider's service level agreements: the service, and the scope that the promise is for. */
export interface Promised {
  readonly service: string;
  readonly scope: string;
}

export interface Product<Use = never> extends Sold {
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
  /**
   * Fields of its kinds, and keys of usage as `usage.records`, that change nothing here; said where a file sets them.
   */
  readonly ignores?: readonly string[];
  /** Whether it is machines that their owner runs: one that clients reach has a public address. */
  readonly machines?: true;
  /** Where it stands, if that differs from its kind (Kinesis is regional, brokers are zonal). */
  readonly placement?: Placement;
  /** Why traffic between zones is not charged: between its own nodes, or on calls to and from it. */
  readonly freeZoneTransfer?: { readonly betweenNodes?: string; readonly calls?: string };
  /** Why only whoever calls it pays for traffic between zones, where a provider charges both sides. */
  readonly oneSidedZoneTransfer?: string;
  /** Whether it sends what it passes on to its own zone alone, with these options. */
  keepsZone?(options: Readonly<Record<string, unknown>>): boolean;
  /**
   * Instance types that it sells in a region with the hour of one in US dollars, from which a shape is chosen; virtual
   * machines by default.
   */
  offers?(region: string, rates: RateSource): readonly InstanceOffer[];
  /**
   * Sizes that it sells in a region for a component with these options, to match one provider's with another's; what
   * runs on machines of its own needs none. Where a size may be chosen freely, those around what is needed.
   */
  sizes?(
    options: Readonly<Record<string, unknown>>,
    need: SizeNeed,
    region: string,
    rates: RateSource,
  ): readonly SizeOffer[];
  /**
   * Whether a name is one of its own sizes, where these are not called after machines; it may be sold in another
   * region.
   */
  isSize?(instance: string, options: Readonly<Record<string, unknown>>, region: string, rates: RateSource): boolean;
  /**
   * Which promise of availability applies to the whole of a component with these options whose nodes are spread over so
   * many zones of one region.
   *
   * Where reads and writes are promised differently it is the weaker one, unless nothing but reads comes. The row may
   * promise nothing.
   * @returns undefined where none is known to apply
   */
  sla?(options: Readonly<Record<string, unknown>>, zones: number): Promised | undefined;
  /**
   * Which promise applies to one of its nodes by itself, where these are plain machines; undefined where none is known
   * to.
   */
  nodeSla?(options: Readonly<Record<string, unknown>>): Promised | undefined;
  /** Which promise of durability applies to what it stores: to an object or, of machines, to a volume of a node. */
  durability?(options: Readonly<Record<string, unknown>>): Promised | undefined;
  /**
   * Memory that a node of an instance type may use for what it keeps, in bytes: a managed cache leaves less than the
   * machine has.
   * Undefined where the product has no figure of its own; the machine's then holds.
   */
  nodeMemory?(
    instance: string | undefined,
    options: Readonly<Record<string, unknown>>,
    rates: RateSource,
  ): number | undefined;
  /** What each of its brokers carries, where the size of one says so. */
  brokers?(
    instance: string | undefined,
    options: Readonly<Record<string, unknown>>,
    rates: RateSource,
  ): BrokerLimits | undefined;
  /**
   * What it lets through: quotas of the account, units that are bought, limits of the service. Named in the limit
   * tables as the product is.
   */
  readonly limits?: Limits;
  /** What it has no more of, and the tiers above that have more of it. */
  ceilings?(options: Readonly<Record<string, unknown>>, use: Use, memory?: number): readonly Ceiling[];
  readonly tiers?: Tiers;
  /** What it does not sell, of what the file asks for: an error each, at the field. */
  check?(component: Component, rates: RateSource): readonly Problem[];
  /** What sets it apart from the provider's other products of its kind: its like elsewhere stands for it. */
  readonly role?: 'works at layer 4' | 'works at layer 7' | 'is a stream without brokers';
  /** Engines that it runs, where its kind has several: a database that moves goes where its engine is. */
  readonly engines?: readonly string[];
  /** Whether it stands for what has shards, where the usual product has one. */
  readonly sharded?: true;
  /** The tier that fields other than `tier` ask for. */
  tierOf?(options: Readonly<Record<string, unknown>>): string | undefined;
  /** Whether what is archived can be read at once. */
  readonly archiveIsOnline?: true;
  /** Whether a file system keeps its copies in one zone. */
  isInOneZone?(options: Readonly<Record<string, unknown>>): boolean;
  /** What a file loses with the value of a field that the product ignores; nothing for values that ask for nothing. */
  readonly loses?: Readonly<Record<string, (value: unknown) => string | undefined>>;
  /** Puts the fields of a component that comes from another provider in its own words. */
  translate?(move: Move): void;
  /** Services of the rate tables that it bills as its own, as FOCUS calls them. */
  readonly focus?: Readonly<Record<string, FocusService>>;
  /** The page that says how it is charged, and the day it was read. */
  readonly source: string;
  meters(use: Use, context: ProductContext): readonly MeterUse[];
}

export function defineProduct<Use>(product: Product<Use>): Product<Use> {
  return product;
}

/** What a managed broker carries, in bytes a second; what is left out does not bind. */
export interface BrokerLimits {
  /** Written to its storage, its copies of others among it. */
  readonly storage?: number;
  /** Taken from producers, and given to consumers. */
  readonly ingress?: number;
  readonly egress?: number;
  readonly source: string;
}

/** Something that a file asks for and cannot have. */
export interface Problem {
  /** The component's field that it is about, and where in it. */
  readonly field: string;
  readonly within?: readonly (string | number)[];
  readonly message: string;
  readonly fix: string;
}

interface NodeCounts {
  readonly count?: number;
  readonly autoscale?: { readonly min: number };
}

/** Fewest nodes that run at once: a promise for several zones has to hold then too. */
export function fewestNodes(options: Readonly<Record<string, unknown>>): number {
  const { count, autoscale } = options as NodeCounts;
  return autoscale?.min ?? count ?? 1;
}

/** Bytes as the GB (2^30) of a cloud's bill. */
export const toGb = (bytes: number) => bytes / GIB;
