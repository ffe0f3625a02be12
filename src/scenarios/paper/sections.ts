/** Defines the paper's sections of the config: one schema gives types, defaults, messages and the published JSON Schema. */
import { z } from 'zod';
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../assets/silhouettes/silhouettes.ts';
import { type BaseConfig, counts, on, range, sizes } from '../../config/schema.ts';
import { ClumpsSchema } from '../placement/clumps.ts';
import { DistractorsSchema } from '../placement/distractors.ts';
import { BackgroundKindSchema } from '../randomizers/background-kind.ts';
import { BlurSchema } from '../randomizers/blur.ts';
import { CameraSchema, type CameraOptions, widestTangent } from '../randomizers/camera.ts';
import { LightsSchema } from '../randomizers/lights.ts';
import { MaterialSchema } from '../randomizers/material.ts';
import { NoiseSchema } from '../randomizers/noise.ts';
import { SurfaceSchema } from '../randomizers/surface.ts';
import { WeightsSchema } from './weights.ts';

const CurriculumSchema = z.strictObject({
  strategy: z.enum(['paper', 'random']).default('paper').describe('random: poses and projected area uniform over the same ranges.'),
  viewLevel: z.int().min(0).max(3).default(1).describe('Icosphere subdivision: 12, 42, 162, 642 views.'),
  inPlaneSteps: z.int().min(1).max(3600).default(36).describe('Rotations about the viewing axis.'),
  levels: z.int().min(1).max(100).default(12).describe('Sizes, from the nearest to the farthest.'),
  diameter: z.tuple([z.number().min(0.02).max(1), z.number().min(0.02).max(1)])
    .refine(([near, far]) => near >= far, 'the first (nearest) must not be below the second (farthest)')
    .default([0.6, 0.1]).describe('Projected diameter over the image height, nearest and farthest; linear in area between.'),
  boxPx: sizes(2048).optional().describe('In place of diameter, which then has no effect: sizes that 5 % and 95 % of the objects\' boxes stay below, pixels; the logarithm of a size is uniform. A size is the side of a square of the box\'s area, and the box is that of the whole silhouette, bboxFull in the record.'),
  boxShare: sizes(2).optional().describe('The same over the image height.'),
  weights: WeightsSchema.optional().describe('How often models come at each view and level, such as generate --weights makes from what a detector missed. Default: all as often.'),
}).refine(({ weights, strategy }) => !weights || strategy === 'paper', { path: ['weights'], message: 'strategy random has no views and levels to weight; wanted strategy paper' })
  .refine(({ weights, viewLevel, levels }) => !weights || (weights.viewLevel === viewLevel && weights.levels === levels), {
    path: ['weights'], message: 'they are of another viewLevel or number of levels than the curriculum\'s; wanted weights of this curriculum',
  })
  .refine(({ boxPx, boxShare }) => !(boxPx && boxShare), 'boxPx and boxShare are both given; wanted one of them')
  .prefault({}).describe('The schedule of poses.');

export const PaperSchema = z.strictObject({
  camera: CameraSchema,
  curriculum: CurriculumSchema,
  foreground: z.strictObject({
    enabled: on.describe('Off: no labelled objects.'),
    maxPerImage: z.int().min(1).max(100).default(20).describe('Most objects in an image.'),
    fill: z.number().min(0.01).max(4).default(1).describe('Sum of the objects\' silhouette areas over the image area.'),
    count: counts(1, 100).optional()
      .describe('Fewest and most objects in an image, each number equally often. In place of fill and maxPerImage.'),
    order: z.enum(['paper', 'perObject']).optional()
      .describe('perObject: the entries of a level are shuffled over its images, so that an image shows many views. Default: paper.'),
    clumps: ClumpsSchema.optional().describe('Objects that touch or nearly touch. Default: objects lie at random.'),
    material: MaterialSchema.optional().describe('Random changes of the objects\' materials. Default: none.'),
    maxCrop: z.number().min(0).max(0.95).default(0.5).describe('Largest share of an object outside the image.'),
    maxOverlap: z.number().min(0).max(1).default(0.3).describe('Largest shared area of two objects over the smaller one\'s area.'),
  }).prefault({}).describe('The labelled objects.'),
  background: z.strictObject({
    enabled: on.describe('Off: black where nothing else is.'),
    kind: BackgroundKindSchema.optional().describe('clutter: 3D objects; surface: a plain plane; photos: pictures of assets.photos; or a list of { kind, weight }, from which each image draws. Default: clutter.'),
    surface: SurfaceSchema.optional().describe('The plane of kind surface.'),
    areaRatio: range(0.9, 1.5, 0.05, 20).describe('Silhouette area of a clutter object over the foreground objects\' mean area.'),
    subRange: on.describe('Off: every image draws from the whole range.'),
    hue: on.describe('Off: clutter keeps its colours.'),
  }).prefault({}).describe('What covers the image behind the objects.'),
  occluders: z.strictObject({
    enabled: on.describe('Off: no occluders.'),
    coverage: range(0.1, 0.3, 0.01, 0.9).describe('Share of an object that its occluder hides.'),
    exempt: z.number().min(0).max(1).default(0.3).describe('Share of the objects that have no occluder.'),
    hue: on.describe('Off: occluders keep their colours.'),
  }).prefault({}).describe('Clutter in front of the objects.'),
  distractors: DistractorsSchema,
  lights: LightsSchema,
  noise: NoiseSchema,
  blur: BlurSchema,
}).superRefine(({ camera, curriculum }, context) => {
  // What boxes need depends on the models, so the open scenario checks it.
  if (curriculum.boxPx ?? curriculum.boxShare) return;
  const ratio = largestRadiusOverDepth({ camera, curriculum });
  if (ratio <= LARGEST_RADIUS_OVER_DISTANCE) return;
  const widestDeg = Math.max(...[camera.fovYDeg].flat());
  const message = `at a field of view of ${widestDeg} degrees this brings the camera too near to the models; `
    + `wanted diameter x tan(field of view / 2) of at most ${LARGEST_RADIUS_OVER_DISTANCE}, not ${ratio.toFixed(3)}`;
  context.addIssue({ code: 'custom', path: ['curriculum', 'diameter'], message });
});

export type PaperSections = z.infer<typeof PaperSchema>;
export type PaperConfig = BaseConfig & PaperSections;

/** The largest radius over depth that the curriculum asks for: at its nearest level and widest field of view. A level has d = 2 fy r / z. */
function largestRadiusOverDepth({ camera, curriculum }: { camera: CameraOptions; curriculum: Pick<PaperSections['curriculum'], 'diameter'> }): number {
  return curriculum.diameter[0] * widestTangent(camera);
}
