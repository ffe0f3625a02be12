/** Says what every record holds of a labelled instance, and computes it from the counters. */
import { z } from 'zod';
import type { LibraryModel } from '../assets/library.ts';
import { SymmetrySchema } from '../config/asset-rules.ts';
import { type Box, boxInCamera } from '../geometry/boxes.ts';
import type { Pose } from '../geometry/vectors.ts';
import type { MeasuredInstance } from '../scene/measured.ts';

const number = z.number();
const vec3 = z.tuple([number, number, number]);
const quaternion = z.tuple([number, number, number, number]).describe('w, x, y, z.');
const box = z.tuple([z.int(), z.int(), z.int(), z.int()]);
const pixels = z.int().min(0);
const share = number.min(0).max(1);

/** The keys in the format's order. Every share is of `areaFull`. */
export const BasicInstanceSchema = z.object({
  id: z.int().min(1).describe('1..n over the visible ones, in the scene\'s order; hidden ones follow. The value in instances.png.'),
  model: z.string().describe('Name of the model.'),
  category: z.string().describe('Class of the model.'),
  categoryId: z.int().min(1).describe('Id in dataset.json; from 1, in alphabetical order.'),
  bbox: box.describe('[x, y, width, height] of the visible pixels.'),
  bboxAmodal: box.describe('As if nothing hid it, within the image.'),
  bboxFull: box.describe('As if nothing hid it and the image had no border.'),
  area: pixels.describe('Visible pixels.'),
  areaAmodal: pixels.describe('Pixels as if nothing hid it, within the image.'),
  areaFull: pixels.describe('Pixels as if nothing hid it and the image had no border.'),
  visibility: share.describe('area / areaFull.'),
  inFrame: share.describe('areaAmodal / areaFull.'),
  occludedBy: z.object({
    frame: share.describe('Outside the image.'), foreground: share.describe('By other labelled instances.'), occluder: share.describe('By occluders and background.'),
  })
    .describe('Shares of areaFull by what is topmost; with visibility they add up to 1.'),
  pose: z.object({ rotation: quaternion, translation: vec3.describe('Metres of the scene; divided by scale they are metric.'), scale: number.describe('Of the model, from its metric size.'),
    symmetries: z.array(SymmetrySchema).optional().describe('Turns after which the model looks the same, where assets.json has them: model frame, metres, offset before scale.') })
    .describe('A model point p is at rotation(scale p) + translation; camera frame, x right, y down, z forward.'),
  box3d: z.object({ center: vec3.describe('Metres.'), size: vec3.describe('Along the model\'s axes, metres.'), rotation: quaternion }).describe('Model-aligned, camera frame, in the scene\'s scale.'),
});
export type BasicInstance = z.infer<typeof BasicInstanceSchema>;

const EMPTY_BOX: Box = [0, 0, 0, 0];

/**
 * Computes what every record holds of an instance.
 * @param categories the dataset's, sorted: a category's id is its index + 1
 * @throws Error where the model has no category
 */
export function basicInstance(id: number, { name, category, compiled, symmetries }: LibraryModel, categories: readonly string[], pose: Pose, counts: MeasuredInstance): BasicInstance {
  if (category === null) throw new Error(`record: model ${name} is labelled but has no category.`);
  const { visible, inFrame, full, hiddenByForeground, hiddenByOther } = counts;
  const share = (part: number) => (full === 0 ? 0 : part / full);
  return {
    id,
    model: name,
    category,
    categoryId: categories.indexOf(category) + 1,
    bbox: counts.boxVisible ?? EMPTY_BOX,
    bboxAmodal: counts.boxAmodal ?? EMPTY_BOX,
    bboxFull: counts.boxFull ?? EMPTY_BOX,
    area: visible,
    areaAmodal: inFrame,
    areaFull: full,
    visibility: share(visible),
    inFrame: share(inFrame),
    occludedBy: { frame: share(full - inFrame), foreground: share(hiddenByForeground), occluder: share(hiddenByOther) },
    pose: { rotation: pose.rotation, translation: pose.translation, scale: pose.scale, ...(symmetries && { symmetries: [...symmetries] }) },
    box3d: boxInCamera(compiled, pose),
  };
}

/** Rounds a share to nine decimals: finer than a pixel of the largest image (1 / 2048^2 = 2.4e-7). Sums of four stay within 2e-9 of 1. */
export const roundShare = (value: number): number => Math.round(value * 1e9) / 1e9;
