/** A scene as every other part sees it: an ordinary 3D scene with a pinhole camera. */

import type { Camera } from '../geometry/projection.ts';
import type { Pose, Vec3 } from '../geometry/vectors.ts';

export type Layer = 'background' | 'foreground' | 'occluder';

export interface SceneInstance {
  /** Index in the library's models. */
  model: number;
  layer: Layer;
  pose: Pose;
  /** Shift of the sRGB-HSV hue, turns. */
  hue: number;
  /** A level of detail, 0 = the source mesh. */
  lod: 'auto' | number;
}

export interface DirectionalLight {
  type: 'directional';
  /** Of travel, camera frame, unit length. */
  direction: Vec3;
  /** Of a white surface that faces it. */
  intensity: number;
  /** Linear RGB. */
  color: Vec3;
}

export interface PointLight {
  type: 'point';
  position: Vec3;
  /** At 1 m; falls with the inverse square. */
  intensity: number;
  color: Vec3;
}

export type Light = DirectionalLight | PointLight;

export interface Post {
  /** Of full range. */
  noiseSigma: number;
  /** Odd number of taps; 1 = none. */
  blurKernel: number;
  /** Pixels. */
  blurSigma: number;
}

export interface Scene {
  width: number;
  height: number;
  camera: Camera;
  /** In id order: of two at the same depth the earlier is seen. */
  instances: SceneInstance[];
  lights: Light[];
  ambient: number;
  /** Base colour as it is, no light. */
  unlit: boolean;
  antialias: boolean;
  post: Post;
  /** Key of the noise; the planner derives it from seed, index and attempt. */
  noiseKey: number;
}

/** Some members of a scene; `post` in part too. */
export type ScenePart = Partial<Omit<Scene, 'post'>> & { post?: Partial<Post> };

/** The whole scene of one image. A scenario's own plan may hold more, for its `accept` and `facts`. */
export interface ScenePlan {
  seed: number;
  index: number;
  attempt: number;
  scene: Scene;
  /** Objects that the scenario wanted and found no place for. */
  unplaced: number;
}

/** Indices in `Scene.instances` of what is labelled: the foreground. */
export function labelledInstances({ instances }: Pick<Scene, 'instances'>): number[] {
  return instances.flatMap(({ layer }, index) => (layer === 'foreground' ? [index] : []));
}
