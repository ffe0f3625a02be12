/** Orders the layers in depth by scaling objects about the camera, which leaves their image as it is. */
import { exp, log, square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Projection } from '../placement/outline.ts';
import type { Random } from '../../scene/random.ts';
import type { Vec3 } from '../../geometry/vectors.ts';

/** The cone in which the camera sees a bounding sphere. */
export interface BoundingCone {
  /** Unit vector to the centre. */
  ray: Vec3;
  /** The sphere's radius over the distance of its centre: the sine of half the cone's angle. */
  radiusOverDistance: number;
}

export interface Depths {
  /** Distances of the centres from the camera, metres. */
  foreground: number[];
  background: number[];
  occluders: number[];
  /** Less than any surface's depth, metres. */
  near: number;
}

/** Farthest over nearest surface stays below this, for the depth buffer's sake. */
const MOST_SPREAD = 1e4;
const ORDERS = 16;
/** Spheres clear each other by this, so that rounding in the renderer does not matter. */
const GAP = 1.001;
/** The background's nearest surfaces are spread over this much, so that clutter is not sorted by its size. */
const BACKGROUND_SPREAD = 1.25;

export function coneOf(projection: Projection, camera: Intrinsics): BoundingCone {
  const x = (projection.xPx - camera.widthPx / 2) / camera.focalPx;
  const y = (projection.yPx - camera.heightPx / 2) / camera.focalPx;
  const length = Math.sqrt(1 + x * x + y * y);
  return { ray: [x / length, y / length, 1 / length], radiusOverDistance: projection.radiusOverDepth / length };
}

/**
 * Of two foreground objects whose spheres overlap in the image, the one later in a random order is moved behind the other.
 * Distances that would spread too far are tried in other orders, then without the models' metric sizes.
 * @param metricM the foreground's distances at scale 1
 */
export function orderLayers(
  foreground: BoundingCone[], metricM: number[], occluders: BoundingCone[], background: BoundingCone[], random: Random, backgroundRandom: Random,
): Depths {
  const behind = background.map(() => backgroundRandom.range(GAP, BACKGROUND_SPREAD));
  const mean = exp(metricM.reduce((sum, d) => sum + log(d), 0) / Math.max(1, metricM.length));
  let best: { depths: Depths; spread: number } | null = null;
  for (let order = 0; order < 2 * ORDERS; order++) {
    const atLeast = order < ORDERS ? metricM : metricM.map(() => mean);
    const distances = orderForeground(foreground, atLeast, random.permutation(foreground.length));
    const depths = { foreground: distances, ...orderOthers(foreground, distances, occluders, background, behind), near: 0 };
    const { farthest, nearest, near } = reach([[foreground, depths.foreground], [occluders, depths.occluders], [background, depths.background]]);
    depths.near = near;
    if (!best || farthest / nearest < best.spread) best = { depths, spread: farthest / nearest };
    if (best.spread < MOST_SPREAD) break;
  }
  return best!.depths;
}

function orderForeground(cones: BoundingCone[], atLeastM: number[], frontToBack: number[]): number[] {
  const distances = [...atLeastM];
  frontToBack.forEach((i, place) => {
    for (const j of frontToBack.slice(0, place)) {
      if (!overlap(cones[i]!, cones[j]!)) continue;
      const clear = (GAP * distances[j]! * (1 + cones[j]!.radiusOverDistance)) / (1 - cones[i]!.radiusOverDistance);
      if (clear > distances[i]!) distances[i] = clear;
    }
  });
  return distances;
}

function orderOthers(foreground: BoundingCone[], distances: number[], occluders: BoundingCone[], background: BoundingCone[], behind: number[]) {
  const backM = foreground.reduce((most, cone, i) => Math.max(most, distances[i]! * (1 + cone.radiusOverDistance)), 0) || 1;
  return {
    background: background.map((cone, i) => (backM * behind[i]!) / (1 - cone.radiusOverDistance)),
    occluders: occluders.map((cone) => {
      let frontM = Infinity;
      foreground.forEach((other, i) => {
        if (overlap(cone, other)) frontM = Math.min(frontM, distances[i]! * (1 - other.radiusOverDistance));
      });
      return frontM / GAP / (1 + cone.radiusOverDistance);
    }),
  };
}

/** Whether the cones that the spheres are seen in share a ray. */
function overlap(a: BoundingCone, b: BoundingCone): boolean {
  const dot = a.ray[0] * b.ray[0] + a.ray[1] * b.ray[1] + a.ray[2] * b.ray[2];
  const cosA = Math.sqrt(1 - square(a.radiusOverDistance));
  const cosB = Math.sqrt(1 - square(b.radiusOverDistance));
  return dot > cosA * cosB - a.radiusOverDistance * b.radiusOverDistance;
}

/** Distances of the farthest and nearest surface, and a depth that is below every surface's. */
function reach(groups: [BoundingCone[], number[]][]): { farthest: number; nearest: number; near: number } {
  let farthest = 0;
  let nearest = Infinity;
  let near = Infinity;
  for (const [cones, distances] of groups) {
    cones.forEach(({ ray, radiusOverDistance }, i) => {
      const d = distances[i]!;
      farthest = Math.max(farthest, d * (1 + radiusOverDistance));
      nearest = Math.min(nearest, d * (1 - radiusOverDistance));
      near = Math.min(near, d * (ray[2] - radiusOverDistance));
    });
  }
  return { farthest, nearest, near: near === Infinity ? 0.001 : 0.99 * near };
}
