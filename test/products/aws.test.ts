/** AWS products against figures worked out by hand from AWS's published prices (us-east-1 unless said otherwise). */

import { describe, expect, it } from 'vitest';

import type { LineItem } from '../../src/billing/line.ts';
import { exactAmount, formatAmount, formatQuantity, sum, ZERO_AMOUNT } from '../../src/billing/money.ts';
import { kinds } from '../../src/kinds/index.ts';
import { alb } from '../../src/products/aws/alb.ts';
import { apiGateway } from '../../src/products/aws/api-gateway.ts';
import { aurora } from '../../src/products/aws/aurora.ts';
import { cloudfront } from '../../src/products/aws/cloudfront.ts';
import { dynamodb } from '../../src/products/aws/dynamodb.ts';
import { ec2 } from '../../src/products/aws/ec2.ts';
import { ecsFargate } from '../../src/products/aws/ecs-fargate.ts';
import { efs } from '../../src/products/aws/efs.ts';
import { elasticache } from '../../src/products/aws/elasticache.ts';
import { awsProducts } from '../../src/products/aws/index.ts';
import { kinesis } from '../../src/products/aws/kinesis.ts';
import { lambda } from '../../src/products/aws/lambda.ts';
import { mq } from '../../src/products/aws/mq.ts';
import { msk } from '../../src/products/aws/msk.ts';
import { natGateway } from '../../src/products/aws/nat-gateway.ts';
import { nlb } from '../../src/products/aws/nlb.ts';
import { rds } from '../../src/products/aws/rds.ts';
import { route53 } from '../../src/products/aws/route53.ts';
import { s3 } from '../../src/products/aws/s3.ts';
import { selfManaged } from '../../src/products/aws/self-managed.ts';
import { sqs } from '../../src/products/aws/sqs.ts';
import type { Product } from '../../src/products/product.ts';
import {
  rates,
  KIB,
  MIB,
  GIB,
  TIB,
  MONTH_SECONDS,
  priceOne,
  nodes,
  cdnUse,
  gatewayUse,
  objectUse,
  fileUse,
  kvUse,
  cacheUse,
  queueUse,
  type Setting,
} from './one.ts';

function bill<Use>(product: Product<Use>, use: Use, setting: Partial<Setting> = {}) {
  const { meters, lines, warnings } = priceOne(product, use, { provider: 'aws', region: 'us-east-1', ...setting });
  const priced = lines.map((line) => line.amount ?? ZERO_AMOUNT);
  return {
    warnings,
    lines,
    meters,
    total: formatAmount(sum(priced), 2),
    exact: exactAmount(sum(priced)),
    unpriced: lines.filter((line) => line.unpriced !== undefined).map((line) => line.meter),
    line: (meter: string): LineItem => {
      const found = lines.find((one) => one.meter === meter);
      if (found === undefined) throw new Error(`no line ${meter} among ${lines.map((one) => one.meter).join(', ')}`);
      return found;
    },
  };
}

const shown = (line: LineItem) => [
  formatQuantity(line.quantity),
  line.amount === undefined ? 'unpriced' : exactAmount(line.amount),
];

type UseOf<P> = P extends Product<infer Use> ? Use : never;

const balancerUse: UseOf<typeof alb> = {
  layer: 7,
  runningShare: 1,
  rules: 1,
  tls: false,
  waf: false,
  processedBytes: 0,
  ingressBytes: 0,
  newConnectionsPerSecond: 0,
  activeConnections: 0,
  requestsPerSecond: 0,
};
const functionUse: UseOf<typeof lambda> = {
  arch: 'x86_64',
  plan: 'consumption',
  memoryBytes: GIB,
  requests: 0,
  byteSeconds: 0,
  provisionedByteSeconds: 0,
  runningShare: 1,
  provisioned: 0,
  ephemeralBytes: 0,
  busySeconds: 0,
  runs: [],
};
const sqlUse: UseOf<typeof rds> = {
  engine: 'postgres',
  edition: undefined,
  multiAz: false,
  readReplicas: 0,
  nodes: nodes(1),
  runningShare: 1,
  storedBytes: 100 * GIB,
  storageType: undefined,
  iops: 0,
  throughputBytesPerSecond: 0,
  backupBytes: 0,
  ioRequests: 0,
  acu: undefined,
  licenseIncluded: true,
};
const logUse: UseOf<typeof kinesis> = {
  nodes: nodes(3),
  runningShare: 1,
  records: 0,
  ingressBytes: 0,
  egressBytes: 0,
  peakRecordsPerSecond: 0,
  peakIngressBytesPerSecond: 0,
  peakEgressBytesPerSecond: 0,
  consumers: 0,
  retentionSeconds: 7 * 86_400,
  isRetentionGiven: false,
  retainedBytes: 0,
  provisionedBytes: 0,
  brokerThroughput: undefined,
  mode: 'provisioned',
  shards: undefined,
  enhancedFanOut: false,
  tier: undefined,
  units: undefined,
  recordBytes: 0,
};

describe('EC2', () => {
  it('prices an m5.4xlarge with a gp2 and an io1 volume', () => {
    const volumes = [
      { type: 'gp2', size: 50 * GIB },
      { type: 'io1', size: 1000 * GIB, iops: 800 },
    ];
    // 730 × 0.768 + 50 × 0.10 + 1,000 × 0.125 + 800 × 0.065 = 560.64 + 5 + 125 + 52
    expect(bill(ec2, { nodes: nodes(1, { volumes }) }, { instance: 'm5.4xlarge' }).total).toBe('742.64');
  });

  it('charges each gp3 volume for what exceeds its own 3,000 operations and 125 MiB/s', () => {
    const volumes = [{ type: 'gp3', size: 100 * GIB, iops: 5000, throughput: 250 * MIB }];
    const { line } = bill(ec2, { nodes: nodes(2, { volumes }) }, { instance: 'm5.4xlarge' });
    // Two volumes: 2 × 2,000 × 0.005, 2 × 125 × 0.04, 2 × 100 × 0.08
    expect(exactAmount(line('gp3-iops-over-3000').amount!)).toBe('20');
    expect(exactAmount(line('gp3-throughput-over-125').amount!)).toBe('10');
    expect(exactAmount(line('gp3-storage').amount!)).toBe('16');
  });

  it('warns of operations that a volume must have and of those it is charged by', () => {
    const volumes = [
      { type: 'io2', size: GIB },
      { type: 'magnetic', size: GIB },
      { type: 'ultra', size: GIB },
    ];
    const { warnings, unpriced } = bill(ec2, { nodes: nodes(1, { volumes }) }, { instance: 'm5.4xlarge' });
    expect(warnings).toHaveLength(2);
    expect(unpriced).toEqual(['ultra-storage']);
  });
});

describe('S3', () => {
  it('prices 600 TB in the standard class over its tiers', () => {
    const storedBytes = [{ storageClass: '', bytes: 600 * TIB }];
    // 51,200 × 0.023 + 460,800 × 0.022 + 102,400 × 0.021 = 1,177.60 + 10,137.60 + 2,150.40
    expect(bill(s3, { ...objectUse, storedBytes }).total).toBe('13465.60');
  });

  it('counts listings with the writes of the standard class, whatever class is listed', () => {
    const standard = bill(s3, { ...objectUse, gets: 10e6, puts: 1e6, lists: 1e6 });
    // 10 M × 0.0000004 + 2 M × 0.000005
    expect(standard.exact).toBe('14');
    const cold = bill(s3, { ...objectUse, storageClass: 'ia', gets: 1e6, puts: 1e6, lists: 1e6, retrievedBytes: GIB });
    // 1 M × 0.000001 + 1 M × 0.00001 + 1 M × 0.000005 + 1 × 0.01
    expect(cold.exact).toBe('16.01');
  });

  it('charges small objects of a cold class as 128 KB each', () => {
    const storedBytes = [{ storageClass: 'standard-ia', bytes: GIB }];
    // A million objects of 1 KB: 1,000,000 × 128 KB = 122.0703125 GB at 0.0125
    const { exact } = bill(s3, { ...objectUse, storageClass: 'standard-ia', storedBytes, objects: 1e6 });
    expect(exact).toBe('1.52587890625');
  });

  it('adds the index and the name of archived objects, and the request that restores one', () => {
    const storedBytes = [{ storageClass: 'glacier', bytes: 1024 * GIB }];
    const use = { ...objectUse, storageClass: 'glacier', storedBytes, objects: 2 ** 20, gets: 1000 };
    const { line } = bill(s3, use);
    // 2^20 objects: 32 KB each are 32 GB more at 0.0036, 8 KB each are 8 GB at 0.023
    expect(shown(line('glacier-flexible-storage'))).toEqual(['1056', '3.8016']);
    expect(shown(line('standard-storage of archived names'))).toEqual(['8', '0.184']);
    expect(shown(line('glacier-flexible-retrieval-requests-standard'))).toEqual(['1000', '0.05']);
  });

  it('watches objects of the intelligent tiers that are large enough', () => {
    const storedBytes = [{ storageClass: 'intelligent-tiering', bytes: TIB }];
    const use = { ...objectUse, storageClass: 'intelligent-tiering', storedBytes };
    expect(shown(bill(s3, { ...use, objects: 1e6 }).line('intelligent-tiering-monitoring'))).toEqual([
      '1000000',
      '2.5',
    ]);
    const small = bill(s3, { ...use, objects: 1e8 }).lines.map((line) => line.meter);
    expect(small).not.toContain('intelligent-tiering-monitoring');
  });
});

describe('CloudFront', () => {
  it('prices viewers where they are, with the tiers of each edge', () => {
    const { line, total } = bill(cloudfront, {
      ...cdnUse,
      viewerBytes: 40 * TIB,
      requests: 100e6,
      originUploadBytes: 10 * GIB,
      fillBytes: TIB,
      geography: { 'north-america': 0.75, India: 0.25 },
    });
    // North America 30,720 GB: 10,240 × 0.085 + 20,480 × 0.08 = 870.40 + 1,638.40 = 2,508.80
    // India 10,240 GB × 0.109 = 1,116.16; requests 75 M × 0.000001 + 25 M × 0.0000012 = 75 + 30
    // Uploads 7.5 × 0.02 + 2.5 × 0.16 = 0.15 + 0.40
    expect(total).toBe('3730.51');
    expect(shown(line('origin-fetch'))).toEqual(['1024', '0']);
  });

  it('takes viewers to be where the region is, in each geography of AWS', () => {
    const edge = (region: string) =>
      bill(cloudfront, { ...cdnUse, viewerBytes: GIB }, { region }).lines.map((line) => line.region);
    expect(edge('us-west-2')).toEqual(['edge-us-mx-ca']);
    expect(edge('eu-west-1')).toEqual(['edge-europe-israel']);
    expect(edge('il-central-1')).toEqual(['edge-europe-israel']);
    expect(edge('ap-northeast-1')).toEqual(['edge-japan']);
    expect(edge('ap-northeast-2')).toEqual(['edge-hk-ph-apac']);
    expect(edge('ap-south-1')).toEqual(['edge-india']);
    expect(edge('ap-southeast-2')).toEqual(['edge-australia-nz']);
    expect(edge('sa-east-1')).toEqual(['edge-south-america']);
    expect(edge('me-central-1')).toEqual(['edge-za-ke-me']);
    expect(edge('af-south-1')).toEqual(['edge-za-ke-me']);
    const lacking = rates
      .regions('aws')
      .filter(({ partition }) => partition !== 'china')
      .filter(({ region }) => !rates.rate('aws', 'cloudfront', edge(region)[0]!, 'data-transfer-out'));
    expect(lacking).toEqual([]);
  });

  it('leaves viewers of an unknown place unpriced', () => {
    const { unpriced, warnings } = bill(cloudfront, { ...cdnUse, viewerBytes: GIB, geography: { atlantis: 1 } });
    expect(unpriced).toEqual(['data-transfer-out']);
    expect(warnings[0]).toContain('atlantis');
  });

  it('has 1 TB free over all edges together where the free tier counts', () => {
    const use = { ...cdnUse, viewerBytes: 2 * TIB, geography: { 'north-america': 0.5, europe: 0.5 } };
    // 1,024 GB in each, of which half of the 1,024 free ones: 2 × 512 × 0.085
    expect(bill(cloudfront, use, { freeTier: true }).total).toBe('87.04');
  });
});

describe('Route 53', () => {
  it('prices zones and queries', () => {
    // 2 × 0.50 + 1,500 M: 1,000 M × 0.0000006 + 500 M × 0.0000003 = 1 + 600 + 150
    expect(bill(route53, { hostedZones: 2, queries: 1.5e9, routing: 'latency' }).total).toBe('751.00');
    // 1 × 0.50 + 100 M × 0.0000004
    expect(bill(route53, { hostedZones: 1, queries: 100e6, routing: 'simple' }).total).toBe('40.50');
  });
});

describe('Application Load Balancer', () => {
  it('pays for the largest dimension of its capacity units', () => {
    const use = { ...balancerUse, newConnectionsPerSecond: 100, activeConnections: 3000, requestsPerSecond: 200 };
    // 100 / 25 = 4 LCU; 730 × 0.0225 + 4 × 730 × 0.008 = 16.425 + 23.36
    expect(bill(alb, use).exact).toBe('39.785');
    // 7,300 GB a month are 10 GB an hour: 10 LCU
    expect(bill(alb, { ...use, processedBytes: 7300 * GIB }).exact).toBe('74.825');
    // (60 − 10 free rules) × 200 / 1,000 = 10 LCU
    expect(bill(alb, { ...use, rules: 60 }).exact).toBe('74.825');
    expect(bill(alb, { ...use, activeConnections: 30_000 }).exact).toBe('74.825');
  });

  it('is paid while it runs; its capacity units follow the traffic of the month', () => {
    const { line } = bill(alb, { ...balancerUse, runningShare: 0.5, newConnectionsPerSecond: 25 });
    expect(formatQuantity(line('lb-hour').quantity)).toBe('365');
    expect(formatQuantity(line('lcu-hour').quantity)).toBe('730');
  });

  it('is unpriced where the tables have no capacity unit', () => {
    expect(bill(alb, { ...balancerUse, newConnectionsPerSecond: 25 }, { region: 'us-west-1' }).unpriced).toEqual([
      'lcu-hour',
    ]);
  });
});

describe('Network Load Balancer', () => {
  it('counts connections of TCP and of TLS differently', () => {
    const use = { ...balancerUse, layer: 4 as const, newConnectionsPerSecond: 800 };
    // TCP: 800 / 800 = 1 NLCU: 730 × (0.0225 + 0.006); TLS: 800 / 50 = 16 NLCU: 730 × (0.0225 + 0.096)
    expect(bill(nlb, use).exact).toBe('20.805');
    expect(bill(nlb, { ...use, tls: true }).exact).toBe('86.505');
  });

  it('suits layer 4', () => {
    expect(nlb.suits?.({ layer: 4 })).toBe(true);
    expect(nlb.suits?.({ layer: 7 })).toBe(false);
    expect(nlb.suits?.({})).toBe(false);
  });
});

describe('API Gateway', () => {
  const sized = (requests: number, requestBytes: number, responseBytes: number) => ({
    requests,
    sizes: [{ requests, requestBytes, responseBytes }],
  });

  it('counts calls of an HTTP API in steps of 512 KB', () => {
    // 300 M × 0.000001 + 100 M × 0.0000009
    expect(bill(apiGateway, { ...gatewayUse, ...sized(400e6, KIB, 512 * KIB) }).total).toBe('390.00');
    // 513 KB count twice: 2 M × 0.000001
    expect(bill(apiGateway, { ...gatewayUse, ...sized(1e6, 513 * KIB, 0) }).total).toBe('2.00');
  });

  it('counts calls of a REST API one by one, and its cache by the hour', () => {
    const use = { ...gatewayUse, type: 'rest' as const, ...sized(400e6, 2 * MIB, 0), cacheBytes: 0.4 * GIB };
    // 333 M × 0.0000035 + 67 M × 0.0000028 + 730 × 0.02 = 1,165.50 + 187.60 + 14.60
    expect(bill(apiGateway, use).total).toBe('1367.70');
    // 1,165.50 + 187.60 + 730 × 0.038
    expect(bill(apiGateway, { ...use, cacheBytes: GIB }).total).toBe('1380.84');
  });

  it('counts messages of a WebSocket API both ways in steps of 32 KB', () => {
    const use = { ...gatewayUse, type: 'websocket' as const, ...sized(1e6, 33 * KIB, KIB), connectionMinutes: 4e6 };
    // 3 M × 0.000001 + 4 M × 0.00000025
    expect(bill(apiGateway, use).total).toBe('4.00');
  });
});

describe('Fargate', () => {
  const hours = 730 * 3600;

  it('prices vCPU and memory by the hour', () => {
    const use = {
      billing: 'instance' as const,
      vcpuSeconds: 2 * hours,
      memoryByteSeconds: 4 * GIB * hours,
      requests: 0,
      outsideRequests: 0,
    };
    // 730 × (2 × 0.04048 + 4 × 0.004445) = 59.1008 + 12.9794
    expect(bill(ecsFargate, { ...use, arch: 'x86_64' }).exact).toBe('72.0802');
    // 730 × (2 × 0.03238 + 4 × 0.00356) = 47.2748 + 10.3952
    expect(bill(ecsFargate, { ...use, arch: 'arm64' }).exact).toBe('57.67');
  });

  it('leaves time by the request unpriced', () => {
    const { unpriced, warnings } = bill(ecsFargate, {
      arch: 'x86_64',
      billing: 'request',
      vcpuSeconds: 10,
      memoryByteSeconds: GIB,
      requests: 1,
      outsideRequests: 0,
    });
    expect(unpriced).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });
});

describe('Lambda', () => {
  const use = { ...functionUse, requests: 100e6, byteSeconds: 25e6 * GIB, busySeconds: 25e6 };

  it('prices 100 M requests and 25 M GB-seconds', () => {
    // 100 M × 0.0000002 + 25 M × 0.0000166667 = 20 + 416.6675
    expect(bill(lambda, use).exact).toBe('436.6675');
    expect(bill(lambda, use).total).toBe('436.67');
    // The free tier: 99 M requests, 24.6 M GB-seconds
    expect(bill(lambda, use, { freeTier: true }).exact).toBe('429.80082');
  });

  it('prices Arm', () => {
    // 20 + 25 M × 0.0000133334
    expect(bill(lambda, { ...use, arch: 'arm64' }).exact).toBe('353.335');
  });

  it('pays for instances kept ready, and less for what runs on them', () => {
    // 5 instances of 1 GB: 5 × 2,628,000 s = 13.14 M GB-seconds ready and used, 11.86 M beside them
    const { line } = bill(lambda, { ...use, provisioned: 5, provisionedByteSeconds: 5 * GIB * MONTH_SECONDS });
    expect(shown(line('provisioned-concurrency-x86'))).toEqual(['13140000', '54.750438']);
    expect(shown(line('provisioned-duration-x86'))).toEqual(['13140000', '127.749708']);
    expect(shown(line('x86-duration'))).toEqual(['11860000', '197.667062']);
  });

  it('pays for scratch disk above 512 MB while the function runs', () => {
    // 1.5 GB × 25 M s × 0.0000000309
    const { line } = bill(lambda, { ...use, ephemeralBytes: 2 * GIB });
    expect(shown(line('ephemeral-storage'))).toEqual(['37500000', '1.15875']);
    expect(bill(lambda, { ...use, ephemeralBytes: 512 * MIB }).lines).toHaveLength(2);
  });
});

describe('EFS', () => {
  it('prices storage by class', () => {
    expect(bill(efs, { ...fileUse, storedBytes: 100 * GIB }).exact).toBe('30');
    expect(bill(efs, { ...fileUse, storedBytes: 100 * GIB, storageClass: 'One-Zone'.toLowerCase() }).exact).toBe('16');
    // 100 × 0.025 + 10 × 0.01 + 5 × 0.01
    const ia = { ...fileUse, storedBytes: 100 * GIB, storageClass: 'ia', readBytes: 10 * GIB, writeBytes: 5 * GIB };
    expect(bill(efs, ia).exact).toBe('2.65');
  });

  it('charges provisioned throughput above what the storage earns', () => {
    const use = { ...fileUse, throughputMode: 'provisioned' as const, throughputBytesPerSecond: 100 * MIB };
    // 1,024 GiB earn 50 MiB/s: 50 × 6
    expect(shown(bill(efs, { ...use, storedBytes: TIB }).line('provisioned-throughput'))).toEqual(['50', '300']);
    expect(bill(efs, { ...use, storedBytes: 3 * TIB }).lines).toHaveLength(1);
  });

  it('charges elastic throughput by the byte', () => {
    const use = { ...fileUse, throughputMode: 'elastic' as const, readBytes: 100 * GIB, writeBytes: 100 * GIB };
    // 100 × 0.03 + 100 × 0.06
    expect(bill(efs, use).exact).toBe('9');
  });
});

describe('RDS', () => {
  it('prices a multi-az PostgreSQL with its storage', () => {
    const use = { ...sqlUse, multiAz: true, nodes: nodes(2), storedBytes: 500 * GIB };
    // 0.899 is the price of the pair: 730 × 0.899 + 500 × 0.23 = 656.27 + 115
    expect(bill(rds, use, { instance: 'db.r6g.xlarge' }).exact).toBe('771.27');
    expect(bill(rds, use, { instance: 'R6G.xlarge' }).exact).toBe('771.27');
  });

  it('gives each read replica of a MySQL an instance and storage of its own', () => {
    const use = { ...sqlUse, engine: 'mysql' as const, readReplicas: 2, nodes: nodes(3) };
    // 3 × 730 × 0.171 + 3 × 100 × 0.115 = 374.49 + 34.50
    const { exact, line } = bill(rds, use, { instance: 'db.m5.large' });
    expect(exact).toBe('408.99');
    expect(formatQuantity(line('db.m5.large single-az read replica').quantity)).toBe('1460');
  });

  it('keeps its storage when it is stopped', () => {
    const use = { ...sqlUse, runningShare: 0.5, nodes: nodes(1, { runningShare: 0.5 }) };
    // 365 × 0.178 + 11.50
    expect(bill(rds, use, { instance: 'db.m5.large' }).exact).toBe('76.47');
  });

  it('charges gp3 operations above what each instance includes', () => {
    const small = bill(rds, { ...sqlUse, iops: 4000, nodes: nodes(2) }, { instance: 'db.m5.large' });
    // Two instances of 100 GB with 3,000 included: 2 × 1,000 × 0.02
    expect(exactAmount(small.line('gp3-iops-single-az').amount!)).toBe('20');
    const large = { ...sqlUse, storedBytes: 400 * GIB, iops: 15_000, throughputBytesPerSecond: 600 * MIB };
    const { line, unpriced } = bill(rds, large, { instance: 'db.m5.large' });
    // 12,000 are included from 400 GB on: 3,000 × 0.02; 500 MiB/s are included, 100 more have no known price
    expect(exactAmount(line('gp3-iops-single-az').amount!)).toBe('60');
    expect(unpriced).toEqual(['gp3-throughput-single-az']);
    expect(shown(line('gp3-throughput-single-az'))[0]).toBe('100');
    const within = bill(rds, { ...large, iops: 12_000, throughputBytesPerSecond: 0 }, { instance: 'db.m5.large' });
    expect(within.lines.map((one) => one.meter)).not.toContain('gp3-iops-single-az');
  });

  it('prices io1 by size and operations, and backups beyond those included', () => {
    const use = { ...sqlUse, storageType: 'io1', iops: 1000, backupBytes: 50 * GIB };
    // 730 × 0.178 + 100 × 0.125 + 1,000 × 0.1 + 50 × 0.095 = 129.94 + 12.50 + 100 + 4.75
    expect(bill(rds, use, { instance: 'db.m5.large' }).exact).toBe('247.19');
  });

  it('prices SQL Server by edition and licence', () => {
    const use = { ...sqlUse, engine: 'sqlserver' as const };
    // 730 × 1.224 + 11.50; without an edition it says that standard is billed
    const standard = bill(rds, use, { instance: 'db.m5.xlarge' });
    expect(standard.exact).toBe('905.02');
    expect(standard.warnings[0]).toContain('standard');
    // 730 × 2.336 + 11.50
    expect(bill(rds, { ...use, edition: 'enterprise' }, { instance: 'db.m5.xlarge' }).exact).toBe('1716.78');
    expect(bill(rds, { ...use, edition: 'web', licenseIncluded: false }, { instance: 'db.t3.large' }).unpriced).toEqual(
      ['sqlserver-web-byol-db.t3.large-single-az'],
    );
  });

  it('has no price for instances that are reserved, and says so', () => {
    const use = { ...sqlUse, nodes: nodes(1, { purchase: 'reserved-1y' }) };
    const { exact, line } = bill(rds, use, { instance: 'db.m5.large' });
    expect(exact).toBe('11.5');
    expect(line('db.m5.large single-az reserved-1y').unpriced).toContain('no reserved-1y price of Amazon RDS is known');
    const mixed = { ...sqlUse, nodes: nodes(3, { purchase: { 'reserved-3y': 1 } }), runningShare: 1 };
    const { lines } = bill(rds, mixed, { instance: 'db.m5.large' });
    expect(lines.slice(0, 2).map((one) => [one.meter, ...shown(one)])).toEqual([
      ['db.m5.large single-az reserved-3y', '730', 'unpriced'],
      ['db.m5.large single-az read replica', '1460', '259.88'],
    ]);
  });

  it('is unpriced without an instance or for a storage that RDS does not have', () => {
    const { unpriced, warnings } = bill(rds, { ...sqlUse, storageType: 'premium-ssd' });
    expect(unpriced).toEqual(['instance', 'premium-ssd-storage-single-az']);
    expect(warnings).toHaveLength(2);
  });

  it('bills an Aurora engine as Aurora', () => {
    const use = { ...sqlUse, engine: 'aurora-mysql' as const };
    const setting = { instance: 'db.r5.large' };
    expect(bill(rds, use, setting).exact).toBe(bill(aurora, use, setting).exact);
  });
});

describe('Aurora', () => {
  const use = { ...sqlUse, engine: 'aurora-postgres' as const, multiAz: true, readReplicas: 1, nodes: nodes(3) };

  it('pays for every instance, for one storage and for I/O', () => {
    const { exact } = bill(aurora, { ...use, ioRequests: 100e6, backupBytes: 10 * GIB }, { instance: 'db.r6g.large' });
    // 3 × 730 × 0.26 + 100 × 0.10 + 100 M × 0.0000002 + 10 × 0.021 = 569.40 + 10 + 20 + 0.21
    expect(exact).toBe('599.61');
  });

  it('pays more for instances and storage and nothing for I/O when I/O-Optimized', () => {
    const optimized = { ...use, edition: 'io-optimized', ioRequests: 100e6 };
    // 3 × 730 × 0.338 + 100 × 0.225 = 740.22 + 22.50
    const { exact, line } = bill(aurora, optimized, { instance: 'r6g.large' });
    expect(exact).toBe('762.72');
    expect(shown(line('io-requests'))).toEqual(['100000000', '0']);
  });

  it('takes the one price of a family older than I/O-Optimized as that of standard storage only', () => {
    const old = { ...use, engine: 'aurora-mysql' as const, nodes: nodes(1), storedBytes: 0 };
    // 730 × 0.29
    expect(bill(aurora, old, { instance: 'db.r4.large' }).exact).toBe('211.7');
    expect(bill(aurora, { ...old, edition: 'io-optimized' }, { instance: 'db.r4.large' }).unpriced).toEqual([
      'db.r4.large aurora-io-optimized',
    ]);
    // 730 × 0.58, which the table of the engine alone has
    expect(bill(aurora, old, { instance: 'db.r4.xlarge' }).exact).toBe('423.4');
  });

  it('pays for capacity units of each serverless instance', () => {
    // 2 instances × 4 ACU × 730 × 0.12 + 10
    const two = { ...use, acu: 4, nodes: nodes(2) };
    expect(bill(aurora, two).exact).toBe('710.8');
    expect(bill(aurora, two, { instance: 'db.serverless' }).warnings).toEqual([]);
    expect(bill(aurora, { ...two, acu: undefined }, { instance: 'serverless' }).unpriced).toEqual([
      'serverless-v2-acu (instance)',
    ]);
  });

  it('suits its engines', () => {
    expect(aurora.suits?.({ engine: 'aurora-mysql' })).toBe(true);
    expect(aurora.suits?.({ engine: 'mysql' })).toBe(false);
    expect(aurora.suits?.({})).toBe(false);
  });
});

describe('DynamoDB', () => {
  it('counts request units by the size of items and the consistency of reads', () => {
    const use = { ...kvUse, reads: 100e6, writes: 10e6, readBytesPerItem: 6 * KIB, writeBytesPerItem: 2.5 * KIB };
    // 6 KB are two steps of 4 KB: 100 M × 2 × 0.5 × 0.000000125 = 12.50; 2.5 KB are 3 units: 30 M × 0.000000625 = 18.75
    expect(bill(dynamodb, use).exact).toBe('31.25');
    expect(bill(dynamodb, { ...use, consistency: 'strong' }).exact).toBe('43.75');
    // Twice the units of both: 50 + 37.50
    expect(bill(dynamodb, { ...use, consistency: 'transactional' }).exact).toBe('87.5');
    expect(bill(dynamodb, { ...use, deletes: 10e6 }).exact).toBe('50');
  });

  it('provisions what is given, else what the peak needs', () => {
    const use = { ...kvUse, mode: 'provisioned' as const };
    // 730 × (100 × 0.00013 + 50 × 0.00065) = 9.49 + 23.725
    expect(bill(dynamodb, { ...use, readCapacity: 100, writeCapacity: 50 }).exact).toBe('33.215');
    const peak = { ...use, consistency: 'strong' as const, peakReadsPerSecond: 99.5, peakWritesPerSecond: 50 };
    expect(bill(dynamodb, peak).exact).toBe('33.215');
  });

  it('follows the load at 70 % when it scales by itself', () => {
    const use = { ...kvUse, mode: 'autoscale' as const, consistency: 'strong' as const };
    // 70 strong reads a second need 100 units, 35 writes need 50
    const month = { ...use, reads: 70 * MONTH_SECONDS, writes: 35 * MONTH_SECONDS };
    expect(bill(dynamodb, month).total).toBe('33.22');
  });

  it('writes and stores in every region and pays for what crosses them', () => {
    const use = { ...kvUse, writes: 10e6, storedBytes: 10 * GIB, writeBytesPerItem: KIB, regions: 3 };
    const { line } = bill(dynamodb, use);
    // 3 × 10 M × 0.000000625; 3 × 10 × 0.25; 2 × 9.5367431640625 GB × 0.02, a quantity to 12 digits
    expect(shown(line('on-demand-write'))).toEqual(['30000000', '18.75']);
    expect(shown(line('storage'))).toEqual(['30', '7.5']);
    expect(shown(line('inter-region replication of one'))).toEqual(['19.0734863281', '0.381469726562']);
  });
});

describe('ElastiCache', () => {
  it('pays for every node of every shard', () => {
    const use = { ...cacheUse, shards: 3, replicas: 1, nodes: nodes(6) };
    // 6 × 730 × 0.206
    expect(bill(elasticache, use, { instance: 'cache.r6g.large' }).exact).toBe('902.28');
    expect(bill(elasticache, { ...use, nodes: nodes(3) }, { instance: 'r6g.large' }).exact).toBe('902.28');
    // 730 × 0.156 and 730 × 0.1648
    expect(bill(elasticache, { ...cacheUse, engine: 'memcached' }, { instance: 'cache.m5.large' }).exact).toBe(
      '113.88',
    );
    expect(bill(elasticache, { ...cacheUse, engine: 'valkey' }, { instance: 'cache.r6g.large' }).exact).toBe('120.304');
  });

  it('is unpriced without an instance or where the table lacks the node', () => {
    expect(bill(elasticache, cacheUse).unpriced).toEqual(['instance']);
    expect(bill(elasticache, cacheUse, { instance: 'cache.q9.large' }).unpriced).toEqual(['cache.q9.large node']);
  });

  it('pays for what a serverless cache holds and leaves its requests unpriced', () => {
    const { exact, unpriced } = bill(elasticache, { ...cacheUse, tier: 'serverless', memoryBytes: 10 * GIB });
    // 10 × 730 × 0.125
    expect(exact).toBe('912.5');
    expect(unpriced).toEqual(['serverless-ecpu-redis']);
  });
});

describe('MSK', () => {
  it('prices brokers and their storage', () => {
    const use = { ...logUse, provisionedBytes: 3000 * GIB };
    // 3 × 730 × 0.21 + 3,000 × 0.10 = 459.90 + 300
    expect(bill(msk, use, { instance: 'kafka.m5.large' }).exact).toBe('759.9');
    expect(bill(msk, use, { instance: 'm5.large' }).exact).toBe('759.9');
    expect(bill(msk, use).unpriced).toEqual(['instance']);
  });

  it('stands for Kafka unless it runs on machines of its own', () => {
    expect(msk.suits?.({ instance: 'kafka.m5.large' })).toBe(true);
    expect(msk.suits?.({ engine: 'kafka' })).toBe(true);
    expect(msk.suits?.({ engine: 'kafka', instance: 'm5.large' })).toBe(false);
    expect(selfManaged.suits?.({ engine: 'kafka', instance: 'm5.large' })).toBe(true);
    expect(selfManaged.suits?.({ instance: 'kafka.m5.large' })).toBe(false);
    expect(selfManaged.suits?.({ instance: { vcpu: 4, memory: GIB } })).toBe(true);
    expect(selfManaged.suits?.({ engine: 'kafka' })).toBe(false);
  });
});

describe('Kinesis', () => {
  const use = {
    ...logUse,
    records: 1000e6,
    recordBytes: 30 * KIB,
    ingressBytes: 1000e6 * 30 * KIB,
    consumers: 1,
  };

  it('needs shards for the bytes, the records or the consumers of the peak', () => {
    const hours = (more: Partial<typeof logUse>) =>
      formatQuantity(bill(kinesis, { ...logUse, ...more }).line('shard-hour').quantity);
    expect(hours({ peakIngressBytesPerSecond: 3.2 * MIB })).toBe(String(4 * 730));
    expect(hours({ peakRecordsPerSecond: 5001 })).toBe(String(6 * 730));
    expect(hours({ peakIngressBytesPerSecond: MIB, peakEgressBytesPerSecond: 5 * MIB })).toBe(String(3 * 730));
    const ownThroughput = { peakEgressBytesPerSecond: 5 * MIB, enhancedFanOut: true };
    expect(hours(ownThroughput)).toBe('730');
    expect(hours({ shards: 10, peakRecordsPerSecond: 5001 })).toBe('7300');
  });

  it('prices shards and payload units of 25 KB', () => {
    // 10 × 730 × 0.015 + 1,000 M × 2 × 0.000000014 = 109.50 + 28
    expect(bill(kinesis, { ...use, shards: 10 }).exact).toBe('137.5');
  });

  it('prices retention beyond a day and beyond a week where the file asks for it', () => {
    const monthly = { ...logUse, shards: 10, records: 1, ingressBytes: 73 * GIB, retentionSeconds: 8 * 86_400 };
    const { line } = bill(kinesis, { ...monthly, isRetentionGiven: true });
    // 10 × 730 × 0.02; 73 GB in 730 h are 2.4 GB a day, one day's worth beyond the week × 0.023
    expect(exactAmount(line('provisioned-extended-retention').amount!)).toBe('146');
    expect(shown(line('long-term-retention'))).toEqual(['2.4', '0.0552']);
    expect(bill(kinesis, monthly).lines.map((one) => one.meter)).toEqual(['shard-hour', 'put-payload-unit']);
  });

  it('prices consumers with a throughput of their own', () => {
    const { line } = bill(kinesis, {
      ...use,
      shards: 10,
      consumers: 2,
      enhancedFanOut: true,
      egressBytes: 100 * GIB,
    });
    // 10 shards × 2 consumers × 730 × 0.015; 100 × 0.013
    expect(exactAmount(line('enhanced-fan-out').amount!)).toBe('219');
    expect(exactAmount(line('enhanced-fan-out-retrieval').amount!)).toBe('1.3');
  });

  it('prices a stream on demand by the byte, records rounded up to 1 KB', () => {
    const { exact } = bill(kinesis, {
      ...logUse,
      mode: 'on-demand',
      records: 100 * MIB,
      recordBytes: 512,
      ingressBytes: 50 * GIB,
      egressBytes: 100 * GIB,
    });
    // 730 × 0.04 + 100 × 0.08 + 100 × 0.04 = 29.20 + 8 + 4
    expect(exact).toBe('41.2');
  });
});

describe('SQS', () => {
  it('counts a send, a receive and a delete for each message', () => {
    // 100 M × 3 × 0.0000004
    expect(bill(sqs, { ...queueUse, messages: 100e6, messageBytes: KIB }).exact).toBe('120');
    expect(bill(sqs, { ...queueUse, messages: 100e6, fifo: true, requests: 1e6 }).exact).toBe('150.5');
  });

  it('counts what carries a payload in chunks of 64 KB', () => {
    // 200 KB are 4 chunks, sent and received: 4 + 4 + 1
    expect(shown(bill(sqs, { ...queueUse, messages: 1e6, messageBytes: 200 * KIB }).lines[0]!)[0]).toBe('9000000');
    // Ten messages of 16 KB a batch are 160 KB, 3 chunks: (3 + 3 + 1) / 10
    const batched = { ...queueUse, requestsPerMessage: 0.3, operationsPerMessage: 0.2 };
    expect(Number(shown(bill(sqs, { ...batched, messages: 1e6, messageBytes: 16 * KIB }).lines[0]!)[0])).toBeCloseTo(
      700_000,
      3,
    );
    // Ten of 6.4 KB fill one chunk exactly; a second receive that finds nothing carries nothing
    const empty = { ...queueUse, requestsPerMessage: 0.4, operationsPerMessage: 0.3 };
    expect(Number(shown(bill(sqs, { ...empty, messages: 1e6, messageBytes: 6.4 * KIB }).lines[0]!)[0])).toBeCloseTo(
      400_000,
      3,
    );
  });
});

describe('Amazon MQ', () => {
  it('prices single brokers and clusters', () => {
    const use = { ...queueUse, engine: 'rabbitmq', storageBytesPerBroker: 200 * GIB };
    // 730 × 0.576 + 200 × 0.10; the cluster's 1.728 is for all three: 730 × 1.728 + 3 × 200 × 0.10
    expect(bill(mq, use, { instance: 'mq.m5.xlarge' }).exact).toBe('440.48');
    expect(bill(mq, { ...use, nodes: nodes(3) }, { instance: 'mq.m5.xlarge' }).exact).toBe('1321.44');
    // An active broker with its standby shares one EFS: 730 × 0.576 + 200 × 0.30
    const activemq = { ...use, engine: 'activemq', nodes: nodes(2) };
    expect(bill(mq, activemq, { instance: 'm5.large' }).exact).toBe('480.48');
  });

  it('leaves a number of brokers that RabbitMQ does not run as unpriced', () => {
    const { unpriced, warnings } = bill(mq, { ...queueUse, nodes: nodes(2) }, { instance: 'mq.m5.large' });
    expect(unpriced).toEqual(['rabbitmq-mq.m5.large-2-brokers']);
    expect(warnings).toHaveLength(1);
  });

  it('suits its instances and engines', () => {
    expect(mq.suits?.({ instance: 'mq.m5.large' })).toBe(true);
    expect(mq.suits?.({ engine: 'rabbitmq' })).toBe(true);
    expect(mq.suits?.({ engine: 'rabbitmq', instance: 'm5.large' })).toBe(false);
    expect(mq.suits?.({ engine: 'sqs' })).toBe(false);
    expect(sqs.suits?.({ engine: 'sqs' })).toBe(true);
  });
});

describe('NAT gateway', () => {
  it('prices a month and 100 GB', () => {
    const use = { gateways: 1, machines: 1, runningShare: 1, processedBytes: 100 * GIB };
    // 730 × 0.045 + 100 × 0.045 = 32.85 + 4.50
    expect(bill(natGateway, use).total).toBe('37.35');
    expect(bill(natGateway, { ...use, gateways: 3 }).total).toBe('103.05');
  });
});

describe('self-managed clusters', () => {
  it('prices instances and volumes', () => {
    const volumes = [{ type: 'gp3', size: 1000 * GIB }];
    // 3 × (730 × 0.0816 + 1,000 × 0.08)
    expect(bill(selfManaged, { nodes: nodes(3, { volumes }) }, { instance: 'm7g.large' }).exact).toBe('418.704');
    expect(bill(selfManaged, { nodes: nodes(3) }).unpriced).toEqual(['instance']);
  });

  it('says that storage needs volumes', () => {
    const setting = { instance: 'm7g.large', options: { storage: TIB } };
    expect(bill(selfManaged, { nodes: nodes(3) }, setting).warnings).toHaveLength(1);
  });
});

describe('every product of AWS', () => {
  const products = awsProducts as readonly Product<never>[];
  const bases: Readonly<Record<string, unknown>> = {
    cdn: cdnUse,
    dns: { hostedZones: 0, queries: 0, routing: 'simple' },
    'load-balancer': balancerUse,
    'api-gateway': gatewayUse,
    service: { nodes: nodes(0) },
    container: { arch: 'x86_64', billing: 'instance', vcpuSeconds: 0, memoryByteSeconds: 0, requests: 0 },
    function: functionUse,
    'object-store': objectUse,
    'file-store': fileUse,
    sql: sqlUse,
    'kv-store': kvUse,
    cache: cacheUse,
    log: logUse,
    queue: queueUse,
    'nat-gateway': { gateways: 0, machines: 0, runningShare: 0, processedBytes: 0 },
    'wide-column': { nodes: nodes(0) },
    consensus: { nodes: nodes(0) },
    lock: null,
    'peer-swarm': null,
    external: { lines: [] },
    custom: { lines: [], nodes: undefined },
  };
  /** The use with every quantity at a value, as far down as it goes. */
  const filled = (use: unknown, value: number): unknown => {
    if (typeof use === 'number') return value;
    if (Array.isArray(use)) return use.map((one) => filled(one, value));
    if (typeof use !== 'object' || use === null) return use;
    return Object.fromEntries(Object.entries(use).map(([key, one]) => [key, filled(one, value)]));
  };

  it('has a name and aliases of its own, which are no kinds', () => {
    const names = products.map((one) => one.name);
    const words = [...names, ...products.flatMap((one) => one.aliases ?? [])];
    expect(new Set(words).size).toBe(words.length);
    expect(words.slice(names.length).filter((word) => kinds.has(word))).toEqual([]);
    for (const product of products) expect(product.provider).toBe('aws');
  });

  it('is the only default of its kinds, and every kind has one', () => {
    const defaults = products.flatMap((one) => one.defaultFor);
    expect(defaults.toSorted()).toEqual([...kinds.keys()].toSorted());
    for (const product of products) expect(product.kinds).toEqual(expect.arrayContaining([...product.defaultFor]));
  });

  it('gives sound quantities for no use and for a very large one', () => {
    for (const product of products)
      for (const kind of product.kinds)
        for (const value of [0, 1, 1e15])
          for (const instance of [undefined, 'm5.large']) {
            const { meters, lines } = bill(product, filled(bases[kind], value) as never, {
              ...(instance !== undefined && { instance }),
            });
            const unsound = meters.filter(({ quantity }) => !(quantity > 0 && quantity < Infinity));
            expect(unsound).toEqual([]);
            expect(lines.filter((line) => (line.amount ?? ZERO_AMOUNT) < 0n)).toEqual([]);
          }
  });

  it('names only meters of the tables, save those known to be missing', () => {
    const missing = new Set<string>();
    for (const product of products)
      for (const kind of product.kinds)
        for (const line of bill(product, filled(bases[kind], 1e9) as never, { instance: 'm5.large' }).lines)
          if (line.unpriced !== undefined) missing.add(`${product.name} ${line.meter}`);
    expect([...missing].sort()).toEqual([
      // Neither Aurora nor Amazon MQ sells these; RDS's extra throughput is in no table.
      'aurora db.m5.large aurora-standard',
      'mq rabbitmq-mq.m5.large-1000000000-brokers',
      'rds gp3-throughput-single-az',
    ]);
  });
});
