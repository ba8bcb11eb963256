/** Azure Container Apps on the consumption plan: vCPU and memory over time, requests. */
import type { ContainerUse } from '../../kinds/container.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { moveToX86 } from '../move.ts';
import type { Figure } from '../../assumptions/figure.ts';

const COOL_DOWN: Figure = {
  value: 300,
  unit: 's',
  conditions: 'cool-down period of Container Apps before it scales to zero, by default',
  source: 'https://learn.microsoft.com/azure/container-apps/scale-app (as recalled)',
};

export const containerApps = defineProduct<ContainerUse>({
  name: 'container-apps',
  title: 'Azure Container Apps',
  provider: 'azure',
  kinds: ['container'],
  defaultFor: ['container'],
  aliases: ['azure-container-apps', 'container-app', 'aca'],
  sla: () => ({ service: 'container-apps', scope: 'region' }),
  translate: moveToX86,
  keptIdle: COOL_DOWN,
  focus: { 'container-apps': ['Azure Container Apps', 'containers'] },
  source: 'https://azure.microsoft.com/pricing/details/container-apps/ (read 2026-11)',
  meters(use, { warn }) {
    if (use.arch === 'arm64') warn('architecture-not-offered', { product: 'Container Apps run', isBilled: false });
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number) => {
      if (quantity > 0) meters.push({ type: 'table', service: 'container-apps', meter, quantity });
    };
    // A replica that answers nothing may be billed at the lower idle rate: the active one is an upper bound.
    add('active-vcpu', use.vcpuSeconds);
    add('active-memory', toGb(use.memoryByteSeconds));
    // The container apps of a region are taken to share an environment: what they ask each other is free, and so is
    // what wakes them otherwise than by HTTP.
    add('requests', use.outsideRequests);
    const inside = use.requests - use.outsideRequests;
    if (inside > use.requests * 1e-9)
      meters.push({
        type: 'included',
        service: 'container-apps',
        label: 'requests within the environment',
        unit: 'request',
        quantity: inside,
        reason:
          'only HTTP requests from outside the environment are charged (learn.microsoft.com/azure/container-apps/billing)',
      });
    return meters;
  },
});
