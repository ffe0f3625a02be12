/** Traces the masks of a sample's instances as SVG paths. */
import type { DatasetSample } from '../dataset/reader.ts';
import { idPlane } from '../formats/masks.ts';
import { traceRings } from '../formats/polygons.ts';

/** Masks of larger images are traced on every n-th pixel, which bounds the length of a path. */
const MOST_SIDE_PX = 640;

/** A path for each instance, in the record's order; null where the sample has no masks. */
export async function tracedInstances(sample: DatasetSample): Promise<string[] | null> {
  const { instances, width, height } = sample.record;
  const ids = await idPlane(sample);
  if (!ids) return null;
  const step = Math.ceil(Math.max(width, height) / MOST_SIDE_PX);
  return instances.map(({ id, bbox: [x, y, boxWidth, boxHeight] }) => {
    // A grid over the box alone, because most boxes are small beside the image.
    const [columns, rows] = [Math.ceil(boxWidth / step), Math.ceil(boxHeight / step)];
    const mask = new Uint8Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) mask[row * columns + column] = ids[(y + row * step) * width + x + column * step] === id ? 1 : 0;
    }
    return traceRings(mask, columns, rows).map((ring) => pathOf(ring, x, y, step)).join('');
  });
}

/** Neighbouring corners share a coordinate, so a line is a step along one axis. */
function pathOf(ring: [number, number][], left: number, top: number, step: number): string {
  let [x, y] = ring[0]!;
  let path = `M${left + x * step} ${top + y * step}`;
  for (const [toX, toY] of ring.slice(1)) {
    path += toX === x ? `v${(toY - y) * step}` : `h${(toX - x) * step}`;
    [x, y] = [toX, toY];
  }
  return `${path}z`;
}
