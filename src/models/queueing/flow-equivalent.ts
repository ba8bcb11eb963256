/** A closed network seen from outside: how fast it lets customers through, by how many of them are inside. */
import { erlangC } from './erlang.ts';
import { stationInNetwork } from './station-in-network.ts';

/** A station that customers visit while they are inside. Times share one unit, rates are its inverse. */
export interface InnerStation {
  /** Time that one customer needs there altogether, from its entry until it leaves the network; > 0. */
  readonly demand: number;
  /** E[S] of one visit; > 0. */
  readonly meanService: number;
  /** cs² of a visit, ≥ 0. */
  readonly serviceScv: number;
  /**
   * Customers that are served at full speed while so many are there: `min(n, c)` of c servers. Positive from 1 on,
   * never falling.
   */
  readonly speed: (customers: number) => number;
  /** The most that `speed` reaches. */
  readonly most: number;
  /** Load of others that come and go, in units of `speed`: erlangs; ≥ 0. */
  readonly background: number;
  /** Stations alike, each of which has these figures; 1 by default. */
  readonly copies?: number;
}

export interface InnerNetwork {
  /** Time that passes inside without using anything; ≥ 0. */
  readonly delay: number;
  readonly stations: readonly InnerStation[];
  /** N: customers that fit inside; ≥ 1. */
  readonly most: number;
}

/** The network as one server whose speed depends on how many it serves. */
export interface FlowEquivalent {
  /**
   * X(k): customers let through in a unit of time while k are inside, k from 0 upwards; the last is X(N), or as good as
   * that.
   */
  readonly rates: Float64Array;
  /** Mean customers at each station while k are inside, by station, all of its copies together. */
  readonly at: readonly Float64Array[];
}

/** Customers that are told apart; more of them are taken in groups of equal size. */
const MOST_CUSTOMERS = 320;
/** Above this share of the bottleneck's rate more customers inside let no more through. */
const SATURATED = 1 - 1e-7;

/**
 * The flow-equivalent server of a closed network: its throughput X(k) with k = 1…N customers inside.
 *
 * By convolution, exactly, where the network is of product form (services exponential, or delays); others' load at a
 * station is that of an open class in a mixed network. A station whose services vary otherwise is solved with the rest
 * of the network as a server whose speed depends on who is there (two phases of service, `station-in-network`), and
 * then stands in the network with the speeds that this gives, in turn until they agree: exact where there is one such
 * station and its services are hyperexponential.
 *
 * @returns all 0 where the background leaves a station nothing.
 * @see K. M. Chandy, U. Herzog, L. Woo, "Parametric analysis of queuing networks", IBM J. Res. Dev. 19 (1975), for the
 *   theorem; J. P.
 *   Buzen, Comm. ACM 16 (1973), for convolution; R. A. Marie, "An approximate analytical method for general queueing
 *   networks", IEEE Trans.
 *   Software Engineering 5 (1979), for general services
 */
export function flowEquivalent({ delay, stations, most }: InnerNetwork): FlowEquivalent {
  if (stations.some(({ background, most: speed }) => background >= speed * SATURATED))
    return { rates: new Float64Array(2), at: stations.map(() => new Float64Array(2)) };
  const { passing, rest } = hardlyBusy(delay, stations, most);
  if (passing.size === 0) return closedOff(delay, stations, most);
  const found = closedOff(
    rest,
    stations.filter((_, s) => !passing.has(s)),
    most,
  );
  let next = 0;
  return {
    rates: found.rates,
    at: stations.map((_, s) => {
      const time = passing.get(s);
      return time === undefined ? found.at[next++]! : found.rates.map((rate) => rate * time);
    }),
  };
}

/** What the waits at a station add to the time inside at most, as a share of it, where it is as good as a delay. */
const NEGLIGIBLE = 2e-3;

/**
 * Stations at which hardly anybody waits even when the bottleneck is full, with the time that they then take, and the
 * delay with all of these.
 */
function hardlyBusy(
  delay: number,
  stations: readonly InnerStation[],
  most: number,
): { readonly passing: ReadonlyMap<number, number>; readonly rest: number } {
  const passing = new Map<number, number>();
  let whole = delay;
  let bottleneck = Infinity;
  for (const { demand, copies = 1, most: speed, background } of stations) {
    whole += demand * copies;
    bottleneck = Math.min(bottleneck, (speed - background) / demand);
  }
  const rate = Math.min(bottleneck, most / whole);
  let rest = delay;
  for (const [s, { demand, copies = 1, most: speed, background }] of stations.entries()) {
    const servers = Math.floor(speed);
    const load = rate * demand + background;
    if (servers < 1 || load >= 0.9 * servers) continue;
    const waiting = (erlangC(servers, load) / (servers - load)) * demand * copies;
    if (waiting > NEGLIGIBLE * whole) continue;
    passing.set(s, demand * copies + waiting / 2);
    rest += demand * copies + waiting / 2;
  }
  return { passing, rest };
}

/** Customers to begin with: where they fill the bottleneck already, more of them let no more through. */
const FEW = 48;

function closedOff(delay: number, stations: readonly InnerStation[], most: number): FlowEquivalent {
  const bottleneck = stations.reduce(
    (least, { demand, most: speed, background }) => Math.min(least, (speed - background) / demand),
    Infinity,
  );
  for (let tried = FEW; tried * 2 < most && tried <= MOST_CUSTOMERS; tried *= 2) {
    const found = inGroups(delay, stations, tried);
    const full = found.rates.at(-1)!;
    if (full < bottleneck * SATURATED) continue;
    // All that come beyond that wait at the bottleneck.
    const held = stations.findIndex(
      ({ demand, most: speed, background }) => (speed - background) / demand === bottleneck,
    );
    const spread = (values: Float64Array, grows: boolean) =>
      Float64Array.from({ length: most + 1 }, (_, k) =>
        k < values.length ? values[k]! : values.at(-1)! + (grows ? k - values.length + 1 : 0),
      );
    return { rates: spread(found.rates, false), at: found.at.map((one, s) => spread(one, s === held)) };
  }
  return inGroups(delay, stations, most);
}

function inGroups(delay: number, stations: readonly InnerStation[], most: number): FlowEquivalent {
  // In groups of g customers a station of c servers is one of c/g.
  const group = Math.max(1, most / MOST_CUSTOMERS);
  const population = Math.max(1, Math.round(most / group));
  const exact = productForm(delay, stations, population, group);
  const bottleneck = Math.min(...stations.map(({ demand, most: speed, background }) => (speed - background) / demand));
  const general = [...stations.keys()].filter((s) => {
    const { demand, most: speed, background } = stations[s]!;
    return isGeneral(stations[s]!) && (bottleneck * demand) / (speed - background) > BUSY;
  });
  const found =
    general.length > 0 ? evened(byPhases(delay, stations, general, exact, group), exact, stations, general) : exact;
  if (group === 1) return found;
  const spread = (values: Float64Array) =>
    Float64Array.from(
      { length: Math.round((values.length - 1) * group) + 1 },
      (_, k) => group * between(values, k / group),
    );
  return { rates: spread(found.rates), at: found.at.map(spread) };
}

/**
 * Two phases end at an SCV of 1/2: what services that vary less gain beyond that is taken on in proportion, from
 * exponential ones over that, as far as the bottleneck allows.
 */
function evened(
  found: FlowEquivalent,
  exact: FlowEquivalent,
  stations: readonly InnerStation[],
  general: readonly number[],
): FlowEquivalent {
  const least = Math.min(...general.map((s) => stations[s]!.serviceScv));
  if (least >= 0.5) return found;
  const further = (0.5 - least) / 0.5;
  const bottleneck = Math.min(...stations.map(({ demand, most, background }) => (most - background) / demand));
  return {
    rates: found.rates.map((rate, k) => Math.min(bottleneck, rate + further * Math.max(0, rate - exact.rates[k]!))),
    at: found.at,
  };
}

/** Linear between whole numbers, the last value beyond. */
export function between(values: Float64Array, at: number): number {
  const low = Math.floor(at);
  if (low >= values.length - 1) return values.at(-1)!;
  return values[low]! + (at - low) * (values[low + 1]! - values[low]!);
}

/** More servers than that make the variability of services matter little, and the phases many. */
const MOST_SERVERS = 16;
/** Populations for which stations of general service are solved; between them the time inside is interpolated. */
const MOST_POPULATIONS = 5;
const MOST_SWEEPS = 3;
/**
 * Customers beyond which what services vary by changes no more: more of them get through what as many exponential ones
 * do, less the same share.
 */
const MOST_VARIED = 64;
/** Stations less busy than that beside the bottleneck may as well be exponential. */
const BUSY = 0.4;

const isGeneral = ({ serviceScv, most }: InnerStation): boolean =>
  Math.abs(serviceScv - 1) > 0.01 && Number.isInteger(most) && most <= MOST_SERVERS;

function byPhases(
  delay: number,
  stations: readonly InnerStation[],
  general: readonly number[],
  exact: FlowEquivalent,
  group: number,
): FlowEquivalent {
  const whole = exact.rates.length - 1;
  const last = Math.min(whole, MOST_VARIED);
  // Nobody waits while there are no more customers than servers.
  const free = Math.min(last, ...general.map((s) => Math.max(1, Math.floor(stations[s]!.most / group))));
  const looked = [0, free];
  const ratio = Math.max(1.25, (last / free) ** (1 / MOST_POPULATIONS));
  for (let k = free; k < last;) looked.push((k = Math.min(last, Math.max(k + 1, Math.round(k * ratio)))));
  const found = looked.map((k) => (k <= free ? exact : solvedWith(k)));
  const isLooked = (k: number) => looked.findLastIndex((one) => one <= k);
  const inner = (k: number, pick: (one: FlowEquivalent) => number): number => {
    if (k <= free)
      return pick({ rates: exact.rates.subarray(0, k + 1), at: exact.at.map((one) => one.subarray(0, k + 1)) });
    const i = isLooked(k);
    if (looked[i] === k) return pick(found[i]!);
    const [low, high] = [looked[i]!, looked[i + 1]!];
    const at = (j: number) => (looked[j]! <= free ? inner(looked[j]!, pick) : pick(found[j]!));
    return at(i) + ((k - low) / (high - low)) * (at(i + 1) - at(i));
  };
  // Customers inside over what gets through is the time inside, which grows evenly: that is interpolated.
  const rates = new Float64Array(whole + 1);
  for (let k = 1; k <= last; k++) rates[k] = k / inner(k, ({ rates: own }) => (own.length - 1) / own.at(-1)!);
  const share = rates[last]! / exact.rates[last]!;
  for (let k = last + 1; k <= whole; k++) rates[k] = exact.rates[k]! * share;
  const at = stations.map((_, s) => {
    const own = new Float64Array(whole + 1);
    for (let k = 1; k <= last; k++) own[k] = inner(k, (one) => one.at[s]!.at(-1)!);
    const scale = exact.at[s]![last]! > 0 ? own[last]! / exact.at[s]![last]! : 1;
    for (let k = last + 1; k <= whole; k++) own[k] = exact.at[s]![k]! * scale;
    return own;
  });
  return { rates, at };

  function solvedWith(population: number): FlowEquivalent {
    const speeds = stations.map(({ speed }) => speed);
    // What others take of a station is in its speeds once it has been solved.
    const left = stations.map(({ background }) => background);
    let whole!: FlowEquivalent;
    let before = 0;
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      for (const s of general) {
        const { meanService, serviceScv, most, demand, background } = stations[s]!;
        const others = stations.flatMap((one, other): InnerStation[] => {
          const copies = (one.copies ?? 1) - (other === s ? 1 : 0);
          return copies === 0 ? [] : [{ ...one, copies, speed: speeds[other]!, background: left[other]! }];
        });
        const rest = others.length === 0 && delay === 0 ? undefined : productForm(delay, others, population, group);
        const visits = demand / meanService;
        // What others take of the servers makes each of them slower.
        const mean = (meanService * most) / (most - background);
        const own = stationInNetwork({
          arrivalRate: (inside) =>
            rest === undefined ? visits / 1e-9 : visits * between(rest.rates, population - inside),
          population,
          servers: Math.max(1, Math.round(most / group)),
          meanService: mean * Math.max(1, group / most),
          serviceScv,
        });
        speeds[s] = (n) => (n / group < 1 ? (n / group) * own[1]! : between(own, n / group)) * meanService * group;
        left[s] = 0;
      }
      whole = productForm(
        delay,
        stations.map((one, s) => ({ ...one, speed: speeds[s]!, background: left[s]! })),
        population,
        group,
      );
      const now = whole.rates.at(-1)!;
      if ((general.length === 1 && (stations[general[0]!]!.copies ?? 1) === 1) || Math.abs(now - before) < 1e-6 * now)
        break;
      before = now;
    }
    return whole;
  }
}

function productForm(delay: number, stations: readonly InnerStation[], most: number, group: number): FlowEquivalent {
  let bottleneck = Infinity;
  let whole = delay;
  for (const { demand, copies = 1, most: speed, background } of stations) {
    bottleneck = Math.min(bottleneck, (speed - background) / demand / group);
    whole += demand * copies;
  }
  // Factors are taken times about the throughput: sums then stay within the range of numbers.
  const tilt = Math.min(bottleneck, most / whole);
  const size = most + 1;
  const factors = stations.map((station) => factorsOf(station, tilt, size, group));
  const away = new Float64Array(size);
  away[0] = 1;
  for (let k = 1; k < size; k++) away[k] = (away[k - 1]! * delay * tilt) / k;
  // Products of all stations before and of all after one.
  const before: Float64Array[] = [away];
  const powers = stations.map(({ copies = 1 }, s) => power(factors[s]!, copies));
  for (const [s, own] of powers.entries()) before.push(convolved(before[s]!, own));
  const sums = before.at(-1)!;
  const rates = new Float64Array(size);
  for (let k = 1; k < size; k++) {
    const rate = (tilt * sums[k - 1]!) / sums[k]!;
    // So few customers are never there where the sums are too small for a number: what they would get through is what
    // nobody hinders.
    rates[k] = sums[k]! > 0 && rate > 0 && rate < Infinity ? rate : Math.min(bottleneck, k / whole);
  }
  const after: Float64Array[] = Array.from({ length: stations.length });
  let behind: Float64Array | undefined;
  for (let s = stations.length - 1; s >= 0; s--) {
    after[s] = behind ? convolved(before[s]!, behind) : before[s]!;
    behind = behind ? convolved(behind, powers[s]!) : powers[s]!;
  }
  const at = stations.map(({ copies = 1 }, s) => {
    const own = factors[s]!;
    const rest = copies === 1 ? after[s]! : convolved(after[s]!, power(own, copies - 1));
    return Float64Array.from({ length: size }, (__, k) => {
      let mean = 0;
      for (let j = 1; j <= k; j++) mean += j * own[j]! * rest[k - j]!;
      return sums[k]! > 0 ? (copies * mean) / sums[k]! : rates[k]! * stations[s]!.demand * copies;
    });
  });
  return { rates, at };
}

/**
 * Terms of a station with j = 0… customers: (D·tilt)^j/(speed(1)·…·speed(j)), with the load of others summed over, the
 * largest of them 1.
 */
function factorsOf(
  { demand, speed, most, background }: InnerStation,
  tilt: number,
  size: number,
  group: number,
): Float64Array {
  const logs = new Float64Array(size);
  const speedAt = (n: number) => speed(n * group) / group;
  const others = background / group;
  let single = 0;
  let largest = 0;
  for (let j = 0; j < size; j++) {
    if (j > 0) single += Math.log((demand * tilt) / speedAt(j));
    let sum = 1;
    if (others > 0) {
      let term = 1;
      for (let i = 1; i < 20_000; i++) {
        term *= (others * (i + j)) / i / speedAt(i + j);
        sum += term;
        if (term < 1e-12 * sum && (others * (i + j)) / i < most / group) break;
      }
    }
    logs[j] = single + Math.log(sum);
    largest = Math.max(largest, logs[j]!);
  }
  return logs.map((log) => Math.exp(log - largest));
}

/** So many factors of one kind, by squaring. */
function power(own: Float64Array, copies: number): Float64Array {
  if (copies === 1) return own;
  const half = power(own, copies >> 1);
  const squared = convolved(half, half);
  return copies % 2 === 0 ? squared : convolved(squared, own);
}

function convolved(a: Float64Array, b: Float64Array): Float64Array {
  const size = a.length;
  const result = new Float64Array(size);
  for (let n = 0; n < size; n++) {
    let sum = 0;
    for (let j = 0; j <= n; j++) sum += a[n - j]! * b[j]!;
    result[n] = sum;
  }
  return result;
}
