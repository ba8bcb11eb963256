/** Throughput, success and latency of classes in words that the table and markdown share. */
import type { ClassPerformance } from '../engine/performance.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Latency } from '../models/system/solve.ts';
import { compact, downtime, judgedText, percent, perSecond } from './figures.ts';
import { FULL } from '../models/system/full.ts';

export const UNKNOWN = 'unknown';

export const capacityText = ({ capacity, status }: ClassPerformance): string =>
  status === 'unknown' ? UNKNOWN : capacity === undefined ? '—' : perSecond(capacity);

export const headroomText = ({ headroom, status }: ClassPerformance): string =>
  status === 'unknown' ? UNKNOWN : headroom === undefined ? '—' : `${compact(headroom)} ×`;

/** Shares from here on are all, as far as a table shows. */
const ALL = 1 - 5e-7;

/** The share of requests that succeed, with as many digits as tell it from all of them. */
export function successText({ rate, success }: ClassPerformance): string {
  if (rate === 0) return '—';
  if (success === undefined) return UNKNOWN;
  if (success >= ALL) return '100 %';
  const lost = 1 - success;
  const digits = Math.max(2, Math.ceil(-Math.log10(lost)));
  return `${(100 * success).toFixed(Math.min(4, digits))} %`;
}

/** Times at the peak; a class that makes no requests has none. */
export function latencyTexts(one: ClassPerformance, keys: readonly (keyof Latency)[]): string[] {
  const found = one.latency();
  const sure = one.accuracy();
  return keys.map((key) =>
    one.rate === 0 ? '—' : one.status === 'unknown' ? UNKNOWN : judgedText(found?.[key], sure),
  );
}

/**
 * What a reader must know before anything else: limits that are exceeded, backlogs, and what is unknown, with the fix.
 */
export function troubleLines({ topology, placed, performance, availability }: Estimate): string[] {
  const lines: string[] = [];
  for (const [index, { component }] of placed.entries()) {
    for (const { resource, utilization, offered } of performance.components[index]!.resources) {
      const most = Math.max(utilization, offered);
      if (most >= FULL) lines.push(`over its limit: ${component.name}.${resource} ${percent(most)}`);
    }
    const backlog = performance.backlog(index);
    if (!backlog || backlog.messages === 0) continue;
    const { messages, delay, emptyAt } = backlog;
    const retention = availability.failures.components[index]!.plan.buffers;
    if (!Number.isFinite(messages)) {
      lines.push(`backlog of ${component.name}: unbounded, its consumers never catch up`);
      continue;
    }
    const kept =
      retention === undefined || !Number.isFinite(retention)
        ? ''
        : delay > retention
          ? `, more than the ${downtime(retention)} that it keeps: messages are lost`
          : `, of ${downtime(retention)} that it keeps`;
    const empty = emptyAt === undefined ? '' : `, empty again at ${clock(emptyAt)}`;
    lines.push(
      `backlog of ${component.name}: ${compact(messages)} at most, a delay of ${downtime(delay)}${kept}${empty}`,
    );
  }
  for (const [index, { name }] of topology.classes.entries()) {
    const { unknown } = performance.classes[index]!;
    if (unknown.length === 0) continue;
    const fixes = unknown.map(({ component, fix }) => `${component} (${fix})`).join(', ');
    lines.push(`latency and capacity of ${name} are unknown: ${fixes}`);
  }
  return lines;
}

/** An hour of the day with its minutes: 21:40. */
function clock(hour: number): string {
  const minutes = Math.floor(hour * 60 + 1e-6);
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
