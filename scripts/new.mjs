/**
 * Begins a kind or a product: its file, its test, a topology that uses it, and its place in the index.
 *
 *   npm run new:kind NAME              a kind that nobody sells yet, with prices of the file
 *   npm run new:product CLOUD/NAME KIND
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeIndexes } from './indexes.mjs';

const HOME = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' };

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const titled = (name) => name.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());

function kindFiles(name) {
  const id = camel(name);
  return {
    [`src/kinds/${name}.ts`]: `/** ${titled(name)}: what it does, in a sentence. */
import { duration, list, optional, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { defineKind } from './kind.ts';
import { EVERY_CLASS } from './performance.ts';
import { priceLine, priceUse, type PriceUse } from './price-lines.ts';
import { delay, givenTime } from './steps.ts';

const fields = {
  latency: optional(duration('Mean response time.')),
  price: optional(list(priceLine, 'What it charges.')),
} as const;

export type ${id[0].toUpperCase()}${id.slice(1)}Options = FieldsOutput<typeof fields>;

export const ${id} = defineKind<${id[0].toUpperCase()}${id.slice(1)}Options, PriceUse>({
  name: '${name}',
  summary: '${titled(name)}.',
  fields,
  nodes: false,
  sold: false,
  usage: {},
  placement: 'regional',
  perform({ options: { latency } }, load, context) {
    if (latency === undefined && load.peakRate > 0)
      context.unknown(EVERY_CLASS, 'latency-not-set');
    return passing(latency === undefined ? [] : [delay(givenTime(latency, undefined, context))]);
  },
  consume: ({ options, runningShare }, load, { monthSeconds }) =>
    priceUse(options.price, {
      requests: load.arrivalRate * monthSeconds,
      bytes: (load.requestBytesPerSecond + load.responseBytesPerSecond) * monthSeconds,
      nodes: 1,
      hours: (runningShare * monthSeconds) / 3600,
    }),
});
`,
    [`test/kinds/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { aws, estimated, one } from './topologies.ts';

describe('${name}', () => {
  it('charges what the file says, for each request', () => {
    const price = [{ meter: 'request', per: 'request', usd: '0.001' }];
    const { amounts } = estimated(aws({ it: { kind: '${name}', latency: '5ms', price } }, one('it', '1/s')));
    // 730 hours of 3,600 requests.
    expect(amounts('it')).toEqual({ request: '2628.00' });
  });
});
`,
    [`fixtures/${name}/quoin.yaml`]: `name: ${name}
provider: aws
region: us-east-1
workload:
  ask: { enters: it, rate: 10/s }
components:
  it:
    kind: ${name}
    latency: 5ms
    price: [{ meter: request, per: request, usd: 0.000001 }]
`,
  };
}

function productFiles(cloud, name, kind) {
  const id = camel(name);
  return {
    [`src/products/${cloud}/${name}.ts`]: `/** ${titled(name)}: what it charges for, in a sentence. */
import { defineProduct } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

export const ${id} = defineProduct<object>({
  name: '${name}',
  title: '${titled(name)}',
  provider: '${cloud}',
  kinds: ['${kind}'],
  defaultFor: [],
  // The page that says how it is charged, and when it was read.
  source: 'not said yet',
  meters(_, { monthHours }) {
    const { meters, add } = tableMeters('${name}');
    // A price stands in pricing/${cloud}/${name}/${HOME[cloud]}.json; until then the line is told as one without a
    // price.
    add('hours', monthHours);
    return meters;
  },
});
`,
    [`test/products/${cloud}-${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { ${id} } from '../../src/products/${cloud}/${name}.ts';
import { metersOf } from './one.ts';

describe('${name}', () => {
  it('is charged by the hour', () => {
    const { meters } = metersOf(${id}, {}, { provider: '${cloud}', region: '${HOME[cloud]}' });
    expect(meters).toEqual([{ type: 'table', service: '${name}', meter: 'hours', quantity: 730 }]);
  });
});
`,
    [`fixtures/${cloud}-${name}/quoin.yaml`]: `name: ${cloud}-${name}
provider: ${cloud}
region: ${HOME[cloud]}
workload:
  ask: { enters: it, rate: 10/s }
components:
  it:
    kind: ${kind}
    product: ${name}
`,
  };
}

/** @throws with what is wrong with what was asked for */
export function begin(root, what, name = '', kind = '') {
  const word = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
  const [cloud, own = ''] = name.split('/');
  if (what === 'kind' ? !word.test(name) : !(cloud in HOME && word.test(own)))
    throw new Error(what === 'kind' ? 'npm run new:kind NAME' : 'npm run new:product CLOUD/NAME KIND');
  if (what === 'product' && !existsSync(join(root, `src/kinds/${kind}.ts`)))
    throw new Error(`there is no kind "${kind}": name the one that ${own} stands for`);
  const files = what === 'kind' ? kindFiles(name) : productFiles(cloud, own, kind);
  const there = Object.keys(files).filter((path) => existsSync(join(root, path)));
  if (there.length > 0) throw new Error(`${there.join(', ')}: there already`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...Object.keys(files), ...writeIndexes(root)];
}

if (import.meta.filename === process.argv[1]) {
  const { name } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'));
  try {
    if (name !== 'quoin') throw new Error('run it in the folder of the project');
    const [what, ...asked] = process.argv.slice(2);
    for (const path of begin(process.cwd(), what, ...asked)) console.log(path);
    console.log('then: npm run golden, which writes it into the documentation and the schema');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
