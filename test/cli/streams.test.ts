/**
 * The real executable against pipes, devices, links, files that never end and a Node.js that lacks something. Unix
 * only.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support.ts';

const bin = join(fileURLToPath(ROOT), 'bin/quoin.js');
const folder = mkdtempSync(join(tmpdir(), 'quoin-streams-'));
const at = (name: string) => join(folder, name);

beforeAll(() =>
  writeFileSync(
    at('quoin.yaml'),
    'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro, demand: { memory: 1 MB } } }\n',
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of shell in which `$quoin` is the program. */
const shell = (line: string) =>
  spawnSync('bash', ['--norc', '-c', line], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'], quoin: `${process.execPath} ${bin}` },
  });

describe.skipIf(process.platform === 'win32')('--out', () => {
  it('keeps the permissions of a file', () => {
    writeFileSync(at('kept.json'), 'before');
    chmodSync(at('kept.json'), 0o640);
    expect(shell('$quoin estimate -q -o kept.json').status).toBe(0);
    expect(statSync(at('kept.json')).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(at('kept.json'), 'utf8')).cost.total).toBe('8.47');
  });

  it('writes through links and leaves them links', () => {
    mkdirSync(at('reports'));
    writeFileSync(at('reports/old.csv'), 'before');
    symlinkSync('reports/old.csv', at('old.csv'));
    symlinkSync('reports/new.csv', at('new.csv'));
    for (const name of ['old.csv', 'new.csv']) {
      expect(shell(`$quoin estimate -q -o ${name}`).status).toBe(0);
      expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
      expect(readFileSync(at(`reports/${name}`), 'utf8')).toContain('t2.micro');
    }
    expect(readdirSync(at('reports')).toSorted()).toEqual(['new.csv', 'old.csv']);
  });

  it.each([
    ['a folder', 'reports', 'it is a folder'],
    ['a link that goes in circles', 'circle', 'cannot write circle'],
  ])('says what is wrong with %s', (_, name, words) => {
    if (name === 'circle') symlinkSync('circle', at('circle'));
    const { status, stderr } = shell(`$quoin estimate -q -o ${name}`);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });

  it('writes to a device', () => {
    expect(shell('$quoin estimate -q -o /dev/stdout | cat').stdout).toContain('8.47');
  });
});

describe.skipIf(process.platform !== 'linux')('streams', () => {
  it('may be closed by a reader that has seen enough', () => {
    const { stdout, stderr } = shell('$quoin schema | head -1; echo ${PIPESTATUS[0]}');
    expect([stdout, stderr]).toEqual(['{\n0\n', '']);
  });

  it('wait for a reader that is slow, whether or not another program has made the pipe one that does not wait', () => {
    const whole = shell('$quoin schema').stdout;
    expect(whole.length).toBeGreaterThan(200_000);
    expect(shell('$quoin schema | (sleep 1; cat)').stdout).toBe(whole);
    const other = `${process.execPath} -e "process.stdout.write(''); setTimeout(() => {}, 3000)"`;
    expect(shell(`(${other} & sleep 0.5; $quoin schema; echo end) | (sleep 1.5; cat)`).stdout).toBe(`${whole}end\n`);
  });

  it('come whole to files, sockets and the end of a file', () => {
    const whole = shell('$quoin schema').stdout;
    expect(shell('echo before > to.txt; $quoin schema >> to.txt; cat to.txt').stdout).toBe(`before\n${whole}`);
    expect(shell('$quoin estimate > both.txt 2>&1; cat both.txt').stdout).toMatch(/8\.47[^]*warning/);
    // What spawns it here gives it sockets.
    const direct = spawnSync(process.execPath, [bin, 'schema'], { encoding: 'utf8', timeout: 30_000 });
    expect(direct.stdout).toBe(whole);
    expect(shell('$quoin schema > /dev/null').status).toBe(0);
    expect(shell('$quoin schema >&-').status).toBe(0);
  });

  it('of errors may be closed, and the result and the status stay', () => {
    expect(shell('$quoin estimate 2> >(exec 0<&-)').stdout).toContain('8.47');
    expect(shell('$quoin estimate -o stays.txt 2> >(exec 0<&-); echo $?').stdout).toBe('0\n');
    expect(shell('$quoin estimate nowhere.yaml 2> >(exec 0<&-); echo $?').stdout).toBe('2\n');
  });

  it('on a full disk are no fault of quoin', () => {
    const { status, stderr } = shell('$quoin estimate -q > /dev/full');
    expect([status, stderr]).toEqual([2, 'quoin: cannot write to standard output: the disk is full\n']);
  });

  it('are read no further than a topology may be long', () => {
    for (const line of ['$quoin estimate /dev/zero', '$quoin estimate - < /dev/zero']) {
      const { status, stderr } = shell(line);
      expect(status).toBe(2);
      expect(stderr).toContain('the file is longer than the 10 MB that are read');
    }
  });

  it('are quiet wherever --quiet stands', () => {
    for (const line of ['$quoin -q estimate', '$quoin estimate --quiet', '$quoin estimate quoin.yaml -q'])
      expect(shell(line).stderr).toBe('');
    expect(shell('$quoin estimate').stderr).toContain('warning');
  });

  it.each([
    ['FORCE_COLOR=0', false],
    ['FORCE_COLOR=1', true],
    ['NO_COLOR=', true],
    ['NO_COLOR=1', false],
    ['TERM=dumb', false],
  ])('on a terminal with %s', (setting, coloured) => {
    const { stdout } = shell(`export TERM=xterm; export ${setting}; script -qc "$quoin estimate" /dev/null`);
    expect(stdout).toContain('8.47');
    expect(stdout.includes('\u001B[')).toBe(coloured);
  });
});

describe('a Node.js without WebAssembly', () => {
  it('is named, with what turns it off', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--jitless', bin, 'estimate', at('quoin.yaml')], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('quoin: this Node.js has no WebAssembly');
    expect(stderr).not.toContain('    at ');
  });
});
