/** Response times of a component. */
import { FAMILIES, type Accuracy } from '../models/system/families.ts';
import { MEASURED } from '../models/system/measured.ts';
import type { Latency } from '../models/system/solve.ts';
import { agree, entry, input, numbered, section, type Entry, type Section } from './explanation.ts';
import { ownTime, routinesOf, whyUnbounded, type View } from './view.ts';

export const PERCENTILES = [
  ['p50', '50th percentile'],
  ['p90', '90th percentile'],
  ['p95', '95th percentile'],
  ['p99', '99th percentile'],
  ['p999', '99.9th percentile'],
] as const satisfies readonly (readonly [keyof Latency, string])[];

const HOW =
  'waits, service and ways composed as Laplace transforms; percentiles by transform inversion (Abate and Whitt 1995), within about 0.3 % of the composed distribution';

/** Mean and percentiles, or why there are none. */
export function latencyEntries(
  found: Latency | undefined,
  accuracy: Accuracy | undefined,
  why: string | undefined,
  mean?: Entry,
): Entry[] {
  if (!found || !accuracy) return [entry('response time', null, 's', { note: why ?? 'nothing arrives, or unbounded' })];
  const exactness = accuracy.accuracy;
  const isExact = exactness === 'exact';
  return [
    mean ? { ...mean, exactness } : entry('mean', found.mean, 's', { exactness }),
    ...PERCENTILES.map(([key, name], at) => entry(name, found[key], 's', { exactness, note: at === 0 ? HOW : '' })),
    entry('known error of the mean', accuracy.error.mean, 'share', {
      note: isExact ? 'product form' : knownBy(accuracy),
    }),
    entry('known error of the 99th percentile', accuracy.error.p99, 'share', {
      note: isExact ? 'of the transform’s inversion' : 'likewise; that of the other percentiles was not measured',
    }),
  ];
}

/** Where a stated error is from: the families that a way meets, and how many systems of each were simulated. */
export function knownBy({ families }: Pick<Accuracy, 'families'>): string {
  const listed = families.map((family) => `${FAMILIES[family]} (${MEASURED.families[family].systems} systems)`);
  return `the largest against simulation, ${MEASURED.date}, in the worst of: ${listed.join(', ')}; each family was measured by itself`;
}

export function latencySection(view: View, index: number): Section[] {
  const { performance, traffic } = view.estimate;
  const routines = routinesOf(view, index);
  if (traffic.loads[index]!.classes.length === 0) return [];
  const { latency, accuracy } = performance.components[index]!;
  const roots = routines.map(({ routine }) => routine);
  const own = routines.flatMap(({ routine, classes }) => {
    const of = ` (${classes.join(', ')})`;
    const { mean, hasForks } = ownTime(view, routine);
    const time = entry(`own time${of}`, mean, 's', {
      exactness: 'approximate',
      note: `waits, service and delays here, without the calls${hasForks ? '; of parts at once the longest mean that is waited for' : ''}`,
    });
    return [time, ...withCalls(view, routine, of, mean)];
  });
  const mean = meanEntry(view, routines, latency());
  return section('response time at the peak, with what it calls', [
    ...own,
    ...latencyEntries(latency(), accuracy(), whyUnbounded(view, roots), mean),
  ]);
}

/** The mean of a class: its own time and that of its calls. */
function withCalls(view: View, routine: number, of: string, own: number): Entry[] {
  const { placed, performance } = view.estimate;
  const { routines: responses, system } = performance.solution;
  const whole = responses[routine]?.mean;
  const calls = view.calls[routine]!.filter(({ call, times }) => !call.async && times > 0);
  if (whole === undefined || calls.length === 0) return [];
  const names = numbered(calls.map(({ call }) => placed[system.routines[call.to]!.component]!.component.name));
  const parts = calls.map(({ call, times }, at) => ({
    name: names[at]!,
    times,
    seconds: (call.wire?.mean ?? 0) + (responses[call.to]?.mean ?? Infinity),
  }));
  const by = parts.reduce((sum, { times, seconds }) => sum + times * seconds, own);
  const isSum = agree(by, whole, 1e-4);
  return [
    entry(`with its calls${of}`, whole, 's', {
      formula: isSum
        ? ['own time', ...parts.map(({ name }) => `calls of ${name} × time of ${name}`)].join(' + ')
        : undefined,
      inputs: [
        input('own time', own, 's'),
        ...parts.flatMap(({ name, times, seconds }) => [
          input(`calls of ${name}`, times, '1'),
          input(`time of ${name}`, seconds, 's'),
        ]),
      ],
      exactness: 'approximate',
      note: isSum
        ? 'mean; the way is part of the time of a call'
        : 'mean; what happens at once, timeouts and refusals make it other than the sum',
    }),
  ];
}

/** The mean over its classes, by how often each comes. */
function meanEntry(
  { estimate }: View,
  routines: readonly { routine: number; classes: readonly string[] }[],
  found: Latency | undefined,
): Entry | undefined {
  const { rates, routines: responses } = estimate.performance.solution;
  const running = routines.filter(({ routine }) => rates[routine]! > 0);
  if (!found || running.length < 2) return undefined;
  const parts = running.map(({ routine, classes }) => ({
    label: classes.join(', '),
    rate: rates[routine]!,
    mean: responses[routine]?.mean ?? Infinity,
  }));
  return entry('mean', found.mean, 's', {
    formula: `(${parts.map(({ label }) => `rate of ${label} × time of ${label}`).join(' + ')}) / (${parts.map(({ label }) => `rate of ${label}`).join(' + ')})`,
    inputs: parts.flatMap(({ label, rate, mean }) => [
      input(`rate of ${label}`, rate, '/s'),
      input(`time of ${label}`, mean, 's'),
    ]),
    exactness: 'approximate',
  });
}
