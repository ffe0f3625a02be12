/** Reads the tokens of a binary USD layer (a "crate", .usdc), among which are the names of the files that it refers to. */

/** The first bytes of a crate. */
const MAGIC = 'PXR-USDC';
const CHUNK_BYTES = 65536;
/** More than any layer's tokens take. */
const MOST_TOKEN_BYTES = 2 ** 28;

export function isCrate(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC;
}

/**
 * The tokens, one after the other with a zero byte between. A table of sections (name of 16 bytes, offset, size) lies at the
 * offset that byte 16 gives. TOKENS holds their count, the bytes they take, from version 0.4 on the bytes they take compressed,
 * and these (OpenUSD, pxr/usd/sdf/crateFile.cpp).
 * @throws RangeError where an offset is wrong
 */
export function crateTokens(crate: Uint8Array): string {
  const view = new DataView(crate.buffer, crate.byteOffset, crate.byteLength);
  const uint64 = (at: number): number => Number(view.getBigUint64(at, true));
  const table = uint64(16);
  for (let section = 0; section < uint64(table); section++) {
    const entry = table + 8 + section * 32;
    if (!Buffer.from(crate.subarray(entry, entry + 16)).toString('latin1').startsWith('TOKENS\0')) continue;
    const start = uint64(entry + 16);
    const [bytes, compressed] = [uint64(start + 8), uint64(start + 16)];
    const isPlain = crate[8] === 0 && crate[9]! < 4;
    if (isPlain) return Buffer.from(crate.subarray(start + 16, start + 16 + bytes)).toString('utf8');
    if (bytes > MOST_TOKEN_BYTES) throw new RangeError(`${bytes} bytes of tokens`);
    return inflate(crate.subarray(start + 24, start + 24 + compressed), bytes).toString('utf8');
  }
  return '';
}

/** TfFastCompression: a count of chunks, then one LZ4 block where it is 0, else each chunk's size and the chunks. */
function inflate(input: Uint8Array, bytes: number): Buffer {
  const output = Buffer.alloc(bytes);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const chunks = view.getUint8(0);
  if (chunks === 0) inflateBlock(input.subarray(1), output, 0);
  let at = 1 + 4 * chunks;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const size = view.getUint32(1 + 4 * chunk, true);
    inflateBlock(input.subarray(at, at + size), output, chunk * CHUNK_BYTES);
    at += size;
  }
  return output;
}

/** LZ4: runs of bytes as they are, each followed by a copy of earlier ones (lz4, doc/lz4_Block_format.md). */
function inflateBlock(input: Uint8Array, output: Uint8Array, to: number): void {
  let at = 0;
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble === 15) for (let more = 255; more === 255 && at < input.length;) sum += more = input[at++]!;
    return sum;
  };
  while (at < input.length) {
    const token = input[at++]!;
    for (let left = length(token >> 4); left > 0 && at < input.length; left--) output[to++] = input[at++]!;
    if (at + 2 > input.length) return; // The last run has no copy behind it.
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    for (let left = length(token & 15) + 4; left > 0 && to < output.length; left--, to++) output[to] = output[to - distance]!;
  }
}
