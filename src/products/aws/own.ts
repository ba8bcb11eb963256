/** What nobody sells on AWS: machines and disks of one's own, and prices of the file. */
import { diskNodeMonths } from '../compute.ts';
import { ownProduct } from '../own.ts';
import { ebsMeters } from './ebs.ts';

export const own = ownProduct('aws', (nodes, context) => ebsMeters(nodes.volumes, diskNodeMonths(nodes), context));
