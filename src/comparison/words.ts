/** Words of a component that mean something to one provider alone, in the words of another. */
import type { Move } from '../products/move.ts';
import { moveVolumes } from '../products/volume-moves.ts';

/**
 * Puts the fields of a component in the words of the product that it moves to, and takes away those that mean nothing
 * there.
 */
export function translate(move: Move): void {
  const { draft, to, lose } = move;
  to.translate?.(move);
  if (Array.isArray(draft.get(['volumes']))) moveVolumes(move);
  draft.drop(['credits'], 'how AWS runs its burstable types');
  for (const field of to.ignores ?? []) {
    const lost = to.loses?.[field]?.(draft.get(field.split('.')));
    if (lost !== undefined) lose(lost);
    draft.drop(field.split('.'), `not applicable to ${to.title}`);
  }
}
