/** What binds without a queue: bandwidth, quotas of the product. */
import { computed, input, section, type Section } from './explanation.ts';
import type { View } from './view.ts';

export function limitSection({ estimate }: View, index: number): Section[] {
  const { plans, components } = estimate.performance;
  const { arrivalRate, resources } = components[index]!;
  return section(
    'limits',
    plans[index]!.limits.flatMap(({ resource, unit, capacity, use, source }) => {
      const result = resources.find((one) => one.resource === resource && one.source === source);
      if (!result) return [];
      const { utilization } = result;
      const over =
        utilization === Number.POSITIVE_INFINITY
          ? 'there is none of it: no steady state'
          : utilization >= 1
            ? `over by ${Number(((utilization - 1) * 100).toPrecision(3))} %: no steady state`
            : '';
      const share = computed(`${resource}: utilisation`, utilization, 'share', use / capacity, {
        formula: 'use / capacity',
        inputs: [input('use', use, unit), input('capacity', capacity, unit)],
        exactness: 'published',
        source,
        note: over,
      });
      if (!(utilization > 0)) return [share];
      return [
        share,
        computed(`${resource}: saturates at`, arrivalRate / utilization, '/s', result.capacity ?? Number.NaN, {
          formula: 'requests / utilisation',
          inputs: [input('requests', arrivalRate, '/s'), input('utilisation', utilization, 'share')],
          exactness: 'exact',
        }),
      ];
    }),
  );
}
