/** Sizes the canvases of labelled instances, on which their silhouettes are drawn, and packs their rows. */
import { asin, atan2, hypot, tan } from '../geometry/math.ts';
import type { AssetLibrary } from '../assets/library.ts';
import type { Scene } from '../scene/scene.ts';
import type { Placed } from './placed.ts';
import type { PackedScene } from './scene-rows.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

/** A box on the image's grid, pixels. */
export interface CanvasBox { x0: number; y0: number; x1: number; y1: number }

/** The box of whole words that holds all pixels that the instance can cover, cut at the guard band. */
export function canvasOf(p: Placed, { width, height, camera }: Scene, guardPx: number): CanvasBox {
  const [x, y, z] = p.center;
  let [x0, y0, x1, y1] = [-guardPx, -guardPx, width + guardPx, height + guardPx];
  if (z - p.radiusM > camera.near) {
    const [left, right] = sphereExtent(x, z, p.radiusM, camera.fx, camera.cx);
    const [top, bottom] = sphereExtent(y, z, p.radiusM, camera.fy, camera.cy);
    [x0, x1] = [clamp(Math.floor(left) - 1, x0, x1), clamp(Math.ceil(right) + 1, x0, x1)];
    [y0, y1] = [clamp(Math.floor(top) - 1, y0, y1), clamp(Math.ceil(bottom) + 1, y0, y1)];
  }
  return { x0: Math.floor(x0 / 32) * 32, y0, x1: Math.max(Math.floor(x0 / 32) * 32, Math.ceil(x1 / 32) * 32), y1: Math.max(y0, y1) };
}

/** The interval of a sphere's projection along one axis, px: its ends are where the tangents from the camera meet the picture plane. */
function sphereExtent(offset: number, z: number, radius: number, focalPx: number, centerPx: number): [number, number] {
  const direction = atan2(offset, z);
  const half = asin(Math.min(1, radius / hypot(offset, z)));
  return [focalPx * tan(direction - half) + centerPx, focalPx * tan(direction + half) + centerPx];
}

/** @param columns of the row of `occlusion` that each has */
export function packForegrounds(
  foreground: Placed[], canvases: CanvasBox[], columns: number, { categories }: AssetLibrary, layout: StructLayout,
): Pick<PackedScene, 'foregrounds' | 'silhouetteWords' | 'occlusionCounters'> {
  const rows = StructRows.allocate(layout, foreground.length);
  let silhouetteWords = 0;
  canvases.forEach(({ x0, y0, x1, y1 }, i) => {
    const { ordinal, model } = foreground[i]!;
    const widthWords = (x1 - x0) / 32;
    rows.u32[rows.at(i, 'instance')] = ordinal;
    rows.i32[rows.at(i, 'x0')] = x0;
    rows.i32[rows.at(i, 'y0')] = y0;
    rows.u32[rows.at(i, 'widthWords')] = widthWords;
    rows.u32[rows.at(i, 'height')] = y1 - y0;
    rows.u32[rows.at(i, 'firstWord')] = silhouetteWords;
    rows.u32[rows.at(i, 'category')] = categories.indexOf(model.category ?? '') + 1;
    rows.u32[rows.at(i, 'firstOcclusion')] = i * columns;
    silhouetteWords += widthWords * (y1 - y0);
  });
  return { foregrounds: rows.buffer, silhouetteWords, occlusionCounters: foreground.length * columns };
}

/** The pairs of labelled instances whose canvases overlap. */
export function packPairs(canvases: CanvasBox[]): ArrayBuffer {
  const pairs: number[] = [];
  canvases.forEach((a, i) => {
    for (let j = i + 1; j < canvases.length; j++) {
      const b = canvases[j]!;
      if (a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1) pairs.push(i, j);
    }
  });
  return new Uint32Array(pairs).buffer;
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
