/** Says what the record holds of a photo or a surface behind the objects. */
import { z } from 'zod';
import type { Picture } from '../../assets/library.ts';
import { MOST_SEAMS, type Backdrop, type PictureCrop } from '../../scene/scene.ts';
import type { ShadowLook } from '../randomizers/contact-shadows.ts';

const crop = z.object({
  name: z.string().describe('Path in its folder.'),
  crop: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('Part of the upright picture that fills the image: x, y, width, height, pixels.'),
  flip: z.boolean().describe('Left and right are exchanged.'),
});

/** Shapes of what `backdropFacts` returns. */
export const BACKDROP_FACTS = {
  photo: crop.optional().describe('The photo behind the objects.'),
  surface: z.object({
    colorLinear: z.tuple([z.number(), z.number(), z.number()]).describe('RGB.'),
    gradient: z.object({
      angleRad: z.number().describe('Direction in which the brightness rises.'),
      amount: z.number().describe('Change of the brightness from border to border.'),
    }).describe('Gradient of the brightness.'),
    grain: z.object({
      amount: z.number().describe('Standard deviation of the brightness.'),
      sizePx: z.number().describe('Size of a grain.'),
    }).describe('Fine grain.'),
    folds: z.object({
      amount: z.number().describe('Largest change of the brightness.'),
      sizePx: z.number().describe('Distance between folds.'),
      angleRad: z.number().describe('Direction across the folds.'),
    }).describe('Soft folds.'),
    seams: z.array(z.object({
      angleRad: z.number().describe('Direction of the seam.'),
      offsetPx: z.number().describe('Distance from the image\'s centre, to the right of the direction.'),
      widthPx: z.number().describe('Width of the seam.'),
      darkness: z.number().describe('Share of the brightness that is lost on the seam.'),
      step: z.number().describe('Share that is lost beyond it.'),
    })).max(MOST_SEAMS).describe('Straight seams.'),
    shadows: z.object({
      darkness: z.number().describe('Share of the light that is lost at an object\'s border.'),
      softness: z.number().describe('Width of the soft edge, over the object\'s height.'),
      offset: z.object({
        angleRad: z.number().describe('Direction of the shift.'),
        amount: z.number().describe('Over the object\'s height.'),
      }).describe('Shift of the shadows.'),
      growth: z.number().describe('By how much a shadow is larger on each side than its object, over the object\'s height.'),
    }).optional().describe('Soft shadows of what stands on the surface, where the config has background.surface.shadows.'),
    key: z.int().describe('Of grain and folds.'),
    texture: crop.optional().describe('The picture that multiplies the colour.'),
  }).optional().describe('The surface behind the objects.'),
};

/**
 * What the record holds of a backdrop; pictures are named.
 * @param look what the shadows have in common; the shadows themselves follow from it and the objects
 */
export function backdropFacts(backdrop: Backdrop | undefined, pictures: readonly Picture[], look?: ShadowLook): z.infer<z.ZodObject<typeof BACKDROP_FACTS>> {
  const named = ({ picture, crop, flip }: PictureCrop) => ({ name: pictures[picture]!.name, crop, flip });
  if (!backdrop) return {};
  if (backdrop.kind === 'photo') return { photo: named(backdrop) };
  const { kind, texture, shadows: _, ...surface } = backdrop;
  return { [kind]: { ...surface, ...(look && { shadows: look }), ...(texture ? { texture: named(texture) } : {}) } };
}
