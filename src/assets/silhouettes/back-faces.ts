/** Finds out what of a model is missing where it is seen from behind, because its material is single-sided and its surface is open. */
import { type ModelDrawing, NO_NEIGHBOR } from '../compiled-model.ts';
import { viewRotations } from '../../geometry/poses.ts';
import type { SilhouetteMesh } from './silhouette-mesh.ts';
import { createRaster } from './silhouette-raster.ts';

/** Samples a side of the raster. */
const SIZE = 64;
/** The raster's half side in disc units: the disc and a margin. */
const EXTENT = 1.02;
const RADIUS_OVER_DISTANCE = 0.2;
/** A view lacks something where this share of its silhouette is missing: less is a hole that nobody notices. */
const LEAST_SHARE = 0.05;
/** Fewer missing samples are none: half a percent of the bounding sphere's disc, so that thin edges raise no alarm. */
const LEAST_SAMPLES = 16;

/** The single-sided materials of connected surfaces that end somewhere: closed surfaces are never seen from behind. */
export function openMaterials({ materials, triangleWords, neighbors }: Pick<ModelDrawing, 'materials' | 'triangleWords' | 'neighbors'>, triangleCount: number): Set<number> {
  const isReached = new Uint8Array(triangleCount);
  const reached: number[] = [];
  const reach = (triangle: number): void => {
    if (isReached[triangle]) return;
    isReached[triangle] = 1;
    reached.push(triangle);
  };
  for (let edge = 0; edge < 3 * triangleCount; edge++) if (neighbors[edge] === NO_NEIGHBOR) reach(Math.floor(edge / 3));
  // The list grows while it is gone through.
  for (const triangle of reached) {
    for (let k = 0; k < 3; k++) {
      const across = neighbors[3 * triangle + k]!;
      if (across !== NO_NEIGHBOR) reach(Math.floor(across / 3));
    }
  }
  const open = new Set(reached.map((triangle) => triangleWords[4 * triangle + 3]!));
  return new Set([...open].filter((material) => !materials[material]!.doubleSided));
}

/**
 * The largest share of a silhouette that would be covered if the open materials were double-sided, and is not; over the 42 views of an
 * icosphere; 0 where no view lacks anything that shows.
 */
export function shareSeenThrough(mesh: SilhouetteMesh, open: ReadonlySet<number>): number {
  const authored = createRaster(mesh, SIZE, EXTENT);
  const whole = createRaster({ ...mesh, doubleSided: mesh.doubleSided.map((isDouble, material) => isDouble || open.has(material)) }, SIZE, EXTENT);
  let most = 0;
  for (const rotation of viewRotations(1).matrices) {
    const samples = whole.draw(rotation, RADIUS_OVER_DISTANCE);
    const missing = samples - authored.draw(rotation, RADIUS_OVER_DISTANCE);
    if (missing >= LEAST_SAMPLES && missing / samples >= LEAST_SHARE) most = Math.max(most, missing / samples);
  }
  return most;
}
