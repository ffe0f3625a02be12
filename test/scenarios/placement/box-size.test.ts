/** Tests that an object's box gets the size that was asked for, against the projections of the mesh's own vertices. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../../src/assets/silhouettes/silhouettes.ts';
import { inPlaneRotation, multiply, rayRotation, rotate, viewRotations } from '../../../src/geometry/poses.ts';
import type { Intrinsics } from '../../../src/geometry/projection.ts';
import { coneOf } from '../../../src/scenarios/paper/layers.ts';
import { projectionAt, radiusOverDepthOfBox } from '../../../src/scenarios/placement/box-size.ts';
import { Outline, type Projection } from '../../../src/scenarios/placement/outline.ts';
import { boxSoup, compiledShape, cornerSoup, sphereSoup } from '../../support/compiled-shapes.ts';

const CAMERA: Intrinsics = { widthPx: 640, heightPx: 480, focalPx: 416 };
const shapes = [boxSoup(0.1, 0.1, 0.1), boxSoup(0.3, 0.02, 0.03), boxSoup(0.2, 0.2, 0.02), sphereSoup(0.1), cornerSoup(0.2)].map((soup) => compiledShape(soup, 0));

/** The size of the box around all vertices of a shape at a projection. */
function sizeOf(shape: (typeof shapes)[number], projection: Projection): number {
  const { ray, radiusOverDistance } = coneOf(projection, CAMERA);
  const rotation = multiply(rayRotation(ray), multiply(inPlaneRotation(projection.inPlaneRad), viewRotations(0).quaternions[projection.view]!));
  const distanceM = shape.radiusM / radiusOverDistance;
  const points = Array.from({ length: shape.positions.length / 3 }, (_, v) => rotate(rotation, [shape.positions[3 * v]!, shape.positions[3 * v + 1]!, shape.positions[3 * v + 2]!]));
  const along = (k: 0 | 1) => points.map((p) => (CAMERA.focalPx * (p[k] + distanceM * ray[k])) / (p[2] + distanceM * ray[2]));
  const [xs, ys] = [along(0), along(1)];
  return Math.sqrt((Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys)));
}

const objects = fc.record({
  shape: fc.constantFrom(...shapes), view: fc.integer({ min: 0, max: 11 }), inPlaneRad: fc.double({ min: 0, max: 6.28, noNaN: true }),
  boxPx: fc.double({ min: 5, max: 90, noNaN: true }), xPx: fc.double({ min: -20, max: 660, noNaN: true }), yPx: fc.double({ min: -20, max: 500, noNaN: true }),
});

test('on the axis and anywhere in the image, at 60 degrees, a box has its size', () => {
  const outline = new Outline();
  fc.assert(fc.property(objects, ({ shape, view, inPlaneRad, boxPx, xPx, yPx }) => {
    const { silhouettes } = shape;
    const radiusOverDepth = radiusOverDepthOfBox(silhouettes, view, inPlaneRad, boxPx, CAMERA);
    fc.pre(radiusOverDepth !== null);
    const object = { silhouettes, view, inPlaneRad, radiusOverDepth };
    // Outlines are traced in a raster, so a thin object's is off by a part of its width.
    expect(Math.abs(sizeOf(shape, { ...object, xPx: 320, yPx: 240 }) / boxPx - 1)).toBeLessThan(0.06);
    const there = projectionAt({ ...object, boxPx }, xPx, yPx, CAMERA, outline);
    if (there.radiusOverDepth < LARGEST_RADIUS_OVER_DISTANCE) expect(Math.abs(sizeOf(shape, there) / boxPx - 1)).toBeLessThan(0.06);
  }), { numRuns: 100 });
});

test('the mean error over views and positions is below 1 %', () => {
  const outline = new Outline();
  for (const shape of shapes) {
    let sum = 0;
    for (let i = 0; i < 120; i++) {
      const object = { silhouettes: shape.silhouettes, view: i % 12, inPlaneRad: 0.37 * i, radiusOverDepth: 0.1, boxPx: 40 };
      sum += sizeOf(shape, projectionAt(object, (97 * i) % 640, (61 * i) % 480, CAMERA, outline)) / 40 / 120;
    }
    expect(Math.abs(sum - 1)).toBeLessThan(0.01);
  }
});

test('without a box an object keeps its radius over depth', () => {
  const { silhouettes } = shapes[0]!;
  expect(projectionAt({ silhouettes, view: 3, inPlaneRad: 1, radiusOverDepth: 0.2 }, 5, 6, CAMERA, new Outline()))
    .toEqual({ silhouettes, view: 3, inPlaneRad: 1, radiusOverDepth: 0.2, xPx: 5, yPx: 6 });
});

test('null where a box is too large for any distance', () => {
  const { silhouettes } = shapes[0]!;
  expect(radiusOverDepthOfBox(silhouettes, 0, 0, 350, CAMERA)).toBeLessThanOrEqual(LARGEST_RADIUS_OVER_DISTANCE);
  expect(radiusOverDepthOfBox(silhouettes, 0, 0, 800, CAMERA)).toBeNull();
});
