/** quoin man: the manual page, made from the program itself; the package carries it as man/quoin.1. */
import type { Command, Option } from 'commander';
import type { Io } from '../host/io.ts';
import { EXAMPLES } from './examples.ts';

export function manCommand(program: Command, io: Io): number {
  io.out(manPage(program));
  return 0;
}

/** Text that roff takes literally: backslashes, hyphens that are to be copied, and what begins a line. */
const literal = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('’', '\\(cq').replace(/^[.']/gm, '\\&$&');

/** The page in man macros. */
export function manPage(program: Command): string {
  const out = [
    '.TH QUOIN 1 "" "quoin" "User commands"',
    '.SH NAME',
    `quoin \\- ${literal('cost, capacity, latency and availability of a cloud architecture')}`,
  ];
  out.push('.SH SYNOPSIS', '.B quoin', '.RI [ options ]', '.I command', '.RI [ arguments ]');
  out.push('.SH DESCRIPTION', literal(program.description()));
  out.push('.SH OPTIONS', ...optionsOf(program));
  out.push('.SH COMMANDS');
  const visit = (command: Command, name: string): void => {
    const help = command.createHelp();
    const below = help.visibleCommands(command).filter((one) => one.name() !== 'help');
    for (const one of below) {
      const own = name === '' ? one.name() : `${name} ${one.name()}`;
      out.push(`.SS ${literal(`quoin ${own} ${one.usage()}`.trim())}`, literal(one.description()));
      for (const argument of one.registeredArguments)
        out.push('.TP', `.I ${literal(argument.name())}`, literal(argument.description || argument.name()));
      out.push(...optionsOf(one));
      visit(one, own);
    }
  };
  visit(program, '');
  out.push('.SH EXAMPLES');
  for (const lines of Object.values(EXAMPLES)) for (const line of lines) out.push('.PP', '.nf', literal(line), '.fi');
  out.push(
    '.SH EXIT STATUS',
    ...[
      ['0', 'all is well'],
      ['1', 'a check failed: a budget, an increase, a service level, a line without a price'],
      ['2', 'the input or the command line is wrong'],
      ['70', 'a fault of the program'],
    ].flatMap(([status, meaning]) => ['.TP', `.B ${status}`, literal(meaning!)]),
    '.SH ENVIRONMENT',
    ...[
      ['NO_COLOR', 'no colours, whatever its value'],
      ['FORCE_COLOR', 'colours even where nobody watches; 0 for none'],
      ['GITHUB_STEP_SUMMARY', 'file to which check \\-\\-format github adds its report as markdown'],
    ].flatMap(([name, meaning]) => ['.TP', `.B ${name}`, meaning!]),
  );
  return `${out.join('\n')}\n`;
}

function optionsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => ['.TP', `.B ${literal(option.flags)}`, literal(descriptionOf(option))]);
}

function descriptionOf({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices ? ` (one of ${argChoices.join(', ')})` : '';
  const isTold = defaultValue === undefined || defaultValue === false || Array.isArray(defaultValue);
  return `${description}${choices}${isTold ? '' : ` (default: ${String(defaultValue)})`}`;
}
