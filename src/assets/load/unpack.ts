/** Unpacks models that are packages (zip) of files. */
import { unzipSync } from 'three/addons/libs/fflate.module.js';

/** Of a package's files, unpacked. */
const MOST_PACKAGE_BYTES = 2 ** 30;

/**
 * The files by name, in the package's order.
 * @throws Error whose message is the reason alone
 */
export function unpack(bytes: Uint8Array): Map<string, Uint8Array> {
  let sum = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter({ originalSize }) {
        sum += originalSize;
        return sum <= MOST_PACKAGE_BYTES;
      },
    });
  } catch (cause) {
    throw new Error('truncated or damaged: its package (zip) cannot be unpacked', { cause });
  }
  if (sum > MOST_PACKAGE_BYTES) throw new Error(`its files take ${sum} bytes unpacked; at most ${MOST_PACKAGE_BYTES}`);
  return new Map(Object.entries(entries).filter(([name]) => !name.endsWith('/')));
}
