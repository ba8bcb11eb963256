/** Longer words are not compared: nobody mistypes a name of that length, and the work grows with its square. */
const LONGEST_WORD = 64;

/**
 * How many slips a word of this length may contain and still be recognised. A third of a short word
 * is already another word, so short words get one slip only.
 */
function allowedSlips(length: number): number {
  if (length <= 3) return 1;
  return length <= 7 ? 2 : 3;
}

/**
 * The number of insertions, deletions, substitutions and swaps of neighbours between two words
 * (optimal string alignment: no stretch is edited twice), or `bound + 1` once it exceeds `bound`.
 *
 * @see F. J. Damerau, A technique for computer detection and correction of spelling errors,
 *   Communications of the ACM 7(3), 1964, pp. 171–176.
 */
function editDistance(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) > bound) return bound + 1;
  const [a, b] = withoutCommonEnds(one, other);
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      }
      current.push(cost);
      if (cost < best) best = cost;
    }
    // A swap reaches back two rows, so a row above the bound can still be followed by one within it
    // only where the row before it is within it too.
    if (best > bound && Math.min(...previous) > bound) return bound + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** What two words begin and end with alike costs no slip, and names in a list often differ in a digit only. */
function withoutCommonEnds(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/**
 * The candidate that `word` was probably meant to be, or `undefined` where none is near. Case does
 * not matter; of equally near candidates the first is taken.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '' || word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let bound = Math.min(allowedSlips(wanted.length), wanted.length - 1);
  let found: string | undefined;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_WORD) continue;
    const lower = candidate.toLowerCase();
    if (lower === wanted) return candidate;
    if (bound < 1) continue;
    const distance = editDistance(wanted, lower, bound);
    if (distance > bound || distance >= lower.length) continue;
    found = candidate;
    bound = distance - 1;
  }
  return found;
}
