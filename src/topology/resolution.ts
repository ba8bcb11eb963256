/** What the parts of the resolution share. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Locate } from './issues.ts';
import type { Provider } from './model.ts';

export type Raw = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where problems are gathered, and how they find their place. */
export interface Report {
  readonly diagnostics: Diagnostic[];
  readonly locate: Locate;
}

/** What the topology says for every component. */
export interface Defaults {
  readonly provider: Provider | undefined;
  readonly region: string | undefined;
  readonly zones: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
