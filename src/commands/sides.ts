/** What commands that compare have in common: estimates of files, of files as they were in git, and saved ones. */
import type { Cause, Comparison } from '../comparison/comparison.ts';
import { atRate } from '../billing/money.ts';
import { differenceOf, noDifference } from '../comparison/diff.ts';
import { editsBetween, stepsBetween } from '../comparison/edits.ts';
import { savedSide, type Side } from '../comparison/side.ts';
import { estimate, type Estimate, type EstimateResult } from '../estimate.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { headline } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { toJson } from '../report/json.ts';
import { PLAIN } from '../report/report.ts';
import { readSources, type Sources } from '../topology/merge.ts';
import { decodeUtf8 } from '../topology/read.ts';
import { bundled, namesPrices } from './bundled.ts';
import type { PastFiles } from './past.ts';
import { DEFAULT_FILE, overridesText, readTopology, showDiagnostics } from './read.ts';

/** One side: a saved estimate, or a topology with its estimate. */
export interface Loaded {
  readonly name: string;
  readonly side: Side;
  readonly sources: Sources | undefined;
  readonly estimate: Estimate | undefined;
}

/** What every estimate of one run is made with; tables that were read once are read for all. */
export type Estimator = (sources: Sources) => EstimateResult;

export function estimator(io: Io, tables = bundled(io)): Estimator {
  return (sources) => estimate(sources, namesPrices(sources) ? bundled(io, sources) : tables);
}

/** A file that is a topology, or an estimate saved as JSON. Its errors have been shown where nothing is returned. */
export async function loadFile(
  name: string,
  sets: readonly string[],
  run: Estimator,
  io: Io,
): Promise<Loaded | undefined> {
  if (name !== '-') {
    const saved = savedIn(name, () => io.readFile(name));
    if (saved) return saved;
  }
  return loadSources(name, await readTopology([name], sets, io), run, io);
}

/** Topology files as they are. */
export async function loadFiles(
  files: readonly string[],
  sets: readonly string[],
  run: Estimator,
  io: Io,
): Promise<Loaded | undefined> {
  return loadSources(nameOf(files), await readTopology(files, sets, io), run, io);
}

/** A topology with errors, and the texts that they are shown in. */
export interface Broken {
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Why nothing can be compared with a side that has errors. */
export function brokenText({ name, diagnostics }: Pick<Broken, 'name' | 'diagnostics'>): string {
  const [first, ...others] = diagnostics.filter((one) => one.severity === 'error');
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${name} has errors${first ? ` (${headline(first, PLAIN)}${more})` : ''}`;
}

export const isBroken = (one: Loaded | Broken): one is Broken => 'diagnostics' in one;

/**
 * The same files as they were at a git ref: those of them that were there.
 *
 * @param now the files as they are, whose estimate is taken where nothing has changed
 * @returns text that says so where none was there
 */
export function attemptAtRef(
  then: PastFiles,
  files: readonly string[],
  sets: readonly string[],
  now: Loaded | undefined,
  run: Estimator,
  io: Io,
): Loaded | Broken | string {
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  const were = names.flatMap((name) => then.files.get(name) ?? []);
  if (were.length === 0) return `${names.join(' + ')} ${names.length > 1 ? 'are' : 'is'} not in ${then.ref}`;
  const name = pastName(names, then);
  if (now && names.every((one) => isUnchanged(one, then, io))) return now.name === name ? now : renamed(now, name);
  return attemptBytes(
    name,
    were.map((file) => ({ name: `${then.ref}:${file.name}`, bytes: file.bytes })),
    sets,
    run,
    io,
  );
}

/** A topology of some files' bytes, with what --overrides names. */
export function attemptBytes(
  name: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  sets: readonly string[],
  run: Estimator,
  io: Io,
): Loaded | Broken {
  const decoded = files.map((file) => decodeUtf8(file.name, file.bytes));
  const diagnostics = decoded.flatMap((one) => one.diagnostics);
  if (diagnostics.length > 0) return { name, diagnostics, texts: new Map() };
  const overrides = overridesText(io);
  const texts = [...decoded.flatMap((one) => one.source ?? []), ...(overrides ? [overrides] : [])];
  return attempt(name, readSources(texts, sets), run);
}

/** As `attemptAtRef`; undefined where errors have been shown. */
export function loadAtRef(
  ...[then, files, sets, now, run, io]: Parameters<typeof attemptAtRef>
): Loaded | string | undefined {
  const found = attemptAtRef(then, files, sets, now, run, io);
  return typeof found === 'string' ? found : shown(found, io);
}

/** A topology with its estimate, whose JSON is made when it is asked for: of what does not change nobody asks. */
export function sideOf(name: string, sources: Sources, estimate: Estimate): Loaded {
  let side: Side | undefined;
  return {
    name,
    sources,
    estimate,
    get side() {
      return (side ??= toJson(estimate));
    },
  };
}

const renamed = (one: Loaded, name: string): Loaded => ({
  name,
  sources: one.sources,
  estimate: one.estimate,
  get side() {
    return one.side;
  },
});

/** What the old side is called: the files that were there, at the ref, and which are new. */
function pastName(names: readonly string[], { ref, files }: PastFiles): string {
  const were = names.flatMap((name) => files.get(name)?.name ?? []);
  const added = names.filter((name) => !files.has(name));
  return `${were.join(' + ')} at ${ref}${added.length > 0 ? ` (${added.join(' and ')} is new)` : ''}`;
}

function isUnchanged(name: string, { files }: PastFiles, io: Io): boolean {
  const was = files.get(name);
  if (was?.name !== name) return false;
  const now = io.readFile(name);
  return now.length === was.bytes.length && now.every((byte, index) => byte === was.bytes[index]);
}

const nameOf = (files: readonly string[]): string => (files.length > 0 ? files.join(' + ') : DEFAULT_FILE);

const loadSources = (name: string, sources: Sources, run: Estimator, io: Io): Loaded | undefined =>
  shown(attempt(name, sources, run), io);

function attempt(name: string, sources: Sources, run: Estimator): Loaded | Broken {
  const result = run(sources);
  if (!result.ok) return { name, diagnostics: result.diagnostics, texts: sources.texts };
  return sideOf(name, sources, result.estimate);
}

function shown(one: Loaded | Broken, io: Io): Loaded | undefined {
  if (!isBroken(one)) return one;
  showDiagnostics(one.diagnostics, one.texts, io);
  return undefined;
}

/** A saved estimate, where the file is one; a topology may be JSON too, and has no schema of ours. */
export function savedIn(name: string, read: () => Uint8Array): Loaded | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(read());
  } catch {
    // Whoever reads it as a topology says what is wrong.
    return undefined;
  }
  if (!/^\s*\{/.test(text) || !text.includes('"quoin/')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return savedAs(name, value);
}

/** A saved estimate, where a value is one. */
export function savedAs(name: string, value: unknown): Loaded | undefined {
  const { schema } = value as { schema?: unknown };
  if (typeof schema !== 'string' || !schema.startsWith('quoin/')) return undefined;
  const result = savedSide(value);
  if (!result.ok) throw new UsageError(`${name}: ${result.problem}`);
  return { name, side: result.side, sources: undefined, estimate: undefined };
}

/** Compares two sides, and finds what caused the difference where both are topologies. */
export function compareSides(old: Loaded, now: Loaded, run: Estimator): Comparison {
  if (isSame(old, now)) return { old, new: now, difference: noDifference(...shownCost(now.estimate!)), causes: [] };
  let difference;
  try {
    difference = differenceOf(old.side, now.side);
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`cannot compare ${old.name} with ${now.name}: ${error.message}`);
    throw error;
  }
  return { old, new: now, difference, causes: causesOf(old, now, run) };
}

/** Whether both sides are one estimate. */
export const isSame = (old: Loaded, now: Loaded): boolean =>
  now.estimate !== undefined && old.estimate === now.estimate;

const shownCost = ({ bill, topology: { currency } }: Estimate) =>
  [currency.code, atRate(bill.total, currency.perUsd), bill.atLeast] as const;

function causesOf(old: Loaded, now: Loaded, run: Estimator): readonly Cause[] | undefined {
  if (!old.sources || !now.sources) return undefined;
  const { locate } = now.sources;
  const steps = stepsBetween<Side>(
    old.sources.value,
    editsBetween(old.sources.value, now.sources.value),
    (value) => {
      const result = run({ value, diagnostics: [], texts: new Map(), locate });
      return result.ok ? toJson(result.estimate) : undefined;
    },
    old.side,
    now.side,
  );
  return steps.flatMap(({ edits, before, after }) =>
    before.cost.currency === after.cost.currency ? [{ edits, difference: differenceOf(before, after) }] : [],
  );
}
