/** Chooses what is behind the objects of an image. */
import { z } from 'zod';
import type { Random } from '../../scene/random.ts';

export const BACKGROUND_KINDS = ['clutter', 'surface', 'photos'] as const;
export type BackgroundKind = (typeof BACKGROUND_KINDS)[number];

const kind = z.enum(BACKGROUND_KINDS);

export const BackgroundKindSchema = z.union([
  kind,
  z.array(z.strictObject({ kind: kind.describe('What covers the image.'), weight: z.number().min(0).describe('Share of the images, over the sum of all weights.') }))
    .refine((list) => list.some(({ weight }) => weight > 0), 'the weights sum to 0; wanted a sum above 0'),
]);

/** One kind, or a list from which each image draws one by weight. */
export type BackgroundKinds = z.infer<typeof BackgroundKindSchema>;

export function chooseBackgroundKind(kinds: BackgroundKinds, random: Random): BackgroundKind {
  if (typeof kinds === 'string') return kinds;
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.uniform() * total;
  // Rounding may leave a rest after the last weight.
  const chosen = kinds.find(({ weight }) => (rest -= weight) < 0) ?? kinds.findLast(({ weight }) => weight > 0)!;
  return chosen.kind;
}

/** Whether an image may have a background of this kind. */
export const mayBe = (kinds: BackgroundKinds, wanted: BackgroundKind): boolean =>
  typeof kinds === 'string' ? kinds === wanted : kinds.some(({ kind: other, weight }) => other === wanted && weight > 0);
