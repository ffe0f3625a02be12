/** Matches paths against patterns. */

/**
 * `*` stands for any part of a name, `?` for one character of it, `**` for any path, and `**` with a slash for any folders, also none.
 * Its time is the product of both lengths, whatever the pattern, because patterns may come from strangers.
 * @param path with slashes
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const characters = [...path.normalize('NFC')];
  /** Whether the pattern up to here matches so many characters of the path. */
  let matches = [true, ...characters.map(() => false)];
  for (const token of pattern.normalize('NFC').match(/\*\*\/|\*\*|[^]/gu) ?? []) {
    const isStar = token.startsWith('*');
    let isOpen = false;
    matches = matches.map((isMatch, i) => {
      const before = characters[i - 1];
      const wasOpen = isOpen;
      if (!isStar) return i > 0 && matches[i - 1]! && (token === '?' ? before !== '/' : before === token);
      isOpen = isMatch || (isOpen && (token !== '*' || before !== '/'));
      return token === '**/' ? isMatch || (wasOpen && before === '/') : isOpen;
    });
  }
  return matches.at(-1)!;
}

export const isGlob = (text: string): boolean => /[*?]/.test(text);
