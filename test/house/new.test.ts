/** `npm run new:kind` and `npm run new:product`: one command and one file each, tried in a copy of the source. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support.ts';

const home = fileURLToPath(ROOT);
let copy = '';

const node = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
const tool = (path: string) => join('node_modules', path);

describe('a newcomer', () => {
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'quoin-new-'));
    for (const name of ['src', 'test', 'scripts', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
      cpSync(join(home, name), join(copy, name), { recursive: true });
    for (const name of ['node_modules', 'pricing', 'assumptions']) symlinkSync(join(home, name), join(copy, name));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('adds a kind and a product of it, each by one command, and both work', () => {
    const kind = node('scripts/new.mjs', 'kind', 'message-board');
    expect([kind.status, kind.stderr]).toEqual([0, '']);
    const product = node('scripts/new.mjs', 'product', 'aws/pigeon-post', 'message-board');
    expect([product.status, product.stderr]).toEqual([0, '']);
    expect(`${kind.stdout}${product.stdout}`.split('\n').filter((line) => line.includes('/'))).toEqual([
      'src/kinds/message-board.ts',
      'test/kinds/message-board.test.ts',
      'fixtures/message-board/quoin.yaml',
      'src/kinds/index.ts',
      'src/products/aws/pigeon-post.ts',
      'test/products/aws-pigeon-post.test.ts',
      'fixtures/aws-pigeon-post/quoin.yaml',
      'src/products/aws/index.ts',
    ]);

    const types = node(tool('typescript/bin/tsc'), '--noEmit');
    expect([types.status, types.stdout]).toEqual([0, '']);
    const tests = node(tool('vitest/vitest.mjs'), 'run', 'message-board', 'pigeon-post');
    expect(tests.stdout).toContain('2 passed (2)');
    expect(tests.status).toBe(0);

    const built = node('scripts/build.mjs');
    expect([built.status, built.stderr]).toEqual([0, '']);
    const estimated = (name: string) => {
      const { status, stdout } = node('dist/start.cjs', 'estimate', `fixtures/${name}/quoin.yaml`, '--format', 'json');
      const { cost } = JSON.parse(stdout) as { cost: { total: string; at_least: boolean } };
      return [status, cost.total, cost.at_least];
    };
    // 10 requests a second for 730 hours, 0.000001 USD each.
    expect(estimated('message-board')).toEqual([0, '26.28', false]);
    // What has no price is told, and the sum is a bound.
    expect(estimated('aws-pigeon-post')).toEqual([0, '0.00', true]);
  });

  it('is told what is wrong with a name', () => {
    const status = (...args: readonly string[]) => {
      const { status: code, stderr } = node('scripts/new.mjs', ...args);
      return [code, stderr.trim()];
    };
    expect(status('kind', 'No Kind')).toEqual([2, 'npm run new:kind NAME']);
    expect(status('product', 'pigeon', 'queue')).toEqual([2, 'npm run new:product CLOUD/NAME KIND']);
    expect(status('product', 'aws/pigeon', 'queu')).toEqual([
      2,
      'there is no kind "queu": name the one that pigeon stands for',
    ]);
    expect(status('kind', 'queue')[1]).toContain('there already');
  });
});
