/** What an explanation is made of: sections of figures, each with its formula, its inputs and where it is from. */

/** How far a figure can be trusted: worked out exactly, by an approximation, read from a source, or a guess of ours. */
export type Exactness = 'exact' | 'approximate' | 'published' | 'assumed';

/** A number in SI units, money as its decimal digits, a name; null where there is no end to it. */
export type Value = number | string | null;

export interface Input {
  readonly name: string;
  readonly value: Value;
  /** "s", "/s", "share", "bytes", "bytes/s", "bits/s", "1" for a pure number, a currency, or what is counted. */
  readonly unit: string;
}

export interface Entry extends Input {
  /** Names of the inputs joined by operators; a function by its name. */
  readonly formula?: string;
  readonly inputs?: readonly Input[];
  readonly exactness?: Exactness;
  readonly source?: string;
  readonly note?: string;
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

export interface Subject {
  readonly type: 'component' | 'class';
  readonly name: string;
}

export interface Explanation {
  readonly topology: string;
  readonly subject: Subject;
  readonly sections: readonly Section[];
}

export const input = (name: string, value: Value, unit: string): Input => ({ name, value: settled(value), unit });

/** An entry without the parts that it doesn't have; what has no end isn't worked out by a formula. */
export function entry(name: string, value: Value, unit: string, rest: Loose = {}): Entry {
  const isEndless = settled(value) === null;
  const given = Object.entries(rest).filter(
    ([key, part]) =>
      !(isEndless && (key === 'formula' || key === 'inputs')) &&
      part !== undefined &&
      part !== '' &&
      !(Array.isArray(part) && part.length === 0),
  );
  return { name, value: settled(value), unit, ...Object.fromEntries(given) };
}

type Loose = { readonly [Key in keyof Omit<Entry, 'name' | 'value' | 'unit'>]?: Entry[Key] | undefined };

/** What has no end is null, as everywhere in JSON. */
const settled = (value: Value): Value => (typeof value === 'number' && !Number.isFinite(value) ? null : value);

/**
 * An entry with its formula, where the formula gives the value: what an engine adds in rare cases (a burst, a
 * provider's rounding) is not explained by a formula that leaves it out.
 * @param by what the formula gives
 */
export function computed(name: string, value: number, unit: string, by: number, rest: Loose): Entry {
  if (agree(value, by)) return entry(name, value, unit, rest);
  const { formula: _, ...others } = rest;
  return entry(name, value, unit, others);
}

/** Whether two figures are the same but for rounding. */
export const agree = (one: number, other: number, tolerance = 1e-6): boolean =>
  one === other || Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other));

/** A source of the tables by its mark there, with where the marks are explained. */
export const tableSource = (mark: string | undefined): string | undefined =>
  mark === undefined ? undefined : `${mark} (pricing/SOURCES.md)`;

/** A formula with every input's name replaced by what `show` makes of it. */
export function fillIn(formula: string, inputs: readonly Input[], show: (input: Input) => string): string {
  if (inputs.length === 0) return formula;
  const byName = new Map(inputs.map((one) => [one.name, one]));
  // The longest first: "rate of times" holds "times".
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`));
  const pattern = new RegExp(String.raw`(?<![\p{L}\d_-])(?:${escaped.join('|')})(?![\p{L}\d_-])`, 'gu');
  return formula.replace(pattern, (name) => show(byName.get(name)!));
}

/** Names of which each is there once: further ones are numbered. */
export function numbered(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** Entries without those that are undefined, as a section; none where nothing is left. */
export function section(title: string, entries: readonly (Entry | undefined)[]): Section[] {
  const given = entries.filter((one) => one !== undefined);
  return given.length === 0 ? [] : [{ title, entries: given }];
}
