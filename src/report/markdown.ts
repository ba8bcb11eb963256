/** The estimate for a pull request or a page. */
import type { Estimate } from '../estimate/estimate.ts';
import { HOURS_PER_YEAR } from '../models/reliability/downtime.ts';
import {
  accuracyText,
  elsewhere,
  isLowerBound,
  availabilityText,
  boundOf,
  downtime,
  percent,
  money,
  moneyWithCode,
  perSecond,
  quantity,
  unitPrice,
} from './figures.ts';
import { commitmentLines } from './commitment-text.ts';
import { budgetLine, MET, MISSED, sloLine } from './objective-text.ts';
import { capacityText, headroomText, latencyTexts, successText, troubleLines, UNKNOWN } from './performance-text.ts';
import { warningLines } from './document.ts';
import { plain } from './plain.ts';
import type { Reporter } from './report.ts';

export const markdownReport: Reporter = (estimate: Estimate) => {
  const { topology, placed, performance, availability, bill, budgets, warnings } = estimate;
  const { currency } = topology;
  const out: string[] = [];
  out.push(
    `## ${plain(topology.name)}: ${bill.atLeast ? 'at least ' : ''}${moneyWithCode(bill.total, currency)} a month`,
    '',
  );
  out.push(
    '| component | product | meter | quantity | unit | unit price | cost/month |',
    '|---|---|---|---:|---|---:|---:|',
  );
  const sumOf = (one: (typeof bill.components)[number]) =>
    `${isLowerBound(one) ? '≥ ' : ''}**${money(one.total, currency)}**`;
  for (const [index, one] of bill.components.entries()) {
    const { component } = placed[index]!;
    const product = component.product === 'own' ? component.kind : component.product;
    out.push(`| **${plain(component.name)}** | ${product} | | | | | ${sumOf(one)} |`);
    for (const item of one.items) {
      const amount = item.amount === undefined ? '*unpriced*' : money(item.amount, currency);
      out.push(
        `| | | ${plain(item.meter)}${elsewhere(item, component.region)} | ${quantity(item.quantity)} | ${item.unit} | ${item.unitPrice === undefined ? '' : unitPrice(item.unitPrice, currency)} | ${amount} |`,
      );
    }
  }
  out.push(`| **total** | | | | | | ${bill.atLeast ? '≥ ' : ''}**${money(bill.total, currency)}** |`, '');
  if (topology.classes.length > 0) {
    out.push('| class | rate | peak | cost/month | per million requests |', '|---|---:|---:|---:|---:|');
    for (const [index, requestClass] of topology.classes.entries()) {
      const cost = bill.classes[index]!;
      out.push(
        `| ${plain(requestClass.name)} | ${perSecond(requestClass.rate)} | ${perSecond(requestClass.peak)} | ${money(cost.monthly, currency)} | ${cost.perMillion === undefined ? '—' : money(cost.perMillion, currency)} |`,
      );
    }
    if (bill.unattributed > 0n) out.push(`| unattributed | | | ${money(bill.unattributed, currency)} | |`);
    out.push('');
  }
  if (topology.classes.length > 0) {
    out.push(
      '| class (peak) | capacity | headroom | bottleneck | success | mean | p50 | p95 | p99 | p99.9 |',
      '|---|---:|---:|---|---:|---:|---:|---:|---:|---:|',
    );
    for (const [index, requestClass] of topology.classes.entries()) {
      const own = performance.classes[index]!;
      const times = latencyTexts(own, ['mean', 'p50', 'p95', 'p99', 'p999']);
      out.push(
        `| ${plain(requestClass.name)} | ${capacityText(own)} | ${headroomText(own)} | ${plain(own.bottleneck ?? '—')} | ${successText(own)} | ${times.join(' | ')} |`,
      );
    }
    const sure = accuracyText(
      topology.classes.map(({ name }, index) => ({
        name: plain(name),
        accuracy: performance.classes[index]!.accuracy(),
      })),
    );
    if (sure !== '') out.push('', sure);
    out.push('');
  }
  if (topology.classes.length > 0) {
    out.push(
      '| class | availability | downtime/month | downtime/year | top contributors |',
      '|---|---:|---:|---:|---|',
    );
    for (const [index, { name }] of topology.classes.entries()) {
      const result = availability.classes(index);
      const { unavailability, contributors } = result;
      const causes = contributors()
        .filter(({ share }) => share >= 0.001)
        .slice(0, 3)
        .map(({ event, share }) => `${plain(event)} ${percent(share)}`);
      out.push(
        `| ${plain(name)} | ${boundOf(result)}${availabilityText(unavailability)} | ${downtime(unavailability * topology.monthHours * 3600)} | ${downtime(unavailability * HOURS_PER_YEAR * 3600)} | ${causes.join(', ')} |`,
      );
    }
    out.push('');
  }
  for (const line of troubleLines(estimate)) out.push(`**${plain(line)}**`, '');
  const verdictText = (met: boolean | undefined) => (met === undefined ? UNKNOWN : met ? MET : `**${MISSED}**`);
  for (const slo of [...performance.slo(), ...availability.slo()])
    out.push(sloLine(slo, plain(slo.component ?? slo.requestClass), verdictText(slo.met)), '');
  for (const budget of budgets)
    out.push(budgetLine(budget, plain(budget.scope), currency, verdictText(budget.met)), '');
  for (const line of commitmentLines(estimate)) out.push(`${plain(line)}.`, '');
  if (bill.upFront > 0n) out.push(`Paid on day one for commitments: ${moneyWithCode(bill.upFront, currency)}.`, '');
  out.push(...warningLines(warnings));
  if (bill.asOf !== undefined) out.push(`Prices as of ${bill.asOf}, the oldest of ${bill.oldest}.`, '');
  return out.join('\n');
};
