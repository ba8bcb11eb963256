/** Meters → priced lines: volume tiers over the account, factors, free allowances. */
import { didYouMean } from '../diagnostics/suggest.ts';
import { discounted, overrideFor } from './discount.ts';
import { HOME_REGIONS } from './home-regions.ts';
import type { Committed, LineItem, Pricing, Use } from './line.ts';
import type { Commitment, DirectMeter, IncludedMeter, TableMeter } from './meter.ts';
import {
  allocate,
  compare,
  meanPrice,
  multiply,
  parsePrice,
  parseQuantity,
  quantityFromNumber,
  scaleAmount,
  sum,
  ZERO_AMOUNT,
  ZERO_PRICE,
  type Amount,
  type Price,
  type Quantity,
} from './money.ts';
import type { Rate, RateSource, RateTier } from './rate-table.ts';
import { priceTiered, type Tier, type TierSlice } from './tiers.ts';

/**
 * Prices every use.
 *
 * Tiers and free allowances of a meter apply to what the whole account uses of it in a region; each line bears its
 * share of the pool in proportion to its quantity, so that the order of lines does not matter. A free allowance spans
 * regions. A use with `copies` has tiers of its own. An override replaces the table's price, tiers and factors;
 * discounts come last.
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
      const own = overrideFor(pricing, use, meter.service, meter.label ?? meter.meter, region);
      if (own !== undefined || rate === undefined || rate.tiers.length === 0) {
        lines[index] = flatLine(use, meter, region, rate, own, rates);
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
  /** Where the prices of the first n + 1 tiers are from, by n. */
  readonly provenance: readonly Provenance[];
}

interface Provenance {
  /** Date of the oldest. */
  readonly asOf: string;
  /** Since when the newest is charged, where all of them say. */
  readonly effective: string | undefined;
  readonly source: string;
  readonly notes: readonly string[];
  readonly unverified: boolean;
}

const ladders = new WeakMap<Rate, Ladder>();

/** A rate's tiers as numbers; worked out once, since estimates by the thousand ask for the same few. */
function ladderOf(rate: Rate): Ladder {
  let ladder = ladders.get(rate);
  if (!ladder) {
    ladder = {
      tiers: rate.tiers.map((tier) => ({ from: parseQuantity(tier.from), price: parsePrice(tier.price) })),
      endsAt: rate.endsAt === undefined ? undefined : parseQuantity(rate.endsAt),
      provenance: rate.tiers.map((_, last) => provenanceOf(rate.tiers.slice(0, last + 1))),
    };
    ladders.set(rate, ladder);
  }
  return ladder;
}

const provenanceOf = (tiers: readonly RateTier[]): Provenance => ({
  asOf: tiers.reduce((oldest, tier) => (tier.asOf < oldest ? tier.asOf : oldest), tiers[0]!.asOf),
  effective: tiers.every((tier) => tier.effective !== undefined)
    ? tiers.reduce((newest, { effective }) => (effective! > newest ? effective! : newest), '')
    : undefined,
  source: [...new Set(tiers.map((tier) => tier.source))].join('; '),
  notes: [...new Set(tiers.map((tier) => tier.note).filter((note) => note !== undefined && note !== ''))] as string[],
  unverified: tiers.some((tier) => tier.source.startsWith('unverified')),
});

/** What each member of a pool bears of a tier, in the order of the members. */
interface SharedSlice {
  readonly from: Quantity;
  readonly price: Price;
  readonly quantities: readonly Quantity[];
  readonly amounts: readonly Amount[];
}

function shareSlices(slices: readonly TierSlice[], weights: readonly Quantity[]): SharedSlice[] {
  const [only] = slices;
  // One price for all: nobody's part depends on anybody else's.
  if (only && slices.length === 1)
    return [
      {
        from: only.from,
        price: only.price,
        quantities: weights,
        amounts: weights.map((weight) => multiply(weight, only.price)),
      },
    ];
  return slices.map((slice) => ({
    from: slice.from,
    price: slice.price,
    quantities: allocate(slice.quantity as bigint as Amount, weights) as bigint[] as Quantity[],
    amounts: allocate(slice.amount, weights),
  }));
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
  const { tiers: ladder, endsAt, provenance } = ladderOf(rate);
  const priced = priceTiered({ quantity: each, tiers: ladder, free, endsAt, capped: rate.capped });
  const weights = members.map((member) => member.quantity);
  const grown =
    copies === undefined ? priced.slices : priced.slices.map((slice) => scaled(slice, quantityFromNumber(copies)));
  const slices = shareSlices(grown, weights);
  let last = 0;
  while (last + 1 < ladder.length && compare(ladder[last + 1]!.from, each) < 0) last++;
  const { asOf, effective, source, notes: known, unverified } = provenance[last]!;
  for (const [position, { index, use, meter, quantity }] of members.entries()) {
    const tiers = slices.map((slice) => ({
      from: slice.from,
      quantity: slice.quantities[position]!,
      price: slice.price,
      amount: slice.amounts[position]!,
    }));
    const list = sum(tiers.map((tier) => tier.amount));
    const amount = meter.factor ? scaleAmount(list, meter.factor.numerator, meter.factor.denominator) : list;
    const notes = [...known];
    for (const note of [meter.note, factorNote(meter, rate.tiers[0]!.price)])
      if (note && !notes.includes(note)) notes.push(note);
    if (priced.beyondLadder) notes.push('beyond the last published tier: its price is an upper bound');
    lines[index] = {
      component: use.component,
      product: use.product,
      provider: use.provider,
      service: meter.service,
      meter: meter.label ?? meter.meter,
      region: meter.region ?? use.region,
      quantity,
      unit: rate.unit,
      unitPrice:
        slices.length === 1 && !meter.factor ? slices[0]!.price : meanPrice(amount, quantity, ladder[0]!.price),
      amount,
      currency: rate.currency,
      tiers: tiers.filter((tier) => tier.quantity > 0n),
      asOf,
      ...(effective !== undefined && { effective }),
      source,
      notes,
      unverified,
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

function factorNote(meter: TableMeter | DirectMeter, price: string): string | undefined {
  if (!meter.factor) return undefined;
  const { numerator, denominator, reason } = meter.factor;
  const share =
    denominator === 1n ? `${numerator} ×` : `${(Number((numerator * 10_000n) / denominator) / 100).toFixed(2)} % of`;
  return `${share} ${price}: ${reason}`;
}

/** A price that holds for every unit, or none at all. */
function flatLine(
  use: Use,
  meter: TableMeter,
  region: string,
  rate: Rate | undefined,
  own: string | undefined,
  rates: RateSource,
): LineItem {
  const quantity = quantityFromNumber(meter.quantity);
  const line = {
    component: use.component,
    product: use.product,
    provider: use.provider,
    service: meter.service,
    meter: meter.label ?? meter.meter,
    region,
    quantity,
    unit: rate?.unit ?? '',
    currency: 'USD',
    tiers: [],
    notes: [],
    unverified: false,
  };
  if (own !== undefined) {
    const unitPrice = parsePrice(own);
    const amount = multiply(quantity, unitPrice);
    return { ...line, unitPrice, amount, undiscounted: { contracted: amount }, source: 'prices.overrides' };
  }
  const unit = unitElsewhere(use.provider, meter, rates);
  const meant = meantMeter(use.provider, meter, region, rates);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return { ...line, unit, unpriced: `no price of ${meter.service} ${meter.meter} is known in ${region}${hint}` };
}

/**
 * The unit that a meter is priced by in the provider's home region, whose prices are known best; '' where it has none.
 */
const unitElsewhere = (provider: Use['provider'], { service, meter }: TableMeter, rates: RateSource): string =>
  rates.rate(provider, service, HOME_REGIONS[provider], meter)?.unit ?? '';

function meantMeter(
  provider: Use['provider'],
  meter: TableMeter,
  region: string,
  rates: RateSource,
): string | undefined {
  if (!/\w\.\w/.test(meter.meter)) return undefined;
  return didYouMean(
    meter.meter,
    rates.rates(provider, meter.service, region).map((rate) => rate.meter),
  );
}

function includedLine(use: Use, meter: IncludedMeter): LineItem {
  return {
    component: use.component,
    product: use.product,
    provider: use.provider,
    service: meter.service,
    meter: meter.label,
    region: use.region,
    quantity: quantityFromNumber(meter.quantity),
    unit: meter.unit,
    unitPrice: ZERO_PRICE,
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
  const line: Mutable<LineItem> = {
    component: use.component,
    product: use.product,
    provider: use.provider,
    service: meter.service,
    meter: meter.label,
    region,
    quantity,
    unit: meter.unit,
    currency: meter.currency ?? 'USD',
    tiers: [],
    notes: [],
    unverified: false,
  };
  const own = overrideFor(pricing, use, meter.service, meter.label, region);
  if (own !== undefined) {
    line.currency = 'USD';
    line.unitPrice = parsePrice(own);
    line.amount = multiply(quantity, line.unitPrice);
    line.undiscounted = { contracted: line.amount };
    line.source = 'prices.overrides';
  } else if (meter.price === undefined) {
    line.unpriced = meter.reason ?? `no price of ${meter.label} is known in ${region}`;
  } else {
    const { asOf, source, note } = meter.price;
    const price = parsePrice(meter.price.price);
    const list = multiply(quantity, price);
    line.amount = meter.factor ? scaleAmount(list, meter.factor.numerator, meter.factor.denominator) : list;
    line.unitPrice = meter.factor ? meanPrice(line.amount, quantity, price) : price;
    if (asOf !== '') line.asOf = asOf;
    if (meter.price.effective !== undefined) line.effective = meter.price.effective;
    line.source = source;
    line.notes = [note, meter.note, factorNote(meter, meter.price.price)].filter(
      (one) => one !== undefined && one !== '',
    ) as string[];
    line.unverified = source.startsWith('unverified');
    if (meter.pricing) line.pricing = meter.pricing;
    // A unit of a commitment in money has no price on demand.
    if (meter.onDemandPrice !== undefined && meter.commitment?.hour === undefined) {
      const onDemand = multiply(quantity, parsePrice(meter.onDemandPrice));
      line.undiscounted = { list: onDemand, contracted: onDemand };
    } else if (meter.pricing === 'committed') line.undiscounted = { contracted: line.amount };
    // A fraction of the published price, which everybody pays who runs as long.
    else if (meter.factor) line.undiscounted = { list, contracted: list };
    if (meter.upFrontUnits !== undefined)
      line.upFront = multiply(
        quantityFromNumber(meter.upFrontUnits),
        meter.upFrontFee === undefined ? price : parsePrice(meter.upFrontFee),
      );
    if (meter.commitment) line.commitment = committedOf(meter, meter.commitment);
  }
  return line;
}

/** What is committed, with the use from which it pays: the hour under the commitment ÷ the hour on demand. */
function committedOf({ price, onDemandPrice }: DirectMeter, { years, payment, used, hour }: Commitment): Committed {
  const own = Number(hour ?? price?.price);
  const onDemand = Number(onDemandPrice);
  return { years, payment, ...(used !== undefined && { used }), ...(onDemand > 0 && { breakEven: own / onDemand }) };
}

/** A line while it is filled in. Spreading lines into each other took a third of the time of an estimate. */
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
