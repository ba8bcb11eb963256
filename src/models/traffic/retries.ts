/**
 * The mean number of times that a call is made when each failed attempt is tried again:
 * 1 + p + p² + … + p^r. It is what a retry policy multiplies the called component's load by.
 *
 * Attempts are taken to fail independently. Under overload they don't (a retry storm), and the true load is higher.
 *
 * @param failureShare p: share of attempts that fail, 0 to 1.
 * @param retries r: attempts allowed after the first; an integer ≥ 0, or `Infinity`.
 * @returns attempts per call, 1 to r + 1; `Infinity` if every attempt fails and retries are unlimited.
 * @throws RangeError for arguments outside those ranges.
 * @see the partial sum of the geometric series, the mean of a truncated geometric distribution.
 * @example expectedAttempts(0.1, 2) // 1.11
 */
export function expectedAttempts(failureShare: number, retries: number): number {
  check(failureShare, retries);
  // Horner's rule adds only positive terms; the closed form is for policies too long to step through.
  if (retries <= 100) {
    let attempts = 1;
    for (let i = 0; i < retries; i++) attempts = 1 + failureShare * attempts;
    return attempts;
  }
  if (failureShare === 1) return retries + 1;
  // expm1 keeps the digits of 1 − p^(r+1) where p is close to 1.
  return -Math.expm1((retries + 1) * Math.log(failureShare)) / (1 - failureShare);
}

/**
 * The share of calls that still fail after the last retry: p^(r+1), attempts failing independently.
 *
 * @param failureShare p: share of attempts that fail, 0 to 1.
 * @param retries r: attempts allowed after the first; an integer ≥ 0, or `Infinity`.
 * @returns 0 to 1.
 * @throws RangeError for arguments outside those ranges.
 * @example finalFailureShare(0.1, 2) // 0.001
 */
export function finalFailureShare(failureShare: number, retries: number): number {
  check(failureShare, retries);
  return failureShare === 1 ? 1 : failureShare ** (retries + 1);
}

function check(failureShare: number, retries: number): void {
  if (!(failureShare >= 0 && failureShare <= 1)) {
    throw new RangeError(`failure share must be 0 to 1: ${failureShare}`);
  }
  if (!(retries >= 0 && (Number.isInteger(retries) || retries === Infinity))) {
    throw new RangeError(`retries must be an integer of 0 or more: ${retries}`);
  }
}
