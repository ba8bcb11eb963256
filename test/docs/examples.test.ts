/** Every example of the documentation runs: commands print what stands below them, topologies estimate. */
import { readdirSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { ROOT, quoin, readText } from '../support.ts';

const PAGES = [
  'README.md',
  ...readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

function blocks(page: string): Block[] {
  const found: Block[] = [];
  let open: { language: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of readText(page).split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open) {
      found.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else open = { language: fence[1]!, lines: [], line: index + 1 };
  }
  return found;
}

/** Words of a command line, with quotes taken off. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);

const consoles = PAGES.flatMap((page) =>
  blocks(page)
    .filter((block) => block.language === 'console')
    .map((block) => [`${page}:${block.line}`, block.text] as const),
);
const topologies = PAGES.flatMap((page) =>
  blocks(page)
    .filter((block) => block.language === 'yaml')
    .map((block) => [`${page}:${block.line}`, block.text] as const),
);

describe('examples', () => {
  it.each(consoles)('%s prints what it says', async (_, text) => {
    const [command = '', ...output] = text.split('\n');
    expect(command).toMatch(/^\$ (node bin\/quoin\.js|npx quoin|quoin) /);
    const args = words(command.replace(/^\$ (node bin\/quoin\.js|npx quoin|quoin) /, ''));
    const { out, err } = await quoin(args);
    // What a page leaves out it marks with an ellipsis on a line of its own.
    const parts = output
      .join('\n')
      .split(/^…$/m)
      .map((part) => part.trim());
    const shown = `${out}${err}`;
    for (const part of parts) expect(shown).toContain(part);
    if (parts.length === 1) expect(out.trim() === parts[0] || err.trim() === parts[0]).toBe(true);
  });

  it.each(topologies)('%s is a topology, or a part of one, without errors', async (_, text) => {
    const value = load(text) as Record<string, unknown>;
    const topology = {
      provider: 'aws',
      region: 'us-east-1',
      ...('components' in value || 'workload' in value ? value : { components: value }),
    };
    const { status, err } = await quoin(['validate', '-'], { stdin: JSON.stringify(topology) });
    expect(err.split('\n').filter((line) => line !== '' && !line.includes('warning['))).toEqual([]);
    expect(status).toBe(0);
  });

  it('has some', () => {
    expect(consoles.length).toBeGreaterThan(2);
    expect(topologies.length).toBeGreaterThan(2);
  });
});
