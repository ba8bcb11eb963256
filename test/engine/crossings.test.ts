/** What the traffic crosses, in bytes per second, and who pays for it. */
import { describe, expect, it } from 'vitest';
import { crossings } from '../../src/engine/transfer.ts';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf } from '../support.ts';

const MB = 2 ** 20;

/** Crossings of a topology as [component, border, label, MB/s]. */
function crossed(components: object, more: object = {}) {
  const { topology, placed, traffic } = estimateOf({
    provider: 'aws',
    region: 'us-east-1',
    zones: 3,
    ...more,
    components,
  });
  return crossings(topology, placed, traffic).map((one) => [
    placed[one.component]!.component.name,
    one.border,
    one.label,
    Math.round((one.bytesPerSecond / MB) * 1e6) / 1e6,
  ]);
}

const page = (enters: string, response = '1 MB') => ({ workload: { page: { enters, rate: '9/s', response } } });
const vm = (calls: object[] = [], more: object = {}) => ({
  kind: 'service',
  instance: 'm5.large',
  count: 3,
  calls,
  ...more,
});

describe('crossings', () => {
  it('let responses leave to the internet where a class enters', () => {
    expect(crossed({ app: vm() }, page('app'))).toEqual([['app', 'internet', '', 9]]);
  });

  it('count two thirds of a call between three zones, and nothing of one that keeps to its zone', () => {
    const call = { to: 'db', request: '1 MB', response: '2 MB' };
    const db = { kind: 'sql', instance: 'db.m5.large', storage: '10 GB' };
    // 9/s × 3 MB × 2/3, though the database stands in one zone: the callers stand in three.
    expect(crossed({ app: vm([call]), db }, page('app', '0 B'))).toEqual([['app', 'zone', 'app → db', 18]]);
    expect(crossed({ app: vm([{ ...call, zone_affinity: true }]), db }, page('app', '0 B'))).toEqual([]);
    expect(crossed({ app: vm([call], { count: 1 }), db }, page('app', '0 B'))).toEqual([]);
  });

  it('charge each side of a call between regions for what it sends', () => {
    const call = { to: 'api', request: '1 MB', response: '2 MB' };
    expect(crossed({ app: vm([call]), api: vm([], { region: 'eu-west-1' }) }, page('app', '0 B'))).toEqual([
      ['app', 'region', 'app → api', 9],
      ['api', 'region', 'app → api (responses)', 18],
    ]);
  });

  it('keep the region of a call from the component that is called in its place', () => {
    const call = { to: 'far', region: 'us-west-2', errors: '100%', fallback: 'near', request: '1 MB', response: '0 B' };
    expect(crossed({ app: vm([call]), far: vm(), near: vm() }, page('app', '0 B'))).toEqual([
      ['app', 'region', 'app → far', 9],
      ['app', 'zone', 'app → near', 6],
    ]);
  });

  it('replicate and consume what a log takes in, whether a class or its usage says so', () => {
    const log = {
      kind: 'log',
      product: 'self-managed',
      instance: 'm5.large',
      brokers: 3,
      replication: 3,
      consumers: 2,
    };
    // 3 MB/s by the month: 2 copies and two thirds of two groups cross.
    const usage = { ingress: `${3 * 2_628_000} MB/month` };
    expect(crossed({ log: { ...log, usage } })).toEqual([
      ['log', 'zone', 'replicate within log', 6],
      ['log', 'zone', 'consume from log (2 other groups)', 4],
    ]);
  });

  it('copy what is written once to each other region of a ring, and once to each other member of a group', () => {
    const call = { request: '1 MB', response: '0 B', operation: 'write' };
    const placement = ['eu-west-1', 'us-east-1', 'eu-central-1'];
    const ring = { kind: 'wide-column', instance: 'm5.large', placement, zones: 1 };
    const etcd = { kind: 'consensus', instance: 'm5.large', placement, members: 5, leader: 'eu-west-1', zones: 1 };
    const app = vm(
      [
        { to: 'ring', ...call },
        { to: 'etcd', ...call },
      ],
      { zones: 1 },
    );
    const { topology, placed, traffic } = estimateOf({
      provider: 'aws',
      region: 'us-east-1',
      ...page('app', '0 B'),
      components: { app, ring, etcd },
    });
    // Five members stand in eu-west-1, us-east-1, eu-central-1, eu-west-1 and us-east-1.
    expect(
      crossings(topology, placed, traffic)
        .filter(({ border }) => border === 'region')
        .map((one) => [one.label, one.region, one.otherRegion, one.bytesPerSecond / MB, [...one.classBytes.keys()]]),
    ).toEqual([
      ['replicate within ring, us-east-1 → eu-west-1', 'us-east-1', 'eu-west-1', 9, ['page']],
      ['replicate within ring, us-east-1 → eu-central-1', 'us-east-1', 'eu-central-1', 9, ['page']],
      ['replicate within etcd, eu-west-1 → us-east-1', 'eu-west-1', 'us-east-1', 18, ['page']],
      ['replicate within etcd, eu-west-1 → eu-central-1', 'eu-west-1', 'eu-central-1', 9, ['page']],
    ]);
  });
});

describe("a kind's own figures", () => {
  it('are among the details of its component', () => {
    const { components } = toJson(
      estimateOf({
        provider: 'aws',
        region: 'us-east-1',
        ...page('edge'),
        components: {
          edge: { kind: 'cdn', hit_ratio: '93%', calls: [{ to: 'files', operation: 'read' }] },
          files: { kind: 's3' },
        },
      }),
    );
    expect(components[0]!.details).toMatchObject({ hit_ratio: { value: 0.93, unit: 'share' } });
  });
});
