/** What a topology means once it is read: defaults, lengths of months, peaks, what changes nothing. */
import { describe, expect, it } from 'vitest';
import { estimateOf, itemsOf, quoin } from '../support.ts';

const base = { provider: 'aws', region: 'us-east-1' };
const files = { files: { kind: 's3' } };

/** Messages about a topology on standard error, and the exit status. */
async function said(topology: object | string): Promise<[status: number, err: string]> {
  const { status, err } = await quoin(['validate', '-'], {
    stdin: typeof topology === 'string' ? topology : JSON.stringify(topology),
  });
  return [status, err];
}

describe('the month', () => {
  it('is as long as billing says, for rates by the month too', () => {
    const topology = (month: string) => ({
      ...base,
      billing: { month },
      workload: { w: { enters: 'f', rate: '3.6M/month', response: '0 B' } },
      components: {
        f: { kind: 'lambda', memory: '1 GB', duration: '1s' },
        vm: { kind: 'ec2', instance: 't2.micro', hours: '300h/month' },
      },
    });
    for (const month of ['730h', '720h', '744h']) {
      expect(itemsOf(topology(month), 'f').find((item) => item.meter === 'requests')!.quantity).toBe('3600000');
      expect(itemsOf(topology(month), 'vm')[0]!.quantity).toBe('300');
    }
  });
});

describe('monthly amounts', () => {
  it('are refused where they count something else than the field does', async () => {
    const [status, err] = await said({
      ...base,
      components: { files: { kind: 's3', usage: { get: '100 GB/month', egress: '2M/month' } } },
    });
    expect(status).toBe(2);
    expect(err).toContain('usage.get: 100 GB/month is no count (write 2M/month)');
    expect(err).toContain('usage.egress: 2M/month is no amount of bytes (write 100 GB/month)');
  });

  it('may be uncertain without a middle', () => {
    // The middle of 10 and 30 is 20 requests at 0.0000004.
    const topology = {
      ...base,
      components: { files: { kind: 's3', usage: { get: { low: '10M/month', high: '30M/month' } } } },
    };
    expect(itemsOf(topology, 'files')[0]!.amount).toBe('8.00');
  });
});

describe('the peak', () => {
  const peakOf = (more: object) =>
    estimateOf({
      ...base,
      workload: { w: { enters: 'files', rate: '100/s', response: '1 KB', ...more } },
      components: files,
    }).topology.classes[0]!.peak;

  it('is a rate or a multiple of the mean, and the mean without either', () => {
    expect(peakOf({})).toBe(100);
    expect(peakOf({ peak: '3x' })).toBeCloseTo(300, 9);
    expect(peakOf({ peak: '450/s' })).toBe(450);
  });

  it('is the busiest hour of a profile of 24 shares', () => {
    // Twelve hours of 1 and twelve of 3 have a mean of 2: the busy ones are 1.5 times that.
    const profile = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 3));
    expect(peakOf({ profile })).toBeCloseTo(150, 9);
  });
});

describe('what changes nothing', () => {
  it('is said of fields that a product does not know', async () => {
    const [, err] = await said({ ...base, components: { jobs: { kind: 'queue', brokers: 3 } } });
    expect(err).toContain('brokers changes nothing on sqs');
  });

  it('is said of prices that match no line', async () => {
    const [status, err] = await said({
      ...base,
      components: files,
      prices: { discounts: [{ match: { service: 'nosuch' }, percent: 60 }] },
    });
    expect(status).toBe(0);
    expect(err).toContain('this discount matches no line of the bill');
  });
});

describe('what is left out', () => {
  it('is named by the side of the call that lacks it', async () => {
    const calls = [
      { to: 'files', operation: 'read', request: '1 KB' },
      { to: 'files', operation: 'write', request: '1 KB' },
      { to: 'db' },
    ];
    const app = { kind: 'service', instance: 'm5.large', calls };
    const [, err] = await said({
      ...base,
      workload: { w: { enters: 'app', rate: '1/s', response: '1 KB' } },
      components: { app, ...files, db: { kind: 'sql', instance: 'db.m5.large', storage: '1 GB' } },
    });
    expect(err).toContain('not billed: app → files (response), app → db (request and response) (give');
  });

  it('is guessed at for a mistyped instance of a managed service', async () => {
    const [, err] = await said({
      ...base,
      components: { db: { kind: 'sql', instance: 'db.r6g.lage', storage: '1 GB' } },
    });
    expect(err).toContain('Amazon RDS has no instance type "db.r6g.lage" (did you mean "db.r6g.large"?)');
  });
});

describe('errors', () => {
  it('of reading and of meaning are shown in one run', async () => {
    const [status, err] = await said(
      'provider: aws\nregion: us-east-1\ncomponents:\n  a: { kind: s3, storage: 1 TB, storage: 2 TB }\n  b: { kind: sqll }\n  c: { kind: ec2, instance: m5.large, count: .nan }\n',
    );
    expect(status).toBe(2);
    expect(err).toContain('the key "storage" is given twice');
    expect(err).toContain('"sqll"');
    expect(err.match(/components\.c\.count/g)).toHaveLength(1);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a word such as %s is a word', async (word) => {
    for (const [provider, region] of [
      ['aws', 'us-east-1'],
      ['azure', 'eastus'],
      ['gcp', 'us-central1'],
    ]) {
      const topology = {
        provider,
        region,
        components: {
          vm: {
            kind: 'service',
            instance: { name: word, vcpu: 1, memory: '1 GB' },
          },
          files: { kind: 'object-store', class: word, storage: '1 GB' },
          share: { kind: 'file-store', class: word, storage: '1 GB' },
          db: { kind: 'sql', edition: word, storage_type: word, storage: '1 GB' },
          cache: { kind: 'cache', tier: word },
          api: { kind: 'api-gateway', tier: word },
          log: { kind: 'log', tier: word },
          queue: { kind: 'queue', tier: word },
        },
      };
      const [status] = await said(topology);
      expect(status).toBe(0);
      const [refused, err] = await said({
        ...topology,
        components: {
          db: { kind: 'sql', instance: word },
          cache: { kind: 'cache', instance: word },
          vm: {
            kind: 'service',
            instance: { name: word, vcpu: 1, memory: '1 GB' },
            volumes: [{ type: word, size: '1 GB' }],
          },
        },
      });
      expect(refused).toBe(2);
      expect(err).toMatch(/components\.db\.instance: .* has no instance type/);
      expect(err).toMatch(/components\.vm\.volumes\[0\]\.type: .* has no disk type/);
    }
  });
});
