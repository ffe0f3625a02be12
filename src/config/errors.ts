/** Defines the two kinds of failure that have exit codes of their own. */

/** The input is wrong: exit code 2. The message has one line per finding. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Another process holds a resource, and the same command may succeed later: exit code 75, EX_TEMPFAIL of sysexits.h. */
export class TryAgainError extends Error {
  override name = 'TryAgainError';
}
