/** What stands in where something is gone: the call of a fallback, a cache that holds nothing. */
import type { Call } from '../topology/model.ts';
import type { Placed } from './placed.ts';

/**
 * The call of the fallback in place of a call that has one. It answers by itself: the attempts were those of the call
 * that fails.
 */
export const fallbackCall = (call: Call): Call => ({
  ...call,
  to: call.fallback!,
  fallback: undefined,
  errors: 0,
  retries: 0,
  timeoutSeconds: undefined,
  hedgeSeconds: undefined,
  region: undefined,
});

/** A cache that passes everything on. */
export const passingAll = (placed: Placed): Placed => ({
  ...placed,
  kind: { ...placed.kind, carry: () => 1, carryAt: undefined } as unknown as Placed['kind'],
});
