/** Draws a plain surface behind the objects: a colour, a gradient, grain, folds and seams. Shadows need the objects: contact-shadows.ts draws them. */
import { z } from 'zod';
import { decodeSrgb } from '../../assets/srgb.ts';
import { counts, range, shares } from '../../config/schema.ts';
import { exp, log } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import type { Random } from '../../scene/random.ts';
import { MOST_SEAMS, type Seam, type SurfaceBackdrop } from '../../scene/scene.ts';

export const SurfaceSchema = z.strictObject({
  hue: range(0, 1, 0, 1).describe('Of the colour, turns.'),
  saturation: range(0, 0.4, 0, 1).describe('Of the colour.'),
  value: range(0.2, 0.95, 0, 1).describe('Brightness of the colour, which is HSV\'s value.'),
  gradient: range(0, 0.3, 0, 1).describe('Change of the brightness from border to border.'),
  grain: range(0, 0.04, 0, 0.5).describe('Standard deviation of the brightness of fine grain.'),
  folds: range(0, 0.12, 0, 1).describe('Largest change of the brightness in soft folds.'),
  seams: counts(0, MOST_SEAMS).default([0, 2]).describe('Straight seams, such as the edge of a table: fewest and most.'),
  shadows: shares(1).optional().describe('Darkness of the soft shadows of what stands on the surface, where it touches it: the share of the light that is lost. Least and most. Default: no shadows.'),
  textured: z.number().min(0).max(1).optional().describe('Share of the surfaces that show a picture of assets.textures. Default: all where that folder is given.'),
});

export type SurfaceOptions = z.infer<typeof SurfaceSchema>;

/** Sizes and distances over the image width. Sizes are drawn by their logarithm. */
const GRAIN_SIZE: Range = [0.0015, 0.008];
const FOLD_SIZE: Range = [0.08, 0.4];
const SEAM_WIDTH: Range = [0.002, 0.02];
/** Shares of the brightness that a seam takes: on its line, and beyond it. Every second seam has the same surface on both sides. */
const SEAM_DARKNESS: Range = [0.05, 0.6];
const SEAM_STEP: Range = [0.05, 0.4];

type Range = [number, number];

/** Draws a surface. Every value is uniform over its range, and directions are uniform. All seams of a surface are parallel or at right angles. */
export function drawSurface(options: SurfaceOptions, { widthPx, heightPx }: { widthPx: number; heightPx: number }, random: Random): SurfaceBackdrop {
  const size = ([least, most]: Range) => widthPx * exp(random.range(log(least), log(most)));
  const hue = random.range(...options.hue);
  const saturation = random.range(...options.saturation);
  const value = random.range(...options.value);
  const gradient = { angleRad: drawAngle(random), amount: random.range(...options.gradient) };
  const grain = { amount: random.range(...options.grain), sizePx: size(GRAIN_SIZE) };
  const folds = { amount: random.range(...options.folds), sizePx: size(FOLD_SIZE), angleRad: drawAngle(random) };
  const key = random.bits();
  const [fewest, most] = options.seams;
  const count = fewest + random.int(most - fewest + 1);
  const directionRad = drawAngle(random);
  const seams = Array.from({ length: count }, (): Seam => ({
    angleRad: directionRad + (random.int(4) * Math.PI) / 2,
    offsetPx: random.range(-0.5, 0.5) * Math.min(widthPx, heightPx),
    widthPx: size(SEAM_WIDTH),
    darkness: random.range(...SEAM_DARKNESS),
    step: drawStep(random),
  }));
  return { kind: 'surface', colorLinear: linearFromHsv(hue, saturation, value), gradient, grain, folds, seams, key };
}

const drawAngle = (random: Random): number => random.range(0, 2 * Math.PI);

function drawStep(random: Random): number {
  const hasStep = random.int(2) === 1;
  const step = random.range(...SEAM_STEP);
  return hasStep ? step : 0;
}

/** Linear RGB of a colour in the HSV of sRGB codes; the hue is in turns. */
export function linearFromHsv(hue: number, saturation: number, value: number): Vec3 {
  const channel = (turns: number): number => {
    const sextants = 6 * (hue + turns - Math.floor(hue + turns));
    const trapezoid = Math.min(1, Math.max(0, Math.min(sextants, 4 - sextants)));
    return decodeSrgb(255 * value * (1 - saturation * trapezoid));
  };
  return [channel(5 / 6), channel(3 / 6), channel(1 / 6)];
}
