/** The contract of a report format: data in, text out, no arithmetic of its own. */
import type { Estimate } from '../estimate.ts';

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

export type Reporter = (estimate: Estimate, options: ReportOptions) => string;

const same = (text: string) => text;

/** No colour at all. */
export const PLAIN: Paint = { red: same, yellow: same, green: same, dim: same, bold: same };
