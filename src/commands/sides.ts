/** What commands that compare have in common: estimates of files, of files as they were in git, and saved ones. */
import { attempt, isBroken, savedIn, type Broken, type Estimator, type Loaded } from '../comparison/loaded.ts';
import { estimate } from '../estimate/estimate.ts';
import type { Io } from '../host/io.ts';
import { readSources, type Sources } from '../topology/merge.ts';
import { decodeUtf8 } from '../topology/read.ts';
import { bundled, namesPrices } from './bundled.ts';
import type { PastFiles } from './past.ts';
import { DEFAULT_FILE, overridesText, readTopology, showDiagnostics } from './read.ts';

export function estimator(io: Io, tables = bundled(io)): Estimator {
  return (sources, boughtOtherwise) =>
    estimate(sources, { ...(namesPrices(sources) ? bundled(io, sources) : tables), boughtOtherwise });
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

function shown(one: Loaded | Broken, io: Io): Loaded | undefined {
  if (!isBroken(one)) return one;
  showDiagnostics(one.diagnostics, one.texts, io);
  return undefined;
}
