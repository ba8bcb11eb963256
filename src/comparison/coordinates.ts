/** Where regions stand: the town or the province that the provider names for each (pricing/<provider>/regions.json). */
import type { Provider } from '../billing/rate-table.ts';

/** Degrees north and east. */
export type Coordinates = readonly [latitude: number, longitude: number];

/**
 * Coordinates of the places that providers name, to a hundredth of a degree (about a kilometre); of a province, a state
 * or a small country those of its middle or its main town. Data centres stand up to some tens of kilometres from there.
 *
 * @see https://www.geonames.org (places of these names, as recalled 2026-11)
 */
const PLACES: Readonly<Record<Provider, Readonly<Record<string, Coordinates>>>> = {
  aws: {
    'af-south-1': [-33.93, 18.42],
    'ap-east-1': [22.32, 114.17],
    'ap-east-2': [25.03, 121.57],
    'ap-northeast-1': [35.68, 139.69],
    'ap-northeast-2': [37.57, 126.98],
    'ap-northeast-3': [34.69, 135.5],
    'ap-south-1': [19.08, 72.88],
    'ap-south-2': [17.39, 78.49],
    'ap-southeast-1': [1.35, 103.82],
    'ap-southeast-2': [-33.87, 151.21],
    'ap-southeast-3': [-6.21, 106.85],
    'ap-southeast-4': [-37.81, 144.96],
    'ap-southeast-5': [3.14, 101.69],
    'ap-southeast-6': [-36.85, 174.76],
    'ap-southeast-7': [13.76, 100.5],
    'ca-central-1': [45.5, -73.57],
    'ca-west-1': [51.05, -114.07],
    'cn-north-1': [39.9, 116.41],
    'eu-central-1': [50.11, 8.68],
    'eu-central-2': [47.38, 8.54],
    'eu-north-1': [59.33, 18.07],
    'eu-south-1': [45.46, 9.19],
    'eu-south-2': [41.65, -0.89],
    'eu-west-1': [53.35, -6.26],
    'eu-west-2': [51.51, -0.13],
    'eu-west-3': [48.86, 2.35],
    'il-central-1': [32.09, 34.78],
    'me-central-1': [25.2, 55.27],
    'me-south-1': [26.23, 50.59],
    'mx-central-1': [20.59, -100.39],
    'sa-east-1': [-23.55, -46.63],
    'us-east-1': [39.04, -77.49],
    'us-east-2': [39.96, -83.0],
    'us-gov-east-1': [39.96, -83.0],
    'us-gov-west-1': [45.84, -119.7],
    'us-west-1': [37.34, -121.89],
    'us-west-2': [45.84, -119.7],
  },
  azure: {
    australiacentral: [-35.28, 149.13],
    australiacentral2: [-35.28, 149.13],
    australiaeast: [-33.87, 151.21],
    australiasoutheast: [-37.81, 144.96],
    austriaeast: [48.21, 16.37],
    belgiumcentral: [50.85, 4.35],
    brazilsouth: [-23.55, -46.63],
    brazilsoutheast: [-22.91, -43.17],
    canadacentral: [43.65, -79.38],
    canadaeast: [46.81, -71.21],
    centralindia: [18.52, 73.86],
    centralus: [41.59, -93.62],
    chilecentral: [-33.45, -70.67],
    eastasia: [22.32, 114.17],
    eastus: [37.43, -78.66],
    eastus2: [36.67, -78.39],
    francecentral: [48.86, 2.35],
    francesouth: [43.3, 5.37],
    germanynorth: [52.52, 13.4],
    germanywestcentral: [50.11, 8.68],
    indonesiacentral: [-6.21, 106.85],
    israelcentral: [32.09, 34.78],
    italynorth: [45.46, 9.19],
    japaneast: [35.68, 139.69],
    japanwest: [34.69, 135.5],
    jioindiacentral: [21.15, 79.09],
    jioindiawest: [22.47, 70.06],
    koreacentral: [37.57, 126.98],
    koreasouth: [35.18, 129.08],
    malaysiawest: [3.14, 101.69],
    mexicocentral: [20.59, -100.39],
    newzealandnorth: [-36.85, 174.76],
    northcentralus: [41.88, -87.63],
    northeurope: [53.35, -6.26],
    norwayeast: [59.91, 10.75],
    norwaywest: [58.97, 5.73],
    polandcentral: [52.23, 21.01],
    qatarcentral: [25.29, 51.53],
    southafricanorth: [-26.2, 28.05],
    southafricawest: [-33.93, 18.42],
    southcentralus: [29.42, -98.49],
    southeastasia: [1.35, 103.82],
    southindia: [13.08, 80.27],
    spaincentral: [40.42, -3.7],
    swedencentral: [60.67, 17.14],
    swedensouth: [55.6, 13.0],
    switzerlandnorth: [47.38, 8.54],
    switzerlandwest: [46.2, 6.14],
    uaecentral: [24.45, 54.38],
    uaenorth: [25.2, 55.27],
    uksouth: [51.51, -0.13],
    ukwest: [51.48, -3.18],
    usgovarizona: [33.45, -112.07],
    usgovtexas: [29.42, -98.49],
    usgovvirginia: [36.67, -78.39],
    westcentralus: [41.14, -104.82],
    westeurope: [52.37, 4.9],
    westindia: [19.08, 72.88],
    westus: [37.34, -121.89],
    westus2: [47.23, -119.85],
    westus3: [33.45, -112.07],
  },
  gcp: {
    'africa-south1': [-26.2, 28.05],
    'asia-east1': [24.05, 120.52],
    'asia-east2': [22.32, 114.17],
    'asia-northeast1': [35.68, 139.69],
    'asia-northeast2': [34.69, 135.5],
    'asia-northeast3': [37.57, 126.98],
    'asia-south1': [19.08, 72.88],
    'asia-south2': [28.61, 77.21],
    'asia-southeast1': [1.35, 103.82],
    'asia-southeast2': [-6.21, 106.85],
    'asia-southeast3': [13.76, 100.5],
    'australia-southeast1': [-33.87, 151.21],
    'australia-southeast2': [-37.81, 144.96],
    'europe-central2': [52.23, 21.01],
    'europe-north1': [60.57, 27.2],
    'europe-north2': [59.33, 18.07],
    'europe-southwest1': [40.42, -3.7],
    'europe-west1': [50.45, 3.82],
    'europe-west10': [52.52, 13.4],
    'europe-west12': [45.07, 7.69],
    'europe-west2': [51.51, -0.13],
    'europe-west3': [50.11, 8.68],
    'europe-west4': [53.43, 6.83],
    'europe-west6': [47.38, 8.54],
    'europe-west8': [45.46, 9.19],
    'europe-west9': [48.86, 2.35],
    'me-central1': [25.29, 51.53],
    'me-central2': [26.43, 50.1],
    'me-west1': [32.09, 34.78],
    'northamerica-northeast1': [45.5, -73.57],
    'northamerica-northeast2': [43.65, -79.38],
    'northamerica-south1': [20.59, -100.39],
    'southamerica-east1': [-23.53, -46.79],
    'southamerica-west1': [-33.45, -70.67],
    'us-central1': [41.26, -95.86],
    'us-east1': [33.2, -80.01],
    'us-east4': [39.04, -77.49],
    'us-east5': [39.96, -83.0],
    'us-south1': [32.78, -96.8],
    'us-west1': [45.59, -121.18],
    'us-west2': [34.05, -118.24],
    'us-west3': [40.76, -111.89],
    'us-west4': [36.17, -115.14],
  },
};

/** Where a region stands; undefined where that is not known. */
export const coordinatesOf = (provider: Provider, region: string): Coordinates | undefined =>
  Object.hasOwn(PLACES[provider], region) ? PLACES[provider][region] : undefined;

const EARTH_RADIUS_KM = 6371.0088;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/**
 * Kilometres between two places along a great circle, on a sphere of the Earth's mean radius: at most 0.6 % off.
 *
 * @see R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68(2), 1984, p. 159
 * @example Math.round(kilometresBetween([51.51, -0.13], [48.86, 2.35])) // 344, London to Paris
 */
export function kilometresBetween([fromLat, fromLon]: Coordinates, [toLat, toLon]: Coordinates): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(fromLat, toLat) + Math.cos(radians(fromLat)) * Math.cos(radians(toLat)) * half(fromLon, toLon);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
