/** A check as workflow commands of GitHub Actions: an annotation for each finding. */
import { printable } from '../diagnostics/render.ts';
import { brokenFindings, findingsOf, firstOf, type CheckCollector, type Finding } from './check.ts';

const COMMANDS: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
export function githubReport(): CheckCollector {
  const lines: string[] = [];
  return {
    add: (result, options) => void lines.push(...findingsOf(result, options).map((one) => command(one, one.place))),
    addBroken(errors, options) {
      const file = firstOf(options);
      const first = file === undefined ? undefined : { file, line: 1, column: 1 };
      lines.push(...brokenFindings(errors, options).map((one) => command(one, one.place ?? first)));
    },
    text: () => lines.join(''),
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function command({ severity, title, message }: Finding, place: Place | undefined): string {
  const properties = [
    ...(place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : []),
    `title=${property(`quoin: ${title}`)}`,
  ];
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(message)}\n`;
}

/** A command is one line; what would end it or open a property is written in per cent. */
const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
