/** What a drill finds in words: what a failure does to a class, and which side of a partition goes on. */
import type { Outcome } from '../engine/drill/partition.ts';
import type { Drill, DrilledClass, Effect, Gone } from '../engine/drill/result.ts';
import { formatQuantity } from '../topology/quantity.ts';

const figures = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${figures(share * 100)} %`;

/** With three digits: `1.5 min`. */
export const duration = (seconds: number): string =>
  formatQuantity('duration', Number(seconds.toPrecision(3)))
    .replace('us', 'µs')
    .replace(/(?=[a-zµ])/, ' ');

/** Shares from here on are all of it. */
const ALL = 1 - 1e-9;

/** A text for each name that `Key` has in a union. */
type Texts<Key extends string, Union extends Readonly<Record<Key, string>>> = {
  readonly [Name in Union[Key]]: (one: Extract<Union, Readonly<Record<Key, Name>>>) => string;
};

const GONE: Texts<'why', Gone> = {
  lost: (one) => (one.with === 'itself' ? 'it is lost' : `its ${one.with} is lost`),
  'no-node': ({ name }) => `no ${name.replace(/s$/, '')} is left`,
  'too-few': ({ left, nodes, name, needed }) => `${left} of ${nodes} ${name} left, ${needed} needed`,
  'no-copy-of-shard': () => 'a shard has no copy left',
  'too-few-copies': ({ left, copies, needed }) => `rows have ${left} of ${copies} copies left, ${needed} needed`,
};

const EFFECTS: Texts<'effect', Effect> = {
  'endless-calls': () => 'the fallback calls back: call cycle does not converge (gain ≥ 1)',
  bypassed: ({ component, callees }) => `${component} is lost: all of its requests go to ${callees.join(', ')}`,
  'cold-cache': ({ component, callees }) => `cold cache: all requests of ${component} go to ${callees.join(', ')}`,
  failover: ({ component, share, seconds, standIns }) => {
    const meanwhile = standIns.length > 0 ? `; fallback: ${standIns.join(', ')}` : '';
    const waits =
      share >= ALL
        ? `${component} unavailable during failover`
        : `${percent(share)} of the requests at ${component} wait during failover`;
    return `${waits}: ${duration(seconds)}${meanwhile}`;
  },
  fallback: ({ component, caller, callee }) => `${caller} falls back from ${callee} to ${component}`,
  deferred: ({ caller, callee }) => `${caller} defers its calls to ${callee} until that is back`,
  skipped: ({ caller, callee, because }) => `${caller} degrades: skips ${callee} (${because})`,
  saturated: ({ share, bottleneck }) => `${percent(share)} of the peak is carried: ${bottleneck} is saturated`,
  'unbounded-latency': () => 'its latency is unbounded',
  blocked: ({ component, share }) => `${percent(share)} of the requests at ${component} are blocked`,
  'objective-missed': ({ objective, target, actual }) =>
    objective === 'headroom'
      ? `misses headroom ${figures(target)}: ${actual === undefined ? 'none' : figures(actual)}`
      : `misses ${objective.replace('latency.', '')} ${duration(target)}: ${actual === undefined ? 'unbounded' : duration(actual)}`,
  'may-grow': ({ component, nodes, most }) =>
    `${component} may grow from ${nodes} to ${most} nodes, which is not counted`,
  'required-lost': ({ component, gone }) => `requires ${component}: ${goneText(gone)}`,
  unreachable: ({ caller, callee }) => `${caller} is partitioned from ${callee}`,
  diverges: ({ component }) => `split brain: ${component} diverges until the partition heals`,
  'writes-refused': ({ component, side }) =>
    side === undefined
      ? `${component} refuses writes on both sides`
      : `clients in ${side}: ${component} refuses their writes`,
};

const BEHIND = ', and its replicas answer reads that fall behind';

const OUTCOMES: Texts<'outcome', Outcome> = {
  'no-majority': ({ members, needed }) => `neither side has ${needed} of ${members} members: both refuse`,
  'leader-reached': () => 'both sides reach the leader and a majority',
  majority: ({ side, other, reached, members }) =>
    `${side} reaches ${reached} of ${members} members and goes on; ${other} refuses`,
  'shards-apart': () => 'each side goes on with the shards whose primary it has',
  takeover: ({ side, other, hasSeveralPrimaries, isSynchronous, isReadBehind }) => {
    const stands = hasSeveralPrimaries ? 'primaries stand' : 'the primary stands';
    const then = isSynchronous
      ? `a standby in ${other} takes over: ${side} accepts no writes then`
      : `a replica in ${other} takes over: what ${side} still accepts is lost when the partition heals`;
    return `${stands} in ${side}, and ${then}${isReadBehind ? BEHIND : ''}`;
  },
  primary: ({ side, other, isReadBehind }) =>
    `the primary stands in ${side} and goes on accepting writes; ${other} refuses${isReadBehind ? BEHIND : ''}`,
  copies: ({ copies, isLocal, writing, other, reached, needed, missing }) => {
    const of = `of ${copies} copies${isLocal ? ' in its region' : ''}`;
    const who =
      writing.length === 0
        ? `neither side has the ${needed} ${of} that a write needs: both refuse`
        : writing.length === 2
          ? 'split brain: diverges until the partition heals'
          : `${writing[0]} has ${reached} ${of} and accepts writes; ${other} refuses`;
    return missing === undefined
      ? who
      : `${who}; reads of ${missing.reads} and writes of ${missing.writes} ${of} may miss each other`;
  },
};

/** What the texts have in common once their data is chosen by its name. */
type Say = (one: unknown) => string;

const goneText = (gone: Gone): string => (GONE[gone.why] as Say)(gone);
export const effectText = (effect: Effect): string => (EFFECTS[effect.effect] as Say)(effect);
export const outcomeText = (outcome: Outcome): string => (OUTCOMES[outcome.outcome] as Say)(outcome);

/** A drill whose findings are in words too. */
export type WordedDrill = ReturnType<typeof inWords>;

/** The same with `notes`, beside what they are made of. */
export function inWords(drill: Drill) {
  const known = new Map<DrilledClass, DrilledClass & { readonly notes: readonly string[] }>();
  // Classes that a failure does not touch are those of the base: the same here.
  const worded = (one: DrilledClass) => {
    let own = known.get(one);
    if (!own) known.set(one, (own = { ...one, notes: one.effects.map(effectText) }));
    return own;
  };
  return {
    ...drill,
    base: drill.base.map(worded),
    scenarios: drill.scenarios.map((scenario) => ({
      ...scenario,
      classes: scenario.classes.map(worded),
      partition: scenario.partition && {
        ...scenario.partition,
        components: scenario.partition.components.map((one) => ({ ...one, note: outcomeText(one.outcome) })),
      },
    })),
  };
}
