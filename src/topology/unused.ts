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
  /** Where the walk is. */
  const path: (string | number)[] = [];
  const walkTo = (key: string | number, node: unknown) => {
    path.push(key);
    walk(node);
    path.pop();
  };
  const walk = (node: unknown) => {
    if (found.length >= 20) return;
    if (typeof node === 'string') {
      if (!node.includes('..') || node.length > LONGEST_RANGE || path.at(-1) === 'description') return;
      if (RANGE.test(node)) found.push([...path]);
    } else if (Array.isArray(node)) node.forEach((item, index) => walkTo(index, item));
    else if (isMapping(node)) {
      if ('low' in node && 'mid' in node && 'high' in node) found.push([...path]);
      else for (const key of Object.keys(node)) walkTo(key, node[key]);
    }
  };
  walk(value);
  return found.map((path) => diagnose('range-middle', {}, { path, position: () => locate(path) }));
}

/** Fields that no result uses yet. */
const UNUSED_CLASS = ['tags'] as const;

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
  for (const name of topology.classes.map((one) => one.name))
    look((raw.workload as Raw)[name], UNUSED_CLASS, ['workload', name], 'workload.*.');
  for (const component of topology.components) {
    const path: Path = ['components', component.name];
    const options = component.options as Raw;
    const kind = catalogue.kinds.get(component.kind)!;
    if (kind.unused) look(options, kind.unused, path, 'components.*.');
    const product = catalogue.product(component.provider, component.product);
    for (const field of product?.ignores ?? []) {
      const dot = field.indexOf('.');
      const holder = dot < 0 ? options : options[field.slice(0, dot)];
      if (!isMapping(holder) || holder[field.slice(dot + 1)] === undefined) continue;
      const at = field.split('.');
      ignored.push(
        diagnose(
          'ignored-field',
          { field, product: component.product },
          { path: [...path, ...at], position: () => locate([...path, ...at], 'key') },
        ),
      );
    }
    const lookAtTimes = (holder: Raw, at: Path) => {
      look(holder.demand, ['memory'], [...at, 'demand'], 'components.*.demand.');
    };
    lookAtTimes(options, path);
    for (const [name, override] of Object.entries((options.classes as Raw | undefined) ?? {})) {
      if (!isMapping(override)) continue;
      lookAtTimes(override, [...path, 'classes', name]);
    }
  }
  const unused = [...seen].map(([field, { path, times }]) =>
    diagnose('not-used-yet', { field, times }, { path, position: () => locate(path, 'key') }),
  );
  return [...unused, ...ignored];
}
