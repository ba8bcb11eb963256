/**
 * Compiles the kernels of src/models/kernels/source.ts to WebAssembly, and prints the module that holds them:
 * node scripts/build-kernels.mjs > src/models/kernels/compiled.ts (npm run kernels)
 */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const source = readFileSync(new URL('../src/models/kernels/source.ts', import.meta.url), 'utf8');
let wasm;
const { error, stderr } = await asc.main(
  ['source.ts', '--outFile', 'kernels.wasm', '-O3', '--converge', '--runtime', 'stub', '--use', 'abort='],
  {
    readFile: (name) => (name === 'source.ts' ? source : null),
    writeFile: (_, content) => void (wasm = content),
    listFiles: () => [],
  },
);
if (error) throw new Error(stderr.toString(), { cause: error });
const lines = Buffer.from(wasm)
  .toString('base64')
  .match(/.{1,120}/g);
process.stdout.write(
  `/** Made of source.ts by npm run kernels: a WebAssembly module in base64. */\nexport const COMPILED =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')};\n`,
);
