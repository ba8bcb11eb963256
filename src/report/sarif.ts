/** A check as SARIF 2.1.0, which code scanning of GitHub, Azure DevOps and others reads: a result for each finding. */
import { percentEncoded, printableJson } from '../diagnostics/render.ts';
import {
  brokenFindings,
  findingsOf,
  firstOf,
  type CheckCollector,
  type CheckReportOptions,
  type Finding,
} from './check.ts';

const RULES: Readonly<Record<Finding['rule'], string>> = {
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
  loosened: 'A change leaves the bounds that it is judged by.',
  input: 'A topology can be read.',
};

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifReport(): CheckCollector {
  const results: object[] = [];
  return {
    add: (result, options) => void results.push(...findingsOf(result, options).map((one) => resultOf(one, options))),
    addBroken: (errors, options) =>
      void results.push(...brokenFindings(errors, options).map((one) => resultOf(one, options))),
    text: () => `${printableJson(JSON.stringify(logOf(results), null, 2))}\n`,
  };
}

const NAMES = Object.keys(RULES) as Finding['rule'][];

const logOf = (results: readonly object[]) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'quoin',
          rules: NAMES.map((id) => ({
            id,
            shortDescription: { text: RULES[id] },
            defaultConfiguration: { level: id === 'loosened' ? 'warning' : 'error' },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results,
    },
  ],
});

function resultOf({ rule, severity, message, place, fingerprint }: Finding, options: CheckReportOptions) {
  const file = place?.file ?? firstOf(options);
  return {
    ruleId: rule,
    ruleIndex: NAMES.indexOf(rule),
    level: severity,
    message: { text: message },
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
    partialFingerprints: { 'quoinVerdict/v1': fingerprint },
  };
}

/** A path as a relative reference: slashes stay, everything that has a meaning in a URI is written in per cent. */
const uriOf = (path: string): string => path.split(/[\\/]/).map(percentEncoded).join('/');
