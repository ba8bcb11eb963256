/** What nobody sells on Azure: machines and disks of one's own, and prices of the file. */
import { diskNodeMonths } from '../compute.ts';
import { ownProduct } from '../own.ts';
import { diskMeters } from './disks.ts';

export const own = ownProduct('azure', (nodes, context) => diskMeters(nodes.volumes, diskNodeMonths(nodes), context));
