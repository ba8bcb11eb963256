/** Families of systems by what makes their figures approximate, and which of them a request meets on its way. */

/** A family whose error is measured as one. */
export type Family =
  | 'exact'
  | 'service'
  | 'tandem'
  | 'arrivals'
  | 'dispatch'
  | 'fanout'
  | 'crowd'
  | 'hedges'
  | 'retries'
  | 'room'
  | 'pools'
  | 'closed'
  | 'classes';
