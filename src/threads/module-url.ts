/** Completes module paths by the ending of the running program: .ts in a checkout, .js in the package. */

/** `moduleUrl('./sample-worker', import.meta.url)` is the URL of a module by its path from the caller's, with the caller's ending. */
export function moduleUrl(path: string, caller: string): URL {
  return new URL(path + /\.[jt]s$/.exec(new URL(caller).pathname)![0], caller);
}
