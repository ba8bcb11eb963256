/** The estimate as JSON. */
import { printableJson } from '../diagnostics/render.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { toJson } from '../estimate/published.ts';

/** Two-space JSON with a final newline. */
export function jsonReport(estimate: Estimate): string {
  return `${printableJson(JSON.stringify(toJson(estimate), null, 2))}\n`;
}
