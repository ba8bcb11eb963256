/** quoin completion and quoin man: every command and option, and scripts that the shells themselves take. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../src/commands/examples.ts';
import { ROOT, quoin, readText } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'quoin-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

const script = async (shell: string) => {
  const { status, out } = await quoin(['completion', shell]);
  expect(status).toBe(0);
  const path = join(folder, `_quoin.${shell}`);
  writeFileSync(path, out);
  return path;
};

/** What bash offers for the last of some words. */
async function offered(...words: string[]): Promise<string[]> {
  const path = await script('bash');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `source '${path}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _quoin; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion for bash', () => {
  it.each([
    [['quoin', 'est'], ['estimate']],
    [['quoin', '--quiet', 'val'], ['validate']],
    [
      ['quoin', 'prices', ''],
      ['list', 'show', 'search', 'update', 'diff', 'coverage'],
    ],
    [['quoin', 'estimate', '--format', 'm'], ['markdown']],
    [['quoin', 'check', 'quoin.yaml', '-f', 's'], ['sarif']],
    [['quoin', 'check', '--allow-unp'], ['--allow-unpriced']],
    [
      ['quoin', 'prices', 'search', '--sort', ''],
      ['price', 'coremark'],
    ],
    [['quoin', 'completion', 'z'], ['zsh']],
    [['quoin', 'init', '--template', 'peer'], ['peer-to-peer']],
    [['quoin', 'check', '--budget', ''], []],
    [['quoin', 'nosuch', ''], []],
  ])('%j offers %j', async (words, expected) => {
    const found = await offered(...words);
    // A word that is no command leaves the commands on offer.
    if (words[1] === 'nosuch') expect(found).toContain('estimate');
    else expect(found).toEqual(expected);
  });

  it('offers files where files are taken', async () => {
    writeFileSync(join(folder, 'shop.yaml'), '');
    expect(await offered('quoin', 'estimate', 'sho')).toEqual(['shop.yaml']);
    expect(await offered('quoin', 'check', '--baseline', 'sho')).toEqual(['shop.yaml']);
  });
});

describe('completion', () => {
  it('is a script that zsh reads', async () => {
    const path = await script('zsh');
    const text = readFileSync(path, 'utf8');
    // Quotes come in pairs, and every function that is called is there.
    for (const line of text.split('\n').filter((one) => !one.startsWith('#')))
      expect([line, line.replaceAll(String.raw`'\''`, '').split("'").length % 2]).toEqual([line, 1]);
    const defined = new Set([...text.matchAll(/^(_quoin\w*)\(\) \{$/gm)].map(([, name]) => name));
    const called = [...text.matchAll(/\) (_quoin\w*) ;;$/gm)].map(([, name]) => name);
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !defined.has(name))).toEqual([]);
    if (!has('zsh')) return;
    const { status, stderr } = spawnSync('zsh', ['-f', '-n', path], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('is a script that fish reads, and offers commands and values by', async () => {
    const path = await script('fish');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(100);
    // An option of complete, with a word or a quoted value behind it or none.
    const part = String.raw`-{1,2}\w+(?: (?:'(?:[^'\\]|\\.)*'|[\w-]+))?`;
    const whole = new RegExp(`^complete -c quoin -n '[^']*'(?: ${part})+ ?$`);
    for (const line of lines) expect(line).toMatch(whole);
    if (!has('fish')) return;
    const offers = (line: string) =>
      spawnSync('fish', ['--no-config', '-c', `source '${path}'; complete -C '${line}'`], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((one) => one.split('\t')[0]!)
        .filter((word) => word !== '');
    expect(offers('quoin est')).toEqual(['estimate']);
    expect(offers('quoin check -f sa')).toContain('sarif');
    expect(offers('quoin prices se')).toEqual(['search']);
  });

  it.each(['bash', 'zsh', 'fish'])('for %s names every command', async (shell) => {
    const { out } = await quoin(['completion', shell]);
    for (const name of Object.keys(EXAMPLES).filter((one) => one !== 'quoin'))
      for (const word of name.split(' ')) expect(out).toContain(word);
  });

  it('refuses other shells', async () => {
    const { status, err } = await quoin(['completion', 'tcsh']);
    expect(status).toBe(2);
    expect(err).toContain('bash, zsh, fish');
  });
});

describe('the manual page', () => {
  it('is the one that the package carries', async () => {
    const { status, out } = await quoin(['man']);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot('../../man/quoin.1');
  });

  it('is sound roff', () => {
    const page = readText('man/quoin.1');
    // Every request is one of the macros of man pages, and no hyphen is left that a reader could not copy.
    const requests = page.split('\n').flatMap((line) => /^[.'](\S+)/.exec(line)?.[1] ?? []);
    expect(new Set(requests)).toEqual(new Set(['TH', 'SH', 'SS', 'TP', 'PP', 'B', 'I', 'RI', 'nf', 'fi']));
    expect(page.split('\n').filter((line) => !line.startsWith('.TH') && /(?<!\\)-/.test(line))).toEqual([]);
    if (!has('groff')) return;
    const { stderr, stdout, status } = spawnSync('groff', ['-man', '-Tascii', '-ww', 'man/quoin.1'], {
      encoding: 'utf8',
      cwd: fileURLToPath(ROOT),
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('a fault of the program');
  });
});

describe('help', () => {
  it.each(Object.entries(EXAMPLES))('of %s begins with its examples', async (name, lines) => {
    const words = name === 'quoin' ? [] : name.split(' ');
    const { status, out } = await quoin([...words, '--help']);
    expect(status).toBe(0);
    expect(out.startsWith('Examples:\n')).toBe(true);
    for (const line of lines) {
      expect(out).toContain(`  ${line}\n`);
      // Every option of an example is one of the command it names.
      const [, ...rest] = line
        .replace(/^source <\(|[()]|>.*$/g, '')
        .trim()
        .split(' ');
      const own = rest[0] === 'prices' ? rest.slice(0, 2) : rest.slice(0, 1);
      const help = (await quoin([...own, '--help'])).out;
      for (const option of line.match(/ --[a-z-]+/g) ?? []) expect(help).toContain(option.trim());
    }
  });

  it('has examples for every command', async () => {
    const { out } = await quoin(['--help']);
    const commands = out
      .slice(out.indexOf('Commands:'))
      .split('\n')
      .flatMap((line) => /^ {2}([a-z]+)/.exec(line)?.[1] ?? [])
      .filter((name) => !['help', 'man'].includes(name));
    for (const name of commands)
      expect(Object.keys(EXAMPLES).some((one) => one === name || one.startsWith(`${name} `))).toBe(true);
  });
});
