/** What every command that reads topologies does first. */
import { headline, inFileOrder, renderDiagnostics } from '../diagnostics/render.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { readSources, type Sources } from '../topology/merge.ts';
import { decodeUtf8, type SourceText } from '../topology/read.ts';
import { reason } from '../diagnostics/reason.ts';

export const DEFAULT_FILE = 'quoin.yaml';

/** Reads and merges topology files; `-` is standard input, and no file at all is quoin.yaml. */
export async function readTopology(files: readonly string[], sets: readonly string[], io: Io): Promise<Sources> {
  const names = [...(files.length > 0 ? files : [DEFAULT_FILE]), ...(io.overrides === undefined ? [] : [io.overrides])];
  if (names.filter((name) => name === '-').length > 1) throw new UsageError('standard input (-) can be read only once');
  const sources: SourceText[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    let bytes: Uint8Array;
    try {
      bytes = name === '-' ? await io.readStdin() : io.readFile(name);
    } catch (error) {
      throw new UsageError(
        `cannot read ${name}: ${reason(error)}${files.length === 0 ? ' ("quoin init" writes a starter topology)' : ''}`,
      );
    }
    const decoded = decodeUtf8(name === '-' ? '<stdin>' : name, bytes);
    diagnostics.push(...decoded.diagnostics);
    if (decoded.source) sources.push(decoded.source);
  }
  if (diagnostics.length > 0) {
    const texts = new Map(sources.map((source) => [source.name, source.text]));
    return { value: undefined, diagnostics, texts, locate: () => undefined };
  }
  return readSources(sources, sets);
}

/** The file that --overrides names, as text. */
export function overridesText(io: Io): SourceText | undefined {
  if (io.overrides === undefined) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = io.readFile(io.overrides);
  } catch (error) {
    throw new UsageError(`cannot read ${io.overrides}: ${reason(error)}`);
  }
  const { source } = decodeUtf8(io.overrides, bytes);
  if (!source) throw new UsageError(`${io.overrides} is not UTF-8 text`);
  return source;
}

/** Shows diagnostics on standard error: errors always, warnings unless told to be quiet. */
export function showDiagnostics(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>, io: Io): void {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) io.err(renderDiagnostics(errors, texts, { color: true, paint: io.errPaint }));
  if (io.quiet) return;
  // A warning is one line: there may be many, and none stops the work.
  const warnings = inFileOrder(
    diagnostics.filter((one) => one.severity === 'warning'),
    texts,
  );
  for (const warning of warnings) io.err(`${headline(warning, io.errPaint)}\n`);
}

/** How a report is shown: in the colours and to the width of the terminal, plainly where it goes to a file. */
export const shownBy = (
  { paint, width }: Io,
  out: string | undefined,
): { readonly paint: Paint; readonly width?: number | undefined } =>
  out === undefined ? { paint, width } : { paint: PLAIN };

/** Writes a report to a file or to standard output. */
export function deliver(text: string, out: string | undefined, io: Io): void {
  if (out === undefined || out === '-') {
    io.out(text);
    return;
  }
  io.refuseInput?.(out);
  try {
    io.writeFile(out, text);
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${reason(error)}`);
  }
}
