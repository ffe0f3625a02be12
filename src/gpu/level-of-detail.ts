/** Chooses the level of detail that an instance is drawn with. */
import type { CompiledModel, Lod } from '../assets/compiled-model.ts';
import type { Scene, SceneInstance } from '../scene/scene.ts';

/**
 * The largest error of a level, projected, pixels; `slim`: of a labelled object that is at most SLIM_PX wide somewhere.
 * Distractors may lie on plain ground, where the corners of a coarser level would be seen.
 */
const LOD_ERROR_PX = { foreground: 0.1, slim: 0.05, background: 0.5, distractor: 0.1, occluder: 0.5 };
/** A slim object has much outline for its area, so it needs a smaller error for an exact mask. Others would only get more triangles from it. */
const SLIM_PX = 60;

/** The coarsest level whose error, at the instance's nearest point, projects to at most what its layer allows; labels need true outlines too. */
export function chooseLod({ lods, widthM }: CompiledModel, { layer, pose }: SceneInstance, nearestM: number, { camera }: Scene): number {
  const pxPerMetre = (pose.scale * Math.max(camera.fx, camera.fy)) / Math.max(nearestM, camera.near);
  const isLabelled = layer === 'foreground';
  const errorPx = (lod: Lod) => (isLabelled ? Math.max(lod.errorM, lod.outlineErrorM) : lod.errorM) * pxPerMetre;
  const widePx = Math.max(widthM * pxPerMetre, SLIM_PX);
  const allowedPx = isLabelled ? Math.min((LOD_ERROR_PX.slim * widePx) / SLIM_PX, LOD_ERROR_PX.foreground) : LOD_ERROR_PX[layer];
  let level = 0;
  while (level + 1 < lods.length && errorPx(lods[level + 1]!) <= allowedPx) level++;
  return level;
}
