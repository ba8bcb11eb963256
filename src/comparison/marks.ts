/** What a re-homed topology does worse than the one that it was made of, or cannot do at all. */
import type { Estimate } from '../estimate/estimate.ts';
import { excessesOf } from '../products/ceiling.ts';
import type { Side, SideClass } from './side.ts';

export interface Mark {
  /** Whether the load is not carried, or carried with less to spare. */
  readonly severity: 'fails' | 'worse';
  /** The component that it is about; undefined where nobody knows which. */
  readonly component: string | undefined;
  readonly class?: string;
  /** Of a class, which of its figures. */
  readonly figure?: 'headroom' | 'p99';
  readonly message: string;
}

/** Differences that are smaller say nothing. */
const NEGLIGIBLE = 0.01;

const rounded = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${rounded(share * 100)} %`;

/**
 * Marks of a topology that another one was re-homed to: components that are asked for more than their product has or
 * than they carry, and classes with less headroom or a longer 99th percentile. What the other does not carry either is
 * not marked.
 */
export function marksOf(
  before: { readonly estimate: Estimate; readonly side: Side },
  after: { readonly estimate: Estimate; readonly side: Side },
): Mark[] {
  const marks: Mark[] = [];
  const { placed, traffic, performance } = after.estimate;
  for (const [index, { component, kind, product, context, spec }] of placed.entries()) {
    const { name } = component;
    const fail = (message: string) => marks.push({ severity: 'fails', component: name, message });
    const silent = { ...context, warn: () => undefined };
    if (product) {
      const used = kind.consume(component as never, traffic.loads[index]!, silent);
      const options = component.options as Readonly<Record<string, unknown>>;
      const memory = spec?.memoryGib === undefined ? undefined : spec.memoryGib * 2 ** 30;
      for (const excess of excessesOf(product, options, used, memory))
        fail(`${product.title} cannot carry it: ${excess}`);
    }
    const was = before.estimate.performance.components[index];
    const worst = Math.max(1, ...(was?.resources ?? []).map(({ utilization }) => utilization));
    for (const { resource, utilization } of performance.components[index]!.resources)
      if (utilization > worst * (1 + NEGLIGIBLE))
        fail(`it cannot carry the peak: ${resource} at ${percent(utilization)}`);
  }
  const names = new Set(placed.map(({ component }) => component.name));
  for (const [index, own] of after.side.classes.entries()) {
    const was = before.side.classes[index];
    if (was && own.peak > 0) marks.push(...classMarks(was, own, names));
  }
  return marks;
}

function classMarks(was: SideClass, own: SideClass, names: ReadonlySet<string>): Mark[] {
  const marks: Mark[] = [];
  const { bottleneck, headroom } = own.throughput;
  const [before, now] = [was.throughput.headroom, headroom];
  // What binds is told as component.resource; a component's own name may have dots.
  const component = [...names].find((name) => bottleneck?.startsWith(`${name}.`) === true);
  if (before !== null && now !== null && now < before * (1 - NEGLIGIBLE))
    marks.push({
      severity: now < 1 && before >= 1 ? 'fails' : 'worse',
      component,
      class: own.class,
      figure: 'headroom',
      message: `headroom ${rounded(before)} → ${rounded(now)} ×${bottleneck === null ? '' : `, bound by ${bottleneck}`}`,
    });
  else if (before !== null && before >= 1 && now === null && own.latency === null && was.latency !== null)
    marks.push({
      severity: 'worse',
      component: undefined,
      class: own.class,
      figure: 'headroom',
      message: 'headroom not known',
    });
  if (was.latency && own.latency && own.latency.p99 > was.latency.p99 * (1 + NEGLIGIBLE))
    marks.push({
      severity: 'worse',
      component: undefined,
      class: own.class,
      figure: 'p99',
      message: `p99 ${rounded(was.latency.p99 * 1000)} → ${rounded(own.latency.p99 * 1000)} ms`,
    });
  else if (was.latency && !own.latency)
    marks.push({
      severity: now !== null && now < 1 ? 'fails' : 'worse',
      component: undefined,
      class: own.class,
      figure: 'p99',
      message: 'p99 unbounded, or not known',
    });
  return marks;
}

/** Whether a topology carries the load of the other: nothing is asked for more than it has. */
export const carries = (marks: readonly Mark[]): boolean => marks.every(({ severity }) => severity !== 'fails');
