/** Describes what a batch needs of a buffer, and joins several needs of one buffer. */

export interface BufferNeed {
  /** The buffer's name in WGSL. */
  name: string;
  bytes: number;
  /** How many bytes, from the buffer's start, are set to zero before the passes. */
  zeroBytes?: number;
  /** How many bytes, from the buffer's start, are read back after the passes. Infinity: all of them. */
  readBytes?: number;
  /** The first capacity of a list whose length is known only after a batch. */
  firstBytes?: number;
}

/** Joins the needs of each buffer into one, with the largest value of each field. */
export function joinNeeds(needs: readonly BufferNeed[]): Required<BufferNeed>[] {
  const joined = new Map<string, Required<BufferNeed>>();
  for (const { name, bytes, zeroBytes = 0, readBytes = 0, firstBytes = 0 } of needs) {
    const other = joined.get(name);
    joined.set(name, {
      name,
      bytes: Math.max(bytes, other?.bytes ?? 0),
      zeroBytes: Math.max(zeroBytes, other?.zeroBytes ?? 0),
      readBytes: Math.max(readBytes, other?.readBytes ?? 0),
      firstBytes: Math.max(firstBytes, other?.firstBytes ?? 0),
    });
  }
  return [...joined.values()];
}
