/** The lines of the bill: quantity × unit price = amount. */
import {
  atRate,
  exactAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  type Amount,
  type Price,
} from '../billing/money.ts';
import { commitmentText } from '../billing/committed.ts';
import type { LineItem } from '../billing/line.ts';
import type { Topology } from '../topology/model.ts';
import { agree, entry, input, section, tableSource, type Entry, type Input, type Section } from './explanation.ts';
import type { View } from './view.ts';

const ONE = parseAmount('1');

/** All digits of an amount in the currency that is shown. */
export const digits = (amount: Amount, { perUsd }: Topology['currency']): string => exactAmount(atRate(amount, perUsd));

const priceDigits = (price: Price, { perUsd }: Topology['currency']): string =>
  formatPrice(((price * parseAmount(perUsd)) / ONE) as bigint as Price);

export function billSection({ estimate }: View, index: number): Section[] {
  const { topology, bill } = estimate;
  const { currency } = topology;
  const { items, total, upFront } = bill.components[index]!;
  if (items.length === 0) return [];
  const isLeast = items.some(({ amount }) => amount === undefined);
  return section('the month’s bill', [
    ...items.map((item) => lineEntry(item, currency, estimate.placed[index]!.component.region)),
    entry('total', digits(total, currency), currency.code, {
      exactness: 'exact',
      note: isLeast ? 'at least: some lines have no price' : 'sum of the unrounded lines',
    }),
    upFront > 0n
      ? entry('paid on day one', digits(upFront, currency), currency.code, {
          note: 'for commitments; the month holds its amortised share',
        })
      : undefined,
  ]);
}

function lineEntry(item: LineItem, currency: Topology['currency'], region: string): Entry {
  const name = `${item.meter}${item.region === region || item.region === '' ? '' : ` (${item.region})`}`;
  const quantity = formatQuantity(item.quantity);
  const dated =
    item.asOf === undefined
      ? []
      : item.effective === undefined
        ? [`price as of ${item.asOf}`]
        : [`price last verified on ${item.asOf}, effective since ${item.effective}`];
  const committed = commitmentText(item);
  const notes = [
    ...dated,
    ...(committed === undefined ? [] : [committed]),
    ...item.notes,
    ...(item.unverified ? ['never checked against a published price'] : []),
  ];
  if (item.amount === undefined)
    return entry(name, 'unpriced', '', {
      inputs: [input('quantity', quantity, item.unit)],
      source: item.asOf === undefined ? item.source : tableSource(item.source),
      note: [item.unpriced, ...notes].join('; '),
    });
  const amount = digits(item.amount, currency);
  const { formula, inputs } = formulaOf(item, currency);
  const by = inputs.reduce(
    (sum, one, at) => (at % 2 === 1 ? sum + Number(inputs[at - 1]!.value) * Number(one.value) : sum),
    0,
  );
  return entry(name, amount, currency.code, {
    // A price that a provider rounds, or one of which a part is free, is not quantity × price.
    formula: agree(by, Number(amount), 1e-5) ? formula : undefined,
    inputs,
    exactness: 'exact',
    source: item.asOf === undefined ? item.source : tableSource(item.source),
    note: notes.join('; '),
  });
}

function formulaOf(
  { quantity, unit, unitPrice, tiers }: LineItem,
  currency: Topology['currency'],
): { formula: string; inputs: Input[] } {
  const price = `${currency.code}/${unit}`;
  if (tiers.length > 1)
    return {
      formula: tiers.map((_, at) => `quantity ${at + 1} × price ${at + 1}`).join(' + '),
      inputs: tiers.flatMap((tier, at) => [
        input(`quantity ${at + 1}`, formatQuantity(tier.quantity), unit),
        input(`price ${at + 1}`, priceDigits(tier.price, currency), price),
      ]),
    };
  return {
    formula: 'quantity × unit price',
    inputs: [
      input('quantity', formatQuantity(quantity), unit),
      ...(unitPrice === undefined ? [] : [input('unit price', priceDigits(unitPrice, currency), price)]),
    ],
  };
}
