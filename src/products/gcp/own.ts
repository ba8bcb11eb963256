/** What nobody sells on Google Cloud: machines and disks of one's own, and prices of the file. */
import { ownProduct } from '../own.ts';
import { diskMeters } from './disks.ts';

export const own = ownProduct('gcp', diskMeters);
