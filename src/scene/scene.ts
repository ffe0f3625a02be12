/** Defines a scene as every folder sees it: an ordinary 3D scene with a pinhole camera. */
import type { Camera } from '../geometry/projection.ts';
import type { Pose, Vec3 } from '../geometry/vectors.ts';

/** Instances of the foreground are labelled. The layers order nothing: depth alone does. */
export const LAYERS = ['background', 'distractor', 'foreground', 'occluder'] as const;
export type Layer = (typeof LAYERS)[number];

/** Seams of one surface at most. */
export const MOST_SEAMS = 4;
/** Contact shadows on one surface at most. */
export const MOST_SHADOWS = 128;

export interface SceneInstance {
  /** Index in the library's models. */
  model: number;
  layer: Layer;
  /** From the model's frame to the camera's. */
  pose: Pose;
  /** Shift of the sRGB-HSV hue, turns. */
  hue: number;
  /** Factors of the sRGB-HSV saturation and value, and of the roughness; default: 1. */
  saturation?: number;
  value?: number;
  roughness?: number;
  /**
   * It is drawn after the instances without this mark, which hide most of it. That saves time and changes no pixel. Labelled instances are
   * never drawn last. Where no instance is, the background is.
   */
  last?: boolean;
  /** A level of detail, 0 = the source mesh; auto: by the error that the level makes in the image. */
  lod: 'auto' | number;
}

export interface DirectionalLight {
  type: 'directional';
  /** The direction in which the light travels: camera frame, unit length. */
  direction: Vec3;
  /** Linear radiance of a white surface that faces the light: 1 is white. */
  intensity: number;
  /** Linear RGB. */
  color: Vec3;
}

export interface PointLight {
  type: 'point';
  /** Camera frame, metres. */
  position: Vec3;
  /** Intensity at 1 m; it falls with the inverse square of the distance. */
  intensity: number;
  /** Linear RGB. */
  color: Vec3;
}

export type Light = DirectionalLight | PointLight;

/** What is done to the coded image. */
export interface Post {
  /** Standard deviation of the noise, over the full range of a channel. */
  noiseSigma: number;
  /** Taps of the Gaussian, an odd number; 1 = no blur. */
  blurKernel: number;
  /** Standard deviation of the Gaussian, pixels. */
  blurSigma: number;
}

/** A part of a picture that fills the image: scaled to its size, and mirrored where `flip` is set. */
export interface PictureCrop {
  /** Index in the library's pictures. */
  picture: number;
  /** x, y, width and height in the upright picture, whole pixels. */
  crop: [number, number, number, number];
  /** Left and right are exchanged. */
  flip: boolean;
}

/** A photo behind all instances. Lights do not change it. */
export interface PhotoBackdrop extends PictureCrop { kind: 'photo' }

/** A straight seam of a surface, such as the edge of a table or of a sheet of paper. */
export interface Seam {
  /** Direction of the seam, and distance from the image's centre, to the right of that direction. */
  angleRad: number;
  offsetPx: number;
  widthPx: number;
  /** Share of the brightness that is lost within the seam. */
  darkness: number;
  /** Share of the brightness that is lost beyond the seam. */
  step: number;
}

/** The soft shadow of a thing on a surface, around where it touches it: a rectangle with round corners. */
export interface ContactShadow {
  /** The rectangle's centre in the image. */
  xPx: number;
  yPx: number;
  /** Half the sides: along the angle's direction, and across it. */
  halfPx: [number, number];
  angleRad: number;
  /** Radius of the corners, at most the smaller half. */
  roundPx: number;
  /** Share of the brightness that is lost in the rectangle. It falls to 0 at `softPx` from the rectangle, fast at first. */
  darkness: number;
  softPx: number;
}

/**
 * A plane behind all instances that faces the camera. Its patterns multiply its colour, and lights fall on it as on a matte surface.
 * For point lights it touches the farthest instance from behind.
 */
export interface SurfaceBackdrop {
  kind: 'surface';
  colorLinear: Vec3;
  /** Brightness rises along a direction, by `amount` from border to border. */
  gradient: { angleRad: number; amount: number };
  /** Standard deviation of the brightness, and the size of a grain. */
  grain: { amount: number; sizePx: number };
  /** Soft creases across a direction: largest change of the brightness, and the distance between creases. */
  folds: { amount: number; sizePx: number; angleRad: number };
  /** At most MOST_SEAMS. */
  seams: Seam[];
  /** At most MOST_SHADOWS; what several leave of the brightness multiplies. */
  shadows?: ContactShadow[];
  /** Key of grain and folds, 32 bits. */
  key: number;
  /** A picture that multiplies the colour. */
  texture?: PictureCrop;
}

export type Backdrop = PhotoBackdrop | SurfaceBackdrop;

export interface Scene {
  /** Pixels. */
  width: number;
  height: number;
  camera: Camera;
  /** What is seen where no instance is. Absent: black, and such pixels count as uncovered. */
  backdrop?: Backdrop;
  /** In the order of their ids: of two surfaces at the same depth the earlier instance's is visible. */
  instances: SceneInstance[];
  lights: Light[];
  /** Light from everywhere: linear radiance of a white surface. */
  ambient: number;
  /** Surfaces show their base colour, and lights do nothing. */
  unlit: boolean;
  /** Edges of silhouettes are blended. */
  antialias: boolean;
  post: Post;
  /** Key of the noise, 32 bits; a plan's is `noiseKey(seed, index, attempt)`. */
  noiseKey: number;
}

/** Some members of a scene, and of its `post`: what a randomizer returns. */
export type ScenePart = Partial<Omit<Scene, 'post'>> & { post?: Partial<Post> };

/** The whole scene of one image. A scenario's own plan may hold more members, which its `accept` and `facts` read. */
export interface ScenePlan {
  seed: number;
  index: number;
  attempt: number;
  scene: Scene;
  /** Count of the objects that the scenario wanted in the image and could not place. */
  unplaced: number;
}

/** Indices in `Scene.instances` of the labelled instances: those of the foreground. */
export function labelledInstances({ instances }: Pick<Scene, 'instances'>): number[] {
  return instances.flatMap(({ layer }, index) => (layer === 'foreground' ? [index] : []));
}
