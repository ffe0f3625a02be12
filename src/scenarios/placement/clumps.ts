/** Puts objects together in clumps: each touches another one, or nearly. */
import { z } from 'zod';
import { range } from '../../config/schema.ts';

export const ClumpsSchema = z.strictObject({
  share: z.number().min(0).max(1).describe('Share of the objects that are in clumps.'),
  size: z.tuple([z.int().min(2).max(100), z.int().min(2).max(100)]).refine(([a, b]) => a <= b, 'the first value must not be above the second')
    .default([2, 5]).describe('Fewest and most objects of a clump.'),
  gap: range(0, 2, 0, 100).describe('Distance between the silhouettes of neighbours, pixels.'),
});

export type ClumpsOptions = z.infer<typeof ClumpsSchema>;
