/** The contract of a provider's network: what bytes cost that leave a zone, a region or the provider. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Provider } from '../topology/model.ts';
import type { TableMeter } from './product.ts';

export interface TransferProduct {
  readonly provider: Provider;
  /** Bytes a month to the internet. */
  toInternet(gb: number, region: string): TableMeter;
  /**
   * Bytes a month that cross zones of one region.
   *
   * @param oneSided why one side alone pays, where a provider charges both; undefined where both do
   */
  acrossZones(gb: number, label: string, oneSided?: string): TableMeter;
  /** Bytes a month from one region of the provider to another. */
  acrossRegions(gb: number, from: string, to: string, label: string, rates: RateSource): TableMeter;
}
