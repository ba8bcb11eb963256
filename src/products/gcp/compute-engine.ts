/** Compute Engine: machines by the hour and their disks. */
import type { ServiceUse } from '../../kinds/service.ts';
import { instanceMeters } from '../compute.ts';
import { defineProduct, fewestNodes } from '../product.ts';
import { singleInstanceSla } from './bought-hours.ts';
import { diskMeters } from './disks.ts';

export const computeEngine = defineProduct<ServiceUse>({
  name: 'compute-engine',
  title: 'Compute Engine',
  provider: 'gcp',
  kinds: ['service'],
  defaultFor: ['service'],
  machines: true,
  aliases: ['gce', 'gcp-vm', 'google-vm', 'gcp-compute', 'google-compute-engine', 'google_compute_instance'],
  // Of the premium network tier, which egress is billed at.
  sla: (options, zones) =>
    zones >= 2 && fewestNodes(options) >= 2
      ? { service: 'compute-engine', scope: 'multi-zone' }
      : singleInstanceSla(options),
  nodeSla: singleInstanceSla,
  focus: {
    compute: ['Compute Engine', 'vm'],
    'custom-machine': ['Compute Engine', 'vm'],
    'persistent-disk': ['Persistent Disk', 'block'],
  },
  source: 'https://cloud.google.com/compute/vm-instance-pricing (read 2026-11)',
  meters: ({ nodes }, context) => [...instanceMeters(nodes, context), ...diskMeters(nodes, context)],
});
