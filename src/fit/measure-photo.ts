/** Measures everything of one photo, or of one image of a config, that fit compares. */
import { lumaOf } from '../stats/luma.ts';
import { measurePicture } from '../stats/measure-picture.ts';
import { type Background, measureBackground } from './background.ts';
import { type MeasuredBox, measureBoxes } from './box-convention.ts';
import { type Box, grown } from './boxes.ts';
import type { Photo } from './photos.ts';
import { median } from './quantiles.ts';

/** What a box shows around its middle. */
export interface ObjectColor {
  /** Mean luma over 255. */
  brightness: number;
  /** Mean of HSV's saturation. */
  saturation: number;
}

export interface PhotoMeasures extends Pick<Photo, 'width' | 'height' | 'boxes' | 'scale' | 'jpegQuality'> {
  background: Background;
  /** Share of the pixels outside boxes with an edge. */
  edges: number;
  /** Standard deviation over the range of a channel; null where no part is flat. */
  noise: number | null;
  /** log2 of the variance of the Laplacian inside boxes; null without boxes. */
  sharpness: number | null;
  objects: ObjectColor[];
  /** Usual share of the light that the surface lacks close to an object; null where no object tells. */
  halo: number | null;
  /** Objects that could be told from the background. */
  measuredBoxes: MeasuredBox[];
}

/** The part of a box's sides that shows the object in every convention of boxes. */
const MIDDLE = 0.5;

export function measurePhoto(photo: Photo): PhotoMeasures {
  const { width, height, rgb, boxes, ignored, scale, jpegQuality } = photo;
  const rows = [...boxes.map((box) => ({ box, ignore: false })), ...ignored.map((box) => ({ box, ignore: true }))];
  const { inside, outside, noiseSigma } = measurePicture({ width, height, data: rgb }, rows.map(({ box, ignore }) => ({ box: [...box] as [number, number, number, number], ignore })));
  const measuredBoxes = measureBoxes(photo);
  const halos = measuredBoxes.flatMap(({ segment: { halo } }) => halo ?? []);
  return {
    width, height, boxes, scale, jpegQuality,
    background: measureBackground(photo), edges: outside.edges ?? 0, noise: noiseSigma, sharpness: inside.sharpness,
    objects: objectColors(photo), measuredBoxes,
    halo: halos.length > 0 ? median(halos) : null,
  };
}

function objectColors({ width, height, rgb, boxes }: Photo): ObjectColor[] {
  const luma = lumaOf(rgb);
  return boxes.flatMap((box) => {
    const [left, top, right, bottom] = insidePixels(grown(box, MIDDLE), width, height);
    let [brightness, saturation] = [0, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const i = y * width + x;
        const most = Math.max(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!);
        const least = Math.min(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!);
        brightness += luma[i]! / 255;
        saturation += most === 0 ? 0 : (most - least) / most;
      }
    }
    const pixels = (right - left) * (bottom - top);
    return pixels > 0 ? [{ brightness: brightness / pixels, saturation: saturation / pixels }] : [];
  });
}

function insidePixels([x, y, w, h]: Box, width: number, height: number): [left: number, top: number, right: number, bottom: number] {
  return [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y)), Math.max(0, Math.min(width, Math.ceil(x + w))), Math.max(0, Math.min(height, Math.ceil(y + h)))];
}
