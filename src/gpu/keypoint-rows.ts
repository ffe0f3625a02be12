/** Packs the named points of labelled instances, and how exactly a surface must meet one for it to be seen. */
import { projectPoint, type Camera } from '../geometry/projection.ts';
import type { Placed } from './placed.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

/** A hundredth of a model's diameter: thinner than most walls, and more than the error of points that a person places. */
const OF_RADIUS = 0.02;

/**
 * How far before a point its own model's surface may be seen without hiding it, metres: a hundredth of the diameter, and the width of
 * a pixel there, which is more than the level of detail (0.05 px) and the distance to the pixel's centre make of a surface of 45 degrees.
 * @param radiusM of the model, in the scene's scale
 */
export const keypointToleranceM = (zM: number, radiusM: number, { fx, fy }: Camera): number => OF_RADIUS * radiusM + zM / Math.min(fx, fy);

/** Of the labelled instances, in their order. */
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
