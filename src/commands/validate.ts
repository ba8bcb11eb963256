/** quoin validate FILE...: syntax, references, units, limits. */
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printable, printableJson } from '../diagnostics/render.ts';
import { estimate } from '../estimate/estimate.ts';
import type { Io } from '../host/io.ts';
import { bundled } from './bundled.ts';
import { DEFAULT_FILE, readTopology, showDiagnostics } from './read.ts';

export interface ValidateCommandOptions {
  readonly format?: 'text' | 'json';
  readonly set: readonly string[];
}

export async function validateCommand(
  files: readonly string[],
  options: ValidateCommandOptions,
  io: Io,
): Promise<number> {
  const sources = await readTopology(files, options.set, io);
  // The whole pipeline runs: a cycle without a steady state is an error of the file too.
  const result = estimate(sources, bundled(io, sources));
  const diagnostics = result.ok ? result.estimate.warnings : result.diagnostics;
  if (options.format === 'json') {
    const list = diagnostics.map(({ path, position, ...rest }) => ({ ...rest, path: formatPath(path), ...position }));
    io.out(`${printableJson(JSON.stringify({ valid: result.ok, diagnostics: list }, null, 2))}\n`);
    return result.ok ? 0 : 2;
  }
  showDiagnostics(diagnostics, sources.texts, io);
  if (!result.ok) return 2;
  const { components, classes } = result.estimate.topology;
  if (!io.quiet)
    io.out(
      `${printable(files.length > 0 ? files.join(' + ') : DEFAULT_FILE)} is valid: ${count(components.length, 'component')}, ${count(classes.length, 'request class', 'request classes')}\n`,
    );
  return 0;
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
