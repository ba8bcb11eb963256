import { describe, expect, it } from 'vitest';
import { products } from '../../src/products/index.ts';
import { quotasOf } from '../../src/products/quota.ts';
import type { Provider } from '../../src/topology/model.ts';
import { GIB, MIB, TIB, rates } from './one.ts';

const MB = 1e6;

/** Of a product by its names. */
const quotas = (provider: Provider, product: string, ...asked: [Record<string, unknown>, typeof rates, string?]) =>
  quotasOf(products.get(`${provider}/${product}`)!, ...asked);

function capacities(provider: Provider, product: string, options: Record<string, unknown> = {}, region?: string) {
  return quotas(provider, product, options, rates, region).map(({ resource, capacity }) => [resource, capacity]);
}

describe('quotas', () => {
  it('S3: 5500 reads and 3500 writes for each prefix', () => {
    expect(capacities('aws', 's3')).toEqual([
      ['get-requests', 5500],
      ['put-requests', 3500],
    ]);
    expect(capacities('aws', 's3', { prefixes: 10 })[0]).toEqual(['get-requests', 55_000]);
  });

  it('Azure Blob: 20 000 requests, 25 Gbit/s in and 50 out of an account', () => {
    expect(capacities('azure', 'blob-storage')).toEqual([
      ['requests', 20_000],
      ['ingress', 25e9 / 8],
      ['egress', 50e9 / 8],
    ]);
  });

  it('Cloud Storage: a bucket starts with 5000 reads and 1000 writes', () => {
    expect(capacities('gcp', 'cloud-storage')).toEqual([
      ['get-requests', 5000],
      ['put-requests', 1000],
    ]);
  });

  it('Lambda: 1000 at once unless the file says otherwise, 1000 more every ten seconds', () => {
    expect(capacities('aws', 'lambda')).toEqual([
      ['concurrency', 1000],
      ['new-instances', 100],
    ]);
    expect(quotas('aws', 'lambda', { concurrency: 50 }, rates)[0]).toMatchObject({ capacity: 50, kind: 'provisioned' });
  });

  it('API Gateway: 10 000/s of an account, 2500 in newer regions, or the file’s quota', () => {
    expect(capacities('aws', 'api-gateway', {}, 'us-east-1')).toEqual([['requests', 10_000]]);
    expect(capacities('aws', 'api-gateway', {}, 'eu-south-1')).toEqual([['requests', 2500]]);
    expect(capacities('aws', 'api-gateway', { quota: 300 })).toEqual([['requests', 300]]);
    expect(capacities('azure', 'api-management', { tier: 'standard', units: 2 })).toEqual([['requests', 5000]]);
    expect(capacities('azure', 'api-management')).toEqual([]);
  });

  it('Kinesis: 1 MB/s, 1000 records/s in and 2 MB/s out of a shard', () => {
    expect(capacities('aws', 'kinesis', { shards: 4 })).toEqual([
      ['ingress', 4 * MB],
      ['put-requests', 4000],
      ['egress', 8 * MB],
    ]);
    expect(capacities('aws', 'kinesis', { shards: 4, enhanced_fan_out: true, consumers: 3 })[2]).toEqual([
      'egress',
      24 * MB,
    ]);
    expect(capacities('aws', 'kinesis', { mode: 'on-demand' })).toEqual([
      ['ingress', 4 * MB],
      ['egress', 8 * MB],
    ]);
    expect(capacities('aws', 'kinesis')).toEqual([]);
  });

  it('Event Hubs: 1 MB/s in and 2 out of a throughput unit; none for units of another sort', () => {
    expect(capacities('azure', 'event-hubs', { units: 3 }).slice(0, 3)).toEqual([
      ['ingress', 3 * MB],
      ['put-requests', 3000],
      ['egress', 6 * MB],
    ]);
    expect(capacities('azure', 'event-hubs', { units: 3, tier: 'premium' })).toEqual([]);
  });

  it('Pub/Sub: 200 MB/s in large regions, 50 elsewhere', () => {
    expect(capacities('gcp', 'pubsub', {}, 'us-central1')).toEqual([['ingress', 200 * MB]]);
    expect(capacities('gcp', 'pubsub', {}, 'europe-west6')).toEqual([['ingress', 50 * MB]]);
  });

  it('DynamoDB: 40 000 units of a table, 3000 and 1000 of a partition', () => {
    expect(capacities('aws', 'dynamodb')).toEqual([
      ['read-units', 40_000],
      ['write-units', 40_000],
      ['read-units', 3000],
      ['write-units', 1000],
    ]);
    expect(capacities('aws', 'dynamodb', { mode: 'provisioned', read_capacity: 100 }).slice(0, 2)).toEqual([
      ['read-units', 100],
      ['write-units', 40_000],
    ]);
  });

  it('Cosmos DB: 10 000 request units of a partition', () => {
    expect(capacities('azure', 'cosmos-db', { request_units: 4000 })).toEqual([
      ['request-units', 4000],
      ['request-units', 10_000],
    ]);
  });

  it('SQS: 300 calls/s of a FIFO queue, ten messages each at most; none for a standard one', () => {
    expect(capacities('aws', 'sqs', { type: 'fifo' })).toEqual([['messages', 300]]);
    expect(capacities('aws', 'sqs', { type: 'fifo', batch: 20 })).toEqual([['messages', 3000]]);
    expect(capacities('aws', 'sqs')).toEqual([]);
  });

  it('Service Bus: 4 MB/s of a messaging unit, 1000 operations of a standard namespace', () => {
    expect(capacities('azure', 'service-bus', { tier: 'premium', units: 2 })).toEqual([['ingress', 8 * MB]]);
    expect(capacities('azure', 'service-bus')).toEqual([['requests', 1000]]);
  });

  it('EFS: 50 MiB/s for a TiB, 1 at least, reads at a third; or what is provisioned', () => {
    expect(capacities('aws', 'efs', { storage: 2 * TIB }).slice(0, 3)).toEqual([
      ['ingress', 100 * MIB],
      ['egress', 300 * MIB],
      ['get-requests', 35_000],
    ]);
    expect(capacities('aws', 'efs', { storage: GIB })[0]).toEqual(['ingress', MIB]);
    expect(capacities('aws', 'efs', { storage: GIB, throughput: 200 * MIB })[0]).toEqual(['ingress', 200 * MIB]);
    expect(capacities('aws', 'efs', { throughput_mode: 'elastic' })[0]).toEqual(['ingress', GIB]);
  });

  it('Azure Files premium: 3000 operations and one a GiB; Filestore basic: 180 MB/s read, 100 written', () => {
    expect(capacities('azure', 'files', { class: 'premium', storage: TIB })).toEqual([
      ['requests', 4024],
      ['ingress', (100 + 41 + 62) * MIB],
      ['egress', (100 + 41 + 62) * MIB],
    ]);
    expect(capacities('gcp', 'filestore')).toEqual([
      ['requests', 5000],
      ['ingress', 100 * MB],
      ['egress', 180 * MB],
    ]);
    expect(capacities('gcp', 'filestore', { class: 'zonal' })).toEqual([]);
  });

  it('NAT: 55 000 connections to one destination a gateway on AWS, 64 512 on Azure, 64 a machine on Google', () => {
    expect(capacities('aws', 'nat-gateway', { count: 3 })[0]).toEqual(['connections', 165_000]);
    expect(capacities('azure', 'nat-gateway')[0]).toEqual(['connections', 64_512]);
    expect(capacities('gcp', 'cloud-nat', { machines: 10 })).toEqual([['connections', 640]]);
  });

  it('none where a product scales by itself', () => {
    expect(capacities('aws', 'alb')).toEqual([]);
  });

  it('all say what they hold for and where they come from', () => {
    for (const { provider, name } of products.values()) {
      for (const quota of quotas(provider, name, { units: 1, shards: 1, nodes: 1, type: 'fifo' }, rates)) {
        expect(quota.capacity).toBeGreaterThan(0);
        expect(quota.note).toBeTruthy();
        expect(quota.source).toMatch(/^(pricing\/|https:|the file)/);
      }
    }
  });
});
