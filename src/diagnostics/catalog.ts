import type { Diagnostic, Path, Position } from './diagnostic.ts';
import { didYouMean } from './suggest.ts';
import { isWarningCode, textOf, warnings, type Warned } from './warnings.ts';
import { LONGEST_QUOTE, describeValue, list, oneOf, quote, type Text } from './words.ts';

/** Every error of a user's file. `message` says what is wrong, `fix` what to do about it. */
const errors = {
  // Reading
  'alias-bomb': (d: { limit: number }): Text => ({
    message: `the aliases of this file expand to more than ${d.limit} values`,
    fix: 'write the values out, or use fewer aliases of aliases',
  }),
  'bad-merge-key': (d: { found: unknown }): Text => ({
    message: `"<<" takes over the keys of a mapping, found ${describeValue(d.found)}`,
    fix: 'give it an alias of a mapping, as in <<: *defaults',
  }),
  'bad-number': (d: { text: string }): Text => ({
    message: `${d.text.length > LONGEST_QUOTE ? quote(d.text) : d.text} is not a number that can be computed with`,
    fix: 'write a finite number below 2^53',
  }),
  'bad-set': (d: { problem: string; fix: string }): Text => ({ message: d.problem, fix: d.fix }),
  'complex-key': (): Text => ({
    message: 'a list or mapping is used as a key',
    fix: 'use a word',
  }),
  'cyclic-alias': (d: { name: string }): Text => ({
    message: `the alias *${d.name} stands inside the value that it names`,
    fix: 'write the value out',
  }),
  'duplicate-key': (d: { key: string }): Text => ({
    message: `the key ${quote(d.key)} is given twice`,
    fix: 'keep one of them',
  }),
  'empty-file': (): Text => ({
    message: 'there is nothing in this file',
    fix: '"quoin init" writes a starter topology',
  }),
  'file-too-large': (d: { limitBytes: number }): Text => ({
    message: `the file is longer than the ${d.limitBytes / 2 ** 20} MB that are read`,
    fix: 'split the topology',
  }),
  'forbidden-key': (d: { key: string }): Text => ({
    message: `the key ${quote(d.key)} is not allowed anywhere`,
    fix: 'choose another name',
  }),
  'multiple-documents': (): Text => ({
    message: 'a second YAML document starts here, a topology is one document',
    fix: 'keep it in a file of its own; files merge left to right',
  }),
  'not-a-mapping': (d: { found: unknown }): Text => ({
    message: `a topology is a mapping of keys to values, found ${describeValue(d.found)}`,
    fix: 'start with "name:", "workload:" and "components:"',
  }),
  'not-utf8': (d: { encoding?: string; offset: number }): Text => ({
    message: d.encoding ? `the file is encoded as ${d.encoding}, UTF-8 is read` : `byte ${d.offset} is not valid UTF-8`,
    fix: 'save the file as UTF-8',
  }),
  'tab-indent': (): Text => ({
    message: 'a tab is used for indentation',
    fix: 'use spaces',
  }),
  'too-deep': (d: { limit: number }): Text => ({
    message: `values are nested more than ${d.limit} deep`,
    fix: 'flatten them',
  }),
  'too-many-errors': (d: { limit: number }): Text => ({
    message: `there are more than ${d.limit} errors; the rest are not shown`,
  }),
  'too-many-values': (d: { limit: number; what?: string }): Text => ({
    message: `${d.what ?? 'the file holds'} more than ${d.limit} ${d.what === undefined ? 'values' : 'keys'}`,
    fix: 'split the topology',
  }),
  'unknown-alias': (d: { name: string; known: readonly string[] }): Text => {
    const meant = didYouMean(d.name, d.known);
    return {
      message: `no anchor &${d.name} stands above this alias`,
      fix: meant === undefined ? `quote it where it is meant as text: "*${d.name}"` : `did you mean *${meant}?`,
    };
  },
  'unsupported-tag': (d: { tag: string; known?: boolean }): Text => ({
    message: d.known ? `this value is not what the tag ${d.tag} says` : `the tag ${d.tag} has no meaning here`,
    fix: 'leave the tag out',
  }),
  'yaml-syntax': (d: { problem: string; fix?: string }): Text =>
    d.fix === undefined ? { message: d.problem } : { message: d.problem, fix: d.fix },

  // The whole topology
  'bad-check': (d: { message: string; fix: string }): Text => ({ message: d.message, fix: d.fix }),
  'bad-component': (d: { message: string; fix: string }): Text => ({ message: d.message, fix: d.fix }),
  'endless-cycle': (d: { components: readonly string[]; requestClass: string }): Text => ({
    message: `call cycle does not converge (gain ≥ 1): ${list(d.components)}, class ${quote(d.requestClass)}`,
    fix: 'make the product of times around the cycle less than 1',
  }),
  'no-components': (): Text => ({
    message: 'there are no components',
    fix: 'add one, such as web: { kind: service, instance: m7g.large }',
  }),
  'unknown-kind': (d: { found: string; kinds: readonly string[]; aliases: readonly string[] }): Text => {
    const meant = didYouMean(d.found, [...d.kinds, ...d.aliases]);
    return {
      message: `no kind or product is called ${quote(d.found)}`,
      fix: meant === undefined ? `kinds are: ${d.kinds.join(', ')}` : `did you mean ${quote(meant)}?`,
    };
  },

  // Validation
  'bad-quantity': (d: { problem: string; fix: string }): Text => ({ message: d.problem, fix: d.fix }),
  conflict: (d: { keys: readonly string[]; reason?: string; fix?: string }): Text => ({
    message: `${d.keys.map(quote).join(' and ')} exclude each other${d.reason ? `: ${d.reason}` : ''}`,
    fix: d.fix ?? 'keep one of them',
  }),
  'missing-key': (d: { key: string; example?: string }): Text => ({
    message: `the key ${quote(d.key)} is missing`,
    fix: `add ${d.example ?? `${d.key}: …`}`,
  }),
  'out-of-range': (d: { found: string | number; allowed: string; fix?: string }): Text => ({
    message: `${d.found} is out of range, allowed is ${d.allowed}`,
    ...(d.fix === undefined ? {} : { fix: d.fix }),
  }),
  'unknown-component': (d: { name: string; components: readonly string[] }): Text => ({
    message: `no component ${quote(d.name)}`,
    ...oneOf(d.name, d.components, 'there are'),
  }),
  'unknown-key': (d: { key: string; allowed: readonly string[] }): Text => ({
    message: `unknown key ${quote(d.key)}`,
    ...oneOf(d.key, d.allowed, 'allowed are'),
  }),
  'unknown-tag': (d: { name: string; tags: readonly string[] }): Text => ({
    message: `no component bears the tag ${quote(d.name)}`,
    ...oneOf(d.name, d.tags, 'there are'),
  }),
  'unknown-value': (d: { found: unknown; allowed: readonly string[]; what?: string }): Text => ({
    message: `${d.what ?? 'unknown value'} ${typeof d.found === 'string' ? quote(d.found) : describeValue(d.found)}`,
    ...oneOf(typeof d.found === 'string' ? d.found : '', d.allowed, 'allowed are'),
  }),
  'wrong-type': (d: { found: unknown; allowed: string; fix?: string }): Text => ({
    message: `found ${describeValue(d.found)}, expected ${d.allowed}`,
    ...(d.fix === undefined ? {} : { fix: d.fix }),
  }),
};

/** Every message about a user's file. */
const catalog = { ...errors, ...warnings };

export type DiagnosticCode = keyof typeof catalog;
/** What a message needs to know; nothing for some. */
export type DiagnosticDetails<Code extends DiagnosticCode> =
  Parameters<(typeof catalog)[Code]> extends [infer Details] ? Details : Record<never, never>;

/** Where a diagnostic points. */
export interface DiagnosticPlace {
  readonly path: Path;
  /** A function where it is only worked out when somebody asks: of most warnings of a library's user nobody does. */
  readonly position?: Position | (() => Position | undefined) | undefined;
  readonly related?: Diagnostic['related'] | undefined;
}

/** All codes, sorted: to tell a code that cannot be allowed from a slip of the pen. */
export const diagnosticCodes: readonly DiagnosticCode[] = (Object.keys(catalog) as DiagnosticCode[]).sort();

/** Makes a diagnostic from its code and the details that its message needs. */
export function diagnose<Code extends DiagnosticCode>(
  code: Code,
  details: DiagnosticDetails<Code>,
  at: DiagnosticPlace,
): Diagnostic {
  return diagnosed(code, (catalog[code] as unknown as (details: DiagnosticDetails<Code>) => Text)(details), at);
}

/** The same of a warning that somebody has told. */
export const diagnoseWarning = (one: Warned, at: DiagnosticPlace): Diagnostic => diagnosed(one.code, textOf(one), at);

function diagnosed(code: DiagnosticCode, { message, fix }: Text, at: DiagnosticPlace): Diagnostic {
  const diagnostic: Diagnostic = {
    code,
    severity: isWarningCode(code) ? 'warning' : 'error',
    path: at.path,
    message,
    ...(fix === undefined || fix === '' ? {} : { fix }),
    ...(at.position === undefined || typeof at.position === 'function' ? {} : { position: at.position }),
    ...(at.related === undefined ? {} : { related: at.related }),
  };
  return typeof at.position === 'function' ? new PlacedLater(diagnostic, at.position) : diagnostic;
}

/**
 * A diagnostic whose position is worked out once, when it is first looked at. A class: a getter that is defined on an
 * object is kept, with all that it reaches, until the next full collection, so that every estimate would outlive many
 * others.
 */
class PlacedLater implements Diagnostic {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly path: Path;
  readonly message: string;
  declare readonly fix?: string;
  declare readonly related?: NonNullable<Diagnostic['related']>;
  readonly #locate: () => Position | undefined;
  #found: { readonly position: Position | undefined } | undefined;

  constructor({ code, severity, path, message, fix, related }: Diagnostic, locate: () => Position | undefined) {
    this.code = code;
    this.severity = severity;
    this.path = path;
    this.message = message;
    if (fix !== undefined) this.fix = fix;
    if (related !== undefined) this.related = related;
    this.#locate = locate;
  }

  get position(): Position {
    this.#found ??= { position: this.#locate() };
    return this.#found.position as Position;
  }

  /** As other diagnostics are written. */
  toJSON(): Diagnostic {
    return { ...this, position: this.position };
  }
}
