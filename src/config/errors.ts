/** Tells the two kinds of failure that have an exit code of their own from all others. */

/** The input is wrong, and only its author can mend it: exit code 2. One line per finding. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Someone else is at it right now, and the same command may succeed later: exit code 75, EX_TEMPFAIL of sysexits.h. */
export class TryAgainError extends Error {
  override name = 'TryAgainError';
}
