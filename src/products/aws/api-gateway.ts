/** Amazon API Gateway: calls of HTTP and REST APIs, messages and minutes of WebSocket APIs, cache by the hour. */
import type { ApiGatewayUse } from '../../kinds/api-gateway.ts';
import { defineProduct, toGb } from '../product.ts';
import { steps, tableMeters } from '../table-meters.ts';
import { KIB } from '../../topology/quantity/bytes.ts';
import { quota, fromTable, chosenQuota, type Limits } from '../quota.ts';
import type { Figure } from '../../assumptions/figure.ts';

/** Sizes in which calls and messages are counted, and sizes of caches in GB. */
const HTTP_STEP = 512 * KIB;
const MESSAGE_STEP = 32 * KIB;
const CACHES_GB = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237];

/** Regions in which API Gateway starts with a quarter. */
const SMALL_API_GATEWAYS = new Set([
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
]);

const API_GATEWAY_LIMITS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';

const limits: Limits = (asked) => [
  chosenQuota(asked) ??
    (SMALL_API_GATEWAYS.has(asked.region ?? '')
      ? quota('requests', '/s', 'default', 2500, API_GATEWAY_LIMITS, 'of an account in this region; raised on request')
      : fromTable(asked, ['requests', '/s', 'default'], 'account-throttle', {
          note: 'of an account in a region; raised on request',
        })),
];

/** Of an account in most regions; the quota itself is the product's, by region. */
const THROTTLE: Figure = {
  value: 10_000,
  unit: '/s',
  conditions: 'requests of an account in most regions; raised on request',
  source: API_GATEWAY_LIMITS,
};
const BURST: Figure = {
  value: 5000,
  unit: 'requests',
  conditions: 'tokens of the bucket that quotas refill, of an account in most regions',
  source: API_GATEWAY_LIMITS,
};

export const apiGateway = defineProduct<ApiGatewayUse>({
  name: 'api-gateway',
  title: 'Amazon API Gateway',
  provider: 'aws',
  kinds: ['api-gateway'],
  defaultFor: ['api-gateway'],
  aliases: ['apigateway', 'aws-api-gateway', 'aws_apigatewayv2_api'],
  ignores: ['tier', 'units'],
  sla: () => ({ service: 'api-gateway', scope: 'region' }),
  limits,
  throttle: { rate: THROTTLE, burst: BURST },
  focus: { 'api-gateway': ['Amazon API Gateway', 'api'] },
  source: 'https://aws.amazon.com/api-gateway/pricing/ (read 2026-11)',
  meters(use, { monthHours, warn }) {
    const { meters, add } = tableMeters('api-gateway');
    const total = (units: (one: ApiGatewayUse['sizes'][number]) => number) =>
      use.sizes.reduce((sum, one) => sum + one.requests * units(one), 0);
    if (use.type === 'rest') add('rest-requests', use.requests);
    else if (use.type === 'http')
      add(
        'http-requests',
        total(({ requestBytes, responseBytes }) => steps(Math.max(requestBytes, responseBytes), HTTP_STEP)),
      );
    else {
      add(
        'websocket-messages',
        // A message comes in, and one goes out where there is an answer.
        total(
          ({ requestBytes, responseBytes }) =>
            steps(requestBytes, MESSAGE_STEP) + (responseBytes > 0 ? steps(responseBytes, MESSAGE_STEP) : 0),
        ),
      );
      add('websocket-connection-minutes', use.connectionMinutes);
    }
    if (use.cacheBytes > 0) {
      const gb = toGb(use.cacheBytes);
      const size = CACHES_GB.find((one) => one >= gb) ?? gb;
      if (use.type !== 'rest') warn('cache-not-offered', { type: use.type });
      if (gb > CACHES_GB.at(-1)!) warn('cache-not-offered', { gb, offered: CACHES_GB });
      add(`cache-${size}gb`, use.runningShare * monthHours);
    }
    return meters;
  },
});
