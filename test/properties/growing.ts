/**
 * Topologies made at random in which load does not grow evenly: pools, autoscaling, retries, hedges, bursts, caches,
 * queues, several classes.
 */
import { randomNumbers } from '../models/system/generated.ts';

export interface GrowingTopology {
  readonly name: string;
  readonly workload: Readonly<
    Record<string, { readonly rate: number; readonly peak: number; readonly [key: string]: unknown }>
  >;
  readonly [key: string]: unknown;
}

/** A topology of three to seven components that call later ones; rates are numbers, to be written as `N/s`. */
export function growingTopology(seed: number): GrowingTopology {
  const random = randomNumbers(seed);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const size = 3 + Math.floor(random() * 5);
  const components: Record<string, unknown> = {};
  for (let index = 0; index < size; index++) {
    const calls: Record<string, unknown>[] = [];
    for (let to = index + 1; to < size; to++) {
      if (random() < 0.5) continue;
      const policy = random();
      calls.push({
        to: `c${to}`,
        protocol: pick(['none', 'http', 'grpc']),
        times: pick([1, 1, 1, 0.5, 2]),
        request: '1 KB',
        response: '2 KB',
        ...(policy < 0.15 && { timeout: pick(['20ms', '60ms', '250ms']), retries: pick([0, 1, 3]) }),
        ...(policy > 0.3 && policy < 0.36 && { errors: '5%', retries: 2 }),
        ...(policy > 0.93 && { hedge: pick(['20ms', '80ms']) }),
      });
    }
    const demand = { cpu: `${pick([1, 3, 8])}ms`, cv: pick([0.5, 1, 1, 2]) };
    const threads = random() < 0.35 ? { threads: pick([4, 8, 32, 200]) } : {};
    const made = random();
    components[`c${index}`] =
      made < 0.2
        ? {
            kind: 'service',
            instance: pick(['m7g.large', 'c6i.xlarge']),
            autoscale: { min: 1, max: pick([3, 8, 20]), target: '60%' },
            demand,
            ...threads,
            calls,
          }
        : made < 0.3
          ? {
              kind: 'service',
              instance: 't3.small',
              count: pick([1, 3]),
              credits: pick(['standard', 'unlimited']),
              demand,
              calls,
            }
          : made < 0.6
            ? { kind: 'service', instance: 'm7g.large', count: pick([1, 2, 4]), demand, ...threads, calls }
            : {
                kind: 'custom',
                servers: pick([1, 4, 16]),
                service: { mean: `${pick([1, 4, 10])}ms`, cv: pick([0, 1, 1, 2]) },
                ...threads,
                calls,
              };
  }
  const workload: Record<string, { rate: number; peak: number; [key: string]: unknown }> = {};
  const classes = pick([1, 1, 2, 3]);
  for (let index = 0; index < classes; index++) {
    const rate = 5 + 45 * random();
    workload[`w${index}`] = {
      enters: `c${index === 0 ? 0 : Math.floor(random() * size)}`,
      rate,
      peak: rate * pick([1, 2, 3]),
      cv: pick([1, 1, 1, 2, 3]),
      response: '4 KB',
    };
  }
  return { name: 'growing', provider: 'aws', region: 'us-east-1', zones: 2, workload, components };
}

/** The same with all classes at a multiple of their rates, as a file has it. */
export function atMultiple(topology: GrowingTopology, multiple: number): object {
  const workload = Object.fromEntries(
    Object.entries(topology.workload).map(([name, one]) => [
      name,
      { ...one, rate: `${one.rate * multiple}/s`, peak: `${one.peak * multiple}/s` },
    ]),
  );
  return { ...topology, workload };
}
