/** Traces the borders of a mask along the edges of its pixels, so that polygons enclose exactly its pixels. */

/** x, y of each corner in turn, pixels, whole numbers; closed. */
export type PixelRing = [x: number, y: number][];

/** Steps to the right, down, to the left, up. */
const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const;

/**
 * All borders: of each island clockwise, of each hole anticlockwise (in the image, y down). Pixels that touch at a corner alone are
 * islands apart, so no border crosses or touches itself.
 *
 * @param mask 1 inside, 0 outside, row after row
 */
export function traceRings(mask: ArrayLike<number>, width: number, height: number): PixelRing[] {
  const isInside = (x: number, y: number): boolean => x >= 0 && x < width && y >= 0 && y < height && mask[y * width + x] === 1;
  // Every border has an edge that runs to the right, on top of a pixel that is inside.
  const traced = new Uint8Array(width * height);
  const rings: PixelRing[] = [];
  for (let at = 0; at < traced.length; at++) {
    const [startX, startY] = [at % width, Math.floor(at / width)];
    if (traced[at] === 1 || mask[at] !== 1 || isInside(startX, startY - 1)) continue;
    const ring: PixelRing = [];
    let [x, y, direction] = [startX, startY, 0];
    do {
      if (direction === 0) traced[y * width + x] = 1;
      const [dx, dy] = STEPS[direction]!;
      [x, y] = [x + dx, y + dy];
      // The pixels ahead, beyond the corner (x, y): the inside is to the right of the way.
      const isRight = isInside(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
      const isLeft = isInside(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
      const next = !isRight ? (direction + 1) % 4 : isLeft ? (direction + 3) % 4 : direction;
      if (next !== direction) ring.push([x, y]);
      direction = next;
    } while (x !== startX || y !== startY || direction !== 0);
    rings.push(ring);
  }
  return rings;
}

/**
 * One polygon of several rings, for formats that have no other way: from its first corner to each further ring and back along the same
 * line. Such lines enclose nothing, so under either rule of filling it holds the pixels that the rings hold.
 */
export function joinRings([first, ...others]: PixelRing[]): PixelRing {
  if (!first) return [];
  if (others.length === 0) return first;
  const start = first[0]!;
  return [...first, start, ...others.flatMap((ring): PixelRing => [...ring, ring[0]!, start])];
}
