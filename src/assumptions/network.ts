/** Round trips within a region and between users and the edge. Those between regions are data: assumptions/network/. */
import type { Provider } from '../topology/model.ts';
import { assumed, type Figure, type SpreadFigure } from './figure.ts';

/** A round trip, and the least and most that were measured of it. */
export interface RoundTrip extends SpreadFigure {
  readonly least?: Figure;
  readonly most?: Figure;
}

const FANTOCH = 'github vitorenesduarte/fantoch';
const GOOGLE_ZONES = 'https://cloud.google.com/solutions/best-practices-compute-engine-region-selection';
const AZURE_ZONES = 'https://learn.microsoft.com/azure/reliability/availability-zones-overview';
const XKYLE = 'https://www.xkyle.com/Measuring-AWS-Region-and-AZ-Latency/';
const LIESIS =
  'https://lukasliesis.medium.com/what-is-aws-ec2-cross-availability-zones-network-lag-vs-inside-same-zone-827a4e06b6d7';

const figure = (milliseconds: number, conditions: string, year: number, source: string): Figure => ({
  value: milliseconds / 1000,
  unit: 's',
  conditions,
  year,
  source,
});

const halfOfBound = (milliseconds: number, who: string, source: string): Figure =>
  assumed(
    milliseconds / 2000,
    's',
    'between two zones of a region',
    `${who} documents less than ${milliseconds} ms (${source}); half of that bound`,
  );

/** Between packets of one pair of machines; percentiles of that are nowhere published. */
const CV: Figure = assumed(
  0.5,
  '1',
  'coefficient of variation of a round trip',
  'no percentile is published; the slowest of a run of pings takes some times the mean',
);

const AWS_SAME_ZONE: RoundTrip = {
  typical: figure(
    0.104,
    'median over 19 regions, each region’s newest run: mean of pings between two machines',
    2020,
    `${FANTOCH} latency_aws/2020_06_05 and 2021_02_13`,
  ),
  least: figure(0.079, 'fastest region of the same', 2020, `${FANTOCH} latency_aws/2020_06_05`),
  most: figure(0.325, 'slowest region of the same', 2021, `${FANTOCH} latency_aws/2021_02_13`),
  cv: CV,
};

const GCP_SAME_ZONE: RoundTrip = {
  typical: figure(
    0.276,
    'median over 20 regions of the mean of a run of pings between two machines',
    2020,
    `${FANTOCH} latency_gcp`,
  ),
  least: figure(0.24, 'fastest region of the same', 2020, `${FANTOCH} latency_gcp`),
  most: figure(0.338, 'slowest region of the same', 2020, `${FANTOCH} latency_gcp`),
  cv: CV,
};

/** Between two machines of one zone. */
export const SAME_ZONE: Readonly<Record<Provider, RoundTrip>> = {
  aws: AWS_SAME_ZONE,
  azure: {
    typical: assumed(
      0.276e-3,
      's',
      'between two machines of one zone',
      'Azure publishes none; as measured on Google Cloud, the slower of the two others',
    ),
    cv: CV,
  },
  gcp: GCP_SAME_ZONE,
};

/** Between two zones of one region. */
export const CROSS_ZONE: Readonly<Record<Provider, RoundTrip>> = {
  aws: {
    typical: figure(
      0.825,
      'mean of five minutes of pings between zones of eu-west-1, two pairs, t2.micro',
      2022,
      LIESIS,
    ),
    least: figure(0.25, 'closest pair of zones found (aps1-az1, aps1-az2), best of 50 pings', 2020, XKYLE),
    most: figure(3.37, 'farthest pair of zones found (sae1-az3, sae1-az2), best of 50 pings', 2020, XKYLE),
    cv: CV,
  },
  azure: {
    typical: halfOfBound(2, 'Microsoft', AZURE_ZONES),
    most: { value: 2e-3, unit: 's', conditions: 'documented bound between zones of a region', source: AZURE_ZONES },
    cv: CV,
  },
  gcp: {
    typical: halfOfBound(1, 'Google, for the 95th percentile', GOOGLE_ZONES),
    most: figure(1, 'bound of the 95th percentile between locations of a region', 2019, GOOGLE_ZONES),
    cv: CV,
  },
};
