/** A resolved topology: defaults filled in, names checked, units in SI. Nothing later changes it. */
import type { WarningCode } from '../diagnostics/warnings.ts';
import type { CheckRule } from './check-rule.ts';
import type {
  CallInput,
  PROVIDERS,
  DemandInput,
  FailureInput,
  MatchInput,
  ObjectivesInput,
  ServiceTimeInput,
  TopologyInput,
  VolumeInput,
} from './grammar.ts';
import type { Purchase, PurchaseMix } from './purchase.ts';

export type Protocol = NonNullable<CallInput['protocol']>;
export type Operation = NonNullable<CallInput['operation']>;
export type Volume = VolumeInput;
export type Demand = DemandInput;
export type ServiceTime = ServiceTimeInput;
export type Objectives = ObjectivesInput;
/** Assumptions about failures: times in seconds, shares 0..1. */
export type Failure = FailureInput;
export type PriceMatch = MatchInput;
export type Provider = (typeof PROVIDERS)[number];
export type { Purchase, PurchaseMix };

export interface Call {
  readonly to: string;
  /** Calls per request. */
  readonly times: number;
  readonly async: boolean;
  readonly parallel?: string | undefined;
  readonly protocol?: Protocol | undefined;
  /** Payload in bytes; `undefined` where the file gives none. */
  readonly requestBytes?: number | undefined;
  readonly responseBytes?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly retries: number;
  /** Share of attempts that fail. */
  readonly errors: number;
  readonly operation?: Operation | undefined;
  readonly hedgeSeconds?: number | undefined;
  readonly fallback?: string | undefined;
  readonly optional: boolean;
  readonly region?: string | undefined;
  readonly zoneAffinity: boolean;
}

export type Profile = 'flat' | 'daily' | 'business-hours' | readonly number[];

export interface RequestClass {
  readonly name: string;
  readonly enters: string;
  /** Mean arrivals per second; of a closed class users / think time, until its response time is known. */
  readonly rate: number;
  /** Arrivals per second in the busiest hour. */
  readonly peak: number;
  /** A fixed population: on average, and in the busiest hour. */
  readonly closed?:
    | { readonly users: number; readonly peakUsers: number; readonly thinkTimeSeconds: number }
    | undefined;
  readonly requestBytes?: number | undefined;
  readonly responseBytes?: number | undefined;
  /** Coefficient of variation of the time between arrivals. */
  readonly cv: number;
  readonly profile: Profile;
  readonly slo?: Objectives | undefined;
  readonly clientRttSeconds?: number | undefined;
}

/** How often something fails and how long it takes to repair, in seconds; the availability stands for both. */
export interface Reliability {
  readonly mtbf?: number | undefined;
  readonly mttr?: number | undefined;
  readonly availability?: number | undefined;
}

/** A component of some kind; `options` are the fields of that kind, as its schema gives them. */
export interface Component<Options = unknown> {
  readonly name: string;
  readonly kind: string;
  readonly product: string;
  readonly provider: Provider;
  readonly region: string;
  /** Zones its nodes are spread over, at least 1. */
  readonly zones: number;
  readonly calls: readonly Call[];
  /** Calls of the classes that override them. */
  readonly classCalls: ReadonlyMap<string, readonly Call[]>;
  readonly demand?: Demand | undefined;
  readonly classDemand: ReadonlyMap<string, Demand>;
  readonly service?: ServiceTime | undefined;
  /** Its own failure figures; of a node where it has several. */
  readonly own?: Reliability | undefined;
  readonly failure?: Failure | undefined;
  /** Universal Scalability Law, where coordination limits scaling. */
  readonly contention?: { readonly sigma: number; readonly kappa: number } | undefined;
  /** Share of the month in which it runs, 0..1. */
  readonly runningShare: number;
  readonly stop: 'stop' | 'terminate';
  readonly tags: Readonly<Record<string, string>>;
  /** Monthly amounts that no class produces, by key: units, bytes or seconds a month. */
  readonly usage: Readonly<Record<string, number>>;
  readonly options: Options;
}

export interface Topology {
  readonly name: string;
  readonly classes: readonly RequestClass[];
  readonly components: readonly Component[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly monthHours: number;
  readonly freeTier: boolean;
  readonly currency: { readonly code: string; readonly perUsd: string };
  readonly discounts: readonly { readonly match: PriceMatch; readonly percent: number }[];
  readonly overrides: readonly { readonly match: PriceMatch; readonly usd: string }[];
  readonly budget?: TopologyInput['budget'] | undefined;
  readonly checks: readonly CheckRule[];
  /** Codes of warnings that the file does not want to hear of. */
  readonly allowed: readonly WarningCode[];
  readonly network: NonNullable<TopologyInput['network']>;
  readonly failure: Failure;
}
