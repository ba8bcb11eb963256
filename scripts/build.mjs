/** Bundles the program and the library into dist/. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const dist = new URL('../dist/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Every version 20 has them, though not those of each Unicode; one in valibot is left out when it stays a literal.
  supported: { 'regexp-unicode-property-escapes': true },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * What starts programs loads the network too, a tenth of the start: commander needs it for commands that are programs
 * of their own, of which quoin has none, and src/host/git.ts for files as they were.
 */
const childProcessWhenNeeded = {
  name: 'child_process when needed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /commander|src[\\/]host[\\/]git\.ts$/.test(importer)
        ? { path: 'child_process', namespace: 'when-needed' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'when-needed' }, () => ({
      contents: ['spawn', 'spawnSync']
        .map((name) => `exports.${name} = (...args) => require('node:child_process').${name}(...args);`)
        .join('\n'),
      loader: 'js',
    }));
  },
};

/**
 * The parser that goes on after a mistake is a file of its own, which all bundles share and load when a file has one.
 */
const YAML_FILE = 'yaml.cjs';
const yamlWhenNeeded = {
  name: 'yaml when needed',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]yaml-library\.ts$/ }, () => ({
      contents: `import { createRequire } from 'node:module';
        export const yamlLibrary = () => createRequire(import.meta.url)('./${YAML_FILE}');`,
      loader: 'js',
    }));
  },
};

/** The library that wraps tables is one too, for terminals that are narrower than a table. */
const TABLE_FILE = 'table.cjs';
const tablesWhenNeeded = {
  name: 'tables when needed',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]table-library\.ts$/ }, () => ({
      contents: `import { createRequire } from 'node:module';
        export const tableLibrary = () => createRequire(import.meta.url)('./${TABLE_FILE}');`,
      loader: 'js',
    }));
  },
};

const bundled = new Set();
/** Bundles, and notes whose code it is. */
async function bundle(options) {
  const { plugins = [], ...others } = options;
  const { metafile } = await build({
    ...shared,
    metafile: true,
    ...others,
    plugins: [yamlWhenNeeded, tablesWhenNeeded, ...plugins],
  });
  for (const input of Object.keys(metafile.inputs)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
    if (name !== undefined) bundled.add(name);
  }
}

rmSync(dist, { recursive: true, force: true });

// The build for browsers asks for nothing of Node.js.
await bundle({
  entryPoints: { [YAML_FILE.replace('.cjs', '')]: 'node_modules/yaml/browser/index.js' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
});

await bundle({
  entryPoints: { [TABLE_FILE.replace('.cjs', '')]: 'node_modules/cli-table3/index.js' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // Its own colours, which it looks for and does without.
  external: ['@colors/colors'],
});

// The thread that simulates, which needs little of the rest.
await bundle({
  entryPoints: { 'simulation-worker': 'src/host/threads/simulation-worker.ts' },
  outdir: 'dist',
  format: 'esm',
});

/** Of the commands none but these, which are all that src/host/start.ts asks of the file. */
const noneBut = (commands) => ({
  name: 'some commands',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && !commands.includes(path) ? { path, external: true } : undefined,
    );
  },
});

/**
 * All that runs from the whole program's file: the library and the thread that estimates are taken out of it, so that
 * what they have in common with the commands stands once.
 */
const PARTS = `
  if (QUOIN_PART === undefined) require('./host/main.ts');
  else QUOIN_PART({ library: () => require('./index.ts'), batchWorker: () => require('./host/threads/batch-worker.ts').serveBatch() });
`;

// The program: one function in one file, in which each command's modules are evaluated when it runs; src/host/start.ts
// compiles it. No chunks: what one has of another costs a call, and all of them together load no faster. The estimate,
// which is asked for most often, has a file of its own, two thirds as long.
const programs = {
  program: { stdin: { contents: PARTS, resolveDir: 'src', loader: 'js' } },
  estimate: {
    entryPoints: ['src/host/main.ts'],
    plugins: [noneBut(['./commands/estimate.ts', './commands/batch.ts', './commands/watch.ts'])],
  },
};
for (const [name, { plugins = [], ...entry }] of Object.entries(programs))
  await bundle({
    ...entry,
    outfile: `dist/${name}.cjs`,
    format: 'cjs',
    supported: { ...shared.supported, 'dynamic-import': false },
    define: { 'import.meta.url': '__meta.url' },
    // What src/host/start.ts compiles is the value of the file; who requires it gets the same.
    banner: {
      js: '(typeof module === "object" ? module : {}).exports = (function (require, __meta, QUOIN_VERSION, QUOIN_FOLDER, QUOIN_PART) {',
    },
    footer: { js: '})' },
    plugins: [childProcessWhenNeeded, ...plugins],
  });

/** The text of a CommonJS module that takes a part out of the program. */
const partOf = (take) =>
  `'use strict';
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const meta = { url: pathToFileURL(join(__dirname, 'program.cjs')).href };
require('./program.cjs')(require, meta, ${JSON.stringify(version)}, dirname(__dirname), (parts) => {
  ${take};
});
`;
writeFileSync(new URL('batch-worker.cjs', dist), partOf('parts.batchWorker()'));
writeFileSync(new URL('index.cjs', dist), partOf('module.exports = parts.library()'));
const names = Object.keys(createRequire(import.meta.url)('../dist/index.cjs')).toSorted();
writeFileSync(
  new URL('index.js', dist),
  `import library from './index.cjs';\nexport const { ${names.join(', ')} } = library;\n`,
);

// The licences of what is bundled ask for being passed on with it.
const notices = [...bundled].toSorted().map((name) => {
  const folder = new URL(`../node_modules/${name}/`, import.meta.url);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} is bundled and has no licence`);
  const { version: its } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  return `${name} ${its}\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
});
writeFileSync(new URL('THIRD-PARTY-NOTICES.txt', dist), notices.join(`\n${'-'.repeat(80)}\n\n`));

const hash = createHash('sha256');
for (const name of Object.keys(programs)) hash.update(readFileSync(new URL(`${name}.cjs`, dist)));
await bundle({
  entryPoints: { start: 'src/host/start.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { QUOIN_VERSION: JSON.stringify(version), QUOIN_BUILD: JSON.stringify(hash.digest('hex').slice(0, 12)) },
});
