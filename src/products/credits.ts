/** Burstable machines: what they may do once their CPU credits are spent, and what CPU beyond them costs. */
import type { MeterUse } from '../billing/meter.ts';
import type { InstanceSpec, PriceRow, RateSource } from '../billing/rate-table.ts';
import type { Component, Provider } from '../topology/model.ts';
import type { Problem } from './product.ts';

/** `unlimited`: CPU above the baseline is charged and goes on; `standard`: the machine is held to its baseline. */
export type CreditMode = 'unlimited' | 'standard';

/** How one product runs the burstable types of AWS. */
interface Modes {
  readonly title: string;
  /** By the family, T2 first. */
  readonly byDefault: (family: string) => CreditMode;
  /** Whether the customer may choose. */
  readonly isChoice: boolean;
  readonly source: string;
}

const unlimitedButT2 = (family: string): CreditMode => (family === 't2' ? 'standard' : 'unlimited');
const alwaysStandard = (): CreditMode => 'standard';

const EC2: Modes = {
  title: 'EC2',
  byDefault: unlimitedButT2,
  isChoice: true,
  source: 'docs.aws.amazon.com/AWSEC2 burstable-performance-instances-unlimited-mode-concepts (read 2026-11)',
};

const RDS: Modes = {
  title: 'Amazon RDS',
  byDefault: unlimitedButT2,
  isChoice: false,
  source:
    'docs.aws.amazon.com/AmazonRDS Concepts.DBInstanceClass.Types: T3 and T4g are configured for Unlimited mode (read 2026-11)',
};

/**
 * Managed services. RDS: T3 and T4g run unlimited and cannot be set to standard. ElastiCache, MSK and Amazon MQ: at the
 * baseline until credits are accrued, nothing to be bought.
 */
const MODES: Readonly<Record<string, Modes>> = {
  rds: RDS,
  aurora: RDS,
  elasticache: {
    title: 'Amazon ElastiCache',
    byDefault: alwaysStandard,
    isChoice: false,
    source:
      'docs.aws.amazon.com/AmazonElastiCache CacheNodes.SupportedTypes: burst until the accrued credits are exhausted (as recalled)',
  },
  msk: {
    title: 'Amazon MSK',
    byDefault: alwaysStandard,
    isChoice: false,
    source: 'docs.aws.amazon.com/msk metrics-details: CPUCreditBalance of T3 brokers (as recalled)',
  },
  mq: {
    title: 'Amazon MQ',
    byDefault: alwaysStandard,
    isChoice: false,
    source: 'docs.aws.amazon.com/amazon-mq: CpuCreditBalance of T brokers (as recalled)',
  },
};

const modesOf = (product: string): Modes => MODES[product] ?? EC2;
const familyOf = (spec: InstanceSpec): string => spec.instance.toLowerCase().split('.')[0]!;

/** What a machine does without credits, and who says so; undefined where it earns none. */
export function creditMode(
  { provider, product, options }: Pick<Component, 'provider' | 'product' | 'options'>,
  spec: InstanceSpec | undefined,
): { readonly mode: CreditMode; readonly source: string } | undefined {
  if (!spec?.burstable || spec.baselineVcpuFraction === undefined || spec.baselineVcpuFraction >= 1) return undefined;
  if (provider !== 'aws') return { mode: 'standard', source: `${provider}: nothing above the baseline is sold` };
  const modes = modesOf(product);
  const chosen = modes.isChoice ? (options as { credits?: CreditMode | undefined }).credits : undefined;
  return { mode: chosen ?? modes.byDefault(familyOf(spec)), source: modes.source };
}

/**
 * Hours of earnings that a burstable machine saves: a day's on AWS and Azure; Google's shared cores burst for short
 * periods alone.
 * @see docs.aws.amazon.com/AWSEC2 burstable-credits-baseline-concepts; learn.microsoft.com B-series credit model;
 *   cloud.google.com/compute/docs/general-purpose-machines#sharedcore (as recalled)
 */
export const hoursSaved = (provider: Provider): number => (provider === 'gcp' ? 0 : 24);

/** Where `credits` means nothing: another provider's machine, one that earns none, a service that leaves no choice. */
export function creditProblems(component: Component, rates: RateSource): readonly Problem[] {
  const { credits, instance } = component.options as { credits?: CreditMode; instance?: unknown };
  if (credits === undefined) return [];
  const problem = (message: string, fix: string): readonly Problem[] => [{ field: 'credits', message, fix }];
  if (component.provider === 'azure')
    return problem(
      'B-series sizes of Azure have no unlimited mode: without credits they run at their baseline',
      'leave credits out',
    );
  if (component.provider === 'gcp')
    return problem(
      'shared-core machines of Google Cloud have no credits: they burst for short periods',
      'leave credits out',
    );
  if (instance === undefined) return problem('it runs on no instance type of yours', 'leave credits out');
  if (typeof instance !== 'string') return [];
  const spec = rates.instance('aws', instance.toLowerCase().replace(/^(db|cache|kafka|express|mq)\./, ''));
  if (spec && !spec.burstable)
    return problem(
      `${instance} is not burstable: it has all of its CPU at any time`,
      'leave credits out, or take a T type',
    );
  const { isChoice, title, byDefault } = modesOf(component.product);
  const only = spec && byDefault(familyOf(spec));
  if (isChoice || only === undefined || credits === only) return [];
  return problem(`${title} runs ${instance} ${only} and nothing else`, `leave credits out, or write credits: ${only}`);
}

const page = (price: string, note: string): PriceRow => ({
  price,
  asOf: '2026-11-30',
  source: 'page:aws.amazon.com/ec2/pricing/on-demand',
  note,
});

/**
 * A vCPU-hour above the baseline in US dollars: one price in all regions but those of China.
 * @see https://aws.amazon.com/ec2/pricing/on-demand/ ("T2/T3/T4g unlimited mode pricing"): 0.05 Linux (the EC2 guide's
 *   worked example of a t3.large), 0.096 Windows, 0.04 T4g (as gitlab.com/gitlab-org/ci-cd/docker-machine merge request
 *   118 reads the page)
 */
function surplusPrice(family: string, os: 'linux' | 'windows'): PriceRow {
  if (os === 'windows') return page('0.096', 'CPU credits, Windows');
  return family === 't4g' ? page('0.04', 'CPU credits of T4g') : page('0.05', 'CPU credits');
}

/**
 * RDS: the tables of us-east-1 have 0.075 for T3, which the price page gives for other classes and regions alike (as
 * recalled).
 */
const RDS_PRICE: PriceRow = {
  price: '0.075',
  asOf: '2026-05-03',
  source: 'ic:aws/db_instance@75b45af',
  note: 'CPU credits',
};

/**
 * CPU above the baseline as a line of the bill.
 * @param vcpuHours a month, of all nodes together
 * @returns none where there is none
 */
export function surplusMeters(
  { provider, product, options, region }: Component,
  spec: InstanceSpec | undefined,
  vcpuHours: number,
): readonly MeterUse[] {
  if (provider !== 'aws' || !spec || !(vcpuHours > 0)) return [];
  const family = familyOf(spec);
  const isRds = product === 'rds' || product === 'aurora';
  const isChina = region.startsWith('cn-');
  const os = (options as { os?: 'linux' | 'windows' }).os ?? 'linux';
  return [
    {
      type: 'direct',
      service: isRds ? 'rds' : 'compute',
      label: `${spec.instance} CPU credits above the baseline`,
      unit: 'vcpu-hour',
      quantity: vcpuHours,
      price: isChina ? undefined : isRds ? RDS_PRICE : surplusPrice(family, os),
      ...(isChina && { reason: `no price of CPU credits is known in ${region}` }),
      note: 'what the day asks above what its quiet hours earn; runs unlimited',
    },
  ];
}
