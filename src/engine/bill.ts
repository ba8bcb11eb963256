/** The bill stage: asks each kind what it consumes and each product for its meters, prices them, and sums. */
import { warned } from '../diagnostics/warnings.ts';
import type { LineItem, Use } from '../billing/line.ts';
import { priceUses } from '../billing/price-uses.ts';
import {
  add,
  allocate,
  parseAmount,
  quantityFromNumber,
  scaleAmount,
  sum,
  ZERO_AMOUNT,
  type Amount,
  type Price,
  type Quantity,
} from '../billing/money.ts';
import type { Load } from '../kinds/kind.ts';
import { cpuDemand, type NodeUse } from '../kinds/nodes.ts';
import { addressMeters } from '../products/addresses.ts';
import { surplusMeters } from '../products/credits.ts';
import type { TransferProduct } from '../products/transfer.ts';
import type { Topology } from '../topology/model.ts';
import type { Placed } from './placed.ts';
import type { ComponentPlan } from './component-plan.ts';
import { transferUses, type Crossing } from './transfer.ts';
import type { Carried, Loaded } from './scenario.ts';

export interface ComponentBill {
  readonly component: string;
  readonly total: Amount;
  readonly upFront: Amount;
  readonly items: readonly LineItem[];
}

export interface ClassCost {
  readonly requestClass: string;
  /** Its share of the month's bill. */
  readonly monthly: Amount;
  /** Absent where the class makes no requests. */
  readonly perMillion?: Amount;
}

/** The month's bill in US dollars. */
export interface Bill {
  readonly total: Amount;
  /** Some lines have no price: the total is at least this. */
  readonly atLeast: boolean;
  readonly unpriced: readonly LineItem[];
  /** Paid on day one for commitments that are paid in advance. */
  readonly upFront: Amount;
  readonly components: readonly ComponentBill[];
  readonly classes: readonly ClassCost[];
  /** What no class causes: storage that nothing reads, monthly usage. */
  readonly unattributed: Amount;
  /** Dates of the newest and the oldest price used. */
  readonly asOf?: string;
  readonly oldest?: string;
}

interface Shared extends Use {
  /** How a class's part is weighed: by what it sends over one call, or by what it brings to the component. */
  readonly classBytes?: ReadonlyMap<string, number>;
}

/**
 * @param plans what each component does: its fleet's rule, and what unlimited burstable machines use above their
 * baseline
 */
export function computeBill(
  scenario: Omit<Loaded, 'trips' | 'remains'>,
  plans: readonly ComponentPlan[],
  crossed: readonly Crossing[],
  transfers: ReadonlyMap<string, TransferProduct>,
): Bill {
  const { topology, placed, traffic, rates, notice } = scenario;
  const uses: Shared[] = [];
  for (const [index, { component, kind, product, placement, instance, context }] of placed.entries()) {
    if (!product) continue;
    const fleet = plans[index]!.fleet;
    const withFleet: typeof context = fleet
      ? {
          ...context,
          fleetNodes: (rateOf) => {
            const busy = fleet.busy(rateOf);
            return busy === undefined ? undefined : fleet.nodes(busy);
          },
        }
      : context;
    const consumed = kind.consume(component as never, traffic.loads[index]!, withFleet);
    const meters = product.meters(consumed as never, {
      component,
      provider: component.provider,
      region: component.region,
      instance,
      rates,
      monthHours: topology.monthHours,
      warn: context.warn,
    });
    const addresses = addressMeters({
      component,
      addresses: kind.addresses,
      isMachine: product.machines === true,
      isEntered: kind.inside !== true && isEntered(traffic.loads[index]!, placed),
      isAddressable: placement === 'zonal',
      nodes: nodesOf(consumed),
      monthHours: topology.monthHours,
      warn: context.warn,
    });
    const surplus = surplusMeters(component, placed[index]!.spec, plans[index]!.surplusCpu * topology.monthHours);
    for (const meter of [...meters, ...addresses, ...surplus]) {
      if (!(meter.quantity > 0)) continue;
      uses.push({
        component: component.name,
        product: product.name,
        provider: component.provider,
        region: component.region,
        meter,
      });
    }
  }
  for (const { component: index, meter, provider, region, classBytes } of transferUses(scenario, crossed, transfers)) {
    const { component, product } = placed[index]!;
    uses.push({
      component: component.name,
      product: product?.name ?? component.product,
      provider,
      region,
      meter,
      classBytes,
    });
  }
  const lines = priceUses(uses, rates, topology).map((line) => inDollars(line, topology.currency));
  for (const line of lines) {
    if (line.unverified)
      notice({
        component: line.component,
        ...warned('unverified-price', { service: line.service, meter: line.meter }),
      });
  }

  const byComponent = new Map<string, LineItem[]>(topology.components.map((component) => [component.name, []]));
  for (const line of lines) byComponent.get(line.component)!.push(line);
  const components = Array.from(byComponent, ([component, items]) => ({
    component,
    items,
    total: sum(items.map((item) => item.amount ?? ZERO_AMOUNT)),
    upFront: sum(items.map((item) => item.upFront ?? ZERO_AMOUNT)),
  }));
  const unpriced = lines.filter((line) => line.unpriced !== undefined);
  const dates = lines
    .map((line) => line.asOf)
    .filter((date) => date !== undefined)
    .sort();
  const { classes, unattributed } = shareOut(scenario, uses, lines);
  return {
    total: sum(components.map((one) => one.total)),
    atLeast: unpriced.length > 0,
    unpriced,
    upFront: sum(components.map((one) => one.upFront)),
    components,
    classes,
    unattributed,
    ...(dates.length > 0 && { asOf: dates.at(-1)!, oldest: dates[0]! }),
  };
}

/** The nodes of what a kind consumes, where it has any; a table's own nodes are a number and no machines. */
function nodesOf(consumed: unknown): NodeUse | undefined {
  const nodes = (consumed as { nodes?: NodeUse | number } | null | undefined)?.nodes;
  return typeof nodes === 'object' ? nodes : undefined;
}

/**
 * Whether clients reach a component over the internet: a class enters it, or what tells them where to go leads there.
 */
const isEntered = ({ incoming }: Load, placed: readonly Placed[]): boolean =>
  incoming.some(({ from }) => from < 0 || placed[from]!.placement === 'outside');

/** Prices in another currency count in the bill only where the file says what that currency is worth. */
function inDollars(line: LineItem, { code, perUsd }: Topology['currency']): LineItem {
  if (line.currency === 'USD' || line.amount === undefined) return line;
  const { amount, unitPrice, upFront, undiscounted, ...rest } = line;
  if (line.currency !== code) {
    return {
      ...rest,
      unpriced: `the price is in ${line.currency} (set billing.currency to { code: ${line.currency}, per_usd: … })`,
    };
  }
  const rate = parseAmount(perUsd);
  const one = parseAmount('1');
  const dollars = (value: Amount) => scaleAmount(value, one, rate);
  const price = (value: Price) => ((value * one) / rate) as bigint as Price;
  return {
    ...rest,
    currency: 'USD',
    amount: dollars(amount),
    tiers: line.tiers.map((tier) => ({ ...tier, price: price(tier.price), amount: dollars(tier.amount) })),
    ...(unitPrice !== undefined && { unitPrice: price(unitPrice) }),
    ...(upFront !== undefined && { upFront: dollars(upFront) }),
    ...(undiscounted && {
      undiscounted: {
        contracted: dollars(undiscounted.contracted),
        ...(undiscounted.list !== undefined && { list: dollars(undiscounted.list) }),
      },
    }),
    notes: [...line.notes, `priced in ${line.currency}`],
  };
}

/** By what an amount is shared out over classes. */
interface Weights {
  readonly names: readonly string[];
  readonly quantities: readonly Quantity[];
  /** Whether no class has any. */
  readonly isNone: boolean;
}

function weightsOf(shares: Iterable<readonly [requestClass: string, weight: number]>): Weights {
  const names: string[] = [];
  const quantities: Quantity[] = [];
  let isNone = true;
  for (const [name, weight] of shares) {
    const quantity = quantityFromNumber(weight);
    names.push(name);
    quantities.push(quantity);
    if (quantity > 0n) isNone = false;
  }
  return { names, quantities, isNone };
}

const BYTE_UNITS = new Set(['gb', 'gib', 'tb', 'tib']);

/**
 * Shares each line out over the classes that cause it: lines by the byte in proportion to the bytes that a class
 * moves there, all others in proportion to the CPU time that it uses there (or to its requests, where that is not given
 * for every class).
 */
function shareOut({ topology, placed, traffic }: Carried, uses: readonly Shared[], lines: readonly LineItem[]) {
  const order = new Map(topology.classes.map((one, index) => [one.name, index]));
  const totals: Amount[] = topology.classes.map(() => ZERO_AMOUNT);
  let unattributed = ZERO_AMOUNT;
  // Worked out when a line first asks; most components have lines of one sort.
  const byWork: (Weights | undefined)[] = [];
  const byBytes: (Weights | undefined)[] = [];
  const workOf = (index: number): Weights => {
    const { classes } = traffic.loads[index]!;
    const demands = classes.map((one) => cpuDemand(placed[index]!.component, one.requestClass.name));
    const known = demands.every((demand) => demand !== undefined && demand > 0);
    return weightsOf(classes.map((one, at) => [one.requestClass.name, one.rate * (known ? demands[at]! : 1)]));
  };
  const bytesOf = (index: number): Weights =>
    weightsOf(
      traffic.loads[index]!.classes.map((one) => [
        one.requestClass.name,
        one.requestBytesPerSecond + one.responseBytesPerSecond,
      ]),
    );
  for (const [index, line] of lines.entries()) {
    if (line.amount === undefined) continue;
    const component = topology.indexOf.get(line.component)!;
    const own = uses[index]!.classBytes;
    const { names, quantities, isNone } = own
      ? weightsOf(own)
      : BYTE_UNITS.has(line.unit)
        ? (byBytes[component] ??= bytesOf(component))
        : (byWork[component] ??= workOf(component));
    if (isNone) {
      unattributed = add(unattributed, line.amount);
      continue;
    }
    for (const [at, part] of allocate(line.amount, quantities).entries()) {
      const position = order.get(names[at]!)!;
      totals[position] = add(totals[position]!, part);
    }
  }
  const monthSeconds = topology.monthHours * 3600;
  const classes = topology.classes.map((one, index): ClassCost => {
    const requests = quantityFromNumber(one.rate * monthSeconds);
    const monthly = totals[index]!;
    return {
      requestClass: one.name,
      monthly,
      ...(requests > 0n && { perMillion: scaleAmount(monthly, 1_000_000n * 10n ** 12n, requests) }),
    };
  });
  return { classes, unattributed };
}
