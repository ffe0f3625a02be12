/** Puts a scene together from parts, such as randomizers return. */
import { noiseKey } from './random.ts';
import type { Scene, ScenePart, ScenePlan } from './scene.ts';

/** An image without instances, lit evenly, as it comes from the camera. */
const EMPTY: Omit<Scene, 'width' | 'height' | 'camera' | 'noiseKey'> = {
  instances: [], lights: [], ambient: 1, unlit: false, antialias: true, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 },
};

/** Identity of an image among all attempts at all images. */
export type ImageKey = Pick<ScenePlan, 'seed' | 'index' | 'attempt'>;

/** A plan whose scene is an empty one, and the parts over it in their order. */
export function composePlan(
  { seed, index, attempt }: ImageKey, { width, height }: { width: number; height: number }, camera: Scene['camera'], ...parts: ScenePart[]
): ScenePlan {
  const scene: Scene = { width, height, camera, ...EMPTY, noiseKey: noiseKey(seed, index, attempt) };
  return varyPlan({ seed, index, attempt, scene, unplaced: 0 }, ...parts);
}

/** The same plan with the parts over its scene, later ones over earlier ones; `post` is put together member by member. */
export function varyPlan<P extends ScenePlan>(plan: P, ...parts: ScenePart[]): P {
  const scene = parts.reduce<Scene>((whole, part) => ({ ...whole, ...part, post: { ...whole.post, ...part.post } }), plan.scene);
  return { ...plan, scene };
}
