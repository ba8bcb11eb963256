/** The estimate as JSON, version `quoin/estimate/1`; its JSON Schema ships as estimate.schema.json. */
import {
  exactAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  scaleAmount,
  type Amount,
  type Price,
} from '../billing/money.ts';
import { unusedOf } from '../billing/committed.ts';
import type { LineItem } from '../billing/line.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import type { AvailabilityResult } from '../engine/availability.ts';
import type { Backlog } from '../engine/backlog.ts';
import type { ClassPerformance, ComponentPerformance } from '../engine/performance.ts';
import type { Method } from '../models/system/methods.ts';
import { converted, shown } from './shown.ts';
import type { Estimate } from './estimate.ts';
import { HOURS_PER_YEAR, nines } from '../models/reliability/downtime.ts';

export const ESTIMATE_SCHEMA = 'quoin/estimate/1';

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** The JSON object of an estimate: stable keys, numbers in SI units, money as decimal strings. */
export function toJson({
  topology,
  placed,
  traffic,
  crossings,
  performance,
  availability,
  bill,
  budgets,
  warnings,
}: Estimate) {
  const { currency } = topology;
  const one = parseAmount('1');
  const perUsd = parseAmount(currency.perUsd);
  const money = (amount: Amount) => shown(amount, currency);
  const exact = (amount: Amount) => exactAmount(scaleAmount(amount, perUsd, one));
  const price = (value: Price) => formatPrice(converted(value, currency));
  const item = (line: LineItem) => {
    const unused = unusedOf(line);
    return {
      product: line.product,
      service: line.service,
      meter: line.meter,
      region: line.region,
      quantity: formatQuantity(line.quantity),
      unit: line.unit,
      unit_price: line.unitPrice === undefined ? null : price(line.unitPrice),
      amount: line.amount === undefined ? null : money(line.amount),
      amount_exact: line.amount === undefined ? null : exact(line.amount),
      ...(line.tiers.length > 1 && {
        tiers: line.tiers.map((tier) => ({
          from: formatQuantity(tier.from),
          quantity: formatQuantity(tier.quantity),
          unit_price: price(tier.price),
          amount: money(tier.amount),
        })),
      }),
      ...(line.upFront !== undefined && { up_front: money(line.upFront) }),
      ...(line.commitment && {
        commitment: {
          years: line.commitment.years,
          payment: line.commitment.payment,
          break_even: line.commitment.breakEven ?? null,
          used: line.commitment.used ?? null,
          unused: unused === undefined ? null : money(unused),
        },
      }),
      as_of: line.asOf ?? null,
      source: line.source ?? null,
      ...(line.unpriced !== undefined && { unpriced: line.unpriced }),
      ...(line.notes.length > 0 && { notes: line.notes }),
    };
  };
  const up = (result: AvailabilityResult) => ({
    value: 1 - result.unavailability,
    unavailability: result.unavailability,
    ...(result.error > 0 && { error: result.error }),
    ...(result.unknown.length > 0 && { unknown: result.unknown }),
    nines: finite(nines(result.unavailability)),
    downtime_minutes_month: result.unavailability * topology.monthHours * 60,
    downtime_minutes_year: result.unavailability * HOURS_PER_YEAR * 60,
  });
  const latencyJson = ({ latency, accuracy }: ClassPerformance | ComponentPerformance) => {
    const found = latency();
    const sure = accuracy();
    return found && sure ? { ...found, accuracy: sure.accuracy, error: sure.error } : null;
  };
  const total = budgets.find((verdict) => verdict.scope === 'total');
  return {
    schema: ESTIMATE_SCHEMA,
    topology: topology.name,
    prices: { as_of: bill.asOf ?? null, oldest: bill.oldest ?? null },
    cost: {
      currency: currency.code,
      period: 'month',
      total: money(bill.total),
      total_exact: exact(bill.total),
      at_least: bill.atLeast,
      up_front: money(bill.upFront),
      unattributed: money(bill.unattributed),
      components: bill.components.map((one) => ({
        component: one.component,
        total: money(one.total),
        ...(one.upFront > 0n && { up_front: money(one.upFront) }),
        items: one.items.map(item),
      })),
    },
    classes: topology.classes.map((requestClass, index) => {
      const cost = bill.classes[index]!;
      const own = performance.classes[index]!;
      return {
        class: requestClass.name,
        rate: requestClass.rate,
        peak: requestClass.peak,
        success: own.success ?? null,
        throughput: {
          status: own.status,
          capacity: own.capacity ?? null,
          headroom: own.headroom ?? null,
          bottleneck: own.bottleneck ?? null,
          ...(own.unknown.length > 0 && { unknown: own.unknown.map(({ component, fix }) => ({ component, fix })) }),
        },
        latency: latencyJson(own),
        availability: {
          ...up(availability.classes(index)),
          served: availability.classes(index).served(),
          levels: availability.classes(index).levels(),
          contributors: availability.classes(index).contributors(),
        },
        p99_spent: own.breakdown().map(({ component, seconds }) => ({ component, seconds })),
        links: own.links(),
        cost: {
          month: money(cost.monthly),
          per_million_requests: cost.perMillion === undefined ? null : money(cost.perMillion),
        },
      };
    }),
    components: placed.map(({ component, kind, instance, context }, index) => {
      const load = traffic.loads[index]!;
      const own = performance.components[index]!;
      const methods = own.methods();
      const stored = availability.durability(index);
      const details = {
        ...kind.details?.(component as never, load, context),
        ...performance.plans[index]!.plan.details,
        ...(own.refused > 0 && { refused: { value: own.refused, unit: 'share' } }),
        ...backlogDetails(performance.backlog(index)),
      };
      return {
        component: component.name,
        kind: component.kind,
        product: component.product,
        provider: component.provider,
        region: component.region,
        ...(instance !== undefined && { instance }),
        ...(Object.keys(component.tags).length > 0 && { tags: component.tags }),
        arrival_rate: finite(load.arrivalRate),
        peak_rate: finite(load.peakRate),
        request_bytes_per_second: finite(load.requestBytesPerSecond),
        response_bytes_per_second: finite(load.responseBytesPerSecond),
        resources: own.resources.map(({ resource, utilization, capacity, meanWait }, at) => ({
          resource,
          utilization: finite(utilization),
          capacity: capacity ?? null,
          ...(meanWait !== undefined && { mean_wait: finite(meanWait) }),
          ...methodJson(methods[at]),
        })),
        latency: latencyJson(own),
        availability: {
          ...up(availability.components(index)),
          basis: availability.failures.components[index]!.basis,
        },
        ...(stored && {
          durability: {
            value: 1 - stored.annualLoss,
            annual_loss: stored.annualLoss,
            recovery_point: stored.recoveryPoint ?? null,
            recovery_time: stored.recoveryTime ?? null,
          },
        }),
        ...(Object.keys(details).length > 0 && { details }),
      };
    }),
    flows: traffic.flows.map((flow) => ({
      from: flow.from < 0 ? null : placed[flow.from]!.component.name,
      to: placed[flow.to]!.component.name,
      rate: finite(flow.rate),
      peak_rate: finite(flow.peakRate),
      request_bytes_per_second: finite(flow.requestBytesPerSecond),
      response_bytes_per_second: finite(flow.responseBytesPerSecond),
    })),
    crossings: crossings.map((one) => ({
      component: placed[one.component]!.component.name,
      border: one.border,
      label: one.label,
      region: one.region,
      ...(one.otherRegion !== '' && { other_region: one.otherRegion }),
      bytes_per_second: finite(one.bytesPerSecond),
      charged: one.free === undefined,
    })),
    slo: [...performance.slo(), ...availability.slo()].map(
      ({ requestClass, component, objective, target, actual, met }) => ({
        ...(component === undefined ? { class: requestClass } : { component }),
        objective,
        target,
        actual: actual ?? null,
        met: met ?? null,
      }),
    ),
    ...(budgets.length > 0 && {
      budget: {
        ...(total && { monthly: exactAmount(total.limit), met: total.met ?? null }),
        scopes: budgets.map((verdict) => ({
          scope: verdict.scope,
          limit: exactAmount(verdict.limit),
          actual: exactAmount(verdict.actual),
          met: verdict.met ?? null,
        })),
      },
    }),
    warnings: warnings.map(({ code, path, message, fix }) => ({
      code,
      path: formatPath(path),
      message,
      ...(fix !== undefined && { fix }),
    })),
  };
}

/** What `quoin estimate --format json` prints, as data. */
export type EstimateJson = ReturnType<typeof toJson>;

/** How a wait was computed. */
function methodJson(method: Method | undefined) {
  if (!method) return {};
  const { id, exactness, inputs } = method;
  const named: Record<string, number | null> = {};
  for (const [name, value = NaN] of Object.entries(inputs)) named[snakeCase(name)] = finite(value);
  return { method: { id, exactness, inputs: named } };
}

/** A name of the code as JSON has it. */
export const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What waits over the day: `backlog_empty_at` is an hour of the day. What never ends has no figure. */
function backlogDetails(backlog: Backlog | undefined): Record<string, { value: number; unit: string }> {
  if (!backlog) return {};
  const { messages, delay, emptyAt } = backlog;
  return {
    ...(Number.isFinite(messages) && { backlog: { value: messages, unit: 'count' } }),
    ...(Number.isFinite(delay) && { backlog_delay: { value: delay, unit: 's' } }),
    ...(emptyAt !== undefined && { backlog_empty_at: { value: emptyAt, unit: 'h' } }),
  };
}
