/** The tables that come with the program, and the user's own above them. */
import { isAbsolute, join } from 'node:path';
import { assumptionFiles } from '../host/assumption-files.ts';
import type { EstimateOptions } from '../estimate/estimate.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { ownPricesFolder } from '../host/own-prices.ts';
import { rateFolders } from '../host/rate-files.ts';
import type { Sources } from '../topology/merge.ts';

/** What every estimate of one run is made with; tables that were read once are read for all. */
export function bundled(io: Io, sources?: Sources): Required<Omit<EstimateOptions, 'boughtOtherwise'>> {
  const folders = priceFolders(io, sources);
  for (const folder of folders) io.noteInput?.(folder);
  return {
    rates: rateFolders(folders),
    assumptions: assumptionFiles(join(io.dataFolder, 'assumptions')),
    today: io.now(),
    allow: io.allow ?? [],
  };
}

/** Whether a topology has tables of its own. */
export const namesPrices = (sources: Sources | undefined): boolean => ownPricesFolder(sources) !== undefined;

/** Whether --prices or QUOIN_PRICES names a folder, which counts before what topologies name. */
export const pricesAreNamed = (io: Io): boolean => (io.prices ?? io.env('QUOIN_PRICES') ?? '') !== '';

/**
 * Folders of prices, the one that counts last: those that come with the program, the user's, and the one that is named
 * by --prices, QUOIN_PRICES or `prices.from` of the topology, in this order.
 * @throws UsageError where the one that is named is not there
 */
export function priceFolders(io: Io, sources?: Sources): [string, ...string[]] {
  const folders: [string, ...string[]] = [join(io.dataFolder, 'pricing')];
  const own = pricesFolder(io);
  if (own !== undefined && io.exists(own)) folders.push(own);
  const asked = io.prices ?? io.env('QUOIN_PRICES');
  const isAsked = asked !== undefined && asked !== '';
  const named = isAsked ? asked : ownPricesFolder(sources);
  if (named !== undefined) {
    const by = isAsked ? (io.prices === undefined ? 'QUOIN_PRICES' : '--prices') : 'prices.from';
    if (!io.exists(named)) throw new UsageError(`${by}: there is no folder ${named}`);
    folders.push(named);
  }
  return folders;
}

const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;

/** The user's folder by the XDG base directories, or what is usual on Windows; undefined where nothing says. */
function userFolder(io: Pick<Io, 'env'>, variable: string, ...usual: string[]): string | undefined {
  const xdg = absolute(io.env(variable));
  if (xdg !== undefined) return xdg;
  const local = absolute(io.env('LOCALAPPDATA'));
  if (local !== undefined) return local;
  const home = absolute(io.env('HOME'));
  return home === undefined ? undefined : join(home, ...usual);
}

/** Tables that `quoin prices update` writes and every command reads. */
export function pricesFolder(io: Pick<Io, 'env'>): string | undefined {
  const folder = userFolder(io, 'XDG_DATA_HOME', '.local', 'share');
  return folder === undefined ? undefined : join(folder, 'quoin', 'prices');
}

/** Parts of lists that are not read yet. */
export function downloadsFolder(io: Pick<Io, 'env'>): string | undefined {
  const folder = userFolder(io, 'XDG_CACHE_HOME', '.cache');
  return folder === undefined ? undefined : join(folder, 'quoin', 'price-lists');
}
