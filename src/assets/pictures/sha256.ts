/** Hashes the bytes of a picture's file. */
import { webcrypto } from 'node:crypto';

/** Hexadecimal; computed off the calling thread. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
