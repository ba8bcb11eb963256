/**
 * How much of the time a component or a class is up: what can fail, how often, how much of it must be left, what it
 * stores.
 */
import type { NodeGroup } from '../kinds/failure.ts';
import { computed, entry, input, section, type Entry, type Section } from './explanation.ts';
import type { View } from './view.ts';

const BASES = {
  own: 'the component’s own mtbf, mttr or availability, for all causes together; zones and regions count where the file gives failure.zone and failure.region',
  observed: 'published statistics of outages',
  promised: 'what its provider promises, for want of published statistics of outages',
  sla: 'what its provider promises',
  unknown: 'failure rate unknown',
} as const;

/** Of a component alone, without what it calls. */
export function availabilitySection({ estimate }: View, index: number): Section[] {
  const { availability, topology } = estimate;
  const { failures, durability, components } = availability;
  const { plan, node, units, basis, isKnown } = failures.components[index]!;
  if (plan.isPart) return [];
  const { unavailability } = components(index);
  const allUp = failures.regions.map(({ zones }) => zones.map(() => true));
  const stored = durability(index);
  const entries: (Entry | undefined)[] = [
    entry('basis', basis, '', { note: BASES[basis] }),
    node === undefined
      ? undefined
      : computed('a node: down', node.mttr / (node.mtbf + node.mttr), 'share', node.mttr / (node.mtbf + node.mttr), {
          formula: 'time to repair / (time between failures + time to repair)',
          inputs: [
            input('time to repair', node.mttr, 's'),
            input('time between failures', Number.isFinite(node.mtbf) ? node.mtbf : null, 's'),
          ],
          exactness: 'exact',
        }),
    ...plan.groups.flatMap(groupEntries),
    ...units.map((unit) => {
      const { name, scope, outage, down } = failures.units[unit]!;
      return entry(`${name}: down`, down(allUp, 1), 'share', {
        exactness: scope === 'failover' ? 'approximate' : 'exact',
        note:
          scope === 'failover'
            ? `failures that begin a takeover × ${outage(allUp)} s`
            : scope === 'product'
              ? 'the product as a whole; the loss of its region is counted with the region'
              : 'while all zones are up',
      });
    }),
    isKnown
      ? entry('down', unavailability, 'share', {
          exactness: 'exact',
          note: 'averaged over every state of its zones and regions; without what it calls',
        })
      : entry('down', 'not known', '', { note: 'failure rate unknown, taken never to fail' }),
    isKnown
      ? computed('downtime/year', unavailability * YEAR, 's', unavailability * YEAR, {
          formula: 'down × year',
          inputs: [input('down', unavailability, 'share'), input('year', YEAR, 's')],
        })
      : undefined,
    topology.failure.failover === undefined
      ? undefined
      : entry('failover', topology.failure.failover, 's', { source: 'the file: failure.failover' }),
    stored === undefined
      ? undefined
      : entry('data lost within a year', stored.annualLoss, 'share', {
          exactness: 'approximate',
          note: stored.assumptions
            .map(({ name, figure }) => `${name}: ${figure.conditions} (${figure.source})`)
            .join('; '),
        }),
    stored?.recoveryPoint === undefined
      ? undefined
      : entry('recovery point', stored.recoveryPoint, 's', { note: 'writes that the loss of the primary loses' }),
    stored?.recoveryTime === undefined
      ? undefined
      : entry('recovery time', stored.recoveryTime, 's', { note: 'until it answers again after that' }),
  ];
  return section(
    'availability',
    entries.filter((one) => one !== undefined),
  );
}

const YEAR = 365 * 86_400;

function groupEntries({ name, nodes, keeps, regions }: NodeGroup): Entry[] {
  const where = regions === undefined ? '' : `over ${[...new Set(regions)].join(', ')}`;
  const of = entry(name, nodes, '', { note: where });
  if (keeps.as === 'shards')
    return [of, entry(`${name}: needed`, 1, 'of each shard', { note: `${keeps.shards} shards` })];
  if (keeps.as === 'rows')
    return [
      of,
      entry(`${name}: copies that may be lost`, keeps.tolerated, '', {
        note: `of the ${keeps.copies} of every row, which stand in different zones as far as there are`,
      }),
    ];
  if (keeps.busy === undefined) return [of, entry(`${name}: needed`, keeps.needed, '')];
  return [
    of,
    entry(`${name}: needed`, keeps.needed, '', {
      formula: 'max(1, ⌈nodes that the peak keeps busy⌉)',
      inputs: [input('nodes that the peak keeps busy', keeps.busy, '1')],
      exactness: 'exact',
    }),
  ];
}

/** Of a class: everything that it cannot do without. */
export function classAvailabilitySection({ estimate }: View, index: number): Section[] {
  const { unavailability, error, unknown, contributors, served } = estimate.availability.classes(index);
  return section('availability', [
    entry('down', unavailability, 'share', {
      exactness: error > 0 ? 'approximate' : 'exact',
      note: [
        'what it needs in series, fallbacks in parallel, without optional calls and those that nobody waits for; given every state of zones and regions',
        error > 0 ? `at most; at least ${unavailability - error}` : '',
        unknown.length > 0 ? `at least: how often ${unknown.join(', ')} fail is not known` : '',
      ]
        .filter(Boolean)
        .join('; '),
    }),
    computed('downtime/year', unavailability * YEAR, 's', unavailability * YEAR, {
      formula: 'down × year',
      inputs: [input('down', unavailability, 'share'), input('year', YEAR, 's')],
    }),
    entry('share of the peak that is served', served(), 'share', { exactness: 'exact', note: 'on average' }),
    ...contributors().map(({ event, unavailability: q, birnbaum, share }) =>
      computed(`through ${event}`, share, 'share', (q * birnbaum) / unavailability, {
        formula: 'down of it × importance / down',
        inputs: [
          input('down of it', q, 'share'),
          input('importance', birnbaum, '1'),
          input('down', unavailability, 'share'),
        ],
        note: 'of the downtime, what would go if it never failed',
      }),
    ),
  ]);
}
