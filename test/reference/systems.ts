/**
 * The reference problems' inputs as systems and topologies, put to what the product runs: the answers under the names
 * of the reference file, as far as a problem can be posed so.
 */
import { percentiles } from '../../src/models/distribution/percentile.ts';
import { evaluator, type Requirement } from '../../src/models/reliability/requirement.ts';
import { latencyOf, solve, type Solution } from '../../src/models/system/solve.ts';
import type { Routine, Step, System, Tier, Time } from '../../src/models/system/system.ts';
import { toJson } from '../../src/estimate/published.ts';
import { call, open, routine, serve, station, tandem, tier, time, users, visit } from '../models/system/textbook.ts';
import { estimateOf } from '../support.ts';
import { moments, type Inputs, type Shape } from './solvers.ts';

type Answers = Readonly<Record<string, unknown>>;

export const systemSolvers: Readonly<Record<string, (inputs: Inputs) => Answers>> = {
  mm1: ({ arrival_rate, service_rate }) => markov(arrival_rate, service_rate, 1),
  mmc: ({ arrival_rate, service_rate, servers }) => markov(arrival_rate, service_rate, servers),
  mmck: ({ arrival_rate, service_rate, servers, capacity }) => {
    const solution = solve(station(tier(servers, { room: capacity }), serve(1 / service_rate), open(arrival_rate)));
    const { refused, meanWait, utilization } = solution.tiers[0]!.stations[0]!;
    const accepted = arrival_rate * (1 - refused);
    return {
      blocking_prob: refused,
      accepted_throughput: accepted,
      mean_wait: meanWait,
      mean_response: solution.sources[0]!.mean,
      mean_in_system: accepted * solution.sources[0]!.mean,
      utilization,
    };
  },
  finite_source: ({ think_time, service_time, servers, population }) => {
    const solution = solve(station(tier(servers), serve(service_time), users(population, think_time)));
    return closedAnswers(solution, 0, { throughput: 'throughput', response: 'mean_response' });
  },
  mg1: ({ arrival_rate, service }) => {
    const answers = queueAnswers(solve(station(tier(1), step(service), open(arrival_rate))));
    // What the file's language cannot say, two branches that are not balanced and a uniform time, has its moments
    // alone.
    return isNamed(service) ? answers : meansOf(answers);
  },
  gg1: ({ interarrival, service }) => {
    const { utilization, mean_wait, mean_response, mean_in_system, response_p95, response_p99 } = general(
      interarrival,
      service,
      1,
    );
    const all = { utilization, mean_wait, mean_response, mean_in_system, response_p95, response_p99 };
    return isNamed(interarrival) && isNamed(service) ? all : {};
  },
  ggc: ({ interarrival, service, servers }) => {
    const answers = general(interarrival, service, servers);
    // The wait alone may be off by more: it is little of the response where there are many servers.
    return {
      utilization: answers.utilization,
      sim_mean_response: answers.mean_response,
      sim_prob_wait: answers.prob_wait,
      sim_response_p50: answers.response_p50,
      sim_response_p95: answers.response_p95,
      sim_response_p99: answers.response_p99,
    };
  },
  open_jackson: ({ service_rates, servers, external_arrivals, routing }) => {
    const rate: number = external_arrivals[0];
    const system: System = {
      tiers: servers.map((count: number) => tier(count)),
      routines: service_rates.map((mu: number, node: number): Routine => {
        const next = routing[node]
          .map((probability: number, to: number) => ({ probability, steps: [call(to)] }))
          .filter(({ probability }: { probability: number }) => probability > 0);
        const on: Step[] = next.length === 0 ? [] : [{ do: 'either', branches: next }];
        return routine(node, visit(node, serve(1 / mu)), ...on);
      }),
      sources: [open(rate)],
    };
    const solution = solve(system);
    const stations = solution.tiers.map((one) => one.stations[0]!);
    const isTandem = routing.flat().every((share: number) => share === 0 || share === 1);
    const latency = latencyOf(solution.sources[0], solution.lattice())!;
    return {
      node_throughput: stations.map(({ arrivalRate }) => arrivalRate),
      node_utilization: stations.map(({ utilization }) => utilization),
      node_mean_response: stations.map(({ meanWait, meanService }) => meanWait + meanService),
      system_mean_response: latency.mean,
      mean_in_system: rate * latency.mean,
      ...(isTandem && {
        system_response_p50: latency.p50,
        system_response_p95: latency.p95,
        system_response_p99: latency.p99,
      }),
    };
  },
  closed_mva: ({ demands, population, think_time, servers }) => {
    const stations = demands.map((demand: number, node: number) => [servers[node], demand] as const);
    const solution = solve(tandem(stations, users(population, think_time)));
    return {
      ...closedAnswers(solution, 0, { throughput: 'throughput', response: 'response' }),
      utilization: solution.tiers.map((one) => one.stations[0]!.utilization),
    };
  },
  fork_join_queues: ({ arrival_rate, service_rate, branches }) => {
    const all = Array.from({ length: branches }, (_, node) => [visit(node, serve(1 / service_rate))]);
    const solution = solve({
      tiers: all.map(() => tier(1)),
      routines: [routine(0, { do: 'fork', needed: branches, branches: all })],
      sources: [open(arrival_rate)],
    });
    const latency = latencyOf(solution.sources[0], solution.lattice())!;
    return { sim_mean_response: latency.mean, sim_response_p95: latency.p95, sim_response_p99: latency.p99 };
  },
  layered: (inputs) => {
    const names: string[] = inputs.tasks.map(({ name }: { name: string }) => name);
    const tiers = inputs.tasks.map(({ processor, threads }: Inputs): Tier =>
      tier(inputs.processors[processor].cores, { threads }),
    );
    const routines = inputs.tasks.map(({ name, cpu_demand_s: demand }: Inputs, task: number): Routine => {
      const calls = inputs.calls.filter(({ from }: Inputs) => from === name);
      const made: number = calls.reduce((sum: number, { mean_calls }: Inputs) => sum + mean_calls, 0);
      const slice = serve(demand / (made + 1));
      const steps = calls.map(({ to, mean_calls }: Inputs): Step => ({
        do: 'repeat',
        times: mean_calls,
        steps: [call(names.indexOf(to)), slice],
      }));
      return routine(task, visit(task, slice, ...steps));
    });
    const entry = names.indexOf(inputs.entry);
    const source =
      inputs.arrival_rate === undefined
        ? { ...users(inputs.population, inputs.think_time_s), routine: entry }
        : open(inputs.arrival_rate, 1, entry);
    const solution = solve({ tiers, routines, sources: [source] });
    return {
      response_s: solution.sources[0]!.mean,
      throughput: solution.throughput[0],
      processor_utilization: Object.fromEntries(
        inputs.tasks.map(({ processor }: Inputs, task: number) => [
          processor,
          solution.tiers[task]!.stations[0]!.utilization,
        ]),
      ),
    };
  },
  avail_series: ({ components }) => availabilityOf(chain(components.map((a: number) => fleet(1, 1, a)))),
  avail_parallel: ({ components }) => ({
    unavailability: required(
      { units: [], choices: [components.map((_: number, unit: number) => ({ units: [unit], choices: [] }))] },
      components,
    ).unavailability,
  }),
  avail_k_of_n: ({ k, n, component_availability }) => availabilityOf(chain([fleet(n, k, component_availability)])),
  avail_block_diagram: ({ tiers }) =>
    availabilityOf(chain(tiers.map(({ n, k, a }: { n: number; k: number; a: number }) => fleet(n, k, a)))),
  avail_zones: (inputs) => {
    const { zones, zone_availability: zone, replicas_per_zone: each, replica_availability: replica, needed } = inputs;
    if (inputs.region_availability !== undefined) return {};
    return availabilityOf(chain([fleet(zones * each, needed, replica)], { zones, zone: { availability: zone } }));
  },
  sla_composition: (inputs) => {
    if (inputs.dependencies === undefined) return {};
    return { composite: 1 - chain(inputs.dependencies.map((a: number) => fleet(1, 1, a))) };
  },
  retries: (inputs) => {
    if (inputs.fresh_rate !== undefined) {
      const { fresh_rate: rate, service_rate, capacity, max_attempts } = inputs;
      const solution = solve({
        tiers: [tier(1, { room: capacity })],
        // The problem's attempts find the room in its steady state: they come back when it has forgotten them.
        routines: [
          routine(
            0,
            call(1, {
              retries: max_attempts - 1,
              wire: { mean: 1000 / service_rate, scv: 0, shape: 'deterministic' },
            }),
          ),
          routine(1, visit(0, serve(1 / service_rate))),
        ],
        sources: [open(rate)],
      });
      const offered = solution.rates[1]!;
      return {
        offered_rate: offered,
        blocking_prob: solution.tiers[0]!.refused,
        user_success_prob: solution.success[0],
        amplification: offered / rate,
      };
    }
    if (inputs.failure_prob === undefined || inputs.timeout_ms !== undefined) return {};
    const solution = solve({
      tiers: [tier(1)],
      routines: [
        routine(0, call(1, { errors: inputs.failure_prob, retries: inputs.max_attempts - 1 })),
        routine(1, visit(0, serve(0.001))),
      ],
      sources: [open(1)],
    });
    return {
      expected_attempts: solution.rates[1]! / solution.rates[0]!,
      load_amplification: solution.rates[1]! / solution.rates[0]!,
      success_prob: solution.success[0],
    };
  },
  birnbaum_importance: ({ structure, availability }) => {
    const names = Object.keys(availability);
    const requirement = requirementOf(structure, names);
    const found = required(
      requirement,
      names.map((name) => availability[name]),
    );
    return {
      system_availability: 1 - found.unavailability,
      birnbaum: Object.fromEntries(names.map((name, unit) => [name, found.importance.get(unit)])),
      criticality: Object.fromEntries(
        names.map((name, unit) => [
          name,
          (found.importance.get(unit)! * (1 - availability[name])) / found.unavailability,
        ]),
      ),
    };
  },
};

const markov = (arrivalRate: number, serviceRate: number, servers: number): Answers =>
  queueAnswers(solve(station(tier(servers), serve(1 / serviceRate), open(arrivalRate))));

function general(interarrival: Shape, service: Shape, servers: number) {
  const source = { ...open(1 / moments(interarrival).mean), interarrival: timeOf(interarrival) };
  return queueAnswers(solve(station(tier(servers), step(service), source)));
}

/** Everything about one station. */
function queueAnswers(solution: Solution) {
  const { utilization, waitProbability, meanWait, wait, arrivalRate } = solution.tiers[0]!.stations[0]!;
  const latency = latencyOf(solution.sources[0], solution.lattice())!;
  const [wait90, wait95, wait99] = percentiles(wait!, [0.9, 0.95, 0.99]);
  return {
    utilization,
    prob_wait: waitProbability,
    mean_wait: meanWait,
    mean_response: latency.mean,
    mean_queue_length: arrivalRate * meanWait,
    mean_in_system: arrivalRate * latency.mean,
    response_p50: latency.p50,
    response_p95: latency.p95,
    response_p99: latency.p99,
    wait_p90: wait90,
    wait_p95: wait95,
    wait_p99: wait99,
  };
}

const meansOf = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([metric]) => !/_p\d+$/.test(metric)));

function closedAnswers(
  solution: Solution,
  source: number,
  names: { readonly throughput: string; readonly response: string },
): Answers {
  return { [names.throughput]: solution.throughput[source], [names.response]: solution.sources[source]!.mean };
}

function timeOf(shape: Shape): Time {
  const { mean, scv } = moments(shape);
  return time(mean, scv, shape.type === 'lognormal' ? 'lognormal' : undefined);
}

const step = (shape: Shape): Step => ({ do: 'serve', station: 0, time: timeOf(shape) });

/** Whether a time of the product's language is just this one. */
const isNamed = ({ type }: Shape): boolean => type !== 'hyperexponential' && type !== 'uniform';

/** So many nodes of which so many must be up. */
const fleet = (count: number, needed: number, availability: number) => ({
  kind: 'custom',
  count,
  required: needed,
  servers: 1,
  service: { mean: '1ms' },
  availability,
});

/** A topology in which each component calls the next: how often its requests find one of them down. */
function chain(fleets: readonly object[], where: { readonly zones?: number; readonly zone?: object } = {}): number {
  const components = Object.fromEntries(
    fleets.map((one, index) => [
      `c${index}`,
      { ...one, ...(index + 1 < fleets.length && { calls: [{ to: `c${index + 1}`, protocol: 'none' }] }) },
    ]),
  );
  const { classes } = toJson(
    estimateOf({
      name: 'chain',
      provider: 'aws',
      region: 'us-east-1',
      ...(where.zones !== undefined && { zones: where.zones }),
      failure: { basis: 'own', ...(where.zone && { zone: where.zone }) },
      workload: { c: { enters: 'c0', rate: '1/s', response: '1 KB' } },
      components,
    }),
  );
  return classes[0]!.availability.unavailability;
}

const availabilityOf = (unavailability: number): Answers => ({
  availability: 1 - unavailability,
  unavailability,
  downtime_min_per_year: unavailability * 8760 * 60,
});

function required(requirement: Requirement, availabilities: readonly number[]) {
  const importance = new Map<number, number>();
  const { value } = evaluator(requirement).importance(
    availabilities.map((availability) => 1 - availability),
    (unit, own) => importance.set(unit, own),
  );
  return { unavailability: value, importance };
}

/** An expression of the reference file as what the product looks at. */
function requirementOf(structure: string, names: readonly string[]): Requirement {
  const unit = (name: string) => names.indexOf(name.trim());
  const counted = /^([\w+ ]+)>= *(\d+)$/.exec(structure);
  if (counted) {
    const members = counted[1]!.split('+').map(unit);
    const alternatives = subsets(members, Number(counted[2]));
    return { units: [], choices: [alternatives.map((units) => ({ units, choices: [] }))] };
  }
  const alternatives = structure.split(' or ').map((part) => part.replace(/[()]/g, '').split(' and ').map(unit));
  return { units: [], choices: [alternatives.map((units) => ({ units, choices: [] }))] };
}

function subsets(members: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return members.flatMap((first, at) => subsets(members.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}
