/** Plain values → the typed model: the grammar of each kind, defaults, aliases, references. All errors in one go. */
import { diagnose } from '../diagnostics/catalog.ts';
import { quote } from '../diagnostics/words.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from './catalogue.ts';
import { resolveComponent } from './component.ts';
import { resolveAllowed, resolveChecks } from './checks.ts';
import { checkClassOverrides } from './references.ts';
import { topologyFile, type TopologyInput } from './grammar.ts';
import { read } from './fields.ts';
import { parseQuantity } from './quantity.ts';
import { toDiagnostic, type Locate } from './issues.ts';
import type { Topology } from './model.ts';
import { resolveClass } from './request-class.ts';
import { MOST_DIAGNOSTICS, isFull, isMapping, providerOf, type Defaults, type Raw, type Report } from './resolution.ts';
import { rangeWarnings, unusedWarnings } from './unused.ts';

const MONTH_HOURS = 730;

export interface Resolved {
  /** Absent where there is an error. */
  readonly topology?: Topology;
  readonly diagnostics: readonly Diagnostic[];
}

export function resolve(whole: unknown, locate: Locate, catalogue: Catalogue): Resolved {
  const value = withoutExtensions(whole);
  const diagnostics: Diagnostic[] = [];
  const config = { monthSeconds: monthSecondsOf(value), known: new Map() };
  const report: Report = { diagnostics, locate, config };
  const parsed = read(topologyFile, value, config);
  if (!parsed.success)
    diagnostics.push(...parsed.issues.slice(0, MOST_DIAGNOSTICS + 1).map((issue) => toDiagnostic(issue, [], locate)));
  // Later steps look at what could be read, so that one run shows all errors.
  const input = (parsed.success ? parsed.output : {}) as TopologyInput;
  const raw = isMapping(value) ? value : {};
  const rawComponents = raw.components;
  const names = isMapping(rawComponents) ? Object.keys(rawComponents) : [];
  if (rawComponents === undefined || rawComponents === null) {
    diagnostics.push(
      diagnose(
        'missing-key',
        { key: 'components', example: 'components: { web: { kind: service, instance: m7g.large } }' },
        { path: ['components'], position: locate([]) },
      ),
    );
  } else if (!isMapping(rawComponents)) {
    diagnostics.push(
      diagnose(
        'wrong-type',
        { found: rawComponents, allowed: 'a mapping from names to components' },
        { path: ['components'], position: locate(['components']) },
      ),
    );
  } else if (names.length === 0) {
    diagnostics.push(diagnose('no-components', {}, { path: ['components'], position: locate(['components']) }));
  }

  const defaults: Defaults = {
    provider: providerOf(raw.provider),
    region: typeof raw.region === 'string' ? raw.region : undefined,
    zones: input.zones,
    tags: input.tags ?? {},
  };
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const components = names.map((name) =>
    isFull(diagnostics)
      ? undefined
      : resolveComponent(name, (rawComponents as Raw)[name], defaults, indexOf, catalogue, report),
  );
  const classes = Object.entries(isMapping(raw.workload) ? raw.workload : {}).map(([name, one]) =>
    isFull(diagnostics) ? undefined : resolveClass(name, one, input, indexOf, report),
  );
  checkBilling(input.billing, report);
  const classNames = new Set(Object.keys(isMapping(raw.workload) ? raw.workload : {}));
  const tags = tagsOf(raw);
  checkBudgets(raw.budget, indexOf, tags, report);
  const checks = resolveChecks(input.checks, indexOf, classNames, tags, report);
  const allowed = resolveAllowed(input.checks, report);
  checkClassOverrides(components, classNames, report);
  diagnostics.push(...rangeWarnings(value, locate));

  const hasErrors = diagnostics.some((one) => one.severity === 'error');
  if (hasErrors) return { diagnostics: limited(diagnostics) };
  const topology: Topology = {
    name: input.name ?? 'topology',
    classes: classes.filter((one) => one !== undefined),
    components: components.filter((one) => one !== undefined),
    indexOf,
    monthHours: input.billing?.month === undefined ? MONTH_HOURS : input.billing.month / 3600,
    freeTier: input.billing?.free_tier ?? false,
    currency: { code: input.billing?.currency?.code ?? 'USD', perUsd: input.billing?.currency?.per_usd ?? '1' },
    discounts: input.prices?.discounts ?? [],
    overrides: input.prices?.overrides ?? [],
    budget: input.budget,
    checks,
    allowed,
    network: input.network ?? {},
    failure: input.failure ?? {},
  };
  return {
    topology,
    diagnostics: [...limited(diagnostics), ...unusedWarnings(raw, catalogue, topology, locate)],
  };
}

/** Keys of the top that hold anchors, and mean nothing themselves. */
const EXTENSION = /^x-./i;

/** The file without them; itself where it has none. */
function withoutExtensions(value: unknown): unknown {
  if (!isMapping(value) || !Object.keys(value).some((key) => EXTENSION.test(key))) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !EXTENSION.test(key)));
}

/**
 * Length of the month, which monthly rates are read by; as usual where the file says none, or none that can be read.
 */
function monthSecondsOf(value: unknown): number {
  const billing = isMapping(value) ? value.billing : undefined;
  const parsed = parseQuantity('duration', isMapping(billing) ? billing.month : undefined);
  return parsed.ok && parsed.quantity.value > 0 ? parsed.quantity.value : MONTH_HOURS * 3600;
}

/** Shortest and longest month that is billed: an hour, and a leap year. */
const SHORTEST_MONTH_SECONDS = 3600;
const LONGEST_MONTH_SECONDS = 8784 * 3600;

/** Conventions under which the whole bill would be nothing. */
function checkBilling(billing: TopologyInput['billing'], { diagnostics, locate }: Report): void {
  const problem = (path: Path, message: string, fix: string) =>
    diagnostics.push(diagnose('bad-component', { message, fix }, { path, position: locate(path) }));
  const { month, currency } = billing ?? {};
  if (month !== undefined && (month < SHORTEST_MONTH_SECONDS || month > LONGEST_MONTH_SECONDS))
    problem(['billing', 'month'], 'a month has between 1 and 8784 hours', 'write month: 730h');
  if (currency === undefined) return;
  if (!/^[A-Z]{3}$/.test(currency.code))
    problem(
      ['billing', 'currency', 'code'],
      `${quote(currency.code)} is no code of a currency`,
      'write three capital letters, such as EUR',
    );
  if (!(Number(currency.per_usd) > 0))
    problem(['billing', 'currency', 'per_usd'], 'a dollar is worth more than nothing', 'write per_usd: 0.92');
}

/** The tags that components bear, with their values: of those too that have errors elsewhere. */
function tagsOf({ tags, components }: Raw): ReadonlySet<string> {
  const own = (value: unknown) => Object.entries(isMapping(value) ? value : {});
  return new Set(
    own(components).flatMap(([, component]) => {
      const borne = new Map([...own(tags), ...own(isMapping(component) ? component.tags : undefined)]);
      return [...borne].flatMap(([key, value]) =>
        ['string', 'number', 'boolean'].includes(typeof value) ? [`${key}:${String(value)}`] : [],
      );
    }),
  );
}

/** Bounds for what does not exist would always be kept. */
function checkBudgets(
  budget: unknown,
  indexOf: ReadonlyMap<string, number>,
  tags: ReadonlySet<string>,
  { diagnostics, locate }: Report,
): void {
  if (!isMapping(budget)) return;
  for (const name of isMapping(budget.components) ? Object.keys(budget.components) : []) {
    if (isFull(diagnostics)) return;
    if (indexOf.has(name)) continue;
    const path: Path = ['budget', 'components', name];
    diagnostics.push(
      diagnose('unknown-component', { name, components: [...indexOf.keys()] }, { path, position: locate(path, 'key') }),
    );
  }
  for (const tag of isMapping(budget.tags) ? Object.keys(budget.tags) : []) {
    if (isFull(diagnostics)) return;
    if (tags.has(tag)) continue;
    const path: Path = ['budget', 'tags', tag];
    const at = { path, position: locate(path, 'key') };
    diagnostics.push(
      /^[^:]+:./.test(tag)
        ? diagnose('unknown-tag', { name: tag, tags: [...tags] }, at)
        : diagnose(
            'bad-component',
            { message: `${quote(tag)} is no tag with its value`, fix: 'write it like "team:web"' },
            at,
          ),
    );
  }
}

function limited(diagnostics: Diagnostic[]): Diagnostic[] {
  if (diagnostics.length <= MOST_DIAGNOSTICS) return diagnostics;
  return [
    ...diagnostics.slice(0, MOST_DIAGNOSTICS),
    diagnose('too-many-errors', { limit: MOST_DIAGNOSTICS }, { path: [] }),
  ];
}
