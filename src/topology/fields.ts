/**
 * The building blocks of the file's grammar: one function a type of value, each a valibot schema that turns
 * what was written ("400/s") into SI numbers (400) and knows its own JSON Schema.
 *
 * Problems travel in an issue's message as `problem<NUL>fix`, so that the validator can show the two apart.
 */
import * as v from 'valibot';
import { exactText, withinPlaces } from './quantity/decimal.ts';
import { tooManyPlaces } from './quantity/point.ts';
import { QUANTITY_PATTERNS, parseQuantity, type Quantity, type QuantityKind, type QuantityResult } from './quantity.ts';

type JsonSchema = Record<string, unknown>;
export type Field<Output> = v.GenericSchema<unknown, Output>;

/** What `either` and `quantity` add to a schema so that the JSON Schema can be written from it. */
export interface FieldMetadata {
  readonly json?: JsonSchema;
  readonly alternatives?: readonly v.GenericSchema[];
}

export const FIX_SEPARATOR = '\u0000';

/** Text of the file may hold the separator itself. */
const issueText = (problem: string, fix: string) =>
  `${problem.replaceAll(FIX_SEPARATOR, '\uFFFD')}${FIX_SEPARATOR}${fix.replaceAll(FIX_SEPARATOR, '\uFFFD')}`;

function isMapping(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** What a monthly amount counts, and how it is written. */
const MONTH_AMOUNTS = {
  count: { what: 'count', example: '2M/month' },
  bytes: { what: 'amount of bytes', example: '100 GB/month' },
  seconds: { what: 'time', example: '300 h/month' },
} as const;

type MonthAmount = keyof typeof MONTH_AMOUNTS;

/** What fields need to know of the topology while they are read. */
export interface FieldConfig {
  /** Length of a month, for rates by the month. */
  readonly monthSeconds: number;
  /** Texts that have been read in this file: the same few sizes and times stand there again and again. */
  readonly known?: Map<QuantityKind, Map<string, QuantityResult>>;
}

function quantityOf(kind: QuantityKind, value: unknown, config: FieldConfig): QuantityResult {
  if (typeof value !== 'string' || !config.known) return parseQuantity(kind, value, config);
  let ofKind = config.known.get(kind);
  if (!ofKind) config.known.set(kind, (ofKind = new Map()));
  let result = ofKind.get(value);
  if (!result) ofKind.set(value, (result = parseQuantity(kind, value, config)));
  return result;
}

/** A value as a schema reads it, or all that is wrong with it. */
export type Read<Output> =
  | { readonly success: true; readonly output: Output }
  | { readonly success: false; readonly issues: readonly v.BaseIssue<unknown>[] };

/** Reads a value by a schema. The library's own way in would drop settings that it does not know. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  config: FieldConfig,
): Read<v.InferOutput<Schema>> {
  const dataset = schema['~run']({ value }, config as unknown as v.Config<v.BaseIssue<unknown>>);
  return dataset.issues
    ? { success: false, issues: dataset.issues }
    : { success: true, output: dataset.value as v.InferOutput<Schema> };
}

/** JSON Schema of a kind of quantity, for the `definitions` that fields refer to. */
export function quantityJsonSchema(kind: QuantityKind): JsonSchema {
  const { pattern, description } = QUANTITY_PATTERNS[kind];
  const isPlain = kind === 'share' || kind === 'number' || kind === 'count';
  const scalar: JsonSchema = isPlain
    ? {
        anyOf: [
          { type: 'number', minimum: 0, ...(kind === 'share' && { maximum: 1 }) },
          { type: 'string', pattern },
        ],
      }
    : { type: 'string', pattern };
  const range = {
    type: 'object',
    description: 'An uncertain value.',
    required: ['low', 'high'],
    additionalProperties: false,
    properties: { low: scalar, mid: scalar, high: scalar },
  };
  return { description, anyOf: [scalar, range] };
}

/** The name under which a kind of quantity stands in `definitions`. */
export const quantityDefinition = (kind: QuantityKind) => `quantity:${kind}`;

/**
 * A schema that is put together when something is first read by it: there are some five hundred fields, each of them
 * six objects of the library's, and a file gives forty.
 */
class Later {
  readonly type: string;
  private readonly make: () => v.GenericSchema;
  private made: v.GenericSchema | undefined;

  constructor(type: string, make: () => v.GenericSchema) {
    this.type = type;
    this.make = make;
    this.made = undefined;
  }

  private get whole() {
    return (this.made ??= this.make());
  }

  get kind() {
    return 'schema';
  }

  get async() {
    return false;
  }

  get reference() {
    return this.whole.reference;
  }

  get expects() {
    return this.whole.expects;
  }

  get pipe() {
    return (this.whole as unknown as { readonly pipe: unknown }).pipe;
  }

  '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
    return this.whole['~run'](dataset, config);
  }
}

/**
 * A pipe that is put together when it is needed.
 *
 * @param type of its first schema
 */
const later = <Schema extends v.GenericSchema>(type: string, make: () => Schema): Schema =>
  new Later(type, make) as unknown as Schema;

/** A quantity with its unit: a string such as `9ms`, a range `1ms..2ms`, or `{ low, mid, high }`. Gives SI units. */
function quantity(
  kind: QuantityKind,
  description: string,
  { least, most, of }: { readonly least?: number; readonly most?: number | undefined; readonly of?: MonthAmount } = {},
): Field<number> {
  const make = (): Field<number> => {
    const { examples } = QUANTITY_PATTERNS[kind];
    const json: JsonSchema = { description, examples, allOf: [{ $ref: `#/definitions/${quantityDefinition(kind)}` }] };
    return v.pipe(
      v.unknown(),
      v.metadata({ json } satisfies FieldMetadata as Record<string, unknown>),
      v.rawTransform<unknown, number>(({ dataset, config, addIssue, NEVER }) => {
        const result = quantityOf(kind, dataset.value, config as unknown as FieldConfig);
        if (!result.ok) {
          addIssue({ message: issueText(result.problem, result.fix) });
          return NEVER;
        }
        const { value, text } = result.quantity;
        if (of !== undefined && text !== of && value > 0) {
          const { what, example } = MONTH_AMOUNTS[of];
          addIssue({ message: issueText(`${String(dataset.value)} is no ${what}`, `write ${example}`) });
          return NEVER;
        }
        if (least !== undefined && value < least) {
          addIssue({ message: `${String(dataset.value)} is below the least value ${least}${FIX_SEPARATOR}` });
          return NEVER;
        }
        if (most !== undefined && value > most) {
          addIssue({ message: `${String(dataset.value)} is above the most, ${most}${FIX_SEPARATOR}` });
          return NEVER;
        }
        return value;
      }),
    );
  };
  return later('unknown', make);
}

/** Events per second, written `400/s`, `5k/min`, `3.5M/month`. */
export const rate = (description: string) => quantity('rate', description);
/** Seconds, written `250us`, `9ms`, `7d`. */
export const duration = (description: string) => quantity('duration', description);
/** Bytes, written `512 B`, `2 KB`, `4 TB` (1 KB = 2^10 bytes). */
export const size = (description: string) => quantity('size', description);
/** Bytes per second, written `250 MB/s`. */
export const byteRate = (description: string) => quantity('byte-rate', description);
/** Bits per second, written `10 Gbps` (decimal). */
export const bitRate = (description: string) => quantity('bit-rate', description);
/** A share of one, written `90%` or `0.9`. */
export const share = (description: string) => quantity('share', description);
/**
 * A monthly amount of things (`2M/month`), bytes (`100 GB/month`) or time (`300 h/month`); gives things, bytes or
 * seconds.
 */
export const monthAmount = (description: string, of: MonthAmount = 'count') =>
  quantity('month-amount', description, { of });
/** A share of the month, written `40h/week` or `4h/day`. */
export const hoursOfMonth = (description: string) => quantity('hours', description);
/** A number of at least `least` (default 0), and of at most `most` where it is given. */
export const number = (description: string, least = 0, most?: number) =>
  quantity('number', description, { least, most });
/** Most of anything that is counted, unless a field says otherwise: what is counted one by one is counted in time. */
const MOST = 1_000_000;

/** A whole number of at least `least` (default 0), and of at most `most`. */
export const count = (description: string, least = 0, most = MOST) => quantity('count', description, { least, most });

/** A quantity of which more than its value is kept. */
function written<Output>(kind: QuantityKind, description: string, take: (quantity: Quantity) => Output): Field<Output> {
  const { pattern, examples } = QUANTITY_PATTERNS[kind];
  const json: JsonSchema = { description, examples, type: 'string', pattern };
  return v.pipe(
    v.unknown(),
    v.metadata({ json } satisfies FieldMetadata as Record<string, unknown>),
    v.rawTransform<unknown, Output>(({ dataset, config, addIssue, NEVER }) => {
      const result = parseQuantity(kind, dataset.value, config as unknown as FieldConfig);
      if (result.ok) return take(result.quantity);
      addIssue({ message: issueText(result.problem, result.fix) });
      return NEVER;
    }),
  );
}

/** A rate, or a multiple of the mean (`3x`); which of the two is kept. */
export const rateOrFactor = (description: string) =>
  written('rate-or-factor', description, ({ value, text }) => ({ factor: text === 'factor', value }));

/** US dollars as an exact decimal string, written `6000 USD`. */
export const money = (description: string) => written('money', description, ({ value, text }) => text ?? String(value));

/** The same for editors, which have no flags. */
const HOURLY_PATTERN = String.raw`^(\$ ?\d{1,9}(\.\d{1,9})?|\d{1,9}(\.\d{1,9})? ?([Uu][Ss][Dd]|\$)) ?/ ?(h|hr|hour)$`;
/** US dollars an hour: 2.5 USD/h, $2.50/hour. */
const HOURLY = /^(?:\$ ?(\d{1,9}(?:\.\d{1,9})?)|(\d{1,9}(?:\.\d{1,9})?) ?(?:USD|\$)) ?\/ ?(?:h|hr|hour)$/i;

/**
 * A whole number of nodes, or money an hour, written `2.5 USD/h`; which of the two is kept, the money as an exact
 * decimal.
 */
export function nodesOrSpend(description: string): Field<number | { readonly usdPerHour: string }> {
  const json: JsonSchema = {
    description,
    examples: ['2.5 USD/h'],
    anyOf: [{ $ref: `#/definitions/${quantityDefinition('count')}` }, { type: 'string', pattern: HOURLY_PATTERN }],
  };
  const make = () =>
    v.pipe(
      v.unknown(),
      v.metadata({ json } satisfies FieldMetadata as Record<string, unknown>),
      v.rawTransform<unknown, number | { readonly usdPerHour: string }>(({ dataset, config, addIssue, NEVER }) => {
        const { value } = dataset;
        const [, before, after] = (typeof value === 'string' && HOURLY.exec(value.trim())) || [];
        const usdPerHour = before ?? after;
        if (usdPerHour !== undefined && Number(usdPerHour) > 0) return { usdPerHour };
        if (typeof value === 'string' && /[$a-z]/i.test(value)) {
          const problem = `${JSON.stringify(value)} is no number of nodes and no money an hour`;
          addIssue({ message: issueText(problem, 'write 4, or 2.5 USD/h') });
          return NEVER;
        }
        const result = quantityOf('count', value, config as unknown as FieldConfig);
        if (result.ok) return result.quantity.value;
        addIssue({ message: issueText(result.problem, result.fix) });
        return NEVER;
      }),
    );
  return later('unknown', make);
}

/** Of an exponent that is no attack. */
const DECIMAL = /^\d{1,40}(\.\d{1,400})?([eE][-+]?\d{1,3})?$/;
const PRICE = /^\d{1,9}(\.\d{1,15})?$/;

/** A price in US dollars, a number or a decimal string of at most 15 places; gives the decimal string. */
export function price(description: string): Field<string> {
  return v.pipe(
    v.unknown(),
    v.metadata({
      json: {
        description,
        anyOf: [
          { type: 'number', minimum: 0 },
          { type: 'string', pattern: PRICE.source },
        ],
      },
    } satisfies FieldMetadata as Record<string, unknown>),
    v.rawTransform<unknown, string>(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value;
      const written = typeof input === 'number' ? String(input) : typeof input === 'string' ? input.trim() : '';
      const text = DECIMAL.test(written) ? exactText(written) : written;
      if (PRICE.test(text)) return text;
      const isLong = DECIMAL.test(written) && withinPlaces(written) !== text;
      const { problem, fix } = tooManyPlaces(written, isLong ? written : '0');
      if (isLong) addIssue({ message: issueText(problem, fix) });
      else
        addIssue({
          message: `expected a price in US dollars, found ${JSON.stringify(input) ?? 'nothing'}${FIX_SEPARATOR}write a plain decimal of at least 0, such as 0.0104`,
        });
      return NEVER;
    }),
  );
}

/** A percentage that money is reduced by, of at most 15 decimals. */
export function percent(description: string): Field<number> {
  const plain = number(description, 0, 100);
  return v.pipe(
    plain,
    v.rawTransform<number, number>(({ dataset, addIssue, NEVER }) => {
      const written = String(dataset.value);
      if (withinPlaces(written) === exactText(written)) return dataset.value;
      const { problem, fix } = tooManyPlaces(written, written);
      addIssue({ message: issueText(problem, fix) });
      return NEVER;
    }),
  );
}

/** What a set of fields gives when it has been read. */
export type FieldsOutput<Entries extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<Entries, undefined>>;

const NAME_LENGTH = 200;

/** One line of text. */
export const text = (description: string) =>
  later('string', () => v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LENGTH), v.description(description)));
/** `true` or `false`. */
export const flag = (description: string) => v.pipe(v.boolean(), v.description(description));
/** One of a list of words, in any case; a word of digits may stand as the number that YAML makes of it. */
export function choice<const Options extends readonly string[]>(
  options: Options,
  description: string,
): v.GenericSchema<Options[number], Options[number]> {
  return later('picklist', () => {
    const numbers = options.filter((word) => /^\d+$/.test(word)).map(Number);
    const words = v.picklist([...options, ...numbers]);
    const run: (typeof words)['~run'] = (dataset, config) => {
      const { value } = dataset;
      const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : undefined;
      return words['~run']({ value: options.find((option) => option === word) ?? value }, config);
    };
    return v.pipe({ ...words, '~run': run }, v.description(description)) as never;
  });
}
const MOST_ITEMS = 10_000;

/** A list of at most 10,000 items. */
export const list = <Item extends v.GenericSchema>(item: Item, description: string) =>
  later('array', () => {
    const whole = v.pipe(v.array(item), v.maxLength(MOST_ITEMS), v.description(description));
    // Items beyond those that are allowed are not looked at.
    const run: (typeof whole)['~run'] = ({ value, ...dataset }, config) =>
      whole['~run'](
        {
          ...dataset,
          value: Array.isArray(value) && value.length > MOST_ITEMS ? value.slice(0, MOST_ITEMS + 1) : value,
        },
        config,
      );
    return { ...whole, '~run': run };
  });
/** A mapping from names of the user's choice to values. */
export const mapOf = <Value extends v.GenericSchema>(value: Value, description: string) =>
  later('record', () => v.pipe(noList(v.record(v.string(), value)), v.description(description)));
/** What the library's `optional` gives, which would put its inner schema together to say what it expects. */
class Optional {
  readonly wrapped: v.GenericSchema;
  readonly default: unknown;

  constructor(wrapped: v.GenericSchema, value: unknown) {
    this.wrapped = wrapped;
    this.default = value;
  }

  get type() {
    return 'optional';
  }

  get kind() {
    return 'schema';
  }

  get async() {
    return false;
  }

  get reference() {
    return v.optional;
  }

  get expects() {
    return `(${this.wrapped.expects} | undefined)`;
  }

  '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
    if (dataset.value === undefined) dataset.value = this.default;
    return dataset.value === undefined ? { typed: true, value: undefined } : this.wrapped['~run'](dataset, config);
  }
}

/** The same field, left out at will. */
export const optional = <Inner extends v.GenericSchema>(inner: Inner) =>
  new Optional(inner, undefined) as unknown as v.OptionalSchema<Inner, undefined>;
/** The same field with what it is when left out. */
export const byDefault = <Inner extends v.GenericSchema>(inner: Inner, value: v.InferInput<Inner>) =>
  new Optional(inner, value) as unknown as v.OptionalSchema<Inner, NonNullable<v.InferInput<Inner>>>;

/** Refuses whatever it is given as something else than a mapping. */
const NO_MAPPING = { ...v.custom<never>(() => false), type: 'record' };

/** The same mapping, without lists: valibot takes one for a mapping from its indices. */
function noList<Mapping extends v.GenericSchema>(mapping: Mapping): Mapping {
  const run: Mapping['~run'] = (dataset, config) =>
    (Array.isArray(dataset.value) ? NO_MAPPING : mapping)['~run'](dataset, config) as never;
  return { ...mapping, '~run': run };
}

/** A mapping with fixed keys; every unknown key is an issue of its own. */
export function object<const Entries extends v.ObjectEntries>(entries: Entries, description: string) {
  const make = () => {
    const mapping = v.pipe(
      noList(v.looseObject(entries)),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!isMapping(dataset.value)) return;
        const value: Record<string, unknown> = dataset.value;
        for (const key of Object.keys(value)) {
          // Not `in`: a key called toString is no field either.
          if (Object.hasOwn(entries, key)) continue;
          addIssue({
            message: `unknown-key${FIX_SEPARATOR}${Object.keys(entries).join(',')}`,
            path: [{ type: 'object', origin: 'key', input: value, key, value: value[key] }],
          });
        }
      }),
      v.description(description),
    );
    return withFastRun(mapping, entries);
  };
  return later('loose_object', make) as unknown as v.GenericSchema<
    v.InferInput<v.ObjectSchema<Entries, undefined>>,
    FieldsOutput<Entries>
  >;
}

interface ObjectField {
  readonly key: string;
  readonly place: number;
  readonly schema: v.GenericSchema;
}

/** Unknown keys of a mapping that are looked at: no more of them are shown. */
const MOST_UNKNOWN = 250;

/** A mapping with the first of its unknown keys alone, where it has very many. */
function withFewUnknown(input: Record<string, unknown>, fields: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(input);
  if (keys.length <= fields.size + MOST_UNKNOWN) return input;
  let unknown = 0;
  return Object.fromEntries(
    keys.filter((key) => fields.has(key) || unknown++ < MOST_UNKNOWN).map((key) => [key, input[key]]),
  );
}

/**
 * The same mapping, read by the keys that it has rather than by those that it might have: of a component's forty fields
 * a file gives five. What has unknown keys, lacks one or is no mapping is left to the library and its messages.
 */
function withFastRun<Mapping extends v.GenericSchema>(mapping: Mapping, entries: v.ObjectEntries): Mapping {
  const fields = new Map<string, ObjectField>();
  const needed: string[] = [];
  /** Fields that are there even where the file leaves them out. */
  const defaulted: ObjectField[] = [];
  for (const [place, [key, schema]] of Object.entries(entries).entries()) {
    const field = { key, place, schema: schema as v.GenericSchema };
    fields.set(key, field);
    if (schema.type !== 'optional') needed.push(key);
    else if ((schema as v.OptionalSchema<v.GenericSchema, unknown>).default !== undefined) defaulted.push(field);
  }
  const given = (input: Record<string, unknown>): ObjectField[] | undefined => {
    const found: ObjectField[] = [];
    // What is read has its keys in the order of the grammar.
    const insert = (field: ObjectField) => {
      let at = found.length;
      for (; at > 0 && found[at - 1]!.place > field.place; at--) found[at] = found[at - 1]!;
      found[at] = field;
    };
    for (const key of Object.keys(input)) {
      const field = fields.get(key);
      if (!field) return undefined;
      insert(field);
    }
    for (const key of needed) if (!Object.hasOwn(input, key)) return undefined;
    for (const field of defaulted) if (!Object.hasOwn(input, field.key)) insert(field);
    return found;
  };
  const run: Mapping['~run'] = (dataset, config) => {
    const input = dataset.value;
    const found = isMapping(input) ? given(input) : undefined;
    if (!found)
      return mapping['~run']({ value: isMapping(input) ? withFewUnknown(input, fields) : input }, config) as never;
    const output: Record<string, unknown> = {};
    let typed = true;
    let issues: v.BaseIssue<unknown>[] | undefined;
    for (const { key, schema } of found) {
      const value = (input as Record<string, unknown>)[key];
      const read = schema['~run']({ value }, config);
      if (read.issues) {
        const item = { type: 'object', origin: 'value', input, key, value } as v.IssuePathItem;
        for (const issue of read.issues as (v.BaseIssue<unknown> & { path?: v.IssuePathItem[] })[]) {
          (issue.path ??= [] as never).unshift(item);
          issues?.push(issue);
        }
        issues ??= read.issues;
      }
      if (!read.typed) typed = false;
      output[key] = read.value;
    }
    return { typed, value: output, issues } as never;
  };
  return { ...mapping, '~run': run };
}

/**
 * A short form or a mapping, told apart by what was written, so that a mistake in one is not reported for the other.
 */
export function either<Short extends v.GenericSchema, Long extends v.GenericSchema>(
  short: Short,
  long: Long,
  description: string,
): v.GenericSchema<v.InferInput<Short> | v.InferInput<Long>, v.InferOutput<Short> | v.InferOutput<Long>> {
  return v.pipe(
    v.lazy((input) => (isMapping(input) ? (long as v.GenericSchema) : (short as v.GenericSchema))),
    v.metadata({ alternatives: [short, long], json: { description } } satisfies FieldMetadata as Record<
      string,
      unknown
    >),
  ) as never;
}

/** A list or a word, told apart likewise. */
export function wordOrList<Word extends v.GenericSchema, List extends v.GenericSchema>(
  word: Word,
  items: List,
  description: string,
): v.GenericSchema<unknown, v.InferOutput<Word> | v.InferOutput<List>> {
  return v.pipe(
    v.lazy((input) => (Array.isArray(input) ? (items as v.GenericSchema) : (word as v.GenericSchema))),
    v.metadata({ alternatives: [word, items], json: { description } } satisfies FieldMetadata as Record<
      string,
      unknown
    >),
  ) as never;
}
