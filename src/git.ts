/** Git, the only program that is ever started: it shows files as they were. */
import { spawnSync } from 'node:child_process';
import { basename, dirname, resolve } from 'node:path';

/**
 * A file as it was at a ref; its folder decides which repository is meant.
 *
 * @param mostBytes of the file that are read
 * @throws Error with what git says; its code is ENOENT where there is the ref, and not the file in it
 */
export function readAtRef(ref: string, path: string, mostBytes: number): Uint8Array {
  const shown = spawnSync('git', ['show', '--end-of-options', `${ref}:./${basename(path)}`], {
    cwd: dirname(resolve(path)),
    maxBuffer: mostBytes,
    // Its messages are looked at.
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (shown.error) {
    const { code } = shown.error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error('git is not installed');
    if (code !== 'ENOBUFS') throw shown.error;
  } else if (shown.status !== 0) {
    const message = String(shown.stderr).trim().split('\n')[0] ?? 'git failed';
    const isMissing = /does not exist in|exists on disk, but not in/.test(message);
    throw Object.assign(new Error(message), isMissing && { code: 'ENOENT' });
  }
  return shown.stdout;
}
