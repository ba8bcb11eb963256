import * as op from './compile.ts';
import type { Program } from './compile.ts';
import * as field from './counters.ts';
import { counterLayout, type CounterLayout } from './counters.ts';
import { EventHeap } from './heap.ts';
import { RandomStreams } from './random.ts';
import { Samplers } from './samplers.ts';

// Names of this module's own: where modules are run one by one, as in the tests, an imported one is looked up at each
// use, which makes the loop three times as slow.
const {
  AGAIN,
  AGAIN_WORDS,
  ASYNC,
  CALL,
  CALL_WORDS,
  DELAY,
  DELAY_WORDS,
  EITHER,
  EITHER_WORDS,
  END,
  FORK,
  FORK_WORDS,
  JUMP,
  LEAVE,
  LEAVE_WORDS,
  ONE_NODE,
  POWER_OF_TWO,
  RANDOM,
  REPEAT,
  REPEAT_WORDS,
  ROUND_ROBIN,
  SERVE,
  SERVE_WORDS,
  UNLIMITED,
  VISIT,
  VISIT_WORDS,
} = op;
const {
  ROUTINE_DONE,
  ROUTINE_FAILED,
  ROUTINE_FIELDS,
  ROUTINE_RESPONSE,
  SITE_ATTEMPTS,
  SITE_CALLS,
  SITE_DOWNSTREAM,
  SITE_ERRORS,
  SITE_FAILED,
  SITE_FIELDS,
  SITE_HEDGES,
  SITE_REFUSED,
  SITE_TIMEOUTS,
  SOURCE_ARRIVED,
  SOURCE_DONE,
  SOURCE_FAILED,
  SOURCE_FIELDS,
  SOURCE_REFUSED,
  SOURCE_RESPONSE,
  STATION_ARRIVED,
  STATION_BUSY,
  STATION_FIELDS,
  STATION_QUEUE,
  STATION_STARTED,
  STATION_WAIT,
  TIER_ADMITTED,
  TIER_ARRIVED,
  TIER_FIELDS,
  TIER_HELD,
  TIER_LEFT,
  TIER_NUMBER,
  TIER_QUEUE,
  TIER_REFUSED,
  TIER_TIME,
  TIER_WAIT,
} = field;

/** Kinds of events, in the low bits of their payload above the number of a strand, source or timer list. */
const GO_ON = 0;
const SERVED = 1;
const ARRIVAL = 2;
const USER = 3;
const TIMER = 4;
const KIND_BITS = 3;

/** What a strand runs, and so what its end means. */
const REQUEST = 0;
const BRANCH = 1;
const COPY = 2;
const FALLBACK = 3;
/** An asynchronous call that nobody waits for. */
const APART = 4;
/** Set beside what a strand runs once something that it needed has failed: it goes on, and ends as a failure. */
const BROKEN = 8;

/** How a strand has ended. A refused one has skipped the rest of its steps. */
const DONE = 0;
const FAILED = 1;
const REFUSED = 2;

/** Timer lists of a call site. */
const TIMEOUT = 0;
const HEDGE = 1;

const NONE = -1;
/** Marks a strand that is in no timer list. */
const UNLISTED = -2;

/** So many events without time going on: a loop that takes no time. */
const STALLED_EVENTS = 5_000_000;

/** Why the engine returned. */
export type Stop = 'time' | 'events' | 'full' | 'stalled' | 'idle';

/** Told of each request of a source that has succeeded: its response time, s, and the time of its end. */
export interface ResponseListener {
  record(source: number, response: number, now: number): void;
}

/**
 * Runs a compiled system event by event.
 *
 * What is in progress are strands: a request of a source, a branch of a fork, a copy of an attempt of a call, an
 * asynchronous call. Each is an index into arrays that grow by doubling, with a free list: no event allocates, and
 * memory is bounded by what was ever in progress at once. A strand that waits is a link of exactly one list: that of a
 * queue, of those ready to go on, or of the free ones. A strand may wait for children; they know its number and the
 * generation of its wait, which changes when the wait is over, so that a copy or branch which ends too late finds
 * nobody.
 *
 * The timeouts of one call site are equally long, and so are its hedges: they expire in the order in which they were
 * set.
 * They are kept in a list a site, of which only the first is an event; most are taken off again without having been
 * one.
 */
export class Engine {
  now = 0;
  events = 0;
  /** Strands in progress. */
  inProgress = 0;
  /** See `counterLayout`; integrals are up to date after `settle`. */
  readonly counters: Float64Array;
  readonly layout: CounterLayout;

  private readonly program: Program;
  private readonly code: Int32Array;
  private readonly slots: number;
  private readonly random: RandomStreams;
  private readonly samplers: Samplers;
  private readonly heap = new EventHeap();
  private readonly listener: ResponseListener;
  private readonly mostInProgress: number;

  // Strands
  private capacity = 256;
  /** Strands that were ever used. */
  private used = 0;
  private free = NONE;
  private kind = new Uint8Array(this.capacity);
  private pc = new Int32Array(this.capacity);
  /** Node that is being visited. */
  private node = new Int32Array(this.capacity);
  /** Source of a request, routine of a copy, call site of a fallback's caller. */
  private subject = new Int32Array(this.capacity);
  private parent = new Int32Array(this.capacity);
  private parentGeneration = new Int32Array(this.capacity);
  private generation = new Int32Array(this.capacity);
  private next = new Int32Array(this.capacity);
  /** Branches still needed, or attempts left. */
  private left = new Int32Array(this.capacity);
  /** Branches or copies that may still answer. */
  private open = new Int32Array(this.capacity);
  /** When the routine began, and when the wait in a queue did. */
  private began = new Float64Array(this.capacity);
  private queued = new Float64Array(this.capacity);
  /** For each slot: the node that was visited before or the times left, and when the visit began. */
  private saved: Int32Array;
  private entered: Float64Array;
  /** For each timer list of the call that the strand waits for. */
  private readonly hasTimers: boolean;
  private deadline: Float64Array;
  private timerBefore: Int32Array;
  private timerAfter: Int32Array;

  /** Events since time last went on. */
  private sameTime = 0;
  private readyFirst = NONE;
  private readyLast = NONE;

  // Tiers
  private readonly dispatch: Int32Array;
  private readonly tierNodes: Int32Array;
  private readonly firstNode: Int32Array;
  private readonly threads: Int32Array;
  private readonly room: Int32Array;
  private readonly turn: Int32Array;
  private readonly tierNumber: Int32Array;
  private readonly tierHeld: Int32Array;
  private readonly tierWaiting: Int32Array;
  private readonly tierChanged: Float64Array;
  /** Visits at each node, waiting or not, and threads held. */
  private readonly inside: Int32Array;
  private readonly held: Int32Array;
  private readonly threadFirst: Int32Array;
  private readonly threadLast: Int32Array;

  // Stations
  private readonly stationTier: Int32Array;
  private readonly servers: Int32Array;
  private readonly firstQueue: Int32Array;
  private readonly stationBusy: Int32Array;
  private readonly stationWaiting: Int32Array;
  private readonly stationChanged: Float64Array;
  private readonly busy: Int32Array;
  private readonly queueFirst: Int32Array;
  private readonly queueLast: Int32Array;

  // Call sites
  private readonly timerDelay: Float64Array;
  private readonly timerFirst: Int32Array;
  private readonly timerLast: Int32Array;
  private readonly isArmed: Uint8Array;
  private readonly siteTarget: Int32Array;
  private readonly siteRetries: Int32Array;
  private readonly siteErrors: Float64Array;
  private readonly siteBreaks: Uint8Array;
  private readonly siteWire: Int32Array;
  private readonly siteStream: Int32Array;
  private readonly siteFallback: Int32Array;
  private readonly siteFallbackWire: Int32Array;
  private readonly siteApart: Int32Array;

  // Sources
  private readonly sourceTime: Int32Array;
  private readonly sourceClient: Int32Array;
  private readonly sourceRoutine: Int32Array;
  private readonly isClosed: Uint8Array;

  /** Where the counters of each kind of thing start, kept here to spare a step in the loop. */
  private readonly tierBase: number;
  private readonly stationBase: number;
  private readonly siteBase: number;

  /**
   * @param seed of all random numbers; a whole number, 0 to 2⁵³ − 1.
   * @param listener told of every request that has succeeded.
   * @param mostInProgress strands in progress beyond which the engine stops.
   */
  constructor(program: Program, seed: number, listener: ResponseListener, mostInProgress: number) {
    const { tiers, stations, sites, sources, nodes, queues } = program;
    this.program = program;
    this.code = program.code;
    this.slots = program.slots;
    this.listener = listener;
    this.mostInProgress = mostInProgress;
    this.random = new RandomStreams(seed, program.streamKeys);
    this.samplers = new Samplers(program.times, program.timeStreams, this.random);
    this.layout = counterLayout(program);
    this.tierBase = this.layout.tiers;
    this.stationBase = this.layout.stations;
    this.siteBase = this.layout.sites;
    this.counters = new Float64Array(this.layout.length);

    const ints = <T>(items: readonly T[], of: (item: T) => number) => Int32Array.from(items, of);
    const empty = (length: number) => new Int32Array(length).fill(NONE);

    this.dispatch = ints(tiers, (tier) => tier.dispatch);
    this.tierNodes = ints(tiers, (tier) => tier.nodes);
    this.firstNode = ints(tiers, (tier) => tier.firstNode);
    this.threads = ints(tiers, (tier) => tier.threads);
    this.room = ints(tiers, (tier) => tier.room);
    this.turn = new Int32Array(tiers.length);
    this.tierNumber = new Int32Array(tiers.length);
    this.tierHeld = new Int32Array(tiers.length);
    this.tierWaiting = new Int32Array(tiers.length);
    this.tierChanged = new Float64Array(tiers.length);
    this.inside = new Int32Array(nodes);
    this.held = new Int32Array(nodes);
    this.threadFirst = empty(nodes);
    this.threadLast = empty(nodes);

    this.stationTier = ints(stations, (station) => station.tier);
    this.servers = ints(stations, (station) => station.servers);
    this.firstQueue = ints(stations, (station) => station.firstQueue);
    this.stationBusy = new Int32Array(stations.length);
    this.stationWaiting = new Int32Array(stations.length);
    this.stationChanged = new Float64Array(stations.length);
    this.busy = new Int32Array(queues);
    this.queueFirst = empty(queues);
    this.queueLast = empty(queues);

    // A hedge at or after the timeout is never sent.
    this.timerDelay = Float64Array.from(
      sites.flatMap(({ call: { timeout = Infinity, hedge = Infinity } }) => [
        timeout,
        hedge < timeout ? hedge : Infinity,
      ]),
    );
    this.timerFirst = empty(2 * sites.length);
    this.timerLast = empty(2 * sites.length);
    this.isArmed = new Uint8Array(2 * sites.length);
    this.siteTarget = ints(sites, ({ call }) => call.to);
    this.siteRetries = ints(sites, ({ call }) => call.retries);
    this.siteErrors = Float64Array.from(sites, ({ call }) => call.errors);
    this.siteBreaks = Uint8Array.from(sites, ({ call }) => (call.optional ? 0 : BROKEN));
    this.siteWire = ints(sites, ({ wire }) => wire);
    this.siteStream = ints(sites, ({ stream }) => stream);
    this.siteFallback = ints(sites, ({ call }) => call.fallback?.to ?? NONE);
    this.siteFallbackWire = ints(sites, ({ fallbackWire }) => fallbackWire);
    this.siteApart = ints(sites, ({ apart }) => apart);

    this.sourceTime = ints(sources, ({ time }) => time);
    this.sourceClient = ints(sources, ({ client }) => client);
    this.sourceRoutine = ints(sources, ({ routine }) => routine);
    this.isClosed = Uint8Array.from(sources, ({ isClosed }) => (isClosed ? 1 : 0));

    this.saved = new Int32Array(this.slots * this.capacity);
    this.entered = new Float64Array(this.slots * this.capacity);
    this.hasTimers = this.timerDelay.some((delay) => delay < Infinity);
    const timers = this.hasTimers ? 2 * this.capacity : 0;
    this.deadline = new Float64Array(timers);
    this.timerBefore = new Int32Array(timers).fill(UNLISTED);
    this.timerAfter = new Int32Array(timers);

    sources.forEach(({ users, time }, source) => {
      if (this.isClosed[source] === 0) this.heap.push(this.samplers.sample(time), ARRIVAL | (source << KIND_BITS));
      for (let user = 0; user < users; user++) {
        this.heap.push(this.samplers.sample(time), USER | (source << KIND_BITS));
      }
    });
  }

  /**
   * Goes on until a time, until so many events have happened in all, or until too much is in progress.
   *
   * @param until s; `Infinity` to stop by events only.
   */
  run(until: number, mostEvents: number): Stop {
    const { heap } = this;
    while (this.events < mostEvents) {
      const time = heap.earliest();
      if (time > until || time === Infinity) {
        if (until < Infinity) this.now = until;
        return until < Infinity ? 'time' : 'idle';
      }
      if (time > this.now) {
        this.now = time;
        this.sameTime = 0;
      } else if (++this.sameTime > STALLED_EVENTS) {
        return 'stalled';
      }
      const payload = heap.pop();
      this.events++;
      const subject = payload >> KIND_BITS;
      switch (payload & ((1 << KIND_BITS) - 1)) {
        case SERVED:
          this.endService(subject);
          this.go(subject);
          break;
        case GO_ON:
          this.go(subject);
          break;
        case ARRIVAL:
          heap.push(time + this.samplers.sample(this.sourceTime[subject]!), payload);
          this.arrive(subject);
          break;
        case USER:
          this.arrive(subject);
          break;
        default:
          this.expire(subject);
      }
      // A routine that calls itself without end takes no time: the limit must be looked at here too.
      while (this.readyFirst !== NONE && this.inProgress <= this.mostInProgress) {
        const strand = this.readyFirst;
        this.readyFirst = this.next[strand]!;
        this.go(strand);
      }
      if (this.inProgress > this.mostInProgress) return 'full';
    }
    return 'events';
  }

  /** Brings the integrals over time up to now. */
  settle(): void {
    for (let tier = 0; tier < this.tierNumber.length; tier++) this.touchTier(tier);
    for (let station = 0; station < this.servers.length; station++) this.touchStation(station);
  }

  private arrive(source: number): void {
    this.counters[SOURCE_FIELDS * source + SOURCE_ARRIVED]!++;
    const strand = this.spawn(REQUEST, this.program.starts[this.sourceRoutine[source]!]!, NONE, NONE);
    this.subject[strand] = source;
    this.go(strand);
  }

  /** A new strand whose routine begins now. It isn't ready yet. */
  private spawn(kind: number, pc: number, parent: number, node: number): number {
    let strand = this.free;
    if (strand === NONE) {
      if (this.used === this.capacity) this.grow();
      strand = this.used++;
    } else {
      this.free = this.next[strand]!;
    }
    this.inProgress++;
    this.kind[strand] = kind;
    this.pc[strand] = pc;
    this.node[strand] = node;
    this.parent[strand] = parent;
    if (parent !== NONE) this.parentGeneration[strand] = this.generation[parent]!;
    this.began[strand] = this.now;
    return strand;
  }

  private release(strand: number): void {
    this.next[strand] = this.free;
    this.free = strand;
    this.inProgress--;
  }

  private ready(strand: number): void {
    this.next[strand] = NONE;
    if (this.readyFirst === NONE) this.readyFirst = strand;
    else this.next[this.readyLast] = strand;
    this.readyLast = strand;
  }

  /** Runs a strand until it waits or ends. */
  private go(strand: number): void {
    const { code } = this;
    let pc = this.pc[strand]!;
    for (;;) {
      switch (code[pc]) {
        case SERVE:
          this.pc[strand] = pc;
          return this.serve(strand, code[pc + 1]!, code[pc + 2]!);
        case VISIT: {
          const tier = code[pc + 1]!;
          const node = this.pickNode(tier, code[pc + 4]!);
          const at = this.tierBase + TIER_FIELDS * tier;
          this.counters[at + TIER_ARRIVED]!++;
          if (this.inside[node]! >= this.room[tier]!) {
            this.counters[at + TIER_REFUSED]!++;
            pc = code[pc + 3]!;
            break;
          }
          this.touchTier(tier);
          this.inside[node]!++;
          this.tierNumber[tier]!++;
          const slot = this.slots * strand + code[pc + 2]!;
          this.saved[slot] = this.node[strand]!;
          this.entered[slot] = this.now;
          this.node[strand] = node;
          pc += VISIT_WORDS;
          if (this.threads[tier] !== UNLIMITED && !this.takeThread(strand, tier, node)) {
            this.pc[strand] = pc;
            return;
          }
          break;
        }
        case LEAVE: {
          const tier = code[pc + 1]!;
          const slot = this.slots * strand + code[pc + 2]!;
          const node = this.node[strand]!;
          const at = this.tierBase + TIER_FIELDS * tier;
          this.touchTier(tier);
          this.counters[at + TIER_LEFT]!++;
          this.counters[at + TIER_TIME]! += this.now - this.entered[slot]!;
          this.inside[node]!--;
          this.tierNumber[tier]!--;
          this.node[strand] = this.saved[slot]!;
          if (this.threads[tier] !== UNLIMITED) this.giveThread(tier, node);
          pc += LEAVE_WORDS;
          break;
        }
        case DELAY: {
          const time = this.samplers.sample(code[pc + 1]!);
          pc += DELAY_WORDS;
          if (time > 0) {
            this.pc[strand] = pc;
            this.heap.push(this.now + time, GO_ON | (strand << KIND_BITS));
            return;
          }
          break;
        }
        case REPEAT: {
          const fraction = this.program.constants[code[pc + 2]!]!;
          let times = code[pc + 1]!;
          if (fraction > 0 && this.random.uniform(code[pc + 5]!) < fraction) times++;
          this.saved[this.slots * strand + code[pc + 3]!] = times;
          pc = times > 0 ? pc + REPEAT_WORDS : code[pc + 4]!;
          break;
        }
        case AGAIN: {
          const left = --this.saved[this.slots * strand + code[pc + 1]!]!;
          pc = left > 0 ? code[pc + 2]! : pc + AGAIN_WORDS;
          break;
        }
        case EITHER:
          pc = this.pickBranch(pc);
          break;
        case JUMP:
          pc = code[pc + 1]!;
          break;
        case FORK:
          this.pc[strand] = pc;
          if (this.fork(strand, pc)) return;
          pc = this.pc[strand]!;
          break;
        case CALL:
          this.pc[strand] = pc;
          return this.call(strand, code[pc + 1]!);
        case ASYNC: {
          // Called here and now: what it sends is on its way before that of any later step.
          const site = code[pc + 1]!;
          this.call(this.spawn(APART, this.siteApart[site]!, NONE, NONE), site);
          pc += CALL_WORDS;
          break;
        }
        case END:
          return this.end(strand, false);
        default:
          return this.end(strand, true);
      }
    }
  }

  private pickNode(tier: number, stream: number): number {
    const first = this.firstNode[tier]!;
    const nodes = this.tierNodes[tier]!;
    switch (this.dispatch[tier]) {
      case ONE_NODE:
        return first;
      case RANDOM:
        return first + Math.floor(this.random.uniform(stream) * nodes);
      case ROUND_ROBIN: {
        const turn = this.turn[tier]!;
        this.turn[tier] = turn + 1 === nodes ? 0 : turn + 1;
        return first + turn;
      }
      case POWER_OF_TWO: {
        const one = Math.floor(this.random.uniform(stream) * nodes);
        let other = Math.floor(this.random.uniform(stream) * (nodes - 1));
        if (other >= one) other++;
        return first + (this.inside[first + other]! < this.inside[first + one]! ? other : one);
      }
      default:
        return this.leastConnected(first, nodes, stream);
    }
  }

  private leastConnected(first: number, nodes: number, stream: number): number {
    const { inside } = this;
    let least = inside[first]!;
    let equals = 1;
    for (let node = first + 1; node < first + nodes; node++) {
      if (inside[node]! < least) {
        least = inside[node]!;
        equals = 1;
      } else if (inside[node] === least) {
        equals++;
      }
    }
    let skip = equals === 1 ? 0 : Math.floor(this.random.uniform(stream) * equals);
    let node = first;
    while (inside[node] !== least || skip-- > 0) node++;
    return node;
  }

  private pickBranch(pc: number): number {
    const { code } = this;
    const u = this.random.uniform(code[pc + 1]!);
    const branches = code[pc + 2]!;
    const constant = code[pc + 3]!;
    for (let branch = 0; branch < branches; branch++) {
      if (u < this.program.constants[constant + branch]!) return code[pc + EITHER_WORDS + branch]!;
    }
    return code[pc + 4]!;
  }

  // Threads and stations

  /** Whether there was a thread for the visit; if not, it waits. */
  private takeThread(strand: number, tier: number, node: number): boolean {
    if (this.held[node]! < this.threads[tier]!) {
      this.held[node]!++;
      this.tierHeld[tier]!++;
      this.counters[this.tierBase + TIER_FIELDS * tier + TIER_ADMITTED]!++;
      return true;
    }
    this.tierWaiting[tier]!++;
    this.queued[strand] = this.now;
    this.next[strand] = NONE;
    const last = this.threadLast[node]!;
    if (last === NONE) this.threadFirst[node] = strand;
    else this.next[last] = strand;
    this.threadLast[node] = strand;
    return false;
  }

  /** Hands the thread to the visit that has waited longest. The tier has been touched. */
  private giveThread(tier: number, node: number): void {
    const strand = this.threadFirst[node]!;
    if (strand === NONE) {
      this.held[node]!--;
      this.tierHeld[tier]!--;
      return;
    }
    const after = this.next[strand]!;
    this.threadFirst[node] = after;
    if (after === NONE) this.threadLast[node] = NONE;
    this.tierWaiting[tier]!--;
    const at = this.tierBase + TIER_FIELDS * tier;
    this.counters[at + TIER_ADMITTED]!++;
    this.counters[at + TIER_WAIT]! += this.now - this.queued[strand]!;
    this.ready(strand);
  }

  private touchTier(tier: number): void {
    const time = this.now - this.tierChanged[tier]!;
    if (time === 0) return;
    this.tierChanged[tier] = this.now;
    const at = this.tierBase + TIER_FIELDS * tier;
    this.counters[at + TIER_NUMBER]! += time * this.tierNumber[tier]!;
    if (this.threads[tier] === UNLIMITED) return;
    this.counters[at + TIER_HELD]! += time * this.tierHeld[tier]!;
    this.counters[at + TIER_QUEUE]! += time * this.tierWaiting[tier]!;
  }

  private queueOf(strand: number, station: number): number {
    return this.firstQueue[station]! + this.node[strand]! - this.firstNode[this.stationTier[station]!]!;
  }

  private serve(strand: number, station: number, sampler: number): void {
    const queue = this.queueOf(strand, station);
    const at = this.stationBase + STATION_FIELDS * station;
    this.touchStation(station);
    this.counters[at + STATION_ARRIVED]!++;
    if (this.busy[queue]! < this.servers[station]!) {
      this.busy[queue]!++;
      this.stationBusy[station]!++;
      this.counters[at + STATION_STARTED]!++;
      this.heap.push(this.now + this.samplers.sample(sampler), SERVED | (strand << KIND_BITS));
      return;
    }
    this.stationWaiting[station]!++;
    this.queued[strand] = this.now;
    this.next[strand] = NONE;
    const last = this.queueLast[queue]!;
    if (last === NONE) this.queueFirst[queue] = strand;
    else this.next[last] = strand;
    this.queueLast[queue] = strand;
  }

  /** Frees the server that a strand used, or gives it to the next; the strand goes on behind its SERVE. */
  private endService(strand: number): void {
    const pc = this.pc[strand]!;
    const station = this.code[pc + 1]!;
    this.pc[strand] = pc + SERVE_WORDS;
    const queue = this.queueOf(strand, station);
    this.touchStation(station);
    const first = this.queueFirst[queue]!;
    if (first === NONE) {
      this.busy[queue]!--;
      this.stationBusy[station]!--;
      return;
    }
    const after = this.next[first]!;
    this.queueFirst[queue] = after;
    if (after === NONE) this.queueLast[queue] = NONE;
    this.stationWaiting[station]!--;
    const at = this.stationBase + STATION_FIELDS * station;
    this.counters[at + STATION_STARTED]!++;
    this.counters[at + STATION_WAIT]! += this.now - this.queued[first]!;
    const time = this.samplers.sample(this.code[this.pc[first]! + 2]!);
    this.heap.push(this.now + time, SERVED | (first << KIND_BITS));
  }

  private touchStation(station: number): void {
    const time = this.now - this.stationChanged[station]!;
    if (time === 0) return;
    this.stationChanged[station] = this.now;
    const at = this.stationBase + STATION_FIELDS * station;
    this.counters[at + STATION_BUSY]! += time * this.stationBusy[station]!;
    this.counters[at + STATION_QUEUE]! += time * this.stationWaiting[station]!;
  }

  // Forks

  /** Starts the branches; whether the strand waits for them. */
  private fork(strand: number, pc: number): boolean {
    const needed = this.code[pc + 1]!;
    const branches = this.code[pc + 2]!;
    const after = pc + FORK_WORDS + branches;
    for (let branch = 0; branch < branches; branch++) {
      const start = this.code[pc + FORK_WORDS + branch]!;
      this.ready(this.spawn(BRANCH, start, needed === 0 ? NONE : strand, this.node[strand]!));
    }
    if (needed === 0) {
      this.pc[strand] = after;
      return false;
    }
    this.left[strand] = needed;
    this.open[strand] = branches;
    return true;
  }

  /** Goes on when enough branches have succeeded, or when none is left: then the strand has failed. */
  private endBranch(parent: number, outcome: number): void {
    const pc = this.pc[parent]!;
    const open = --this.open[parent]!;
    if (outcome === DONE) this.left[parent]!--;
    const left = this.left[parent]!;
    if (outcome === REFUSED && open < left) {
      this.pc[parent] = this.code[pc + 3]!;
    } else {
      if (left > 0) {
        if (open > 0) return;
        this.kind[parent]! |= BROKEN;
      }
      this.pc[parent] = pc + FORK_WORDS + this.code[pc + 2]!;
    }
    this.generation[parent]!++;
    this.ready(parent);
  }

  // Calls

  private call(strand: number, site: number): void {
    this.counters[this.siteBase + SITE_FIELDS * site + SITE_CALLS]!++;
    this.left[strand] = this.siteRetries[site]!;
    this.attempt(strand, site);
  }

  private attempt(strand: number, site: number): void {
    this.counters[this.siteBase + SITE_FIELDS * site + SITE_ATTEMPTS]!++;
    this.open[strand] = 1;
    if (this.hasTimers) {
      this.setTimer(strand, 2 * site + TIMEOUT);
      this.setTimer(strand, 2 * site + HEDGE);
    }
    this.send(strand, COPY, this.siteTarget[site]!, this.siteWire[site]!);
  }

  /** Sends a copy of a call on its way. */
  private send(caller: number, kind: number, routine: number, wire: number): void {
    const copy = this.spawn(kind, this.program.starts[routine]!, caller, NONE);
    this.subject[copy] = routine;
    const time = wire === NONE ? 0 : this.samplers.sample(wire);
    if (time === 0) return this.ready(copy);
    this.began[copy] = this.now + time;
    this.heap.push(this.now + time, GO_ON | (copy << KIND_BITS));
  }

  /** A copy of the attempt that a caller waits for has ended. */
  private endCopy(caller: number, outcome: number): void {
    const site = this.code[this.pc[caller]! + 1]!;
    const at = this.siteBase + SITE_FIELDS * site;
    this.open[caller]!--;
    if (outcome !== DONE) {
      // The other copy may still answer.
      if (this.open[caller]! > 0) return;
      this.counters[at + (outcome === REFUSED ? SITE_REFUSED : SITE_DOWNSTREAM)]!++;
      return this.failAttempt(caller, site);
    }
    const errors = this.siteErrors[site]!;
    if (errors > 0 && this.random.uniform(this.siteStream[site]!) < errors) {
      this.counters[at + SITE_ERRORS]!++;
      return this.failAttempt(caller, site);
    }
    this.endAttempt(caller);
    this.goOnAfterCall(caller);
  }

  private failAttempt(caller: number, site: number): void {
    this.endAttempt(caller);
    if (this.left[caller]! > 0) {
      this.left[caller]!--;
      this.attempt(caller, site);
      return;
    }
    this.counters[this.siteBase + SITE_FIELDS * site + SITE_FAILED]!++;
    const fallback = this.siteFallback[site]!;
    if (fallback === NONE) this.failCall(caller, site);
    else this.send(caller, FALLBACK, fallback, this.siteFallbackWire[site]!);
  }

  /** The caller goes on without an answer, and fails in the end unless it could do without. */
  private failCall(caller: number, site: number): void {
    this.kind[caller]! |= this.siteBreaks[site]!;
    this.goOnAfterCall(caller);
  }

  /** Whatever still answers is too late. */
  private endAttempt(caller: number): void {
    this.generation[caller]!++;
    if (!this.hasTimers) return;
    const site = this.code[this.pc[caller]! + 1]!;
    this.clearTimer(caller, 2 * site + TIMEOUT);
    this.clearTimer(caller, 2 * site + HEDGE);
  }

  private goOnAfterCall(caller: number): void {
    this.pc[caller]! += CALL_WORDS;
    this.ready(caller);
  }

  // Timers

  private setTimer(strand: number, list: number): void {
    const delay = this.timerDelay[list]!;
    if (delay === Infinity) return;
    const at = 2 * strand + (list & 1);
    const deadline = this.now + delay;
    this.deadline[at] = deadline;
    const last = this.timerLast[list]!;
    this.timerBefore[at] = last;
    this.timerAfter[at] = NONE;
    if (last === NONE) this.timerFirst[list] = strand;
    else this.timerAfter[2 * last + (list & 1)] = strand;
    this.timerLast[list] = strand;
    if (this.isArmed[list] === 0) {
      this.isArmed[list] = 1;
      this.heap.push(deadline, TIMER | (list << KIND_BITS));
    }
  }

  private clearTimer(strand: number, list: number): void {
    const side = list & 1;
    const at = 2 * strand + side;
    const before = this.timerBefore[at]!;
    if (before === UNLISTED) return;
    const after = this.timerAfter[at]!;
    if (before === NONE) this.timerFirst[list] = after;
    else this.timerAfter[2 * before + side] = after;
    if (after === NONE) this.timerLast[list] = before;
    else this.timerBefore[2 * after + side] = before;
    this.timerBefore[at] = UNLISTED;
  }

  /** Fires the timers of a list that are due; the event may be of a timer that has been cleared. */
  private expire(list: number): void {
    const site = list >> 1;
    const at = this.siteBase + SITE_FIELDS * site;
    for (;;) {
      const strand = this.timerFirst[list]!;
      if (strand === NONE) {
        this.isArmed[list] = 0;
        return;
      }
      const deadline = this.deadline[2 * strand + (list & 1)]!;
      if (deadline > this.now) {
        this.heap.push(deadline, TIMER | (list << KIND_BITS));
        return;
      }
      if ((list & 1) === TIMEOUT) {
        this.counters[at + SITE_TIMEOUTS]!++;
        this.failAttempt(strand, site);
      } else {
        this.clearTimer(strand, list);
        this.counters[at + SITE_HEDGES]!++;
        this.open[strand]!++;
        this.send(strand, COPY, this.siteTarget[site]!, this.siteWire[site]!);
      }
    }
  }

  // Ends

  private end(strand: number, isRefused: boolean): void {
    const bits = this.kind[strand]!;
    const kind = bits & ~BROKEN;
    const outcome = isRefused ? REFUSED : bits === kind ? DONE : FAILED;
    if (kind === REQUEST) {
      const source = this.subject[strand]!;
      this.endRequest(source, this.now - this.began[strand]!, outcome);
      this.endRoutine(strand, this.sourceRoutine[source]!, outcome);
    } else if (kind !== APART) {
      const parent = this.parent[strand]!;
      const isAwaited = parent !== NONE && this.parentGeneration[strand] === this.generation[parent];
      if (kind === BRANCH) {
        if (isAwaited) this.endBranch(parent, outcome);
      } else {
        this.endRoutine(strand, this.subject[strand]!, outcome);
        if (kind === COPY) {
          if (isAwaited) this.endCopy(parent, outcome);
        } else if (outcome === DONE) this.goOnAfterCall(parent);
        else this.failCall(parent, this.code[this.pc[parent]! + 1]!);
      }
    }
    this.release(strand);
  }

  private endRoutine(strand: number, routine: number, outcome: number): void {
    const at = this.layout.routines + ROUTINE_FIELDS * routine;
    if (outcome !== DONE) {
      this.counters[at + ROUTINE_FAILED]!++;
      return;
    }
    this.counters[at + ROUTINE_DONE]!++;
    this.counters[at + ROUTINE_RESPONSE]! += this.now - this.began[strand]!;
  }

  private endRequest(source: number, inside: number, outcome: number): void {
    const sampler = this.sourceClient[source]!;
    const client = sampler === NONE ? 0 : this.samplers.sample(sampler);
    const at = SOURCE_FIELDS * source;
    if (outcome === DONE) {
      const response = inside + client;
      this.counters[at + SOURCE_DONE]!++;
      this.counters[at + SOURCE_RESPONSE]! += response;
      this.listener.record(source, response, this.now);
    } else {
      this.counters[at + (outcome === REFUSED ? SOURCE_REFUSED : SOURCE_FAILED)]!++;
    }
    if (this.isClosed[source] === 0) return;
    // A user sees the answer, and thinks, when it has come all the way.
    const time = client + this.samplers.sample(this.sourceTime[source]!);
    this.heap.push(this.now + time, USER | (source << KIND_BITS));
  }

  private grow(): void {
    const capacity = 2 * this.capacity;
    const bytes = new Uint8Array(capacity);
    bytes.set(this.kind);
    this.kind = bytes;
    this.pc = grown(this.pc);
    this.node = grown(this.node);
    this.subject = grown(this.subject);
    this.parent = grown(this.parent);
    this.parentGeneration = grown(this.parentGeneration);
    this.generation = grown(this.generation);
    this.next = grown(this.next);
    this.left = grown(this.left);
    this.open = grown(this.open);
    this.began = grownDoubles(this.began);
    this.queued = grownDoubles(this.queued);
    this.saved = grown(this.saved);
    this.entered = grownDoubles(this.entered);
    if (this.hasTimers) {
      this.deadline = grownDoubles(this.deadline);
      this.timerBefore = grown(this.timerBefore).fill(UNLISTED, 2 * this.capacity);
      this.timerAfter = grown(this.timerAfter);
    }
    this.capacity = capacity;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}

function grownDoubles(array: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * array.length);
  longer.set(array);
  return longer;
}
