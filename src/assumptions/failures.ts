/**
 * How often things fail and how long they take to come back: published statistics with their conditions, and our
 * assumptions where nobody publishes any. All in SI units.
 *
 * Where a source gives events a year, the mean time between failures is the year over them; where it gives an
 * unavailability U and a repair time, mtbf = mttr · (1 − U) / U, so that mttr / (mtbf + mttr) is U again. Of a range of
 * durations that spans more than a factor of ten the geometric mean stands for both ends: the arithmetic one would be half
 * the upper end whatever the lower is. A year has 365 days.
 */
import type { Provider } from '../topology/model.ts';
import { assumed, type Figure } from './figure.ts';
import { CONSENSUS } from './published.ts';

/** Times between failures and to repair, of things that are up and down by turns. */
export interface FailureFigures {
  /** Mean time from a repair to the next failure, seconds. */
  readonly mtbf: Figure;
  /** Mean time from a failure until it is over, seconds. */
  readonly mttr: Figure;
}

const MINUTE = 60;
const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;

const DEAN_2008 =
  'Jeff Dean, a Google cluster of 1800 servers in its first year, http://www.datacenterknowledge.com/archives/2008/05/30/failure-rates-in-google-data-centers/';
const UPTIME_2024 =
  'Uptime Institute’s annual outage analysis 2024 as restated at https://www.amerruss.com/post/the-2024-uptime-institute-annual-outage-analysis-and-why-data-centers-aren-t-as-reliable-as-you-thi';
const OUTAGES_2025 = 'https://mohammed-brueckner.com/infographics/global-outages.html (secondary)';
const CLOUDHARMONY_2014 =
  'CloudHarmony via http://searchcloudcomputing.techtarget.com/news/2240237323/Cloud-outage-audit-2014-reveals-AWS-on-top-Azure-down';
const CLOUDHARMONY_2015 =
  'CloudHarmony via https://cloudcomputingnews7.blogspot.com/2016/07/cloud-outage-audit-update-challenges.html';
const S3_2017 = 'https://www.pulsapi.com/blog/aws-outage-history-timeline';
const EBS_2016 =
  'AWS storage services overview, https://docs.aws.amazon.com/whitepapers/latest/aws-storage-services-overview/durability-and-availability-3.html';
const BACKBLAZE_2024 = 'Backblaze Drive Stats, https://noise.getoto.net/tag/hard-drive-stats/';
const EBS_IO2_2021 = 'https://www.architecting.it/blog/cloud-reliability/';
const AURORA_GUIDE =
  'Aurora user guide, Concepts.AuroraHighAvailability.md, github awsdocs/amazon-aurora-user-guide@0dfaa41';
const SENTINEL_LAB = 'https://github.com/technobasant/db-failover-lab/releases';

const PAAVOLAINEN_2016 =
  'S. Paavolainen, Observed Availability of Cloud Services, University of Helsinki 2016, https://ethesis.helsinki.fi/repository/handle/10138.1/5746';

function seconds(value: number, conditions: string, year: number | undefined, source: string): Figure {
  return { value, unit: 's', conditions, ...(year !== undefined && { year }), source };
}

/** A figure worked out from another one, with its year and source. */
const derived = (from: Figure, value: number, conditions: string): Figure => ({
  ...from,
  value,
  unit: 's',
  conditions,
});

/** Geometric mean of 22 min and 6 h. */
const OUTAGE_DURATION = Math.sqrt(22 * MINUTE * 6 * HOUR);
const outage = (what: string): Figure =>
  seconds(
    OUTAGE_DURATION,
    `geometric mean, worked out, of 22 min and over 6 h: the shortest and the longest significant outage of AWS, Azure and Google Cloud in 24 months, for ${what}`,
    2025,
    OUTAGES_2025,
  );

/** A server or virtual machine that dies by itself. */
export const NODE: FailureFigures = {
  mtbf: seconds(
    YEAR / 0.56,
    'a year over 0.56 failures of a server, worked out from 1000 a year of 1800; of hardware that is older than clouds’ machines of today',
    2008,
    DEAN_2008,
  ),
  mttr: assumed(
    5 * MINUTE,
    's',
    'until another machine has taken the place of one that died',
    'none is published; health checks take a minute or two to give a machine up, one boots in 25 s (Google Cloud 2018, https://medium.com/@robaboukhalil/move-fast-and-break-the-cloud-b55b899e3683) to two minutes, and what runs on it has to start and warm up; Azure needs 5 to 10 minutes for a standby of a database (github MicrosoftDocs/azure-docs@518f3d5)',
  ),
};

/** A zone and everything that stands in it. */
export const ZONE: FailureFigures = {
  mtbf: seconds(
    YEAR / 0.1833,
    'a year over 0.1833 outages of a data centre, one in 5.5 years; of operators of all sorts, and a zone may have several data centres',
    2024,
    UPTIME_2024,
  ),
  mttr: outage('a zone: none is published for zones'),
};

/** A region as a whole. */
interface RegionFigures extends FailureFigures {
  /** Share of the time in which it is down, that of the source. */
  readonly unavailability: Figure;
}

const REGION_MTTR = seconds(
  4 * HOUR,
  'outage of S3 in us-east-1, February 2017, which took most of the region’s services along; one event',
  2017,
  S3_2017,
);

/** Regions of AWS in 2014 that anyone could choose: eu-central-1, opened in October, and GovCloud are left out. */
const AWS_REGIONS_2014 = 8;

function region(unavailability: Figure): RegionFigures {
  const { value } = unavailability;
  const mtbf = (REGION_MTTR.value * (1 - value)) / value;
  const conditions = `worked out from the unavailability and ${REGION_MTTR.value / HOUR} h to repair: ${unavailability.conditions}`;
  return { unavailability, mtbf: derived(unavailability, mtbf, conditions), mttr: REGION_MTTR };
}

const AWS_REGION: Figure = {
  value: 2.43 / AWS_REGIONS_2014 / (YEAR / HOUR),
  unit: 'share',
  conditions: `2.43 h of EC2 over all regions of AWS in 2014, worked out for one of ${AWS_REGIONS_2014} (most of the year’s number, eu-central-1 and GovCloud left out)`,
  year: 2014,
  source: CLOUDHARMONY_2014,
};

export const REGION: Readonly<Record<Provider, RegionFigures>> = {
  aws: region(AWS_REGION),
  azure: region({
    value: 63e-6,
    unit: 'share',
    conditions:
      'what 99.9937 % leave, the availability of Azure’s virtual machines in 2015, read as the mean over its regions',
    year: 2015,
    source: CLOUDHARMONY_2015,
  }),
  gcp: region(
    assumed(
      AWS_REGION.value,
      'share',
      'unavailability of a region of Google Cloud',
      `none is at hand; that of AWS, 2.43 h in ${AWS_REGIONS_2014} regions (${CLOUDHARMONY_2014})`,
    ),
  ),
};

/** Losing what a disk holds, in which case it is restored from another copy. */
interface DiskFigures {
  /** Mean time until its data is lost, seconds: a year over its annual failure rate. */
  readonly mttf: Figure;
}

const EBS_VOLUME = seconds(
  YEAR / Math.sqrt(0.001 * 0.002),
  'a year over the geometric mean, worked out, of 0.1 and 0.2 % of volumes of EBS that are lost in part or as a whole each year',
  2016,
  EBS_2016,
);

const like = (figure: Figure, what: string): Figure =>
  assumed(
    figure.value,
    's',
    `until a volume of ${what} is lost`,
    `none is at hand; as EBS: ${figure.conditions} (${EBS_2016})`,
  );

const DRIVE = seconds(
  YEAR / 0.0157,
  'a year over 1.57 % of Backblaze’s hard drives that failed in 2024; quarters of 2023 to 2025 lie between 1.36 and 2.28 %',
  2024,
  BACKBLAZE_2024,
);

/** Disks by who keeps their copies: a provider’s volume has copies of its own, a local disk has none. */
export const DISK_VOLUME = {
  aws: { mttf: EBS_VOLUME },
  azure: { mttf: like(EBS_VOLUME, 'Azure') },
  gcp: { mttf: like(EBS_VOLUME, 'Google Cloud') },
  /** io2 and io2 Block Express. */
  io2: { mttf: seconds(YEAR / 0.000_01, 'a year over 0.001 % of io2 volumes lost each year', 2021, EBS_IO2_2021) },
  local: { mttf: DRIVE },
} as const satisfies Readonly<Record<string, DiskFigures>>;

/** Until a lost copy has been made anew from the others. */
export const REBUILD: Figure = assumed(
  6 * HOUR,
  's',
  'until a lost copy is whole again',
  'none is published and it grows with the data; a terabyte at 50 MB/s, which leaves disks and network to the requests, takes 5.6 h',
);

/** From a failure until somebody else has taken over, noticing it included. */
export const FAILOVER = {
  rdsMultiAzInstance: seconds(
    90,
    'midpoint, worked out, of 60 to 120 s that a multi-AZ instance of RDS typically takes; large transactions take longer',
    2025,
    'https://docs.amazonaws.cn/en_us/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.md',
  ),
  rdsMultiAzCluster: seconds(
    35,
    'what a multi-AZ cluster of RDS typically stays below',
    2025,
    'https://docs.aws.amazon.com/goto/WebAPI/rds/FailoverDBCluster',
  ),
  aurora: seconds(60, 'often less than this with a replica, typically less than twice as much', 2022, AURORA_GUIDE),
  auroraAlone: seconds(600, 'typically less than this without a replica: the primary is made anew', 2022, AURORA_GUIDE),
  azureFlexible: seconds(
    120,
    'expected to stay below this in typical cases, PostgreSQL flexible server with a standby; longer with much log to replay',
    2022,
    'Azure documentation, postgresql/flexible-server/concepts-high-availability.md, github MicrosoftDocs/azure-docs@518f3d5',
  ),
  cloudSql: seconds(
    60,
    'about so long Cloud SQL waits for a primary that is silent before the standby serves; the taking over itself is not in it',
    undefined,
    'https://cloud.google.com/sql/docs/postgres/high-availability',
  ),
  redisSentinel: seconds(
    5,
    'Redis 8 with Sentinel, most of it the threshold of detection of 5 s, a lab',
    2025,
    SENTINEL_LAB,
  ),
  managedCache: assumed(
    30,
    's',
    'until a replica of a managed cache is the primary',
    `no provider publishes it; Sentinel takes 5 s in a lab (${SENTINEL_LAB}), and a name that has to point elsewhere takes a cluster of RDS up to 35 s`,
  ),
  kafka: seconds(
    9,
    'default of broker.session.timeout.ms: a broker that is silent for so long loses its partitions to others, which takes milliseconds',
    undefined,
    'https://kafka.apache.org/documentation/#brokerconfigs_broker.session.timeout.ms',
  ),
  zookeeper: CONSENSUS.zookeeperElection,
  raft: seconds(
    0.225,
    'midpoint, worked out, of election timeouts of 150 to 300 ms; etcd’s default is longer',
    2026,
    'https://awesome-everything.pages.dev/en/glossary/election_timeout/',
  ),
  etcd: CONSENSUS.electionTimeout,
  mongodb: seconds(
    12,
    'what an election with the default settings should not typically take longer than, detection included',
    2025,
    'https://www.mongodb.com/docs/manual/core/replica-set-elections.md',
  ),
  /** Anything else that has a standby. */
  others: assumed(
    90,
    's',
    'until a standby has taken over',
    'none is published for it; that of a multi-AZ instance of RDS, midpoint of 60 to 120 s',
  ),
} as const satisfies Readonly<Record<string, Figure>>;

/**
 * Availability of a managed service that stands in a whole region, the loss of that included: by provider, undefined where nothing is published that could be told by service.
 *
 * CloudHarmony's sums of 2015 over compute, storage, CDN and DNS of all regions (10 h 49 min of Azure in 71 outages, 11 h 34 min of Google Cloud in 167) do not say of how many.
 */
export const MANAGED_SERVICE: Readonly<Record<Provider, Figure | undefined>> = {
  aws: {
    value: 0.999_83,
    unit: 'share',
    conditions:
      'all services of AWS that the study looks at together, from June 2013 to June 2014: 139 outages by the incidents that AWS made public, which small ones are not among; of no service by itself',
    year: 2014,
    source: PAAVOLAINEN_2016,
  },
  azure: undefined,
  gcp: undefined,
};

/** How long an outage of a managed service takes. */
export const PRODUCT_MTTR: Figure = outage('any service: none is published by service');

const ROUTE_53_CHECKS =
  'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html (as recalled)';

/** How a name is pointed elsewhere. Azure Traffic Manager's defaults are alike: 30 s, three tolerated failures, 60 s. */
export const DNS_FAILOVER = {
  interval: seconds(
    30,
    'default interval of a Route 53 health check; 10 s for a surcharge',
    undefined,
    ROUTE_53_CHECKS,
  ),
  failures: {
    value: 3,
    unit: 'checks',
    conditions: 'default failure threshold of a Route 53 health check',
    source: ROUTE_53_CHECKS,
  },
  ttl: seconds(
    60,
    'what Route 53 advises at most for records with health checks, and the time to live of its alias records',
    undefined,
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover.html (as recalled)',
  ),
} as const satisfies Readonly<Record<string, Figure>>;
