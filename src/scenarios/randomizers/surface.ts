/** Draws a plain surface behind the objects: a colour, a gradient, grain, folds and seams. */
import { z } from 'zod';
import { range } from '../../config/schema.ts';
import { MOST_SEAMS } from '../../scene/scene.ts';

const counts = (least: number, most: number, limit: number) => z.tuple([z.int().min(0).max(limit), z.int().min(0).max(limit)])
  .refine(([a, b]) => a <= b, 'the first value must not be above the second').default([least, most]);

export const SurfaceSchema = z.strictObject({
  hue: range(0, 1, 0, 1).describe('Of the colour, turns.'),
  saturation: range(0, 0.4, 0, 1).describe('Of the colour.'),
  value: range(0.2, 0.95, 0, 1).describe('Brightness of the colour, which is HSV\'s value.'),
  gradient: range(0, 0.3, 0, 1).describe('Change of the brightness from border to border.'),
  grain: range(0, 0.04, 0, 0.5).describe('Standard deviation of the brightness of fine grain.'),
  folds: range(0, 0.12, 0, 1).describe('Largest change of the brightness in soft folds.'),
  seams: counts(0, 2, MOST_SEAMS).describe('Straight seams, such as the edge of a table: fewest and most.'),
  textured: z.number().min(0).max(1).optional().describe('Share of the surfaces that show a picture of assets.textures. Default: all where that folder is given.'),
});

export type SurfaceOptions = z.infer<typeof SurfaceSchema>;
