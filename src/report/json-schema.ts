/** JSON Schema of what `estimate --format json` prints. */
import { PAYMENTS } from '../topology/purchase.ts';
import { ESTIMATE_SCHEMA, snakeCase } from '../estimate/published.ts';
import { METHOD_IDS, METHOD_INPUTS } from '../models/queueing/method.ts';

const money = { type: 'string', pattern: String.raw`^-?\d+\.\d{2}$` };
export const decimal = { type: 'string', pattern: String.raw`^-?\d+(\.\d+)?$` };
const date = { type: ['string', 'null'], pattern: String.raw`^\d{4}-\d{2}-\d{2}$` };
const perSecond = { type: ['number', 'null'], minimum: 0 };
export const text = { type: 'string' };
export const seconds = { type: 'number', minimum: 0 };

/** An object of these keys and no others; the extra ones may be left out. */
export const strict = (required: Record<string, unknown>, extra: Record<string, unknown> = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...extra },
});
export const listOf = (items: unknown) => ({ type: 'array', items });

const tier = strict({ from: decimal, quantity: decimal, unit_price: decimal, amount: money });

const item = strict(
  {
    product: text,
    service: text,
    meter: text,
    region: text,
    quantity: decimal,
    unit: text,
    unit_price: {
      ...decimal,
      type: ['string', 'null'],
      description: 'What a unit costs; the mean where volume tiers differ; null where no price is known.',
    },
    amount: {
      ...money,
      type: ['string', 'null'],
      description: 'Rounded to two decimals; null where no price is known.',
    },
    amount_exact: { ...decimal, type: ['string', 'null'] },
    as_of: date,
    source: { type: ['string', 'null'] },
  },
  {
    tiers: listOf(tier),
    up_front: money,
    commitment: strict({
      years: { enum: [1, 3] },
      payment: { enum: PAYMENTS },
      break_even: {
        type: ['number', 'null'],
        minimum: 0,
        description:
          'Share of the hours from which it costs less than on demand: its hour ÷ the hour on demand; null where that has no price.',
      },
      used: {
        type: ['number', 'null'],
        minimum: 0,
        maximum: 1,
        description: 'Share of what is committed that is used; null where it is not known what that covers.',
      },
      unused: {
        ...money,
        type: ['string', 'null'],
        description: 'What the month pays for that is not used; null where that is not known.',
      },
    }),
    unpriced: { ...text, description: 'Why there is no price.' },
    notes: listOf(text),
  },
);

const times = { mean: seconds, p50: seconds, p90: seconds, p95: seconds, p99: seconds, p999: seconds };

export const latency = {
  ...strict(times),
  type: ['object', 'null'],
  description: 'Seconds, at the peak; null: unbounded, since some resource cannot keep up, or nothing arrives.',
};
const judgedLatency = {
  ...latency,
  ...strict({
    ...times,
    accuracy: { enum: ['exact', 'approximate'] },
    error: {
      ...strict({ mean: seconds, p99: seconds }),
      description:
        'Relative: the largest that was measured, against simulation, in the worst of the families of systems that the way belongs to.',
    },
  }),
  type: ['object', 'null'],
};
const bound = { type: ['number', 'null'], minimum: 0 };
const method = {
  ...strict({
    id: { enum: METHOD_IDS },
    exactness: { enum: ['exact', 'approximate'] },
    inputs: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(METHOD_INPUTS.map((name) => [snakeCase(name), bound])),
      description:
        'What the formula was given, in SI units: servers, threads, room and arrivals of each queue, SCVs as they act on it.',
    },
  }),
  description:
    'How the wait was computed; left out where nobody waits or it has no end. docs/explain.md lists the formulas.',
};
const probability = { type: 'number', minimum: 0, maximum: 1 };
const up = {
  value: { ...probability, description: 'Share of time in which it is up; at least, where there is an error.' },
  unavailability: { ...probability, description: '1 − value, with all its digits.' },
  nines: { type: ['number', 'null'], description: 'null: it never fails.' },
  downtime_minutes_month: { type: 'number', minimum: 0 },
  downtime_minutes_year: { type: 'number', minimum: 0 },
};
const error = {
  ...probability,
  description: 'How much more of the time it can be up; left out where the value is exact.',
};
const unknown = {
  ...listOf(text),
  description:
    'Components that are taken never to fail, since their failure rate is unknown: the value is an upper bound.',
};
const contributor = strict(
  {
    event: text,
    scope: { enum: ['node', 'failover', 'product', 'call', 'overload', 'zone', 'region'] },
    unavailability: probability,
    birnbaum: { type: 'number', description: 'P(down | it is down) − P(down | it is up).' },
    share: { type: 'number', description: 'Of the downtime, what would go if it never failed (Fussell–Vesely).' },
  },
  { component: text },
);

const verdict = { type: ['boolean', 'null'], description: 'null: the bill has unpriced lines, so nobody knows.' };

export const estimateSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Quoin estimate',
  ...strict(
    {
      schema: { const: ESTIMATE_SCHEMA },
      topology: text,
      prices: strict({ as_of: date, oldest: date }),
      cost: strict({
        currency: text,
        period: { const: 'month' },
        total: money,
        total_exact: decimal,
        at_least: { type: 'boolean', description: 'Some lines have no price: the total is a lower bound.' },
        up_front: money,
        unattributed: { ...money, description: 'What no class causes.' },
        components: listOf(strict({ component: text, total: money, items: listOf(item) }, { up_front: money })),
      }),
      classes: listOf(
        strict(
          {
            class: text,
            rate: perSecond,
            peak: perSecond,
            success: {
              ...probability,
              type: ['number', 'null'],
              description:
                'Share of the requests that succeed at the peak: not timed out after all attempts, refused or in error without a way out. null: unknown.',
            },
            throughput: {
              ...strict(
                {
                  status: { enum: ['ok', 'unbounded', 'unknown'] },
                  capacity: bound,
                  headroom: bound,
                  bottleneck: { type: ['string', 'null'] },
                },
                { unknown: listOf(strict({ component: text, fix: text })) },
              ),
              description:
                'Largest rate at which the whole system, solved anew, has a steady state and everything on the way is below its limit, as a multiple of the peak, and what binds; null: nothing does, or it is unknown.',
            },
            latency: judgedLatency,
            availability: strict(
              {
                ...up,
                served: { ...probability, description: 'Share of the peak that is served on average.' },
                levels: {
                  ...listOf(strict({ share: probability, probability })),
                  description: 'Share of time in which at least a share of the peak is carried.',
                },
                contributors: listOf(contributor),
              },
              { error, unknown },
            ),
            p99_spent: {
              ...listOf(strict({ component: text, seconds: { type: 'number', minimum: 0 } })),
              description:
                'Where the requests at the 99th percentile spend their time; all of it on the way between places is `network`.',
            },
            cost: strict({ month: money, per_million_requests: { ...money, type: ['string', 'null'] } }),
          },
          {
            links: {
              ...listOf(strict({ from: text, to: text, seconds: { type: 'number', minimum: 0 } })),
              description: 'What of `network` is spent between which components, or between the places of one.',
            },
          },
        ),
      ),
      components: listOf(
        strict(
          {
            component: text,
            kind: text,
            product: text,
            provider: { enum: ['aws', 'azure', 'gcp'] },
            region: text,
            arrival_rate: perSecond,
            peak_rate: perSecond,
            request_bytes_per_second: perSecond,
            response_bytes_per_second: perSecond,
            resources: listOf(
              strict(
                {
                  resource: text,
                  utilization: bound,
                  capacity: { ...bound, description: 'Requests a second at which it saturates.' },
                },
                { mean_wait: bound, method },
              ),
            ),
            latency: judgedLatency,
            availability: strict(
              {
                ...up,
                basis: {
                  enum: ['own', 'observed', 'promised', 'sla', 'unknown'],
                  description:
                    'Where the figures of its failures come from: the file, observations, its provider’s promises for want of them or as the file asks, nowhere.',
                },
              },
              { error, unknown },
            ),
          },
          {
            instance: text,
            durability: {
              ...strict({ value: probability, annual_loss: probability, recovery_point: bound, recovery_time: bound }),
              description:
                'Of what it stores: share left after a year; seconds of writes lost, and until it answers again.',
            },
            tags: { type: 'object', additionalProperties: text },
            details: { type: 'object', additionalProperties: strict({ value: { type: 'number' }, unit: text }) },
          },
        ),
      ),
      flows: listOf(
        strict({
          from: { type: ['string', 'null'], description: 'null: requests enter here.' },
          to: text,
          rate: perSecond,
          peak_rate: perSecond,
          request_bytes_per_second: perSecond,
          response_bytes_per_second: perSecond,
        }),
      ),
      crossings: listOf(
        strict(
          {
            component: { ...text, description: 'Who pays.' },
            border: { enum: ['internet', 'zone', 'region'] },
            label: text,
            region: text,
            bytes_per_second: perSecond,
            charged: { type: 'boolean' },
          },
          { other_region: text },
        ),
      ),
      slo: listOf(
        strict(
          {
            objective: text,
            target: { type: 'number' },
            actual: bound,
            met: { type: ['boolean', 'null'], description: 'null: unknown.' },
          },
          { class: text, component: text },
        ),
      ),
      warnings: listOf(strict({ code: text, path: text, message: text }, { fix: text })),
    },
    {
      budget: strict(
        { scopes: listOf(strict({ scope: text, limit: decimal, actual: decimal, met: verdict })) },
        { monthly: decimal, met: verdict },
      ),
    },
  ),
};
