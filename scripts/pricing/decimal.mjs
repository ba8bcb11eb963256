// Exact decimal arithmetic on strings. A table must not carry the binary noise of 0.1 + 0.2.

/** @returns the decimal as a whole number of 10^-scale units */
function parse(text) {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`not a decimal: "${text}"`);
  const [whole, fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function print({ units, scale }) {
  const digits = units.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

const rescale = ({ units, scale }, target) => units * 10n ** BigInt(target - scale);

/** The exact sum of two decimals. */
export function add(left, right) {
  const [a, b] = [parse(left), parse(right)];
  const scale = Math.max(a.scale, b.scale);
  return print({ units: rescale(a, scale) + rescale(b, scale), scale });
}

/** Negative, zero or positive as left is below, equal to or above right. */
export function compare(left, right) {
  const [a, b] = [parse(left), parse(right)];
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [rescale(a, scale), rescale(b, scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * value × numerator / denominator, rounded half up to `places` decimals.
 * @throws when the denominator is zero
 */
export function scaleBy(value, { numerator, denominator, places }) {
  const [a, n, d] = [parse(value), parse(numerator), parse(denominator)];
  if (d.units === 0n) throw new Error('division by zero');
  // a·10^-as × n·10^-ns ÷ d·10^-ds, in units of 10^-places
  const top = a.units * n.units * 10n ** BigInt(d.scale + places);
  const bottom = d.units * 10n ** BigInt(a.scale + n.scale);
  return print({ units: (2n * top + bottom) / (2n * bottom), scale: places });
}
