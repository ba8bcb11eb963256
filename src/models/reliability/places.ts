/** Nodes in zones: what is left of a component while some of its zones are down. */

/** Nodes of one kind, placed evenly over zones: node i stands in zone i mod zones. */
interface Placed {
  readonly nodes: number;
  readonly zones: number;
}

/** Nodes in each zone. */
export function nodesInZones({ nodes, zones }: Placed): number[] {
  return Array.from({ length: zones }, (_, zone) => Math.floor(nodes / zones) + (zone < nodes % zones ? 1 : 0));
}

/**
 * P(fewer than `needed` of so many nodes are up), of nodes that fail independently with the same unavailability: the
 * binomial tail.
 *
 * @param needed an integer ≥ 0
 * @returns 1 where more are needed than there are
 * @throws RangeError for an unavailability outside 0..1
 * Accuracy: relative 1e-9 up to 100,000 nodes; a sum of positive terms from the largest downwards.
 */
export function fleetDown(needed: number, nodes: number, unavailability: number): number {
  if (!(unavailability >= 0 && unavailability <= 1)) throw new RangeError(`unavailability ${unavailability}`);
  if (needed <= 0) return 0;
  if (needed > nodes) return 1;
  if (unavailability === 0) return 0;
  if (unavailability === 1) return 1;
  const first = nodes - needed + 1;
  const odds = unavailability / (1 - unavailability);
  // Beyond the mean the terms fall from the first on; below it the complement is the short sum.
  if (first > nodes * unavailability) return sumFrom(first, nodes, unavailability, odds);
  return Math.max(0, 1 - sumDown(first - 1, nodes, unavailability, odds));
}

/** Σ over j ≥ first of the binomial probabilities. */
function sumFrom(first: number, nodes: number, q: number, odds: number): number {
  let term = binomial(first, nodes, q);
  let sum = 0;
  for (let j = first; j <= nodes; j++) {
    sum += term;
    term *= ((nodes - j) / (j + 1)) * odds;
    if (term < sum * 1e-18) break;
  }
  return Math.min(1, sum);
}

/** Σ over j ≤ last. */
function sumDown(last: number, nodes: number, q: number, odds: number): number {
  let term = binomial(last, nodes, q);
  let sum = 0;
  for (let j = last; j >= 0; j--) {
    sum += term;
    term *= j / (nodes - j + 1) / odds;
    if (term < sum * 1e-18) break;
  }
  return sum;
}

/** Products of so few factors are formed one by one. */
const MOST_FACTORS = 60;

function binomial(j: number, n: number, q: number): number {
  if (n <= MOST_FACTORS) {
    let choose = 1;
    for (let i = 1; i <= Math.min(j, n - j); i++) choose = (choose * (n - i + 1)) / i;
    return choose * q ** j * (1 - q) ** (n - j);
  }
  return Math.exp(logFactorial(n) - logFactorial(j) - logFactorial(n - j) + j * Math.log(q) + (n - j) * Math.log1p(-q));
}

const logFactorials = [0];

/**
 * ln n!, summed up to 256, by Stirling's series beyond. @see M. Abramowitz and I. A. Stegun, "Handbook of Mathematical
 * Functions" (1964), 6.1.41
 */
function logFactorial(n: number): number {
  if (n < 256) {
    for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
    return logFactorials[n]!;
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  return (
    (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + inverse * (1 / 12 - square * (1 / 360 - square / 1260))
  );
}

/**
 * P(some shard has lost all its copies), copy i of shard j standing in zone (i + j) mod zones, given which zones are
 * up.
 *
 * @param isUp by zone
 * Accuracy: exact for nodes that fail independently while their zone is up.
 */
export function shardsDown(
  { shards, copies }: { readonly shards: number; readonly copies: number },
  isUp: readonly boolean[],
  unavailability: number,
): number {
  const zones = isUp.length;
  let log = 0;
  // Shards whose first copies stand in the same zone are alike.
  for (let first = 0; first < Math.min(zones, shards); first++) {
    const alike = Math.floor((shards - first - 1) / zones) + 1;
    let lost = 1;
    for (let copy = 0; copy < copies; copy++) if (isUp[(first + copy) % zones]) lost *= unavailability;
    if (lost === 1) return 1;
    log += alike * Math.log1p(-lost);
  }
  return 0 - Math.expm1(log);
}

/**
 * P(some row of a replicated store has lost more copies than it may), given which zones are up. A row's copies stand in
 * different zones as far as there are zones; with many rows every set of nodes that may hold one together does.
 *
 * With as many zones as copies, or more, a row is lost once more than `tolerated` zones each have a node down. With
 * fewer, each zone holds several copies of a row, and nodes count one by one, a zone that is down with ⌈copies /
 * zones⌉.
 *
 * @param counts nodes in each zone
 * @param isUp by zone
 * Accuracy: exact under these rules.
 */
export function rowsDown(
  { copies, tolerated }: { readonly copies: number; readonly tolerated: number },
  counts: readonly number[],
  isUp: readonly boolean[],
  unavailability: number,
): number {
  const zones = isUp.length;
  // Copies that the worst row has lost: entry i is P(i), the last one all beyond.
  const most = tolerated + 1;
  let lost = [1, ...Array.from({ length: most }, () => 0)];
  const perZone = Math.ceil(copies / zones);
  for (const [zone, count] of counts.entries()) {
    if (count === 0) continue;
    const own = lostInZone(count, Math.min(perZone, count), isUp[zone]!, unavailability);
    const next = Array.from({ length: most + 1 }, () => 0);
    for (const [a, pa] of lost.entries()) for (const [b, pb] of own.entries()) next[Math.min(most, a + b)]! += pa * pb;
    lost = next;
  }
  return Math.min(1, lost[most]!);
}

/** Copies that the worst row loses in a zone: entry i is P(i). */
function lostInZone(nodes: number, copies: number, isUp: boolean, q: number): number[] {
  if (!isUp) return [...Array.from({ length: copies }, () => 0), 1];
  const some = Array.from({ length: copies }, (_, i) => binomial(i, nodes, q));
  return [...some, fleetDown(nodes - copies + 1, nodes, q)];
}
