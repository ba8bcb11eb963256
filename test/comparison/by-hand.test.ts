/**
 * Bills of services that have no size, on the other provider: each line worked out from the rows of its price table.
 */
import { describe, expect, it } from 'vitest';
import { quoin, readText } from '../support.ts';

type Row = readonly [meter: string, unit: string, from: string, to: string | null, price: string, ...rest: unknown[]];

/**
 * What a month's quantity costs by the tiers of a meter; what is free for a whole account is charged, since others use
 * it up.
 */
function priced(path: string, meter: string, quantity: number): number {
  const { rows } = JSON.parse(readText(`pricing/${path}.json`)) as { rows: Row[] };
  const tiers = rows.filter(([name]) => name === meter);
  expect(tiers.length, `${path} ${meter}`).toBeGreaterThan(0);
  const isAllowance = tiers.some((row) => row[7] === 'allowance');
  const first = tiers.find(([, , , , price]) => Number(price) > 0)!;
  return (
    tiers.reduce((sum, [, , from, to, price]) => {
      const used = Math.max(0, Math.min(quantity, to === null ? Infinity : Number(to)) - Number(from));
      const isFree = isAllowance && Number(price) === 0;
      return sum + used * Number(isFree ? first[4] : price);
    }, 0) + (isAllowance && !tiers.some(([, , from]) => from === '0') ? Number(tiers[0]![2]) * Number(first[4]) : 0)
  );
}

// 100 requests a second of 10 KB, answered by 100 KB, for 730 hours.
const REQUESTS = 100 * 3600 * 730;
const IN = (REQUESTS * 10 * 1024) / 2 ** 30;
const OUT = (REQUESTS * 100 * 1024) / 2 ** 30;
const HOURS = 730;

type Line = readonly [path: string, meter: string, quantity: number];
const EGRESS = {
  aws: ['aws/data-transfer/us-east-1', 'internet-egress', OUT],
  azure: ['azure/bandwidth/eastus', 'internet-egress', OUT],
  gcp: ['gcp/network-egress/us-central1', 'internet-premium-worldwide', OUT],
} as const satisfies Record<string, Line>;
const ALB = 'aws/alb/us-east-1';
const GATEWAY = 'azure/application-gateway/eastus';
const BALANCER = 'gcp/cloud-load-balancing/us-central1';
const S3 = 'aws/s3/us-east-1';
const BLOB = 'azure/blob-storage/eastus';
const GCS = 'gcp/cloud-storage/us-central1';
const ADDRESS_AWS = ['aws/public-ipv4/us-east-1', 'in-use-address-hour', 3 * HOURS] as const;
const ADDRESS_AZURE = ['azure/public-ip/eastus', 'standard-static', HOURS] as const;
/** A unit of either provider takes so much an hour: 1 GB of an LCU, 2.22 Mbit/s of a capacity unit. */
const LCU = IN + OUT;

const HOME = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' } as const;
type Provider = keyof typeof HOME;

const CASES: readonly (readonly [from: Provider, to: Provider, component: string, lines: readonly Line[]])[] = [
  // Content delivery.
  [
    'aws',
    'gcp',
    'kind: cdn',
    [
      ['gcp/cloud-cdn/edge-north-america', 'cache-egress', OUT],
      ['gcp/cloud-cdn/global', 'cache-lookup-requests', REQUESTS],
    ],
  ],
  [
    'aws',
    'azure',
    'kind: cdn',
    [
      ['azure/front-door/global', 'standard-base', 1],
      ['azure/front-door/cdn-zone1', 'edge-egress', OUT],
      ['azure/front-door/cdn-zone1', 'standard-requests', REQUESTS],
    ],
  ],
  [
    'azure',
    'aws',
    'kind: cdn',
    [
      ['aws/cloudfront/edge-us-mx-ca', 'data-transfer-out', OUT],
      ['aws/cloudfront/edge-us-mx-ca', 'https-requests', REQUESTS],
    ],
  ],
  [
    'gcp',
    'aws',
    'kind: cdn',
    [
      ['aws/cloudfront/edge-us-mx-ca', 'data-transfer-out', OUT],
      ['aws/cloudfront/edge-us-mx-ca', 'https-requests', REQUESTS],
    ],
  ],
  // Load balancers, with what leaves to the Internet.
  [
    'aws',
    'gcp',
    'kind: alb',
    [
      [BALANCER, 'forwarding-rule-first-5-hour', HOURS],
      [BALANCER, 'ingress-data', IN],
      [BALANCER, 'egress-data', OUT],
      EGRESS.gcp,
    ],
  ],
  [
    'azure',
    'aws',
    'kind: application-gateway',
    [[ALB, 'lb-hour', HOURS], [ALB, 'lcu-hour', LCU], ADDRESS_AWS, EGRESS.aws],
  ],
  ['gcp', 'aws', 'kind: application-lb', [[ALB, 'lb-hour', HOURS], [ALB, 'lcu-hour', LCU], ADDRESS_AWS, EGRESS.aws]],
  [
    'aws',
    'azure',
    'kind: nlb',
    [
      ['azure/load-balancer/global', 'standard-first-5-rules-hour', HOURS],
      ['azure/load-balancer/global', 'standard-data-processed', IN + OUT],
      ADDRESS_AZURE,
      EGRESS.azure,
    ],
  ],
  // One that ends TLS is a proxy on Google Cloud, which charges what leaves it too.
  [
    'aws',
    'gcp',
    'kind: nlb, tls: true',
    [
      [BALANCER, 'forwarding-rule-first-5-hour', HOURS],
      [BALANCER, 'ingress-data', IN],
      [BALANCER, 'egress-data', OUT],
      EGRESS.gcp,
    ],
  ],
  // A web application firewall goes along where there is one.
  [
    'azure',
    'gcp',
    'kind: application-gateway, waf: true',
    [
      [BALANCER, 'forwarding-rule-first-5-hour', HOURS],
      [BALANCER, 'ingress-data', IN],
      [BALANCER, 'egress-data', OUT],
      ['gcp/cloud-armor/global', 'policy-hour', HOURS],
      ['gcp/cloud-armor/global', 'requests', REQUESTS],
      EGRESS.gcp,
    ],
  ],
  // Queues: SQS charges sending, receiving and deleting, Service Bus sending and receiving, Pub/Sub bytes.
  [
    'aws',
    'azure',
    'kind: sqs',
    [
      ['azure/service-bus/eastus', 'standard-base-unit', HOURS],
      ['azure/service-bus/eastus', 'standard-messaging-operations', 2 * REQUESTS],
    ],
  ],
  [
    'aws',
    'gcp',
    'kind: sqs',
    [
      ['gcp/pubsub/global', 'publish-throughput', IN / 1024],
      ['gcp/pubsub/global', 'subscribe-throughput', IN / 1024],
    ],
  ],
  ['azure', 'aws', 'kind: service-bus', [['aws/sqs/us-east-1', 'standard-requests', 3 * REQUESTS]]],
  ['gcp', 'aws', 'kind: queue', [['aws/sqs/us-east-1', 'standard-requests', 3 * REQUESTS]]],
  // Functions: half a GB for a tenth of a second.
  [
    'aws',
    'azure',
    'kind: function, memory: 512 MB, demand: { cpu: 100ms }',
    [
      ['azure/functions/eastus', 'consumption-execution-time', REQUESTS * 0.1 * 0.5],
      ['azure/functions/eastus', 'consumption-total-executions', REQUESTS],
      EGRESS.azure,
    ],
  ],
  // Of 512 MB go 0.8 GHz.
  [
    'aws',
    'gcp',
    'kind: function, memory: 512 MB, demand: { cpu: 100ms }',
    [
      ['gcp/cloud-functions/global', 'invocations', REQUESTS],
      ['gcp/cloud-functions/us-central1', 'gb-seconds', REQUESTS * 0.1 * 0.5],
      ['gcp/cloud-functions/us-central1', 'ghz-seconds', REQUESTS * 0.1 * 0.8],
      EGRESS.gcp,
    ],
  ],
  [
    'azure',
    'aws',
    'kind: function, memory: 512 MB, demand: { cpu: 100ms }',
    [
      ['aws/lambda/us-east-1', 'requests', REQUESTS],
      ['aws/lambda/us-east-1', 'x86-duration', REQUESTS * 0.1 * 0.5],
      EGRESS.aws,
    ],
  ],
  // Containers: four of one vCPU and 2 GB all month.
  [
    'aws',
    'gcp',
    'kind: container, vcpu: 1, memory: 2 GB, count: 4, demand: { cpu: 5ms }',
    [
      ['gcp/cloud-run/tier1', 'instance-billing-vcpu', 4 * HOURS * 3600],
      ['gcp/cloud-run/tier1', 'instance-billing-memory', 8 * HOURS * 3600],
      EGRESS.gcp,
    ],
  ],
  [
    'azure',
    'aws',
    'kind: container, vcpu: 1, memory: 2 GB, count: 4, demand: { cpu: 5ms }',
    [
      ['aws/ecs-fargate/us-east-1', 'linux-x86-vcpu', 4 * HOURS],
      ['aws/ecs-fargate/us-east-1', 'linux-x86-memory', 8 * HOURS],
      EGRESS.aws,
    ],
  ],
  // Storage of a cooler class, 10 TB of it, whose retrieval is charged.
  [
    'aws',
    'azure',
    'kind: s3, storage: 10 TB, class: standard-ia',
    [
      [BLOB, 'cool-zrs-storage', 10_240],
      [BLOB, 'cool-zrs-read-operations', REQUESTS],
      [BLOB, 'cool-zrs-data-retrieval', OUT],
      EGRESS.azure,
    ],
  ],
  [
    'aws',
    'gcp',
    'kind: s3, storage: 10 TB, class: standard-ia',
    [
      [GCS, 'nearline-storage', 10_240],
      ['gcp/cloud-storage/global', 'nearline-class-b-ops', REQUESTS],
      [GCS, 'nearline-retrieval', OUT],
      EGRESS.gcp,
    ],
  ],
  [
    'gcp',
    'aws',
    'kind: object-store, storage: 10 TB, class: nearline',
    [
      [S3, 'standard-ia-storage', 10_240],
      [S3, 'standard-ia-get-requests', REQUESTS],
      [S3, 'standard-ia-retrieval', OUT],
      EGRESS.aws,
    ],
  ],
];

interface Column {
  readonly estimate: { readonly cost: { readonly total: string } };
  readonly not_comparable: readonly string[];
  readonly rehomed?: { readonly mappings: readonly { readonly gaps: readonly string[] }[] };
}

async function moved(from: Provider, to: Provider, component: string): Promise<Column> {
  const stdin = `provider: ${from}
region: ${HOME[from]}
workload: { w: { enters: d, rate: 100/s, request: 10 KB, response: 100 KB } }
components: { d: { ${component} } }
`;
  const { out, err } = await quoin(['compare', '-', '--providers', to, '-q', '-f', 'json'], { stdin });
  expect(err).toBe('');
  return (JSON.parse(out) as { columns: Column[] }).columns.at(-1)!;
}

describe('a bill on another provider', () => {
  it.each(CASES)('is that of the rows by hand, from %s to %s: %s', async (from, to, component, lines) => {
    const { estimate, not_comparable: reasons } = await moved(from, to, component);
    expect(reasons).toEqual([]);
    const total = lines.reduce((sum, [path, meter, quantity]) => sum + priced(path, meter, quantity), 0);
    expect(Number(estimate.cost.total)).toBeCloseTo(total, 1);
  });

  it('charges an Application Gateway its hours, its capacity units and its address', async () => {
    // A capacity unit carries 2.22 Mbit/s.
    const units = ((IN + OUT) * 2 ** 30 * 8) / 2.22e6 / 3600;
    const { estimate } = await moved('aws', 'azure', 'kind: alb');
    const total =
      priced(GATEWAY, 'standard-v2-fixed', HOURS) +
      priced(GATEWAY, 'standard-v2-capacity-unit', units) +
      priced(...ADDRESS_AZURE) +
      priced(...EGRESS.azure);
    expect(Number(estimate.cost.total)).toBeCloseTo(total, 1);
  });

  it.each([
    ['azure', 'aws', 'kind: application-gateway, waf: true', 'no web application firewall'],
    ['aws', 'azure', 'kind: nlb, tls: true', 'does not end TLS'],
    ['gcp', 'aws', 'kind: object-store, storage: 1 TB, class: archive', 'has to be restored first'],
    ['aws', 'azure', 'kind: s3, storage: 1 TB, class: glacier-deep-archive', 'all copies are in one zone'],
  ] as const)('says what is lost from %s to %s: %s', async (from, to, component, lost) => {
    expect((await moved(from, to, component)).rehomed!.mappings[0]!.gaps.join('; ')).toContain(lost);
  });
});
