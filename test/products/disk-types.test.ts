/** Disk types that a provider does not have are errors with their place and a guess. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';

const PLACES = {
  aws: ['us-east-1', 'm5.large'],
  azure: ['eastus', 'Standard_D4s_v5'],
  gcp: ['us-central1', 'n2-standard-4'],
} as const;

const validate = (provider: keyof typeof PLACES, type: string) => {
  const [region, instance] = PLACES[provider];
  const volumes = `[{ type: ${type}, size: 512 GB }]`;
  return quoin(['validate', '-'], {
    stdin: `provider: ${provider}\nregion: ${region}\ncomponents:\n  a: { kind: service, instance: ${instance}, volumes: ${volumes} }\n`,
  });
};

describe('a disk type', () => {
  it.each([
    ['aws', 'gp4', 'EBS has no disk type "gp4" (did you mean "gp2"?)'],
    ['aws', 'premium-ssd', 'EBS has no disk type "premium-ssd", which is of azure (one of gp2, gp3'],
    ['azure', 'premum-ssd', 'Azure has no disk type "premum-ssd" (did you mean "premium-ssd"?)'],
    ['azure', 'gp3', 'Azure has no disk type "gp3", which is of aws'],
    ['gcp', 'pd-balancd', 'Compute Engine has no disk type "pd-balancd" (did you mean "pd-balanced"?)'],
    ['gcp', 'constructor', 'Compute Engine has no disk type "constructor"'],
  ] as const)('of %s: %s is refused', async (provider, type, message) => {
    const { status, err } = await validate(provider, type);
    expect(status).toBe(2);
    expect(err).toContain(`<stdin>:4:`);
    expect(err).toContain(`components.a.volumes[0].type: ${message}`);
  });

  // As the providers' pages list them (read 2026-11), each in another way of writing it.
  it.each([
    ['aws', ['gp2', 'GP3', 'io1', 'io2', 'st1', 'sc1', 'standard']],
    [
      'azure',
      [
        'premium-ssd',
        'Premium_SSD',
        'standard-ssd',
        'standard-hdd',
        'premium-ssd-v2',
        'ultra',
        'p30',
        'E20',
        's10',
        'premium-ssd-zrs',
      ],
    ],
    [
      'gcp',
      [
        'pd-standard',
        'pd_balanced',
        'PD-SSD',
        'pd-extreme',
        'hyperdisk-balanced',
        'hyperdisk-extreme',
        'hyperdisk-throughput',
        'hyperdisk-ml',
        'local-ssd',
      ],
    ],
  ] as const)('of %s is not refused for its name', async (provider, types) => {
    for (const type of types)
      expect([type, (await validate(provider, type)).err]).toEqual([type, expect.not.stringContaining('no disk type')]);
  });
});
