/** Chooses the surface that stands for plain backgrounds: its colours, its shading and its seams. */
import { decodeSrgb, encodeSrgb } from '../assets/srgb.ts';
import { hueRange } from './hsv.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import { clamped, quantile, spread } from './quantiles.ts';

export interface Surface {
  hue: [number, number];
  saturation: [number, number];
  /** Of the picture: what light makes of the surface. */
  shownValue: [number, number];
  gradient: [number, number];
  grain: [number, number];
  folds: [number, number];
  seams: [number, number];
}

/** How far a range goes beyond what was measured: of colours from a hundred photos, and of everything else as a factor. */
const WIDER = { hue: 0.02, saturation: 0.015, value: 0.05, factor: 1.25 };
const WELL_KNOWN = 100;
const MOST = { gradient: 0.6, grain: 0.25, folds: 0.4, seams: 2 };

/** The surface that stands for the photos' backgrounds. */
export function fitSurface(photos: readonly PhotoMeasures[]): Surface {
  const of = (name: 'gradient' | 'grain' | 'folds'): [number, number] => [0, Math.min(MOST[name], WIDER.factor * quantile(photos.map(({ background }) => background[name]), 0.9))];
  const colors = photos.map(({ background }) => background.color);
  const [hueLeast, hueMost] = hueRange(colors, 0.9);
  const [saturationLeast, saturationMost] = spread(colors.map(([, saturation]) => saturation));
  const [valueLeast, valueMost] = spread(colors.map(([, , value]) => value));
  const seams = photos.map(({ background }) => background.seams);
  // Few photos tell the ends of a range less well.
  const unsure = Math.max(1, Math.sqrt(WELL_KNOWN / photos.length));
  const wider = ([least, most]: [number, number], by: number): [number, number] => [Math.max(0, least - unsure * by), Math.min(1, most + unsure * by)];
  return {
    hue: wider([hueLeast, hueMost], WIDER.hue),
    saturation: wider([saturationLeast, saturationMost], WIDER.saturation),
    shownValue: wider([Math.max(valueLeast, 0.1), valueMost], WIDER.value),
    gradient: of('gradient'), grain: of('grain'), folds: of('folds'),
    seams: [0, Math.min(MOST.seams, Math.ceil(quantile(seams, 0.75)))],
  };
}

/** The value of HSV that a light turns into the shown one. Light multiplies linear brightness. */
export function unlitValue(shown: number, light: number): number {
  return clamped(encodeSrgb(decodeSrgb(255 * shown) / light) / 255, 0.01, 1);
}
