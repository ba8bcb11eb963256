/** What a component is translated by, when it moves to a product of another provider. */
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import type { Product } from '../products/product.ts';
import type { Draft } from './draft.ts';

export interface Translation {
  readonly draft: Draft;
  readonly kind: string;
  readonly from: Product;
  readonly to: Product;
  /** The options of the component, its defaults and what its kind implies among them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The machine that it runs on, where it is known. */
  readonly spec: InstanceSpec | undefined;
  readonly region: string;
  readonly rates: RateSource;
  /** Notes what the component had and has no more. */
  lose(what: string): void;
}
