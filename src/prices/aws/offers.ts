/**
 * Which rows of AWS's offers are which of Quoin's meters.
 *
 * A usage type is the name that a row is billed under: without the code of its region before it, it is the same
 * everywhere. Names are matched whole, so that rows of Outposts, reserved capacity units, local zones and extended
 * support, which have something before or between, are left out.
 */

/** Cells of a row by the names of their columns; '' where there is no such column. */
export type Cells = (column: string) => string;

export interface Meter {
  readonly service: string;
  readonly meter: string;
  readonly unit: string;
  /** Region of the table where it is not the list's. */
  readonly region?: string;
  /** Units that the resource includes, which the list leaves out: the ladder begins there. */
  readonly from?: string;
  readonly to?: string;
  readonly below?: 'included';
  readonly ladder?: string;
  readonly freeIs?: 'allowance' | 'included' | 'dropped';
  readonly zero?: string;
  readonly rank?: number;
  readonly note?: string;
}

/** Where commitments of EC2 stand that a table of instances has no column for; made together with it. */
export const COMPUTE_COMMITMENTS = 'compute-commitments';

export interface Offer {
  /** Services of Quoin's whose tables are made of it. */
  readonly services: readonly string[];
  /** One file for the whole world. */
  readonly isGlobal?: true;
  /** Columns that it must have beside those of every list: without them rows could not be told apart. */
  readonly columns?: readonly string[];
  /** Columns that its rows are told apart by. */
  readonly meter: (usage: string, cells: Cells) => Meter | undefined;
  /** Rows that are instances of EC2. */
  readonly hasInstances?: true;
  /** Nodes that may be reserved: the same rows with a term. */
  readonly isReserved?: true;
}

/** Codes of regions (and of the groups of CloudFront's edges, which are told apart elsewhere) before usage types. */
const REGION_CODE =
  /^(?:EU|EU[CNSW]\d|US[EW]\d|AP[NSE]\d|CA[NW]\d|SAE\d|ME[SC]\d|AFS\d|ILC\d|MX[CE]\d|UG[EW]\d|CN[NW]\d)-(?=.)/;

/** "EUW2-LoadBalancerUsage" → "LoadBalancerUsage". */
export const withoutRegion = (usage: string): string => usage.replace(REGION_CODE, '');

type Names = Readonly<Record<string, readonly [meter: string, unit: string, more?: Partial<Meter>]>>;

/** Meters of one service by their usage type. */
const named =
  (service: string, names: Names) =>
  (usage: string): Meter | undefined => {
    const found = Object.hasOwn(names, usage) ? names[usage] : undefined;
    return found && { service, meter: found[0], unit: found[1], ...found[2] };
  };

const INCLUDED = { from: '0', below: 'included' } as const;

const ebs = named('ebs', {
  'EBS:VolumeUsage': ['standard-storage', 'gb-month'],
  'EBS:VolumeUsage.gp2': ['gp2-storage', 'gb-month'],
  'EBS:VolumeUsage.gp3': ['gp3-storage', 'gb-month'],
  'EBS:VolumeUsage.piops': ['io1-storage', 'gb-month'],
  'EBS:VolumeUsage.io2': ['io2-storage', 'gb-month'],
  'EBS:VolumeUsage.st1': ['st1-storage', 'gb-month'],
  'EBS:VolumeUsage.sc1': ['sc1-storage', 'gb-month'],
  'EBS:VolumeIOUsage': ['standard-io-requests', 'request'],
  'EBS:VolumeP-IOPS.piops': ['io1-iops', 'iops-month'],
  'EBS:VolumeP-IOPS.gp3': ['gp3-iops-over-3000', 'iops-month', { ...INCLUDED, from: '3000' }],
  'EBS:VolumeP-Throughput.gp3': ['gp3-throughput-over-125', 'mibps-month', { ...INCLUDED, from: '125' }],
  // Bounds of the steps stand in the description alone. @see https://aws.amazon.com/ebs/pricing/
  'EBS:VolumeP-IOPS.io2': ['io2-iops', 'iops-month', { ladder: 'io2', to: '32000' }],
  'EBS:VolumeP-IOPS.io2.tier2': ['io2-iops', 'iops-month', { ladder: 'io2', from: '32000', to: '64000' }],
  'EBS:VolumeP-IOPS.io2.tier3': ['io2-iops', 'iops-month', { ladder: 'io2', from: '64000' }],
  'EBS:SnapshotUsage': ['snapshot-storage', 'gb-month'],
  'EBS:FastSnapshotRestore': ['fast-snapshot-restore', 'dsu-hour'],
  'EBS:directAPI.snapshot.List': ['snapshot-list-requests', 'request'],
  'EBS:directAPI.snapshot.Get': ['snapshot-get-block', 'request'],
  'EBS:directAPI.snapshot.Put': ['snapshot-put-block', 'request'],
});

const natGateway = named('nat-gateway', {
  'NatGateway-Hours': ['gateway-hour', 'hour'],
  'NatGateway-Bytes': ['data-processed', 'gb'],
  'NatGateway-Prvd-Gbps': ['provisioned-bandwidth', 'gbps-hour'],
});

const publicIpv4 = named('public-ipv4', {
  'PublicIPv4:InUseAddress': ['in-use-address-hour', 'hour'],
  'PublicIPv4:IdleAddress': ['idle-address-hour', 'hour'],
  'PublicIPv4:ContiguousBlock': ['contiguous-address-hour', 'hour'],
});

/** Storage classes as S3's usage types call them, and as its meters are called. */
const S3_CLASSES = {
  '': 'standard',
  SIA: 'standard-ia',
  ZIA: 'one-zone-ia',
  GIR: 'glacier-instant',
  INT: 'intelligent-tiering',
};

const s3Names: Record<string, readonly [string, string]> = {
  'TimedStorage-ByteHrs': ['standard-storage', 'gb-month'],
  'TimedStorage-SIA-ByteHrs': ['standard-ia-storage', 'gb-month'],
  'TimedStorage-ZIA-ByteHrs': ['one-zone-ia-storage', 'gb-month'],
  'TimedStorage-GIR-ByteHrs': ['glacier-instant-storage', 'gb-month'],
  'TimedStorage-GlacierByteHrs': ['glacier-flexible-storage', 'gb-month'],
  'TimedStorage-GDA-ByteHrs': ['glacier-deep-archive-storage', 'gb-month'],
  'TimedStorage-INT-FA-ByteHrs': ['intelligent-tiering-frequent-storage', 'gb-month'],
  'TimedStorage-INT-IA-ByteHrs': ['intelligent-tiering-infrequent-storage', 'gb-month'],
  'TimedStorage-INT-AIA-ByteHrs': ['intelligent-tiering-archive-instant-storage', 'gb-month'],
  'TimedStorage-INT-AA-ByteHrs': ['intelligent-tiering-archive-storage', 'gb-month'],
  'TimedStorage-INT-DAA-ByteHrs': ['intelligent-tiering-deep-archive-storage', 'gb-month'],
  'Monitoring-Automation-INT': ['intelligent-tiering-monitoring', 'object-month'],
  'Retrieval-SIA': ['standard-ia-retrieval', 'gb'],
  'Retrieval-ZIA': ['one-zone-ia-retrieval', 'gb'],
  'Retrieval-SIA-GIR': ['glacier-instant-retrieval', 'gb'],
  'Standard-Retrieval-Bytes': ['glacier-flexible-retrieval-standard', 'gb'],
  'Expedited-Retrieval-Bytes': ['glacier-flexible-retrieval-expedited', 'gb'],
  'Requests-GLACIER-Tier1': ['glacier-flexible-put-requests', 'request'],
  'Requests-GLACIER-Tier2': ['glacier-flexible-get-requests', 'request'],
  'Requests-GDA-Tier1': ['glacier-deep-archive-put-requests', 'request'],
  'Requests-GDA-Tier2': ['glacier-deep-archive-get-requests', 'request'],
  'Select-Scanned-Bytes': ['standard-select-scanned', 'gb'],
  'Select-Returned-Bytes': ['standard-select-returned', 'gb'],
  'Select-Scanned-SIA-Bytes': ['standard-ia-select-scanned', 'gb'],
  'Select-Returned-SIA-Bytes': ['standard-ia-select-returned', 'gb'],
  'Select-Scanned-ZIA-Bytes': ['one-zone-ia-select-scanned', 'gb'],
  'Select-Returned-ZIA-Bytes': ['one-zone-ia-select-returned', 'gb'],
  'TagStorage-TagHrs': ['object-tags', 'tag-month'],
};
for (const [code, name] of Object.entries(S3_CLASSES)) {
  const between = code === '' ? '' : `${code}-`;
  s3Names[`Requests-${between}Tier1`] = [`${name}-put-requests`, 'request'];
  s3Names[`Requests-${between}Tier2`] = [`${name}-get-requests`, 'request'];
}

/** Editions and licences of RDS's engines, as its meters are called. */
const RDS_EDITIONS: Readonly<Record<string, string>> = {
  'Oracle Standard One': 'oracle-se1',
  'Oracle Standard Two': 'oracle-se2',
  'Oracle Standard': 'oracle-se',
  'Oracle Enterprise': 'oracle-ee',
  'SQL Server Express': 'sqlserver-express',
  'SQL Server Web': 'sqlserver-web',
  'SQL Server Standard': 'sqlserver-standard',
  'SQL Server Enterprise': 'sqlserver-enterprise',
};

const RDS_SERVICES: Readonly<Record<string, readonly [service: string, suffix: string]>> = {
  MySQL: ['rds-mysql', ''],
  PostgreSQL: ['rds-postgres', ''],
  'Aurora MySQL': ['aurora-mysql', 'aurora'],
  'Aurora PostgreSQL': ['aurora-postgresql', 'aurora'],
};

/** An hour of a database server. */
function databaseInstance(usage: string, cells: Cells): Meter | undefined {
  const instance = cells('Instance Type');
  const use = /^(InstanceUsage|InstanceUsageIOOptimized|Multi-AZUsage):db\./.exec(usage)?.[1];
  if (use === undefined || instance === '') return undefined;
  const engine = cells('Database Engine');
  const deployment = cells('Deployment Option');
  // Multi-AZ (readable standbys) and (SQL Server Mirror) are other deployments, with a usage type of their own.
  const where = deployment === 'Single-AZ' ? 'single-az' : deployment === 'Multi-AZ' ? 'multi-az' : undefined;
  if (where === undefined) return undefined;
  const known = RDS_SERVICES[engine];
  if (known?.[1] === 'aurora') {
    const edition = use === 'InstanceUsageIOOptimized' ? 'io-optimized' : 'standard';
    return { service: known[0], meter: `${instance} aurora-${edition}`, unit: 'hour' };
  }
  if (use === 'InstanceUsageIOOptimized') return undefined;
  if (known !== undefined) return { service: known[0], meter: `${instance} ${where}`, unit: 'hour' };
  if (engine === 'MariaDB') return { service: 'rds-instance', meter: `mariadb-${instance}-${where}`, unit: 'hour' };
  const edition = RDS_EDITIONS[`${engine} ${cells('Database Edition')}`];
  const license = { 'License included': 'li', 'Bring your own license': 'byol' }[cells('License Model')];
  // Prices without the licence, which is a row of its own, would be taken for whole ones.
  if (edition === undefined || license === undefined || cells('Unbundled Licensing') === 'TRUE') return undefined;
  return { service: 'rds-instance', meter: `${edition}-${license}-${instance}-${where}`, unit: 'hour' };
}

const RDS_STORAGE = named('rds-storage', {
  'RDS:GP2-Storage': ['gp2-storage-single-az', 'gb-month'],
  'RDS:Multi-AZ-GP2-Storage': ['gp2-storage-multi-az', 'gb-month'],
  'RDS:GP3-Storage': ['gp3-storage-single-az', 'gb-month'],
  'RDS:Multi-AZ-GP3-Storage': ['gp3-storage-multi-az', 'gb-month'],
  'RDS:PIOPS-Storage': ['io1-storage-single-az', 'gb-month'],
  'RDS:Multi-AZ-PIOPS-Storage': ['io1-storage-multi-az', 'gb-month'],
  'RDS:IO2-Storage': ['io2-storage-single-az', 'gb-month'],
  'RDS:Multi-AZ-IO2-Storage': ['io2-storage-multi-az', 'gb-month'],
  'RDS:StorageUsage': ['magnetic-storage-single-az', 'gb-month'],
  'RDS:Multi-AZ-StorageUsage': ['magnetic-storage-multi-az', 'gb-month'],
  'RDS:PIOPS': ['io1-iops-single-az', 'iops-month'],
  'RDS:Multi-AZ-PIOPS': ['io1-iops-multi-az', 'iops-month'],
  'RDS:IO2-PIOPS': ['io2-iops-single-az', 'iops-month'],
  'RDS:Multi-AZ-IO2-PIOPS': ['io2-iops-multi-az', 'iops-month'],
  'RDS:GP3-PIOPS': ['gp3-iops-single-az', 'iops-month', { ...INCLUDED, from: '3000' }],
  'RDS:Multi-AZ-GP3-PIOPS': ['gp3-iops-multi-az', 'iops-month', { ...INCLUDED, from: '3000' }],
  'RDS:StorageIOUsage': ['magnetic-io-requests', 'request'],
  'RDS:ChargedBackupUsage': ['backup-storage', 'gb-month'],
});

const AURORA = named('aurora', {
  'Aurora:StorageUsage': ['standard-storage', 'gb-month'],
  'Aurora:IO-OptimizedStorageUsage': ['io-optimized-storage', 'gb-month'],
  'Aurora:StorageIOUsage': ['standard-io-requests', 'request'],
  'Aurora:BackupUsage': ['backup-storage', 'gb-month'],
  'Aurora:SnapshotExportToS3': ['snapshot-export', 'gb'],
  'Aurora:ServerlessUsage': ['serverless-v1-acu', 'acu-hour'],
  'Aurora:ServerlessV2Usage': ['serverless-v2-acu', 'acu-hour'],
  'Aurora:ServerlessV2IOOptimizedUsage': ['serverless-v2-acu-io-optimized', 'acu-hour'],
});

/** Engines whose storage is the usual one; the others stand aside where they differ. */
const ENGINES_FIRST: Readonly<Record<string, number>> = {
  Any: 0,
  MySQL: 1,
  PostgreSQL: 1,
  MariaDB: 1,
  'Aurora MySQL': 1,
  'Aurora PostgreSQL': 1,
};

function database(usage: string, cells: Cells): Meter | undefined {
  if (cells('Product Family') === 'Database Instance') return databaseInstance(usage, cells);
  const found = RDS_STORAGE(usage) ?? AURORA(usage);
  const engine = cells('Database Engine');
  if (!found || /on-premise/i.test(engine) || cells('Deployment Model') === 'Custom') return undefined;
  return { ...found, rank: ENGINES_FIRST[engine] ?? 2 };
}

/** Edges of CloudFront by the code before their usage types. */
const EDGES: Readonly<Record<string, string>> = {
  US: 'edge-us-mx-ca',
  EU: 'edge-europe-israel',
  ZA: 'edge-za-ke-me',
  JP: 'edge-japan',
  AU: 'edge-australia-nz',
  AP: 'edge-hk-ph-apac',
  IN: 'edge-india',
  SA: 'edge-south-america',
};

const EDGE_METERS = named('cloudfront', {
  'DataTransfer-Out-Bytes': ['data-transfer-out', 'gb'],
  'DataTransfer-Out-OBytes': ['data-transfer-to-origin', 'gb'],
  'Requests-Tier1': ['http-requests', 'request'],
  'Requests-Tier2-HTTPS': ['https-requests', 'request'],
});
const CLOUDFRONT = named('cloudfront', {
  Invalidations: ['invalidation-paths', 'path'],
  'SSL-Cert-Custom': ['dedicated-ip-ssl', 'certificate-month'],
  'Executions-CloudFrontFunctions': ['function-invocations', 'request'],
});

function edge(usage: string): Meter | undefined {
  const [, code = '', rest = ''] = /^([A-Z]{2})-(.+)$/.exec(usage) ?? [];
  const region = EDGES[code];
  const there = region === undefined ? undefined : EDGE_METERS(rest);
  if (there) return { ...there, region: region! };
  const everywhere = CLOUDFRONT(usage.replace(/^(?:Global|US)-/, ''));
  return everywhere && { ...everywhere, region: 'global' };
}

/** What goes from the region of the list to another. */
function transfer(usage: string, cells: Cells): Meter | undefined {
  if (usage === 'DataTransfer-Out-Bytes' && cells('Transfer Type') === 'AWS Outbound')
    return { service: 'data-transfer', meter: 'internet-egress', unit: 'gb' };
  if (usage === 'DataTransfer-In-Bytes' && cells('Transfer Type') === 'AWS Inbound')
    return { service: 'data-transfer', meter: 'internet-ingress', unit: 'gb', zero: 'free of charge' };
  // Rows of single operations stand aside: some of them cost nothing.
  if (usage === 'DataTransfer-Regional-Bytes')
    return { service: 'data-transfer', meter: 'inter-az', unit: 'gb', rank: cells('operation') === '' ? 0 : 1 };
  return undefined;
}

const MQ_DEPLOYMENTS: Readonly<Record<string, string>> = {
  'ActiveMQ Single-AZ': 'single-instance',
  'ActiveMQ Multi-AZ': 'active-standby-multi-az',
  'RabbitMQ Single-AZ': 'single-instance',
  'RabbitMQ Multi-AZ': 'cluster-multi-az',
};

function broker(usage: string, cells: Cells): Meter | undefined {
  const engine = cells('Broker Engine');
  const prefix = { ActiveMQ: 'activemq', RabbitMQ: 'rabbitmq' }[engine];
  if (prefix === undefined) return undefined;
  const instance = cells('Instance Type');
  if (instance.startsWith('mq.')) {
    const deployment = MQ_DEPLOYMENTS[`${engine} ${cells('Deployment Option')}`];
    return deployment === undefined
      ? undefined
      : { service: 'mq', meter: `${prefix}-${instance}-${deployment}`, unit: 'hour' };
  }
  if (usage === 'TimedStorage-EBS-ByteHrs') return { service: 'mq', meter: `${prefix}-ebs-storage`, unit: 'gb-month' };
  if (usage === 'TimedStorage-ByteHrs')
    return {
      service: 'mq',
      meter: prefix === 'rabbitmq' ? 'rabbitmq-ebs-storage' : 'activemq-efs-storage',
      unit: 'gb-month',
    };
  return undefined;
}

const fargate = named('ecs-fargate', {
  'Fargate-vCPU-Hours:perCPU': ['linux-x86-vcpu', 'vcpu-hour'],
  'Fargate-GB-Hours': ['linux-x86-memory', 'gb-hour'],
  'Fargate-ARM-vCPU-Hours:perCPU': ['linux-arm-vcpu', 'vcpu-hour'],
  'Fargate-ARM-GB-Hours': ['linux-arm-memory', 'gb-hour'],
});

const efsNames = named('efs', {
  'TimedStorage-ByteHrs': ['standard-storage', 'gb-month'],
  'TimedStorage-Z-ByteHrs': ['one-zone-storage', 'gb-month'],
  'IATimedStorage-ByteHrs': ['standard-ia-storage', 'gb-month'],
  'IATimedStorage-Z-ByteHrs': ['one-zone-ia-storage', 'gb-month'],
  'ProvisionedTP-MiBpsHrs': ['provisioned-throughput', 'mibps-month'],
});

function efs(usage: string, cells: Cells): Meter | undefined {
  const access = cells('Access Type').toLowerCase();
  if (access === 'read' || access === 'write') {
    if (usage === 'IADataAccess-Bytes') return { service: 'efs', meter: `ia-${access}`, unit: 'gb' };
    if (usage === 'ETDataAccess-Bytes') return { service: 'efs', meter: `elastic-throughput-${access}`, unit: 'gb' };
  }
  return efsNames(usage);
}

const loadBalancers: Readonly<Record<string, Readonly<Record<string, Meter>>>> = {
  'Load Balancer-Application': {
    LoadBalancerUsage: { service: 'alb', meter: 'lb-hour', unit: 'hour' },
    LCUUsage: { service: 'alb', meter: 'lcu-hour', unit: 'lcu-hour' },
  },
  'Load Balancer-Network': {
    LoadBalancerUsage: { service: 'nlb', meter: 'lb-hour', unit: 'hour' },
    LCUUsage: { service: 'nlb', meter: 'nlcu-hour', unit: 'lcu-hour' },
  },
};

const ELASTICACHE_ENGINES: Readonly<Record<string, string>> = {
  Redis: 'elasticache-redis',
  Memcached: 'elasticache-memcached',
  Valkey: 'elasticache-valkey',
};

function cacheNode(usage: string, cells: Cells): Meter | undefined {
  if (usage === 'ElastiCache:BackupUsage') return { service: 'elasticache', meter: 'backup-storage', unit: 'gb-month' };
  const service = ELASTICACHE_ENGINES[cells('Cache Engine')];
  if (service === undefined || !usage.startsWith('NodeUsage:cache.')) return undefined;
  return { service, meter: `${cells('Instance Type')} node`, unit: 'hour' };
}

function kafka(usage: string): Meter | undefined {
  const instance = /^Kafka\.((?:express\.)?[a-z]\w*\.\w+)$/.exec(usage)?.[1];
  if (usage === 'Kafka.Storage.GP2') return { service: 'msk', meter: 'storage', unit: 'gb-month' };
  if (instance === undefined) return undefined;
  return {
    service: 'msk',
    meter: `broker-${instance.startsWith('express.') ? instance : `kafka.${instance}`}`,
    unit: 'hour',
  };
}

const apiGateway = named('api-gateway', {
  ApiGatewayRequest: ['rest-requests', 'request'],
  ApiGatewayHttpRequest: ['http-requests', 'request'],
  ApiGatewayMessage: ['websocket-messages', 'message'],
  ApiGatewayMinute: ['websocket-connection-minutes', 'minute'],
});

/** Offers by their code, in the order in which they are read. */
export const OFFERS: Readonly<Record<string, Offer>> = {
  AmazonEC2: {
    services: ['compute', 'ebs', 'nat-gateway'],
    hasInstances: true,
    columns: [
      'Product Family',
      'Location Type',
      'Instance Type',
      'Tenancy',
      'Operating System',
      'License Model',
      'CapacityStatus',
      'Pre Installed S/W',
      'LeaseContractLength',
      'PurchaseOption',
      'OfferingClass',
    ],
    meter: (usage) => ebs(usage) ?? natGateway(usage),
  },
  AmazonVPC: { services: ['public-ipv4'], meter: publicIpv4 },
  AWSDataTransfer: { services: ['data-transfer'], columns: ['Transfer Type', 'RelatedTo'], meter: transfer },
  AmazonRDS: {
    services: [
      'rds-mysql',
      'rds-postgres',
      'rds-instance',
      'rds-storage',
      'aurora',
      'aurora-mysql',
      'aurora-postgresql',
    ],
    columns: [
      'Product Family',
      'Instance Type',
      'Database Engine',
      'Deployment Option',
      'License Model',
      'Database Edition',
    ],
    isReserved: true,
    meter: database,
  },
  AmazonElastiCache: {
    services: ['elasticache', 'elasticache-redis', 'elasticache-memcached', 'elasticache-valkey'],
    columns: ['Instance Type', 'Cache Engine'],
    isReserved: true,
    meter: cacheNode,
  },
  AWSELB: {
    services: ['alb', 'nlb'],
    columns: ['Product Family'],
    meter: (usage, cells) => {
      const names = loadBalancers[cells('Product Family')];
      return names && Object.hasOwn(names, usage) ? names[usage] : undefined;
    },
  },
  AmazonS3: { services: ['s3'], meter: named('s3', s3Names) },
  AmazonEFS: {
    services: ['efs'],
    columns: ['Product Family'],
    meter: (usage, cells) =>
      usage === 'TimedStorage-ByteHrs' && cells('Product Family') !== 'Storage' ? undefined : efs(usage, cells),
  },
  AmazonECS: { services: ['ecs-fargate'], meter: fargate },
  AWSLambda: {
    services: ['lambda'],
    columns: ['RelatedTo'],
    meter: named('lambda', {
      Request: ['requests', 'request'],
      'Lambda-GB-Second': ['x86-duration', 'gb-second'],
      'Lambda-GB-Second-ARM': ['arm-duration', 'gb-second'],
      'Lambda-Storage-GB-Second': ['ephemeral-storage', 'gb-second'],
      'Lambda-Provisioned-Concurrency': ['provisioned-concurrency-x86', 'gb-second'],
      'Lambda-Provisioned-Concurrency-ARM': ['provisioned-concurrency-arm', 'gb-second'],
      'Lambda-Provisioned-GB-Second': ['provisioned-duration-x86', 'gb-second'],
      'Lambda-Provisioned-GB-Second-ARM': ['provisioned-duration-arm', 'gb-second'],
    }),
  },
  AmazonDynamoDB: {
    services: ['dynamodb'],
    meter: named('dynamodb', {
      ReadRequestUnits: ['on-demand-read', 'rru', { freeIs: 'dropped' }],
      WriteRequestUnits: ['on-demand-write', 'wru', { freeIs: 'dropped' }],
      // What is free of these is a meter of its own, by the unit and not by its hours.
      'ReadCapacityUnit-Hrs': ['provisioned-rcu', 'rcu-hour', { freeIs: 'dropped' }],
      'WriteCapacityUnit-Hrs': ['provisioned-wcu', 'wcu-hour', { freeIs: 'dropped' }],
      'ReplWriteCapacityUnit-Hrs': ['replicated-wcu', 'rwcu-hour', { freeIs: 'dropped' }],
      'TimedStorage-ByteHrs': ['storage', 'gb-month'],
      'TimedBackupStorage-ByteHrs': ['on-demand-backup', 'gb-month'],
      'TimedPITRStorage-ByteHrs': ['pitr-backup', 'gb-month'],
      'RestoreDataSize-Bytes': ['restore', 'gb'],
      'Streams-Requests': ['streams-read', 'request', { freeIs: 'dropped' }],
    }),
  },
  AmazonMSK: { services: ['msk'], meter: kafka },
  AmazonMQ: { services: ['mq'], columns: ['Broker Engine', 'Deployment Option', 'Instance Type'], meter: broker },
  AWSQueueService: {
    services: ['sqs'],
    columns: ['RelatedTo'],
    meter: named('sqs', {
      'Requests-Tier1': ['standard-requests', 'request'],
      'Requests-FIFO-Tier1': ['fifo-requests', 'request'],
    }),
  },
  AmazonKinesis: {
    services: ['kinesis'],
    meter: named('kinesis', {
      'Storage-ShardHour': ['shard-hour', 'hour'],
      PutRequestPayloadUnits: ['put-payload-unit', 'put-unit'],
      'Extended-ShardHour': ['provisioned-extended-retention', 'shard-hour'],
      EnhancedFanoutHour: ['enhanced-fan-out', 'consumer-shard-hour'],
      'OnDemand-StreamHour': ['on-demand-stream-hour', 'hour'],
      'OnDemand-BilledIncomingBytes': ['on-demand-ingest', 'gb'],
      'OnDemand-BilledOutgoingBytes': ['on-demand-retrieval', 'gb'],
    }),
  },
  AmazonApiGateway: {
    services: ['api-gateway'],
    meter: (usage) => {
      const size = /^ApiGatewayCacheUsage:([\d.]+GB)$/.exec(usage)?.[1];
      return size === undefined
        ? apiGateway(usage)
        : { service: 'api-gateway', meter: `cache-${size.toLowerCase()}`, unit: 'hour' };
    },
  },
  AmazonRoute53: {
    services: ['route53'],
    isGlobal: true,
    meter: named('route53', {
      HostedZone: ['hosted-zone', 'zone-month'],
      'DNS-Queries': ['standard-queries', 'query'],
      'LBR-Queries': ['latency-queries', 'query'],
      'Geo-Queries': ['geo-queries', 'query'],
    }),
  },
  AmazonCloudFront: { services: ['cloudfront'], isGlobal: true, meter: edge },
};
