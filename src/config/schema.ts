/** Defines the part of the config that all scenarios share. One schema gives types, defaults, messages and the published JSON Schema. */
import { z } from 'zod';
import { DEFAULT_LIMITS } from './asset-limits.ts';
import { ModelRulesSchema, UNITS } from './asset-rules.ts';

const ascending = (number: z.ZodNumber) => z.tuple([number, number]).refine(([a, b]) => a <= b, 'the first value must not be above the second');

/** A pair of numbers from `least` to `most`, the lower one first; [from, to] by default. */
export const range = (from: number, to: number, least: number, most: number) => ascending(z.number().min(least).max(most)).default([from, to]);
/** A pair of whole numbers from `least` to `most`: fewest and most of something. */
export const counts = (least: number, most: number) => ascending(z.int().min(least).max(most));
/** A pair of numbers above 0, at most `most`: smallest and largest size of something. */
export const sizes = (most: number) => ascending(z.number().positive().max(most));
/** A pair of shares of 0 to `most`, the lower one first. */
export const shares = (most: number) => ascending(z.number().min(0).max(most));
/** Pixels along a side of an image. */
export const imageSidePx = z.int().min(64).max(2048);
export const on = z.boolean().default(true);
export const off = z.boolean().default(false);

export const BaseSchema = z.strictObject({
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Every random number follows from it.'),
  count: z.union([z.int().min(1), z.literal('epoch')]).describe('Images, or `epoch`: one whole pass of the scenario.'),
  scenario: z.string().min(1).default('paper').describe('A built-in one, such as `paper`, or a module of your own: ./my-scene.ts or .mjs.'),
  image: z.strictObject({
    width: imageSidePx.describe('Pixels.'),
    height: imageSidePx.describe('Pixels.'),
    jpegQuality: z.int().min(1).max(100).default(90).describe('Scale of libjpeg.'),
  }).describe('Size and coding of the images.'),
  order: z.enum(['schedule', 'shuffled']).optional()
    .describe('Order of the images in the shards. shuffled: a random order that the seed decides, so that levels are mixed. Default: schedule.'),
  assets: z.strictObject({
    foreground: z.string().min(1)
      .describe('A folder (a class per model file or sub-folder), a pattern such as models/**/*.glb, a list of files such as models.txt, `builtin`, or a group of one class, such as `builtin:dice`.'),
    models: ModelRulesSchema.optional().describe('What is known of foreground models beside their files, as in assets.json, by path or pattern.'),
    background: z.string().min(1).optional().describe('A folder, or `builtin`: models without a label, for clutter and occluders. Default: none.'),
    photos: z.string().min(1).optional().describe('A folder of images, sub-folders included, for `background.kind: photos`.'),
    textures: z.string().min(1).optional().describe('A folder of images, sub-folders included, for surfaces.'),
    distractors: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional()
      .describe('A folder or several, or `builtin:feet`, `builtin:trays`, `builtin:discs`, `builtin:cards`, `builtin:boxes`: models without a label that lie beside the objects. Each is a group of its name.'),
    textureSize: z.union([z.literal(64), z.literal(128), z.literal(256), z.literal(512), z.literal(1024)]).default(512)
      .describe('Largest side of a texture, pixels.'),
    textureFilter: z.enum(['trilinear', 'anisotropic']).optional()
      .describe('How texels become a pixel: trilinear blurs faces that are seen at a grazing angle, anisotropic takes up to four lookups along them. Default: trilinear.'),
    unit: z.enum(UNITS).default('m').describe('Of files without a unit of their own, such as OBJ; glTF is in metres.'),
    transparency: z.enum(['screen', 'opaque', 'cutout']).optional()
      .describe('Of parts with an alpha below 1: screen blends them over what is behind, opaque draws them without it, cutout leaves out what has an alpha below 0.5. To the labels the parts of screen and opaque are solid. Default: screen.'),
    doubleSided: z.enum(['asAuthored', 'auto', 'always']).optional()
      .describe('Which surfaces are drawn from behind too: asAuthored those whose material says so, auto also those of open single-sided surfaces that would be missing, always all. Default: asAuthored.'),
    clutterPerShard: z.int().min(1).default(400).describe('Background models that the images of one shard draw from.'),
    limits: z.strictObject({
      seconds: z.number().positive().default(DEFAULT_LIMITS.seconds).describe('Longest that compiling one model may take.'),
      megabytes: z.int().min(200).default(DEFAULT_LIMITS.megabytes).describe('Memory of a process that compiles models; there is one a core.'),
      texturePx: z.int().min(1).default(DEFAULT_LIMITS.texturePx).describe('Pixels of one texture as it lies in its file: width x height.'),
    }).prefault({}).describe('What one model may take. A model that takes more cannot be used.'),
  }).describe('Where the models are, and how they are read.'),
  output: z.strictObject({
    dir: z.string().min(1).describe('Folder of the dataset.'),
    imagesPerShard: z.int().min(1).max(100000).optional()
      .describe('Images in a tar file. Default: 1000; a tenth of 145 to 9,999 images, so that a run that is stopped keeps something.'),
  }).describe('Where the dataset goes.'),
});

type Parsed = z.infer<typeof BaseSchema>;

/** The part of a config that every scenario may read, with all defaults filled in. */
export type BaseConfig = Parsed & { output: { imagesPerShard: number } };

const USUAL_SHARD = 1000;
/** Runs of up to so many images take seconds and make one shard. */
const ONE_SHARD = 144;

function defaultImagesPerShard(count: Parsed['count']): number {
  return count === 'epoch' || count <= ONE_SHARD ? USUAL_SHARD : Math.min(USUAL_SHARD, Math.ceil(count / 10));
}

/** Joins the base, the scenario's sections and the labels' into the schema of a config. Checks across the scenario's sections are kept. */
export function composeSchema<S extends z.ZodObject, L extends z.ZodType>(scenario: S, labels: L) {
  const { output, ...base } = BaseSchema.shape;
  const shape = { ...base, ...scenario.shape as S['shape'], labels, output };
  return z.strictObject(shape).check(...(scenario.def.checks ?? []) as []).transform((config) => {
    const { count, output } = config as Parsed;
    return { ...config, output: { ...output, imagesPerShard: output.imagesPerShard ?? defaultImagesPerShard(count) } };
  });
}

/** Names of the program's own sections, which no scenario may define. */
export const RESERVED_SECTIONS: readonly string[] = [...Object.keys(BaseSchema.shape), 'labels'];
