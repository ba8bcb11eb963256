/** The country that a region stands in, whose law holds there. */

/** Regions by country, as the providers name their places (pricing/<provider>/regions.json). */
const COUNTRIES: Readonly<Record<string, string>> = {
  'south africa': 'af-south-1 southafricanorth southafricawest africa-south1',
  'hong kong': 'ap-east-1 eastasia asia-east2',
  taiwan: 'ap-east-2 asia-east1',
  japan: 'ap-northeast-1 ap-northeast-3 japaneast japanwest asia-northeast1 asia-northeast2',
  korea: 'ap-northeast-2 koreacentral koreasouth asia-northeast3',
  india: 'ap-south-1 ap-south-2 centralindia southindia westindia jioindiacentral jioindiawest asia-south1 asia-south2',
  singapore: 'ap-southeast-1 southeastasia asia-southeast1',
  australia:
    'ap-southeast-2 ap-southeast-4 australiaeast australiasoutheast australiacentral australiacentral2 australia-southeast1 australia-southeast2',
  indonesia: 'ap-southeast-3 indonesiacentral asia-southeast2',
  malaysia: 'ap-southeast-5 malaysiawest',
  'new zealand': 'ap-southeast-6 newzealandnorth',
  thailand: 'ap-southeast-7 asia-southeast3',
  china: 'cn-north-1 cn-northwest-1',
  canada: 'ca-central-1 ca-west-1 canadacentral canadaeast northamerica-northeast1 northamerica-northeast2',
  mexico: 'mx-central-1 mexicocentral northamerica-south1',
  brazil: 'sa-east-1 brazilsouth brazilsoutheast southamerica-east1',
  chile: 'chilecentral southamerica-west1',
  'united states':
    'us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1 centralus eastus eastus2 northcentralus southcentralus westcentralus westus westus2 westus3 usgovarizona usgovtexas usgovvirginia us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4',
  germany: 'eu-central-1 germanynorth germanywestcentral europe-west3 europe-west10',
  austria: 'austriaeast',
  belgium: 'belgiumcentral europe-west1',
  denmark: 'denmarkeast',
  finland: 'europe-north1',
  france: 'eu-west-3 francecentral francesouth europe-west9',
  ireland: 'eu-west-1 northeurope',
  italy: 'eu-south-1 italynorth europe-west8 europe-west12',
  netherlands: 'westeurope europe-west4',
  poland: 'polandcentral europe-central2',
  spain: 'eu-south-2 spaincentral europe-southwest1',
  sweden: 'eu-north-1 swedencentral swedensouth europe-north2',
  norway: 'norwayeast norwaywest',
  switzerland: 'eu-central-2 switzerlandnorth switzerlandwest europe-west6',
  'united kingdom': 'eu-west-2 uksouth ukwest europe-west2',
  israel: 'il-central-1 israelcentral me-west1',
  'united arab emirates': 'me-central-1 uaecentral uaenorth',
  bahrain: 'me-south-1',
  qatar: 'qatarcentral me-central1',
  'saudi arabia': 'me-central2',
};

const COUNTRY_OF = new Map(
  Object.entries(COUNTRIES).flatMap(([country, regions]) => regions.split(' ').map((region) => [region, country])),
);

/** Members of the European Union that have a region. */
const UNION = new Set(
  'germany austria belgium denmark finland france ireland italy netherlands poland spain sweden'.split(' '),
);

/** Groups of countries that may be asked for. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  europe: [...UNION, 'norway', 'switzerland', 'united kingdom'],
  americas: ['united states', 'canada', 'mexico', 'brazil', 'chile'],
  'asia-pacific': [
    'hong kong',
    'taiwan',
    'japan',
    'korea',
    'india',
    'singapore',
    'australia',
    'indonesia',
    'malaysia',
    'new zealand',
    'thailand',
  ],
};

/** How countries are written besides. */
const SHORT: Readonly<Record<string, string>> = {
  us: 'united states',
  usa: 'united states',
  uk: 'united kingdom',
  uae: 'united arab emirates',
  'south korea': 'korea',
};

/** The country of a region in small letters; undefined where it is not known. */
export const countryOf = (region: string): string | undefined => COUNTRY_OF.get(region);

/** Whose law holds in a region: the European Union's, or its country's; undefined where the country is not known. */
export function jurisdictionOf(region: string): string | undefined {
  const country = countryOf(region);
  return country !== undefined && UNION.has(country) ? 'the European Union' : country;
}

/** Words for groups of regions. */
export const AREAS: readonly string[] = [...Object.keys(GROUPS), 'all'];

/**
 * Whether a region belongs to a part of the world or a country (`europe`, `all`, `germany`, `united-states`).
 *
 * @returns undefined where the word names none
 */
export function areaOf(word: string): ((region: string) => boolean) | undefined {
  const name = word.replaceAll(/[-_]/g, ' ');
  if (name === 'all') return () => true;
  const area = name.replaceAll(' ', '-');
  const group = Object.hasOwn(GROUPS, area) ? GROUPS[area] : undefined;
  const country = Object.hasOwn(SHORT, name) ? SHORT[name]! : name;
  const countries = group ?? (Object.hasOwn(COUNTRIES, country) ? [country] : undefined);
  return countries && ((region) => countries.includes(countryOf(region) ?? ''));
}
