/** Azure Functions: executions and GB-seconds, or the instances of the premium plan. */
import type { FunctionUse } from '../../kinds/function.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { GIB, MIB } from '../../topology/quantity/bytes.ts';
import { quota, chosenConcurrency, type Limits } from '../quota.ts';
import { functionCeilings } from '../ceiling.ts';
import { named } from '../table-meters.ts';
import { moveToX86 } from '../move.ts';
import type { Figure } from '../../assumptions/figure.ts';

/**
 * Memory is billed in steps of this size, and time from this least for each execution. @see https://azure.microsoft.com/pricing/details/functions/ (read 2026-11)
 */
const MEMORY_STEP = 128 * MIB;
const LEAST_SECONDS = 0.1;
/**
 * Largest instance of the consumption plan, bytes. @see https://learn.microsoft.com/azure/azure-functions/functions-scale (read 2026-11)
 */
const CONSUMPTION_MEMORY = 1.5 * GIB;
/**
 * Instance sizes of the flex plan, bytes. @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan
 * (read 2026-11)
 */
const FLEX_SIZES = [512 * MIB, 2048 * MIB, 4096 * MIB];
/**
 * Instances of the premium plan (EP1, EP2, EP3). @see https://learn.microsoft.com/azure/azure-functions/functions-premium-plan (read 2026-11)
 */
const PREMIUM_SIZES = [
  { name: 'EP1', vcpus: 1, memoryGib: 3.5 },
  { name: 'EP2', vcpus: 2, memoryGib: 7 },
  { name: 'EP3', vcpus: 4, memoryGib: 14 },
];

const FUNCTIONS_SCALE = 'https://learn.microsoft.com/azure/azure-functions/functions-scale (as recalled)';

const instances = (value: number, conditions: string): Figure => ({
  value,
  unit: 'executions',
  conditions,
  source: FUNCTIONS_SCALE,
});
/** Most instances, by plan. */
const INSTANCES = {
  consumption: instances(200, 'instances of an app on the consumption plan, one request each'),
  flex: instances(1000, 'instances of an app on the flex consumption plan, one request each'),
  premium: instances(100, 'instances of an app on the premium plan, one request each'),
};

const limits: Limits = (asked) => [
  chosenConcurrency(asked) ??
    quota(
      'concurrency',
      'concurrent',
      'limit',
      named<Figure>(INSTANCES, asked.text('plan') ?? 'consumption')?.value,
      FUNCTIONS_SCALE,
      'instances of a function app, each of which may answer several requests at once',
    ),
];

/**
 * Consumption and premium plans by the page of limits; a flexible instance by the memory that its API takes, 2,048 or
 * 4,096 MB.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-scale, functions-limits.md in
 *   MicrosoftDocs/azure-docs (read 2026-12)
 */
const PLANS = {
  consumption: { seconds: 600, memory: 1.5 * GIB },
  flex: { seconds: Infinity, memory: 4 * GIB },
  premium: { seconds: Infinity, memory: 14 * GIB },
};

const ceilings = functionCeilings(({ plan }) => named(PLANS, String(plan ?? 'consumption')) ?? PLANS.premium);

export const functions = defineProduct<FunctionUse>({
  name: 'functions',
  title: 'Azure Functions',
  provider: 'azure',
  kinds: ['function'],
  defaultFor: ['function'],
  aliases: ['azure-functions', 'azure-function', 'function-app'],
  // What the flex plan is promised is not known.
  sla: ({ plan = 'consumption' }) => (plan === 'flex' ? undefined : { service: 'functions', scope: String(plan) }),
  limits,
  ceilings,
  tiers: { field: 'plan', names: ['consumption', 'flex', 'premium'] },
  translate(move) {
    moveToX86(move);
    move.draft.drop(['plan'], `a plan of ${move.from.title}`);
  },
  atOnce: ({ plan }) => named<Figure>(INSTANCES, String(plan ?? 'consumption')) ?? INSTANCES.consumption,
  // The premium plan has one at least: learn.microsoft.com/azure/azure-functions/functions-premium-plan
  ready: ({ plan }) => (plan === 'premium' ? 1 : 0),
  // The least that is billed.
  memoryBytes: 128 * MIB,
  focus: { functions: ['Azure Functions', 'serverless'] },
  source: 'https://azure.microsoft.com/pricing/details/functions/ (read 2026-11)',
  meters(use, { monthHours, warn }) {
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: 'functions', meter, quantity, ...(note && { note }) });
    };
    // GB-seconds that the file gives itself are taken as they are.
    const givenByteSeconds = Math.max(0, use.byteSeconds - use.busySeconds * use.memoryBytes);
    if (use.plan === 'premium') {
      const size = PREMIUM_SIZES.find((one) => one.memoryGib * GIB >= use.memoryBytes) ?? PREMIUM_SIZES.at(-1)!;
      if (size.memoryGib * GIB < use.memoryBytes)
        warn('limit-exceeded', { what: 'a premium instance', most: `${size.memoryGib} GB` });
      // At least one instance is always allocated.
      const hours = Math.max(1, use.provisioned) * use.runningShare * monthHours;
      const note = `${Math.max(1, use.provisioned)} × ${size.name}; instances added under load are not counted`;
      add('premium-vcpu-duration', size.vcpus * hours, note);
      add('premium-memory-duration', size.memoryGib * hours, note);
      return meters;
    }
    if (use.plan === 'flex') {
      const size = FLEX_SIZES.find((one) => one >= use.memoryBytes) ?? use.memoryBytes;
      if (size > FLEX_SIZES.at(-1)!)
        warn('limit-exceeded', { what: 'a flex instance', most: '4 GB', write: 'plan: premium' });
      const readySeconds = use.provisioned * use.runningShare * monthHours * 3600;
      // Instances that stand ready take the work first; the rest starts on demand.
      const readyShare = use.busySeconds > 0 ? Math.min(1, readySeconds / use.busySeconds) : 0;
      add('flex-always-ready-baseline', toGb(readySeconds * size));
      add('flex-always-ready-execution-time', toGb(use.busySeconds * readyShare * size));
      add('flex-always-ready-total-executions', use.requests * readyShare);
      add('flex-on-demand-execution-time', toGb(use.busySeconds * (1 - readyShare) * size + givenByteSeconds));
      add('flex-on-demand-total-executions', use.requests * (1 - readyShare));
      return meters;
    }
    if (use.memoryBytes > CONSUMPTION_MEMORY)
      warn('limit-exceeded', { what: 'an instance of the consumption plan', most: '1.5 GB', write: 'plan: flex' });
    if (use.provisioned > 0) warn('ready-instances-not-offered');
    const billed = Math.ceil(use.memoryBytes / MEMORY_STEP) * MEMORY_STEP;
    const billedSeconds = use.runs.reduce((sum, run) => sum + run.requests * Math.max(LEAST_SECONDS, run.seconds), 0);
    add(
      'consumption-execution-time',
      toGb(billedSeconds * billed + givenByteSeconds),
      billedSeconds > use.busySeconds ? 'an execution is charged for 100 ms at least' : undefined,
    );
    add('consumption-total-executions', use.requests);
    return meters;
  },
});
