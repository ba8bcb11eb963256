/** What kinds are given while they compute, and what they may show of their own. */
import type { Warn } from '../diagnostics/warnings.ts';
import type { Sold } from './sold.ts';

/** What kinds may ask while they compute. */
export interface KindContext {
  /** Seconds in a month. */
  readonly monthSeconds: number;
  /** Usable vCPUs of the component's instance, where known. */
  readonly vcpus: number | undefined;
  /** Memory of the component's instance in bytes, where known. */
  readonly memoryBytes: number | undefined;
  /** Whoever sells it. */
  readonly sold: Sold;
  /** Whether the component runs on instances of its own (`product: self-managed`). */
  readonly selfManaged: boolean;
  /**
   * Nodes of an autoscaled fleet at these rates of its classes, by the rule that its performance follows; undefined
   * where a class's CPU time is not known.
   */
  readonly fleetNodes?: ((rateOf: (requestClass: string) => number) => number | undefined) | undefined;
  /** Tells the reader of the estimate. */
  readonly warn: Warn;
}

/** A figure of the kind's own, shown under `details`. */
export interface Detail {
  readonly value: number;
  readonly unit: string;
}
