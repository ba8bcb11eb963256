/** What the parts of the resolution share. */
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import type { FieldConfig } from './fields.ts';
import { PROVIDERS } from './grammar.ts';
import type { Locate } from './issues.ts';
import type { Provider } from './model.ts';

export type Raw = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The provider that a file names, in any case. */
export const providerOf = (written: unknown): Provider | undefined =>
  typeof written === 'string' ? PROVIDERS.find((one) => one === written.toLowerCase()) : undefined;

/** Problems that one run shows at most: further ones are not even looked for. */
export const MOST_DIAGNOSTICS = 200;

/** Characters of a component's or a class's name: it stands in every line about it. */
const LONGEST_NAME = 200;

/** Refuses a name that would fill every line about it. */
export function reportLongName(name: string, path: Path, { diagnostics, locate }: Report): void {
  if (name.length <= LONGEST_NAME) return;
  const details = { found: `a name of ${name.length} characters`, allowed: `at most ${LONGEST_NAME}` };
  diagnostics.push(diagnose('out-of-range', details, { path, position: locate(path, 'key') }));
}

/** Where problems are gathered, and how they find their place. */
export interface Report {
  readonly diagnostics: Diagnostic[];
  readonly locate: Locate;
  readonly config: FieldConfig;
}

/** What the topology says for every component. */
export interface Defaults {
  readonly provider: Provider | undefined;
  readonly region: string | undefined;
  readonly zones: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether there are more errors than are shown; looking for the components that each might have meant takes time. */
export const isFull = (diagnostics: readonly Diagnostic[]) => diagnostics.length > MOST_DIAGNOSTICS;
