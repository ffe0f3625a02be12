/** The `silhouette` pass, one pixel at a time. */
import { foregroundsOf, type TestScene } from '../support/raster-scene.ts';
import { canvasLimits, type Snapped } from './cull.ts';
import { fragments } from './raster.ts';

export function silhouette(scene: TestScene, triangles: Snapped[]): Uint32Array {
  const foregrounds = foregroundsOf(scene);
  const last = foregrounds.at(-1);
  const words = new Uint32Array(Math.max(4, last ? last.firstWord + last.canvas.widthWords * last.canvas.height : 0));
  for (const triangle of triangles) {
    const foreground = foregrounds.find((f) => f.instance === triangle.instance);
    if (!foreground) continue;
    const { canvas, firstWord } = foreground;
    for (const [x, y] of fragments(scene, triangle, canvasLimits(scene, triangle.instance)!)) {
      const column = x - canvas.x0;
      words[firstWord + (y - canvas.y0) * canvas.widthWords + (column >> 5)]! |= 1 << (column & 31);
    }
  }
  return words;
}
