/** Reads text in the encodings that model files come in: UTF-8, UTF-16, and Latin-1 for the names in old files. */

/** The text in a superset of ASCII: UTF-8 or Latin-1, without a byte order mark. */
export function toAsciiSuperset(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  const encoding = utf16Of(bytes);
  return encoding === null ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

/** A file begins with ASCII, so that in UTF-16 without a mark one of the first two bytes is 0. */
function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((first === 0xff && second === 0xfe) || (first! > 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second! > 0)) return 'utf-16be';
  return null;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LATIN1 = new TextDecoder('windows-1252');

/** UTF-8 where the bytes are valid, else Windows-1252, of which Latin-1's letters are a part. Accents are composed (NFC), so that equal names are equal strings. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes).normalize('NFC');
  } catch {
    return LATIN1.decode(bytes).normalize('NFC');
  }
}

/** A name without the quotes that some exporters put around names with spaces. */
export function unquote(name: string): string {
  return /^(["']).+\1$/.test(name) ? name.slice(1, -1) : name;
}
