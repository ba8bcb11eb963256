/**
 * At and above this utilisation there is no steady state that a figure could describe; just below 1, for what rounding
 * adds.
 */
export const FULL = 1 - 1e-9;
