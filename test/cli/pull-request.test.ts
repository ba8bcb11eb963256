/** quoin check as a pipeline runs it: the built program in a repository of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GIT_ENVIRONMENT, ROOT } from '../support.ts';

const BIN = fileURLToPath(new URL('bin/quoin.js', ROOT));
const folder = mkdtempSync(join(tmpdir(), 'quoin-pull-request-'));
const file = join(folder, 'quoin.yaml');
const environment = {
  ...process.env,
  NO_COLOR: '1',
  ...GIT_ENVIRONMENT,
};

const BASE = `name: shop
provider: aws
region: us-east-1
workload:
  browse:
    enters: app
    rate: 400/s
    peak: 3x
    response: 20 KB
    slo: { p99: 250ms, availability: 99% }
components:
  app:
    kind: service
    instance: m7g.large
    count: 6
    demand: { cpu: 2ms }
    calls: [{ to: db, request: 300 B, response: 2 KB }]
  db:
    kind: sql
    engine: postgres
    instance: db.r6g.large
    storage: 100 GB
    multi_az: true
`;
const lineOf = (part: string) => BASE.split('\n').findIndex((line) => line.includes(part)) + 1;

const git = (...args: string[]) => {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};
const check = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'check', ...args], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};
const against = ['--baseline', 'main', '--max-increase', '10%', '--format', 'github'];

beforeAll(() => {
  git('init', '--initial-branch=main', '--quiet');
  writeFileSync(file, BASE);
  git('add', '.');
  git('commit', '--quiet', '-m', 'The shop');
  git('checkout', '--quiet', '-b', 'change');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a pull request', () => {
  it('that doubles the fleet fails with one annotation on the changed line', () => {
    writeFileSync(file, BASE.replace('count: 6', 'count: 12'));
    const { status, out, err } = check(...against);
    expect(status).toBe(1);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      new RegExp(`^::error file=quoin\\.yaml,line=${lineOf('count: 6')},col=\\d+,title=[^:]+::the month costs`),
    );
    expect(err).toMatch(/1 of \d+ checks failed\n$/);
  });

  it('that breaks a service level fails with one annotation on the changed line', () => {
    writeFileSync(file, BASE.replace('cpu: 2ms', 'cpu: 9.8ms'));
    const { status, out } = check(...against);
    expect(status).toBe(1);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`file=quoin.yaml,line=${lineOf('cpu: 2ms')},`);
    expect(lines[0]).toContain('latency.p99 of browse');
  });

  it('that does no harm passes in silence', () => {
    writeFileSync(file, BASE.replace('rate: 400/s', 'rate: 405/s'));
    const { status, out, err } = check(...against);
    expect([status, out]).toEqual([0, '']);
    expect(err).toContain('all passed');
  });

  it('that cannot be read ends with 2 and the place', () => {
    writeFileSync(file, BASE.replace('enters: app', 'enters: ap'));
    const { status, out, err } = check(...against);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`quoin.yaml:${lineOf('enters: app')}:13`);
  });

  it('is read in the folder of the file, wherever the program runs', () => {
    writeFileSync(file, BASE.replace('count: 6', 'count: 12'));
    const { status, stdout } = spawnSync(process.execPath, [BIN, 'diff', '--git', 'main', file, '-f', 'json'], {
      cwd: tmpdir(),
      env: environment,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    // Six more m7g.large for 730 hours at 0.0816
    const { difference } = JSON.parse(stdout) as {
      difference: { components: { component: string; items: { meter: string; amount: { change: string } }[] }[] };
    };
    const app = difference.components.find(({ component }) => component === 'app')!;
    const instances = app.items.find(({ meter }) => meter.startsWith('m7g.large'))!;
    expect(Number(instances.amount.change)).toBeCloseTo(6 * 730 * 0.0816, 6);
  });

  it('is compared with a ref that there is, or ends with 2', () => {
    writeFileSync(file, BASE);
    const { status, err } = check('--baseline', 'nosuch', '--max-increase', '10%');
    expect(status).toBe(2);
    expect(err).toContain('cannot read quoin.yaml at nosuch');
    // What looks like an option is a ref all the same.
    expect(check('--baseline=--output=x', '--max-increase', '10%').status).toBe(2);
  });

  it('that adds the file is not judged by what was not there', () => {
    writeFileSync(join(folder, 'new.yaml'), BASE);
    const { status, err } = check('new.yaml', '--baseline', 'main', '--max-increase', '10%');
    expect(status).toBe(0);
    expect(err).toContain('1 not known');
  });

  it('keeps its exit status where nobody reads the report to its end', () => {
    writeFileSync(file, BASE.replace('count: 6', 'count: 12'));
    const { stdout } = spawnSync(
      'sh',
      [
        '-c',
        `{ "${process.execPath}" "${BIN}" check --baseline main --max-increase 10%; echo "status $?" >&2; } 2>status.txt | true; cat status.txt`,
      ],
      { cwd: folder, env: environment, encoding: 'utf8' },
    );
    expect(stdout).toContain('status 1');
  });

  it('leaves no half-written report where it cannot be written', () => {
    const { status, err } = check(...against, '--out', join(folder, 'nosuch', 'report.txt'));
    expect(status).toBe(2);
    expect(err).toContain('cannot write');
    expect(readFileSync(file, 'utf8')).toContain('count: 12');
  });
});
