/** JSON Schema of the topology file, written from the same grammar that reads it. */
import { toJsonSchema, type ConversionConfig, type JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { kinds } from '../kinds/index.ts';
import { products } from '../products/index.ts';
import { object, quantityDefinition, quantityJsonSchema, type FieldMetadata } from '../topology/fields.ts';
import { commonUsage, componentFields, nodeFields, requestClass, topologyFields } from '../topology/grammar.ts';
import type { KindGrammar } from '../topology/catalogue.ts';
import { GENERICS } from '../topology/generic.ts';
import { warningCodes } from '../diagnostics/warnings.ts';
import { QUANTITY_PATTERNS, type QuantityKind } from '../topology/quantity.ts';

const QUANTITY_KINDS = Object.keys(QUANTITY_PATTERNS) as QuantityKind[];

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Fields carry their own JSON Schema where the library cannot see through them. */
const config: ConversionConfig = {
  typeMode: 'input',
  errorMode: 'ignore',
  overrideAction({ valibotAction, jsonSchema }) {
    const action = valibotAction as { type: string; metadata?: FieldMetadata };
    if (action.type !== 'metadata' || !action.metadata) return undefined;
    const { json, alternatives } = action.metadata;
    // The library copies metadata as it stands; ours is made of instructions.
    const { json: _, alternatives: __, ...rest } = jsonSchema as JsonSchema & FieldMetadata;
    return {
      ...rest,
      ...(json as JsonSchema),
      ...(alternatives && { anyOf: alternatives.map((one) => convert(one)) }),
    };
  },
  overrideSchema({ valibotSchema, jsonSchema }) {
    const { type } = valibotSchema as { type: string };
    if (type === 'lazy' || type === 'unknown') return {};
    // Unknown keys are refused by a check that the library cannot express.
    if (type === 'loose_object') return { ...jsonSchema, additionalProperties: false };
    return undefined;
  },
};

function convert(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, config);
  return withDefaults(rest);
}

const DEFAULT = /\(default ([^();:]+)\)/;

/** Puts the default that a description names into `default`, where editors look for it. */
function withDefaults(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const inner = withDefaults(property as JsonSchema);
    const said = DEFAULT.exec(inner.description ?? '')?.[1];
    const value = said === undefined ? undefined : defaultOf(inner, said);
    return [name, value === undefined ? inner : { ...inner, default: value }];
  });
  return properties.length === 0
    ? schema
    : { ...schema, properties: Object.fromEntries(properties) as Record<string, JsonSchema> };
}

/** The value that a default's words stand for; none for words that only explain ("the hottest"). */
function defaultOf({ enum: words, type, examples }: JsonSchema, said: string): string | number | boolean | undefined {
  if (words) return words.includes(said) ? said : undefined;
  if (type === 'boolean') return said === 'yes' || said === 'true';
  if (/^\d+(\.\d+)?$/.test(said)) return Number(said);
  return examples && /^\d/.test(said) ? said : undefined;
}

/** Fields by reference to where they are defined once: each kind has most of them. */
const references = (entries: object, from: string): Record<string, JsonSchema> =>
  Object.fromEntries(Object.keys(entries).map((name) => [name, { $ref: `#/definitions/${from}/properties/${name}` }]));

/** Names by which a component may ask for a kind: the kind's own, and those of the products that stand for it first. */
function namesOf(kind: KindGrammar): string[] {
  const sold = [...products.values()].filter((product) => product.kinds[0] === kind.name && !UNNAMED.has(product.name));
  const words = sold.flatMap((product) => [product.name, ...(product.aliases ?? [])]);
  const generic = Array.from(GENERICS).flatMap(([word, { kind: meant }]) => (meant === kind.name ? [word] : []));
  const own = words.filter((word) => !kinds.has(word) && (GENERICS.get(word)?.kind ?? kind.name) === kind.name);
  return [kind.name, ...new Set([...generic, ...own])];
}

/** Products that are no names of their own: what they stand for has to be said. */
const UNNAMED = new Set(['own', 'self-managed']);

function kindSchema(kind: KindGrammar): JsonSchema {
  const offered = new Set(
    [...products.values()]
      .filter((product) => product.kinds.includes(kind.name) && product.name !== 'own')
      .map((product) => product.name),
  );
  const usage = convert(object(kind.usage, 'Monthly amounts that no class produces.'));
  return {
    ...convert(object(kind.fields, kind.summary)),
    properties: {
      ...references(componentFields, 'component'),
      ...(kind.nodes && references(nodeFields, 'nodes')),
      ...convert(object(kind.fields, kind.summary)).properties,
      usage: { ...usage, properties: { ...references(commonUsage, 'usage'), ...usage.properties } },
      kind: { enum: namesOf(kind), description: kind.summary },
      ...(offered.size > 0 && {
        product: { enum: [...offered], description: 'Which of the provider’s products stands for the kind.' },
      }),
    },
    required: ['kind'],
  };
}

/** The codes that `checks.allow` takes. The grammar leaves them open, to say more of a word that is none than that. */
function withCodes(checks: JsonSchema): JsonSchema {
  const [allowing, ...others] = checks.anyOf as JsonSchema[];
  const allow = allowing!.properties!.allow as JsonSchema;
  const items = { enum: [...warningCodes], description: (allow.items as JsonSchema).description! };
  const properties = { ...allowing!.properties, allow: { ...allow, items } };
  return { ...checks, anyOf: [{ ...allowing!, properties }, ...others] };
}

/** The schema of a whole topology: one definition a kind, chosen by the `kind` that a component names. */
export function topologySchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {
    component: convert(object(componentFields, 'What every component has.')),
    nodes: convert(object(nodeFields, 'What runs on instances.')),
    usage: convert(object(commonUsage, 'Monthly amounts that mean the same on every kind.')),
  };
  for (const kind of QUANTITY_KINDS) definitions[quantityDefinition(kind)] = quantityJsonSchema(kind) as JsonSchema;
  for (const kind of kinds.values()) definitions[kind.name] = kindSchema(kind);
  const branches = [...kinds.values()].map((kind): JsonSchema => ({
    if: { properties: { kind: { enum: namesOf(kind) } }, required: ['kind'] },
    then: { $ref: `#/definitions/${kind.name}` },
  }));
  const file = convert(object(topologyFields, 'A Quoin topology.'));
  return {
    $schema: DRAFT,
    title: 'Quoin topology',
    ...file,
    properties: {
      ...file.properties,
      checks: withCodes(file.properties!.checks as JsonSchema),
      workload: {
        type: 'object',
        description: 'Request classes by name.',
        additionalProperties: convert(requestClass),
      },
      components: {
        type: 'object',
        description: 'Components by name.',
        minProperties: 1,
        additionalProperties: {
          type: 'object',
          required: ['kind'],
          properties: {
            kind: {
              enum: [...new Set([...kinds.values()].flatMap(namesOf))],
              description: 'A kind, or the name of a product that implies it.',
            },
          },
          allOf: branches,
        },
      },
    },
    patternProperties: { '^[xX]-.': { description: 'Holds anchors, and means nothing itself.' } },
    required: ['components'],
    definitions,
  };
}
