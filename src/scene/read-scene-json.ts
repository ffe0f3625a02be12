/** Reads a scene that a person or `sceneJson` wrote; every number comes back to the last bit. */
import { z } from 'zod';
import type { NamedPoint } from '../assets/library.ts';
import { type FileFrame, FileFrameSchema } from '../config/asset-rules.ts';
import { readChecked } from '../config/checked-text.ts';
import { UserError } from '../config/errors.ts';
import { BaseSchema, imageSidePx } from '../config/schema.ts';
import type { Quaternion, Vec3 } from '../geometry/vectors.ts';
import { noiseKey } from './random.ts';
import { type SceneSettings, stemOf } from './scene-json.ts';
import { type Backdrop, LAYERS, type Light, MOST_SEAMS, MOST_SHADOWS, type PictureCrop, type SceneInstance, type ScenePlan } from './scene.ts';

const finite = z.number();
const vec3 = z.tuple([finite, finite, finite]);
const notZero = (values: readonly number[]) => values.some((value) => value !== 0);
const direction = vec3.refine(notZero, 'wanted a direction, not zero');
const color = z.tuple([z.number().min(0), z.number().min(0), z.number().min(0)]).default([1, 1, 1]).describe('Linear RGB.');
const intensity = z.number().min(0).default(1);

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/).optional();
const amount = z.number().min(0).max(1).default(0);
const angleRad = finite.default(0);
const sizePx = z.number().positive();

const CropShape = {
  picture: z.string().min(1).describe('An image file.'),
  sha256: sha256Schema.describe('Of the picture that is meant; any when absent.'),
  crop: z.tuple([finite, finite, finite, finite]).describe('x, y, width and height of the part that fills the image, pixels.'),
  flip: z.boolean().default(false).describe('Left and right are exchanged.'),
};

const BackdropSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('photo'), ...CropShape }),
  z.strictObject({
    kind: z.literal('surface'),
    colorLinear: z.tuple([z.number().min(0), z.number().min(0), z.number().min(0)]).default([1, 1, 1]).describe('RGB.'),
    gradient: z.strictObject({ angleRad, amount }).prefault({}).describe('Brightness rises along a direction, from border to border.'),
    grain: z.strictObject({ amount, sizePx: sizePx.default(2) }).prefault({}).describe('Standard deviation of the brightness, and size of a grain.'),
    folds: z.strictObject({ amount, sizePx: sizePx.default(100), angleRad }).prefault({}).describe('Largest change of the brightness, and distance between folds.'),
    seams: z.array(z.strictObject({ angleRad, offsetPx: finite.default(0), widthPx: sizePx, darkness: amount, step: amount })).max(MOST_SEAMS).default([]),
    shadows: z.array(z.strictObject({
      xPx: finite, yPx: finite, halfPx: z.tuple([sizePx, sizePx]), angleRad, roundPx: z.number().min(0).default(0), softPx: sizePx, darkness: amount,
    })).max(MOST_SHADOWS).optional().describe('Soft shadows of what stands on the surface: rectangles about a centre, with round corners.'),
    key: z.int().min(0).max(0xffffffff).default(0).describe('Of grain and folds.'),
    texture: z.strictObject(CropShape).optional().describe('A picture that multiplies the colour.'),
  }),
]);

const SceneSchema = z.strictObject({
  width: imageSidePx,
  height: imageSidePx,
  camera: z.strictObject({
    fx: z.number().positive(),
    fy: z.number().positive(),
    cx: finite.optional().describe('Default: the middle.'),
    cy: finite.optional(),
    near: z.number().positive().default(0.001).describe('Nothing nearer is drawn, metres.'),
  }),
  backdrop: BackdropSchema.optional().describe('What is seen where no instance is. Default: black.'),
  instances: z.array(z.strictObject({
    model: z.string().min(1).describe('A file, or builtin:NAME.'),
    sha256: sha256Schema.describe('Of the model that is meant; any when absent.'),
    frame: FileFrameSchema.optional().describe('The axis of the file that points up, and the factor of its size, as assets.json has them.'),
    layer: z.enum(LAYERS).default('foreground').describe('Labels come from foreground.'),
    category: z.string().min(1).optional().describe('Default: the name of the file.'),
    keypoints: z.record(z.string().min(1), vec3).optional().describe('Named points, metres, model frame, in place of MODEL.keypoints.json.'),
    pose: z.strictObject({
      rotation: z.tuple([finite, finite, finite, finite]).refine(notZero, 'wanted a quaternion [w, x, y, z], not zero').default([1, 0, 0, 0]),
      translation: vec3,
      scale: z.number().positive().default(1),
    }),
    hue: finite.default(0).describe('Shift in turns, sRGB HSV.'),
    saturation: z.number().min(0).optional().describe('Factor, sRGB HSV.'),
    value: z.number().min(0).optional().describe('Factor, sRGB HSV.'),
    roughness: z.number().min(0).optional().describe('Factor.'),
    lod: z.union([z.literal('auto'), z.int().min(0)]).default('auto'),
  })),
  assets: BaseSchema.shape.assets.pick({ textureSize: true, textureFilter: true, unit: true, transparency: true, doubleSided: true }).prefault({}),
  jpegQuality: BaseSchema.shape.image.shape.jpegQuality,
  lights: z.array(z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('directional'), direction: direction.describe('Of travel.'), intensity, color }),
    z.strictObject({ type: z.literal('point'), position: vec3, intensity: intensity.describe('At 1 m.'), color }),
  ])).optional(),
  ambient: z.number().min(0).optional().describe('Default: 0 with lights, 1 without.'),
  unlit: z.boolean().default(false),
  antialias: z.boolean().default(true),
  post: z.strictObject({
    noiseSigma: z.number().min(0).default(0),
    blurKernel: z.int().min(1).refine((taps) => taps % 2 === 1, 'wanted an odd number of taps').default(1),
    blurSigma: z.number().min(0).default(0),
  }).prefault({}),
  seed: z.int().min(0).max(0xffffffff).default(0),
  index: z.int().min(0).default(0),
  attempt: z.int().min(0).default(0).describe('With seed and index, the key of the noise.'),
});

/** A model that a scene names. An instance's `model` is an index in a list of these. */
export interface SceneModel {
  /** The path that `locate` gave, or builtin:NAME. */
  path: string;
  frame?: FileFrame | undefined;
  layer: 'foreground' | 'background';
  /** Class of the labelled instances; null where the model is in another layer. */
  category: string | null;
  /** In place of those of the file beside the model. */
  keypoints?: NamedPoint[] | undefined;
  /** Hash of the model's file, hex; null: any file at that path will do. */
  sha256: string | null;
}

/** A picture that a scene names. A backdrop's `picture` is an index in a list of these. */
export interface ScenePicture {
  /** The path that `locate` gave. */
  path: string;
  /** As named in the scene. */
  name: string;
  use: 'photo' | 'texture';
  /** Hash of the file, hex; null: any file at that path will do. */
  sha256: string | null;
}

export interface ReadScene {
  plan: ScenePlan;
  models: SceneModel[];
  pictures: ScenePicture[];
  settings: SceneSettings;
}

type Locate = (path: string, sha256: string | null, kind: 'model' | 'picture') => Promise<string> | string;

/**
 * Reads a scene. Everything in its foreground is labelled.
 * A quaternion or direction of another length is scaled to unit length; one of unit length keeps its bits.
 * A scene without lights and without an ambient term is lit evenly.
 * @param file name of the scene's file, for messages
 * @param locate turns the path of a model or of a picture as written, and its hash where the scene has one, into a path that can be opened;
 *   it throws an Error with the reason where it cannot
 * @throws UserError with one line per finding: file, line, column, what is wrong and what was wanted
 */
export async function readSceneJson(text: string, file: string, locate: Locate): Promise<ReadScene> {
  const { value, complaint } = readChecked(SceneSchema, text, { stage: 'scene', file });
  const { camera, seed, index, attempt } = value;

  const models: SceneModel[] = [];
  const indices = new Map<string, number>();
  const indexOf = (model: SceneModel) => {
    const key = JSON.stringify([model.path, model.category, model.sha256, model.frame, model.keypoints]);
    if (!indices.has(key)) indices.set(key, models.push(model) - 1);
    return indices.get(key)!;
  };
  const findings: string[] = [];
  const located = async (name: string, sha256: string | null, kind: 'model' | 'picture', at: (string | number)[], written: string): Promise<string> => {
    if (kind === 'model' && name.startsWith('builtin:')) return name;
    try {
      return await locate(name, sha256, kind);
    } catch (error) {
      findings.push(complaint(at, `${written} is ${(error as Error).message}`));
      return name;
    }
  };
  const pictures: ScenePicture[] = [];
  const cropOf = async ({ picture: name, sha256: hash, crop, flip }: ReadCrop, use: ScenePicture['use'], at: string[]): Promise<PictureCrop> => {
    const sha256 = hash ?? null;
    const path = await located(name, sha256, 'picture', [...at, 'picture'], `${at.join('.')}.picture`);
    return { picture: pictures.push({ path, name, use, sha256 }) - 1, crop, flip };
  };
  const backdropOf = async (backdrop: z.infer<typeof BackdropSchema>): Promise<Backdrop> => {
    if (backdrop.kind === 'photo') return { kind: 'photo', ...await cropOf(backdrop, 'photo', ['backdrop']) };
    const { texture, shadows, ...surface } = backdrop;
    return { ...surface, ...given({ shadows }), ...(texture && { texture: await cropOf(texture, 'texture', ['backdrop', 'texture']) }) };
  };
  const instances: SceneInstance[] = [];
  for (const [i, { model, sha256 = null, frame, category, keypoints, layer, pose, hue, saturation, value: brightness, roughness, lod }] of value.instances.entries()) {
    const path = await located(model, sha256, 'model', ['instances', i, 'model'], `instances[${i}].model`);
    const labelled = layer === 'foreground';
    const points = labelled && keypoints ? Object.entries(keypoints).map(([name, at]): NamedPoint => ({ name, at })) : undefined;
    const modelIndex = indexOf({ path, ...given({ frame, keypoints: points }), layer: labelled ? 'foreground' : 'background', category: labelled ? (category ?? stemOf(model)) : null, sha256 });
    const { translation, scale } = pose;
    instances.push({ model: modelIndex, layer, pose: { rotation: unit<Quaternion>(pose.rotation), translation, scale }, hue, ...given({ saturation, value: brightness, roughness }), lod });
  }
  const backdrop = value.backdrop && await backdropOf(value.backdrop);
  if (findings.length > 0) throw new UserError(findings.join('\n'));
  const lights = (value.lights ?? []).map((light): Light => (light.type === 'point' ? light : { ...light, direction: unit<Vec3>(light.direction) }));

  const plan: ScenePlan = {
    seed,
    index,
    attempt,
    scene: {
      width: value.width,
      height: value.height,
      camera: { fx: camera.fx, fy: camera.fy, cx: camera.cx ?? value.width / 2, cy: camera.cy ?? value.height / 2, near: camera.near },
      ...given({ backdrop }),
      instances,
      lights,
      ambient: value.ambient ?? (lights.length > 0 ? 0 : 1),
      unlit: value.unlit,
      antialias: value.antialias,
      post: value.post,
      noiseKey: noiseKey(seed, index, attempt),
    },
    unplaced: 0,
  };
  return { plan, models, pictures, settings: { assets: value.assets, jpegQuality: value.jpegQuality } };
}

type ReadCrop = z.infer<z.ZodObject<typeof CropShape>>;

/** The members that are not undefined: a scene that leaves one out comes back without it. */
function given<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** Scales a vector to unit length where its length differs from 1 by more than rounding. */
function unit<V extends number[]>(values: V): V {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Math.abs(length - 1) < 1e-9 ? values : values.map((value) => value / length) as V;
}

