import type { Dispatch, Step, System, SystemCall, Tier, Time } from '../models/system/system.ts';

/**
 * Instructions: the operation and its operands, one after the other in `Program.code`. A target is an index into it.
 */
export const VISIT = 0; // tier, slot, target if refused, stream
export const LEAVE = 1; // tier, slot
export const SERVE = 2; // station, sampler
export const DELAY = 3; // sampler
export const REPEAT = 4; // whole part, constant with the fraction, slot, target if never, stream
export const AGAIN = 5; // slot, target if there is another time
// stream, branches, first constant of their cumulative probabilities, target if none, targets …
export const EITHER = 6;
export const JUMP = 7; // target
export const FORK = 8; // needed, branches, target if too many are refused, targets …
export const CALL = 9; // call
export const ASYNC = 10; // call
export const END = 11; // the routine or branch is done
export const FAIL = 12; // the routine or branch was refused

/** Words of each instruction, without the targets at the end of EITHER and FORK. */
export const VISIT_WORDS = 5;
export const LEAVE_WORDS = 3;
export const SERVE_WORDS = 3;
export const DELAY_WORDS = 2;
export const REPEAT_WORDS = 6;
export const AGAIN_WORDS = 3;
export const EITHER_WORDS = 5;
export const FORK_WORDS = 4;
export const CALL_WORDS = 2;

/** How visits are dispatched, as numbers. */
export const ONE_NODE = 0;
export const RANDOM = 1;
export const ROUND_ROBIN = 2;
export const POWER_OF_TWO = 3;
export const LEAST_CONNECTIONS = 4;

/** Stands for "no limit" where integers are stored. */
export const UNLIMITED = 0x7fffffff;

/** What a stream of random numbers is for; the first of its keys. */
const FOR_ARRIVALS = 1;
const FOR_CLIENTS = 2;
const FOR_STEPS = 3;

/** A tier as the engine sees it: nodes that share one queue are one node with the servers of all. */
export interface CompiledTier {
  readonly name: string;
  readonly dispatch: number;
  /** Nodes with queues of their own. */
  readonly nodes: number;
  /** Number of the first of them among the nodes of all tiers. */
  readonly firstNode: number;
  /** Of each of them. */
  readonly threads: number;
  readonly room: number;
}

export interface CompiledStation {
  readonly name: string;
  readonly tier: number;
  /** At each node of the compiled tier. */
  readonly servers: number;
  /** Number of its queue at the tier's first node among all queues; the other nodes' follow. */
  readonly firstQueue: number;
}

/** A call step. */
export interface CallSite {
  /** The routine that it is a step of. */
  readonly from: number;
  readonly call: SystemCall;
  /** Samplers of the ways, −1 where there is none. */
  readonly wire: number;
  readonly fallbackWire: number;
  /** Stream of its errors. */
  readonly stream: number;
  /** The call followed by END, for an asynchronous one to run apart. */
  readonly apart: number;
}

export interface CompiledSource {
  readonly name: string;
  readonly routine: number;
  readonly isClosed: boolean;
  /** Users; 0 for an open source. */
  readonly users: number;
  /** Sampler of the time between arrivals or of the think time. */
  readonly time: number;
  /** Sampler of the way to the client and back, −1 if there is none. */
  readonly client: number;
}

/** A system as flat code. */
export interface Program {
  readonly code: Int32Array;
  readonly constants: Float64Array;
  /** Where each routine starts. */
  readonly starts: Int32Array;
  /** Slots that a routine or branch needs for the visits and repetitions it is in, 1 or more. */
  readonly slots: number;
  readonly routines: readonly string[];
  readonly tiers: readonly CompiledTier[];
  readonly stations: readonly CompiledStation[];
  readonly sites: readonly CallSite[];
  readonly sources: readonly CompiledSource[];
  /** Nodes and queues of all tiers and stations together. */
  readonly nodes: number;
  readonly queues: number;
  /** What is sampled, and from which stream. */
  readonly times: readonly Time[];
  readonly timeStreams: readonly number[];
  /** Keys of each random stream. */
  readonly streamKeys: readonly (readonly number[])[];
}

/** Visits that a step is in. */
interface Scope {
  /** Tier of the innermost visit, −1 outside of all. */
  readonly tier: number;
  /** Slots in use. */
  readonly depth: number;
  /** Where a refused request goes: leaves the visits it is in and fails. */
  readonly refused: number;
}

const DISPATCH: Record<Dispatch, number> = {
  shared: ONE_NODE,
  random: RANDOM,
  'round-robin': ROUND_ROBIN,
  'power-of-two': POWER_OF_TWO,
  'least-connections': LEAST_CONNECTIONS,
};

/** Turns the limit of one node into that of so many, as an integer. */
function limit(what: string, value: number | undefined, least: number, nodes = 1): number {
  if (value === undefined || value === Infinity) return UNLIMITED;
  if (!Number.isInteger(value) || value < least) throw new RangeError(`${what} must be a whole number: ${value}`);
  return Math.min(value * nodes, UNLIMITED);
}

function share(what: string, value: number): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${what} must be between 0 and 1: ${value}`);
  return value;
}

/**
 * Compiles a system into flat code for the engine.
 *
 * @throws RangeError for an index that leads nowhere, a serve outside of a visit, a fork that needs more branches than
 *   it has, probabilities above 1, and numbers that are negative, not finite or not whole where they must be.
 */
export function compile(system: System): Program {
  return new Compiler(system).compile();
}

class Compiler {
  private readonly system: System;
  private readonly code: number[] = [];
  private readonly constants: number[] = [];
  private readonly tiers: CompiledTier[] = [];
  private readonly stations: CompiledStation[] = [];
  /** Number of each tier's first station. */
  private readonly firstStation: number[] = [];
  private readonly sites: CallSite[] = [];
  private readonly times: Time[] = [];
  private readonly timeStreams: number[] = [];
  private readonly streamKeys: (readonly number[])[] = [];
  private nodes = 0;
  private queues = 0;
  private slots = 1;
  private routine = 0;
  /** Steps of the routine that were compiled, which name their streams. */
  private steps = 0;

  constructor(system: System) {
    this.system = system;
  }

  compile(): Program {
    const { system } = this;
    for (const tier of system.tiers) this.tier(tier);
    const starts = system.routines.map(({ steps }, index) => {
      this.routine = index;
      this.steps = 0;
      return this.apart(steps);
    });
    const sources = system.sources.map((source, index): CompiledSource => {
      this.routineAt(source.routine);
      const time = source.type === 'open' ? source.interarrival : source.think;
      if (source.type === 'open' && !(time.mean > 0)) {
        throw new RangeError(`time between arrivals of ${source.name} must be above 0: ${time.mean}`);
      }
      return {
        name: source.name,
        routine: source.routine,
        isClosed: source.type === 'closed',
        users: source.type === 'open' ? 0 : limit(`users of ${source.name}`, source.users, 0),
        time: this.sampler(time, [FOR_ARRIVALS, index]),
        client: source.client === undefined ? -1 : this.sampler(source.client, [FOR_CLIENTS, index]),
      };
    });
    const { tiers, stations, sites, slots, nodes, queues, times, timeStreams, streamKeys } = this;
    return {
      code: Int32Array.from(this.code),
      constants: Float64Array.from(this.constants),
      starts: Int32Array.from(starts),
      routines: system.routines.map(({ name }) => name),
      sources,
      tiers,
      stations,
      sites,
      slots,
      nodes,
      queues,
      times,
      timeStreams,
      streamKeys,
    };
  }

  private tier({ name, nodes: given, dispatch, threads, room: own, stations }: Tier): void {
    if (!Number.isInteger(given) || given < 0) throw new RangeError(`${name} must have whole nodes: ${given}`);
    // A fleet without nodes refuses whatever comes.
    const [nodes, room] = given === 0 ? [1, 0] : [given, own];
    const shared = dispatch === 'shared' ? nodes : 1;
    const queues = nodes / shared;
    const tier = this.tiers.length;
    this.tiers.push({
      name,
      dispatch: queues === 1 ? ONE_NODE : DISPATCH[dispatch],
      nodes: queues,
      firstNode: this.nodes,
      threads: limit(`threads of ${name}`, threads, 1, shared),
      room: limit(`room of ${name}`, room, 0, shared),
    });
    this.nodes += queues;
    this.firstStation.push(this.stations.length);
    for (const station of stations) {
      const servers = limit(`servers of ${station.name}`, station.servers, 1, shared);
      this.stations.push({ name: station.name, tier, servers, firstQueue: this.queues });
      this.queues += queues;
    }
  }

  /** A new stream. */
  private stream(keys: readonly number[]): number {
    this.streamKeys.push(keys);
    return this.streamKeys.length - 1;
  }

  private sampler(time: Time, keys: readonly number[]): number {
    this.times.push(time);
    this.timeStreams.push(this.stream(keys));
    return this.times.length - 1;
  }

  private emit(...words: readonly number[]): number {
    this.code.push(...words);
    return this.code.length - words.length;
  }

  /** Code of a routine, or of a branch of a fork: something that runs apart. Returns where it starts. */
  private apart(steps: readonly Step[], tier = -1): number {
    const refused = this.emit(FAIL);
    const start = this.code.length;
    this.block(steps, { tier, depth: 0, refused });
    this.emit(END);
    return start;
  }

  private block(steps: readonly Step[], scope: Scope): void {
    for (const step of steps) this.step(step, scope);
  }

  /** Code that is jumped to, not run through: returns where it starts. */
  private aside(emit: () => number | void): number {
    const jump = this.emit(JUMP, 0);
    const start = emit() ?? jump + 2;
    this.code[jump + 1] = this.code.length;
    return start;
  }

  private step(step: Step, scope: Scope): void {
    const keys = [FOR_STEPS, this.routine, this.steps++];
    switch (step.do) {
      case 'visit':
        return this.visit(step.tier, step.steps, scope, keys);
      case 'serve': {
        const tier = this.system.tiers[scope.tier];
        if (tier === undefined) throw new RangeError('a serve stands outside of every visit');
        if (tier.stations[step.station] === undefined) {
          throw new RangeError(`${tier.name} has no station ${step.station}`);
        }
        this.emit(SERVE, this.firstStation[scope.tier]! + step.station, this.sampler(step.time, keys));
        return;
      }
      case 'delay':
        this.emit(DELAY, this.sampler(step.time, keys));
        return;
      case 'repeat':
        return this.repeat(step.times, step.steps, scope, keys);
      case 'either':
        return this.either(step.branches, scope, keys);
      case 'fork':
        return this.fork(step.needed, step.branches, scope);
      case 'call':
        this.emit(step.call.async ? ASYNC : CALL, this.site(step.call, keys));
        return;
    }
  }

  private visit(tier: number, steps: readonly Step[], scope: Scope, keys: readonly number[]): void {
    if (this.tiers[tier] === undefined) throw new RangeError(`there is no tier ${tier}`);
    const slot = this.slot(scope);
    const refused = this.aside(() => {
      this.emit(LEAVE, tier, slot);
      this.emit(JUMP, scope.refused);
    });
    this.emit(VISIT, tier, slot, scope.refused, this.stream(keys));
    this.block(steps, { tier, depth: slot + 1, refused });
    this.emit(LEAVE, tier, slot);
  }

  private repeat(times: number, steps: readonly Step[], scope: Scope, keys: readonly number[]): void {
    if (!(times >= 0 && times < UNLIMITED)) throw new RangeError(`a repetition must be 0 times or more: ${times}`);
    const slot = this.slot(scope);
    const whole = Math.floor(times);
    this.constants.push(times - whole);
    const begin = this.emit(REPEAT, whole, this.constants.length - 1, slot, 0, this.stream(keys));
    const body = this.code.length;
    this.block(steps, { ...scope, depth: slot + 1 });
    this.emit(AGAIN, slot, body);
    this.code[begin + 4] = this.code.length;
  }

  private either(branches: Extract<Step, { do: 'either' }>['branches'], scope: Scope, keys: readonly number[]): void {
    const firstConstant = this.constants.length;
    let sum = 0;
    for (const { probability } of branches) this.constants.push((sum += share('a probability', probability)));
    // Rounding may carry a sum of probabilities a little above 1.
    if (sum > 1 + 1e-9) throw new RangeError(`probabilities add up to more than 1: ${sum}`);
    // And a little below, which must not leave a sliver for no branch at all.
    if (sum > 1 - 1e-12) this.constants[this.constants.length - 1] = 1;
    const begin = this.emit(EITHER, this.stream(keys), branches.length, firstConstant, 0, ...branches.map(() => 0));
    const jumps = branches.map(({ steps }, branch) => {
      this.code[begin + EITHER_WORDS + branch] = this.code.length;
      this.block(steps, scope);
      return this.emit(JUMP, 0);
    });
    for (const place of [begin + 3, ...jumps]) this.code[place + 1] = this.code.length;
  }

  private fork(needed: number, branches: readonly (readonly Step[])[], scope: Scope): void {
    if (!Number.isInteger(needed) || needed < 0 || needed > branches.length) {
      throw new RangeError(`${needed} of ${branches.length} branches of a fork can't be needed`);
    }
    const starts = branches.map((steps) => this.aside(() => this.apart(steps, scope.tier)));
    this.emit(FORK, needed, branches.length, scope.refused, ...starts);
  }

  private site(call: SystemCall, keys: readonly number[]): number {
    const site = this.sites.length;
    this.routineAt(call.to);
    if (call.fallback !== undefined) this.routineAt(call.fallback.to);
    share('a share of errors', call.errors);
    if (!Number.isInteger(call.retries) || call.retries < 0) {
      throw new RangeError(`retries must be a whole number: ${call.retries}`);
    }
    for (const time of [call.timeout, call.hedge]) {
      if (time !== undefined && !(time >= 0)) throw new RangeError(`a timeout or hedge must be 0 s or later: ${time}`);
    }
    const wireOf = (time: Time | undefined, key: number) =>
      time === undefined || time.mean === 0 ? -1 : this.sampler(time, [...keys, key]);
    this.sites.push({
      from: this.routine,
      call,
      wire: wireOf(call.wire, 1),
      fallbackWire: wireOf(call.fallback?.wire, 2),
      stream: this.stream(keys),
      apart: call.async
        ? this.aside(() => {
            const start = this.emit(CALL, site);
            this.emit(END);
            return start;
          })
        : -1,
    });
    return site;
  }

  private routineAt(index: number): void {
    if (this.system.routines[index] === undefined) throw new RangeError(`there is no routine ${index}`);
  }

  private slot({ depth }: Scope): number {
    this.slots = Math.max(this.slots, depth + 1);
    return depth;
  }
}
