/** docs/warnings.md names every warning, with a text that the program has printed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { warningCodes } from '../../src/diagnostics/warnings.ts';
import { REACHED } from '../diagnostics/reached.ts';
import { ROOT, estimateOf, quoin } from '../support.ts';

/** Codes that need more than a file to show. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'round-trip-unknown':
    'no round trip between eu-west-1 and mars-1 is published: it is left out of every latency (give network: { regions: { eu-west-1: { mars-1: 60ms } } })',
  'unscaled-demand':
    'a vCPU of m7g.large is 1.46 × as fast as one of m5.large (CoreMark), and its CPU time is taken alike on both without demand.on (write demand: { on: m5.large } where it was measured there)',
};

const HEAD = `# Warnings

A warning says what was assumed, left out or not found: \`warning[CODE]: what (what to do about it)\`, on standard error, and in JSON under
\`warnings\` with its \`code\`, \`path\`, \`message\` and \`fix\`. It changes no exit status; what \`quoin check\` judges are the rules of
[docs/ci.md](ci.md).

What you know and do not want to read again is allowed by its code, for one run or in the file:

\`\`\`sh
quoin estimate --allow stale-prices,unverified-price
\`\`\`

\`\`\`yaml
components:
  files: { kind: object-store, storage: 1 TB }
checks:
  allow: [stale-prices, unverified-price]
  rules:
    - { rule: price-age, at_most: 365d }
\`\`\`

\`checks\` may be a list of rules alone, too. \`--allow\` is for \`validate\`, \`estimate\`, \`check\`, \`compare\`, \`diff\`, \`drill\`, \`simulate\` and
\`explain\`, with or without \`--recursive\`; \`--allow-unpriced\` and \`--allow-unknown\` of \`check\` are about its rules and no warnings. A code
that no warning has is an error, and so is that of an error: errors are not allowed away.

| code | as in |
|---|---|
`;

async function exampleOf(code: string): Promise<string> {
  if (ELSEWHERE[code]) return ELSEWHERE[code];
  const topology = REACHED[code as keyof typeof REACHED];
  if (topology) {
    const { message, fix } = estimateOf(topology).warnings.find((one) => one.code === code)!;
    return fix === undefined ? message : `${message} (${fix})`;
  }
  const { out } = await quoin(['validate', `fixtures/errors/${code}.yaml`, '--format', 'json']);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; message: string; fix?: string }[] };
  const { message, fix } = diagnostics.find((one) => one.code === code)!;
  return fix === undefined ? message : `${message} (${fix})`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');

describe('docs/warnings.md', () => {
  it('has every code with a text of the program', async () => {
    const rows = await Promise.all(
      warningCodes.map(async (code) => `| \`${code}\` | ${cell(await exampleOf(code))} |`),
    );
    await expect(`${HEAD}${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/warnings.md');
  });

  it('is named where a reader would look', () => {
    expect(readFileSync(new URL('README.md', ROOT), 'utf8')).toContain('docs/warnings.md');
    expect(readFileSync(new URL('docs/topology.md', ROOT), 'utf8')).toContain('warnings.md');
  });
});
