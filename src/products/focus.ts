/**
 * What FOCUS calls the services of the rate tables: name, category and subcategory. Products say it of those that they
 * bill.
 */
import type { Provider } from '../topology/model.ts';

/** Categories and subcategories of FOCUS 1.2 that a bill of ours can be of. */
export const FOCUS_CATEGORIES = {
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

/** A service by its name and category. */
export type FocusService = readonly [name: string, category: keyof typeof FOCUS_CATEGORIES];

/** Services of the tables that no product of ours bills as its own. */
export const OTHER_SERVICES: Readonly<Record<Provider, Readonly<Record<string, FocusService>>>> = {
  aws: {
    'data-transfer': ['AWS Data Transfer', 'connectivity'],
    'public-ipv4': ['Amazon VPC', 'infrastructure'],
    sns: ['Amazon SNS', 'messaging'],
  },
  azure: {
    bandwidth: ['Bandwidth', 'connectivity'],
    'public-ip': ['Azure Virtual Network', 'infrastructure'],
    'vnet-peering': ['Azure Virtual Network', 'connectivity'],
  },
  gcp: {
    bigquery: ['BigQuery', 'warehouse'],
    'external-ip': ['Virtual Private Cloud', 'infrastructure'],
    'network-egress': ['Network egress', 'connectivity'],
  },
};
