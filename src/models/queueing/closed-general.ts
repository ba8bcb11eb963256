/**
 * Closed networks whose service is not exponential, or whose pools of servers open classes use too: a product-form
 * solution, corrected.
 */
import { finiteSource } from './finite-source.ts';
import type { WaitMoments } from './ggc.ts';
import type { NetworkSolution } from './mva.ts';

/** A station of the network: one column of the solution or, where its nodes have queues of their own, some alike. */
export interface ClosedPlace {
  /** Its first column. */
  readonly first: number;
  readonly copies: number;
  /** Of each copy. */
  readonly servers: number;
  /** Of one request of each class, at all copies together: visits, E[S] and E[S²] summed over them. */
  readonly visits: readonly number[];
  readonly work: readonly number[];
  readonly work2: readonly number[];
  /** What open classes bring to each copy in a second. */
  readonly open: { readonly rate: number; readonly work: number; readonly work2: number };
  /** Whether the network took it for a mere delay, since open classes use its servers too. */
  readonly isMixed: boolean;
  /** ca² ≥ 0 of what arrives, as far as the services before it make it other than Poisson. */
  readonly arrivalScv: number;
}

/** A solution, and the shape of the waits where it had to be corrected: by place. */
export interface CorrectedSolution extends NetworkSolution {
  readonly waits: readonly (WaitMoments | undefined)[];
}

const MOST_STEPS = 100;
/** So many users at a station that is full wait for each other, whatever its service varies by. */
const MOST_USERS = 3000;
const FULL = 0.97;
const SETTLED = 1e-9;

/**
 * Corrects the waits of a product-form solution for the stations' service SCVs.
 *
 * Each station is looked at by itself as M/G/c with a finite source whose users are away for as long as the rest of the
 * network takes; its wait times that of the solution over that of M/M/c with the same finite source, which makes up for
 * the rest being no mere delay. Repeated until the stations' waits agree, since each is the others' rest.
 *
 * @param network the solution with exponential service
 * @param thinkTimes,populations of each class
 * @returns the solution as it is where all service is exponential
 * Accuracy: see the family `closed` in measured.ts. Exact where the product form is.
 * @see `finiteSource`; R. A. Marie, "An approximate analytical method for general queueing networks", IEEE Trans.
 *   Software
 *   Engineering 5 (1979), for the stations by themselves
 */
export function generalService(
  network: NetworkSolution,
  places: readonly ClosedPlace[],
  thinkTimes: readonly number[],
  populations: readonly number[],
): CorrectedSolution {
  const population = populations.reduce((sum, one) => sum + one, 0);
  /** What a place is like at some throughputs: visits at each copy, its service, its SCV. */
  const stateOf = ({ visits, work, work2, open, copies, servers }: ClosedPlace, throughputs: readonly number[]) => {
    const of = (row: readonly number[]) => throughputs.reduce((sum, x, c) => sum + x * row[c]!, 0) / copies;
    const rate = of(visits);
    const meanService = (of(work) + open.work) / (rate + open.rate);
    const serviceScv = Math.max(0, (of(work2) + open.work2) / (rate + open.rate) / meanService ** 2 - 1);
    return { rate, meanService, serviceScv, servers, ownService: of(work) / rate };
  };
  const before = places.map((place) => {
    const state = stateOf(place, network.throughputs);
    // Mean wait of a user's visit, all classes together.
    const residence = network.throughputs.reduce(
      (sum, x, c) => sum + x * (network.residence[c]![place.first] ?? 0) * place.copies,
      0,
    );
    const wait = state.rate > 0 ? Math.max(0, residence / (state.rate * place.copies) - state.ownService) : 0;
    return { ...state, wait };
  });
  const isPlain = places.every(
    ({ open, work }, i) =>
      open.rate === 0 && (work.every((one) => one === 0) || Math.abs(before[i]!.serviceScv - 1) < 1e-9),
  );
  const isFull =
    population > MOST_USERS && before.some(({ rate, meanService, servers }) => (rate * meanService) / servers > FULL);
  if (isPlain || isFull || population === 0) return { ...network, waits: [] };
  const awayOf = (place: ClosedPlace, rate: number, response: number) =>
    Math.max(population / place.copies / rate - response, response * 1e-6);
  const isolated = (
    place: ClosedPlace,
    state: ReturnType<typeof stateOf>,
    wait: number,
    scv: number,
    withOpen = place.isMixed,
  ): WaitMoments => {
    const { rate, meanService, servers, ownService } = state;
    const users = Math.max(1, Math.round(population / place.copies));
    return finiteSource({
      servers,
      meanService,
      serviceScv: scv,
      users,
      away: awayOf(place, rate, wait + ownService) * (users / (population / place.copies)),
      openRate: withOpen ? place.open.rate : 0,
      userShare: withOpen ? rate / (rate + place.open.rate) : 1,
    });
  };
  // Open classes at one server stretch the users' demands by what they leave; their SCV is not the users'.
  const scvOf = (place: ClosedPlace, scv: number) => (place.open.rate > 0 && !place.isMixed ? 1 : scv);
  const factors = places.map((place, i) => {
    const state = before[i]!;
    if (place.isMixed || !(state.rate > 0) || state.wait === 0) return 1;
    const plain = isolated(place, state, state.wait, 1).meanWait;
    return plain > 0 ? state.wait / plain : 1;
  });
  const waits = before.map(({ wait }) => wait);
  /** A class that waited longer or less long than all together does so still. */
  const shares = places.map((place, i) =>
    populations.map((_, c) => {
      const visits = place.visits[c]!;
      if (place.isMixed || visits === 0 || before[i]!.wait === 0) return 1;
      return (
        Math.max(0, network.residence[c]![place.first]! * place.copies - place.work[c]!) / visits / before[i]!.wait
      );
    }),
  );
  const residenceOf = (c: number, i: number) => {
    const place = places[i]!;
    return place.work[c]! + place.visits[c]! * waits[i]! * shares[i]![c]!;
  };
  const throughputsNow = () =>
    populations.map((users, c) => {
      const cycle = places.reduce((sum, _, i) => sum + residenceOf(c, i), thinkTimes[c]!);
      return cycle > 0 ? users / cycle : 0;
    });
  let throughputs = throughputsNow();
  const shapes: (WaitMoments | undefined)[] = places.map(() => undefined);
  for (let step = 0; step < MOST_STEPS; step++) {
    let moved = 0;
    for (const [i, place] of places.entries()) {
      const state = stateOf(place, throughputs);
      if (!(state.rate > 0)) continue;
      const scv = scvOf(place, state.serviceScv);
      const alone = isolated(place, state, waits[i]!, scv);
      shapes[i] = place.open.rate > 0 ? isolated(place, state, waits[i]!, state.serviceScv, true) : alone;
      const irregular = (place.arrivalScv + scv) / (1 + scv);
      const next = factors[i]! * alone.meanWait * irregular;
      const wait = (waits[i]! + next) / 2;
      moved = Math.max(moved, Math.abs(wait - waits[i]!) / (wait + state.meanService));
      waits[i] = wait;
      throughputs = throughputsNow();
    }
    if (moved < SETTLED) break;
  }
  const columns = network.residence[0]!.length;
  const residence = populations.map((_, c) => {
    const row = Array.from({ length: columns }, () => 0);
    for (const [i, { first, copies }] of places.entries())
      for (let k = 0; k < copies; k++) row[first + k] = residenceOf(c, i) / copies;
    return row;
  });
  return {
    throughputs,
    responses: residence.map((row) => row.reduce((sum, one) => sum + one, 0)),
    residence,
    utilization: network.utilization,
    queueLengths: Array.from({ length: columns }, (_, column) =>
      throughputs.reduce((sum, x, c) => sum + x * residence[c]![column]!, 0),
    ),
    method: 'approximate',
    waits: shapes,
  };
}
