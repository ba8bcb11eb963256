/** Bundles the program and the library into dist/. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
 * What starts programs loads the network too, a tenth of the start: commander needs it for commands that are programs of their own, of which quoin
 * has none, and src/git.ts for files as they were.
 */
const childProcessWhenNeeded = {
  name: 'child_process when needed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /commander|src[\\/]git\.ts$/.test(importer) ? { path: 'child_process', namespace: 'when-needed' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'when-needed' }, () => ({
      contents: ['spawn', 'spawnSync']
        .map((name) => `exports.${name} = (...args) => require('node:child_process').${name}(...args);`)
        .join('\n'),
      loader: 'js',
    }));
  },
};

/** The parser that goes on after a mistake is a file of its own, which all bundles share and load when a file has one. */
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

const bundled = new Set();
/** Bundles, and notes whose code it is. */
async function bundle(options) {
  const { plugins = [], ...others } = options;
  const { metafile } = await build({ ...shared, metafile: true, ...others, plugins: [yamlWhenNeeded, ...plugins] });
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

// The library, and the threads: ES modules, split so that they share what they have in common.
await bundle({
  entryPoints: {
    index: 'src/index.ts',
    'batch-worker': 'src/batch/worker.ts',
    'simulation-worker': 'src/simulation/worker.ts',
  },
  outdir: 'dist',
  splitting: true,
  format: 'esm',
});

/** Of the commands none but these, which are all that src/start.ts asks of the file. */
const noneBut = (commands) => ({
  name: 'some commands',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && !commands.includes(path) ? { path, external: true } : undefined,
    );
  },
});

// The program: one function in one file, in which each command's modules are evaluated when it runs; src/start.ts compiles
// it. No chunks: what one has of another costs a call, and all of them together load no faster. The estimate, which is asked for most often, has a file
// of its own, two thirds as long.
const programs = {
  program: [],
  estimate: [noneBut(['./commands/estimate.ts', './commands/batch.ts', './commands/watch.ts'])],
};
for (const [name, plugins] of Object.entries(programs))
  await bundle({
    entryPoints: { [name]: 'src/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    supported: { ...shared.supported, 'dynamic-import': false },
    define: { 'import.meta.url': '__meta.url' },
    banner: { js: '(function (require, __meta, QUOIN_VERSION, QUOIN_FOLDER) {' },
    footer: { js: '})' },
    plugins: [childProcessWhenNeeded, ...plugins],
  });

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
  entryPoints: { start: 'src/start.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { QUOIN_VERSION: JSON.stringify(version), QUOIN_BUILD: JSON.stringify(hash.digest('hex').slice(0, 12)) },
});
