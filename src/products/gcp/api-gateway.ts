/** API Gateway: calls. */
import type { ApiGatewayUse } from '../../kinds/api-gateway.ts';
import { defineProduct } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { chosenQuota, type Limits } from '../quota.ts';

const limits: Limits = (asked) => [chosenQuota(asked)];

export const apiGateway = defineProduct<ApiGatewayUse>({
  name: 'api-gateway',
  title: 'API Gateway',
  provider: 'gcp',
  kinds: ['api-gateway'],
  defaultFor: ['api-gateway'],
  aliases: ['gcp-api-gateway', 'google_api_gateway_gateway'],
  ignores: ['type', 'tier', 'units', 'cache_size', 'usage.connection_minutes'],
  loses: {
    cache_size: (value) => (value === undefined ? undefined : 'API Gateway has no cache of its own'),
    type: (value) => (value === 'websocket' ? 'API Gateway keeps no WebSocket connections' : undefined),
  },
  sla: () => ({ service: 'api-gateway', scope: 'region' }),
  limits,
  focus: { 'api-gateway': ['API Gateway', 'api'] },
  source: 'https://cloud.google.com/api-gateway/pricing (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('api-gateway');
    if (use.type === 'websocket') warn('websockets-not-offered');
    add('calls', use.requests);
    return meters;
  },
});
