/** Checks that what stands on a surface has a shadow around its drawn silhouette, and that the key changes nothing else. */
import { beforeAll, expect, test } from 'vitest';
import type { AssetLibrary } from '../../../src/assets/library.ts';
import type { SurfaceBackdrop } from '../../../src/scene/scene.ts';
import { boxSoup, compiledShape, configOf, smallLibrary, withDistractors } from '../../support/compiled-shapes.ts';
import { drawInstance, forEachPixel } from '../../support/exact.ts';
import { makePlanner, type Planner } from '../../support/paper.ts';

let library: AssetLibrary;
let plannerOf: (background: object) => Planner;
beforeAll(() => {
  library = withDistractors(smallLibrary(), { nuts: [compiledShape(boxSoup(0.1, 0.04, 0.1), 0)], plates: [compiledShape(boxSoup(0.3, 0.02, 0.2), 0)] });
  plannerOf = (background) => makePlanner(configOf({
    curriculum: { viewLevel: 0, inPlaneSteps: 8, levels: 4, diameter: [0.3, 0.1] }, image: { width: 161, height: 121 }, count: 12, foreground: { fill: 0.2 }, background,
    distractors: [{ group: 'nuts', count: [2, 4], boxPx: [8, 12] }, { group: 'plates', count: [1, 1], boxPx: [20, 30], under: true, tiltDeg: 40 }],
  }), library);
});

const SURFACE = { kind: 'surface', surface: { hue: [0, 0.5] } };
const SHADOWS = { kind: 'surface', surface: { hue: [0, 0.5], shadows: [0.2, 0.6] } };

test('objects, and distractors beside and under them, have a shadow around their silhouette; occluders have none', () => {
  const planner = plannerOf(SHADOWS);
  for (const [index, attempt] of [[0, 0], [5, 1], [9, 0]] as const) {
    const { scene, background: { shadows: look } } = planner.plan(index, attempt);
    const standing = scene.instances.filter(({ layer }) => layer === 'foreground' || layer === 'distractor');
    const { shadows } = scene.backdrop as SurfaceBackdrop;
    expect(scene.instances.length).toBeGreaterThan(standing.length);
    expect(shadows).toHaveLength(standing.length);
    shadows!.forEach(({ xPx, yPx, halfPx: [a, b], angleRad, softPx, darkness }, i) => {
      expect(darkness).toBe(look!.darkness);
      const sizePx = softPx / look!.softness;
      const [offsetX, offsetY] = [Math.cos, Math.sin].map((f) => look!.offset.amount * sizePx * f(look!.offset.angleRad)) as [number, number];
      const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
      let [pixels, most] = [0, 0];
      forEachPixel(drawInstance(scene, library, standing[i]!), (x, y) => {
        const [dx, dy] = [x + 0.5 - xPx + offsetX, y + 0.5 - yPx + offsetY];
        pixels++;
        most = Math.max(most, Math.abs(c * dx + s * dy) - a, Math.abs(c * dy - s * dx) - b);
      });
      // The stored outlines are off by up to a pixel.
      expect(most).toBeLessThan(1);
      expect(pixels).toBeGreaterThan(0.35 * 4 * a * b);
    });
  }
});

test('the key changes nothing but the shadows', () => {
  const [bare, full] = [plannerOf(SURFACE), plannerOf(SHADOWS)];
  for (const [index, attempt] of [[0, 0], [5, 1]] as const) {
    const [without, { scene, background, ...rest }] = [bare.plan(index, attempt), full.plan(index, attempt)];
    const { shadows, ...surface } = scene.backdrop as SurfaceBackdrop;
    const { shadows: look, ...others } = background;
    expect(shadows!.length).toBeGreaterThan(0);
    expect(look!.darkness).toBeGreaterThan(0.2);
    expect({ ...rest, scene: { ...scene, backdrop: surface }, background: others }).toEqual(without);
    expect(without.scene.backdrop).not.toHaveProperty('shadows');
  }
});

test('what is no surface has no shadows', () => {
  const { scene, background } = plannerOf({ ...SHADOWS, kind: 'clutter' }).plan(0, 0);
  expect([scene.backdrop, background.shadows]).toEqual([undefined, undefined]);
});
