/** Measures how far the silhouettes of a mesh's levels of detail stray from those of the first. */
import { viewRotations } from '../../geometry/poses.ts';
import { countBits, type GridShape, highestBit, innerSamples, lowestBit } from './sample-grid.ts';
import { createRaster } from './silhouette-raster.ts';
import type { SilhouetteMesh } from './silhouette-mesh.ts';

/** Samples a side of the raster. */
const SIZE = 256;
/** The raster's half side in disc units: coarse levels may pass the disc. */
const EXTENT = 1.1;
/**
 * One of each two opposite views, whose silhouettes are mirrored: 21 of an icosphere's 42. An icosahedron's 12 views miss thin
 * parts edge-on: measured on 6 of them, a spatula 57 px wide had an IoU of 0.963 in other views.
 */
const VIEWS = viewRotations(1).matrices.filter(([, , , , , , x, y, z]) => (z || y || x) > 0);
const RADIUS_OVER_DISTANCE = 0.2;
/** Insets of two samples each, further than a level's outline strays. With 1 inset half of all levels measured seem to have gaps, with 3 an eighth. */
const INSETS = 3;
/** A share of 0.01 of a silhouette 60 px wide, over 6, is 0.1 px. 4 instead of 6 leaves a margin for the views not measured. */
const SIDES = 4;

export interface OutlineErrors {
  /** By level. */
  errorsOverRadius: number[];
  /** By level: a sample well inside level 0's silhouette is open, as where parts that touch have drawn apart. */
  hasGaps: boolean[];
  /** Of level 0's narrowest view: area over its box's longer side, which a slim thing that lies askew does not widen. */
  widthOverRadius: number;
}

/**
 * An error is the share of a silhouette that differs, times the smaller side of its box, over SIDES. The worst view's counts,
 * and an error is never less than a finer level's. Where the error projects to 0.1 px, silhouettes 60 px wide or more have an
 * IoU of 0.99 with level 0's. A distance between surfaces does not promise that, because a thin part has little area for its
 * outline: by such a distance a tea set 72 px wide loses its handles (IoU 0.97).
 * @param levels finest first
 */
export function measureOutlineErrors(levels: SilhouetteMesh[]): OutlineErrors {
  const rasters = levels.map((mesh) => createRaster(mesh, SIZE, EXTENT));
  const { inside: exact, shape } = rasters[0]!;
  const errors = levels.map(() => 0);
  const hasGaps = levels.map(() => false);
  let width = Infinity;
  const radiiPerSample = (2 * EXTENT) / SIZE;
  for (const rotation of VIEWS) {
    const [area] = rasters.map((raster) => raster.draw(rotation, RADIUS_OVER_DISTANCE));
    const sides = boxSides(exact, shape);
    const side = Math.min(...sides) * radiiPerSample;
    width = Math.min(width, (area! / Math.max(1, ...sides)) * radiiPerSample);
    let inner = exact;
    for (let times = 0; times < INSETS; times++) inner = innerSamples(inner, shape);
    let largest = 0;
    rasters.forEach(({ inside }, level) => {
      let differing = 0;
      let open = 0;
      for (let i = 0; i < exact.length; i++) {
        differing += countBits(exact[i]! ^ inside[i]!);
        open |= inner[i]! & ~inside[i]!;
      }
      if (open) hasGaps[level] = true;
      largest = Math.max(largest, (differing * side) / (Math.max(area!, 1) * SIDES));
      errors[level] = Math.max(errors[level]!, largest);
    });
  }
  return { errorsOverRadius: errors, hasGaps, widthOverRadius: width };
}

/** Width and height of the box around the inside samples; 0 where there are none. */
function boxSides(inside: Int32Array, { stride }: GridShape): [number, number] {
  const words = stride / 32;
  /** All rows laid over each other. */
  const across = new Int32Array(words);
  let [top, bottom] = [Infinity, -Infinity];
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 0) continue;
    across[i % words]! |= inside[i]!;
    bottom = Math.floor(i / words);
    top = Math.min(top, bottom);
  }
  if (top > bottom) return [0, 0];
  const left = across.findIndex((word) => word !== 0), right = across.findLastIndex((word) => word !== 0);
  return [32 * right + highestBit(across[right]!) - 32 * left - lowestBit(across[left]!) + 1, bottom - top + 1];
}
