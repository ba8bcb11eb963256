/** Somebody else's service: a latency, an SLA, a rate limit, a price per call. */
import { duration, list, monthAmount, number, optional, rate, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';
import { EVERY_CLASS } from './performance.ts';
import { priceLine, priceUse, type PriceUse } from './price-lines.ts';
import { delay, givenTime } from './steps.ts';

const fields = {
  latency: optional(duration('Mean response time.')),
  cv: optional(number('Coefficient of variation of the response time.')),
  limit: optional(rate('Requests a second that it accepts.')),
  price: optional(list(priceLine, 'What it charges.')),
} as const;

export type ExternalOptions = FieldsOutput<typeof fields>;

export const external = defineKind<ExternalOptions, PriceUse>({
  name: 'external',
  summary: "Somebody else's service: latency, SLA, rate limit, price per call.",
  fields,
  nodes: false,
  sold: false,
  usage: { requests: optional(monthAmount('Requests.')) },
  placement: 'outside',
  perform({ options, service }, load, context) {
    const { latency = service?.mean, limit } = options;
    if (latency === undefined && load.peakRate > 0) context.unknown(EVERY_CLASS, 'latency-not-set');
    const cv = options.cv ?? service?.cv;
    return passing(
      latency === undefined || latency === 0 ? [] : [delay(givenTime(latency, cv, context))],
      limit === undefined
        ? []
        : [{ resource: 'requests', unit: '/s', capacity: limit, use: load.peakRate, source: 'the file: limit' }],
    );
  },
  consume: ({ options, usage, runningShare }, load, { monthSeconds }) =>
    priceUse(options.price, {
      requests: load.arrivalRate * monthSeconds + (usage.requests ?? 0),
      bytes: (load.requestBytesPerSecond + load.responseBytesPerSecond) * monthSeconds,
      nodes: 1,
      hours: (runningShare * monthSeconds) / 3600,
    }),
});
