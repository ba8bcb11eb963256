/**
 * Every number of an estimate about a component or a class, with its formula, its inputs, its source and what it rests
 * on.
 */
import { formatPath } from '../diagnostics/diagnostic.ts';
import type { RoundTripSource } from '../engine/component-plan.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { arrivalSection } from './arrivals.ts';
import { assumptionSection } from './assumptions.ts';
import { availabilitySection } from './availability.ts';
import { billSection } from './bill.ts';
import { callSection } from './calls.ts';
import { entry, section, type Explanation, type Section, type Subject } from './explanation.ts';
import { identitySection } from './identity.ts';
import { latencySection } from './latency.ts';
import { limitSection } from './limits.ts';
import { protocolSection } from './protocols.ts';
import { queueSections } from './queues.ts';
import { classSections } from './request-class.ts';
import { viewOf, type View } from './view.ts';
import { workSection } from './work.ts';

/**
 * Explains a component or a class of an estimate.
 *
 * @param subject as `findSubject` gives it
 * @param trips where the estimate looked up round trips between regions, for their sources
 * @throws RangeError where the topology has no such component or class
 */
export function explain(estimate: Estimate, subject: Subject, trips?: RoundTripSource): Explanation {
  const { topology } = estimate;
  const list = subject.type === 'component' ? topology.components : topology.classes;
  const index = list.findIndex(({ name }) => name === subject.name);
  if (index < 0) throw new RangeError(`no ${subject.type} ${subject.name}`);
  const view = viewOf(estimate, trips);
  const sections = subject.type === 'component' ? componentSections(view, index) : classSections(view, index);
  return { topology: topology.name, subject, sections: [...sections, ...warningSection(view, subject)] };
}

function componentSections(view: View, index: number): Section[] {
  return [
    ...identitySection(view, index),
    ...arrivalSection(view, index),
    ...workSection(view, index),
    ...queueSections(view, index),
    ...limitSection(view, index),
    ...callSection(view, index),
    ...protocolSection(view, index),
    ...latencySection(view, index),
    ...availabilitySection(view, index),
    ...detailSection(view, index),
    ...billSection(view, index),
    ...assumptionSection(view, [index]),
  ];
}

/** Figures of the kind's own: a hit ratio, an offload. */
function detailSection({ estimate }: View, index: number): Section[] {
  const { component, kind, context } = estimate.placed[index]!;
  const details = {
    ...kind.details?.(component as never, estimate.traffic.loads[index]!, context),
    ...estimate.performance.plans[index]!.plan.details,
  };
  return section(
    'figures of its kind',
    Object.entries(details).map(([name, { value, unit }]) => entry(name.replaceAll('_', ' '), value, unit)),
  );
}

/** Warnings of the estimate that are about the subject. */
function warningSection({ estimate }: View, { type, name }: Subject): Section[] {
  const under = type === 'component' ? 'components' : 'workload';
  return section(
    'warnings',
    estimate.warnings
      .filter(({ path }) => path[0] === under && path[1] === name)
      .map(({ code, path, message, fix }) =>
        entry(formatPath(path), message, '', { note: fix === undefined ? `[${code}]` : `${fix} [${code}]` }),
      ),
  );
}
