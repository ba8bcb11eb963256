/** Azure Virtual Machines by the hour, with their managed disks. */
import type { ServiceUse } from '../../kinds/service.ts';
import { defineProduct, fewestNodes } from '../product.ts';
import { singleInstanceSla, virtualMachineMeters } from './nodes.ts';

export const virtualMachine = defineProduct<ServiceUse>({
  name: 'virtual-machine',
  title: 'Azure Virtual Machines',
  provider: 'azure',
  kinds: ['service'],
  defaultFor: ['service'],
  machines: true,
  aliases: [
    'azure-vm',
    'vm',
    'virtual-machines',
    'linux-virtual-machine',
    'windows-virtual-machine',
    'virtual-machine-scale-set',
    'vmss',
  ],
  sla: (options, zones) =>
    zones >= 2 && fewestNodes(options) >= 2
      ? { service: 'virtual-machines', scope: 'availability-zones' }
      : singleInstanceSla(options),
  nodeSla: singleInstanceSla,
  focus: { compute: ['Azure Virtual Machines', 'vm'], 'managed-disk': ['Azure Managed Disks', 'block'] },
  source: 'https://azure.microsoft.com/pricing/details/virtual-machines/linux/ (read 2026-11)',
  meters: ({ nodes }, context) => virtualMachineMeters(nodes, context),
});
