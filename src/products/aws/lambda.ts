/** AWS Lambda: requests, memory over time, instances kept ready, scratch disk beyond what is included. */
import type { FunctionUse } from '../../kinds/function.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { MIB, GIB } from '../../topology/quantity/bytes.ts';
import { fromTable, chosenConcurrency, type Limits } from '../quota.ts';
import { functionCeilings } from '../ceiling.ts';
import { FUNCTION } from '../../assumptions/published.ts';

/** Scratch disk that every instance has free of charge. @see https://aws.amazon.com/lambda/pricing/ (read 2026-11) */
const INCLUDED_STORAGE_BYTES = 512 * MIB;

const limits: Limits = (asked) => [
  chosenConcurrency(asked) ??
    fromTable(asked, ['concurrency', 'concurrent', 'default'], 'concurrency-default', {
      note: 'of all functions of an account in a region; raised on request',
    }),
  fromTable(asked, ['new-instances', '/s', 'limit'], 'scaling-rate', {
    times: 1 / 10,
    note: 'of each function: 1000 more every ten seconds',
  }),
];

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (a copy, read 2026-12) */
const ceilings = functionCeilings(() => ({ seconds: 900, memory: 10 * GIB }));

export const lambda = defineProduct<FunctionUse>({
  name: 'lambda',
  title: 'AWS Lambda',
  provider: 'aws',
  kinds: ['function'],
  defaultFor: ['function'],
  aliases: ['aws-lambda', 'aws_lambda_function'],
  sla: () => ({ service: 'lambda', scope: 'region' }),
  limits,
  ceilings,
  translate: ({ draft, from }) => draft.drop(['plan'], `a plan of ${from.title}`),
  atOnce: () => FUNCTION.concurrency,
  memoryBytes: 128 * MIB,
  focus: { lambda: ['AWS Lambda', 'serverless'] },
  source: 'https://aws.amazon.com/lambda/pricing/ (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('lambda');
    if (use.plan !== 'consumption') warn('plan-not-offered', { product: 'Lambda', plan: use.plan });
    const arch = use.arch === 'arm64' ? 'arm' : 'x86';
    // What runs on an instance kept ready costs less by time; on the month's mean those serve as much as they can.
    const onProvisioned = Math.min(use.byteSeconds, use.provisionedByteSeconds);
    add('requests', use.requests);
    add(`${arch}-duration`, toGb(use.byteSeconds - onProvisioned));
    add(`provisioned-concurrency-${arch}`, toGb(use.provisionedByteSeconds));
    add(`provisioned-duration-${arch}`, toGb(onProvisioned), {
      note: 'requests are taken to meet an instance kept ready as long as these suffice on average',
    });
    // From the memory over time, which also holds what the file gives as GB-seconds.
    const seconds = use.memoryBytes > 0 ? use.byteSeconds / use.memoryBytes : use.busySeconds;
    add('ephemeral-storage', toGb(Math.max(0, use.ephemeralBytes - INCLUDED_STORAGE_BYTES)) * seconds);
    return meters;
  },
});
