/** How the services' source list, which groups some of its entries in prose, is told apart by a program. */
const PREFIXES = {
  'ic:<provider>/<test>@<commit>': ['ic:'],
  'az-retail:easydep': ['az-retail:easydep@'],
  'az-retail:radar': ['az-retail:radar@'],
  'code:text-52389816048 and code:text-70712899090+...': ['code:text-52389816048', 'code:text-70712899090'],
  'page:cloud.google.com/...': ['page:cloud.google.com/'],
  'page:usage.ai... / blog.cdnsun.com... / kindatechnical.com / airbyte.com / twblogs / techtarget / lucidity.cloud': [
    'page:usage.ai',
    'page:blog.cdnsun.com',
    'page:kindatechnical.com',
    'page:airbyte.com',
    'page:twblogs',
    'page:techtarget',
    'page:lucidity.cloud',
  ],
};

/** What the ending of a source id says about a price that Quoin's own script has worked out. */
export const DERIVATIONS = {
  ':family-ratio':
    "on-demand price × the constant ratio of commitment to on-demand price among the family's larger sizes in that region",
  ':surcharge': 'Linux price of that region + the Windows surcharge that the named source shows in its own regions',
  ':vcpu-surcharge':
    'Linux price of that region + 0.046 USD a vCPU, the Windows surcharge of 412 of 414 types in the named source',
  ':series-ratio':
    'commitment of another size of the series × vCPUs: in 39 regions reservations are linear in them within 0.14 %, and savings plans are one discount a series',
  ':savings-plan': 'the price of the savings plan of the named source, where no reservation is known',
};

/**
 * The source list of pricing/sources.json.
 * @param compute records of sources-compute.csv
 * @param services records of sources-services.csv
 * @param used ids that the tables name, with the newest date of their rows ("" where rows have none)
 * @returns rows in the order of COLUMNS.sources, sorted; ids that no list explains follow from the id itself
 * @throws when an id is neither explained nor a page or repository by its name
 */
export function sourceRows({ compute, services, used }) {
  const rows = [
    ...compute.map((r) => [r.source_id, 'exact', r.repository, r.commit, r.path, r.as_of, r.licence, r.note]),
    ...services.flatMap((r) =>
      (PREFIXES[r.source_prefix] ?? [r.source_prefix]).map((id) => [
        id,
        r.source_prefix in PREFIXES ? 'prefix' : 'exact',
        r.repository_or_page,
        r.commit,
        r.path,
        r.as_of,
        r.licence,
        r.note,
      ]),
    ),
  ];
  const isKnown = sourceMatcher(rows);
  for (const [id, date] of used) {
    for (const part of partsOf(id)) if (!isKnown(part)) rows.push(fromName(part, date));
  }
  const unique = new Map(rows.map((row) => [row[0], row]));
  return [...unique.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

function fromName(id, date) {
  const [, kind, name, commit = ''] = /^(page|repo):([^@]+)(?:@(.+))?$/.exec(id) ?? [];
  if (kind === undefined) throw new Error(`source "${id}" is in no source list`);
  if (kind === 'repo') {
    const [owner, repository, ...path] = name.split('/');
    return [id, 'exact', `${owner}/${repository}`, commit, path.join('/'), date, '', ''];
  }
  const [site, ...path] = name.split('/');
  return [id, 'exact', site, commit, path.join('/'), date, '', 'public page as stored; single figures'];
}

/** Joined ids: "S2+S4", "page:one+page:two". A "+" inside one id ("code:text-1+2") does not part it. */
export const partsOf = (id) => id.split(/\+(?=(?:page|repo|ic|code):|[A-Z]\w*(?:$|\+))/);

/** A test of whether an id, or each part of a joined one, is in the source list. */
export function sourceMatcher(rows) {
  const exact = new Set(rows.filter(([, match]) => match === 'exact').map(([id]) => id));
  const prefixes = rows.filter(([, match]) => match === 'prefix').map(([id]) => id);
  const isKnown = (id) => exact.has(id) || prefixes.some((prefix) => id.startsWith(prefix));
  return (id) => {
    const ending = Object.keys(DERIVATIONS).find((suffix) => id.endsWith(suffix)) ?? '';
    const base = id.slice(0, id.length - ending.length);
    return isKnown(base) || partsOf(base).every(isKnown);
  };
}

/** pricing/SOURCES.md */
export function printSources(rows) {
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const lines = rows.map(
    ([id, match, repository, commit, path, date, licence, note]) =>
      `| \`${match === 'prefix' ? `${id}…` : id}\` | ${[repository, commit, path, date, licence, note].map(cell).join(' | ')} |`,
  );
  return `# Where the figures in \`pricing/\` come from

Written by \`node scripts/build-pricing.mjs\`; edit the script, not this file. \`sources.json\` holds the same list for programs.

Each price names its source by an id, either in its row or in the header of its table. An id that ends in \`…\` below stands
for all ids that begin so. The date of a row is when its source was read or, where the source is a test file of a public
repository, when that file last changed: the price is then at least as old as that.

Only figures are carried (prices, quotas, benchmark scores, promised availability), never a provider's text.

## Before redistributing

Nobody with the authority to do so has yet cleared these tables for redistribution. One of the sources remarks that the terms
of AWS limit passing on its price list, and that it found neither a permission nor a prohibition for the values of the Azure
Retail Prices API. The licences below are those of the repositories in which the figures were found; they can't grant more
than their owners had. Several name no licence at all. What is carried is single facts, but it is many of them: have a person
decide before a package with these tables is published.

## Derived prices

| ending of the id | how the price was worked out |
| --- | --- |
${Object.entries(DERIVATIONS)
  .map(([suffix, how]) => `| \`${suffix}\` | ${how} |`)
  .join('\n')}

Rows from \`unverified\` were written down from memory of a well-known list price: replace them before relying on them.

## Sources

| id | repository or page | commit | path | date | licence | note |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
