/** What is to be explained, by the name that the command line gives. */
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Topology } from '../topology/model.ts';
import type { Subject } from './explanation.ts';

export type SubjectResult =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly problem: string };

const TYPES = ['component', 'class'] as const;

/** Names that a message lists; more of them hide what is wrong. */
const MOST_NAMES = 12;

/** Finds a component or a class by its name; `class:NAME` and `component:NAME` say which. */
export function findSubject({ components, classes }: Topology, text: string): SubjectResult {
  const names = { component: components.map(({ name }) => name), class: classes.map(({ name }) => name) };
  const found = TYPES.filter((type) => names[type].includes(text));
  if (found.length > 1)
    return {
      ok: false,
      problem: `"${text}" is the name of a component and of a class: write component:${text} or class:${text}`,
    };
  if (found[0]) return { ok: true, subject: { type: found[0], name: text } };
  const type = TYPES.find((one) => text.startsWith(`${one}:`));
  const name = type ? text.slice(type.length + 1) : text;
  if (type && names[type].includes(name)) return { ok: true, subject: { type, name } };
  const candidates = type ? names[type] : [...names.component, ...names.class];
  const meant = didYouMean(name, candidates);
  const what = type ?? 'component or class';
  return {
    ok: false,
    problem: `no ${what} "${name}" (${meant === undefined ? listed(type ? { [type]: names[type] } : names) : `did you mean "${meant}"?`})`,
  };
}

function listed(names: Readonly<Partial<Record<Subject['type'], readonly string[]>>>): string {
  const parts = TYPES.flatMap((type) => {
    const all = names[type] ?? [];
    if (all.length === 0) return [];
    const more = all.length > MOST_NAMES ? ` and ${all.length - MOST_NAMES} more` : '';
    const plural = type === 'class' ? 'classes' : 'components';
    return [`${plural}: ${all.slice(0, MOST_NAMES).join(', ')}${more}`];
  });
  return parts.length > 0 ? parts.join('; ') : 'there is none';
}
