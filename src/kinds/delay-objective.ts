/** How long work may wait in a queue or a log, at the worst hour of the day. */
import { duration, object, optional } from '../topology/fields.ts';

export const delayObjective = object(
  { delay: optional(duration('Longest that work waits behind the peaks of a day.')) },
  'Service level objective.',
);
