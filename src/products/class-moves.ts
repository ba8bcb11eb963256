/** Moves of object stores between providers: classes by how cold they are. */
import type { Move } from './move.ts';

/** Classes of object stores from the hottest to the coldest. */
export type Rung = 'hot' | 'cool' | 'cold' | 'archive';

function rungOf(name: string): Rung {
  const word = name.toLowerCase().replace(/[\s_]+/g, '-');
  if (/archive|glacier$|glacier-flexible/.test(word)) return 'archive';
  if (/^(cold|coldline)$|glacier-i/.test(word)) return 'cold';
  if (/^(cool|nearline|ia)$|-ia$|infrequent|reduced/.test(word)) return 'cool';
  return 'hot';
}

/**
 * Puts the classes of a file in the words of a product.
 * @param own what the product calls the class of each rung
 * @returns whether something is archived
 */
export function moveClasses({ draft, from, to, options, lose }: Move, own: Readonly<Record<Rung, string>>): boolean {
  const asked = options['class'] === undefined ? undefined : String(options['class']);
  if (asked !== undefined) {
    const wanted = own[rungOf(asked)];
    if (asked.toLowerCase() !== wanted) draft.set(['class'], wanted, `what ${to.title} calls the like of ${asked}`);
  }
  const also = draft.get(['also']);
  const names: string[] = typeof also === 'object' && also !== null && !Array.isArray(also) ? Object.keys(also) : [];
  const bytesOf: Record<string, number> = { ...(options['also'] as Record<string, number> | undefined) };
  // Two classes of one provider may be one of another.
  for (const name of names) {
    const wanted = own[rungOf(name)];
    if (wanted === name) continue;
    const there = draft.get(['also', wanted]);
    const before = there === undefined ? 0 : (bytesOf[wanted] ?? 0);
    bytesOf[wanted] = before + (bytesOf[name] ?? 0);
    draft.set(['also', wanted], there === undefined ? draft.get(['also', name]) : `${bytesOf[wanted]} B`);
    draft.drop(['also', name], `${wanted} is what ${to.title} calls the like of it`);
  }
  const isArchived = [...(asked === undefined ? [] : [asked]), ...names].some((name) => rungOf(name) === 'archive');
  if (isArchived && from.archiveIsOnline)
    lose(`what is archived has to be restored first, which takes hours: ${from.title} has it at once`);
  return isArchived;
}

/** How fast, how warm and how widely copied what a file system keeps is, by the words of any provider. */
export function fileClassOf({ from, options }: Move): {
  readonly word: string;
  readonly isFast: boolean;
  readonly isCool: boolean;
  readonly isOneZone: boolean;
} {
  const word = String(options['class'] ?? '').toLowerCase();
  return {
    word,
    isFast: /premium|ssd|zonal|high-scale|enterprise/.test(word),
    isCool: /ia$|cool|infrequent|archive/.test(word),
    isOneZone: from.isInOneZone?.(options) ?? false,
  };
}

/** Asks for a class of a file system, or for none. */
export function moveFileClass({ draft, from, to }: Move, word: string, wanted: string | undefined): void {
  const reason = `the tier of ${to.title} that is most like that of ${from.title}`;
  if (wanted === undefined) draft.drop(['class'], reason);
  else if (wanted !== word) draft.set(['class'], wanted, reason);
}
