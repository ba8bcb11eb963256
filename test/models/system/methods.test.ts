/**
 * How waits are computed: every method is chosen by some system, and what is recorded of it gives the wait that was
 * found.
 */
import { describe, expect, it } from 'vitest';
import { balancedBranches, realTransform } from '../../../src/models/distribution/real-transform.ts';
import { dispatchWait } from '../../../src/models/queueing/dispatch.ts';
import { erlangC } from '../../../src/models/queueing/erlang.ts';
import { limitedRoomWait } from '../../../src/models/queueing/finite-source.ts';
import { waitMoments, type WaitMoments } from '../../../src/models/queueing/ggc.ts';
import { gimc } from '../../../src/models/queueing/gimc.ts';
import { h2g1 } from '../../../src/models/queueing/h2g1.ts';
import type { MethodId } from '../../../src/models/queueing/method.ts';
import { FAMILIES, type Family } from '../../../src/models/system/families.ts';
import { methodsOf, type Method } from '../../../src/models/system/methods.ts';
import { solve } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { METHODS } from '../../../src/explain/methods.ts';
import { familySystem } from './families.ts';
import { open, routine, serve, station, tier, time, users, visit } from './textbook.ts';

/** Systems for the methods that those of the families don't come to. */
const OTHERS: readonly System[] = [
  // An uneven class and a Poisson one in one queue.
  {
    tiers: [tier(2)],
    routines: [routine(0, visit(0, serve(0.01))), routine(0, visit(0, serve(0.01)))],
    sources: [open(60, 4), open(60, 1, 1)],
  },
  station(tier(20, { threads: 20 }), serve(0.01), open(50)),
  station(tier(2), serve(0.05), users(20, 1)),
  station(tier(2, { threads: 4 }), serve(0.05), users(20, 1)),
  {
    ...station(tier(2, { threads: 4 }), serve(0.05), users(20, 1)),
    sources: [users(20, 1), users(10, 2)],
  },
  station(tier(1), serve(0.01, 0), open(80)),
  station(tier(1, { room: 3 }), serve(0.01), open(80)),
  station(tier(1), serve(0.01), open(80, 4)),
  station(tier(1), serve(0.01, 4), open(80, 4)),
];

interface Found {
  readonly method: Method;
  readonly wait: Pick<WaitMoments, 'waitProbability' | 'meanWait'>;
}

const queueOf = ({ inputs }: Method) => ({
  servers: inputs.servers!,
  arrivalRate: inputs.arrivalRate!,
  meanService: inputs.meanService!,
  arrivalScv: inputs.arrivalScv!,
  serviceScv: inputs.serviceScv!,
});

/** What closed forms give for what was recorded; undefined where there is none of a few inputs. */
function evaluated(method: Method): Pick<WaitMoments, 'waitProbability' | 'meanWait'> | undefined {
  const queue = queueOf(method);
  const { servers, arrivalRate, meanService, serviceScv } = queue;
  const load = arrivalRate * meanService;
  switch (method.id) {
    case 'mmc': {
      const waitProbability = erlangC(servers, load);
      return { waitProbability, meanWait: (waitProbability * meanService) / (servers - load) };
    }
    case 'mg1':
      return { waitProbability: load, meanWait: ((load / (1 - load)) * (1 + serviceScv) * meanService) / 2 };
    case 'gig1':
    case 'gigc':
    case 'gigc-regular':
      return waitMoments(queue);
    case 'least-connections':
    case 'power-of-two':
      return dispatchWait({ ...queue, nodes: method.inputs.nodes!, dispatch: method.id });
    case 'mmck':
    case 'mgck':
      return limitedRoomWait({ ...queue, room: method.inputs.room! });
    case 'no-queue':
      return { waitProbability: 0, meanWait: 0 };
    default:
      return undefined;
  }
}

const seen = new Map<MethodId, Found[]>();
function look(system: System): void {
  const solution = solve(system);
  for (const [index, { stations, threads }] of methodsOf(solution).entries()) {
    const own = solution.tiers[index]!;
    const pairs = [
      ...stations.map((method, s) => [method, own.stations[s]!] as const),
      [threads, own.threads] as const,
    ];
    for (const [method, wait] of pairs)
      if (method && wait) seen.set(method.id, [...(seen.get(method.id) ?? []), { method, wait }]);
  }
}
for (const family of Object.keys(FAMILIES) as Family[])
  for (let seed = 1; seed <= 8; seed++) look(familySystem(family, seed));
OTHERS.forEach(look);

describe.each(Object.keys(METHODS) as MethodId[])('%s', (id) => {
  it('is what some wait is computed by', () => {
    expect(seen.has(id)).toBe(true);
  });

  it('was given what gives the wait', () => {
    for (const { method, wait } of seen.get(id)!) {
      const by = evaluated(method);
      if (!by) continue;
      expect(Math.abs(by.meanWait - wait.meanWait)).toBeLessThanOrEqual(1e-6 * wait.meanWait);
      expect(Math.abs(by.waitProbability - wait.waitProbability)).toBeLessThanOrEqual(1e-6);
    }
  });
});

const lone = (system: System) => {
  const solution = solve(system);
  return { wait: solution.tiers[0]!.stations[0]!, method: methodsOf(solution)[0]!.stations[0] };
};

describe('the record', () => {
  it('is exact for M/M/c, M/G/1, GI/M/c and M/M/1/K, approximate for the rest', () => {
    const of = (id: MethodId, system: System) => {
      const { method } = lone(system);
      expect(method!.id).toBe(id);
      return method!.exactness;
    };
    expect(of('mmc', station(tier(3), serve(0.01), open(150)))).toBe('exact');
    expect(of('mg1', station(tier(1), serve(0.01, 0), open(80)))).toBe('exact');
    expect(of('gimc', station(tier(2), serve(0.01), open(80, 4)))).toBe('exact');
    expect(of('mmck', station(tier(1, { room: 3 }), serve(0.01), open(80)))).toBe('exact');
    expect(of('mgck', station(tier(1, { room: 3 }), serve(0.01, 4), open(80)))).toBe('approximate');
    expect(of('gigc', station(tier(2), serve(0.01, 4), open(80)))).toBe('approximate');
  });

  it('gives GI/M/1 and H2/G/1 their arrivals', () => {
    const arrivals = realTransform(time(1 / 80, 4));
    const exponential = lone(station(tier(1), serve(0.01), open(80, 4)));
    const { arrivalRate, servers, meanService } = queueOf(exponential.method!);
    const one = { interarrival: arrivals.at, meanInterarrival: 1 / arrivalRate, servers, meanService };
    expect(exponential.wait.meanWait).toBeCloseTo(gimc(one).meanWait, 12);
    const general = lone(station(tier(1), serve(0.01, 0), open(80, 4)));
    const queue = queueOf(general.method!);
    expect(general.method!.id).toBe('h2g1');
    expect(general.wait.meanWait).toBeCloseTo(
      h2g1(balancedBranches(1 / queue.arrivalRate, queue.arrivalScv), realTransform(time(queue.meanService, 0)))
        .meanWait,
      12,
    );
  });

  it('is left out where nobody waits or the wait has no end', () => {
    expect(lone(station(tier(1), serve(0.01), open(150))).method).toBeUndefined();
    expect(lone(station(tier(1), serve(0), open(150))).method).toBeUndefined();
  });
});
