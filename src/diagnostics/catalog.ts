import type { Diagnostic, Path, Position, Severity } from './diagnostic.ts';
import { didYouMean } from './suggest.ts';

interface Text {
  readonly message: string;
  readonly fix?: string;
}

const LONGEST_QUOTE = 60;
const LONGEST_LIST = 12;

/** A user's text in double quotes, shortened so that a message stays one line long. */
export function quote(text: string): string {
  return text.length > LONGEST_QUOTE ? `"${text.slice(0, LONGEST_QUOTE - 1)}…"` : `"${text}"`;
}

/** Names a value of the file in a message: `a list`, `the number 5`, `"eight"`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return `the number ${value}`;
    case 'object':
      return 'a mapping';
    case 'boolean':
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}

/** Words one after the other, as many and as long as fit on a line. */
function list(words: readonly string[]): string {
  const first = words
    .slice(0, LONGEST_LIST)
    .map((word) => (word.length > LONGEST_QUOTE ? `${word.slice(0, LONGEST_QUOTE - 1)}…` : word))
    .join(', ');
  return words.length <= LONGEST_LIST ? first : `${first} … (${words.length} in all)`;
}

/** The fix for a word outside a set: the one that was meant, or else the set. */
function oneOf(word: string, words: readonly string[], lead: string): { fix?: string } {
  const meant = didYouMean(word, words);
  if (meant !== undefined) return { fix: `did you mean ${quote(meant)}?` };
  return words.length > 0 ? { fix: `${lead}: ${list(words)}` } : {};
}

/** Every message about a user's file. `message` says what is wrong, `fix` what to do about it. */
const catalog = {
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
    message: `the calls of class ${quote(d.requestClass)} go round ${list(d.components)} for ever: each round makes at least as many calls as the one before`,
    fix: 'make the product of times around the cycle less than 1',
  }),
  'no-components': (): Text => ({
    message: 'there are no components',
    fix: 'add one, such as web: { kind: service, instance: m7g.large }',
  }),
  'not-used-yet': (d: { field: string; times: number }): Text => ({
    message: `${d.field} is read and checked, but no result uses it yet${d.times > 1 ? ` (${d.times} places)` : ''}`,
  }),
  notice: (d: { message: string; fix?: string | undefined }): Text =>
    d.fix === undefined ? { message: d.message } : { message: d.message, fix: d.fix },
  'range-middle': (): Text => ({
    message: 'results do not carry ranges yet, the middle is used',
  }),
  'stale-prices': (d: {
    oldest: string;
    days: number;
    line: string;
    old: number;
    lines: number;
    limit: number;
  }): Text => ({
    message: `the oldest price used is of ${d.oldest}, ${d.days} days ago: ${d.line}${d.old > 1 ? `; ${d.old} of ${d.lines} lines are older than ${d.limit} days` : ''}`,
    fix: 'quoin prices update fetches those of today, prices.overrides gives your own',
  }),
  'unknown-kind': (d: { found: string; kinds: readonly string[]; aliases: readonly string[] }): Text => {
    const meant = didYouMean(d.found, [...d.kinds, ...d.aliases]);
    return {
      message: `no kind or product is called ${quote(d.found)}`,
      fix: meant === undefined ? `kinds are: ${d.kinds.join(', ')}` : `did you mean ${quote(meant)}?`,
    };
  },
  unpriced: (d: { service: string; meter: string; region: string; unit: string; reason: string }): Text => ({
    message: `${d.service} ${d.meter}${d.unit === '' ? '' : ` (by ${d.unit})`} is unpriced: ${d.reason}`,
    fix: `give its price: prices: { overrides: [{ match: { service: ${d.service}, meter: ${quote(d.meter)}, region: ${d.region} }, usd: "…" }] }`,
  }),
  'unknown-failures': (d: { components: readonly string[] }): Text => ({
    message: `how often these fail is not known, and they are taken never to: ${list(d.components)}`,
    fix: 'give availability: 99.9%, or mtbf and mttr',
  }),
  'unsized-calls': (d: { calls: readonly string[] }): Text => ({
    message: `payloads that are not given are not billed: ${list(d.calls)}`,
    fix: 'give request and response on the call',
  }),
  'unsized-class': (d: { name: string }): Text => ({
    message: `the size of a response of class ${quote(d.name)} is not given, and its bytes are not billed`,
    fix: 'give response: 20 KB',
  }),

  // Validation
  'bad-quantity': (d: { problem: string; fix: string }): Text => ({ message: d.problem, fix: d.fix }),
  conflict: (d: { keys: readonly string[]; reason?: string; fix?: string }): Text => ({
    message: `${d.keys.map(quote).join(' and ')} exclude each other${d.reason ? `: ${d.reason}` : ''}`,
    fix: d.fix ?? 'keep one of them',
  }),
  'flat-profile': (): Text => ({
    message: 'a profile moves between the mean and the peak, and without a peak it is flat',
    fix: 'give peak: 3x',
  }),
  'idle-component': (d: { name: string }): Text => ({
    message: `nothing calls ${quote(d.name)}, and it costs nothing`,
    fix: 'call it, or give it usage',
  }),
  'ignored-field': (d: { field: string; product: string }): Text => ({
    message: `${d.field} changes nothing on ${d.product}`,
    fix: 'leave it out, or choose another product',
  }),
  'unmatched-price': (d: { what: string }): Text => ({
    message: `this ${d.what} matches no line of the bill`,
    fix: 'compare its match with the products and meters of the estimate',
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

export type DiagnosticCode = keyof typeof catalog;
/** What a message needs to know; nothing for some. */
export type DiagnosticDetails<Code extends DiagnosticCode> =
  Parameters<(typeof catalog)[Code]> extends [infer Details] ? Details : Record<never, never>;

/** Where a diagnostic points, and how much it matters: an error unless said otherwise. */
export interface DiagnosticPlace {
  readonly path: Path;
  /** A function where it is only worked out when somebody asks: of most warnings of a library's user nobody does. */
  readonly position?: Position | (() => Position | undefined) | undefined;
  readonly severity?: Severity;
  readonly related?: Diagnostic['related'] | undefined;
}

/**
 * All codes of the catalogue, sorted: for the check that each has a fixture.
 *
 * @internal
 */
export const diagnosticCodes: readonly DiagnosticCode[] = (Object.keys(catalog) as DiagnosticCode[]).sort();

/** Makes a diagnostic from its code and the details that its message needs. */
export function diagnose<Code extends DiagnosticCode>(
  code: Code,
  details: DiagnosticDetails<Code>,
  at: DiagnosticPlace,
): Diagnostic {
  const { message, fix } = (catalog[code] as unknown as (details: DiagnosticDetails<Code>) => Text)(details);
  const diagnostic: Diagnostic = {
    code,
    severity: at.severity ?? 'error',
    path: at.path,
    message,
    ...(fix === undefined || fix === '' ? {} : { fix }),
    ...(at.position === undefined || typeof at.position === 'function' ? {} : { position: at.position }),
    ...(at.related === undefined ? {} : { related: at.related }),
  };
  return typeof at.position === 'function' ? new PlacedLater(diagnostic, at.position) : diagnostic;
}

/**
 * A diagnostic whose position is worked out once, when it is first looked at. A class: a getter that is defined on an object
 * is kept, with all that it reaches, until the next full collection, so that every estimate would outlive many others.
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
