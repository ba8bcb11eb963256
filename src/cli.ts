/** The program: names, options and help of the commands. Each command is loaded when it runs. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { printable } from './diagnostics/render.ts';
import {
  BATCH_FORMATS,
  CHECK_FORMATS,
  FORMATS,
  REPORT_FORMATS,
  SCHEMAS,
  SHELLS,
  TEMPLATES,
} from './commands/choices.ts';
import { EXAMPLES } from './commands/examples.ts';
import { guarded } from './host/inputs.ts';
import { UsageError } from './diagnostics/usage-error.ts';
import type { Io } from './host/io.ts';

/** Options that may stand before the command. */
const GLOBAL_OPTIONS = new Set(['-q', '--quiet', '--no-color']);
/** Commands about all commands. */
const LISTING = new Set(['completion', 'man']);

const collect = (value: string, before: readonly string[]) => [...before, value];

export interface RunOptions {
  readonly version: string;
  /** Makes the outside world once colour and verbosity are known. */
  makeIo(settings: { color: boolean | undefined; quiet: boolean }): Io | Promise<Io>;
  out(text: string): void;
  err(text: string): void;
}

/**
 * Runs the command line and gives the exit status: 0 well, 1 a check failed, 2 wrong input, 70 a fault of quoin's own.
 */
export async function run(argv: readonly string[], { version, makeIo, out, err }: RunOptions): Promise<number> {
  let status = 0;
  const program = new Command('quoin');
  const io = async ({ allow }: { readonly allow?: readonly string[] } = {}): Promise<Io> => {
    const { color, quiet, prices, overrides } = program.opts<{
      color?: boolean;
      quiet?: boolean;
      prices?: string;
      overrides?: string;
    }>();
    const made = await makeIo({ color: color === false ? false : undefined, quiet: quiet ?? false });
    const named = prices === undefined && overrides === undefined ? made : { ...made, prices, overrides };
    return guarded(allow?.length ? { ...named, allow: await allowedOf(allow) } : named);
  };
  const allowedOf = async (lists: readonly string[]) => {
    const read = (await import('./diagnostics/allowed.ts')).readAllowed(lists);
    if (!read.ok) throw new UsageError(`--allow: ${read.problem}`);
    return read.codes;
  };
  program
    .description(
      'What will it cost, will it hold, will it stay up? One YAML topology in; the monthly bill, the throughput, the latency and the availability out, on AWS, Azure or Google Cloud.',
    )
    .version(version, '-V, --version')
    .option('--no-color', 'no colours')
    .option('-q, --quiet', 'only results and errors')
    .option(
      '--overrides <file>',
      'a YAML file with your own prices and discounts under `prices`, merged after the topology',
    )
    .option('--prices <folder>', 'a folder of rate tables that count before all others (default: QUOIN_PRICES)')
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(text.split('\n').map(printable).join('\n')),
    })
    .exitOverride()
    .showHelpAfterError('(quoin --help shows all commands)');

  const files = () =>
    new Argument('[files...]', 'topology files, merged left to right; - is standard input (default: quoin.yaml)');
  const formatOption = (formats: readonly string[], fallback = 'table') =>
    new Option('-f, --format <format>', `output format (default: by the ending of --out, else ${fallback})`).choices(
      formats,
    );
  const set = () =>
    new Option('--set <path=value>', 'change a value without editing, such as components.app.count=8')
      .argParser(collect)
      .default([], 'none');

  const allow = () =>
    new Option('--allow <codes>', 'warnings that are not printed, by their codes, with commas between')
      .argParser(collect)
      .default([], 'none');

  /** What describes each command. */
  const commands: Record<string, () => unknown> = {
    estimate: () =>
      program
        .command('estimate')
        .description('cost, throughput, latency and availability')
        .addArgument(files())
        .addOption(formatOption(FORMATS))
        .option('-o, --out <path>', 'write the report to a file')
        .option('--group-by <what>', 'sum by kind, product, provider, region or tag:<key> (table)')
        .addOption(set())
        .addOption(allow())
        .option('-r, --recursive', 'every topology below some folders, a row or an entry each')
        .option(
          '--shard <i/n>',
          'with --recursive only every n-th file, from the i-th on; quoin merge puts shards together',
        )
        .option(
          '--workers <number>',
          'with --recursive threads, which change nothing but the time (default: one a processor)',
        )
        .option('-w, --watch', 're-run on change, until it is interrupted')
        .action(async (files: string[], options) => {
          if (options.recursive) {
            for (const [name, given] of [
              ['--group-by', options.groupBy],
              ['--watch', options.watch],
            ] as const)
              if (given !== undefined) throw new UsageError(`${name} is for one topology, not for --recursive`);
            status = await (await import('./commands/batch.ts')).batchCommand(files, options, await io(options));
            return;
          }
          for (const name of ['shard', 'workers'] as const)
            if (options[name] !== undefined) throw new UsageError(`--${name} is for --recursive`);
          if (options.watch) {
            status = await (await import('./commands/watch.ts')).watchCommand(files, options, await io(options));
            return;
          }
          status = await (await import('./commands/estimate.ts')).estimateCommand(files, options, await io(options));
        }),
    simulate: () =>
      program
        .command('simulate')
        .description('the peak, or years of failures, as a discrete-event simulation beside the analytic figures')
        .addArgument(files())
        .option('--seed <number>', 'of the random numbers: the same seed prints the same', '1')
        .option(
          '--duration <time>',
          'simulated time of each replication, such as 90s, 10m or 1h (default: as long as 4 million events take in all)',
        )
        .option(
          '--replications <number>',
          'independent runs, from whose differences the intervals are taken (default: 4)',
        )
        .option('--workers <number>', 'threads, which change nothing but the time it takes (default: one a processor)')
        .option('--failures', 'failures and repairs instead of the peak: how much of the time each class is up')
        .option(
          '--years <number>',
          'simulated years of failures (default: as many as 4 million events of all classes take)',
        )
        .addOption(formatOption(REPORT_FORMATS))
        .option('-o, --out <path>', 'write the report to a file')
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/simulate.ts')).simulateCommand(files, options, await io(options));
        }),
    drill: () =>
      program
        .command('drill')
        .description('one failure at a time: what still answers, how fast, and with how much room')
        .addArgument(files())
        .option('--pairs', 'every two failures at once as well')
        .addOption(formatOption(REPORT_FORMATS))
        .option('-o, --out <path>', 'write the report to a file')
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/drill.ts')).drillCommand(files, options, await io(options));
        }),
    explain: () =>
      program
        .command('explain')
        .description('every number about a component or a class, with its formula, its inputs and its source')
        .usage('[options] [files...] <component|class>')
        .argument(
          '<words...>',
          'topology files (default: quoin.yaml), then a name; class:NAME or component:NAME where both have it',
        )
        .addOption(formatOption(REPORT_FORMATS))
        .option('-o, --out <path>', 'write the explanation to a file')
        .addOption(set())
        .addOption(allow())
        .action(async (words: string[], options) => {
          status = await (await import('./commands/explain.ts')).explainCommand(words, options, await io(options));
        }),
    check: () =>
      program
        .command('check')
        .description('judge budgets, increase, service levels, capacity and prices; exit status 1 where one fails')
        .addArgument(files())
        .option('--budget <amount>', 'most that the month may cost, in US dollars, such as 5000')
        .option(
          '--baseline <file|ref>',
          'compare with a topology, a saved estimate, or what the files were at a git ref (git:main, file:main)',
        )
        .option('-r, --recursive', 'every topology below some folders, each by itself')
        .option('--max-increase <bound>', 'most that it may cost more than the baseline: 10% or 500')
        .option('--allow-unpriced', 'only warn of lines without a price')
        .option('--allow-unknown', 'only warn of latencies and capacities that are unknown')
        .addOption(formatOption(CHECK_FORMATS))
        .option('-o, --out <path>', 'write the report to a file')
        .addOption(
          new Option('--report <format=path>', 'write it to a file in another format too, such as junit=report.xml')
            .argParser(collect)
            .default([], 'none'),
        )
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/check.ts')).checkCommand(files, options, await io(options));
        }),
    diff: () =>
      program
        .command('diff')
        .description('what changes in cost, throughput, latency and availability, and which edit caused it')
        .usage('[options] <old> <new> | --git <ref> [files...]')
        .argument('[files...]', 'two topologies or saved estimates (--format json); with --git the topology files')
        .option('--git <ref>', 'compare the files with what they were at a git ref, such as main or HEAD~1')
        .option('-r, --recursive', 'with --git every topology below some folders')
        .addOption(formatOption(REPORT_FORMATS))
        .option('-o, --out <path>', 'write the difference to a file')
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/diff.ts')).diffCommand(files, options, await io(options));
        }),
    compare: () =>
      program
        .command('compare')
        .description(
          'the same topology on other providers, in other regions or bought in other ways; or several side by side',
        )
        .usage('[options] [files...]')
        .argument('[files...]', 'one topology, or several that stay apart; - is standard input (default: quoin.yaml)')
        .option('--providers <list>', 'providers with commas between (default: aws,azure,gcp for one file)')
        .option(
          '--regions <list>',
          'regions, countries, europe, americas, asia-pacific or all; matched by geography where a provider lacks a region',
        )
        .option(
          '--purchases <list>',
          'ways of buying machines: on-demand, spot, reserved-1y, savings-3y, reserved-1y-no-upfront and others',
        )
        .addOption(
          new Option('--match <how>', 'by CoreMark, architecture and network too, or by vCPUs and memory alone')
            .choices(['performance', 'vcpu'])
            .default('performance'),
        )
        .option('--verbose', 'say why each component was mapped so, and which sizes were not taken')
        .addOption(formatOption(REPORT_FORMATS))
        .option('-o, --out <path>', 'write the comparison to a file')
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/compare.ts')).compareCommand(files, options, await io(options));
        }),
    merge: () =>
      program
        .command('merge')
        .description('put the shards of estimate --recursive together')
        .argument('<files...>', 'what each shard has written as JSON')
        .addOption(formatOption(BATCH_FORMATS, 'json'))
        .option('-o, --out <path>', 'write it to a file')
        .action(async (files: string[], options) => {
          status = await (await import('./commands/batch.ts')).mergeCommand(files, options, await io());
        }),
    validate: () =>
      program
        .command('validate')
        .description('check syntax, references, units and limits')
        .addArgument(files())
        .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
        .addOption(set())
        .addOption(allow())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/validate.ts')).validateCommand(files, options, await io(options));
        }),
    init: () =>
      program
        .command('init')
        .description('write a commented starter topology')
        .addOption(new Option('-t, --template <name>', 'which one').choices(TEMPLATES).default('web'))
        .option('-o, --out <path>', 'where to write it, - for standard output (default: quoin.yaml)')
        .option('--force', 'overwrite the file')
        .action(async (options) => {
          status = (await import('./commands/init.ts')).initCommand(options, await io());
        }),
    schema: () =>
      program
        .command('schema')
        .description('JSON Schema of the topology file, or of what a command prints')
        .addArgument(
          new Argument('[what]', 'the file, or what a command prints as JSON').choices(SCHEMAS).default('topology'),
        )
        .option('-o, --out <path>', 'write it to a file')
        .action(async (what: (typeof SCHEMAS)[number], options) => {
          status = await (await import('./commands/schema.ts')).schemaCommand(what, options, await io());
        }),
    prices: () => {
      const prices = program.command('prices').description('browse, update and compare rate tables');
      const provider = () =>
        new Option('-p, --provider <provider>', 'only this provider').choices(['aws', 'azure', 'gcp']);
      const format = () =>
        new Option('-f, --format <format>', 'output format').choices(['table', 'json', 'csv']).default('table');
      prices
        .command('list')
        .description('what there are prices of: providers, services, regions, meters')
        .addOption(provider())
        .option('-s, --service <service>', 'the regions of a service, or with --region its meters')
        .option('-r, --region <region>', 'the services of a region')
        .addOption(format())
        .action(async (options) => {
          status = (await import('./commands/prices.ts')).listCommand(options, await io());
        });
      prices
        .command('show')
        .description('one price with its tiers, date and source')
        .argument(
          '<what...>',
          'an instance type such as m5.large, or a service and a meter such as s3 standard-storage',
        )
        .addOption(provider())
        .option('-r, --region <region>', "region (default: the provider's home region)")
        .addOption(format())
        .action(async (what: string[], options) => {
          status = (await import('./commands/prices.ts')).showCommand(what, options, await io());
        });
      prices
        .command('search')
        .description('instance types that have what you need, cheapest first')
        .argument('[text]', 'part of the name, such as m7g')
        .option('--vcpu <number>', 'vCPUs, 4 or more than 4: 4 or 4+', '1+')
        .option('--memory <size>', 'least memory, such as 16GB')
        .addOption(new Option('--arch <arch>', 'processor architecture').choices(['x86_64', 'arm64']))
        .addOption(provider())
        .option('-r, --regions <list>', 'regions, separated by commas (default: the home region of each provider)')
        .addOption(
          new Option('--purchase <way>', 'how they are bought')
            .choices([
              'on-demand',
              'spot',
              'reserved-1y',
              'reserved-3y',
              'savings-1y',
              'savings-3y',
              'reserved-1y-no-upfront',
              'reserved-3y-no-upfront',
              'reserved-1y-partial-upfront',
              'reserved-3y-partial-upfront',
            ])
            .default('on-demand'),
        )
        .addOption(new Option('--os <os>', 'operating system').choices(['linux', 'windows']).default('linux'))
        .option('--no-burstable', 'leave burstable types out')
        .addOption(new Option('--sort <by>', 'what comes first').choices(['price', 'coremark']).default('price'))
        .option('-n, --limit <number>', 'how many to show', '20')
        .addOption(format())
        .action(async (text: string | undefined, options) => {
          status = (await import('./commands/prices.ts')).searchCommand(text, options, await io());
        });
      prices
        .command('update')
        .description("make rate tables of the providers' official lists; the only command that uses the network")
        .argument(
          '[files...]',
          'topology files, whose services and regions are updated (default: quoin.yaml, or all services with --regions)',
        )
        .addOption(provider())
        .option('-r, --regions <list>', 'these regions, separated by commas')
        .option('-s, --services <list>', 'these services, separated by commas')
        .option('--to <folder>', "where the tables are written (default: the user's folder of prices)")
        .option('--from <where>', 'a mirror in place of the providers, or a folder of downloaded lists')
        .option('--force', 'take a list that lacks much of what there was')
        .addOption(set())
        .addOption(format())
        .action(async (files: string[], options) => {
          status = await (await import('./commands/prices-update.ts')).pricesUpdateCommand(files, options, await io());
        });
      prices
        .command('diff')
        .description('what differs between two folders of prices: new, gone, more expensive, cheaper')
        .argument('<old>', 'a folder of prices, or one table')
        .argument('<new>', 'another')
        .addOption(format())
        .action(async (older: string, newer: string, options) => {
          status = (await import('./commands/prices-diff.ts')).pricesDiffCommand(older, newer, options, await io());
        });
      prices
        .command('coverage')
        .description('which common products are priced in full in which regions')
        .addOption(provider())
        .option('-r, --regions <list>', 'regions, separated by commas (default: the most used ones of each provider)')
        .addOption(new Option('-f, --format <format>', 'output format').choices(['table', 'json']).default('table'))
        .action(async (options) => {
          status = (await import('./commands/coverage.ts')).coverageCommand(options, await io());
        });
    },
    completion: () =>
      program
        .command('completion')
        .description('print a script that completes commands, options and their values')
        .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
        .action(async (shell: (typeof SHELLS)[number]) => {
          status = (await import('./commands/completion.ts')).completionCommand(program, shell, await io());
        }),
    man: () =>
      program
        .command('man')
        .description('print the manual page: quoin man | man -l -')
        .action(async () => {
          status = (await import('./commands/man.ts')).manCommand(program, await io());
        }),
  };
  // Describing one takes a tenth of a millisecond: the others are left out where one is named. Those that list commands
  // take all.
  const word = argv.find((one) => !GLOBAL_OPTIONS.has(one)) ?? '';
  const isAlone = Object.hasOwn(commands, word) && !LISTING.has(word);
  const described = isAlone ? [word] : Object.keys(commands);
  for (const name of described) commands[name]!();

  for (const [name, examples] of Object.entries(EXAMPLES)) {
    const words = name.split(' ');
    if (isAlone && words[0] !== word) continue;
    const command = words.reduce((at, next) => at.commands.find((one) => one.name() === next) ?? at, program);
    command.addHelpText('before', `Examples:\n${examples.map((line) => `  ${line}`).join('\n')}\n`);
  }

  try {
    await program.parseAsync(argv as string[], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      err(`quoin: ${printable(error.message)}\n`);
      return 2;
    }
    err(
      `quoin: this is a fault of quoin's own, please report it with what follows\n${String(
        error instanceof Error ? error.stack : error,
      )
        .split('\n')
        .map(printable)
        .join('\n')}\n`,
    );
    return 70;
  }
}
