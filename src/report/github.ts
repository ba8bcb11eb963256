/** A check as workflow commands of GitHub Actions: an annotation for each verdict that is not met. */
import { printable } from '../diagnostics/render.ts';
import { messageOf, placeIn, titleOf, type CheckReporter } from './check.ts';

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
export const githubReport: CheckReporter = (result, { files }) =>
  result.verdicts
    .filter(({ status }) => status !== 'met')
    .map((verdict) => {
      const command = verdict.status === 'unknown' ? 'notice' : verdict.level === 'error' ? 'error' : 'warning';
      const place = placeIn(verdict, files);
      const properties = [
        ...(place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : []),
        `title=${property(`quoin: ${titleOf(verdict)}`)}`,
      ];
      return `::${command} ${properties.join(',')}::${data(messageOf(verdict, result))}\n`;
    })
    .join('');

/** A command is one line; what would end it or open a property is written in per cent. */
const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
