/** The config: one schema gives types, defaults, messages and the published JSON Schema. */
import { z } from 'zod';

const range = (from: number, to: number, least: number, most: number) =>
  z.tuple([z.number().min(least).max(most), z.number().min(least).max(most)])
    .refine(([a, b]) => a <= b, 'the first value must not be above the second')
    .default([from, to]);
const on = z.boolean().default(true);
const off = z.boolean().default(false);
/** Least share or count, of every class, or class by class. */
const limit = (value: z.ZodNumber) => z.union([value, z.record(z.string().min(1), value)]).default(0);
const section = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape);

export const ConfigSchema = section({
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Every random number follows from it.'),
  count: z.union([z.int().min(1), z.literal('epoch')]).describe('Images, or `epoch`: one whole pass of the schedule.'),
  image: section({
    width: z.int().min(64).max(2048),
    height: z.int().min(64).max(2048),
    jpegQuality: z.int().min(1).max(100).default(90),
  }),
  assets: section({
    foreground: z.string().min(1).describe('A folder (a class per model file or sub-folder), or `builtin`.'),
    background: z.string().min(1).describe('A folder, or `builtin`; occluders come from here too.'),
    textureSize: z.union([z.literal(64), z.literal(128), z.literal(256), z.literal(512), z.literal(1024)]).default(512)
      .describe('Largest side of a texture, pixels.'),
    unit: z.enum(['mm', 'cm', 'm', 'in', 'ft']).default('m').describe('Of OBJ, PLY and STL files.'),
    clutterPerShard: z.int().min(1).default(400),
  }),
  camera: section({
    fovYDeg: z.union([z.number().min(5).max(120), range(30, 60, 5, 120).unwrap()]).default([30, 60])
      .describe('Vertical field of view, degrees; a number switches the change of focal length off.'),
  }).prefault({}),
  curriculum: section({
    strategy: z.enum(['paper', 'random']).default('paper'),
    viewLevel: z.int().min(0).max(3).default(1).describe('Icosphere subdivision: 12, 42, 162, 642 views.'),
    inPlaneSteps: z.int().min(1).max(3600).default(36),
    levels: z.int().min(1).max(100).default(12),
    diameter: z.tuple([z.number().min(0.02).max(1), z.number().min(0.02).max(1)])
      .refine(([near, far]) => near >= far, 'the first (nearest) must not be below the second (farthest)')
      .default([0.6, 0.1]).describe('Of the image height, nearest and farthest; linear in area between.'),
  }).prefault({}),
  foreground: section({
    enabled: on,
    maxPerImage: z.int().min(1).max(100).default(20),
    fill: z.number().min(0.01).max(4).default(1),
    maxCrop: z.number().min(0).max(0.95).default(0.5),
    maxOverlap: z.number().min(0).max(1).default(0.3),
  }).prefault({}),
  background: section({
    enabled: on,
    areaRatio: range(0.9, 1.5, 0.05, 20),
    subRange: on,
    hue: on,
  }).prefault({}),
  occluders: section({
    enabled: on,
    coverage: range(0.1, 0.3, 0.01, 0.9),
    exempt: z.number().min(0).max(1).default(0.3),
    hue: on,
  }).prefault({}),
  lights: section({
    enabled: on.describe('Off: no lights and a white ambient term of 1.'),
    count: z.tuple([z.int().min(1).max(8), z.int().min(1).max(8)])
      .refine(([a, b]) => a <= b, 'the first value must not be above the second').default([1, 4]),
    intensity: range(0.6, 1.4, 0, 10),
    color: range(0.4, 1, 0, 1),
    colorEnabled: on,
    ambient: range(0.15, 0.5, 0, 4),
  }).prefault({}),
  noise: section({ enabled: on, sigma: range(0, 0.02, 0, 0.5) }).prefault({}),
  blur: section({
    enabled: on,
    kernel: range(0, 0.01, 0, 0.05).describe('Taps, of the image width.'),
    sigma: range(0.2, 0.5, 0.01, 2).describe('Of the kernel.'),
  }).prefault({}),
  labels: section({
    instances: off.describe('A 16-bit PNG of ids.'),
    semantic: off.describe('A 16-bit PNG of category ids.'),
    depth: z.union([z.literal(false), z.enum(['png', 'npy'])]).default(false).describe('png: 16 bits, millimetres; npy: float32, metres.'),
    normals: off.describe('A PNG of (n + 1) / 2, camera frame.'),
    rle: off.describe('COCO RLE of the visible masks, in the record.'),
    amodalRle: off.describe('COCO RLE of the silhouettes within the image, in the record.'),
    occlusionPairs: off.describe('Who hides whom, in the record.'),
    keypoints: off.describe('Points named in MODEL.keypoints.json beside a model, in the record.'),
    minVisibility: limit(z.number().min(0).max(1)).describe('Instances below are marked "ignore"; a number, or one by class with a default.'),
    minArea: limit(z.number().min(0)).describe('Visible pixels; likewise.'),
    plan: off.describe('The scene of every image, to be rendered again elsewhere.'),
  }).prefault({}),
  output: section({ dir: z.string().min(1), imagesPerShard: z.int().min(1).max(100000).default(1000) }),
});

/** A config with every default filled in. */
export type Config = z.infer<typeof ConfigSchema>;
