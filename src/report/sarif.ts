/** A check as SARIF 2.1.0, which code scanning of GitHub, Azure DevOps and others reads: a result for each verdict that is not met. */
import { percentEncoded, printableJson } from '../diagnostics/render.ts';
import type { RuleName } from '../topology/check-rule.ts';
import { fingerprintsOf, firstOf, messageOf, placeIn, type CheckReporter } from './check.ts';

const RULES: Readonly<Record<RuleName, string>> = {
  cost: 'The month costs no more than its budget.',
  'component-cost': 'A component costs no more than its budget.',
  'tag-cost': 'What bears a tag costs no more than its budget.',
  'cost-per-million': 'A million requests of a class cost no more than their bound.',
  increase: 'A change costs no more than is allowed.',
  slo: 'A class meets its service level objectives.',
  unpriced: 'Every line of the bill has a price.',
  capacity: 'Everything carries the peak.',
  unknown: 'Latencies and capacities are known.',
  'price-age': 'No price is older than is allowed.',
};

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const sarifReport: CheckReporter = (result, { files }) => {
  const names = Object.keys(RULES) as RuleName[];
  const fingerprints = fingerprintsOf(result);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'quoin',
            rules: names.map((id) => ({
              id,
              shortDescription: { text: RULES[id] },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: result.verdicts.flatMap((verdict, index) => {
          if (verdict.status === 'met') return [];
          const place = placeIn(verdict, files);
          const file = place?.file ?? firstOf(files);
          return {
            ruleId: verdict.rule,
            ruleIndex: names.indexOf(verdict.rule),
            level: verdict.status === 'unknown' ? 'note' : verdict.level === 'error' ? 'error' : 'warning',
            message: { text: messageOf(verdict, result) },
            ...(file !== undefined && {
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: uriOf(file) },
                    region: place
                      ? {
                          startLine: place.line,
                          startColumn: place.column,
                          endLine: place.line,
                          endColumn: place.column + Math.max(1, place.length),
                        }
                      : { startLine: 1 },
                  },
                },
              ],
            }),
            partialFingerprints: { 'quoinVerdict/v1': fingerprints[index]! },
          };
        }),
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, null, 2))}\n`;
};

/** A path as a relative reference: slashes stay, everything that has a meaning in a URI is written in per cent. */
const uriOf = (path: string): string => path.split(/[\\/]/).map(percentEncoded).join('/');
