/** Only `prices update` uses the network: every other command runs with the network taken away. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../support.ts';
import { newFolder } from './providers.ts';

const BIN = fileURLToPath(new URL('bin/quoin.js', ROOT));

/** Whatever reaches for a socket, a name or fetch ends the process with 99. */
const GUARD = `
const dead = (what) => () => { process.stderr.write('reached for the network: ' + what); process.exit(99); };
for (const [name, functions] of [
  ['node:net', ['connect', 'createConnection']], ['node:tls', ['connect']], ['node:dns', ['lookup', 'resolve']],
  ['node:http', ['request', 'get']], ['node:https', ['request', 'get']], ['node:http2', ['connect']], ['node:dgram', ['createSocket']],
]) for (const one of functions) require(name)[one] = dead(name + '.' + one);
require('node:net').Socket.prototype.connect = dead('Socket.connect');
globalThis.fetch = dead('fetch');
`;

const FILE = 'templates/web.yaml';
test
  .runIf(existsSync(fileURLToPath(new URL('dist/program.cjs', ROOT))))
  .each([
    ['estimate', FILE],
    ['estimate', '--recursive', 'fixtures/batch'],
    ['check', FILE],
    ['compare', FILE],
    ['diff', FILE, FILE],
    ['drill', FILE],
    ['explain', FILE, 'app'],
    ['simulate', FILE, '--duration', '1s'],
    ['validate', FILE],
    ['prices', 'list'],
    ['prices', 'show', 'm5.large'],
    ['prices', 'search', '--vcpu', '4'],
    ['prices', 'update', '--regions', 'eu-west-2', '--services', 'alb', '--from', 'test/prices/lists'],
    ['schema'],
    ['--help'],
  ])('quoin %s %s %s', (...args) => {
  const folder = newFolder();
  const guard = join(folder, 'guard.cjs');
  writeFileSync(guard, GUARD.replaceAll('\\\\', ''));
  const more = args.includes('update') ? ['--to', join(folder, 'prices')] : [];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', guard, BIN, ...args.filter((one) => one !== undefined), ...more],
    {
      cwd: fileURLToPath(ROOT),
      encoding: 'utf8',
      env: { ...process.env, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder },
    },
  );
  expect(stderr).not.toContain('reached for the network');
  expect(status).not.toBe(99);
});
