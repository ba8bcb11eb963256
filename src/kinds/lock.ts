/** A lock or a transaction hot spot: waiting and deadlocks. It is part of something else and costs nothing itself. */
import { choice, count, duration, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { defineKind } from './kind.ts';

const fields = {
  rows: optional(number('Rows that transactions choose from.', 1)),
  actions: optional(number('Rows a transaction locks.', 1)),
  action_time: optional(duration('Time a transaction takes for each of them.')),
  nodes: optional(count('Nodes that replicate the rows.', 1)),
  replication: optional(choice(['eager', 'lazy'], 'How they replicate (default eager).')),
} as const;

export type LockOptions = FieldsOutput<typeof fields>;

export const lock = defineKind<LockOptions, null>({
  name: 'lock',
  summary: 'A lock or transaction hot spot: waiting, deadlocks.',
  fields,
  nodes: false,
  usage: {},
  placement: 'regional',
  inside: true,
  unused: ['hours', 'stop', 'rows', 'actions', 'action_time', 'nodes', 'replication'],
  consume: () => null,
});
