/** A check of many topologies for a terminal. */
import { headline, printable } from '../diagnostics/render.ts';
import type { Position } from '../diagnostics/diagnostic.ts';
import { loosenedText, messageOf } from './check.ts';
import { CheckSums, countsText, stateOf, type CheckTreeCollector, type TreeState } from './check-tree.ts';
import { shownAmount } from './diff.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';
import { changeText, costOfEstimate, costOfSide, costText } from './tree.ts';

export function checkTreeTable(paint: Paint): CheckTreeCollector {
  const table = newTable(['', 'file', 'topology', 'cost/month', 'change', 'checks'], [3, 4], { paint });
  const sums = new CheckSums();
  const lines: string[] = [];
  const tell = (word: string, position: Position | undefined, message: string) =>
    void lines.push(
      `${word}  ${position ? `${printable(position.file)}:${position.line}:${position.column}: ` : ''}${printable(message)}`,
    );
  return {
    add(result, { files, told }) {
      const { name, currency } = result.estimate.topology;
      const { cost, share } = result.comparison?.difference ?? {};
      sums.addResult(result);
      table.push([
        stateText(stateOf(result), paint),
        printable(files[0]!),
        printable(name),
        costText(costOfEstimate(result.estimate)),
        cost ? changeText(cost.change, share) : '',
        countsText(result),
      ]);
      for (const verdict of result.verdicts)
        if (verdict.status === 'failed' && told !== 'all' && !(told === 'failures' && verdict.level === 'error'))
          tell(
            stateText(verdict.level === 'error' ? 'failed' : 'warning', paint),
            verdict.position,
            messageOf(verdict, result),
          );
      if (told !== 'all')
        for (const one of result.loosened ?? [])
          tell(paint.yellow('looser'), one.position, loosenedText(one, currency));
    },
    addBroken(errors, { files, told }) {
      sums.broken++;
      table.push([stateText('errors', paint), printable(files[0]!), '', '', '', '']);
      if (told === undefined) lines.push(...errors.map((one) => `${stateText('errors', paint)}  ${headline(one)}`));
    },
    addRemoved(file, old) {
      sums.removed++;
      if (old) sums.add('old', costOfSide(old));
      table.push([
        stateText('removed', paint),
        printable(file),
        printable(old?.topology ?? ''),
        '',
        old ? `−${costText(costOfSide(old))}` : '',
        '',
      ]);
    },
    text() {
      for (const total of sums.totals())
        table.push(
          [
            '',
            'total',
            '',
            `${total.atLeast || sums.broken > 0 ? '≥ ' : ''}${shownAmount(total.new)} ${total.currency}`,
            total.old === 0n ? '' : changeText(total.change, total.share),
            '',
          ].map((cell) => paint.bold(cell)),
        );
      return `${[table.toString(), lines.join('\n'), sums.text()].filter(Boolean).join('\n\n')}\n`;
    },
  };
}

function stateText(state: TreeState, paint: Paint): string {
  if (state === 'ok') return paint.green('ok');
  return state === 'failed' || state === 'errors' ? paint.red(state) : paint.yellow(state);
}
