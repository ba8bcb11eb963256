/**
 * Makes the declarations in dist/types/ stand alone: only what the library's own lead to, imports as published files
 * name each other, and valibot's declarations beside them, since the grammar of topologies is written in its types.
 */
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../dist/types/', import.meta.url));
const VALIBOT = join(root, 'valibot.d.ts');
copyFileSync(fileURLToPath(new URL('../node_modules/valibot/dist/index.d.mts', import.meta.url)), VALIBOT);

const wanted = new Set([VALIBOT]);
const waiting = [join(root, 'index.d.ts')];
for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (wanted.has(file)) continue;
  wanted.add(file);
  const folder = dirname(file);
  // A comment may have "from" before something in double quotes.
  const text = readFileSync(file, 'utf8').replaceAll(/\bfrom '[^']+'|\bimport\((?:'[^']+'|"[^"]+")/g, (whole) => {
    const [, before, specifier] = /^(from |import\()['"](.+)['"]$/.exec(whole);
    if (specifier === 'valibot') {
      const path = relative(folder, VALIBOT).replaceAll('\\', '/').replace('.d.ts', '.js');
      return `${before}'${path.startsWith('.') ? path : `./${path}`}'`;
    }
    if (!specifier.startsWith('.'))
      throw new Error(`${file} needs ${specifier}, which the package does not bring along`);
    const stem = specifier.replace(/\.ts$/, '');
    waiting.push(resolve(folder, `${stem}.d.ts`));
    return `${before}'${stem}.js'`;
  });
  writeFileSync(file, text);
}
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !wanted.has(path)) rmSync(path);
}

// Declarations of CommonJS, which is what the library is; those of the ES module that passes it on name them.
writeFileSync(join(root, 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(root, 'index.d.mts'), "export * from './index.js';\n");
