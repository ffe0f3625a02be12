/** Writes lists of counts in JSON: most of them are zeros, so a run of n zeros is the number -n. */

export function packCounts(counts: ArrayLike<number>): number[] {
  const packed: number[] = [];
  let zeros = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) {
      zeros++;
      continue;
    }
    if (zeros > 0) packed.push(-zeros);
    zeros = 0;
    packed.push(counts[i]!);
  }
  return packed;
}

/** @param length of the list; zeros at its end are not written */
export function unpackCounts(packed: readonly number[], length: number): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(length);
  let at = 0;
  for (const value of packed) {
    if (value < 0) at -= value;
    else counts[at++] = value;
  }
  return counts;
}

/** Adds whole numbers, so the order of merging changes nothing. */
export function addCounts(into: Float64Array, more: ArrayLike<number>): void {
  for (let i = 0; i < into.length; i++) into[i]! += more[i]!;
}
