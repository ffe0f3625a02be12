/** Chooses distractors, things without a label beside the objects or under them: which models and views can have the sizes that are asked for. */
import { z } from 'zod';
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { type AssetLibrary, isBuiltin } from '../../assets/library.ts';
import { LARGEST_RADIUS_OVER_DISTANCE, silhouetteArea, viewsOf } from '../../assets/silhouettes/silhouettes.ts';
import { FOREGROUND_GROUP } from '../../config/asset-rules.ts';
import { UserError } from '../../config/errors.ts';
import { counts, sizes } from '../../config/schema.ts';
import { cos } from '../../geometry/math.ts';
import { viewRotations } from '../../geometry/poses.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';

const DistractorGroupSchema = z.strictObject({
  group: z.string().min(1).optional().describe('A group of assets.distractors: the name of a folder, or feet, trays, discs, cards, boxes. Default: all groups.'),
  count: counts(0, 100).default([1, 3]).describe('Fewest and most in an image.'),
  boxPx: sizes(2048).optional().describe('Size of the boxes, pixels: the side of a square of the box\'s area. Least and most.'),
  boxShare: sizes(2).optional().describe('The same over the image height. Default where both are absent: [0.05, 0.2].'),
  under: z.boolean().default(false).describe('They may lie under the objects, as a tray does. Otherwise beside them.'),
  tiltDeg: z.number().min(0).max(180).optional().describe('Largest angle between their upward axis and the direction to the camera. Default: 30 for built-in groups, else 180.'),
}).refine(({ boxPx, boxShare }) => !(boxPx && boxShare), 'boxPx and boxShare are both given; wanted one of them');

export const DistractorsSchema = z.union([DistractorGroupSchema, z.array(DistractorGroupSchema)]).optional()
  .describe('Things without a label beside the objects, from assets.distractors, and models of assets.foreground with the role distractor, which are the group foreground. A list has a count and a size for each group.');

export type DistractorGroup = z.infer<typeof DistractorGroupSchema>;
export type DistractorsOptions = z.infer<typeof DistractorsSchema>;

/** A model that can be a distractor. */
export interface DistractorModel {
  /** Index in the library's models. */
  model: number;
  group: string;
  silhouettes: Silhouettes;
  /** Views whose tilt is allowed and whose box can have every size. */
  views: number[];
}

/** What one entry of the section asks for. */
export interface DistractorSet {
  models: DistractorModel[];
  /** Fewest and most in an image. */
  count: [number, number];
  /** Least and largest size of a box, pixels: the side of a square of the box's area. */
  sizePx: [number, number];
  /** They may lie under the objects. */
  under: boolean;
}

const DEFAULT_BOX_SHARE: [number, number] = [0.05, 0.2];
const BUILTIN_TILT_DEG = 30;

/**
 * Finds the models and views of each entry of the section.
 * @param options the section; where it is absent, or names other groups alone, the foreground's own distractors are an entry with the defaults
 * @param camera the intrinsics at which an object comes nearest for its size, `widestIntrinsics`
 * @throws UserError where a group is not there, or where a model cannot have a box of the largest size
 */
export function findDistractors(options: DistractorsOptions, library: AssetLibrary, camera: Intrinsics): DistractorSet[] {
  const asked = options === undefined ? [] : [options].flat();
  const groups = [...new Set(library.models.flatMap(({ group }) => group ?? []))];
  if (asked.length > 0 && groups.length === 0) {
    throw new UserError('plan: distractors are asked for, but assets.distractors is not given; wanted a folder of models or a built-in group such as builtin:feet');
  }
  // Models of the foreground's folder are drawn also where no entry names them.
  const isUnasked = groups.includes(FOREGROUND_GROUP) && !asked.some(({ group = FOREGROUND_GROUP }) => group === FOREGROUND_GROUP);
  const entries = isUnasked ? [...asked, DistractorGroupSchema.parse({ group: FOREGROUND_GROUP })] : asked;
  return entries.map(({ group, count, boxPx, boxShare, under, tiltDeg }) => {
    if (group !== undefined && !groups.includes(group)) {
      throw new UserError(`plan: distractors.group is ${JSON.stringify(group)}, which assets.distractors does not have; wanted ${groups.join(', ')}`);
    }
    const [least, most] = boxPx ?? (boxShare ?? DEFAULT_BOX_SHARE).map((share) => share * camera.heightPx) as [number, number];
    const models = library.models.flatMap(({ layer, group: ofModel, name, path, compiled: { silhouettes } }, model): DistractorModel[] => {
      if (layer !== 'distractor' || ofModel === undefined || (group !== undefined && group !== ofModel)) return [];
      const tilted = viewsWithin(silhouettes, tiltDeg ?? (isBuiltin(path) ? BUILTIN_TILT_DEG : 180));
      const views = tilted.filter((view) => reachPx(silhouettes, view, camera) >= most);
      if (views.length === 0) {
        const reach = Math.floor(Math.max(...tilted.map((view) => reachPx(silhouettes, view, camera))));
        throw new UserError(`plan: distractors: ${ofModel}/${name} cannot have a box of ${Math.round(most)} pixels at the widest field of view; wanted ${boxPx ? 'boxPx' : 'boxShare'} of at most ${boxPx ? reach : Math.floor((1000 * reach) / camera.heightPx) / 1000}`);
      }
      return [{ model, group: ofModel, silhouettes, views }];
    });
    return { models, count, sizePx: [least, most], under };
  });
}

/** How many distractors of each set an image has, each number from the fewest to the most equally often. */
export function countDistractors(sets: readonly DistractorSet[], random: Random): number[] {
  return sets.map(({ count: [least, most] }) => least + random.int(most - least + 1));
}

/** The views whose upward axis (+y) is within an angle of the direction to the camera; the nearest ones where there are none. */
function viewsWithin(silhouettes: Silhouettes, tiltDeg: number): number[] {
  const { matrices } = viewRotations(silhouettes.viewLevel);
  const views = Array.from({ length: viewsOf(silhouettes) }, (_, view) => view);
  const cosTilt = (view: number): number => -matrices[view]![7];
  // The nearest view is one of several where the axis is between views, which rounding tells apart.
  const rounding = 1e-6;
  const within = views.filter((view) => cosTilt(view) >= cos((tiltDeg * Math.PI) / 180) - rounding);
  if (within.length > 0) return within;
  const nearest = Math.max(...views.map(cosTilt));
  return views.filter((view) => cosTilt(view) >= nearest - rounding);
}

/** A size that the box of a view certainly has at the nearest distance and at every angle in the image: that of its silhouette's area. */
function reachPx(silhouettes: Silhouettes, view: number, { focalPx }: Intrinsics): number {
  const k = LARGEST_RADIUS_OVER_DISTANCE;
  return focalPx * k * Math.sqrt(silhouetteArea(silhouettes, view, k) / (1 - k * k));
}
