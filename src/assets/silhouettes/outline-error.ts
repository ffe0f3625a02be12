/** Measures how far the silhouettes of a mesh's levels of detail stray from those of the first. */
import { viewRotations } from '../../geometry/poses.ts';
import { createRaster, innerSamples } from './silhouette-raster.ts';
import type { SilhouetteMesh } from './silhouettes.ts';

/** Samples a side of the raster. */
const SIZE = 256;
const EXTENT = 1.1;
/**
 * One of each two opposite views, whose silhouettes are mirrored: 21 of an icosphere's 42. The 12 of an icosahedron are but 6, and miss
 * thin parts edge-on: a spatula strayed up to twice as far in the others, and was at an IoU of 0.963, 57 px wide.
 */
const VIEWS = viewRotations(1).matrices.filter(([, , , , , , x, y, z]) => (z || y || x) > 0);
/** Radius over distance. */
const PERSPECTIVE = 0.2;
/** Times two samples: so far inside, a level's outline does not stray. With one in place of three half of all levels seem to have gaps, not an eighth. */
const INSETS = 3;
/** 0.01 of 60 px over 6 is a tenth of a pixel; 4 and not 6, because these are not all views. */
const SIDES = 4;

export interface Outlines {
  /** By level, in radii. */
  errors: number[];
  /** By level: somewhere inside level 0's silhouette it leaves something open, as where parts that touch have drawn apart. */
  hasGaps: boolean[];
  /** Of the narrowest view of level 0, in radii: area over the longer side of its box, which a slim thing that lies askew does not widen. */
  width: number;
}

/**
 * An error is the share of a silhouette that differs, times the smaller side of its box, over SIDES; the worst view's, and
 * never less than a finer level's. Where it projects to a tenth of a pixel, silhouettes of 60 px and more agree with the first
 * level's at an IoU of 0.99. A distance between surfaces does not promise that, because a thin part has little area for its
 * outline: a tea set 72 px wide lost its handles and was at 0.97.
 */
export function measureOutlines(levels: SilhouetteMesh[]): Outlines {
  const rasters = levels.map((mesh) => createRaster(mesh, SIZE, EXTENT));
  const exact = rasters[0]!.isInside;
  const errors = levels.map(() => 0);
  const hasGaps = levels.map(() => false);
  let width = Infinity;
  const radiiPerSample = (2 * EXTENT) / SIZE;
  for (const rotation of VIEWS) {
    const [area] = rasters.map((raster) => raster.draw(rotation, PERSPECTIVE));
    const sides = boxSides(exact);
    const side = Math.min(...sides) * radiiPerSample;
    width = Math.min(width, (area! / Math.max(1, ...sides)) * radiiPerSample);
    let inner = exact;
    for (let times = 0; times < INSETS; times++) inner = innerSamples(inner, SIZE);
    let largest = 0;
    rasters.forEach(({ isInside }, level) => {
      let differing = 0;
      let open = 0;
      for (let i = 0; i < exact.length; i++) {
        differing += exact[i]! ^ isInside[i]!;
        open |= inner[i]! & ~isInside[i]!;
      }
      if (open) hasGaps[level] = true;
      largest = Math.max(largest, (differing * side) / (Math.max(area!, 1) * SIDES));
      errors[level] = Math.max(errors[level]!, largest);
    });
  }
  return { errors, hasGaps, width };
}

/** Of the box around what is inside, samples; below 1 where nothing is. */
function boxSides(isInside: Uint8Array): [number, number] {
  const stride = SIZE + 2;
  let [left, right, top, bottom] = [stride, -1, stride, -1];
  for (let i = 0; i < isInside.length; i++) {
    if (!isInside[i]) continue;
    const x = i % stride;
    const y = (i - x) / stride;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    bottom = y;
  }
  return [right - left + 1, bottom - top + 1];
}
