/** A rule of `checks` as it is judged. */
import type { Path } from '../diagnostics/diagnostic.ts';
import type { TopologyInput } from './grammar.ts';

/** A bound as it is judged; money in US dollars, as an exact decimal. */
export type Bound =
  | { readonly unit: 'usd'; readonly amount: string }
  | { readonly unit: 'percent'; readonly percent: string }
  | { readonly unit: 's'; readonly seconds: number };

type CheckInput = Extract<NonNullable<TopologyInput['checks']>, readonly unknown[]>[number];
export type RuleName = CheckInput['rule'];

export interface CheckRule {
  readonly rule: RuleName;
  readonly level: 'warn' | 'error';
  /** Absent for rules that have no bound of their own. */
  readonly atMost?: Bound;
  readonly component?: string | undefined;
  readonly tag?: string | undefined;
  readonly class?: string | undefined;
  /** Where it stands in the file. */
  readonly path: Path;
}
