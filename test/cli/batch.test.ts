/** quoin estimate --recursive, quoin merge and quoin estimate --watch, in process and as the built program. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, quoin } from '../support.ts';

const vm = (count: number) =>
  `name: vm${count}\nprovider: aws\nregion: us-east-1\ncomponents:\n  web: { kind: ec2, instance: t2.micro, count: ${count} }\n`;
/** t2.micro in us-east-1 for a month. */
const MONTH = 730 * 0.0116;
const files = {
  'services/a/quoin.yaml': vm(1),
  'services/b/quoin.yaml': vm(2),
  'services/b/broken.quoin.yaml': 'components: { web: { kind: nosuch } }\n',
  'services/c.yaml': vm(4),
};

describe('estimate --recursive', () => {
  it('gives an entry for each file in order, with what they cost together, and 2 where one has errors', async () => {
    const { status, out, err } = await quoin(['estimate', 'services', '--recursive', '-f', 'json'], { files });
    expect(status).toBe(2);
    expect(err).toContain('services/b/broken.quoin.yaml:1:');
    const json = JSON.parse(out);
    expect(json.schema).toBe('quoin/batch/1');
    expect(json.estimates.map((one: { file: string }) => one.file)).toEqual([
      'services/a/quoin.yaml',
      'services/b/broken.quoin.yaml',
      'services/b/quoin.yaml',
      'services/c.yaml',
    ]);
    expect(json.estimates[1].errors).toHaveLength(1);
    expect(json.summary).toMatchObject({ files: 4, failed: 1 });
    expect(Number(json.summary.totals.USD.total_exact)).toBeCloseTo(7 * MONTH, 9);
    const alone = await quoin(['estimate', 'services/c.yaml', '-f', 'json'], { files });
    expect(json.estimates[3].estimate).toEqual(JSON.parse(alone.out));
  });

  it('shows a row for each file, and the total as a lower bound where one has errors', async () => {
    const { out } = await quoin(['estimate', 'services', '-r'], { files });
    expect(out).toMatch(/services\/b\/quoin\.yaml +vm2 +16\.94 +USD/);
    expect(out).toMatch(/services\/b\/broken\.quoin\.yaml +errors/);
    expect(out).toMatch(/total +≥ 59\.28 +USD/);
    expect(out).toContain('4 files, 1 with errors');
  });

  it.each(['csv', 'markdown'])('writes %s', async (format) => {
    const { out } = await quoin(['estimate', 'services', '-r', '-f', format], { files });
    expect(out).toContain('services/c.yaml');
    expect(out.split('\n').filter((line) => line.includes('quoin.yaml') || line.includes('c.yaml'))).toHaveLength(4);
  });

  it('takes files that are named whatever they are called, and sums by currency', async () => {
    const { status, out } = await quoin(['estimate', 'one.txt', 'two.txt', '-r', '-f', 'json'], {
      files: { 'one.txt': vm(1), 'two.txt': `${vm(2)}billing: { currency: { code: EUR, per_usd: 0.5 } }\n` },
    });
    expect(status).toBe(0);
    const { totals } = JSON.parse(out).summary;
    expect(Number(totals.USD.total_exact)).toBeCloseTo(MONTH, 9);
    expect(Number(totals.EUR.total_exact)).toBeCloseTo(MONTH, 9);
  });

  it('in shards, merged in any order, is what one run writes', async () => {
    const whole = (await quoin(['estimate', 'services', '-r', '-f', 'json'], { files })).out;
    for (const count of [1, 2, 3, 7]) {
      const shards: Record<string, string> = {};
      for (let index = 1; index <= count; index++)
        shards[`s${index}.json`] = (
          await quoin(['estimate', 'services', '-r', '--shard', `${index}/${count}`, '-f', 'json'], { files })
        ).out;
      const merged = await quoin(['merge', ...Object.keys(shards).toReversed()], { files: shards });
      expect([count, merged.status, merged.out]).toEqual([count, 2, whole]);
      const table = await quoin(['merge', ...Object.keys(shards), '-f', 'table'], { files: shards });
      expect(table.out).toBe((await quoin(['estimate', 'services', '-r'], { files })).out);
    }
  });

  describe('merge', () => {
    const shard = async (which: string, more = {}) =>
      (await quoin(['estimate', 'services', '-r', '--shard', which, '-f', 'json'], { files: { ...files, ...more } }))
        .out;

    it('knows which shards it is given, and takes a whole set alone', async () => {
      const one = await shard('1/3');
      expect(JSON.parse(one).shard).toEqual({ index: 1, count: 3, files: 4 });
      const shards = {
        '1.json': one,
        'again.json': one,
        '2.json': await shard('2/3'),
        '3.json': await shard('3/3'),
        'of-four.json': await shard('3/4'),
        'more.json': await shard('3/3', { 'services/d.yaml': vm(1) }),
        'whole.json': (await quoin(['estimate', 'services', '-r', '-f', 'json'], { files })).out,
        'cut.json': one.replace(/^\{"file".*\n/m, ''),
      };
      const merge = async (...names: string[]) => {
        const { status, out, err } = await quoin(['merge', ...names.map((name) => `${name}.json`)], { files: shards });
        return status === 2 && err !== '' && out.indexOf('summary') < 0 ? err : out;
      };
      expect(await merge('2', '3', '1')).toBe(shards['whole.json']);
      expect(await merge('whole')).toBe(shards['whole.json']);
      for (const [names, message] of [
        [['1', '3'], 'shard 2/3 is missing'],
        [['1'], 'shards 2/3, 3/3 are missing'],
        [['1', '2', 'again', '3'], 'shard 1/3 is there twice, in 1.json and again.json'],
        [['1', '2', '2'], 'shard 3/3 is missing'],
        [['1', '2', 'of-four'], 'of-four.json is shard 3/4 of 4 files, 1.json shard 1/3 of 4'],
        [['1', '2', 'more'], 'more.json is shard 3/3 of 5 files'],
        [['1', '2', 'whole'], 'whole.json is a whole run'],
        [['whole', '1', '2', '3'], 'whole.json is a whole run'],
        [['cut', '2', '3'], 'the shards hold 3 files, the run has 4'],
      ] as const)
        expect([names, await merge(...names)]).toEqual([names, expect.stringContaining(message)]);
    });
  });

  it.each([
    [['estimate', 'empty', '-r'], 'no topology in empty'],
    [['estimate', 'services', '-r', '--shard', '3/2'], '--shard 3/2'],
    [['estimate', 'services', '-r', '--shard', 'x'], '--shard x'],
    [['estimate', 'services', '-r', '--group-by', 'kind'], '--group-by'],
    [['estimate', 'services/c.yaml', '--shard', '1/2'], '--shard is for --recursive'],
    [['estimate', 'services', '-r', '--workers', 'many'], '--workers many'],
    [['merge', 'services/c.yaml'], 'is no batch of quoin'],
    [['merge', 'twice.json', 'twice.json'], 'comes twice'],
    [['merge', 'cut.json'], 'ends too early'],
  ])('%j is a usage error', async (args, message) => {
    const whole = (await quoin(['estimate', 'services/c.yaml', '-r', '-f', 'json'], { files })).out;
    const { status, err } = await quoin(args, {
      files: {
        ...files,
        'empty/other.yaml': 'a: 1\n',
        'twice.json': whole,
        'cut.json': whole.split('\n').slice(0, 4).join('\n'),
      },
    });
    expect([status, err.includes(message)]).toEqual([2, true]);
  });
});

describe('estimate --watch', () => {
  it('draws again after each change, errors included', async () => {
    const { status, out, err } = await quoin(['estimate', 'w.yaml', '--watch'], {
      files: { 'w.yaml': vm(1) },
      changes: [{ 'w.yaml': vm(3) }, { 'w.yaml': 'components: {' }, { 'w.yaml': vm(2) }],
    });
    expect(status).toBe(0);
    expect(out.match(/vm\d {2}[\d.]+ USD/g)).toEqual(['vm1  8.47 USD', 'vm3  25.40 USD', 'vm2  16.94 USD']);
    expect(err).toContain('w.yaml:1:');
    expect(err.match(/^watching w\.yaml$/gm)).toHaveLength(4);
  });

  it('refuses standard input', async () => {
    expect((await quoin(['estimate', '-', '--watch'])).status).toBe(2);
  });
});

describe('the built program', () => {
  const bin = fileURLToPath(new URL('bin/quoin.js', ROOT));
  const folder = mkdtempSync(join(tmpdir(), 'quoin-batch-'));
  beforeAll(() => {
    for (let index = 0; index < 40; index++) {
      mkdirSync(join(folder, `s${index % 7}`, String(index)), { recursive: true });
      writeFileSync(
        join(folder, `s${index % 7}`, String(index), 'quoin.yaml'),
        index === 11 ? 'components: [' : vm(index + 1),
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [bin, 'estimate', ...args], { cwd: folder, encoding: 'utf8' });

  it('writes the same over threads as without, and one bad file does not stop the rest', () => {
    const threads = run('.', '--recursive', '--workers', '3', '-f', 'json');
    const none = run('.', '--recursive', '--workers', '0', '-f', 'json');
    expect([threads.status, threads.stdout, threads.stderr]).toEqual([2, none.stdout, none.stderr]);
    const { estimates, summary } = JSON.parse(threads.stdout);
    expect([estimates.length, summary.failed]).toEqual([40, 1]);
    // Nodes 1 to 40 without the twelfth's.
    expect(Number(summary.totals.USD.total_exact)).toBeCloseTo((820 - 12) * MONTH, 6);
  });

  it('leaves no half-written file where it cannot go on', () => {
    const { status, stderr } = run('.', '--recursive', '-f', 'json', '--out', 'nosuch/all.json');
    expect([status, stderr.includes('cannot write nosuch/all.json')]).toEqual([2, true]);
    expect(readdirSync(folder).filter((name) => name.includes('json'))).toEqual([]);
  });

  it('watches until it is interrupted', async () => {
    const file = join(folder, 'watched.yaml');
    writeFileSync(file, vm(1));
    const child = spawn(process.execPath, [bin, 'estimate', file, '--watch'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    const until = (isThere: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const started = Date.now();
        const timer = setInterval(() => {
          if (!isThere() && Date.now() - started < 20_000) return;
          clearInterval(timer);
          if (isThere()) resolve();
          else reject(new Error(`waited in vain: ${out}${err}`));
        }, 20);
      });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    await until(() => err.includes('watching'));
    // As editors do: beside it, and put in its place.
    const { renameSync } = await import('node:fs');
    await new Promise((resolve) => setTimeout(resolve, 300));
    writeFileSync(`${file}~`, vm(2));
    renameSync(`${file}~`, file);
    await until(() => out.includes('vm2  16.94 USD'));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect(status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(vm(2));
  }, 60_000);
});
