/** Measures what is around the objects of a photo: how busy it is, its colour, and how its brightness changes. */
import { grown, maskOf } from './boxes.ts';
import { type Hsv, hsvOf } from './hsv.ts';
import type { Photo } from './photos.ts';
import { median } from './quantiles.ts';
import { countSeams } from './seams.ts';
import { grainOf, type Shading, shadingOf } from './shading.ts';
import { findThings, type Thing } from './things.ts';
import { usualColors } from './usual-colors.ts';

export interface Background extends Shading {
  /** Share of the picture whose colour is near the usual one of its neighbourhood. */
  evenness: number;
  /** Usual colour. */
  color: Hsv;
  /** Long straight edges. */
  seams: number;
  /** Things without a label. */
  things: Thing[];
}

/** How much of a box's surroundings is left out with it, because shadows lie there: factors of its sides. */
const AROUND = { object: 1.3, ignored: 1.1 };
/** A change of brightness over two pixels that counts as an edge, codes. */
const EDGE = 20;

export function measureBackground(photo: Photo): Background {
  const { width, height, rgb } = photo;
  const isInside = maskOf([...photo.boxes.map((box) => grown(box, AROUND.object)), ...photo.ignored.map((box) => grown(box, AROUND.ignored))], width, height);
  const brightness = new Float32Array(width * height);
  for (let i = 0; i < brightness.length; i++) brightness[i] = 0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!;

  const { gx, gy, isEdge } = findEdges(brightness, isInside, width, height);
  const grid = usualColors(photo, isInside);
  const { things, evenness } = findThings(photo, isInside, grid);
  const color = [0, 1, 2].map((channel) => median(grid.cells.map((cell) => cell[channel]!)));
  return {
    evenness, color: hsvOf(color[0]!, color[1]!, color[2]!), ...shadingOf(grid), grain: grainOf(brightness, isInside, isEdge, width, height),
    seams: countSeams(gx, gy, isEdge, width, height), things,
  };
}

/** Derivatives of the brightness along rows and columns outside boxes, and 1 where it changes abruptly. */
function findEdges(brightness: Float32Array, isInside: Uint8Array, width: number, height: number) {
  const [gx, gy, isEdge] = [new Float32Array(width * height), new Float32Array(width * height), new Uint8Array(width * height)];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      if (isInside[i] === 1) continue;
      gx[i] = brightness[i + 1]! - brightness[i - 1]!;
      gy[i] = brightness[i + width]! - brightness[i - width]!;
      if (Math.hypot(gx[i]!, gy[i]!) >= EDGE) isEdge[i] = 1;
    }
  }
  return { gx, gy, isEdge };
}
