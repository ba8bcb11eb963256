/** quoin init: a commented starter topology. */
import { join } from 'node:path';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { DEFAULT_FILE, deliver } from './read.ts';
import { reason } from '../diagnostics/reason.ts';

export interface InitCommandOptions {
  readonly template: string;
  readonly out?: string;
  readonly force?: boolean;
}

export function initCommand(options: InitCommandOptions, io: Io): number {
  const out = options.out ?? DEFAULT_FILE;
  if (out !== '-' && !options.force && io.exists(out))
    throw new UsageError(`${out} exists already (--force overwrites it, --out - prints the template)`);
  let text: string;
  try {
    text = new TextDecoder().decode(io.readFile(join(io.dataFolder, 'templates', `${options.template}.yaml`)));
  } catch (error) {
    throw new Error(`the template ${options.template} is missing from the package: ${reason(error)}`, { cause: error });
  }
  deliver(text, out, io);
  if (out !== '-' && !io.quiet)
    io.err(`wrote ${out}; next: quoin estimate ${out === DEFAULT_FILE ? '' : out}`.trimEnd() + '\n');
  return 0;
}
