/**
 * CPU credits of burstable machines: whether a day's load is covered by them, and what it asks beyond.
 *
 * All that a plan asks of a CPU counts, whoever says how much: the file, a published figure, the protocols. It is read
 * from the plan's own steps, tier by tier, since the leader of a group does the leader's work alone.
 */
import { classProfile } from '../kinds/nodes.ts';
import type { Load } from '../kinds/kind.ts';
import type { LimitPlan, Plan, Work } from '../kinds/performance.ts';
import { burstCredits } from '../models/traffic/burst-credits.ts';

/** The day of one node. */
export interface NodeDay {
  /** CPU-seconds per second asked of it in each of the 24 hours. */
  readonly hourly: Float64Array;
  /** The same at the peak, which the profile need not show. */
  readonly peak: number;
  readonly vcpus: number;
  /** Share of each vCPU that lasts, 0..1. */
  readonly baseline: number;
  /** Hours of earnings that it saves. */
  readonly hoursSaved: number;
}

/**
 * Share of the machine's CPU asked for at the peak where its credits do not cover it; undefined where they do.
 *
 * They do where the peak stays at or below the baseline, and where the profile's quiet hours earn what its busy ones
 * spend, day after day. A peak that the profile doesn't show (a flat day with a peak) may last: no credits are earned
 * for it.
 */
export function outOfCredits({ hourly, peak, vcpus, baseline, hoursSaved }: NodeDay): number | undefined {
  if (peak <= vcpus * baseline * (1 + 1e-9)) return undefined;
  const isShown = Math.max(...hourly) >= peak * (1 - 1e-9);
  if (isShown && burstCredits({ hourlyLoad: hourly, vcpus, baseline, hoursSaved }).lasts) return undefined;
  return peak / vcpus;
}

/**
 * vCPU-hours a day that unlimited machines are charged for: what their average over 24 hours exceeds the baseline by.
 * Credits that quiet hours earn pay for busy ones first, whichever come before.
 *
 * @param hourly CPU-seconds per second asked of all nodes together, by the hour
 * @param nodes that run in each hour
 * @see docs.aws.amazon.com/AWSEC2 burstable-performance-instances-unlimited-mode-concepts, "When surplus credits can
 *   incur charges"
 */
export function surplusPerDay(
  hourly: Float64Array,
  nodes: Float64Array,
  { vcpus, baseline }: Pick<NodeDay, 'vcpus' | 'baseline'>,
): number {
  let surplus = 0;
  for (const [hour, load] of hourly.entries()) {
    const most = nodes[hour]! * vcpus;
    surplus += Math.min(load, most) - most * baseline;
  }
  return Math.max(0, surplus);
}

/** CPU-seconds that the steps of a request ask of each tier's station of that name. */
function cpuOfWork(plan: Plan, requestClass: string): Float64Array {
  const spent = new Float64Array(plan.tiers.length);
  const walk = (steps: readonly Work[], times: number, tier: number): void => {
    for (const step of steps) {
      if (step.do === 'visit') walk(step.steps, times, step.tier);
      else if (step.do === 'repeat') walk(step.steps, times * step.times, tier);
      else if (step.do === 'either')
        for (const { probability, steps: own } of step.branches) walk(own, times * probability, tier);
      else if (step.do === 'fork') for (const branch of step.branches) walk(branch, times, tier);
      else if (step.do === 'serve' && plan.tiers[tier]?.stations[step.station]?.resource === 'cpu')
        spent[tier]! += times * step.time.mean;
    }
  };
  walk(plan.work(requestClass), 1, -1);
  return spent;
}

/** A burstable machine and how it is run. */
export interface Burstable {
  readonly vcpus: number;
  readonly baseline: number;
  readonly hoursSaved: number;
  readonly mode: 'unlimited' | 'standard';
  /** Fewest nodes of an autoscaled fleet, which has fewer of them at night. */
  readonly least: number | undefined;
  /** Share of the time in which it runs at all. */
  readonly runningShare: number;
}

export interface Credits {
  /**
   * Of each tier that is out of credits: what its CPU times grow by, and the share of its CPU that the peak asks for.
   */
  readonly out: ReadonlyMap<number, { readonly factor: number; readonly asked: number }>;
  /** vCPU-hours a day above the baseline, of all nodes together. */
  readonly surplus: number;
}

/** Judges the days of all tiers of a plan. */
export function creditsOf(plan: Plan, load: Load, machine: Burstable): Credits {
  const { vcpus, baseline } = machine;
  const out = new Map<number, { factor: number; asked: number }>();
  let surplus = 0;
  const spent = load.classes.map(({ requestClass }) => cpuOfWork(plan, requestClass.name));
  for (const [tier, { nodes, stations }] of plan.tiers.entries()) {
    const cpu = stations.find(({ resource }) => resource === 'cpu');
    if (!cpu || nodes === 0) continue;
    const hourly = new Float64Array(24);
    let peak = 0;
    for (const [index, { requestClass, rate, peakRate }] of load.classes.entries()) {
      const each = spent[index]![tier]!;
      if (each === 0) continue;
      const factors = classProfile(requestClass);
      for (let hour = 0; hour < 24; hour++) hourly[hour]! += rate * factors[hour]! * each;
      peak += peakRate * each;
    }
    if (peak === 0) continue;
    const running = hourly.map((cpuSeconds) => {
      const share = machine.least === undefined ? 1 : Math.min(1, cpuSeconds / peak);
      return Math.max(Math.min(machine.least ?? nodes, nodes), Math.ceil(nodes * share - 1e-9));
    });
    const day = { hourly: hourly.map((cpuSeconds, hour) => cpuSeconds / running[hour]!), peak: peak / nodes };
    if (machine.mode === 'unlimited') {
      surplus += surplusPerDay(
        hourly,
        running.map((count) => count * machine.runningShare),
        machine,
      );
      continue;
    }
    const asked = outOfCredits({ ...day, vcpus, baseline, hoursSaved: machine.hoursSaved });
    // One that works on fewer requests at once than it has vCPUs may spend what all of them earn.
    const factor = cpu.servers / (vcpus * baseline);
    if (asked !== undefined && factor > 1) out.set(tier, { factor, asked });
  }
  return { out, surplus };
}

/** The plan with the CPU times of tiers that are out of credits as they are at the baseline. */
export function atBaseline(plan: Plan, out: Credits['out']): Plan {
  if (out.size === 0) return plan;
  const slowed = (steps: readonly Work[], tier: number): readonly Work[] =>
    steps.map((step): Work => {
      if (step.do === 'visit') return { ...step, steps: slowed(step.steps, step.tier) };
      if (step.do === 'repeat') return { ...step, steps: slowed(step.steps, tier) };
      if (step.do === 'either')
        return {
          ...step,
          branches: step.branches.map((branch) => ({ ...branch, steps: slowed(branch.steps, tier) })),
        };
      if (step.do === 'fork') return { ...step, branches: step.branches.map((branch) => slowed(branch, tier)) };
      const factor = out.get(tier)?.factor;
      if (step.do !== 'serve' || factor === undefined) return step;
      if (plan.tiers[tier]?.stations[step.station]?.resource !== 'cpu') return step;
      return { ...step, time: { ...step.time, mean: step.time.mean * factor } };
    });
  // Classes that do the same share an array, before and after.
  const known = new Map<readonly Work[], readonly Work[]>();
  const first = out.get(0)?.factor;
  return {
    ...plan,
    ...(first !== undefined &&
      plan.limits && {
        limits: plan.limits.map((limit): LimitPlan =>
          limit.unit === 'CPU seconds/s' ? { ...limit, use: limit.use * first } : limit,
        ),
      }),
    work(requestClass) {
      const work = plan.work(requestClass);
      let own = known.get(work);
      if (!own) known.set(work, (own = slowed(work, -1)));
      return own;
    },
  };
}
