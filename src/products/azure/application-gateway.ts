/** Azure Application Gateway v2: a fixed price by the hour and capacity units. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct, type MeterUse } from '../product.ts';
import { limitOf } from '../table-meters.ts';

const SERVICE = 'application-gateway';

/**
 * What one capacity unit holds. @see https://learn.microsoft.com/azure/application-gateway/understanding-pricing (read
 * 2026-11)
 */
const CONNECTIONS_PER_UNIT = 2500;
const MEGABITS_PER_UNIT = 2.22;

export const applicationGateway = defineProduct<LoadBalancerUse>({
  name: 'application-gateway',
  title: 'Azure Application Gateway',
  provider: 'azure',
  kinds: ['load-balancer'],
  defaultFor: ['load-balancer'],
  aliases: ['azure-application-gateway', 'app-gateway', 'appgw'],
  ignores: ['tls', 'rules', 'cross_zone'],
  sla: () => ({ service: 'application-gateway', scope: 'region' }),
  role: 'works at layer 7',
  focus: { 'application-gateway': ['Azure Application Gateway', 'balancing'] },
  source: 'https://azure.microsoft.com/pricing/details/application-gateway/ (read 2026-11)',
  meters(use, context) {
    const { monthHours } = context;
    const limit = (name: string, fallback: number) => limitOf(context, SERVICE, name, fallback);
    const tier = use.waf ? 'waf-v2' : 'standard-v2';
    const megabits = (use.processedBytes * 8) / 1e6 / (monthHours * 3600);
    // Averages over the month, so that a gateway that runs half of it needs twice as much for half as long.
    const units = Math.max(
      use.activeConnections / limit('cu-persistent-connections', CONNECTIONS_PER_UNIT),
      megabits / limit('cu-throughput', MEGABITS_PER_UNIT),
    );
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0)
        meters.push({ type: 'table', service: SERVICE, meter: `${tier}-${meter}`, quantity, ...(note && { note }) });
    };
    add('fixed', use.runningShare * monthHours);
    add(
      'capacity-unit',
      units * monthHours,
      'by connections and throughput; TLS handshakes and firewall rules (compute units) may need more',
    );
    return meters;
  },
});
