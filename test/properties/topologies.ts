/** Generated topologies: small call graphs of kinds that the three providers price, with cycles of gain below one. */
import fc from 'fast-check';

export interface Generated {
  readonly provider: 'aws' | 'azure' | 'gcp';
  readonly region: string;
  readonly workload: Record<string, Record<string, unknown>>;
  readonly components: Record<string, Record<string, unknown>>;
}

const HOMES = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' } as const;
const INSTANCES = { aws: 'm5.large', azure: 'Standard_D2s_v5', gcp: 'n2-standard-2' } as const;

const size = fc.integer({ min: 0, max: 500 }).map((kb) => `${kb} KB`);

const component = (provider: Generated['provider'], index: number, last: number) =>
  fc
    .record({
      kind: fc.constantFrom(
        'cdn',
        'load-balancer',
        'service',
        'function',
        'object-store',
        'cache',
        'queue',
        'custom',
        'external',
      ),
      calls: fc.array(
        fc.record({
          to: fc.integer({ min: Math.min(index + 1, last), max: last }),
          times: fc.double({ min: 0, max: 3, noNaN: true }),
          request: size,
          response: size,
          async: fc.boolean(),
        }),
        { maxLength: index === last ? 0 : 3 },
      ),
      back: fc.option(fc.integer({ min: 0, max: index }), { freq: 4 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      count: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ kind, calls, back, share, count }) => {
      const own: Record<string, unknown> = {
        kind,
        calls: calls.map((call) => ({ ...call, to: `c${call.to}`, times: Math.round(call.times * 100) / 100 })),
      };
      if (kind === 'service') Object.assign(own, { instance: INSTANCES[provider], count, demand: { cpu: '2ms' } });
      if (kind === 'cdn' || kind === 'cache') own['hit_ratio'] = Math.round(share * 100) / 100;
      if (kind === 'cache')
        Object.assign(own, {
          instance: provider === 'aws' ? 'cache.m6g.large' : provider === 'azure' ? 'C3' : 'M2',
          memory: '6 GB',
        });
      if (kind === 'function') Object.assign(own, { duration: '20ms' });
      if (kind === 'object-store') Object.assign(own, { storage: `${count * 100} GB`, read_ratio: 0.7 });
      // A rare call upstream, far too rare to feed on itself.
      if (back !== null)
        (own['calls'] as object[]).push({ to: `c${back}`, times: 0.001, request: '1 KB', response: '1 KB' });
      return own;
    });

/** A topology of 2 to 7 components whose calls lead downstream, but for rare ones that lead back. */
export const topologies: fc.Arbitrary<Generated> = fc
  .record({ provider: fc.constantFrom('aws', 'azure', 'gcp' as const), components: fc.integer({ min: 2, max: 7 }) })
  .chain(({ provider, components }) =>
    fc.record({
      provider: fc.constant(provider as Generated['provider']),
      region: fc.constant(HOMES[provider]),
      workload: fc
        .array(
          fc.record({
            enters: fc.integer({ min: 0, max: components - 1 }).map((index) => `c${index}`),
            rate: fc.integer({ min: 1, max: 2000 }).map((rate) => `${rate}/s`),
            peak: fc.integer({ min: 1, max: 8 }).map((factor) => `${factor}x`),
            request: size,
            response: size,
          }),
          { minLength: 1, maxLength: 3 },
        )
        .map((classes) => Object.fromEntries(classes.map((one, index) => [`class${index}`, one]))),
      components: fc
        .tuple(...Array.from({ length: components }, (_, index) => component(provider, index, components - 1)))
        .map((all) => Object.fromEntries(all.map((one, index) => [`c${index}`, one]))),
    }),
  );
