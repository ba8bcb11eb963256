/** Meters → priced lines: volume tiers over the account, your own prices, discounts. */
import type { DirectMeter, IncludedMeter, MeterUse, TableMeter } from './meter.ts';
import {
  allocate,
  compare,
  multiply,
  parsePrice,
  parseQuantity,
  percentOff,
  quantityFromNumber,
  scaleAmount,
  sum,
  ZERO_AMOUNT,
  type Amount,
  type Price,
  type Quantity,
} from './money.ts';
import type { Provider, Rate, RateSource } from './rate-table.ts';
import { priceTiered, type Tier, type TierSlice } from './tiers.ts';

/** One meter of one component, before it has a price. */
export interface Use {
  readonly component: string;
  readonly product: string;
  readonly provider: Provider;
  readonly region: string;
  readonly meter: MeterUse;
}

/** The part of a line that fell into one volume tier. */
export interface LineTier {
  readonly from: Quantity;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly amount: Amount;
}

export interface LineItem {
  readonly component: string;
  readonly product: string;
  readonly provider: Provider;
  readonly service: string;
  readonly meter: string;
  readonly region: string;
  readonly quantity: Quantity;
  readonly unit: string;
  /** What one unit costs, after any factor; the mean where tiers differ. Absent where no price is known. */
  readonly unitPrice?: Price;
  /** In US dollars unless `currency` says otherwise. Absent where no price is known. */
  readonly amount?: Amount;
  readonly currency: string;
  /** More than one where the quantity crosses volume tiers. */
  readonly tiers: readonly LineTier[];
  /** Date of the oldest price used, and where it is from. */
  readonly asOf?: string;
  readonly source?: string;
  /** Why there is no price. */
  readonly unpriced?: string;
  readonly notes: readonly string[];
  /** Whether the price was never checked against a published one. */
  readonly unverified: boolean;
  /** Paid on day one for the whole term. */
  readonly upFront?: Amount;
}

/** Which lines a discount or an override is for. */
export interface LineMatch {
  readonly provider?: string | undefined;
  readonly service?: string | undefined;
  readonly meter?: string | undefined;
  readonly region?: string | undefined;
  readonly component?: string | undefined;
}

export interface Pricing {
  readonly freeTier: boolean;
  readonly discounts: readonly { readonly match: LineMatch; readonly percent: number }[];
  readonly overrides: readonly { readonly match: LineMatch; readonly usd: string }[];
}

/**
 * Prices every use.
 *
 * Tiers and free allowances of a meter apply to what the whole account uses of it in a region; each line bears its
 * share of the pool in proportion to its quantity, so that the order of lines does not matter. A free allowance spans
 * regions. A use with `copies` has tiers of its own. An override replaces the table's price, tiers and factors; discounts come last.
 */
export function priceUses(uses: readonly Use[], rates: RateSource, pricing: Pricing): LineItem[] {
  const lines: (LineItem | undefined)[] = Array.from({ length: uses.length });
  const pools = new Map<
    string,
    { rate: Rate; members: { index: number; use: Use; meter: TableMeter; quantity: Quantity }[] }
  >();
  for (const [index, use] of uses.entries()) {
    const { meter } = use;
    if (meter.type === 'included') lines[index] = includedLine(use, meter);
    else if (meter.type === 'direct') lines[index] = directLine(use, meter, pricing);
    else {
      const region = meter.region ?? use.region;
      const rate = rates.rate(use.provider, meter.service, region, meter.meter);
      const own = findOverride(pricing, use, meter.service, meter.label ?? meter.meter, region);
      if (own !== undefined || rate === undefined || rate.tiers.length === 0) {
        lines[index] = flatLine(use, meter, region, rate, own);
        continue;
      }
      // Resources with tiers of their own are a pool each.
      const key =
        meter.copies === undefined ? `${use.provider}|${meter.service}|${region}|${meter.meter}` : `#${index}`;
      const pool = pools.get(key) ?? { rate, members: [] };
      pool.members.push({ index, use, meter, quantity: quantityFromNumber(meter.quantity) });
      pools.set(key, pool);
    }
  }
  const free = pricing.freeTier ? allowances(pools.values()) : new Map<Rate, Quantity>();
  for (const { rate, members } of pools.values()) pricePool(rate, members, free.get(rate), lines);
  return lines.map((line) => discounted(line!, pricing));
}

/** Meters that draw on one allowance together, as the notes of their rows say. */
const SHARED_ALLOWANCES: readonly { readonly service: string; readonly meter: RegExp }[] = [
  { service: 'lambda', meter: /^(x86|arm)-duration$/ },
  { service: 'sqs', meter: /^(standard|fifo)-requests$/ },
];

/** Free allowances of the account, shared out over regions and meters in proportion to what each uses. */
function allowances(pools: Iterable<{ rate: Rate; members: { quantity: Quantity }[] }>): Map<Rate, Quantity> {
  const groups = new Map<string, { rate: Rate; used: Quantity }[]>();
  for (const { rate, members } of pools) {
    if (rate.free === undefined) continue;
    const shared = SHARED_ALLOWANCES.find((one) => one.service === rate.service && one.meter.test(rate.meter));
    const key = `${rate.provider}|${rate.service}|${shared ? String(shared.meter) : rate.meter}`;
    const group = groups.get(key) ?? [];
    group.push({ rate, used: sum(members.map((member) => member.quantity)) });
    groups.set(key, group);
  }
  const shares = new Map<Rate, Quantity>();
  for (const group of groups.values()) {
    const parts = allocate(
      parseQuantity(group[0]!.rate.free!) as bigint as Amount,
      group.map(({ used }) => used),
    );
    group.forEach(({ rate }, index) => shares.set(rate, parts[index]! as bigint as Quantity));
  }
  return shares;
}

interface Ladder {
  readonly tiers: readonly Tier[];
  readonly endsAt: Quantity | undefined;
}

const ladders = new WeakMap<Rate, Ladder>();

/** A rate's tiers as numbers; parsed once, since estimates by the thousand ask for the same few. */
function ladderOf(rate: Rate): Ladder {
  let ladder = ladders.get(rate);
  if (!ladder) {
    ladder = {
      tiers: rate.tiers.map((tier) => ({ from: parseQuantity(tier.from), price: parsePrice(tier.price) })),
      endsAt: rate.endsAt === undefined ? undefined : parseQuantity(rate.endsAt),
    };
    ladders.set(rate, ladder);
  }
  return ladder;
}

function pricePool(
  rate: Rate,
  members: readonly { index: number; use: Use; meter: TableMeter; quantity: Quantity }[],
  free: Quantity | undefined,
  lines: (LineItem | undefined)[],
): void {
  const copies = members[0]!.meter.copies;
  const total = sum(members.map((member) => member.quantity));
  const each = copies === undefined ? total : quantityFromNumber(members[0]!.meter.quantity / copies);
  const { tiers: ladder, endsAt } = ladderOf(rate);
  const priced = priceTiered({ quantity: each, tiers: ladder, free, endsAt, capped: rate.capped });
  const weights = members.map((member) => member.quantity);
  const slices = priced.slices.map((slice) => {
    const grown = copies === undefined ? slice : scaled(slice, quantityFromNumber(copies));
    return {
      ...grown,
      quantities: allocate(grown.quantity as bigint as Amount, weights) as bigint[] as Quantity[],
      amounts: allocate(grown.amount, weights),
    };
  });
  const used = rate.tiers.filter((_, index) => index === 0 || compare(ladder[index]!.from, each) < 0);
  const asOf = used.reduce((oldest, tier) => (tier.asOf < oldest ? tier.asOf : oldest), used[0]!.asOf);
  for (const [position, { index, use, meter, quantity }] of members.entries()) {
    const tiers = slices.map((slice) => ({
      from: slice.from,
      quantity: slice.quantities[position]!,
      price: slice.price,
      amount: slice.amounts[position]!,
    }));
    const list = sum(tiers.map((tier) => tier.amount));
    const amount = meter.factor ? scaleAmount(list, meter.factor.numerator, meter.factor.denominator) : list;
    const notes = [
      ...new Set(
        [...used.map((tier) => tier.note), meter.note, factorNote(meter, used[0]!.price)].filter(
          (note) => note !== undefined && note !== '',
        ),
      ),
    ] as string[];
    if (priced.beyondLadder) notes.push('beyond the last published tier: its price is an upper bound');
    lines[index] = {
      ...identity(use, meter.service, meter.label ?? meter.meter, meter.region ?? use.region),
      quantity,
      unit: rate.unit,
      unitPrice: meanPrice(amount, quantity, used[0]!.price),
      amount,
      currency: rate.currency,
      tiers: tiers.filter((tier) => tier.quantity > 0n),
      asOf,
      source: [...new Set(used.map((tier) => tier.source))].join('; '),
      notes,
      unverified: used.some((tier) => tier.source.startsWith('unverified')),
    };
  }
}

function scaled(slice: TierSlice, copies: Quantity): TierSlice {
  const one = 10n ** 12n;
  return {
    ...slice,
    quantity: ((slice.quantity * copies) / one) as Quantity,
    amount: scaleAmount(slice.amount, copies, one),
  };
}

function identity(use: Use, service: string, meter: string, region: string) {
  return { component: use.component, product: use.product, provider: use.provider, service, meter, region };
}

function factorNote(meter: TableMeter | DirectMeter, price: string): string | undefined {
  if (!meter.factor) return undefined;
  const { numerator, denominator, reason } = meter.factor;
  const share =
    denominator === 1n ? `${numerator} ×` : `${(Number((numerator * 10_000n) / denominator) / 100).toFixed(2)} % of`;
  return `${share} ${price}: ${reason}`;
}

/** Amount over quantity at 15 places, for display; the exact amounts stand in the tiers. */
function meanPrice(amount: Amount, quantity: Quantity, single: string): Price {
  if (quantity === 0n) return parsePrice(single);
  return (amount / quantity) as bigint as Price;
}

/** A price that holds for every unit, or none at all. */
function flatLine(
  use: Use,
  meter: TableMeter,
  region: string,
  rate: Rate | undefined,
  own: string | undefined,
): LineItem {
  const quantity = quantityFromNumber(meter.quantity);
  const line = {
    ...identity(use, meter.service, meter.label ?? meter.meter, region),
    quantity,
    unit: rate?.unit ?? '',
    currency: 'USD',
    tiers: [],
    notes: [],
    unverified: false,
  };
  if (own !== undefined) {
    const unitPrice = parsePrice(own);
    return { ...line, unitPrice, amount: multiply(quantity, unitPrice), source: 'prices.overrides' };
  }
  return { ...line, unpriced: `no price of ${meter.service} ${meter.meter} is known in ${region}` };
}

function includedLine(use: Use, meter: IncludedMeter): LineItem {
  return {
    ...identity(use, meter.service, meter.label, use.region),
    quantity: quantityFromNumber(meter.quantity),
    unit: meter.unit,
    unitPrice: parsePrice('0'),
    amount: ZERO_AMOUNT,
    currency: 'USD',
    tiers: [],
    source: meter.reason,
    notes: [meter.reason],
    unverified: false,
  };
}

function directLine(use: Use, meter: DirectMeter, pricing: Pricing): LineItem {
  const quantity = quantityFromNumber(meter.quantity);
  const region = meter.region ?? use.region;
  const line = {
    ...identity(use, meter.service, meter.label, region),
    quantity,
    unit: meter.unit,
    currency: meter.currency ?? 'USD',
    tiers: [],
    unverified: false,
  };
  const own = findOverride(pricing, use, meter.service, meter.label, region);
  if (own !== undefined) {
    const unitPrice = parsePrice(own);
    return {
      ...line,
      currency: 'USD',
      unitPrice,
      amount: multiply(quantity, unitPrice),
      source: 'prices.overrides',
      notes: [],
    };
  }
  if (meter.price === undefined)
    return { ...line, notes: [], unpriced: meter.reason ?? `no price of ${meter.label} is known in ${region}` };
  const { price, asOf, source, note } = meter.price;
  const list = multiply(quantity, parsePrice(price));
  const amount = meter.factor ? scaleAmount(list, meter.factor.numerator, meter.factor.denominator) : list;
  return {
    ...line,
    unitPrice: meter.factor ? meanPrice(amount, quantity, price) : parsePrice(price),
    amount,
    ...(asOf !== '' && { asOf }),
    source,
    notes: [note, meter.note, factorNote(meter, price)].filter((one) => one !== undefined && one !== '') as string[],
    unverified: source.startsWith('unverified'),
    ...(meter.upFrontUnits !== undefined && {
      upFront: multiply(quantityFromNumber(meter.upFrontUnits), parsePrice(price)),
    }),
  };
}

function findOverride(pricing: Pricing, use: Use, service: string, meter: string, region: string): string | undefined {
  return pricing.overrides.findLast(({ match }) => matches(match, { ...use, service, meterName: meter, region }))?.usd;
}

function discounted(line: LineItem, pricing: Pricing): LineItem {
  if (line.amount === undefined) return line;
  let { amount, upFront, tiers } = line;
  const notes = [...line.notes];
  for (const { match, percent } of pricing.discounts) {
    if (!matchesLine(match, line)) continue;
    amount = percentOff(amount, String(percent));
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
    unitPrice: meanPrice(amount, line.quantity, '0'),
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

/** Whether a rule of `prices` is for a line of the bill. */
export const matchesLine = (match: LineMatch, line: LineItem): boolean =>
  matches(match, { ...line, meterName: line.meter });

function matches(
  match: LineMatch,
  line: { provider: string; product: string; service: string; meterName: string; region: string; component: string },
): boolean {
  return (
    (match.provider === undefined || match.provider === line.provider) &&
    (match.service === undefined || like(match.service, line.service) || like(match.service, line.product)) &&
    (match.meter === undefined || like(match.meter, line.meterName)) &&
    (match.region === undefined || like(match.region, line.region)) &&
    (match.component === undefined || like(match.component, line.component))
  );
}
