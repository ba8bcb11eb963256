/** quoin schema: JSON Schema of the topology file, or of what a command prints as JSON. */
import type { Io } from '../host/io.ts';
import type { SCHEMAS } from './choices.ts';
import { deliver } from './read.ts';

type SchemaName = (typeof SCHEMAS)[number];

export interface SchemaCommandOptions {
  readonly out?: string;
}

export async function schemaCommand(what: SchemaName, options: SchemaCommandOptions, io: Io): Promise<number> {
  const schema =
    what === 'estimate'
      ? (await import('../report/json-schema.ts')).estimateSchema
      : what === 'topology'
        ? (await import('../report/topology-schema.ts')).topologySchema()
        : (await import('../report/json-schemas.ts')).outputSchemas[what];
  deliver(`${JSON.stringify(schema, null, 2)}\n`, options.out, io);
  return 0;
}
