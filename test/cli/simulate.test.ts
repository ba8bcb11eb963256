/** quoin simulate: in process, and a few runs of the real executable, where there are workers. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { simulateCommand, type SimulateCommandOptions } from '../../src/commands/simulate.ts';
import { PLAIN } from '../../src/report/report.ts';
import { ROOT, TODAY, quoin } from '../support.ts';

const SHOP = 'fixtures/shop/quoin.yaml';
/** Two textbook stations: M/M/1 at 70 %, and M/M/2. */
const files = {
  'quoin.yaml': JSON.stringify({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    workload: { ask: { enters: 'clerk', rate: '35/s', peak: '2x' }, pay: { enters: 'till', rate: '10/s' } },
    components: {
      clerk: { kind: 'custom', service: { mean: '10ms' } },
      till: { kind: 'custom', servers: 2, service: { mean: '100ms' } },
    },
  }),
};
const QUICK = ['--duration', '100s'];
const simulate = (...args: string[]) => quoin(['-q', 'simulate', ...args], { files });

describe('quoin simulate', () => {
  it('prints what queueing theory says beside what happens', async () => {
    const { status, out, err } = await simulate('--duration', '10m');
    expect([status, err]).toEqual([0, '']);
    // M/M/1: 10 ms / (1 − 0.7), exponential; the median is ln 2 times that.
    expect(out).toMatch(/^ask +mean +33\.3 ms +3\d(\.\d)? ms +\S+ .s +[-+]?\d\.\d %$/m);
    expect(out).toMatch(/^ +p50 +23\.1 ms +2\d(\.\d)? ms/m);
    expect(out).toMatch(/^pay +mean +133 ms +13\d ms/m);
    expect(out).toMatch(/^clerk +cpu +70 % +(69|70)(\.\d)? %$/m);
    expect(out).toMatch(/^till +cpu +50 % +(49|50)(\.\d)? %$/m);
    expect(out).toContain('analytic and simulated agree in all classes (mean within 5 %, p99 within 15 %)\n');
    expect(out.trim().split('\n').at(-1)).toMatch(
      /^seed 1, 4 replications, \d+k events, 3\d(\.\d)? min simulated in all after a warm-up of \S+ \w+ each$/,
    );
  });

  it('prints the same for the same seed, and something else for another', async () => {
    const [first, again, other] = await Promise.all(['7', '7', '8'].map((seed) => simulate(...QUICK, '--seed', seed)));
    expect(again!.out).toBe(first!.out);
    expect(other!.out).not.toBe(first!.out);
  });

  it('simulates so many events where no duration is given, and says how long that was', async () => {
    const { out } = await simulate('-f', 'json', '--replications', '2');
    const { events, simulated_seconds, warmup_seconds, replications } = JSON.parse(out);
    expect([events, replications]).toEqual([4_000_000, 2]);
    expect(simulated_seconds).toBeGreaterThan(1000);
    expect(warmup_seconds).toBeGreaterThan(0);
  }, 60_000);

  it('takes 10m for ten minutes, as any other time', async () => {
    const [minutes, seconds] = await Promise.all(
      ['1m', '60s'].map((duration) => simulate('--replications', '1', '-f', 'json', '--duration', duration)),
    );
    expect(minutes!.out).toBe(seconds!.out);
    const { simulated_seconds, warmup_seconds } = JSON.parse(minutes!.out);
    expect(simulated_seconds + warmup_seconds).toBeCloseTo(60, 6);
  });

  it('gives figures in seconds with their intervals as JSON', async () => {
    const result = JSON.parse((await simulate(...QUICK, '-f', 'json', '--seed', '3')).out);
    expect(result).toMatchObject({
      schema: 'quoin/simulation/1',
      topology: 'desk',
      seed: 3,
      replications: 4,
      stable: true,
    });
    const [ask] = result.classes;
    expect(ask).toMatchObject({ class: 'ask', state: 'steady', refused: 0 });
    expect(ask.analytic.mean).toBeCloseTo(0.01 / 0.3, 9);
    for (const metric of ['mean', 'p50', 'p95', 'p99']) {
      const { value, low, high } = ask.simulated[metric];
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      expect(ask.difference[metric]).toBeCloseTo(ask.analytic[metric] / value - 1, 12);
    }
    expect(Object.keys(ask.within)).toEqual(['mean', 'p99']);
    expect(ask.events).toBeGreaterThan(20_000);
    expect(result.components.map((one: { component: string }) => one.component)).toEqual(['clerk', 'till']);
    expect(result.components[0].analytic).toBeCloseTo(0.7, 9);
  });

  it('says what has no end, and gives no number for it', async () => {
    const set = ['--set', 'workload.ask.peak=3x'];
    const { status, out } = await simulate(...QUICK, ...set, '-f', 'json');
    expect(status).toBe(0);
    const result = JSON.parse(out);
    expect(result.stable).toBe(false);
    const [ask, pay] = result.classes;
    expect(ask).toMatchObject({
      state: 'unstable',
      analytic: null,
      simulated: null,
      within: { mean: true, p99: true },
    });
    expect(ask.difference).toEqual({ mean: null, p50: null, p95: null, p99: null });
    expect(pay.state).toBe('steady');
    const table = (await simulate(...QUICK, ...set)).out;
    expect(table).toMatch(/^ask +mean +unbounded +unbounded$/m);
    expect(table).toContain('the simulation has no steady state: work keeps piling up (ask)');
  });

  it('says of which class no request ended', async () => {
    const { out } = await simulate('--duration', '200s', '--set', 'workload.pay.rate=1/month');
    expect(out).toMatch(/^pay +mean +100 ms +none ended$/m);
    expect(out).toContain('agree in all classes whose requests ended');
    expect(out).toContain('no request of pay ended in the time simulated');
  });

  it('takes the format from the ending of --out, and prints nothing then', async () => {
    const { out, written } = await simulate(...QUICK, '--out', 'simulation.md');
    expect(out).toBe('');
    expect(written.get('simulation.md')).toMatch(/^## desk: the peak, analytic beside simulated\n/);
  });

  it('reads standard input and merges --set, as every command', async () => {
    const { status, out } = await quoin(['-q', 'simulate', '-', ...QUICK, '--set', 'name=counter'], {
      stdin: files['quoin.yaml'],
    });
    expect([status, out.split('  ')[0]]).toEqual([0, 'counter']);
  });

  it.each([
    [['--seed', '1.5'], '--seed 1.5: write a whole number from 0 to 9007199254740991'],
    [['--seed', '9007199254740992'], '--seed 9007199254740992: write a whole number'],
    [['--replications', '0'], '--replications 0: write a whole number from 1 to 100'],
    [['--workers', 'all'], '--workers all: write a whole number'],
    [['--duration', '10'], '--duration 10: 10 has no unit (write 10ms or 10s)'],
    [['--duration', '0s'], '--duration 0s: write a time above 0, such as 10min'],
    [['--duration', '1..2min'], '--duration 1..2min: write one time, such as 10min'],
    [['--duration', '-1m'], '--duration -1m: -1m is negative'],
    [['--format', 'csv'], 'Allowed choices are table, json, markdown.'],
  ])('refuses %j', async (args, message) => {
    const { status, out, err } = await simulate(...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('refuses a topology with errors, and one that nobody sends a request', async () => {
    const wrong = await simulate('--set', 'workload.ask.enters=clark');
    expect([wrong.status, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('did you mean "clerk"');
    const idle = await quoin(['simulate', 'fixtures/classic/quoin.yaml']);
    expect([idle.status, idle.err]).toEqual([
      2,
      'quoin: there is nothing to simulate: no class of the workload sends a request\n',
    ]);
  });
});

describe('progress', () => {
  const run = async (quiet: boolean, more: Partial<SimulateCommandOptions> = {}) => {
    const lines: string[] = [];
    let out = '';
    await simulateCommand(
      ['quoin.yaml'],
      { seed: '1', replications: '4', duration: '20s', set: [], ...more },
      {
        readFile: () => new TextEncoder().encode(files['quoin.yaml']),
        past: () => ({ root: '.', read: () => [], list: () => [] }),
        place: (path) => path,
        readStdin: async () => new Uint8Array(),
        writeFile: () => {},
        openOut: () => ({ write() {}, close() {}, abandon() {} }),
        readLines: () => [],
        list: () => [],
        watch: async () => {},
        appendFile: () => {},
        exists: () => true,
        identity: () => undefined,
        env: () => undefined,
        out: (text) => (out += text),
        err: () => {},
        progress: (line) => lines.push(line),
        isTerminal: false,
        now: () => TODAY,
        dataFolder: fileURLToPath(ROOT),
        paint: PLAIN,
        errPaint: PLAIN,
        quiet,
      },
    );
    return { lines, out };
  };

  it('is shown and taken away where somebody watches, and changes no byte of the result', async () => {
    const { lines, out } = await run(false);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.slice(0, -1).every((line) => /^simulating \d+%$/.test(line))).toBe(true);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.at(-1)).toBe('');
    expect(out).toBe((await simulate('--duration', '20s')).out);
  });

  it('is not shown to those who want quiet', async () => {
    expect((await run(true)).lines.filter((line) => line !== '')).toEqual([]);
  });
});

describe('the executable', () => {
  const bin = join(fileURLToPath(ROOT), 'bin/quoin.js');
  const real = (...args: string[]) =>
    spawnSync(process.execPath, [bin, '-q', 'simulate', join(fileURLToPath(ROOT), SHOP), ...args], {
      encoding: 'utf8',
    });

  it('prints the same bytes whatever the workers', () => {
    const runs = ['0', '1', '3'].map((workers) => real('--duration', '20s', '--workers', workers));
    for (const { status, stdout, stderr } of runs) expect([status, stderr, stdout]).toEqual([0, '', runs[0]!.stdout]);
    expect(runs[0]!.stdout).toContain('seed 1, 4 replications');
  }, 30_000);
});
