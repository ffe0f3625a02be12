/** Measures the boxes of the models over all views and angles, as a camera far away sees them. */
import type { AssetLibrary } from '../assets/library.ts';
import { viewsOf } from '../assets/silhouettes/silhouettes.ts';
import { Outline } from '../scenarios/placement/outline.ts';
import { mean } from './quantiles.ts';

export interface ModelBoxes {
  /** Share of the boxes that are square up to 2 %. */
  square: number;
  /** Mean of the longer side over the side of a square of the box's area. */
  longerOverSize: number;
  /** Width over height of all boxes, at all angles in the image, and of those with the model upright. */
  aspects: number[];
  uprightAspects: number[];
}

/** Angles within half a turn; the other half has the same boxes. */
const ANGLES = 7;
const MOST_MODELS = 60;
const RADIUS_OVER_DEPTH = 0.05;
const SQUARE = 0.02;

export function measureModels({ models, foregroundCount }: Pick<AssetLibrary, 'models' | 'foregroundCount'>): ModelBoxes {
  const outline = new Outline();
  const step = Math.ceil(foregroundCount / MOST_MODELS);
  const aspects: number[] = [];
  const uprightAspects: number[] = [];
  for (let model = 0; model < foregroundCount; model += step) {
    const { silhouettes } = models[model]!.compiled;
    for (let view = 0; view < viewsOf(silhouettes); view++) {
      for (let angle = 0; angle < ANGLES; angle++) {
        const inPlaneRad = (Math.PI * angle) / ANGLES;
        outline.aim({ silhouettes, view, inPlaneRad, radiusOverDepth: RADIUS_OVER_DEPTH, xPx: 0, yPx: 0 }, { widthPx: 0, heightPx: 0, focalPx: 1 });
        const { left, right, top, bottom } = outline.bounds();
        if (!(right > left && bottom > top)) continue;
        aspects.push((right - left) / (bottom - top));
        if (angle === 0) uprightAspects.push((right - left) / (bottom - top));
      }
    }
  }
  const longer = aspects.map((aspect) => Math.max(aspect, 1 / aspect));
  return {
    square: longer.filter((ratio) => 1 - 1 / ratio < SQUARE).length / longer.length,
    longerOverSize: mean(longer.map((ratio) => Math.sqrt(ratio))),
    aspects, uprightAspects,
  };
}
