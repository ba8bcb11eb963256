/**
 * Checks a pull request on a monorepo of 300 topologies, those of fixtures/ with numbers of their own, against its
 * base.
 * CPU is that of the thread that estimates, which is what it takes where nothing else runs; git's processes and the
 * compiler's threads come beside it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOPOLOGIES = 300;
const CHANGED = 10;
const CHECK = 'check services --recursive --baseline main --max-increase 10% --quiet --out report.xml'.split(' ');
const fixtures = new URL('../fixtures/', import.meta.url);
const texts = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'errors')
  .map(({ name }) => readFileSync(new URL(`${name}/quoin.yaml`, fixtures), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'quoin-bench-'));
const git = (...args) => {
  const settings = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...settings, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};
/** No two are alike: rates and counts grow with the number. */
const written = (index, more) =>
  texts[index % texts.length].replace(
    /(rate|peak): (\d+)\/s/g,
    (_, key, rate) => `${key}: ${Number(rate) + index + more}/s`,
  );
const write = (index, more = 0) => {
  mkdirSync(join(folder, `services/s${index}`), { recursive: true });
  writeFileSync(join(folder, `services/s${index}/quoin.yaml`), written(index, more));
};

try {
  git('init', '--quiet', '--initial-branch=main');
  for (let index = 0; index < TOPOLOGIES; index++) write(index);
  git('add', '.');
  git('commit', '--quiet', '-m', 'Base');
  for (let index = 0; index < CHANGED; index++) write(index * 7, 50);
  const cpu = join(folder, 'cpu');
  writeFileSync(
    join(folder, 'cpu.cjs'),
    `process.on('exit', () => {
      try {
        const stat = require('node:fs').readFileSync('/proc/self/task/' + process.pid + '/stat', 'utf8').split(') ')[1].split(' ');
        require('node:fs').writeFileSync(${JSON.stringify(cpu)}, String((Number(stat[11]) + Number(stat[12])) / 100));
      } catch {}
    });`,
  );
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-r', join(folder, 'cpu.cjs'), fileURLToPath(new URL('../bin/quoin.js', import.meta.url)), ...CHECK],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status > 1) throw new Error(stderr);
  console.log(`${TOPOLOGIES} topologies, ${CHANGED} changed: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  console.log(`CPU of the thread that estimates: ${readFileSync(cpu, 'utf8')} s`);
} finally {
  rmSync(folder, { recursive: true });
}
