/** Commitments of a bill in words and in money: what is paid for and not used, and from which use they pay. */
import type { LineItem } from './line.ts';
import { quantityFromNumber, scaleAmount, subtract, ZERO_AMOUNT, type Amount } from './money.ts';

/** Of a month, what is paid for a commitment that nothing uses; undefined where that is not known. */
export function unusedOf({ amount, commitment }: Pick<LineItem, 'amount' | 'commitment'>): Amount | undefined {
  if (amount === undefined || commitment?.used === undefined) return undefined;
  return scaleAmount(amount, quantityFromNumber(1 - Math.min(1, commitment.used)), 10n ** 12n);
}

/**
 * Of a month, what is paid in it, beside what was paid on day one.
 *
 * @param monthHours of the month; a year has 8,760
 */
export function billedOf({ amount, upFront, commitment }: LineItem, monthHours: number): Amount | undefined {
  if (amount === undefined || upFront === undefined) return amount;
  if (commitment === undefined || commitment.payment === 'all-upfront') return ZERO_AMOUNT;
  const hours = quantityFromNumber(monthHours);
  const term = BigInt(commitment.years) * 8760n * 10n ** 12n;
  const rest = subtract(amount, scaleAmount(upFront, hours, term));
  return rest > 0n ? rest : ZERO_AMOUNT;
}

const PAID = { 'no-upfront': 'nothing up front', 'partial-upfront': 'part up front', 'all-upfront': 'all up front' };

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** "1 year, all up front; pays from 58.8 % of the hours on, used 100 %": undefined where nothing is committed. */
export function commitmentText({ commitment }: LineItem): string | undefined {
  if (!commitment) return undefined;
  const { years, payment, used, breakEven } = commitment;
  const term = `${years} year${years > 1 ? 's' : ''}, ${PAID[payment]}`;
  const pays =
    breakEven === undefined ? 'from which use it pays is not known' : `pays from ${percent(breakEven)} of the hours on`;
  return `${term}; ${pays}, ${used === undefined ? 'what it covers is not known' : `used ${percent(used)}`}`;
}
