/**
 * A system of queues, as the analytic solver and the simulation both read it: who arrives, what each request does, and
 * where it waits. It knows no cloud. Times are seconds, rates per second.
 *
 * What a request does, step by step:
 *
 * - A request of a source runs its routine; its response time is from its arrival until the routine's last step is
 *   done, plus the way to the client and back where the source has one.
 * - A visit picks a node of its tier by the tier's dispatch, takes one of the node's threads where they are limited
 *   (waiting first come, first served), does its steps on that node, and gives the thread back when the last of them is
 *   done: calls made within a visit hold the thread.
 * - A tier with room for so many requests refuses the visit of one more (those waiting for a thread count): the steps
 *   of the visit are skipped, and so is the rest of the routine, which has failed.
 * - A call runs another routine. An attempt is over when that routine has ended or when its timeout has passed,
 *   whichever is first; the routine goes on either way. An attempt fails when it is timed out, when the routine that it
 *   ran failed, and with probability `errors` besides. A failed attempt is made again at once, `retries` times at most;
 *   after the last one the fallback is called, where there is one. A call fails when its last attempt and its fallback
 *   have.
 * - The caller then goes on with its further steps, so that a failure takes no load away; but its own routine has
 *   failed unless the call is `optional` or asynchronous.
 * - A fork goes on when so many branches as it needs have succeeded. When all have ended and fewer have, it goes on all
 *   the same and the routine has failed; it skips the rest as soon as refusals alone leave too few.
 * - A request succeeds when its routine does. Response times are those of the requests that succeed.
 * - A hedge sends a second copy when the attempt has not been answered so long after its start; the first answer
 *   counts, a failed one only where the other copy has failed too, and both copies run to their end.
 * - An asynchronous call runs its routine without the caller waiting for it. It is sent before whatever the next step
 *   sends.
 */

/**
 * Shapes of service times and delays. `gamma` with 1/scv whole is Erlang; `hyperexponential` has two balanced branches.
 */
export type Shape = 'exponential' | 'deterministic' | 'erlang' | 'gamma' | 'hyperexponential' | 'lognormal';

/** A random time. */
export interface Time {
  readonly mean: number;
  /** Squared coefficient of variation: 1 for exponential, 0 for deterministic. */
  readonly scv: number;
  readonly shape: Shape;
  /** Whether it passes on the way between places, as the wire of a call does. */
  readonly onWire?: boolean | undefined;
}

/** How a tier gives its visits to its nodes. */
export type Dispatch =
  /** One queue for all nodes: a free server of any of them takes the next. */
  | 'shared'
  /** Any node with the same probability. */
  | 'random'
  /** One node after the other. */
  | 'round-robin'
  /** Of two different nodes picked at random the one with fewer visits in progress, the first on a tie. */
  | 'power-of-two'
  /** A node with the fewest visits in progress, one of them at random on a tie. */
  | 'least-connections';

/** Servers of every node of a tier, with one queue a node, first come, first served. */
export interface Station {
  /** `app.cpu`. */
  readonly name: string;
  /** Servers of each node. */
  readonly servers: number;
}

/** Identical nodes. */
export interface Tier {
  /** `app`. */
  readonly name: string;
  readonly nodes: number;
  readonly dispatch: Dispatch;
  /** Visits that a node holds at once; more of them wait. Unlimited by default. */
  readonly threads?: number | undefined;
  /** Visits that find room at a node, waiting or not; more of them are refused. Unlimited by default. */
  readonly room?: number | undefined;
  readonly stations: readonly Station[];
}

export type Step =
  /** Runs `steps` on a node of a tier, holding one of its threads. */
  | { readonly do: 'visit'; readonly tier: number; readonly steps: readonly Step[] }
  /** Waits for and uses a server of the node that is being visited. `station` is an index into the tier's stations. */
  | { readonly do: 'serve'; readonly station: number; readonly time: Time }
  /** Passes without using anything. */
  | { readonly do: 'delay'; readonly time: Time }
  /** The whole part every time, one after the other, the fraction with that probability. */
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Step[] }
  /** One branch or none, by their probabilities, which add up to 1 at most. */
  | {
      readonly do: 'either';
      readonly branches: readonly { readonly probability: number; readonly steps: readonly Step[] }[];
      /**
       * Where the one branch is taken by all, but by some of them at other times: its time is that of all, its load
       * that of those.
       */
      readonly isThinned?: true;
    }
  /** All branches at once; goes on when `needed` of them have succeeded. The others run to their end. */
  | { readonly do: 'fork'; readonly needed: number; readonly branches: readonly (readonly Step[])[] }
  | { readonly do: 'call'; readonly call: SystemCall };

export interface SystemCall {
  /** The routine that is called. */
  readonly to: number;
  /** The way there and back, of every attempt and every copy; passes before the routine starts. */
  readonly wire?: Time | undefined;
  readonly async: boolean;
  /** Whether the caller succeeds without it. */
  readonly optional?: boolean | undefined;
  /** Share of attempts that fail for reasons of their own, 0..1. */
  readonly errors: number;
  /** Further attempts after a failed one. */
  readonly retries: number;
  readonly timeout?: number | undefined;
  readonly hedge?: number | undefined;
  readonly fallback?: { readonly to: number; readonly wire?: Time | undefined } | undefined;
}

/** What a component does for a request of a class. */
export interface Routine {
  readonly name: string;
  /** Index of the component that it belongs to. */
  readonly component: number;
  readonly steps: readonly Step[];
}

/** Requests of a class. */
export type Source = {
  readonly name: string;
  readonly routine: number;
  /** The way between the user and the entry, both directions together. */
  readonly client?: Time | undefined;
} & (
  | { readonly type: 'open'; /** Between arrivals; independent of each other. */ readonly interarrival: Time }
  | { readonly type: 'closed'; readonly users: number; readonly think: Time }
);

export interface System {
  readonly tiers: readonly Tier[];
  readonly routines: readonly Routine[];
  readonly sources: readonly Source[];
}
