/** The parser that goes on after a mistake, loaded for a file that has one: correct files pay nothing for it. */
// oxlint-disable-next-line no-restricted-imports -- it reads nothing of the user's, but a file of the program's own
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** In the program it is a file beside it: `scripts/build.mjs`. */
export const yamlLibrary = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;
