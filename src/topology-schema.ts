/** JSON Schema of the topology file, written from the same grammar that reads it. */
import { toJsonSchema, type ConversionConfig, type JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { kinds } from './kinds/index.ts';
import { products } from './products/index.ts';
import { object, type FieldMetadata } from './topology/fields.ts';
import { topologyFields } from './topology/grammar.ts';
import { componentSchema } from './topology/component.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Fields carry their own JSON Schema where the library cannot see through them. */
const config: ConversionConfig = {
  typeMode: 'input',
  errorMode: 'ignore',
  overrideAction({ valibotAction, jsonSchema }) {
    const action = valibotAction as { type: string; metadata?: FieldMetadata };
    if (action.type !== 'metadata' || !action.metadata) return undefined;
    const { json, alternatives } = action.metadata;
    return {
      ...jsonSchema,
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
  return rest;
}

/** The schema of a whole topology: one definition a kind, chosen by the `kind` that a component names. */
export function topologySchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  const branches: JsonSchema[] = [];
  const everyName: string[] = [];
  for (const kind of kinds.values()) {
    const sold = [...products.values()].filter(
      (product) => product.kinds[0] === kind.name && product.name !== 'own' && product.name !== 'self-managed',
    );
    const names = [
      kind.name,
      ...new Set(
        sold.flatMap((product) => [product.name, ...(product.aliases ?? [])]).filter((name) => !kinds.has(name)),
      ),
    ];
    everyName.push(...names);
    const component = convert(componentSchema(kind));
    const offered = [
      ...new Set(
        [...products.values()]
          .filter((product) => product.kinds.includes(kind.name) && product.name !== 'own')
          .map((product) => product.name),
      ),
    ];
    definitions[kind.name] = {
      ...component,
      properties: {
        ...component.properties,
        kind: { enum: names, description: kind.summary },
        ...(offered.length > 0 && {
          product: { enum: offered, description: 'Which of the provider’s products stands for the kind.' },
        }),
      },
      required: ['kind'],
    };
    branches.push({
      if: { properties: { kind: { enum: names } }, required: ['kind'] },
      then: { $ref: `#/definitions/${kind.name}` },
    });
  }
  const file = convert(object(topologyFields, 'A Quoin topology.'));
  return {
    $schema: DRAFT,
    title: 'Quoin topology',
    ...file,
    properties: {
      ...file.properties,
      components: {
        type: 'object',
        description: 'Components by name.',
        minProperties: 1,
        additionalProperties: {
          type: 'object',
          required: ['kind'],
          properties: {
            kind: { enum: [...new Set(everyName)], description: 'A kind, or the name of a product that implies it.' },
          },
          allOf: branches,
        },
      },
    },
    required: ['components'],
    definitions,
  };
}
