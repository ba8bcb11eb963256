/** The parser that goes on after a mistake, loaded for a file that has one: correct files pay nothing for it. */
// oxlint-disable-next-line no-restricted-imports -- it reads nothing of the user's, and the program has the parser built in
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** Put into the program by `scripts/build.mjs`. */
export const yamlLibrary = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;
