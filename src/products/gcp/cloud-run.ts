/** Cloud Run: vCPU and memory over time, for as long as an instance exists or only while it answers; requests. */
import type { ContainerUse } from '../../kinds/container.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { moveToX86 } from '../move.ts';
import type { Figure } from '../../assumptions/figure.ts';

/**
 * Regions by their price class. @see https://cloud.google.com/run/docs/locations and the billing catalog of 2026-04-30
 * (read 2026-11)
 */
const CLASSES: Readonly<Record<'tier1' | 'tier2', readonly string[]>> = {
  tier1: [
    'africa-south1',
    'asia-east1',
    'asia-northeast1',
    'asia-northeast2',
    'asia-south1',
    'asia-southeast3',
    'europe-north1',
    'europe-north2',
    'europe-southwest1',
    'europe-west1',
    'europe-west4',
    'europe-west8',
    'europe-west9',
    'me-west1',
    'northamerica-south1',
    'us-central1',
    'us-east1',
    'us-east4',
    'us-east5',
    'us-south1',
    'us-west1',
  ],
  tier2: [
    'asia-east2',
    'asia-northeast3',
    'asia-south2',
    'asia-southeast1',
    'asia-southeast2',
    'australia-southeast1',
    'australia-southeast2',
    'europe-central2',
    'europe-west10',
    'europe-west12',
    'europe-west2',
    'europe-west3',
    'europe-west6',
    'me-central1',
    'me-central2',
    'northamerica-northeast1',
    'northamerica-northeast2',
    'southamerica-east1',
    'southamerica-west1',
    'us-west2',
    'us-west3',
    'us-west4',
  ],
};

/** The table that prices a region: its own class, or itself where its class is not known. */
function tableOf(region: string): string {
  if (CLASSES.tier1.includes(region)) return 'tier1';
  return CLASSES.tier2.includes(region) ? 'tier2' : region;
}

const KEPT_IDLE: Figure = {
  value: 900,
  unit: 's',
  conditions: 'that Cloud Run keeps an idle instance for at most; often less',
  source: 'https://cloud.google.com/run/docs/about-instance-autoscaling (as recalled)',
};

export const cloudRun = defineProduct<ContainerUse>({
  name: 'cloud-run',
  title: 'Cloud Run',
  provider: 'gcp',
  kinds: ['container'],
  defaultFor: ['container'],
  aliases: ['gcp-run', 'google-cloud-run', 'google_cloud_run_service', 'google_cloud_run_v2_service'],
  // An instance stands in no zone that its callers could know, and traffic within the region is free.
  placement: 'regional',
  sla: () => ({ service: 'cloud-run', scope: 'region' }),
  translate: moveToX86,
  keptIdle: KEPT_IDLE,
  focus: { 'cloud-run': ['Cloud Run', 'containers'] },
  source: 'https://cloud.google.com/run/pricing (read 2026-11)',
  meters(use, { region, rates, warn }) {
    const { meters, add } = tableMeters('cloud-run');
    if (use.arch === 'arm64') warn('architecture-not-offered', { product: 'Cloud Run runs', isBilled: true });
    const bill = (meter: string, quantity: number) => {
      const own = rates.rate('gcp', 'cloud-run', region, meter) !== undefined;
      add(meter, quantity, own ? {} : { region: tableOf(region) });
    };
    const way = use.billing === 'request' ? 'request-billing' : 'instance-billing';
    bill(`${way}-vcpu`, use.vcpuSeconds);
    bill(`${way}-memory`, toGb(use.memoryByteSeconds));
    if (use.billing === 'request') bill('requests', use.requests);
    return meters;
  },
});
