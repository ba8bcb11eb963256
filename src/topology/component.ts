/** One component: its kind, product and place, its fields by the kind's grammar, its references. */
import type * as v from 'valibot';
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue, KindGrammar } from './catalogue.ts';
import { chooseKind, chooseProduct, reportContradiction, reportImplied, resolvePlace } from './choice.ts';
import { object, optional, read } from './fields.ts';
import { commonUsage, componentFields, nodeFields, type CallInput, type ComponentInput } from './grammar.ts';
import { toDiagnostic, type Locate } from './issues.ts';
import type { Call, Component, Demand } from './model.ts';
import { reportReferences } from './references.ts';
import {
  MOST_DIAGNOSTICS,
  isMapping,
  providerOf,
  type Defaults,
  type Raw,
  type Report,
  reportLongName,
} from './resolution.ts';

const DEFAULT_ZONES = 3;
/** Nodes of one component: far above the largest fleets, and few enough to be counted one by one. */
const MOST_NODES = 100_000;

/** Requests that all nodes of a component hold at once. */
const MOST_HELD = 2_000_000;

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
  reportLongName(name, path, report);
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
  const { kind, product: implied, implies } = chosen;
  if (implied) reportContradiction(raw, own, implied, path, report);
  else if (implies) reportImplied(raw, implies, kind.name, path, report);
  const provider = implied?.provider ?? asked;
  const sold = catalogue.productsOf(kind.name).some((one) => one.name !== 'own');
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
  const parsed = read(componentSchema(kind), implies ? { ...implies, ...raw } : raw, config);
  if (!parsed.success) {
    diagnostics.push(...issuesOf(parsed.issues, path, locate));
    return undefined;
  }
  const input = parsed.output;
  const options = (implies ? { ...implies, ...input } : input) as Raw;
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
  const { classCalls, classDemand } = input.classes ? overridesOf(input, input.classes) : NO_OVERRIDES;
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
    own:
      (input.mtbf ?? input.mttr ?? input.availability) === undefined
        ? undefined
        : { mtbf: input.mtbf, mttr: input.mttr, availability: input.availability },
    failure: input.failure,
    contention: input.contention && { sigma: input.contention.sigma ?? 0, kappa: input.contention.kappa ?? 0 },
    runningShare: input.hours ?? 1,
    stop: input.stop ?? 'stop',
    tags: { ...defaults.tags, ...input.tags },
    usage: input.usage === undefined ? {} : given(input.usage),
    options,
  };
  for (const problem of [
    ...ownProblems(input, nodes),
    ...(kind.check?.(component as never) ?? []),
    ...(catalogue.problemsOf?.(component) ?? []),
  ]) {
    const { field, within = [] } = problem as typeof problem & { readonly within?: Path };
    const at: Path = field === '' ? path : [...path, field, ...within];
    diagnostics.push(
      diagnose('bad-component', problem, { path: at, position: field === '' ? locate(at, 'key') : locate(at) }),
    );
  }
  return diagnostics.slice(before).some((one) => one.severity === 'error') ? undefined : component;
}

/** Issues as diagnostics, no more of them than are shown. */
const issuesOf = (issues: readonly v.BaseIssue<unknown>[], path: Path, locate: Locate): Diagnostic[] =>
  issues.slice(0, MOST_DIAGNOSTICS + 1).map((issue) => toDiagnostic(issue, path, locate));

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
  const held = most * (input.threads ?? 0);
  if (held > MOST_HELD) {
    problems.push({
      field: 'threads',
      message: `${most} nodes of ${input.threads} threads hold ${held} requests, more than the ${MOST_HELD} that are counted`,
      fix: 'leave threads out where they do not bind, or split the component',
    });
  }
  if (input.availability !== undefined && (input.mtbf !== undefined || input.mttr !== undefined)) {
    problems.push({
      field: 'availability',
      message: 'availability stands for mtbf and mttr, and both are given',
      fix: 'keep availability, or mtbf and mttr',
    });
  }
  if (input.mtbf === 0) {
    problems.push({
      field: 'mtbf',
      message: 'nothing that fails at once is ever up',
      fix: 'write mtbf: 1000h',
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

/** What classes have otherwise than the component. */
type Overrides = Pick<Component, 'classCalls' | 'classDemand'>;

const NO_OVERRIDES: Overrides = { classCalls: new Map(), classDemand: new Map() };

function overridesOf(input: ComponentInput, classes: NonNullable<ComponentInput['classes']>): Overrides {
  const baseCall = new Map(input.calls?.map((call) => [call.to, call]));
  const classCalls = new Map<string, readonly Call[]>();
  const classDemand = new Map<string, Demand>();
  for (const [className, override] of Object.entries(classes)) {
    if (override.calls)
      classCalls.set(
        className,
        override.calls.map((call) => toCall(call, baseCall.get(call.to), input.zone_affinity)),
      );
    const { service } = override;
    const demand =
      override.demand ?? (service && { cpu: service.mean, cv: service.cv, distribution: service.distribution });
    if (demand) classDemand.set(className, { ...input.demand, ...demand });
  }
  return { classCalls, classDemand };
}

/** Amounts without those that are not given. */
const given = (usage: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(usage).filter((entry): entry is [string, number] => entry[1] !== undefined));

/** A call with what it leaves out taken from the component's own call to the same callee. */
function toCall(call: CallInput, base: CallInput | undefined, affinity: boolean | undefined): Call {
  const all: CallInput = base ? { ...base, ...call } : call;
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
