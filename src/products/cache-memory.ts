/** Memory of a cache node that a file asks for against what the node has. */
import type { Problem } from './product.ts';
import { GIB } from '../topology/quantity/bytes.ts';

const inGb = (bytes: number): string => `${Number((bytes / GIB).toPrecision(4))} GB`;

/**
 * An error where `memory` is more than a node of the instance keeps.
 *
 * @param options of the component: an instance by name, and what it is to hold
 * @param title of the product
 * @param memoryOf bytes of a node; undefined where the product has no figure, and nothing is refused
 */
export function memoryProblem(
  { instance, memory }: { readonly instance?: unknown; readonly memory?: number | undefined },
  title: string,
  memoryOf: (instance: string) => number | undefined,
): readonly Problem[] {
  if (typeof instance !== 'string' || memory === undefined) return [];
  const has = memoryOf(instance);
  // Sizes are written to two or three digits.
  if (has === undefined || memory <= has * 1.005) return [];
  return [
    {
      field: 'memory',
      message: `a node of ${title} of type ${instance} keeps ${inGb(has)}, not ${inGb(memory)}`,
      fix: 'leave memory out, take a larger instance, or give more shards',
    },
  ];
}
