/** Orders the layers in depth by scaling objects about the camera's centre, which leaves their image as it is. */
import { exp, log, square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Projection } from '../placement/outline.ts';
import type { Random } from '../../scene/random.ts';
import { matrixOf } from '../../geometry/poses.ts';
import type { Quaternion, Vec3 } from '../../geometry/vectors.ts';

/** The cone of the rays from the camera that meet a bounding sphere. */
export interface BoundingCone {
  /** Unit vector to the centre. */
  ray: Vec3;
  /** The sphere's radius over the distance of its centre: the sine of half the cone's angle. */
  radiusOverDistance: number;
  /** Half the object's extent along the ray over the distance of its centre; default: the radius. */
  halfDepthOverDistance?: number;
}

export interface Depths {
  /** Distances of the objects' centres from the camera's, metres; likewise below. */
  foreground: number[];
  background: number[];
  /** Those of the backing, which is behind the background. */
  backing: number[];
  occluders: number[];
  distractors: number[];
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

/** A distractor for `orderLayers`. */
export interface DistractorCone extends BoundingCone {
  /** It goes behind those that are not under. */
  under: boolean;
}

/** The cone of a placed object that is thinner along the ray than its sphere, such as a tray that lies flat. */
export function flatConeOf(
  projection: Projection & { onAxis: Quaternion }, { halfSize, radiusM }: { halfSize: Vec3; radiusM: number }, camera: Intrinsics,
): BoundingCone {
  const cone = coneOf(projection, camera);
  return { ...cone, halfDepthOverDistance: cone.radiusOverDistance * Math.min(1, halfDepthM(halfSize, projection.onAxis) / radiusM) };
}

/** Half the extent of a model's box along the ray to its centre, metres. */
export function halfDepthM(halfSize: Vec3, onAxis: Quaternion): number {
  const m = matrixOf(onAxis);
  return Math.abs(m[6]) * halfSize[0] + Math.abs(m[7]) * halfSize[1] + Math.abs(m[8]) * halfSize[2];
}

/**
 * Chooses the distances of all objects. Of two foreground objects whose spheres overlap in the image, the later one in a random order is
 * moved behind the earlier. The background goes behind all of them, and an occluder in front of every object that it overlaps.
 * Where the distances spread beyond MOST_SPREAD, other orders are tried, then equal distances instead of metric ones.
 *
 * Distractors go behind all foreground objects, and move the background back. Everything else is where it is without them.
 * @param metricM distances at which the foreground's objects have their metric size, metres
 * @param random draws the orders
 * @param backgroundRandom draws the background's distances, and the backing's after them
 * @param others objects between foreground and background, and objects behind the background
 */
export function orderLayers(
  foreground: BoundingCone[], metricM: number[], occluders: BoundingCone[], background: BoundingCone[], random: Random, backgroundRandom: Random,
  { distractors = [], backing = [] }: { distractors?: DistractorCone[]; backing?: BoundingCone[] } = {},
): Depths {
  const behind = [...background, ...backing].map(() => backgroundRandom.range(GAP, BACKGROUND_SPREAD));
  const mean = exp(metricM.reduce((sum, d) => sum + log(d), 0) / Math.max(1, metricM.length));
  let best: { depths: Depths; spread: number; nearest: number } | null = null;
  for (let order = 0; order < 2 * ORDERS; order++) {
    const atLeast = order < ORDERS ? metricM : metricM.map(() => mean);
    const distances = orderForeground(foreground, atLeast, random.permutation(foreground.length));
    const depths = { foreground: distances, ...orderOthers(foreground, distances, occluders, background, backing, behind), distractors: [], near: 0 };
    const { farthest, nearest, near } = reach([[foreground, depths.foreground], [occluders, depths.occluders], [background, depths.background], [backing, depths.backing]]);
    depths.near = near;
    if (!best || farthest / nearest < best.spread) best = { depths, spread: farthest / nearest, nearest };
    if (best.spread < MOST_SPREAD) break;
  }
  return distractors.length === 0 ? best!.depths : withDistractors(best!.depths, best!.nearest, { foreground, background, backing, distractors });
}

/**
 * Puts distractors between the foreground and the background. One that overlaps another is behind it, unless that spreads the distances
 * beyond MOST_SPREAD: then they may cut into each other, as clutter may.
 */
function withDistractors(depths: Depths, nearestM: number, cones: Pick<Record<keyof Depths, BoundingCone[]>, 'foreground' | 'background' | 'backing'> & { distractors: DistractorCone[] }): Depths {
  const { foreground, background, backing, distractors } = cones;
  const frontM = endOf(foreground, depths.foreground);
  for (const apart of [true, false]) {
    const { distances, endM } = orderDistractors(distractors, frontM, depths.near, apart);
    const moved = (distancesM: number[]) => distancesM.map((distance) => (distance * endM) / frontM);
    const behind = { background: moved(depths.background), backing: moved(depths.backing) };
    const { farthest } = reach([[background, behind.background], [backing, behind.backing]]);
    if (Math.max(endM, farthest) / Math.min(nearestM, frontM) < MOST_SPREAD || !apart) return { ...depths, distractors: distances, ...behind };
  }
  return depths;
}

/** Distances of the distractors behind `frontM`, and the distance at which the last of them ends. */
function orderDistractors(cones: DistractorCone[], frontM: number, near: number, apart: boolean): { distances: number[]; endM: number } {
  const distances = cones.map(() => 0);
  let endM = frontM;
  for (const tier of [false, true]) {
    const indices = cones.flatMap(({ under }, i) => (under === tier ? [i] : []));
    const startM = endM;
    indices.forEach((i, index) => {
      const cone = cones[i]!;
      let clearM = startM;
      for (const j of apart ? indices.slice(0, index) : []) {
        if (overlap(cone, cones[j]!)) clearM = Math.max(clearM, distances[j]! * farEnd(cones[j]!));
      }
      distances[i] = Math.max((GAP * clearM) / nearEnd(cone), near / nearDepth(cone));
      endM = Math.max(endM, distances[i]! * farEnd(cone));
    });
  }
  return { distances, endM };
}

/** Distance of the nearest point over the centre's. */
const nearEnd = ({ radiusOverDistance, halfDepthOverDistance = radiusOverDistance }: BoundingCone): number => 1 - halfDepthOverDistance;

/** Distance of the farthest point over the centre's: a point as far from the ray as the radius, at the far end of the extent along it. */
function farEnd({ radiusOverDistance, halfDepthOverDistance = radiusOverDistance }: BoundingCone): number {
  return Math.min(1 + radiusOverDistance, Math.sqrt(square(1 + halfDepthOverDistance) + square(radiusOverDistance)));
}

/** Depth of the point with the least depth over the centre's distance. The floor is for objects that the camera's plane cuts. */
function nearDepth(cone: BoundingCone): number {
  const across = Math.sqrt(1 - square(cone.ray[2]));
  return Math.max(cone.ray[2] - cone.radiusOverDistance, cone.ray[2] * nearEnd(cone) - across * cone.radiusOverDistance, 0.02);
}

/** The distance at which the last of the objects ends; 1 where there are none. */
function endOf(cones: BoundingCone[], distances: number[]): number {
  return cones.reduce((most, cone, i) => Math.max(most, distances[i]! * (1 + cone.radiusOverDistance)), 0) || 1;
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

function orderOthers(foreground: BoundingCone[], distances: number[], occluders: BoundingCone[], background: BoundingCone[], backing: BoundingCone[], behind: number[]) {
  const after = (endM: number, cones: BoundingCone[], spread: number[]) => cones.map((cone, i) => (endM * spread[i]!) / (1 - cone.radiusOverDistance));
  const backgroundM = after(endOf(foreground, distances), background, behind);
  return {
    background: backgroundM,
    backing: after(endOf(background, backgroundM), backing, behind.slice(background.length)),
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
