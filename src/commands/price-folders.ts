/** Where the user's own prices are kept, and what was downloaded of them. */
import { isAbsolute, join } from 'node:path';
import type { Io } from '../io.ts';

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
