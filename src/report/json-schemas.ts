/**
 * JSON Schemas of what the other commands print as JSON; estimates within them are those of `quoin schema estimate`.
 */
import { BATCH_SCHEMA } from '../estimate/batch/batch.ts';
import { CHECK_RULES } from '../topology/check-rules.ts';
import { CHECK_SCHEMA } from './check-json.ts';
import { CHECKS_SCHEMA } from './check-tree-json.ts';
import { COMPARE_SCHEMA } from './compare-json.ts';
import { COVERAGE_SCHEMA } from './coverage.ts';
import { DIFF_SCHEMA } from './diff-json.ts';
import { DIFFS_SCHEMA } from './diff-tree-json.ts';
import { DRILL_SCHEMA } from './drill-json.ts';
import { decimal, estimateSchema, latency, listOf, strict, text } from './json-schema.ts';

const { $schema } = estimateSchema;
const number = { type: 'number' };
const flag = { type: 'boolean' };
const whole = { type: 'integer', minimum: 0 };
const orNull = (schema: { readonly type?: unknown }) => ({ ...schema, type: [schema.type, 'null'] });
const anything = {};
/** An estimate whole; it has a schema of its own. */
const estimate = {
  type: 'object',
  required: ['schema', 'topology', 'cost', 'classes', 'components'],
  description: 'As quoin schema estimate says.',
};

const titled = (schema: string, title: string, object: object) => ({
  $schema,
  title: `${title} (${schema})`,
  ...object,
});
const named = (schema: string) => ({ const: schema });

const change = { enum: ['added', 'removed', 'changed'] };
const amounts = { old: decimal, new: decimal, change: decimal };
const differenceKeys = {
  currency: text,
  at_least: { ...flag, description: 'Some lines have no price: a total is a lower bound.' },
  cost: strict({ ...amounts, share: { type: ['number', 'null'], description: 'null: nothing before.' } }),
  components: listOf(
    strict({
      component: text,
      change,
      cost: strict(amounts),
      items: listOf(
        strict(
          {
            change,
            service: text,
            meter: text,
            region: text,
            amount: strict(amounts),
            old_quantity: orNull(decimal),
            new_quantity: orNull(decimal),
            old_unit_price: orNull(decimal),
            new_unit_price: orNull(decimal),
            reason: text,
          },
          { unpriced: { const: true } },
        ),
      ),
    }),
  ),
  classes: listOf(
    strict({
      class: text,
      change,
      figures: listOf(
        strict({
          figure: text,
          unit: { enum: ['s', '/s', '×', 'share', 'text'] },
          old: { type: ['number', 'string', 'null'] },
          new: { type: ['number', 'string', 'null'] },
        }),
      ),
    }),
  ),
};
const difference = strict(differenceKeys);
const edit = strict({ path: text }, { old: anything, new: anything });

const diff = titled(
  DIFF_SCHEMA,
  'What quoin diff prints',
  strict(
    {
      schema: named(DIFF_SCHEMA),
      old: strict({ name: text, estimate }),
      new: strict({ name: text, estimate }),
      difference,
    },
    { causes: listOf(strict({ edits: listOf(edit), ...differenceKeys })) },
  ),
);

const figure = {
  anyOf: [
    strict({ unit: text, value: { type: ['number', 'string'], description: 'Money as an exact decimal.' } }),
    { type: 'null' },
  ],
};
const place = { file: text, line: whole, column: whole };
const guard = strict({ level: { enum: ['warn', 'error'] }, limit: figure });
const check = titled(
  CHECK_SCHEMA,
  'What quoin check prints',
  strict(
    {
      schema: named(CHECK_SCHEMA),
      topology: text,
      passed: flag,
      verdicts: listOf(
        strict(
          {
            rule: { enum: CHECK_RULES },
            level: { enum: ['warn', 'error'] },
            status: { enum: ['met', 'failed', 'unknown'] },
            subject: text,
            actual: figure,
            limit: figure,
            message: text,
            path: text,
          },
          {
            objective: text,
            cause: text,
            at_least: { const: true, description: 'Some lines have no price: it may be more.' },
            ...place,
          },
        ),
      ),
      estimate,
    },
    {
      baseline: strict({ name: text, difference }),
      loosened: {
        ...listOf(
          strict(
            {
              part: { enum: ['budget', 'checks', 'slo', 'tags'] },
              rule: { enum: CHECK_RULES },
              subject: text,
              old: guard,
              new: { anyOf: [guard, { type: 'null', description: 'Nothing bounds it any more.' }] },
              message: text,
              path: text,
            },
            { objective: text, component: text, ...place },
          ),
        ),
        description: 'What the change takes from the bounds that it is judged by.',
      },
    },
  ),
);

const standing = strict({ provider: text, region: text, product: text, size: orNull(text) });
const size = {
  size: text,
  price_per_hour: orNull(number),
  currency: text,
  vcpu: orNull(number),
  memory_gib: orNull(number),
  arch: orNull(text),
  coremark: orNull(number),
};
const changes = listOf(strict({ path: text, reason: text }, { old: anything, new: anything }));
const compare = titled(
  COMPARE_SCHEMA,
  'What quoin compare prints',
  strict({
    schema: named(COMPARE_SCHEMA),
    match: { enum: ['performance', 'vcpu'] },
    caveats: listOf(text),
    columns: listOf(
      strict(
        {
          name: text,
          as_written: flag,
          carries: flag,
          marks: listOf(
            strict({
              severity: { enum: ['fails', 'worse'] },
              component: orNull(text),
              class: orNull(text),
              figure: orNull(text),
              message: text,
            }),
          ),
          not_comparable: listOf(text),
          estimate,
        },
        {
          bought: strict({ way: text, years: whole, payment: orNull(text) }),
          difference: strict({ against: text, ...differenceKeys }),
          rehomed: strict({
            regions: listOf(
              strict(
                {
                  from: strict({ provider: text, region: text }),
                  to: strict({ provider: text, region: text }),
                  kilometres: orNull(number),
                  reason: text,
                  rejected: listOf(anything),
                },
                { leaves: text },
              ),
            ),
            changes,
            gaps: listOf(text),
            mappings: listOf(
              strict(
                {
                  component: text,
                  kind: text,
                  from: standing,
                  to: standing,
                  reason: text,
                  rejected_products: listOf(anything),
                  changes,
                  gaps: listOf(text),
                  unsold: listOf(text),
                },
                {
                  size_reason: text,
                  match: strict({
                    ...size,
                    considered: whole,
                    by_coremark: flag,
                    waived: listOf(anything),
                    rejected: listOf(strict({ size: text, price_per_hour: orNull(number), reasons: listOf(anything) })),
                  }),
                },
              ),
            ),
          }),
        },
      ),
    ),
  }),
);

const beforeAfter = (schema: object) => strict({ before: schema, after: schema });
const drilledClass = strict({
  class: text,
  state: { enum: ['up', 'degraded', 'down'] },
  headroom: {
    type: ['number', 'null'],
    description: 'Capacity against the peak; 0 while it is down, null where nothing binds.',
  },
  latency,
  notes: listOf(text),
  effects: listOf({
    type: 'object',
    description: 'What the notes say: the name of an effect, and what it is about.',
    required: ['effect'],
    properties: { effect: text },
  }),
});
const drill = titled(
  DRILL_SCHEMA,
  'What quoin drill prints',
  strict({
    schema: named(DRILL_SCHEMA),
    topology: text,
    base: listOf(drilledClass),
    scenarios: listOf(
      strict({
        scenario: text,
        scope: text,
        classes: listOf(drilledClass),
        surges: listOf(
          strict({
            component: text,
            rate: beforeAfter(orNull(number)),
            resource: orNull(text),
            utilization: { anyOf: [beforeAfter(orNull(number)), { type: 'null' }] },
          }),
        ),
        data: listOf(
          strict({
            component: text,
            copies: number,
            left: number,
            recovery_point: orNull(number),
            recovery_time: orNull(number),
          }),
        ),
        partition: {
          anyOf: [
            strict({
              sides: listOf(text),
              components: listOf(
                strict({ component: text, writes: listOf(text), reads: listOf(text), consistent: flag, note: text }),
              ),
            }),
            { type: 'null' },
          ],
        },
      }),
    ),
    left_out: strict({ singles: whole, pairs: whole }),
  }),
);

const total = strict({ currency: text, total_exact: decimal, at_least: flag });
const broken = strict({ file: text, errors: listOf(text) });
const totals = {
  type: 'object',
  description: 'By currency.',
  additionalProperties: strict({
    ...amounts,
    share: { type: ['number', 'null'], description: 'null: nothing before.' },
    at_least: flag,
  }),
};
const checks = titled(
  CHECKS_SCHEMA,
  'What quoin check --recursive prints',
  strict({
    schema: named(CHECKS_SCHEMA),
    passed: flag,
    checks: listOf({
      anyOf: [
        strict({
          file: text,
          check: { type: 'object', required: ['schema', 'verdicts'], description: 'As quoin schema check says.' },
        }),
        broken,
      ],
    }),
    removed: {
      ...listOf(strict({ file: text, currency: orNull(text), total_exact: orNull(decimal) })),
      description: 'Topologies of the baseline that are gone; null: they had errors.',
    },
    summary: strict({ topologies: whole, failed: whole, broken: whole, removed: whole, totals }),
  }),
);
const diffs = titled(
  DIFFS_SCHEMA,
  'What quoin diff --recursive prints',
  strict({
    schema: named(DIFFS_SCHEMA),
    diffs: listOf({
      anyOf: [
        strict(
          {
            file: text,
            change: { enum: ['changed', 'unchanged', 'added', 'removed'] },
            old: { anyOf: [total, { type: 'null' }] },
            new: { anyOf: [total, { type: 'null' }] },
          },
          {
            diff: { type: 'object', required: ['schema', 'difference'], description: 'As quoin schema diff says.' },
          },
        ),
        broken,
      ],
    }),
    summary: strict({ topologies: whole, changed: whole, added: whole, removed: whole, broken: whole, totals }),
  }),
);

const batch = titled(
  BATCH_SCHEMA,
  'What quoin estimate --recursive and quoin merge print',
  strict(
    {
      schema: named(BATCH_SCHEMA),
      estimates: listOf({ anyOf: [strict({ file: text, estimate }), broken] }),
      summary: strict({
        files: whole,
        failed: whole,
        totals: {
          type: 'object',
          description: 'By currency.',
          additionalProperties: strict({ total: decimal, total_exact: decimal, at_least: flag }),
        },
      }),
    },
    {
      shard: {
        ...strict({ index: { ...whole, description: 'From 1.' }, count: whole, files: whole }),
        description: 'Which part of a run this is (--shard), and of how many files the run is.',
      },
    },
  ),
);

/** By the name of the command. */
const coverage = titled(
  COVERAGE_SCHEMA,
  'What quoin prices coverage prints',
  strict({
    schema: named(COVERAGE_SCHEMA),
    providers: listOf(
      strict({
        provider: text,
        regions: listOf(text),
        combinations: { ...whole, description: 'Products times regions.' },
        priced: { ...whole, description: 'Combinations in which every line has a price.' },
        products: listOf(
          strict({
            product: text,
            core: { ...orNull(text), description: 'What it stands for in an ordinary web application.' },
            component: { type: 'object', description: 'As in a topology.' },
            unpriced: {
              type: 'object',
              description: 'Meters without a price, by region.',
              additionalProperties: listOf(text),
            },
          }),
        ),
      }),
    ),
  }),
);

export const outputSchemas = { check, checks, diff, diffs, compare, drill, batch, coverage };
