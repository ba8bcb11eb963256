/** Codes of warnings that somebody does not want to read. */
import { diagnosticCodes } from './catalog.ts';
import { didYouMean } from './suggest.ts';
import { isWarningCode, warningCodes, type WarningCode } from './warnings.ts';
import { quote } from './words.ts';

/** Why a word is no code of a warning, and what to do about it; undefined where it is one. */
export function notAllowed(word: string): { readonly problem: string; readonly fix: string } | undefined {
  if (isWarningCode(word)) return undefined;
  if ((diagnosticCodes as readonly string[]).includes(word))
    return { problem: `${quote(word)} is an error, which cannot be allowed`, fix: 'mend it' };
  const meant = didYouMean(word, warningCodes);
  return {
    problem: `no warning has the code ${quote(word)}`,
    fix: meant === undefined ? 'each warning is printed with its code' : `did you mean ${quote(meant)}?`,
  };
}

/**
 * The codes of `--allow`, each with commas between.
 *
 * @returns them, or what is wrong with the first that is none
 */
export function readAllowed(
  lists: readonly string[],
): { readonly ok: true; readonly codes: readonly WarningCode[] } | { readonly ok: false; readonly problem: string } {
  const words = lists.flatMap((one) => one.split(',').map((word) => word.trim())).filter((word) => word !== '');
  for (const word of words) {
    const wrong = notAllowed(word);
    if (wrong) return { ok: false, problem: `${wrong.problem} (${wrong.fix})` };
  }
  return { ok: true, codes: words as WarningCode[] };
}
