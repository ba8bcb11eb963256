/**
 * Thread pools whose threads are held during the calls that they make: what a caller waits for is a thread of the
 * callee, then for the callee's processor and for the callees of the callee.
 */
import { birthDeath } from './birth-death.ts';
import { mmc } from './mmc.ts';

/** A pool of threads that run one kind of work on a processor. */
export interface LayeredTask {
  /** Index of the processor. */
  readonly processor: number;
  /** An integer ≥ 1, or `Infinity`. */
  readonly threads: number;
  /** Processor time of one invocation, ≥ 0. */
  readonly demand: number;
}

/** Tasks, processors, and who calls whom, synchronously. */
export interface LayeredModel {
  /** Cores of each processor, integers ≥ 1, or `Infinity`. */
  readonly cores: readonly number[];
  readonly tasks: readonly LayeredTask[];
  /** Calls of one invocation of `from`, by index; without a cycle. */
  readonly calls: readonly { readonly from: number; readonly to: number; readonly meanCalls: number }[];
  /** The task that the clients call. */
  readonly entry: number;
  readonly clients:
    | { readonly type: 'open'; readonly arrivalRate: number }
    | { readonly type: 'closed'; readonly users: number; readonly thinkTime: number };
}

/** Its steady state. */
export interface LayeredSolution {
  /** Answered requests of the clients. */
  readonly throughput: number;
  /** From a client's request until its answer; `Infinity` where open clients ask for more than can be served. */
  readonly response: number;
  /** How long a thread of each task is held by an invocation. */
  readonly holding: readonly number[];
  /** How long an invocation of each task waits for a thread. */
  readonly threadWait: readonly number[];
  /** Of a thread of each task. */
  readonly threadUtilization: readonly number[];
  /** Of a core of each processor. */
  readonly processorUtilization: readonly number[];
}

/**
 * Solves an acyclic layered model, in the manner of the method of layers: at a given throughput every processor and
 * every pool is a queue of its own, visited by no more customers than its callers have threads; its response is found
 * from the inside outwards. The throughput of closed clients is then the one at which users = throughput × (think time
 * + response), found by bisection: more throughput never shortens a response, so nothing has to converge.
 *
 * @throws RangeError for arguments outside their ranges, or calls in a cycle.
 * Accuracy: approximate. On the reference problems responses and holding times are within 1.1 % of simulation.
 * @see J. A. Rolia and K. C. Sevcik, "The method of layers", IEEE Trans. Software Engineering 21 (1995); C. M. Woodside
 *   et al., "The stochastic rendezvous network model", IEEE Trans. Computers 44 (1995).
 */
export function layered(model: LayeredModel): LayeredSolution {
  const order = callersFirst(model);
  const customers = customersOf(model, order);
  const { clients } = model;
  if (clients.type === 'open') return describe(model, order, customers, clients.arrivalRate);
  const { users, thinkTime } = clients;
  let low = 0;
  let high = Math.min(ceiling(model, order), users / (thinkTime + idleResponse(model, order)));
  if (!(high < Infinity)) throw new RangeError('requests that take no time have no throughput');
  for (let step = 0; step < 60 && high - low > 1e-10 * high; step++) {
    const middle = (low + high) / 2;
    const { response } = describe(model, order, customers, middle);
    if (middle * (thinkTime + response) < users) low = middle;
    else high = middle;
  }
  const solved = describe(model, order, customers, low);
  // Where a pool is full its response is steep: what the users' law says of it is the better figure.
  return { ...solved, response: Math.max(users / low - thinkTime, 0) };
}

function describe(
  model: LayeredModel,
  order: readonly number[],
  customers: readonly number[],
  throughput: number,
): LayeredSolution {
  const { tasks, cores, calls, entry, clients } = model;
  const source = clients.type === 'open' ? Infinity : clients.users;
  const visits = visitsOf(model, order);
  const load = cores.map(() => 0);
  const atProcessor = cores.map(() => 0);
  tasks.forEach((task, t) => {
    load[task.processor]! += throughput * visits[t]! * task.demand;
    if (visits[t]! > 0) atProcessor[task.processor]! += Math.min(task.threads, customers[t]!);
  });
  const processors = cores.map((servers, p) => queueAt({ load: load[p]!, servers, limit: atProcessor[p]!, source }));
  const holding = tasks.map(() => 0);
  const threadWait = tasks.map(() => 0);
  for (const t of order.toReversed()) {
    const { demand, processor, threads } = tasks[t]!;
    holding[t] = demand === 0 ? 0 : demand * processors[processor]!.inside;
    for (const { from, to, meanCalls } of calls) {
      if (from === t && meanCalls > 0) holding[t]! += meanCalls * (threadWait[to]! + holding[to]!);
    }
    if (holding[t] === 0) continue;
    if (holding[t] === Infinity) {
      threadWait[t] = Infinity;
      continue;
    }
    const pool = queueAt({
      load: throughput * visits[t]! * holding[t]!,
      servers: threads,
      limit: customers[t]!,
      source,
    });
    // Threads take longer the more of them are busy, which a queue of steady servers doesn't know: those that don't fit
    // at the processor wait here.
    const kept = threads < customers[t]! ? demand * processors[processor]!.outside : 0;
    threadWait[t] = Math.max(holding[t]! * (pool.inside - 1), kept);
  }
  return {
    throughput,
    response: threadWait[entry]! + holding[entry]!,
    holding,
    threadWait,
    threadUtilization: tasks.map((task, t) =>
      task.threads === Infinity ? 0 : (throughput * visits[t]! * holding[t]!) / task.threads,
    ),
    processorUtilization: cores.map((count, p) => (count === Infinity ? 0 : load[p]! / count)),
  };
}

/** More users than this are as good as endlessly many, but for what the users' law says. */
const MANY = 2000;

/**
 * Times at a queue in units of its service time, at a load in erlang: `source` users come back after whatever time
 * gives that load, and no more than `limit` of them are let in; the others wait outside.
 */
function queueAt(queue: {
  readonly load: number;
  readonly servers: number;
  readonly limit: number;
  readonly source: number;
}): { inside: number; outside: number } {
  const { load, servers, limit, source } = queue;
  if (!(load < servers)) return { inside: Infinity, outside: 0 };
  if (load === 0 || limit <= servers) return { inside: 1, outside: 0 };
  if (source > MANY) {
    const { waitProbability, meanInSystem } = mmc({ arrivalRate: load, meanService: 1, servers });
    const utilization = load / servers;
    const outside =
      limit === Infinity ? 0 : (waitProbability * utilization ** (limit + 1 - servers)) / (1 - utilization);
    return { inside: (meanInSystem - outside) / load, outside: outside / load };
  }
  // The longer the users are away the less the load. Regula falsi on a logarithmic scale, with the Illinois rule: an
  // end that stays put counts half.
  let [low, high] = [Math.log(source / load) - 60, Math.log(source / load)];
  let [above, below] = [servers - load, numbers(queue, Math.exp(high)).load - load];
  let found = { load, inside: load, outside: 0 };
  for (let round = 0, side = 0; round < 200 && high - low > 1e-12; round++) {
    const middle = (low * below - high * above) / (below - above);
    found = numbers(queue, Math.exp(middle));
    const excess = found.load - load;
    if (Math.abs(excess) < 1e-12 * load) break;
    if (excess > 0) {
      [low, above] = [middle, excess];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      [high, below] = [middle, excess];
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return { inside: found.inside / load, outside: found.outside / load };
}

function numbers(
  { servers, limit, source }: { servers: number; limit: number; source: number },
  away: number,
): { load: number; inside: number; outside: number } {
  const states = birthDeath(
    (k) => (source - k) / away,
    (k) => Math.min(k, servers),
    source,
  );
  let load = 0;
  let inside = 0;
  let outside = 0;
  for (let k = 0; k < states.length; k++) {
    load += Math.min(k, servers) * states[k]!;
    inside += Math.min(k, limit) * states[k]!;
    outside += Math.max(0, k - limit) * states[k]!;
  }
  return { load, inside, outside };
}

/** How many can ask for a thread of each task at once: the clients, or the threads of the callers. */
function customersOf({ tasks, calls, entry, clients }: LayeredModel, order: readonly number[]): number[] {
  const customers = tasks.map(() => 0);
  customers[entry] = clients.type === 'open' ? Infinity : clients.users;
  for (const t of order) {
    for (const { from, to, meanCalls } of calls) {
      if (from === t && meanCalls > 0) customers[to]! += Math.min(tasks[t]!.threads, customers[t]!);
    }
  }
  return customers;
}

function visitsOf({ tasks, calls, entry }: LayeredModel, order: readonly number[]): number[] {
  const visits = tasks.map(() => 0);
  visits[entry] = 1;
  for (const t of order) {
    for (const { from, to, meanCalls } of calls) if (from === t) visits[to]! += visits[t]! * meanCalls;
  }
  return visits;
}

/** The throughput that the processors allow. */
function ceiling(model: LayeredModel, order: readonly number[]): number {
  const visits = visitsOf(model, order);
  const perRequest = model.cores.map(() => 0);
  model.tasks.forEach((task, t) => (perRequest[task.processor]! += visits[t]! * task.demand));
  return Math.min(...model.cores.map((count, p) => count / perRequest[p]!));
}

function idleResponse(model: LayeredModel, order: readonly number[]): number {
  const visits = visitsOf(model, order);
  return model.tasks.reduce((sum, task, t) => sum + visits[t]! * task.demand, 0);
}

function callersFirst({ cores, tasks, calls, entry, clients }: LayeredModel): number[] {
  if (!(Number.isInteger(entry) && entry >= 0 && entry < tasks.length))
    throw new RangeError(`entry ${entry} is no task`);
  for (const { processor, threads, demand } of tasks) {
    if (!(cores[processor]! >= 1)) throw new RangeError(`processor ${processor} needs a core or more`);
    if (!(threads >= 1 && (Number.isInteger(threads) || threads === Infinity))) {
      throw new RangeError(`threads must be an integer of 1 or more: ${threads}`);
    }
    if (!(demand >= 0 && demand < Infinity)) throw new RangeError(`demand must be 0 or more: ${demand}`);
  }
  for (const { from, to, meanCalls } of calls) {
    if (!(tasks[from] && tasks[to] && meanCalls >= 0)) throw new RangeError(`call from ${from} to ${to}: ${meanCalls}`);
  }
  if (clients.type === 'open' ? !(clients.arrivalRate >= 0) : !(clients.users >= 1 && clients.thinkTime >= 0)) {
    throw new RangeError('clients need a rate of 0 or more, or a user or more who think for 0 or more');
  }
  const waiting = tasks.map(() => 0);
  for (const { to } of calls) waiting[to]!++;
  const order = tasks.map((_, t) => t).filter((t) => waiting[t] === 0);
  for (const t of order) {
    for (const { from, to } of calls) if (from === t && --waiting[to]! === 0) order.push(to);
  }
  if (order.length < tasks.length) throw new RangeError('calls go round in a cycle');
  return order;
}
