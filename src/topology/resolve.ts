/** Plain values → the typed model: the grammar of each kind, defaults, aliases, references. All errors in one go. */
import * as v from 'valibot';
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from './catalogue.ts';
import { checkClassOverrides, resolveComponent } from './component.ts';
import { PROVIDERS, topologyFile, type TopologyInput } from './grammar.ts';
import { toDiagnostic, type Locate } from './issues.ts';
import type { Topology } from './model.ts';
import { resolveClass } from './request-class.ts';
import { isMapping, type Defaults, type Raw, type Report } from './resolution.ts';
import { rangeWarnings, unusedWarnings } from './unused.ts';

const MONTH_HOURS = 730;
const MOST_DIAGNOSTICS = 200;

export interface Resolved {
  /** Absent where there is an error. */
  readonly topology?: Topology;
  readonly diagnostics: readonly Diagnostic[];
}

export function resolve(value: unknown, locate: Locate, catalogue: Catalogue): Resolved {
  const diagnostics: Diagnostic[] = [];
  const report: Report = { diagnostics, locate };
  const parsed = v.safeParse(topologyFile, value);
  if (!parsed.success) diagnostics.push(...parsed.issues.map((issue) => toDiagnostic(issue, [], locate)));
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
    provider: PROVIDERS.find((one) => one === raw.provider),
    region: typeof raw.region === 'string' ? raw.region : undefined,
    zones: input.zones,
    tags: input.tags ?? {},
  };
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const components = names.map((name) =>
    resolveComponent(name, (rawComponents as Raw)[name], defaults, indexOf, catalogue, report),
  );
  const classes = Object.entries(isMapping(raw.workload) ? raw.workload : {}).map(([name, one]) =>
    resolveClass(name, one, input, indexOf, report),
  );
  checkClassOverrides(components, new Set(Object.keys(isMapping(raw.workload) ? raw.workload : {})), report);
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
  };
  return {
    topology,
    diagnostics: [...limited(diagnostics), ...unusedWarnings(raw, catalogue, topology, locate)],
  };
}

function limited(diagnostics: Diagnostic[]): Diagnostic[] {
  if (diagnostics.length <= MOST_DIAGNOSTICS) return diagnostics;
  return [
    ...diagnostics.slice(0, MOST_DIAGNOSTICS),
    diagnose('too-many-errors', { limit: MOST_DIAGNOSTICS }, { path: [] }),
  ];
}
