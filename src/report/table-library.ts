/** The library that wraps cells, loaded for a terminal that is narrower than a table: all others pay nothing for it. */
// oxlint-disable-next-line no-restricted-imports -- it reads nothing of the user's, but a file of the program's own
import { createRequire } from 'node:module';
import type Table from 'cli-table3';

/** In the program it is a file beside it: `scripts/build.mjs`. */
export const tableLibrary = (): typeof Table => createRequire(import.meta.url)('cli-table3') as typeof Table;
