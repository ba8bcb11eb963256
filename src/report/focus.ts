/**
 * The estimate as a forecast in FOCUS 1.2 (FinOps Open Cost and Usage Specification): a row for each line of the bill.
 */
import { billedOf } from '../billing/committed.ts';
import type { LineItem } from '../billing/line.ts';
import { atRate, exactAmount, formatQuantity, ZERO_AMOUNT, type Amount } from '../billing/money.ts';
import type { Provider } from '../billing/rate-table.ts';
import { printableJson } from '../diagnostics/render.ts';
import type { Component } from '../topology/model.ts';
import { csvFile, textCell } from './csv.ts';
import { exactComponents, unitPriceOf } from './exact-lines.ts';
import { focusService } from './focus-services.ts';
import type { Exporter } from './report.ts';

/**
 * Every column of the specification that a forecast can have, in its order, and ours behind them. `BillingAccountType`
 * is never null, and for accounts that there are.
 */
const COLUMNS = [
  'AvailabilityZone',
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'CapacityReservationId',
  'CapacityReservationStatus',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountName',
  'CommitmentDiscountQuantity',
  'CommitmentDiscountStatus',
  'CommitmentDiscountType',
  'CommitmentDiscountUnit',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrency',
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'RegionId',
  'RegionName',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'SubAccountId',
  'SubAccountName',
  'SubAccountType',
  'Tags',
  'x_PriceAsOf',
  'x_PriceSource',
  'x_UnpricedLines',
] as const;

/** Cells that are ready; a column that is not named is empty, which is null. */
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

const PROVIDERS: Readonly<Record<Provider, string>> = { aws: 'AWS', azure: 'Microsoft', gcp: 'Google Cloud' };

/** Whoever is paid for what the file itself prices. */
const SOMEBODY = 'Other';

/** What the rate tables are in. */
const USD = { code: 'USD', perUsd: '1' };

/**
 * One row a line with a price, and one more where a commitment is paid in advance.
 *
 * `EffectiveCost` adds up to the total of the estimate, to the last digit; `BilledCost` to what is paid in the month,
 * in which commitments that are paid in advance are bought. The period is the calendar month after `now`, in UTC. A
 * line without a price is left out, since the costs of the specification are never null; `x_UnpricedLines` of every row
 * counts them.
 *
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
export const focusReport: Exporter = (estimate, { now, regionName }) => {
  const { topology, bill } = estimate;
  const { currency } = topology;
  const month = (ahead: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().replace('.000Z', 'Z');
  const [start, end] = [month(1), month(2)];
  const account = textCell(`quoin/${topology.name}`);

  const shared = (component: Component, item: LineItem): Row => {
    const service = focusService(item.provider, item.service);
    const provider = service ? PROVIDERS[item.provider] : SOMEBODY;
    const region = regionName(item.provider, item.region);
    return {
      BillingAccountId: account,
      BillingCurrency: currency.code,
      BillingPeriodEnd: end,
      BillingPeriodStart: start,
      ChargePeriodEnd: end,
      ChargePeriodStart: start,
      InvoiceIssuerName: provider,
      PricingCurrency: USD.code,
      ProviderName: provider,
      PublisherName: provider,
      ...(region !== undefined && { RegionId: textCell(item.region), RegionName: textCell(region) }),
      ResourceId: textCell(`${topology.name}/${component.name}`),
      ResourceName: textCell(component.name),
      ResourceType: textCell(component.kind),
      ServiceCategory: service?.category ?? 'Other',
      ServiceName: textCell(service?.name ?? component.kind),
      ServiceSubcategory: service?.subcategory ?? 'Other (Other)',
      SkuMeter: textCell(item.meter),
      ...(Object.keys(component.tags).length > 0 && { Tags: textCell(printableJson(JSON.stringify(component.tags))) }),
      x_PriceAsOf: item.asOf ?? '',
      x_PriceSource: textCell(item.source ?? ''),
      x_UnpricedLines: String(bill.unpriced.length),
    };
  };

  const rows = exactComponents(estimate).flatMap(({ component, lines }) =>
    lines.flatMap(({ item, amount }): Row[] => {
      if (amount === undefined) return [];
      const usd = item.amount!;
      const { list, contracted } = item.undiscounted ?? { list: usd, contracted: usd };
      const isPrepaid = item.upFront !== undefined;
      const cost = (own: Amount) => (own === usd ? amount : atRate(own, currency.perUsd));
      const price = (own: Amount | undefined, of = currency) =>
        own === undefined ? '' : (unitPriceOf(own, item.quantity, of) ?? '');
      const effective = exactAmount(amount);
      const billed = isPrepaid ? exactAmount(atRate(billedOf(item, topology.monthHours)!, currency.perUsd)) : effective;
      const unit = textCell(focusUnit(item.unit));
      const quantity = formatQuantity(item.quantity);
      const usage: Row = {
        ...shared(component, item),
        BilledCost: billed,
        ChargeCategory: 'Usage',
        ChargeDescription: textCell([`${item.service} ${item.meter}`, ...item.notes].join('; ')),
        ChargeFrequency: 'Usage-Based',
        ConsumedQuantity: quantity,
        ConsumedUnit: unit,
        ContractedCost: exactAmount(cost(contracted)),
        ContractedUnitPrice: price(contracted),
        EffectiveCost: effective,
        // The rule of the specification where there is no list price: the cost is what is billed.
        ListCost: list === undefined ? billed : exactAmount(cost(list)),
        ListUnitPrice: price(list),
        PricingCategory:
          item.pricing === 'committed' ? 'Committed' : item.pricing === 'dynamic' ? 'Dynamic' : 'Standard',
        PricingCurrencyContractedUnitPrice: price(contracted, USD),
        PricingCurrencyEffectiveCost: exactAmount(usd),
        PricingCurrencyListUnitPrice: price(list, USD),
        PricingQuantity: quantity,
        PricingUnit: unit,
      };
      if (!isPrepaid) return [usage];
      const paid = exactAmount(atRate(item.upFront, currency.perUsd));
      // What is taken off is known of the use alone.
      const isListed = list === undefined || contracted === list;
      return [
        usage,
        {
          ...shared(component, item),
          BilledCost: paid,
          ChargeCategory: 'Purchase',
          ChargeDescription: textCell(`${item.service} ${item.meter}: the whole term, paid in advance`),
          ChargeFrequency: 'One-Time',
          ContractedCost: paid,
          ContractedUnitPrice: paid,
          EffectiveCost: exactAmount(ZERO_AMOUNT),
          ListCost: paid,
          ListUnitPrice: isListed ? paid : '',
          PricingCategory: 'Standard',
          PricingCurrencyContractedUnitPrice: exactAmount(item.upFront),
          PricingCurrencyEffectiveCost: exactAmount(ZERO_AMOUNT),
          PricingCurrencyListUnitPrice: isListed ? exactAmount(item.upFront) : '',
          PricingQuantity: '1',
          PricingUnit: 'Units',
        },
      ];
    }),
  );
  return csvFile([COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]);
};

/** Sizes, which have no plural. */
const SIZES: Readonly<Record<string, string>> = {
  gb: 'GB',
  gib: 'GiB',
  mib: 'MiB',
  tb: 'TB',
  tib: 'TiB',
};

/** Abbreviations of providers, which keep their capitals. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  acu: 'ACU',
  cu: 'CU',
  dsu: 'DSU',
  ecpu: 'ECPU',
  gbps: 'Gbps',
  ghz: 'GHz',
  iops: 'IOPS',
  lcu: 'LCU',
  mbps: 'Mbps',
  mibps: 'MiBps',
  rcu: 'RCU',
  rru: 'RRU',
  rwcu: 'RWCU',
  vcore: 'vCore',
  vcpu: 'vCPU',
  vm: 'VM',
  wcu: 'WCU',
  wru: 'WRU',
};

/** A unit of the tables as FOCUS writes units: `gb-month` is `GB-Months`, `query` is `Queries`. */
export function focusUnit(unit: string): string {
  const parts = unit.split('-');
  return parts
    .map((part, index) => {
      const size = SIZES[part];
      if (size !== undefined) return size;
      const name = ABBREVIATIONS[part] ?? `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
      if (index < parts.length - 1) return name;
      if (part === 'each') return 'Units';
      return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : /(?:s|ps)$/i.test(name) ? name : `${name}s`;
    })
    .join('-');
}
