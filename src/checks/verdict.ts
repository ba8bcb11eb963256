/** What came of checking an estimate, as reports take it. */
import type { Amount } from '../billing/money.ts';
import type { Comparison } from '../comparison/comparison.ts';
import type { Side } from '../comparison/side.ts';
import type { Path, Position } from '../diagnostics/diagnostic.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { CheckRule, RuleName } from '../topology/check-rule.ts';

/** A bound as it stands on one side. */
export interface Guard {
  readonly rule: RuleName;
  /** As a verdict has it: `total`, `component app`, `tag team:web`, `class browse`; `` for all that the rule judges. */
  readonly subject: string;
  readonly objective?: string;
  readonly level: CheckRule['level'];
  /** Absent for rules that have no bound of their own. */
  readonly limit?: Figure;
  readonly path: Path;
}

export interface Loosening {
  readonly part: 'budget' | 'checks' | 'slo' | 'tags';
  readonly old: Guard;
  /** Undefined where nothing bounds it any more. */
  readonly new: Guard | undefined;
  /** Of a tag: the component that no longer bears it. */
  readonly component?: string;
  readonly path: Path;
  readonly position: Position | undefined;
}

/** A figure that is judged, or its bound; money in US dollars. */
export type Figure =
  | { readonly unit: 'usd'; readonly amount: Amount }
  | { readonly unit: 'percent' | 's' | 'share' | '×' | 'lines'; readonly value: number };

export interface Verdict {
  readonly rule: RuleName;
  readonly level: CheckRule['level'];
  /** `unknown`: it is within its bound as far as is known, or there is nothing to compare it with. */
  readonly status: 'met' | 'failed' | 'unknown';
  /** What is judged: `total`, `component app`, `tag team:web`, `class browse`. */
  readonly subject: string;
  /** Of a service level: `latency.p99`, `headroom`, `availability`. */
  readonly objective?: string;
  /** Absent where it is unbounded, or not known. */
  readonly actual?: Figure | undefined;
  readonly limit?: Figure | undefined;
  /** Whether the actual figure may be larger, for some lines have no price. */
  readonly isLowerBound?: boolean;
  /** Of an increase: by how much, in US dollars, and as a share where the baseline cost anything. */
  readonly increase?: { readonly amount: Amount; readonly share: number | undefined };
  /** Why it is unknown; of a line without a price, which it is and why. */
  readonly reason?: string;
  /** Where the bound stands, or what is judged. */
  readonly path: Path;
  /**
   * The edit that is to blame, where there is a baseline, and where it stands; else where `path` does. Absent for what
   * the command line asks.
   */
  readonly cause?: string | undefined;
  readonly position?: Position | undefined;
}

export interface CheckResult {
  readonly estimate: Estimate;
  /** The estimate as its JSON has it. */
  readonly side: Side;
  readonly comparison: Comparison | undefined;
  readonly verdicts: readonly Verdict[];
  /** What the change takes from the bounds; undefined where there is nothing to compare with. */
  readonly loosened: readonly Loosening[] | undefined;
  /** Whether no verdict of level `error` has failed. */
  readonly passed: boolean;
}
