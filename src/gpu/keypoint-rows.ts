/** Packs the named points of labelled instances, and how exactly a surface must meet one for it to be seen. */
import { projectPoint, type Camera } from '../geometry/projection.ts';
import type { Placed } from './placed.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

/** A hundredth of the diameter. Most walls are thicker, and points that a person places are nearer to the surface. */
const OF_RADIUS = 0.02;

/**
 * How far in front of a point its own model's surface may lie without hiding the point, metres: a hundredth of the diameter plus the width of
 * a pixel at the point's depth. The width covers the error of the level of detail, and a surface of 45 degrees between the point and the
 * pixel's centre.
 * @param zM depth of the point
 * @param radiusM of the model, in the scene's scale
 */
const keypointToleranceM = (zM: number, radiusM: number, { fx, fy }: Camera): number => OF_RADIUS * radiusM + zM / Math.min(fx, fy);

/** The rows of the points of all labelled instances, in the instances' order. */
export function packKeypoints(foreground: Placed[], camera: Camera, layout: StructLayout): ArrayBuffer {
  const points = foreground.flatMap(({ instance, ordinal, model, radiusM }) => (model.keypoints ?? []).map(({ at }) => ({ ordinal, radiusM, projected: projectPoint(at, instance.pose, camera) })));
  const rows = StructRows.allocate(layout, points.length);
  points.forEach(({ ordinal, radiusM, projected }, row) => {
    const { x, y, z } = projected ?? { x: -1, y: -1, z: 0 };
    const floats = { x, y, z, toleranceM: keypointToleranceM(z, radiusM, camera) };
    for (const [name, value] of Object.entries(floats)) rows.f32[rows.at(row, name)] = value;
    rows.u32[rows.at(row, 'instance')] = ordinal;
  });
  return rows.buffer;
}
