/** The estimate as Infracost's JSON, version 0.2, for tools that read that. */
import {
  exactAmount,
  formatQuantity,
  quantityFromNumber,
  scaleAmount,
  type Amount,
  type Quantity,
} from '../billing/money.ts';
import { printableJson } from '../diagnostics/render.ts';
import { exactComponents, unitPriceOf, type ExactComponent } from './exact-lines.ts';
import type { Exporter } from './report.ts';

/** One of a quantity. */
const ONE = 10n ** 12n;

/** What the format has for a time that is not known. */
const NO_TIME = '0001-01-01T00:00:00Z';

/**
 * One project with a resource for each component and a cost component for each line of the bill.
 *
 * What is not known is null: the price and the cost of a line without a price, which says `priceNotFound`, and the cost
 * of a resource none of whose lines has one. Sums are of what is known; the summary counts the resources that lack a
 * price as not supported. There is no past to compare with, which is null too.
 *
 * @see https://github.com/infracost/infracost/blob/master/schema/infracost.schema.json
 */
export const infracostReport: Exporter = (estimate, { now, files }) => {
  const { topology, bill } = estimate;
  const hours = quantityFromNumber(topology.monthHours);
  const hourly = (amount: Amount) => exactAmount(scaleAmount(amount, ONE, hours));
  /** Money of a month and of an hour of it; null where nothing of it is known. */
  const costs = (amount: Amount | undefined) => ({
    hourlyCost: amount === undefined ? null : hourly(amount),
    monthlyCost: amount === undefined ? null : exactAmount(amount),
  });
  const totals = (amount: Amount | undefined) => ({
    totalHourlyCost: amount === undefined ? null : hourly(amount),
    totalMonthlyCost: amount === undefined ? null : exactAmount(amount),
    // Use and capacity are not told apart: the traffic decides both.
    totalMonthlyUsageCost: null,
  });

  const components = exactComponents(estimate);
  const lines = components.flatMap((one) => one.lines);
  const total =
    lines.length > 0 && lines.every(({ amount }) => amount === undefined)
      ? undefined
      : components.reduce((sum, one) => (sum + one.total) as Amount, 0n as Amount);
  const typeOf = ({ component }: ExactComponent) =>
    component.product === 'own' ? component.kind : `${component.provider}/${component.product}`;
  const lacks = (one: ExactComponent) => one.lines.some(({ amount }) => amount === undefined);
  const summary = {
    totalDetectedResources: components.length,
    totalSupportedResources: components.filter((one) => one.lines.length > 0 && !lacks(one)).length,
    totalUnsupportedResources: components.filter(lacks).length,
    totalNoPriceResources: components.filter((one) => one.lines.length === 0).length,
    unsupportedResourceCounts: countsOf(components.filter(lacks).map(typeOf)),
    noPriceResourceCounts: countsOf(components.filter((one) => one.lines.length === 0).map(typeOf)),
  };
  const nothing = { resources: [], ...totals(undefined) };

  const root = {
    version: '0.2',
    metadata: {
      infracostCommand: 'breakdown',
      vcsBranch: '',
      vcsCommitSha: '',
      vcsCommitAuthorName: '',
      vcsCommitAuthorEmail: '',
      vcsCommitTimestamp: NO_TIME,
      vcsCommitMessage: '',
    },
    currency: topology.currency.code,
    projects: [
      {
        name: topology.name,
        displayName: topology.name,
        metadata: {
          path: files.join(', '),
          type: 'quoin',
          ...(bill.unpriced.length > 0 && {
            warnings: bill.unpriced.map(({ component, service, meter, unpriced }) => ({
              code: 0,
              message: `no price of ${service} ${meter} of ${component}: ${unpriced!}`,
              data: null,
              isError: false,
            })),
          }),
        },
        pastBreakdown: nothing,
        breakdown: {
          resources: components.map((one) => ({
            name: one.component.name,
            resourceType: typeOf(one),
            ...(Object.keys(one.component.tags).length > 0 && { tags: one.component.tags }),
            metadata: {
              kind: one.component.kind,
              product: one.component.product,
              provider: one.component.provider,
              region: one.component.region,
            },
            ...costs(
              one.lines.length > 0 && one.lines.every(({ amount }) => amount === undefined) ? undefined : one.total,
            ),
            costComponents: one.lines.map(({ item, amount }) => ({
              name: item.service === item.product ? item.meter : `${item.service} ${item.meter}`,
              unit: item.unit,
              hourlyQuantity: formatQuantity(((item.quantity * ONE) / hours) as Quantity),
              monthlyQuantity: formatQuantity(item.quantity),
              price:
                item.amount === undefined ? null : (unitPriceOf(item.amount, item.quantity, topology.currency) ?? null),
              ...costs(amount),
              priceNotFound: item.amount === undefined,
            })),
          })),
          ...totals(total),
        },
        diff: nothing,
        summary,
      },
    ],
    ...totals(total),
    pastTotalHourlyCost: null,
    pastTotalMonthlyCost: null,
    diffTotalHourlyCost: null,
    diffTotalMonthlyCost: null,
    timeGenerated: now.toISOString(),
    summary,
  };
  return `${printableJson(JSON.stringify(root, null, 2))}\n`;
};

function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
