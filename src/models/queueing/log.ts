/**
 * Partitioned, replicated logs: what brokers carry, what batches wait for, and how a reader that fell behind catches
 * up.
 */

/** Bytes per second of each broker. */
export interface BrokerTraffic {
  /** From producers to leaders, and from leaders to followers; every byte of it is written. */
  readonly ingress: number;
  /** To followers and to consumers. */
  readonly egress: number;
}

/**
 * What each of n brokers takes in and gives out, with leaders and followers spread evenly: in·r/n and in·(r − 1 +
 * groups)/n.
 *
 * @param log.ingress bytes per second that producers write, ≥ 0.
 * @param log.copies r: of each record, the leader's among them, 1 to the number of brokers.
 * @param log.groups consumer groups, each of which reads everything, ≥ 0.
 * @throws RangeError for arguments outside their ranges.
 * @see N. Narkhede, G. Shapira, T. Palino, "Kafka: The Definitive Guide" (2017), chapter 6; it is counting, no more.
 * @example brokerTraffic({ ingress: 30, copies: 3, brokers: 3, groups: 2 }) // { ingress: 30, egress: 40 }
 */
export function brokerTraffic(log: {
  readonly ingress: number;
  readonly copies: number;
  readonly brokers: number;
  readonly groups: number;
}): BrokerTraffic {
  const { ingress, copies, brokers, groups } = log;
  if (!(ingress >= 0 && copies >= 1 && brokers >= copies && groups >= 0))
    throw new RangeError(`ingress ${ingress}, ${copies} copies on ${brokers} brokers, ${groups} groups`);
  return { ingress: (ingress * copies) / brokers, egress: (ingress * (copies - 1 + groups)) / brokers };
}

/** A time by its first two moments. */
export interface Moments {
  readonly mean: number;
  readonly scv: number;
}

/** Batches in the long run. */
export interface Batches {
  /** Records of a batch, on average. */
  readonly records: number;
  /** Batches sent per second: the producer's requests. */
  readonly rate: number;
  /** Share of the batches that are sent because they are full. */
  readonly fullShare: number;
  /** What a record waits in its batch until that is sent. */
  readonly wait: Moments;
  /**
   * The same for the first record of a batch, which waits longest, and for the others; undefined where there are none.
   */
  readonly first: Moments;
  readonly others: Moments | undefined;
}

/** The sums over k from 1 to `more` that batches are made of, for a Poisson N of this mean. */
interface Sums {
  /** Σ Q_k, Σ k·Q_k, Σ 2k·Q_{k+1} and Σ k(k + 1)·Q_{k+1}. */
  readonly sum: number;
  readonly weighted: number;
  readonly firstSquare: number;
  readonly squares: number;
  /** Q_more: of the batches that are full. */
  readonly fullShare: number;
}

/** Deviations from the mean beyond which a Poisson variable is never found, and the least that is added to them. */
const DEVIATIONS = 12;
const LEAST_MORE = 40;
/** Sums of more terms than these are taken as one of the two cases that have a closed form. */
const MOST_TERMS = 1e6;

function sums(expected: number, more: number): Sums {
  const spread = DEVIATIONS * Math.sqrt(expected);
  const isLong = more > MOST_TERMS;
  if (more > expected + spread + LEAST_MORE || (isLong && more > expected)) {
    // Never full: moments of N.
    return {
      sum: expected,
      weighted: expected * (1 + expected / 2),
      firstSquare: expected ** 2,
      squares: expected ** 2 * (1 + expected / 3),
      fullShare: 0,
    };
  }
  if (more < expected - spread || isLong) {
    // Always full: every Q is 1.
    const most = more + 1;
    return {
      sum: more,
      weighted: (more * most) / 2,
      firstSquare: more * most,
      squares: (more * most * (most + 1)) / 3,
      fullShare: 1,
    };
  }
  const found = { sum: 0, weighted: 0, firstSquare: 0, squares: 0, fullShare: 1 };
  // Q_k, by subtracting the probabilities of k − 1 and fewer.
  let log = -expected;
  let tail = -Math.expm1(log);
  for (let k = 1; k <= more; k++) {
    found.fullShare = tail;
    found.sum += tail;
    found.weighted += k * tail;
    log += Math.log(expected / k);
    tail = Math.max(0, tail - Math.exp(log));
    found.firstSquare += 2 * k * tail;
    found.squares += k * (k + 1) * tail;
  }
  return found;
}

/**
 * Batches of at most B records that are sent when they are full, or when the linger L has passed since their first
 * record.
 *
 * Records come in a Poisson stream of rate λ. A batch begins with its first record; N(t) more have come t later. It is
 * sent at τ, L or the (B − 1)-th of them, whichever is first, and the next record begins another: cycles renew
 * themselves. With
 * Q_k = P(N(L) ≥ k), ∫₀ᴸ P(N(t) = n) dt = Q_{n+1}/λ gives, with sums over k from 1 to B − 1,
 *
 * - records of a batch: 1 + Σ Q_k;
 * - waits of its records, summed: ∫₀ᴸ E[(1 + N(t)); N(t) < B − 1] dt = Σ k·Q_k / λ;
 * - their squares, summed, with those that came spread evenly over (0, t): Σ k(k + 1)·Q_{k+1} / λ²;
 * - E[τ] = Σ Q_k / λ and E[τ²] = 2·Σ k·Q_{k+1} / λ², the wait of the first.
 *
 * @param stream.rate λ, records per second of one batch at a time (of a producer and a partition), > 0.
 * @param stream.most B ≥ 1, `Infinity` where only the linger sends a batch.
 * @param stream.linger L ≥ 0, seconds.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for Poisson arrivals; a producer that is held back by unanswered requests fills its batches further.
 * @see S. M. Ross, "Stochastic Processes" (1996), sections 2.3 and 3.6: renewal reward, the conditional uniformity of
 *   arrivals
 * @example batches({ rate: 100, most: Infinity, linger: 0.01 }).wait.mean // 0.0075: L(1 + λL/2)/(1 + λL)
 */
export function batches(stream: { readonly rate: number; readonly most: number; readonly linger: number }): Batches {
  const { rate, most, linger } = stream;
  if (!(rate > 0 && rate < Infinity && most >= 1 && linger >= 0 && linger < Infinity))
    throw new RangeError(`rate ${rate}, ${most} records at most, linger ${linger}`);
  const { sum, weighted, firstSquare, squares, fullShare } = sums(rate * linger, Math.floor(most) - 1);
  const records = 1 + sum;
  const moments = (mean: number, square: number): Moments => ({
    mean,
    scv: mean > 0 ? Math.max(0, square / (mean * mean) - 1) : 0,
  });
  const left = weighted - sum;
  return {
    records,
    rate: rate / records,
    fullShare,
    wait: moments(weighted / rate / records, squares / (rate * rate) / records),
    first: moments(sum / rate, firstSquare / (rate * rate)),
    others:
      sum > 1e-9 ? moments(left / rate / sum, Math.max(0, squares - firstSquare) / (rate * rate) / sum) : undefined,
  };
}

/**
 * How long a reader that stood still needs until it has what was written meanwhile: λT/(μ − λ), as a fluid.
 *
 * @param reader.rate λ: what keeps coming, ≥ 0.
 * @param reader.capacity μ: what it can read, in the same unit.
 * @param reader.outage T ≥ 0, seconds that it stood still.
 * @returns seconds after it goes on; `Infinity` where it never catches up.
 * @throws RangeError for arguments below 0.
 * Accuracy: exact for fluid flows.
 * @see L. Kleinrock, "Queueing Systems", volume 2 (1976), section 2.7
 * @example catchUpTime({ rate: 50, capacity: 150, outage: 600 }) // 300
 */
export function catchUpTime(reader: {
  readonly rate: number;
  readonly capacity: number;
  readonly outage: number;
}): number {
  const { rate, capacity, outage } = reader;
  if (!(rate >= 0 && capacity >= 0 && outage >= 0))
    throw new RangeError(`rate ${rate}, capacity ${capacity}, outage ${outage}`);
  const behind = rate * outage;
  if (behind === 0) return 0;
  return capacity > rate ? behind / (capacity - rate) : Infinity;
}

/**
 * The part of what a reader is behind that its broker's page cache no longer holds: 1 − M/(i·T), where the M bytes of
 * memory are overwritten by i bytes a second, oldest first.
 *
 * @param reader.memory M ≥ 0, bytes of a broker.
 * @param reader.ingress i ≥ 0, bytes per second that the broker writes.
 * @param reader.behind T ≥ 0, seconds.
 * @returns 0..1
 * @throws RangeError for arguments below 0.
 * @see J. Kreps, N. Narkhede, J. Rao, "Kafka: a distributed messaging system for log processing", NetDB 2011, section
 *   3.1, for readers being served from the page cache
 */
export function shareFromDisk(reader: {
  readonly memory: number;
  readonly ingress: number;
  readonly behind: number;
}): number {
  const { memory, ingress, behind } = reader;
  if (!(memory >= 0 && ingress >= 0 && behind >= 0))
    throw new RangeError(`memory ${memory}, ingress ${ingress}, behind ${behind}`);
  const written = ingress * behind;
  return written > memory ? 1 - memory / written : 0;
}
