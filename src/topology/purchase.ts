/**
 * Ways of buying nodes: their names, and what each name says. Which of them a provider sells is the products' business.
 */

/** How a commitment is paid: nothing on day one, part of it, or all. */
export const PAYMENTS = ['no-upfront', 'partial-upfront', 'all-upfront'] as const;

export type Payment = (typeof PAYMENTS)[number];

type Term = '1y' | '3y';
/** For some type of machine: a reserved instance, a reservation, a resource-based committed use. */
type Reserved = `reserved-${Term}${'' | '-convertible'}`;
/**
 * For so much money an hour: a savings plan, a flexible committed use; `-instance`: for one family of machines in one
 * region.
 */
type Savings = `savings-${Term}${'' | '-instance'}`;
type Plain = Reserved | Savings;
type Commitment = Plain | `${Plain}-${Payment}`;

export type Purchase = 'on-demand' | 'spot' | Commitment;

/** What the name of a way of buying says. */
export interface Way {
  readonly sort: 'on-demand' | 'spot' | 'reserved' | 'savings';
  /** Years that one is bound; 0: not at all. */
  readonly years: 0 | 1 | 3;
  /** May be exchanged for one of another type. */
  readonly convertible: boolean;
  /** Holds for one family of machines alone. */
  readonly instance: boolean;
  /** As the file says; left out: as the provider's is usually quoted. */
  readonly payment?: Payment;
}

const UNBOUND = { years: 0, convertible: false, instance: false } as const;

/** Reservations before savings plans and longer terms first: the order in which nodes fill them. */
function commitments(): (readonly [Commitment, Way])[] {
  const named: (readonly [Commitment, Way])[] = [];
  for (const sort of ['reserved', 'savings'] as const)
    for (const years of [3, 1] as const)
      for (const variant of [sort === 'reserved' ? '-convertible' : '-instance', ''] as const)
        for (const payment of [undefined, ...PAYMENTS]) {
          const suffix = payment === undefined ? '' : `-${payment}`;
          const way: Way = {
            sort,
            years,
            convertible: variant === '-convertible',
            instance: variant === '-instance',
            ...(payment && { payment }),
          };
          named.push([`${sort}-${years}y${variant}${suffix}` as Commitment, way]);
        }
  return named;
}

const WAYS: ReadonlyMap<Purchase, Way> = new Map<Purchase, Way>([
  ['on-demand', { sort: 'on-demand', ...UNBOUND }],
  ['spot', { sort: 'spot', ...UNBOUND }],
  ...commitments(),
]);

/** How much a name says beside the plain one; a longer term says no more. */
function plainness(purchase: Purchase): number {
  const { years, payment, convertible, instance } = WAYS.get(purchase)!;
  return years === 0 ? 0 : 1 + (payment ? 2 : 0) + (convertible || instance ? 1 : 0);
}

/** Every way of buying, the plainest names first. */
export const PURCHASES: readonly Purchase[] = [...WAYS.keys()].sort(
  (a, b) => plainness(a) - plainness(b) || (plainness(a) > 0 && a < b ? -1 : 0),
);

/** Ways that bind, in the order in which nodes fill them. */
export const COMMITMENTS: readonly Purchase[] = [...WAYS].filter(([, way]) => way.years > 0).map(([name]) => name);

export const wayOf = (purchase: Purchase): Way => WAYS.get(purchase)!;

/** A commitment in US dollars an hour; the exact decimal as the file has it. */
export interface Spend {
  readonly usdPerHour: string;
}

/** Nodes bought in each way, of savings plans also money an hour. */
export type PurchaseMix = Readonly<Partial<Record<Purchase, number | Spend | undefined>>>;
