/** Puts a scene together from parts, such as randomizers return. */
import { noiseKey } from './random.ts';
import type { Scene, ScenePart, ScenePlan } from './scene.ts';

/** What a scene holds where no part says otherwise: no instance, an even light of 1, no noise and no blur. */
const EMPTY: Omit<Scene, 'width' | 'height' | 'camera' | 'noiseKey'> = {
  instances: [], lights: [], ambient: 1, unlit: false, antialias: true, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 },
};

/** Tells one attempt at one image from all others. */
export type ImageKey = Pick<ScenePlan, 'seed' | 'index' | 'attempt'>;

/** A plan whose scene is empty but for the camera and the parts. A later part overrides an earlier one. */
export function composePlan(
  { seed, index, attempt }: ImageKey, { width, height }: { width: number; height: number }, camera: Scene['camera'], ...parts: ScenePart[]
): ScenePlan {
  const scene: Scene = { width, height, camera, ...EMPTY, noiseKey: noiseKey(seed, index, attempt) };
  return varyPlan({ seed, index, attempt, scene, unplaced: 0 }, ...parts);
}

/** The same plan with the parts in its scene. A later part overrides an earlier one; members of `post` are overridden one by one. */
export function varyPlan<P extends ScenePlan>(plan: P, ...parts: ScenePart[]): P {
  const scene = parts.reduce<Scene>((whole, part) => ({ ...whole, ...part, post: { ...whole.post, ...part.post } }), plan.scene);
  return { ...plan, scene };
}
