/** How far a long command is, for somebody who watches. */
import type { Io } from '../host/io.ts';

/** Shows each whole per cent once: `simulating 40%`. Undefined where nobody watches. */
export function progressOf(io: Io, doing: string): ((share: number) => void) | undefined {
  const show = io.progress;
  if (!show || io.quiet) return undefined;
  let last = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent === last) return;
    last = percent;
    show(`${doing} ${percent}%`);
  };
}
