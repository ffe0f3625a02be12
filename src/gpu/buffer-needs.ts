/** Says what a batch needs of a buffer, and joins what several ask of the same one. */

export interface BufferNeed {
  /** In WGSL. */
  name: string;
  bytes: number;
  /** From the buffer's start; zero before the passes. */
  zeroBytes?: number;
  /** From the buffer's start; read back after the passes. Infinity: as many as the buffer has. */
  readBytes?: number;
  /** Reserved for a start, of lists whose length only a batch tells. */
  firstBytes?: number;
}

/** One need per buffer: the most that any of them asks for. */
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
