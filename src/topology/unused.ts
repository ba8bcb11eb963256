/** What is read and not used yet, said so that nobody takes it for counted. */
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import type { Catalogue } from './catalogue.ts';
import type { Locate } from './issues.ts';
import type { Topology } from './model.ts';
import { isMapping, type Raw } from './resolution.ts';

/** No quantity is longer, and looking for one in a long text takes the square of its length. */
const LONGEST_RANGE = 200;
const RANGE = /^\s*[\d.]+[^.]*\.\.\s*\d/;

/** Ranges are read and their middle is used; results that carry them are not there yet. */
export function rangeWarnings(value: unknown, locate: Locate): Diagnostic[] {
  const found: Path[] = [];
  const walk = (node: unknown, path: Path) => {
    if (found.length >= 20) return;
    if (typeof node === 'string') {
      if (node.length <= LONGEST_RANGE && RANGE.test(node) && path.at(-1) !== 'description') found.push(path);
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
const UNUSED_TOPOLOGY = ['checks', 'failure'] as const;
const UNUSED_CLASS = ['tags'] as const;
const UNUSED_COMPONENT = ['mtbf', 'mttr', 'availability', 'failure'] as const;
const UNUSED_CALL = ['optional'] as const;

/** One warning a field, however often the file sets it. */
export function unusedWarnings(raw: Raw, catalogue: Catalogue, topology: Topology, locate: Locate): Diagnostic[] {
  const ignored: Diagnostic[] = [];
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
  for (const name of topology.classes.map((one) => one.name))
    look((raw.workload as Raw)[name], UNUSED_CLASS, ['workload', name], 'workload.*.');
  for (const component of topology.components) {
    const path: Path = ['components', component.name];
    const options = component.options as Raw;
    const kind = catalogue.kinds.get(component.kind)!;
    look(options, [...UNUSED_COMPONENT, ...(kind.unused ?? [])], path, 'components.*.');
    const product = catalogue.products.find(
      (one) => one.provider === component.provider && one.name === component.product,
    );
    for (const field of product?.ignores ?? []) {
      const at = field.split('.');
      const holder = at.length > 1 ? options[at[0]!] : options;
      if (!isMapping(holder) || holder[at.at(-1)!] === undefined) continue;
      ignored.push(
        diagnose(
          'ignored-field',
          { field, product: component.product },
          { path: [...path, ...at], position: locate([...path, ...at], 'key'), severity: 'warning' },
        ),
      );
    }
    const lookAtTimes = (holder: Raw, at: Path) => {
      look(holder.demand, ['memory'], [...at, 'demand'], 'components.*.demand.');
    };
    lookAtTimes(options, path);
    const lookAtCalls = (calls: unknown, at: Path) => {
      if (Array.isArray(calls)) calls.forEach((call, index) => look(call, UNUSED_CALL, [...at, index], 'calls.*.'));
    };
    lookAtCalls(options.calls, [...path, 'calls']);
    for (const [name, override] of Object.entries((options.classes as Raw | undefined) ?? {})) {
      if (!isMapping(override)) continue;
      lookAtTimes(override, [...path, 'classes', name]);
      lookAtCalls(override.calls, [...path, 'classes', name, 'calls']);
    }
  }
  const unused = [...seen].map(([field, { path, times }]) =>
    diagnose('not-used-yet', { field, times }, { path, position: locate(path, 'key'), severity: 'warning' }),
  );
  return [...unused, ...ignored];
}
