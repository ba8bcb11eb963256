/** What reading a topology needs to know of kinds, products and places, without knowing any by name. */
import type * as v from 'valibot';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Component, Provider } from './model.ts';

export interface KindGrammar {
  readonly name: string;
  readonly summary: string;
  readonly fields: v.ObjectEntries;
  readonly nodes: boolean;
  readonly usage: v.ObjectEntries;
  readonly unused?: readonly string[];
  nodeCount?(options: never): number | undefined;
  check?(
    component: Component<never>,
  ): readonly { readonly field: string; readonly message: string; readonly fix: string }[];
}

export interface ProductEntry {
  readonly name: string;
  readonly provider: Provider;
  readonly kinds: readonly string[];
  readonly defaultFor: readonly string[];
  readonly aliases?: readonly string[];
  readonly implies?: Readonly<Record<string, unknown>>;
  readonly ignores?: readonly string[];
  suits?(options: Readonly<Record<string, unknown>>): boolean;
}

export interface Place {
  readonly region: string;
  readonly zones?: number | undefined;
  readonly aliases: readonly string[];
}

export interface Catalogue {
  readonly kinds: ReadonlyMap<string, KindGrammar>;
  readonly products: readonly ProductEntry[];
  /** The products that may stand for a kind, in the order of `products`. */
  productsOf(kind: string): readonly ProductEntry[];
  product(provider: Provider, name: string): ProductEntry | undefined;
  /** What a component asks for and its product does not sell. */
  problemsOf?(component: Component): readonly {
    readonly field: string;
    /** Where in the field. */
    readonly within?: Path;
    readonly message: string;
    readonly fix: string;
  }[];
  /** Regions of a provider. */
  places(provider: Provider): readonly Place[];
}
