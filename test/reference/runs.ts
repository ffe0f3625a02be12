/** The `runs` pass, one pixel at a time. */

/** Places where a mask begins and ends, in turns, in column order: pixels by [x, y], of an image of that size. */
export function runs(pixels: readonly (readonly [number, number])[], width: number, height: number): number[] {
  const inside = new Uint8Array(width * height + 1);
  for (const [x, y] of pixels) if (x >= 0 && y >= 0 && x < width && y < height) inside[x * height + y] = 1;
  const places: number[] = [];
  inside.forEach((value, place) => { if (value !== (inside[place - 1] ?? 0)) places.push(place); });
  return places;
}
