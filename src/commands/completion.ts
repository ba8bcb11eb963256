/**
 * quoin completion bash|zsh|fish: a script that completes commands, options and their values, made from the program
 * itself.
 */
import type { Command, Option } from 'commander';
import { warningCodes } from '../diagnostics/warnings.ts';
import type { Io } from '../host/io.ts';
import type { SHELLS } from './choices.ts';

type Shell = (typeof SHELLS)[number];

/** A command as it is completed. */
interface Entry {
  /** Words after the program's name; none for the program itself. */
  readonly words: readonly string[];
  readonly description: string;
  readonly options: readonly Option[];
  /** Names of the commands below it. */
  readonly below: readonly { readonly name: string; readonly description: string }[];
  /** Values of its first argument. */
  readonly choices: readonly string[];
  readonly takesFiles: boolean;
}

export function completionCommand(program: Command, shell: Shell, io: Io): number {
  const entries = entriesOf(program);
  io.out({ bash, zsh, fish }[shell](entries));
  return 0;
}

function entriesOf(program: Command): Entry[] {
  const visit = (command: Command, words: readonly string[]): Entry[] => {
    const help = command.createHelp();
    // What the help leaves out is not completed either.
    const below = help.visibleCommands(command).filter((one) => one.name() !== 'help');
    const [first] = command.registeredArguments;
    return [
      {
        words,
        description: command.description(),
        options: [...help.visibleOptions(command), ...(words.length > 0 ? help.visibleOptions(program) : [])].filter(
          (one, index, all) => all.findIndex((other) => other.flags === one.flags) === index,
        ),
        below: below.map((one) => ({ name: one.name(), description: one.description() })),
        choices: first?.argChoices ?? [],
        takesFiles: first !== undefined && first.argChoices === undefined,
      },
      ...below.flatMap((one) => visit(one, [...words, one.name()])),
    ];
  };
  return visit(program, []);
}

/** Words that it takes, where they are known. */
const valuesOf = ({ long, argChoices }: Option): readonly string[] | undefined =>
  argChoices ?? (long === '--allow' ? warningCodes : undefined);

const flagsOf = ({ short, long }: Option): string[] => [long, short].filter((flag) => flag !== undefined);
/** Whether a value follows. */
const hasValue = ({ required, optional }: Option): boolean => required || optional;

/** Whether that value is a file. */
const takesPath = ({ flags }: Option): boolean => /<(path|file)/.test(flags);

// --- bash ----------------------------------------------------------------------------------------

function bash(entries: readonly Entry[]): string {
  const cases = entries.map(({ words, options, below, choices, takesFiles }) => {
    const values = options.filter(hasValue).map((option) => {
      const reply = valuesOf(option)
        ? `COMPREPLY=($(compgen -W '${valuesOf(option)!.join(' ')}' -- "$word")); `
        : takesPath(option)
          ? 'COMPREPLY=($(compgen -f -- "$word")); '
          : '';
      return `        ${flagsOf(option).join('|')}) ${reply}return ;;`;
    });
    const flags = options.flatMap(flagsOf).join(' ');
    const names = [...below.map(({ name }) => name), ...choices].join(' ');
    return [
      `    '${words.join(' ')}')`,
      ...(values.length > 0 ? ['      case $before in', ...values, '      esac'] : []),
      `      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '${flags}' -- "$word"))`,
      names !== ''
        ? `      else COMPREPLY=($(compgen -W '${names}' -- "$word"))`
        : takesFiles
          ? '      else COMPREPLY=($(compgen -f -- "$word"))'
          : '      else COMPREPLY=()',
      '      fi ;;',
    ].join('\n');
  });
  const groups = entries.filter(({ words, below }) => words.length > 0 && below.length > 0);
  return `# Completion of quoin for bash: source <(quoin completion bash)
_quoin() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' index one
  for ((index = 1; index < COMP_CWORD; index++)); do
    one=\${COMP_WORDS[index]}
    case "$command $one" in
${entries
  .filter(({ words }) => words.length > 0)
  .map(({ words }) => `      '${words.slice(0, -1).join(' ')} ${words.at(-1)}') command='${words.join(' ')}' ;;`)
  .join('\n')}
    esac
    case $command in
      ''${groups.map(({ words }) => `|'${words.join(' ')}'`).join('')}) ;;
      *) break ;;
    esac
  done
  COMPREPLY=()
  case $command in
${cases.join('\n')}
  esac
}
complete -o filenames -o bashdefault -F _quoin quoin
`;
}

// --- zsh -----------------------------------------------------------------------------------------

/** Text within single quotes and brackets of a zsh specification. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");

function zsh(entries: readonly Entry[]): string {
  const nameOf = (words: readonly string[]) => ['_quoin', ...words].join('_');
  const functions = entries.map(({ words, options, below, choices, takesFiles }) => {
    const specs = options.map((option) => {
      const flags = flagsOf(option);
      const many = flags.length > 1 ? `'(${flags.join(' ')})'{${flags.join(',')}}` : flags[0]!;
      const value = !hasValue(option)
        ? ''
        : `:value:${valuesOf(option) ? `(${valuesOf(option)!.join(' ')})` : takesPath(option) ? '_files' : ' '}`;
      return `    ${many}'[${zshText(option.description)}]${value}'`;
    });
    const rest =
      below.length > 0
        ? [
            `    '1:command:((${below.map(({ name, description }) => `${name}\\:"${zshText(description)}"`).join(' ')}))'`,
            `    '*::argument:->below'`,
          ]
        : choices.length > 0
          ? [`    '1:value:(${choices.join(' ')})'`]
          : takesFiles
            ? [`    '*:file:_files'`]
            : [];
    const lines = [`${nameOf(words)}() {`];
    if (below.length > 0) lines.push('  local state line');
    lines.push(`  _arguments -C \\`, [...specs, ...rest].join(' \\\n'));
    if (below.length > 0)
      lines.push(
        '  case $state in',
        '    below) case $line[1] in',
        ...below.map(({ name }) => `      ${name}) ${nameOf([...words, name])} ;;`),
        '    esac ;;',
        '  esac',
      );
    lines.push('}');
    return lines.join('\n');
  });
  return `#compdef quoin
# Completion of quoin for zsh: quoin completion zsh > "\${fpath[1]}/_quoin"
${functions.join('\n')}
compdef _quoin quoin
`;
}

// --- fish ----------------------------------------------------------------------------------------

const fishText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");

function fish(entries: readonly Entry[]): string {
  const lines = ['# Completion of quoin for fish: quoin completion fish > ~/.config/fish/completions/quoin.fish'];
  const complete = (condition: string, rest: string) => lines.push(`complete -c quoin -n '${condition}' ${rest}`);
  for (const { words, options, below, choices, takesFiles } of entries) {
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const none = below.map(({ name }) => name).join(' ');
    const here =
      words.length === 0
        ? '__fish_use_subcommand'
        : below.length > 0
          ? `${seen}; and not __fish_seen_subcommand_from ${none}`
          : seen;
    for (const { name, description } of below) complete(here, `-f -a '${name}' -d '${fishText(description)}'`);
    if (choices.length > 0) complete(here, `-f -a '${choices.join(' ')}'`);
    else if (!takesFiles && below.length === 0) complete(here, '-f');
    for (const option of options) {
      const flags = [
        option.short === undefined ? '' : `-s ${option.short.slice(1)} `,
        option.long === undefined ? '' : `-l ${option.long.slice(2)} `,
      ].join('');
      const value = !hasValue(option)
        ? ''
        : valuesOf(option)
          ? `-x -a '${valuesOf(option)!.join(' ')}' `
          : takesPath(option)
            ? '-r -F '
            : '-x ';
      complete(words.length === 0 ? here : seen, `${flags}${value}-d '${fishText(option.description)}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}
