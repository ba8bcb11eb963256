/** Ways of paying for a reservation that cost a constant multiple of paying all up front. */
import { formatPrice, parsePrice, type Price } from './money.ts';
import type { InstancePrice, PriceRow } from './rate-table.ts';

/** One way of paying: "no-upfront", "partial-upfront". */
export interface Payment {
  readonly way: string;
  readonly linux1y: PriceRow | undefined;
  readonly linux3y: PriceRow | undefined;
}

/** The hour of a reservation in each way of paying but all up front, which the tables hold. */
export function paymentsOf({ payments = {}, linux1y, linux3y }: InstancePrice): readonly Payment[] {
  const times = (row: PriceRow | undefined, factor: string, words: string): PriceRow | undefined =>
    row && {
      ...row,
      price: formatPrice(((parsePrice(row.price) * parsePrice(factor)) / parsePrice('1')) as Price),
      note: `${words}; derived: ${factor} × all up front`,
    };
  return Object.entries(payments).map(([way, { '1y': year, '3y': years }]) => {
    const words = `standard reserved instance, ${way.replace('-upfront', ' up front')}`;
    return { way, linux1y: times(linux1y, year, words), linux3y: times(linux3y, years, words) };
  });
}
