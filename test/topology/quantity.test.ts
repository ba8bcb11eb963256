import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUANTITY_PATTERNS, formatQuantity, parseQuantity } from '../../src/topology/quantity.ts';
import type { Quantity, QuantityKind } from '../../src/topology/quantity.ts';

const kinds = Object.keys(QUANTITY_PATTERNS) as QuantityKind[];

function parsed(kind: QuantityKind, input: unknown): Quantity {
  const result = parseQuantity(kind, input);
  if (!result.ok) throw new Error(`${kind} ${JSON.stringify(input)}: ${result.problem} (${result.fix})`);
  return result.quantity;
}

function refused(kind: QuantityKind, input: unknown): string {
  const result = parseQuantity(kind, input);
  if (result.ok) throw new Error(`${kind} ${JSON.stringify(input)} was taken as ${result.quantity.value}`);
  return `${result.problem} (${result.fix})`;
}

describe('parseQuantity', () => {
  // Each value is worked out by hand from the definition of its unit.
  it.each([
    ['rate', '400/s', 400],
    ['rate', '400 /s', 400],
    ['rate', '30/min', 0.5],
    ['rate', '5k/min', 83.33333333333333],
    ['rate', '3600/h', 1],
    ['rate', '86400/d', 1],
    ['rate', '604800/week', 1],
    ['rate', '31536000/year', 1],
    ['rate', '2.628M/month', 1],
    ['rate', '2G/s', 2_000_000_000],
    ['rate', '.5/s', 0.5],
    ['rate', '5e3/s', 5000],
    ['rate', '0/s', 0],
    ['duration', '250us', 0.00025],
    ['duration', '250µs', 0.00025],
    ['duration', '250μs', 0.00025],
    ['duration', '9ms', 0.009],
    ['duration', '9 ms', 0.009],
    ['duration', '7ns', 7e-9],
    ['duration', '1.5s', 1.5],
    ['duration', '2min', 120],
    ['duration', '730h', 2_628_000],
    ['duration', '7d', 604_800],
    ['duration', '7 days', 604_800],
    ['duration', '1w', 604_800],
    ['duration', '1y', 31_536_000],
    ['duration', '0ms', 0],
    ['size', '512 B', 512],
    ['size', '2 KB', 2048],
    ['size', '2KiB', 2048],
    ['size', '1.5 KB', 1536],
    ['size', '500 GB', 536_870_912_000],
    ['size', '4 TB', 4_398_046_511_104],
    ['size', '1 PiB', 1_125_899_906_842_624],
    ['bit-rate', '10 Gbps', 10_000_000_000],
    ['bit-rate', '100 Mbps', 100_000_000],
    ['bit-rate', '1.5 Mbit/s', 1_500_000],
    ['bit-rate', '56 kbps', 56_000],
    ['byte-rate', '250 MB/s', 262_144_000],
    ['byte-rate', '2628000 KB/month', 1024],
    ['share', '90%', 0.9],
    ['share', '99.95%', 0.9995],
    ['share', '0.9', 0.9],
    ['share', 0.9, 0.9],
    ['share', 1, 1],
    ['share', '100%', 1],
    ['money', '6000 USD', 6000],
    ['money', '6000 USD/month', 6000],
    ['money', '0.1USD', 0.1],
    ['month-amount', '2M/month', 2_000_000],
    ['month-amount', '1/day', 30.416666666666668],
    ['month-amount', '1/s', 2_628_000],
    ['month-amount', '100 GB/month', 107_374_182_400],
    ['month-amount', '730 h/month', 2_628_000],
    ['month-amount', '24h/day', 2_628_000],
    ['hours', '42h/week', 0.25],
    ['hours', '4h/day', 1 / 6],
    ['hours', '730h/month', 1],
    ['hours', '292h/month', 0.4],
    ['hours', '7d/week', 1],
    ['number', -1.5, -1.5],
    ['count', 8, 8],
  ] as const)('reads %s %s', (kind, input, value) => {
    expect(parsed(kind, input).value).toBe(value);
  });

  it('takes /month for the length that it is given', () => {
    const result = parseQuantity('rate', '720/month', { monthSeconds: 720 * 3600 });
    expect(result).toEqual({ ok: true, quantity: { value: 1 / 3600 } });
    expect(parseQuantity('hours', '360h/month', { monthSeconds: 720 * 3600 })).toEqual({
      ok: true,
      quantity: { value: 0.5 },
    });
  });

  it('says whether a peak is a factor or a rate', () => {
    expect(parsed('rate-or-factor', '3x')).toEqual({ value: 3, text: 'factor' });
    expect(parsed('rate-or-factor', '1200/s')).toEqual({ value: 1200, text: 'rate' });
  });

  it('says what a monthly amount counts', () => {
    expect(parsed('month-amount', '5k/month').text).toBe('count');
    expect(parsed('month-amount', '1 KB/month')).toEqual({ value: 1024, text: 'bytes' });
    expect(parsed('month-amount', '3 min/month')).toEqual({ value: 180, text: 'seconds' });
  });

  it.each([
    ['6000 USD', '6000'],
    ['0006000.10 USD', '6000.1'],
    ['6e3 USD', '6000'],
    ['.000000000123 USD', '0.000000000123'],
    ['1.23e-7 USD', '0.000000123'],
    ['0 USD', '0'],
    // A double holds 17 significant digits; money must keep them all.
    ['12345678901234567.89 USD', '12345678901234567.89'],
  ])('keeps %s exact as %s', (input, text) => {
    expect(parsed('money', input).text).toBe(text);
  });

  it('gives numbers as exact decimals too', () => {
    expect(parsed('number', 0.0000001).text).toBe('0.0000001');
    expect(parsed('number', -0.92).text).toBe('-0.92');
    expect(parsed('count', 12).text).toBe('12');
  });

  describe('ranges', () => {
    it.each([
      ['rate', '200..600/s', { value: 400, low: 200, high: 600 }],
      ['rate', '200/s..600/s', { value: 400, low: 200, high: 600 }],
      ['rate', '30/min..1.5/s', { value: 1, low: 0.5, high: 1.5 }],
      ['rate', { low: '200/s', mid: '300/s', high: '600/s' }, { value: 300, low: 200, high: 600 }],
      ['rate', { low: '200/s', high: '600/s' }, { value: 400, low: 200, high: 600 }],
      ['duration', '5..9 ms', { value: 0.007, low: 0.005, high: 0.009 }],
      ['duration', '.5...7 s', { value: 0.6, low: 0.5, high: 0.7 }],
      ['share', '10..20%', { value: 0.15, low: 0.1, high: 0.2 }],
      ['share', '0.25..0.75', { value: 0.5, low: 0.25, high: 0.75 }],
      ['share', { low: 0.25, mid: '30%', high: 0.75 }, { value: 0.3, low: 0.25, high: 0.75 }],
      ['size', '1..3 KB', { value: 2048, low: 1024, high: 3072 }],
      ['number', '-1..2', { value: 0.5, low: -1, high: 2, text: '0.5' }],
      ['number', { low: 1, high: 2 }, { value: 1.5, low: 1, high: 2, text: '1.5' }],
      ['count', '2..6', { value: 4, low: 2, high: 6, text: '4' }],
      ['count', '2..5', { value: 4, low: 2, high: 5, text: '4' }],
      ['money', '0.1..0.2 USD', { value: 0.15, low: 0.1, high: 0.2, text: '0.15' }],
      ['rate-or-factor', '2..4x', { value: 3, low: 2, high: 4, text: 'factor' }],
    ] as const)('reads %s %j', (kind, input, expected) => {
      const { value, low, high, ...rest } = parsed(kind, input);
      const { value: middle, low: lower, high: upper, ...others } = expected as Quantity;
      expect(value).toBeCloseTo(middle, 12);
      expect([low, high]).toEqual([lower, upper]);
      expect(rest).toEqual(others);
    });

    it.each([
      ['rate', '600..200/s'],
      ['rate', '1..2'],
      ['rate', { low: '3/s', mid: '2/s', high: '4/s' }],
      ['rate', { low: '1/s' }],
      ['rate', { low: '1/s', high: 2 }],
      ['rate', { low: '1/s', high: '1..2/s' }],
      ['rate', { low: '1/s', high: '2/s', middle: '1/s' }],
      ['rate', {}],
      ['rate-or-factor', '2x..600/s'],
      ['month-amount', '1 GB/month..5/month'],
      ['share', '50..150%'],
      ['number', { low: '1', high: '2' }],
    ] as const)('refuses %s %j', (kind, input) => {
      expect(refused(kind, input)).not.toBe('');
    });
  });

  it.each([
    ['rate', 400, '400 has no unit (write 400/s)'],
    ['rate', '400', '400 has no unit (write 400/s)'],
    ['rate', '1..2', '1..2 has no unit (write 1..2/s)'],
    ['rate', '1,000/s', '"1,000/s" groups its digits (write 1000/s)'],
    ['rate', '1_000/s', '"1_000/s" groups its digits (write 1000/s)'],
    ['rate', '1,5/s', '"1,5/s" has a decimal comma (write 1.5/s)'],
    ['rate', '400 rps', '"rps" is no unit of a rate (write 400/s)'],
    ['rate', '400 req/s', '"req/s" is no unit of a rate (write 400/s)'],
    ['rate', '5K/min', '"K/min" is no unit of a rate (write 5k/min)'],
    ['rate', '-1/s', '-1/s is negative (write at least 0)'],
    ['rate', '600..200/s', '600..200/s falls (write the smaller one first)'],
    ['duration', 250, '250 has no unit (write 250ms or 250s)'],
    ['duration', '5m', '"m" is no unit of a time (write 5min)'],
    ['size', '5 gb', '"gb" is no unit of a size (write 5 GB)'],
    ['bit-rate', '10 Gb/s', '"Gb/s" is no unit of a bit rate (write 10 Gbps)'],
    ['byte-rate', '250 MBps', '"MBps" is no unit of an amount of data per period (write 250 MB/s)'],
    ['share', 90, '90 is more than the whole (did you mean 90%?)'],
    ['share', '150%', '150% is more than the whole (write at most 100%)'],
    ['share', -0.1, '-0.1 is negative (write at least 0)'],
    ['money', 6000, '6000 has no unit (write 6000 USD)'],
    ['money', '$6000', '"$6000" has the currency in front (write 6000 USD)'],
    ['money', '6000 EUR', 'amounts are in USD, found EUR (convert it, and set billing.currency to show EUR)'],
    ['hours', '169h/week', '169h/week is more than the whole time (write at most 24h/day or 168h/week)'],
    ['count', 1.5, '1.5 is not a whole number (write 1 or 2)'],
    ['count', -1, '-1 is negative (write at least 0)'],
    ['count', '8', '"8" is text, expected a whole number (write 8 without quotes)'],
    ['duration', '1e400s', '1e400s is beyond anything real (write at most 1e18s)'],
    ['rate', NaN, 'NaN is not a finite number (write it like 400/s, 5k/min or 3.5M/month)'],
    ['rate', null, 'found nothing, expected a rate (write it like 400/s, 5k/min or 3.5M/month)'],
    ['rate', ['1/s'], 'found a list, expected a rate (write it like 400/s, 5k/min or 3.5M/month)'],
  ] as const)('explains what is wrong with %s %j', (kind, input, message) => {
    expect(refused(kind, input)).toBe(message);
  });

  it.each([
    ['number', Infinity],
    ['number', 1e19],
    ['number', '5'],
    ['count', Infinity],
    ['rate', '2e18/s'],
    ['rate', '1e-400/s'],
    ['rate', `${'1'.repeat(300)}/s`],
    ['rate', ' 4/s'],
    ['rate', '4/s\n'],
    ['rate', '4./s'],
    ['rate', '+4/s'],
    ['rate', '4/s/s'],
    ['rate', 'constructor'],
    ['rate', '5constructor/s'],
    ['size', '5 toString'],
    ['share', true],
    ['money', `1e-${'9'.repeat(30)} USD`],
    ['money', '1e-31 USD'],
  ] as const)('refuses %s %j', (kind, input) => {
    expect(refused(kind, input)).not.toBe('');
  });

  it('reads 0 with any exponent', () => {
    expect(parsed('money', `0e${'9'.repeat(30)} USD`)).toEqual({ value: 0, text: '0' });
  });

  it('makes no suggestion that it would refuse itself', () => {
    const words = [
      '5m',
      '400 rps',
      '5B/month',
      '100 gb per month',
      '5 seconds',
      '3X',
      '$5',
      '1,000/s',
      '40 hours/week',
      '10 gbps',
      '400/mont',
    ];
    for (const kind of kinds) {
      for (const word of words) {
        const result = parseQuantity(kind, word);
        const suggestion = result.ok ? undefined : /^write (\S*\d\S*(?: [A-Za-z/]+)?)$/.exec(result.fix)?.[1];
        if (suggestion !== undefined)
          expect([kind, word, suggestion, parseQuantity(kind, suggestion).ok]).toEqual([kind, word, suggestion, true]);
      }
    }
  });
});

// --- Properties ----------------------------------------------------------------------------------

const seed = 20260729;

/** Text that is nearly, and often exactly, a quantity. */
const pieces = fc.constantFrom(
  ...'0 5 12 .5 1.5 1e3 2E-3 1. - + .. ... / % x X k M G B K , $ USD'.split(' '),
  ...'s ms us µs min h d day days w week month y year KB GiB TB kB Gbps bit/s Mbit/s'.split(' '),
  ' ',
  '  ',
);
const nearly = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
const number = fc.constantFrom('0', '5', '12', '.5', '1.5', '1e3', '2E-3', '4.', '1e30', '1e-40');
const unit = fc.constantFrom(
  '',
  '/s',
  ' k/min',
  'M / month',
  'x',
  'ms',
  ' GB',
  ' GB/s',
  'Gbps',
  '%',
  ' USD',
  ' USD/month',
  'h/week',
  ' h/month',
  '/y',
);
const whole = fc
  .tuple(number, unit, fc.option(fc.tuple(fc.constantFrom('..', ' .. ', '...'), number, unit)))
  .map(([first, ends, range]) => `${first}${ends}${range === null ? '' : range.join('')}`);

describe('QUANTITY_PATTERNS', () => {
  it.each(kinds)('has examples of %s that fit and are read', (kind) => {
    const { pattern, examples } = QUANTITY_PATTERNS[kind];
    for (const example of examples) {
      expect(example).toMatch(new RegExp(pattern, 'u'));
      expect(parseQuantity(kind, example).ok).toBe(true);
    }
  });

  it.each(kinds)('fits the text of %s exactly where the parser finds its syntax right', (kind) => {
    const pattern = new RegExp(QUANTITY_PATTERNS[kind].pattern, 'u');
    fc.assert(
      fc.property(fc.oneof(nearly, whole, fc.string()), (text) => {
        const result = parseQuantity(kind, text);
        expect(result.ok || result.reason === 'value').toBe(pattern.test(text));
      }),
      { seed, numRuns: 3000 },
    );
  });
});

describe('formatQuantity', () => {
  it.each([
    ['rate', 400, '400/s'],
    ['rate', 1234, '1.23k/s'],
    ['rate', 999.6, '1k/s'],
    ['rate', 0.5, '30/min'],
    ['rate', 0, '0/s'],
    ['duration', 0.009, '9ms'],
    ['duration', 0.00025, '250us'],
    ['duration', 90, '1.5min'],
    ['duration', 604_800, '7d'],
    ['size', 1536, '1.5 KB'],
    ['size', 4_398_046_511_104, '4 TB'],
    ['size', 0, '0 B'],
    ['bit-rate', 10_000_000_000, '10 Gbps'],
    ['byte-rate', 262_144_000, '250 MB/s'],
    ['share', 0.9, '90%'],
    ['share', 0.123456, '12.3%'],
    ['share', 0.9995, '99.95%'],
    ['share', 0.99961, '99.961%'],
    ['share', 0.99999999, '99.999999%'],
    ['share', 1, '100%'],
    ['money', 6000, '6000 USD'],
    ['money', 0.0000034, '0.0000034 USD'],
    ['money', 1234.567, '1234.57 USD'],
    ['month-amount', 2_000_000, '2M/month'],
    ['hours', 0.4, '292h/month'],
    ['rate-or-factor', 3, '3x'],
    ['number', 3.14159, '3.14'],
    ['count', 12_345, '12345'],
  ] as const)('writes %s %d as %s', (kind, value, text) => {
    expect(formatQuantity(kind, value)).toBe(text);
  });

  it.each(kinds.filter((kind) => kind !== 'number' && kind !== 'count'))(
    'writes %s so that it reads back within three digits',
    (kind) => {
      const largest = kind === 'share' || kind === 'hours' ? 1 : 1e15;
      const smallest = kind === 'duration' ? 1e-9 : 1e-6;
      fc.assert(
        fc.property(fc.double({ min: Math.log(smallest), max: Math.log(largest), noNaN: true }), (logarithm) => {
          const value = Math.min(Math.exp(logarithm), largest);
          const back = parsed(kind, formatQuantity(kind, value)).value;
          expect(Math.abs(back - value) / value).toBeLessThanOrEqual(0.0051);
        }),
        { seed, numRuns: 500 },
      );
    },
  );
});

describe('any input', () => {
  it('is answered without throwing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.oneof(fc.anything(), nearly, whole, fc.string({ unit: 'binary' })),
        (kind, input) => {
          const result = parseQuantity(kind, input);
          if (result.ok) {
            const { value, low = value, high = value } = result.quantity;
            expect(low <= value && value <= high && Math.abs(value) <= 1e18).toBe(true);
          } else {
            expect(result.problem).not.toBe('');
            expect(result.fix).not.toBe('');
          }
        },
      ),
      { seed, numRuns: 5000 },
    );
    for (const text of [
      '1'.repeat(1e6),
      `${' '.repeat(1e6)}/s`,
      '1..'.repeat(60),
      '9'.repeat(199),
      `${'.5'.repeat(99)}/s`,
      `1${' '.repeat(190)}/`,
    ]) {
      for (const kind of kinds) expect(parseQuantity(kind, text).ok).toBe(false);
    }
  });
});
