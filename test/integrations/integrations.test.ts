/**
 * The ready integrations: their files parse, and their shell steps run as they stand there in a repository of their
 * own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GIT_ENVIRONMENT, ROOT, readText } from '../support.ts';

const root = fileURLToPath(ROOT);
const base = mkdtempSync(join(tmpdir(), 'quoin-integrations-'));
/** The repository whose topology changes, and the place it is fetched from. */
const origin = join(base, 'origin');
const folder = join(base, 'work');
const bin = join(base, 'bin');

const environment = {
  PATH: `${bin}:${process.env['PATH']}`,
  HOME: base,
  NO_COLOR: '1',
  ...GIT_ENVIRONMENT,
};

const TOPOLOGY = `name: shop
provider: aws
region: us-east-1
components:
  app: { kind: ec2, instance: m7g.large, count: 6 }
`;
const COUNT = TOPOLOGY.split('\n').findIndex((line) => line.includes('count')) + 1;

const git = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
};

/** A shell step as a runner runs it. */
const shell = (command: readonly string[], script: string, env: Readonly<Record<string, string>>) => {
  const { status, stdout, stderr } = spawnSync(command[0]!, [...command.slice(1), '-c', script], {
    cwd: folder,
    env: { ...environment, ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};

let baseSha = '';

beforeAll(() => {
  mkdirSync(origin);
  mkdirSync(bin);
  symlinkSync(join(root, 'bin/quoin.js'), join(bin, 'quoin'));
  git(origin, 'init', '--initial-branch=main', '--quiet');
  writeFileSync(join(origin, 'quoin.yaml'), TOPOLOGY);
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '-m', 'The shop');
  baseSha = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'checkout', '--quiet', '-b', 'change');
  writeFileSync(join(origin, 'quoin.yaml'), TOPOLOGY.replace('count: 6', 'count: 12'));
  git(origin, 'commit', '--quiet', '-am', 'Twice as many');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
});
afterAll(() => rmSync(base, { recursive: true }));

/** A clone as checkout actions make it: the change alone. */
function cloneShallow() {
  rmSync(folder, { recursive: true, force: true });
  git(base, 'clone', '--quiet', '--depth=1', '--branch=change', `file://${origin}`, folder);
  expect(spawnSync('git', ['cat-file', '-e', baseSha], { cwd: folder, env: environment }).status).not.toBe(0);
}

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

describe('the action for GitHub', () => {
  const action = load(readText('action.yml')) as Action;
  const { steps } = action.runs;
  const check = steps.find((step) => step.id === 'check')!;

  /** The step with its inputs, as the runner fills them in. */
  function run(inputs: Readonly<Record<string, string>>, sha = baseSha) {
    cloneShallow();
    const values: Record<string, string> = { 'github.action_path': root, 'github.event.pull_request.base.sha': sha };
    for (const [name, { default: value }] of Object.entries(action.inputs))
      values[`inputs.${name}`] = inputs[name] ?? value;
    const filled = Object.fromEntries(
      Object.entries(check.env!).map(([name, text]) => [
        name,
        text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path: string) => {
          expect(Object.keys(values)).toContain(path);
          return values[path]!;
        }),
      ]),
    );
    const output = join(base, 'output');
    writeFileSync(output, '');
    const ran = shell(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'], check.run!, {
      ...filled,
      GITHUB_OUTPUT: output,
      RUNNER_TEMP: base,
    });
    return {
      ...ran,
      outputs: Object.fromEntries(
        readFileSync(output, 'utf8')
          .trim()
          .split('\n')
          .map((line) => line.split('=')),
      ) as Record<string, string>,
    };
  }

  it('is whole: composite, every shell named, other actions by commit, inputs and outputs that there are', () => {
    expect(action.runs.using).toBe('composite');
    for (const step of steps) {
      if (step.run !== undefined) expect(step.shell).toBe('bash');
      else expect(step.uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
      // What somebody else writes never becomes part of a script.
      expect(step.run ?? '').not.toContain('${{');
      expect(step.with?.['script'] ?? '').not.toContain('${{');
    }
    const used = [...readText('action.yml').matchAll(/inputs\.([\w-]+)/g)].map((match) => match[1]!);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    // The Node.js of the job stays what it is.
    expect(readText('action.yml')).not.toMatch(/setup-node@|GITHUB_PATH/);
    for (const { value } of Object.values(action.outputs))
      expect(value).toMatch(/steps\.check\.outputs\.(status|markdown)/);
  });

  it('annotates the line of a pull request that costs too much, and fetches the base for that', () => {
    const { status, out, outputs } = run({ 'max-increase': '10%' });
    expect([status, outputs['status']]).toEqual([0, '1']);
    expect(out).toMatch(new RegExp(`^::error file=quoin\\.yaml,line=${COUNT},`, 'm'));
    const markdown = readFileSync(outputs['markdown']!, 'utf8');
    expect(markdown.split('\n')[0]).toBe('<!-- quoin-check: quoin.yaml -->');
  });

  it('passes what is within its bounds', () => {
    const { outputs } = run({ 'max-increase': '150%', budget: '100000' });
    expect(outputs['status']).toBe('0');
  });

  it('judges without a baseline where there is no pull request', () => {
    const { outputs, out } = run({ 'max-increase': '10%', budget: '1' }, '');
    expect(outputs['status']).toBe('1');
    expect(out).toContain('the month costs');
  });

  it('takes several files, a value to set and names with spaces, and writes what it is asked to', () => {
    cloneShallow();
    const { outputs } = run({
      files: 'quoin.yaml\n',
      set: 'components.app.count=1\nname=a b',
      format: 'sarif',
      out: 'q.sarif',
    });
    expect(outputs['status']).toBe('0');
    expect((JSON.parse(readFileSync(join(folder, 'q.sarif'), 'utf8')) as { version: string }).version).toBe('2.1.0');
    expect(readFileSync(outputs['markdown']!, 'utf8')).toContain('a b');
  });

  it('says that the input is wrong, in the comment too', () => {
    const { outputs, out } = run({ files: 'nosuch.yaml' });
    expect(outputs['status']).toBe('2');
    expect(out).toContain('nosuch.yaml');
    const markdown = readFileSync(outputs['markdown']!, 'utf8');
    expect(markdown).toMatch(/^<!-- quoin-check: nosuch\.yaml -->\n## nosuch\.yaml cannot be checked\n/);
    expect(run({ budget: 'much' }).outputs['markdown']).toBeDefined();
  });

  it('prints each failure once, whatever the log shows', () => {
    for (const format of ['github', 'table', 'markdown'])
      for (const out of ['', 'report.txt']) {
        const ran = run({ 'max-increase': '10%', format, ...(out !== '' && { out }) });
        const times = `${ran.out}${ran.err}`.split('more than').length - 1;
        expect([format, out, times, ran.outputs['status']]).toEqual([
          format,
          out,
          format === 'github' && out !== '' ? 0 : 1,
          '1',
        ]);
      }
  });

  it('compares with the commit at which the change left its base, however shallow the clone is', () => {
    // The base has gone on, to a fleet of its own: that is not of this change.
    git(origin, 'checkout', '--quiet', 'main');
    writeFileSync(join(origin, 'quoin.yaml'), TOPOLOGY.replace('count: 6', 'count: 11'));
    git(origin, 'commit', '--quiet', '-am', 'Others');
    const ahead = git(origin, 'rev-parse', 'HEAD');
    git(origin, 'checkout', '--quiet', 'change');
    for (let index = 0; index < 40; index++) git(origin, 'commit', '--quiet', '--allow-empty', '-m', `Step ${index}`);
    const { outputs, out } = run({ 'max-increase': '50%' }, ahead);
    git(origin, 'reset', '--quiet', '--hard', 'HEAD~40');
    git(origin, 'branch', '--quiet', '--force', 'main', baseSha);
    expect(outputs['status']).toBe('1');
    // Six nodes more, not one.
    expect(out).toContain(`(100 %25) more than quoin.yaml at ${baseSha}`);
  });

  it('says what is wrong where there is no such base', () => {
    const { outputs, out } = run({ 'max-increase': '10%' }, '1'.repeat(40));
    expect(outputs['status']).toBe('2');
    expect(out).toContain('git fetch');
  });

  it('works in a folder of the repository, and names findings from its root', () => {
    git(origin, 'checkout', '--quiet', '-b', 'deep');
    mkdirSync(join(origin, 'infra/shop'), { recursive: true });
    writeFileSync(join(origin, 'infra/shop/quoin.yaml'), `${TOPOLOGY}budget: { monthly: 1 USD }\n`);
    git(origin, 'add', '.');
    git(origin, 'commit', '--quiet', '-m', 'Deep');
    git(origin, 'branch', '--quiet', '--force', 'change');
    git(origin, 'checkout', '--quiet', 'change');
    const { outputs, out } = run({ 'working-directory': 'infra/shop' });
    const tree = run({ 'working-directory': 'infra', files: '.', recursive: 'true' });
    git(origin, 'reset', '--quiet', '--hard', 'HEAD~1');
    expect(outputs['status']).toBe('1');
    expect(out).toMatch(/^::error file=infra\/shop\/quoin\.yaml,line=6,/m);
    expect(readFileSync(outputs['markdown']!, 'utf8')).toContain('infra');
    expect(tree.out).toMatch(/^::error file=infra\/shop\/quoin\.yaml,line=6,/m);
    expect(tree.outputs['status']).toBe('1');
  });

  it('finds a Node.js that will do, and installs none', () => {
    const old = join(base, 'old');
    const tools = join(base, 'tools/node/22.0.0/x64/bin');
    for (const path of [old, tools]) mkdirSync(path, { recursive: true });
    writeFileSync(join(old, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    symlinkSync(process.execPath, join(tools, 'node'));
    const find = (env: Record<string, string>) =>
      spawnSync('/bin/sh', [join(root, 'integrations/node.sh')], { env, encoding: 'utf8' });
    expect(find({ PATH: `${old}:/usr/bin:/bin`, RUNNER_TOOL_CACHE: join(base, 'tools') }).stdout.trim()).toBe(
      join(tools, 'node'),
    );
    expect(find({ PATH: `${tools}:${old}:/usr/bin:/bin` }).stdout.trim()).toBe(join(tools, 'node'));
    const none = find({ PATH: `${old}:/nonexistent` });
    expect([none.status, none.stderr.includes('Node.js 20.15 or later')]).toEqual([1, true]);
  });

  it('names its build by what it is built from', () => {
    const { run: script } = steps.find((step) => step.id === 'build')!;
    cloneShallow();
    const output = join(base, 'build-output');
    const name = () => {
      writeFileSync(output, '');
      const ran = shell(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'], script!, {
        ACTION: root,
        GITHUB_OUTPUT: output,
      });
      expect([ran.status, ran.err]).toEqual([0, '']);
      return readFileSync(output, 'utf8');
    };
    expect(name()).toMatch(/^sources=[0-9a-f]{40}\n$/);
    expect(name()).toBe(name());
  });

  it('runs nothing that a name or a bound holds', () => {
    const { outputs } = run({
      files: '$(touch hacked); quoin.yaml',
      budget: '1; touch hacked',
      set: 'name=`touch hacked`',
    });
    expect(outputs['status']).toBe('2');
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });

  it('shows names that are commands of the runner, and lets none of them be obeyed', () => {
    cloneShallow();
    for (const format of ['github', 'table']) {
      const { out, outputs } = run({ set: 'name=::set-output name=status::0', budget: '1', format });
      const lines = out.split('\n');
      const [stop] = lines.filter((line) => line.startsWith('::stop-commands::'));
      const token = stop!.slice('::stop-commands::'.length);
      expect(token.length).toBeGreaterThan(30);
      const end = lines.indexOf(`::${token}::`);
      const obeyed = [...lines.slice(0, lines.indexOf(stop!)), ...lines.slice(end + 1)];
      expect(obeyed.filter((line) => line.includes('set-output') && !line.startsWith('::error '))).toEqual([]);
      expect(lines.slice(0, end).join('\n')).toContain('set-output');
      expect(outputs['status']).toBe('1');
    }
  });

  it('ends as the checks did', () => {
    const verdict = steps.at(-1)!;
    for (const status of [0, 1, 2])
      expect(shell(['bash', '-e'], verdict.run!, { STATUS: String(status) }).status).toBe(status);
  });

  describe('comments', () => {
    const { script } = steps.find((step) => step.uses?.startsWith('actions/github-script@'))!.with!;
    const Script = Object.getPrototypeOf(async function () {}).constructor as new (
      ...args: string[]
    ) => (...args: unknown[]) => Promise<void>;

    interface Comment {
      readonly id: number;
      readonly body: string;
      readonly user?: { readonly login: string };
      readonly refuses?: number;
    }
    const bot = { login: 'github-actions[bot]' };

    async function comment(body: string, before: readonly Comment[], viewer?: string) {
      const done: { what: string; id?: number; body: string }[] = [];
      const path = join(base, 'comment.md');
      writeFileSync(path, body);
      const issues = {
        listComments: () => {},
        updateComment: async ({ comment_id: id, body: text }: { comment_id: number; body: string }) => {
          const status = before.find((one) => one.id === id)?.refuses;
          if (status !== undefined) throw Object.assign(new Error('refused'), { status });
          done.push({ what: 'update', id, body: text });
        },
        createComment: async ({ issue_number: id, body: text }: { issue_number: number; body: string }) =>
          void done.push({ what: 'create', id, body: text }),
      };
      const github = {
        rest: { issues },
        graphql: async () => {
          if (viewer === undefined) throw new Error('Resource not accessible by integration');
          return { viewer: { login: viewer } };
        },
        paginate: async (what: unknown, at: { issue_number: number }) => {
          expect([what, at.issue_number]).toEqual([issues.listComments, 7]);
          return before;
        },
      };
      const context = { repo: { owner: 'o', repo: 'r' }, issue: { number: 7 } };
      process.env['MARKDOWN'] = path;
      await new Script('github', 'context', 'require', script!)(github, context, (name: string) => {
        expect(name).toBe('node:fs');
        return { readFileSync };
      });
      delete process.env['MARKDOWN'];
      return done;
    }
    const text = '<!-- quoin-check: shop -->\n## shop\n';

    it('come once', async () => {
      expect(await comment(text, [{ id: 1, body: 'Looks good', user: bot }])).toEqual([
        { what: 'create', id: 7, body: text },
      ]);
    });

    it('are written over by the next run, each of its own files', async () => {
      const before = [
        { id: 1, body: '<!-- quoin-check: shop2 -->\nother', user: bot },
        { id: 2, body: '<!-- quoin-check: shop -->\r\nold', user: bot },
      ];
      expect(await comment(text, before)).toEqual([{ what: 'update', id: 2, body: text }]);
    });

    it('leave everybody else’s alone, with our marker copied into them', async () => {
      const before = [
        { id: 1, body: text, user: { login: 'somebody' } },
        { id: 2, body: text, user: { login: 'other-app[bot]' } },
        { id: 3, body: text },
      ];
      expect(await comment(text, before)).toEqual([{ what: 'create', id: 7, body: text }]);
      expect(await comment(text, before, 'other-app[bot]')).toEqual([{ what: 'update', id: 2, body: text }]);
      await expect(comment(text, [{ id: 1, body: text, user: bot, refuses: 500 }])).rejects.toThrow('refused');
    });

    it('are cut at a line where they are longer than GitHub takes', async () => {
      const long = `${text}${'| a row of a table |\n'.repeat(5000)}`;
      const { body } = (await comment(long, []))[0]!;
      expect(body.length).toBeLessThanOrEqual(65_536);
      expect(body).toMatch(/\| a row of a table \|\n\n\(cut off: [^\n]+\)\n$/);
    });
  });
});

describe('the template for GitLab', () => {
  interface Template {
    readonly variables: Readonly<Record<string, string>>;
    readonly quoin: {
      readonly script: readonly string[];
      readonly artifacts: { readonly when: string; readonly reports: Readonly<Record<string, string>> };
    };
  }
  const { variables, quoin: job } = load(readText('integrations/gitlab-ci.yml')) as Template;

  /** The shell of the image is that of Alpine. */
  const run = (more: Readonly<Record<string, string>>) => {
    cloneShallow();
    return shell(['sh', '-e'], job.script.join('\n'), { ...variables, ...more });
  };

  it('leaves both reports, whether the checks pass or fail', () => {
    const failed = run({ CI_MERGE_REQUEST_DIFF_BASE_SHA: baseSha, QUOIN_MAX_INCREASE: '10%' });
    expect(failed.status).toBe(1);
    expect(failed.out).toContain('increase');
    expect(job.artifacts.when).toBe('always');
    const entries = JSON.parse(readFileSync(join(folder, job.artifacts.reports['codequality']!), 'utf8')) as {
      location: { path: string; lines: { begin: number } };
    }[];
    expect(entries.map((one) => one.location)).toEqual([{ path: 'quoin.yaml', lines: { begin: COUNT } }]);
    expect(readFileSync(join(folder, job.artifacts.reports['junit']!), 'utf8')).toContain('failures="1"');

    const passed = run({ CI_MERGE_REQUEST_DIFF_BASE_SHA: baseSha, QUOIN_MAX_INCREASE: '150%' });
    expect(passed.status).toBe(0);
    expect(readFileSync(join(folder, job.artifacts.reports['codequality']!), 'utf8')).toBe('[]\n');
  });

  it('judges a branch by the bounds of the files and its budget', () => {
    expect(run({}).status).toBe(0);
    expect(run({ QUOIN_BUDGET: '1' }).status).toBe(1);
  });

  it('prints each failure once, and hides none', () => {
    const { out, err } = run({ CI_MERGE_REQUEST_DIFF_BASE_SHA: baseSha, QUOIN_MAX_INCREASE: '10%' });
    expect(`${out}${err}`.split('more than').length - 1).toBe(1);
    expect(job.script.join('\n')).not.toMatch(/\|\| true|status=/);
    // A report that cannot be written fails the job.
    cloneShallow();
    mkdirSync(join(folder, 'quoin-junit.xml'));
    const { status } = shell(['sh', '-e'], job.script.join('\n'), { ...variables });
    expect(status).toBe(2);
    expect(run({ CI_MERGE_REQUEST_DIFF_BASE_SHA: '1'.repeat(40) }).status).not.toBe(0);
  });

  it('checks a tree', () => {
    expect(run({ QUOIN_RECURSIVE: 'true', QUOIN_FILES: '.', QUOIN_BUDGET: '1' }).status).toBe(1);
    expect(readFileSync(join(folder, 'quoin-junit.xml'), 'utf8')).toContain('(quoin.yaml)');
  });

  it('ends with 2 and without reports where the input is wrong', () => {
    const { status } = run({ QUOIN_FILES: 'nosuch.yaml' });
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'quoin-junit.xml'))).toBe(false);
  });
});

describe('the hooks for pre-commit', () => {
  interface Hook {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
    readonly args: readonly string[];
    readonly files: string;
    readonly pass_filenames: boolean;
  }
  const hooks = load(readText('.pre-commit-hooks.yaml')) as readonly Hook[];
  const commit = (id: string) => {
    const { entry, args } = hooks.find((one) => one.id === id)!;
    const [script, ...words] = entry.split(' ');
    return spawnSync(join(root, script!), [...words, ...args], { cwd: folder, env: environment, encoding: 'utf8' });
  };

  it('are the two that the documentation names, and merge no files of a commit', () => {
    expect(hooks.map(({ id, language, pass_filenames: passes }) => [id, language, passes])).toEqual([
      ['quoin-validate', 'script', false],
      ['quoin-check', 'script', false],
    ]);
    for (const { files } of hooks) expect('infra/quoin.yaml').toMatch(new RegExp(files));
  });

  it('pass what is right, and stop what is wrong or too dear', () => {
    cloneShallow();
    expect(commit('quoin-validate').status).toBe(0);
    expect(commit('quoin-check').status).toBe(0);
    writeFileSync(join(folder, 'quoin.yaml'), `${TOPOLOGY}budget: { monthly: 1 USD }\n`);
    expect(commit('quoin-validate').status).toBe(0);
    expect(commit('quoin-check').status).toBe(1);
    writeFileSync(join(folder, 'quoin.yaml'), 'components: []\n');
    expect(commit('quoin-validate').status).toBe(2);
  });
});

describe('the image', () => {
  const lines = readText('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('copies what there is and is not ignored, runs as nobody in particular, and is quoin', () => {
    const ignored = readText('.dockerignore').split('\n');
    expect(ignored[0]).toBe('*');
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(ignored).toContain(`!${path.split('/')[0]}`);
    }
    // Every folder that the program reads its own data from.
    for (const data of ['pricing', 'assumptions', 'templates']) expect(copied).toContain(data);
    expect(lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1])).toEqual([
      'node:20-alpine',
      'node:20-alpine',
    ]);
    expect(lines).toContain('USER node');
    expect(lines.at(-1)).toBe('ENTRYPOINT ["quoin"]');
  });
});
