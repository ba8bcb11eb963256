/** Prices and discounts of the reader's own: which lines they are for, and what they make of them. */
import type { LineItem, LineMatch, Pricing, Use } from './line.ts';
import { meanPrice, percentOff, ZERO_PRICE, type Amount, type Price } from './money.ts';

/** The price that the file gives a line instead of the table's: the last that matches. */
export function overrideFor(
  pricing: Pricing,
  use: Use,
  service: string,
  meter: string,
  region: string,
): string | undefined {
  if (pricing.overrides.length === 0) return undefined;
  const { provider, product, component } = use;
  const line = { provider, product, component, service, region, meter };
  return pricing.overrides.findLast(({ match }) => matchesLine(match, line))?.usd;
}

/** A line after the discounts that match it, one after the other; its tiers with it. */
export function discounted(line: LineItem, pricing: Pricing): LineItem {
  if (line.amount === undefined || pricing.discounts.length === 0) return line;
  let { amount, upFront, tiers } = line;
  let contracted = line.undiscounted?.contracted ?? amount;
  const list = line.undiscounted ? line.undiscounted.list : amount;
  const notes = [...line.notes];
  for (const { match, percent } of pricing.discounts) {
    if (!matchesLine(match, line)) continue;
    amount = percentOff(amount, String(percent));
    contracted = percentOff(contracted, String(percent));
    if (upFront !== undefined) upFront = percentOff(upFront, String(percent));
    tiers = tiers.map((tier) => ({
      ...tier,
      price: percentOff(tier.price as bigint as Amount, String(percent)) as bigint as Price,
      amount: percentOff(tier.amount, String(percent)),
    }));
    notes.push(`${percent} % discount`);
  }
  if (amount === line.amount) return line;
  return {
    ...line,
    amount,
    tiers,
    notes,
    undiscounted: { contracted, ...(list !== undefined && { list }) },
    unitPrice: meanPrice(amount, line.quantity, ZERO_PRICE),
    ...(upFront !== undefined && { upFront }),
  };
}

/** The parts of each pattern between its stars. */
const patterns = new Map<string, readonly string[]>();

/** Case does not matter; `*` stands for any part. Greedy from both ends, so its time is linear whatever the pattern. */
function like(pattern: string, value: string): boolean {
  let parts = patterns.get(pattern);
  if (!parts) patterns.set(pattern, (parts = pattern.toLowerCase().split('*')));
  const text = value.toLowerCase();
  const first = parts[0]!;
  if (parts.length === 1) return text === first;
  const last = parts.at(-1)!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

const COMPUTE = 'compute';
/** The name of an instance alone, "t2.micro": on demand is how it is meant. */
const isInstance = (meter: string) => !/[\s*]/.test(meter);

/** Whether a rule of `prices` is for a line of the bill. */
export const matchesLine = (
  match: LineMatch,
  line: Pick<LineItem, 'provider' | 'product' | 'service' | 'meter' | 'region' | 'component'>,
): boolean =>
  (match.provider === undefined || match.provider === line.provider) &&
  (match.service === undefined || like(match.service, line.service) || like(match.service, line.product)) &&
  (match.meter === undefined ||
    like(match.meter, line.meter) ||
    (line.service === COMPUTE && isInstance(match.meter) && like(`${match.meter} on-demand`, line.meter))) &&
  (match.region === undefined || like(match.region, line.region)) &&
  (match.component === undefined || like(match.component, line.component));
