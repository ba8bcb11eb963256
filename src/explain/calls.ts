/** The calls that a component makes: how often, the way there and back, attempts, timeouts, hedges. */
import { CROSS_ZONE, SAME_ZONE } from '../assumptions/network.ts';
import { protocolCost } from '../assumptions/protocols.ts';
import { callsOf, payloadOf } from '../engine/plans.ts';
import { FLOW_BITS_PER_SECOND, type Wire } from '../engine/system.ts';
import type { Call } from '../topology/model.ts';
import { agree, computed, entry, input, section, type Entry, type Section } from './explanation.ts';
import { routinesOf, type MadeCall, type View } from './view.ts';

export function callSection(view: View, index: number): Section[] {
  const { component } = view.estimate.placed[index]!;
  const routines = routinesOf(view, index);
  return routines.flatMap(({ routine, classes }) => {
    const requestClass = classes[0]!;
    const left = [...view.calls[routine]!];
    const entries = callsOf(component, requestClass).flatMap((call) => {
      const at = left.findIndex((made) => isSame(view, made, call, requestClass));
      if (at < 0) return [];
      const [made] = left.splice(at, 1);
      return ofCall(view, { index, routine, requestClass, call, made: made! });
    });
    return section(`calls of ${classes.join(', ')}`, entries);
  });
}

/** Whether a call of the system is this one of the file. */
function isSame({ estimate }: View, { call: made }: MadeCall, call: Call, requestClass: string): boolean {
  const { topology, performance } = estimate;
  return (
    made.to === performance.joined.routineOf[topology.indexOf.get(call.to)!]!.get(requestClass) &&
    made.errors === call.errors &&
    made.retries === call.retries &&
    made.timeout === call.timeoutSeconds &&
    made.hedge === call.hedgeSeconds &&
    (made.async || !call.async)
  );
}

interface OneCall {
  readonly index: number;
  readonly routine: number;
  readonly requestClass: string;
  readonly call: Call;
  readonly made: MadeCall;
}

function ofCall(view: View, one: OneCall): Entry[] {
  const { solution } = view.estimate.performance;
  const { call, made, routine } = one;
  const name = `→ ${call.to}${call.operation === undefined ? '' : ` ${call.operation}`}`;
  const requests = solution.rates[routine]!;
  const how = [
    call.protocol ?? 'no protocol given',
    call.async ? 'asynchronous: nobody waits for it' : '',
    call.parallel === undefined ? '' : `at once with the others of "${call.parallel}"`,
    call.optional ? 'optional' : '',
  ].filter(Boolean);
  const isPolicied = made.sent !== 1 || made.call.retries > 0 || made.call.hedge !== undefined;
  return [
    entry(name, requests * made.times * made.sent, '/s', {
      formula: `requests × calls of each${isPolicied ? ' × attempts' : ''}`,
      inputs: [
        input('requests', requests, '/s'),
        input('calls of each', made.times, '1'),
        ...(isPolicied ? [input('attempts', made.sent, '1')] : []),
      ],
      exactness: isPolicied ? 'approximate' : 'exact',
      note: `at the peak; ${how.join('; ')}`,
    }),
    ...wayEntries(view, name, one),
    ...policyEntries(name, call, made),
  ];
}

function wayEntries({ estimate }: View, name: string, { index, requestClass, call, made }: OneCall): Entry[] {
  const { topology, placed, traffic, performance } = estimate;
  const { network } = topology;
  const way = `${name}: way there and back`;
  const whole = made.call.wire?.mean;
  if (whole === undefined)
    return [
      entry(way, 0, 's', {
        note:
          call.protocol === 'none'
            ? 'protocol: none'
            : 'part of the callee’s own time, or none: no region, an edge, an outside service',
      }),
    ];
  const to = topology.indexOf.get(call.to)!;
  const [request, response] = payloadOf(call, traffic.loads[index]!, requestClass);
  const cost = call.protocol && protocolCost(call.protocol, request, response);
  const bytes = cost ? cost.requestWireBytes + cost.responseWireBytes : request + response;
  const bandwidth = network.bandwidth ?? FLOW_BITS_PER_SECOND;
  const wire = wireOf(performance.joined.wires.get(`${index}\n${to}\n${requestClass}`), whole, {
    setups: cost ? cost.setupRoundTrips / cost.requestsPerConnection : 0,
    serialization: (bytes * 8) / bandwidth,
  });
  if (!wire) return [entry(way, whole, 's', { note: 'round trip, set-up and serialisation' })];
  const { provider } = placed[to]!.component;
  const same = network.same_zone ?? SAME_ZONE[provider].typical.value;
  const cross = network.cross_zone ?? CROSS_ZONE[provider].typical.value;
  const isNear =
    placed[index]!.component.provider === provider &&
    placed[index]!.component.region === (call.region ?? placed[to]!.component.region);
  const zones = [placed[index]!.component.zones, placed[to]!.component.zones];
  return [
    entry(way, whole, 's', {
      formula: 'round trip + set-up + serialisation',
      inputs: [
        input('round trip', wire.roundTrip, 's'),
        input('set-up', wire.setup, 's'),
        input('serialisation', wire.serialization, 's'),
      ],
      note: `mean; coefficient of variation ${Number(Math.sqrt(made.call.wire!.scv).toPrecision(3))}`,
    }),
    isNear
      ? computed(`${name}: round trip`, wire.roundTrip, 's', wire.crossing * cross + (1 - wire.crossing) * same, {
          formula: 'crossing share × between zones + (1 − crossing share) × within a zone',
          inputs: [
            input('crossing share', wire.crossing, 'share'),
            input('between zones', cross, 's'),
            input('within a zone', same, 's'),
          ],
          note: call.zoneAffinity
            ? 'zone_affinity: calls keep to their zone'
            : wire.crossing === 0 && Math.max(...zones) > 1
              ? 'calls keep to their zone, in which one of those stands that they are for'
              : `over ${zones.join(' and ')} zones (z − 1)/z of the calls cross`,
        })
      : entry(`${name}: round trip`, wire.roundTrip, 's', {
          note: `between ${placed[index]!.component.region} and ${call.region ?? placed[to]!.component.region}`,
        }),
    cost
      ? computed(
          `${name}: set-up`,
          wire.setup,
          's',
          (cost.setupRoundTrips / cost.requestsPerConnection) * wire.roundTrip,
          {
            formula: 'set-up round trips / requests of a connection × round trip',
            inputs: [
              input('set-up round trips', cost.setupRoundTrips, '1'),
              input('requests of a connection', cost.requestsPerConnection, '1'),
              input('round trip', wire.roundTrip, 's'),
            ],
          },
        )
      : undefined,
    computed(`${name}: serialisation`, wire.serialization, 's', (bytes * 8) / bandwidth, {
      formula: 'wire bytes × 8 / bandwidth',
      inputs: [input('wire bytes', bytes, 'bytes'), input('bandwidth', bandwidth, 'bits/s')],
    }),
    cost
      ? entry(`${name}: wire bytes`, bytes, 'bytes', {
          formula: 'request on the wire + response on the wire',
          inputs: [
            input('request on the wire', cost.requestWireBytes, 'bytes'),
            input('response on the wire', cost.responseWireBytes, 'bytes'),
          ],
          note: `payloads of ${Math.round(request)} and ${Math.round(response)} bytes, ${call.protocol} and packets around them`,
        })
      : undefined,
    cost && cost.callerCpuSeconds > 0
      ? entry(`${name}: CPU of the caller`, cost.callerCpuSeconds, 's', {
          note: `of one ${call.protocol} call; in the CPU time above`,
        })
      : undefined,
    cost && cost.calleeCpuSeconds > 0
      ? entry(`${name}: CPU of the callee`, cost.calleeCpuSeconds, 's', {
          note: `of one ${call.protocol} call; in the CPU time of ${call.to}`,
        })
      : undefined,
  ].filter((one) => one !== undefined);
}

/**
 * The parts of a way. Calls of one class to one callee share what is known of it: the round trip is that of all of
 * them.
 */
function wireOf(
  known: Wire | undefined,
  whole: number,
  own: { readonly setups: number; readonly serialization: number },
): Pick<Wire, 'roundTrip' | 'crossing' | 'setup' | 'serialization'> | undefined {
  if (!known || agree(known.time.mean, whole)) return known;
  const setup = own.setups * known.roundTrip;
  if (!agree(known.roundTrip + setup + own.serialization, whole)) return undefined;
  return { roundTrip: known.roundTrip, crossing: known.crossing, setup, serialization: own.serialization };
}

function policyEntries(name: string, call: Call, made: MadeCall): Entry[] {
  const { timeoutSeconds, hedgeSeconds, retries, errors, fallback } = call;
  return [
    ...(errors > 0
      ? [entry(`${name}: attempts that fail by themselves`, errors, 'share', { source: 'the file: errors' })]
      : []),
    ...(timeoutSeconds === undefined
      ? []
      : [
          entry(`${name}: timed out`, made.timedOut, 'share', {
            exactness: 'approximate',
            note: `attempts that take longer than ${timeoutSeconds} s`,
          }),
        ]),
    ...(retries > 0
      ? [
          entry(`${name}: attempts`, made.sent, '1', {
            exactness: 'approximate',
            note: `of each call; ${retries} ${retries === 1 ? 'retry' : 'retries'} at most, attempts failing independently`,
          }),
        ]
      : []),
    ...(hedgeSeconds === undefined
      ? []
      : [
          entry(`${name}: requests sent`, made.sent, '1', {
            exactness: 'approximate',
            note: `of each call; a second copy after ${hedgeSeconds} s`,
          }),
        ]),
    ...(fallback === undefined
      ? []
      : [
          entry(`${name}: ends at ${fallback}`, made.failed, 'share', {
            exactness: 'approximate',
            note: 'calls that fail for good',
          }),
        ]),
  ];
}
