/** The checksum of the code cache against the same steps in integers of any length. */
import { describe, expect, it } from 'vitest';
import { summedBytes } from '../../src/host/checksum.ts';

const BELOW = 2n ** 64n;
const P = 0x9e37_79b9_7f4a_7c15n;

function byHand(bytes: Uint8Array, from: number): string {
  let sum = 0n;
  for (let at = from; at < bytes.length; at += 8) {
    let word = 0n;
    for (let i = 7; i >= 0; i--) word = word * 256n + BigInt(bytes[at + i] ?? 0);
    const product = ((sum ^ word) * P) % BELOW;
    sum = (product * 2n ** 29n + product / 2n ** 35n) % BELOW;
  }
  return sum.toString(16).padStart(16, '0');
}

/** Bytes without a pattern, the same each time. */
function fill(bytes: Uint8Array): void {
  let state = 1;
  for (let i = 0; i < bytes.length; i++) bytes[i] = (state = (state * 48_271) % 2_147_483_647) >> 8;
}

describe('the checksum', () => {
  it.each([
    [1, 0],
    [7, 0],
    [8, 0],
    [9, 8],
    [4096, 512],
    [65_536, 512],
    [65_537, 512],
    [200_003, 8],
  ])('of %i bytes from %i on', (length, from) => {
    const { bytes, sumFrom } = summedBytes(length);
    expect(bytes).toHaveLength(length);
    fill(bytes);
    expect(sumFrom(from)).toBe(byHand(bytes, from));
  });

  it('finds each flipped bit, and none before the offset', () => {
    const { bytes, sumFrom } = summedBytes(1003);
    fill(bytes);
    const sum = sumFrom(16);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      if ((sumFrom(16) !== sum) !== bit >= 8 * 16) expect.fail(`bit ${bit}`);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(sumFrom(16)).toBe(sum);
  });

  it('finds words that are exchanged, and two highest bits', () => {
    const { bytes, sumFrom } = summedBytes(64);
    fill(bytes);
    const sum = sumFrom(0);
    const words = new BigUint64Array(bytes.buffer, 0, 8);
    for (let i = 0; i < 8; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [words[i]!, words[j]!];
        [words[i], words[j]] = [b, a];
        expect(sumFrom(0)).not.toBe(sum);
        [words[i], words[j]] = [a ^ (1n << 63n), b ^ (1n << 63n)];
        expect(sumFrom(0)).not.toBe(sum);
        [words[i], words[j]] = [a, b];
      }
  });
});
