/** The reference of kinds and products is written from the code; `npm run golden` rewrites it. */
import { expect, it } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { products } from '../../src/products/index.ts';
import { commonUsage, componentFields, nodeFields } from '../../src/topology/grammar.ts';
import { kindProperties, type Property } from '../support.ts';

const PROVIDERS = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud' } as const;

/** One field as a row: its name, what it means, how it is written. */
function row(name: string, { description = '', examples, enum: words }: Property): string {
  const written = words
    ? words.map((word) => `\`${word}\``).join(', ')
    : (examples ?? [])
        .filter((example) => !String(example).includes('..'))
        .slice(0, 2)
        .map((example) => `\`${JSON.stringify(example).replaceAll('"', '')}\``)
        .join(', ');
  return `| \`${name}\` | ${description.replaceAll('|', '\\|')} | ${written} |`;
}

function table(properties: Readonly<Record<string, Property>>): string[] {
  return [
    '| field | meaning | written |',
    '|---|---|---|',
    ...Object.entries(properties).map(([name, property]) => row(name, property)),
  ];
}

const only = (properties: Readonly<Record<string, Property>>, keep: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => keep(name)));

function kindsPage(): string {
  const service = kindProperties('service');
  const out = [
    '# Kinds',
    '',
    'Written from the code by `npm run golden`. The same stands in the JSON Schema (`quoin schema`), which editors read.',
    '',
  ];
  out.push(
    '## Every component',
    '',
    'Beside `kind` and `product`:',
    '',
    ...table(only(service, (name) => name in componentFields && name !== 'kind' && name !== 'product')),
    '',
  );
  out.push('## Whatever runs on instances', '', ...table(only(service, (name) => name in nodeFields)), '');
  for (const kind of kinds.values()) {
    const properties = kindProperties(kind.name);
    out.push(`## \`${kind.name}\``, '', kind.summary, '');
    for (const [provider, title] of Object.entries(PROVIDERS)) {
      const sold = [...products.values()].filter(
        (product) => product.provider === provider && product.kinds.includes(kind.name) && product.name !== 'own',
      );
      if (sold.length > 0)
        out.push(
          `- ${title}: ${sold.map((product) => `\`${product.name}\`${product.defaultFor.includes(kind.name) ? ' (default)' : ''}`).join(', ')}`,
        );
    }
    if (kind.nodes) out.push('- runs on instances: takes the fields above');
    const own = only(properties, (name) => name in kind.fields);
    if (Object.keys(own).length > 0) out.push('', ...table(own));
    const usage = only(properties['usage']?.properties ?? {}, (name) => !(name in commonUsage));
    if (Object.keys(usage).length > 0)
      out.push(
        '',
        `\`usage\`: ${Object.entries(usage)
          .map(([name, { description = '' }]) => `\`${name}\` (${description.replace(/\.$/, '').toLowerCase()})`)
          .join(', ')}`,
      );
    out.push('');
  }
  return out.join('\n');
}

function productsPage(): string {
  const out = [
    '# Products',
    '',
    'Written from the code by `npm run golden`. A component may name a product as its `kind`, by its name or by an alias.',
    '',
  ];
  for (const [provider, title] of Object.entries(PROVIDERS)) {
    out.push(`## ${title}`, '', '| product | stands for | aliases | how it is charged |', '|---|---|---|---|');
    for (const product of products.values()) {
      if (product.provider !== provider || product.name === 'own') continue;
      out.push(
        `| \`${product.name}\` (${product.title}) | ${product.kinds.join(', ')} | ${(product.aliases ?? []).map((alias) => `\`${alias}\``).join(', ')} | ${product.source} |`,
      );
    }
    out.push('');
  }
  return out.join('\n');
}

it('docs/kinds.md says what the code reads', async () => {
  await expect(kindsPage()).toMatchFileSnapshot('../../docs/kinds.md');
});

it('docs/products.md says what the code sells', async () => {
  await expect(productsPage()).toMatchFileSnapshot('../../docs/products.md');
});
