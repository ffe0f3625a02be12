/** A scene as every other part sees it: an ordinary 3D scene with a pinhole camera, and what the planner knows about it. */

export type Vec3 = [number, number, number];
/** w, x, y, z; unit length. */
export type Quaternion = [number, number, number, number];

/** A model point p is at rotation(scale p) + translation, camera frame (x right, y down, z forward), metres. */
export interface Pose {
  rotation: Quaternion;
  translation: Vec3;
  scale: number;
}

export interface Camera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Nothing nearer than this is drawn, metres. */
  near: number;
}

export type Layer = 'background' | 'foreground' | 'occluder';

export interface SceneInstance {
  /** Place in the library's models. */
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

/** What the schedule says of one labelled instance. */
export interface ForegroundFact {
  /** Place in `Scene.instances`. */
  instance: number;
  /** Place in the level's list, view and in-plane step; null without a schedule. */
  entry: number | null;
  view: number | null;
  inPlane: number | null;
}

export interface OccluderFact {
  /** Places in `Scene.instances`. */
  instance: number;
  target: number;
  /** Planned share of the target's silhouette. */
  coverage: number;
}

/** The whole scene of one image, and why it is as it is. */
export interface ScenePlan {
  seed: number;
  index: number;
  attempt: number;
  scene: Scene;
  schedule: { epoch: number; level: number; unplaced: number[] } | null;
  foreground: ForegroundFact[];
  occluders: OccluderFact[];
  background: { objects: number; areaRatio: [number, number]; meanForegroundAreaPx: number };
}
