/** What functions of the library take: a topology in one of several forms, and the tables that it is estimated with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assumptionFiles, type AssumptionSource } from '../host/assumption-files.ts';
import type { RateSource } from '../billing/rate-table.ts';
import { savedAs, savedIn, sideOf, type Estimator, type Loaded } from '../comparison/loaded.ts';
import { estimate, type Estimate } from '../estimate/estimate.ts';
import { readAllowed } from '../diagnostics/allowed.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { WarningCode } from '../diagnostics/warnings.ts';
import { ownPricesFolder } from '../host/own-prices.ts';
import { packageFolder } from '../package-folder.ts';
import { rateFiles, rateFolders } from '../host/rate-files.ts';
import type { EstimateJson } from '../estimate/published.ts';
import { readSources, type Sources } from '../topology/merge.ts';
import type { LibraryOptions, Refused, TopologyInput } from './types.ts';

// --- Tables --------------------------------------------------------------------------------------

let bundledRates: RateSource | undefined;
let bundledAssumptions: AssumptionSource | undefined;

/** The tables of the package; a file is read when it is first asked for. */
const ratesOfPackage = (): RateSource => (bundledRates ??= rateFiles(join(packageFolder(), 'pricing')));
const assumptionsOfPackage = (): AssumptionSource =>
  (bundledAssumptions ??= assumptionFiles(join(packageFolder(), 'assumptions')));

/**
 * What a topology is estimated with.
 *
 * @throws UsageError where `prices.from` names a folder that is not there, or `allow` a code that no warning has
 */
export function tablesOf(options: LibraryOptions, sources?: Sources) {
  return {
    rates: options.rates ?? ownRates(sources) ?? ratesOfPackage(),
    assumptions: options.assumptions ?? assumptionsOfPackage(),
    today: options.today ?? new Date(),
    allow: allowedBy(options),
  };
}

function allowedBy({ allow = [] }: LibraryOptions): readonly WarningCode[] {
  const read = readAllowed(allow);
  if (!read.ok) throw new UsageError(`allow: ${read.problem}`);
  return read.codes;
}

function ownRates(sources: Sources | undefined): RateSource | undefined {
  const folder = ownPricesFolder(sources);
  if (folder === undefined) return undefined;
  if (!existsSync(folder)) throw new UsageError(`prices.from: there is no folder ${folder}`);
  return rateFolders([join(packageFolder(), 'pricing'), folder]);
}

/** Estimates topologies with the same tables. */
export function estimatorOf(options: LibraryOptions): Estimator {
  const tables = tablesOf(options);
  return (sources, boughtOtherwise) =>
    estimate(sources, {
      ...(ownPricesFolder(sources) === undefined ? tables : tablesOf(options, sources)),
      boughtOtherwise,
    });
}

// --- Topologies ----------------------------------------------------------------------------------

/** What a topology that is given as text is called, as the command has it. */
const DEFAULT_NAME = 'quoin.yaml';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isSources = (value: object): value is Sources =>
  'locate' in value && typeof value.locate === 'function' && 'texts' in value;

export const isEstimate = (value: unknown): value is Estimate =>
  isObject(value) && 'placed' in value && 'performance' in value && 'bill' in value;

/**
 * Reads a topology.
 *
 * @param name what it is called in positions where its own name is not known
 * @throws TypeError for what is no topology in any form, such as a number or data that refers to itself
 */
export function sourcesOf(input: TopologyInput, { set = [] }: LibraryOptions, name = DEFAULT_NAME): Sources {
  if (typeof input === 'string') return readSources([{ name, text: input }], set);
  if (!isObject(input)) throw new TypeError(`a topology is text or an object, not ${String(input)}`);
  if (isSources(input)) {
    if (set.length > 0)
      throw new UsageError('set: what readSources made of files is changed by its own second argument');
    return input;
  }
  // By way of text whatever stands in the data is held to the same rules. Lines of this text are nobody's.
  const { value, diagnostics, texts } = readSources([{ name, text: JSON.stringify(input) }], set);
  return {
    value,
    diagnostics: diagnostics.map(({ code, severity, path, message, fix }) => ({
      code,
      severity,
      path,
      message,
      ...(fix !== undefined && { fix }),
    })),
    texts: new Map([...texts].filter(([text]) => text !== name)),
    locate: () => undefined,
  };
}

/** Names of the files that a topology was read from, as reports show them. */
const nameOf = ({ texts }: Sources, name: string): string => {
  const files = [...texts.keys()].filter((one) => one !== '--set');
  return files.length === 0 ? name : files.join(' + ');
};

/** A topology with its estimate, or its errors. */
export function load(
  input: TopologyInput,
  options: LibraryOptions,
  run: Estimator,
  name?: string,
): (Loaded & { readonly estimate: Estimate; readonly sources: Sources }) | Refused {
  const sources = sourcesOf(input, options, name);
  const result = run(sources);
  if (!result.ok) return result;
  const one = sideOf(nameOf(sources, name ?? DEFAULT_NAME), sources, result.estimate);
  return one as Loaded & { readonly estimate: Estimate; readonly sources: Sources };
}

/** A topology or a saved estimate. */
export function loadEither(
  input: TopologyInput | EstimateJson,
  options: LibraryOptions,
  run: Estimator,
  name: string,
): Loaded | Refused {
  const saved =
    typeof input === 'string'
      ? savedIn(name, () => new TextEncoder().encode(input))
      : isObject(input)
        ? savedAs(name, input)
        : undefined;
  return saved ?? load(input, options, run, name);
}

export const isRefused = (one: Loaded | Refused): one is Refused => 'diagnostics' in one;
