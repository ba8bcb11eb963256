/** Starts the program, by what an earlier start compiled where that is kept (V8's code cache). */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as V8 from 'node:v8';
import { Script } from 'node:vm';
import { cacheFile, readCode, writeCode, type CodeKey } from './code-cache.ts';
import { outputTo } from './output.ts';

/** Set by the build: the version of the package, and a hash of the program. */
declare const QUOIN_VERSION: string;
declare const QUOIN_BUILD: string;

/**
 * The program is a function of what a module of its own would have, its address where it is asked for, and of the
 * package's version and folder.
 */
type Wrapper = (require: NodeJS.Require, meta: { readonly url: string }, version: string, folder: string) => void;

/** The command, by which what is compiled differs; the first word of the command line. */
const commandOf = (argv: readonly string[]) => {
  const word = argv.find((one) => !one.startsWith('-')) ?? 'program';
  return /^[a-z]{1,20}$/.test(word) ? word : undefined;
};

/** The file of the build that has what a command takes. */
const fileOf = (command: string | undefined) => (command === 'estimate' ? 'estimate.cjs' : 'program.cjs');

/** Bytes of code that a function runs through before V8 optimises it: six times what is usual. */
const PATIENCE = 400_000;

/** A comparison is over in a second, in which optimising takes more time than it saves. */
function beSlowToOptimize(): void {
  // Loaded here, since it takes longer than all else that a start needs.
  const { setFlagsFromString } = require('node:v8') as typeof V8;
  setFlagsFromString(`--interrupt-budget=${PATIENCE}`);
}

function start(argv: readonly string[]): void {
  const command = commandOf(argv);
  const path = join(dirname(__filename), fileOf(command));
  const file = openSync(path, 'r');
  const { size, mtimeMs } = fstatSync(file);
  // The bundle is plain ASCII, which is read fastest so, and V8 keeps it in one byte a character.
  const source = readFileSync(file, 'latin1');
  closeSync(file);

  // Before the code is looked up, which V8 keeps apart by its flags.
  if (command === 'compare') beSlowToOptimize();

  const key: CodeKey = {
    version: QUOIN_VERSION,
    build: QUOIN_BUILD,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    size,
    mtimeMs,
  };
  const cache = command === undefined ? undefined : cacheFile(key, command, process.env, process.platform);
  const cachedData = cache === undefined ? undefined : readCode(cache, key);
  const script = new Script(source, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
  if (cache !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
    // At the end the functions that the command called are compiled too. Whatever way it ends, this is done.
    process.once('exit', (status) => {
      if (status === 0 || status === 1) writeCode(cache, key, () => script.createCachedData());
    });
  }
  const meta = {
    get url() {
      return pathToFileURL(path).href;
    },
  };
  (script.runInThisContext() as Wrapper)(require, meta, QUOIN_VERSION, dirname(dirname(path)));
}

const argv = process.argv.slice(2);
// Asked for by every other tool, and nothing of the program is needed for it.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V'))
  outputTo(1, (error) => {
    if (error.code !== 'EPIPE') throw error;
  }).write(`${QUOIN_VERSION}\n`);
else start(argv);
