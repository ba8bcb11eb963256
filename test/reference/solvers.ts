/**
 * The reference problems' inputs put to the models, family by family: the answers under the names that the reference
 * file gives them.
 */
import { asymptoticBounds, balancedJobBounds } from '../oracles/bounds.ts';
import { characteristicTime, fifoHitRatio, lfuHitRatio } from '../oracles/cache-policies.ts';
import { erlangB, erlangC } from '../../src/models/queueing/erlang.ts';
import { forkJoinPercentile, forkJoinResponse } from '../oracles/forkjoin.ts';
import { kingmanWait, waitMoments, type GeneralQueue } from '../../src/models/queueing/ggc.ts';
import { gih1 } from '../oracles/gih1.ts';
import { inverseTail, invertLaplace, type Complex } from '../../src/models/queueing/inversion.ts';
import { openJackson } from '../oracles/jackson.ts';
import { layered } from '../../src/models/queueing/layered.ts';
import {
  gammaTransform,
  md1WaitTail,
  mg1ResponseTail,
  mg1Wait,
  percentile,
  tailTransform,
} from '../../src/models/queueing/mg1.ts';
import {
  batchArrivals,
  erlangA,
  finiteSource,
  mmc,
  mmcInSystemTail,
  mmck,
  mmcResponsePercentile,
  mmcWaitPercentile,
  mmcWaitTail,
} from '../../src/models/queueing/mmc.ts';
import { mva, openNetwork } from '../../src/models/queueing/mva.ts';
import { normalTail } from '../../src/models/queueing/normal-tail.ts';
import { concurrency, instancesFor, peakBacklog, retryLatency, retryStorm } from '../oracles/overload.ts';
import { nonPreemptiveWaits, preemptiveResponses } from '../oracles/priorities.ts';
import { betaFactor } from '../oracles/common-cause.ts';
import { alternating, HOURS_PER_YEAR, nines } from '../../src/models/reliability/downtime.ts';
import { lossProbability, meanTimeToDataLoss } from '../../src/models/reliability/durability.ts';
import { birnbaum, parseStructure } from '../oracles/importance.ts';
import { performability } from '../oracles/performability.ts';
import { raftElection } from '../../src/models/reliability/raft.ts';
import { composite } from '../oracles/sla.ts';
import { majority } from '../../src/models/reliability/zones.ts';
import { cheHitRatio } from '../../src/models/traffic/che.ts';
import { expectedAttempts, finalFailureShare } from '../../src/models/traffic/retries.ts';
import { kOfN, parallel, series } from '../oracles/blocks.ts';
import { failoverOutage, failuresIn } from '../oracles/downtime.ts';
import { serversForBlocking, serversForWait } from '../oracles/erlang.ts';
import { allenCunneenWait } from '../oracles/ggc.ts';
import { coveragePair, failoverPair, repairable } from '../oracles/markov.ts';
import { hyperexponentialTransform, mg1WaitTail } from '../oracles/mg1.ts';
import { fitScalability, scalabilityPeak, scalabilityThroughput } from '../oracles/scalability.ts';
import { numberDownInZones, zonedKOfN } from '../oracles/zones.ts';

// Each family's solver names the inputs it reads; the file's shapes are checked by the figures that come out.
// oxlint-disable-next-line typescript/no-explicit-any
export type Inputs = any;

const MINUTES_PER_YEAR = HOURS_PER_YEAR * 60;

/** A distribution of the file. */
export interface Shape {
  readonly type: string;
  readonly mean: number;
  readonly k: number;
  readonly cv: number;
  readonly min: number;
  readonly max: number;
  readonly p: readonly number[];
  readonly means: readonly number[];
}

export const solvers: Readonly<Record<string, (inputs: Inputs) => Readonly<Record<string, unknown>>>> = {
  mm1: ({ arrival_rate, service_rate }) => {
    const queue = { arrivalRate: arrival_rate, meanService: 1 / service_rate, servers: 1 };
    return { ...markovMetrics(queue), prob_n_gt_10: mmcInSystemTail(queue, 10) };
  },
  mmc: ({ arrival_rate, service_rate, servers }) =>
    markovMetrics({ arrivalRate: arrival_rate, meanService: 1 / service_rate, servers }),
  erlang_b: ({ offered_erlangs, servers, target_blocking }) => {
    if (servers !== undefined) {
      const blocking = erlangB(servers, offered_erlangs);
      return { blocking_prob: blocking, carried_erlangs: offered_erlangs * (1 - blocking) };
    }
    const fewest = serversForBlocking(offered_erlangs, target_blocking);
    return {
      min_servers: fewest,
      blocking_at_min: erlangB(fewest, offered_erlangs),
      blocking_one_less: erlangB(fewest - 1, offered_erlangs),
    };
  },
  erlang_c_sizing: ({ arrival_rate, service_rate, wait_limit, max_prob_wait_exceeds }) => {
    const meanService = 1 / service_rate;
    const servers = serversForWait({
      arrivalRate: arrival_rate,
      meanService,
      waitLimit: wait_limit,
      target: max_prob_wait_exceeds,
    });
    const queue = { arrivalRate: arrival_rate, meanService, servers };
    const { waitProbability, meanWait } = mmc(queue);
    return {
      min_servers: servers,
      prob_wait_exceeds: mmcWaitTail(queue, wait_limit),
      prob_wait: waitProbability,
      mean_wait: meanWait,
    };
  },
  mmck: ({ arrival_rate, service_rate, servers, capacity }) => {
    const queue = mmck({ arrivalRate: arrival_rate, meanService: 1 / service_rate, servers, capacity });
    return {
      blocking_prob: queue.blocking,
      accepted_throughput: queue.throughput,
      mean_in_system: queue.meanInSystem,
      mean_response: queue.meanResponse,
      mean_wait: queue.meanWait,
      utilization: queue.utilization,
      p_empty: queue.empty,
    };
  },
  finite_source: ({ think_time, service_time, servers, population }) => {
    const source = finiteSource({ population, thinkTime: think_time, meanService: service_time, servers });
    return {
      throughput: source.throughput,
      mean_response: source.meanResponse,
      utilization: source.utilization,
      mean_in_system: source.meanInSystem,
    };
  },
  mg1: ({ arrival_rate, service }) => singleServer(arrival_rate, service),
  gg1: ({ interarrival, service }) => {
    const queue = gih1({
      interarrival: transformOf(interarrival),
      meanInterarrival: moments(interarrival).mean,
      ...branches(service),
    });
    const arrivalRate = 1 / moments(interarrival).mean;
    return {
      utilization: arrivalRate * moments(service).mean,
      sigma: queue.waitProbability,
      mean_wait: queue.meanWait,
      mean_response: queue.meanResponse,
      mean_in_system: arrivalRate * queue.meanResponse,
      kingman_wait: kingmanWait(generalQueue(interarrival, service, 1)),
      response_p95: queue.responsePercentile(0.95),
      response_p99: queue.responsePercentile(0.99),
    };
  },
  ggc: ({ interarrival, service, servers }) => {
    const queue = generalQueue(interarrival, service, servers);
    const wait = waitMoments(queue, moments(service).third);
    const response = responsePercentiles(queue, service);
    return {
      utilization: (queue.arrivalRate * queue.meanService) / servers,
      allen_cunneen_wait: allenCunneenWait(queue),
      erlang_c: erlangC(servers, queue.arrivalRate * queue.meanService),
      sim_mean_wait: wait.meanWait,
      sim_mean_response: wait.meanWait + queue.meanService,
      sim_prob_wait: wait.waitProbability,
      sim_response_p50: response(0.5),
      sim_response_p95: response(0.95),
      sim_response_p99: response(0.99),
    };
  },
  open_jackson: ({ service_rates, servers, external_arrivals, routing }) => {
    const network = openJackson({
      external: external_arrivals,
      routing,
      servers,
      meanService: service_rates.map((rate: number) => 1 / rate),
    });
    // In a tandem of single servers the responses are independent and exponential (Reich 1957).
    const tail = (time: number) =>
      time === 0
        ? 1
        : invertLaplace(
            (s) => tailTransform(network.responses.map((mean) => gammaTransform(mean, 1)(s)).reduce(multiply), s),
            time,
          );
    const at = (share: number) => inverseTail(tail, 1 - share, network.meanResponse);
    return {
      node_throughput: network.throughputs,
      node_utilization: network.utilization,
      node_mean_response: network.responses,
      mean_in_system: network.meanInSystem,
      system_mean_response: network.meanResponse,
      system_response_p50: at(0.5),
      system_response_p95: at(0.95),
      system_response_p99: at(0.99),
    };
  },
  open_multiclass: ({ arrival_rates, demands }) => {
    const network = openNetwork(
      arrival_rates.map((arrivalRate: number, r: number) => ({ arrivalRate, demands: demands[r] })),
    );
    return {
      utilization: network.utilization,
      class_response: network.responses,
      queue_length: network.queueLengths,
    };
  },
  closed_mva: ({ demands, population, think_time, servers }) => {
    const solved = mva({ demands: [demands], populations: [population], thinkTimes: [think_time], servers });
    return {
      throughput: solved.throughputs[0],
      response: solved.responses[0],
      utilization: solved.utilization,
      queue_length: solved.queueLengths,
      residence: solved.residence[0],
    };
  },
  closed_multiclass_mva: ({ demands, populations, think_times }) => {
    const solved = mva({ demands, populations, thinkTimes: think_times });
    return {
      throughput: solved.throughputs,
      response: solved.responses,
      utilization: solved.utilization,
      queue_length: solved.queueLengths,
    };
  },
  asymptotic_bounds: ({ demands, population, think_time }) => {
    const { saturation, throughput, response } = asymptoticBounds({ demands, population, thinkTime: think_time });
    return {
      n_star: saturation,
      x_upper: throughput.upper,
      x_lower: throughput.lower,
      r_lower: response.lower,
      r_upper: response.upper,
    };
  },
  balanced_job_bounds: ({ demands, population, think_time }) => {
    const { throughput, response } = balancedJobBounds({ demands, population, thinkTime: think_time });
    return {
      x_upper: throughput.upper,
      x_lower: throughput.lower,
      r_lower: response.lower,
      r_upper: response.upper,
    };
  },
  fork_join_queues: ({ arrival_rate, service_rate, branches }) => {
    const tasks = { arrivalRate: arrival_rate, meanService: 1 / service_rate, branches };
    return {
      nelson_tantawi_mean_response: forkJoinResponse(tasks),
      exact_mean_response: forkJoinResponse(tasks),
      sim_mean_response: forkJoinResponse(tasks),
      sim_response_p95: forkJoinPercentile(tasks, 0.95),
      sim_response_p99: forkJoinPercentile(tasks, 0.99),
    };
  },
  retries: (inputs) => {
    if (inputs.layers !== undefined) {
      const attempts = expectedAttempts(inputs.backend_failure_prob, inputs.attempts_per_layer - 1);
      return { backend_attempts_per_user_request: attempts ** inputs.layers };
    }
    if (inputs.fresh_rate !== undefined) {
      const storm = retryStorm({
        freshRate: inputs.fresh_rate,
        meanService: 1 / inputs.service_rate,
        servers: 1,
        capacity: inputs.capacity,
        retries: inputs.max_attempts - 1,
      });
      return {
        offered_rate: storm.offeredRate,
        blocking_prob: storm.blocking,
        user_success_prob: storm.successShare,
        amplification: storm.amplification,
      };
    }
    const retries = inputs.max_attempts - 1;
    const attempts = expectedAttempts(inputs.failure_prob, retries);
    return {
      expected_attempts: attempts,
      load_amplification: attempts,
      success_prob: 1 - finalFailureShare(inputs.failure_prob, retries),
      mean_latency_ms: retryLatency({
        failureShare: inputs.failure_prob,
        retries,
        serviceTime: inputs.service_ms,
        timeout: inputs.timeout_ms,
        backoff: inputs.backoff_base_ms,
      }),
    };
  },
  cache_hit_ratio: ({ objects, cache_size, zipf_alpha }) => {
    const catalogue = { objects, capacity: cache_size, zipf: zipf_alpha };
    return {
      che_lru_hit_ratio: cheHitRatio(catalogue),
      characteristic_time_requests: characteristicTime(catalogue),
      lru_sim_hit_ratio: cheHitRatio(catalogue),
      fifo_random_hit_ratio: fifoHitRatio(catalogue),
      fifo_sim_hit_ratio: fifoHitRatio(catalogue),
      lfu_ideal_hit_ratio: lfuHitRatio(catalogue),
    };
  },
  cache_tiers: ({ request_rate, edge_hit_ratio, shield_hit_ratio }) => {
    const shield = request_rate * (1 - edge_hit_ratio);
    const origin = shield * (1 - shield_hit_ratio);
    return { shield_rate: shield, origin_rate: origin, overall_hit_ratio: 1 - origin / request_rate };
  },
  littles_law: ({ throughput, mean_response_s, threads_per_instance, target_utilization }) => {
    const inFlight = concurrency(throughput, mean_response_s);
    return {
      concurrency: inFlight,
      instances_needed:
        threads_per_instance === undefined
          ? undefined
          : instancesFor(inFlight, threads_per_instance, target_utilization),
    };
  },
  priority_queue: ({ arrival_rates, mean_service, service_scv }) => {
    const classes = arrival_rates.map((arrivalRate: number, k: number) => ({
      arrivalRate,
      meanService: mean_service[k],
      serviceScv: service_scv,
    }));
    return {
      nonpreemptive_wait: nonPreemptiveWaits(classes),
      preemptive_resume_response: preemptiveResponses(classes),
    };
  },
  erlang_a: ({ arrival_rate, service_rate, servers, abandon_rate }) => {
    const queue = erlangA({
      arrivalRate: arrival_rate,
      meanService: 1 / service_rate,
      servers,
      meanPatience: 1 / abandon_rate,
    });
    return {
      abandon_prob: queue.abandonment,
      mean_queue_length: queue.meanQueueLength,
      prob_wait: queue.waitProbability,
      throughput: queue.throughput,
    };
  },
  batch_arrivals: ({ batch_rate, fixed_batch_size, service_rate }) => {
    const queue = batchArrivals({
      batchRate: batch_rate,
      meanBatch: fixed_batch_size,
      batchScv: 0,
      meanService: 1 / service_rate,
    });
    return {
      utilization: queue.utilization,
      mean_in_system: queue.meanInSystem,
      mean_response: queue.meanResponse,
    };
  },
  async_backlog: ({ base_rate, peak_rate, peak_duration_s, consumer_capacity }) => {
    const { maxBacklog, drainTime, maxDelay } = peakBacklog({
      baseRate: base_rate,
      peakRate: peak_rate,
      peakDuration: peak_duration_s,
      capacity: consumer_capacity,
    });
    return { max_backlog: maxBacklog, drain_time_s: drainTime, max_delay_s: maxDelay };
  },
  usl_fit: ({ n, throughput }) => {
    const law = fitScalability(n.map((count: number, i: number) => ({ n: count, throughput: throughput[i] })));
    const peak = scalabilityPeak(law);
    return { ...law, r_squared: law.rSquared, n_max: peak.n, x_max: peak.throughput };
  },
  usl_eval: ({ gamma, sigma, kappa, n }) => {
    const throughput = scalabilityThroughput({ gamma, sigma, kappa }, n);
    return { throughput, relative_capacity: throughput / gamma, efficiency: throughput / gamma / n };
  },
  layered: (inputs) => {
    const processors = Object.keys(inputs.processors);
    const names: string[] = inputs.tasks.map(({ name }: { name: string }) => name);
    const solved = layered({
      cores: processors.map((name) => inputs.processors[name].cores),
      tasks: inputs.tasks.map((task: Inputs) => ({
        processor: processors.indexOf(task.processor),
        threads: task.threads,
        demand: task.cpu_demand_s,
      })),
      calls: inputs.calls.map((call: Inputs) => ({
        from: names.indexOf(call.from),
        to: names.indexOf(call.to),
        meanCalls: call.mean_calls,
      })),
      entry: names.indexOf(inputs.entry),
      clients:
        inputs.arrival_rate === undefined
          ? { type: 'closed', users: inputs.population, thinkTime: inputs.think_time_s }
          : { type: 'open', arrivalRate: inputs.arrival_rate },
    });
    return {
      response_s: solved.response,
      throughput: solved.throughput,
      task_service_time: Object.fromEntries(names.map((name, t) => [name, solved.holding[t]])),
      processor_utilization: Object.fromEntries(processors.map((name, p) => [name, solved.processorUtilization[p]])),
    };
  },

  avail_series: ({ components }) => availabilityOf(series(components.map(complement))),
  avail_parallel: ({ components }) => availabilityOf(parallel(components.map(complement))),
  avail_k_of_n: ({ k, n, component_availability }) => availabilityOf(kOfN(k, equal(n, component_availability))),
  avail_block_diagram: ({ tiers }) =>
    availabilityOf(series(tiers.map(({ n, k, a }: { n: number; k: number; a: number }) => kOfN(k, equal(n, a))))),
  downtime: ({ availability, mtbf_h, mttr_h }) => {
    if (availability === undefined) {
      const unavailability = alternating(mtbf_h, mttr_h);
      return {
        availability: 1 - unavailability,
        failures_per_year: failuresIn(HOURS_PER_YEAR, mtbf_h, mttr_h),
        downtime_h_per_year: unavailability * HOURS_PER_YEAR,
      };
    }
    const unavailability = complement(availability);
    return {
      minutes_per_year: unavailability * MINUTES_PER_YEAR,
      minutes_per_30_day_month: unavailability * 30 * 24 * 60,
      seconds_per_week: unavailability * 7 * 24 * 3600,
    };
  },
  markov_repairable: ({ k, n, mttf_h, mttr_h, repair_crews }) => {
    const system = repairable({ needed: k, units: n, mttf: mttf_h, mttr: mttr_h, crews: repair_crews });
    return { ...availabilityOf(system.unavailability), system_mttf_h: system.systemMttf };
  },
  markov_failover: (inputs) => {
    if (inputs.coverage !== undefined) {
      const pair = coveragePair({
        mttf: inputs.mttf_h,
        mttr: inputs.mttr_h,
        coverage: inputs.coverage,
        restart: inputs.reboot_h,
      });
      return { ...availabilityOf(pair.unavailability), prob_full: pair.bothUp };
    }
    const pair = failoverPair({
      mttf: inputs.mttf_h,
      mttr: inputs.mttr_h,
      failover: inputs.failover_h,
      success: inputs.p_success,
    });
    return { ...availabilityOf(pair.unavailability), prob_failing_over: pair.failingOver };
  },
  failover_downtime: ({ mttf_h, detect_s, failover_s, p_success, manual_repair_s }) => {
    const outage = failoverOutage({
      detection: detect_s,
      failover: failover_s,
      success: p_success,
      manualRepair: manual_repair_s,
    });
    return { ...availabilityOf(alternating(mttf_h * 3600, outage)), mean_outage_s: outage };
  },
  avail_zones: (inputs) => {
    const { zones, zone_availability, replicas_per_zone, replica_availability, needed } = inputs;
    const list = Array.from({ length: zones }, () => ({
      unavailability: complement(zone_availability),
      members: equal(replicas_per_zone, replica_availability),
    }));
    const unavailability = zonedKOfN(needed, list);
    if (inputs.region_availability !== undefined) {
      const region = series([complement(inputs.region_availability), unavailability]);
      return {
        single_region_availability: 1 - region,
        two_region_availability: 1 - parallel(Array.from({ length: inputs.regions_active_active }, () => region)),
      };
    }
    const replicas = zones * replicas_per_zone;
    const down = numberDownInZones(list);
    return {
      ...availabilityOf(unavailability),
      naive_independent_unavailability: kOfN(needed, equal(replicas, zone_availability * replica_availability)),
      expected_replicas_up: down.reduce((sum, probability, i) => sum + probability * (replicas - i), 0),
    };
  },
  avail_common_cause: ({ unit_unavailability, beta, n, k }) => {
    const units = { needed: k, count: n, unavailability: unit_unavailability };
    return {
      unavailability: betaFactor({ ...units, beta }),
      independent_unavailability: betaFactor({ ...units, beta: 0 }),
    };
  },
  quorum_availability: (inputs) => {
    if (inputs.replicas !== undefined) {
      const replicas = equal(inputs.replicas, inputs.replica_availability);
      return {
        read_availability: 1 - kOfN(inputs.read_quorum, replicas),
        write_availability: 1 - kOfN(inputs.write_quorum, replicas),
        strong_consistency: inputs.read_quorum + inputs.write_quorum > inputs.replicas,
      };
    }
    const perZone: number[] = inputs.members_per_zone ?? [inputs.members];
    const members = perZone.reduce((sum, count) => sum + count, 0);
    const needed = majority(members);
    const unavailability = zonedKOfN(
      needed,
      perZone.map((count) => ({
        unavailability: complement(inputs.zone_availability ?? 1),
        members: equal(count, inputs.member_availability),
      })),
    );
    return {
      majority: needed,
      tolerated_failures: members - needed,
      write_availability: 1 - unavailability,
      write_unavailability: unavailability,
    };
  },
  raft_election: ({ members, election_timeout_ms, rtt_ms, leader_mttf_h }) => {
    const election = raftElection({
      members,
      timeoutFrom: election_timeout_ms[0],
      timeoutTo: election_timeout_ms[1],
      roundTrip: rtt_ms,
    });
    const elections = HOURS_PER_YEAR / leader_mttf_h;
    return {
      mean_detection_ms: election.detection,
      mean_leaderless_ms: election.leaderless,
      elections_per_year: elections,
      leaderless_s_per_year: (elections * election.leaderless) / 1000,
      unavailability: alternating(leader_mttf_h * 3.6e6, election.leaderless),
      split_vote_prob: election.splitVote,
    };
  },
  sla_composition: (inputs) => {
    if (inputs.dependencies !== undefined) {
      const failing = composite(
        inputs.dependencies.map((availability: number) => ({ unavailability: complement(availability) })),
      );
      return { composite: 1 - failing };
    }
    const failing = composite([
      { unavailability: complement(inputs.own_slo) },
      { unavailability: complement(inputs.critical_dependency), share: inputs.traffic_share_using_dependency },
    ]);
    return { availability: 1 - failing };
  },
  performability: ({ servers, server_availability, capacity_each, demand }) => {
    const served = performability({
      unavailabilities: equal(servers, server_availability),
      capacity: capacity_each,
      demand,
    });
    return {
      prob_full_demand_served: 1 - served.shortfallProbability,
      expected_capacity: served.expectedCapacity,
      expected_served: served.expectedServed,
      expected_served_fraction: served.expectedServed / demand,
    };
  },
  birnbaum_importance: ({ structure, availability }) => {
    const { components, isUp } = parseStructure(structure);
    const system = birnbaum(isUp, new Map(components.map((name) => [name, complement(availability[name])])));
    return {
      system_availability: 1 - system.unavailability,
      birnbaum: Object.fromEntries(system.importance),
      criticality: Object.fromEntries(system.criticality),
    };
  },
  durability_mttdl: ({ units, tolerated_failures, unit_mttf_h, rebuild_h, parallel_rebuilds }) => {
    const mttdl = meanTimeToDataLoss({
      units,
      tolerated: tolerated_failures,
      unitMttf: unit_mttf_h,
      rebuild: rebuild_h,
      parallelRebuilds: parallel_rebuilds,
    });
    const loss = lossProbability(HOURS_PER_YEAR, mttdl);
    return {
      mttdl_h: mttdl,
      annual_loss_prob: loss,
      durability_nines: nines(loss),
      // Patterson, Gibson and Katz's rule for one tolerated failure.
      approx_mttdl_h: unit_mttf_h ** 2 / (units * (units - 1) * rebuild_h),
    };
  },
};

function markovMetrics(queue: { arrivalRate: number; meanService: number; servers: number }): Record<string, number> {
  const means = mmc(queue);
  return {
    utilization: means.utilization,
    prob_wait: means.waitProbability,
    mean_wait: means.meanWait,
    mean_response: means.meanResponse,
    mean_queue_length: means.meanQueueLength,
    mean_in_system: means.meanInSystem,
    response_p50: mmcResponsePercentile(queue, 0.5),
    response_p95: mmcResponsePercentile(queue, 0.95),
    response_p99: mmcResponsePercentile(queue, 0.99),
    wait_p90: mmcWaitPercentile(queue, 0.9),
    wait_p95: mmcWaitPercentile(queue, 0.95),
    wait_p99: mmcWaitPercentile(queue, 0.99),
  };
}

function singleServer(arrivalRate: number, service: Shape): Record<string, number> {
  const { mean, scv } = moments(service);
  const wait = mg1Wait({ arrivalRate, meanService: mean, serviceScv: scv });
  const metrics: Record<string, number> = {
    utilization: arrivalRate * mean,
    mean_wait: wait,
    mean_response: wait + mean,
    mean_queue_length: arrivalRate * wait,
    mean_in_system: arrivalRate * (wait + mean),
  };
  if (service.type === 'lognormal' || service.type === 'uniform') return metrics;
  const fixed = service.type === 'deterministic';
  const queue = {
    arrivalRate,
    meanService: mean,
    service:
      service.type === 'erlang' ? gammaTransform(mean, scv) : hyperexponentialTransform(service.p, service.means),
  };
  const waitTail = (time: number) => (fixed ? md1WaitTail(arrivalRate, mean, time) : mg1WaitTail(queue, time));
  const responseTail = (time: number) =>
    fixed ? md1WaitTail(arrivalRate, mean, time - mean) : mg1ResponseTail(queue, time);
  for (const share of [0.5, 0.95, 0.99]) {
    metrics[`wait_p${share * 100}`] = percentile(waitTail, share, wait);
    metrics[`response_p${share * 100}`] = percentile(responseTail, share, wait);
  }
  return metrics;
}

function generalQueue(interarrival: Shape, service: Shape, servers: number): GeneralQueue {
  const [arrivals, services] = [moments(interarrival), moments(service)];
  return {
    arrivalRate: 1 / arrivals.mean,
    servers,
    meanService: services.mean,
    arrivalScv: arrivals.scv,
    serviceScv: services.scv,
  };
}

/** Mean, SCV and E[X³]/E[X]³. */
export function moments(shape: Shape): { mean: number; scv: number; third: number } {
  switch (shape.type) {
    case 'exponential':
      return { mean: shape.mean, scv: 1, third: 6 };
    case 'deterministic':
      return { mean: shape.mean, scv: 0, third: 1 };
    case 'erlang':
      return { mean: shape.mean, scv: 1 / shape.k, third: (1 + 1 / shape.k) * (1 + 2 / shape.k) };
    case 'lognormal':
      return { mean: shape.mean, scv: shape.cv ** 2, third: (1 + shape.cv ** 2) ** 3 };
    case 'uniform': {
      const mean = (shape.min + shape.max) / 2;
      const scv = (shape.max - shape.min) ** 2 / 12 / mean ** 2;
      return { mean, scv, third: 1 + 3 * scv };
    }
    case 'hyperexponential': {
      const moment = (k: number) => shape.p.reduce((sum, p, i) => sum + p * shape.means[i]! ** k, 0);
      const mean = moment(1);
      return { mean, scv: (2 * moment(2)) / mean ** 2 - 1, third: (6 * moment(3)) / mean ** 3 };
    }
    default:
      throw new Error(`no moments of ${shape.type}`);
  }
}

/** E[e^(−zX)] for real z. */
function transformOf(shape: Shape): (z: number) => number {
  switch (shape.type) {
    case 'deterministic':
      return (z) => Math.exp(-z * shape.mean);
    case 'erlang':
      return (z) => (1 + (z * shape.mean) / shape.k) ** -shape.k;
    case 'hyperexponential':
      return (z) => shape.p.reduce((sum, p, i) => sum + p / (1 + z * shape.means[i]!), 0);
    default:
      throw new Error(`no transform of ${shape.type}`);
  }
}

function branches(shape: Shape): { probabilities: readonly number[]; means: readonly number[] } {
  return shape.type === 'exponential'
    ? { probabilities: [1], means: [shape.mean] }
    : { probabilities: shape.p, means: shape.means };
}

/** Points at which the service time is taken, in equal steps of probability. */
const STEPS = 400;

/**
 * Percentiles of wait + service from the moments of the wait: nothing with 1 − P(W > 0), else a gamma distribution
 * below an SCV of 1 and balanced exponential branches above, as
 * MODELS.md recommends.
 */
function responsePercentiles(queue: GeneralQueue, service: Shape): (share: number) => number {
  const wait = waitMoments(queue, moments(service).third);
  const conditional = wait.meanWait / wait.waitProbability;
  const waitTail = conditionalTail(conditional, wait.conditionalScv);
  const services = Array.from({ length: STEPS }, (_, i) => quantile(service, (i + 0.5) / STEPS));
  const tail = (time: number) =>
    services.reduce((sum, taken) => sum + (taken > time ? 1 : wait.waitProbability * waitTail(time - taken)), 0) /
    STEPS;
  return (share) => inverseTail(tail, 1 - share, wait.meanWait + queue.meanService);
}

function conditionalTail(mean: number, scv: number): (time: number) => number {
  if (scv >= 1) {
    const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    return (time) => p * Math.exp((-2 * p * time) / mean) + (1 - p) * Math.exp((-2 * (1 - p) * time) / mean);
  }
  const transform = gammaTransform(mean, scv);
  const table = Array.from({ length: 2000 }, (_, i) =>
    i === 0 ? 1 : invertLaplace((s) => tailTransform(transform(s), s), (i * mean) / 100),
  );
  return (time) => table[Math.min(table.length - 1, Math.round((time * 100) / mean))]!;
}

function quantile(shape: Shape, probability: number): number {
  switch (shape.type) {
    case 'exponential':
      return -Math.log1p(-probability) * shape.mean;
    case 'deterministic':
      return shape.mean;
    case 'erlang':
      // The number of events of a Poisson process is below k while the Erlang time lasts.
      return inverseTail((time) => poissonBelow(shape.k, (time * shape.k) / shape.mean), 1 - probability, shape.mean);
    case 'hyperexponential':
      return inverseTail(
        (time) => shape.p.reduce((sum, p, i) => sum + p * Math.exp(-time / shape.means[i]!), 0),
        1 - probability,
        shape.mean,
      );
    case 'lognormal': {
      const variance = Math.log1p(shape.cv ** 2);
      return shape.mean * Math.exp(Math.sqrt(variance) * normalQuantile(probability) - variance / 2);
    }
    default:
      throw new Error(`no quantiles of ${shape.type}`);
  }
}

function poissonBelow(k: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let i = 0; i < k; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return sum;
}

function normalQuantile(probability: number): number {
  // Shifted, since the search begins at 0.
  return inverseTail((x) => normalTail(x - 10), 1 - probability, 10) - 10;
}

function multiply(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function complement(availability: number): number {
  return 1 - availability;
}

function equal(count: number, availability: number): number[] {
  return Array.from({ length: count }, () => complement(availability));
}

function availabilityOf(unavailability: number): Record<string, number> {
  return {
    availability: 1 - unavailability,
    unavailability,
    nines: nines(unavailability),
    downtime_min_per_year: unavailability * MINUTES_PER_YEAR,
  };
}
