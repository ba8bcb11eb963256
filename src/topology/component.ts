/** One component: its kind, product and place, its fields by the kind's grammar, its references. */
import type * as v from 'valibot';
import { diagnose, quote } from '../diagnostics/catalog.ts';
import { formatPath, type Diagnostic, type Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue, KindGrammar, ProductEntry } from './catalogue.ts';
import { object, optional, read } from './fields.ts';
import { commonUsage, componentFields, nodeFields, type CallInput, type ComponentInput } from './grammar.ts';
import { toDiagnostic, type Locate } from './issues.ts';
import type { Call, Component, Demand, Provider } from './model.ts';
import {
  LONGEST_NAME,
  MOST_DIAGNOSTICS,
  isMapping,
  providerOf,
  type Defaults,
  type Raw,
  type Report,
} from './resolution.ts';

const DEFAULT_ZONES = 3;
/** Nodes of one component: far above the largest fleets, and few enough to be counted one by one. */
const MOST_NODES = 100_000;

const schemas = new WeakMap<
  KindGrammar,
  v.GenericSchema<unknown, ComponentInput & { usage?: Record<string, number | undefined> }>
>();

/** The whole grammar of a component of some kind. */
export function componentSchema(kind: KindGrammar) {
  let schema = schemas.get(kind);
  if (!schema) {
    schema = object(
      {
        ...componentFields,
        ...(kind.nodes && nodeFields),
        ...kind.fields,
        usage: optional(
          object({ ...commonUsage, ...kind.usage } as v.ObjectEntries, 'Monthly amounts that no class produces.'),
        ),
      },
      kind.summary,
    ) as never;
    schemas.set(kind, schema!);
  }
  return schema!;
}

export function resolveComponent(
  name: string,
  raw: unknown,
  defaults: Defaults,
  indexOf: ReadonlyMap<string, number>,
  catalogue: Catalogue,
  report: Report,
): Component | undefined {
  const { diagnostics, locate, config } = report;
  const path: Path = ['components', name];
  if (!isMapping(raw)) {
    diagnostics.push(
      diagnose(
        'wrong-type',
        { found: raw, allowed: 'a mapping such as { kind: service, instance: m7g.large }' },
        { path, position: locate(path) },
      ),
    );
    return undefined;
  }
  const before = diagnostics.length;
  if (name.length > LONGEST_NAME)
    diagnostics.push(
      diagnose(
        'out-of-range',
        { found: `a name of ${name.length} characters`, allowed: `at most ${LONGEST_NAME}` },
        { path, position: locate(path, 'key') },
      ),
    );
  const own = providerOf(raw.provider);
  const asked = own ?? defaults.provider;
  const chosen = chooseKind(raw, path, asked, catalogue, report);
  if (!chosen) {
    // The kind is not known, what every component has still is.
    const common = read(
      object({ ...componentFields, ...nodeFields }, 'A component.'),
      {
        ...raw,
        kind: 'unknown',
      },
      config,
    );
    const issues = common.success
      ? []
      : common.issues.filter((issue) => issue.type !== 'raw_check' || issue.path!.length > 1);
    diagnostics.push(...issuesOf(issues, path, locate));
    reportReferences(raw, path, indexOf, report);
    return undefined;
  }
  const { kind, product: implied } = chosen;
  if (implied) reportContradiction(raw, own, implied, path, report);
  const provider = implied?.provider ?? asked;
  const sold = catalogue.products.some((one) => one.kinds.includes(kind.name) && one.name !== 'own');
  // A provider that contradicts the kind has been reported, and the region may well be its own.
  const place = resolvePlace(
    raw,
    own ?? provider,
    defaults,
    sold || raw.instance !== undefined,
    path,
    catalogue,
    report,
  );
  reportReferences(raw, path, indexOf, report);
  const parsed = read(componentSchema(kind), { ...implied?.implies, ...raw }, config);
  if (!parsed.success) {
    diagnostics.push(...issuesOf(parsed.issues, path, locate));
    return undefined;
  }
  const input = parsed.output;
  const options = { ...implied?.implies, ...input } as Raw;
  const product = implied ?? chooseProduct(kind, input, provider, options, path, catalogue, report);
  const nodes = kind.nodeCount?.(options as never);
  const zones = Math.max(
    1,
    Math.min(
      input.zones ?? defaults.zones ?? DEFAULT_ZONES,
      place?.zones || Number.POSITIVE_INFINITY,
      nodes ?? Number.POSITIVE_INFINITY,
    ),
  );
  const calls = (input.calls ?? []).map((call) => toCall(call, undefined, input.zone_affinity));
  const baseCall = new Map((input.calls ?? []).map((call) => [call.to, call]));
  const classCalls = new Map<string, readonly Call[]>();
  const classDemand = new Map<string, Demand>();
  for (const [className, override] of Object.entries(input.classes ?? {})) {
    if (override.calls)
      classCalls.set(
        className,
        override.calls.map((call) => toCall(call, baseCall.get(call.to), input.zone_affinity)),
      );
    const demand = override.demand ?? (override.service && { cpu: override.service.mean });
    if (demand) classDemand.set(className, { ...input.demand, ...demand });
  }
  const component: Component = {
    name,
    kind: kind.name,
    product: product?.name ?? 'own',
    provider: provider ?? 'aws',
    region: place?.region ?? '',
    zones,
    calls,
    classCalls,
    demand: input.demand,
    classDemand,
    service: input.service,
    runningShare: input.hours ?? 1,
    stop: input.stop ?? 'stop',
    tags: { ...defaults.tags, ...input.tags },
    usage: Object.fromEntries(
      Object.entries(input.usage ?? {}).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    options,
  };
  for (const problem of [...ownProblems(input, nodes), ...(kind.check?.(component as never) ?? [])]) {
    diagnostics.push(
      diagnose('bad-component', problem, {
        path: problem.field === '' ? path : [...path, problem.field],
        position: problem.field === '' ? locate(path, 'key') : locate([...path, problem.field]),
      }),
    );
  }
  return diagnostics.slice(before).some((one) => one.severity === 'error') ? undefined : component;
}

/** Issues as diagnostics, no more of them than are shown. */
const issuesOf = (issues: readonly v.BaseIssue<unknown>[], path: Path, locate: Locate): Diagnostic[] =>
  issues.slice(0, MOST_DIAGNOSTICS + 1).map((issue) => toDiagnostic(issue, path, locate));

/** A kind that names a product leaves no choice of the provider or of another product. */
function reportContradiction(
  raw: Raw,
  own: Provider | undefined,
  implied: ProductEntry,
  path: Path,
  { diagnostics, locate }: Report,
): void {
  const contradict = (field: string, message: string, fix: string) =>
    diagnostics.push(
      diagnose('bad-component', { message, fix }, { path: [...path, field], position: locate([...path, field]) }),
    );
  if (own !== undefined && own !== implied.provider)
    contradict(
      'provider',
      `${quote(String(raw.kind))} is sold by ${implied.provider}, not by ${own}`,
      `write kind: ${implied.kinds[0]}, or leave provider out`,
    );
  const { product } = raw;
  if (typeof product !== 'string' || product.toLowerCase() === implied.name) return;
  if (implied.aliases?.includes(product.toLowerCase())) return;
  contradict(
    'product',
    `the kind ${quote(String(raw.kind))} already says the product, ${implied.name}`,
    `write kind: ${implied.kinds[0]}, or leave product out`,
  );
}

function ownProblems(
  input: ComponentInput,
  nodes: number | undefined,
): { field: string; message: string; fix: string }[] {
  const problems: { field: string; message: string; fix: string }[] = [];
  const most = Math.max(nodes ?? 0, input.count ?? 0, input.autoscale?.min ?? 0, input.autoscale?.max ?? 0);
  if (most > MOST_NODES) {
    const field = input.count === most ? 'count' : input.autoscale ? 'autoscale' : '';
    problems.push({
      field,
      message: `${most} nodes are more than the ${MOST_NODES} that one component may have`,
      fix: 'split it into several components',
    });
  }
  if (input.autoscale && input.autoscale.min > input.autoscale.max) {
    problems.push({
      field: 'autoscale',
      message: `min (${input.autoscale.min}) is above max (${input.autoscale.max})`,
      fix: 'swap them',
    });
  }
  if (input.autoscale && input.autoscale.target === 0) {
    problems.push({
      field: 'autoscale',
      message: 'no fleet can be kept at a utilisation of 0',
      fix: 'write target: 60%',
    });
  }
  if (input.autoscale && input.count !== undefined) {
    problems.push({ field: 'count', message: 'count and autoscale exclude each other', fix: 'keep one of them' });
  }
  return problems;
}

function chooseKind(
  raw: Raw,
  path: Path,
  provider: Provider | undefined,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
) {
  if (typeof raw.kind !== 'string') {
    const found =
      raw.kind === undefined
        ? diagnose(
            'missing-key',
            { key: 'kind', example: 'kind: service' },
            { path: [...path, 'kind'], position: locate(path, 'key') },
          )
        : diagnose(
            'wrong-type',
            { found: raw.kind, allowed: 'the name of a kind' },
            { path: [...path, 'kind'], position: locate([...path, 'kind']) },
          );
    diagnostics.push(found);
    return undefined;
  }
  const word = raw.kind.toLowerCase();
  const kind = catalogue.kinds.get(word);
  if (kind) return { kind, product: undefined };
  const meant = catalogue.products.filter((one) => one.name === word || one.aliases?.includes(word));
  const product = meant.find((one) => one.provider === provider) ?? meant[0];
  if (product && product.name !== 'self-managed' && product.name !== 'own')
    return { kind: catalogue.kinds.get(product.kinds[0]!)!, product };
  const allowed = [...catalogue.kinds.keys()];
  const aliases = catalogue.products.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  diagnostics.push(
    diagnose(
      'unknown-kind',
      { found: raw.kind, kinds: allowed, aliases },
      { path: [...path, 'kind'], position: locate([...path, 'kind']) },
    ),
  );
  return undefined;
}

function chooseProduct(
  kind: KindGrammar,
  input: ComponentInput,
  provider: Provider | undefined,
  options: Raw,
  path: Path,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): ProductEntry | undefined {
  const candidates = catalogue.products.filter(
    (one) => one.kinds.includes(kind.name) && (provider === undefined || one.provider === provider),
  );
  if (input.product === undefined)
    return (
      candidates.find((one) => one.suits?.(options)) ?? candidates.find((one) => one.defaultFor.includes(kind.name))
    );
  const word = input.product.toLowerCase();
  const found = candidates.find((one) => one.name === word || one.aliases?.includes(word));
  if (!found) {
    diagnostics.push(
      diagnose(
        'unknown-value',
        {
          found: input.product,
          what: `no product of ${provider ?? 'any provider'} for a ${kind.name} is called`,
          allowed: candidates.map((one) => one.name),
        },
        { path: [...path, 'product'], position: locate([...path, 'product']) },
      ),
    );
  }
  return found;
}

/** Region and its zones; an error where a component needs a region and has none, or one that its provider does not have. */
function resolvePlace(
  raw: Raw,
  provider: Provider | undefined,
  defaults: Defaults,
  needed: boolean,
  path: Path,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): { region: string; zones: number | undefined } | undefined {
  const own = typeof raw.region === 'string' ? raw.region : undefined;
  if (provider === undefined) {
    if (needed)
      diagnostics.push(
        diagnose(
          'missing-key',
          { key: 'provider', example: 'provider: aws (or azure, gcp)' },
          { path: [...path, 'provider'], position: locate(path, 'key') },
        ),
      );
    return undefined;
  }
  const region =
    own ?? (provider === defaults.provider || defaults.provider === undefined ? defaults.region : undefined);
  if (region === undefined) {
    if (needed)
      diagnostics.push(
        diagnose(
          'missing-key',
          {
            key: 'region',
            example: { aws: 'region: us-east-1', azure: 'region: eastus', gcp: 'region: us-central1' }[provider],
          },
          { path: [...path, 'region'], position: locate(path, 'key') },
        ),
      );
    return undefined;
  }
  const places = catalogue.places(provider);
  const wanted = region.toLowerCase();
  const place =
    places.find((one) => one.region === wanted) ??
    places.find((one) => one.aliases.some((alias) => alias.toLowerCase() === wanted));
  if (!place) {
    const at: Path = own === undefined ? ['region'] : [...path, 'region'];
    if (own !== undefined || !diagnostics.some((one) => formatPath(one.path) === 'region')) {
      diagnostics.push(
        diagnose(
          'unknown-value',
          { found: region, what: `${provider} has no region`, allowed: places.map((one) => one.region) },
          { path: at, position: locate(at) },
        ),
      );
    }
    return undefined;
  }
  return { region: place.region, zones: place.zones };
}

/** Every reference to a component that does not exist, whatever else is wrong with the component. */
function reportReferences(
  raw: Raw,
  path: Path,
  indexOf: ReadonlyMap<string, number>,
  { diagnostics, locate }: Report,
): void {
  const lists: { calls: unknown; path: Path }[] = [{ calls: raw.calls, path: [...path, 'calls'] }];
  if (isMapping(raw.classes)) {
    for (const [name, override] of Object.entries(raw.classes)) {
      if (isMapping(override)) lists.push({ calls: override.calls, path: [...path, 'classes', name, 'calls'] });
    }
  }
  for (const { calls, path: at } of lists) {
    if (!Array.isArray(calls)) continue;
    for (const [index, call] of calls.entries()) {
      if (diagnostics.length > MOST_DIAGNOSTICS) return;
      if (!isMapping(call)) continue;
      for (const key of ['to', 'fallback']) {
        const target = call[key];
        if (typeof target !== 'string' || indexOf.has(target)) continue;
        const where: Path = [...at, index, key];
        diagnostics.push(
          diagnose(
            'unknown-component',
            { name: target, components: [...indexOf.keys()] },
            { path: where, position: locate(where) },
          ),
        );
      }
      if (call.fallback !== undefined && call.fallback === call.to) {
        const where: Path = [...at, index, 'fallback'];
        diagnostics.push(
          diagnose(
            'bad-component',
            { message: 'a call cannot fall back on the component that failed', fix: 'name another component' },
            { path: where, position: locate(where) },
          ),
        );
      }
    }
  }
}

/** A call with what it leaves out taken from the component's own call to the same callee. */
function toCall(call: CallInput, base: CallInput | undefined, affinity: boolean | undefined): Call {
  const all: CallInput = { ...base, ...call };
  return {
    to: all.to,
    times: all.times ?? 1,
    async: all.async ?? false,
    parallel: all.parallel,
    protocol: all.protocol,
    requestBytes: all.request,
    responseBytes: all.response,
    timeoutSeconds: all.timeout,
    retries: all.retries ?? 0,
    errors: all.errors ?? 0,
    operation: all.operation,
    hedgeSeconds: all.hedge,
    fallback: all.fallback,
    optional: all.optional ?? false,
    region: all.region,
    zoneAffinity: all.zone_affinity ?? affinity ?? false,
  };
}

/** Overrides for classes that do not exist. */
export function checkClassOverrides(
  components: readonly (Component | undefined)[],
  classes: ReadonlySet<string>,
  { diagnostics, locate }: Report,
): void {
  for (const component of components) {
    for (const name of Object.keys((component?.options as { classes?: Raw } | undefined)?.classes ?? {})) {
      if (classes.has(name)) continue;
      const at: Path = ['components', component!.name, 'classes', name];
      diagnostics.push(
        diagnose(
          'unknown-value',
          { found: name, what: 'no class', allowed: [...classes] },
          { path: at, position: locate(at, 'key') },
        ),
      );
    }
  }
}
