/** quoin estimate FOLDER... --recursive: every topology of a tree; quoin merge: shards of that put together. */
import { BATCH_SCHEMA, BatchSums, batchFoot, batchHead, batchLine, type ShardMark } from '../estimate/batch/batch.ts';
import { entryOf, rowOf, type BatchEntry, type RowSource } from '../estimate/batch/entry.ts';
import { byPath, shardOf, type Shard } from '../estimate/batch/find.ts';
import { runBatch } from '../host/threads/batch.ts';
import { printable } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io, Sink } from '../host/io.ts';
import type { BatchLine, BatchReporter } from '../report/batch.ts';
import { PLAIN } from '../report/report.ts';
import { bundled, namesPrices, priceFolders, pricesAreNamed } from './bundled.ts';
import { overridesText } from './read.ts';
import { noTopology, topologiesBelow } from './tree.ts';
import { formatOf } from './choices.ts';
import { progressOf } from './progress.ts';
import { reason } from '../diagnostics/reason.ts';

export interface BatchCommandOptions {
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly shard?: string;
  readonly workers?: string;
}

type Format = 'table' | 'json' | 'csv' | 'markdown';

/** Each format is loaded when it is asked for; JSON is written as it comes. */
const REPORTERS: Record<Exclude<Format, 'json'>, () => Promise<BatchReporter>> = {
  table: async () => (await import('../report/batch-table.ts')).batchTable,
  csv: async () => (await import('../report/batch-csv.ts')).batchCsv,
  markdown: async () => (await import('../report/batch-markdown.ts')).batchMarkdown,
};

/** All of them. */
const FORMATS = { ...REPORTERS, json: undefined };

const MOST_WORKERS = 256;
const MOST_SHARDS = 10_000;

export async function batchCommand(folders: readonly string[], options: BatchCommandOptions, io: Io): Promise<number> {
  const format = formatAsked(options);
  const shard = options.shard === undefined ? undefined : shardNamed(options.shard);
  const workers = options.workers === undefined ? undefined : workersNamed(options.workers);
  const found = topologiesBelow(folders, io);
  if (found.length === 0) throw new UsageError(noTopology(folders));
  const files = shard ? shardOf(found, shard) : found;
  const tables = bundled(io);
  const overrides = overridesText(io);
  const progress = progressOf(io, 'estimating');
  for (const file of files) io.noteInput?.(file);
  const mark = shard && { ...shard, files: found.length };
  const collected = await collectorOf(format, options.out, io, mark);
  let done = 0;
  try {
    await runBatch(
      files,
      {
        dataFolder: io.dataFolder,
        prices: { folders: priceFolders(io), named: pricesAreNamed(io) },
        overrides,
        today: tables.today.getTime(),
        allow: tables.allow,
        sets: options.set,
      },
      workers,
      (file) =>
        entryOf(
          file,
          () => io.readFile(file),
          reason,
          options.set,
          (sources) => (namesPrices(sources) ? bundled(io, sources) : tables),
          overrides,
        ),
      (entry) => {
        progress?.(++done / files.length);
        for (const line of entry.errors) io.err(`${printable(line)}\n`);
        if (!io.quiet && entry.errors.length > 0) for (const line of entry.warnings) io.err(`${printable(line)}\n`);
        return collected.take(entry);
      },
    );
    io.progress?.('');
    collected.finish();
  } catch (error) {
    io.progress?.('');
    collected.abandon();
    throw error;
  }
  return collected.sums.failed === 0 ? 0 : 2;
}

export interface MergeCommandOptions {
  readonly format?: string;
  readonly out?: string;
}

/** Puts the JSON of shards together: what comes out is what one run over all files writes. */
export async function mergeCommand(files: readonly string[], options: MergeCommandOptions, io: Io): Promise<number> {
  const format = formatOf(options, FORMATS, 'json');
  const parts = files.map((name) => partOf(name, io));
  const whole = wholeOf(parts);
  const shards = parts.map(({ entries }) => entries);
  const heads = shards.map((shard) => shard.next());
  const collected = await collectorOf(format, options.out, io);
  try {
    let last: string | undefined;
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        if (head.done) continue;
        const best = first < 0 ? undefined : heads[first]!.value?.file;
        if (best === undefined || byPath(head.value.file, best) < 0) first = index;
      }
      if (first < 0) break;
      const entry = heads[first]!.value!;
      if (last !== undefined && byPath(entry.file, last) <= 0)
        throw new UsageError(`${files[first]!}: ${entry.file} comes twice: these are no shards of one run`);
      last = entry.file;
      await collected.take(entry);
      heads[first] = shards[first]!.next();
    }
    const { sums } = collected;
    if (whole !== undefined && sums.files !== whole)
      throw new UsageError(`the shards hold ${sums.files} files, the run has ${whole}: one of them has been changed`);
    collected.finish();
  } catch (error) {
    collected.abandon();
    throw error;
  }
  return collected.sums.failed === 0 ? 0 : 2;
}

/**
 * Files of the run that the parts are all shards of; undefined where none is a shard.
 *
 * @throws UsageError where they are no whole set: one is missing or there twice, or they are of different runs
 */
function wholeOf(parts: readonly Part[]): number | undefined {
  const shards = parts.flatMap(({ name, mark }) => (mark ? [{ name, mark }] : []));
  const [first] = shards;
  if (!first) return undefined;
  const { count, files } = first.mark;
  const problems = parts.flatMap(({ name, mark }, at) => {
    if (!mark) return [`${name} is a whole run, ${first.name} shard ${first.mark.index}/${count}`];
    if (mark.count !== count || mark.files !== files)
      return [
        `${name} is shard ${mark.index}/${mark.count} of ${mark.files} files, ${first.name} shard ${first.mark.index}/${count} of ${files}`,
      ];
    const before = parts.slice(0, at).find((one) => one.mark?.index === mark.index);
    return before ? [`shard ${mark.index}/${count} is there twice, in ${before.name} and ${name}`] : [];
  });
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter(
    (index) => !shards.some(({ mark }) => mark.index === index),
  );
  if (missing.length > 0)
    problems.push(
      `${missing.length === 1 ? 'shard' : 'shards'} ${listed(missing.map((index) => `${index}/${count}`))} missing`,
    );
  if (problems.length > 0) throw new UsageError(`these are not all shards of one run: ${problems.join('; ')}`);
  return files;
}

const MOST_LISTED = 12;
const listed = (words: readonly string[]): string =>
  `${words.slice(0, MOST_LISTED).join(', ')}${words.length > MOST_LISTED ? ` … (${words.length} in all)` : ''} ${words.length === 1 ? 'is' : 'are'}`;

// --- What comes out ------------------------------------------------------------------------------

type Taken = Pick<BatchEntry, 'file' | 'json' | 'row'>;

interface Collector {
  readonly sums: BatchSums;
  take(entry: Taken): void | Promise<void>;
  finish(): void;
  abandon(): void;
}

/** JSON is written entry by entry, so that memory does not grow with the files; a table needs all rows. */
async function collectorOf(format: Format, out: string | undefined, io: Io, shard?: ShardMark): Promise<Collector> {
  const sums = new BatchSums();
  const path = out === '-' ? undefined : out;
  const written = <Result>(write: () => Result): Result => {
    try {
      return write();
    } catch (error) {
      throw new UsageError(`cannot write ${path ?? 'standard output'}: ${reason(error)}`);
    }
  };
  const reporter = format === 'json' ? undefined : await REPORTERS[format]();
  const sink: Sink = written(() => io.openOut(path));
  const abandon = () => sink.abandon();
  if (!reporter) {
    void written(() => sink.write(batchHead(shard)));
    return {
      sums,
      take({ json, row }) {
        const line = batchLine(json, sums.files === 0);
        sums.add(row);
        return written(() => sink.write(line));
      },
      finish() {
        void written(() => sink.write(batchFoot(sums)));
        written(() => sink.close());
      },
      abandon,
    };
  }
  const lines: BatchLine[] = [];
  return {
    sums,
    take({ file, row }) {
      sums.add(row);
      lines.push({ file, row });
    },
    finish() {
      void written(() => sink.write(reporter(lines, sums, { paint: path === undefined ? io.paint : PLAIN })));
      written(() => sink.close());
    },
    abandon,
  };
}

// --- What goes in --------------------------------------------------------------------------------

/** What a batch has written: a whole run, or a shard. */
interface Part {
  readonly name: string;
  readonly mark: ShardMark | undefined;
  /** One line each. */
  readonly entries: Generator<Taken, undefined>;
}

function partOf(name: string, io: Io): Part {
  const wrong = (problem: string): UsageError => new UsageError(`${name}: it is no batch of quoin: ${problem}`);
  let lines: Iterator<string>;
  try {
    lines = io.readLines(name)[Symbol.iterator]();
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${reason(error)}`);
  }
  const next = (): string | undefined => {
    try {
      const { value, done } = lines.next();
      return done ? undefined : value;
    } catch (error) {
      throw new UsageError(`cannot read ${name}: ${reason(error)}`);
    }
  };
  const head = [next(), next(), next()];
  const mark = markOf(head[2]);
  if (mark) head.push(next());
  if (`${head.join('\n')}\n` !== batchHead(mark))
    throw wrong(`it does not begin as ${BATCH_SCHEMA} does (quoin estimate --recursive --format json)`);
  return { name, mark, entries: entriesIn(next, wrong) };
}

/** The line of a head that says which shard it is. */
function markOf(line: string | undefined): ShardMark | undefined {
  const match = /^"shard": \{"index":(\d{1,5}),"count":(\d{1,5}),"files":(\d{1,15})\},$/.exec(line ?? '');
  if (!match) return undefined;
  const [index, count, files] = match.slice(1).map(Number) as [number, number, number];
  return index >= 1 && index <= count && count <= MOST_SHARDS ? { index, count, files } : undefined;
}

function* entriesIn(
  next: () => string | undefined,
  wrong: (problem: string) => UsageError,
): Generator<Taken, undefined> {
  for (let line = next(); line !== ']' && !line?.startsWith('],'); line = next()) {
    if (line === undefined) throw wrong('it ends too early');
    const json = line.replace(/,$/, '');
    let entry: { readonly file?: unknown; readonly estimate?: RowSource; readonly errors?: unknown };
    try {
      entry = JSON.parse(json) as typeof entry;
    } catch {
      throw wrong('one of its entries is no JSON');
    }
    const { file, estimate, errors } = entry;
    if (typeof file !== 'string' || (estimate === undefined) === (errors === undefined))
      throw wrong('one of its entries has no file, or neither an estimate nor errors');
    yield { file, json, row: estimate && rowOf(estimate) };
  }
  return undefined;
}

// --- Options -------------------------------------------------------------------------------------

function formatAsked(options: BatchCommandOptions): Format {
  const wanted = formatOf(options, FORMATS, 'table');
  if (!Object.hasOwn(FORMATS, wanted))
    throw new UsageError(
      `--format ${wanted} is for one topology; with --recursive there are table, json, csv and markdown`,
    );
  return wanted;
}

function shardNamed(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || !(index >= 1 && index <= count && count <= MOST_SHARDS))
    throw new UsageError(`--shard ${text}: write which one of how many, from 1: 2/5`);
  return { index, count };
}

function workersNamed(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= MOST_WORKERS)) throw new UsageError(`--workers ${text}: a whole number from 0 to ${MOST_WORKERS}`);
  return value;
}
