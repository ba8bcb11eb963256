import { describe, expect, it } from 'vitest';
import { unscaledDemands } from '../../src/comparison/speeds.ts';
import { estimateOf, quoin, RATES } from '../support.ts';

const on = (instance: string, demand: object) => ({
  provider: 'aws',
  region: 'us-east-1',
  workload: { w: { enters: 'app', rate: '10/s' } },
  components: { app: { kind: 'service', instance, demand } },
});
const said = (a: object, b: object) => unscaledDemands(estimateOf(a), estimateOf(b), RATES);

describe('instances of different speed', () => {
  it('are warned of where the demand says nothing of where it was measured', () => {
    const [warning] = said(on('m5.large', { cpu: '20ms' }), on('m7g.large', { cpu: '20ms' }));
    expect(warning).toMatchObject({ code: 'unscaled-demand', path: ['components', 'app'] });
    expect(warning!.message).toContain('a vCPU of m7g.large is 1.');
    expect(warning!.fix).toContain('demand: { on: m5.large }');
  });

  it('are not where it says so, where they are sizes of one family, or the same', () => {
    expect(
      said(on('m5.large', { cpu: '20ms', on: 'm5.large' }), on('m7g.large', { cpu: '20ms', on: 'm5.large' })),
    ).toEqual([]);
    expect(said(on('m5.large', { cpu: '20ms' }), on('m5.4xlarge', { cpu: '20ms' }))).toEqual([]);
    expect(said(on('m5.large', { cpu: '20ms' }), on('m5.large', { cpu: '20ms' }))).toEqual([]);
  });

  it('is said by diff and by compare', async () => {
    const files = {
      'a.yaml': JSON.stringify(on('m5.large', { cpu: '20ms' })),
      'b.yaml': JSON.stringify(on('c7a.large', { cpu: '20ms' })),
    };
    expect((await quoin(['diff', 'a.yaml', 'b.yaml'], { files })).err).toContain('without demand.on');
    expect((await quoin(['compare', 'a.yaml', 'b.yaml'], { files })).err).toContain('without demand.on');
  });
});
