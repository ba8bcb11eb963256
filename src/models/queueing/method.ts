/**
 * What a wait was computed by, said by whatever chose it: the formula, and the numbers that it was given.
 */
import type { WaitMoments } from './ggc.ts';

/** Every method. */
export const METHOD_IDS = [
  // Of arrivals and services by two moments each: `ggc.ts`.
  'mmc',
  'mg1',
  'gig1',
  'gigc',
  'gigc-regular',
  // Of nodes with a look at their queues: `dispatch.ts`.
  'least-connections',
  'power-of-two',
  // Of arrivals whose law is known: `renewal.ts`, `renewal-chain.ts`, and fixed services in a row.
  'gimc',
  'h2g1',
  'gimc-scaled',
  'merged',
  'fixed-tandem',
  // Of arrivals that depend on how many are there: `hedged.ts`, and limited room.
  'state-dependent',
  'mmck',
  'mgck',
  // No more threads than servers.
  'no-queue',
  // Of a fixed number of users: `mva.ts`, `closed-general.ts`, `layered.ts`; threads that they are not held up by.
  'mva',
  'linearizer',
  'finite-source',
  'layers',
  'uncounted',
  // Before a scarce pool, and at what its visits hold: `flow-equivalent.ts`.
  'flow-equivalent',
  'flow-equivalent-inside',
] as const;

export type MethodId = (typeof METHOD_IDS)[number];

/** Names of the numbers that methods are given, in the order in which they are listed. */
export const METHOD_INPUTS = [
  'users',
  'threads',
  'nodes',
  'servers',
  'room',
  'arrivalRate',
  'poissonRate',
  'meanService',
  'arrivalScv',
  'serviceScv',
  'longestBefore',
  'capacity',
] as const;

export type MethodInput = (typeof METHOD_INPUTS)[number];

/**
 * Numbers in SI units: servers, threads and room of each queue, and what arrives there in a second. `poissonRate` is
 * what arrives beside an uneven stream, `longestBefore` the longest fixed service on the way there, `capacity` what a
 * pool carries in a second.
 */
export type MethodInputs = { readonly [Name in MethodInput]?: number | undefined };

/** What is kept beside a wait: by reference, so that it costs nothing where nobody asks. */
export interface Chosen {
  readonly formula: MethodId;
  readonly given: MethodInputs;
}

/** The same where nothing may have had to be chosen: nobody waits, or everybody for ever. */
export type MaybeChosen = { readonly [Part in keyof Chosen]: Chosen[Part] | undefined };

export interface ChosenWait extends WaitMoments, Chosen {}
