import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/estimate/published.ts';
import { aws } from '../kinds/topologies.ts';
import { estimateOf, readText } from '../support.ts';

type Named = Readonly<Record<string, object>>;

const own = (components: Named, more: object = {}) => ({
  workload: { c: { enters: Object.keys(components)[0]!, rate: '1/s', peak: '1/s' } },
  components,
  ...more,
});
const custom = (more: object = {}) => ({ kind: 'custom', service: { mean: '10ms' }, ...more });
const unavailabilityOf = (topology: object) => toJson(estimateOf(topology)).classes[0]!.availability.unavailability;
const closeTo = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThan(1e-12);
const sla = (percent: string, ...to: string[]) =>
  custom({ availability: percent, calls: to.map((name) => ({ to: name })) });

describe('what a class hangs on', () => {
  it('counts a shared database once', () => {
    const q = unavailabilityOf(own({ a: sla('99.95%', 'b', 'db'), b: sla('99.95%', 'db'), db: sla('99.9%') }));
    closeTo(q, 1 - 0.9995 ** 2 * 0.999);
  });

  it('counts a shared global component of two regions once', () => {
    // Either of two regions answers, and both need the same directory: 0.99 × (1 − 0.001²).
    const q = unavailabilityOf(
      own({
        front: custom({ availability: '100%', calls: [{ to: 'east', fallback: 'west' }] }),
        east: sla('99.9%', 'directory'),
        west: sla('99.9%', 'directory'),
        directory: sla('99%'),
      }),
    );
    closeTo(q, 1 - 0.99 * (1 - 0.001 ** 2));
  });

  it.each([
    ['a fallback stands in', { fallback: 'c' }, 1 - 0.99 * (1 - 0.02 * 0.03)],
    ['an optional call does not count', { optional: true }, 0.01],
    ['nobody waits for an asynchronous call', { async: true }, 0.01],
    ['a call that is made three times in ten counts for those', { times: 0.3 }, 1 - 0.99 * (1 - 0.3 * 0.02)],
    ['a call that is made two and a half times counts whole', { times: 2.5 }, 1 - 0.99 * 0.98],
    ['a call that is never made does not count', { times: 0 }, 0.01],
    ['attempts that fail by themselves count, after retries', { errors: '10%', retries: 1 }, 1 - 0.99 * 0.98 * 0.99],
  ])('%s', (_, call, expected) => {
    const q = unavailabilityOf(
      own({
        a: custom({ availability: '99%', calls: [{ to: 'b', ...call }] }),
        b: sla('98%'),
        c: sla('97%'),
      }),
    );
    closeTo(q, expected);
  });

  it('a queue must take the work, and keeps it while its consumers are down', () => {
    const through = (retention: string) =>
      unavailabilityOf(
        own(
          {
            a: custom({ availability: '100%', calls: [{ to: 'q', async: true }] }),
            q: {
              kind: 'queue',
              product: 'self-managed',
              instance: 'm7g.large',
              brokers: 1,
              availability: '99.9%',
              retention,
              calls: [{ to: 'worker' }],
            },
            worker: custom({ mtbf: '99h', mttr: '1h' }),
          },
          { provider: 'aws', region: 'us-east-1' },
        ),
      );
    closeTo(through('30d'), 0.001);
    // Outages of more than two hours: e⁻² of those that last an hour on average.
    closeTo(through('2h'), 1 - 0.999 * (1 - 0.01 * Math.exp(-2)));
  });

  describe('behind a buffer of two hours', () => {
    const behind = (worker: object, failure: object = {}) =>
      unavailabilityOf({
        ...own({
          a: custom({ availability: '100%', calls: [{ to: 'q', async: true }] }),
          q: {
            kind: 'queue',
            product: 'self-managed',
            instance: 'm7g.large',
            brokers: 1,
            availability: '100%',
            retention: '2h',
            calls: [{ to: 'worker' }],
          },
          worker,
        }),
        provider: 'aws',
        region: 'us-east-1',
        failure,
      });

    it('two nodes that are down at once are back in half the time of one', () => {
      const q = behind(custom({ count: 2, required: 1, mtbf: '99h', mttr: '1h' }));
      closeTo(q, 0.01 ** 2 * Math.exp(-4));
    });

    it('an outage without end outlasts it', () => {
      expect(behind(custom({ count: 2, required: 3, availability: '99%' }))).toBe(1);
    });

    /** A worker on a machine of its own behind a managed queue, where only one sort of place fails, 1 % of the time. */
    const placed = (scope: 'zone' | 'region', hours: number, region: string) => {
      const never = { availability: '100%' };
      return unavailabilityOf({
        ...own({
          q: { kind: 'queue', retention: '2h', calls: [{ to: 'worker' }] },
          worker: { kind: 'service', instance: 'm7g.large', region, zones: 1, demand: { cpu: '1ms' } },
        }),
        provider: 'aws',
        region: 'us-east-1',
        failure: {
          node: never,
          zone: never,
          region: never,
          product: never,
          [scope]: { mtbf: `${99 * hours}h`, mttr: `${hours}h` },
        },
      });
    };

    it('the outage of a zone lasts as long as that', () => {
      closeTo(placed('zone', 4, 'us-east-1'), 0.01 * Math.exp(-2 / 4));
    });

    it('the outage of a region lasts as long as that', () => {
      // That of the queue, or else that of the worker for long enough.
      closeTo(placed('region', 8, 'us-west-2'), 0.01 + 0.99 * 0.01 * Math.exp(-2 / 8));
    });
  });

  it('goes round in circles without end', () => {
    const q = unavailabilityOf(
      own({
        a: custom({ availability: '99%', calls: [{ to: 'b' }] }),
        b: custom({ availability: '99%', calls: [{ to: 'a', times: 0.1 }] }),
      }),
    );
    closeTo(q, 1 - 0.99 ** 2);
  });
});

describe('nodes', () => {
  it('needs as many as the peak keeps busy', () => {
    // 250 × 10 ms keep 2.5 of 4 servers busy: three are needed. 99 % each.
    const q = unavailabilityOf({
      ...own({ a: custom({ count: 4, availability: '99%' }) }),
      workload: { c: { enters: 'a', rate: '250/s' } },
    });
    closeTo(q, 6 * 0.01 ** 2 * 0.99 ** 2 + 4 * 0.01 ** 3 * 0.99 + 0.01 ** 4);
  });

  it('is never up where all of them cannot carry the peak, and says what is served', () => {
    const { availability } = toJson(
      estimateOf({
        ...own({ a: custom({ count: 2, availability: '100%' }) }),
        workload: { c: { enters: 'a', rate: '400/s' } },
      }),
    ).classes[0]!;
    expect(availability.value).toBe(0);
    expect(availability.served).toBeCloseTo(0.5, 9);
  });

  it('takes the file’s own number, mtbf and mttr', () => {
    // Two of three, 1000 h and 10 h.
    const u = 10 / 1010;
    const q = unavailabilityOf(own({ a: custom({ count: 3, required: 2, mtbf: '1000h', mttr: '10h' }) }));
    closeTo(q, 3 * u ** 2 * (1 - u) + u ** 3);
  });

  it('loses a zone’s nodes together', () => {
    // Three nodes in three zones of 1 %, of which two are needed; nodes do not fail by themselves.
    const q = unavailabilityOf(
      own(
        { a: custom({ count: 3, zones: 3, required: 2, availability: '100%' }) },
        { failure: { zone: { availability: '99%' } } },
      ),
    );
    closeTo(q, 3 * 0.01 ** 2 * 0.99 + 0.01 ** 3);
  });

  it('two components of one zone go down together', () => {
    const q = unavailabilityOf(
      own(
        {
          a: custom({ count: 1, zones: 1, availability: '99.9%', calls: [{ to: 'b' }] }),
          b: custom({ count: 1, zones: 1, availability: '99.9%' }),
        },
        { failure: { zone: { availability: '99%' }, region: { availability: '99.5%' } } },
      ),
    );
    closeTo(q, 1 - 0.995 * 0.99 * 0.999 ** 2);
  });

  it('gives the importance of what fails', () => {
    const { availability } = toJson(
      estimateOf(own({ a: sla('99.9%', 'b'), b: sla('98%') }, { failure: { zone: { availability: '99.99%' } } })),
    ).classes[0]!;
    const q = 1 - 0.999 * 0.98 * 0.9999;
    closeTo(availability.unavailability, q);
    const found = new Map(availability.contributors.map((one) => [one.event, one]));
    // Fussell and Vesely: what of the downtime goes if it never fails.
    expect(found.get('b: nodes')!.share).toBeCloseTo((q - (1 - 0.999 * 0.9999)) / q, 10);
    expect(found.get('b: nodes')!.birnbaum).toBeCloseTo(0.999 * 0.9999, 10);
    expect(found.get('zone /1')!.share).toBeCloseTo((q - (1 - 0.999 * 0.98)) / q, 10);
  });
});

describe('bases', () => {
  const shop = (more: object = {}) =>
    aws(
      {
        app: { kind: 'service', instance: 'm7g.large', count: 3, demand: { cpu: '1ms' }, calls: [{ to: 'db' }] },
        db: { kind: 'sql', instance: 'db.r6g.large', multi_az: true, storage: '100 GB' },
      },
      { c: { enters: 'app', rate: '10/s', response: '1 KB' } },
      more,
    );

  it('takes what is promised: 99.99 % of EC2 over zones, 99.5 % a node, 99.95 % of RDS multi-AZ', () => {
    const q = unavailabilityOf({ ...shop(), failure: { basis: 'sla' } });
    closeTo(q, 1 - 0.9999 * 0.9995 * (1 - 0.005 ** 3));
  });

  it('takes the file’s own figures alone where it says so', () => {
    const q = unavailabilityOf({
      ...shop(),
      failure: { basis: 'own', node: { availability: '99%' }, zone: { availability: '99.9%' } },
    });
    // app: no node left in any zone; db: neither node; given the zones.
    let expected = 0;
    for (let down = 0; down < 8; down++) {
      const up = [0, 1, 2].filter((zone) => ((down >> zone) & 1) === 0);
      const weight = 0.999 ** up.length * 0.001 ** (3 - up.length);
      const app = 1 - 0.01 ** up.length;
      const db = 1 - 0.01 ** up.filter((zone) => zone < 2).length;
      // A failover of 90 s for each failure of the primary, of a node that is repaired in five minutes, or of a zone in
      // 1 h 29 min.
      expected += weight * app * db;
    }
    expect(1 - q).toBeLessThan(expected);
    expect(expected - (1 - q)).toBeLessThan(0.01);
  });

  describe('are told by component', () => {
    const basesOf = (topology: object) =>
      Object.fromEntries(
        toJson(estimateOf(topology)).components.map(({ component, availability }) => [
          component,
          [availability.basis, availability.unavailability],
        ]),
      );
    const store = (provider: string, region: string, more: object = {}) => ({
      name: 'bases',
      provider,
      region,
      workload: { c: { enters: 'files', rate: '1/s', response: '1 KB' } },
      components: { files: { kind: 'object-store', storage: '1 TB', ...more } },
    });

    it('a managed service by what has been observed of services, where there is anything', () => {
      closeTo(basesOf(store('aws', 'us-east-1'))['files']![1] as number, 0.00017);
      expect(basesOf(store('aws', 'us-east-1'))['files']![0]).toBe('observed');
      for (const [provider, region] of [
        ['azure', 'eastus'],
        ['gcp', 'us-central1'],
      ] as const) {
        const [basis, down] = basesOf(store(provider, region))['files']!;
        expect(basis).toBe('promised');
        closeTo(down as number, 0.001);
      }
    });

    it('a table of several regions is none of those services', () => {
      const table = (regions: number) =>
        basesOf({
          ...store('aws', 'us-east-1'),
          workload: { c: { enters: 'table', rate: '1/s', response: '1 KB' } },
          components: { table: { kind: 'kv-store', storage: '1 GB', ...(regions > 1 && { regions }) } },
        })['table']![0];
      expect([table(1), table(2)]).toEqual(['observed', 'promised']);
    });

    it('a store of one zone is none of those services', () => {
      const [basis] = basesOf(store('aws', 'us-east-1', { class: 'one-zone-ia' }))['files']!;
      expect(basis).toBe('promised');
    });

    it('what the file says, what its provider promises on demand, and nothing', () => {
      const files = (failure: object) => basesOf({ ...store('aws', 'us-east-1'), failure })['files']![0];
      expect(files({ basis: 'sla' })).toBe('sla');
      expect(files({ basis: 'own' })).toBe('own');
      expect(files({ product: { availability: '99.9%' }, region: { availability: '100%' } })).toBe('own');
      expect(basesOf(own({ a: custom() }))['a']![0]).toBe('unknown');
      expect(basesOf(own({ a: sla('99%') }))['a']![0]).toBe('own');
      expect(basesOf(shop())['app']![0]).toBe('observed');
    });

    it('in the assumptions by name, with their sources', () => {
      const named = ({ availability }: ReturnType<typeof estimateOf>) =>
        availability.failures.components[0]!.assumptions.map(({ name, figure }) => `${name}: ${figure.source}`).join();
      expect(named(estimateOf(store('aws', 'us-east-1')))).toContain('observed availability: S. Paavolainen');
      expect(named(estimateOf(store('azure', 'eastus')))).toContain(
        'promised availability, for want of an observed one',
      );
    });
  });

  it('names no cause without downtime', () => {
    const { classes } = toJson(
      estimateOf({
        name: 'dns',
        provider: 'aws',
        region: 'us-east-1',
        failure: { node: { availability: '100%' } },
        workload: { c: { enters: 'names', rate: '1/s', response: '1 KB' } },
        components: {
          names: { kind: 'dns', calls: [{ to: 'app' }] },
          app: { kind: 'service', instance: 'm7g.large', count: 2, demand: { cpu: '1ms' } },
        },
      }),
    );
    const { contributors } = classes[0]!.availability;
    expect(contributors.length).toBeGreaterThan(0);
    for (const { share, unavailability } of contributors) {
      expect(share).toBeGreaterThan(0);
      expect(unavailability).toBeGreaterThan(0);
    }
  });

  it('says so where nothing is known', () => {
    const { warnings, classes } = toJson(estimateOf(own({ a: custom() })));
    expect(classes[0]!.availability).toMatchObject({ value: 1, unknown: ['a'] });
    expect(warnings.map(({ message }) => message).join()).toContain('failure rate unknown, taken never to fail: a');
  });

  it('judges the objective', () => {
    const { slo } = toJson(
      estimateOf({
        ...own({ a: sla('99.9%') }),
        workload: { c: { enters: 'a', rate: '1/s', slo: { availability: '99.95%' } } },
      }),
    );
    expect(slo).toEqual([
      { class: 'c', objective: 'availability', target: 0.9995, actual: expect.closeTo(0.999, 12), met: false },
    ]);
  });
});

describe('stored data', () => {
  const durabilityOf = (component: object) =>
    toJson(estimateOf(aws({ d: component }, { c: { enters: 'd', rate: '1/s', response: '1 KB' } }))).components[0]!
      .durability!;

  it('follows from copies on disks, and from what is promised of objects', () => {
    const db = { kind: 'sql', instance: 'db.r6g.large', storage: '100 GB' };
    // Amazon: 0.1 to 0.2 % of volumes are lost a year; one copy is as good as one volume.
    const single = durabilityOf(db);
    expect(single.annual_loss).toBeGreaterThan(0.001);
    expect(single.annual_loss).toBeLessThan(0.002);
    expect(single).toMatchObject({ recovery_point: null });
    // Two copies: both within the six hours of a rebuild, 2 λ² T a year.
    const pair = durabilityOf({ ...db, multi_az: true });
    const rate = -Math.log(1 - single.annual_loss) / 8760;
    expect(pair.annual_loss / (2 * rate ** 2 * 6 * 8760)).toBeCloseTo(1, 2);
    expect(pair).toMatchObject({ recovery_point: 0, recovery_time: 90 });
    expect(durabilityOf({ kind: 'object-store', storage: '1 TB' }).annual_loss / 1e-11).toBeCloseTo(1, 4);
  });
});

describe('the shop', () => {
  const text = readText('fixtures/shop/quoin.yaml');
  /** Of both classes, with parts of the file replaced. */
  const shop = (...changes: readonly (readonly [from: string | RegExp, to: string])[]) => {
    let changed = text;
    for (const [from, to] of changes) {
      expect(changed).toMatch(from);
      changed = changed.replace(from, to);
    }
    return toJson(estimateOf(changed)).classes.map(({ availability }) => availability.unavailability);
  };
  const never = (worse: readonly number[], better: readonly number[]) => {
    for (const [index, q] of better.entries()) expect(q).toBeLessThanOrEqual(worse[index]! * (1 + 1e-12));
  };

  it('is down more often without the spare nodes of its fleet', () => {
    const whole = shop();
    const one = shop(['count: 6', 'count: 1']);
    // One node, in one zone: both are now on the way of every request that the content network does not answer, one in
    // ten.
    for (const [index, q] of one.entries()) expect(q - whole[index]!).toBeGreaterThan(5e-7);
  });

  it('is never down more often for another zone', () => {
    let before = shop([/zones: 3/, 'zones: 1']);
    for (const zones of [2, 3, 4, 5, 6]) {
      const after = shop([/zones: 3/, `zones: ${zones}`]);
      never(before, after);
      before = after;
    }
  });

  it.each([
    ['a cache', (count: number) => [/replicas: 1 }/, `replicas: ${count} }`] as const],
    ['a database', (count: number) => [/read_replicas: 1/, `read_replicas: ${count}`] as const],
    ['a log', (count: number) => [/replication: 3/, `replication: ${count}`] as const],
  ])('is never down more often for another replica of %s', (_, change) => {
    let before = shop(change(1));
    for (const count of [2, 3, 4]) {
      const after = shop(change(count));
      never(before, after);
      before = after;
    }
  });

  it('is as often down as its parts, by hand', () => {
    const { classes, components } = toJson(estimateOf(text));
    const of = (name: string) => components.find(({ component }) => component === name)!.availability.unavailability;
    // CloudFront's promise of 99.9 %, the load balancer 99.983 % as services of AWS were, with its region; what else
    // there is hangs on the region too, and on little besides.
    expect(of('edge')).toBeCloseTo(0.001, 12);
    expect(of('lb')).toBeCloseTo(0.00017, 12);
    const region = of('app');
    // One request in ten goes beyond the edge.
    expect(classes[0]!.availability.unavailability).toBeCloseTo(1 - 0.999 * (1 - 0.1 * (0.00017 + region)), 5);
    // 2.43 h a year over eight regions.
    expect(region).toBeCloseTo(2.43 / 8 / 8760, 7);
  });
});
