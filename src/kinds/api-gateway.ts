/** A layer-7 front with a price per call (API Gateway, API Management). */
import { choice, count, monthAmount, optional, rate, size, text, type FieldsOutput } from '../topology/fields.ts';
import { API_GATEWAY } from '../assumptions/published.ts';
import type { Component } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import type { PerformContext } from './performance.ts';
import { delay } from './steps.ts';

const fields = {
  type: optional(choice(['http', 'rest', 'websocket'], 'AWS: which of its APIs (default http).')),
  tier: optional(
    text(
      'Azure: consumption, developer, basic, basic-v2, standard, standard-v2, premium, premium-v2 (default consumption).',
    ),
  ),
  units: optional(count('Azure: units of a tier that is billed by the hour (default 1).', 1)),
  cache_size: optional(size('AWS REST: size of its cache.')),
  quota: optional(rate('Requests a second that it lets through.')),
} as const;

export type ApiGatewayOptions = FieldsOutput<typeof fields>;

export interface ApiGatewayUse {
  readonly type: 'http' | 'rest' | 'websocket';
  readonly tier: string;
  readonly units: number;
  readonly runningShare: number;
  readonly cacheBytes: number;
  readonly requests: number;
  /** Requests with the mean size of request and response, for products that count in steps of a size. */
  readonly sizes: readonly {
    readonly requests: number;
    readonly requestBytes: number;
    readonly responseBytes: number;
  }[];
  /** Minutes that connections are open. */
  readonly connectionMinutes: number;
}

/**
 * What becomes of a peak above the quota: a token bucket that is refilled with the quota r and holds b tokens lets all
 * requests through for b/(λ − r) seconds, and then refuses 1 − r/λ of them.
 * @see J. S. Turner, "New directions in communications", IEEE Communications Magazine 24(10), 1986, for the leaky
 *   bucket; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
function throttling(
  { options, usage }: Component<ApiGatewayOptions>,
  load: Load,
  context: PerformContext,
): Record<string, Detail> {
  const { throttle } = context.sold;
  const quota =
    options.quota ?? (throttle && context.assume('requests a second that an account may make', throttle.rate));
  const rate = load.peakRate + (usage.requests ?? 0) / context.monthSeconds;
  if (quota === undefined || rate <= quota) return {};
  return {
    throttled_share: { value: 1 - quota / rate, unit: 'share' },
    ...(throttle && {
      burst_duration: { value: context.assume('requests of a burst', throttle.burst) / (rate - quota), unit: 's' },
    }),
  };
}

export const apiGateway = defineKind<ApiGatewayOptions, ApiGatewayUse>({
  name: 'api-gateway',
  summary: 'A layer-7 hop with a quota and a price per call.',
  fields,
  nodes: false,
  usage: {
    requests: optional(monthAmount('Requests.')),
    connection_minutes: optional(monthAmount('WebSocket: minutes that connections are open.')),
  },
  placement: 'regional',
  passesThrough: true,
  // Its quota is a limit of the product's, chosen or by default.
  perform: (component, load, context) => ({
    ...passing([delay(context.assumeTime('what an API gateway adds', API_GATEWAY.latency))]),
    details: throttling(component, load, context),
  }),
  consume({ options, usage, runningShare }, load, { monthSeconds }) {
    const sizes = load.classes
      .filter((one) => one.rate > 0)
      .map((one) => ({
        requests: one.rate * monthSeconds,
        requestBytes: one.requestBytesPerSecond / one.rate,
        responseBytes: one.responseBytesPerSecond / one.rate,
      }));
    if (usage.requests) sizes.push({ requests: usage.requests, requestBytes: 0, responseBytes: 0 });
    return {
      type: options.type ?? 'http',
      tier: (options.tier ?? 'consumption').toLowerCase(),
      units: options.units ?? 1,
      runningShare,
      cacheBytes: options.cache_size ?? 0,
      requests: sizes.reduce((sum, one) => sum + one.requests, 0),
      sizes,
      connectionMinutes: usage.connection_minutes ?? 0,
    };
  },
});
