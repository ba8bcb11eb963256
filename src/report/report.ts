/** The contract of a report format: data in, text out, no arithmetic of its own. */
import type { Estimate } from '../estimate/estimate.ts';

export interface Paint {
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export interface ReportOptions {
  readonly paint: Paint;
  /** Sums the bill by kind, product or tag instead of listing components. */
  readonly groupBy?: string | undefined;
}

/** What formats for other programs need beside. */
export interface ExportOptions extends ReportOptions {
  /** When the estimate is made: forecasts are for the month that comes next. */
  readonly now: Date;
  /** What a provider calls a region; undefined for what is none, such as `global`. */
  regionName(provider: string, region: string): string | undefined;
  /** The topology files. */
  readonly files: readonly string[];
}

export type Exporter = (estimate: Estimate, options: ExportOptions) => string;

export type Reporter = (estimate: Estimate, options: ReportOptions) => string;

const same = (text: string) => text;

/** No colour at all. */
export const PLAIN: Paint = { red: same, yellow: same, green: same, dim: same, bold: same };
