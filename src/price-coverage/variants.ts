/** What the coverage of the tables is counted over: common ways to run common products, and the regions that count. */
import type { Provider } from '../topology/model.ts';
import data from './variants.json' with { type: 'json' };

export interface Variant {
  readonly name: string;
  /** The core product that it stands for. */
  readonly core?: string;
  /** As a component of a file. */
  readonly component: Readonly<Record<string, unknown>>;
}

export const VARIANTS: Readonly<Record<Provider, readonly Variant[]>> = data.variants;

/** Regions whose prices are counted. */
export const COUNTED_REGIONS: Readonly<Record<Provider, readonly string[]>> = data.regions;
