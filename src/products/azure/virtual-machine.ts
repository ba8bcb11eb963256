/** Azure Virtual Machines by the hour, with their managed disks. */
import type { ServiceUse } from '../../kinds/service.ts';
import { defineProduct } from '../product.ts';
import { virtualMachineMeters } from './nodes.ts';

export const virtualMachine = defineProduct<ServiceUse>({
  name: 'virtual-machine',
  title: 'Azure Virtual Machines',
  provider: 'azure',
  kinds: ['service'],
  defaultFor: ['service'],
  aliases: [
    'azure-vm',
    'vm',
    'virtual-machines',
    'linux-virtual-machine',
    'windows-virtual-machine',
    'virtual-machine-scale-set',
    'vmss',
  ],
  source: 'https://azure.microsoft.com/pricing/details/virtual-machines/linux/ (read 2026-11)',
  meters: ({ nodes }, context) => virtualMachineMeters(nodes, context),
});
