/** The `occlusion` pass, one pixel at a time. */
import { foregroundsOf, occlusionOf, ordinalOf, TRIANGLE_BITS, type TestScene } from '../support/raster-scene.ts';
import { silhouettePixels } from './measure.ts';

export function occlusion(scene: TestScene, visibility: Uint32Array, silhouettes: Uint32Array): { shown: Uint32Array; counts: number[] } {
  const { width, height } = scene;
  const { column: columnOf, firstOcclusion, counters } = occlusionOf(scene);
  const shown = new Uint32Array(silhouettes.length);
  const counts = new Array<number>(counters).fill(0);
  foregroundsOf(scene).forEach(({ instance, image, canvas, firstWord }, foreground) => {
    for (const [x, y] of silhouettePixels(scene, foreground, silhouettes)) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const owner = instance - ordinalOf(scene, instance) + ((~visibility[2 * ((image * height + y) * width + x)]! >>> 0) >>> TRIANGLE_BITS);
      const column = x - canvas.x0;
      if (owner === instance) shown[firstWord + (y - canvas.y0) * canvas.widthWords + (column >> 5)]! |= 1 << (column & 31);
      else counts[firstOcclusion[foreground]! + columnOf[owner]!]!++;
    }
  });
  return { shown, counts };
}
