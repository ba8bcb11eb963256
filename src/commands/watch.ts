/** quoin estimate --watch FILE...: draws the estimate again whenever one of the files is saved. */
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { estimateCommand, type EstimateCommandOptions } from './estimate.ts';
import { DEFAULT_FILE } from './read.ts';

/** Empties a terminal and goes to its first line. */
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/**
 * Estimates, and again after each change, until the program is interrupted. Errors are shown, and the next change is
 * waited for: a file may be half written, or gone for a moment.
 */
export async function watchCommand(files: readonly string[], options: EstimateCommandOptions, io: Io): Promise<number> {
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  if (names.includes('-')) throw new UsageError('standard input (-) cannot be watched: name the files');
  const draw = async () => {
    if (io.isTerminal && (options.out === undefined || options.out === '-')) io.out(CLEAR);
    try {
      await estimateCommand(files, options, io.afresh?.() ?? io);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.err(`quoin: ${error.message}\n`);
    }
    if (!io.quiet) io.err(`watching ${names.join(', ')}\n`);
  };
  // What cannot be right however often the files change ends it.
  let drawing = draw();
  await drawing;
  let failure: unknown;
  await io.watch(names, () => {
    // One after the other: a change while it draws is drawn next.
    drawing = drawing.then(draw).catch((error: unknown) => void (failure = error));
  });
  await drawing;
  if (failure !== undefined) throw failure;
  return 0;
}
