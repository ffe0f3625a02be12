/** Hashes every array and number of a value. */
import { createHash } from 'node:crypto';

/** SHA-256, hexadecimal, of the bytes of all typed arrays and the JSON of the rest. */
export function digest(value: unknown): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(value, (_, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part;
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    return part.byteLength;
  }));
  return hash.digest('hex');
}
