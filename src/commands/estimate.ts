/** quoin estimate FILE...: cost, throughput, latency and availability. */
import type { Provider } from '../billing/rate-table.ts';
import { estimate } from '../estimate/estimate.ts';
import { groupBill } from '../engine/group.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { PLAIN, type Exporter } from '../report/report.ts';
import type { FORMATS } from './choices.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { DEFAULT_FILE, deliver, readTopology, showDiagnostics } from './read.ts';

export interface EstimateCommandOptions {
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly groupBy?: string;
}

type Format = (typeof FORMATS)[number];

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<Exporter>> = {
  table: async () => (await import('../report/table.ts')).tableReport,
  json: async () => (await import('../report/json.ts')).jsonReport,
  csv: async () => (await import('../report/csv.ts')).csvReport,
  markdown: async () => (await import('../report/markdown.ts')).markdownReport,
  infracost: async () => (await import('../report/infracost.ts')).infracostReport,
  focus: async () => (await import('../report/focus.ts')).focusReport,
};

export async function estimateCommand(
  files: readonly string[],
  options: EstimateCommandOptions,
  io: Io,
): Promise<number> {
  const format = formatOf(options, REPORTERS, 'table');
  if (options.groupBy !== undefined && format !== 'table')
    throw new UsageError(`--group-by sums the table, and ${format} is printed: leave one of them out`);
  const reporter = REPORTERS[format]();
  const sources = await readTopology(files, options.set, io);
  const tables = bundled(io, sources);
  const result = estimate(sources, tables);
  if (!result.ok) {
    showDiagnostics(result.diagnostics, sources.texts, io);
    return 2;
  }
  if (options.groupBy !== undefined && !groupBill(result.estimate.topology, result.estimate.bill, options.groupBy)) {
    throw new UsageError(
      `--group-by ${options.groupBy}: the bill is grouped by component, kind, product, provider, region or tag:<key>`,
    );
  }
  const text = (await reporter)(result.estimate, {
    paint: options.out === undefined ? io.paint : PLAIN,
    groupBy: options.groupBy,
    now: io.now(),
    files: files.length > 0 ? files : [DEFAULT_FILE],
    regionName: (provider, region) =>
      tables.rates.regions(provider as Provider).find((one) => one.region === region)?.displayName,
  });
  deliver(text, options.out, io);
  showDiagnostics(result.estimate.warnings, sources.texts, io);
  const { length: left } = result.estimate.bill.unpriced;
  if (format === 'focus' && left > 0)
    io.err(
      `quoin: ${left === 1 ? '1 line of the bill has' : `${left} lines of the bill have`} no price and ${left === 1 ? 'is' : 'are'} not in the file: FOCUS has no cost that is not known\n`,
    );
  return 0;
}
