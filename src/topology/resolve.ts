/** Plain values → the typed model: the grammar of each kind, defaults, aliases, references. All errors in one go. */
import * as v from 'valibot';
import { diagnose } from '../diagnostics/catalog.ts';
import { formatPath, type Diagnostic, type Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue, KindGrammar, ProductEntry } from './catalogue.ts';
import { mapOf, monthAmount, object, optional } from './fields.ts';
import {
  PROVIDERS,
  commonUsage,
  componentFields,
  nodeFields,
  topologyFile,
  type CallInput,
  type ComponentInput,
  type RequestClassInput,
  type TopologyInput,
} from './grammar.ts';
import { toDiagnostic, type Locate } from './issues.ts';
import type { Call, Component, Demand, Profile, Provider, RequestClass, Topology } from './model.ts';

const MONTH_HOURS = 730;
const DEFAULT_ZONES = 3;
const MOST_DIAGNOSTICS = 200;

export interface Resolved {
  /** Absent where there is an error. */
  readonly topology?: Topology;
  readonly diagnostics: readonly Diagnostic[];
}

type Raw = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
  const classes = Object.entries(input.workload ?? {}).map(([name, one]) =>
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
    diagnostics: [...limited(diagnostics), ...unusedWarnings(input, raw, catalogue, topology, locate)],
  };
}

interface Report {
  readonly diagnostics: Diagnostic[];
  readonly locate: Locate;
}

interface Defaults {
  readonly provider: Provider | undefined;
  readonly region: string | undefined;
  readonly zones: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

function limited(diagnostics: Diagnostic[]): Diagnostic[] {
  if (diagnostics.length <= MOST_DIAGNOSTICS) return diagnostics;
  return [
    ...diagnostics.slice(0, MOST_DIAGNOSTICS),
    diagnose('too-many-errors', { limit: MOST_DIAGNOSTICS }, { path: [] }),
  ];
}

function resolveComponent(
  name: string,
  raw: unknown,
  defaults: Defaults,
  indexOf: ReadonlyMap<string, number>,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): Component | undefined {
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
  const asked = PROVIDERS.find((one) => one === raw.provider) ?? defaults.provider;
  const chosen = chooseKind(raw, path, asked, catalogue, { diagnostics, locate });
  if (!chosen) return undefined;
  const { kind, product: implied } = chosen;
  const parsed = v.safeParse(componentSchema(kind), { ...implied?.implies, ...raw });
  if (!parsed.success) {
    diagnostics.push(...parsed.issues.map((issue) => toDiagnostic(issue, path, locate)));
    reportReferences(raw, path, indexOf, { diagnostics, locate });
    return undefined;
  }
  const input = parsed.output;
  const options = { ...implied?.implies, ...input } as Raw;
  const provider = input.provider ?? implied?.provider ?? defaults.provider;
  const product = implied ?? chooseProduct(kind, input, provider, options, path, catalogue, { diagnostics, locate });
  reportReferences(raw, path, indexOf, { diagnostics, locate });
  const sold = catalogue.products.some((one) => one.kinds.includes(kind.name) && one.name !== 'own');
  const wantsPlace = sold || options.instance !== undefined;
  const place = resolvePlace(name, input, provider, defaults, wantsPlace, path, catalogue, { diagnostics, locate });
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
    const own = override.demand ?? (override.service && { cpu: override.service.mean });
    if (own) classDemand.set(className, { ...input.demand, ...own });
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
  for (const problem of [...ownProblems(input), ...(kind.check?.(component as never) ?? [])]) {
    diagnostics.push(
      diagnose('bad-component', problem, {
        path: [...path, problem.field],
        position: locate([...path, problem.field]),
      }),
    );
  }
  return diagnostics.slice(before).some((one) => one.severity === 'error') ? undefined : component;
}

function ownProblems(input: ComponentInput): { field: string; message: string; fix: string }[] {
  const problems: { field: string; message: string; fix: string }[] = [];
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
  name: string,
  input: ComponentInput,
  provider: Provider | undefined,
  defaults: Defaults,
  needed: boolean,
  path: Path,
  catalogue: Catalogue,
  { diagnostics, locate }: Report,
): { region: string; zones: number | undefined } | undefined {
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
    input.region ?? (provider === defaults.provider || defaults.provider === undefined ? defaults.region : undefined);
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
    const at: Path = input.region === undefined ? ['region'] : [...path, 'region'];
    if (input.region !== undefined || !diagnostics.some((one) => formatPath(one.path) === 'region')) {
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

function resolveClass(
  name: string,
  input: RequestClassInput,
  topology: TopologyInput,
  indexOf: ReadonlyMap<string, number>,
  { diagnostics, locate }: Report,
): RequestClass | undefined {
  const path: Path = ['workload', name];
  const problem = (field: string, message: string, fix: string) => {
    const at: Path = [...path, field];
    diagnostics.push(diagnose('bad-component', { message, fix }, { path: at, position: locate(at) }));
  };
  if (!indexOf.has(input.enters)) {
    const at: Path = [...path, 'enters'];
    diagnostics.push(
      diagnose(
        'unknown-component',
        { name: input.enters, components: [...indexOf.keys()] },
        { path: at, position: locate(at) },
      ),
    );
  }
  const isClosed = input.users !== undefined || input.think_time !== undefined;
  if (isClosed && input.rate !== undefined)
    problem('rate', 'a class has a rate or a population of users, not both', 'keep rate, or users and think_time');
  if (isClosed && input.users === undefined)
    problem('think_time', 'think_time belongs to a population of users', 'add users: 2000');
  if (isClosed && input.think_time === undefined) problem('users', 'users need a think_time', 'add think_time: 7s');
  if (!isClosed && input.rate === undefined) {
    diagnostics.push(
      diagnose(
        'missing-key',
        { key: 'rate', example: 'rate: 400/s, or users and think_time' },
        { path: [...path, 'rate'], position: locate(path, 'key') },
      ),
    );
  }
  if (isClosed && input.think_time === 0)
    problem(
      'think_time',
      'without think time the rate of a closed class is not known before its response time is',
      'give a think_time above 0',
    );
  const rate = input.rate ?? (input.think_time ? (input.users ?? 0) / input.think_time : 0);
  const peak = input.peak === undefined ? rate : input.peak.factor ? rate * input.peak.value : input.peak.value;
  if (peak < rate * (1 - 1e-12)) problem('peak', 'the peak is below the mean rate', 'give a peak of at least 1x');
  if (Array.isArray(input.profile)) {
    if (input.profile.length !== 24)
      problem('profile', `a profile has 24 hourly shares, found ${input.profile.length}`, 'give 24 numbers');
    else if (!(input.profile.reduce((sum: number, share: number) => sum + share, 0) > 0))
      problem('profile', 'the hourly shares add up to nothing', 'give at least one share above 0');
  }
  return {
    name,
    enters: input.enters,
    rate,
    peak: Math.max(peak, rate),
    closed: isClosed ? { users: input.users ?? 0, thinkTimeSeconds: input.think_time ?? 0 } : undefined,
    requestBytes: input.request,
    responseBytes: input.response,
    cv: input.cv ?? 1,
    profile: (input.profile ?? (peak > rate ? 'daily' : 'flat')) as Profile,
    slo: input.slo ?? topology.slo,
    clientRttSeconds: input.client?.rtt ?? topology.client?.rtt,
  };
}

function checkClassOverrides(
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

const RANGE = /^\s*[\d.]+[^.]*\.\.\s*\d/;

/** Ranges are read and their middle is used; results that carry them are not there yet. */
function rangeWarnings(value: unknown, locate: Locate): Diagnostic[] {
  const found: Path[] = [];
  const walk = (node: unknown, path: Path) => {
    if (found.length >= 20) return;
    if (typeof node === 'string') {
      if (RANGE.test(node) && path.at(-1) !== 'description') found.push(path);
    } else if (Array.isArray(node)) node.forEach((item, index) => walk(item, [...path, index]));
    else if (isMapping(node)) {
      if ('low' in node && 'mid' in node && 'high' in node) found.push(path);
      else for (const [key, child] of Object.entries(node)) walk(child, [...path, key]);
    }
  };
  walk(value, []);
  return found.map((path) => diagnose('range-middle', {}, { path, position: locate(path), severity: 'warning' }));
}

/** Fields of the topology that no result uses yet. */
const UNUSED_TOPOLOGY = ['slo', 'checks', 'network', 'failure', 'client'] as const;
const UNUSED_CLASS = ['slo', 'client', 'cv'] as const;
const UNUSED_COMPONENT = ['contention', 'mtbf', 'mttr', 'availability', 'failure'] as const;
const UNUSED_CALL = ['parallel', 'protocol', 'timeout', 'hedge', 'optional'] as const;

/** One warning a field, however often the file sets it. */
function unusedWarnings(
  input: TopologyInput,
  raw: Raw,
  catalogue: Catalogue,
  topology: Topology,
  locate: Locate,
): Diagnostic[] {
  const seen = new Map<string, { path: Path; times: number }>();
  const note = (field: string, path: Path) => {
    const entry = seen.get(field);
    if (entry) entry.times++;
    else seen.set(field, { path, times: 1 });
  };
  const look = (holder: unknown, fields: readonly string[], path: Path, prefix: string) => {
    if (!isMapping(holder)) return;
    for (const field of fields) if (holder[field] !== undefined) note(`${prefix}${field}`, [...path, field]);
  };
  look(raw, UNUSED_TOPOLOGY, [], '');
  for (const name of Object.keys(input.workload ?? {}))
    look((raw.workload as Raw)[name], UNUSED_CLASS, ['workload', name], 'workload.*.');
  for (const component of topology.components) {
    const path: Path = ['components', component.name];
    const options = component.options as Raw;
    const kind = catalogue.kinds.get(component.kind)!;
    look(options, [...UNUSED_COMPONENT, ...(kind.unused ?? [])], path, 'components.*.');
    look(options.demand, ['cv', 'memory', 'on', 'distribution'], [...path, 'demand'], 'components.*.demand.');
    look(options.service, ['cv', 'distribution'], [...path, 'service'], 'components.*.service.');
    const lookAtCalls = (calls: unknown, at: Path) => {
      if (Array.isArray(calls)) calls.forEach((call, index) => look(call, UNUSED_CALL, [...at, index], 'calls.*.'));
    };
    lookAtCalls(options.calls, [...path, 'calls']);
    for (const [name, override] of Object.entries((options.classes as Raw | undefined) ?? {})) {
      if (isMapping(override)) lookAtCalls(override.calls, [...path, 'classes', name, 'calls']);
    }
  }
  return [...seen].map(([field, { path, times }]) =>
    diagnose('not-used-yet', { field, times }, { path, position: locate(path, 'key'), severity: 'warning' }),
  );
}
