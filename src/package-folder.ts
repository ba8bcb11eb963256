/** The package's own folder, above this file both as a source and as what is built of it. */
import { fileURLToPath } from 'node:url';

export const packageFolder = (): string => fileURLToPath(new URL('..', import.meta.url));
