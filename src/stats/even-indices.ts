/** Picks some of many, evenly spaced. */

/** At most `most` of the indices below `total`, each the middle of an equal part. */
export function evenIndices(total: number, most: number): number[] {
  const count = Math.min(total, most);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * total) / count));
}
