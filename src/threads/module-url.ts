/** Names modules by the ending that this very program runs with: .ts in a checkout, .js in the package. */

/** `moduleUrl('./sample-worker', import.meta.url)`: the module of that path from the caller's, with the caller's ending. */
export function moduleUrl(path: string, caller: string): URL {
  return new URL(path + /\.[jt]s$/.exec(new URL(caller).pathname)![0], caller);
}
