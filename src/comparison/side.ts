/** One side of a comparison: what an estimate's JSON says, whether it was just worked out or saved some time ago. */
import { isMapping } from './edits.ts';

/** An item of the bill. */
export interface SideItem {
  readonly product: string;
  readonly service: string;
  readonly meter: string;
  readonly region: string;
  readonly quantity: string;
  readonly unit: string;
  readonly unit_price: string | null;
  /** Null where no price is known. */
  readonly amount_exact: string | null;
}

export interface SideBill {
  readonly component: string;
  readonly items: readonly SideItem[];
}

/** A class's figures; null: unbounded, or nothing binds. */
export interface SideClass {
  readonly class: string;
  readonly rate: number;
  readonly peak: number;
  readonly throughput: {
    readonly capacity: number | null;
    readonly headroom: number | null;
    readonly bottleneck: string | null;
  };
  readonly latency: Readonly<Record<'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999', number>> | null;
  readonly availability: { readonly value: number; readonly unavailability: number };
  readonly cost: { readonly month: string; readonly per_million_requests: string | null };
}

export interface Side {
  readonly schema: string;
  readonly topology: string;
  readonly prices: { readonly as_of: string | null; readonly oldest: string | null };
  readonly cost: {
    readonly currency: string;
    readonly total_exact: string;
    readonly at_least: boolean;
    /** Due on day one; a saved estimate may not say it. */
    readonly up_front?: string;
    readonly components: readonly SideBill[];
  };
  readonly classes: readonly SideClass[];
  /** Objectives, by class or component. */
  readonly slo?: readonly {
    readonly class?: string;
    readonly component?: string;
    readonly objective: string;
    readonly target: number;
  }[];
  /** Bounds in US dollars by what they are for: `total`, `component app`, `tag team:web`. */
  readonly budget?: { readonly scopes: readonly { readonly scope: string; readonly limit: string }[] };
  /** Of an estimate that was just worked out; a saved one is not looked at this closely. */
  readonly components?: readonly { readonly component: string; readonly tags?: Readonly<Record<string, string>> }[];
}

const SCHEMA = 'quoin/estimate/1';

export type SideResult = { readonly ok: true; readonly side: Side } | { readonly ok: false; readonly problem: string };

/**
 * Reads a saved estimate (`quoin estimate --format json --out base.json`).
 *
 * @param value of the file, as parsed
 */
export function savedSide(value: unknown): SideResult {
  if (!isMapping(value) || typeof value['schema'] !== 'string') return wrong('it has no schema');
  if (value['schema'] !== SCHEMA) return wrong(`its schema is ${JSON.stringify(value['schema'])}, not "${SCHEMA}"`);
  const further = Object.fromEntries(Object.entries(OPTIONAL).filter(([key]) => value[key] !== undefined));
  const problem = shapeProblem(value, { ...SHAPE, ...further }, '');
  return problem === undefined ? { ok: true, side: value as unknown as Side } : wrong(problem);
}

const wrong = (problem: string): SideResult => ({ ok: false, problem: `it is no estimate of quoin: ${problem}` });

type Shape = 'text' | 'text?' | 'number' | 'number?' | 'flag' | 'amount' | 'amount?' | readonly [Shape] | ShapeMap;
interface ShapeMap {
  readonly [key: string]: Shape;
}

const SHAPE: ShapeMap = {
  topology: 'text',
  prices: { as_of: 'text?', oldest: 'text?' },
  cost: {
    currency: 'text',
    total_exact: 'amount',
    at_least: 'flag',
    components: [
      {
        component: 'text',
        items: [
          {
            product: 'text',
            service: 'text',
            meter: 'text',
            region: 'text',
            quantity: 'amount',
            unit: 'text',
            unit_price: 'amount?',
            amount_exact: 'amount?',
          },
        ],
      },
    ],
  },
  classes: [
    {
      class: 'text',
      rate: 'number',
      peak: 'number',
      throughput: { capacity: 'number?', headroom: 'number?', bottleneck: 'text?' },
      cost: { month: 'amount', per_million_requests: 'amount?' },
      availability: { value: 'number', unavailability: 'number' },
    },
  ],
};

/** What a saved estimate may lack, since it was not always written. */
const OPTIONAL: ShapeMap = {
  slo: [{ objective: 'text', target: 'number' }],
  budget: { scopes: [{ scope: 'text', limit: 'amount' }] },
  components: [{ component: 'text' }],
};

const AMOUNT = /^-?\d{1,40}(?:\.\d{1,40})?$/;

/** What is wrong with a value by its shape; undefined where nothing is. */
function shapeProblem(value: unknown, shape: Shape, path: string): string | undefined {
  const name = path === '' ? 'it' : path;
  if (typeof shape === 'string') {
    if (shape.endsWith('?') && value === null) return undefined;
    const kind = shape.replace('?', '');
    const isRight =
      kind === 'text'
        ? typeof value === 'string'
        : kind === 'flag'
          ? typeof value === 'boolean'
          : kind === 'amount'
            ? typeof value === 'string' && AMOUNT.test(value)
            : typeof value === 'number' && Number.isFinite(value);
    return isRight ? undefined : `${name} is no ${kind}`;
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${name} is no list`;
    for (const [index, one] of value.entries()) {
      const problem = shapeProblem(one, shape[0]!, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (!isMapping(value)) return `${name} is no object`;
  for (const [key, own] of Object.entries(shape)) {
    const problem = shapeProblem(value[key], own, path === '' ? key : `${path}.${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);
