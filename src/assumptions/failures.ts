/**
 * How often things fail and how long they take to come back: published statistics with their conditions, and our
 * assumptions where nobody publishes any. All in SI units; they stand in assumptions/figures/failures.json.
 *
 * Where a source gives events a year, the mean time between failures is the year over them; where it gives an
 * unavailability U and a repair time, mtbf = mttr · (1 − U) / U, so that mttr / (mtbf + mttr) is U again. Of a range of
 * durations that spans more than a factor of ten the geometric mean stands for both ends: the arithmetic one would be
 * half the upper end whatever the lower is. A year has 365 days.
 */
import failures from '../../assumptions/figures/failures.json' with { type: 'json' };
import type { Provider } from '../topology/model.ts';
import type { Figure } from './figure.ts';
import { CONSENSUS } from './published.ts';
import { figuresOf } from './read.ts';

/** Times between failures and to repair, of things that are up and down by turns. */
export interface FailureFigures {
  /** Mean time from a repair to the next failure, seconds. */
  readonly mtbf: Figure;
  /** Mean time from a failure until it is over, seconds. */
  readonly mttr: Figure;
}

/** A region as a whole. */
interface RegionFigures extends FailureFigures {
  /** Share of the time in which it is down, that of the source. */
  readonly unavailability: Figure;
}

const { node, zone, region, disk, rebuild, failover, managedService, productMttr, dnsFailover } = figuresOf(failures);

/** A server or virtual machine that dies by itself. */
export const NODE: FailureFigures = node;

/** A zone and everything that stands in it. */
export const ZONE: FailureFigures = zone;

function regionFigures(unavailability: Figure): RegionFigures {
  const { mttr } = region;
  const { value } = unavailability;
  const conditions = `computed from the unavailability and ${mttr.value / 3600} h to repair: ${unavailability.conditions}`;
  return {
    unavailability,
    mtbf: { ...unavailability, value: (mttr.value * (1 - value)) / value, unit: 's', conditions },
    mttr,
  };
}

export const REGION: Readonly<Record<Provider, RegionFigures>> = {
  aws: regionFigures(region.unavailability.aws),
  azure: regionFigures(region.unavailability.azure),
  gcp: regionFigures(region.unavailability.gcp),
};

/**
 * Mean time until what a disk holds is lost, in which case it is restored from another copy: a year over its annual
 * failure rate. A provider’s volume has copies of its own, a local disk has none; io2 stands for io2 Block Express too.
 */
export const DISK_VOLUME = disk;

/** Until a lost copy has been made anew from the others. */
export const REBUILD: Figure = rebuild;

/** From a failure until somebody else has taken over, noticing it included. */
export const FAILOVER = {
  ...failover,
  zookeeper: CONSENSUS.zookeeperElection,
  etcd: CONSENSUS.electionTimeout,
};

/**
 * Availability of a managed service that stands in a whole region, the loss of that included: by provider, undefined
 * where nothing is published that could be told by service.
 *
 * CloudHarmony's sums of 2015 over compute, storage, CDN and DNS of all regions (10 h 49 min of Azure in 71 outages, 11
 * h 34 min of
 * Google Cloud in 167) do not say of how many.
 */
export const MANAGED_SERVICE: Readonly<Record<Provider, Figure | undefined>> = {
  aws: managedService.aws,
  azure: undefined,
  gcp: undefined,
};

/** How long an outage of a managed service takes. */
export const PRODUCT_MTTR: Figure = productMttr;

/**
 * How a name is pointed elsewhere. Azure Traffic Manager's defaults are alike: 30 s, three tolerated failures, 60 s.
 */
export const DNS_FAILOVER = dnsFailover;
