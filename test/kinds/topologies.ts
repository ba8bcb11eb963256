/** What the tests of kinds share: topologies in each provider's first region, and what they compare of an estimate. */
import type { Load } from '../../src/kinds/kind.ts';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf } from '../support.ts';

type Named = Readonly<Record<string, object>>;

const at =
  (provider: string, region: string) =>
  (components: Named, workload: Named = {}, more: object = {}) => ({
    provider,
    region,
    workload,
    components,
    ...more,
  });

export const aws = at('aws', 'us-east-1');
export const azure = at('azure', 'eastus');
export const gcp = at('gcp', 'us-central1');

/** GB in a month of 1 MB a second: 2,628,000 s ÷ 1,024. */
export const GB_PER_MBPS = 2566.40625;

/** One class that enters at `enters`; without sizes unless given, so that nothing but what is tested moves bytes. */
export const one = (enters: string, rate: string, more: object = {}) => ({
  c: { enters, rate, request: '0 B', response: '0 B', ...more },
});

/** The estimate of a topology by what it says of each component. */
export function estimated(topology: object) {
  const estimate = estimateOf(topology);
  const json = toJson(estimate);
  const itemsOf = (component: string) => {
    const found = json.cost.components.find((bill) => bill.component === component);
    if (!found) throw new Error(`no component ${component}`);
    return found.items;
  };
  return {
    total: json.cost.total,
    classes: Object.fromEntries(json.classes.map((one) => [one.class, one.cost])),
    /** Amounts by meter; `null` where no price is known. */
    amounts: (component: string) =>
      Object.fromEntries(itemsOf(component).map(({ meter, amount }) => [meter, amount] as const)),
    /** Quantities by meter, as numbers. */
    quantities: (component: string) =>
      Object.fromEntries(itemsOf(component).map(({ meter, quantity }) => [meter, Number(quantity)] as const)),
    notes: (component: string, meter: string) => itemsOf(component).find((item) => item.meter === meter)?.notes ?? [],
    warnings: json.warnings.map((warning) => warning.message),
    /** Calls a second and MB a second of the call between two components (`null`: where requests enter). */
    flow: (from: string | null, to: string) => {
      const found = json.flows.filter((flow) => flow.from === from && flow.to === to);
      if (found.length !== 1) throw new Error(`${found.length} flows from ${from} to ${to}`);
      const { rate, peak_rate: peak, request_bytes_per_second: sent, response_bytes_per_second: got } = found[0]!;
      return { rate, peak, sent: (sent ?? 0) / 2 ** 20, got: (got ?? 0) / 2 ** 20 };
    },
    load: (component: string): Load => {
      const index = estimate.topology.indexOf.get(component);
      if (index === undefined) throw new Error(`no component ${component}`);
      return estimate.traffic.loads[index]!;
    },
    details: (component: string) => json.components.find((one) => one.component === component)?.details,
  };
}
