/** Places distractors: things without a label that lie beside the objects, or under them. */
import { z } from 'zod';

const sizes = (most: number) => z.tuple([z.number().positive().max(most), z.number().positive().max(most)])
  .refine(([a, b]) => a <= b, 'the first value must not be above the second').optional();

const DistractorGroupSchema = z.strictObject({
  group: z.string().min(1).optional().describe('A group of assets.distractors: the name of a folder, or feet, trays, discs, cards, boxes. Default: all groups.'),
  count: z.tuple([z.int().min(0).max(100), z.int().min(0).max(100)]).refine(([a, b]) => a <= b, 'the first value must not be above the second')
    .default([1, 3]).describe('Fewest and most in an image.'),
  boxPx: sizes(2048).describe('Size of the boxes, pixels: the side of a square of the box\'s area. Least and most.'),
  boxShare: sizes(2).describe('The same over the image height. Default where both are absent: [0.05, 0.2].'),
  under: z.boolean().default(false).describe('They may lie under the objects, as a tray does. Otherwise beside them.'),
  tiltDeg: z.number().min(0).max(180).optional().describe('Largest angle between their upward axis and the direction to the camera. Default: 30 for built-in groups, else 180.'),
}).refine(({ boxPx, boxShare }) => !(boxPx && boxShare), 'boxPx and boxShare are both given; wanted one of them');

export const DistractorsSchema = z.union([DistractorGroupSchema, z.array(DistractorGroupSchema)]).optional()
  .describe('Things without a label beside the objects, from assets.distractors. A list has a count and a size for each group.');

export type DistractorGroup = z.infer<typeof DistractorGroupSchema>;
export type DistractorsOptions = z.infer<typeof DistractorsSchema>;
