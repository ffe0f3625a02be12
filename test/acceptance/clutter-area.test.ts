/** Checks the sizes of clutter from outside: draws each object's mesh on the viewing axis at its depth, and counts the pixels. */
import type { PaperPlan } from '../../src/scenarios/paper/paper-plan.ts';
import { expect, test } from 'vitest';
import { multiply, rayRotation, rotate } from '../../src/geometry/poses.ts';
import { makePlanner } from '../support/paper.ts';
import type { Scene, SceneInstance } from '../../src/scene/scene.ts';
import type { Quaternion, Vec3 } from '../../src/geometry/vectors.ts';
import { areaOf, drawInstance } from '../support/exact.ts';
import { configOf, smallLibrary } from '../support/compiled-shapes.ts';

/** The drawing is this much larger than the image, so that small silhouettes are counted well. */
const ZOOM = 2;

/** Pixels of the image that an instance would cover if it stood on the axis at the depth of its centre, turned as it is seen. */
function onAxisAreaPx(scene: Scene, instance: SceneInstance): number {
  const { center } = smallLibrary().models[instance.model]!.compiled;
  const { rotation, translation, scale } = instance.pose;
  const offset = (turn: Quaternion) => rotate(turn, center).map((c) => scale * c) as Vec3;
  const seen = offset(rotation).map((c, axis) => c + translation[axis]!) as Vec3;
  const length = Math.hypot(...seen);
  const [w, x, y, z] = rayRotation(seen.map((c) => c / length) as Vec3);
  const turned = multiply([w, -x, -y, -z], rotation);
  const [dx, dy, dz] = offset(turned);
  const { camera } = scene;
  const zoomed: Scene = { ...scene, camera: { ...camera, fx: ZOOM * camera.fx, fy: ZOOM * camera.fy } };
  const pose = { rotation: turned, translation: [-dx, -dy, seen[2] - dz] as Vec3, scale };
  return areaOf(drawInstance(zoomed, smallLibrary(), { ...instance, pose })) / ZOOM ** 2;
}

function plansOf(count: number): PaperPlan[] {
  const planner = makePlanner(configOf({ count, curriculum: { viewLevel: 0, inPlaneSteps: 8 } }), smallLibrary());
  return Array.from({ length: count }, (_, index) => planner.plan(index, 0));
}

test('background objects are as large as the foreground times the areaRatio of their image', () => {
  for (const { scene, background: { areaRatio, meanForegroundAreaPx } } of plansOf(12)) {
    const clutter = scene.instances.filter(({ layer }) => layer === 'background');
    for (const instance of clutter.filter((_, i) => i % 7 === 0)) {
      const ratio = onAxisAreaPx(scene, instance) / meanForegroundAreaPx;
      expect(ratio).toBeGreaterThan(0.95 * areaRatio[0]);
      expect(ratio).toBeLessThan(1.05 * areaRatio[1]);
    }
  }
});

test('the areaRatio differs from image to image, inside the configured range', () => {
  const ranges = plansOf(12).map(({ background }) => background.areaRatio);
  expect(new Set(ranges.map(String)).size).toBe(ranges.length);
  for (const [least, most] of ranges) {
    expect(least).toBeGreaterThanOrEqual(0.9);
    expect(most).toBeGreaterThanOrEqual(least);
    expect(most).toBeLessThanOrEqual(1.5);
  }
});
