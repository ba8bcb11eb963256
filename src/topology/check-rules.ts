/** What a check may judge. */
export const CHECK_RULES = [
  'cost',
  'component-cost',
  'tag-cost',
  'cost-per-million',
  'increase',
  'slo',
  'unpriced',
  'price-age',
  'capacity',
  'unknown',
] as const;
