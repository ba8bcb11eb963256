/** Wrong input or a wrong command line; its message is all that the user sees. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
