/** Cloud Functions (1st gen): invocations, and memory and processor over time in steps of 100 ms. */
import type { FunctionUse } from '../../kinds/function.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { MIB, GIB } from '../../topology/quantity/bytes.ts';
import { quota, chosenConcurrency, type Limits } from '../quota.ts';
import { functionCeilings } from '../ceiling.ts';
import { moveToX86 } from '../move.ts';
import { CONTAINER } from '../../assumptions/published.ts';
import type { Figure } from '../../assumptions/figure.ts';

/**
 * Memory sizes in MiB, and the clock rate in GHz that each comes with. @see https://cloud.google.com/functions/pricing-1stgen (read 2026-11)
 */
const SIZES: readonly (readonly [mib: number, ghz: number])[] = [
  [128, 0.2],
  [256, 0.4],
  [512, 0.8],
  [1024, 1.4],
  [2048, 2.4],
  [4096, 4.8],
  [8192, 4.8],
];

/** Compute time is rounded up to this step for each invocation. */
const STEP_SECONDS = 0.1;
/** What rounding errors of a mean may add before another step is counted. */
const STEP_TOLERANCE = 1e-9;

/** The smallest size that holds the memory; the largest, with a warning, where none does. */
function sizeOf(memoryBytes: number, { warn }: ProductContext): readonly [mib: number, ghz: number] | undefined {
  const size = SIZES.find(([mib]) => mib * MIB >= memoryBytes);
  const names = SIZES.map(([mib]) => `${mib} MB`);
  if (!size)
    warn('limit-exceeded', {
      what: 'an instance of Cloud Functions (1st gen)',
      most: names.at(-1)!,
      write: `memory: one of ${names.join(', ')}`,
    });
  else if (size[0] * MIB > memoryBytes)
    warn('size-rounded-up', {
      asked: 'an instance of Cloud Functions (1st gen)',
      billed: `${size[0]} MB, of ${names.join(', ')}`,
      write: `memory: ${size[0]} MB`,
    });
  return size;
}

const INSTANCES: Figure = {
  value: 100,
  unit: 'executions',
  conditions: 'instances of a function unless more are asked for, one request each',
  source: 'https://cloud.google.com/run/quotas (as recalled)',
};

const limits: Limits = (asked) => [
  chosenConcurrency(asked) ??
    quota(
      'concurrency',
      'concurrent',
      'default',
      INSTANCES.value,
      INSTANCES.source,
      'instances of a function unless more are asked for',
    ),
];

/**
 * Billed as those of the first generation, with their limits. @see https://cloud.google.com/functions/quotas-1st-gen
 * (read 2026-11)
 */
const ceilings = functionCeilings(() => ({ seconds: 540, memory: 8 * GIB }));

export const cloudFunctions = defineProduct<FunctionUse>({
  name: 'cloud-functions',
  title: 'Cloud Functions (1st gen)',
  provider: 'gcp',
  kinds: ['function'],
  defaultFor: ['function'],
  aliases: ['gcf', 'google-cloud-functions', 'cloud-run-functions', 'google_cloudfunctions_function'],
  sla: () => ({ service: 'cloud-functions', scope: 'region' }),
  limits,
  ceilings,
  translate(move) {
    moveToX86(move);
    move.draft.drop(['plan'], `a plan of ${move.from.title}`);
  },
  // They run on Cloud Run.
  latency: (_, what) => (what === 'cold-start' ? CONTAINER.coldStart : undefined),
  atOnce: () => INSTANCES,
  memoryBytes: 256 * MIB,
  focus: { 'cloud-functions': ['Cloud Run Functions', 'serverless'] },
  source: 'https://cloud.google.com/functions/pricing-1stgen (read 2026-11)',
  meters(use, context) {
    const { meters, add } = tableMeters('cloud-functions');
    if (use.plan !== 'consumption') context.warn('plan-not-offered', { product: 'Cloud Functions', plan: use.plan });
    add('invocations', use.requests);
    const size = sizeOf(use.memoryBytes, context);
    // Each invocation is rounded up; the durations of single ones are not known, the mean of their class stands for
    // them.
    const rounded = use.runs.reduce(
      (sum, run) => sum + run.requests * Math.ceil((run.seconds / STEP_SECONDS) * (1 - STEP_TOLERANCE)) * STEP_SECONDS,
      0,
    );
    // What the file gives as GB-seconds is what a bill has counted already.
    const given = use.memoryBytes > 0 ? Math.max(0, use.byteSeconds / use.memoryBytes - use.busySeconds) : 0;
    const seconds = rounded + given;
    const idleSeconds =
      use.memoryBytes > 0 ? Math.max(0, use.provisionedByteSeconds / use.memoryBytes - use.busySeconds - given) : 0;
    const gb = size ? size[0] / 1024 : toGb(use.memoryBytes);
    const suffix = size ? '' : '-over-8192-mb';
    add(`gb-seconds${suffix}`, gb * seconds);
    add(`ghz-seconds${suffix}`, (size?.[1] ?? 1) * seconds);
    // Instances kept ready cost less while they do nothing.
    add(`idle-gb-seconds${suffix}`, gb * idleSeconds);
    add(`idle-ghz-seconds${suffix}`, (size?.[1] ?? 1) * idleSeconds);
    return meters;
  },
});
