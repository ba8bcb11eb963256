/** The pipeline, end to end: topology → traffic → performance → availability → bill → estimate. */
import type { RateSource } from '../billing/rate-table.ts';
import { catalogueOf } from './catalogue.ts';
import { diagnose } from '../diagnostics/catalog.ts';
import { formatPath, type Diagnostic, type Path } from '../diagnostics/diagnostic.ts';
import type { WarningCode } from '../diagnostics/warnings.ts';
import { computeAvailability, type Availability } from '../engine/availability.ts';
import type { PromiseSource } from '../engine/failing.ts';
import { computeBill, type Bill } from '../engine/bill.ts';
import { judgeBudgets, type BudgetVerdict } from '../engine/budget.ts';
import { settleUsers } from '../engine/users.ts';
import type { Performance } from '../engine/performance.ts';
import type { RoundTripSource } from '../engine/component-plan.ts';
import { place, type Notice, type Placed } from '../engine/placed.ts';
import { remarks } from '../engine/remarks.ts';
import { solveTopologyTraffic, type Traffic, type TrafficResult } from '../engine/traffic.ts';
import { kinds } from '../kinds/index.ts';
import { products, transfers } from '../products/index.ts';
import { crossings, type Crossing } from '../engine/transfer.ts';
import { standing } from '../topology/damage.ts';
import type { Sources } from '../topology/merge.ts';
import type { Topology } from '../topology/model.ts';
import { resolve } from '../topology/resolve.ts';

export interface EstimateOptions {
  readonly rates: RateSource;
  /** The day that the age of the prices is counted to. */
  readonly today: Date;
  /**
   * Published round trips between regions, and promises of availability; without them ways between regions take no time
   * and services of a region never fail, with a warning.
   */
  readonly assumptions?: RoundTripSource & PromiseSource;
  /** Codes of warnings that are left out, beside those of the topology's `checks.allow`. */
  readonly allow?: readonly WarningCode[];
  /**
   * An estimate of the same topology with the same tables, whose components are bought in other ways. How they are
   * bought decides the bill alone: traffic, performance and availability are taken from it.
   */
  readonly boughtOtherwise?: Estimate | undefined;
}

export interface Estimate {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly traffic: Traffic;
  /** What was to be said before the bill; it is among the warnings. */
  readonly notices: readonly Notice[];
  /** Bytes that leave a zone, a region or the provider. */
  readonly crossings: readonly Crossing[];
  readonly performance: Performance;
  readonly availability: Availability;
  readonly bill: Bill;
  readonly budgets: readonly BudgetVerdict[];
  readonly warnings: readonly Diagnostic[];
  /** Codes of warnings that are left out. */
  readonly allowed: readonly WarningCode[];
}

const NOTHING_PUBLISHED: RoundTripSource & PromiseSource = { roundTrip: () => undefined, sla: () => undefined };

export type EstimateResult =
  | { readonly ok: true; readonly estimate: Estimate }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Estimates a topology. Errors of the input are returned, all at once; nothing is thrown for them. */
export function estimate(
  sources: Sources,
  { rates, today, assumptions = NOTHING_PUBLISHED, allow = [], boughtOtherwise }: EstimateOptions,
): EstimateResult {
  const unreadable = sources.diagnostics.some((one) => one.severity === 'error');
  if (unreadable && sources.value === undefined) return { ok: false, diagnostics: sources.diagnostics };
  const locate = (path: Path, at?: 'key' | 'value') => sources.locate(path, at);
  const { topology, diagnostics } = resolve(sources.value, locate, catalogueOf(rates));
  if (!topology || unreadable) {
    // What could not be read is not judged a second time.
    const reported = new Set(sources.diagnostics.map((one) => formatPath(one.path)));
    const further = diagnostics.filter((one) => one.severity === 'error' && !reported.has(formatPath(one.path)));
    return {
      ok: false,
      diagnostics: [...sources.diagnostics, ...standing(further, sources.diagnostics, sources.value)],
    };
  }

  const allowed = [...topology.allowed, ...allow];
  const notices = new Map<string, Notice>();
  const notice = (one: Notice) =>
    void notices.set(`${one.component}\n${one.code}\n${JSON.stringify(one.details)}`, one);
  const placed = place(topology, { kinds, products, rates }, notice);
  const solved = boughtOtherwise
    ? loadOf(boughtOtherwise, topology)
    : solveLoad(topology, placed, { rates, assumptions }, notice);
  if (!solved.ok) {
    const path: Path = ['components', solved.cycle[0]!, 'calls'];
    const error = diagnose(
      'endless-cycle',
      { components: solved.cycle, requestClass: solved.requestClass },
      { path, position: locate(path) },
    );
    return { ok: false, diagnostics: [...sources.diagnostics, ...without(allowed, diagnostics), error] };
  }
  const { load } = solved;
  const { traffic, performance, availability } = load;
  for (const one of boughtOtherwise?.notices ?? []) notice(one);
  const noticesOfLoad = [...notices.values()];
  const crossed = crossings(load.topology, placed, traffic);
  const bill = computeBill(
    { topology: load.topology, placed, traffic, rates, notice },
    performance.plans,
    crossed,
    transfers,
  );

  const warnings: Diagnostic[] = [
    ...sources.diagnostics,
    ...diagnostics,
    ...remarks(
      {
        topology: load.topology,
        traffic,
        bill,
        notices: [...notices.values()],
        unknownFailures: placed.flatMap(({ component }, index) =>
          availability.failures.components[index]!.isKnown ? [] : [component.name],
        ),
      },
      today,
      locate,
    ),
  ];
  return {
    ok: true,
    estimate: {
      topology: load.topology,
      placed,
      traffic,
      notices: noticesOfLoad,
      crossings: crossed,
      performance,
      availability,
      bill,
      budgets: judgeBudgets(load.topology, bill),
      warnings: without(allowed, warnings),
      allowed,
    },
  };
}

/** Diagnostics without the warnings that are allowed. */
const without = (allowed: readonly WarningCode[], all: readonly Diagnostic[]): readonly Diagnostic[] =>
  allowed.length === 0 ? all : all.filter((one) => !(allowed as readonly string[]).includes(one.code));

/** What a topology does under its load, whatever it costs. */
type Load = Pick<Estimate, 'topology' | 'traffic' | 'performance' | 'availability'>;

type LoadResult = { readonly ok: true; readonly load: Load } | Exclude<TrafficResult, { readonly ok: true }>;

function solveLoad(
  topology: Topology,
  placed: readonly Placed[],
  { rates, assumptions }: Required<Pick<EstimateOptions, 'rates' | 'assumptions'>>,
  notice: (notice: Notice) => void,
): LoadResult {
  const solved = solveTopologyTraffic(topology, placed);
  if (!solved.ok) return solved;
  const settled = settleUsers({ topology, placed, traffic: solved.traffic, rates, trips: assumptions, notice });
  const { traffic, performance } = settled;
  const availability = computeAvailability({ topology: settled.topology, placed, traffic }, performance, assumptions);
  return { ok: true, load: { ...settled, availability } };
}

/** The load of a topology that is bought otherwise, with the rates that its users reach. */
function loadOf(other: Estimate, topology: Topology): LoadResult {
  const { traffic, performance, availability } = other;
  const { classes } = other.topology;
  return { ok: true, load: { topology: { ...topology, classes }, traffic, performance, availability } };
}
