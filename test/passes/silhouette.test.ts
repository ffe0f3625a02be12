/** Checks the silhouette pass against its reference, bit for bit, and against the visibility buffer. */
import { beforeAll, describe, expect, test } from 'vitest';
import { silhouettePixels } from '../reference/measure.ts';
import { silhouette } from '../reference/silhouette.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { trianglesOnPlane } from '../support/queue-entries.ts';
import { randomScene } from '../support/random-scene.ts';
import { foregroundsOf, ordinalOf, runPasses, TRIANGLE_BITS } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each(VARIANTS)('canvases equal the reference, and hold every pixel that the instance shows: %o', async (variant) => {
    const scene = randomScene(21, width, height, images);
    const { read } = await runPasses(device, scene, variant);
    const expected = silhouette(scene, trianglesOnPlane(scene, read));
    expect(read.silhouettes).toEqual(expected);
    expect(expected.filter((word) => word !== 0).length).toBeGreaterThan(20);

    let shown = 0;
    foregroundsOf(scene).forEach(({ instance, image, canvas }, foreground) => {
      const bits = new Set(silhouettePixels(scene, foreground, read.silhouettes).map(String));
      for (let y = Math.max(0, canvas.y0); y < Math.min(height, canvas.y0 + canvas.height); y++) {
        for (let x = Math.max(0, canvas.x0); x < Math.min(width, canvas.x0 + 32 * canvas.widthWords); x++) {
          const at = 2 * ((image * height + y) * width + x);
          const owner = (~read.visibility[at]! >>> 0) >>> TRIANGLE_BITS;
          if (read.visibility[at + 1] === 0 || owner !== ordinalOf(scene, instance)) continue;
          expect(bits.has(`${x},${y}`)).toBe(true);
          shown++;
        }
      }
    });
    expect(shown).toBeGreaterThan(20);
  });
});
