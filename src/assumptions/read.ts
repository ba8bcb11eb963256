/** Figures as assumptions/figures/ has them, made whole. */
import { fromPercentiles, unspread, type Figure, type SpreadFigure } from './figure.ts';

/** What is read of a tree: its figures, and a spread for each time that has a typical value. */
export type FiguresOf<T> = T extends { readonly value: number }
  ? Figure
  : T extends { readonly typical: object }
    ? SpreadFigure & { readonly [K in Exclude<keyof T, keyof SpreadFigure>]: FiguresOf<T[K]> }
    : { readonly [K in keyof T]: FiguresOf<T[K]> };

/**
 * A time without a coefficient of variation gets that of its percentiles where a 99th is published, else that of an
 * exponential time.
 * The tree that is given is made whole itself: each file of figures is read once.
 */
export function figuresOf<T extends object>(tree: T): FiguresOf<T> {
  const whole: object = tree;
  complete(whole as Record<string, unknown>);
  return whole as FiguresOf<T>;
}

function complete(tree: Record<string, unknown>): void {
  if ('value' in tree) return;
  if ('typical' in tree && !('cv' in tree)) {
    const { typical, p99 } = tree as { readonly typical: Figure; readonly p99?: Figure };
    tree['cv'] = (p99 === undefined ? unspread(typical) : fromPercentiles(typical, p99)).cv;
  }
  for (const member of Object.values(tree)) if (typeof member === 'object') complete(member as Record<string, unknown>);
}
