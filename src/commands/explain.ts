/**
 * quoin explain FILE... COMPONENT|CLASS: every number about one of them with its formula, its inputs and its source.
 */
import { estimate } from '../estimate/estimate.ts';
import { explain } from '../explain/explain.ts';
import { findSubject } from '../explain/subject.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import type { ExplanationReporter } from '../report/explanation.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { deliver, readTopology, showDiagnostics, shownBy } from './read.ts';

export interface ExplainCommandOptions {
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';

const REPORTERS: Record<Format, () => Promise<ExplanationReporter>> = {
  table: async () => (await import('../report/explanation.ts')).explanationTable,
  json: async () => (await import('../report/explanation.ts')).explanationJson,
  markdown: async () => (await import('../report/explanation.ts')).explanationMarkdown,
};

/** @param words topology files, none for quoin.yaml, and at the end what is to be explained */
export async function explainCommand(
  words: readonly string[],
  options: ExplainCommandOptions,
  io: Io,
): Promise<number> {
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  const wanted = words.at(-1)!;
  if (words.length === 1 && (wanted === '-' || /\.(ya?ml|json)$/i.test(wanted)))
    throw new UsageError(
      `what is to be explained? Name a component or a class after the files: quoin explain ${wanted} app`,
    );
  const sources = await readTopology(words.slice(0, -1), options.set, io);
  const tables = bundled(io, sources);
  const result = estimate(sources, tables);
  if (!result.ok) {
    showDiagnostics(result.diagnostics, sources.texts, io);
    return 2;
  }
  const found = findSubject(result.estimate.topology, wanted);
  if (!found.ok) throw new UsageError(found.problem);
  const explanation = explain(result.estimate, found.subject, tables.assumptions);
  deliver((await reporter)(explanation, shownBy(io, options.out)), options.out, io);
  return 0;
}
