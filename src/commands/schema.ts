/** quoin schema: JSON Schema of the topology file, or of the estimate. */
import type { Io } from '../io.ts';
import { deliver } from './read.ts';

export interface SchemaCommandOptions {
  readonly out?: string;
}

export async function schemaCommand(
  what: 'topology' | 'estimate',
  options: SchemaCommandOptions,
  io: Io,
): Promise<number> {
  const schema =
    what === 'estimate'
      ? (await import('../report/json-schema.ts')).estimateSchema
      : (await import('../topology-schema.ts')).topologySchema();
  deliver(`${JSON.stringify(schema, null, 2)}\n`, options.out, io);
  return 0;
}
