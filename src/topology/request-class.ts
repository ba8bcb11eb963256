/** One class of requests: open with a rate, or closed with a population. */
import { diagnose } from '../diagnostics/catalog.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { read } from './fields.ts';
import { requestClass, type TopologyInput } from './grammar.ts';
import { toDiagnostic } from './issues.ts';
import type { Profile, RequestClass } from './model.ts';
import { isMapping, type Report, reportLongName } from './resolution.ts';

/** Users of a class at once: they are counted one by one. */
const MOST_USERS = 1_000_000;

export function resolveClass(
  name: string,
  raw: unknown,
  topology: TopologyInput,
  indexOf: ReadonlyMap<string, number>,
  report: Report,
): RequestClass | undefined {
  const { diagnostics, locate, config } = report;
  const path: Path = ['workload', name];
  if (isMapping(raw) && typeof raw.enters === 'string' && !indexOf.has(raw.enters)) {
    const at: Path = [...path, 'enters'];
    diagnostics.push(
      diagnose(
        'unknown-component',
        { name: raw.enters, components: [...indexOf.keys()] },
        { path: at, position: locate(at) },
      ),
    );
  }
  reportLongName(name, path, report);
  const parsed = read(requestClass, raw, config);
  if (!parsed.success) {
    diagnostics.push(...parsed.issues.map((issue) => toDiagnostic(issue, path, locate)));
    return undefined;
  }
  const input = parsed.output;
  const problem = (field: string, message: string, fix: string) => {
    const at: Path = [...path, field];
    diagnostics.push(diagnose('bad-component', { message, fix }, { path: at, position: locate(at) }));
  };
  const isClosed = input.users !== undefined || input.think_time !== undefined;
  if (isClosed && input.rate !== undefined)
    problem('rate', 'a class has a rate or a population of users, not both', 'keep rate, or users and think_time');
  if (isClosed && input.users === undefined)
    problem('think_time', 'think_time belongs to a population of users', 'add users: 2000');
  if (isClosed && input.think_time === undefined) problem('users', 'users need a think_time', 'add think_time: 7s');
  if (!isClosed && input.rate === undefined) {
    diagnostics.push(
      diagnose(
        'missing-key',
        { key: 'rate', example: 'rate: 400/s, or users and think_time' },
        { path: [...path, 'rate'], position: locate(path, 'key') },
      ),
    );
  }
  if (isClosed && input.think_time === 0)
    problem(
      'think_time',
      'without think time the rate of a closed class is not known before its response time is',
      'give a think_time above 0',
    );
  const rate = input.rate ?? (input.think_time ? (input.users ?? 0) / input.think_time : 0);
  // A profile of 24 shares has a busiest hour of its own.
  const ownPeak = Array.isArray(input.profile) ? rate * busiestHour(input.profile) : rate;
  const peak = input.peak === undefined ? ownPeak : input.peak.factor ? rate * input.peak.value : input.peak.value;
  const peakUsers = (input.users ?? 0) * (rate > 0 ? Math.max(1, peak / rate) : 1);
  if (peakUsers > MOST_USERS) problem('peak', `these are more than ${MOST_USERS} users at once`, 'give a lower peak');
  if (peak < rate * (1 - 1e-12)) problem('peak', 'the peak is below the mean rate', 'give a peak of at least 1x');
  if (Array.isArray(input.profile)) {
    if (input.profile.length !== 24)
      problem('profile', `a profile has 24 hourly shares, found ${input.profile.length}`, 'give 24 numbers');
    else if (!(input.profile.reduce((sum: number, share: number) => sum + share, 0) > 0))
      problem('profile', 'the hourly shares add up to nothing', 'give at least one share above 0');
  }
  return {
    name,
    enters: input.enters,
    rate,
    peak: Math.max(peak, rate),
    closed: isClosed
      ? {
          users: input.users ?? 0,
          peakUsers: Math.round(peakUsers),
          thinkTimeSeconds: input.think_time ?? 0,
        }
      : undefined,
    requestBytes: input.request,
    responseBytes: input.response,
    cv: input.cv ?? 1,
    profile: (input.profile ?? (peak > rate ? 'daily' : 'flat')) as Profile,
    slo: input.slo ?? topology.slo,
    clientRttSeconds: input.client?.rtt ?? topology.client?.rtt,
  };
}

/** The busiest of 24 hourly shares as a multiple of their mean; 1 where they add up to nothing. */
function busiestHour(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return total > 0 ? (Math.max(...shares) * shares.length) / total : 1;
}
