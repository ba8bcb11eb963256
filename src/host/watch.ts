/** Watches files until the program is interrupted. */
import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** An editor saves in several steps. */
const SETTLE_MILLISECONDS = 50;

/** Editors write files anew or put others in their place: the folders are watched, not the files. */
export function watchFiles(paths: readonly string[], changed: () => void): Promise<void> {
  const names = new Map<string, Set<string>>();
  for (const path of paths) {
    const folder = dirname(resolve(path));
    names.set(folder, (names.get(folder) ?? new Set()).add(basename(path)));
  }
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...names].map(([folder, own]) =>
    watch(folder, (_, name) => {
      if (name !== null && !own.has(name)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MILLISECONDS);
    }),
  );
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      for (const one of watchers) one.close();
      done();
    };
    for (const one of watchers) one.on('error', failed);
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
}
