/** Names that a file uses for things of its own: components that are called, classes that are overridden. */
import { diagnose } from '../diagnostics/catalog.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Component } from './model.ts';
import { MOST_DIAGNOSTICS, isMapping, type Raw, type Report } from './resolution.ts';

/** Names that are compared with what stands in a file, in all. */
const MOST_COMPARED = 200_000;

/** Every reference to a component that does not exist, whatever else is wrong with the component. */
export function reportReferences(
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
            // Which of thousands was meant is looked for a few times only.
            { name: target, components: diagnostics.length * indexOf.size > MOST_COMPARED ? [] : [...indexOf.keys()] },
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
