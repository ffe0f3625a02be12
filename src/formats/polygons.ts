/** Traces the borders of a mask along the edges of its pixels, so that polygons enclose exactly its pixels. */

/** A closed polygon by its corners: pixels, integers. The last corner is joined to the first. */
export type PixelRing = [x: number, y: number][];

/** Steps to the right, down, to the left, up. */
const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const;

/**
 * Traces all borders: clockwise around each island, anticlockwise around each hole, in the image (y down). Pixels that touch at a corner
 * only belong to separate islands, so no border crosses or touches itself.
 *
 * @param mask 1 inside, 0 outside, row after row
 */
export function traceRings(mask: ArrayLike<number>, width: number, height: number): PixelRing[] {
  const isInside = (x: number, y: number): boolean => x >= 0 && x < width && y >= 0 && y < height && mask[y * width + x] === 1;
  // Every border has an edge that runs to the right along the top of an inside pixel. Such edges are marked as traced.
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
      // The two pixels ahead of the corner (x, y). The inside is to the right of the direction.
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
 * Joins rings to one polygon, for formats that hold one polygon an object. It runs from its first corner to each further ring and back
 * along the same line. Such lines enclose nothing, so under either fill rule the polygon holds the same pixels as the rings.
 */
export function joinRings([first, ...others]: PixelRing[]): PixelRing {
  if (!first) return [];
  if (others.length === 0) return first;
  const start = first[0]!;
  return [...first, start, ...others.flatMap((ring): PixelRing => [...ring, ring[0]!, start])];
}
