/**
 * What a service has no more of, however it is paid for: retention, partitions, consumer groups, units, sizes of a
 * message. What lies above is billed as if it were there, so that a comparison has to say that it is not; where a tier
 * above has it, that tier stands for it.
 */
import type { FunctionUse } from '../kinds/function.ts';
import { GIB, KIB, MIB, TIB } from '../topology/quantity/bytes.ts';

export type Options = Readonly<Record<string, unknown>>;

/** Something of which a component needs more than there is: `retention of 30 days (7 at most)`. */
export type Excess = string;

export interface Ceiling {
  readonly what: string;
  readonly asked: number | undefined;
  readonly most: number;
  /** Bytes are told in KiB to TiB, seconds in minutes or days. */
  readonly unit?: 'bytes' | 'seconds' | undefined;
}

/**
 * Of a component with these options (in base units), what it consumes in a month, and the bytes of the machine that it
 * runs on, where that is known.
 */
export type Ceilings<Use> = (options: Options, use: Use, memory?: number) => readonly Ceiling[];

/** Tiers from the lowest on, and the field that asks for one; the first is what nobody asks for. */
export interface Tiers {
  readonly field: string;
  readonly names: readonly string[];
}

export const DAY = 86_400;

const rounded = (value: number): string => String(Number(value.toPrecision(3)));

function told(value: number, unit: Ceiling['unit']): string {
  if (unit === 'seconds')
    return value >= DAY
      ? `${rounded(value / DAY)} days`
      : value >= 60
        ? `${rounded(value / 60)} minutes`
        : `${rounded(value)} s`;
  if (unit === undefined) return rounded(value);
  const [name, size] = (
    [
      ['TiB', TIB],
      ['GiB', GIB],
      ['MiB', MIB],
      ['KiB', KIB],
    ] as const
  ).find(([, one]) => value >= one) ?? ['B', 1];
  return `${rounded(value / size)} ${name}`;
}

export const numberIn = (options: Options, field: string): number | undefined => {
  const value = options[field];
  return typeof value === 'number' ? value : undefined;
};

export const functionCeilings =
  (limits: (options: Options) => { readonly seconds: number; readonly memory: number }) =>
  (options: Options, use: FunctionUse): Ceiling[] => {
    const { seconds, memory } = limits(options);
    const longest = Math.max(0, ...use.runs.map((run) => run.seconds));
    return [
      { what: 'a run', asked: longest, most: seconds, unit: 'seconds' },
      { what: 'memory', asked: use.memoryBytes, most: memory, unit: 'bytes' },
    ];
  };

/** A database: its storage, and the connections that its memory allows for. */
export const databaseCeilings =
  (most: number, connectionsOf: (engine: string) => ((memory: number) => number) | undefined = () => undefined) =>
  (options: Options, _: unknown, memory?: number): Ceiling[] => {
    const connections = connectionsOf(String(options['engine'] ?? 'postgres'));
    return [
      { what: 'storage', asked: numberIn(options, 'storage'), most, unit: 'bytes' },
      ...(connections && memory !== undefined
        ? [{ what: 'connections:', asked: numberIn(options, 'connections'), most: connections(memory) }]
        : []),
    ];
  };

/** A product by what it has no more of. */
interface Bounded {
  readonly ceilings?: Ceilings<never>;
  readonly tiers?: Tiers;
}

/** What a component needs more of than the product has. */
export function excessesOf({ ceilings }: Bounded, options: Options, use: unknown, memory?: number): Excess[] {
  return (ceilings?.(options, use as never, memory) ?? [])
    .filter(({ asked, most }) => asked !== undefined && asked > most * (1 + 1e-9))
    .map(({ what, asked, most, unit }) => {
      const of = unit === undefined || what.startsWith('a ') ? '' : ' of';
      return `${what}${of} ${told(asked!, unit)} (${told(most, unit)} at most)`;
    });
}

export interface RaisedTier {
  readonly field: string;
  readonly tier: string;
  /** What the lowest one has too little of. */
  readonly because: readonly Excess[];
}

/**
 * The lowest tier of a product that has all that a component needs, or of those that have not the first that lacks
 * least; undefined where the one that it stands on will do, or nothing above has more.
 */
export function raisedTier(product: Bounded, options: Options, use: unknown): RaisedTier | undefined {
  if (!product.tiers) return undefined;
  const { field, names } = product.tiers;
  const now = String(options[field] ?? names[0]);
  const because = excessesOf(product, options, use);
  let best = { tier: now, lacks: because.length };
  for (const tier of names.slice(names.indexOf(now) + 1)) {
    const lacks = excessesOf(product, { ...options, [field]: tier }, use).length;
    if (lacks < best.lacks) best = { tier, lacks };
  }
  return best.tier === now ? undefined : { field, tier: best.tier, because };
}
