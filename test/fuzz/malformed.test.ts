/** Malformed topologies give an error or an estimate: never a crash, a hang or a NaN. */
import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/estimate/estimate.ts';
import { toJson } from '../../src/estimate/published.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { readSources } from '../../src/topology/merge.ts';
import { decodeUtf8 } from '../../src/topology/read.ts';
import { FIXTURES, RATES, TODAY, readText } from '../support.ts';
import { generator } from './random.ts';

const SEED = 20_261_122;
const INPUTS = 10_000;

const WORDS = [
  'NaN',
  '.nan',
  '.inf',
  '-.inf',
  '1e400',
  '-1',
  '0',
  '1e-400',
  '9'.repeat(400),
  'null',
  '~',
  'true',
  '[]',
  '{}',
  '""',
  '"\\0"',
  '&a',
  '*a',
  '<<: *a',
  '!!js/function x',
  '__proto__: {a: 1}',
  'constructor: 1',
  '400',
  '400/s',
  '1e308/s',
  '3x',
  '-3x',
  '1e300 TB',
  '0 B',
  '100%',
  '200%',
  '-5%',
  '40h/week',
  '400h/day',
  '200..600/s',
  '600..200/s',
  '{low: 1/s, mid: 2/s, high: 3/s}',
  'us-east-1',
  '../../etc/passwd',
  'm5.large',
  'kind: service',
  'kind: lock',
  'calls: [{to: app, times: 1000000}]',
  'calls: [{to: lb}]',
  '\t',
  '- ',
  '? ',
  '|',
  '>',
  '#',
  ': ',
  '\u001B[31m',
  '\u202E',
  '\uFEFF',
  '💥',
  '{low: 1}',
  'count: 1e9',
  'count: 100000',
  'zones: 99',
  'hours: 1h/day',
  'profile: [1,2]',
];

function mutate(text: string, random: () => number): string {
  const at = (length: number) => Math.floor(random() * length);
  let out = text;
  for (let step = 1 + at(4); step > 0; step--) {
    const place = at(out.length + 1);
    const lines = out.split('\n');
    const line = at(lines.length);
    switch (at(8)) {
      case 0:
        out = out.slice(0, place) + WORDS[at(WORDS.length)] + out.slice(place);
        break;
      case 1:
        out = out.slice(0, place) + out.slice(place + 1 + at(20));
        break;
      case 2:
        lines.splice(line, 1);
        out = lines.join('\n');
        break;
      case 3:
        lines.splice(at(lines.length), 0, lines[line]!);
        out = lines.join('\n');
        break;
      case 4:
        // A value becomes something else.
        out = lines
          .map((each, index) =>
            index === line ? each.replace(/:\s*[^\s{[#,}]+/, () => `: ${WORDS[at(WORDS.length)]}`) : each,
          )
          .join('\n');
        break;
      case 5:
        out = out.slice(0, place) + String.fromCharCode(at(0x300)) + out.slice(place);
        break;
      case 6:
        out = lines
          .map((each, index) => (index === line ? `${' '.repeat(at(9))}${each.trimStart()}` : each))
          .join('\n');
        break;
      default: {
        const words = out.match(/[a-z_-]{3,}/g) ?? ['x'];
        out = out.replace(words[at(words.length)]!, words[at(words.length)]!);
      }
    }
  }
  return out;
}

/** Figures of an estimate that are none; names and reasons may quote what the file says. */
function notNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value === 'string')
    return FIGURE.test(path) && !/^-?\d+(\.\d+)?$/.test(value) ? [`${path} = ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => notNumbers(child, `${path}.${key}`));
}

const FIGURE =
  /\.(total|total_exact|amount|amount_exact|quantity|unit_price|up_front|unattributed|month|per_million_requests|limit|actual)$/;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

describe('malformed topologies', () => {
  it(`give an error or an estimate, ${INPUTS} times`, () => {
    const random = generator(SEED);
    const seeds = FIXTURES.map((name) => readText(`fixtures/${name}/quoin.yaml`));
    const outcomes = { refused: 0, estimated: 0 };
    for (let index = 0; index < INPUTS; index++) {
      const text = mutate(seeds[index % seeds.length]!, random);
      const { source, diagnostics } = decodeUtf8('fuzz.yaml', new TextEncoder().encode(text));
      if (!source) {
        expect(diagnostics.length).toBeGreaterThan(0);
        outcomes.refused++;
        continue;
      }
      const sources = readSources([source]);
      const result = estimate(sources, { rates: RATES, today: TODAY });
      const said = result.ok ? result.estimate.warnings : result.diagnostics;
      if (CONTROL.test(renderDiagnostics(said, sources.texts, { color: false })))
        throw new Error(`a control character is printed raw for ${JSON.stringify(text)}`);
      if (result.ok) {
        outcomes.estimated++;
        const wrong = notNumbers(JSON.parse(JSON.stringify(toJson(result.estimate))));
        if (wrong.length > 0) throw new Error(`${wrong.join(', ')} of ${JSON.stringify(text)}`);
      } else {
        outcomes.refused++;
        expect(said.some((one) => one.severity === 'error')).toBe(true);
      }
    }
    // Both happen, or the generator is worthless.
    expect(outcomes.refused).toBeGreaterThan(INPUTS / 10);
    expect(outcomes.estimated).toBeGreaterThan(INPUTS / 10);
  }, 300_000);
});
