/** What functions of the library take and return. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PromiseSource } from '../engine/failing.ts';
import type { RoundTripSource } from '../engine/component-plan.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Sources } from '../topology/merge.ts';

/**
 * A topology: the text of a file (YAML or JSON), the same as plain data, or what `readSources` made of one or several
 * files, whose names then stand in positions and reports.
 */
export type TopologyInput = string | Sources | object;

/** What every function takes. */
export interface LibraryOptions {
  /**
   * Prices, instances and regions; those that come with the package where none are given, and `prices.from` of the
   * topology above them.
   */
  readonly rates?: RateSource | undefined;
  /** Published round trips and promises of availability; those that come with the package where none are given. */
  readonly assumptions?: (RoundTripSource & PromiseSource) | undefined;
  /** The day that the age of prices is counted to; the present one where none is given. */
  readonly today?: Date | undefined;
  /** Changes of a topology that is given as text or data, as `--set` takes them: `components.app.count=8`. */
  readonly set?: readonly string[] | undefined;
  /** Codes of warnings that are left out, as `--allow` takes them. */
  readonly allow?: readonly string[] | undefined;
}

/** A topology with errors: all of them, in the order of the file, and its warnings. */
export interface Refused {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a function found, as the command's JSON has it, and the estimate that it rests on. */
export interface Reported<Report> {
  readonly ok: true;
  readonly report: Report;
  readonly estimate: Estimate;
}
