import { describe, expect, it } from 'vitest';
import { swarm } from '../../../src/models/traffic/swarm.ts';

describe('a swarm', () => {
  // A file of 4 GB, in megabytes and MB/s.
  const file = { size: 4000, upload: 2.5, download: 12.5, seedingTime: 0, effectiveness: 1 };

  it('without seeds is bound by upload: T = size / (η·upload)', () => {
    expect(swarm(file)).toEqual({ offload: 0.2, aloneSeconds: 1600, downloadSeconds: 320 });
    expect(swarm({ ...file, effectiveness: 0.5 }).aloneSeconds).toBe(3200);
  });

  it('takes its time at the download bandwidth once peers stay long enough', () => {
    // A peer gives back all of the file in 1600 s; what it gives while downloading at full speed takes 320 s of it.
    expect(swarm({ ...file, seedingTime: 1280 })).toEqual({ offload: 1, aloneSeconds: 320, downloadSeconds: 320 });
    expect(swarm({ ...file, seedingTime: 640 }).offload).toBeCloseTo(0.6, 12);
    expect(swarm({ ...file, seedingTime: 1e6 }).offload).toBe(1);
  });

  it('is carried by peers alone just where they need no longer than the download', () => {
    for (const seedingTime of [0, 200, 900, 1279, 1281, 5000]) {
      const { offload, aloneSeconds, downloadSeconds } = swarm({ ...file, seedingTime });
      expect(offload === 1).toBe(aloneSeconds === downloadSeconds);
    }
  });

  it('agrees with the fluid equations integrated in time', () => {
    // dx/dt = λ − min(c·x, μ(ηx + y)), dy/dt = min(…) − γ·y in files and seconds.
    const s = { ...file, seedingTime: 500, effectiveness: 0.8 };
    const [mu, c, gamma, lambda] = [s.upload / s.size, s.download / s.size, 1 / s.seedingTime, 0.05];
    let [x, y] = [0, 0];
    for (let t = 0; t < 200_000; t++) {
      const done = Math.min(c * x, mu * (s.effectiveness * x + y));
      x += lambda - done;
      y += done - gamma * y;
    }
    // Little's law: T = x/λ.
    expect(x / lambda / swarm(s).aloneSeconds).toBeCloseTo(1, 3);
  });

  it('refuses what is none', () => {
    expect(() => swarm({ ...file, upload: 0 })).toThrow(RangeError);
    expect(() => swarm({ ...file, effectiveness: 2 })).toThrow(RangeError);
    expect(() => swarm({ ...file, seedingTime: -1 })).toThrow(RangeError);
  });
});
