/** Computes an instance's position in the camera frame, and chooses its level of detail. */
import type { LibraryModel, AssetLibrary } from '../assets/library.ts';
import { rotate } from '../geometry/poses.ts';
import type { Pose } from '../geometry/vectors.ts';
import type { Scene, SceneInstance } from '../scene/scene.ts';
import { chooseLod } from './level-of-detail.ts';

export interface Placed {
  instance: SceneInstance;
  ordinal: number;
  model: LibraryModel;
  /** The box's centre in the camera frame, and the radius around it, in the scene's scale, metres. */
  center: [number, number, number];
  radiusM: number;
  lodLevel: number;
  lod: LibraryModel['compiled']['lods'][number];
}

export function placeInstance(instance: SceneInstance, ordinal: number, scene: Scene, library: AssetLibrary): Placed {
  const model = library.models[instance.model];
  if (!model) throw new Error(`scene: model ${instance.model} is not in the library of ${library.models.length}.`);
  const { compiled } = model;
  const center = centerOf(instance.pose, compiled.center);
  const radiusM = compiled.radiusM * instance.pose.scale;
  const lodLevel = instance.lod === 'auto' ? chooseLod(compiled, instance, center[2] - radiusM, scene) : instance.lod;
  const lod = compiled.lods[lodLevel];
  if (!lod) throw new Error(`scene: model "${model.name}" has no level of detail ${lodLevel}; it has ${compiled.lods.length}.`);
  return { instance, ordinal, model, center, radiusM, lodLevel, lod };
}

function centerOf(pose: Pose, modelCenter: readonly [number, number, number]): [number, number, number] {
  const [x, y, z] = rotate(pose.rotation, [modelCenter[0] * pose.scale, modelCenter[1] * pose.scale, modelCenter[2] * pose.scale]);
  return [x + pose.translation[0], y + pose.translation[1], z + pose.translation[2]];
}
