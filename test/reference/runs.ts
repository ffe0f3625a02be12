/** The `runs` pass, one pixel at a time. */

/** The positions where the runs of a mask begin and end, alternately, in column order; `pixels` are the mask's [x, y]. */
export function runs(pixels: readonly (readonly [number, number])[], width: number, height: number): number[] {
  const inside = new Uint8Array(width * height + 1);
  for (const [x, y] of pixels) if (x >= 0 && y >= 0 && x < width && y < height) inside[x * height + y] = 1;
  const positions: number[] = [];
  inside.forEach((value, position) => { if (value !== (inside[position - 1] ?? 0)) positions.push(position); });
  return positions;
}
