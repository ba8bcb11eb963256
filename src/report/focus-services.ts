/** What FOCUS calls the services of the rate tables: name, category and subcategory. */
import type { Provider } from '../billing/rate-table.ts';

export interface FocusService {
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
}

/** Categories and subcategories of FOCUS 1.2 that a bill of ours can be of. */
const CATEGORIES = {
  vm: ['Compute', 'Virtual Machines'],
  containers: ['Compute', 'Containers'],
  serverless: ['Compute', 'Serverless Compute'],
  relational: ['Databases', 'Relational Databases'],
  nosql: ['Databases', 'NoSQL Databases'],
  caching: ['Databases', 'Caching'],
  warehouse: ['Databases', 'Data Warehouses'],
  api: ['Integration', 'API Management'],
  messaging: ['Integration', 'Messaging'],
  streaming: ['Analytics', 'Streaming Analytics'],
  balancing: ['Networking', 'Application Networking'],
  delivery: ['Networking', 'Content Delivery'],
  connectivity: ['Networking', 'Network Connectivity'],
  infrastructure: ['Networking', 'Network Infrastructure'],
  routing: ['Networking', 'Network Routing'],
  security: ['Networking', 'Network Security'],
  block: ['Storage', 'Block Storage'],
  file: ['Storage', 'File Storage'],
  object: ['Storage', 'Object Storage'],
} as const;

type Row = readonly [name: string, category: keyof typeof CATEGORIES];

const SERVICES: Readonly<Record<Provider, Readonly<Record<string, Row>>>> = {
  aws: {
    alb: ['Elastic Load Balancing', 'balancing'],
    'api-gateway': ['Amazon API Gateway', 'api'],
    aurora: ['Amazon Aurora', 'relational'],
    'aurora-mysql': ['Amazon Aurora', 'relational'],
    'aurora-postgresql': ['Amazon Aurora', 'relational'],
    cloudfront: ['Amazon CloudFront', 'delivery'],
    compute: ['Amazon EC2', 'vm'],
    'data-transfer': ['AWS Data Transfer', 'connectivity'],
    dynamodb: ['Amazon DynamoDB', 'nosql'],
    ebs: ['Amazon EBS', 'block'],
    'ecs-fargate': ['AWS Fargate', 'containers'],
    efs: ['Amazon EFS', 'file'],
    elasticache: ['Amazon ElastiCache', 'caching'],
    'elasticache-memcached': ['Amazon ElastiCache', 'caching'],
    'elasticache-redis': ['Amazon ElastiCache', 'caching'],
    'elasticache-valkey': ['Amazon ElastiCache', 'caching'],
    kinesis: ['Amazon Kinesis', 'streaming'],
    lambda: ['AWS Lambda', 'serverless'],
    mq: ['Amazon MQ', 'messaging'],
    msk: ['Amazon MSK', 'streaming'],
    'nat-gateway': ['Amazon VPC', 'connectivity'],
    nlb: ['Elastic Load Balancing', 'balancing'],
    'public-ipv4': ['Amazon VPC', 'infrastructure'],
    'rds-instance': ['Amazon RDS', 'relational'],
    'rds-mysql': ['Amazon RDS', 'relational'],
    'rds-postgres': ['Amazon RDS', 'relational'],
    'rds-storage': ['Amazon RDS', 'relational'],
    route53: ['Amazon Route 53', 'routing'],
    s3: ['Amazon S3', 'object'],
    sns: ['Amazon SNS', 'messaging'],
    sqs: ['Amazon SQS', 'messaging'],
  },
  azure: {
    'api-management': ['Azure API Management', 'api'],
    'application-gateway': ['Azure Application Gateway', 'balancing'],
    bandwidth: ['Bandwidth', 'connectivity'],
    'blob-storage': ['Azure Blob Storage', 'object'],
    cdn: ['Azure CDN', 'delivery'],
    compute: ['Azure Virtual Machines', 'vm'],
    'container-apps': ['Azure Container Apps', 'containers'],
    'cosmos-db': ['Azure Cosmos DB', 'nosql'],
    dns: ['Azure DNS', 'routing'],
    'event-hubs': ['Azure Event Hubs', 'streaming'],
    files: ['Azure Files', 'file'],
    'front-door': ['Azure Front Door', 'delivery'],
    functions: ['Azure Functions', 'serverless'],
    'load-balancer': ['Azure Load Balancer', 'balancing'],
    'managed-disk': ['Azure Managed Disks', 'block'],
    'managed-redis': ['Azure Managed Redis', 'caching'],
    'mysql-flexible': ['Azure Database for MySQL', 'relational'],
    'nat-gateway': ['Azure NAT Gateway', 'connectivity'],
    'postgresql-flexible': ['Azure Database for PostgreSQL', 'relational'],
    'public-ip': ['Azure Virtual Network', 'infrastructure'],
    'redis-cache': ['Azure Cache for Redis', 'caching'],
    'service-bus': ['Azure Service Bus', 'messaging'],
    'sql-database': ['Azure SQL Database', 'relational'],
    'traffic-manager': ['Azure Traffic Manager', 'routing'],
    'vnet-peering': ['Azure Virtual Network', 'connectivity'],
  },
  gcp: {
    'api-gateway': ['API Gateway', 'api'],
    bigquery: ['BigQuery', 'warehouse'],
    bigtable: ['Cloud Bigtable', 'nosql'],
    'cloud-armor': ['Cloud Armor', 'security'],
    'cloud-cdn': ['Cloud CDN', 'delivery'],
    'cloud-dns': ['Cloud DNS', 'routing'],
    'cloud-functions': ['Cloud Run Functions', 'serverless'],
    'cloud-load-balancing': ['Cloud Load Balancing', 'balancing'],
    'cloud-nat': ['Cloud NAT', 'connectivity'],
    'cloud-run': ['Cloud Run', 'containers'],
    'cloud-sql': ['Cloud SQL', 'relational'],
    'cloud-storage': ['Cloud Storage', 'object'],
    compute: ['Compute Engine', 'vm'],
    'custom-machine': ['Compute Engine', 'vm'],
    'external-ip': ['Virtual Private Cloud', 'infrastructure'],
    filestore: ['Filestore', 'file'],
    firestore: ['Firestore', 'nosql'],
    'memorystore-memcached': ['Memorystore for Memcached', 'caching'],
    'memorystore-redis': ['Memorystore for Redis', 'caching'],
    'memorystore-redis-cluster': ['Memorystore for Redis Cluster', 'caching'],
    'memorystore-valkey': ['Memorystore for Valkey', 'caching'],
    'network-egress': ['Network egress', 'connectivity'],
    'persistent-disk': ['Persistent Disk', 'block'],
    pubsub: ['Pub/Sub', 'messaging'],
  },
};

/** A service of the tables as FOCUS has it; undefined for prices of the file's own. */
export function focusService(provider: Provider, service: string): FocusService | undefined {
  const row = SERVICES[provider][service];
  if (!row) return undefined;
  const [category, subcategory] = CATEGORIES[row[1]];
  return { name: row[0], category, subcategory };
}
