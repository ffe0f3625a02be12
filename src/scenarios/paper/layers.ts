/** Orders the layers in depth by scaling objects about the camera's centre, which leaves their image as it is. */
import { exp, log, square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Projection } from '../placement/outline.ts';
import type { Random } from '../../scene/random.ts';
import type { Vec3 } from '../../geometry/vectors.ts';

/** The cone of the rays from the camera that meet a bounding sphere. */
export interface BoundingCone {
  /** Unit vector to the centre. */
  ray: Vec3;
  /** The sphere's radius over the distance of its centre: the sine of half the cone's angle. */
  radiusOverDistance: number;
}

export interface Depths {
  /** Distances of the objects' centres from the camera's, metres; likewise below. */
  foreground: number[];
  background: number[];
  occluders: number[];
  /** A depth that every surface lies behind, metres. */
  near: number;
}

/** Limit on the farthest surface's distance over the nearest one's, for the sake of the depth buffer's precision. */
const MOST_SPREAD = 1e4;
/** Random orders that are tried with metric sizes, and as many without. */
const ORDERS = 16;
/** Least distance of a farther sphere's near side over that of the nearer sphere's far side, so that the renderer's rounding mixes no surfaces. */
const GAP = 1.001;
/** The background's near sides are at random distances up to this many times the foreground's end, so that clutter is not sorted by size. */
const BACKGROUND_SPREAD = 1.25;

/** The cone of a placed object. */
export function coneOf(projection: Projection, camera: Intrinsics): BoundingCone {
  const x = (projection.xPx - camera.widthPx / 2) / camera.focalPx;
  const y = (projection.yPx - camera.heightPx / 2) / camera.focalPx;
  const length = Math.sqrt(1 + x * x + y * y);
  return { ray: [x / length, y / length, 1 / length], radiusOverDistance: projection.radiusOverDepth / length };
}

/**
 * Chooses the distances of all objects. Of two foreground objects whose spheres overlap in the image, the later one in a random order is
 * moved behind the earlier. The background goes behind all of them, and an occluder in front of every object that it overlaps.
 * Where the distances spread beyond MOST_SPREAD, other orders are tried, then equal distances instead of metric ones.
 * @param metricM distances at which the foreground's objects have their metric size, metres
 * @param random draws the orders
 * @param backgroundRandom draws the background's distances
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
  frontToBack.forEach((i, index) => {
    for (const j of frontToBack.slice(0, index)) {
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

/** Whether two cones share a ray. */
function overlap(a: BoundingCone, b: BoundingCone): boolean {
  const dot = a.ray[0] * b.ray[0] + a.ray[1] * b.ray[1] + a.ray[2] * b.ray[2];
  const cosA = Math.sqrt(1 - square(a.radiusOverDistance));
  const cosB = Math.sqrt(1 - square(b.radiusOverDistance));
  return dot > cosA * cosB - a.radiusOverDistance * b.radiusOverDistance;
}

/** Distances of the farthest and the nearest surface, and a depth that every surface lies behind. */
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
