/** quoin explain, in process. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT, quoin } from '../support.ts';

const SHOP = 'fixtures/shop/quoin.yaml';
const explain = (...args: string[]) => quoin(['explain', ...args]);

describe('quoin explain', () => {
  it('explains a component', async () => {
    const { status, out, err } = await explain(SHOP, 'app');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^shop: component app\n\nconfiguration\n {2}kind +service/);
    expect(out).toMatch(/^ {2}browse: peak +120\/s +\S/m);
    expect(out).toMatch(
      /^ {2}utilisation +6\.0\d % += arrivals × service \/ \(servers × nodes\) = 126\/s × 11\.6 ms \/ \(4 × 6\) \(exact\)$/m,
    );
    expect(out).toMatch(
      /^ {2}m7g\.xlarge on-demand +714\.82 USD += quantity × unit price = 4,380 hour × 0\.1632 USD\/hour$/m,
    );
    expect(out).toMatch(/^assumptions$/m);
    expect(out.split('\n').every((line) => line === line.trimEnd())).toBe(true);
  });

  it('explains a class', async () => {
    const { status, out } = await explain(SHOP, 'checkout');
    expect(status).toBe(0);
    expect(out).toMatch(/^shop: class checkout\n/);
    expect(out).toMatch(/^ {2}db: visits +0\.6 += visits of app × calls of app = 0\.1 × 6$/m);
    expect(out).toMatch(/^ {2}headroom +16\.\d × += 1 \/ largest utilisation = 1 \/ 6\.\d+ % \(exact\)$/m);
    expect(out).toMatch(/^ {2}per million requests +\d+\.\d\d USD/m);
  });

  it('prints JSON in SI units', async () => {
    const { status, out } = await explain(SHOP, 'app', '--format', 'json');
    expect(status).toBe(0);
    const { schema, topology, subject, sections } = JSON.parse(out);
    expect([schema, topology, subject]).toEqual(['quoin/explanation/1', 'shop', { type: 'component', name: 'app' }]);
    const [queue] = sections.filter(({ title }: { title: string }) => title === 'queue: cpu');
    const used = queue.entries.find(({ name }: { name: string }) => name === 'utilisation');
    expect(used).toMatchObject({
      unit: 'share',
      exactness: 'exact',
      formula: 'arrivals × service / (servers × nodes)',
    });
    expect(used.inputs.map(({ name }: { name: string }) => name)).toEqual(['arrivals', 'service', 'servers', 'nodes']);
    expect(used.value).toBeCloseTo(0.0606, 3);
  });

  it('prints markdown, and writes what --out says', async () => {
    const { out } = await explain(SHOP, 'app', '-f', 'markdown');
    expect(out).toMatch(/^## shop: component app\n\n### configuration\n\n\| figure \| value \|/);
    const { written, out: nothing } = await explain(SHOP, 'app', '--out', 'app.md');
    expect(nothing).toBe('');
    expect(written.get('app.md')).toBe(out);
    expect(JSON.parse((await explain(SHOP, 'app', '-o', 'x.json')).written.get('x.json')!).subject.name).toBe('app');
  });

  it('takes --set, several files, standard input and quoin.yaml', async () => {
    const topology = (count: number) =>
      JSON.stringify({
        name: 'desk',
        workload: { ask: { enters: 'clerk', rate: '10/s' } },
        components: { clerk: { kind: 'custom', count, service: { mean: '10ms' } } },
      });
    expect((await explain(SHOP, 'app', '--set', 'components.app.count=8')).out).toMatch(/nodes at the peak +8 nodes/);
    const files = { 'quoin.yaml': topology(1), 'more.yaml': JSON.stringify({ components: { clerk: { count: 3 } } }) };
    expect((await quoin(['explain', 'clerk'], { files })).out).toMatch(/nodes at the peak +1 nodes/);
    expect((await quoin(['explain', 'quoin.yaml', 'more.yaml', 'clerk'], { files })).out).toMatch(
      /nodes at the peak +3 nodes/,
    );
    expect((await quoin(['explain', '-', 'ask'], { stdin: topology(2) })).out).toMatch(/^desk: class ask\n/);
  });

  it('says what is wrong with a name', async () => {
    const { status, out, err } = await explain(SHOP, 'appp');
    expect([status, out]).toEqual([2, '']);
    expect(err).toBe('quoin: no component or class "appp" (did you mean "app"?)\n');
    const none = await explain(SHOP, 'zzzzzz');
    expect(none.err).toContain('components: edge, lb, app, sessions, db, events, images; classes: browse, checkout');
    const files = {
      'quoin.yaml': JSON.stringify({
        workload: { desk: { enters: 'desk', rate: '10/s' } },
        components: { desk: { kind: 'custom', service: { mean: '10ms' } } },
      }),
    };
    const both = await quoin(['explain', 'desk'], { files });
    expect([both.status, both.err]).toEqual([
      2,
      'quoin: "desk" is the name of a component and of a class: write component:desk or class:desk\n',
    ]);
    expect((await quoin(['explain', 'class:desk'], { files })).out).toContain(': class desk\n');
    expect((await quoin(['explain', 'component:desk'], { files })).out).toContain(': component desk\n');
  });

  it('says that a name is missing', async () => {
    expect((await explain()).status).toBe(2);
    const { status, err } = await explain(SHOP);
    expect(status).toBe(2);
    expect(err).toBe(
      'quoin: what is to be explained? Name a component or a class after the files: quoin explain fixtures/shop/quoin.yaml app\n',
    );
  });

  it('shows the errors of the file', async () => {
    const { status, err } = await quoin(['explain', '-', 'app'], { stdin: 'components: { app: { kind: servce } }' });
    expect(status).toBe(2);
    expect(err).toContain('did you mean');
  });

  it('is loaded by nothing else', () => {
    const folder = new URL('src/', ROOT);
    const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
    const users = names.filter(
      (name) =>
        !name.startsWith('explain/') &&
        /^import(?! type).*explain\//m.test(readFileSync(new URL(name, folder), 'utf8')),
    );
    expect(users.toSorted()).toEqual(['commands/explain.ts', 'library/explain.ts', 'report/explanation.ts']);
  });
});
